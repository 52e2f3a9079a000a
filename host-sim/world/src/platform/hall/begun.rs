//! Transaction that a card has begun before a hall's terminal, and what the card answers about an earlier one. The
//! terminal carries octets; the platform has the keys and decides.

use sim_wire::Fen;
use sim_wire::message::LoadAnswer;
use sim_wire::record::{LogRecord, TerminalNumber, TerminalTime, TransactionKind};

use crate::platform::card_file::CardFile;
use sim_device::sam::SessionKey;
use sim_device::sam::transaction::{CardSide, Online, TransferDirection};
use sim_device::sam::transaction_mac::TransactionRequest;

/// Load or unload that a card has begun: INITIALIZE and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BegunTransaction {
    /// Load or unload.
    pub direction: TransferDirection,
    /// Amount in fen.
    pub amount: Fen,
    /// Number of the terminal.
    pub terminal: TerminalNumber,
    /// Answer of the card to INITIALIZE.
    pub answer: LoadAnswer,
}

impl BegunTransaction {
    /// Returns the transaction as the terminal's arithmetic takes it, at a time.
    pub(crate) fn online(&self, at: TerminalTime) -> Online {
        online((self.direction, self.amount, self.terminal), &self.answer, at)
    }

    /// Returns the session key, if MAC1 shows that this card has begun this transaction.
    pub(super) fn session(&self, card: &CardFile) -> Option<SessionKey> {
        let LoadAnswer { key_version, random, counter, mac1, .. } = self.answer;
        let session = card.online_session(self.direction, (key_version, random, counter))?;
        // MAC1 is not over the time.
        (self.online(TerminalTime([0; 7])).mac1(&session) == mac1).then_some(session)
    }
}

/// Returns a transaction as the terminal's arithmetic takes it.
fn online(
    (direction, amount, terminal): (TransferDirection, Fen, TerminalNumber),
    answer: &LoadAnswer,
    at: TerminalTime,
) -> Online {
    let kind = match direction {
        TransferDirection::Load => TransactionKind::Load,
        TransferDirection::Unload => TransactionKind::Unload,
    };
    let card = CardSide { balance: answer.balance, counter: answer.counter, random: answer.random };
    Online { direction, dated: TransactionRequest { amount, kind, terminal }.at(at), card }
}

/// Answers of a card about an earlier transaction whose proof it no longer has: a new transaction that the card has
/// begun, whose MAC1 proves the present counter, and the log's record of the transaction that used the earlier counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardTestimony {
    /// Transaction that the card has begun now.
    pub begun: BegunTransaction,
    /// Record of the log with the counter after the earlier transaction; `None` if the log has none.
    pub record: Option<LogRecord>,
}

/// Outcome of an earlier transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EarlierOutcome {
    /// The transaction happened.
    Happened,
    /// The transaction never happened and never will.
    Never,
    /// The answers do not tell.
    Unknown,
}

impl CardTestimony {
    /// Returns the outcome of an earlier transaction by these answers, whose MAC1 has been checked. Under the same
    /// counter another random number shows that the card gave the earlier transaction up.
    pub(super) fn outcome(&self, earlier: &Online) -> EarlierOutcome {
        let (card, answer) = (earlier.card, self.begun.answer);
        if answer.counter == card.counter {
            let is_another = answer.random != card.random;
            return if is_another { EarlierOutcome::Never } else { EarlierOutcome::Unknown };
        }
        let used = card.counter.checked_add(1);
        // Purchases count apart from loads and unloads.
        let is_online = |kind| matches!(kind, TransactionKind::Load | TransactionKind::Unload);
        let is_of_counter = |record: &LogRecord| is_online(record.kind) && Some(record.counter) == used;
        let Some(record) = self.record.filter(|record| answer.counter > card.counter && is_of_counter(record)) else {
            return EarlierOutcome::Unknown;
        };
        if Some(record) == earlier.log_record() { EarlierOutcome::Happened } else { EarlierOutcome::Never }
    }
}
