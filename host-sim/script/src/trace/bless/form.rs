//! Forms in which values are rewritten: each as the value before it, an amount as an amount and octets as octets.

use sim_wire::Fen;

use crate::trace::replay::facts;
use crate::trace::syntax::{Expression, Fact, Piece, ValueOrColumn};

/// Returns an answer line that expects these octets alone; `None` stands for no answer.
pub(in crate::trace) fn answer_line(actual: Option<&[u8]>) -> String {
    actual.map_or("< no answer".to_owned(), |actual| format!("< {}", octets(actual)))
}

/// Returns data and status word in hexadecimal, with a blank between them.
pub(super) fn octets(answer: &[u8]) -> String {
    let (data, status) = answer.split_at(answer.len().saturating_sub(2));
    let blank = if data.is_empty() { "" } else { " " };
    format!("{}{blank}{}", hex::encode_upper(data), hex::encode_upper(status))
}

/// Returns octets in the form of the part that stood there; an error if they would lose what the part says.
pub(super) fn part(piece: &Piece, written: &str, octets: &[u8]) -> Result<String, String> {
    is_written_out(piece)?;
    let braced = written.starts_with('{');
    let text = match (piece, <[u8; 4]>::try_from(octets)) {
        (Piece::Value(Expression::Amount(_)), Ok(fen)) => amount(written, Fen::from_bytes(fen)),
        _ => hex::encode_upper(octets),
    };
    Ok(if braced { format!("{{{text}}}") } else { text })
}

/// Returns an error for a part that computes its octets.
///
/// Such a part says how its octets depend on others, which a literal would not.
pub(super) fn is_written_out(piece: &Piece) -> Result<(), String> {
    match piece {
        Piece::Value(Expression::Name(_) | Expression::Now | Expression::Sum(..)) => {
            Err(format!("`{piece}` is computed, and a literal in its place would lose how"))
        }
        _ => Ok(()),
    }
}

/// Returns an amount in the unit that was written.
fn amount(written: &str, amount: Fen) -> String {
    let in_fen = written.trim_end_matches('}').trim_end().to_ascii_lowercase().ends_with("fen");
    if in_fen { format!("{} fen", amount.0) } else { amount.to_string() }
}

/// Returns the value of a fact as it is, in the form of the value that stood there.
pub(in crate::trace) fn fact_value(written: &str, actual: &Fact) -> String {
    match actual {
        Fact::Balance(ValueOrColumn::Is(fen)) | Fact::Limit(ValueOrColumn::Is(Some(fen))) => amount(written, *fen),
        Fact::Online(ValueOrColumn::Is(counter)) | Fact::Offline(ValueOrColumn::Is(counter)) => {
            // Four digits would be read as hexadecimal.
            let decimal = written.len() != 4 && *counter < 1000;
            if decimal { counter.to_string() } else { format!("{counter:04X}") }
        }
        other => facts::cell_text(other),
    }
}
