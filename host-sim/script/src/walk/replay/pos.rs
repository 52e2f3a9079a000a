//! Others than the person: a terminal that takes or gives money by radio, with the host's own arithmetic, and a command
//! beside the handset's.

use applet::KeyUsage;
use sim_wire::Fen;
use sim_wire::record::TransactionKind;

use super::player::{Done, Player, impossible};
use crate::trace::outcome::Trouble;
use crate::trace::pattern::Segment;
use crate::trace::replay::values::whole;
use crate::trace::syntax::Expected;
use crate::walk::syntax::{Apdu, Tap, TapEnding, TapKind};
use sim_device::link::Way;
use sim_device::mobile_station::StationError;
use sim_device::sam::command::{self, Application};
use sim_device::sam::transaction::{CardSide, Direction, Online, Purchase};
use sim_device::sam::transaction_mac::{DatedRequest, Request};
use sim_device::sam::{SessionKey, TacKey};
use sim_world::world::WorldError;

/// How far the card is held from the terminal.
const DISTANCE_CM: u16 = 3;

/// The terminal's number.
const TERMINAL: [u8; 6] = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66];

/// Key index of purchases, as the traces have it.
const PURCHASE_KEY: u8 = 0x03;

/// Key index of loads.
const LOAD_KEY: u8 = 0x01;

/// What the card said: its data, or that it refused.
type Said = Result<Vec<u8>, Box<Trouble>>;

impl Player {
    /// A command beside the handset's, over the contacts.
    pub(super) fn apdu(&mut self, apdu: &Apdu) -> Done {
        let impossible = |why| Box::new(Trouble::Impossible(why));
        let command = self.now.values.command(&apdu.command).map_err(impossible)?;
        let answer = match self.now.world.transmit(&self.number, Way::Contacts, &command) {
            Err(WorldError::Unrest { unrest: StationError::Mute, .. }) if apdu.answer == Some(Expected::NoAnswer) => {
                None
            }
            answered => self.settled(answered)?,
        };
        let (segments, expected) = match &apdu.answer {
            None => {
                let succeeded = answer
                    .as_deref()
                    .and_then(<[u8]>::last_chunk)
                    .is_some_and(|word| matches!(word, [0x90, 0x00] | [0x91, _]));
                if succeeded {
                    return Ok(());
                }
                (
                    vec![vec![Segment::Any], vec![Segment::literal(&[0x90, 0x00])]],
                    ".. 9000 (no answer is written)".to_owned(),
                )
            }
            Some(Expected::NoAnswer) if answer.is_none() => return Ok(()),
            Some(Expected::NoAnswer) => (Vec::new(), "no answer".to_owned()),
            Some(Expected::Answer(parts)) => {
                let written = parts.iter().map(|part| part.piece.to_string()).collect::<Vec<_>>().join(" ");
                (self.now.values.pattern(parts).map_err(impossible)?, written)
            }
        };
        if !segments.is_empty()
            && let Some(captures) = answer.as_deref().and_then(|answer| whole(&segments).captures(answer))
        {
            captures.into_iter().for_each(|(name, octets)| self.now.values.set(name, octets));
            return Ok(());
        }
        let expects_answer = !segments.is_empty();
        let groups = match &answer {
            Some(answer) if expects_answer => whole(&segments).beside(answer),
            _ => Vec::new(),
        };
        Err(Box::new(Trouble::Answer { expected, groups, expects_answer, actual: answer }))
    }

    /// A terminal's transaction by radio.
    pub(super) fn tap(&mut self, tap: &Tap) -> Done {
        let ending = match tap.kind {
            TapKind::Purchase => self.purchase(tap.amount)?,
            TapKind::Load => self.load(tap.amount)?,
        };
        match (tap.kind, ending) {
            (TapKind::Purchase, TapEnding::Done) => self.now.world.took(&self.number, tap.amount),
            (TapKind::Load, TapEnding::Done) => self.now.world.gave(&self.number, tap.amount),
            (_, TapEnding::Refused(_)) => {}
        }
        // Of the reasons that carry a number, the number is not the tester's business.
        let same = match (tap.ending, ending) {
            (TapEnding::Refused(Some(wanted)), TapEnding::Refused(Some(actual))) => wanted.code() == actual.code(),
            (TapEnding::Refused(None), TapEnding::Refused(_)) => true,
            (wanted, actual) => wanted == actual,
        };
        if same {
            return Ok(());
        }
        let what = "the tap".to_owned();
        Err(Box::new(Trouble::Value { what, expected: tap.ending.to_string(), actual: ending.to_string() }))
    }

    fn purchase(&mut self, amount: Fen) -> Result<TapEnding, Box<Trouble>> {
        self.now.terminal_counter += 1;
        let dated = self.dated(amount, TransactionKind::Purchase)?;
        let card = CardSide { balance: Fen::ZERO, counter: 0, random: [0; 4] };
        let terminal_counter = self.now.terminal_counter;
        let mut purchase = Purchase { dated, card, terminal_counter, overdraw_limit: [0; 3], code: None };
        let Some(said) = self.begin(&purchase.initialize(Application::Purse, PURCHASE_KEY))? else {
            return Ok(TapEnding::Refused(self.last_refusal()));
        };
        let (card, version) = CardSide::of_purchase(&exactly(&said)?);
        purchase.card = card;
        let key = self.key(KeyUsage::Purchase, PURCHASE_KEY, version)?;
        let session = purchase.session_key(&key);
        let tac = TacKey::of(&self.only_key(KeyUsage::Tac)?);
        let due = purchase.debit_answer(&session, &tac);
        self.complete(&purchase.debit(&session), &due)
    }

    fn load(&mut self, amount: Fen) -> Result<TapEnding, Box<Trouble>> {
        let dated = self.dated(amount, TransactionKind::Load)?;
        let card = CardSide { balance: Fen::ZERO, counter: 0, random: [0; 4] };
        let mut load = Online { direction: Direction::Load, dated, card };
        let Some(said) = self.begin(&load.initialize(Application::Purse, LOAD_KEY))? else {
            return Ok(TapEnding::Refused(self.last_refusal()));
        };
        let (card, version, mac1) = CardSide::of_online(&exactly(&said)?);
        load.card = card;
        let session =
            SessionKey::online(&self.key(KeyUsage::Load, LOAD_KEY, version)?, load.card.random, load.card.counter);
        if load.mac1(&session) != mac1 {
            return Err(wrong("MAC1 of the load", &load.mac1(&session), &mac1));
        }
        let tac = load.tac(&TacKey::of(&self.only_key(KeyUsage::Tac)?)).unwrap_or_default();
        self.complete(&load.complete(&session), &tac)
    }

    /// SELECT and INITIALIZE; `None` where the card refuses.
    fn begin(&mut self, initialize: &[u8]) -> Result<Option<Vec<u8>>, Box<Trouble>> {
        let aid = self.profile.card.aid.clone();
        let select = command::select_application(&aid).ok_or_else(|| impossible("the profile's AID is too long"))?;
        if refused(&self.by_radio(&select)?) {
            return Ok(None);
        }
        let said = self.by_radio(initialize)?;
        Ok((!refused(&said)).then_some(said))
    }

    /// The second command, whose answer the terminal knows beforehand.
    fn complete(&mut self, command: &[u8], due: &[u8]) -> Result<TapEnding, Box<Trouble>> {
        let said = self.by_radio(command)?;
        if refused(&said) {
            return Ok(TapEnding::Refused(self.last_refusal()));
        }
        let (data, _) = said.split_at(said.len().saturating_sub(2));
        if data == due { Ok(TapEnding::Done) } else { Err(wrong("the card's proof to the terminal", due, data)) }
    }

    fn by_radio(&mut self, command: &[u8]) -> Said {
        let done = self.now.world.transmit(&self.number, Way::Air { distance_cm: DISTANCE_CM }, command);
        let answer = self.settled(done)?;
        answer.ok_or_else(|| impossible("the power failed in the middle of the tap"))
    }

    fn dated(&self, amount: Fen, kind: TransactionKind) -> Result<DatedRequest, Box<Trouble>> {
        let at = self.now.values.clock.now().map_err(|why| impossible(&why))?;
        Ok(Request { amount, kind, terminal: TERMINAL }.at(at))
    }

    fn key(&self, usage: KeyUsage, index: u8, version: u8) -> Result<applet::Key, Box<Trouble>> {
        let entry = self.profile.key_version(usage, index, version).map(|entry| entry.key);
        entry.ok_or_else(|| impossible("the profile has not the key that the card names"))
    }

    fn only_key(&self, usage: KeyUsage) -> Result<applet::Key, Box<Trouble>> {
        let entry = self.profile.only_key(usage).map(|entry| entry.key);
        entry.ok_or_else(|| impossible("the profile has no such key"))
    }
}

/// Whether an answer says no.
fn refused(answer: &[u8]) -> bool {
    !answer.ends_with(&[0x90, 0x00])
}

/// The data of an answer, which must have so many octets.
fn exactly<const N: usize>(answer: &[u8]) -> Result<[u8; N], Box<Trouble>> {
    let (data, _) = answer.split_at(answer.len().saturating_sub(2));
    data.try_into().map_err(|_| wrong("octets in the answer to INITIALIZE", &[N as u8], &[data.len() as u8]))
}

fn wrong(what: &str, expected: &[u8], actual: &[u8]) -> Box<Trouble> {
    let (expected, actual) = (hex::encode_upper(expected), hex::encode_upper(actual));
    Box::new(Trouble::Value { what: what.to_owned(), expected, actual })
}
