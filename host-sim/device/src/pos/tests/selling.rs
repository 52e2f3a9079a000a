//! Sales without faults, and everything that refuses a sale.

use sim_wire::Fen;
use sim_wire::record::TransactionKind;
use sim_wire::status::StatusWord;

use super::desk::{CardOnDesk, Loss, NoLine, Platform, START, at, own_key, terminal};
use crate::link::NoAnswerError;
use crate::link::{LinkContext, Transport};
use crate::pos::entry::BatchTotals;
use crate::pos::fault::PosFault;
use crate::pos::line::PosParameters;
use crate::pos::reader::CardReader;
use crate::pos::sale::{SaleError, SaleKind};
use crate::pos::tap::{TapError, TapRefusal, TapRefusalReason, TapStep};
use crate::pos::terminal::{PosState, PosTerminal};
use crate::sam::psam::WriteCut;

#[test]
fn sale_charges_the_card_and_prints_a_receipt() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    let sale = pos.sell(card.tap(), &mut NoLine, Fen(1250), at(30)).unwrap();
    assert_eq!(card.exchanges, 6, "two SELECT, READ BINARY, READ RECORD, INITIALIZE, DEBIT");
    assert_eq!((sale.kind, card.balance()), (SaleKind::Made, Fen(8750)));
    let entry = pos.entries()[&1];
    assert_eq!(entry.tac, entry.expected_tac(&card.tac_key()), "the TAC is right by the host's arithmetic");
    assert_eq!((entry.amount, entry.balance, entry.card_counter), (Fen(1250), Fen(8750), 1));
    assert_eq!(sale.receipt.masked_asn, "000012**********3456");
    assert_eq!((pos.receipt(1), pos.receipt(2)), (Some(sale.receipt.clone()), None));
    let second = pos.sell(card.tap(), &mut NoLine, Fen(1), at(31)).unwrap().receipt;
    assert_eq!((second.voucher, second.terminal_counter, pos.last_receipt()), (2, 2, Some(second.clone())));
    assert_eq!(pos.totals(), BatchTotals { sold: 2, sum: 1251, ..BatchTotals::default() });
    assert!(pos.pending().is_empty() && pos.carried().is_empty());
}

#[test]
fn balance_and_records_are_read_only() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    assert_eq!((pos.balance(card.tap()), pos.records(card.tap())), (Ok(START), Ok(vec![])));
    for minute in 0..12 {
        pos.sell(card.tap(), &mut NoLine, Fen(100), at(minute)).unwrap();
    }
    let before = (pos.clone(), card.link.card().state());
    let records = pos.records(card.tap()).unwrap();
    assert_eq!(records.iter().map(|record| record.counter).collect::<Vec<_>>(), (3..=12).rev().collect::<Vec<_>>());
    assert!(records.iter().all(|record| record.kind == TransactionKind::Purchase && record.amount == Fen(100)));
    assert_eq!(pos.balance(card.tap()), Ok(Fen(8800)));
    assert_eq!((pos, card.link.card().state()), before);
}

/// Returns the error of a sale that leaves card and terminal as they were, apart from the module's counter.
fn refused(pos: &mut PosTerminal, reader: &mut dyn CardReader, amount: Fen) -> SaleError {
    let error = pos.sell(reader, &mut NoLine, amount, at(30)).unwrap_err();
    assert!(pos.entries().is_empty() && pos.pending().is_empty(), "{error}");
    error
}

#[test]
fn own_rules_refuse_before_the_card_is_touched() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    assert_eq!(refused(&mut pos, card.tap(), Fen(0)), SaleError::NoAmount);
    assert_eq!(card.exchanges, 0);
    let mut platform = Platform::of(&[&card]);
    let parameters = PosParameters { version: 2, purchase_most: Fen(500), batch_most: 1, black_list: vec![] };
    platform.parameters = Some(parameters.clone());
    assert_eq!(pos.update_parameters(&mut platform), Ok(&parameters));
    assert_eq!(pos.update_parameters(&mut platform), Ok(&parameters));
    assert_eq!(refused(&mut pos, card.tap(), Fen(501)), SaleError::OverCeiling(Fen(500)));
    pos.sell(card.tap(), &mut NoLine, Fen(500), at(30)).unwrap();
    card.tap();
    assert_eq!(pos.sell(&mut card, &mut NoLine, Fen(1), at(31)), Err(SaleError::BatchFull(1)));
    assert_eq!(card.exchanges, 0);
}

#[test]
fn black_listed_card_is_not_served() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    let mut platform = Platform::of(&[&card]);
    let black_list = vec![card.profile.asn()];
    platform.parameters = Some(PosParameters { version: 1, black_list, ..PosParameters::default() });
    pos.update_parameters(&mut platform).unwrap();
    assert_eq!(refused(&mut pos, card.tap(), Fen(1)), SaleError::BlackListed);
    assert_eq!(card.balance(), START);
}

/// Returns the refusal of INITIALIZE under a status word.
fn refusal(status: StatusWord) -> SaleError {
    SaleError::Card(TapError::Refused(TapRefusal { step: TapStep::Initialize, status }))
}

#[test]
fn card_refusal_names_reason_and_word() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    let error = refused(&mut pos, card.tap(), Fen(10_001));
    assert_eq!(error, refusal(StatusWord::INSUFFICIENT_BALANCE));
    assert_eq!(error.to_string(), "the balance is insufficient (INITIALIZE FOR PURCHASE: 9401)");
    let mut profile = card.profile.clone();
    profile.card.start.limit = Some(Fen(100));
    let mut limited = CardOnDesk::new(profile);
    assert_eq!(refused(&mut pos, limited.tap(), Fen(101)), refusal(StatusWord::CONDITIONS_NOT_SATISFIED));
    pos.sell(limited.tap(), &mut NoLine, Fen(100), at(31)).unwrap();
    let refusal = TapRefusal { step: TapStep::Debit, status: StatusWord::TRANSACTION_MAC_WRONG };
    assert_eq!((refusal.reason(), refusal.is_certain()), (TapRefusalReason::WrongMac1, true));
    assert!(!TapRefusal { status: StatusWord::MEMORY_FAILURE, ..refusal }.is_certain());
}

#[test]
fn module_without_right_key_sells_nothing() {
    let (mut card, other) = (CardOnDesk::with_number(0x56), CardOnDesk::with_number(0x57));
    let mut pos = terminal(1, &[&other]);
    assert_eq!(refused(&mut pos, card.tap(), Fen(1)), SaleError::Psam(StatusWord::KEY_INDEX_NOT_SUPPORTED));
    let mut profile = card.profile.clone();
    for entry in &mut profile.card.keys {
        entry.key = [9; 16];
    }
    let mut false_card = CardOnDesk::new(profile);
    let mut pos = terminal(1, &[&card]);
    let wrong_mac1 = TapRefusal { step: TapStep::Debit, status: StatusWord::TRANSACTION_MAC_WRONG };
    assert_eq!(refused(&mut pos, false_card.tap(), Fen(1)), SaleError::Card(wrong_mac1.into()));
    assert_eq!((card.tap().balance(), false_card.balance()), (START, START));
}

/// Reader whose card answers one command as told, and others as a right card.
struct Liar<'c> {
    card: &'c mut CardOnDesk,
    ins: u8,
    answer: Vec<u8>,
}

impl CardReader for Liar<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, NoAnswerError> {
        let answer = self.card.exchange(command);
        if command[1] == self.ins { Ok(self.answer.clone()) } else { answer }
    }
}

#[test]
fn nonsense_of_the_card_is_a_typed_error() {
    for (ins, answer, expected) in [
        (0xB0, vec![1, 0x90, 0], TapError::Malformed(TapStep::ReadFile15)),
        (0x50, vec![], TapError::Malformed(TapStep::Initialize)),
        (0x50, vec![0x90], TapError::Malformed(TapStep::Initialize)),
        (0x50, [&[0; 15][..], &[0x90, 0]].concat(), TapError::Malformed(TapStep::Initialize)),
        (0xA4, vec![0x6A, 0x82], TapError::NoWallet),
    ] {
        let mut card = CardOnDesk::with_number(0x56);
        let mut pos = terminal(1, &[&card]);
        let mut liar = Liar { card: &mut card, ins, answer };
        assert_eq!(refused(&mut pos, &mut liar, Fen(1)), SaleError::Card(expected));
    }
}

#[test]
fn wrong_mac2_gives_no_entry() {
    for answer in [vec![0; 8], vec![0; 3]] {
        let mut card = CardOnDesk::with_number(0x56);
        let mut pos = terminal(1, &[&card]);
        let answer = [answer, vec![0x90, 0]].concat();
        let mut liar = Liar { card: &mut card, ins: 0x54, answer: answer.clone() };
        let error = pos.sell(&mut liar, &mut NoLine, Fen(1), at(30)).unwrap_err();
        let malformed = SaleError::Card(TapError::Malformed(TapStep::Debit));
        assert_eq!(error, if answer.len() == 10 { SaleError::WrongMac2 } else { malformed });
        assert!(pos.entries().is_empty() && pos.pending().len() == 1);
        // The card was right after all: what lied was the air between.
        let mut platform = Platform::of(&[&card]);
        let sale = pos.sell(card.tap(), &mut platform, Fen(1), at(31)).unwrap();
        assert_eq!((sale.kind, card.balance()), (SaleKind::Completed { asked: Fen(1) }, Fen(9999)));
    }
}

/// Reader of contacts, which passes 61xx on.
struct Contacts<'c>(&'c mut CardOnDesk);

impl CardReader for Contacts<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, NoAnswerError> {
        use crate::link::Link as _;
        // A T=0 reader sends a case 4 command without Le.
        let has_le = command.len() > 5 && command.len() == 6 + usize::from(command[4]);
        let sent = if has_le { &command[..command.len() - 1] } else { command };
        Ok(self.0.link.exchange(LinkContext { way: Transport::Contacts, uptime_s: 0 }, sent)?)
    }
}

#[test]
fn contacts_sell_as_the_radio_does() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    pos.sell(&mut Contacts(&mut card), &mut NoLine, Fen(100), at(30)).unwrap();
    assert_eq!((card.balance(), pos.balance(&mut Contacts(&mut card))), (Fen(9900), Ok(Fen(9900))));
}

#[test]
fn stored_terminal_resumes_where_it_was() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    pos.watch();
    pos.sell(card.tap(), &mut NoLine, Fen(100), at(30)).unwrap();
    pos.sell(card.tap_lost_at(5, Loss::Answer), &mut NoLine, Fen(7), at(31)).unwrap_err();
    pos.arm(PosFault { nth: 9, cut: WriteCut::After });
    assert_eq!(pos.take_changed().into_iter().collect::<Vec<_>>(), [1]);
    let text = serde_json::to_string(pos.state()).unwrap();
    let key = card.profile.key(applet::KeyUsage::Purchase, 3).unwrap().key;
    assert!(!text.to_lowercase().contains(&hex::encode(key)));
    let state: PosState = serde_json::from_str(&text).unwrap();
    let mut resumed = PosTerminal::resume(state, pos.entries().values().copied());
    resumed.give_keys(vec![own_key(&card.profile)]);
    assert_eq!(resumed, pos);
    let whole: PosTerminal = serde_json::from_str(&serde_json::to_string(&pos).unwrap()).unwrap();
    assert_eq!(whole.entries(), pos.entries());
    resumed.disarm();
    let sale = resumed.sell(card.tap(), &mut NoLine, Fen(7), at(32)).unwrap();
    assert_eq!(sale.kind, SaleKind::Completed { asked: Fen(7) }, "the module's session still stands");
}
