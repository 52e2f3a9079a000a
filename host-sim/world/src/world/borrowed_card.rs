//! Card of a person in a reader of contacts outside the world, as on a developer's desk. The phone is off meanwhile.
//! The world keeps the card's memory after every command. What a reset forgets is kept with the reader: a process that
//! is killed leaves a card without power, as a reader that is unplugged does.

use applet::CardSession;
use sim_wire::Fen;
use sim_wire::instruction::Instruction;

use super::phones::Phones;
use super::{Power, World, WorldError};
use crate::platform::number::Msisdn;
use sim_device::link::{InProcess, Link as _, LinkContext, LinkError};
use sim_device::memory::{Eeprom, PowerCut, Tear};

/// Power failure that is yet to come to a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PendingCut {
    /// Number of memory writes before the one at which the power fails.
    writes_before: u64,
    tear: Tear,
}

/// Card that was taken out of a person's phone.
#[derive(Clone, Debug)]
pub struct BorrowedCard {
    number: Msisdn,
    /// Set if the phone was on before.
    was_on: bool,
    /// Memory that a reset forgets; `None` without power.
    session: Option<CardSession>,
    /// Memory as the last command left it.
    left: Vec<u8>,
    /// Power failure that is yet to come; `None` if there is none.
    cut: Option<PendingCut>,
    /// Set since a power failure that was ordered has come.
    has_failed: bool,
}

/// Reason for which a borrowed card does not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BorrowedCardError {
    /// Nothing came back from the card.
    #[error(transparent)]
    Card(#[from] LinkError),
    /// Somebody has put the card back into its phone and switched the phone on, or used the card elsewhere.
    #[error("the card of {0} was taken out of the reader and used elsewhere")]
    UsedElsewhere(Msisdn),
    /// The world has no such card any more.
    #[error(transparent)]
    World(#[from] WorldError),
}

impl BorrowedCard {
    /// Returns the number of the phone that the card is of.
    pub const fn number(&self) -> Msisdn {
        self.number
    }

    /// Prepares a power failure at a memory write, counted from 1.
    pub const fn cut_at_write(&mut self, write: u64, tear: Tear) {
        self.cut = Some(PendingCut { writes_before: write.saturating_sub(1), tear });
    }

    /// Returns whether a power failure that was ordered has come since the last call.
    pub const fn take_failure(&mut self) -> bool {
        std::mem::replace(&mut self.has_failed, false)
    }

    /// Takes the card's power.
    pub fn power_off(&mut self) {
        self.session = None;
    }
}

impl World {
    /// Takes the card out of a person's phone, which is switched off if it is on.
    pub fn take_card_out(&mut self, number: &Msisdn) -> Result<BorrowedCard, WorldError> {
        self.check_card_there(number)?;
        let was_on = self.person(number).is_some_and(|person| person.power != Power::Off);
        if was_on {
            self.switch_off(number)?;
        }
        let image = self.person(number).map(|person| person.station.link().card().memory().image().to_vec());
        let left = image.unwrap_or_default();
        Ok(BorrowedCard { number: *number, was_on, session: None, left, cut: None, has_failed: false })
    }

    /// Puts a card back into its phone, which is switched on if it was on before. A phone that is on again already has
    /// its card.
    pub fn put_card_back(&mut self, card: &BorrowedCard) -> Result<(), WorldError> {
        let is_off = self.person(&card.number).is_some_and(|person| person.power == Power::Off);
        if card.was_on && is_off { self.switch_on(&card.number) } else { Ok(()) }
    }

    /// Gives a borrowed card power, and returns its answer to reset.
    pub fn power_borrowed(&mut self, card: &mut BorrowedCard) -> Result<Vec<u8>, BorrowedCardError> {
        card.session = None;
        self.use_borrowed(card, |link| link.power_on())
    }

    /// Sends a command to a borrowed card. Money that a terminal loads there comes into the books from outside.
    pub fn exchange_borrowed(
        &mut self,
        card: &mut BorrowedCard,
        situation: LinkContext,
        command: &[u8],
    ) -> Result<Vec<u8>, BorrowedCardError> {
        let balance = |link: &InProcess<Eeprom>| link.card().state().map(|state| state.balance);
        let is_load = command.get(1) == Some(&Instruction::CreditForLoad.ins());
        let mut loaded = None;
        let answer = self.use_borrowed(card, |link| {
            let before = if is_load { balance(link) } else { None };
            let answer = link.exchange(situation, command);
            loaded = before.zip(balance(link)).and_then(|(before, after)| after.0.checked_sub(before.0));
            answer
        })?;
        if let Some(loaded @ 1..) = loaded {
            self.note_loaded(&card.number, Fen(loaded))?;
        }
        Ok(answer)
    }

    /// Works with a borrowed card as its last use left it, which counts as a step.
    fn use_borrowed(
        &mut self,
        card: &mut BorrowedCard,
        work: impl FnOnce(&mut InProcess<Eeprom>) -> Result<Vec<u8>, LinkError>,
    ) -> Result<Vec<u8>, BorrowedCardError> {
        self.phones().use_borrowed(card, work)
    }
}

impl Phones<'_> {
    fn use_borrowed(
        &mut self,
        card: &mut BorrowedCard,
        work: impl FnOnce(&mut InProcess<Eeprom>) -> Result<Vec<u8>, LinkError>,
    ) -> Result<Vec<u8>, BorrowedCardError> {
        let index = self.people.find(&card.number)?;
        let person = self.people.get(index).ok_or(WorldError::NoSuchPerson(card.number))?;
        if let Some(loss) = person.loss {
            return Err(WorldError::CardGone(card.number, loss).into());
        }
        if person.power != Power::Off || person.station.link().card().memory().image() != card.left {
            let image = person.station.link().card().memory().image().to_vec();
            (card.session, card.left) = (None, image);
            return Err(BorrowedCardError::UsedElsewhere(card.number));
        }
        self.scheduler.count_step();
        self.seed_card(index);
        let person = self.people.get_mut(index).ok_or(WorldError::NoSuchPerson(card.number))?;
        let link = person.station.link_mut();
        // A session that does not fit the card's memory is none.
        if let Some(Err(_)) = card.session.take().map(|session| link.card_mut().resume(session)) {
            link.power_off();
        }
        let memory = link.card_mut().memory_mut();
        card.cut.iter().for_each(|cut| memory.arm(PowerCut::at_write(cut.writes_before, cut.tear)));
        let written = memory.write_count();
        let answer = work(link);
        card.settle_cut(link, written);
        card.session = link.card().session().cloned();
        // Between two commands the card in the world has no power, so that its radio answers nobody.
        link.power_off();
        card.left = link.card().memory().image().to_vec();
        Ok(answer?)
    }
}

impl BorrowedCard {
    /// Counts the writes since `written` towards the power failure that is yet to come, and ends one that came.
    fn settle_cut(&mut self, link: &mut InProcess<Eeprom>, written: u64) {
        let Some(cut) = &mut self.cut else { return };
        let memory = link.card_mut().memory_mut();
        let writes = memory.write_count().saturating_sub(written);
        let has_failed = memory.power_failed();
        cut.writes_before = cut.writes_before.saturating_sub(writes);
        memory.disarm();
        memory.power_restored();
        if has_failed {
            (self.cut, self.has_failed) = (None, true);
            link.power_off();
        }
    }
}
