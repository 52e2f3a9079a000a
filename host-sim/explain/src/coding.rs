//! Codings of one field: a number, an amount, a date, a code of one of the card's own tables. Reading never fails:
//! octets that do not follow their coding are kept and marked as odd.

use std::borrow::Cow;

use sim_wire::Fen;

use super::value::Value;

/// Coding of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Octets without a meaning of their own: a MAC, a random number, a cryptogram.
    Hex,
    /// Unsigned number, big-endian.
    Number,
    /// Amount in fen.
    Fen,
    /// Amount in fen, where FFFFFFFF stands for none.
    FenOrNone,
    /// YYYYMMDD in BCD.
    Date,
    /// HHMMSS in BCD.
    Time,
    /// Decimal digits, two an octet; fill nibbles F end them.
    Digits,
    /// Decimal digits with the nibbles of each octet swapped, as an ICCID has them.
    SwappedDigits,
    /// PIN: digits in BCD, an odd count ending in nibble F.
    Pin,
    /// Octets that nobody should read off a screen: a PIN of a UICC, input of a hidden field.
    Secret,
    /// Readable characters.
    Text,
    /// Transaction type.
    Kind,
    /// State of the wallet.
    State,
    /// 00 off, 01 on.
    Switch,
    /// Algorithm identifier.
    Algorithm,
    /// ATI of file 15: the applications of the card.
    Applications,
    /// Code of the last refusal.
    Refusal,
    /// Status word.
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
    /// Reference of a PIN of a UICC.
    PinReference,
    /// P2 of READ RECORD on a UICC.
    RecordMode,
    /// File descriptor of file control parameters.
    FileDescriptor,
    /// Life cycle status of a file.
    FileLifeCycle,
    /// Short file identifier in the high five bits.
    HighShortFile,
    /// TERMINAL PROFILE: the abilities of a terminal, a bit each.
    Profile,
}

impl Coding {
    /// Returns the value of octets in this coding.
    pub fn read(self, octets: &[u8]) -> Value<'_> {
        match self {
            Coding::Hex => plain(octets),
            Coding::Number => number(octets),
            Coding::Fen => amount(octets).map_or_else(|| number(octets), Value::Amount),
            Coding::FenOrNone if octets == [0xFF; 4] => Value::Limit(None),
            Coding::FenOrNone => amount(octets).map_or_else(|| number(octets), |amount| Value::Limit(Some(amount))),
            Coding::Date => date(octets).map_or(Value::Odd(octets, "not a date"), Value::Date),
            Coding::Time => time(octets).map_or(Value::Odd(octets, "not a time of day"), Value::Time),
            Coding::Digits => digits(octets, false).map_or_else(|| plain(octets), Value::Digits),
            Coding::SwappedDigits => digits(octets, true).map_or_else(|| plain(octets), Value::Digits),
            Coding::Pin => Value::Pin(digits(octets, false), octets),
            Coding::Secret => Value::Secret(octets.len(), octets),
            Coding::Text => characters(octets).map_or_else(|| plain(octets), |text| Value::Text(text.into())),
            Coding::Status => {
                octets.try_into().map_or_else(|_| plain(octets), |word| Value::StatusWord(u16::from_be_bytes(word)))
            }
            Coding::Aid => Value::Aid(octets),
            Coding::File => octets.try_into().map_or_else(|_| plain(octets), Value::File),
            Coding::Path => Value::Path(octets),
            Coding::FileDescriptor => Value::FileDescriptor(octets),
            Coding::Profile => Value::Abilities(octets),
            Coding::HighShortFile => match *octets {
                [] => Value::ShortFile(None),
                [octet] => Value::HighBits(octet >> 3),
                _ => plain(octets),
            },
            _ => self.read_octet(octets),
        }
    }

    /// Returns the value of one octet that stands for a word.
    fn read_octet(self, octets: &[u8]) -> Value<'_> {
        let &[octet] = octets else { return number(octets) };
        match self {
            Coding::ShortFile => Value::ShortFile(Some(octet & 0x1F)),
            Coding::RecordFile => Value::ShortFile(Some(octet >> 3)),
            Coding::Switch => Value::Switch(octet),
            table => Value::Code(table, octet),
        }
    }
}

const fn plain(octets: &[u8]) -> Value<'_> {
    Value::Octets(Cow::Borrowed(octets))
}

fn number(octets: &[u8]) -> Value<'_> {
    if octets.len() > 8 {
        return plain(octets);
    }
    Value::Number(octets.iter().fold(0, |sum, octet| (sum << 8) | u64::from(*octet)))
}

fn amount(octets: &[u8]) -> Option<Fen> {
    octets.try_into().ok().map(Fen::from_bytes)
}

/// Returns two decimal digits of an octet; `None` where a nibble is above 9.
fn bcd(octet: u8) -> Option<u8> {
    let (tens, units) = (octet >> 4, octet & 0x0F);
    (tens <= 9 && units <= 9).then_some(tens * 10 + units)
}

/// Returns the day; `None` where the octets are no day of the calendar.
pub(super) fn date(octets: &[u8]) -> Option<jiff::civil::Date> {
    let &[century, year, month, day] = octets else { return None };
    let (century, year, month, day) = (bcd(century)?, bcd(year)?, bcd(month)?, bcd(day)?);
    let whole = i16::from(century) * 100 + i16::from(year);
    jiff::civil::Date::new(whole, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Returns the time of day; `None` where the octets are none.
pub(super) fn time(octets: &[u8]) -> Option<jiff::civil::Time> {
    let &[hour, minute, second] = octets else { return None };
    let part = |octet| bcd(octet).and_then(|number| i8::try_from(number).ok());
    jiff::civil::Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()
}

/// Returns the decimal digits without fill nibbles F at the end; `None` where any other nibble stands among them.
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
