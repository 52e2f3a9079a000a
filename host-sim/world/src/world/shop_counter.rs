//! Counter of a shop: taps at its terminal, receipts taken back, the batch uploaded. The terminal works with the card
//! in its radio field and with its line to the platform.

use serde::{Deserialize, Serialize};
use sim_device::pos::entry::PurchaseEntry;
use sim_device::pos::fault::PosFault;
use sim_device::pos::line::{
    AcquirerLine, AcquirerRequest, BatchResult, LineAnswer, LineBrokenError, LineRequest, PosParameters,
};
use sim_device::pos::receipt::Receipt;
use sim_device::pos::sale::{Sale, SaleError, SaleKind};
use sim_device::pos::take_back::{TakeBackError, TakenBack};
use sim_device::pos::tap::TapError;
use sim_device::pos::terminal::{OnlineError, PosTerminal};
use sim_device::sam::psam::WriteCut;
use sim_wire::Fen;
use sim_wire::record::LogRecord;

use super::fault::PendingFaults;
use super::mail::Mail;
use super::phones::Phones;
use super::radio_reader::Field;
use super::{EventKind, Fault, Party, World, WorldError};
use crate::action::{EntryTampering, FaultSide, NthFault, PosPlace, ReceiptPlace, Switch};
use crate::platform::Platform;
use crate::platform::card_file::Asn;
use crate::platform::number::Msisdn;
use crate::radio_field::{CardPlace, FieldError, HeldCard};
use crate::shop::{LineFaults, Shop, Shops};
use sim_codec::time::Moment;

/// Reason why a shop did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum ShopError {
    /// The world has no such terminal.
    #[error("there is no pos {0}")]
    NoSuchPos(PosPlace),
    /// No single card answers the terminal's reader.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The sale did not come about.
    #[error(transparent)]
    Sale(#[from] SaleError),
    /// The card could not be read.
    #[error(transparent)]
    Card(#[from] TapError),
    /// No such receipt was printed.
    #[error("pos {} printed no receipt of batch {}, voucher {}", .0.pos, .0.batch, .0.voucher)]
    NoReceipt(ReceiptPlace),
    /// The purchase is not taken back.
    #[error(transparent)]
    TakeBack(#[from] TakeBackError),
    /// The platform did not answer as asked.
    #[error(transparent)]
    Online(#[from] OnlineError),
}

impl ShopError {
    /// Returns whether the card refused.
    pub const fn is_of_card(&self) -> bool {
        matches!(self, ShopError::Sale(SaleError::Card(TapError::Refused(_))) | ShopError::Card(TapError::Refused(_)))
    }
}

/// Line of a terminal to the platform of the world, with the faults that are pending.
struct PlatformLine<'a> {
    now: Moment,
    platform: &'a mut Platform,
    /// Faults that stop the platform.
    stops: &'a mut PendingFaults,
    /// Faults of the line.
    faults: &'a mut LineFaults,
    /// Entries that were sent in this operation.
    entries_sent: u32,
    /// Entry that stands in the upload a second time; `None` if none does.
    repeated: Option<PurchaseEntry>,
    /// Stops of the platform in this operation.
    stopped: Vec<Fault>,
}

impl PlatformLine<'_> {
    /// Counts a message; returns the side on which the line breaks, if it does.
    fn break_side(&mut self) -> Option<FaultSide> {
        let NthFault { nth, side } = self.faults.breaks?;
        if nth > 1 {
            self.faults.breaks = Some(NthFault { nth: nth.saturating_sub(1), side });
            return None;
        }
        self.faults.breaks = None;
        Some(side)
    }

    /// Returns a request as it arrives: an entry of a batch may have been tampered with.
    fn tampered(&mut self, request: &LineRequest) -> LineRequest {
        let mut request = request.clone();
        if let Some(copy) = self.repeated {
            repeat(&mut request.content, &copy);
            return request;
        }
        let AcquirerRequest::Entries { entries, .. } = &mut request.content else { return request };
        let sent = self.entries_sent;
        self.entries_sent = sent.saturating_add(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        if let Some((tampering, nth)) = self.faults.tampers
            && let Some(place) = nth.checked_sub(sent).and_then(|place| place.checked_sub(1))
            && let Some(place) = usize::try_from(place).ok().filter(|place| *place < entries.len())
        {
            self.faults.tampers = None;
            tamper(entries, place, tampering);
        }
        request
    }
}

/// Tampers with an upload so that an entry stands there a second time, behind the last one. `copy` is that entry.
fn repeat(content: &mut AcquirerRequest, copy: &PurchaseEntry) {
    match content {
        AcquirerRequest::OpenBatch { totals, .. } | AcquirerRequest::CloseBatch { totals, .. } => {
            *totals = totals.with(copy)
        }
        AcquirerRequest::Entries { entries, .. } => {
            let is_last = entries.last().is_some_and(|last| last.voucher.checked_add(1) == Some(copy.voucher));
            entries.extend(is_last.then_some(*copy));
        }
        _ => {}
    }
}

/// Returns the entry that stands in an upload a second time, under its voucher there; `None` if none does.
fn repeated(terminal: &PosTerminal, faults: &LineFaults) -> Option<PurchaseEntry> {
    let (EntryTampering::Repeated, nth) = faults.tampers? else { return None };
    let voucher = terminal.totals().count().checked_add(1)?;
    terminal.entries().get(&nth).map(|entry| PurchaseEntry { voucher, ..*entry })
}

/// Tampers with the entry in a place that exists.
fn tamper(entries: &mut Vec<PurchaseEntry>, place: usize, tampering: EntryTampering) {
    match (tampering, entries.get_mut(place)) {
        (EntryTampering::Dropped, _) => drop(entries.remove(place)),
        (EntryTampering::Altered, Some(entry)) => entry.amount = Fen(entry.amount.0.saturating_add(1)),
        (EntryTampering::Foreign, Some(entry)) => entry.id.terminal = entry.id.terminal.map(|octet| octet ^ 0x40),
        // A repeated entry concerns the whole upload.
        (EntryTampering::Repeated, _) | (_, None) => {}
    }
}

impl AcquirerLine for PlatformLine<'_> {
    fn ask(&mut self, request: &LineRequest) -> Result<LineAnswer, LineBrokenError> {
        let breaks = self.break_side();
        if breaks == Some(FaultSide::Before) {
            return Err(LineBrokenError);
        }
        let request = self.tampered(request);
        if self.stops.fire(Fault::BeforeKeeping) {
            // The platform comes back as it was, so that nothing of the request is left.
            self.stopped.push(Fault::BeforeKeeping);
            return Err(LineBrokenError);
        }
        let answer = self.platform.answer_terminal(self.now, &request);
        if self.stops.fire(Fault::AfterKeeping) {
            self.stopped.push(Fault::AfterKeeping);
            return Err(LineBrokenError);
        }
        if breaks.is_some() {
            return Err(LineBrokenError);
        }
        // The terminal may close the batch again until it has heard an answer; so long the copy stays in the batch.
        if self.repeated.is_some() && matches!(request.content, AcquirerRequest::CloseBatch { .. }) {
            self.faults.tampers = None;
        }
        Ok(answer)
    }
}

impl World {
    /// Works at the counter of a shop, and notes the stops of the platform.
    fn work_at<T>(
        &mut self,
        pos: PosPlace,
        work: impl FnOnce(&mut PosTerminal, &mut PlatformLine<'_>, Field<'_>) -> Result<T, ShopError>,
    ) -> Result<T, ShopError> {
        let World {
            scheduler,
            people,
            centre,
            esmes,
            platform,
            log,
            faults,
            shown,
            flows,
            radio_field,
            shops,
            loose_cards,
            ..
        } = self;
        let Shop { terminal, faults: line } = shops.get_mut(pos).ok_or(ShopError::NoSuchPos(pos))?;
        scheduler.count_step();
        let now = scheduler.now;
        let repeated = repeated(terminal, line);
        let (entries_sent, stopped) = (0, Vec::new());
        let mut line = PlatformLine { now, platform, stops: faults, faults: line, entries_sent, repeated, stopped };
        let mail = Mail { now, centre, esmes, log };
        let phones = Phones { scheduler, people, mail, shown: *shown, flows: *flows };
        let done = work(terminal, &mut line, Field { phones, loose: loose_cards, placements: radio_field });
        for at in line.stopped {
            log.note(now, (Party::Platform, None), EventKind::Stopped { at });
        }
        done
    }

    /// Holds a card to the terminal of a shop to pay. Prints the receipt; if the terminal's power fails after the
    /// purchase has entered the batch, the receipt is printed once the power is back.
    pub fn sell(&mut self, pos: PosPlace, held: HeldCard, amount: Fen) -> Result<Sale, ShopError> {
        let at = self.now().record();
        // Another card than the held one may answer, and be charged.
        let mut card = held.card;
        let done = self.work_at(pos, |terminal, line, field| {
            let mut reader = field.connect(terminal.sender().pos, Some(held))?;
            card = reader.card().card;
            Ok(terminal.sell(&mut reader, line, amount, at)?)
        });
        let completed = match &done {
            Ok(Sale { receipt, kind: SaleKind::Completed { .. } }) => Some(receipt.amount),
            _ => None,
        };
        self.note_at(pos, Some(card), EventKind::Tapped { amount, completed, failed: failure(&done) });
        if let Err(ShopError::Sale(SaleError::PowerFailed(_))) = &done {
            self.print_outstanding(pos);
        }
        let sale = done?;
        self.print(pos, sale.receipt.clone());
        Ok(sale)
    }

    /// Prints the receipt of the last purchase of the open batch, if it has not been printed.
    fn print_outstanding(&mut self, pos: PosPlace) {
        let last = self.shops.get(pos).and_then(|shop| shop.terminal().last_receipt());
        if let Some(receipt) = last {
            self.print(pos, receipt);
        }
    }

    fn print(&mut self, pos: PosPlace, receipt: Receipt) {
        let Receipt { batch, voucher, .. } = receipt;
        let place = ReceiptPlace { pos, batch, voucher };
        if self.shops.receipt(place).is_none() {
            self.shops.receipts.insert(place, receipt);
        }
    }
}

impl World {
    /// Reads the balance of the card that is held to the terminal of a shop (余额查询).
    pub fn read_balance(&mut self, pos: PosPlace, held: HeldCard) -> Result<Fen, ShopError> {
        self.work_at(pos, |terminal, _, field| {
            let mut reader = field.connect(terminal.sender().pos, Some(held))?;
            Ok(terminal.balance(&mut reader)?)
        })
    }

    /// Reads the last ten records of the card that is held to the terminal of a shop (明细查询), the newest first.
    pub fn read_records(&mut self, pos: PosPlace, held: HeldCard) -> Result<Vec<LogRecord>, ShopError> {
        self.work_at(pos, |terminal, _, field| {
            let mut reader = field.connect(terminal.sender().pos, Some(held))?;
            Ok(terminal.records(&mut reader)?)
        })
    }

    /// Takes a purchase back for its receipt: a purchase of the open batch is voided (撤销), goods of an uploaded one
    /// are returned (退货).
    pub fn take_back(&mut self, pos: PosPlace, receipt: &Receipt) -> Result<TakenBack, ShopError> {
        let done = self.work_at(pos, |terminal, line, _| Ok(terminal.take_back(line, receipt)?));
        let (amount, how) = (receipt.amount, done.as_ref().ok().copied());
        self.note_at(pos, None, EventKind::TakenBack { amount, how, failed: failure(&done) });
        done
    }

    /// Uploads the batch of a shop (批上送).
    pub fn upload(&mut self, pos: PosPlace) -> Result<BatchResult, ShopError> {
        let batch = self.shops.get(pos).map_or(0, |shop| shop.terminal().batch());
        let done = self.work_at(pos, |terminal, line, _| Ok(terminal.upload(line)?));
        let result = done.as_ref().ok().cloned();
        self.note_at(pos, None, EventKind::Uploaded { batch, result, failed: failure(&done) });
        done
    }

    /// Lets the terminal of a shop ask the platform for new parameters.
    pub fn update_parameters(&mut self, pos: PosPlace) -> Result<PosParameters, ShopError> {
        let done = self.work_at(pos, |terminal, line, _| Ok(terminal.update_parameters(line)?.clone()));
        let version = done.as_ref().map_or(0, |parameters| parameters.version);
        self.note_at(pos, None, EventKind::ParametersTaken { version, failed: failure(&done) });
        done
    }

    /// Makes the terminal of a shop lose power at a later write of its memory or its security module's.
    pub fn cut_terminal_power(&mut self, pos: PosPlace, fault: NthFault) -> Result<(), ShopError> {
        let cut = match fault.side {
            FaultSide::Before => WriteCut::Before,
            FaultSide::After => WriteCut::After,
        };
        let shop = self.shops.get_mut(pos).ok_or(ShopError::NoSuchPos(pos))?;
        shop.terminal.arm(PosFault { nth: fault.nth, cut });
        Ok(())
    }

    /// Makes the line of a shop break at a later message.
    pub fn break_line(&mut self, pos: PosPlace, fault: NthFault) -> Result<(), ShopError> {
        self.shops.get_mut(pos).ok_or(ShopError::NoSuchPos(pos))?.faults.breaks = Some(fault);
        Ok(())
    }

    /// Sets the tampering with an entry of the next upload of a shop, by its place, counted from 1.
    pub fn tamper_entry(&mut self, pos: PosPlace, tampering: EntryTampering, nth: u32) -> Result<(), ShopError> {
        self.shops.get_mut(pos).ok_or(ShopError::NoSuchPos(pos))?.faults.tampers = Some((tampering, nth));
        Ok(())
    }

    /// Sets the ceilings of all terminals: of a purchase in fen, and of the purchases in a batch. Each terminal has
    /// them once it has asked.
    pub fn set_pos_ceilings(&mut self, purchase_most: Fen, batch_most: u32) {
        self.scheduler.count_step();
        self.platform.set_pos_limits(purchase_most, batch_most);
    }

    /// Puts the present card of a number on the black list of the terminals, or takes it off.
    pub fn black_list(&mut self, number: &Msisdn, switch: Switch) -> Result<(), WorldError> {
        let asn = self.person(number).map(|person| Asn(person.asn)).ok_or(WorldError::NoSuchPerson(*number))?;
        self.scheduler.count_step();
        match switch {
            Switch::On => self.platform.black_list(asn),
            Switch::Off => self.platform.unlist(asn),
        }
        Ok(())
    }

    /// Returns the shops.
    pub const fn shops(&self) -> &Shops {
        &self.shops
    }

    fn note_at(&mut self, pos: PosPlace, card: Option<CardPlace>, kind: EventKind) {
        let to = match card {
            Some(CardPlace::Person(number)) => Some(Party::Person(number)),
            Some(CardPlace::Finder(_)) => None,
            None => Some(Party::Platform),
        };
        self.log.note(self.scheduler.now, (Party::Pos(pos), to), kind);
    }
}

/// Returns the failure of an operation, as an event has it.
fn failure<T>(done: &Result<T, ShopError>) -> Option<ShopError> {
    done.as_ref().err().cloned()
}
