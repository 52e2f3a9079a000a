//! Parser of lines about the world behind the handset: settings of the platform, and expectations.

use sim_wire::count::Counted;
use sim_wire::lifecycle::LifeCycle;

use super::expectation::wording;
use super::shop::{PLATFORM_WORDS, pos_after};
use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::LineError;
use crate::lang::values;
use crate::trace::parse::facts;
use crate::walk::syntax::{
    AccountFact, ExpectedMessage, PlatformFact, Purse, Scratch, SecretDigits, SecretWords, Setting, WorldChoice,
    WorldFact,
};
use crate::walk::words::world as words;
use sim_device::handset::Model;
use sim_world::action::PosPlace;
use sim_world::platform::province::Province;

/// First words of the header's lines about the platform.
pub(super) const HEADER_WORDS: [&str; 4] = ["account", "scratch", "platform", "world"];

/// Number of digits of a pay password.
pub(super) const PASSWORD: usize = 6;
/// Number of digits of a scratch card.
const SCRATCH: usize = 18;

/// Reads a setting after its first word; `None` if the word begins no setting.
pub(super) fn setting(word: &str, cursor: &mut Cursor<'_>) -> Option<ParseResult<Setting>> {
    Some(match word {
        "account" => account(cursor).map(Setting::Account),
        "scratch" => scratch(cursor).map(Setting::Scratch),
        "platform" if !is_step(cursor.peek_word()) => platform(cursor).map(Setting::Platform),
        "world" if cursor.peek() == Some('"') => world(cursor).map(Setting::World),
        "neighbour" if cursor.eat_words("balance") => values::amount(cursor).map(Setting::Neighbour),
        _ => return None,
    })
}

/// Reads the world of a file, after the word `world`.
fn world(cursor: &mut Cursor<'_>) -> ParseResult<WorldChoice> {
    let path = cursor.take_quoted("a world's file between quotation marks")?;
    let person = match cursor.eat(",") {
        true if cursor.eat_words("person") => Some(values::msisdn(cursor)?),
        true => return Err(cursor.unexpected("`person` and a number")),
        false => None,
    };
    Ok(WorldChoice { path, person, place: None })
}

/// Returns whether a word behind `platform` begins a step.
fn is_step(word: &str) -> bool {
    word == "stops" || PLATFORM_WORDS.contains(&word)
}

fn account(cursor: &mut Cursor<'_>) -> ParseResult<Vec<AccountFact>> {
    if cursor.eat_words("none") {
        return Ok(vec![AccountFact::None]);
    }
    let mut facts = vec![account_fact(cursor)?];
    while cursor.eat(",") {
        facts.push(account_fact(cursor)?);
    }
    Ok(facts)
}

#[derive(Clone, Copy)]
enum AccountWord {
    Cash,
    RechargeCard,
    PayPassword,
    InitialPayPassword,
    Holder,
    Question,
}

const ACCOUNT_WORDS: [(&str, AccountWord); 6] = [
    ("cash", AccountWord::Cash),
    ("recharge card", AccountWord::RechargeCard),
    ("pay password", AccountWord::PayPassword),
    ("initial pay password", AccountWord::InitialPayPassword),
    ("holder", AccountWord::Holder),
    ("question", AccountWord::Question),
];

fn account_fact(cursor: &mut Cursor<'_>) -> ParseResult<AccountFact> {
    Ok(match cursor.one_of(&ACCOUNT_WORDS, "something about the account")? {
        AccountWord::Cash => AccountFact::Cash(values::amount(cursor)?),
        AccountWord::RechargeCard => AccountFact::RechargeCard(values::amount(cursor)?),
        AccountWord::PayPassword => AccountFact::PayPassword(digits(cursor, PASSWORD)?),
        AccountWord::InitialPayPassword => AccountFact::InitialPayPassword(digits(cursor, PASSWORD)?),
        AccountWord::Holder => AccountFact::Holder(super::shop::document(cursor)?),
        AccountWord::Question => {
            let question = cursor.one_of(&words::QUESTIONS, "a security question")?;
            AccountFact::Question(question, SecretWords(values::string(cursor, "the answer, between quotation marks")?))
        }
    })
}

fn scratch(cursor: &mut Cursor<'_>) -> ParseResult<Scratch> {
    cursor.demand_words("card")?;
    let digits = digits(cursor, SCRATCH)?;
    cursor.demand_words("of")?;
    let value = values::amount(cursor)?;
    cursor.demand(",")?;
    let span = cursor.remainder();
    let province: Result<Province, _> = cursor.between(span).parse();
    let province = province.map_err(|wrong| LineError::new(span, wrong.to_string(), "a province"))?;
    Ok(Scratch { digits, value, province })
}

fn platform(cursor: &mut Cursor<'_>) -> ParseResult<Vec<PlatformFact>> {
    let mut facts = vec![platform_fact(cursor)?];
    while cursor.eat(",") {
        facts.push(platform_fact(cursor)?);
    }
    Ok(facts)
}

fn platform_fact(cursor: &mut Cursor<'_>) -> ParseResult<PlatformFact> {
    if cursor.one_of(&[("red list", true), ("refunds too early", false)], "something about the platform")? {
        let models: Vec<_> = Model::ALL_NAMES.iter().map(|name| (*name, *name)).collect();
        return cursor.one_of(&models, "a phone").map(PlatformFact::RedList);
    }
    Ok(PlatformFact::RefundsTooEarly)
}

/// Reads exactly `count` digits.
pub(super) fn digits(cursor: &mut Cursor<'_>, count: usize) -> ParseResult<SecretDigits> {
    let before = *cursor;
    let (word, span) = cursor.word();
    if word.is_empty() {
        return Err(before.unexpected(Counted(count, "digit").to_string()));
    }
    if word.len() != count || !word.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(LineError::new(
            span,
            format!("these are not {}", Counted(count, "digit")),
            Counted(count, "digit").to_string(),
        ));
    }
    Ok(SecretDigits(word.to_owned()))
}

/// Reads the expectation of the next message in the inbox, after the word `message`.
pub(super) fn letter(cursor: &mut Cursor<'_>) -> ParseResult<ExpectedMessage> {
    let from = if cursor.eat_words("from") { Some(values::telephone(cursor)?) } else { None };
    let mut ahead = *cursor;
    let is_worded = cursor.peek() == Some('"') || ahead.eat_words("exactly") || ahead.eat_words("matching");
    Ok(ExpectedMessage { from, wording: if is_worded { Some(wording(cursor)?) } else { None } })
}

#[derive(Clone, Copy)]
enum FactWord {
    Nothing(EmptyFact),
    Books(bool),
    Account,
    PayPassword,
    Believes,
    UnderWay,
    Quiet(bool),
    Merchant,
    Batch,
    Pending,
    EntriesRefused,
    HallRecords,
    Charges,
}

#[derive(Clone, Copy)]
enum EmptyFact {
    InFlight,
    UnderWay,
}

const FACT_WORDS: [(&str, FactWord); 16] = [
    ("nothing in flight", FactWord::Nothing(EmptyFact::InFlight)),
    ("nothing under way", FactWord::Nothing(EmptyFact::UnderWay)),
    ("books hold", FactWord::Books(true)),
    ("books do not hold", FactWord::Books(false)),
    ("account", FactWord::Account),
    ("pay password", FactWord::PayPassword),
    ("platform believes", FactWord::Believes),
    ("under way", FactWord::UnderWay),
    ("quiet", FactWord::Quiet(true)),
    ("not quiet", FactWord::Quiet(false)),
    ("merchant", FactWord::Merchant),
    ("batch", FactWord::Batch),
    ("pending", FactWord::Pending),
    ("entries refused", FactWord::EntriesRefused),
    ("hall records", FactWord::HallRecords),
    ("charges", FactWord::Charges),
];

/// Returns the phrases with which a fact of the world begins.
pub(super) fn phrases() -> impl Iterator<Item = &'static str> {
    FACT_WORDS.iter().map(|(phrase, _)| *phrase).chain(words::PURSES.iter().map(|(phrase, _)| *phrase))
}

/// Reads a fact of the world; `None` if none comes next.
pub(super) fn fact(cursor: &mut Cursor<'_>) -> ParseResult<Option<WorldFact>> {
    if let Some(purse) = cursor.eat_one_of(&words::PURSES) {
        return Ok(Some(WorldFact::Book(purse, values::amount(cursor)?)));
    }
    let Some(word) = cursor.eat_one_of(&FACT_WORDS) else { return Ok(None) };
    Ok(Some(match word {
        FactWord::Nothing(EmptyFact::InFlight) => WorldFact::Book(Purse::InFlight, sim_wire::Fen::ZERO),
        FactWord::Nothing(EmptyFact::UnderWay) => WorldFact::UnderWay(0),
        FactWord::Books(hold) => WorldFact::BooksHold(hold),
        FactWord::Account => WorldFact::Account(cursor.one_of(&words::ACCOUNTS, "a state of the account")?),
        FactWord::PayPassword => {
            WorldFact::PayPassword(cursor.one_of(&words::PAY_PASSWORDS, "how the pay password stands")?)
        }
        FactWord::Believes => {
            let state: LifeCycle = facts::state(cursor)?;
            WorldFact::Believes(state)
        }
        FactWord::UnderWay => WorldFact::UnderWay(cursor.decimal("a number of messages")?),
        FactWord::Quiet(quiet) => WorldFact::Quiet(quiet),
        FactWord::Merchant => {
            let owes = cursor.eat_words("owes");
            let fen = i64::from(values::amount(cursor)?.0);
            WorldFact::Merchant(terminal(cursor)?, if owes { -fen } else { fen })
        }
        FactWord::Batch => {
            let sold = cursor.decimal("a number of purchases")?;
            cursor.demand_words("sold")?;
            let sum = values::amount(cursor)?;
            WorldFact::Batch(terminal(cursor)?, sold, sum)
        }
        FactWord::Pending => {
            let count = cursor.decimal("a number of purchases")?;
            WorldFact::Pending(terminal(cursor)?, count)
        }
        FactWord::EntriesRefused => {
            let count = cursor.decimal("a number of entries")?;
            WorldFact::EntriesRefused(terminal(cursor)?, count)
        }
        FactWord::HallRecords => {
            let count = cursor.decimal("a number of records")?;
            cursor.demand_words("worth")?;
            WorldFact::HallRecords(count, values::amount(cursor)?)
        }
        FactWord::Charges => WorldFact::Charges(values::amount(cursor)?),
    }))
}

/// Reads the terminal of a fact; without words for one, the first is meant.
fn terminal(cursor: &mut Cursor<'_>) -> ParseResult<PosPlace> {
    Ok(pos_after(cursor, "at")?.unwrap_or(PosPlace::FIRST))
}
