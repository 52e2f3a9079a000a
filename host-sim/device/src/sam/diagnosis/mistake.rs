//! The mistakes that make a transaction's MAC or TAC wrong, and the search for the one that was made.

use applet::KeyEntry;
use sim_wire::Fen;
use sim_wire::record::{TerminalNumber, TerminalTime, TransactionKind};

use super::{MacKey, MacMethod, MacPadding, MacSide, MacSlip, MacSurroundings, MacTerms, MacValue};
use crate::sam::Mac;
use sim_codec::crypto::des;
use sim_codec::time::{DAY, HOUR, MINUTE, Moment, SECOND};

/// Largest distance at which another counter is tried.
const COUNTER_DISTANCE: u16 = 16;

/// Greatest number of whole yuan that is tried as another amount: the most that a wallet holds.
const YUAN_MAX: u32 = 1_000;

/// Greatest counter of a terminal that is tried whatever the right one is.
const TERMINAL_COUNTER_MAX: u32 = 0xFF;

/// Misuse of the right key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyMisuse {
    /// The MAC is made under the card's key itself (ISO 9797-1 algorithm 3), without a session key.
    NoSessionKey,
    /// The TAC is made under the left half of its key, not under the exclusive-or of both halves.
    LeftHalf,
    /// The TAC is made under its key of double length (ISO 9797-1 algorithm 3).
    DoubleLength,
}

/// One deviation from the specification that explains a wrong value: the value is right for this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MacMistake {
    /// Another key of the card.
    Key(KeyEntry),
    /// Another use of the key.
    KeyMisuse(KeyMisuse),
    /// Another transaction counter of the card.
    Counter(u16),
    /// Another counter of the terminal.
    TerminalCounter(u32),
    /// Another random number of the card.
    Random([u8; 4]),
    /// Another amount.
    Amount(Fen),
    /// Another transaction type.
    Kind(TransactionKind),
    /// Another number of the terminal.
    Terminal(TerminalNumber),
    /// Another date and time.
    At(TerminalTime),
    /// Another balance before the transaction.
    Balance(Fen),
    /// Another MAC or TAC of the same transaction.
    Value(MacValue),
    /// The transaction before this one.
    EarlierTransaction,
    /// Several of the values for which it was computed.
    AsComputed,
    /// The key under which it was computed, which the card does not have.
    ForeignKey,
    /// Another padding.
    Padding(MacPadding),
    /// The card's random number as initial value.
    InitialValue,
    /// The other half of the last block.
    OtherHalf,
    /// A slip after the making.
    Slip(MacSlip),
}

/// Returns the mistake that explains a wrong value; `None` if no single one does.
pub(super) fn explaining(
    terms: &MacTerms,
    expected: Mac,
    found: Mac,
    surroundings: MacSurroundings<'_>,
) -> Option<MacMistake> {
    let computes = |terms: &MacTerms| terms.mac(MacMethod::default()) == Some(found);
    if surroundings.earlier.is_some_and(computes) {
        return Some(MacMistake::EarlierTransaction);
    }
    let other_terms = said(terms, surroundings.computed)
        .into_iter()
        .chain(keys(terms, surroundings.keys))
        .chain(numbers(terms))
        .chain(fields(terms))
        .chain(values(terms, surroundings.keys))
        .chain(surroundings.computed.map(|said| (as_computed(terms, said), *said)))
        .find(|(_, other)| computes(other));
    other_terms.map(|(mistake, _)| mistake).or_else(|| arithmetic(terms, expected, found))
}

/// Returns the terms with each of the values for which the value was computed.
fn said(terms: &MacTerms, computed: Option<&MacTerms>) -> Vec<TriedMistake> {
    let Some(said) = computed.filter(|said| *said != terms) else { return Vec::new() };
    let terms = *terms;
    vec![
        (MacMistake::Amount(said.amount), MacTerms { amount: said.amount, ..terms }),
        (MacMistake::Kind(said.kind), MacTerms { kind: said.kind, ..terms }),
        (MacMistake::Terminal(said.terminal), MacTerms { terminal: said.terminal, ..terms }),
        (MacMistake::At(said.at), MacTerms { at: said.at, ..terms }),
        (MacMistake::Counter(said.counter), MacTerms { counter: said.counter, ..terms }),
        (
            MacMistake::TerminalCounter(said.terminal_counter),
            MacTerms { terminal_counter: said.terminal_counter, ..terms },
        ),
        (MacMistake::Random(said.random), MacTerms { random: said.random, ..terms }),
        (MacMistake::Balance(said.balance), MacTerms { balance: said.balance, ..terms }),
    ]
}

/// Returns the mistake of a value that is right for what it was computed for, in more than one of the card's values or
/// under another key.
fn as_computed(terms: &MacTerms, said: &MacTerms) -> MacMistake {
    let under_its_key = MacTerms { key: said.key, ..*terms };
    if under_its_key == *said { MacMistake::ForeignKey } else { MacMistake::AsComputed }
}

/// Mistake, and the terms with it.
type TriedMistake = (MacMistake, MacTerms);

/// Returns the terms with every other key of the card, the most similar first: keys may have the same octets.
fn keys(terms: &MacTerms, keys: &[KeyEntry]) -> impl Iterator<Item = TriedMistake> + use<> {
    let terms = *terms;
    let others = nearest(&terms.key, keys).into_iter();
    others.map(move |entry| (MacMistake::Key(entry), MacTerms { key: MacKey::Card(entry), ..terms }))
}

/// Returns the keys with other octets than that one: those of its usage and index first, then those of its usage.
pub(super) fn nearest(key: &MacKey, keys: &[KeyEntry]) -> Vec<KeyEntry> {
    let mut others: Vec<KeyEntry> = keys.iter().filter(|entry| entry.key != *key.octets()).copied().collect();
    if let Some(key) = key.entry() {
        others.sort_by_key(|entry| (entry.usage != key.usage, entry.index != key.index));
    }
    others
}

/// Returns the terms with other counters and random numbers.
fn numbers(terms: &MacTerms) -> impl Iterator<Item = TriedMistake> + use<> {
    let terms = *terms;
    let near = (1..=COUNTER_DISTANCE)
        .flat_map(move |by| [terms.counter.wrapping_sub(by), terms.counter.wrapping_add(by)])
        .chain([0, terms.counter.swap_bytes()]);
    let counters = near.map(move |counter| (MacMistake::Counter(counter), MacTerms { counter, ..terms }));
    let own = terms.terminal_counter;
    let near = (1..=u32::from(COUNTER_DISTANCE))
        .flat_map(move |by| [own.wrapping_sub(by), own.wrapping_add(by)])
        .chain([0, own.swap_bytes(), own >> 16, own << 16])
        .chain(0..=TERMINAL_COUNTER_MAX);
    let terminals = near.map(move |terminal_counter| {
        (MacMistake::TerminalCounter(terminal_counter), MacTerms { terminal_counter, ..terms })
    });
    let [a, b, c, d] = terms.random;
    let randoms = [[0; 4], [d, c, b, a]];
    let randoms = randoms.into_iter().map(move |random| (MacMistake::Random(random), MacTerms { random, ..terms }));
    counters.chain(terminals).chain(randoms)
}

/// Returns the terms with other fields of the input.
fn fields(terms: &MacTerms) -> impl Iterator<Item = TriedMistake> + use<> {
    let terms = *terms;
    let fen = terms.amount.0;
    let decimal = u32::from_str_radix(&fen.to_string(), 16).ok();
    let amounts = [Some(fen / 100), fen.checked_mul(100), fen.checked_add(1), fen.checked_sub(1), decimal];
    let whole = (1..=YUAN_MAX).map(|yuan| yuan * 100);
    let amounts = amounts.into_iter().flatten().chain([0, fen.swap_bytes()]).chain(whole).map(Fen);
    let amounts = amounts.map(move |amount| (MacMistake::Amount(amount), MacTerms { amount, ..terms }));
    let kinds = (0..=0x20).chain([0x91, 0x93, 0x95]).map(TransactionKind::from_code);
    let kinds = kinds.map(move |kind| (MacMistake::Kind(kind), MacTerms { kind, ..terms }));
    let [a, b, c, d, e, f] = terms.terminal;
    let terminals = [[0; 6], [0xFF; 6], [f, e, d, c, b, a]];
    let terminals = terminals.into_iter().chain(mistyped(terms.terminal));
    let terminals = terminals.map(move |terminal| (MacMistake::Terminal(terminal), MacTerms { terminal, ..terms }));
    let [century, year, month, day, hour, minute, second] = terms.at.0;
    let times = [
        [0; 7],
        [century, year, month, day, 0, 0, 0],
        [century, year, month, day, hour, minute, 0],
        [hour, minute, second, century, year, month, day],
        [day, month, century, year, hour, minute, second],
        [0, year, month, day, hour, minute, second],
    ];
    let times = times.into_iter().chain(near(terms.at)).map(TerminalTime);
    let times = times.map(move |at| (MacMistake::At(at), MacTerms { at, ..terms }));
    let balances = [Some(Fen(0)), terms.balance.checked_add(terms.amount), terms.balance.checked_sub(terms.amount)];
    let balances = balances.into_iter().flatten();
    let balances = balances.map(move |balance| (MacMistake::Balance(balance), MacTerms { balance, ..terms }));
    amounts.chain(kinds).chain(terminals).chain(times).chain(balances)
}

/// Returns the numbers that differ in one digit.
fn mistyped(number: TerminalNumber) -> impl Iterator<Item = TerminalNumber> {
    (0..12_usize).flat_map(move |place| {
        (1..=0x0F_u8).map(move |by| {
            let mut other = number;
            let shift = if place % 2 == 0 { 4 } else { 0 };
            other.iter_mut().skip(place / 2).take(1).for_each(|octet| *octet ^= by << shift);
            other
        })
    })
}

/// Returns moments near another, each way: seconds of a minute, minutes of an hour, hours of a day, days of a month and
/// of a year, with or without a leap day.
fn near(at: TerminalTime) -> Vec<[u8; 7]> {
    let Some(now) = Moment::from_record(at) else { return Vec::new() };
    let spans = (1..60)
        .flat_map(|count| [count * SECOND, count * MINUTE])
        .chain((1..=24).map(|count| count * HOUR))
        .chain((1..=31).chain([365, 366]).map(|count| count * DAY));
    let moments = spans.flat_map(|span| [Moment(now.0.saturating_add(span)), Moment(now.0.saturating_sub(span))]);
    moments.map(|moment| moment.record().0).collect()
}

/// Returns the terms of the other values of the same transaction, each with the keys under which it may be made.
fn values<'k>(terms: &'k MacTerms, keys: &'k [KeyEntry]) -> impl Iterator<Item = TriedMistake> + 'k {
    let others = MacValue::ALL.into_iter().filter(|value| *value != terms.value);
    others.flat_map(move |value| {
        let usage = value.usage();
        let same = (usage == terms.value.usage()).then_some(terms.key);
        let keys = keys.iter().filter(move |entry| entry.usage == usage && same.is_none());
        let keys = keys.map(|entry| MacKey::Card(*entry)).chain(same);
        keys.map(move |key| (MacMistake::Value(value), MacTerms { value, key, ..*terms }))
    })
}

/// Returns the mistake of arithmetic that explains a wrong value.
fn arithmetic(terms: &MacTerms, expected: Mac, found: Mac) -> Option<MacMistake> {
    if let Some(slip) = MacSlip::between(expected, found) {
        return Some(MacMistake::Slip(slip));
    }
    let by_the_book = MacMethod::default();
    let [r0, r1, r2, r3] = terms.random;
    let methods = [
        (MacMistake::OtherHalf, MacMethod { side: MacSide::Right, ..by_the_book }),
        (MacMistake::InitialValue, MacMethod { initial: [r0, r1, r2, r3, 0, 0, 0, 0], ..by_the_book }),
    ];
    let paddings = [MacPadding::IfNeeded, MacPadding::Zeros];
    let paddings = paddings.map(|padding| (MacMistake::Padding(padding), MacMethod { padding, ..by_the_book }));
    let mut methods = methods.into_iter().chain(paddings);
    if let Some((mistake, _)) = methods.find(|(_, method)| terms.mac(*method) == Some(found)) {
        return Some(mistake);
    }
    let input = terms.input()?;
    let (left, _) = des::halves(terms.key.octets());
    let double = MacSide::Left.of(des::retail_mac(terms.key.octets(), [0; 8], &input)) == found;
    match terms.value.is_tac() {
        true if by_the_book.mac(&left, &input) == found => Some(MacMistake::KeyMisuse(KeyMisuse::LeftHalf)),
        true if double => Some(MacMistake::KeyMisuse(KeyMisuse::DoubleLength)),
        false if double => Some(MacMistake::KeyMisuse(KeyMisuse::NoSessionKey)),
        _ => None,
    }
}
