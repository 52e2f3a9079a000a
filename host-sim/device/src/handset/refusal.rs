//! Commands that a model does not carry out at all, and the result with which it refuses them.

use sim_wire::proactive::{CommandType, GeneralResult};
use sim_wire::text::AlphaCoding;

use super::{Model, Quirk};
use sim_codec::cat::command::{Action, SetupEventList};
use sim_codec::cat::texts::Alphabet;
use sim_codec::cat::{ProactiveCommand, Value, judge};

/// Returns whether a text of the command is in UCS2.
fn has_ucs2(command: &ProactiveCommand) -> bool {
    command.message().objects.iter().any(|object| match &object.value {
        Value::Text(text) => text.dcs.and_then(Alphabet::of_sms) == Some(Alphabet::Ucs2),
        Value::Alpha(alpha) => alpha.coding != AlphaCoding::Gsm && !alpha.text.is_empty(),
        Value::Item(item) => item.text.coding != AlphaCoding::Gsm && !item.text.text.is_empty(),
        _ => false,
    })
}

impl Model {
    /// Returns the result with which a command is refused; `None` if the model carries it out.
    pub(super) fn refusal(&self, command: &ProactiveCommand) -> Option<GeneralResult> {
        let quirks = self.quirks;
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
        (!kind.is_some_and(|kind| self.can(kind))).then_some(GeneralResult::NotCapable)
    }

    /// Returns whether the handset can report every event in the list. If it cannot report one, it takes none of the
    /// list (TS 102 223 §6.4.16).
    pub(super) fn has_events(&self, asked: &SetupEventList) -> bool {
        let codes = asked.events.as_ref().map_or(&[][..], |events| &events.value.0);
        codes.iter().all(|code| self.events().any(|event| event.code() == *code))
    }
}
