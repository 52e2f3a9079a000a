//! Search for a state between. Every memory write of a session is torn in every way or in a sample of them, with a
//! second power cut in the start that follows. The result must be the state before the command or the state after it.
//! After the latter, the answer that the cut swallowed must be obtainable. Two kinds of command write more than once,
//! and have states between on purpose. A guess spends its try first. A secured packet stores its counter first and then
//! runs its script command by command.
//!
//! The search knows nothing of the card's inside. It compares views from outside ([`View`]): the visible state, every
//! file, every parameter, the tries left of each secret, and which PIN is right.

use applet::{Answer, Card, Entropy, ExchangeContext, MuteError};
use sim_wire::instruction::{Instruction, InstructionMatch};
use sim_wire::record::TransactionKind;

use sim_device::memory::{Eeprom, PowerCut, Tear};

mod finding;
mod session;
mod view;

pub use finding::{Flaw, TearError};
pub use session::session;
pub use view::View;

/// Command of a session, with the card as it stood just before.
#[derive(Clone, Debug)]
pub struct PreparedCommand<E> {
    /// Card, powered, just before the command.
    pub card: Card<Eeprom, E>,
    /// Context in which the card gets the command.
    pub surroundings: ExchangeContext,
    /// Octets of the command.
    pub command: Vec<u8>,
    /// Place of the command, as the author of the session names it.
    pub place: String,
}

/// Selection of the tears that a search tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thoroughness {
    /// Set to try each differing octet alone new, each alone old, and every length of a torn front.
    pub each_octet: bool,
    /// Number of random subsets of the differing octets that are tried, and as many of the bits.
    pub samples: u64,
    /// First seed of the samples; the others follow it.
    pub seed: u64,
    /// Only write of the session that is cut, the first being 1; `None` cuts all.
    pub only_write: Option<u64>,
    /// Only tear that is tried; `None` tries all.
    pub only_tear: Option<Tear>,
}

impl Thoroughness {
    /// Returns the tears to try on a write in which `differing` octets differ.
    fn tears(&self, differing: usize) -> Vec<Tear> {
        if let Some(tear) = self.only_tear {
            return vec![tear];
        }
        let mut tears = vec![Tear::Nothing, Tear::All];
        if self.each_octet {
            tears.extend((0..differing).map(Tear::Only));
            tears.extend((0..differing).map(Tear::AllBut));
            tears.extend((2..differing.saturating_sub(1)).map(Tear::First));
        }
        let seeds = || (0..self.samples).map(|sample| self.seed.wrapping_add(sample));
        tears.extend(seeds().map(Tear::Octets));
        tears.extend(seeds().map(Tear::Bits));
        tears
    }

    fn is_wanted(&self, write: u64) -> bool {
        self.only_write.is_none_or(|only| only == write)
    }
}

/// Counts of a search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TearCounts {
    /// Number of commands in the session.
    pub exchanges: u64,
    /// Number of memory writes in the session.
    pub writes: u64,
    /// Number of torn writes tried.
    pub tears: u64,
    /// Number of starts after a torn write, with those that were cut themselves.
    pub restarts: u64,
    /// Number of writes by a start; 0 on a correct card.
    pub writes_in_start: u64,
    /// Number of tears after which the card was in the state before the command.
    pub before: u64,
    /// Number of tears after which the card was in the state after the command.
    pub after: u64,
    /// Number of tears after which only the try was spent that every guess costs.
    pub try_spent: u64,
    /// Number of tears after which the counter of a secured packet was stored, and its script was done in part or not
    /// at all.
    pub begun: u64,
    /// Number of swallowed answers that GET TRANSACTION PROVE gave, or rightly did not know.
    pub answers: u64,
}

impl TearCounts {
    /// Adds the counts of another search.
    pub fn add(&mut self, other: &TearCounts) {
        self.exchanges += other.exchanges;
        self.writes += other.writes;
        self.tears += other.tears;
        self.restarts += other.restarts;
        self.writes_in_start += other.writes_in_start;
        self.before += other.before;
        self.after += other.after;
        self.try_spent += other.try_spent;
        self.begun += other.begun;
        self.answers += other.answers;
    }
}

/// Command after its exchange, cut or not.
struct Cut<E> {
    card: Card<Eeprom, E>,
    answer: Result<Answer, MuteError>,
    differing: usize,
}

impl<E: Entropy + Clone> PreparedCommand<E> {
    /// Returns a copy of a card with the chance from before the exchange. So a card that drew a random number and one
    /// that did not are compared by their memories.
    fn by_its_chance(&self, card: &Card<Eeprom, E>) -> Card<Eeprom, E> {
        let (_, chance) = self.card.clone().into_parts();
        let mut card = card.clone();
        *card.entropy_mut() = chance;
        card
    }

    /// Sends the command to a copy of the card without any cut, even one that the session has armed. Returns the number
    /// of writes, too.
    fn uncut(&self) -> (Cut<E>, u64) {
        let mut card = self.card.clone();
        card.memory_mut().disarm();
        let writes = card.memory().write_count();
        let answer = card.transmit(self.surroundings, &self.command);
        let writes = card.memory().write_count() - writes;
        (Cut { card, answer, differing: 0 }, writes)
    }

    /// Sends the command to a copy of the card, with the power failing in write `write`, counted from 0.
    fn cut(&self, write: u64, tear: Tear) -> Cut<E> {
        let mut card = self.card.clone();
        card.memory_mut().arm(PowerCut::at_write(write, tear));
        let answer = card.transmit(self.surroundings, &self.command);
        let differing = card.memory().last_write().map_or(0, |report| report.differing);
        Cut { card, answer, differing }
    }
}

/// Searches a whole session. The first flaw ends the search.
pub fn search<E: Entropy + Clone>(
    session: &[PreparedCommand<E>],
    how: &Thoroughness,
) -> Result<TearCounts, Box<TearError>> {
    let mut counts = TearCounts::default();
    for exchange in session {
        search_exchange(exchange, how, &mut counts)?;
    }
    Ok(counts)
}

/// Searches one command: runs it whole for the expected result, then cuts each of its writes in each way.
fn search_exchange<E: Entropy + Clone>(
    exchange: &PreparedCommand<E>,
    how: &Thoroughness,
    counts: &mut TearCounts,
) -> Result<(), Box<TearError>> {
    counts.exchanges += 1;
    let first_write = counts.writes + 1;
    let writes = exchange.uncut().1;
    counts.writes += writes;
    let wanted: Vec<u64> = (0..writes).filter(|write| how.is_wanted(first_write + write)).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let whole = UncutExchange::run(exchange);
    for write in wanted {
        let differing = exchange.cut(write, Tear::Nothing).differing;
        for tear in how.tears(differing) {
            let flawed = |flaw| {
                let place = exchange.place.clone();
                Box::new(TearError { place, command: exchange.command.clone(), write: first_write + write, tear, flaw })
            };
            search_tear(exchange, &whole, write, tear, counts).map_err(flawed)?;
        }
    }
    Ok(())
}

/// Tries one tear: the cut, the start after it (itself cut wherever it touches memory), and the state that comes out.
fn search_tear<E: Entropy + Clone>(
    exchange: &PreparedCommand<E>,
    whole: &UncutExchange,
    write: u64,
    tear: Tear,
    counts: &mut TearCounts,
) -> Result<(), Flaw> {
    counts.tears += 1;
    let cut = exchange.cut(write, tear);
    if let Ok(answer) = cut.answer {
        return Err(Flaw::AnsweredWithoutPower { status: answer.status });
    }
    let started = start_with_second_cuts(&cut.card, counts)?;
    let view = View::of(&exchange.by_its_chance(&started));
    let standing = whole.standing(write, &view)?;
    match standing {
        StateMatch::Before => counts.before += 1,
        StateMatch::After => counts.after += 1,
        StateMatch::TrySpent => counts.try_spent += 1,
        StateMatch::Begun => counts.begun += 1,
    }
    if let Some(swallowed) = &whole.swallowed {
        swallowed.check(&started, standing)?;
        counts.answers += 1;
    }
    Ok(())
}

/// Starts a card whose power has failed, first with a cut armed at the first write, which must never come. Then, for
/// every read of the start, starts a copy with a cut just before that read. Every start must find the same state and
/// leave memory as it was.
fn start_with_second_cuts<E: Entropy + Clone>(
    dead: &Card<Eeprom, E>,
    counts: &mut TearCounts,
) -> Result<Card<Eeprom, E>, Flaw> {
    let mut started = dead.clone();
    started.memory_mut().power_restored();
    started.memory_mut().arm(PowerCut::at_write(0, Tear::Nothing));
    let (reads, writes) = (started.memory().read_count(), started.memory().write_count());
    counts.restarts += 1;
    started.power_on().map_err(Flaw::DoesNotStart)?;
    started.memory_mut().disarm();
    counts.writes_in_start += started.memory().write_count() - writes;
    if started.memory().write_count() != writes || started.memory().image() != dead.memory().image() {
        return Err(Flaw::StartWrites);
    }
    for read in 0..started.memory().read_count() - reads {
        let mut again = dead.clone();
        again.memory_mut().power_restored();
        again.memory_mut().arm(PowerCut::at_read(read));
        counts.restarts += 2;
        if again.power_on().is_ok() {
            return Err(Flaw::StartedWithoutPower);
        }
        again.memory_mut().power_restored();
        again.power_on().map_err(Flaw::DoesNotStart)?;
        if again.memory().image() != dead.memory().image() || again.state() != started.state() {
            return Err(Flaw::SecondStartDiffers);
        }
    }
    Ok(started)
}

/// State after a cut, among the allowed ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StateMatch {
    Before,
    After,
    /// State between the write that spends a try and the write of the guess's result.
    TrySpent,
    /// State between the write that stores the counter of a secured packet and the last write of its script.
    Begun,
}

/// Result of a command that is not cut.
struct UncutExchange {
    writes: u64,
    before: View,
    after: View,
    /// State before each write of a secured packet; `None` for any other command.
    steps: Option<Vec<View>>,
    swallowed: Option<SwallowedAnswer>,
}

impl UncutExchange {
    fn run<E: Entropy + Clone>(exchange: &PreparedCommand<E>) -> UncutExchange {
        let (Cut { mut card, answer, .. }, writes) = exchange.uncut();
        let after = View::after_reset(&exchange.by_its_chance(&card));
        let swallowed = SwallowedAnswer::of(exchange, &mut card, answer);
        let before = View::after_reset(&exchange.card);
        let is_packet = before.with_counters_of(&after) != before;
        let state_before = |write| {
            let mut cut = exchange.cut(write, Tear::Nothing).card;
            cut.memory_mut().power_restored();
            View::after_reset(&exchange.by_its_chance(&cut))
        };
        let steps = is_packet.then(|| (0..writes).map(state_before).collect());
        UncutExchange { writes, before, after, steps, swallowed }
    }

    /// Returns the allowed state that a cut secured packet left; `None` for any other state. A packet first writes its
    /// counter, then the changes of each command in its script. Each write is whole or not there, and nothing of the
    /// script is there without the counter.
    fn standing_of_packet(&self, steps: &[View], write: u64, view: &View) -> Option<StateMatch> {
        let at = usize::try_from(write).ok()?;
        let counted = self.before.with_counters_of(&self.after);
        let begins_right = steps.first() == Some(&self.before) && *steps.get(1).unwrap_or(&self.after) == counted;
        let is_step = steps.get(at) == Some(view) || steps.get(at + 1).unwrap_or(&self.after) == view;
        (begins_right && is_step).then_some(match view {
            view if *view == self.before => StateMatch::Before,
            view if *view == self.after => StateMatch::After,
            _ => StateMatch::Begun,
        })
    }

    /// Returns the allowed state that a cut command left. A single write must leave the state before or after it. A
    /// guess writes twice: between the writes, the state before has changed in its tries alone.
    fn standing(&self, write: u64, view: &View) -> Result<StateMatch, Flaw> {
        if let Some(standing) = self.steps.as_ref().and_then(|steps| self.standing_of_packet(steps, write, view)) {
            return Ok(standing);
        }
        let last = write + 1 == self.writes;
        if last && *view == self.after {
            return Ok(StateMatch::After);
        }
        if write == 0 && *view == self.before {
            return Ok(StateMatch::Before);
        }
        if self.steps.is_none() && self.writes > 1 && view.has_only_spent_a_try_since(&self.before) {
            return Ok(StateMatch::TrySpent);
        }
        Err(Flaw::Between { not_before: view.differences(&self.before), not_after: view.differences(&self.after) })
    }
}

/// Answer to a second transaction step, which the cut swallows and GET TRANSACTION PROVE must give.
struct SwallowedAnswer {
    prove: Vec<u8>,
    proof: Vec<u8>,
}

impl SwallowedAnswer {
    fn of<E: Entropy + Clone>(
        exchange: &PreparedCommand<E>,
        card: &mut Card<Eeprom, E>,
        answer: Result<Answer, MuteError>,
    ) -> Option<SwallowedAnswer> {
        let [cla, ins, ..] = *exchange.command.as_slice() else {
            return None;
        };
        let InstructionMatch::Instruction(instruction) = Instruction::find(cla, ins) else {
            return None;
        };
        let newest = match instruction {
            Instruction::CreditForLoad | Instruction::Debit => *card.state()?.log.first()?,
            _ => return None,
        };
        let Ok(mut answer) = answer else { return None };
        if let [0x61, waiting] = answer.status.to_bytes() {
            let get_response = [0x00, 0xC0, 0x00, 0x00, waiting];
            let Ok(fetched) = card.transmit(exchange.surroundings, &get_response) else {
                return None;
            };
            answer = fetched;
        }
        if answer.status.0 != 0x9000 {
            return None;
        }
        let proof = proof_of(newest.kind, &answer.data);
        let [high, low] = newest.counter.to_be_bytes();
        Some(SwallowedAnswer { prove: vec![0x80, 0x5A, 0x00, newest.kind.code(), 0x02, high, low, 0x08], proof })
    }

    /// Checks that the card has the proof if and only if it has the transaction.
    fn check<E: Entropy + Clone>(&self, started: &Card<Eeprom, E>, standing: StateMatch) -> Result<(), Flaw> {
        let mut card = started.clone();
        view::select(&mut card);
        let answer = view::ask(&mut card, &self.prove);
        let expected = match standing {
            StateMatch::After => [self.proof.as_slice(), &[0x90, 0x00]].concat(),
            StateMatch::Before | StateMatch::TrySpent | StateMatch::Begun => vec![0x94, 0x06],
        };
        if answer == expected { Ok(()) } else { Err(Flaw::Proof { expected, answer }) }
    }
}

/// Returns the answer of GET TRANSACTION PROVE for a transaction with this answer: always a MAC, then a TAC, with zeros
/// for a missing one.
fn proof_of(kind: TransactionKind, answer: &[u8]) -> Vec<u8> {
    let none = [0; 4];
    match (kind, answer.split_at_checked(4)) {
        (TransactionKind::Unload, _) => [answer, &none].concat(),
        (_, Some((tac, mac))) if mac.len() == 4 => [mac, tac].concat(),
        _ => [&none, answer].concat(),
    }
}

#[cfg(test)]
mod tests;
