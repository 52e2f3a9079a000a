//! The acquirer: a merchant with two terminals, one subscriber with a card that has 100 yuan, and purchases whose TACs
//! are made with the card's key.

mod fetch;
mod returns;
mod settlement;
mod stored;
mod upload;
mod voids;

use applet::KeyUsage;
use sim_wire::Fen;
use sim_wire::record::TerminalTime;

use super::net::number;
use crate::audit::{self, AuditError};
use crate::platform::account::AccountState;
use crate::platform::acquiring::{BatchId, PurchaseState};
use crate::platform::books::Terms;
use crate::platform::card_file::Asn;
use crate::platform::entry::{Book, EntryReason};
use crate::platform::merchant::{CommissionRate, MerchantContract, MerchantTerminal};
use crate::platform::rules::{BusinessRules, Rulebook};
use crate::platform::{Platform, PlatformSettings};
use sim_codec::time::Moment;
use sim_device::pos::entry::{BatchTotals, EntryState, PendingPurchase, PurchaseEntry, PurchaseId};
use sim_device::pos::line::{
    AcquirerError, AcquirerRequest, BatchEntryError, BatchResult, CarriedProof, LineAnswer, LineRequest, LineSender,
};
use sim_device::pos::number::MerchantNumber;
use sim_device::pos::receipt::{Receipt, ReceiptField};
use sim_device::profile::Profile;
use sim_device::sam::TacKey;

/// Day of the tests: 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

/// Platform with a merchant, and the terminal from which requests come.
#[derive(Clone)]
struct Counter {
    platform: Platform,
    from: LineSender,
}

fn merchant() -> MerchantNumber {
    "898430154110001".parse().unwrap()
}

fn sender(last: u8) -> LineSender {
    LineSender { merchant: merchant(), pos: format!("0000000{last}").parse().unwrap(), terminal: [last; 6] }
}

/// Returns the profile of a card, whose number ends in these digits, with 100 yuan on it.
fn profile(last: u8) -> Profile {
    let mut profile = Profile::default();
    let mut asn = profile.asn();
    asn[9] = last;
    profile.set_asn(asn);
    profile.card.start.balance = Fen(10_000);
    profile
}

fn asn(last: u8) -> Asn {
    Asn(profile(last).asn())
}

fn tac_key() -> TacKey {
    TacKey::of(&Profile::default().only_key(KeyUsage::Tac).unwrap().key)
}

/// Signs a purchase anew with the card's TAC.
fn signed(entry: PurchaseEntry) -> PurchaseEntry {
    PurchaseEntry { tac: entry.expected_tac(&tac_key()), ..entry }
}

/// Makes a purchase at terminal 1 by the first card. Its counters are those of the voucher.
fn sold(voucher: u32, amount: u32) -> PurchaseEntry {
    signed(PurchaseEntry {
        voucher,
        id: PurchaseId { terminal: [1; 6], counter: voucher },
        asn: asn(1).0,
        amount: Fen(amount),
        at: NOW.record().0,
        card_counter: voucher as u16,
        balance: Fen(500),
        tac: [0; 4],
        state: EntryState::Sold,
    })
}

fn voided(entry: PurchaseEntry) -> PurchaseEntry {
    PurchaseEntry { state: EntryState::Voided, ..entry }
}

impl Counter {
    /// Makes a platform with a subscriber who has an account and a card with 100 yuan, and a merchant with terminals 1
    /// and 2 who pays one in a hundred.
    fn new() -> Counter {
        let settings = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
        let mut platform = Platform::new(settings, 7);
        platform.add_card(number(), &profile(1)).unwrap();
        platform.open_with_account(NOW, &number(), &"246813".parse().unwrap(), Fen::ZERO).unwrap();
        let terminals = [1, 2].map(|last| MerchantTerminal { pos: sender(last).pos, terminal: [last; 6] });
        let contract = MerchantContract {
            number: merchant(),
            name: "永辉超市".parse().unwrap(),
            commission: CommissionRate::new(100).unwrap(),
            terminals: terminals.to_vec(),
        };
        platform.sign_merchant(contract).unwrap();
        Counter { platform, from: sender(1) }
    }

    fn ask(&mut self, content: AcquirerRequest) -> LineAnswer {
        self.platform.answer_terminal(NOW, &LineRequest { from: self.from, content })
    }

    /// Asks and expects a refusal, which changes nothing.
    fn refused(&mut self, content: AcquirerRequest) -> AcquirerError {
        let before = self.platform.clone();
        let LineAnswer::Refused(refused) = self.ask(content.clone()) else { panic!("{content:?} is not refused") };
        assert_eq!(self.platform, before, "{content:?}");
        refused
    }

    fn done(&mut self, content: AcquirerRequest) {
        assert_eq!(self.ask(content), LineAnswer::Done);
    }

    fn open(&mut self, batch: u32, entries: &[PurchaseEntry]) {
        self.done(AcquirerRequest::OpenBatch { batch, totals: BatchTotals::of(entries) });
    }

    fn send(&mut self, batch: u32, entries: &[PurchaseEntry]) {
        for part in entries.chunks(50) {
            self.done(AcquirerRequest::Entries { batch, entries: part.to_vec() });
        }
    }

    fn close(&mut self, batch: u32, entries: &[PurchaseEntry]) -> BatchResult {
        match self.ask(AcquirerRequest::CloseBatch { batch, totals: BatchTotals::of(entries) }) {
            LineAnswer::Settled(result) => result,
            other => panic!("{other:?}"),
        }
    }

    /// Uploads a batch.
    fn upload(&mut self, batch: u32, entries: &[PurchaseEntry]) -> BatchResult {
        self.open(batch, entries);
        self.send(batch, entries);
        self.close(batch, entries)
    }

    fn receipt(&self, batch: u32, entry: &PurchaseEntry) -> Receipt {
        let contract = self.platform.acquiring().contract(&self.from).unwrap();
        Receipt::new(contract.name.clone(), self.from, batch, entry)
    }

    fn void(&self, batch: u32, entry: &PurchaseEntry) -> AcquirerRequest {
        AcquirerRequest::Void { receipt: self.receipt(batch, entry), entry: *entry }
    }

    fn return_of(&self, batch: u32, entry: &PurchaseEntry) -> AcquirerRequest {
        AcquirerRequest::Return(self.receipt(batch, entry))
    }

    /// Returns the balances of wallet, cash, merchant and commission, in fen.
    fn books(&self) -> [i64; 4] {
        let books = [Book::Wallet(number()), Book::Cash(number()), Book::Merchant(merchant()), Book::Commission];
        books.map(|book| self.platform.books.ledger.balance(&book))
    }

    fn state(&self, entry: &PurchaseEntry) -> Option<PurchaseState> {
        self.platform.acquiring().purchase(&entry.id).map(|record| record.state)
    }

    fn audit(&self) -> Vec<AuditError> {
        let books = &self.platform.books;
        let mut findings = audit::books(books);
        findings.extend(audit::purchases(books.ledger.entries(), self.platform.acquiring().purchases()));
        findings
    }

    /// Returns the texts that wait in the outbox.
    fn texts(&self) -> Vec<String> {
        use crate::platform::outbox::LetterKind;
        let said = self.platform.outbox().iter().map(|letter| match &letter.kind {
            LetterKind::Text(text) => text.clone(),
            LetterKind::Packet { .. } => panic!("a packet"),
        });
        said.collect()
    }

    fn obey(&mut self, rules: &'static dyn BusinessRules) {
        self.platform.books.rules = Rulebook::new(rules);
    }
}

#[test]
fn terminal_without_contract_is_refused() {
    let mut counter = Counter::new();
    let own = counter.from;
    let (other, foreign) = ("898430154110002".parse().unwrap(), "00000002".parse().unwrap());
    for from in [
        LineSender { merchant: other, ..own },
        LineSender { pos: foreign, ..own },
        LineSender { terminal: [2; 6], ..own },
    ] {
        counter.from = from;
        let refused = counter.refused(AcquirerRequest::Parameters { version: 0 });
        assert_eq!(refused, AcquirerError::UnknownTerminal, "{from}");
    }
}

#[test]
fn parameters_are_sent_when_they_changed() {
    let mut counter = Counter::new();
    let fetch = |counter: &mut Counter, version| match counter.ask(AcquirerRequest::Parameters { version }) {
        LineAnswer::Parameters(parameters) => parameters,
        other => panic!("{other:?}"),
    };
    let first = fetch(&mut counter, 0).unwrap();
    assert_eq!((first.version, first.purchase_most, first.black_list.len()), (1, Fen(u32::MAX), 0));
    assert_eq!(fetch(&mut counter, 1), None);
    counter.platform.set_pos_limits(Fen(20_000), 30);
    counter.platform.set_pos_limits(Fen(20_000), 30);
    counter.platform.black_list(asn(2));
    counter.platform.black_list(asn(1));
    counter.platform.black_list(asn(2));
    let third = fetch(&mut counter, 1).unwrap();
    assert_eq!((third.version, third.purchase_most, third.batch_most), (4, Fen(20_000), 30));
    assert_eq!(third.black_list, [asn(1).0, asn(2).0]);
    counter.platform.unlist(asn(1));
    counter.platform.unlist(asn(1));
    let fifth = fetch(&mut counter, 4).unwrap();
    assert_eq!((fifth.version, fifth.black_list), (5, vec![asn(2).0]));
}

#[test]
fn tac_is_verified_by_the_key_of_the_card() {
    let mut counter = Counter::new();
    let right = sold(1, 500);
    counter.done(AcquirerRequest::Verify(right));
    let dearer = PurchaseEntry { amount: Fen(501), ..right };
    assert_eq!(counter.refused(AcquirerRequest::Verify(dearer)), AcquirerError::WrongTac);
    let unknown = PurchaseEntry { asn: [9; 10], ..right };
    assert_eq!(counter.refused(AcquirerRequest::Verify(unknown)), AcquirerError::UnknownCard);
}
