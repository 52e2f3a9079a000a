//! Distance calibration by short message (短信校准, handbook 3.1.2). A card in a new handset reports the IMEI. If
//! the model is on the red list (红名单), the subscriber confirms it with `Y`, and the card is sent the reach. The
//! card accepts the reach only in the first hour after power-on.

use serde::{Deserialize, Serialize};
use sim_wire::bcd;

use super::card_file::{Asn, CardFile};
use super::courier::Courier;
use super::errand::{Errand, Next, Purpose};
use super::orders::{Dialogs, OrderError, Question};
use super::script::{CardScript, ScriptOutcome};
use super::{PlatformSettings, texts};

/// Handset model that may be calibrated by short message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedModel {
    /// Type allocation code, the first eight digits of the IMEI, or the beginning of one.
    pub tac: String,
    /// Trade name of the model.
    pub name: String,
}

/// Returns the fifteen digits of an IMEI from the eight octets of the handset's encoding; `None` if they are not
/// fifteen digits.
pub fn imei_digits(imei: &[u8; 8]) -> Option<String> {
    let mut digits = bcd::digits(imei);
    digits.next()?;
    let digits: String = digits.collect();
    (digits.len() == 15 && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some(digits)
}

/// Returns an IMEI of fifteen digits as the handset encodes it; `None` if the text is no such number.
pub fn imei_octets(digits: &str) -> Option<[u8; 8]> {
    let digits: Vec<u8> = digits
        .chars()
        .map(|digit| digit.to_digit(10).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let (first, pairs) = digits.split_first()?;
    let (pairs, []) = pairs.as_chunks::<2>() else { return None };
    // The first octet has the kind of identity, IMEI, and the mark of an odd count.
    let rest = pairs.iter().map(|[low, high]| high << 4 | low);
    let octets: Vec<u8> = std::iter::once(first << 4 | 0x0A).chain(rest).collect();
    octets.try_into().ok()
}

/// Desk that calibrates handsets by short message.
pub(super) struct CalibrationDesk<'a> {
    pub(super) courier: Courier<'a>,
    pub(super) dialogs: &'a mut Dialogs,
}

impl CalibrationDesk<'_> {
    /// Processes the first start of a card in a handset. A card whose last calibration was in this handset needs none.
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
            // The text is sent once for each handset, not at each of its starts.
            None if card.sent_to_hall == Some(imei) => return,
            None => {
                (card.asked, card.sent_to_hall) = (None, Some(imei));
                texts::calibrate_on_site()
            }
        };
        self.courier.say(number, &text);
    }

    /// Processes the `Y` of a subscriber who was asked for the model.
    pub(super) fn confirm(&mut self, asn: Asn) {
        let Courier { settings, cards, .. } = &mut self.courier;
        let card = cards.get_mut(&asn);
        let Some((card, imei)) = card.and_then(|card| card.asked.take().map(|imei| (card, imei))) else { return };
        let script = CardScript::Calibrate { reach_cm: settings.reach_cm, imei };
        let is_under_way = card.errands.iter().any(|errand| errand.script == script);
        // A handset that the card has left needs no calibration any more; a higher counter withdraws the script for it.
        card.errands.withdraw(|errand| errand.purpose == Purpose::Calibration && errand.script != script);
        if !is_under_way {
            self.courier.assign(asn, Errand::new(Purpose::Calibration, script));
        }
        self.courier.start(asn);
    }

    /// Processes the card's answer to a calibration.
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
            // After a restart the card reports its handset again.
            ScriptOutcome::Refused(_) => texts::calibration_too_late(),
        };
        self.courier.tell(asn, &text);
        Next::Over
    }
}

/// Returns the answer to a `Y` that no question waits for. After its time the question comes again with the next
/// power-on.
pub(super) fn advise(card: Option<&CardFile>) -> String {
    match card.and_then(|card| card.asked) {
        Some(_) => texts::calibration_too_late(),
        None => texts::mistake(OrderError::NotAsked),
    }
}

/// Returns the model of an IMEI, if it is on the red list. The longest matching beginning counts.
fn listed_model<'s>(settings: &'s PlatformSettings, imei: &[u8; 8]) -> Option<&'s ListedModel> {
    let digits = imei_digits(imei)?;
    let fitting = settings.red_list.iter().filter(|model| !model.tac.is_empty() && digits.starts_with(&model.tac));
    fitting.max_by_key(|model| model.tac.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imei_without_fifteen_digits_is_refused() {
        let imei = [0x3A, 0x65, 0x39, 0x08, 0x03, 0x00, 0x00, 0x71];
        assert_eq!(imei_digits(&imei).as_deref(), Some("356938030000017"));
        assert_eq!(imei_octets("356938030000017"), Some(imei));
        assert_eq!([imei_octets("35693803000001"), imei_octets("35693803000001x"), imei_octets("")], [None; 3]);
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
