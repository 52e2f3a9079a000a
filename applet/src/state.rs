//! Visible state of a wallet, for screens, tests and tools. It holds no key and no PIN.

use heapless::Vec;

use crate::wallet::Wallet;
use crate::wallet::history::HISTORY_MAX;
use crate::wallet::lifecycle::BlockState;
use crate::wallet::proof::TransactionProof;
use crate::wallet::remote::RemoteState;
use sim_wire::Fen;
use sim_wire::calibration::Calibration;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::LogRecord;

/// Visible state of the wallet, as it stands in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardState {
    /// Balance, in fen.
    pub balance: Fen,
    /// Online transaction counter.
    pub online_counter: u16,
    /// Offline transaction counter.
    pub offline_counter: u16,
    /// State in the life cycle.
    pub lifecycle: LifeCycle,
    /// Block of application or card.
    pub block: BlockState,
    /// Single-transaction limit, in fen; `None` for no limit.
    pub limit: Option<Fen>,
    /// `true` if the operation PIN is on.
    pub pin_on: bool,
    /// Number of tries of the operation PIN left before it is blocked.
    pub pin_tries_left: u8,
    /// The log, newest first.
    pub log: Vec<LogRecord, HISTORY_MAX>,
    /// Proof of the last transaction; `None` before the first.
    pub proof: Option<TransactionProof>,
    /// Distance calibration; `None` before the first.
    pub calibration: Option<Calibration>,
    /// State of the exchange with the payment platform.
    pub remote: RemoteState,
}

impl Wallet {
    /// Returns the visible state of the wallet.
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
