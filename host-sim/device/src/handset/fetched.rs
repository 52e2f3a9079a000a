//! What becomes of a command that was fetched: answered at once, or shown until the person answers it.

use sim_wire::proactive::{CommandDetails, CommandType, GeneralResult, ObjectTag};
use sim_wire::text::AlphaCoding;
use sim_wire::tlv::{Ber, Objects};

use super::answer::Reply;
use super::current::{Current, milliseconds};
use super::{Body, Handset, Lingering, Quirk, Screen};
use sim_codec::cat::command::Action;
use sim_codec::cat::texts::Alphabet;
use sim_codec::cat::{ProactiveCommand, Value, command, judge};

/// Whether a text of the command is in UCS2.
fn has_ucs2(command: &ProactiveCommand) -> bool {
    command.message().objects.iter().any(|object| match &object.value {
        Value::Text(text) => text.dcs.and_then(Alphabet::of_sms) == Some(Alphabet::Ucs2),
        Value::Alpha(alpha) => alpha.coding != AlphaCoding::Gsm && !alpha.text.is_empty(),
        Value::Item(item) => item.text.coding != AlphaCoding::Gsm && !item.text.text.is_empty(),
        _ => false,
    })
}

impl Handset {
    /// A command was fetched.
    pub(super) fn take_command(&mut self, octets: &[u8]) {
        self.menu_open = false;
        let command = match command::parse(octets) {
            Ok(command) => command,
            Err(_) => return self.cannot_read(octets),
        };
        self.comprehension_asked = command.details.tag.comprehension;
        let details = command.details.value;
        if let Some(result) = self.refusal(&command) {
            return self.respond(details, Reply::of(result));
        }
        if matches!(command.action, Action::Refresh(_)) {
            // A call does not outlive a reset of the card or of its applications.
            if matches!(details.qualifier, 0x04..=0x06) && self.call().is_some() {
                return self.respond(details, Reply::because(GeneralResult::TerminalBusy, 0x02));
            }
            // A reset leaves nothing to be answered (TS 102 223 §6.4.7).
            if details.qualifier == 0x04 {
                self.reset_wanted = true;
                return;
            }
        }
        if let Some(reply) = self.answers_alone(&command) {
            let first_menu = details.command() == Some(CommandType::SetupMenu) && !self.menu_answered;
            if first_menu {
                self.menu_answered = true;
                if self.model.quirks.has(Quirk::FirstMenuUnanswered) {
                    return;
                }
            }
            return self.respond(details, reply);
        }
        self.show(command);
    }

    /// Why a command is not carried out at all.
    fn refusal(&self, command: &ProactiveCommand) -> Option<GeneralResult> {
        let quirks = self.model.quirks;
        let untitled = matches!(&command.action, Action::SetupMenu(menu) if menu.alpha.is_none());
        match judge::refusal(command) {
            Some(GeneralResult::MinimumNotMet) if untitled && quirks.has(Quirk::UntitledMenu) => {}
            Some(result) => return Some(result),
            None => {}
        }
        let kind = command.details.value.command();
        if kind == Some(CommandType::SetupEventList) && quirks.has(Quirk::EventListRefused) {
            return Some(GeneralResult::CommandNotUnderstood);
        }
        if quirks.has(Quirk::NoUcs2) && has_ucs2(command) {
            return Some(GeneralResult::DataNotUnderstood);
        }
        (!kind.is_some_and(|kind| self.model.can(kind))).then_some(GeneralResult::NotCapable)
    }

    /// A command that waits for the person.
    fn show(&mut self, command: ProactiveCommand) {
        let details = command.details.value;
        let quirks = self.model.quirks;
        let Some(screen) = Screen::of(&command) else {
            return self.respond(details, Reply::of(GeneralResult::NotCapable));
        };
        if self.surroundings.in_background && quirks.has(Quirk::SilentInBackground) {
            return;
        }
        let screen = self.with_soft_keys(self.misread(screen));
        if !quirks.has(Quirk::TextNotReplaced) {
            self.lingering = None;
        }
        match &command.action {
            Action::DisplayText(text) => {
                if self.surroundings.screen_busy && !screen.urgent {
                    return self.respond(details, Reply::screen_busy());
                }
                if text.immediate_response.is_some() || quirks.has(Quirk::EarlyDisplayAnswer) {
                    let asked = text.duration.as_ref().map(|duration| milliseconds(duration.value));
                    let passing = (screen.body == Body::Text { stays: false }).then_some(self.model.patience.lingering);
                    let reply = self.success(&command, Vec::new());
                    if self.lingering.is_none() {
                        self.lingering = Some(Lingering { screen, left_ms: asked.or(passing) });
                    }
                    return self.respond(details, reply);
                }
            }
            Action::PlayTone(_) if !screen.body.is_playable() => {
                return self.respond(details, Reply::of(GeneralResult::NotCapable));
            }
            Action::SetupCall(_) => {
                if let Some(refusal) = self.no_call(details.qualifier) {
                    return self.respond(details, refusal);
                }
            }
            Action::LaunchBrowser(_) if details.qualifier == 0x00 && self.browsing => {
                return self.respond(details, Reply::because(GeneralResult::BrowserTemporary, 0x02));
            }
            _ => {}
        }
        self.current = Some(Current::new(command, screen, &self.model));
    }

    /// A menu is on soft keys where the card would have it so and the handset has a key for each line (TS 102 223
    /// §6.4.9).
    pub(super) fn with_soft_keys(&self, mut screen: Screen) -> Screen {
        let lines = match &screen.body {
            Body::Items { items, .. } => items.len(),
            _ => 0,
        };
        screen.soft_keys = screen.soft_keys && lines <= usize::from(self.model.soft_keys);
        screen
    }

    /// Octets that are no command: answered to the command details, if these can be read (TS 102 223 §6.10.6).
    fn cannot_read(&mut self, octets: &[u8]) {
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
