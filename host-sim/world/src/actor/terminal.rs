//! Terminal with a card before it. It takes purchases and loads the card, with the host's own arithmetic. If an answer
//! does not come, it asks for the transaction's proof by GET TRANSACTION PROVE.

use applet::{KeyUsage, Refusal};
use sim_wire::Fen;
use sim_wire::count::Counted;
use sim_wire::record::TransactionKind;

use super::result::{Performed, RefusedError};
use crate::platform::number::Msisdn;
use crate::world::{World, WorldError};
use sim_device::link::Transport;
use sim_device::profile::Profile;
use sim_device::sam::TacKey;
use sim_device::sam::command::{self, PurseApplication};
use sim_device::sam::transaction::{CardSide, Online, TransferDirection};
use sim_device::sam::transaction_mac::{DatedRequest, TransactionRequest};

/// Key index of loads.
const LOAD_KEY: u8 = 0x01;

/// Number of requests for the proof of a transaction whose answer did not come.
const PROOFS_ASKED: usize = 4;

/// Reason why a transaction failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TerminalError {
    /// The card cannot be reached.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The card refuses.
    #[error("the card refuses: {answer}", answer = hex::encode_upper(answer))]
    Refused {
        /// Answer of the card, with its status word.
        answer: Vec<u8>,
        /// Refusal that the simulated card recorded last; `None` if it recorded none.
        refusal: Option<Refusal>,
    },
    /// The purse or its counter has no room.
    #[error("the purse or its counter has no room")]
    Full,
    /// The card shows a fault.
    #[error(transparent)]
    Fault(#[from] CardFaultError),
    /// The card has loaded an amount, and the platform's answer to its receipt is missing.
    #[error(
        "the card has been loaded with {0}, and the platform has not confirmed that: the load is not to be repeated"
    )]
    Unconfirmed(Fen),
    /// The books refuse to end a transfer that they hold.
    #[error("{0}")]
    Books(WorldError),
}

/// Fault of a card: an answer that a correct card does not give.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardFaultError {
    /// MAC1 of a load is wrong.
    #[error("MAC1 of a load is {} and not {}", hex(actual), hex(expected))]
    LoadMac1 {
        /// MAC1 that the terminal computes.
        expected: Vec<u8>,
        /// MAC1 of the card.
        actual: Vec<u8>,
    },
    /// The answer to the second command is wrong.
    #[error("the card's receipt is {} and not {}", hex(actual), hex(expected))]
    Receipt {
        /// Answer that the terminal computes.
        expected: Vec<u8>,
        /// Answer of the card.
        actual: Vec<u8>,
    },
    /// The answer to the request for the proof is wrong.
    #[error("the card's proof is {} and not {}", hex(actual), hex(expected))]
    Proof {
        /// Answer that the terminal computes.
        expected: Vec<u8>,
        /// Answer of the card.
        actual: Vec<u8>,
    },
    /// The card never answers the request for the proof of a transaction.
    #[error("the card never says what came of a transaction")]
    Silent,
    /// The platform refuses MAC1 of a load or unload at a hall.
    #[error("the platform refuses MAC1 of the card")]
    Mac1Refused,
    /// The platform refuses the receipt of a load or unload at a hall.
    #[error("the platform refuses the receipt of the card")]
    ReceiptRefused,
    /// The answer to SELECT has no card number.
    #[error("the answer to SELECT has no card number")]
    NoNumber,
    /// The answer to INITIALIZE has a wrong length, in octets.
    #[error("INITIALIZE is answered with {}", Counted(*.0, "octet"))]
    Initialize(usize),
    /// The card names a key that the profile lacks.
    #[error("the card names a key that it was not given")]
    NoKey,
    /// The profile has no TAC key.
    #[error("the card was given no TAC key")]
    NoTacKey,
    /// The profile's AID is too long for SELECT.
    #[error("the profile's AID is too long")]
    LongAid,
}

/// Terminal with a card before it.
pub(super) struct Terminal<'w> {
    world: &'w mut World,
    number: Msisdn,
    profile: &'w Profile,
    way: Transport,
    /// Terminal number, which stands in every transaction.
    id: [u8; 6],
    /// Number of requests for the proof when no answer comes.
    proofs_asked: usize,
}

/// Result of a step of a transaction.
type Step<T> = Result<T, TerminalError>;

impl<'w> Terminal<'w> {
    /// Creates a terminal that reaches the card over `way`.
    pub(super) fn new(
        world: &'w mut World,
        (number, profile): (Msisdn, &'w Profile),
        way: Transport,
        id: [u8; 6],
    ) -> Terminal<'w> {
        Terminal { world, number, profile, way, id, proofs_asked: PROOFS_ASKED }
    }

    /// Makes the terminal give up when no answer comes.
    pub(super) fn without_proof(self) -> Terminal<'w> {
        Terminal { proofs_asked: 0, ..self }
    }

    /// Loads the card.
    pub(super) fn load(&mut self, amount: Fen) -> Step<()> {
        let dated = self.date(amount, TransactionKind::Load);
        let card = CardSide { balance: Fen::ZERO, counter: 0, random: [0; 4] };
        let mut load = Online { direction: TransferDirection::Load, dated, card };
        let said = self.begin(&load.initialize(PurseApplication::Purse, LOAD_KEY))?;
        let (card, version, mac1) = CardSide::of_online(&exactly(&said)?);
        load.card = card;
        let session = load.session_key(&self.key(KeyUsage::Load, LOAD_KEY, version)?);
        let expected = load.mac1(&session);
        if expected != mac1 {
            return Err(CardFaultError::LoadMac1 { expected: expected.to_vec(), actual: mac1.to_vec() }.into());
        }
        let tac = load.tac(&self.tac_key()?).ok_or(TerminalError::Full)?;
        let prove = load.prove().ok_or(TerminalError::Full)?;
        self.complete(&load.complete(&session), &prove, [tac.to_vec(), load.prove_answer(tac)])
    }

    /// Sends SELECT and INITIALIZE, and returns the data of the answer to INITIALIZE.
    fn begin(&mut self, initialize: &[u8]) -> Step<Vec<u8>> {
        self.select()?;
        self.exchange(initialize)
    }

    fn select(&mut self) -> Step<()> {
        let select = command::select_application(&self.profile.card.aid).ok_or(CardFaultError::LongAid)?;
        self.exchange(&select).map(drop)
    }

    /// Sends a command, and returns the data of an answer with status 9000 or 91xx.
    fn exchange(&mut self, command: &[u8]) -> Step<Vec<u8>> {
        let answer = self.world.transmit(&self.number, self.way, command)?;
        match answer.split_last_chunk() {
            Some((data, [0x90, 0x00] | [0x91, _])) => Ok(data.to_vec()),
            _ => Err(TerminalError::Refused { refusal: self.refusal(), answer }),
        }
    }

    fn refusal(&self) -> Option<Refusal> {
        self.world.person(&self.number)?.station().link().card().last_refusal()
    }

    /// Sends the second command, and asks for the proof if no answer comes. The terminal computes both answers of a
    /// correct card beforehand.
    fn complete(&mut self, command: &[u8], prove: &[u8], [due, proof]: [Vec<u8>; 2]) -> Step<()> {
        let unreachable = match self.exchange(command) {
            Ok(data) if data == due => return Ok(()),
            Ok(actual) => return Err(CardFaultError::Receipt { expected: due, actual }.into()),
            Err(TerminalError::World(why)) => why,
            Err(other) => return Err(other),
        };
        if self.proofs_asked == 0 {
            return Err(unreachable.into());
        }
        for _ in 0..self.proofs_asked {
            match self.select().and_then(|()| self.exchange(prove)) {
                Ok(data) if data == proof => return Ok(()),
                Ok(actual) => return Err(CardFaultError::Proof { expected: proof, actual }.into()),
                Err(TerminalError::World(_)) => {}
                Err(other) => return Err(other),
            }
        }
        Err(CardFaultError::Silent.into())
    }

    fn date(&self, amount: Fen, kind: TransactionKind) -> DatedRequest {
        TransactionRequest { amount, kind, terminal: self.id }.at(self.world.now().record())
    }

    fn key(&self, usage: KeyUsage, index: u8, version: u8) -> Result<applet::PurseKey, CardFaultError> {
        self.profile.key_version(usage, index, version).map(|entry| entry.key).ok_or(CardFaultError::NoKey)
    }

    fn tac_key(&self) -> Result<TacKey, CardFaultError> {
        self.profile.only_key(KeyUsage::Tac).map(|entry| TacKey::of(&entry.key)).ok_or(CardFaultError::NoTacKey)
    }
}

/// Way of a terminal to a card by radio.
const AIR: Transport = Transport::Air { distance_cm: 3 };

/// Number of a terminal outside the books.
const OUTSIDE: [u8; 6] = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66];

/// Loads a card by radio at a terminal whose money comes from no account in the books.
pub(super) fn load_by_air(
    world: &mut World,
    (number, profile): (Msisdn, &Profile),
    amount: Fen,
) -> Result<Performed, RefusedError> {
    Terminal::new(world, (number, profile), AIR, OUTSIDE).without_proof().load(amount)?;
    world.note_loaded(&number, amount)?;
    Ok(Performed::Done)
}

fn hex(octets: &[u8]) -> String {
    hex::encode_upper(octets)
}

pub(super) fn exactly<const N: usize>(data: &[u8]) -> Result<[u8; N], CardFaultError> {
    data.try_into().map_err(|_| CardFaultError::Initialize(data.len()))
}
