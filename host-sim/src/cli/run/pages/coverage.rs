//! Coverage of a replay: the commands that were sent, and how the card answered; reasons of refusals, states of the
//! card, ways through its menu, and screens.

use std::collections::{BTreeMap, BTreeSet};

use sim_explain::title::Subject;
use sim_i18n::{Language, card};
use sim_script::transcript::{PlayedExchange, PlayedLine, Transcript, TranscriptContent};
use sim_wire::proactive::EnvelopeTag;

/// First word of a walk's line that goes through the menu.
const CHOICE: &str = "choose ";

/// Coverage of one replay or of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Coverage {
    /// Status words by command.
    pub(super) commands: BTreeMap<String, BTreeSet<String>>,
    /// Names of the reasons for which the card refused.
    pub(super) refusals: BTreeSet<&'static str>,
    /// States of the card's life cycle.
    pub(super) states: BTreeSet<String>,
    /// Ways through the menu.
    pub(super) menu: BTreeSet<String>,
    /// Texts of the screens that the person saw.
    pub(super) screens: BTreeSet<String>,
}

impl Coverage {
    /// Returns the coverage of a replay.
    pub(super) fn of(transcript: &Transcript) -> Coverage {
        let mut coverage = Coverage::default();
        for entry in &transcript.entries {
            match &entry.content {
                TranscriptContent::Exchange(exchange) => coverage.add_exchange(exchange),
                TranscriptContent::Line(line) => coverage.menu.extend(choice(line)),
                TranscriptContent::State(state) => {
                    coverage.states.insert(card::life_cycle(Language::English, state.lifecycle).to_owned());
                }
                TranscriptContent::Screen(screen) if !screen.text.is_empty() => {
                    coverage.screens.insert(screen.text.clone());
                }
                _ => {}
            }
        }
        coverage
    }

    /// Adds the coverage of another replay.
    pub(super) fn add(&mut self, other: &Coverage) {
        for (name, words) in &other.commands {
            self.commands.entry(name.clone()).or_default().extend(words.iter().cloned());
        }
        self.refusals.extend(&other.refusals);
        self.states.extend(other.states.iter().cloned());
        self.menu.extend(other.menu.iter().cloned());
        self.screens.extend(other.screens.iter().cloned());
    }

    fn add_exchange(&mut self, exchange: &PlayedExchange) {
        let name = name(&exchange.command);
        let status = exchange.answer.as_deref().and_then(<[u8]>::last_chunk::<2>);
        self.commands
            .entry(name)
            .or_default()
            .insert(status.map_or_else(|| "no answer".to_owned(), |word| pattern(*word)));
        self.refusals.extend(exchange.refusal);
    }
}

/// Returns the name of a command; of an envelope, with its kind.
fn name(command: &[u8]) -> String {
    let title = sim_explain::command(command).name;
    let envelope = match title.subject {
        Subject::Envelope(tag) => EnvelopeTag::from_code(tag),
        _ => None,
    };
    envelope.map_or_else(|| title.to_string(), |tag| format!("ENVELOPE {}", tag.name()))
}

/// Returns a status word; of those that carry a number, the pattern.
fn pattern([sw1, sw2]: [u8; 2]) -> String {
    match (sw1, sw2) {
        (0x61 | 0x6C | 0x91 | 0x9F, _) => format!("{sw1:02X}xx"),
        (0x63, 0xC0..=0xCF) => "63Cx".to_owned(),
        _ => format!("{sw1:02X}{sw2:02X}"),
    }
}

/// Returns the way through the menu that a line goes; `None` for every other line.
fn choice(line: &PlayedLine) -> Option<String> {
    let way = line.text.strip_prefix(CHOICE)?;
    Some(way.split('>').map(str::trim).collect::<Vec<_>>().join(" > "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_script::trace::{Options, parse, replay};

    #[test]
    fn commands_status_words_and_refusals_are_collected() {
        let trace = parse(
            "a",
            "card balance 5.00 yuan, pin on\n> 00A40400 Lc D1560001018003800000000100000000\n> 00200000 02 1111\n< 63C2\n\
             > 805C0002 05\n< 00000000 9000\n",
        );
        let outcome = replay(&trace.unwrap(), &Options { keeps_transcript: true, ..Options::default() });
        let mut coverage = Coverage::default();
        coverage.add(&Coverage::of(&outcome.transcript));
        let words = |name: &str| coverage.commands[name].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(
            (words("SELECT by AID"), words("VERIFY"), words("GET BALANCE")),
            (vec!["9000"], vec!["63Cx"], vec!["9000"])
        );
        assert_eq!(coverage.refusals.iter().collect::<Vec<_>>(), [&"PinWrong"]);
        assert_eq!(name(&[0xA0, 0xC2, 0, 0, 2, 0xD3, 0]), "ENVELOPE menu selection");
        assert_eq!(coverage.states.iter().collect::<Vec<_>>(), ["open"]);
    }
}
