//! Distance calibration by short message (短信校准, handbook 3.1.2): a card in a new handset says its IMEI; if the
//! model is on the red list (红名单) the person confirms it with `Y`, and the card is sent the reach. It takes that
//! only in the first hour after power-on.

use serde::{Deserialize, Serialize};
use sim_wire::bcd;

use super::card_file::Asn;
use super::errand::{Errand, Next, Purpose};
use super::number::Msisdn;
use super::orders::Mistake;
use super::script::{Outcome, Script};
use super::{Platform, texts};
use sim_codec::time::Moment;

/// A handset model that may be calibrated by short message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
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

impl Platform {
    /// The first start of a card in a handset. One that was calibrated in this handset last needs nothing.
    pub(super) fn greeted(&mut self, now: Moment, asn: Asn, imei: [u8; 8]) {
        let model = self.model(&imei).map(|model| model.name.clone());
        let Some(card) = self.cards.get_mut(&asn) else { return };
        let number = card.number;
        if card.calibrated == Some(imei) {
            card.asked = None;
            return;
        }
        let text = match model {
            Some(name) => {
                card.asked = Some(imei);
                self.books.asked_model(&number, now.later(self.settings.confirmation_lapses));
                texts::ask_model(&name)
            }
            // That is said once for each handset, not at each of its starts.
            None if card.sent_to_hall == Some(imei) => return,
            None => {
                (card.asked, card.sent_to_hall) = (None, Some(imei));
                texts::calibrate_on_site()
            }
        };
        self.say(now, number, &text);
    }

    /// The model of an IMEI, if it is on the red list. Of several beginnings that fit the longest counts.
    fn model(&self, imei: &[u8; 8]) -> Option<&Model> {
        let digits = imei_digits(imei)?;
        let fitting =
            self.settings.red_list.iter().filter(|model| !model.tac.is_empty() && digits.starts_with(&model.tac));
        fitting.max_by_key(|model| model.tac.len())
    }

    /// `Y` from a person who was asked.
    pub(super) fn model_confirmed(&mut self, now: Moment, from: &Msisdn) {
        let card = self.current.get(from).and_then(|asn| self.cards.get_mut(asn));
        let Some((card, imei)) = card.and_then(|card| card.asked.take().map(|imei| (card, imei))) else { return };
        let asn = card.asn;
        let script = Script::Calibrate { reach_cm: self.settings.reach_cm, imei };
        let is_under_way = card.errands.iter().any(|errand| errand.script == script);
        // A handset that the card has left needs no calibration any more; what it was sent, a higher counter withdraws.
        card.errands.retain(|errand| errand.purpose != Purpose::Calibration || errand.script == script);
        if !is_under_way {
            self.charge(now, asn, Errand::new(Purpose::Calibration, script));
        }
        self.begin(now, asn);
    }

    /// What is said to a `Y` that nobody waits for: after the time for it the question comes again with the next
    /// power-on.
    pub(super) fn confirmation_advice(&self, from: &Msisdn) -> String {
        match self.card_of(from).and_then(|card| card.asked) {
            Some(_) => texts::calibration_too_late(),
            None => texts::mistake(Mistake::NotAsked),
        }
    }

    /// The card has said what became of a calibration.
    pub(super) fn calibration_answered(&mut self, now: Moment, asn: Asn, answer: (&Script, Outcome)) -> Next {
        let (Some(card), (Script::Calibrate { imei, .. }, outcome)) = (self.cards.get_mut(&asn), answer) else {
            return Next::Over;
        };
        let number = card.number;
        let text = match outcome {
            Outcome::Unclear => return Next::Waits,
            Outcome::Done(_) => {
                card.calibrated = Some(*imei);
                texts::calibrated()
            }
            // After a restart the card says hello again.
            Outcome::Refused(_) => texts::calibration_too_late(),
        };
        self.say(now, number, &text);
        Next::Over
    }
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
