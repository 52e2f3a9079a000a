//! Actions outside the phone: forms are filled in, a message under way is held or dropped, the network goes.

use super::{App, counter};
use crate::tui::command::{Focus, Move, Pane, PhoneCommand};
use crate::tui::form::{FormKind, InputForm};
use crate::tui::ground::{Ground, PerformError};
use crate::tui::home::Home;
use crate::tui::outcome;
use sim_codec::time::MINUTE;
use sim_device::pos::load_slip::LoadSlip;
use sim_i18n::Word;
use sim_i18n::phone::keys::PhoneKey;
use sim_world::action::{Action, CentreAction, HolderAction, NetworkAction, Switch};
use sim_world::actor::Performed;
use sim_world::platform::number::Msisdn;
use sim_world::smsc::MessageId;

/// Letters that are commands while one of their panes has the focus.
const LETTERS: [(char, &[Pane], PhoneCommand); 13] = {
    const MESSAGES: &[Pane] = &[Pane::Messages, Pane::Platform];
    const PLATFORM: &[Pane] = &[Pane::Platform];
    const NETWORK: &[Pane] = &[Pane::Handset, Pane::Platform];
    [
        ('s', MESSAGES, PhoneCommand::Open(FormKind::Text)),
        ('n', NETWORK, PhoneCommand::Serve),
        ('h', PLATFORM, PhoneCommand::ByHand(CentreAction::Hold)),
        ('l', PLATFORM, PhoneCommand::ByHand(CentreAction::Release)),
        ('x', PLATFORM, PhoneCommand::ByHand(CentreAction::Drop)),
        ('t', PLATFORM, PhoneCommand::ByHand(CentreAction::Repeat)),
        ('d', PLATFORM, PhoneCommand::ByHand(CentreAction::Delay(MINUTE))),
        ('D', PLATFORM, PhoneCommand::ByHand(CentreAction::Delay(10 * MINUTE))),
        ('H', PLATFORM, PhoneCommand::ToggleHolding),
        ('c', PLATFORM, PhoneCommand::Open(FormKind::Deposit)),
        ('k', PLATFORM, PhoneCommand::Open(FormKind::ScratchCard)),
        ('r', PLATFORM, PhoneCommand::Open(FormKind::ResetPin)),
        ('w', PLATFORM, PhoneCommand::Open(FormKind::WebTopUp)),
    ]
};

/// Returns `true` for a result that the display of a terminal shows.
const fn is_reading(performed: &Performed) -> bool {
    matches!(performed, Performed::Balance(_) | Performed::Records(_))
}

impl<G: Ground> App<G> {
    /// Returns the meaning of a letter in the pane that has the focus; any other command is unchanged.
    pub(super) fn in_pane(&self, command: PhoneCommand) -> PhoneCommand {
        let (PhoneCommand::Press(PhoneKey::Character(letter)), Focus::Pane(pane), None) =
            (&command, self.ui.focus, &self.ui.form)
        else {
            return command;
        };
        let own = counter::LETTERS.iter().find(|key| key.pane == pane && key.letter.chars().eq([*letter]));
        let meant = LETTERS.iter().find(|(of, panes, _)| of == letter && panes.contains(&pane));
        own.map(|key| key.command.clone()).or_else(|| meant.map(|(_, _, meant)| meant.clone())).unwrap_or(command)
    }

    /// Executes a command that is meant for the world outside the phone.
    pub(super) fn execute_outside(&mut self, command: PhoneCommand) {
        match command {
            PhoneCommand::SelectMessage(id) => {
                self.ui.message = Some(id);
                self.focus_on(Focus::Pane(Pane::Platform));
            }
            PhoneCommand::ByHand(hand) => match self.selected_message() {
                Some(id) => self.perform(&Action::Network(NetworkAction::ByHand(id, hand))),
                None => self.note(Word::NothingSelected),
            },
            PhoneCommand::ToggleHolding => {
                let holds = self.desk.home().is_some_and(|home| home.is_holding_all());
                self.hold_all(Switch::from_bool(!holds));
            }
            PhoneCommand::HoldAll(switch) => self.hold_all(switch),
            PhoneCommand::Serve => {
                let switch = Switch::from_bool(!self.desk.station().handset().surroundings.service);
                self.perform(&Action::Holder(self.number(), HolderAction::Network(switch)));
            }
            PhoneCommand::Open(_) if self.desk.home().is_none() => self.note(Word::NoPlatform),
            PhoneCommand::Open(kind) => self.ui.form = Some(InputForm::new(kind, self.ui.pos)),
            PhoneCommand::Perform(action) => self.perform(&action),
            _ => {}
        }
    }

    /// Returns the number of the person; for a phone by itself, the number that it would have.
    pub(in crate::tui) fn number(&self) -> Msisdn {
        self.desk.home().map_or(Msisdn::SOLE, Home::number)
    }

    /// Returns the selected message under way: the chosen one while it is under way, else the first.
    fn selected_message(&self) -> Option<MessageId> {
        let home = self.desk.home()?;
        home.selected(self.ui.message).map(|carried| carried.id)
    }

    /// Selects another message under way; returns `false` if `by` is no single line or there is no message.
    pub(super) fn select_message(&mut self, by: Move) -> bool {
        let Some(home) = self.desk.home() else { return false };
        let ids: Vec<MessageId> = home.carried().into_iter().map(|carried| carried.id).collect();
        let chosen = home.selected(self.ui.message).map(|carried| carried.id);
        let place = ids.iter().position(|id| Some(*id) == chosen);
        let next = match (by, place) {
            (Move::Up, Some(place)) => place.saturating_sub(1),
            (Move::Down, Some(place)) => place.saturating_add(1),
            _ => return false,
        };
        self.ui.message = ids.get(next).copied().or(chosen);
        true
    }

    /// Performs an action and notes its result.
    pub(super) fn perform(&mut self, action: &Action) {
        let before = self.view();
        let result = self.desk.perform(action, self.ui.marked);
        self.follow(&before);
        self.say(
            result,
            match action {
                Action::Holder(_, HolderAction::Network(Switch::On)) => Word::NetworkOn,
                Action::Holder(_, HolderAction::Network(Switch::Off)) => Word::NetworkOff,
                Action::Holder(_, HolderAction::GoAway) => Word::WentAway,
                _ => Word::Done,
            },
        );
    }

    /// Holds every message as it comes, or releases all that are held, and notes the result.
    fn hold_all(&mut self, switch: Switch) {
        let before = self.view();
        let result = self.desk.hold_all(switch, self.ui.marked);
        self.follow(&before);
        self.say(result, if switch.is_on() { Word::HoldsAll } else { Word::HoldsNone });
    }

    /// Keeps the slip that a hall printed, if the result has one.
    fn take_slip(&mut self, performed: Option<&Performed>) {
        if let Some(Performed::Loaded(slip)) = performed {
            self.ui.load_slip = Some(LoadSlip::clone(slip));
        }
    }

    /// Notes the result of an action, in the word `done` where it has nothing more to report.
    fn say(&mut self, result: Result<Performed, PerformError>, done: Word) {
        let language = self.ui.language;
        self.ui.failed = result.is_err();
        self.take_slip(result.as_ref().ok());
        self.ui.reading = result.as_ref().ok().filter(|performed| is_reading(performed)).cloned();
        self.ui.notice = Some(match result {
            Err(why) => outcome::not_performed(language, &why),
            Ok(Performed::Done) => done.in_language(language).to_owned(),
            Ok(performed) => sim_i18n::outcome::performed(language, &performed),
        });
    }

    /// Executes a command on the form that is open.
    pub(super) fn fill_form(&mut self, command: PhoneCommand) {
        let Some(form) = &mut self.ui.form else { return };
        match command {
            PhoneCommand::Press(PhoneKey::Character(character)) => form.type_text(&character.to_string()),
            PhoneCommand::Paste(text) => form.type_text(&text),
            PhoneCommand::Press(PhoneKey::Erase) => form.erase(),
            PhoneCommand::Move(by) => form.go(by),
            PhoneCommand::Next | PhoneCommand::Previous => form.turn(),
            PhoneCommand::Press(PhoneKey::Ok) if !form.is_at_end() => form.turn(),
            PhoneCommand::Press(PhoneKey::Ok) => self.hand_in(),
            PhoneCommand::Press(PhoneKey::Back | PhoneKey::End) => self.ui.form = None,
            PhoneCommand::Quit => self.leaving = true,
            _ => {}
        }
    }

    /// Submits the open form: performs its action, or keeps the form open with a complaint.
    fn hand_in(&mut self) {
        let Some(form) = self.ui.form.take() else { return };
        let action = match form.action(self.number()) {
            Ok(action) => action,
            Err(error) => {
                let complaint = Some(error.sentence(self.ui.language).to_owned());
                self.ui.form = Some(InputForm { complaint, ..form });
                return;
            }
        };
        let before = self.view();
        let result = self.desk.perform(&action, self.ui.marked);
        self.follow(&before);
        let language = self.ui.language;
        self.take_slip(result.as_ref().ok());
        match result {
            Ok(performed) => {
                self.ui.reading = None;
                self.ui.notice = Some(sim_i18n::outcome::performed(language, &performed));
            }
            Err(why) => {
                let complaint = Some(outcome::not_performed(language, &why));
                self.ui.form = Some(InputForm { complaint, ..form });
            }
        }
    }
}
