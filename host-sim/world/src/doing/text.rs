//! Doings as lines of text, both ways.
//!
//! ```text
//! 13807310001 tops up 20 with 654321        hall takes 100 from 13807310001
//! 13807310001 taps 12.5                     network late:600 1 report
//! power of 13807310001 fails at write 2 half
//! ```

use std::fmt;
use std::str::FromStr;

use sim_wire::Fen;

use super::{Attack, Deed, Doing, PayDigits};
use crate::platform::amount::{parse_yuan, yuan};
use crate::world::Fault;
use sim_codec::suggest::nearest;
use sim_codec::time::{DAY, HOUR, MINUTE, SECOND};

/// Every doing as it is written: capitals stand for what differs.
pub const FORMS: &[&str] = &[
    "NUMBER opens",
    "NUMBER closes with PASSWORD",
    "NUMBER suspends",
    "NUMBER resumes",
    "NUMBER tops up YUAN with PASSWORD",
    "NUMBER asks balance",
    "NUMBER asks transactions",
    "NUMBER recharges by card N",
    "NUMBER pays own bill YUAN",
    "NUMBER pays bill of NUMBER YUAN with PASSWORD",
    "NUMBER changes pay password from PASSWORD to PASSWORD",
    "NUMBER switches pin on",
    "NUMBER switches pin off",
    "NUMBER changes pin from DIGITS to DIGITS",
    "NUMBER looks at balance",
    "NUMBER looks at records",
    "NUMBER limits purchases to YUAN",
    "NUMBER dawdles",
    "NUMBER writes TEXT",
    "NUMBER taps YUAN",
    "NUMBER goes on",
    "NUMBER goes off",
    "NUMBER moves card to MODEL N",
    "NUMBER finds network",
    "NUMBER loses network",
    "hall takes YUAN from NUMBER",
    "hall loads YUAN onto NUMBER",
    "hall sells card of YUAN",
    "merchant uploads NUMBER",
    "care resets pin of NUMBER with PASSWORD",
    "website tops up NUMBER by YUAN with PASSWORD",
    "attacker replays N",
    "attacker cuts N by N",
    "attacker flips N at N",
    "attacker reflects N",
    "attacker misdirects N to NUMBER",
    "attacker forges N to NUMBER",
    "attacker forges N from NUMBER",
    "network FATE N KIND NUMBER",
    "network mix N",
    "network spread DURATION",
    "power of NUMBER fails at write N TEAR",
    "platform dies FAULT",
    "platform dies FAULT at N",
    "time DURATION",
    "heal",
];

/// Why a line is no doing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DoingError {
    /// Nothing is written so.
    #[error("{line:?} is nothing that can be done{}", near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Form {
        /// The line.
        line: String,
        /// The form that is most like it.
        near: Option<&'static str>,
    },
    /// A part of it is wrong.
    #[error("in {line:?}: {why}")]
    Part {
        /// The line.
        line: String,
        /// What is wrong.
        why: String,
    },
}

/// Units of time, the longest first.
const UNITS: [(&str, u64); 5] = [("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", SECOND), ("ms", 1)];

impl FromStr for Doing {
    type Err = DoingError;

    fn from_str(line: &str) -> Result<Doing, DoingError> {
        let line = line.trim();
        let words: Vec<&str> = line.split_whitespace().collect();
        match read(line, &words) {
            Ok(Some(doing)) => Ok(doing),
            Ok(None) => Err(DoingError::Form { line: line.to_owned(), near: near(&words) }),
            Err(why) => Err(DoingError::Part { line: line.to_owned(), why }),
        }
    }
}

/// The form whose words are most like these, with what differs left out of both.
fn near(words: &[&str]) -> Option<&'static str> {
    let is_fixed = |word: &&str| word.chars().all(|character| character.is_ascii_lowercase());
    let skeleton = |words: &[&str]| words.iter().copied().filter(is_fixed).collect::<Vec<_>>().join(" ");
    let skeletons: Vec<_> = FORMS.iter().map(|form| skeleton(&form.split(' ').collect::<Vec<_>>())).collect();
    let likest = nearest(&skeleton(words), skeletons.iter().map(String::as_str))?;
    let place = skeletons.iter().position(|skeleton| skeleton == likest)?;
    FORMS.get(place).copied()
}

fn read(line: &str, words: &[&str]) -> Result<Option<Doing>, String> {
    Ok(Some(match words {
        ["heal"] => Doing::Heal,
        ["time", rest @ ..] => Doing::Time(duration(rest)?),
        ["network", "mix", seed] => Doing::Mix(number(seed)?),
        ["network", "spread", rest @ ..] => Doing::Spread(duration(rest)?),
        ["network", rule @ ..] => Doing::Network(part(&rule.join(" "))?),
        ["platform", "dies", fault] => Doing::PlatformDies(fault_named(fault)?, 1),
        ["platform", "dies", fault, "at", nth] => Doing::PlatformDies(fault_named(fault)?, positive(nth)?),
        ["power", "of", who, "fails", "at", "write", write, tear] => {
            Doing::PowerFails { who: part(who)?, write: positive(write)?, tear: part(tear)? }
        }
        ["hall", "takes", amount, "from", who] => Doing::HallTakes(part(who)?, fen(amount)?),
        ["hall", "loads", amount, "onto", who] => Doing::HallLoads(part(who)?, fen(amount)?),
        ["hall", "sells", "card", "of", value] => Doing::HallSells(fen(value)?),
        ["merchant", "uploads", who] => Doing::MerchantUploads(part(who)?),
        ["care", "resets", "pin", "of", who, "with", password] => Doing::CareResetsPin(part(who)?, part(password)?),
        ["website", "tops", "up", who, "by", amount, "with", password] => {
            Doing::WebsiteTopsUp(part(who)?, fen(amount)?, part(password)?)
        }
        ["attacker", rest @ ..] => return Ok(attack(rest)?.map(Doing::Attack)),
        [who, "writes", ..] => Doing::Person(part(who)?, Deed::Writes(quoted(line)?)),
        [who, rest @ ..] if who.starts_with(|first: char| first.is_ascii_digit()) => {
            let who = part(who)?;
            return Ok(deed(rest)?.map(|deed| Doing::Person(who, deed)));
        }
        _ => return Ok(None),
    }))
}

fn deed(words: &[&str]) -> Result<Option<Deed>, String> {
    Ok(Some(match words {
        ["opens"] => Deed::Opens,
        ["closes", "with", password] => Deed::Closes(part(password)?),
        ["suspends"] => Deed::Suspends,
        ["resumes"] => Deed::Resumes,
        ["tops", "up", amount, "with", password] => Deed::TopsUp(fen(amount)?, part(password)?),
        ["asks", "balance"] => Deed::AsksBalance,
        ["asks", "transactions"] => Deed::AsksTransactions,
        ["recharges", "by", "card", place] => Deed::Recharges(positive(place)?),
        ["pays", "own", "bill", amount] => Deed::PaysOwnBill(fen(amount)?),
        ["pays", "bill", "of", whose, amount, "with", password] => {
            Deed::PaysBill(part(whose)?, fen(amount)?, part(password)?)
        }
        ["changes", "pay", "password", "from", old, "to", new] => Deed::ChangesPayPassword(part(old)?, part(new)?),
        ["switches", "pin", "on"] => Deed::SwitchesPin(true),
        ["switches", "pin", "off"] => Deed::SwitchesPin(false),
        ["changes", "pin", "from", old, "to", new] => Deed::ChangesPin(digits(old)?, digits(new)?),
        ["looks", "at", "balance"] => Deed::LooksAtBalance,
        ["looks", "at", "records"] => Deed::LooksAtRecords,
        ["limits", "purchases", "to", amount] => Deed::Limits(fen(amount)?),
        ["dawdles"] => Deed::Dawdles,
        ["taps", amount] => Deed::Taps(fen(amount)?),
        ["goes", "on"] => Deed::Goes(true),
        ["goes", "off"] => Deed::Goes(false),
        ["moves", "card", "to", model, serial] => Deed::MovesCard(model_named(model)?, number(serial)?),
        ["finds", "network"] => Deed::HasNetwork(true),
        ["loses", "network"] => Deed::HasNetwork(false),
        _ => return Ok(None),
    }))
}

fn attack(words: &[&str]) -> Result<Option<Attack>, String> {
    Ok(Some(match words {
        ["replays", which] => Attack::Replays(positive(which)?),
        ["cuts", which, "by", octets] => Attack::Cuts(positive(which)?, positive(octets)?),
        ["flips", which, "at", bit] => Attack::Flips(positive(which)?, number(bit)?),
        ["reflects", which] => Attack::Reflects(positive(which)?),
        ["misdirects", which, "to", whom] => Attack::Misdirects(positive(which)?, part(whom)?),
        ["forges", how, "to", whom] => Attack::ForgesTo(part(whom)?, number(how)?),
        ["forges", how, "from", whom] => Attack::ForgesFrom(part(whom)?, number(how)?),
        _ => return Ok(None),
    }))
}

/// A part that reads itself.
fn part<T: FromStr<Err: fmt::Display>>(word: &str) -> Result<T, String> {
    word.parse().map_err(|why: T::Err| why.to_string())
}

fn number<T: FromStr>(word: &str) -> Result<T, String> {
    word.parse().map_err(|_| format!("{word:?} is no number that fits here"))
}

/// A number from 1 on.
fn positive(word: &str) -> Result<u32, String> {
    match number(word)? {
        0 => Err("what is counted here begins with 1".to_owned()),
        number => Ok(number),
    }
}

fn fen(word: &str) -> Result<Fen, String> {
    parse_yuan(word).map_err(|why| format!("{word:?}: {why}"))
}

fn digits(word: &str) -> Result<String, String> {
    let is_pin = (4..=12).contains(&word.len()) && word.bytes().all(|octet| octet.is_ascii_digit());
    if is_pin { Ok(word.to_owned()) } else { Err(format!("{word:?} is no operation PIN, which has 4 to 12 digits")) }
}

fn model_named(word: &str) -> Result<String, String> {
    let names = sim_device::handset::Model::ALL_NAMES;
    if names.contains(&word) { Ok(word.to_owned()) } else { Err(format!("{word:?} is none of {}", names.join(", "))) }
}

fn fault_named(word: &str) -> Result<Fault, String> {
    let names = || Fault::ALL.map(fault_name).join(", ");
    let fault = Fault::ALL.into_iter().find(|fault| fault_name(*fault) == word);
    fault.ok_or_else(|| format!("{word:?} is none of {}", names()))
}

/// What a fault of the platform is called.
pub const fn fault_name(fault: Fault) -> &'static str {
    match fault {
        Fault::BeforeKeeping => "before-keeping",
        Fault::AfterKeeping => "after-keeping",
        Fault::AfterHandingOver => "after-handing-over",
    }
}

fn duration(words: &[&str]) -> Result<u64, String> {
    let wrong = || format!("{:?} is no duration; one is written 90 s, with ms, s, min, h or d", words.join(" "));
    let [count, unit] = words else { return Err(wrong()) };
    let unit = UNITS.iter().find(|(name, _)| name == unit).ok_or_else(wrong)?.1;
    let count: u64 = count.parse().map_err(|_| wrong())?;
    count.checked_mul(unit).ok_or_else(wrong)
}

/// What stands between the first and the last quotation mark, which ends the line.
fn quoted(line: &str) -> Result<String, String> {
    let inside = line.split_once('"').and_then(|(_, rest)| rest.strip_suffix('"'));
    let inside = inside.filter(|text| !text.is_empty() && !text.contains(['"', '\n']));
    inside.map(str::to_owned).ok_or_else(|| "what is written stands between quotation marks".to_owned())
}

impl FromStr for PayDigits {
    type Err = String;

    fn from_str(word: &str) -> Result<PayDigits, String> {
        let is_password = word.len() == 6 && word.bytes().all(|octet| octet.is_ascii_digit());
        match word {
            "initial" => Ok(PayDigits::Initial),
            _ if is_password => Ok(PayDigits::These(word.to_owned())),
            _ => Err(format!("{word:?} is no pay password: six digits, or `initial` for the one that came by text")),
        }
    }
}

impl fmt::Display for PayDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PayDigits::Initial => "initial",
            PayDigits::These(digits) => digits,
        })
    }
}

/// Yuan without the character for them.
fn plain(amount: Fen) -> String {
    yuan(amount.0.into()).trim_end_matches('元').to_owned()
}

/// A duration in the longest unit that has no remainder.
fn lasting(ms: u64) -> String {
    let unit = UNITS.iter().find(|(_, unit)| ms >= *unit && ms.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{ms} ms"), |(name, unit)| format!("{} {name}", ms / unit))
}

const fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Doing::Person(who, deed) => write!(f, "{who} {deed}"),
            Doing::HallTakes(who, amount) => write!(f, "hall takes {} from {who}", plain(*amount)),
            Doing::HallLoads(who, amount) => write!(f, "hall loads {} onto {who}", plain(*amount)),
            Doing::HallSells(value) => write!(f, "hall sells card of {}", plain(*value)),
            Doing::MerchantUploads(who) => write!(f, "merchant uploads {who}"),
            Doing::CareResetsPin(who, password) => write!(f, "care resets pin of {who} with {password}"),
            Doing::WebsiteTopsUp(who, amount, password) => {
                write!(f, "website tops up {who} by {} with {password}", plain(*amount))
            }
            Doing::Attack(attack) => write!(f, "attacker {attack}"),
            Doing::Network(rule) => write!(f, "network {rule}"),
            Doing::Mix(seed) => write!(f, "network mix {seed}"),
            Doing::Spread(ms) => write!(f, "network spread {}", lasting(*ms)),
            Doing::PowerFails { who, write, tear } => write!(f, "power of {who} fails at write {write} {tear}"),
            Doing::PlatformDies(fault, 1) => write!(f, "platform dies {}", fault_name(*fault)),
            Doing::PlatformDies(fault, nth) => write!(f, "platform dies {} at {nth}", fault_name(*fault)),
            Doing::Time(ms) => write!(f, "time {}", lasting(*ms)),
            Doing::Heal => f.write_str("heal"),
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Deed::Opens => f.write_str("opens"),
            Deed::Closes(password) => write!(f, "closes with {password}"),
            Deed::Suspends => f.write_str("suspends"),
            Deed::Resumes => f.write_str("resumes"),
            Deed::TopsUp(amount, password) => write!(f, "tops up {} with {password}", plain(*amount)),
            Deed::AsksBalance => f.write_str("asks balance"),
            Deed::AsksTransactions => f.write_str("asks transactions"),
            Deed::Recharges(card) => write!(f, "recharges by card {card}"),
            Deed::PaysOwnBill(amount) => write!(f, "pays own bill {}", plain(*amount)),
            Deed::PaysBill(whose, amount, password) => {
                write!(f, "pays bill of {whose} {} with {password}", plain(*amount))
            }
            Deed::ChangesPayPassword(old, new) => write!(f, "changes pay password from {old} to {new}"),
            Deed::SwitchesPin(on) => write!(f, "switches pin {}", on_or_off(*on)),
            Deed::ChangesPin(old, new) => write!(f, "changes pin from {old} to {new}"),
            Deed::LooksAtBalance => f.write_str("looks at balance"),
            Deed::LooksAtRecords => f.write_str("looks at records"),
            Deed::Limits(amount) => write!(f, "limits purchases to {}", plain(*amount)),
            Deed::Dawdles => f.write_str("dawdles"),
            Deed::Writes(text) => write!(f, "writes \"{text}\""),
            Deed::Taps(amount) => write!(f, "taps {}", plain(*amount)),
            Deed::Goes(on) => write!(f, "goes {}", on_or_off(*on)),
            Deed::MovesCard(model, serial) => write!(f, "moves card to {model} {serial}"),
            Deed::HasNetwork(true) => f.write_str("finds network"),
            Deed::HasNetwork(false) => f.write_str("loses network"),
        }
    }
}

impl fmt::Display for Attack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Attack::Replays(which) => write!(f, "replays {which}"),
            Attack::Cuts(which, octets) => write!(f, "cuts {which} by {octets}"),
            Attack::Flips(which, bit) => write!(f, "flips {which} at {bit}"),
            Attack::Reflects(which) => write!(f, "reflects {which}"),
            Attack::Misdirects(which, whom) => write!(f, "misdirects {which} to {whom}"),
            Attack::ForgesTo(whom, how) => write!(f, "forges {how} to {whom}"),
            Attack::ForgesFrom(whom, how) => write!(f, "forges {how} from {whom}"),
        }
    }
}

#[cfg(test)]
mod tests;
