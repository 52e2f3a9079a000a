//! What a reset forgets, for each interface by itself: the selected file, the verified PIN, the challenge, and the step
//! of the purse protocol.

use serde::{Deserialize, Serialize};

use crate::crypto::{Block, Mac, PurseKey, ShortKey};
use crate::refusal::Refusal;
use sim_wire::Fen;
use sim_wire::instruction::Instruction;
use sim_wire::record::TerminalNumber;

/// Everything that lives from power-on to power-off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// The selected application or directory.
    pub(crate) directory: Directory,
    /// The selected elementary file, by its identifier.
    pub(crate) file: Option<u16>,
    /// The operation PIN has been verified.
    pub(crate) pin_verified: bool,
    /// The terminal has shown that it has the external authentication key.
    pub(crate) authenticated: bool,
    /// The random number of the GET CHALLENGE just before.
    pub(crate) challenge: Option<Challenge>,
    /// The step of the purse protocol.
    pub(crate) pending: Pending,
    /// Why the last refused command was refused.
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

/// A random number that one command may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Challenge(pub(crate) Block);

/// What the purse protocol waits for. Each state owns what its second step needs; whatever does not continue it
/// abandons it.
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

/// A load or unload whose terminal has yet to show MAC2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AwaitingMac2 {
    pub(crate) session_key: ShortKey,
    /// The online counter that the session key was made under: another transaction may have used it meanwhile, over
    /// the air or on the other interface.
    pub(crate) counter: u16,
    /// The balance that INITIALIZE answered, which MAC1 and the receipt rest on.
    pub(crate) balance: Fen,
    pub(crate) amount: Fen,
    pub(crate) terminal: TerminalNumber,
}

/// A purchase whose terminal has yet to show MAC1. Its session key waits for the terminal's counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AwaitingMac1 {
    pub(crate) key: PurseKey,
    /// The offline counter that INITIALIZE answered: a purchase on the other interface may have used it meanwhile.
    pub(crate) counter: u16,
    pub(crate) random: Mac,
    pub(crate) amount: Fen,
    pub(crate) terminal: TerminalNumber,
}

impl Session {
    /// The session as any command leaves it that neither draws a challenge nor takes part in a transaction.
    pub(crate) fn after_other_command(self) -> Session {
        Session { challenge: None, pending: Pending::Nothing, ..self }
    }

    /// The session as this command leaves it, unless it says otherwise. Balance and proof may be asked for between the
    /// two steps of a transaction; and a handset polls whenever it likes, so that nothing may hang on that.
    pub(crate) fn left_by(self, instruction: Instruction) -> Session {
        match instruction {
            Instruction::GetBalance | Instruction::GetTransactionProve => Session { challenge: None, ..self },
            _ if instruction.is_toolkit() => self,
            _ => self.after_other_command(),
        }
    }
}
