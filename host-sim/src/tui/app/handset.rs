//! Keys and buttons on the phone, whose meaning depends on the kind of its screen.

use super::{App, refusal};
use crate::tui::command::{Focus, PhoneCommand};
use crate::tui::ground::Ground;
use sim_device::handset::{Act, ScreenBody, Typing};
use sim_i18n::Word;

impl<G: Ground> App<G> {
    /// Executes a command that is meant for the phone.
    pub(super) fn execute_on_phone(&mut self, command: PhoneCommand) {
        self.ui.focus = Focus::Phone;
        if self.execute_in_call(&command) {
            return;
        }
        match command {
            PhoneCommand::Ok => self.confirm(),
            PhoneCommand::Back => self.go_back(),
            PhoneCommand::Erase => match self.desk.screen().body {
                ScreenBody::Input(field) if !field.typed.is_empty() => self.act_or_say(&Act::Erase),
                _ => self.go_back(),
            },
            PhoneCommand::No => self.act_or_say(&Act::No),
            PhoneCommand::End => self.act_or_say(&Act::End),
            PhoneCommand::Help => self.ask_help(),
            PhoneCommand::Menu => self.open_menu(),
            PhoneCommand::Home => self.act_or_say(&Act::Home),
            PhoneCommand::Outside => self.act_or_say(&Act::Outside),
            PhoneCommand::TakeScreen => self.act_or_say(&Act::TakeScreen),
            PhoneCommand::GiveUp => self.act_or_say(&Act::Nothing),
            PhoneCommand::Character(character) => self.press(character),
            PhoneCommand::Paste(text) => self.paste(&text),
            PhoneCommand::Line(place) => {
                self.ui.marked = place;
                self.choose(place);
            }
            _ => {}
        }
    }

    fn confirm(&mut self) {
        match self.desk.screen().body {
            ScreenBody::Idle => self.open_menu(),
            ScreenBody::Items { .. } => self.choose(self.ui.marked),
            // A phone with a quirk takes what it should not, so it is asked first.
            ScreenBody::Input(field) => {
                if !self.do_act(&Act::Ok) {
                    self.ui.notice = Some(refusal::sending(self.ui.language, &field));
                }
            }
            ScreenBody::Key { typing: Typing::Digits, .. } => self.note(Word::PressDigit),
            ScreenBody::Key { .. } => self.note(Word::PressKey),
            ScreenBody::Waiting => {}
            _ => self.act_or_say(&Act::Ok),
        }
    }

    fn go_back(&mut self) {
        if !matches!(self.desk.screen().body, ScreenBody::Idle | ScreenBody::Waiting) {
            self.act_or_say(&Act::Back);
        }
    }

    fn open_menu(&mut self) {
        if self.desk.station().handset().has_menu() {
            self.act_or_say(&Act::Open);
        } else if self.desk.station().handset().standing().menu.is_none() {
            self.note(Word::NoMenu);
        } else {
            self.note(Word::NotHere);
        }
    }

    /// Returns the identifier of the item at line `place` of the menu on the screen; `None` where there is none.
    fn line(&self, place: usize) -> Option<u8> {
        let ScreenBody::Items { items, .. } = self.desk.screen().body else { return None };
        items.get(place).map(|item| item.id)
    }

    fn choose(&mut self, place: usize) {
        match self.line(place) {
            Some(id) => {
                self.ui.marked = place;
                self.act_or_say(&Act::Choose(id));
            }
            None => self.note(Word::NotHere),
        }
    }

    fn ask_help(&mut self) {
        if self.desk.screen().help {
            self.act_or_say(&Act::Help(self.line(self.ui.marked)));
        } else {
            self.note(Word::NoHelp);
        }
    }

    /// Presses a character, which chooses by number, answers, or is typed.
    fn press(&mut self, character: char) {
        match self.desk.screen().body {
            ScreenBody::Items { .. } => match character.to_digit(10).and_then(|digit| usize::try_from(digit).ok()) {
                Some(0) => self.choose(9),
                Some(number) => self.choose(number.saturating_sub(1)),
                None => self.note(Word::NotHere),
            },
            ScreenBody::YesNo | ScreenBody::Confirm => match character.to_ascii_lowercase() {
                'y' | '是' => self.act_or_say(&Act::Ok),
                'n' | '否' => self.act_or_say(&Act::No),
                _ => self.note(Word::NotHere),
            },
            ScreenBody::Input(field) => {
                if !self.type_character(character) {
                    let why = refusal::character(self.ui.language, field.typing, Some(&field), character);
                    self.ui.notice = Some(why);
                }
            }
            ScreenBody::Key { typing, .. } => {
                if !self.type_character(character) {
                    self.ui.notice = Some(refusal::character(self.ui.language, typing, None, character));
                }
            }
            _ => self.note(Word::NotHere),
        }
    }

    /// Pastes a text: a field takes all of its characters or none, any other screen takes one.
    fn paste(&mut self, text: &str) {
        let characters: Vec<char> = text.chars().filter(|character| !character.is_control()).collect();
        match self.desk.screen().body {
            ScreenBody::Input(field) => {
                let left = field.left();
                let mut numbered = characters.iter().zip(0_usize..);
                if let Some((refused, place)) =
                    numbered.find(|(character, place)| *place >= left || !field.typing.has_character(**character))
                {
                    let mut full = field;
                    // What stands before the refused character fills the field first.
                    full.typed.extend(characters.iter().take(place));
                    let why = refusal::character(self.ui.language, full.typing, Some(&full), *refused);
                    self.ui.notice = Some(why);
                    return;
                }
            }
            ScreenBody::Key { typing: Typing::Digits, .. } if characters.len() > 1 => {
                return self.note(Word::PressDigit);
            }
            ScreenBody::Key { .. } if characters.len() > 1 => return self.note(Word::PressKey),
            _ if characters.len() > 1 => return self.note(Word::NotHere),
            _ => {}
        }
        for character in characters {
            self.press(character);
        }
    }

    fn type_character(&mut self, character: char) -> bool {
        self.do_act(&Act::Type(character.to_string()))
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
