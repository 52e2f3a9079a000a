//! Differences of two octet strings of one kind, by the fields that [`sim_explain`] finds in them.

use sim_explain::Explanation;
use sim_explain::render::field;

use super::super::formats::{Reply, SessionExchange};

/// Side of an exchange on which a difference lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Command.
    Command,
    /// Data of the answer.
    Answer,
    /// Status word.
    Status,
    /// Answer to reset.
    Atr,
    /// Interface by which the card was reached.
    Interface,
    /// Message that is no APDU.
    Message,
}

impl Side {
    /// Returns the word for the side.
    pub const fn name(self) -> &'static str {
        match self {
            Side::Command => "command",
            Side::Answer => "answer",
            Side::Status => "status",
            Side::Atr => "atr",
            Side::Interface => "interface",
            Side::Message => "message",
        }
    }
}

/// Nature of a field that differs from one session to the next although nothing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Random number.
    Random,
    /// MAC, TAC or cryptogram, which depends on a random number or a counter.
    Mac,
    /// Transaction counter.
    Counter,
    /// Date or time.
    Time,
}

impl Nature {
    /// All natures.
    pub const ALL: [Nature; 4] = [Nature::Random, Nature::Mac, Nature::Counter, Nature::Time];

    /// Returns the word of the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Nature::Random => "random",
            Nature::Mac => "mac",
            Nature::Counter => "counter",
            Nature::Time => "time",
        }
    }

    /// Returns the nature of that name.
    pub fn by_name(name: &str) -> Option<Nature> {
        Nature::ALL.into_iter().find(|nature| nature.name() == name)
    }

    /// Returns the reason for the difference in words.
    pub const fn reason(self) -> &'static str {
        match self {
            Nature::Random => "a random number",
            Nature::Mac => "a MAC, which depends on a random number or a counter",
            Nature::Counter => "a transaction counter",
            Nature::Time => "the terminal's clock",
        }
    }

    /// Returns the nature of a field by its name in the layouts; `None` if the field has none.
    fn of_field(name: &str) -> Option<Nature> {
        match name {
            "date" | "time" => Some(Nature::Time),
            "tac" | "cryptogram" | "enciphered_pin" => Some(Nature::Mac),
            _ if name.contains("random") || name.contains("challenge") => Some(Nature::Random),
            _ if name.starts_with("mac") => Some(Nature::Mac),
            _ if name.ends_with("counter") => Some(Nature::Counter),
            _ => None,
        }
    }
}

/// Difference in one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Side on which the field lies.
    pub side: Side,
    /// Name of the field.
    pub field: String,
    /// Field of the first session.
    pub left: ShownField,
    /// Field of the second session.
    pub right: ShownField,
    /// Nature of the field; `None` for a field that does not differ by nature.
    pub nature: Option<Nature>,
    /// Set if the caller said that fields of this nature may differ.
    pub expected: bool,
}

/// Field as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownField {
    /// Octets in hexadecimal; `None` if there are none to show.
    pub hex: Option<String>,
    /// Meaning of the octets in words; may be empty.
    pub words: String,
}

impl Difference {
    /// Creates a difference of words, without octets.
    pub(super) fn plain(side: Side, field: &str, left: String, right: String) -> Difference {
        let shown = |words| ShownField { hex: None, words };
        Difference {
            side,
            field: field.to_owned(),
            left: shown(left),
            right: shown(right),
            nature: None,
            expected: false,
        }
    }

    /// Returns carets under the digits that differ, to stand under the octets of both; empty where there is nothing to
    /// compare.
    pub fn marks(&self) -> String {
        let (Some(left), Some(right)) = (&self.left.hex, &self.right.hex) else { return String::new() };
        let (mut left, mut right) = (left.chars(), right.chars());
        let mut marks = String::new();
        loop {
            match (left.next(), right.next()) {
                (None, None) => break marks.trim_end().to_owned(),
                (left, right) => marks.push(if left == right { ' ' } else { '^' }),
            }
        }
    }
}

/// Field of an explanation: name, octets, words.
struct Named {
    name: String,
    octets: Vec<u8>,
    words: String,
}

/// Returns the differences of two commands.
pub(super) fn of_commands(left: &[u8], right: &[u8]) -> Vec<Difference> {
    if left == right {
        return Vec::new();
    }
    let (of_left, of_right) = (named(&sim_explain::command(left)), named(&sim_explain::command(right)));
    or_whole(Side::Command, compared(Side::Command, of_left, of_right), left, right)
}

/// Returns the differences of two answers; none if one of the answers is not known.
pub(super) fn of_answers(left: &SessionExchange, right: &SessionExchange) -> Vec<Difference> {
    let (Some(left_reply), Some(right_reply)) = (&left.answer, &right.answer) else { return Vec::new() };
    if left_reply == right_reply {
        return Vec::new();
    }
    if *left_reply == Reply::Silence || *right_reply == Reply::Silence {
        let words = |reply| super::answer_words(Some(reply));
        return vec![Difference::plain(Side::Status, "answer", words(left_reply), words(right_reply))];
    }
    let (left_octets, right_octets) = (left_reply.octets(), right_reply.octets());
    let left = sim_explain::answer(Some(&left.command), left_octets);
    let right = sim_explain::answer(Some(&right.command), right_octets);
    let mut all = Vec::new();
    if left.status() != right.status() {
        let status = |explanation: &Explanation<'_>| match explanation.status() {
            Some(word) => ShownField { hex: Some(format!("{word:04X}")), words: status_words(word) },
            None => ShownField::default(),
        };
        let (left, right) = (status(&left), status(&right));
        all.push(Difference {
            left,
            right,
            ..Difference::plain(Side::Status, "status word", String::new(), String::new())
        });
    }
    all.extend(compared(Side::Answer, named(&left), named(&right)));
    or_whole(Side::Answer, all, left_octets, right_octets)
}

/// Returns a status word's meaning without the word itself.
fn status_words(word: u16) -> String {
    sim_explain::status_meaning(word).into_owned()
}

/// Returns the difference of two answers to reset.
pub(super) fn of_atrs(left: &[u8], right: &[u8]) -> Difference {
    whole(Side::Atr, left, right)
}

/// Returns the differences of fields, or that of the octets as a whole where no field shows any.
fn or_whole(side: Side, all: Vec<Difference>, left: &[u8], right: &[u8]) -> Vec<Difference> {
    if all.is_empty() { vec![whole(side, left, right)] } else { all }
}

pub(super) fn whole(side: Side, left: &[u8], right: &[u8]) -> Difference {
    let shown = |octets| ShownField { hex: Some(hex::encode_upper(octets)), words: String::new() };
    Difference {
        left: shown(left),
        right: shown(right),
        ..Difference::plain(side, "octets", String::new(), String::new())
    }
}

fn named(explanation: &Explanation<'_>) -> Vec<Named> {
    let shape = explanation.shape.unwrap_or_default();
    let place = |(name, octets, value): (&str, Vec<u8>, u16)| {
        // Up to nine the digits say the same already.
        let words = if value < 10 { String::new() } else { value.to_string() };
        Named { name: name.to_owned(), octets, words }
    };
    let header = [("cla", shape.cla), ("ins", shape.ins), ("p1", shape.p1), ("p2", shape.p2)];
    let header =
        header.into_iter().filter_map(|(name, octet)| octet.map(|octet| (name, vec![octet], u16::from(octet))));
    let lc = shape.lc.map(|lc| ("lc", shape.lc_octets(), lc));
    let le = shape.le.map(|le| ("le", shape.le_octets(), le));
    let fields = explanation.fields().into_iter().map(|node| Named {
        name: node.key.to_string(),
        octets: node.octets(explanation.octets).to_vec(),
        words: field::shown(&node.value).into_owned(),
    });
    header.chain(lc).map(place).chain(fields).chain(le.map(place)).collect()
}

/// Compares the fields of both by name; fields of one name are compared in order.
fn compared(side: Side, left: Vec<Named>, mut right: Vec<Named>) -> Vec<Difference> {
    let mut all = Vec::new();
    for field in left {
        let other = right.iter().position(|other| other.name == field.name).map(|position| right.remove(position));
        if other.as_ref().is_none_or(|other| other.octets != field.octets) {
            all.push(difference(side, field.name.clone(), Some(field), other));
        }
    }
    all.extend(right.into_iter().map(|field| difference(side, field.name.clone(), None, Some(field))));
    all
}

fn difference(side: Side, field: String, left: Option<Named>, right: Option<Named>) -> Difference {
    let shown = |named: Option<Named>| match named {
        Some(Named { octets, words, .. }) => {
            let hex = hex::encode_upper(octets);
            ShownField { words: if words == hex { String::new() } else { words }, hex: Some(hex) }
        }
        None => ShownField { hex: None, words: "not there".to_owned() },
    };
    let nature = Nature::of_field(&field);
    Difference { side, field, left: shown(left), right: shown(right), nature, expected: false }
}
