//! Snapshot of a world: everything that the watchers compare from one look to the next.

use std::collections::{BTreeMap, BTreeSet};

use applet::CardState;
use sim_wire::lifecycle::LifeCycle;

use crate::platform::account::AccountState;
use crate::platform::card_file::{Asn, CardFile};
use crate::platform::errand::Purpose;
use crate::platform::number::Msisdn;
use crate::platform::password::KeptPassword;
use crate::platform::top_up::{TopUp, TopUpState, TransferId};
use crate::world::World;

/// A payment account as it stood.
#[derive(Clone, Debug)]
pub(super) struct AccountView {
    pub(super) state: AccountState,
    pub(super) pay: KeptPassword,
}

/// The platform's file of a card as it stood.
#[derive(Clone, Debug)]
pub(super) struct FileView {
    /// The subscriber whose card it is.
    pub(super) number: Msisdn,
    /// What the platform takes the wallet for.
    pub(super) state: LifeCycle,
    /// The highest counter of packets heard from the card.
    pub(super) heard: u64,
    /// The highest counter of packets sent to the card.
    pub(super) sent: u64,
    /// The purposes of the open errands, the oldest first.
    pub(super) purposes: Vec<Purpose>,
}

impl FileView {
    fn of(file: &CardFile) -> FileView {
        let purposes = file.errands.iter().map(|errand| errand.purpose.clone()).collect();
        FileView { number: file.number, state: file.state, heard: file.heard, sent: file.sent, purposes }
    }
}

/// A world as it stood at a look.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    /// The number of entries of the ledger.
    pub(super) entries: usize,
    /// The cards whose memory is sound, by their people.
    pub(super) cards: BTreeMap<Msisdn, CardState>,
    /// The platform's files of cards.
    pub(super) files: BTreeMap<Asn, FileView>,
    /// The payment accounts.
    pub(super) accounts: BTreeMap<Msisdn, AccountView>,
    /// The top-ups of which a cancel was sent and not answered.
    pub(super) cancelled: BTreeSet<TransferId>,
    /// The top-ups whose money had gone back.
    pub(super) refunded: BTreeSet<TransferId>,
}

impl Snapshot {
    /// Takes the snapshot of a world.
    pub(super) fn of(world: &World) -> Snapshot {
        let platform = world.platform();
        let cards = world.people().iter().filter_map(|person| Some((person.number(), person.card_state()?)));
        let accounts = platform.books.accounts.iter().map(|(number, account)| {
            (*number, AccountView { state: account.state, pay: account.pay_password().clone() })
        });
        let in_state = |state| platform.transfers().filter(move |transfer| transfer.state == state);
        let cancelled = in_state(TopUpState::UnderWay).filter(|transfer| is_cancelled(world, transfer));
        Snapshot {
            entries: platform.books.ledger.entries().len(),
            cards: cards.collect(),
            files: platform.cards().map(|file| (file.asn, FileView::of(file))).collect(),
            accounts: accounts.collect(),
            cancelled: cancelled.map(|transfer| transfer.id).collect(),
            refunded: in_state(TopUpState::Refunded).map(|transfer| transfer.id).collect(),
        }
    }
}

/// Whether a cancel of this transfer has been sent to its card and not been answered.
fn is_cancelled(world: &World, transfer: &TopUp) -> bool {
    let cancel = transfer.cancel();
    let files = world.platform().cards().filter(|file| file.asn == transfer.asn);
    files.flat_map(|file| &file.errands).flat_map(|errand| &errand.sent).any(|sent| sent.script == cancel)
}
