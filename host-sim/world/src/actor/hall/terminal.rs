//! Terminal of a business hall with a card before it, over the contacts. It has no keys: it carries what the card says
//! to the platform, which is the host, and what the platform answers to the card.

use applet::Refusal;
use sim_wire::Fen;
use sim_wire::apdu::Header;
use sim_wire::instruction::Instruction;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::message::{LOAD_KEY_INDEX, LoadAnswer};
use sim_wire::record::{LogRecord, TerminalTime, TransactionKind};
use sim_wire::status::StatusWord;
use sim_wire::tag::ParameterTag;

use crate::actor::terminal::{CardFaultError, TerminalError, exactly};
use crate::platform::card_file::{Asn, UNLOAD_KEY_INDEX};
use crate::platform::hall::{BegunTransaction, CardTestimony, HallError, HostAnswer, OpenTransaction};
use crate::platform::load::TransferState;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::world::{World, WorldError};
use sim_device::link::Transport;
use sim_device::sam::Mac;
use sim_device::sam::command::{self, Initialize, InitializeStep, PurseApplication};
use sim_device::sam::secure_messaging::Challenge;
use sim_device::sam::transaction::TransferDirection;

/// Number of the hall's terminal.
const TERMINAL: [u8; 6] = [0x99, 0x88, 0x77, 0x66, 0x55, 0x44];

/// Number of tries when the card does not answer.
const TRIES: usize = 4;

/// Number of records in the card's log.
const RECORDS: u8 = 10;

/// Tag of the public data in the answer to SELECT, with their length; the card number stands at octet 10 of them.
const PUBLIC_DATA: [u8; 3] = [0x9F, 0x0C, 0x1E];

/// Result of a step at the terminal.
pub(super) type Step<T> = Result<T, TerminalError>;

/// Terminal with a person's card before it.
pub(super) struct HallTerminal<'w> {
    pub(super) world: &'w mut World,
    pub(super) number: Msisdn,
}

/// Makes the mistake of a card out of the platform's refusal of its MACs.
fn fault_of(refused: WorldError) -> TerminalError {
    match refused {
        WorldError::Refused(DeclinedError::MacWrong) => CardFaultError::Mac1Refused.into(),
        WorldError::Refused(DeclinedError::Hall(HallError::ReceiptWrong(_))) => CardFaultError::ReceiptRefused.into(),
        WorldError::Refused(DeclinedError::Hall(HallError::Unresolved(_))) => CardFaultError::Silent.into(),
        other => TerminalError::World(other),
    }
}

impl HallTerminal<'_> {
    /// Selects the wallet on the card, and returns the card's number.
    pub(super) fn select(&mut self) -> Step<Asn> {
        self.world.check_card_there(&self.number)?;
        let aid = self.world.platform().card_of(&self.number).map(|card| card.aid.clone()).unwrap_or_default();
        let select = command::select_application(&aid).ok_or(CardFaultError::LongAid)?;
        let answer = self.exchange(&select)?;
        let place = answer.windows(PUBLIC_DATA.len()).position(|window| window == PUBLIC_DATA);
        let asn = place.and_then(|place| answer.get(place.saturating_add(PUBLIC_DATA.len() + 10)..));
        asn.and_then(|asn| asn.first_chunk()).map(|asn| Asn(*asn)).ok_or_else(|| CardFaultError::NoNumber.into())
    }

    /// Sends a command, and returns the data of an answer with status 9000 or 91xx.
    pub(super) fn exchange(&mut self, command: &[u8]) -> Step<Vec<u8>> {
        let answer = self.world.transmit(&self.number, Transport::Contacts, command)?;
        match answer.split_last_chunk() {
            Some((data, [0x90, 0x00] | [0x91, _])) => Ok(data.to_vec()),
            _ => Err(TerminalError::Refused { refusal: self.refusal(), answer }),
        }
    }

    fn refusal(&self) -> Option<Refusal> {
        self.world.person(&self.number)?.station().link().card().last_refusal()
    }

    /// Gets the issuer's authority by EXTERNAL AUTHENTICATE; the platform makes the proof.
    pub(super) fn authenticate(&mut self, asn: Asn) -> Step<()> {
        let challenge = self.exchange(&command::get_challenge(8))?;
        let challenge = Challenge::of(&challenge).ok_or(CardFaultError::Initialize(challenge.len()))?;
        let command = self.world.platform().authenticate_to(asn, challenge).map_err(WorldError::Refused)?;
        self.exchange(&command).map(drop)
    }

    /// Sends a command. If the holder has switched the operation PIN on, the card asks for more than the command, and
    /// the terminal shows the issuer's authority instead of the PIN (3.3.1).
    fn exchange_with_authority(&mut self, asn: Asn, command: &[u8]) -> Step<Vec<u8>> {
        match self.exchange(command) {
            Err(TerminalError::Refused { answer, .. })
                if answer == StatusWord::SECURITY_STATUS_NOT_SATISFIED.to_bytes() =>
            {
                self.authenticate(asn)?;
                self.exchange(command)
            }
            answer => answer,
        }
    }

    /// Reads the balance of the purse.
    pub(super) fn balance(&mut self, asn: Asn) -> Step<Fen> {
        let answer = self.exchange_with_authority(asn, &command::get_balance(PurseApplication::Purse))?;
        Ok(Fen::from_bytes(exactly(&answer)?))
    }

    /// Reads the state of the wallet.
    pub(super) fn life_cycle(&mut self) -> Step<LifeCycle> {
        let [p1, p2] = ParameterTag::LifeCycle.code().to_be_bytes();
        let header = Header { cla: 0x80, ins: Instruction::GetData.ins(), p1, p2 };
        let answer = self.exchange(&[&header.to_bytes()[..], &[0x01]].concat())?;
        let code = answer.first().copied().unwrap_or_default();
        LifeCycle::from_code(code).ok_or_else(|| CardFaultError::Initialize(answer.len()).into())
    }

    /// Moves the wallet to a state under the issuer's authority. The card accepts the state that it has.
    pub(super) fn set_status(&mut self, asn: Asn, state: LifeCycle) -> Step<()> {
        let command = self.world.platform().status_command(asn, state).map_err(WorldError::Refused)?;
        self.exchange(&command).map(drop)
    }

    /// Begins a load or unload on the card.
    pub(super) fn initialize(&mut self, asn: Asn, direction: TransferDirection, amount: Fen) -> Step<BegunTransaction> {
        let (step, key_index) = match direction {
            TransferDirection::Load => (InitializeStep::Load, LOAD_KEY_INDEX),
            TransferDirection::Unload => (InitializeStep::Unload, UNLOAD_KEY_INDEX),
        };
        let application = PurseApplication::Purse;
        let initialize = Initialize { step, application, key_index, amount, terminal: TERMINAL };
        let answer = self.exchange_with_authority(asn, &initialize.emit())?;
        let answer = LoadAnswer::parse(&exactly(&answer)?);
        Ok(BegunTransaction { direction, amount, terminal: TERMINAL, answer })
    }

    /// Asks the platform, again while its line is broken.
    pub(super) fn ask<T>(&mut self, ask: impl FnMut(&mut World) -> Result<T, WorldError>) -> Step<T> {
        self.world.insist(ask).map_err(fault_of)
    }

    /// Lets the card complete a transaction that the platform has answered, and brings the platform the card's receipt.
    /// If no answer comes, the card is asked for its proof. Returns the TAC or MAC3; `None` if the card had no longer
    /// one.
    pub(super) fn complete(&mut self, begun: &BegunTransaction, host: HostAnswer) -> Step<Option<Mac>> {
        let open = OpenTransaction { id: host.id, online: begun.online(TerminalTime(host.at)) };
        match self.exchange(&host.command(begun.direction)) {
            Ok(receipt) => self.settle(open, &receipt),
            Err(first) => match self.resolve(open) {
                Err(second @ (TerminalError::Fault(_) | TerminalError::Unconfirmed(_))) => Err(second),
                Ok(proof) if self.is_settled(open) => Ok(proof),
                _ => Err(first),
            },
        }
    }

    /// Returns whether the money of a transaction has arrived.
    fn is_settled(&self, open: OpenTransaction) -> bool {
        let transfer = self.world.platform().books.transfer(open.id.0);
        transfer.is_some_and(|transfer| transfer.state == TransferState::Settled)
    }

    /// Brings the platform the card's TAC or MAC3, and returns it. A card that has made a TAC has been loaded, even if
    /// the platform does not answer.
    fn settle(&mut self, open: OpenTransaction, receipt: &[u8]) -> Step<Option<Mac>> {
        let receipt = receipt.first_chunk().copied().ok_or(CardFaultError::Initialize(receipt.len()))?;
        let settled = self.ask(|world| world.settle_at_hall(open, receipt)).map_err(ended);
        match (settled, open.online.direction) {
            (Err(TerminalError::World(WorldError::LineBroken)), TransferDirection::Load) => {
                Err(TerminalError::Unconfirmed(open.online.dated.request.amount))
            }
            (settled, _) => settled.map(|()| Some(receipt)),
        }
    }

    /// Performs a step again as often as the card falls silent in it, up to the number of tries.
    pub(super) fn repeat_while_silent<T>(&mut self, mut step: impl FnMut(&mut Self) -> Step<T>) -> Step<T> {
        for _ in 1..TRIES {
            match step(self) {
                Err(TerminalError::World(WorldError::Unrest { .. })) => {}
                other => return other,
            }
        }
        step(self)
    }

    /// Finds out what came of a transaction, as often as the card falls silent.
    fn resolve(&mut self, open: OpenTransaction) -> Step<Option<Mac>> {
        self.repeat_while_silent(|terminal| terminal.resolve_once(open))
    }

    /// Asks the card for the proof of a transaction. A card that has none begins another transaction, by which the
    /// platform sees its counter, and shows the record of its log.
    fn resolve_once(&mut self, open: OpenTransaction) -> Step<Option<Mac>> {
        let asn = self.select()?;
        let prove = open.online.prove().ok_or(TerminalError::Full)?;
        match self.exchange(&prove) {
            Ok(proof) => {
                let receipt = match open.online.direction {
                    TransferDirection::Load => proof.get(4..).unwrap_or_default(),
                    TransferDirection::Unload => proof.as_slice(),
                };
                match self.settle(open, receipt) {
                    // The proof may be another transaction's under the same counter.
                    Err(TerminalError::Fault(CardFaultError::ReceiptRefused)) => self.conclude(asn, open),
                    settled => settled,
                }
            }
            Err(TerminalError::Refused { .. }) => self.conclude(asn, open),
            Err(other) => Err(other),
        }
    }

    /// Ends a transaction whose proof the card does not have.
    fn conclude(&mut self, asn: Asn, open: OpenTransaction) -> Step<Option<Mac>> {
        let request = open.online.dated.request;
        let begun = match open.online.direction {
            TransferDirection::Load => self.initialize(asn, TransferDirection::Load, request.amount),
            TransferDirection::Unload => {
                let balance = self.balance(asn)?;
                self.initialize(asn, TransferDirection::Unload, balance)
            }
        }?;
        let record = match begun.answer.counter > open.online.card.counter {
            true => self.record(open.online.card.counter.saturating_add(1))?,
            false => None,
        };
        let testimony = CardTestimony { begun, record };
        self.ask(|world| world.conclude_at_hall(open, &testimony)).map_err(ended)?;
        Ok(None)
    }

    /// Reads the record of the load or unload with that counter from the card's log.
    fn record(&mut self, counter: u16) -> Step<Option<LogRecord>> {
        for number in 1..=RECORDS {
            let header = Header { cla: 0x00, ins: Instruction::ReadRecord.ins(), p1: number, p2: 0xC4 };
            let Ok(octets) = self.exchange(&[&header.to_bytes()[..], &[0x17]].concat()) else { break };
            let Ok(record) = exactly(&octets) else { break };
            let record = LogRecord::parse(&record);
            let is_online = matches!(record.kind, TransactionKind::Load | TransactionKind::Unload);
            if is_online && record.counter == counter {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    /// Finds out what came of the earlier transactions of a card at halls. Returns those whose money has arrived, each
    /// with the card's TAC or MAC3 if the card still had it.
    pub(super) fn resolve_earlier(&mut self, asn: Asn) -> Step<Vec<(OpenTransaction, Option<Mac>)>> {
        let mut arrived = Vec::new();
        for open in self.world.open_at_platform(asn) {
            let proof = self.resolve(open)?;
            self.select()?;
            arrived.extend(self.is_settled(open).then_some((open, proof)));
        }
        Ok(arrived)
    }
}

/// Makes a failure of the books out of a refusal to end a transfer that they hold.
fn ended(why: TerminalError) -> TerminalError {
    match why {
        TerminalError::World(why @ WorldError::Refused(_)) => TerminalError::Books(why),
        other => other,
    }
}
