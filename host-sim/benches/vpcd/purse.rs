//! Terminal that pays with the card behind a reader. Its arithmetic is outside of the time that is measured.

use std::time::Duration;

use applet::{Fen, KeyUsage};
use sim_device::profile::Profile;
use sim_device::sam::command::PurseApplication;
use sim_device::sam::transaction::{CardSide, Purchase};
use sim_device::sam::transaction_mac::TransactionRequest;
use sim_wire::record::{TerminalTime, TransactionKind};

/// Command that selects the wallet; its answer waits for GET RESPONSE.
pub const SELECT: [u8; 21] = [
    0x00, 0xA4, 0x04, 0x00, 0x10, 0xD1, 0x56, 0x00, 0x01, 0x01, 0x80, 0x03, 0x80, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00,
    0x00, 0x00,
];

/// GET BALANCE.
pub const BALANCE: [u8; 5] = [0x80, 0x5C, 0x00, 0x02, 0x04];

/// Header of a trace whose card has money.
pub const CARD: &str = "card balance 900.00 yuan, open\nseed 7\n";

/// Way to a card that tells how long the answer took.
pub trait TimedCard {
    /// Sends a command `count` times; returns the time of all, and the last answer.
    fn ask(&mut self, command: &[u8], count: u32) -> (Duration, Vec<u8>);
}

/// Pays one fen, in four exchanges; returns the time of an exchange.
pub fn pay(card: &mut impl TimedCard) -> Duration {
    let request = TransactionRequest {
        amount: Fen(1),
        kind: TransactionKind::Purchase,
        terminal: [0x11, 0x22, 0x33, 0x44, 0x55, 0x66],
    };
    let asked = Purchase {
        dated: request.at(TerminalTime([0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00])),
        card: CardSide { balance: Fen::ZERO, counter: 0, random: [0; 4] },
        terminal_counter: 1,
        overdraw_limit: [0; 3],
        code: None,
    };
    let mut time = Duration::ZERO;
    let mut ask = |command: &[u8]| {
        let (took, answer) = card.ask(command, 1);
        time += took;
        answer
    };
    // T=0 carries no Le behind data.
    let mut initialize = asked.initialize(PurseApplication::Purse, 3);
    initialize.truncate(16);
    assert_eq!(ask(&initialize), [0x61, 0x0F]);
    let given = ask(&[0x00, 0xC0, 0x00, 0x00, 0x0F]);
    let (side, _) = CardSide::of_purchase(given[..15].try_into().unwrap());
    let key = Profile::default().key(KeyUsage::Purchase, 3).unwrap().key;
    let purchase = Purchase { card: side, ..asked };
    let mut debit = purchase.debit(&purchase.session_key(&key));
    debit.truncate(20);
    assert_eq!(ask(&debit), [0x61, 0x08]);
    assert!(ask(&[0x00, 0xC0, 0x00, 0x00, 0x08]).ends_with(&[0x90, 0x00]));
    time / 4
}
