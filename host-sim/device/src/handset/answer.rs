//! TERMINAL RESPONSE: what a command is answered with, and how handsets with quirks spell it.

use sim_wire::instruction::Instruction;
use sim_wire::proactive::{CommandDetails, GeneralResult, ObjectTag};

use super::{Errand, Handset, Quirk};
use sim_codec::cat::content::Outcome;
use sim_codec::cat::{Message, Object, ProactiveCommand, TerminalResponse};

/// How a command is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) outcome: Outcome,
    pub(super) data: Vec<Object>,
}

impl Reply {
    pub(super) fn of(result: GeneralResult) -> Reply {
        Reply { outcome: Outcome::of(result), data: Vec::new() }
    }

    pub(super) fn with(data: Object) -> Reply {
        Reply { outcome: Outcome::of(GeneralResult::Success), data: vec![data] }
    }

    pub(super) fn because(result: GeneralResult, cause: u8) -> Reply {
        Reply { outcome: Outcome { result: result.code(), additional: vec![cause] }, data: Vec::new() }
    }

    pub(super) fn screen_busy() -> Reply {
        Reply::because(GeneralResult::TerminalBusy, 0x01)
    }
}

impl Handset {
    /// Answers a command for the person, or because the person did nothing.
    pub(super) fn answers(&mut self, details: CommandDetails, reply: Reply) {
        if self.model.quirks.has(Quirk::AnswerLost) {
            self.current = None;
        } else {
            self.respond(details, reply);
        }
    }

    /// Answers a command; an answer that no APDU holds goes without its data.
    pub(super) fn respond(&mut self, details: CommandDetails, reply: Reply) {
        let bare = Reply { outcome: reply.outcome.clone(), data: Vec::new() };
        let apdu = self.response(details, reply).or_else(|| self.response(details, bare));
        self.current = None;
        let Some(apdu) = apdu else { return };
        if self.model.quirks.has(Quirk::AnswerTwice) {
            self.due.push_front((Errand::Repeated, apdu.clone()));
        }
        self.due.push_front((Errand::Response, apdu));
    }

    /// The APDU of an answer; `None` where its data are too long for one.
    pub(super) fn response(&self, details: CommandDetails, reply: Reply) -> Option<Vec<u8>> {
        let quirks = self.model.quirks;
        let mut response = TerminalResponse::new(details, reply.outcome, reply.data);
        if quirks.has(Quirk::WrongNumber) {
            let number = &mut response.details.value.number;
            *number = number.checked_add(1).filter(|number| *number < 0xFF).unwrap_or(1);
        }
        if quirks.has(Quirk::DevicesMissing) {
            response.devices = None;
        }
        if quirks.has(Quirk::CauseMissing) {
            response.results.iter_mut().for_each(|result| result.value.additional.clear());
        }
        let mut message = response.message();
        for object in &mut message.objects {
            let settled = matches!(object.known(), Some(ObjectTag::CommandDetails | ObjectTag::Result));
            if quirks.has(Quirk::ComprehensionAlways) {
                object.tag.comprehension = true;
            }
            if quirks.has(Quirk::ComprehensionCopied) && object.known() == Some(ObjectTag::DeviceIdentities) {
                object.tag.comprehension = false;
            }
            if quirks.has(Quirk::ComprehensionCopied) && settled {
                object.tag.comprehension = self.comprehension_asked;
            }
            if quirks.has(Quirk::ComprehensionNever) {
                object.tag.comprehension = false;
            }
        }
        self.apdu(Instruction::TerminalResponse.ins(), &message.emit().ok()?)
    }

    /// Done; said otherwise where the command has an icon and the phone shows none.
    pub(super) fn success(&self, command: &ProactiveCommand, data: Vec<Object>) -> Reply {
        let message: Message = command.message();
        let has_icon = [ObjectTag::Icon, ObjectTag::ItemIcons].iter().any(|tag| message.values(*tag).next().is_some());
        let result = if has_icon && !self.model.icons { GeneralResult::NoIcon } else { GeneralResult::Success };
        Reply { outcome: Outcome::of(result), data }
    }
}
