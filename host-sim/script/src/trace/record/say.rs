//! Sentences of the shell.

use applet::{BlockState, CardState, Refusal};
use sim_wire::count::Counted;
use sim_wire::record::LogRecord;

use super::super::diff::answer_words;
use super::super::formats::Reply;
use super::super::parse::first_words::{HEADER_WORDS, STEP_WORDS};
use super::super::replay::values::Values;
use super::super::syntax::{Piece, ValuePart};
use super::request::{ASSIGNMENTS, ORDERS};
use super::template;
use sim_explain::render::field;

/// Returns one line about a card: balance and state.
pub(super) fn card(state: &CardState) -> String {
    format!("A wallet with {}, {}.", state.balance, state.lifecycle.name())
}

/// Returns one line about a card behind a link.
pub(super) fn linked(place: &str, atr: &[u8]) -> String {
    format!("The card in {place} answers to reset with {}.", hex::encode_upper(atr))
}

/// Returns everything that is in a wallet, a line each.
pub(super) fn state(state: &CardState, refusal: Option<Refusal>) -> String {
    let limit = state.limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string());
    let pin = match state.pin_on {
        true => format!("on, {} left", Counted(state.pin_tries_left, "try")),
        false => "off".to_owned(),
    };
    let block = match state.block {
        BlockState::None => "nothing",
        BlockState::Temporary => "the application, for a time",
        BlockState::Permanent => "the application, for ever",
        BlockState::Card => "the card",
    };
    let rows = [
        ("balance", state.balance.to_string()),
        ("state", state.lifecycle.name().to_owned()),
        ("blocked", block.to_owned()),
        ("online counter", format!("{:04X}", state.online_counter)),
        ("offline counter", format!("{:04X}", state.offline_counter)),
        ("limit", limit),
        ("operation PIN", pin),
        ("log", format!("{} of 10 entries", state.log.len())),
        ("last refusal", refusal.map_or("none since power-on", Refusal::words).to_owned()),
    ];
    rows.iter().fold(String::new(), |text, (name, value)| format!("{text}  {name:<16} {value}\n"))
}

/// Returns the log, newest first.
pub(super) fn log(state: &CardState) -> String {
    if state.log.is_empty() {
        return "The log is empty.".to_owned();
    }
    state
        .log
        .iter()
        .zip(1..)
        .fold(String::new(), |text, (record, number)| format!("{text}  {number:>2}  {}\n", entry(record)))
}

fn entry(record: &LogRecord) -> String {
    let at = hex::encode(record.at.0);
    let part = |range: std::ops::Range<usize>| at.get(range).unwrap_or_default();
    format!(
        "{}-{}-{} {}:{}:{}  {:>12}  {} (counter {:04X}, terminal {})",
        part(0..4),
        part(4..6),
        part(6..8),
        part(8..10),
        part(10..12),
        part(12..14),
        record.amount.to_string(),
        record.kind.name(),
        record.counter,
        hex::encode_upper(record.terminal),
    )
}

/// Returns the answer in hexadecimal, and below it what command and answer say.
pub(super) fn exchange(command: &[u8], answer: &Reply) -> String {
    let mut text = match answer {
        Reply::Octets(octets) => format!("< {}", hex::encode_upper(octets)),
        Reply::Silence => "< no answer".to_owned(),
    };
    let question = sim_explain::command(command);
    let summary = format!("\n  {}: {}", question.name, answer_words(Some(answer)));
    text.push_str(&summary);
    question.problems.iter().for_each(|problem| text.push_str(&format!("\n  {problem}")));
    if let Reply::Octets(octets) = answer {
        for node in sim_explain::answer(Some(command), octets).fields() {
            text.push_str(&format!("\n  {:<16} {}", node.key.replace('_', " "), field::shown(&node.value)));
        }
    }
    text
}

/// Returns what a command changed in the wallet, a line each.
pub(super) fn changes(before: &CardState, after: &CardState) -> String {
    let mut text = String::new();
    let mut changed = |name: &str, before: String, after: String| {
        if before != after {
            text.push_str(&format!("\n  {name}: {before} -> {after}"));
        }
    };
    let limit = |state: &CardState| state.limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string());
    let pin = |state: &CardState| if state.pin_on { "on" } else { "off" }.to_owned();
    changed("balance", before.balance.to_string(), after.balance.to_string());
    changed("state", before.lifecycle.name().to_owned(), after.lifecycle.name().to_owned());
    changed("limit", limit(before), limit(after));
    changed("operation PIN", pin(before), pin(after));
    changed("PIN tries left", before.pin_tries_left.to_string(), after.pin_tries_left.to_string());
    text
}

/// Returns the values that an expected answer captured, a line each.
pub(super) fn captures(parts: &[ValuePart], values: &Values<'_>) -> Vec<String> {
    let name = |part: &ValuePart| match &part.piece {
        Piece::Capture(capture) => Some(capture.name.clone()),
        _ => None,
    };
    let names = parts.iter().filter_map(name);
    names.map(|name| format!("{name} = {}", hex::encode_upper(values.named(&name).unwrap_or_default()))).collect()
}

/// Returns the words of the shell.
pub(super) fn help() -> String {
    let mut text =
        "A line is a command in hexadecimal (blanks as you like, amounts as {1.00 yuan}), the name of a command\n\
        such as `get balance` (Tab completes it into its octets), an order of the shell, or any line of a trace.\n"
            .to_owned();
    let mut section = |title: &str, rows: &mut dyn Iterator<Item = (&str, &str, &str)>| {
        text.push_str(&format!("\n{title}\n"));
        for (word, rest, meaning) in rows {
            text.push_str(&format!("  {:<22} {meaning}\n", format!("{word} {rest}").trim_end()));
        }
    };
    section("Orders", &mut ORDERS.into_iter());
    let traces = [("> 805C0002 04", "", "a command"), ("< .. 9000", "", "what the answer before must be")];
    let steps = STEP_WORDS.into_iter().map(|first| (first.word, first.rest, first.meaning));
    section("Lines of a trace", &mut traces.into_iter().chain(ASSIGNMENTS).chain(steps));
    let header = HEADER_WORDS.into_iter().map(|first| (first.word, first.rest, first.meaning));
    section("Settings, with which the card begins again", &mut header.into_iter());
    text
}

/// Returns the commands of the card that a word begins, each with its octets.
pub(super) fn help_on(word: &str) -> String {
    let found = template::named(word)
        .fold(String::new(), |text, template| format!("{text}  {:<36} {}\n", template.name, template.octets));
    if found.is_empty() {
        format!("No command of the card is called `{word}`; `help` alone lists the shell's words.")
    } else {
        found
    }
}
