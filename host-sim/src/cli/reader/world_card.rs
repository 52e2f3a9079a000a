//! A person's card of a world in the slot. Every command is a step of the world, in its file before it is answered.

use std::path::Path;

use miette::miette;

use super::inserted::{Inserted, WriteCut};
use crate::cli::phone::world::person;
use crate::cli::print;
use crate::cli::world::step::{UndoneError, WorldConsole};
use sim_device::link::{Link, LinkContext, LinkError};
use sim_i18n::Language;
use sim_world::platform::number::Msisdn;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{BorrowedCard, BorrowedCardError, World};

/// Card that was taken out of a person's phone.
pub(super) struct WorldCard {
    file: WorldFile,
    world: World,
    card: BorrowedCard,
    /// Name of the card's profile on the command line.
    profile: String,
    /// Number of the last event that was listed.
    listed: u64,
    trouble: Option<String>,
    remark: Option<String>,
}

impl WorldCard {
    /// Takes a person's card out of the phone.
    pub(super) fn take(path: &Path, number: Option<Msisdn>) -> miette::Result<WorldCard> {
        let (mut file, mut world) = WorldFile::open(path)?;
        let number = person(&world, number)?;
        file.begin(&mut world)?;
        let listed = world.happened();
        let console = WorldConsole { path, language: Language::English };
        let card = world.take_card_out(&number).map_err(|why| UndoneError::new(console, why))?;
        file.keep(&mut world)?;
        let profile = world.person(&number).map(|person| person.profile().to_owned()).unwrap_or_default();
        let mut taken = WorldCard { file, world, card, profile, listed, trouble: None, remark: None };
        taken.list();
        Ok(taken)
    }

    /// Returns the number of the phone that the card is of.
    pub(super) const fn number(&self) -> Msisdn {
        self.card.number()
    }

    /// Returns the name of the card's profile on the command line.
    pub(super) fn profile(&self) -> &str {
        &self.profile
    }

    /// Prints the events that are not listed yet.
    fn list(&mut self) {
        self.world.events_after(self.listed).for_each(|event| print(&event.to_string()));
        self.listed = self.world.happened();
    }

    /// Works with the card in one step of the world.
    fn step(
        &mut self,
        work: impl FnOnce(&mut World, &mut BorrowedCard) -> Result<Vec<u8>, BorrowedCardError>,
    ) -> Result<Vec<u8>, LinkError> {
        if let Err(why) = self.file.begin(&mut self.world) {
            return Err(self.lose(&why.to_string()));
        }
        let answer = work(&mut self.world, &mut self.card);
        let has_happened = !matches!(answer, Err(BorrowedCardError::UsedElsewhere(_) | BorrowedCardError::World(_)));
        let kept = if has_happened { self.file.keep(&mut self.world) } else { self.file.let_go() };
        if let Err(why) = kept {
            return Err(self.lose(&why.to_string()));
        }
        answer.map_err(|why| match why {
            BorrowedCardError::Card(error) => {
                self.remark = self.card.take_failure().then(|| "the power failed at a memory write".to_owned());
                error
            }
            why => {
                self.remark = Some(why.to_string());
                LinkError::Removed
            }
        })
    }

    /// Notes that the world cannot be kept.
    fn lose(&mut self, why: &str) -> LinkError {
        self.trouble = Some(format!("The world cannot be kept: {why}"));
        LinkError::Removed
    }
}

impl Link for WorldCard {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.step(World::power_borrowed)
    }

    fn power_off(&mut self) {
        self.card.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        self.step(|world, card| world.exchange_borrowed(card, situation, command))
    }
}

impl Inserted for WorldCard {
    fn cut(&mut self, cut: WriteCut) -> bool {
        self.card.cut_at_write(cut.write, cut.tear);
        true
    }

    fn take_remark(&mut self) -> Option<String> {
        self.remark.take()
    }

    fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    fn put_back(&mut self) -> miette::Result<()> {
        self.file.begin(&mut self.world)?;
        self.listed = self.world.happened();
        let put = self.world.put_card_back(&self.card);
        self.file.keep(&mut self.world)?;
        self.list();
        put.map_err(|why| miette!("The card cannot be put back: {why}."))
    }
}
