//! Handset on the bench: it sends TERMINAL PROFILE, sets up the menu, and walks it as a person does.

use sim_device::handset::{Act, Handset, Model, ScreenBody, Speech, Surroundings};
use sim_device::mobile_station::{MobileStation, StationError};

use super::bench::{Bench, is_equal};
use super::verdict::CheckError;

/// Handset with the card of the bench in it.
pub(super) struct BenchPhone<'b, 'a> {
    station: MobileStation<&'b mut Bench<'a>>,
}

impl<'b, 'a> BenchPhone<'b, 'a> {
    /// Switches the handset on with the card in it.
    pub(super) fn switch_on(bench: &'b mut Bench<'a>) -> Result<BenchPhone<'b, 'a>, CheckError> {
        let model = Model::named("feature-2009").ok_or_else(|| CheckError::untried("there is no such handset"))?;
        let handset = Handset::new(model, Speech::Gsm, Surroundings::default());
        let station = MobileStation::switch_on(bench, handset).map_err(|error| broken(&error))?;
        Ok(BenchPhone { station })
    }

    /// Returns the bench, for commands between two of the handset's.
    pub(super) fn bench(&mut self) -> &mut Bench<'a> {
        self.station.link_mut()
    }

    fn act(&mut self, act: &Act) -> Result<(), CheckError> {
        let meant = self.station.act(act).map_err(|error| broken(&error))?;
        let shown = self.text();
        is_equal("the screen", format_args!("one that takes {act:?}"), format_args!("“{shown}”"), meant)
    }

    /// Returns the text of the screen.
    pub(super) fn text(&self) -> String {
        self.station.screen().text
    }

    /// Returns the lines of the menu on the screen; empty if there is none.
    pub(super) fn lines(&self) -> Vec<String> {
        match self.station.screen().body {
            ScreenBody::Items { items, .. } => items.into_iter().map(|item| item.text).collect(),
            _ => Vec::new(),
        }
    }

    /// Opens the main menu, then takes one line after the other.
    pub(super) fn walk(&mut self, path: &[&str]) -> Result<(), CheckError> {
        self.end()?;
        is_equal("the menu", "a menu after TERMINAL PROFILE", "no menu", self.station.handset().has_menu())?;
        self.act(&Act::Open)?;
        path.iter().try_for_each(|line| self.choose(line))
    }

    /// Takes the line of a text.
    pub(super) fn choose(&mut self, line: &str) -> Result<(), CheckError> {
        let found = match self.station.screen().body {
            ScreenBody::Items { items, .. } => items.into_iter().find(|item| item.text == line),
            _ => None,
        };
        let lines = self.lines().join(", ");
        let choice = found.ok_or_else(|| {
            CheckError::differs("the menu", format_args!("the line {line}"), format_args!("the lines {lines}"))
        })?;
        self.act(&Act::Choose(choice.id))
    }

    /// Types a text and sends it.
    pub(super) fn enter(&mut self, text: &str) -> Result<(), CheckError> {
        let is_input = matches!(self.station.screen().body, ScreenBody::Input(_));
        is_equal("the screen", "an input", format_args!("“{}”", self.text()), is_input)?;
        self.act(&Act::Type(text.to_owned()))?;
        self.act(&Act::Ok)
    }

    /// Confirms the screen.
    pub(super) fn confirm(&mut self) -> Result<(), CheckError> {
        self.act(&Act::Ok)
    }

    /// Goes back.
    pub(super) fn back(&mut self) -> Result<(), CheckError> {
        self.act(&Act::Back)
    }

    /// Ends the session, if there is one.
    pub(super) fn end(&mut self) -> Result<(), CheckError> {
        match self.station.screen().body {
            ScreenBody::Idle => Ok(()),
            _ => self.station.act(&Act::End).map(drop).map_err(|error| broken(&error)),
        }
    }

    /// Returns `true` if the handset is at its idle screen.
    pub(super) fn is_idle(&self) -> bool {
        matches!(self.station.screen().body, ScreenBody::Idle)
    }
}

fn broken(error: &StationError) -> CheckError {
    CheckError::differs("the session with the handset", "an answer to every command", error)
}
