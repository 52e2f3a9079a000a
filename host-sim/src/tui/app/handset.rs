//! Keys and buttons on the phone, whose meaning depends on the kind of its screen.

use super::App;
use crate::tui::command::{Focus, PhoneCommand};
use crate::tui::ground::Ground;
use sim_device::handset::{Act, Screen, ScreenBody};
use sim_i18n::Word;
use sim_i18n::phone::keys::{KeyMeaning, Keypad, PhoneKey};

impl<G: Ground> App<G> {
    /// Executes a command that is meant for the phone.
    pub(super) fn execute_on_phone(&mut self, command: PhoneCommand) {
        self.ui.focus = Focus::Phone;
        if self.execute_in_call(&command) {
            return;
        }
        match command {
            PhoneCommand::Outside => self.act_or_say(&Act::Outside),
            PhoneCommand::TakeScreen => self.act_or_say(&Act::TakeScreen),
            PhoneCommand::GiveUp => self.act_or_say(&Act::Nothing),
            PhoneCommand::Paste(text) => self.paste(&text),
            PhoneCommand::Press(key) => self.press(key),
            _ => {}
        }
    }

    fn keypad<'a>(&'a self, screen: &'a Screen) -> Keypad<'a> {
        let handset = self.desk.station().handset();
        Keypad { language: self.ui.language, handset, screen, marked: self.ui.marked }
    }

    /// Presses a key. A key that is refused leaves a sentence.
    fn press(&mut self, key: PhoneKey) {
        let screen = self.desk.screen();
        let keypad = self.keypad(&screen);
        let (meaning, complaint) = (keypad.meaning(key), keypad.complaint(key));
        if let (PhoneKey::Line(place), KeyMeaning::Act(Act::Choose(_))) = (key, &meaning) {
            self.ui.marked = place;
        } else if let (ScreenBody::Items { items, .. }, KeyMeaning::Act(Act::Choose(id))) = (&screen.body, &meaning) {
            self.ui.marked = items.iter().position(|item| item.id == *id).unwrap_or(self.ui.marked);
        }
        match meaning {
            KeyMeaning::Act(act) => {
                if !self.do_act(&act) {
                    self.ui.notice.get_or_insert(complaint);
                }
            }
            KeyMeaning::Complaint(sentence) => self.ui.notice = Some(sentence),
            KeyMeaning::Nothing => {}
        }
    }

    /// Pastes a text: a field takes all of its characters or none, any other screen takes one.
    fn paste(&mut self, text: &str) {
        let screen = self.desk.screen();
        match self.keypad(&screen).paste(text) {
            Ok(characters) => {
                characters.into_iter().for_each(|character| self.press(PhoneKey::Character(character)));
            }
            Err(why) => self.ui.notice = Some(why.to_string()),
        }
    }

    /// Does something on the phone; returns whether it had a meaning there.
    fn do_act(&mut self, act: &Act) -> bool {
        let before = self.view();
        let meant = self.desk.act(act, self.ui.marked);
        self.follow(&before);
        meant
    }

    /// Does something that the screen has a place for, and notes if it had no meaning there.
    fn act_or_say(&mut self, act: &Act) {
        if !self.do_act(act) && self.ui.notice.is_none() {
            self.note(Word::NotHere);
        }
    }
}
