//! Recognition of octets by their own evidence. Every kind is weighed, and the heaviest is explained. Those that are
//! nearly as heavy are named, because octets alone are often ambiguous and a reader should know. Where no kind is heavy
//! enough, nothing is stated as a fact: the kinds that the octets could be are named.

use sim_wire::instruction::{Instruction, InstructionMatch};
use sim_wire::record::{LogRecord, RECORD_LENGTH, TransactionKind};

use super::parsed::{ParsedContent, undecided};
use super::toolkit::{self, secured_packet};
use super::{ContentKind, Explanation, atr, bare, coding, command, control, joined, names, row, status};
use sim_codec::cat::place::CellPage;
use sim_codec::cat::value::ObjectValue as _;
use sim_codec::length_fields::LengthFields;
use sim_codec::ota::carriage::PacketKind;
use sim_codec::sms::{Direction, Pdu, Timestamp};

/// Least weight, 0 to 100, of a kind that is explained.
pub(super) const PLAUSIBLE: u8 = 50;

/// Least weight, 0 to 100, of a kind that is named where none is explained.
const CONCEIVABLE: u8 = 15;

/// Most weight that a kind named beside the best may lack.
const NEARLY: u8 = 30;

/// Octets as read for one kind, with their likeness to the kind as a weight, 0 to 100.
struct Candidate<'a> {
    kind: ContentKind,
    weight: u8,
    parsed: ParsedContent<'a>,
}

/// Explains octets of an unknown kind.
pub fn explain(octets: &[u8]) -> Explanation<'_> {
    let mut candidates = weigh(octets);
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.weight));
    let mut candidates = candidates.into_iter();
    match candidates.next() {
        Some(best) if best.weight >= PLAUSIBLE => {
            let mut explanation = best.parsed.explain(octets);
            let least = best.weight.saturating_sub(NEARLY).max(PLAUSIBLE);
            let others = candidates.filter(|other| other.weight >= least);
            explanation.could_also_be = others.map(|other| other.kind).collect();
            explanation
        }
        best => {
            let all = best.into_iter().chain(candidates);
            undecided(octets, all.filter(|one| one.weight >= CONCEIVABLE).map(|one| one.kind).collect())
        }
    }
}

/// Explains octets as the given kind.
pub fn explain_as(kind: ContentKind, octets: &[u8]) -> Explanation<'_> {
    ParsedContent::read(kind, octets).explain(octets)
}

/// Returns whether the octets are likely to be an answer to the command before them.
pub fn is_likely_answer(octets: &[u8]) -> bool {
    let Some(word) = octets.last_chunk::<2>().map(|word| u16::from_be_bytes(*word)) else { return false };
    if !status::possible(word) {
        return false;
    }
    let likeness = as_command(octets).weight;
    likeness < PLAUSIBLE || status::known(word) && likeness < 90
}

fn weigh(octets: &[u8]) -> Vec<Candidate<'_>> {
    let plain = |kind, weight| Candidate { kind, weight, parsed: ParsedContent::Octets(kind) };
    let [packet, proof] = as_packets(octets);
    vec![
        plain(ContentKind::Status, as_status(octets)),
        as_exchange(octets),
        as_command(octets),
        plain(ContentKind::Record, record_likeness(octets)),
        plain(ContentKind::Fci, if control::is_whole(octets) { 95 } else { 0 }),
        as_atr(octets),
        plain(ContentKind::FileIdentifier, as_file_identifier(octets)),
        plain(ContentKind::Card, if octets.len() == applet::MEMORY_SIZE { 100 } else { 0 }),
        plain(ContentKind::Answer, as_answer(octets)),
        plain(ContentKind::File15, as_file_15(octets)),
        plain(ContentKind::File16, as_file_16(octets)),
        as_proactive_command(octets),
        as_terminal_response(octets),
        as_envelope(octets),
        as_short_message(ContentKind::SmsToHandset, Direction::FromNetwork, octets),
        as_short_message(ContentKind::SmsFromHandset, Direction::ToNetwork, octets),
        as_sms_record(octets),
        as_cell_broadcast(octets),
        packet,
        proof,
        as_address(octets),
        as_time_stamp(octets),
        plain(ContentKind::Alpha, bare::alpha_likeness(octets)),
        plain(ContentKind::PackedText, bare::packed_text_likeness(octets)),
        plain(ContentKind::Ucs2Text, bare::ucs2_text_likeness(octets)),
    ]
}

/// Weighs a short message. One in which every octet has its place outweighs the text inside it.
fn as_short_message<'a>(kind: ContentKind, direction: Direction, octets: &[u8]) -> Candidate<'a> {
    let pdu = Pdu::read(direction, octets);
    let weight = match pdu.plausibility() {
        whole @ 70.. if pdu.is_whole() => whole.max(89),
        other => other,
    };
    Candidate { kind, weight, parsed: ParsedContent::ShortMessage(direction, Box::new(pdu)) }
}

fn as_sms_record<'a>(octets: &[u8]) -> Candidate<'a> {
    let record = if octets.len() == toolkit::RECORD { toolkit::Record::read(octets) } else { None };
    let weight = toolkit::record_likeness(record.as_ref(), octets);
    Candidate { kind: ContentKind::SmsRecord, weight, parsed: ParsedContent::SmsRecord(record.map(Box::new)) }
}

fn as_cell_broadcast<'a>(octets: &[u8]) -> Candidate<'a> {
    let page = CellPage::read(octets);
    let weight = toolkit::page_likeness(page.as_ref(), octets);
    Candidate { kind: ContentKind::CellBroadcast, weight, parsed: ParsedContent::CellBroadcast(page) }
}

fn as_packets<'a>(octets: &[u8]) -> [Candidate<'a>; 2] {
    let found = secured_packet::FoundPacket::read(octets);
    let kinds =
        [(ContentKind::CommandPacket, PacketKind::Command), (ContentKind::ResponsePacket, PacketKind::Response)];
    kinds.map(|(kind, packet)| {
        let parsed = ParsedContent::Packet(packet, Box::new(found.clone()));
        Candidate { kind, weight: found.likeness(packet), parsed }
    })
}

fn as_address<'a>(octets: &[u8]) -> Candidate<'a> {
    let read = bare::read_address(octets);
    let weight = bare::address_likeness(read.as_ref(), octets);
    Candidate { kind: ContentKind::Address, weight, parsed: ParsedContent::Address(read) }
}

fn as_time_stamp<'a>(octets: &[u8]) -> Candidate<'a> {
    let read = Timestamp::read(octets);
    Candidate {
        kind: ContentKind::TimeStamp,
        weight: bare::time_stamp_likeness(read),
        parsed: ParsedContent::TimeStamp(read),
    }
}

/// Weighs a proactive command. Octets that begin as one are rather a broken one than a command of class D0.
fn as_proactive_command<'a>(octets: &[u8]) -> Candidate<'a> {
    let kind = ContentKind::ProactiveCommand;
    if octets.first() != Some(&0xD0) {
        return Candidate { kind, weight: 0, parsed: ParsedContent::Octets(kind) };
    }
    let parsed = toolkit::parse(kind, octets);
    let weight = match octets {
        _ if toolkit::is_proactive_command(&parsed) => 97,
        [0xD0, _, 0x81 | 0x01, 0x03, ..] | [0xD0, 0x81, _, 0x81 | 0x01, 0x03, ..] => 60,
        _ => 0,
    };
    Candidate { kind, weight, parsed: ParsedContent::Message(kind, Box::new(parsed)) }
}

fn as_terminal_response<'a>(octets: &[u8]) -> Candidate<'a> {
    let kind = ContentKind::TerminalResponse;
    let parsed = toolkit::parse(kind, octets);
    let weight = if toolkit::is_terminal_response(&parsed) { 97 } else { 0 };
    Candidate { kind, weight, parsed: ParsedContent::Message(kind, Box::new(parsed)) }
}

/// Weighs an envelope. One that is cut or has octets behind it still counts.
fn as_envelope<'a>(octets: &[u8]) -> Candidate<'a> {
    let kind = ContentKind::Envelope;
    if !matches!(octets, [0xD1..=0xDF, ..]) {
        return Candidate { kind, weight: 0, parsed: ParsedContent::Octets(kind) };
    }
    let parsed = toolkit::parse(kind, octets);
    let weight = match () {
        () if toolkit::is_envelope(&parsed) => 94,
        () if toolkit::is_damaged_envelope(&parsed) => 60,
        () => 0,
    };
    Candidate { kind, weight, parsed: ParsedContent::Message(kind, Box::new(parsed)) }
}

fn as_status(octets: &[u8]) -> u8 {
    match octets.try_into().map(u16::from_be_bytes) {
        Ok(word) if status::known(word) => 100,
        Ok(word) if status::possible(word) => 80,
        _ => 0,
    }
}

/// Weighs an ATR. One that is only cut, or whose check octet is missing or wrong, still counts.
fn as_atr(octets: &[u8]) -> Candidate<'_> {
    let kind = ContentKind::Atr;
    if !matches!(octets, [0x3B | 0x3F, _, ..]) || octets.len() > atr::LONGEST {
        return Candidate { kind, weight: 0, parsed: ParsedContent::Octets(kind) };
    }
    let atr::Atr { explanation, is_complete } = atr::read(octets);
    let weight = match is_complete {
        _ if explanation.problems.is_empty() => 90,
        true => 60,
        false => 20,
    };
    Candidate { kind, weight, parsed: ParsedContent::Explained(Box::new(explanation)) }
}

fn as_file_identifier(octets: &[u8]) -> u8 {
    let known = octets.try_into().ok().and_then(names::file);
    if known.is_some() { 95 } else { 0 }
}

/// Weighs a command. One of the table whose lengths agree weighs most, then one of the table with other parameters.
/// Octets that only begin like a command weigh less, and those whose length octets disagree least.
fn as_command(octets: &[u8]) -> Candidate<'_> {
    let command = command::read(octets);
    let weight = command_likeness(octets, &command);
    Candidate { kind: ContentKind::Command, weight, parsed: ParsedContent::Explained(Box::new(command.explanation)) }
}

fn command_likeness(octets: &[u8], command: &command::Command<'_>) -> u8 {
    let command::Command { explanation, is_exact: exact } = command;
    let exact = *exact;
    let Some((&[cla, ins, ..], body)) = octets.split_first_chunk::<4>() else {
        let known = matches!(octets, [cla, ins, _] if super::rows::of_header(*cla, *ins).next().is_some());
        return if known { 30 } else { 0 };
    };
    let whole = explanation.problems.is_empty();
    let agrees = LengthFields::parse(octets).is_some() || matches!(body, [0, _]);
    let wallet = explanation.row.is_some_and(|row| matches!(row.whose, row::CommandOwner::Wallet(_)));
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
        InstructionMatch::Instruction(_) if agrees => 75,
        _ if exact && agrees => 60,
        // One of the wallet's own, cut short or with octets behind it.
        InstructionMatch::Instruction(_) if exact => 56,
        _ if matches!(cla, 0x00 | 0x04 | 0x80 | 0x84 | 0xA0) && agrees => 40,
        InstructionMatch::Instruction(_) => 30,
        // Of the table, and its length octets disagree.
        _ if exact => 30,
        _ if agrees && cla != 0xFF => 20,
        _ => 5,
    }
}

/// Weighs a command and its answer whose lengths agree.
fn as_exchange(octets: &[u8]) -> Candidate<'_> {
    let cut = joined::split(octets);
    let weight = cut.map_or(0, |(_, reply)| {
        let word = reply.last_chunk::<2>().map_or(0, |word| u16::from_be_bytes(*word));
        match (status::known(word), command::find(octets).is_some()) {
            (true, true) => 97,
            // A command with parameters that the table has not.
            (true, false) => 90,
            (false, is_found) => 55 * u8::from(is_found),
        }
    });
    Candidate { kind: ContentKind::Exchange, weight, parsed: ParsedContent::Exchange(cut) }
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

/// Returns the likeness of octets to a record of the log, 0 to 100: a type of transaction and a moment of the calendar.
pub(super) fn record_likeness(octets: &[u8]) -> u8 {
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

/// Returns the weight of file 15, which has two dates.
fn as_file_15(octets: &[u8]) -> u8 {
    if octets.len() != 30 {
        return 0;
    }
    let dated = |range: std::ops::Range<usize>| octets.get(range).is_some_and(|date| coding::date(date).is_some());
    if dated(20..24) && dated(24..28) { 96 } else { 0 }
}

/// Returns the weight of file 16, which has two texts, filled up, and small codes around them.
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
