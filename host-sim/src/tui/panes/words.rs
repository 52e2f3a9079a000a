//! An exchange in one line for the command and one for the answer, without the octets.

use sim_device::mobile_station::Exchange;
use sim_explain::render::line::Names;
use sim_i18n::{Language, explanation};

/// Returns the command and the answer in words, shorter for a narrow list.
pub(super) fn short(language: Language, exchange: &Exchange) -> (String, String) {
    lines(language, exchange, Names::Short)
}

/// Returns the command and the answer in words.
pub(in crate::tui) fn of(language: Language, exchange: &Exchange) -> (String, String) {
    lines(language, exchange, Names::Full)
}

fn lines(language: Language, exchange: &Exchange, names: Names) -> (String, String) {
    let command = explanation::brief(language, &sim_explain::command(&exchange.command), names);
    let answer = exchange.answer.as_deref().map(|octets| sim_explain::answer(Some(&exchange.command), octets));
    let answer = answer.map(|answer| explanation::brief_answer(language, &answer));
    (command, answer.unwrap_or_else(|| language.of("无应答", "no answer").to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_device::mobile_station::Sender;

    /// Returns the words in English and in Chinese.
    fn words(command: &str, answer: &str) -> [(String, String); 2] {
        let octets = |text: &str| hex::decode(text.replace(' ', "")).unwrap();
        let answer = (!answer.is_empty()).then(|| octets(answer));
        let exchange = Exchange { at_ms: 0, sender: Sender::Handset, command: octets(command), answer, atr: None };
        [of(Language::English, &exchange), of(Language::Chinese, &exchange)]
    }

    fn both(command: &str, answer: &str) -> (&'static str, &'static str) {
        (command.to_owned().leak(), answer.to_owned().leak())
    }

    #[test]
    fn fetched_command_is_named_with_its_text() {
        let [(asked, answered), chinese] =
            words("A0120000 22", "D0208103052180820281028D150894B153054F59989D003A0030002E0030003051439000");
        assert_eq!((asked.as_str(), answered.as_str()), both("FETCH", "DISPLAY TEXT: 钱包余额:0.00元"));
        assert_eq!(chinese, (asked, answered), "names of commands and texts of the card stand in both languages");
    }

    #[test]
    fn terminal_response_is_named_with_its_result() {
        let [(asked, answered), chinese] = words("A01400000F 810304248082028281830100900114", "9122");
        let expected = both("TERMINAL RESPONSE to SELECT ITEM: performed, item identifier 14", "9122 34 octets wait");
        assert_eq!((asked.as_str(), answered.as_str()), expected);
        let expected = both("TERMINAL RESPONSE 答复 SELECT ITEM: 已执行,菜单项标识 14", "9122 34 字节待取");
        assert_eq!((chinese.0.as_str(), chinese.1.as_str()), expected);
    }

    /// The octet 01 of a "yes" would be a pound sign in the GSM alphabet.
    #[test]
    fn yes_answer_to_get_inkey_is_named() {
        let [(asked, _), chinese] = words("A014000010 810305228482028281830100 8D020401", "9000");
        assert_eq!(asked, "TERMINAL RESPONSE to GET INKEY: performed, yes");
        assert_eq!(chinese.0, "TERMINAL RESPONSE 答复 GET INKEY: 已执行,是");
    }

    #[test]
    fn menu_selection_without_answer_is_described() {
        let [(asked, answered), chinese] = words("A0C2000009 D30782020181900101", "");
        assert_eq!(
            (asked.as_str(), answered.as_str()),
            both("ENVELOPE menu selection: item identifier 01", "no answer")
        );
        assert_eq!((chinese.0.as_str(), chinese.1.as_str()), both("ENVELOPE 菜单选择: 菜单项标识 01", "无应答"));
    }

    #[test]
    fn refusal_status_is_explained() {
        let [(asked, answered), chinese] = words("805C000204", "6985");
        assert!(asked.starts_with("GET BALANCE"), "{asked}");
        assert_eq!(answered, sim_explain::status(0x6985));
        assert_eq!(chinese.1, "6985 不满足使用条件");
    }
}
