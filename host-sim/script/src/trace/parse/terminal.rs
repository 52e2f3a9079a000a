//! Parser of assignments: octets put together, and the values that the terminal computes.

use super::octets::{self, Place};
use crate::lang::Span;
use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::values;
use crate::trace::syntax::{
    Assigned, Expression, KeyChoice, Keyed, Piece, TerminalValue, Transaction, TransactionPart, TransactionValue,
    ValuePart,
};
use crate::trace::words;

/// Function that makes a value under a key into a terminal's value.
type UnderKey = fn(Keyed) -> TerminalValue;

/// Values under a key, each with `true` if data follows.
const UNDER_KEY: [(&str, (UnderKey, bool)); 5] = [
    ("secure messaging MAC", (TerminalValue::SecureMessagingMac, true)),
    ("external authentication cryptogram", (TerminalValue::ExternalCryptogram, false)),
    ("internal authentication cryptogram", (TerminalValue::InternalCryptogram, true)),
    ("reload PIN MAC", (TerminalValue::ReloadPinMac, true)),
    ("PIN unblock cipher", (TerminalValue::PinUnblockCipher, true)),
];

/// Reads the right side of an assignment.
pub(super) fn parse_assigned(cursor: &mut Cursor<'_>) -> ParseResult<Assigned> {
    if let Some((make, has_data)) = cursor.eat_one_of(&UNDER_KEY) {
        return parse_keyed(cursor, has_data).map(|keyed| Assigned::Terminal(Box::new(make(keyed))));
    }
    if let Some(kind) = cursor.eat_one_of(&words::TRANSACTIONS) {
        let value = transaction(cursor, kind)?;
        return Ok(Assigned::Terminal(Box::new(TerminalValue::Transaction(value))));
    }
    cursor.skip_blanks();
    let start = cursor.position();
    if let Some(amount) = values::amount_if_here(cursor)? {
        let span = Span { start, end: cursor.position() };
        return Ok(Assigned::Octets(vec![ValuePart { span, piece: Piece::Value(Expression::Amount(amount)) }]));
    }
    octets::parts(cursor, Place::Value).map(Assigned::Octets).map_err(|mistake| {
        let phrases =
            UNDER_KEY.iter().map(|(phrase, _)| *phrase).chain(words::TRANSACTIONS.iter().map(|(word, _)| *word));
        let written = Cursor::between(cursor, mistake.span).to_owned();
        if mistake.help.is_some() { mistake.nearest(&written, phrases) } else { mistake }
    })
}

fn parse_keyed(cursor: &mut Cursor<'_>, has_data: bool) -> ParseResult<Keyed> {
    let mut keyed = Keyed::default();
    if has_data {
        cursor.demand_words("of")?;
        keyed.data = octets::parts(cursor, Place::Value)?;
    }
    while cursor.eat(",") {
        if cursor.eat_words("key") {
            keyed.key = Some(key_choice(cursor)?);
        } else if cursor.eat_words("challenge") {
            keyed.challenge = Some(octets::operand(cursor)?);
        } else {
            return Err(cursor.unexpected("`key` or `challenge`"));
        }
    }
    Ok(keyed)
}

fn transaction(cursor: &mut Cursor<'_>, kind: Transaction) -> ParseResult<TransactionValue> {
    let value: TransactionPart = cursor.one_of(&words::PARTS, "a value of the transaction")?;
    let mut said = TransactionValue {
        kind,
        value,
        amount: None,
        terminal: None,
        at: None,
        terminal_counter: None,
        counter: None,
        random: None,
        balance: None,
        key: None,
    };
    loop {
        cursor.eat(",");
        if cursor.skip_to_end() {
            return Ok(said);
        }
        option(cursor, &mut said)?;
    }
}

#[derive(Clone, Copy)]
enum OptionWord {
    Amount,
    Terminal,
    At,
    TerminalCounter,
    Counter,
    Random,
    Balance,
    Key,
}

const OPTION_WORDS: [(&str, OptionWord); 8] = [
    ("of", OptionWord::Amount),
    ("at", OptionWord::Terminal),
    ("on", OptionWord::At),
    ("terminal counter", OptionWord::TerminalCounter),
    ("counter", OptionWord::Counter),
    ("random", OptionWord::Random),
    ("balance", OptionWord::Balance),
    ("key", OptionWord::Key),
];

fn option(cursor: &mut Cursor<'_>, said: &mut TransactionValue) -> ParseResult<()> {
    match cursor.one_of(&OPTION_WORDS, "a detail of the transaction")? {
        OptionWord::Amount => said.amount = Some(octets::operand(cursor)?),
        OptionWord::Terminal => said.terminal = Some(octets::operand(cursor)?),
        OptionWord::At => {
            said.at = Some(match octets::moment_if_here(cursor)? {
                Some(at) => Expression::Octets(at.0.to_vec()),
                None => octets::operand(cursor)?,
            });
        }
        OptionWord::TerminalCounter => said.terminal_counter = Some(octets::counter_operand::<4>(cursor)?),
        OptionWord::Counter => said.counter = Some(octets::counter_operand::<2>(cursor)?),
        OptionWord::Random => said.random = Some(octets::operand(cursor)?),
        OptionWord::Balance => said.balance = Some(octets::operand(cursor)?),
        OptionWord::Key => said.key = Some(key_choice(cursor)?),
    }
    Ok(())
}

/// Reads a key: `maintenance 00`, `03 version 01` or sixteen octets.
fn key_choice(cursor: &mut Cursor<'_>) -> ParseResult<KeyChoice> {
    let usage = cursor.eat_one_of(&words::usages());
    if usage.is_none() && cursor.peek_word().len() > 2 {
        return octets::exactly(cursor, "a key's name, index or sixteen octets").map(KeyChoice::Octets);
    }
    let [index] = octets::exactly(cursor, "the key's index")?;
    let mut version = None;
    if cursor.eat_words("version") {
        let [written] = octets::exactly(cursor, "the key's version")?;
        version = Some(written);
    }
    Ok(KeyChoice::Named { usage, index, version })
}
