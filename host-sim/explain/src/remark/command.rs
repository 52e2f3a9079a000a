//! Remarks about command APDUs: header, parameters, length fields.

use std::fmt::{Display, Formatter};

use sim_codec::length_fields::{Case, Width};
use sim_wire::count::{Counted, CountedVerb};

use crate::command::{octets_of, pattern};
use crate::layout::LengthRange;
use crate::row::Parameter;

/// Remark about a command APDU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandRemark {
    /// Command that this wallet does not have: its name, and the status word, with words, by which it is refused.
    Foreign(&'static str, &'static str),
    /// INS that no command has, and the status word, with words, by which it is refused.
    UnknownInstruction(u8, &'static str),
    /// INS of a command that comes under other classes.
    OtherClass {
        /// INS.
        ins: u8,
        /// Name of the command.
        name: &'static str,
        /// Classes of the command, in order.
        classes: Vec<u8>,
        /// CLA of the octets.
        cla: u8,
    },
    /// P1 and P2 that no row has.
    WrongParameters {
        /// P1 and P2 of the octets.
        given: [u8; 2],
        /// P1, P2 and names of the rows of this CLA and INS.
        known: Vec<(Parameter, Parameter, &'static str)>,
    },
    /// Data whose length is not that of the row.
    DataLength {
        /// Lengths that the row has.
        extent: LengthRange,
        /// Octets that are there.
        present: usize,
    },
    /// Missing Le, and the octets of the answer.
    MissingLe(usize),
    /// Missing Le behind data, and the octets of the answer.
    NoLe(usize),
    /// Le of 00, and the octets of the answer.
    WholeLe(usize),
    /// Wrong Le, and the octets of the answer.
    WrongLe(u16, usize),
    /// Extended Le that is not the length of the answer, which is this.
    ExtendedLe(usize),
    /// Lc that announces this many octets, with nothing behind it.
    NothingBehindLc(u8),
    /// Lc of 0 with this many octets behind it.
    EmptyLc(Width, usize),
    /// Lc that announces more octets (the first number) than are there (the second).
    ShortData(Width, usize, usize),
    /// Lc that announces fewer octets (the first number) than are there (the second).
    LongData(Width, usize, usize),
    /// Extended length fields, and what a T=0 reader makes of them.
    ExtendedFields {
        /// Case of the command.
        case: Case,
        /// P3 that the reader sends; `None` where the command goes in parts in ENVELOPE.
        p3: Option<u8>,
        /// `true` if the command has data, so that P3 is Lc.
        has_data: bool,
        /// Most octets of data that Le allows; 0 without Le.
        ne: u32,
    },
}

use CommandRemark as C;

impl Display for CommandRemark {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            C::Foreign(name, refused) => write!(f, "{name} is not part of this wallet: it answers {refused}."),
            C::UnknownInstruction(ins, refused) => {
                write!(f, "No command has INS {ins:02X}: the card answers {refused}.")
            }
            C::OtherClass { ins, name, classes, cla } => {
                let classes: Vec<String> = classes.iter().map(|class| format!("{class:02X}")).collect();
                write!(f, "INS {ins:02X} is {name}, but under class {}, not under {cla:02X}.", classes.join(", "))
            }
            C::WrongParameters { given: [p1, p2], known } => {
                let row =
                    |(p1, p2, name): &(Parameter, Parameter, &str)| format!("{} {} {name}", pattern(*p1), pattern(*p2));
                let known: Vec<String> = known.iter().map(row).collect();
                write!(f, "P1 P2 = {p1:02X} {p2:02X} is no pair of this command; there are: {}.", known.join("; "))
            }
            C::DataLength { extent, present } => {
                let (present, wanted) = (octets_of(*present), wanted(*extent));
                write!(f, "The data has {present}, this command takes {wanted}: the card answers 6700.")
            }
            C::MissingLe(_) | C::NoLe(_) | C::WholeLe(_) | C::WrongLe(..) | C::ExtendedLe(_) => self.write_le(f),
            C::NothingBehindLc(lc) => {
                write!(f, "Lc announces {}, and none follows.", octets_of(usize::from(*lc)))
            }
            C::EmptyLc(..) | C::ShortData(..) | C::LongData(..) => self.write_lc(f),
            C::ExtendedFields { case, p3, has_data, ne } => {
                let (sent, fetched) = (sent(*p3, *has_data), fetched(*has_data, *ne));
                write!(
                    f,
                    "Extended length fields, case {} (ISO 7816-4 §5.2). A T=0 reader {sent}{fetched} (ISO 7816-3 \
                     §12.2). This card has short lengths: it answers 6700 to the command as it stands.",
                    case.name()
                )
            }
        }
    }
}

impl CommandRemark {
    fn write_le(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            C::MissingLe(length) => {
                write!(f, "Le is missing: the answer has {} (Le = {length:02X}).", octets_of(*length))
            }
            C::NoLe(length) => write!(
                f,
                "No Le: over the contacts (T=0) the card answers 61{length:02X} and the data is fetched with GET \
                 RESPONSE (00 C0 00 00 {length:02X}); over the radio the data comes at once."
            ),
            C::WholeLe(length) => write!(
                f,
                "Le = 00 asks for 256 octets: over the contacts the card answers 6C{length:02X}, over the radio all \
                 {length} come."
            ),
            C::WrongLe(le, length) => {
                let octets = octets_of(*length);
                write!(f, "Le is {le:02X}, the answer has {octets}: the card answers 6C{length:02X}.")
            }
            C::ExtendedLe(length) => write!(
                f,
                "The answer has {}: the card answers 6C{length:02X}, and a T=0 reader sends the command again with P3 \
                 = {length:02X}.",
                octets_of(*length)
            ),
            _ => Ok(()),
        }
    }

    fn write_lc(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            C::EmptyLc(width, present) => {
                let allowed = match width {
                    Width::Short => "behind 00 stand two octets more of an extended length, or nothing",
                    Width::Extended => "an extended Lc is 0001 to FFFF",
                };
                let stand = format!("{} {}", Counted(*present, "octet"), CountedVerb(*present, "stands", "stand"));
                write!(f, "{} is 0, and {stand} behind it: {allowed}. The card answers 6700.", subject(*width))
            }
            C::ShortData(width, announced, present) => write!(
                f,
                "{} announces {}, only {present} {} behind it: the command ends {} too early, and the card answers \
                 6700.",
                subject(*width),
                octets_of(*announced),
                CountedVerb(*present, "stands", "stand"),
                octets_of(announced.saturating_sub(*present))
            ),
            C::LongData(width, announced, present) => write!(
                f,
                "{} announces {}, {present} {} behind it: behind octet {} of the command only Le may follow; the card \
                 answers 6700.",
                subject(*width),
                octets_of(*announced),
                CountedVerb(*present, "stands", "stand"),
                behind_data(*width, *announced)
            ),
            _ => Ok(()),
        }
    }
}

/// Returns the octets of a command up to the end of its data.
pub const fn behind_data(width: Width, announced: usize) -> usize {
    let header = match width {
        Width::Short => 5,
        Width::Extended => 7,
    };
    announced.saturating_add(header)
}

/// Returns the name of Lc for the beginning of a sentence.
const fn subject(width: Width) -> &'static str {
    match width {
        Width::Short => "Lc",
        Width::Extended => "Extended Lc",
    }
}

fn wanted(extent: LengthRange) -> String {
    match extent {
        LengthRange { least: 0, most: 0 } => "no data".to_owned(),
        LengthRange { least, most } if least == most => format!("{} (Lc = {least:02X})", octets_of(least)),
        LengthRange { least, most } => format!("{least} to {most} octets"),
    }
}

fn sent(p3: Option<u8>, has_data: bool) -> String {
    match p3 {
        None => "sends the whole command in parts with ENVELOPE (00 C2 00 00), for it has more than 255 octets of data"
            .to_owned(),
        Some(p3) => format!("sends P3 = {p3:02X} ({})", if has_data { "Lc" } else { "Le" }),
    }
}

fn fetched(has_data: bool, ne: u32) -> String {
    match (has_data, ne) {
        (_, 0) | (false, 1..=256) => String::new(),
        (false, ne) => format!(" and fetches what is above 256 octets, up to {ne}, with GET RESPONSE while 61xx comes"),
        (true, ne) => format!(" and fetches up to {} with GET RESPONSE", Counted(ne, "octet")),
    }
}
