//! How the octets of one field are to be read: as a number, as money, as a date, as a code of one of the card's own
//! tables. A coding never fails: what does not follow it is shown in hexadecimal and said to be odd.

use std::borrow::Cow;

use applet::Refusal;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::TransactionKind;

use super::command::octets_of;
use super::{status, terminal_profile, uicc_words};

/// The way to read a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Octets that mean nothing by themselves: a MAC, a random number, a cryptogram.
    Hex,
    /// An unsigned number, big-endian.
    Number,
    /// An amount in fen.
    Fen,
    /// An amount in fen, where FFFFFFFF says that there is none.
    FenOrNone,
    /// YYYYMMDD in BCD.
    Date,
    /// HHMMSS in BCD.
    Time,
    /// Decimal digits, two an octet; what is not a digit ends them.
    Digits,
    /// Decimal digits with the nibbles of each octet swapped, as an ICCID has them.
    SwappedDigits,
    /// A PIN: digits in BCD, an odd count ending in nibble F.
    Pin,
    /// Octets that nobody should read off a screen: a PIN of a UICC, what was typed into a hidden field.
    Secret,
    /// Readable characters.
    Text,
    /// Transaction type.
    Kind,
    /// The wallet's state.
    State,
    /// 00 off, 01 on.
    Switch,
    /// Algorithm identifier.
    Algorithm,
    /// ATI of file 15: which applications the card has.
    Applications,
    /// Code of the last refusal.
    Refusal,
    /// A status word.
    Status,
    /// Application identifier.
    Aid,
    /// File identifier.
    File,
    /// P1 of READ BINARY and UPDATE BINARY: 80 plus the short file identifier.
    ShortFile,
    /// P2 of READ RECORD and UPDATE RECORD: the short file identifier in the high five bits, 4 in the low three.
    RecordFile,
    /// File identifiers one behind the other.
    Path,
    /// P2 of SELECT on a UICC.
    SelectForm,
    /// Which PIN of a UICC.
    PinReference,
    /// P2 of READ RECORD on a UICC.
    RecordMode,
    /// File descriptor of file control parameters.
    FileDescriptor,
    /// Life cycle status of a file.
    FileLifeCycle,
    /// Short file identifier in the high five bits.
    HighShortFile,
    /// TERMINAL PROFILE: what a terminal can do, a bit each.
    Profile,
}

/// What a field says to a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A number.
    Number(u64),
    /// Yes or no.
    Flag(bool),
    /// Characters.
    Text(String),
    /// The octets themselves.
    Octets(&'a [u8]),
    /// Nothing, said by a value that stands for nothing.
    Nothing,
}

impl Coding {
    /// What the octets say to a machine.
    pub fn value(self, octets: &[u8]) -> Value<'_> {
        let read = match self {
            Coding::Hex | Coding::Aid | Coding::File | Coding::Status | Coding::Path | Coding::Profile => None,
            Coding::Secret | Coding::FileDescriptor => None,
            Coding::SelectForm | Coding::PinReference | Coding::RecordMode | Coding::FileLifeCycle => number(octets),
            Coding::HighShortFile => octets.first().map(|octet| Value::Number(u64::from(octet >> 3))),
            Coding::Number | Coding::Fen | Coding::Kind | Coding::State | Coding::Algorithm => number(octets),
            Coding::Applications | Coding::Refusal => number(octets),
            Coding::FenOrNone if octets == [0xFF; 4] => Some(Value::Nothing),
            Coding::FenOrNone => number(octets),
            Coding::Date => date(octets).map(Value::Text),
            Coding::Time => time(octets).map(Value::Text),
            Coding::Digits | Coding::Pin => digits(octets, false).map(Value::Text),
            Coding::SwappedDigits => digits(octets, true).map(Value::Text),
            Coding::Text => characters(octets).map(Value::Text),
            Coding::Switch => match octets {
                [0x00] => Some(Value::Flag(false)),
                [0x01] => Some(Value::Flag(true)),
                _ => None,
            },
            Coding::ShortFile => octets.first().map(|p1| Value::Number(u64::from(p1 & 0x1F))),
            Coding::RecordFile => octets.first().map(|p2| Value::Number(u64::from(p2 >> 3))),
        };
        read.unwrap_or(Value::Octets(octets))
    }

    /// Whether the octets are not to be read off a screen.
    pub const fn is_secret(self) -> bool {
        matches!(self, Coding::Pin | Coding::Secret)
    }

    /// What the octets say to a reader, where that is more than their value.
    pub fn text(self, octets: &[u8]) -> Option<Cow<'static, str>> {
        match self {
            Coding::Hex | Coding::Text | Coding::Number | Coding::Digits | Coding::SwappedDigits => None,
            Coding::FenOrNone if octets == [0xFF; 4] => Some("none".into()),
            Coding::Fen | Coding::FenOrNone => {
                octets.try_into().ok().map(|raw| Fen::from_bytes(raw).to_string().into())
            }
            Coding::Date => date(octets).is_none().then_some("not a date".into()),
            Coding::Time => time(octets).is_none().then_some("not a time of day".into()),
            Coding::Pin => Some(pin_text(octets)),
            Coding::Kind => one(octets).map(|code| TransactionKind::from_code(code).name().into()),
            Coding::State => one(octets)
                .map(|code| LifeCycle::from_code(code).map_or("no state of a wallet", LifeCycle::name).into()),
            Coding::Switch => one(octets).map(|code| switch_text(code).into()),
            Coding::Algorithm => one(octets).map(|code| if code == 0 { "3DES" } else { "issuer's own" }.into()),
            Coding::Applications => one(octets).map(|code| applications_text(code).into()),
            Coding::Refusal => one(octets).map(|code| refusal_text(code).into()),
            Coding::Status => octets.try_into().ok().map(|raw| status::words(u16::from_be_bytes(raw))),
            Coding::Aid => super::names::aid(octets).map(Cow::Borrowed),
            Coding::File => octets.try_into().ok().and_then(super::names::file).map(Cow::Borrowed),
            Coding::ShortFile => one(octets).and_then(|p1| super::names::short_file(p1 & 0x1F)).map(Cow::Borrowed),
            Coding::RecordFile => one(octets).and_then(|p2| super::names::short_file(p2 >> 3)).map(Cow::Borrowed),
            Coding::Secret => Some(format!("hidden, {}", octets_of(octets.len())).into()),
            Coding::Path => uicc_words::path(octets),
            Coding::SelectForm => one(octets).map(uicc_words::select_form).map(Cow::Borrowed),
            Coding::PinReference => one(octets).map(|octet| uicc_words::pin_reference(octet).into()),
            Coding::RecordMode => one(octets).map(|octet| uicc_words::record_mode(octet).into()),
            Coding::FileDescriptor => uicc_words::file_descriptor(octets),
            Coding::FileLifeCycle => one(octets).map(uicc_words::life_cycle).map(Cow::Borrowed),
            Coding::HighShortFile => octets.is_empty().then_some("none".into()),
            Coding::Profile => Some(terminal_profile::summary(octets).into()),
        }
    }
}

fn one(octets: &[u8]) -> Option<u8> {
    match octets {
        [octet] => Some(*octet),
        _ => None,
    }
}

fn number(octets: &[u8]) -> Option<Value<'static>> {
    (octets.len() <= 8).then(|| Value::Number(octets.iter().fold(0, |sum, octet| (sum << 8) | u64::from(*octet))))
}

/// Two decimal digits of an octet, or `None` where a nibble is above 9.
fn bcd(octet: u8) -> Option<u8> {
    let (tens, units) = (octet >> 4, octet & 0x0F);
    (tens <= 9 && units <= 9).then_some(tens * 10 + units)
}

/// `2009-11-18`, where the octets are a day of the calendar.
pub(super) fn date(octets: &[u8]) -> Option<String> {
    let &[century, year, month, day] = octets else { return None };
    let (century, year, month, day) = (bcd(century)?, bcd(year)?, bcd(month)?, bcd(day)?);
    let whole = i16::from(century) * 100 + i16::from(year);
    let day = jiff::civil::Date::new(whole, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(day.to_string())
}

/// `10:30:00`, where the octets are a time of day.
pub(super) fn time(octets: &[u8]) -> Option<String> {
    let &[hour, minute, second] = octets else { return None };
    let (hour, minute, second) = (bcd(hour)?, bcd(minute)?, bcd(second)?);
    (hour < 24 && minute < 60 && second < 60).then(|| format!("{hour:02}:{minute:02}:{second:02}"))
}

/// The decimal digits, with fill nibbles F at the end left out; `None` where anything else stands among them.
fn digits(octets: &[u8], swapped: bool) -> Option<String> {
    let nibbles = octets.iter().flat_map(|octet| {
        let (high, low) = (octet >> 4, octet & 0x0F);
        if swapped { [low, high] } else { [high, low] }
    });
    let mut digits = String::with_capacity(octets.len() * 2);
    let mut ended = false;
    for nibble in nibbles {
        match nibble {
            0..=9 if !ended => digits.push(char::from(b'0' + nibble)),
            0x0F => ended = true,
            _ => return None,
        }
    }
    Some(digits)
}

fn characters(octets: &[u8]) -> Option<String> {
    let end = octets.iter().rposition(|octet| !matches!(octet, 0x00 | 0x20 | 0xFF)).map_or(0, |last| last + 1);
    let text = octets.get(..end)?;
    text.iter().all(|octet| (0x20..0x7F).contains(octet)).then(|| text.iter().map(|octet| char::from(*octet)).collect())
}

fn pin_text(octets: &[u8]) -> Cow<'static, str> {
    match digits(octets, false).map(|digits| digits.len()) {
        Some(length @ 4..=12) => format!("{length} digits").into(),
        Some(_) | None => "not 4 to 12 digits in BCD".into(),
    }
}

const fn switch_text(code: u8) -> &'static str {
    match code {
        0x00 => "off",
        0x01 => "on",
        _ => "neither on (01) nor off (00)",
    }
}

const fn applications_text(code: u8) -> &'static str {
    match code {
        0x01 => "electronic deposit (ED)",
        0x02 => "electronic purse (EP)",
        0x03 => "electronic deposit and electronic purse",
        _ => "no value of JR/T 0025",
    }
}

fn refusal_text(code: u8) -> &'static str {
    match Refusal::ALL.iter().find(|refusal| refusal.code() == code) {
        Some(refusal) => refusal.words(),
        None if code == 0 => "nothing was refused since power-on",
        None => "no reason of this card",
    }
}
