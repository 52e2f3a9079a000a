//! Octets of a command by their places: header, length fields of either width, data. Where a length disagrees with what
//! stands behind it, that is a problem, and the octets that are there are taken.

use sim_wire::count::{Counted, CountedVerb};
use std::borrow::Cow;

use super::command::octets_of;
use super::row::CommandRow;
use sim_codec::length_fields::{Case, LengthFields, Width, shortened};

/// Octets of a command by their places; `None` where the octets end before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// CLA.
    pub cla: Option<u8>,
    /// INS.
    pub ins: Option<u8>,
    /// P1.
    pub p1: Option<u8>,
    /// P2.
    pub p2: Option<u8>,
    /// Width of Lc and Le.
    pub width: Width,
    /// Lc, the number of octets of data; `None` without Lc.
    pub lc: Option<u16>,
    /// Le as coded; `None` without Le.
    pub le: Option<u16>,
    /// Case of ISO 7816-3 §12.1.2; `None` where the lengths disagree or the one octet behind the header is Lc = 00.
    pub case: Option<Case>,
}

impl Shape {
    /// Returns the octets of Lc as they stand in the command; empty without Lc.
    pub fn lc_octets(&self) -> Vec<u8> {
        match (self.lc, self.width) {
            (None, _) => Vec::new(),
            (Some(lc), Width::Short) => u8::try_from(lc).into_iter().collect(),
            (Some(lc), Width::Extended) => [[0].as_slice(), &lc.to_be_bytes()].concat(),
        }
    }

    /// Returns the octets of Le as they stand in the command; empty without Le.
    pub fn le_octets(&self) -> Vec<u8> {
        match (self.le, self.width, self.lc) {
            (None, ..) => Vec::new(),
            (Some(le), Width::Short, _) => u8::try_from(le).into_iter().collect(),
            (Some(le), Width::Extended, Some(_)) => le.to_be_bytes().to_vec(),
            (Some(le), Width::Extended, None) => [[0].as_slice(), &le.to_be_bytes()].concat(),
        }
    }

    /// Returns the most octets of data that Le allows; `None` without Le.
    pub fn ne(&self) -> Option<u32> {
        self.le.map(|le| self.width.ne(le))
    }

    /// Takes Lc, data and Le from behind the header, and returns the data. A lone octet is Le where the command takes
    /// no data.
    pub(super) fn take_body<'a>(
        &mut self,
        command: &'a [u8],
        row: Option<&'static CommandRow>,
        problems: &mut Vec<Cow<'static, str>>,
    ) -> &'a [u8] {
        let takes_data = row.is_some_and(|row| !row.data.is_empty());
        let whole = LengthFields::parse(command);
        match command.get(4..).unwrap_or_default() {
            [lc] if takes_data => {
                self.lc = Some(u16::from(*lc));
                self.case = whole.filter(|_| *lc != 0).map(|lengths| lengths.case());
                if *lc != 0 {
                    problems.push(format!("Lc announces {}, and none follows.", octets_of(usize::from(*lc))).into());
                }
                &[]
            }
            body => match whole {
                Some(lengths) => {
                    self.width = lengths.width;
                    self.case = Some(lengths.case());
                    self.lc = u16::try_from(lengths.data.len()).ok().filter(|lc| *lc > 0);
                    self.le = lengths.le;
                    lengths.data
                }
                None => self.take_broken_body(body, problems),
            },
        }
    }

    /// Takes Lc and the octets that are there from a body whose lengths disagree.
    fn take_broken_body<'a>(&mut self, body: &'a [u8], problems: &mut Vec<Cow<'static, str>>) -> &'a [u8] {
        let (lc, rest) = match *body {
            [0, high, low, ref rest @ ..] => {
                self.width = Width::Extended;
                (u16::from_be_bytes([high, low]), rest)
            }
            [lc, ref rest @ ..] => (u16::from(lc), rest),
            [] => return &[],
        };
        self.lc = Some(lc);
        if lc == 0 {
            problems.push(empty_lc(self.width, rest.len()));
            return rest;
        }
        let length = usize::from(lc);
        let (data, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        problems.push(if data.len() < length {
            too_short(self.width, length, data.len())
        } else {
            too_long(self.width, length, data.len() + behind.len())
        });
        data
    }
}

/// Returns the name of Lc for the beginning of a sentence.
const fn subject(width: Width) -> &'static str {
    match width {
        Width::Short => "Lc",
        Width::Extended => "Extended Lc",
    }
}

fn empty_lc(width: Width, present: usize) -> Cow<'static, str> {
    let allowed = match width {
        Width::Short => "behind 00 stand two octets more of an extended length, or nothing",
        Width::Extended => "an extended Lc is 0001 to FFFF",
    };
    let stand = format!("{} {}", Counted(present, "octet"), CountedVerb(present, "stands", "stand"));
    format!("{} is 0, and {stand} behind it: {allowed}. The card answers 6700.", subject(width)).into()
}

fn too_short(width: Width, announced: usize, present: usize) -> Cow<'static, str> {
    format!(
        "{} announces {}, only {present} {} behind it: the command ends {} too early, and the card answers 6700.",
        subject(width),
        octets_of(announced),
        CountedVerb(present, "stands", "stand"),
        octets_of(announced - present)
    )
    .into()
}

fn too_long(width: Width, announced: usize, present: usize) -> Cow<'static, str> {
    let header = match width {
        Width::Short => 5,
        Width::Extended => 7,
    };
    format!(
        "{} announces {}, {present} {} behind it: behind octet {} of the command only Le may follow; the card answers \
         6700.",
        subject(width),
        octets_of(announced),
        CountedVerb(present, "stands", "stand"),
        header + announced
    )
    .into()
}

/// Returns in words what a T=0 reader makes of a command of extended lengths, and what this card does with it. `None`
/// for short lengths.
pub(super) fn extended_words(command: &[u8]) -> Option<String> {
    let lengths = LengthFields::parse(command).filter(|lengths| lengths.width == Width::Extended)?;
    let sent = match shortened(command) {
        None => "sends the whole command in parts with ENVELOPE (00 C2 00 00), for it has more than 255 octets of data"
            .to_owned(),
        Some(short) => {
            let p3 = short.get(4).copied().unwrap_or_default();
            let kind = if lengths.data.is_empty() { "Le" } else { "Lc" };
            format!("sends P3 = {p3:02X} ({kind})")
        }
    };
    let fetched = match (lengths.data.is_empty(), lengths.ne()) {
        (_, 0) => String::new(),
        (true, 1..=256) => String::new(),
        (true, ne) => format!(" and fetches what is above 256 octets, up to {ne}, with GET RESPONSE while 61xx comes"),
        (false, ne) => format!(" and fetches up to {} with GET RESPONSE", Counted(ne, "octet")),
    };
    Some(format!(
        "Extended length fields, case {} (ISO 7816-4 §5.2). A T=0 reader {sent}{fetched} (ISO 7816-3 §12.2). This card has \
         short lengths: it answers 6700 to the command as it stands.",
        lengths.case().name(),
    ))
}
