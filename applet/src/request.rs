//! Requests that any door may make to the wallet, with their interface and authority.

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

/// Interface by which a command reaches the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Interface {
    /// The contacts, T=0.
    Contact,
    /// The 2.4 GHz radio.
    Contactless,
    /// A script in a secured packet from the payment platform. No reader uses this interface: only the card itself
    /// does, after it has accepted a packet.
    OverTheAir,
}

impl Interface {
    /// Every interface.
    pub const ALL: [Interface; 3] = [Interface::Contact, Interface::Contactless, Interface::OverTheAir];

    /// Returns whether commands have the form of T=0: those over the contacts, and those of a script.
    pub const fn is_t0(self) -> bool {
        matches!(self, Interface::Contact | Interface::OverTheAir)
    }

    /// Returns the interface in words.
    pub const fn name(self) -> &'static str {
        match self {
            Interface::Contact => "contact",
            Interface::Contactless => "contactless",
            Interface::OverTheAir => "over the air",
        }
    }

    /// Returns whether an interface may use an instruction under a header.
    ///
    /// - The contacts: everything but the cancel of a load over the air.
    /// - The radio: the purse, its balance and log, and the commands that those need. Personalisation and the wallet's
    ///   state are excluded.
    /// - A script: the commands of the platform. Excluded are those that are the holder's (the PIN, spending), and
    ///   those that need an answer in between (challenges, secure messaging).
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

/// Returns whether P1 P2 of PUT DATA name the cancel of a load over the air.
const fn is_cancel(header: Header) -> bool {
    u16::from_be_bytes([header.p1, header.p2]) == CANCEL_LOAD
}

/// Context of one exchange. Time is an argument, since the card has no clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExchangeContext {
    /// Interface of the exchange.
    pub interface: Interface,
    /// Seconds since power-on.
    pub uptime_s: u32,
}

/// Authority of the sender of a request, as proved to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Authority {
    /// Set while the operation PIN counts as verified: the request is the holder's.
    pub(crate) holder: bool,
    /// Set if the request is the issuer's. The terminal authenticated itself, or the command came under secure
    /// messaging, or in a packet under the card's keys.
    pub(crate) issuer: bool,
}

/// A request to the wallet, the same through any door.
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
    AskPlatform(PlatformService),
}

/// Operation asked of the payment platform, as far as the wallet has rules for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlatformService {
    /// Load of this amount over the air.
    Load(Fen),
    /// Suspension of the wallet.
    Suspend,
    /// Closing of the wallet.
    Close,
    /// Any other operation: the platform alone decides.
    Other,
}

/// The data of every INITIALIZE: key index, amount, terminal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Initialize {
    pub(crate) key_index: u8,
    pub(crate) amount: Fen,
    pub(crate) terminal: TerminalNumber,
}
