//! What can be seen of a wallet from outside: for screens, tests and tools. It holds no key and no PIN.

use heapless::Vec;

use crate::wallet::Wallet;
use crate::wallet::history::HISTORY_MAX;
use crate::wallet::lifecycle::BlockState;
use crate::wallet::proof::TransactionProof;
use crate::wallet::remote::Remote;
use sim_wire::Fen;
use sim_wire::calibration::Calibration;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::LogRecord;

/// The wallet's visible state, as memory has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardState {
    /// Balance.
    pub balance: Fen,
    /// Online transaction counter.
    pub online_counter: u16,
    /// Offline transaction counter.
    pub offline_counter: u16,
    /// Where the wallet stands in its life.
    pub lifecycle: LifeCycle,
    /// Whether application or card are blocked.
    pub block: BlockState,
    /// Single-transaction limit.
    pub limit: Option<Fen>,
    /// Whether the operation PIN is on.
    pub pin_on: bool,
    /// Tries of the operation PIN before it is blocked.
    pub pin_tries_left: u8,
    /// The log, newest first.
    pub log: Vec<LogRecord, HISTORY_MAX>,
    /// The proof of the last transaction.
    pub proof: Option<TransactionProof>,
    /// Distance calibration.
    pub calibration: Option<Calibration>,
    /// Where the conversation with the payment platform stands.
    pub remote: Remote,
}

impl Wallet {
    /// What can be seen of it.
    pub(crate) fn visible(&self) -> CardState {
        let records = self.history.records.iter().take(usize::from(self.history.written));
        let mut log = Vec::new();
        for record in records {
            // There are no more records than places.
            if log.push(LogRecord::parse(record)).is_err() {
                break;
            }
        }
        CardState {
            balance: self.purse.balance,
            online_counter: self.purse.online,
            offline_counter: self.purse.offline,
            lifecycle: self.lifecycle,
            block: self.block_in_force(),
            limit: self.limit,
            pin_on: self.pin.on,
            pin_tries_left: self.pin.tries_left,
            log,
            proof: self.proof,
            calibration: self.calibration,
            remote: self.remote,
        }
    }
}
