//! Pays a purchase with the card alone: no handset, no world. The terminal's arithmetic is the host's own.

use applet::{Card, ExchangeContext, Fen, Interface, KeyUsage, Personalisation, Start};
use sim_device::link::Chance;
use sim_device::memory::manufactured;
use sim_device::sam::command::{PurseApplication, select_application};
use sim_device::sam::transaction::{CardSide, Purchase};
use sim_device::sam::transaction_mac::TransactionRequest;
use sim_wire::record::{TerminalTime, TransactionKind};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start = Start { balance: Fen(5_000), ..Start::default() };
    let personalisation = Personalisation { start, ..Personalisation::default() };
    let key = applet::serving_key(&personalisation.keys, KeyUsage::Purchase, Some(3)).ok_or("no purchase key")?.key;
    let mut card = Card::new(manufactured(&personalisation)?, Chance::seeded(7));
    card.power_on().map_err(|fault| format!("{fault:?}"))?;
    let shop = ExchangeContext { interface: Interface::Contactless, uptime_s: 60 };
    let mut send = |command: &[u8]| card.transmit(shop, command).map_err(|_| "the card is mute");

    send(&select_application(&personalisation.aid).ok_or("no AID")?)?;
    let request = TransactionRequest {
        amount: Fen(1_250),
        kind: TransactionKind::Purchase,
        terminal: [0x11, 0x22, 0x33, 0x44, 0x55, 0x66],
    };
    let dated = request.at(TerminalTime([0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00]));
    let asked = Purchase {
        dated,
        card: CardSide { balance: Fen::ZERO, counter: 0, random: [0; 4] },
        terminal_counter: 1,
        overdraw_limit: [0; 3],
        code: None,
    };
    let answer = send(&asked.initialize(PurseApplication::Purse, 3))?;
    let (side, _) = CardSide::of_purchase(answer.data.as_slice().try_into()?);
    let purchase = Purchase { card: side, ..asked };
    let paid = send(&purchase.debit(&purchase.session_key(&key)))?;
    println!("{:04X} for {}, {} left", paid.status.0, request.amount, card.state().ok_or("no wallet")?.balance);
    Ok(())
}
