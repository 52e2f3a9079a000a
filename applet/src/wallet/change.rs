//! Changes of the wallet as data: small, comparable, and applied in one place.

use sim_wire::Fen;
use sim_wire::calibration::Calibration;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::LogRecord;

use super::Wallet;
use super::lifecycle::BlockState;
use super::pin::Pin;
use super::proof::TransactionProof;
use super::purse::Purse;
use super::remote::RemoteState;
use super::tries::KeyTries;

/// A change of the wallet. All that a variant names is committed together or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// No change: nothing is written.
    Nothing,
    /// A completed transaction: balance, counters, log and proof. It includes the state, which changes when the last
    /// fen leaves a closing purse, and the outcome of a load over the air.
    Transaction { purse: Purse, lifecycle: LifeCycle, record: LogRecord, proof: TransactionProof, remote: RemoteState },
    /// The PIN, and the tries of the key by which it was changed.
    Pin { pin: Pin, tries: KeyTries },
    /// The tries of the keys.
    Tries(KeyTries),
    /// The single-transaction limit, in fen; `None` for no limit.
    Limit(Option<Fen>),
    /// Distance calibration.
    Calibration(Calibration),
    /// The state in the life cycle.
    LifeCycle(LifeCycle),
    /// The block of application or card, and the tries of the key by which it was set or lifted.
    Block { block: BlockState, tries: KeyTries },
    /// File 15.
    PublicData([u8; 30]),
    /// File 16.
    Holder([u8; 55]),
    /// The state of the exchange with the platform.
    Remote(RemoteState),
    /// One record of file 17.
    Record { index: usize, record: [u8; 24] },
}

impl Wallet {
    /// Returns the wallet after a change.
    pub(crate) fn after(&self, change: &Change) -> Wallet {
        let mut after = self.clone();
        match *change {
            Change::Nothing => {}
            Change::Transaction { purse, lifecycle, record, proof, remote } => {
                after.purse = purse;
                after.lifecycle = lifecycle;
                after.history.append(&record);
                after.proof = Some(proof);
                after.remote = remote;
            }
            Change::Pin { pin, tries } => {
                after.pin = pin;
                after.tries = tries;
            }
            Change::Tries(tries) => after.tries = tries,
            Change::Limit(limit) => after.limit = limit,
            Change::Calibration(calibration) => after.calibration = Some(calibration),
            Change::LifeCycle(lifecycle) => after.lifecycle = lifecycle,
            Change::Block { block, tries } => {
                after.block = block;
                after.tries = tries;
            }
            Change::Remote(remote) => after.remote = remote,
            Change::PublicData(octets) => after.files.public_data = octets,
            Change::Holder(octets) => after.files.holder = octets,
            Change::Record { index, record } => {
                if let Some(place) = after.files.records.get_mut(index) {
                    *place = record;
                }
            }
        }
        after
    }
}
