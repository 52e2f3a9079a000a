//! Random commands, resets and power cuts against the model, and a terminal that keeps its own books. After every step
//! the card must be in a state that the model allows, and money must be conserved. The terminal asks for the proof
//! where a cut swallowed the answer; then its books must agree with the purse.

use std::collections::BTreeMap;

use applet::KeyUsage;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use sim_device::memory::{PowerCut, Tear};
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::TransactionKind;

use crate::model::{Kind, Life, Moved, Operation, Session, TRIES, Wallet};
use crate::stand::*;

/// Balance of the wallet at the start, in fen.
const START: u64 = 3_000;

/// Operation, and the memory write in it at which the power fails; `None` without a cut.
#[derive(Clone, Debug)]
struct Step {
    operation: Operation,
    cut: Option<(u64, Tear)>,
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![2 => Just(Kind::Load), 4 => Just(Kind::Purchase), 1 => Just(Kind::Unload)]
}

fn amount() -> impl Strategy<Value = u64> {
    prop_oneof![8 => 0..2_000_u64, 1 => 90_000..110_000_u64, 1 => Just(START)]
}

fn life() -> impl Strategy<Value = Life> {
    use Life::*;
    prop_oneof![1 => Just(Unopened), 20 => Just(Open), 2 => Just(Suspended), 1 => Just(Closing), 1 => Just(Closed)]
}

fn pin() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => Just("1234"), 2 => Just("567890"), 1 => Just("999999999999")]
}

fn is_right() -> impl Strategy<Value = bool> {
    proptest::bool::weighted(0.8)
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        16 => (kind(), amount()).prop_map(|(kind, fen)| Operation::Move(kind, fen)),
        1 => (kind(), amount()).prop_map(|(kind, fen)| Operation::MoveWithWrongMac(kind, fen)),
        6 => pin().prop_map(Operation::Verify),
        1 => (pin(), pin()).prop_map(|(old, new)| Operation::ChangePin(old, new)),
        2 => (pin(), any::<bool>()).prop_map(|(pin, is_right)| Operation::ReloadPin(pin, is_right)),
        1 => pin().prop_map(Operation::UnblockPin),
        2 => any::<bool>().prop_map(Operation::SwitchPin),
        1 => proptest::option::of(amount()).prop_map(Operation::SetLimit),
        6 => is_right().prop_map(Operation::Authenticate),
        5 => life().prop_map(Operation::SetLife),
        1 => Just(Operation::Block),
        8 => any::<bool>().prop_map(Operation::Unblock),
        1 => (any::<u8>(), is_right()).prop_map(|(octet, is_right)| Operation::UpdateFile(octet, is_right)),
        1 => Just(Operation::Reset),
    ]
}

fn tear() -> impl Strategy<Value = Tear> {
    prop_oneof![
        Just(Tear::Nothing),
        Just(Tear::All),
        (0..40_usize).prop_map(Tear::Only),
        (0..40_usize).prop_map(Tear::AllBut),
        (0..40_usize).prop_map(Tear::First),
        any::<u64>().prop_map(Tear::Octets),
        any::<u64>().prop_map(Tear::Bits),
    ]
}

/// Source of the steps. The steps need no state to be meaningful, so the state is none. The model stands beside the
/// card, since only the card's memory decides whether a torn commit is the wallet before or after.
struct Steps;

impl ReferenceStateMachine for Steps {
    type State = ();
    type Transition = Step;

    fn init_state() -> BoxedStrategy<()> {
        Just(()).boxed()
    }

    fn transitions(_: &()) -> BoxedStrategy<Step> {
        let cut = proptest::option::weighted(0.25, (0..2_u64, tear()));
        (operation(), cut).prop_map(|(operation, cut)| Step { operation, cut }).boxed()
    }

    fn apply(state: (), _: &Step) {
        state
    }
}

/// Card, model, and the terminal's books.
#[derive(Debug)]
struct Table {
    stand: Stand,
    wallet: Wallet,
    session: Session,
    /// Money in fen that the world outside the purse has gained since the beginning, by the terminal's own books.
    books: i64,
    /// Numbers of steps that ended so, by ending.
    seen: BTreeMap<String, u32>,
}

impl StateMachineTest for Table {
    type SystemUnderTest = Table;
    type Reference = Steps;

    fn init_test(_: &()) -> Table {
        let stand = Stand::holding(START as u32);
        let table =
            Table { stand, wallet: Wallet::new(START), session: Session::default(), books: 0, seen: BTreeMap::new() };
        table.compare();
        table
    }

    fn apply(mut table: Table, _: &(), step: Step) -> Table {
        let outcome = table.wallet.outcome(table.session, &step.operation);
        let before = table.wallet.clone();
        let met = table.carry_out(&step);
        match met {
            Met::Answer(status) => {
                table.saw(format!("{status:04X}"));
                assert_eq!(format!("{status:04X}"), format!("{:04X}", outcome.status), "{step:?}");
                table.wallet = outcome.commits.last().cloned().unwrap_or(before);
                table.session = outcome.session;
                if status == 0x9000 {
                    table.book(&step.operation);
                }
            }
            Met::PowerCut => {
                table.stand.restart();
                table.session = Session::default();
                table.collapse(&step, &before, &outcome.commits);
                table.recover(&step.operation, &before);
                let is_before = table.wallet == before;
                table.saw(format!("cut, {}", if is_before { "before" } else { "after" }));
            }
        }
        table.compare();
        table
    }

    fn check_invariants(table: &Table, _: &()) {
        let balance = i64::from(table.stand.state().balance.0);
        assert_eq!(balance + table.books, START as i64, "money is conserved");
    }
}

/// Ending of a step.
enum Met {
    Answer(u16),
    PowerCut,
}

impl Table {
    fn saw(&mut self, ending: String) {
        *self.seen.entry(ending).or_default() += 1;
    }

    /// Sends the commands of an operation; the last of them with the cut armed.
    fn carry_out(&mut self, step: &Step) -> Met {
        if step.operation == Operation::Reset {
            self.stand.restart();
            return Met::Answer(0x9000);
        }
        if self.wallet.is_dead() {
            // Nothing can be selected any more, so that every command says so in its own way; none may succeed.
            assert_eq!(self.stand.send(&select_aid()).status, 0x9303);
            return Met::Answer(0x9303);
        }
        let command = match self.command(&step.operation) {
            Ok(command) => command,
            Err(status) => return Met::Answer(status),
        };
        if let Some((write, tear)) = step.cut {
            self.stand.card.memory_mut().arm(PowerCut::at_write(write, tear));
        }
        let reply = self.stand.try_send(&command);
        self.stand.card.memory_mut().disarm();
        match reply {
            Some(reply) => Met::Answer(reply.status),
            None => Met::PowerCut,
        }
    }

    /// Prepares an operation and returns its command; an error is the status word that refused the preparation.
    fn command(&mut self, operation: &Operation) -> Result<Vec<u8>, u16> {
        let stand = &mut self.stand;
        let secured = |stand: &mut Stand, usage, header, data: &[u8]| stand.secured(usage, header, data);
        let spoilt = |command: Vec<u8>, is_right: bool| if is_right { command } else { with_last_octet_wrong(command) };
        Ok(match *operation {
            Operation::Move(kind, fen) => stand.second_step(kind, fen)?,
            Operation::MoveWithWrongMac(kind, fen) => stand.second_step_with_wrong_mac(kind, fen)?,
            Operation::Verify(pin) => verify(pin),
            Operation::ChangePin(old, new) => change_pin(old, new),
            Operation::ReloadPin(pin, is_right) => spoilt(reload_pin(pin), is_right),
            Operation::UnblockPin(pin) => stand.pin_unblock(pin),
            Operation::SwitchPin(on) => vec![0x80, 0xDA, 0xDF, 0x21, 0x01, u8::from(on)],
            Operation::SetLimit(limit) => set_limit(limit.map(|fen| fen as u32)),
            Operation::Authenticate(is_right) => spoilt(stand.external_authenticate(), is_right),
            Operation::SetLife(life) => set_status(life_code(life)),
            Operation::Block => secured(stand, KeyUsage::Maintenance, [0x84, 0x1E, 0, 0], &[]),
            Operation::Unblock(is_right) => {
                spoilt(secured(stand, KeyUsage::Maintenance, [0x84, 0x18, 0, 0], &[]), is_right)
            }
            Operation::UpdateFile(octet, is_right) => {
                spoilt(secured(stand, KeyUsage::Maintenance, [0x04, 0xD6, 0x95, 0x00], &[octet]), is_right)
            }
            Operation::Reset => unreachable!("a reset is no command"),
        })
    }

    /// Asserts after a cut that the card is in the state before or after the write that was cut. The card decides which
    /// of the two; the model holds them.
    fn collapse(&mut self, step: &Step, before: &Wallet, commits: &[Wallet]) {
        let (write, tear) = step.cut.expect("only an armed cut mutes the card");
        let chain: Vec<&Wallet> = std::iter::once(before).chain(commits).collect();
        let write = usize::try_from(write).unwrap();
        let (old, new) = (chain[write], chain[write + 1]);
        let fits = |wallet: &Wallet| self.read_shown(wallet).is_ok();
        let (is_old, is_new) = (fits(old), fits(new));
        assert!(
            is_old || is_new,
            "{step:?}\nnot before: {:?}\nnot after: {:?}",
            self.read_shown(old),
            self.read_shown(new)
        );
        match tear {
            Tear::Nothing => assert!(is_old, "{step:?}: nothing was written"),
            Tear::All => assert!(is_new, "{step:?}: all was written"),
            _ => {}
        }
        self.wallet = if is_new && (!is_old || tear == Tear::All) { new.clone() } else { old.clone() };
        if is_old && is_new {
            // They differ in what only guessing shows; the model takes the card's word for it below.
            self.wallet = self.tell_apart(old, new);
        }
    }

    /// Tells two wallets apart that look alike and differ in the tries of a key, by guessing on a copy of the card.
    fn tell_apart(&self, old: &Wallet, new: &Wallet) -> Wallet {
        let is_new = self.tries_by_guessing() == tries_of(new);
        assert!(is_new || self.tries_by_guessing() == tries_of(old), "{:?}", self.tries_by_guessing());
        if is_new { new.clone() } else { old.clone() }
    }

    /// Counts the tries left of each key, by wrong guesses on copies of the card. The keys are: external
    /// authentication, PIN reload, PIN unblock (only if the PIN is blocked), application unblock (only if the
    /// application is).
    fn tries_by_guessing(&self) -> [Option<u8>; 4] {
        let state = self.stand.state();
        let is_blocked = state.block != applet::BlockState::None;
        let count = |wrong: fn(&mut Stand) -> Vec<u8>| {
            let mut stand = self.stand.clone();
            let mut guesses = 0;
            loop {
                let writes = stand.card.memory().write_count();
                let command =
                    if stand.state().block == applet::BlockState::Permanent { break } else { wrong(&mut stand) };
                stand.refused(&command);
                if stand.card.memory().write_count() == writes {
                    break;
                }
                guesses += 1;
            }
            guesses
        };
        let external = || count(|stand| with_last_octet_wrong(stand.external_authenticate()));
        let reload = || count(|_| reload_pin_wrong("1234"));
        let unblock_pin = || count(|stand| stand.pin_unblock("000000"));
        let unblock =
            || count(|stand| with_last_octet_wrong(stand.secured(KeyUsage::Maintenance, [0x84, 0x18, 0, 0], &[])));
        [
            (!is_blocked).then(external),
            (!is_blocked).then(reload),
            (!is_blocked && state.pin_on && state.pin_tries_left == 0).then(unblock_pin),
            is_blocked.then(unblock),
        ]
    }

    /// Recovers as the terminal does after a cut in a transaction. It asks for the proof of the next number, and books
    /// the movement if and only if the card gives one.
    fn recover(&mut self, operation: &Operation, before: &Wallet) {
        let Operation::Move(kind, fen) = *operation else { return };
        let count = 1 + if kind == Kind::Purchase { before.offline } else { before.online };
        let proof = self.stand.send(&prove(transaction(kind), count as u16));
        let is_booked = proof.status == 0x9000;
        assert!(is_booked || proof.status == 0x9406, "{proof:?}");
        assert_eq!(is_booked, self.wallet.log.front() == Some(&Moved { kind, fen, count }), "the proof is the truth");
        if is_booked {
            self.book(operation);
        }
    }

    fn book(&mut self, operation: &Operation) {
        if let Operation::Move(kind, fen) = *operation {
            self.books += if kind == Kind::Load { -(fen as i64) } else { fen as i64 };
        }
    }

    /// Asserts that the card shows what the model holds, in every field.
    fn compare(&self) {
        if let Err(difference) = self.read_shown(&self.wallet) {
            panic!("{difference}");
        }
        if !self.wallet.is_dead() {
            let guessed = self.tries_by_guessing();
            let held = tries_of(&self.wallet);
            let told = guessed.iter().zip(held).filter(|(guessed, _)| guessed.is_some());
            told.for_each(|(guessed, held)| assert_eq!(*guessed, held));
        }
    }

    /// Compares the card with a wallet; an error names the difference.
    fn read_shown(&self, wallet: &Wallet) -> Result<(), String> {
        let state = self.stand.state();
        let log = state.log.iter().map(|record| (record.kind, u64::from(record.amount.0), u32::from(record.counter)));
        let held = wallet.log.iter().map(|moved| (transaction(moved.kind), moved.fen, moved.count));
        let proof = state.proof.map(|proof| (proof.kind, u32::from(proof.counter)));
        let provable = wallet.log.front().map(|moved| (transaction(moved.kind), moved.count));
        let is_seen_dead = state.block == applet::BlockState::Permanent;
        let mut reader = self.stand.clone();
        let file = reader.send(&[0x00, 0xB0, 0x95, 0x00, 0x01]).data.first().copied();
        let is_readable = !wallet.blocked && !wallet.is_dead();
        let agree = [
            ("balance", u64::from(state.balance.0) == wallet.balance),
            ("online counter", u32::from(state.online_counter) == wallet.online),
            ("offline counter", u32::from(state.offline_counter) == wallet.offline),
            ("state", state.lifecycle == life_code(wallet.life)),
            ("limit", state.limit.map(|limit| u64::from(limit.0)) == wallet.limit),
            ("PIN switch", state.pin_on == wallet.pin_on),
            ("PIN tries", state.pin_tries_left == wallet.pin_tries),
            ("block", is_seen_dead == wallet.is_dead()),
            ("block", is_seen_dead || (state.block == applet::BlockState::Temporary) == wallet.blocked),
            ("log", log.eq(held)),
            ("proof", proof == provable),
            ("file 15", !is_readable || file == Some(wallet.file)),
            ("PIN", self.is_pin_accepted(wallet)),
        ];
        match agree.iter().find(|(_, agrees)| !agrees) {
            None => Ok(()),
            Some((field, _)) => Err(format!("{field}: the card shows {state:?}, the model {wallet:?}")),
        }
    }

    /// Returns `true` if the card takes the model's PIN, or takes none.
    fn is_pin_accepted(&self, wallet: &Wallet) -> bool {
        let takes_any = wallet.pin_on && wallet.pin_tries > 0 && !wallet.blocked && !wallet.is_dead();
        !takes_any || self.stand.clone().send(&verify(wallet.pin)).status == 0x9000
    }
}

impl Stand {
    fn second_step(&mut self, kind: Kind, fen: u64) -> Result<Vec<u8>, u16> {
        let fen = fen as u32;
        let first = match kind {
            Kind::Load => initialize_load(fen),
            Kind::Purchase => initialize_purchase(fen),
            Kind::Unload => initialize_unload(fen),
        };
        let reply = self.clone().send(&first);
        if reply.status != 0x9000 {
            return Err(self.send(&first).status);
        }
        Ok(match kind {
            Kind::Load => self.credit_for(fen),
            Kind::Purchase => self.debit_for(fen),
            Kind::Unload => self.unload_for(fen),
        })
    }

    fn second_step_with_wrong_mac(&mut self, kind: Kind, fen: u64) -> Result<Vec<u8>, u16> {
        let mut command = self.second_step(kind, fen)?;
        let mac = command.len() - 2;
        command[mac] ^= 0x10;
        Ok(command)
    }
}

/// Returns the tries of the keys in the order of [`Table::tries_by_guessing`].
fn tries_of(wallet: &Wallet) -> [Option<u8>; 4] {
    let is_spoken_to = !wallet.blocked && !wallet.is_dead();
    [
        is_spoken_to.then_some(wallet.external_tries),
        is_spoken_to.then_some(wallet.reload_tries),
        (is_spoken_to && wallet.pin_on && wallet.pin_tries == 0).then_some(wallet.unblock_pin_tries),
        wallet.blocked.then_some(wallet.unblock_application_tries),
    ]
}

fn life_code(life: Life) -> LifeCycle {
    match life {
        Life::Unopened => LifeCycle::Unopened,
        Life::Open => LifeCycle::Open,
        Life::Suspended => LifeCycle::Suspended,
        Life::Closing => LifeCycle::Closing,
        Life::Closed => LifeCycle::Closed,
    }
}

fn transaction(kind: Kind) -> TransactionKind {
    match kind {
        Kind::Load => TransactionKind::Load,
        Kind::Purchase => TransactionKind::Purchase,
        Kind::Unload => TransactionKind::Unload,
    }
}

prop_state_machine! {
    #![proptest_config(Config { cases: 64, failure_persistence: None, ..Config::default() })]

    #[test]
    fn card_matches_model_under_random_cuts(sequential 1..60 => Table);
}

/// The random walks go everywhere worth going: each ending that the model knows is met, and cuts end both ways.
#[test]
fn random_walks_meet_every_ending() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeMap::new();
    for _ in 0..60 {
        let tree = Steps::sequential_strategy(40..60).new_tree(&mut runner).unwrap();
        let ((), steps, _) = tree.current();
        let mut table = Table::init_test(&());
        for step in steps {
            table = Table::apply(table, &(), step);
            Table::check_invariants(&table, &());
        }
        for (ending, count) in table.seen {
            *seen.entry(ending).or_insert(0) += count;
        }
    }
    println!("{} steps: {seen:?}", seen.values().sum::<u32>());
    let endings = ["9000", "9401", "9302", "9303", "6982", "6983", "6984", "6985", "6988", "63C2", "63C1"];
    for ending in endings.into_iter().chain(["cut, before", "cut, after"]) {
        assert!(seen.contains_key(ending), "never met {ending}: {seen:?}");
    }
}

/// The model itself, where a mistake in it would hide one in the card: the numbers of a day by hand.
#[test]
fn model_agrees_with_a_hand_calculation() {
    let session = Session::default();
    let mut wallet = Wallet::new(5_000);
    for (operation, status, balance) in [
        (Operation::Move(Kind::Purchase, 1_200), 0x9000, 3_800),
        (Operation::Move(Kind::Load, 200), 0x9000, 4_000),
        (Operation::SetLimit(Some(500)), 0x9000, 4_000),
        (Operation::Move(Kind::Purchase, 501), 0x6985, 4_000),
        (Operation::Move(Kind::Purchase, 500), 0x9000, 3_500),
        (Operation::MoveWithWrongMac(Kind::Purchase, 500), 0x9302, 3_500),
        (Operation::Move(Kind::Unload, 3_501), 0x9401, 3_500),
        (Operation::Move(Kind::Load, 96_501), 0x6985, 3_500),
    ] {
        let outcome = wallet.outcome(session, &operation);
        assert_eq!(outcome.status, status, "{operation:?}");
        wallet = outcome.commits.last().cloned().unwrap_or(wallet);
        assert_eq!(wallet.balance, balance, "{operation:?}");
    }
    assert_eq!((wallet.online, wallet.offline, wallet.log.len(), wallet.pin_tries), (1, 2, 3, TRIES));
}
