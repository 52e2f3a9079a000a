//! Draft of a trace: the header, the steps before a command, and the command in pieces, each of which may be spoilt.

use super::{CoverageSuggestion, FEW_KEYS, FEW_KEYS_NAME, SuggestionKind};

/// SELECT of the wallet.
pub(super) const SELECT: &str = "> 00A40400 Lc D1560001018003800000000100000000";

/// Octets in the place of a MAC that nobody computed.
const NO_MAC: &str = "00000000";

/// Maker of the MAC behind the data of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protection {
    /// The command has no secure messaging.
    None,
    /// The MAC is made under the key of this usage and index, after a GET CHALLENGE.
    Key(&'static str),
    /// The MAC is wrong, after a GET CHALLENGE.
    WrongMac,
    /// The MAC is wrong, and no GET CHALLENGE came before.
    NoChallenge,
}

/// Draft of a trace whose last command is the one that matters.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// Set if the card has the keys of [`super::FEW_KEYS`] alone.
    pub(super) has_few_keys: bool,
    /// Settings of the header, a line each.
    pub(super) settings: Vec<String>,
    /// Lines before the wallet is selected.
    pub(super) first: Vec<String>,
    /// Set if the wallet is selected before the steps.
    pub(super) selects: bool,
    /// Lines between the selection and the command.
    pub(super) before: Vec<String>,
    /// CLA, INS, P1 and P2 as eight digits.
    pub(super) header: String,
    /// Data without the MAC, as the trace writes it.
    pub(super) data: String,
    /// Number of octets of the data.
    pub(super) length: usize,
    /// Le as two digits; empty without.
    pub(super) le: &'static str,
    pub(super) protection: Protection,
    /// Octets that stand behind the whole command and do not belong to it; empty for none.
    pub(super) tail: &'static str,
    /// Expected answer line; empty if the command must only succeed.
    pub(super) answer: String,
    /// Lines after the command.
    pub(super) after: Vec<String>,
}

impl Draft {
    /// Returns the draft as the text of a trace, under a comment that says what it shows.
    pub(super) fn suggestion(&self, about: &str) -> CoverageSuggestion {
        let mut lines = vec![format!("# {about}.")];
        if self.has_few_keys {
            lines.push(format!("# The file {FEW_KEYS_NAME} is:"));
            lines.extend(FEW_KEYS.lines().map(|line| format!("#   {line}").trim_end().to_owned()));
        }
        lines.extend(self.has_few_keys.then(|| format!("profile {FEW_KEYS_NAME:?}")));
        lines.extend(self.settings.iter().cloned());
        lines.extend(self.first.iter().cloned());
        if self.selects {
            // A raw reader does not fetch an answer, so that none is asked for.
            let is_raw = self.settings.iter().any(|line| line == "reader raw");
            lines.push(if is_raw { SELECT.replace("00A40400", "00A4040C") } else { SELECT.to_owned() });
        }
        lines.extend(self.before.iter().cloned());
        lines.extend(self.command());
        lines.extend((!self.answer.is_empty()).then(|| format!("< {}", self.answer)));
        lines.extend(self.after.iter().cloned());
        let profile = self.has_few_keys.then_some(FEW_KEYS);
        CoverageSuggestion { kind: SuggestionKind::Trace, text: lines.join("\n") + "\n", profile }
    }

    /// Returns the lines that send the command.
    fn command(&self) -> Vec<String> {
        let Draft { header, data, tail, .. } = self;
        let le = if self.le.is_empty() { String::new() } else { format!(" Le {}", self.le) };
        let end = if tail.is_empty() { String::new() } else { format!(" {tail}") };
        let plain = match (data.is_empty(), self.le, tail.is_empty()) {
            (true, le, _) => format!("> {header} {le}{end}").replace("  ", " "),
            (false, _, true) => format!("> {header} Lc {data}{le}"),
            // Lc counts up to Le, or else to the end of the line, where the tail stands.
            (false, le, false) => format!("> {header} {:02X} {data} {le}{end}", self.length).replace("  ", " "),
        };
        let secured = self.length.saturating_add(4);
        let raw = || format!("> {header} {secured:02X} {data} {NO_MAC}{end}").replace("  ", " ");
        match self.protection {
            Protection::None => vec![plain.trim_end().to_owned()],
            Protection::NoChallenge => vec![raw()],
            Protection::WrongMac => vec!["> 00840000 04".to_owned(), raw()],
            Protection::Key(key) => {
                let command = format!("command = {header} {secured:02X} {data}");
                vec![
                    "> 00840000 04".to_owned(),
                    "< challenge:4 9000".to_owned(),
                    command.trim_end().to_owned(),
                    format!("mac = secure messaging MAC of {{command}}, key {key}, challenge {{challenge}}"),
                    format!("> {{command}} {{mac}}{end}"),
                ]
            }
        }
    }
}
