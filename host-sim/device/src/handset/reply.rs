//! TERMINAL RESPONSE: the answer to a command, and its spelling by handsets with quirks.

use sim_wire::instruction::Instruction;
use sim_wire::proactive::{CommandDetails, GeneralResult, ObjectTag};

use super::queue::Purpose;
use super::session::Comprehension;
use super::{Handset, Model, Quirk, Quirks};
use sim_codec::cat::content::CommandResult;
use sim_codec::cat::{Message, Object, ProactiveCommand, TerminalResponse};

/// Answer to a command: result and data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) outcome: CommandResult,
    pub(super) data: Vec<Object>,
}

impl Reply {
    pub(super) fn of(result: GeneralResult) -> Reply {
        Reply { outcome: CommandResult::of(result), data: Vec::new() }
    }

    pub(super) fn with(data: Object) -> Reply {
        Reply { outcome: CommandResult::of(GeneralResult::Success), data: vec![data] }
    }

    pub(super) fn because(result: GeneralResult, cause: u8) -> Reply {
        Reply { outcome: CommandResult { result: result.code(), additional: vec![cause] }, data: Vec::new() }
    }

    pub(super) fn screen_busy() -> Reply {
        Reply::because(GeneralResult::TerminalBusy, 0x01)
    }

    /// Creates the answer to a command that was carried out: with another result if the command has an icon and the
    /// model shows none.
    pub(super) fn success(command: &ProactiveCommand, data: Vec<Object>, model: &Model) -> Reply {
        let message: Message = command.message();
        let has_icon = [ObjectTag::Icon, ObjectTag::ItemIcons].iter().any(|tag| message.values(*tag).next().is_some());
        let result = if has_icon && !model.icons { GeneralResult::NoIcon } else { GeneralResult::Success };
        Reply { outcome: CommandResult::of(result), data }
    }

    /// Returns the octets of the answer to a command, altered by the quirks; `None` if they are too many.
    fn encode(self, details: CommandDetails, comprehension: Comprehension, quirks: Quirks) -> Option<Vec<u8>> {
        let mut response = TerminalResponse::new(details, self.outcome, self.data);
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
                object.tag.comprehension = comprehension == Comprehension::Required;
            }
            if quirks.has(Quirk::ComprehensionNever) {
                object.tag.comprehension = false;
            }
        }
        message.emit().ok()
    }
}

impl Handset {
    /// Answers a command for the person, or because the person did nothing.
    pub(super) fn answer(&mut self, details: CommandDetails, reply: Reply) {
        if self.model.quirks.has(Quirk::AnswerLost) {
            self.session.take_pending();
        } else {
            self.respond(details, reply);
        }
    }

    /// Answers a command. An answer that no APDU holds goes without its data.
    pub(super) fn respond(&mut self, details: CommandDetails, reply: Reply) {
        let bare = Reply { outcome: reply.outcome.clone(), data: Vec::new() };
        let apdu = self.response(details, reply).or_else(|| self.response(details, bare));
        self.session.take_pending();
        let Some(apdu) = apdu else { return };
        if self.model.quirks.has(Quirk::AnswerTwice) {
            self.queue.push_front(Purpose::RepeatedResponse, apdu.clone());
        }
        self.queue.push_front(Purpose::Response, apdu);
    }

    /// Returns the APDU of an answer; `None` if its data are too long for one.
    pub(super) fn response(&self, details: CommandDetails, reply: Reply) -> Option<Vec<u8>> {
        let octets = reply.encode(details, self.session.comprehension(), self.model.quirks)?;
        self.speech.apdu(Instruction::TerminalResponse, &octets)
    }
}
