//! Calls to the service lines from the idle screen: a number is dialled, keys go to the call, and the caller hangs up.

use super::App;
use crate::tui::command::PhoneCommand;
use crate::tui::form::{FormKind, InputForm};
use crate::tui::ground::Ground;
use crate::tui::home::Home;
use sim_device::handset::ScreenBody;
use sim_i18n::Word;
use sim_i18n::phone::keys::PhoneKey;
use sim_world::action::{Action, HolderAction, LineAction};
use sim_world::line::{LineCall, LineKey, ServiceLine};

/// Largest number of digits that are dialled.
const DIALLED_MOST: usize = 20;

/// Returns the call of the phone's owner to a service line; `None` if there is none.
pub(in crate::tui) fn call_of(home: Option<&Home>) -> Option<&LineCall> {
    home.and_then(|home| home.world().call_of(&home.number()))
}

impl<G: Ground> App<G> {
    /// Executes a command on the idle screen that concerns a call. Returns `false` if the command means something else.
    pub(super) fn execute_in_call(&mut self, command: &PhoneCommand) -> bool {
        if self.desk.screen().body != ScreenBody::Idle {
            return false;
        }
        match call_of(self.desk.home()).map(|call| call.step().is_spoken()) {
            Some(is_spoken) => self.act_in_call(command, is_spoken),
            None => self.dial(command),
        }
    }

    fn act_in_call(&mut self, command: &PhoneCommand, is_spoken: bool) -> bool {
        match command {
            PhoneCommand::Press(PhoneKey::End) => self.call_on(LineAction::HangUp),
            PhoneCommand::GiveUp => self.call_on(LineAction::KeepSilent),
            PhoneCommand::Press(PhoneKey::Ok) if is_spoken => {
                self.ui.form = Some(InputForm::new(FormKind::Say, self.ui.pos))
            }
            PhoneCommand::Press(PhoneKey::Character(key)) if !is_spoken && LineKey::try_from(*key).is_ok() => {
                self.call_on(LineAction::Press(key.to_string()));
            }
            PhoneCommand::Press(PhoneKey::Character('*')) => self.call_on(LineAction::Press("*".to_owned())),
            PhoneCommand::Press(PhoneKey::Character(letter)) => {
                let mut form = InputForm::new(FormKind::Say, self.ui.pos);
                form.type_text(&letter.to_string());
                self.ui.form = Some(form);
            }
            _ => return false,
        }
        true
    }

    fn dial(&mut self, command: &PhoneCommand) -> bool {
        let is_dialling = !self.ui.dialled.is_empty();
        match command {
            PhoneCommand::Press(PhoneKey::Character(key)) if LineKey::try_from(*key).is_ok() => {
                self.ui.notice = None;
                if self.ui.dialled.len() < DIALLED_MOST {
                    self.ui.dialled.push(*key);
                }
            }
            PhoneCommand::Press(PhoneKey::Erase) if is_dialling => drop(self.ui.dialled.pop()),
            PhoneCommand::Press(PhoneKey::Back | PhoneKey::End) if is_dialling => self.ui.dialled.clear(),
            PhoneCommand::Press(PhoneKey::Ok) if is_dialling => {
                let number = std::mem::take(&mut self.ui.dialled);
                match ServiceLine::of_number(&number) {
                    Some(line) => self.call_on(LineAction::Dial(line)),
                    None => self.note(Word::NobodyAnswers),
                }
            }
            _ => return false,
        }
        true
    }

    /// Acts on a service line. What the line says stands on the screen while the call goes on.
    fn call_on(&mut self, action: LineAction) {
        if self.desk.home().is_none() {
            return self.note(Word::NoPlatform);
        }
        let is_over = action == LineAction::HangUp;
        self.perform(&Action::Holder(self.number(), HolderAction::Line(action)));
        if !self.ui.failed && (is_over || call_of(self.desk.home()).is_some()) {
            self.ui.notice = None;
        }
    }
}
