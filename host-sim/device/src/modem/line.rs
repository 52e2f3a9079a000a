//! Line to the computer: how answers are written (ITU-T V.250 §5.7), and what was exchanged.

use super::Modem;
use super::outcome::Outcome;
use crate::mobile_station::StationError;
use sim_codec::at::{EquipmentError, FinalResult};

/// Words of the modem, and the commands that they answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModemReply {
    /// Octets for the computer.
    pub octets: Vec<u8>,
    /// Commands that were answered, and what the modem said by itself.
    pub answered: Vec<Answered>,
    /// Trouble with the card; `None` if there was none.
    pub trouble: Option<StationError>,
}

/// Command line with its answer, for somebody who looks on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Command line, or the entry behind a prompt; `None` where the modem spoke by itself.
    pub command: Option<String>,
    /// Lines of the answer, the result last.
    pub lines: Vec<String>,
}

impl Modem {
    /// Adds the answer of a line.
    pub(super) fn answer(&mut self, said: &str, outcome: Outcome, reply: &mut ModemReply) {
        let Outcome { lines, end } = outcome;
        let text = |line: &Vec<u8>| String::from_utf8_lossy(line).into_owned();
        let split = |text: String| text.split("\r\n").map(str::to_owned).collect::<Vec<_>>();
        let mut shown: Vec<String> = lines.iter().map(text).flat_map(split).collect();
        lines.iter().for_each(|line| self.write_line(line, &mut reply.octets));
        match end {
            Ok(result) => {
                shown.push(result.to_string());
                self.write_result(result, &mut reply.octets);
            }
            Err(prompt) => {
                shown.push(">".to_owned());
                reply.octets.extend_from_slice(b"\r\n> ");
                self.reader.begin_entry();
                self.prompt = Some(prompt);
            }
        }
        reply.answered.push(Answered { command: Some(said.to_owned()), lines: shown });
    }

    /// Writes a line that the modem says by itself.
    pub(super) fn write_news(&self, lines: &[Vec<u8>], reply: &mut ModemReply) {
        let text = lines.join(&b"\r\n"[..]);
        self.write_line(&text, &mut reply.octets);
        let lines = lines.iter().map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        reply.answered.push(Answered { command: None, lines });
    }

    fn write_line(&self, line: &[u8], into: &mut Vec<u8>) {
        if self.settings.verbose {
            into.extend_from_slice(b"\r\n");
        }
        into.extend_from_slice(line);
        into.extend_from_slice(b"\r\n");
    }

    fn write_result(&self, result: FinalResult, into: &mut Vec<u8>) {
        if self.settings.quiet {
            return;
        }
        let result = match (result, self.settings.error_form) {
            (FinalResult::Equipment(_), 0) => FinalResult::Error,
            (FinalResult::Equipment(error), 2) => return self.write_line(words(error).as_bytes(), into),
            (result, _) => result,
        };
        match result.number() {
            Some(number) if !self.settings.verbose => into.extend_from_slice(format!("{number}\r").as_bytes()),
            _ => self.write_line(result.to_string().as_bytes(), into),
        }
    }
}

/// Returns an error in words.
fn words(error: EquipmentError) -> String {
    format!("+CME ERROR: {}", error.words())
}
