//! Commands that were fetched: carried out and answered at once, or shown until the person answers them.

use sim_wire::proactive::{CommandDetails, GeneralResult, ObjectTag};
use sim_wire::tlv::{Ber, Objects};

use super::display::{Display, LingeringText};
use super::outbox::is_data;
use super::pending::{PendingCommand, milliseconds};
use super::reply::Reply;
use super::screen::title;
use super::session::Comprehension;
use super::{Handset, Quirk, Screen, ScreenBody, object};
use sim_codec::cat::command::{Action, DisplayText};
use sim_codec::cat::content::Characters;
use sim_codec::cat::{ProactiveCommand, command};

impl Handset {
    /// Takes a command that was fetched: gives it to a host, refuses it, carries it out, or shows it.
    pub(super) fn take_command(&mut self, octets: &[u8]) {
        self.display.close_menu();
        if self.give_to_host(octets) {
            return;
        }
        let command = match command::parse(octets) {
            Ok(command) => command,
            Err(_) => return self.refuse_unreadable(octets),
        };
        let is_required = command.details.tag.comprehension;
        self.session.set_comprehension(if is_required { Comprehension::Required } else { Comprehension::Optional });
        let details = command.details.value;
        if let Some(result) = self.model.refusal(&command) {
            return self.respond(details, Reply::of(result));
        }
        if matches!(command.action, Action::Refresh(_)) {
            // A call does not outlive a reset of the card or of its applications.
            if matches!(details.qualifier, 0x04..=0x06) && self.call().is_some() {
                return self.respond(details, Reply::because(GeneralResult::TerminalBusy, 0x02));
            }
            // A reset leaves nothing to be answered (TS 102 223 §6.4.7).
            if details.qualifier == 0x04 {
                return self.session.request_reset();
            }
        }
        match self.carry_out(&command) {
            Some(_) if matches!(command.action, Action::SetupMenu(_)) && self.session.take_menu(&self.model) => {}
            Some(reply) => self.respond(details, reply),
            None => self.show(command),
        }
    }

    /// Carries out a command that needs no person and returns the answer; `None` if the command needs the person.
    fn carry_out(&mut self, command: &ProactiveCommand) -> Option<Reply> {
        let qualifier = command.details.value.qualifier;
        Some(match &command.action {
            Action::DisplayText(_) | Action::GetInkey(_) | Action::GetInput(_) => return None,
            Action::SelectItem(_) | Action::PlayTone(_) | Action::SetupCall(_) | Action::LaunchBrowser(_) => {
                return None;
            }
            Action::PollInterval(asked) => self.polling.set_interval(asked, &self.model),
            Action::TimerManagement(asked) => self.timers.manage(qualifier, asked),
            Action::ProvideLocalInfo(_) => self.surroundings.local_information(qualifier, &self.model),
            Action::Refresh(_) if qualifier > 0x06 => Reply::of(GeneralResult::NotCapable),
            Action::RunAtCommand(asked) => {
                let line = asked.command.as_ref().map_or("", |line| line.value.0.as_str());
                let answer = object(ObjectTag::AtResponse, Characters(self.model.at_answer(line)));
                self.show_title(title(&asked.alpha));
                Reply::success(command, vec![answer], &self.model)
            }
            Action::SendSms(sms) if self.model.quirks.has(Quirk::DataMessageAsks) && is_data(sms) => return None,
            Action::SetupEventList(asked) if !self.model.has_events(asked) => Reply::of(GeneralResult::NotCapable),
            Action::SendSms(_) | Action::SendSs(_) | Action::SendUssd(_) | Action::SendDtmf(_) => {
                self.transmit(command)
            }
            Action::PollingOff(_)
            | Action::SetupMenu(_)
            | Action::SetupEventList(_)
            | Action::MoreTime(_)
            | Action::SetupIdleModeText(_)
            | Action::LanguageNotification(_)
            | Action::Refresh(_) => {
                self.set_up(command);
                Reply::success(command, Vec::new(), &self.model)
            }
            _ => Reply::of(GeneralResult::NotCapable),
        })
    }

    /// Sets up what a command asks for.
    pub(super) fn set_up(&mut self, command: &ProactiveCommand) {
        match &command.action {
            Action::PollingOff(_) => self.polling.stop(),
            Action::SetupMenu(_) => self.standing.set_menu(command, &self.model),
            Action::SetupEventList(list) => self.standing.set_events(list),
            Action::SetupIdleModeText(idle) => self.standing.set_idle_text(idle),
            Action::LanguageNotification(notified) => self.standing.set_language(notified),
            Action::Refresh(refresh) => {
                self.standing.refresh(command.details.value.qualifier, &self.model);
                self.show_title(title(&refresh.alpha));
            }
            _ => {}
        }
    }

    /// Shows a title while a command is carried out; an empty title shows nothing.
    pub(super) fn show_title(&mut self, title: &str) {
        if !title.is_empty() {
            let screen = Screen::plain(ScreenBody::Text { stays: false }, title);
            self.display = Display::Text(LingeringText { screen, left_ms: Some(self.model.patience.lingering) });
        }
    }

    /// Shows a command that waits for the person.
    fn show(&mut self, command: ProactiveCommand) {
        let details = command.details.value;
        let quirks = self.model.quirks;
        let screen = match &command.action {
            Action::SendSms(sms) => Some(Screen::before_sending(sms)),
            _ => Screen::of(&command),
        };
        let Some(screen) = screen else {
            return self.respond(details, Reply::of(GeneralResult::NotCapable));
        };
        if self.surroundings.in_background && quirks.has(Quirk::SilentInBackground) {
            return;
        }
        let screen = self.model.place_on_soft_keys(self.model.misread(screen));
        if !quirks.has(Quirk::TextNotReplaced) {
            self.display.clear_text();
        }
        let reply = match &command.action {
            Action::DisplayText(_) if self.surroundings.screen_busy && !screen.urgent => Some(Reply::screen_busy()),
            Action::DisplayText(text) => self.leave_text(&command, text, &screen),
            Action::PlayTone(_) if !screen.body.is_playable() => Some(Reply::of(GeneralResult::NotCapable)),
            Action::SetupCall(_) => self.call_refusal(details.qualifier),
            Action::LaunchBrowser(_) => self.browser_refusal(details.qualifier),
            _ => None,
        };
        match reply {
            Some(reply) => self.respond(details, reply),
            None => self.session.wait_for_person(PendingCommand::new(command, screen, &self.model)),
        }
    }

    /// Leaves a text on the screen that is to be answered at once, and returns the answer; `None` if the text waits for
    /// the person.
    fn leave_text(&mut self, command: &ProactiveCommand, text: &DisplayText, screen: &Screen) -> Option<Reply> {
        if text.immediate_response.is_none() && !self.model.quirks.has(Quirk::EarlyDisplayAnswer) {
            return None;
        }
        let asked = text.duration.as_ref().map(|duration| milliseconds(duration.value));
        let passing = (screen.body == ScreenBody::Text { stays: false }).then_some(self.model.patience.lingering);
        if self.display.text().is_none() {
            let left_ms = asked.or(passing);
            self.display = Display::Text(LingeringText { screen: screen.clone(), left_ms });
        }
        Some(Reply::success(command, Vec::new(), &self.model))
    }

    /// Does what the command asks for, with the person's permission; returns the answer, or `None` while a call rings.
    pub(super) fn grant(&mut self, pending: &mut PendingCommand) -> Option<Reply> {
        let action = pending.command.action.clone();
        match &action {
            Action::SetupCall(asked) => self.dial(pending, asked),
            Action::LaunchBrowser(asked) => Some(self.open_page(&pending.command, asked)),
            Action::SendSms(_) => Some(self.transmit(&pending.command)),
            _ => Some(Reply::of(GeneralResult::NotCapable)),
        }
    }

    /// Answers octets that are no command, with their command details if these can be read (TS 102 223 §6.10.6).
    fn refuse_unreadable(&mut self, octets: &[u8]) {
        let inside = Ber::parse(octets).map_or(octets.get(2..).unwrap_or(&[]), |(outer, _)| outer.value);
        let number = u16::from(ObjectTag::CommandDetails.code());
        let mut readable = Objects::new(inside).map_while(Result::ok);
        let details = readable.find(|object| object.tag.number == number);
        match details.and_then(|details| CommandDetails::parse(details.value)) {
            Some(details) => self.respond(details, Reply::of(GeneralResult::DataNotUnderstood)),
            None => {
                let details = CommandDetails { number: 0, kind: 0, qualifier: 0 };
                self.respond(details, Reply::of(GeneralResult::MinimumNotMet));
            }
        }
    }
}
