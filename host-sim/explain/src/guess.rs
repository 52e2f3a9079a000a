//! Recognises what octets are by their own evidence. Every kind is weighed; the heaviest is explained, and those that
//! are nearly as heavy are named, because octets alone are often ambiguous and a reader should know. Where no kind is
//! believed, nothing is said as a fact: the kinds that they could be are named.

use sim_wire::instruction::{Found, Instruction};
use sim_wire::record::{LogRecord, RECORD_LENGTH, TransactionKind};

use super::{
    Explanation, Kind, answer, atr, bare, coding, command, control, files, joined, names, row, status, toolkit,
};
use sim_codec::length_fields::LengthFields;
use sim_codec::ota::carriage::PacketKind;
use sim_codec::sms::{Direction, Pdu};

/// From this weight on a kind is believed.
pub(super) const PLAUSIBLE: u8 = 50;

/// Kinds from this weight on are named where none is believed.
const CONCEIVABLE: u8 = 15;

/// Kinds that weigh as much less than the best are named beside it.
const NEARLY: u8 = 30;

/// Explains octets of a kind that is to be found out.
pub fn explain(octets: &[u8]) -> Explanation<'_> {
    let mut weights = weigh(octets);
    weights.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    match weights.first() {
        Some((best, weight)) if *weight >= PLAUSIBLE => {
            let mut explanation = explain_as(*best, octets);
            let least = weight.saturating_sub(NEARLY).max(PLAUSIBLE);
            let others = weights.iter().skip(1).filter(|(_, weight)| *weight >= least);
            explanation.could_also_be = others.map(|(kind, _)| *kind).collect();
            explanation
        }
        _ => {
            let kinds = weights.iter().filter(|(_, weight)| *weight >= CONCEIVABLE).map(|(kind, _)| *kind);
            undecided(octets, kinds.collect())
        }
    }
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
        Kind::SmsRecord => toolkit::sms_record(octets),
        Kind::CellBroadcast => toolkit::cell_broadcast(octets),
        Kind::CommandPacket | Kind::ResponsePacket => toolkit::secured_packet(kind, octets),
        Kind::Address => bare::address(octets),
        Kind::TimeStamp => bare::time_stamp(octets),
        Kind::Alpha => bare::alpha(octets),
        Kind::PackedText => bare::packed_text(octets),
        Kind::Ucs2Text => bare::ucs2_text(octets),
        Kind::Exchange => joined::exchange(octets),
        Kind::Unknown => undecided(octets, Vec::new()),
    }
}

/// Whether the octets would do as an answer to the command before them.
pub fn is_likely_answer(octets: &[u8]) -> bool {
    let word = octets.last_chunk::<2>().map(|word| u16::from_be_bytes(*word));
    word.is_some_and(|word| status::known(word) || status::possible(word) && as_command(octets) < PLAUSIBLE)
        && as_command(octets) < 90
}

fn weigh(octets: &[u8]) -> Vec<(Kind, u8)> {
    let sms = |direction| as_short_message(direction, octets);
    let mut weights = vec![
        (Kind::Status, as_status(octets)),
        (Kind::Exchange, as_exchange(octets)),
        (Kind::Command, as_command(octets)),
        (Kind::Record, as_record(octets)),
        (Kind::Fci, if control::is_whole(octets) { 95 } else { 0 }),
        (Kind::Atr, as_atr(octets)),
        (Kind::FileIdentifier, as_file_identifier(octets)),
        (Kind::Card, if octets.len() == applet::MEMORY_SIZE { 100 } else { 0 }),
        (Kind::Answer, as_answer(octets)),
        (Kind::File15, as_file_15(octets)),
        (Kind::File16, as_file_16(octets)),
        (Kind::ProactiveCommand, as_proactive_command(octets)),
        (Kind::TerminalResponse, if toolkit::is_terminal_response(octets) { 97 } else { 0 }),
        (Kind::Envelope, as_envelope(octets)),
        (Kind::SmsToHandset, sms(Direction::FromNetwork)),
        (Kind::SmsFromHandset, sms(Direction::ToNetwork)),
        (Kind::SmsRecord, toolkit::sms_record_likeness(octets)),
        (Kind::CellBroadcast, toolkit::cell_broadcast_likeness(octets)),
        (Kind::CommandPacket, toolkit::secured_packet_likeness(PacketKind::Command, octets)),
        (Kind::ResponsePacket, toolkit::secured_packet_likeness(PacketKind::Response, octets)),
    ];
    let fields = [Kind::Address, Kind::TimeStamp, Kind::Alpha, Kind::PackedText, Kind::Ucs2Text];
    weights.extend(fields.map(|kind| (kind, bare::likeness(kind, octets))));
    weights
}

/// A message in which every octet has its place outweighs the text that stands in it.
fn as_short_message(direction: Direction, octets: &[u8]) -> u8 {
    let pdu = Pdu::read(direction, octets);
    match pdu.plausibility() {
        whole @ 70.. if pdu.is_whole() => whole.max(89),
        other => other,
    }
}

/// What begins as a proactive command is taken for one that is broken, before it is taken for a command of class D0.
fn as_proactive_command(octets: &[u8]) -> u8 {
    match octets {
        _ if toolkit::is_proactive_command(octets) => 97,
        [0xD0, _, 0x81 | 0x01, 0x03, ..] | [0xD0, 0x81, _, 0x81 | 0x01, 0x03, ..] => 60,
        _ => 0,
    }
}

/// An envelope that is cut or has octets behind it is still one.
fn as_envelope(octets: &[u8]) -> u8 {
    match octets {
        _ if toolkit::is_envelope(octets) => 94,
        _ if toolkit::is_damaged_envelope(octets) => 60,
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

/// An ATR that is only cut off, or whose check octet is missing or wrong, is still one.
fn as_atr(octets: &[u8]) -> u8 {
    match octets {
        [0x3B | 0x3F, ..] if octets.len() > atr::LONGEST => 0,
        [0x3B | 0x3F, _, ..] if atr::is_whole(octets) => 90,
        [0x3B | 0x3F, _, ..] if atr::is_complete(octets) => 60,
        [0x3B | 0x3F, _, ..] => 20,
        _ => 0,
    }
}

fn as_file_identifier(octets: &[u8]) -> u8 {
    let known = octets.try_into().ok().and_then(names::file);
    if known.is_some() { 95 } else { 0 }
}

/// A command of the table whose lengths agree weighs most; then one of the table with other parameters; then anything
/// that begins like a command. Octets whose length octets do not agree are hardly a command.
fn as_command(octets: &[u8]) -> u8 {
    let Some((&[cla, ins, ..], body)) = octets.split_first_chunk::<4>() else {
        let known = matches!(octets, [cla, ins, _] if super::rows::of_header(*cla, *ins).next().is_some());
        return if known { 30 } else { 0 };
    };
    let explanation = command::command(octets);
    let exact = command::find(octets).is_some();
    let whole = explanation.problems.is_empty();
    let agrees = LengthFields::parse(octets).is_some() || matches!(body, [0, _]);
    let wallet = explanation.row.is_some_and(|row| matches!(row.whose, row::Whose::Wallet(_)));
    match Instruction::find(cla, ins) {
        _ if exact && whole && wallet => 98,
        // The channels 4 to 19 are seen in few logs, and their classes begin many other octets.
        _ if exact && whole => {
            if matches!(cla, 0x40..=0x4F | 0xC0..=0xCF) {
                55
            } else {
                92
            }
        }
        Found::Instruction(_) if agrees => 75,
        _ if exact && agrees => 60,
        // One of the wallet's own, cut short or with octets behind it.
        Found::Instruction(_) if exact => 56,
        _ if matches!(cla, 0x00 | 0x04 | 0x80 | 0x84 | 0xA0) && agrees => 40,
        Found::Instruction(_) => 30,
        // Of the table, and its length octets disagree.
        _ if exact => 30,
        _ if agrees && cla != 0xFF => 20,
        _ => 5,
    }
}

/// A command and its answer whose lengths agree.
fn as_exchange(octets: &[u8]) -> u8 {
    let Some((_, reply)) = joined::split(octets) else { return 0 };
    let word = reply.last_chunk::<2>().map_or(0, |word| u16::from_be_bytes(*word));
    match (status::known(word), command::find(octets).is_some()) {
        (true, true) => 97,
        // A command with parameters that the table has not.
        (true, false) => 90,
        (false, is_found) => 55 * u8::from(is_found),
    }
}

fn as_answer(octets: &[u8]) -> u8 {
    let Some((data, word)) = octets.split_last_chunk::<2>() else { return 0 };
    let word = u16::from_be_bytes(*word);
    match data {
        [] => 0,
        _ if control::is_whole(data) && status::possible(word) => 99,
        _ if word == 0x9000 => 85,
        _ if status::known(word) => 40,
        _ if status::possible(word) => 15,
        _ => 0,
    }
}

/// How much the octets look like a record of the log, 0 to 100: a type of transaction and a moment of the calendar.
pub(super) fn as_record(octets: &[u8]) -> u8 {
    let Ok(raw) = <&[u8; RECORD_LENGTH]>::try_from(octets) else { return 0 };
    let record = LogRecord::parse(raw);
    let known = !matches!(record.kind, TransactionKind::Other(_));
    let (date, time) = record.at.0.split_at(4);
    match (known, coding::date(date).is_some() && coding::time(time).is_some()) {
        (true, true) => 99,
        (false, true) => 70,
        (true, false) => 25,
        (false, false) => 0,
    }
}

/// File 15 has two dates, and digits between them and the issuer.
fn as_file_15(octets: &[u8]) -> u8 {
    if octets.len() != 30 {
        return 0;
    }
    let dated = |range: std::ops::Range<usize>| octets.get(range).is_some_and(|date| coding::date(date).is_some());
    if dated(20..24) && dated(24..28) { 96 } else { 0 }
}

/// File 16 has two texts, filled up, and small codes around them.
fn as_file_16(octets: &[u8]) -> u8 {
    let Some((&[_, staff], texts)) = octets.split_first_chunk::<2>().filter(|_| octets.len() == 55) else { return 0 };
    let (name, rest) = texts.split_at_checked(20).unwrap_or((texts, &[]));
    let (document, kind) = rest.split_at_checked(32).unwrap_or((rest, &[]));
    let filled = |text: &[u8], allowed: fn(&u8) -> bool| {
        let end = text.iter().rposition(|octet| !matches!(octet, 0x00 | 0x20 | 0xFF)).map_or(0, |last| last + 1);
        text.iter().take(end).all(allowed)
    };
    // A name may be in GBK, whose octets are from 40 on; a document's number is ASCII.
    let sound = filled(name, |octet| *octet >= 0x20) && filled(document, |octet| (0x20..0x7F).contains(octet));
    let coded = staff <= 1 && matches!(kind, [0x00..=0x0F | 0x30..=0x39]);
    match (sound && coded, document.iter().any(u8::is_ascii_digit)) {
        (true, true) => 90,
        (true, false) => 60,
        (false, _) => 0,
    }
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

/// What is not one thing by its looks: which it could be is said, none as a fact.
fn undecided(octets: &[u8], kinds: Vec<Kind>) -> Explanation<'_> {
    let name = match kinds.as_slice() {
        [] => "nothing that is recognised".to_owned(),
        [one] => format!("could be {}", one.phrase()),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(|kind| kind.phrase()).collect();
            format!("could be {} or {}", most.join(", "), last.phrase())
        }
    };
    let mut explanation = Explanation::new(Kind::Unknown, name, octets);
    explanation.could_also_be = kinds;
    explanation.problems.push(
        format!(
            "What {} should be is not clear: nothing that is read here has this form and no doubt about it. --as KIND says what it is.",
            command::octets_of(octets.len())
        )
        .into(),
    );
    explanation
}
