//! Choosing lines of menus by their names, and looking for a line on a copy of the handset.

use super::player::{Player, StepResult};
use super::sight::Sight;
use crate::trace::outcome::{FailureKind, MismatchAdvice, MismatchSubject, SightContent};
use crate::walk::syntax::{Name, ScreenKind};
use sim_codec::suggest::nearest;
use sim_device::handset::{Act, Choice, Handset, Screen, ScreenBody};

/// Greatest number of screens that are ended before the main menu is opened.
const SCREENS_MAX: usize = 8;

/// Greatest number of digits of a PIN.
const DIGITS_MAX: usize = 12;

impl Player {
    /// Chooses one line after the other, from the menu on the screen or, where there is none, from the main menu.
    pub(super) fn choose(&mut self, path: &[Name]) -> StepResult {
        if !matches!(self.screen().body, ScreenBody::Items { .. }) {
            self.open()?;
        }
        for (place, name) in path.iter().enumerate() {
            let screen = self.screen();
            if place > 0 && !matches!(screen.body, ScreenBody::Items { .. }) {
                return Err(no_menu(&screen, MismatchSubject::MenuWay(name.to_string())));
            }
            let id = self.line(name)?;
            self.act(&Act::Choose(id))?;
        }
        Ok(())
    }

    /// Opens the main menu from an idle screen. A text that was answered already is cleared first.
    fn open(&mut self) -> StepResult {
        let before = self.screen();
        if !self.has_menu() {
            let sight = Sight::of(&before).what(MismatchSubject::MainMenu).expected(SightContent::MenuOpener);
            return Err(sight.but(ScreenKind::of(&before.body)));
        }
        if matches!(before.body, ScreenBody::Text { .. }) {
            self.act(&Act::Back)?;
        }
        self.act(&Act::Open).map(drop)
    }

    /// Returns the identifier of a line of the menu on the screen.
    pub(super) fn line(&self, name: &Name) -> Result<u8, Box<FailureKind>> {
        let screen = self.screen();
        let ScreenBody::Items { items, .. } = &screen.body else {
            return Err(no_menu(&screen, MismatchSubject::Written(name.to_string())));
        };
        match found(items, name).as_slice() {
            [one] => Ok(one.id),
            none_or_many => {
                let there = items.iter().map(|item| item.text.as_str());
                let help = match (name, none_or_many.len()) {
                    (Name::Text(text), 0) => {
                        nearest(text, there.clone()).map(|near| MismatchAdvice::Nearest(near.to_owned()))
                    }
                    (_, 0) => None,
                    _ => Some(MismatchAdvice::SeveralLines),
                };
                let sight = Sight::of(&screen).what(MismatchSubject::MenuLine).expected(name.to_string());
                let sight = match help {
                    Some(help) => sight.help(help),
                    None => sight,
                };
                Err(sight.but(there.collect::<Vec<_>>().join(" | ")))
            }
        }
    }

    /// Returns whether the main menu has a line, by going there with a copy of the handset.
    ///
    /// Where the operation PIN is asked for on the way, the copy enters the one typed last, or else the card's first
    /// one.
    pub(super) fn has_item(&self, path: &[Name]) -> Result<bool, Box<FailureKind>> {
        let mut copy = Player::beside(self);
        copy.go_to_main_menu()?;
        let Some((last, branches)) = path.split_last() else { return Ok(false) };
        for name in branches {
            let id = copy.line(name)?;
            copy.act(&Act::Choose(id))?;
            copy.pass_pin()?;
        }
        match &copy.screen() {
            Screen { body: ScreenBody::Items { items, .. }, .. } => Ok(!found(items, last).is_empty()),
            screen => Err(no_menu(screen, MismatchSubject::MenuWay(last.to_string()))),
        }
    }

    fn has_menu(&self) -> bool {
        self.handset().is_some_and(Handset::has_menu)
    }

    fn go_to_main_menu(&mut self) -> StepResult {
        for _ in 0..SCREENS_MAX {
            if matches!(self.screen().body, ScreenBody::Items { main: true, .. }) {
                return Ok(());
            }
            if self.has_menu() {
                return self.open();
            }
            self.act(&Act::End)?;
        }
        self.open()
    }

    fn pass_pin(&mut self) -> StepResult {
        let hides = |screen: &Screen| matches!(&screen.body, ScreenBody::Input(field) if field.hidden);
        let typed = self.now.secret.clone();
        for pin in typed.into_iter().chain([self.first_pin()]) {
            if hides(&self.screen()) {
                // What a guess before left in the field, or the person.
                for _ in 0..DIGITS_MAX {
                    self.act(&Act::Erase)?;
                }
                self.act(&Act::Type(pin))?;
                self.act(&Act::Ok)?;
            }
        }
        Ok(())
    }

    /// Returns the digits of the PIN that the card was made with.
    fn first_pin(&self) -> String {
        hex::encode(&self.profile().card.pin_initial).trim_end_matches('f').to_owned()
    }
}

/// Returns the failure of a screen that should be a menu.
fn no_menu(screen: &Screen, what: MismatchSubject) -> Box<FailureKind> {
    Sight::of(screen).what(what).expected(SightContent::AnyMenu).but(ScreenKind::of(&screen.body))
}

/// Returns the lines of a menu that a name means.
fn found<'i>(items: &'i [Choice], name: &Name) -> Vec<&'i Choice> {
    match name {
        Name::Line(place) => place.checked_sub(1).and_then(|place| items.get(place)).into_iter().collect(),
        Name::Text(text) => items.iter().filter(|item| item.text == *text).collect(),
    }
}
