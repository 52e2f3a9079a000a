//! What any door may ask of the wallet, through which interface, and with what authority.

use serde::{Deserialize, Serialize};

use crate::crypto::{Block, Mac};
use sim_wire::Fen;
use sim_wire::apdu::Header;
use sim_wire::calibration::Calibration;
use sim_wire::instruction::Instruction;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::message::CANCEL_LOAD;
use sim_wire::pin::PinDigits;
use sim_wire::record::{TerminalNumber, TerminalTime};

/// Which way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Interface {
    /// The contacts, T=0.
    Contact,
    /// The 2.4 GHz radio.
    Contactless,
    /// A script in a secured packet from the payment platform. No reader comes that way: only the card itself, when it
    /// has believed a packet, asks through it.
    OverTheAir,
}

impl Interface {
    /// Every interface.
    pub const ALL: [Interface; 3] = [Interface::Contact, Interface::Contactless, Interface::OverTheAir];

    /// Whether commands come as they cross the contacts, under T=0; so they do in a script.
    pub const fn is_t0(self) -> bool {
        matches!(self, Interface::Contact | Interface::OverTheAir)
    }

    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Interface::Contact => "contact",
            Interface::Contactless => "contactless",
            Interface::OverTheAir => "over the air",
        }
    }

    /// The table of what each interface may use, by the instruction and the header it stands in. The contacts:
    /// everything but the cancel of a load over the air. The radio: the purse, its balance and log, and what those
    /// need; personalisation and the wallet's state not. A script from the platform: what the platform is for, and
    /// nothing that is the holder's (the PIN, spending) or that needs an answer in between (challenges, secure
    /// messaging).
    pub const fn is_permitted(self, instruction: Instruction, header: Header) -> bool {
        use Instruction::*;
        match (self, instruction) {
            (Interface::Contact, PutData) => !is_cancel(header),
            (Interface::Contact, _) => true,
            (Interface::OverTheAir, _) if header.is_secure() => false,
            (Interface::OverTheAir, instruction) => match instruction {
                Select | ReadBinary | ReadRecord | GetResponse | GetData | GetBalance | GetTransactionProve => true,
                CreditForLoad | PutData | SetStatus => true,
                // INITIALIZE FOR LOAD and RELOAD PIN, not their neighbours.
                Initialize | ChangeReloadPin => header.p1 == 0x00,
                Verify | GetChallenge | ExternalAuthenticate | InternalAuthenticate | Debit | PinUnblock => false,
                UpdateBinary | UpdateRecord | ApplicationBlock | ApplicationUnblock | CardBlock => false,
                TerminalProfile | Envelope | Fetch | TerminalResponse | Status => false,
            },
            (Interface::Contactless, instruction) => match instruction {
                Select | ReadBinary | ReadRecord | GetResponse | GetData => true,
                Verify | GetChallenge | InternalAuthenticate => true,
                Initialize | CreditForLoad | Debit | GetBalance | GetTransactionProve => true,
                UpdateBinary | UpdateRecord | ExternalAuthenticate | ChangeReloadPin | PinUnblock => false,
                ApplicationBlock | ApplicationUnblock | CardBlock | PutData | SetStatus => false,
                TerminalProfile | Envelope | Fetch | TerminalResponse | Status => false,
            },
        }
    }
}

/// Whether P1 P2 of PUT DATA name the cancel of a load over the air.
const fn is_cancel(header: Header) -> bool {
    u16::from_be_bytes([header.p1, header.p2]) == CANCEL_LOAD
}

/// What surrounds one exchange; time is an argument, the card has no clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExchangeContext {
    /// Which way in.
    pub interface: Interface,
    /// Seconds since power-on.
    pub uptime_s: u32,
}

/// What the asker has shown of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Authority {
    /// The holder: the operation PIN has been verified since reset.
    pub(crate) holder: bool,
    /// The issuer: the terminal authenticated itself, or the command came under secure messaging, or in a packet under
    /// the card's keys.
    pub(crate) issuer: bool,
}

/// One wish, whatever door it came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Balance,
    InitializeForLoad(Initialize),
    CreditForLoad { at: TerminalTime, mac2: Mac },
    InitializeForPurchase(Initialize),
    DebitForPurchase { terminal_counter: [u8; 4], at: TerminalTime, mac1: Mac },
    InitializeForUnload(Initialize),
    DebitForUnload { at: TerminalTime, mac2: Mac },
    Prove { kind: u8, counter: u16 },
    AskPin,
    VerifyPin(PinDigits),
    ChangePin { old: PinDigits, new: PinDigits },
    ReloadPin { pin: PinDigits, mac: Mac },
    UnblockPin { cipher: Block },
    SwitchPin { on: bool },
    SetLimit(Option<Fen>),
    Calibrate(Calibration),
    CancelLoad { counter: u16, random: [u8; 4] },
    ChangeLifeCycle(LifeCycle),
    BlockApplication { for_ever: bool },
    UnblockApplication { given: Mac, expected: Mac },
    BlockCard,
    AskPlatform(Wish),
}

/// What the payment platform is to be asked for, as far as the wallet has a say in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// To load this amount over the air.
    Load(Fen),
    /// To suspend the wallet.
    Suspend,
    /// To close it.
    Close,
    /// Anything else: the platform alone decides.
    Other,
}

/// The data of every INITIALIZE: key index, amount, terminal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Initialize {
    pub(crate) key_index: u8,
    pub(crate) amount: Fen,
    pub(crate) terminal: TerminalNumber,
}
