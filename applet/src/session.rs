//! Session of one interface, which a reset forgets: the selected file, the verified PIN, the challenge, and the step of
//! the purse protocol.

use serde::{Deserialize, Serialize};

use crate::crypto::{Block, Mac, PurseKey, ShortKey};
use crate::refusal::Refusal;
use sim_wire::Fen;
use sim_wire::instruction::Instruction;
use sim_wire::record::TerminalNumber;

/// State of one interface that lives from power-on to power-off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// The selected application or directory.
    pub(crate) directory: Directory,
    /// Identifier of the selected elementary file; `None` while none is selected.
    pub(crate) file: Option<u16>,
    /// Set after the operation PIN has been verified.
    pub(crate) pin_verified: bool,
    /// Set after the terminal has proved that it has the external authentication key.
    pub(crate) authenticated: bool,
    /// Random number of the GET CHALLENGE just before; `None` if there was none.
    pub(crate) challenge: Option<Challenge>,
    /// The step of the purse protocol.
    pub(crate) pending: Pending,
    /// Reason of the last refusal of a command; `None` before the first.
    pub(crate) last_refusal: Option<Refusal>,
}

/// A directory of the card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Directory {
    /// The master file 3F00, selected by reset.
    #[default]
    Master,
    /// The wallet application (手机钱包).
    Wallet,
}

/// A random number for one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Challenge(pub(crate) Block);

/// Step that the purse protocol waits for. Each state owns the data of its second step; any command that does not
/// continue the transaction abandons it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Pending {
    /// Nothing begun.
    #[default]
    Nothing,
    /// INITIALIZE FOR LOAD was answered.
    Credit(AwaitingMac2),
    /// INITIALIZE FOR PURCHASE was answered.
    Debit(AwaitingMac1),
    /// INITIALIZE FOR UNLOAD was answered.
    Unload(AwaitingMac2),
}

/// A load or unload that waits for the terminal's MAC2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AwaitingMac2 {
    pub(crate) session_key: ShortKey,
    /// Online counter under which the session key was derived. Another transaction may have used it meanwhile, over the
    /// air or on the other interface.
    pub(crate) counter: u16,
    /// Balance that INITIALIZE answered, in fen; MAC1 and the receipt cover it.
    pub(crate) balance: Fen,
    pub(crate) amount: Fen,
    pub(crate) terminal: TerminalNumber,
}

/// A purchase that waits for the terminal's MAC1. Its session key cannot be derived before the terminal's counter is
/// known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AwaitingMac1 {
    pub(crate) key: PurseKey,
    /// Offline counter that INITIALIZE answered. A purchase on the other interface may have used it meanwhile.
    pub(crate) counter: u16,
    pub(crate) random: Mac,
    pub(crate) amount: Fen,
    pub(crate) terminal: TerminalNumber,
}

impl Session {
    /// Returns the session after a command that neither draws a challenge nor takes part in a transaction.
    pub(crate) fn after_other_command(self) -> Session {
        Session { challenge: None, pending: Pending::Nothing, ..self }
    }

    /// Returns the session after a command that does not set another itself. Balance and proof may be asked for between
    /// the two steps of a transaction. A handset polls at any time, so commands of the toolkit change nothing.
    pub(crate) fn left_by(self, instruction: Instruction) -> Session {
        match instruction {
            Instruction::GetBalance | Instruction::GetTransactionProve => Session { challenge: None, ..self },
            _ if instruction.is_toolkit() => self,
            _ => self.after_other_command(),
        }
    }
}
