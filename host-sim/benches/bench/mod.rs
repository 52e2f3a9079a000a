//! Common parts of the benches: a card with known keys and constant entropy, and an honest terminal. Every command of
//! the terminal is worked out beforehand, so that only the card's side is measured. Transactions follow one another on
//! one card, as in life: counters rise, the log turns over, and every commit is a real one.

use std::hint::black_box;
use std::time::{Duration, Instant};

use applet::{
    Card, Entropy, ExchangeContext, Interface, KeyUsage, MEMORY_SIZE, MemoryError, Nvm, Personalisation, manufacture,
};
use sim_device::profile::Profile;
use sim_device::sam::command::{self, PurseApplication};
use sim_device::sam::transaction::{CardSide, Online, Purchase, TransferDirection};
use sim_device::sam::transaction_mac::TransactionRequest;
use sim_wire::Fen;
use sim_wire::record::{TerminalTime, TransactionKind};
use sim_wire::status::StatusWord;

/// Number of transactions that are worked out; a card that has done them is replaced by a fresh one, outside the
/// measured time. A few will do where the benches are only tried, not measured.
pub const TRANSACTIONS: u16 = if cfg!(debug_assertions) { 50 } else { 4_000 };

/// Amount of every transaction: one fen, so that the balance lasts.
const AMOUNT: Fen = Fen(1);

/// Random number of the card, always the same.
const RANDOM: [u8; 4] = [0x65, 0x30, 0x27, 0xF6];

const AT: TerminalTime = TerminalTime([0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00]);

const SURROUNDINGS: ExchangeContext = ExchangeContext { interface: Interface::Contact, uptime_s: 1 };

/// Memory of a card alone: no wear, no supply, no file.
#[derive(Clone)]
pub struct Plain(pub [u8; MEMORY_SIZE]);

impl Nvm for Plain {
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryError> {
        let end = offset.checked_add(into.len()).ok_or(MemoryError)?;
        into.copy_from_slice(self.0.get(offset..end).ok_or(MemoryError)?);
        Ok(())
    }

    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryError> {
        let end = offset.checked_add(bytes.len()).ok_or(MemoryError)?;
        self.0.get_mut(offset..end).ok_or(MemoryError)?.copy_from_slice(bytes);
        Ok(())
    }
}

/// Entropy that is always the same, so that the terminal knows the MACs beforehand.
#[derive(Clone)]
pub struct Constant;

impl Entropy for Constant {
    fn fill(&mut self, into: &mut [u8]) {
        into.iter_mut().zip(RANDOM.into_iter().cycle()).for_each(|(to, from)| *to = from);
    }
}

/// Returns the default profile's card with 500 yuan, its PIN on or off.
pub fn personalisation(pin_on: bool) -> Personalisation {
    let mut card = Profile::default().to_personalisation();
    card.start.balance = Fen(50_000);
    card.start.pin_on = pin_on;
    card
}

/// Returns the memory of such a card, fresh from manufacture.
pub fn fresh_memory(pin_on: bool) -> Plain {
    let mut memory = Plain([0xFF; MEMORY_SIZE]);
    manufacture(&mut memory, &personalisation(pin_on)).expect("plain memory does not fail");
    memory
}

/// Returns a card on a memory, with power, its wallet selected.
pub fn selected<M: Nvm>(memory: M) -> Card<M, Constant> {
    let mut card = Card::new(memory, Constant);
    card.power_on().expect("the card comes up");
    let select = command::select_application(&personalisation(false).aid).expect("an AID is short");
    card.transmit(SURROUNDINGS, &select).expect("the card answers");
    card
}

fn key(usage: KeyUsage, index: u8) -> [u8; 16] {
    Profile::default().key(usage, index).expect("the default profile has the key").key
}

fn request(kind: TransactionKind) -> TransactionRequest {
    TransactionRequest { amount: AMOUNT, kind, terminal: [0x11, 0x22, 0x33, 0x44, 0x55, 0x66] }
}

fn card_side(counter: u16) -> CardSide {
    // The balance enters no MAC that the terminal makes.
    CardSide { balance: Fen(0), counter, random: RANDOM }
}

/// Returns INITIALIZE FOR PURCHASE and DEBIT FOR PURCHASE under an offline counter.
pub fn purchase(counter: u16) -> Vec<Vec<u8>> {
    let purchase = Purchase {
        dated: request(TransactionKind::Purchase).at(AT),
        card: card_side(counter),
        terminal_counter: 1,
        overdraw_limit: [0; 3],
        code: None,
    };
    let session = purchase.session_key(&key(KeyUsage::Purchase, 3));
    vec![purchase.initialize(PurseApplication::Purse, 3), purchase.debit(&session)]
}

/// Returns INITIALIZE FOR LOAD and CREDIT FOR LOAD under an online counter.
pub fn load(counter: u16) -> Vec<Vec<u8>> {
    let dated = request(TransactionKind::Load).at(AT);
    let load = Online { direction: TransferDirection::Load, dated, card: card_side(counter) };
    let session = load.session_key(&key(KeyUsage::Load, 1));
    vec![load.initialize(PurseApplication::Purse, 1), load.complete(&session)]
}

/// Returns VERIFY, a load, GET BALANCE, a purchase, GET BALANCE: seven commands.
pub fn session(counter: u16) -> Vec<Vec<u8>> {
    let verify = vec![vec![0x00, 0x20, 0x00, 0x00, 0x02, 0x12, 0x34]];
    let balance = vec![command::get_balance(PurseApplication::Purse)];
    [verify, load(counter), balance.clone(), purchase(counter), balance].concat()
}

/// Work to measure: the commands of each transaction, and the card that they are sent to.
pub struct Work<M> {
    transactions: Vec<Vec<Vec<u8>>>,
    fresh: Box<dyn Fn() -> Card<M, Constant>>,
}

impl<M: Nvm> Work<M> {
    /// Works out every transaction, and asserts that the card does each of them.
    pub fn new(transaction: fn(u16) -> Vec<Vec<u8>>, fresh: impl Fn() -> Card<M, Constant> + 'static) -> Work<M> {
        let work = Work { transactions: (0..TRANSACTIONS).map(transaction).collect(), fresh: Box::new(fresh) };
        let mut card = (work.fresh)();
        for command in work.transactions.iter().flatten() {
            let answer = card.transmit(SURROUNDINGS, command).expect("the card answers");
            assert_eq!(answer.status, StatusWord::SUCCESS, "{command:02X?}");
        }
        work
    }

    /// Returns the time that `count` transactions take.
    pub fn time(&self, count: u64) -> Duration {
        let mut left = usize::try_from(count).unwrap_or(usize::MAX);
        let mut time = Duration::ZERO;
        while left > 0 {
            let batch = left.min(self.transactions.len());
            let mut card = (self.fresh)();
            let start = Instant::now();
            for command in self.transactions.iter().take(batch).flatten() {
                black_box(&card.transmit(SURROUNDINGS, black_box(command)));
            }
            time += start.elapsed();
            left -= batch;
        }
        time
    }
}
