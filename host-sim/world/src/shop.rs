//! Shops: the POS terminals of a world, each with its line to the platform, and the receipts that they printed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sim_device::pos::entry::PurchaseEntry;
use sim_device::pos::line::LineSender;
use sim_device::pos::merchant_name::MerchantName;
use sim_device::pos::number::{MerchantNumber, PosNumber};
use sim_device::pos::receipt::Receipt;
use sim_device::pos::terminal::{PosState, PosTerminal};
use sim_device::profile::Profile;
use sim_device::sam::psam::MasterKey;
use sim_device::tracked_map::{ChangedKeys, TrackedMap};

use crate::action::{EntryTampering, NthFault, PosPlace, ReceiptPlace};
use crate::platform::merchant::{CommissionRate, MerchantContract, MerchantTerminal};

/// Commission of a merchant by default, in parts of ten thousand (万分之).
const COMMISSION: u16 = 60;

/// Last four octets of the terminal number of the first shop's security module; those of the others follow.
const FIRST_MODULE: u32 = 0x3344_5566;

/// Shop: a POS terminal, and the faults of its line that are pending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    pub(crate) terminal: PosTerminal,
    pub(crate) faults: LineFaults,
}

impl Shop {
    const fn new(terminal: PosTerminal) -> Shop {
        Shop { terminal, faults: LineFaults { breaks: None, tampers: None } }
    }

    /// Returns the terminal.
    pub const fn terminal(&self) -> &PosTerminal {
        &self.terminal
    }
}

/// Pending faults of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineFaults {
    /// Message at which the line breaks, counted from 1 for the next one; `None` if it stays whole.
    pub(crate) breaks: Option<NthFault>,
    /// Tampering with an entry of the next upload, by its place, counted from 1; `None` if all stay as they are.
    pub(crate) tampers: Option<(EntryTampering, u32)>,
}

/// Shops of a world, in the order in which they came, and the receipts that were printed.
#[derive(Clone, Debug, Default)]
pub struct Shops {
    shops: Vec<Shop>,
    changed: ChangedKeys<PosPlace>,
    pub(crate) receipts: TrackedMap<ReceiptPlace, Receipt>,
    /// Purchase master keys of the cards that terminals serve, which no file keeps.
    keys: Vec<MasterKey>,
}

/// Shops are equal whatever has changed since they were kept.
impl PartialEq for Shops {
    fn eq(&self, other: &Shops) -> bool {
        (&self.shops, &self.receipts) == (&other.shops, &other.receipts)
    }
}

/// Row of a shop in a file: all but the entries of its batch, which have rows of their own.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShopRow {
    terminal: PosState,
    faults: LineFaults,
}

impl ShopRow {
    /// Returns the row of a shop.
    pub(crate) fn of(shop: &Shop) -> ShopRow {
        ShopRow { terminal: shop.terminal.state().clone(), faults: shop.faults }
    }

    /// Returns the shop with the entries of its batch. Its security module has no keys.
    pub(crate) fn into_shop(self, entries: BTreeMap<u32, PurchaseEntry>) -> Shop {
        Shop { terminal: PosTerminal::resume(self.terminal, entries.into_values()), faults: self.faults }
    }
}

/// Identity of a batch's entry in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EntryPlace {
    pub(crate) pos: PosPlace,
    pub(crate) voucher: u32,
}

/// Changes of a shop since it was kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShopChanges {
    pub(crate) shops: BTreeSet<PosPlace>,
    pub(crate) entries: BTreeSet<EntryPlace>,
    pub(crate) receipts: BTreeSet<ReceiptPlace>,
}

impl Shops {
    /// Restores a shop that another process changed, without the entries of its batch; a new one comes behind the
    /// others.
    pub(crate) fn restore(&mut self, place: PosPlace, row: ShopRow) {
        match index(place).and_then(|index| self.shops.get_mut(index)) {
            Some(shop) => {
                shop.terminal.restore_state(row.terminal);
                shop.faults = row.faults;
            }
            None => self.shops.push(row.into_shop(BTreeMap::new())),
        }
    }

    /// Restores an entry of a batch that another process changed; `None` removes it.
    pub(crate) fn restore_entry(&mut self, place: EntryPlace, entry: Option<PurchaseEntry>) {
        if let Some(shop) = index(place.pos).and_then(|index| self.shops.get_mut(index)) {
            shop.terminal.restore_entry(place.voucher, entry);
        }
    }

    /// Returns the shops with their places, in order.
    pub fn all(&self) -> impl Iterator<Item = (PosPlace, &Shop)> {
        (1..).map(PosPlace).zip(&self.shops)
    }

    /// Returns the number of shops.
    pub fn count(&self) -> usize {
        self.shops.len()
    }

    /// Returns the shop of a place.
    pub fn get(&self, place: PosPlace) -> Option<&Shop> {
        self.shops.get(index(place)?)
    }

    /// Returns the shop of a place, to be changed.
    pub(crate) fn get_mut(&mut self, place: PosPlace) -> Option<&mut Shop> {
        let shop = self.shops.get_mut(index(place)?)?;
        self.changed.mark(place);
        Some(shop)
    }

    /// Returns a receipt that was printed.
    pub fn receipt(&self, place: ReceiptPlace) -> Option<&Receipt> {
        self.receipts.get(&place)
    }

    /// Returns the receipts that were printed, in the order of terminals, batches and vouchers.
    pub fn receipts(&self) -> impl DoubleEndedIterator<Item = (ReceiptPlace, &Receipt)> {
        self.receipts.rows().iter().map(|(place, receipt)| (*place, receipt))
    }

    /// Adds a shop with a terminal behind the others, and returns its place.
    pub(crate) fn open(&mut self, name: MerchantName, sender: LineSender) -> PosPlace {
        let aids = vec![Profile::default().card.aid.to_vec()];
        let mut terminal = PosTerminal::new(name, sender, aids);
        terminal.give_keys(self.keys.clone());
        self.shops.push(Shop::new(terminal));
        let place = PosPlace(u32::try_from(self.shops.len()).unwrap_or(u32::MAX));
        self.changed.mark(place);
        place
    }

    /// Lets every terminal serve the cards of a profile: its security module gets the keys, which no file keeps.
    pub(crate) fn serve_cards_of(&mut self, profile: &Profile) {
        let new = profile.purchase_masters().into_iter().filter(|key| !self.keys.contains(key));
        let known = self.keys.len();
        self.keys.extend(new.collect::<Vec<_>>());
        let (has_new, aid) = (known < self.keys.len(), profile.card.aid.as_slice());
        for (place, shop) in (1..).map(PosPlace).zip(&mut self.shops) {
            if has_new {
                shop.terminal.give_keys(self.keys.clone());
            }
            if shop.terminal.serve_aid(aid) {
                self.changed.mark(place);
            }
        }
    }

    /// Ends all pending faults of terminals and lines.
    pub(crate) fn heal(&mut self) {
        for shop in &mut self.shops {
            shop.terminal.disarm();
            shop.faults = LineFaults::default();
        }
    }

    /// Notes changes from now on.
    pub(crate) fn watch(&mut self) {
        self.changed.watch();
        self.receipts.watch();
        self.shops.iter_mut().for_each(|shop| shop.terminal.watch());
    }

    /// Takes the changes since the last call.
    pub(crate) fn take_changed(&mut self) -> ShopChanges {
        let shops = self.changed.take();
        let mut entries = BTreeSet::new();
        for pos in &shops {
            let shop = index(*pos).and_then(|index| self.shops.get_mut(index));
            let vouchers = shop.map(|shop| shop.terminal.take_changed()).unwrap_or_default();
            entries.extend(vouchers.into_iter().map(|voucher| EntryPlace { pos: *pos, voucher }));
        }
        ShopChanges { shops, entries, receipts: self.receipts.take_changed() }
    }
}

/// Returns the index of a place among the shops.
fn index(PosPlace(place): PosPlace) -> Option<usize> {
    usize::try_from(place).ok()?.checked_sub(1)
}

/// Returns the contract and the terminal of the n-th merchant that a world opens by itself, counted from 1.
pub(crate) fn usual_contract(name: &MerchantName, nth: u32) -> Option<(MerchantContract, LineSender)> {
    let merchant: MerchantNumber = format!("8984301{nth:08}").parse().ok()?;
    let pos: PosNumber = format!("43{:06}", nth.checked_rem(1_000_000)?).parse().ok()?;
    let [a, b, c, d] = FIRST_MODULE.checked_add(nth)?.checked_sub(1)?.to_be_bytes();
    let sender = LineSender { merchant, pos, terminal: [0x11, 0x22, a, b, c, d] };
    let terminals = vec![MerchantTerminal { pos, terminal: sender.terminal }];
    let commission = CommissionRate::new(COMMISSION).ok()?;
    Some((MerchantContract { number: merchant, name: name.clone(), commission, terminals }, sender))
}
