//! What any door may ask of the wallet, through which interface, and with what authority.

use crate::crypto::{Block, Mac};
use crate::money::Fen;
use crate::wire::calibration::Calibration;
use crate::wire::instruction::Instruction;
use crate::wire::lifecycle::LifeCycle;
use crate::wire::pin::PinDigits;
use crate::wire::record::{TerminalNumber, Timestamp};

/// Which way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Interface {
    /// The contacts, T=0.
    Contact,
    /// The 2.4 GHz radio.
    Contactless,
}

impl Interface {
    /// The table of what each interface may use: over the air the purse, its balance and log, and what those need;
    /// personalisation and the wallet's state only over the contacts.
    pub const fn permits(self, instruction: Instruction) -> bool {
        use Instruction::*;
        match (self, instruction) {
            (Interface::Contact, _) => true,
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

/// What surrounds one exchange; time is an argument, the card has no clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
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
    /// The issuer: the terminal authenticated itself, or the command came under secure messaging.
    pub(crate) issuer: bool,
}

/// One wish, whatever door it came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Balance,
    InitializeForLoad(Initialize),
    CreditForLoad { at: Timestamp, mac2: Mac },
    InitializeForPurchase(Initialize),
    DebitForPurchase { terminal_counter: [u8; 4], at: Timestamp, mac1: Mac },
    InitializeForUnload(Initialize),
    DebitForUnload { at: Timestamp, mac2: Mac },
    Prove { kind: u8, counter: u16 },
    AskPin,
    VerifyPin(PinDigits),
    ChangePin { old: PinDigits, new: PinDigits },
    ReloadPin { pin: PinDigits, mac: Mac },
    UnblockPin { cipher: Block },
    SwitchPin { on: bool },
    SetLimit(Option<Fen>),
    Calibrate(Calibration),
    ChangeLifeCycle(LifeCycle),
    BlockApplication { for_ever: bool },
    UnblockApplication { given: Mac, expected: Mac },
    BlockCard,
}

/// The data of every INITIALIZE: key index, amount, terminal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Initialize {
    pub(crate) key_index: u8,
    pub(crate) amount: Fen,
    pub(crate) terminal: TerminalNumber,
}
