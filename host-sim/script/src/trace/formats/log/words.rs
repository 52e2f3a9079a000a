//! Logs that name commands and answers by words: the word, perhaps decorations (`T=0`, `(4+0016)`, `(27ms)`), octets.

use super::assembly::Assembly;
use super::octets::{Payload, behind, payload, whole_line};
use super::{Fragment, LogFamily};
use sim_wire::count::{Counted, CountedVerb};

/// Role of the octets after a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Command,
    Answer,
    Atr,
}

/// Words of tools that have no family of their own.
const OTHER: &[(&str, Role)] = &[
    ("Command APDU:", Role::Command),
    ("Response APDU:", Role::Answer),
    ("C-APDU:", Role::Command),
    ("R-APDU:", Role::Answer),
    ("C-APDU", Role::Command),
    ("R-APDU", Role::Answer),
    ("CAPDU:", Role::Command),
    ("RAPDU:", Role::Answer),
    ("SEND:", Role::Command),
    ("RECV:", Role::Answer),
    ("Send:", Role::Command),
    ("Recv:", Role::Answer),
    ("Sent:", Role::Command),
    ("Tx:", Role::Command),
    ("Rx:", Role::Answer),
    ("-->", Role::Command),
    ("<--", Role::Answer),
    ("==>", Role::Command),
    ("<==", Role::Answer),
    ("APDU >>", Role::Command),
    ("APDU <<", Role::Answer),
    ("command:", Role::Command),
    ("command=", Role::Command),
    ("response=", Role::Answer),
    ("Command:", Role::Command),
    ("response:", Role::Answer),
    ("Response:", Role::Answer),
    ("answer:", Role::Answer),
    ("=>", Role::Command),
    ("<=", Role::Answer),
    (">>", Role::Command),
    ("<<", Role::Answer),
    ("ATR:", Role::Atr),
    ("ATR", Role::Atr),
];

/// Returns the words of a family, each before the words with which it begins.
const fn marks(family: LogFamily) -> &'static [(&'static str, Role)] {
    use Role::{Answer, Atr, Command};
    match family {
        LogFamily::GlobalPlatformPro => &[("A>>", Command), ("A<<", Answer), ("SCardConnect(", Atr), ("ATR:", Atr)],
        LogFamily::Pcscd => &[("APDU:", Command), ("SW:", Answer), ("ATR:", Atr)],
        LogFamily::Cardpeek => &[("card.send", Command), ("send:", Command), ("recv:", Answer), ("ATR:", Atr)],
        LogFamily::Gscriptor => &[("Sending:", Command), ("Received:", Answer), ("ATR:", Atr)],
        LogFamily::Android => &[
            ("transmit APDU:", Command),
            ("transmit:", Command),
            ("transmit", Command),
            ("Command:", Command),
            ("response:", Answer),
            ("Response:", Answer),
            ("ATR:", Atr),
        ],
        _ => OTHER,
    }
}

/// Line with a mark.
struct MarkedLine<'l> {
    role: Role,
    payload: Payload<'l>,
    /// Number of octets that the line announces; `None` if it announces none.
    announced: Option<usize>,
}

/// Reads the lines of a log.
pub(super) fn read(family: LogFamily, lines: &[&str], assembly: &mut Assembly) {
    let mut left = lines.iter().zip(1_usize..).peekable();
    while let Some((line, number)) = left.next() {
        let Some(MarkedLine { role, mut payload, announced }) = marked(family, line) else {
            match cut_off(line) {
                Some(why) => assembly.refuse(number, why),
                None => assembly.pass_over(line),
            }
            continue;
        };
        let answer = answer_behind(family, role, &payload);
        if answer.is_none()
            && let Some(why) = payload.trouble()
        {
            assembly.refuse(number, why);
            continue;
        }
        // A mark by itself stands before lines of octets, or is prose.
        if payload.octets.is_empty() && left.peek().is_none_or(|(next, _)| whole_line(next).is_none()) {
            assembly.pass_over(line);
            continue;
        }
        // A long line may be wrapped: lines of octets alone go on with it.
        while payload.is_open() && announced.is_none_or(|announced| payload.octets.len() < announced) {
            let Some((more, _)) = left.next_if(|(next, _)| whole_line(next).is_some()) else { break };
            payload.octets.extend(whole_line(more).unwrap_or_default());
        }
        if let Some(announced) = announced.filter(|announced| *announced != payload.octets.len()) {
            let has = payload.octets.len();
            assembly.doubt(
                number,
                format!(
                    "says {} and has {has}, which {} taken",
                    Counted(announced, "octet"),
                    CountedVerb(has, "is", "are")
                ),
            );
        }
        let fragment = match role {
            Role::Command => Fragment::Command(payload.octets),
            Role::Answer => Fragment::Answer(payload.octets),
            Role::Atr => Fragment::Atr(payload.octets),
        };
        assembly.take(number, fragment);
        if let Some(answer) = answer {
            assembly.take(number, Fragment::Answer(answer));
        }
    }
}

/// Returns the answer in the same line as its command: after an arrow (cardpeek), or after a mark of its own.
fn answer_behind(family: LogFamily, role: Role, payload: &Payload<'_>) -> Option<Vec<u8>> {
    if role != Role::Command || payload.rest.is_empty() {
        return None;
    }
    if let Some(answer) = payload.rest.strip_prefix("->").and_then(super::octets::payload) {
        return Some(answer.octets);
    }
    let answer = marked(family, payload.rest).filter(|marked| marked.role == Role::Answer)?;
    (answer.payload.is_open() && !answer.payload.octets.is_empty()).then_some(answer.payload.octets)
}

/// Reads a status word that is named: `SW=9000`, `SW: 90 00`, `SW1=6A SW2=88`.
fn named_status(text: &str) -> Option<Vec<u8>> {
    let upper = text.to_ascii_uppercase();
    let digits = upper.starts_with("SW").then(|| upper.replace("SW1", " ").replace("SW2", " ").replace("SW", " "))?;
    whole_line(digits.replace(':', " ").trim()).filter(|octets| octets.len() == 2)
}

/// Reads octets after a mark; in an answer a named status word may stand at the end or alone.
fn octets_behind(rest: &str, role: Role) -> Option<Payload<'_>> {
    let rest = rest.trim();
    if role == Role::Answer
        && let Some(octets) = named_status(rest)
    {
        return Some(Payload { octets, rest: "" });
    }
    let mut found = if rest.is_empty() { Payload { octets: Vec::new(), rest: "" } } else { payload(rest)? };
    if role == Role::Answer
        && let Some(status) = named_status(found.rest)
    {
        found.octets.extend(status);
        found.rest = "";
    }
    Some(found)
}

fn marked(family: LogFamily, line: &str) -> Option<MarkedLine<'_>> {
    marks(family).iter().find_map(|(mark, role)| {
        let (_, rest) = behind(line, mark)?;
        let rest = match role {
            Role::Atr => rest.rsplit_once("->").map_or(rest, |(_, atr)| atr),
            Role::Command | Role::Answer => rest,
        };
        let (announced, rest) = decorations(rest, *role);
        let payload = octets_behind(rest, *role)?;
        let is_atr = matches!(payload.octets.first(), Some(0x3B | 0x3F)) && payload.octets.len() >= 2;
        let least = match role {
            Role::Command => payload.octets.len() >= 4,
            Role::Answer => payload.octets.len() >= 2 || payload.octets.is_empty(),
            Role::Atr => is_atr,
        };
        least.then_some(MarkedLine { role: *role, payload, announced })
    })
}

/// Skips the protocol, counts and times between a mark and the octets, and returns the announced number of octets with
/// the rest.
fn decorations(text: &str, role: Role) -> (Option<usize>, &str) {
    let mut announced = None;
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ':', '=', ',']);
        if let Some(behind) = rest.strip_prefix("T=").and_then(|rest| rest.get(1..)) {
            rest = behind;
        } else if let Some((inside, behind)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            if whole_line(inside).is_some_and(|octets| octets.len() > 2) {
                return (announced, rest.get(1..).unwrap_or_default());
            }
            announced = announced.or_else(|| count(inside, role));
            rest = behind;
        } else {
            return (announced, rest);
        }
    }
}

/// Reads the number of octets in `0059+2` (data and status word) or `5 bytes`.
///
/// The number of a command, `4+0016`, leaves out the length octets and says nothing of the whole.
fn count(inside: &str, role: Role) -> Option<usize> {
    if let Some(bytes) = inside.strip_suffix(" bytes") {
        return bytes.trim().parse().ok();
    }
    let (data, status) = inside.split_once('+').filter(|_| role == Role::Answer)?;
    data.trim().parse::<usize>().ok()?.checked_add(status.trim().parse().ok()?)
}

/// Returns the reason for which a line without a mark is not just prose: a long run of hexadecimal digits before an
/// ellipsis.
pub(super) fn cut_off(line: &str) -> Option<String> {
    const LONG: usize = 8;
    let (before, _) = line.split_once("...").or_else(|| line.split_once('…'))?;
    let digits = before.chars().rev().take_while(char::is_ascii_hexdigit).count();
    (digits >= LONG).then(|| "its octets are cut off (…)".to_owned())
}
