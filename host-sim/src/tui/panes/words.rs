//! An exchange in a line each for command and answer: what a person wants to know of it, without the octets.

use sim_device::mobile_station::Exchange;
use sim_explain::coding::Value;
use sim_explain::{Explanation, Fact, Kind};
use sim_wire::count::{Counted, Either};

/// What stands in every message of the toolkit and tells a reader of the list nothing.
const PASSED_OVER: [&str; 5] = ["command details", "qualifier", "devices", "p1", "p2"];

/// The words of a fact.
pub(super) fn text(fact: &Fact) -> Option<&str> {
    match (&fact.text, &fact.value) {
        (Some(text), _) | (None, Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// What a fact says: a text as it is, a code by its words, else its name and value.
fn said(fact: &Fact) -> Option<String> {
    let text = text(fact)?;
    if PASSED_OVER.contains(&fact.name) {
        return None;
    }
    if let Some(quoted) = text.split_once('"').and_then(|(_, rest)| rest.rsplit_once('"')) {
        return Some(quoted.0.to_owned());
    }
    match text.split_once("  ") {
        Some((_, words)) => Some(words.to_owned()),
        None => Some(format!("{} {text}", fact.name.replace(" identifier", ""))),
    }
}

/// What the message of the toolkit in it says: a title and texts with a colon, the rest with commas.
fn told(explanation: &Explanation<'_>) -> String {
    let decides = explanation
        .facts
        .iter()
        .any(|fact| fact.name == "qualifier" && text(fact).is_some_and(|text| text.contains("yes")));
    let said: Vec<String> = explanation
        .facts
        .iter()
        .filter_map(said)
        // Yes and no are octets of the GSM alphabet (TS 102 223 §6.4.2).
        .map(|said| match (decides, said.as_str()) {
            (true, "£") => "yes".to_owned(),
            (true, "@") => "no".to_owned(),
            _ => said,
        })
        .collect();
    match said.split_first() {
        Some((title, rest)) if !rest.is_empty() && explanation.content_kind() == Kind::ProactiveCommand => {
            format!("{}: {}", title.trim_end_matches([':', ':']), rest.join(", "))
        }
        _ => said.join(", "),
    }
}

/// The command's name: of a message of the toolkit what it is, behind what carries it.
fn name(explanation: &Explanation<'_>) -> String {
    let name = explanation.name.strip_prefix("answer to ").unwrap_or(&explanation.name);
    match name.split_once(": ") {
        Some((carrier, inside)) => {
            let inside = inside.strip_prefix("envelope: ").unwrap_or(inside);
            let inside = inside.strip_prefix("terminal response ").unwrap_or(inside);
            if carrier == "FETCH" { inside.to_owned() } else { format!("{carrier} {inside}") }
        }
        None => name.to_owned(),
    }
}

/// The fields of an APDU of the wallet.
fn fields(explanation: &Explanation<'_>) -> String {
    let shown = explanation.fields.iter().filter(|field| !PASSED_OVER.contains(&field.name) && field.name != "data");
    shown.map(|field| format!("{} {}", field.name.replace('_', " "), field.shown())).collect::<Vec<_>>().join(", ")
}

fn with(name: String, more: &str) -> String {
    if more.is_empty() { name } else { format!("{name}: {more}") }
}

/// A status word: what waits, or what it means.
fn status(word: u16) -> String {
    match word {
        0x9000 => "9000".to_owned(),
        0x9100..=0x91FF => {
            let octets = if word == 0x9100 { 256 } else { word & 0xFF };
            format!("{word:04X} {} {}", Counted(octets, "octet"), Either(octets, "waits", "wait"))
        }
        _ => sim_explain::status(word),
    }
}

/// The command and the answer, shorter for a narrow list.
pub(super) fn short(exchange: &Exchange) -> (String, String) {
    let (asked, answered) = of(exchange);
    (asked.replacen("TERMINAL RESPONSE to ", "TR ", 1), answered)
}

/// The command and the answer.
pub(in crate::tui) fn of(exchange: &Exchange) -> (String, String) {
    let command = sim_explain::command(&exchange.command);
    let more = if command.told.is_some() { told(&command) } else { fields(&command) };
    let asked = with(name(&command), &more);
    let Some(octets) = &exchange.answer else { return (asked, "no answer".to_owned()) };
    let answer = sim_explain::answer(Some(&exchange.command), octets);
    let word = answer.status.map(status).unwrap_or_default();
    if answer.told.is_some() {
        return (asked, with(name(&answer), &told(&answer)));
    }
    let fields = fields(&answer);
    (asked, if fields.is_empty() { word } else { format!("{word}  {fields}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_device::mobile_station::Sender;

    fn words(command: &str, answer: &str) -> (String, String) {
        let octets = |text: &str| hex::decode(text.replace(' ', "")).unwrap();
        let answer = (!answer.is_empty()).then(|| octets(answer));
        of(&Exchange { at_ms: 0, sender: Sender::Handset, command: octets(command), answer })
    }

    fn both(command: &str, answer: &str) -> (&'static str, &'static str) {
        (command.to_owned().leak(), answer.to_owned().leak())
    }

    #[test]
    fn a_fetched_command_is_called_by_its_name_and_says_its_texts() {
        let (asked, answered) =
            words("A0120000 22", "D0208103052180820281028D150894B153054F59989D003A0030002E0030003051439000");
        assert_eq!((asked.as_str(), answered.as_str()), both("FETCH", "DISPLAY TEXT: 钱包余额:0.00元"));
    }

    #[test]
    fn an_answer_of_the_handset_says_what_became_of_it() {
        let (asked, answered) = words("A01400000F 810304248082028281830100900114", "9122");
        let expected = both("TERMINAL RESPONSE to SELECT ITEM: performed, item 14", "9122 34 octets wait");
        assert_eq!((asked.as_str(), answered.as_str()), expected);
    }

    #[test]
    fn yes_is_not_a_pound_sign() {
        let (asked, _) = words("A014000010 810305228482028281830100 8D020401", "9000");
        assert_eq!(asked, "TERMINAL RESPONSE to GET INKEY: performed, yes");
    }

    #[test]
    fn a_pick_is_an_envelope_and_silence_is_said() {
        let (asked, answered) = words("A0C2000009 D30782020181900101", "");
        assert_eq!((asked.as_str(), answered.as_str()), both("ENVELOPE menu selection: item 01", "no answer"));
    }

    #[test]
    fn a_refusal_is_said_in_words() {
        let (asked, answered) = words("805C000204", "6985");
        assert!(asked.starts_with("GET BALANCE"), "{asked}");
        assert_eq!(answered, sim_explain::status(0x6985));
    }
}
