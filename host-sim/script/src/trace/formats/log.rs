//! Logs that other tools leave behind: GlobalPlatformPro, OpenSC, pcscd, pyscard, scriptor and gscriptor, pySim, swSIM,
//! Android, QXDM, cardpeek, and the lines of modems. Commands and answers stand in them between prose, time stamps and
//! hex dumps. Lines that are plainly a command, an answer or a message are taken; every other line is passed over. A
//! line that claims to be one of these and cannot be read is named by its number. Nothing is guessed.
//!
//! ```
//! use sim_script::trace::formats::log;
//!
//! let text = "# gp -dl\nA>> T=0 (4+0000) 805C0002 04\nA<< (0004+2) (14ms) 00001388 9000\n";
//! let log = log::read(text).expect("it has an exchange");
//! assert_eq!(log.to_string(), "GlobalPlatformPro log: 1 exchange, 1 line passed over");
//! ```

use sim_wire::count::Counted;
use std::fmt;

use super::{Session, SessionExchange, SessionStep};

mod alternating;
mod arrows;
mod assembly;
mod hex_dump;
mod joined;
mod modem;
mod octets;
mod procedure_bytes;

mod words;

use assembly::Assembly;

/// Tool, or kind of tools whose lines look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogFamily {
    /// GlobalPlatformPro with `-d`: `A>>`, `A<<`.
    GlobalPlatformPro,
    /// OpenSC's debug log: `Outgoing APDU`, `Incoming APDU`, each with a hex dump behind.
    OpenSc,
    /// pcscd with `--apdu`: `APDU:`, `SW:`.
    Pcscd,
    /// cardpeek: `card.send`, `send:`, `recv:`.
    Cardpeek,
    /// gscriptor: `Sending:`, `Received:`.
    Gscriptor,
    /// Android: the radio's, the smart-card service's and the secure element's lines in logcat.
    Android,
    /// QXDM: octets of a T=0 line (`TX:`, `RX:`), and `APDU (Command)`, `APDU (Response)`.
    Qxdm,
    /// pySim: `->`, `<-` with the status word first.
    PySim,
    /// pyscard's observers: `>`, `<`, `sending`, `response:`.
    Pyscard,
    /// scriptor, swSIM and others that write `>` and `<`.
    Arrows,
    /// Lines of a modem: `+CMGR`, `+CMT`, `+CUSATP`, `^CSIN`, `+CSIM` and their kin.
    Modem,
    /// Command and answer in one string of octets, a line each.
    Joined,
    /// A command and its answer on lines of their own.
    Alternating,
    /// Any other that names commands and answers.
    Other,
}

impl LogFamily {
    /// All families, the more particular before the more general.
    const ALL: [LogFamily; 14] = [
        LogFamily::GlobalPlatformPro,
        LogFamily::OpenSc,
        LogFamily::Pcscd,
        LogFamily::Cardpeek,
        LogFamily::Gscriptor,
        LogFamily::Android,
        LogFamily::Qxdm,
        LogFamily::PySim,
        LogFamily::Pyscard,
        LogFamily::Arrows,
        LogFamily::Modem,
        LogFamily::Joined,
        LogFamily::Alternating,
        LogFamily::Other,
    ];

    /// Returns the name for a report.
    pub const fn name(self) -> &'static str {
        match self {
            LogFamily::GlobalPlatformPro => "GlobalPlatformPro log",
            LogFamily::OpenSc => "OpenSC log",
            LogFamily::Pcscd => "pcscd log",
            LogFamily::Cardpeek => "cardpeek log",
            LogFamily::Gscriptor => "gscriptor log",
            LogFamily::Android => "Android log",
            LogFamily::Qxdm => "QXDM log",
            LogFamily::PySim => "pySim log",
            LogFamily::Pyscard => "pyscard log",
            LogFamily::Arrows => "log with > and <",
            LogFamily::Modem => "modem log",
            LogFamily::Joined => "commands with their answers",
            LogFamily::Alternating => "commands and answers line by line",
            LogFamily::Other => "log",
        }
    }
}

/// Content of a line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fragment {
    /// Command APDU.
    Command(Vec<u8>),
    /// Data and status word.
    Answer(Vec<u8>),
    /// Answer to reset.
    Atr(Vec<u8>),
    /// Reset of the card.
    Reset,
    /// Message of a modem.
    Message(super::SessionMessage),
}

/// Remark on a line that cannot be read, or that disagrees with itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Number of the line, counted from 1.
    pub line: usize,
    /// Words that say what is wrong.
    pub text: String,
}

/// Log that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Tool that wrote the log.
    pub family: LogFamily,
    /// Session of the log.
    pub session: Session,
    /// Number of lines that are prose.
    pub passed_over: usize,
    /// Remarks by line: on lines that cannot be read, and on lines that were taken and disagree with themselves.
    pub remarks: Vec<Remark>,
    /// Number of readers or channels whose exchanges stand in the log.
    pub channels: usize,
}

impl Log {
    fn exchanges(&self) -> impl Iterator<Item = &SessionExchange> {
        self.session.steps.iter().filter_map(|step| match step {
            SessionStep::Exchange(exchange) => Some(exchange),
            _ => None,
        })
    }

    /// Returns whether the log has what no script has: an answer, or a message.
    pub fn has_answers(&self) -> bool {
        self.session.steps.iter().any(|step| match step {
            SessionStep::Exchange(exchange) => exchange.answer.is_some(),
            SessionStep::Message(_) => true,
            _ => false,
        })
    }

    /// Returns the number of commands and messages that were read.
    fn found(&self) -> usize {
        let messages = self.session.steps.iter().filter(|step| matches!(step, SessionStep::Message(_))).count();
        self.exchanges().count().saturating_add(messages)
    }
}

impl fmt::Display for Log {
    /// Prints `pcscd log: 2 exchanges, 1 of them without an answer, 1 line passed over`, and a line for each remark.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exchanges = self.exchanges().count();
        let messages = self.found().saturating_sub(exchanges);
        let mut parts = Vec::new();
        if exchanges > 0 || messages == 0 {
            parts.push(Counted(exchanges, "exchange").to_string());
        }
        match self.exchanges().filter(|exchange| exchange.answer.is_none()).count() {
            0 => {}
            silent => parts.push(format!("{silent} of them without an answer")),
        }
        if messages > 0 {
            parts.push(Counted(messages, "message").to_string());
        }
        if self.channels > 1 {
            parts.push(format!("{} readers side by side", self.channels));
        }
        if self.passed_over > 0 {
            parts.push(format!("{} passed over", Counted(self.passed_over, "line")));
        }
        write!(f, "{}: {}", self.family.name(), parts.join(", "))?;
        self.remarks.iter().try_for_each(|remark| write!(f, "\nline {}: {}", remark.line, remark.text))
    }
}

/// Reads a log; `None` where no family finds a command or a message in it.
///
/// Of two families the one that finds more is believed, and of those that find as much the one with more answers. Of
/// those again, the one that leaves fewer lines unread is believed, then the more particular one.
pub fn read(text: &str) -> Option<Log> {
    let logs = LogFamily::ALL.into_iter().map(|family| read_as(family, text)).filter(|log| log.found() > 0);
    logs.reduce(|best, next| if merit(&next) > merit(&best) { next } else { best })
}

/// Returns the merit of a reading: commands, answers and messages found, then answers found, then how few lines are
/// unread.
fn merit(log: &Log) -> (usize, usize, std::cmp::Reverse<usize>) {
    let answers = log.exchanges().filter(|exchange| exchange.answer.is_some()).count();
    (log.found().saturating_add(answers), answers, std::cmp::Reverse(log.remarks.len()))
}

/// Reads a text as a log of that family.
fn read_as(family: LogFamily, text: &str) -> Log {
    let mut assembly = Assembly::default();
    let text = text.trim_start_matches('\u{feff}');
    let lines: Vec<&str> = text.lines().collect();
    match family {
        LogFamily::GlobalPlatformPro
        | LogFamily::Pcscd
        | LogFamily::Cardpeek
        | LogFamily::Gscriptor
        | LogFamily::Android
        | LogFamily::Other => words::read(family, &lines, &mut assembly),
        LogFamily::OpenSc => hex_dump::read(&lines, &mut assembly),
        LogFamily::Qxdm => procedure_bytes::read(&lines, &mut assembly),
        LogFamily::PySim | LogFamily::Pyscard | LogFamily::Arrows => arrows::read(family, &lines, &mut assembly),
        LogFamily::Modem => modem::read(&lines, &mut assembly),
        LogFamily::Joined => joined::read(&lines, &mut assembly),
        LogFamily::Alternating => alternating::read(&lines, &mut assembly),
    }
    assembly.finish(family)
}

#[cfg(test)]
mod tests;
