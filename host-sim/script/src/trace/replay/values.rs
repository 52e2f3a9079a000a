//! Values of a replay: the octets of names, and parts as octets.

use sim_wire::count::Counted;
use std::cell::Cell as Counter;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use sim_wire::record::TerminalTime;

use crate::trace::pattern::{Pattern, Segment};
use crate::trace::place::TracePlace;
use crate::trace::recording::ShownValue;
use crate::trace::syntax::{Cases, Expression, Piece, TableCell, TableRow, ValuePart};

/// Value, or the reason why there is none, in a sentence.
pub(crate) type Valued<T> = Result<T, String>;

/// Terminal's clock: a start, and the seconds since.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    pub(crate) start: TerminalTime,
    pub(crate) elapsed_s: u32,
}

impl Clock {
    /// Returns date and time now.
    pub(crate) fn now(self) -> Valued<TerminalTime> {
        let wrong = |_| "the terminal's clock has left the calendar".to_owned();
        let written = hex::encode(self.start.0);
        let start = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", &written).map_err(wrong)?;
        let now = start.checked_add(jiff::SignedDuration::from_secs(i64::from(self.elapsed_s))).map_err(wrong)?;
        let octets = hex::decode(now.strftime("%Y%m%d%H%M%S").to_string()).unwrap_or_default();
        octets.try_into().map(TerminalTime).map_err(|_| "the terminal's clock has left the calendar".to_owned())
    }
}

/// Largest size of a value in octets: that of the longest command (ISO 7816-3 §12.1.3, an extended Lc and Le).
const VALUE_MAX: usize = 65_544;

/// Largest size of all values and commands of a replay together, in octets.
const COMPOSED_MAX: u64 = 256 << 20;

/// Values for which names stand.
#[derive(Clone, Debug)]
pub(crate) struct Values<'t> {
    /// Names known outside of the row that is played; not copied for each row.
    outer: Rc<HashMap<String, Vec<u8>>>,
    names: HashMap<String, Vec<u8>>,
    /// Number of octets that were composed so far, in the trace and its rows.
    composed: Rc<Counter<u64>>,
    /// Row of a table that is played; `None` outside of tables.
    pub(crate) row: Option<(&'t Cases, &'t TableRow)>,
    pub(crate) clock: Clock,
}

impl<'t> Values<'t> {
    /// Creates values without any name.
    pub(crate) fn new(clock: Clock) -> Values<'t> {
        Values { outer: Rc::default(), names: HashMap::new(), composed: Rc::default(), row: None, clock }
    }

    /// Returns the values for a row of a table; names of that row are known nowhere else.
    pub(crate) fn for_row(&mut self) -> Values<'t> {
        Rc::make_mut(&mut self.outer).extend(self.names.drain());
        Values { names: HashMap::new(), ..self.clone() }
    }

    /// Sets the octets of a name.
    pub(crate) fn set(&mut self, name: String, octets: Vec<u8>) {
        self.names.insert(name, octets);
    }

    /// Returns every name with its octets, by name.
    pub(crate) fn all(&self) -> BTreeMap<&str, &[u8]> {
        self.outer.iter().chain(&self.names).map(|(name, octets)| (name.as_str(), octets.as_slice())).collect()
    }

    /// Returns the cell of a column in the row that is played; `None` if there is no such row or column.
    pub(crate) fn cell(&self, name: &str) -> Option<&'t TableCell> {
        let (cases, row) = self.row?;
        let column = cases.columns.iter().position(|column| column == name)?;
        row.cells.get(column)
    }

    /// Returns the octets of a name.
    pub(crate) fn named(&self, name: &str) -> Valued<Vec<u8>> {
        if let Some(cell) = self.cell(name) {
            let parts = cell.parts.as_deref().ok_or_else(|| format!("`{}` is no octets", cell.text))?;
            return self.octets(parts);
        }
        let known = self.names.get(name).or_else(|| self.outer.get(name));
        known.cloned().ok_or_else(|| format!("nothing is called `{name}` here"))
    }

    /// Returns the octets of an expression.
    pub(crate) fn expression(&self, expression: &Expression) -> Valued<Vec<u8>> {
        match expression {
            Expression::Octets(octets) => Ok(octets.clone()),
            Expression::Amount(amount) => Ok(amount.to_bytes().to_vec()),
            Expression::Name(name) => self.named(name),
            Expression::Now => self.clock.now().map(|now| now.0.to_vec()),
            Expression::Sum(of, more) => sum(&self.expression(of)?, *more),
        }
    }

    /// Returns the octets of an expression that must have exactly `N`.
    pub(crate) fn exactly<const N: usize>(&self, expression: &Expression, what: &str) -> Valued<[u8; N]> {
        let octets = self.expression(expression)?;
        let length = octets.len();
        octets.try_into().map_err(|_| format!("{what} has {N} octets, and `{expression}` has {length}"))
    }

    /// Returns the octets of parts that are octets and values alone.
    pub(crate) fn octets(&self, parts: &[ValuePart]) -> Valued<Vec<u8>> {
        let mut octets = Vec::new();
        for part in parts {
            match &part.piece {
                Piece::Octets(more) => octets.extend_from_slice(more),
                Piece::Value(expression) => octets.extend(self.expression(expression)?),
                other => return Err(format!("`{other}` is no value")),
            }
            if octets.len() > VALUE_MAX {
                return Err(format!("a value has at most {VALUE_MAX} octets, and this one has more"));
            }
        }
        let composed = self.composed.get().saturating_add(u64::try_from(octets.len()).unwrap_or(u64::MAX));
        self.composed.set(composed);
        if composed > COMPOSED_MAX {
            return Err(format!(
                "the values and commands of a replay have at most {} MiB together",
                COMPOSED_MAX >> 20
            ));
        }
        Ok(octets)
    }

    /// Returns values one by one, each under the words by which it is written.
    pub(crate) fn shown(&self, parts: &[ValuePart]) -> Valued<Vec<ShownValue>> {
        let shown = |part: &ValuePart| {
            let name = match &part.piece {
                Piece::Value(expression) => expression.to_string(),
                other => other.to_string(),
            };
            let octets = self.octets(std::slice::from_ref(part))?;
            Ok(ShownValue { place: TracePlace::default(), name, octets })
        };
        parts.iter().map(shown).collect()
    }

    /// Returns the octets of a command, with Lc counted where the trace leaves it to be computed.
    pub(crate) fn command(&self, parts: &[ValuePart]) -> Valued<Vec<u8>> {
        let Some(lc) = parts.iter().position(|part| part.piece == Piece::Lc) else {
            return self.octets(parts);
        };
        let (header, rest) = parts.split_at(lc);
        let data = rest.get(1..).unwrap_or_default();
        let le = data.iter().position(|part| part.piece == Piece::Le);
        let (data, le) = data.split_at(le.unwrap_or(data.len()));
        let data = self.octets(data)?;
        let length = u8::try_from(data.len())
            .map_err(|_| format!("Lc is one octet and cannot count {}", Counted(data.len(), "octet")))?;
        let le = self.octets(le.get(1..).unwrap_or_default())?;
        Ok([self.octets(header)?, vec![length], data, le].concat())
    }

    /// Returns a pattern with its values filled in: one list of segments for each part.
    pub(crate) fn pattern(&self, parts: &[ValuePart]) -> Valued<Vec<Vec<Segment>>> {
        parts.iter().map(|part| self.segments(&part.piece)).collect()
    }

    /// Returns the segments of a piece of a pattern, with its values filled in.
    pub(crate) fn segments(&self, piece: &Piece) -> Valued<Vec<Segment>> {
        Ok(match piece {
            Piece::Octets(octets) => vec![Segment::literal(octets)],
            Piece::Nibbles(nibbles) => vec![Segment::Fixed(nibbles.clone())],
            Piece::Any => vec![Segment::Any],
            Piece::Capture(capture) => vec![Segment::Capture(capture.name.clone(), capture.length)],
            Piece::Value(Expression::Name(name)) if self.cell(name).is_some() => {
                let parts = self.cell(name).and_then(|cell| cell.parts.as_deref()).unwrap_or_default();
                self.pattern(parts)?.concat()
            }
            Piece::Value(expression) => vec![Segment::literal(&self.expression(expression)?)],
            Piece::Lc | Piece::Le => return Err(format!("`{piece}` is no part of an answer")),
        })
    }
}

/// Returns the segments of all parts as one pattern.
pub(crate) fn whole(parts: &[Vec<Segment>]) -> Pattern {
    Pattern { segments: parts.concat() }
}

/// Adds a number to octets and returns as many octets.
fn sum(octets: &[u8], more: i64) -> Valued<Vec<u8>> {
    let padding = 8_usize.checked_sub(octets.len()).ok_or("only up to eight octets can be counted with")?;
    let mut wide = vec![0; padding];
    wide.extend_from_slice(octets);
    let number = wide.iter().fold(0_i128, |number, octet| number << 8 | i128::from(*octet)) + i128::from(more);
    let result = u64::try_from(number).map(u64::to_be_bytes).unwrap_or([0xFF; 8]);
    let (head, tail) = result.split_at(padding);
    if number < 0 || head.iter().any(|octet| *octet != 0) || number > i128::from(u64::MAX) {
        return Err(format!("{} {more:+} does not fit {}", hex::encode_upper(octets), Counted(octets.len(), "octet")));
    }
    Ok(tail.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sum_keeps_width_or_is_refused() {
        assert_eq!(sum(&[0, 0xFF], 1), Ok(vec![1, 0]));
        assert_eq!(sum(&[1, 0], -1), Ok(vec![0, 0xFF]));
        assert_eq!(sum(&[0xFF; 8], 0), Ok(vec![0xFF; 8]));
        assert!(sum(&[0xFF, 0xFF], 1).is_err());
        assert!(sum(&[0, 0], -1).is_err());
        assert!(sum(&[0xFF; 8], 1).is_err());
        assert!(sum(&[0; 9], 1).is_err());
    }

    #[test]
    fn row_values_do_not_change_story_values() {
        let mut story = Values::new(Clock { start: TerminalTime([0x20, 0x09, 0x11, 0x18, 0, 0, 0]), elapsed_s: 0 });
        story.set("a".into(), vec![1]);
        let mut row = story.for_row();
        row.set("b".into(), vec![2]);
        row.set("a".into(), vec![3]);
        assert_eq!((row.named("a"), row.named("b")), (Ok(vec![3]), Ok(vec![2])));
        assert_eq!(story.named("a"), Ok(vec![1]));
        assert!(story.named("b").is_err());
        story.set("a".into(), vec![4]);
        assert_eq!(story.for_row().named("a"), Ok(vec![4]));
    }

    #[test]
    fn clock_passes_midnight_into_leap_day() {
        let start = TerminalTime([0x20, 0x12, 0x02, 0x28, 0x23, 0x59, 0x50]);
        let now = Clock { start, elapsed_s: 15 }.now();
        assert_eq!(now, Ok(TerminalTime([0x20, 0x12, 0x02, 0x29, 0x00, 0x00, 0x05])));
    }
}
