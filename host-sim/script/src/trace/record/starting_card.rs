//! Card that is on the desk when the shell starts: a simulated one, or one behind a link.

use super::super::replay::setup::Setup;
use super::desk::DeskSettings;
use super::evaluate::sentence;
use super::shell_card::ShellCard;
use sim_device::link::{InProcess, SharedLink};
use sim_device::memory::{Eeprom, manufactured};
use sim_device::profile::Profile;

/// Simulated card that is on the desk when the shell starts.
#[derive(Clone, Debug)]
pub struct DeskCard {
    /// Memory of the card.
    pub memory: Eeprom,
    /// Seed of the card's random numbers.
    pub seed: u64,
    /// Lines of a trace's header that bring the same card back.
    pub settings: Vec<String>,
    /// Profile that the card was made from, with the terminal's keys.
    pub profile: Profile,
    /// Set if the card was there before; a setting then changes what the terminal knows, and not the card.
    pub is_used: bool,
    /// Reason for which the terminal does not have the card's keys; `None` if it has them.
    pub keyless: Option<String>,
}

/// Card behind a link that is on the desk when the shell starts. There is one such card, and nothing that it did is
/// taken back.
#[derive(Clone, Debug)]
pub struct LinkedCard {
    /// Place of the card in words, such as `the reader ACR38`.
    pub place: String,
    /// Link to the card.
    pub link: SharedLink,
    /// Lines of a trace's header: what the terminal knows of the card.
    pub settings: Vec<String>,
    /// Profile with the terminal's keys.
    pub profile: Profile,
    /// Reason for which the keys of the profile are not the card's; `None` if they are. Keys that a setting gives are
    /// then the only ones.
    pub keyless: Option<String>,
}

/// Card that is on the desk when the shell starts.
#[derive(Clone, Debug)]
pub enum StartingCard {
    /// Simulated card.
    Simulated(Box<DeskCard>),
    /// Card behind a link.
    Linked(Box<LinkedCard>),
}

impl StartingCard {
    /// Returns the card behind a link; `None` for a simulated one.
    pub(super) fn linked(&self) -> Option<&LinkedCard> {
        match self {
            StartingCard::Simulated(_) => None,
            StartingCard::Linked(card) => Some(card),
        }
    }

    /// Returns whether the card is a simulated one that was there before.
    pub(super) fn is_used(&self) -> bool {
        matches!(self, StartingCard::Simulated(card) if card.is_used)
    }

    /// Returns why the terminal cannot compute anything for the card; `None` if it can.
    pub(super) fn keyless(&self, settings: &DeskSettings) -> Option<&str> {
        match self {
            StartingCard::Simulated(card) => card.keyless.as_deref(),
            StartingCard::Linked(card) => card.keyless.as_deref().filter(|_| !settings.has_key()),
        }
    }

    /// Returns the settings with which the shell starts.
    pub(super) fn settings(&self) -> DeskSettings {
        match self {
            StartingCard::Simulated(card) => DeskSettings::new(&card.profile, &card.settings, Some(card.seed)),
            StartingCard::Linked(card) => {
                let mut profile = card.profile.clone();
                if card.keyless.is_some() {
                    profile.card.keys.clear();
                }
                DeskSettings::new(&profile, &card.settings, None)
            }
        }
    }

    /// Returns the card that a setup makes, or the one that there is; without power.
    pub(super) fn on_desk(&self, setup: &Setup) -> Result<ShellCard, String> {
        let memory = match self {
            StartingCard::Linked(card) => return Ok(ShellCard::Linked(card.link.clone())),
            StartingCard::Simulated(card) if card.is_used => card.memory.clone(),
            StartingCard::Simulated(_) => {
                manufactured(&setup.personalisation()).map_err(|error| sentence(&error.to_string()))?
            }
        };
        Ok(ShellCard::Simulated(Box::new(InProcess::new(memory, setup.chance()))))
    }
}

impl From<DeskCard> for StartingCard {
    fn from(card: DeskCard) -> StartingCard {
        StartingCard::Simulated(Box::new(card))
    }
}

impl From<LinkedCard> for StartingCard {
    fn from(card: LinkedCard) -> StartingCard {
        StartingCard::Linked(Box::new(card))
    }
}
