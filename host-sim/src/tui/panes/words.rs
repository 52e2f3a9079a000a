//! An exchange in one line for the command and one for the answer, without the octets.

use sim_device::mobile_station::Exchange;
use sim_explain::render::line::{self, Names};

/// Returns the command and the answer in words, shorter for a narrow list.
pub(super) fn short(exchange: &Exchange) -> (String, String) {
    lines(exchange, Names::Short)
}

/// Returns the command and the answer in words.
pub(in crate::tui) fn of(exchange: &Exchange) -> (String, String) {
    lines(exchange, Names::Full)
}

fn lines(exchange: &Exchange, names: Names) -> (String, String) {
    let command = line::brief(&sim_explain::command(&exchange.command), names);
    let answer = exchange.answer.as_deref();
    let answer = answer.map(|octets| line::brief_answer(&sim_explain::answer(Some(&exchange.command), octets)));
    (command, answer.unwrap_or_else(|| "no answer".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_device::mobile_station::Sender;

    fn words(command: &str, answer: &str) -> (String, String) {
        let octets = |text: &str| hex::decode(text.replace(' ', "")).unwrap();
        let answer = (!answer.is_empty()).then(|| octets(answer));
        of(&Exchange { at_ms: 0, sender: Sender::Handset, command: octets(command), answer, atr: None })
    }

    fn both(command: &str, answer: &str) -> (&'static str, &'static str) {
        (command.to_owned().leak(), answer.to_owned().leak())
    }

    #[test]
    fn fetched_command_is_named_with_its_text() {
        let (asked, answered) =
            words("A0120000 22", "D0208103052180820281028D150894B153054F59989D003A0030002E0030003051439000");
        assert_eq!((asked.as_str(), answered.as_str()), both("FETCH", "DISPLAY TEXT: 钱包余额:0.00元"));
    }

    #[test]
    fn terminal_response_is_named_with_its_result() {
        let (asked, answered) = words("A01400000F 810304248082028281830100900114", "9122");
        let expected = both("TERMINAL RESPONSE to SELECT ITEM: performed, item identifier 14", "9122 34 octets wait");
        assert_eq!((asked.as_str(), answered.as_str()), expected);
    }

    /// The octet 01 of a "yes" would be a pound sign in the GSM alphabet.
    #[test]
    fn yes_answer_to_get_inkey_is_named() {
        let (asked, _) = words("A014000010 810305228482028281830100 8D020401", "9000");
        assert_eq!(asked, "TERMINAL RESPONSE to GET INKEY: performed, yes");
    }

    #[test]
    fn menu_selection_without_answer_is_described() {
        let (asked, answered) = words("A0C2000009 D30782020181900101", "");
        assert_eq!(
            (asked.as_str(), answered.as_str()),
            both("ENVELOPE menu selection: item identifier 01", "no answer")
        );
    }

    #[test]
    fn refusal_status_is_explained() {
        let (asked, answered) = words("805C000204", "6985");
        assert!(asked.starts_with("GET BALANCE"), "{asked}");
        assert_eq!(answered, sim_explain::status(0x6985));
    }
}
