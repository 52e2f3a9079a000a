//! Desk that takes texts from subscribers.

use super::{OrderResult, Submission, Submissions};
use crate::platform::books::Books;
use crate::platform::calibration::{self, CalibrationDesk};
use crate::platform::card_file::Asn;
use crate::platform::courier::Courier;
use crate::platform::entropy::PlatformEntropy;
use crate::platform::orders::submissions::SubmissionKind;
use crate::platform::request::{IgnoredError, MessageResult};
use sim_codec::sms::SmsSubmit;

/// Desk that takes texts from subscribers.
pub(in crate::platform) struct TextDesk<'a> {
    pub(in crate::platform) courier: Courier<'a>,
    pub(in crate::platform) books: &'a mut Books,
    pub(in crate::platform) entropy: &'a mut PlatformEntropy,
    pub(in crate::platform) submissions: &'a mut Submissions,
}

impl TextDesk<'_> {
    /// Takes a text from a subscriber who has that card. A text that was received before has no second effect and no
    /// second answer.
    pub(in crate::platform) fn receive(
        &mut self,
        submission: Submission,
        card: Option<Asn>,
        message: &SmsSubmit,
        text: &str,
    ) -> MessageResult {
        let now = self.courier.now;
        let rules = self.courier.settings.rules;
        let text = match self.submissions.hear(now, submission, (message, text), rules) {
            SubmissionKind::New(text) => text,
            SubmissionKind::Part(place) => return MessageResult::Part { part: place.part, total: place.total },
            SubmissionKind::Repeated => return MessageResult::Repeated,
            SubmissionKind::Forgotten => return MessageResult::Ignored(IgnoredError::Forgotten(submission.at)),
        };
        match self.books.obey(now, &submission.from, &text, self.entropy) {
            OrderResult::Says(answer) => self.courier.say(submission.from, &answer),
            OrderResult::Confirmed => card.into_iter().for_each(|asn| self.calibration_desk().confirm(asn)),
            OrderResult::NotAsked => {
                let card = card.and_then(|asn| self.courier.cards.get(&asn));
                self.courier.say(submission.from, &calibration::advise(card));
            }
        }
        MessageResult::Order
    }

    fn calibration_desk(&mut self) -> CalibrationDesk<'_> {
        let Courier { now, settings, cards, outbox } = &mut self.courier;
        let courier = Courier { now: *now, settings, cards, outbox };
        CalibrationDesk { courier, dialogs: &mut self.books.dialogs }
    }
}
