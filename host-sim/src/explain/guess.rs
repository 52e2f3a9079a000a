//! Recognises what octets are by their own evidence. Every kind is weighed; the heaviest is explained, and those that
//! are nearly as heavy are named, because octets alone are often ambiguous and a reader should know.

use applet::wire::instruction::{Found, Instruction};
use applet::wire::record::{LogRecord, RECORD_LENGTH, TransactionKind};

use super::{Explanation, Kind, answer, atr, coding, command, control, files, names, row, status, toolkit};
use crate::ota::carriage::PacketKind;
use crate::sms::Direction;

/// From this weight on a kind is believed.
const PLAUSIBLE: u8 = 50;

/// Explains octets of a kind that is to be found out.
pub fn explain(octets: &[u8]) -> Explanation<'_> {
    let mut weights = weigh(octets);
    weights.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    let best = weights.first().map_or(Kind::Unknown, |(kind, weight)| if *weight == 0 { Kind::Unknown } else { *kind });
    let mut explanation = explain_as(best, octets);
    let others = weights.iter().skip(1).filter(|(kind, weight)| *weight >= PLAUSIBLE && *kind != best);
    explanation.could_also_be = others.map(|(kind, _)| *kind).collect();
    explanation
}

/// Explains octets as what they are said to be.
pub fn explain_as(kind: Kind, octets: &[u8]) -> Explanation<'_> {
    match kind {
        Kind::Command => command::command(octets),
        Kind::Answer => answer::answer(None, octets),
        Kind::Status => answer::status_word(octets),
        Kind::Record => laid_out(kind, "record of the log", files::LOG_RECORD, octets),
        Kind::File15 => laid_out(kind, "file 15, public application data", files::FILE_15, octets),
        Kind::File16 => laid_out(kind, "file 16, holder's data", files::FILE_16, octets),
        Kind::Fci => control::control(octets),
        Kind::Atr => atr::atr(octets),
        Kind::FileIdentifier => file_identifier(octets),
        Kind::Card => super::image::card(octets),
        Kind::ProactiveCommand => toolkit::proactive_command(octets),
        Kind::TerminalResponse => toolkit::terminal_response(octets),
        Kind::Envelope => toolkit::envelope(octets),
        Kind::SmsToHandset => toolkit::short_message(Direction::FromNetwork, octets),
        Kind::SmsFromHandset => toolkit::short_message(Direction::ToNetwork, octets),
        Kind::CommandPacket | Kind::ResponsePacket => toolkit::secured_packet(kind, octets),
        Kind::Exchange | Kind::Unknown => unknown(octets),
    }
}

/// How well the octets would do as an answer to the command before them, 0 to 100.
pub fn answers_well(octets: &[u8]) -> bool {
    let word = octets.last_chunk::<2>().map(|word| u16::from_be_bytes(*word));
    word.is_some_and(|word| status::known(word) || status::possible(word) && as_command(octets) < PLAUSIBLE)
        && as_command(octets) < 90
}

fn weigh(octets: &[u8]) -> Vec<(Kind, u8)> {
    vec![
        (Kind::Status, as_status(octets)),
        (Kind::Command, as_command(octets)),
        (Kind::Record, as_record(octets)),
        (Kind::Fci, if control::is_whole(octets) { 95 } else { 0 }),
        (Kind::Atr, as_atr(octets)),
        (Kind::FileIdentifier, as_file_identifier(octets)),
        (Kind::Card, if octets.len() == applet::MEMORY_SIZE { 100 } else { 0 }),
        (Kind::Answer, as_answer(octets)),
        (Kind::File15, as_file_15(octets)),
        (Kind::File16, if octets.len() == 55 { 60 } else { 0 }),
        (Kind::ProactiveCommand, as_proactive_command(octets)),
        (Kind::TerminalResponse, if toolkit::is_terminal_response(octets) { 97 } else { 0 }),
        (Kind::Envelope, if toolkit::is_envelope(octets) { 94 } else { 0 }),
        (Kind::SmsToHandset, if toolkit::is_short_message(Direction::FromNetwork, octets) { 58 } else { 0 }),
        (Kind::SmsFromHandset, if toolkit::is_short_message(Direction::ToNetwork, octets) { 58 } else { 0 }),
        (Kind::CommandPacket, toolkit::secured_packet_likeness(PacketKind::Command, octets)),
        (Kind::ResponsePacket, toolkit::secured_packet_likeness(PacketKind::Response, octets)),
    ]
}

/// What begins as a proactive command is taken for one that is broken, before it is taken for a command of class D0.
fn as_proactive_command(octets: &[u8]) -> u8 {
    match octets {
        _ if toolkit::is_proactive_command(octets) => 97,
        [0xD0, _, 0x81 | 0x01, 0x03, ..] | [0xD0, 0x81, _, 0x81 | 0x01, 0x03, ..] => 40,
        _ => 0,
    }
}

fn as_status(octets: &[u8]) -> u8 {
    match octets.try_into().map(u16::from_be_bytes) {
        Ok(word) if status::known(word) => 100,
        Ok(word) if status::possible(word) => 80,
        _ => 0,
    }
}

fn as_atr(octets: &[u8]) -> u8 {
    match octets {
        [0x3B | 0x3F, _, ..] if atr::is_whole(octets) => 90,
        [0x3B | 0x3F, _, ..] => 40,
        _ => 0,
    }
}

fn as_file_identifier(octets: &[u8]) -> u8 {
    let known = octets.try_into().ok().and_then(names::file);
    if known.is_some() { 95 } else { 0 }
}

/// A command of the table whose lengths agree weighs most; then one of the table with wrong lengths; then anything that
/// begins like a command.
fn as_command(octets: &[u8]) -> u8 {
    let Some((&[cla, ins, ..], _)) = octets.split_first_chunk::<4>() else {
        let known = matches!(octets, [cla, ins, _] if super::rows::of_header(*cla, *ins).next().is_some());
        return if known { 30 } else { 0 };
    };
    let explanation = command::command(octets);
    let exact = command::find(octets).is_some();
    let whole = explanation.problems.is_empty();
    let wallet = explanation.row.is_some_and(|row| matches!(row.whose, row::Whose::Wallet(_)));
    match Instruction::find(cla, ins) {
        _ if exact && whole && wallet => 98,
        _ if exact && whole => 92,
        Found::Instruction(_) => 75,
        _ if exact => 60,
        _ if matches!(cla, 0x00 | 0x04 | 0x80 | 0x84 | 0xA0) => 30,
        _ => 5,
    }
}

fn as_answer(octets: &[u8]) -> u8 {
    let Some((data, word)) = octets.split_last_chunk::<2>() else { return 0 };
    let word = u16::from_be_bytes(*word);
    match data {
        [] => 0,
        _ if control::is_whole(data) && status::possible(word) => 99,
        _ if word == 0x9000 => 85,
        _ if status::known(word) => 55,
        _ if status::possible(word) => 20,
        _ => 0,
    }
}

fn as_record(octets: &[u8]) -> u8 {
    let Ok(raw) = <&[u8; RECORD_LENGTH]>::try_from(octets) else { return 0 };
    let record = LogRecord::parse(raw);
    let known = !matches!(record.kind, TransactionKind::Other(_));
    let (date, time) = record.at.0.split_at(4);
    match (known, coding::date(date).is_some() && coding::time(time).is_some()) {
        (true, true) => 99,
        (true, false) | (false, true) => 70,
        (false, false) => 20,
    }
}

fn as_file_15(octets: &[u8]) -> u8 {
    if octets.len() != 30 {
        return 0;
    }
    let dated = |range: std::ops::Range<usize>| octets.get(range).is_some_and(|date| coding::date(date).is_some());
    if dated(20..24) && dated(24..28) { 96 } else { 55 }
}

fn laid_out<'a>(
    kind: Kind,
    name: &'static str,
    parts: &'static [super::layout::Part],
    octets: &'a [u8],
) -> Explanation<'a> {
    let mut explanation = Explanation::new(kind, name, octets);
    answer::laid_out(parts, octets, &mut explanation);
    explanation
}

fn file_identifier(octets: &[u8]) -> Explanation<'_> {
    let name = octets.try_into().ok().and_then(names::file).unwrap_or("no file of the wallet");
    Explanation::new(Kind::FileIdentifier, name, octets)
}

fn unknown(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(Kind::Unknown, "nothing that is recognised", octets);
    explanation.problems.push(
        format!(
            "What {} should be is not clear: no command, answer, status word, log record, file, FCI or ATR looks so. --as KIND says what it is.",
            command::octets_of(octets.len())
        )
        .into(),
    );
    explanation
}
