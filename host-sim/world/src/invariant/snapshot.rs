//! Snapshot of a world: everything that the watchers compare from one look to the next.

use std::collections::{BTreeMap, BTreeSet};

use applet::CardState;
use sim_wire::lifecycle::LifeCycle;

use crate::platform::account::{Account, AccountState};
use crate::platform::bank_card::BankCard;
use crate::platform::card_file::{Asn, CardFile};
use crate::platform::errand::Purpose;
use crate::platform::hall::{ReturnPurpose, SwapState};
use crate::platform::number::Msisdn;
use crate::platform::password::KeptPassword;
use crate::platform::top_up::{TopUp, TopUpState, TransferId};
use crate::world::World;
use sim_codec::time::Moment;

/// Payment account at the moment of the snapshot.
#[derive(Clone, Debug)]
pub(super) struct AccountView {
    pub(super) state: AccountState,
    pub(super) opened: Moment,
    pub(super) is_real_name: bool,
    pub(super) pay: KeptPassword,
    pub(super) login: KeptPassword,
    pub(super) bank_card: Option<BankCard>,
}

impl AccountView {
    fn of(account: &Account) -> AccountView {
        AccountView {
            state: account.state,
            opened: account.opened,
            is_real_name: account.is_real_name,
            pay: account.pay_password().clone(),
            login: account.login_password().clone(),
            bank_card: account.bank_card.clone(),
        }
    }

    /// Returns whether the account was opened anew since an earlier snapshot of it.
    pub(super) fn is_opened_after(&self, before: &AccountView) -> bool {
        let is_set_anew = !self.pay.is_same_setting(&before.pay) && !self.login.is_same_setting(&before.login);
        self.opened != before.opened || (is_set_anew && self.pay.is_initial() && self.login.is_initial())
    }
}

/// Platform's file of a card at the moment of the snapshot.
#[derive(Clone, Debug)]
pub(super) struct FileView {
    /// Number of the subscriber who has the card.
    pub(super) number: Msisdn,
    /// State of the wallet in the platform's file.
    pub(super) state: LifeCycle,
    /// Highest counter of packets received from the card.
    pub(super) heard: u64,
    /// Highest counter of packets sent to the card.
    pub(super) sent: u64,
    /// Purpose for which a hall is taking the card back; `None` while none is.
    pub(super) taken_back: Option<ReturnPurpose>,
    /// State of the card's swap; `None` if the card was never registered for one.
    pub(super) swap: Option<SwapState>,
    /// Purposes of the open errands, the oldest first.
    pub(super) purposes: Vec<Purpose>,
}

impl FileView {
    fn of(world: &World, file: &CardFile) -> FileView {
        let purposes = file.errands.iter().map(|errand| errand.purpose.clone()).collect();
        let CardFile { number, state, heard, sent, taken_back, .. } = *file;
        let swap = world.platform().swap_of(file.asn).map(|swap| swap.state);
        FileView { number, state, heard, sent, taken_back, swap, purposes }
    }

    /// Returns whether a hall closes the wallet, or has closed it.
    pub(super) fn is_closed_at_hall(&self) -> bool {
        self.taken_back.is_some() || self.state == LifeCycle::Closed
    }

    /// Returns whether a hall is taking the card back for a swap.
    pub(super) fn is_swapped(&self) -> bool {
        self.taken_back == Some(ReturnPurpose::Swap)
    }
}

/// State of a world at a look.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    /// Number of ledger entries.
    pub(super) entries: usize,
    /// Number of the card that each subscriber has.
    pub(super) held: BTreeMap<Msisdn, String>,
    /// Cards whose memory is sound, by their subscribers.
    pub(super) cards: BTreeMap<Msisdn, CardState>,
    /// Platform's files of cards.
    pub(super) files: BTreeMap<Asn, FileView>,
    /// Payment accounts by number.
    pub(super) accounts: BTreeMap<Msisdn, AccountView>,
    /// Top-ups of which a cancel was sent and not answered.
    pub(super) cancelled: BTreeSet<TransferId>,
    /// Top-ups that were refunded.
    pub(super) refunded: BTreeSet<TransferId>,
    /// Highest number of a transfer; `None` before the first.
    pub(super) newest: Option<TransferId>,
}

impl Snapshot {
    /// Takes the snapshot of a world.
    pub(super) fn of(world: &World) -> Snapshot {
        let platform = world.platform();
        let cards = world.people().iter().filter_map(|person| Some((person.number(), person.card_state()?)));
        let accounts = platform.books.accounts.iter().map(|(number, account)| (*number, AccountView::of(account)));
        let in_state = |state| platform.transfers().filter(move |transfer| transfer.state == state);
        let cancelled = in_state(TopUpState::UnderWay).filter(|transfer| is_cancelled(world, transfer));
        Snapshot {
            entries: platform.books.ledger.entries().len(),
            held: world.people().iter().map(|person| (person.number(), person.asn())).collect(),
            cards: cards.collect(),
            files: platform.cards().map(|file| (file.asn, FileView::of(world, file))).collect(),
            accounts: accounts.collect(),
            cancelled: cancelled.map(|transfer| transfer.id).collect(),
            refunded: in_state(TopUpState::Refunded).map(|transfer| transfer.id).collect(),
            newest: platform.transfers().map(|transfer| transfer.id).max(),
        }
    }
}

impl Snapshot {
    /// Returns whether a wallet of a number has closed between this snapshot and a later one, at the platform.
    pub(super) fn has_closed_wallet(&self, later: &Snapshot, number: &Msisdn) -> bool {
        let of_number = later.files.iter().filter(|(_, file)| file.number == *number);
        let mut closed = of_number.filter(|(_, file)| file.state == LifeCycle::Closed);
        closed.any(|(asn, _)| self.files.get(asn).is_some_and(|file| file.state != LifeCycle::Closed))
    }
}

/// Returns whether a cancel of this transfer was sent to its card and not answered.
fn is_cancelled(world: &World, transfer: &TopUp) -> bool {
    let cancel = transfer.cancel();
    let files = world.platform().cards().filter(|file| file.asn == transfer.asn);
    files.flat_map(|file| &file.errands).flat_map(|errand| &errand.sent).any(|sent| sent.script == cancel)
}
