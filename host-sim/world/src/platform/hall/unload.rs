//! Unloads at a hall's terminal, for which the platform is the host (圈提): the rest of the purse goes to the cash
//! sub-account, on the card's MAC3 and on nothing else (handbook 3.5.1.1, 3.6.1).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::message::LoadAnswer;
use sim_wire::record::{TerminalNumber, TerminalTime};

use super::begun::{BegunTransaction, EarlierOutcome};
use super::{CardTestimony, HallDesk, HallError, HostAnswer, ReturnPurpose};
use crate::platform::account::NumberState;
use crate::platform::amount::as_fen;
use crate::platform::card_file::{Asn, CardFile};
use crate::platform::error::PlatformError;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::number_life::{LifeAct, Situation};
use crate::platform::texts;
use crate::platform::top_up::TransferId;
use sim_device::sam::transaction::{Online, TransferDirection};
use sim_device::sam::{Mac, SessionKey};
use sim_device::tracked_map::TrackedMap;

/// State of an unload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnloadState {
    /// The money is set aside, and the card has not yet proved whether it gave the money.
    UnderWay,
    /// The card has proved that it gave the money.
    Settled,
    /// The card has proved that it keeps the money.
    Undone,
    /// The card was replaced before it proved anything: the money stays with the card that was replaced.
    Stranded,
}

/// Unload of a purse at a hall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unload {
    /// Number of the transfer.
    pub id: TransferId,
    /// Number of the subscriber.
    pub number: Msisdn,
    /// Card that is unloaded.
    pub asn: Asn,
    /// Amount in fen: the whole purse.
    #[serde(with = "as_fen")]
    pub amount: Fen,
    /// Online counter of the card before the unload.
    pub counter: u16,
    /// Version of the unload key.
    pub key_version: u8,
    /// Random number that the card drew for the unload.
    #[serde(with = "hex::serde")]
    pub random: [u8; 4],
    /// Number of the hall's terminal.
    #[serde(with = "hex::serde")]
    pub terminal: TerminalNumber,
    /// Time of the unload as the card receives it, in BCD.
    #[serde(with = "hex::serde")]
    pub at: [u8; 7],
    /// State of the unload.
    pub state: UnloadState,
}

impl Unload {
    /// Returns the transaction as the card began it. MAC1 has been checked and is not kept.
    fn begun(&self) -> BegunTransaction {
        let answer = LoadAnswer {
            balance: self.amount,
            counter: self.counter,
            key_version: self.key_version,
            algorithm: 0,
            random: self.random,
            mac1: [0; 4],
        };
        let direction = TransferDirection::Unload;
        BegunTransaction { direction, amount: self.amount, terminal: self.terminal, answer }
    }

    /// Returns the transaction as the terminal's arithmetic takes it.
    pub(super) fn online(&self) -> Online {
        self.begun().online(TerminalTime(self.at))
    }

    fn session(&self, card: &CardFile) -> Option<SessionKey> {
        card.online_session(TransferDirection::Unload, (self.key_version, self.random, self.counter))
    }

    fn is_same(&self, begun: &BegunTransaction) -> bool {
        let LoadAnswer { counter, random, .. } = begun.answer;
        (self.counter, self.random, self.amount, self.terminal) == (counter, random, begun.amount, begun.terminal)
    }
}

/// Unloads by transfer number, with an index of those under way.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "BTreeMap<TransferId, Unload>", into = "BTreeMap<TransferId, Unload>")]
pub(in crate::platform) struct Unloads {
    all: TrackedMap<TransferId, Unload>,
    under_way: BTreeSet<(Asn, TransferId)>,
}

impl From<BTreeMap<TransferId, Unload>> for Unloads {
    fn from(all: BTreeMap<TransferId, Unload>) -> Unloads {
        let under_way = all.values().filter(|one| one.state == UnloadState::UnderWay).map(|one| (one.asn, one.id));
        Unloads { under_way: under_way.collect(), all: all.into() }
    }
}

impl From<Unloads> for BTreeMap<TransferId, Unload> {
    fn from(unloads: Unloads) -> BTreeMap<TransferId, Unload> {
        unloads.all.rows().clone()
    }
}

impl PartialEq for Unloads {
    fn eq(&self, other: &Unloads) -> bool {
        self.all == other.all
    }
}

impl Unloads {
    pub(in crate::platform) fn get(&self, id: &TransferId) -> Option<&Unload> {
        self.all.get(id)
    }

    pub(in crate::platform) fn values(&self) -> impl Iterator<Item = &Unload> {
        self.all.rows().values()
    }

    /// Returns the unloads of a card that are under way.
    pub(in crate::platform) fn under_way(&self, asn: Asn) -> impl Iterator<Item = &Unload> {
        let of_card = (asn, TransferId(0))..=(asn, TransferId(u64::MAX));
        self.under_way.range(of_card).filter_map(|(_, id)| self.all.get(id))
    }

    /// Returns whether any unload is under way.
    pub(in crate::platform) fn are_under_way(&self) -> bool {
        !self.under_way.is_empty()
    }

    fn put(&mut self, unload: Unload) {
        self.list(&unload);
        self.all.insert(unload.id, unload);
    }

    pub(in crate::platform) fn set_state(&mut self, id: TransferId, state: UnloadState) {
        if let Some(unload) = self.all.get_mut(&id) {
            unload.state = state;
            let unload = unload.clone();
            self.list(&unload);
        }
    }

    pub(in crate::platform) fn watch(&mut self) {
        self.all.watch();
    }

    pub(in crate::platform) fn take_changed(&mut self) -> BTreeSet<TransferId> {
        self.all.take_changed()
    }

    /// Replaces an unload that another process changed in the file; `None` removes it.
    pub(in crate::platform) fn restore(&mut self, id: TransferId, unload: Option<Unload>) {
        unload.iter().for_each(|unload| self.list(unload));
        self.all.restore(id, unload);
    }

    fn list(&mut self, unload: &Unload) {
        let key = (unload.asn, unload.id);
        match unload.state {
            UnloadState::UnderWay => drop(self.under_way.insert(key)),
            UnloadState::Settled | UnloadState::Undone | UnloadState::Stranded => drop(self.under_way.remove(&key)),
        }
    }
}

/// Answer of the platform to an unload that a card has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnloadAnswer {
    /// The card is to give the money.
    Debit(HostAnswer),
    /// The purse is empty: there is nothing to give, and the wallet can be closed.
    Empty,
}

impl HallDesk<'_> {
    /// Takes an unload of the whole purse that a card has begun before a hall's terminal. The money is set aside, and
    /// the answer lets the card give it. A repeated request is answered as the first.
    pub(super) fn begin_unload(
        &mut self,
        (number, asn): (Msisdn, Asn),
        purpose: ReturnPurpose,
        begun: &BegunTransaction,
    ) -> Result<UnloadAnswer, DeclinedError> {
        let card = self.own_card(number, asn)?;
        let session = begun.session(card).ok_or(DeclinedError::MacWrong)?;
        if let Some(unload) = self.unloads.under_way(asn).find(|unload| unload.is_same(begun)) {
            let mac2 = unload.online().mac2(&session);
            return Ok(UnloadAnswer::Debit(HostAnswer { id: unload.id, at: unload.at, mac2 }));
        }
        self.give_up_earlier(asn, begun)?;
        self.check_return((number, asn), begun)?;
        let amount = begun.amount;
        self.take_back(asn, purpose, amount)?;
        if amount == Fen::ZERO {
            return Ok(UnloadAnswer::Empty);
        }
        let (id, now) = (TransferId(self.top_ups.books.next_transfer()), self.top_ups.courier.now);
        self.top_ups.books.reserve_unload(now, &number, amount, id.0)?;
        let LoadAnswer { counter, key_version, random, .. } = begun.answer;
        let (terminal, at, state) = (begun.terminal, now.record().0, UnloadState::UnderWay);
        let unload = Unload { id, number, asn, amount, counter, key_version, random, terminal, at, state };
        let mac2 = unload.online().mac2(&session);
        self.unloads.put(unload);
        Ok(UnloadAnswer::Debit(HostAnswer { id, at, mac2 }))
    }

    /// Checks whether the rest of a purse may be taken back now.
    fn check_return(&self, (number, asn): (Msisdn, Asn), begun: &BegunTransaction) -> Result<(), DeclinedError> {
        let card = self.own_card(number, asn)?;
        let accounts = &self.top_ups.books.accounts;
        accounts.living(&number)?;
        let situation = accounts.situation(&number, Some(card.state));
        if !situation.allows(LifeAct::UnloadWallet) {
            let in_order = Situation { number: NumberState::Normal, ..situation };
            return Err(match in_order.allows(LifeAct::UnloadWallet) {
                true => PlatformError::NumberState(situation.number).into(),
                false => DeclinedError::NotOpened,
            });
        }
        if begun.amount != begun.answer.balance {
            return Err(HallError::NotTheRest.into());
        }
        if begun.answer.counter < card.next_load {
            return Err(DeclinedError::Overtaken);
        }
        if card.errands.are_loading() || self.top_ups.top_ups.under_way(asn).next().is_some() {
            return Err(DeclinedError::UnderWay);
        }
        if begun.amount != Fen::ZERO {
            self.top_ups.books.check_unload(&number, begun.amount)?;
        }
        Ok(())
    }

    /// Ends an unload by the card's MAC3: the money goes to the cash sub-account. A repeated MAC3 moves nothing more
    /// and is answered as the first.
    pub(super) fn settle_unload(&mut self, id: TransferId, mac3: Mac) -> Result<(), DeclinedError> {
        let unload = self.hall_unload(id)?;
        let card = self.top_ups.courier.cards.get(&unload.asn).ok_or(DeclinedError::NoCard)?;
        let session = unload.session(card).ok_or(HallError::NoKey)?;
        if unload.online().mac3(&session) != Some(mac3) {
            return Err(HallError::ReceiptWrong(id).into());
        }
        match unload.state {
            UnloadState::Settled => Ok(()),
            UnloadState::UnderWay => self.pay_out(&unload),
            UnloadState::Undone | UnloadState::Stranded => Err(PlatformError::TransferOver(id.0).into()),
        }
    }

    /// Ends an unload whose proof the card no longer has, by what the card answers instead.
    pub(super) fn conclude_unload(&mut self, id: TransferId, testimony: &CardTestimony) -> Result<(), DeclinedError> {
        let unload = self.hall_unload(id)?;
        if unload.state != UnloadState::UnderWay {
            return Ok(());
        }
        self.check_testimony(unload.asn, testimony)?;
        match testimony.outcome(&unload.online()) {
            EarlierOutcome::Happened => self.pay_out(&unload),
            EarlierOutcome::Never => self.undo(id),
            EarlierOutcome::Unknown => Err(HallError::Unresolved(id).into()),
        }
    }

    /// Pays an unload out that the card has proved.
    fn pay_out(&mut self, unload: &Unload) -> Result<(), DeclinedError> {
        let now = self.top_ups.courier.now;
        self.top_ups.books.settle_unload(now, unload.id.0)?;
        self.unloads.set_state(unload.id, UnloadState::Settled);
        if let Some(card) = self.top_ups.courier.cards.get_mut(&unload.asn) {
            card.purse = Fen::ZERO;
            card.next_load = unload.counter.saturating_add(1);
        }
        self.add_to_swap(unload.asn, unload.amount);
        self.await_closing(unload.asn);
        let (cash, _) = self.top_ups.books.account_balances(&unload.number);
        self.top_ups.courier.say(unload.number, &texts::purse_returned(unload.amount, cash));
        Ok(())
    }

    /// Takes an unload back that the card never did.
    pub(super) fn undo(&mut self, id: TransferId) -> Result<(), DeclinedError> {
        self.top_ups.books.undo_unload(self.top_ups.courier.now, id.0)?;
        self.unloads.set_state(id, UnloadState::Undone);
        Ok(())
    }

    fn hall_unload(&self, id: TransferId) -> Result<Unload, DeclinedError> {
        self.unloads.get(&id).cloned().ok_or_else(|| PlatformError::TransferUnknown(id.0).into())
    }
}
