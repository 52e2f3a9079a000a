//! Acts of a person on the handset, and their outcome.

use sim_wire::proactive::{Device, GeneralResult, ObjectTag};

use super::display::Display;
use super::pending::PendingCommand;
use super::queue::Purpose;
use super::reply::Reply;
use super::verdict::ActOutcome;
use super::{Handset, Quirk, STEP_MS, ScreenBody};
use sim_codec::cat::Object;
use sim_codec::cat::command::Action;
use sim_codec::cat::content::{CommandResult, Empty};
use sim_codec::cat::envelope::{Body as EnvelopeBody, MenuSelection};

/// Act of a person on the handset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Opens the card's main menu.
    Open,
    /// Confirms, says yes, or sends what was typed.
    Ok,
    /// Says no.
    No,
    /// Goes back.
    Back,
    /// Ends the session.
    End,
    /// Asks for help; in a menu with the line of that identifier, or the marked line if `None`.
    Help(Option<u8>),
    /// Takes the menu line of that identifier.
    Choose(u8),
    /// Types characters, or presses a key.
    Type(String),
    /// Deletes the last character.
    Erase,
    /// Does nothing until the handset stops waiting.
    Nothing,
    /// Takes the screen for something else.
    TakeScreen,
    /// Presses the home key: leaves the toolkit, which ends the session.
    Home,
    /// Touches the screen beside the dialog.
    Outside,
}

impl Handset {
    /// Does what the person does; returns `false` if the act means nothing on the current screen, or a host has the
    /// screen.
    pub fn act(&mut self, act: &Act) -> bool {
        if self.host.has_command() {
            return false;
        }
        let quirks = self.model.quirks;
        if !matches!(act, Act::Nothing | Act::TakeScreen) {
            self.report_activity();
        }
        let act = match act {
            Act::Outside if quirks.has(Quirk::OutsideCancels) => &Act::Back,
            act => act,
        };
        let Some(mut pending) = self.session.take_pending() else { return self.act_alone(act) };
        if *act == Act::Nothing {
            pending.pass(pending.left_ms().saturating_add(STEP_MS));
            self.session.wait_for_person(pending);
            self.give_up();
            return true;
        }
        if *act == Act::Home && quirks.has(Quirk::HomeLeavesSession) {
            self.session.close();
            return true;
        }
        if self.is_covered(&pending) {
            self.session.wait_for_person(pending);
            return self.clear_text(act);
        }
        if self.is_hidden() {
            self.session.wait_for_person(pending);
            return false;
        }
        if let (Act::Type(text), true) = (act, quirks.has(Quirk::InputLogged)) {
            self.log.push(format!("typed {text}"));
        }
        self.act_on(pending, act)
    }

    /// Applies an act to the command that waits; returns `false` if the act means nothing there.
    fn act_on(&mut self, mut pending: PendingCommand, act: &Act) -> bool {
        let details = pending.command.details.value;
        let reply = match pending.judge(act, self.model.quirks) {
            ActOutcome::Nothing => {
                self.session.wait_for_person(pending);
                return false;
            }
            ActOutcome::Changes => {
                self.session.wait_for_person(pending);
                return true;
            }
            ActOutcome::Done(data) => Reply::success(&pending.command, data, &self.model),
            ActOutcome::Ends(reply) => reply,
            ActOutcome::Granted => match self.grant(&mut pending) {
                Some(reply) => reply,
                None => {
                    self.session.wait_for_person(pending);
                    return true;
                }
            },
        };
        // What was typed may be longer in octets than in characters.
        if self.response(details, reply.clone()).is_none() {
            self.session.wait_for_person(pending);
            return false;
        }
        if self.model.quirks.has(Quirk::LateTimeout) {
            self.session.leave_timeout(pending.left_ms());
        }
        self.answer(details, reply);
        true
    }

    /// Answers the command for which the person did nothing until the time-out.
    pub(super) fn give_up(&mut self) {
        let Some(pending) = self.session.take_pending() else { return };
        let quirks = self.model.quirks;
        let reply = match (&pending.screen.body, &pending.command.action) {
            (_, Action::SetupCall(call)) if pending.is_ringing() => self.connect(&pending.command, call),
            (ScreenBody::Tone(_), _) if quirks.has(Quirk::WrongToneResult) => Reply::of(GeneralResult::NoResponse),
            (ScreenBody::Text { stays: false } | ScreenBody::Tone(_), _) => {
                Reply::success(&pending.command, Vec::new(), &self.model)
            }
            (ScreenBody::Confirm, _) if quirks.has(Quirk::CallTimeout12) => Reply::of(GeneralResult::NoResponse),
            (ScreenBody::Confirm, _) => Reply::of(GeneralResult::UserReject),
            _ => Reply { outcome: CommandResult::of(GeneralResult::NoResponse), data: pending.took() },
        };
        self.answer(pending.command.details.value, reply);
    }

    /// Answers the present command by the time-out of an earlier command, which was answered already.
    pub(super) fn give_up_late(&mut self) {
        if let Some(pending) = self.session.take_pending() {
            self.respond(pending.command.details.value, Reply::of(GeneralResult::NoResponse));
        }
    }

    /// Clears a text that stayed, if the act is OK, Back, End or Home; returns whether it did.
    fn clear_text(&mut self, act: &Act) -> bool {
        let leaves = matches!(act, Act::Ok | Act::Back | Act::End | Act::Home);
        if leaves {
            self.display.clear_text();
            self.report_idle_screen();
        }
        leaves
    }

    /// Applies an act while no command waits for the person; returns `false` if the act means nothing there.
    fn act_alone(&mut self, act: &Act) -> bool {
        match (self.display.text(), act) {
            // The menu key leaves a text behind.
            (Some(_), Act::Open) if self.has_menu() => self.display.clear_text(),
            (Some(_), _) => return self.clear_text(act),
            (None, _) => {}
        }
        let leaves = matches!(act, Act::Back | Act::End | Act::Home);
        // A card that never goes on is left to itself.
        if self.session.is_waiting() {
            if leaves {
                self.session.close();
            }
            return leaves;
        }
        if leaves && self.display.is_menu() {
            self.display.close_menu();
            self.report_idle_screen();
            return true;
        }
        self.act_on_menu(act)
    }

    /// Applies an act to the main menu; returns `false` if the act means nothing there.
    fn act_on_menu(&mut self, act: &Act) -> bool {
        let Some(menu) = &self.standing.menu else { return false };
        let menu = self.model.misdraw(menu.clone());
        let ScreenBody::Items { items, .. } = &menu.body else { return false };
        let known = |id: &u8| items.iter().any(|item| item.id == *id);
        let is_open = self.display.is_menu();
        match act {
            Act::Open if !is_open => {
                self.display = Display::Menu;
                true
            }
            Act::Choose(id) if is_open && known(id) => self.pick(*id, false),
            Act::Help(Some(id)) if is_open && menu.help && known(id) => {
                self.model.quirks.has(Quirk::HelpNotSent) || self.pick(*id, true)
            }
            _ => false,
        }
    }

    /// Sends MENU SELECTION with the line of the main menu that was taken, or for which help is asked.
    fn pick(&mut self, item: u8, help: bool) -> bool {
        let help = help.then(|| Object::new(ObjectTag::HelpRequest, Empty));
        let body = MenuSelection { item: Some(Object::new(ObjectTag::ItemIdentifier, item)), help };
        self.display.close_menu();
        self.tell(Purpose::Other, Device::Keypad, EnvelopeBody::MenuSelection(Box::new(body)))
    }
}
