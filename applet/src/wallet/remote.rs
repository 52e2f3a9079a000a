//! State of the exchange with the payment platform. Counters keep a message from counting twice; one load may be under
//! way over the air (空中充值). The state is part of the wallet because the platform's answer may come
//! minutes later, after a power-off. Besides, a counter that a power cut resets is worthless.

use crate::personalisation::{OTA_KEY_SETS_MAX, OtaKeySet};
use crate::refusal::Refusal;
use crate::request::Authority;
use crate::wallet::change::Change;
use crate::wallet::decision::Decision;
use crate::wallet::{Context, Wallet};
use sim_wire::Fen;
use sim_wire::concat;
use sim_wire::fields::Fields;
use sim_wire::message::{LOAD_RECEIPT_LENGTH, LoadReceipt};
use sim_wire::secured_packet::Counter;

/// Octets in the wallet's image: counters 15 and 5, request number 2, pending load 11, credited load 11.
pub(crate) const REMOTE_LENGTH: usize = 44;

const _: () = assert!(OTA_KEY_SETS_MAX == 3);

/// Seconds for which the card takes a top-up that it was asked for to be under way. The card has no clock: if the power
/// was off in between, the seconds count from power-on.
pub(crate) const PATIENCE_S: u32 = 3600;

/// State of the exchange with the platform: counters and the load under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemoteState {
    /// Highest counter accepted under each key set, in the order of personalisation (ETSI TS 102 225 §5.1.4).
    pub accepted: [Counter; OTA_KEY_SETS_MAX],
    /// Counter of the last packet that the card sent.
    pub sent: Counter,
    /// Number of the last request.
    pub request: u16,
    /// Load that waits for the platform's CREDIT FOR LOAD; `None` if there is none.
    pub pending: Option<PendingLoad>,
    /// Last load that the platform credited over the air; `None` before the first.
    pub credited: Option<CreditedLoad>,
}

/// A load for which INITIALIZE FOR LOAD was answered to the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingLoad {
    /// Online counter under which it was answered. If the purse's counter has gone on, the load can no longer be
    /// credited.
    pub counter: u16,
    /// Amount to load, in fen.
    pub amount: Fen,
    /// Random number of the card, from which the session key is derived.
    pub random: [u8; 4],
}

/// A load that the platform credited. Its proof is kept beside that of the last transaction, which the next purchase
/// may replace before the platform asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreditedLoad {
    /// Online counter after the load.
    pub counter: u16,
    /// Balance after the load, in fen; the TAC covers it. The platform cannot know this balance: the holder may have
    /// paid since the load was asked for.
    pub balance: Fen,
    /// TAC of the load.
    pub tac: [u8; 4],
}

impl CreditedLoad {
    /// Returns the receipt, as CREDIT FOR LOAD and GET TRANSACTION PROVE answer it over the air.
    pub(crate) fn receipt(self) -> [u8; LOAD_RECEIPT_LENGTH] {
        LoadReceipt { balance: self.balance, tac: self.tac }.emit()
    }
}

impl Wallet {
    /// Returns the load over the air that waits for its CREDIT FOR LOAD. Once the purse's counter has gone on, none
    /// waits: a load at a terminal, or an unload, has used the counter of its beginning.
    pub(crate) fn awaited_load(&self) -> Option<PendingLoad> {
        self.remote.pending.filter(|load| load.counter == self.purse.online)
    }
}

/// Carries out PUT DATA of a load's counter and random number, which cancels the load. Once the command has been
/// answered with 9000 the load is never credited, even if its CREDIT FOR LOAD comes late. A load that was credited
/// before is refused with [`Refusal::AlreadyCredited`]. Another load under the same counter goes on waiting.
pub(crate) fn cancel(
    context: Context<'_>,
    authority: Authority,
    (counter, random): (u16, [u8; 4]),
) -> Result<Decision, Refusal> {
    let remote = context.wallet.remote;
    let was_credited = remote.credited.is_some_and(|load| Some(load.counter) == counter.checked_add(1));
    Refusal::first([(!authority.issuer, Refusal::NotAuthorised), (was_credited, Refusal::AlreadyCredited)])?;
    match remote.pending {
        Some(load) if (load.counter, load.random) == (counter, random) => {
            Ok(Decision::committing(context.next, Change::Remote(RemoteState { pending: None, ..remote })))
        }
        _ => Ok(Decision::answering(context.next, &[])),
    }
}

impl RemoteState {
    /// Returns the state after a packet under the key set of a place was accepted; its counter is the highest from now
    /// on.
    pub(crate) fn accepting(mut self, place: usize, counter: Counter) -> RemoteState {
        if let Some(accepted) = self.accepted.get_mut(place) {
            *accepted = counter;
        }
        self
    }

    /// Creates the state of a card that has exchanged no message with the platform.
    pub(crate) fn newborn(key_sets: &[OtaKeySet]) -> RemoteState {
        let mut accepted = [Counter::default(); OTA_KEY_SETS_MAX];
        accepted.iter_mut().zip(key_sets).for_each(|(counter, set)| *counter = set.counter);
        RemoteState { accepted, sent: Counter::default(), request: 0, pending: None, credited: None }
    }

    /// Encodes the state for the wallet's image.
    pub(crate) fn emit(&self) -> [u8; REMOTE_LENGTH] {
        let [first, second, third] = self.accepted.map(Counter::to_bytes);
        let pending: [u8; 11] = match self.pending {
            Some(PendingLoad { counter, amount, random }) => {
                concat(&[&[1], &counter.to_be_bytes(), &amount.to_bytes(), &random])
            }
            None => [0; 11],
        };
        let credited: [u8; 11] = match self.credited {
            Some(credited) => concat(&[&[1], &credited.counter.to_be_bytes(), &credited.receipt()]),
            None => [0; 11],
        };
        let request = self.request.to_be_bytes();
        concat(&[&first, &second, &third, &self.sent.to_bytes(), &request, &pending, &credited])
    }

    /// Parses the octets of the wallet's image.
    pub(crate) fn parse(octets: [u8; REMOTE_LENGTH]) -> Option<RemoteState> {
        let mut fields = Fields(&octets);
        let accepted = fields.rows()?.map(Counter::from_bytes);
        let sent = Counter::from_bytes(fields.take()?);
        let request = u16::from_be_bytes(fields.take()?);
        let is_pending = fields.octet()? != 0;
        let pending = PendingLoad {
            counter: u16::from_be_bytes(fields.take()?),
            amount: Fen::from_bytes(fields.take()?),
            random: fields.take()?,
        };
        let is_credited = fields.octet()? != 0;
        let counter = u16::from_be_bytes(fields.take()?);
        let LoadReceipt { balance, tac } = LoadReceipt::parse(&fields.take()?);
        let credited = CreditedLoad { counter, balance, tac };
        let (pending, credited) = (is_pending.then_some(pending), is_credited.then_some(credited));
        Some(RemoteState { accepted, sent, request, pending, credited })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remote_state_round_trips() {
        let counter = |value| Counter::new(value).unwrap();
        let full = RemoteState {
            accepted: [counter(1), counter(0xFF_FFFF_FFFF), counter(0x01_0203_0405)],
            sent: counter(7),
            request: 0xABCD,
            pending: Some(PendingLoad { counter: 3, amount: Fen(5_000), random: [1, 2, 3, 4] }),
            credited: Some(CreditedLoad { counter: 3, balance: Fen(4), tac: [5, 6, 7, 8] }),
        };
        for remote in [
            full,
            RemoteState::newborn(&[]),
            RemoteState { pending: None, ..full },
            RemoteState { credited: None, ..full },
        ] {
            assert_eq!(RemoteState::parse(remote.emit()), Some(remote));
        }
    }
}
