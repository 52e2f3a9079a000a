//! Distance calibration by short message (短信校准, handbook 3.1.2): a card in a new handset says its IMEI; if the
//! model is on the red list (红名单) the person confirms it with `Y`, and the card is sent the reach. It takes that
//! only in the first hour after power-on.

use serde::{Deserialize, Serialize};
use sim_wire::bcd;

use super::card_file::{Asn, CardFile};
use super::courier::Courier;
use super::errand::{Errand, Next, Purpose};
use super::orders::{Dialogs, Mistake, Question};
use super::script::{CardScript, ScriptOutcome};
use super::{PlatformSettings, texts};

/// A handset model that may be calibrated by short message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedModel {
    /// The type allocation code, the first eight digits of its IMEI, or the beginning of one.
    pub tac: String,
    /// What people call it.
    pub name: String,
}

/// The fifteen digits of an IMEI, of the eight octets in which a handset says it; `None` where they are none.
pub fn imei_digits(imei: &[u8; 8]) -> Option<String> {
    let mut digits = bcd::digits(imei);
    digits.next()?;
    let digits: String = digits.collect();
    (digits.len() == 15 && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some(digits)
}

/// Desk where handsets are calibrated by short message.
pub(super) struct CalibrationDesk<'a> {
    pub(super) courier: Courier<'a>,
    pub(super) dialogs: &'a mut Dialogs,
}

impl CalibrationDesk<'_> {
    /// Takes the first start of a card in a handset. One that was calibrated in this handset last needs nothing.
    pub(super) fn greet(&mut self, asn: Asn, imei: [u8; 8]) {
        let Courier { now, settings, cards, .. } = &mut self.courier;
        let Some(card) = cards.get_mut(&asn) else { return };
        let number = card.number;
        if card.calibrated == Some(imei) {
            card.asked = None;
            return;
        }
        let text = match listed_model(settings, &imei) {
            Some(model) => {
                card.asked = Some(imei);
                self.dialogs.ask(number, Question::Model, now.later(settings.confirmation_lapses));
                texts::ask_model(&model.name)
            }
            // That is said once for each handset, not at each of its starts.
            None if card.sent_to_hall == Some(imei) => return,
            None => {
                (card.asked, card.sent_to_hall) = (None, Some(imei));
                texts::calibrate_on_site()
            }
        };
        self.courier.say(number, &text);
    }

    /// Takes `Y` from a person who was asked.
    pub(super) fn confirm(&mut self, asn: Asn) {
        let Courier { settings, cards, .. } = &mut self.courier;
        let card = cards.get_mut(&asn);
        let Some((card, imei)) = card.and_then(|card| card.asked.take().map(|imei| (card, imei))) else { return };
        let script = CardScript::Calibrate { reach_cm: settings.reach_cm, imei };
        let is_under_way = card.errands.iter().any(|errand| errand.script == script);
        // A handset that the card has left needs no calibration any more; what it was sent, a higher counter withdraws.
        card.errands.withdraw(|errand| errand.purpose == Purpose::Calibration && errand.script != script);
        if !is_under_way {
            self.courier.assign(asn, Errand::new(Purpose::Calibration, script));
        }
        self.courier.start(asn);
    }

    /// Takes what the card said of a calibration.
    pub(super) fn take_answer(&mut self, asn: Asn, answer: (&CardScript, ScriptOutcome)) -> Next {
        let (Some(card), (CardScript::Calibrate { imei, .. }, outcome)) = (self.courier.cards.get_mut(&asn), answer)
        else {
            return Next::Over;
        };
        let text = match outcome {
            ScriptOutcome::Unclear => return Next::Waits,
            ScriptOutcome::Done(_) => {
                card.calibrated = Some(*imei);
                texts::calibrated()
            }
            // After a restart the card says hello again.
            ScriptOutcome::Refused(_) => texts::calibration_too_late(),
        };
        self.courier.tell(asn, &text);
        Next::Over
    }
}

/// What is said to a `Y` that nobody waits for: after the time for it the question comes again with the next power-on.
pub(super) fn advise(card: Option<&CardFile>) -> String {
    match card.and_then(|card| card.asked) {
        Some(_) => texts::calibration_too_late(),
        None => texts::mistake(Mistake::NotAsked),
    }
}

/// The model of an IMEI, if it is on the red list. Of several beginnings that fit the longest counts.
fn listed_model<'s>(settings: &'s PlatformSettings, imei: &[u8; 8]) -> Option<&'s ListedModel> {
    let digits = imei_digits(imei)?;
    let fitting = settings.red_list.iter().filter(|model| !model.tac.is_empty() && digits.starts_with(&model.tac));
    fitting.max_by_key(|model| model.tac.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imei_is_fifteen_digits_and_nothing_else() {
        let imei = [0x3A, 0x65, 0x39, 0x08, 0x03, 0x00, 0x00, 0x71];
        assert_eq!(imei_digits(&imei).as_deref(), Some("356938030000017"));
        let with = |place: usize, octet| {
            let mut imei = imei;
            imei[place] = octet;
            imei_digits(&imei)
        };
        assert_eq!(with(7, 0xF1), None, "fourteen digits");
        assert_eq!(with(7, 0xB1), None, "fourteen digits and a #");
        assert_eq!(with(1, 0x6A), None, "a * among the digits");
    }
}
