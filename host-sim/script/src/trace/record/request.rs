//! Parser of the lines that are typed into the shell.

use super::template;
use sim_codec::suggest::nearest;
use sim_wire::count::{Counted, CountedVerb};

/// Typed line, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShellRequest {
    /// Empty line.
    Nothing,
    /// `# prose`: comment that stands in the saved trace.
    Comment(String),
    /// `help` (`None`), or `help` about a word.
    Help(Option<String>),
    /// `reset`.
    Reset,
    /// `power on`.
    PowerOn,
    /// `power off`.
    PowerOff,
    /// `tap 3 cm`: distance in centimetres.
    Tap(u16),
    /// `contact`.
    Contact,
    /// `wait 30 s`: duration in seconds.
    Wait(u32),
    /// `state`: what is in the wallet.
    State,
    /// `log`: the last transactions.
    Log,
    /// `save` (`None`), or `save FILE`.
    Save(Option<String>),
    /// `undo`: the last line is taken back.
    Undo,
    /// `seed 7`: the card begins again with other random numbers.
    Seed(u64),
    /// `quit`: the shell ends.
    Quit,
    /// Octets of a command.
    Command(Vec<u8>),
    /// Command with values in braces: a line of a trace, to be computed.
    Computed(String),
    /// Line of a trace's header: `key purchase 07 = …`, `card balance 5.00 yuan`, `random …`.
    Setting(String),
    /// Other line of the trace language: `mac2 = load MAC2`, `check tac`, `expect balance 1.00 yuan`.
    Statement(String),
}

/// Words of the shell, each with what follows it and what it does.
pub(super) const WORDS: [(&str, &str, &str); 20] = [
    ("help", "[WORD]", "this list, or what a command of the card is"),
    ("reset", "", "power off and on again; everything that a reset forgets is forgotten"),
    ("power off", "", "the power goes"),
    ("power on", "", "the power comes"),
    ("contact", "", "from here on over the contacts"),
    ("tap", "3 cm", "from here on over the air, from so far away"),
    ("wait", "30 s", "so much time passes (s, min, h, d)"),
    ("state", "", "what is in the wallet"),
    ("log", "", "the last ten transactions"),
    ("undo", "", "takes back the last line, as often as you like"),
    ("seed", "7", "the card begins again with other random numbers"),
    ("save", "[FILE]", "writes what was done as a trace"),
    ("mac2 =", "load MAC2 on now", "a value that the terminal computes, for commands with {mac2}"),
    ("mac1 =", "purchase MAC1 on now, terminal counter 1", "the same for a purchase, for {mac1}"),
    ("expect", "balance 1.00 yuan", "holds now, and in the trace"),
    (
        "key",
        "purchase 07 = 00112233445566778899AABBCCDDEEFF",
        "a key beside or instead of the profile's; the card begins again",
    ),
    ("card", "balance 5.00 yuan", "what the card has; it begins again (aid, asn, atr, iccid, clock, reader too)"),
    ("random", "653027F6", "the numbers that the card draws next"),
    ("# prose", "", "a comment in the trace"),
    ("quit", "", "leaves; Ctrl-D does too"),
];

/// Error of a line that the shell does not understand, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// `power` without `on` or `off` alone.
    #[error("Power is on or off: type `power on` or `power off`.")]
    Power,
    /// `seed` without a number.
    #[error("A seed is a number: `seed 7`.")]
    Seed,
    /// `tap` without a distance.
    #[error("A tap comes from so many centimetres away: `tap 3 cm`.")]
    Distance,
    /// `wait` without a duration.
    #[error("A duration is a number and s, min, h or d: `wait 30 s`.")]
    Duration,
    /// Duration that has too many seconds.
    #[error("{0} is more than can be waited at once, which is 49710 d.")]
    LongDuration(String),
    /// Number of digits, of which the last octet has only one.
    #[error("The last octet has one digit only: {} {} here.", Counted(*.0, "digit"), CountedVerb(*.0, "is", "are"))]
    OddDigits(usize),
    /// Hole of a template that is to be filled in.
    #[error("Put octets in the place of {0} first.")]
    Unfilled(String),
    /// Name of a command that needs something filled in.
    #[error("{name} needs {hole}: {octets}")]
    Template {
        /// Name of the command.
        name: &'static str,
        /// Hole that is to be filled in.
        hole: &'static str,
        /// Command in hexadecimal.
        octets: &'static str,
    },
    /// Beginning of several names.
    #[error("`{text}` begins several commands: {}. Type more of the one you mean.", names.join(", "))]
    Ambiguous {
        /// Text as typed.
        text: String,
        /// Names that begin so.
        names: Vec<&'static str>,
    },
    /// Unknown word, with the one that was probably meant.
    #[error("Nothing is called `{text}`; did you mean `{}`?", near.to_lowercase())]
    Misspelt {
        /// Text as typed.
        text: String,
        /// Known word.
        near: &'static str,
    },
    /// Word that is unlike any known one.
    #[error("`{0}` is neither hexadecimal nor a word of the shell; `help` lists them.")]
    Unknown(String),
}

/// Reads a typed line.
pub fn parse(line: &str) -> Result<ShellRequest, RequestError> {
    let line = line.trim();
    if let Some(text) = line.strip_prefix('#') {
        return Ok(ShellRequest::Comment(text.trim().to_owned()));
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    match (word.to_ascii_lowercase().as_str(), rest) {
        ("", _) => Ok(ShellRequest::Nothing),
        ("help" | "?", "") => Ok(ShellRequest::Help(None)),
        ("help" | "?", word) => Ok(ShellRequest::Help(Some(word.to_owned()))),
        ("reset", "") => Ok(ShellRequest::Reset),
        ("power", "on") => Ok(ShellRequest::PowerOn),
        ("power", "off") => Ok(ShellRequest::PowerOff),
        ("power", _) => Err(RequestError::Power),
        ("contact", "") => Ok(ShellRequest::Contact),
        ("tap", distance) => tap(distance),
        ("wait", duration) => wait(duration),
        ("state", "") => Ok(ShellRequest::State),
        ("log", "") => Ok(ShellRequest::Log),
        ("save", "") => Ok(ShellRequest::Save(None)),
        ("save", name) => Ok(ShellRequest::Save(Some(name.to_owned()))),
        ("undo", "") => Ok(ShellRequest::Undo),
        ("seed", seed) => match seed.parse() {
            Ok(seed) => Ok(ShellRequest::Seed(seed)),
            Err(_) => Err(RequestError::Seed),
        },
        ("quit" | "exit", "") => Ok(ShellRequest::Quit),
        _ => command(line),
    }
}

fn tap(distance: &str) -> Result<ShellRequest, RequestError> {
    let number = distance.trim_end_matches("cm").trim_end();
    number.parse().map(ShellRequest::Tap).map_err(|_| RequestError::Distance)
}

fn wait(duration: &str) -> Result<ShellRequest, RequestError> {
    let split = duration.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(duration.len());
    let (count, unit) = duration.split_at_checked(split).unwrap_or((duration, ""));
    let unit: Option<u32> = match unit.trim() {
        "" | "s" => Some(1),
        "min" => Some(60),
        "h" => Some(3600),
        "d" => Some(86_400),
        _ => None,
    };
    match (count.parse::<u32>(), unit) {
        (Ok(count), Some(unit)) => match count.checked_mul(unit) {
            Some(seconds) => Ok(ShellRequest::Wait(seconds)),
            None => Err(RequestError::LongDuration(duration.to_owned())),
        },
        _ => Err(RequestError::Duration),
    }
}

/// Reads octets, as in a trace or typed freely, or the name of a command that needs nothing filled in.
fn command(line: &str) -> Result<ShellRequest, RequestError> {
    let text = line.strip_prefix('>').unwrap_or(line).trim();
    let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    if digits.chars().all(|letter| letter.is_ascii_hexdigit()) && digits.chars().any(|letter| letter.is_ascii_digit()) {
        return hex::decode(&digits).map(ShellRequest::Command).map_err(|_| RequestError::OddDigits(digits.len()));
    }
    if let Some(hole) = template::hole(text) {
        return Err(RequestError::Unfilled(hole.to_owned()));
    }
    if text.contains('{') {
        return Ok(ShellRequest::Computed(format!("> {text}")));
    }
    if is_setting(text) {
        return Ok(ShellRequest::Setting(text.to_owned()));
    }
    if is_statement(text) {
        return Ok(ShellRequest::Statement(text.to_owned()));
    }
    if let Some(template) = template::by_name(text) {
        return match template::hole(template.octets) {
            None => command(template.octets),
            Some(hole) => Err(RequestError::Template { name: template.name, hole, octets: template.octets }),
        };
    }
    Err(unknown(text))
}

/// Returns whether a line of the trace language says something about the session so far.
fn is_statement(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    ["check", "expect", "cut"].contains(&first) || text.contains('=')
}

/// Returns whether a line is a setting of a trace's header. `card block` is a command of the card.
fn is_setting(text: &str) -> bool {
    const WORDS: [&str; 9] = ["profile", "card", "key", "aid", "asn", "atr", "iccid", "clock", "random"];
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let is_command = rest.trim_start().to_ascii_lowercase().starts_with("block");
    (WORDS.contains(&first) && !is_command && !rest.trim().is_empty()) || first == "reader"
}

fn unknown(text: &str) -> RequestError {
    let names: Vec<&str> = template::named(text).map(|template| template.name).collect();
    let text = text.to_owned();
    if !names.is_empty() {
        return RequestError::Ambiguous { text, names };
    }
    let words = WORDS.iter().map(|(word, ..)| *word);
    let names = template::TEMPLATES.iter().map(|template| template.name);
    let parts = names.clone().flat_map(str::split_whitespace).filter(|part| part.len() > 3);
    match nearest(&text, words.chain(names).chain(parts)) {
        Some(near) => RequestError::Misspelt { text, near },
        None => RequestError::Unknown(text),
    }
}
