//! Octets, expressions and the terminal's values as text.

use std::fmt::{Display, Formatter, Result};

use super::words;
use crate::trace::syntax::{
    Assigned, Assignment, Checked, Expression, KeyChoice, Keyed, Piece, TerminalValue, TransactionValue, ValuePart,
};

/// Returns octets in upper case, two digits each.
pub(in crate::trace) fn hex(octets: &[u8]) -> String {
    hex::encode_upper(octets)
}

/// Returns parts with a blank between them.
pub(super) fn parts(parts: &[ValuePart]) -> String {
    parts.iter().map(|part| part.piece.to_string()).collect::<Vec<_>>().join(" ")
}

impl Display for Piece {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Piece::Octets(octets) => f.write_str(&hex(octets)),
            Piece::Nibbles(nibbles) => nibbles.iter().try_for_each(|(value, mask)| {
                let digits = format!("{value:02X}");
                let kept = [mask & 0xF0 != 0, mask & 0x0F != 0];
                let shown = digits.chars().zip(kept).map(|(digit, kept)| if kept { digit } else { '?' });
                f.write_str(&shown.collect::<String>())
            }),
            Piece::Any => f.write_str(".."),
            Piece::Capture(capture) => match capture.length {
                Some(length) => write!(f, "{}:{length}", capture.name),
                None => write!(f, "{}:..", capture.name),
            },
            Piece::Value(expression) => write!(f, "{{{expression}}}"),
            Piece::Lc => f.write_str("Lc"),
            Piece::Le => f.write_str("Le"),
        }
    }
}

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Expression::Octets(octets) => f.write_str(&hex(octets)),
            Expression::Amount(amount) => amount.fmt(f),
            Expression::Name(name) => f.write_str(name),
            Expression::Now => f.write_str("now"),
            Expression::Sum(of, more) if *more < 0 => write!(f, "{of} - {}", more.unsigned_abs()),
            Expression::Sum(of, more) => write!(f, "{of} + {more}"),
        }
    }
}

impl Display for Assignment {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.value {
            Assigned::Octets(octets) => write!(f, "{} = {}", self.name, parts(octets)),
            Assigned::Terminal(value) => write!(f, "{} = {value}", self.name),
        }
    }
}

impl Display for TerminalValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            TerminalValue::Transaction(value) => value.fmt(f),
            TerminalValue::SecureMessagingMac(keyed) => under_key(f, "secure messaging MAC", keyed),
            TerminalValue::ExternalCryptogram(keyed) => under_key(f, "external authentication cryptogram", keyed),
            TerminalValue::InternalCryptogram(keyed) => under_key(f, "internal authentication cryptogram", keyed),
            TerminalValue::ReloadPinMac(keyed) => under_key(f, "reload PIN MAC", keyed),
            TerminalValue::PinUnblockCipher(keyed) => under_key(f, "PIN unblock cipher", keyed),
        }
    }
}

fn under_key(f: &mut Formatter<'_>, what: &str, keyed: &Keyed) -> Result {
    f.write_str(what)?;
    if !keyed.data.is_empty() {
        write!(f, " of {}", parts(&keyed.data))?;
    }
    if let Some(key) = &keyed.key {
        write!(f, ", {key}")?;
    }
    option(f, ", challenge", keyed.challenge.as_ref())
}

impl Display for TransactionValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} {}", words::transaction_name(self.kind), words::part_name(self.value))?;
        option(f, " of", self.amount.as_ref())?;
        option(f, " at", self.terminal.as_ref())?;
        option(f, " on", self.at.as_ref())?;
        option(f, ", terminal counter", self.terminal_counter.as_ref())?;
        option(f, ", counter", self.counter.as_ref())?;
        option(f, ", random", self.random.as_ref())?;
        option(f, ", balance", self.balance.as_ref())?;
        match &self.key {
            Some(key) => write!(f, ", {key}"),
            None => Ok(()),
        }
    }
}

/// Prints an option: a name or a value bare, a sum in braces.
fn option(f: &mut Formatter<'_>, name: &str, value: Option<&Expression>) -> Result {
    match value {
        None => Ok(()),
        Some(Expression::Sum(..)) => write!(f, "{name} {{{}}}", value.map(ToString::to_string).unwrap_or_default()),
        Some(value) => write!(f, "{name} {value}"),
    }
}

impl Display for KeyChoice {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            KeyChoice::Octets(octets) => write!(f, "key {}", hex(octets)),
            KeyChoice::Named { usage, index, version } => {
                f.write_str("key")?;
                if let Some(usage) = usage {
                    write!(f, " {}", words::usage_name(*usage))?;
                }
                write!(f, " {index:02X}")?;
                version.map_or(Ok(()), |version| write!(f, " version {version:02X}"))
            }
        }
    }
}

impl Display for Checked {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if words::part_of_name(&self.name) == Some(self.part) {
            f.write_str(&self.name)
        } else {
            write!(f, "{} as {}", self.name, words::part_name(self.part))
        }
    }
}
