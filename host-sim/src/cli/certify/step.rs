//! Steps of a check for people: octets and their meaning. The digits of PINs are not shown.

use sim_device::link::Transport;
use sim_explain::render::line::{Names, brief, brief_answer};
use sim_lab::certify::BenchStep;

/// Step in octets and words.
pub(super) struct StepLine {
    /// Direction: `>` to the card, `<` from the card, `*` for power.
    pub(super) mark: char,
    /// Octets in hexadecimal; `··` for the octets of a PIN. Empty for a step without octets.
    pub(super) octets: String,
    /// Meaning of the octets.
    pub(super) words: String,
}

/// Returns an interface in words.
pub(super) fn interface(way: Transport) -> String {
    match way {
        Transport::Contacts => "over the contacts".to_owned(),
        Transport::Air { distance_cm } => format!("over the radio, {distance_cm} cm away"),
    }
}

/// Returns the lines of a step.
pub(super) fn lines(step: &BenchStep) -> Vec<StepLine> {
    let line = |mark, octets: String, words: String| StepLine { mark, octets, words };
    match step {
        BenchStep::PowerOn(Some(atr)) => {
            vec![line('*', hex::encode_upper(atr), "power-on, answer to reset".to_owned())]
        }
        BenchStep::PowerOn(None) => vec![line('*', String::new(), "power-on without an answer to reset".to_owned())],
        BenchStep::Cut(words) => vec![line('*', String::new(), words.clone())],
        BenchStep::Interface(way) => vec![line('*', String::new(), interface(*way))],
        BenchStep::Exchange { command, answer } => {
            let asked = brief(&sim_explain::command(command), Names::Full);
            let (octets, words) = match answer {
                Some(answer) => {
                    let octets = hex::encode_upper(answer);
                    let words = brief_answer(&sim_explain::answer(Some(command), answer));
                    // A status word alone needs no repetition.
                    let words = if words == octets { String::new() } else { words };
                    (octets, words)
                }
                None => (String::new(), "no answer".to_owned()),
            };
            vec![line('>', sim_explain::shown_octets(command).concat(), asked), line('<', octets, words)]
        }
    }
}
