//! Words of the card on the desk, for completion: its AID and files, its keys, and the names of the session.

use applet::{KeyEntry, KeyUsage};

use super::Shell;
use super::complete::{self, Suggestion};
use super::shell_card::ShellCard;
use sim_device::link::{Link as _, LinkContext, Transport};
use sim_device::profile::usage_name;
use sim_device::reader::{self, ReaderMode};

/// AID in the templates of commands, which is that of the default profile.
const TEMPLATE_AID: &str = "10 D1560001018003800000000100000000";

/// Files that a card of this kind may have, with their names.
const FILES: [([u8; 2], &str); 3] =
    [([0x3F, 0x00], "master file"), ([0x2F, 0xE2], "card number of the SIM (ICCID)"), ([0x7F, 0x10], "telecom")];

/// Words of one card and session.
#[derive(Clone, Debug, Default)]
pub struct CardWords {
    aid: Vec<u8>,
    keys: Vec<KeyEntry>,
    files: Vec<([u8; 2], &'static str)>,
    /// Names with the digits of their octets.
    names: Vec<(String, String)>,
}

impl Shell {
    /// Returns the words of the card and the session as they are now.
    pub fn words(&self) -> CardWords {
        let card = &self.now.player.profile().card;
        let known = self.now.player.values.all();
        CardWords {
            aid: card.aid.to_vec(),
            keys: card.keys.to_vec(),
            files: files(&self.now.player.link),
            names: known.into_iter().map(|(name, octets)| (name.to_owned(), hex::encode_upper(octets))).collect(),
        }
    }
}

/// Returns the files that a copy of a card selects. A card behind a link is not asked, since there is only one.
fn files(card: &ShellCard) -> Vec<([u8; 2], &'static str)> {
    let ShellCard::Simulated(card) = card else { return FILES.to_vec() };
    let mut link = card.clone();
    link.power_off();
    if link.power_on().is_err() {
        return Vec::new();
    }
    let context = LinkContext { way: Transport::Contacts, uptime_s: 0 };
    let mut is_there = |[high, low]: [u8; 2]| {
        let select = [0x00, 0xA4, 0x00, 0x00, 0x02, high, low];
        let answer = reader::transmit(link.as_mut(), ReaderMode::Auto, context, &select);
        answer.is_ok_and(|answer| answer.ends_with(&[0x90, 0x00]))
    };
    FILES.into_iter().filter(|(file, _)| is_there(*file)).collect()
}

impl CardWords {
    /// Returns what a line could become.
    pub fn suggestions(&self, line: &str) -> Vec<Suggestion> {
        let typed = line.trim_start();
        if let Some((before, begun)) = typed.rsplit_once('{').filter(|(_, begun)| !begun.contains('}')) {
            return self.names(before, begun);
        }
        let mut found = self.in_select(typed);
        found.extend(self.key_names(typed));
        found.extend(complete::suggestions(line).into_iter().map(|suggestion| self.of_this_card(suggestion)));
        found
    }

    /// Returns the names that stand in braces, `now` and amounts among them.
    fn names(&self, before: &str, begun: &str) -> Vec<Suggestion> {
        let now = ("now".to_owned(), "the terminal's date and time".to_owned());
        let names = self.names.iter().cloned().chain([now]).filter(|(name, _)| name.starts_with(begun));
        names.map(|(name, description)| Suggestion { line: format!("{before}{{{name}}}"), description }).collect()
    }

    /// Returns the AID and the files for a SELECT that is begun.
    fn in_select(&self, typed: &str) -> Vec<Suggestion> {
        let digits: String = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '>').collect();
        let digits = digits.to_ascii_uppercase();
        let mark = if typed.starts_with('>') { "> " } else { "" };
        let aid = format!("{:02X} {}", self.aid.len(), hex::encode_upper(&self.aid));
        let aid = ("00A40400", aid, "the wallet of this card");
        let files =
            self.files.iter().map(|(file, name)| ("00A40000", format!("02 {}", hex::encode_upper(file)), *name));
        let selects = std::iter::once(aid).chain(files);
        let is_begun = |header: &str, rest: &str| {
            let whole = format!("{header}{}", rest.replace(' ', ""));
            digits.len() >= 6 && digits.len() < whole.len() && whole.starts_with(&digits)
        };
        selects
            .filter(|(header, rest, _)| is_begun(header, rest))
            .map(|(header, rest, name)| Suggestion {
                line: format!("{mark}{header} {rest}"),
                description: format!("SELECT {name}"),
            })
            .collect()
    }

    /// Returns the keys of the card where a line names one: a setting, or a value that the terminal computes.
    fn key_names(&self, typed: &str) -> Vec<Suggestion> {
        let is_setting = typed.starts_with("key ");
        let Some((before, begun)) = typed.rsplit_once("key ") else { return Vec::new() };
        if !is_setting && !typed.contains('=') {
            return Vec::new();
        }
        let end = if is_setting { " = " } else { "" };
        let name =
            |entry: &KeyEntry| format!("{} {:02X} version {:02X}", usage_name(entry.usage), entry.index, entry.version);
        let keys = self.keys.iter().map(name).filter(|name| name.starts_with(begun) && name != begun);
        keys.map(|name| Suggestion {
            line: format!("{before}key {name}{end}"),
            description: "a key of this card".to_owned(),
        })
        .collect()
    }

    /// Returns a suggestion with the AID and the key indexes of this card.
    fn of_this_card(&self, suggestion: Suggestion) -> Suggestion {
        let aid = format!("{:02X} {}", self.aid.len(), hex::encode_upper(&self.aid));
        let mut line = suggestion.line.replace(TEMPLATE_AID, &aid);
        let indexed = [
            ("80500002 0B ", KeyUsage::Load),
            ("80500102 0B ", KeyUsage::Purchase),
            ("80500502 0B ", KeyUsage::Unload),
        ];
        for (header, usage) in indexed {
            let key = self.keys.iter().filter(|entry| entry.usage == usage).min_by_key(|entry| entry.index);
            if let (Some(rest), Some(key)) = (line.strip_prefix(header), key) {
                line = format!("{header}{:02X}{}", key.index, rest.get(2..).unwrap_or_default());
            }
        }
        Suggestion { line, ..suggestion }
    }
}
