//! Answers and status words. With the command that it answers, an answer is read by the layout of that command; without
//! it, only what its own octets say is said.

use std::borrow::Cow;

use applet::Refusal;

use super::coding::Coding;
use super::command::{command, octets_of};
use super::layout::{Extent, Field, Part, split};
use super::row::{Answers, Row, Whose};
use super::{Explanation, Kind, control, files, guess, names, status, toolkit};

/// Explains an answer: data and status word; in the light of its command where that is known.
pub fn answer<'a>(command: Option<&[u8]>, octets: &'a [u8]) -> Explanation<'a> {
    let question = command.map(super::command);
    let row = question.as_ref().and_then(|question| question.row);
    let name = row.map_or(Cow::Borrowed("answer"), |row| Cow::Owned(format!("answer to {}", row.name)));
    let mut explanation = Explanation::new(Kind::Answer, name, octets);
    explanation.row = row;
    let Some((data, word)) = octets.split_last_chunk::<2>() else {
        explanation.problems.push("An answer ends in a status word of two octets; these are too few.".into());
        raw(octets, "data", &mut explanation);
        return explanation;
    };
    let word = u16::from_be_bytes(*word);
    explanation.status = Some(word);
    if !status::possible(word) {
        explanation.problems.push(format!("{word:04X} is no status word: SW1 is 61 to 6F or 90 to 9F.").into());
    }
    if let Some(row) = row {
        reasons(row, command, word, &mut explanation);
    }
    if !data.is_empty() {
        data_fields(question.as_ref(), data, &mut explanation);
    }
    explanation
}

/// Explains a status word alone.
pub fn status_word(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(Kind::Status, "status word", octets);
    match octets.try_into().map(u16::from_be_bytes) {
        Ok(word) => {
            explanation.status = Some(word);
            explanation.name = status::words(word);
            if !status::possible(word) {
                explanation.problems.push("SW1 of a status word is 61 to 6F or 90 to 9F (ISO 7816-3).".into());
            }
            of_any_command(word, &mut explanation);
        }
        Err(_) => explanation.problems.push("A status word has two octets, SW1 and SW2.".into()),
    }
    explanation
}

/// Which of the command's own reasons to refuse give this word.
fn reasons(row: &'static Row, command: Option<&[u8]>, word: u16, explanation: &mut Explanation<'_>) {
    if matches!(row.whose, Whose::World(_)) {
        return;
    }
    let gsm = command.and_then(|command| command.first()) == Some(&0xA0);
    for reason in
        Refusal::ALL.iter().filter(|reason| row.may_meet(**reason)).filter(|reason| is_reason_of(**reason, word, gsm))
    {
        explanation.notes.push(format!("Possible reason: {}.", reason.words()).into());
    }
}

fn of_any_command(word: u16, explanation: &mut Explanation<'_>) {
    for reason in Refusal::ALL.iter().filter(|reason| is_reason_of(**reason, word, false)) {
        explanation.notes.push(format!("Possible reason: {}.", reason.words()).into());
    }
}

/// Whether a reason gives a word; words that carry a number are compared without it.
fn is_reason_of(reason: Refusal, word: u16, gsm: bool) -> bool {
    let given = if gsm { reason.gsm_status() } else { reason.status() };
    given.0 & number_mask(word) == word & number_mask(word)
}

/// Leaves out the number that 6Cxx and 63Cx carry.
const fn number_mask(word: u16) -> u16 {
    match word {
        0x6C00..=0x6CFF => 0xFF00,
        0x63C0..=0x63CF => 0xFFF0,
        _ => 0xFFFF,
    }
}

fn data_fields<'a>(question: Option<&Explanation<'_>>, data: &'a [u8], explanation: &mut Explanation<'a>) {
    let asked = question.and_then(|question| question.row).map(|row| row.name);
    if toolkit::fetched(asked, data, explanation) || toolkit::proved(asked, data, explanation) {
        return;
    }
    let Some((question, row)) = question.and_then(|question| Some((question, question.row?))) else {
        unasked(data, explanation);
        return;
    };
    match row.answers {
        Answers::Nothing => {
            explanation
                .problems
                .push(format!("{} answers no data, here are {}.", row.name, octets_of(data.len())).into());
            raw(data, "data", explanation);
        }
        Answers::Fields(parts) => laid_out(parts, data, explanation),
        Answers::Asked(name, _) => raw(data, name, explanation),
        Answers::FileControl if question.shape.and_then(|shape| shape.cla) == Some(0xA0) => gsm_file(data, explanation),
        Answers::FileControl => control::fields(data, explanation),
        Answers::File => file(question, data, explanation),
        Answers::Record => record(question, data, explanation),
        Answers::Waiting => unasked(data, explanation),
    }
}

/// Lays fields over the data and says where the lengths do not agree.
pub(super) fn laid_out<'a>(parts: &[Part], data: &'a [u8], explanation: &mut Explanation<'a>) {
    let Extent { least, most } = Extent::of(parts);
    let left = split(parts, data, &mut explanation.fields);
    if data.len() < least || data.len() > most {
        let wanted = if least == most { octets_of(least) } else { format!("{least} to {most} octets") };
        explanation
            .problems
            .push(format!("{} of data are here, {wanted} were expected.", octets_of(data.len())).into());
    }
    if !left.is_empty() {
        raw(left, "surplus", explanation);
    }
}

fn raw<'a>(octets: &'a [u8], name: &'static str, explanation: &mut Explanation<'a>) {
    explanation.fields.push(Field { name, octets, coding: Coding::Hex, meaning: "" });
}

/// READ BINARY: the part of the file that begins at the offset.
fn file<'a>(question: &Explanation<'_>, data: &'a [u8], explanation: &mut Explanation<'a>) {
    let octet = |name| question.field(name).and_then(|field| field.octets.first().copied());
    let parts = match octet("sfi").map(|p1| p1 & 0x1F) {
        Some(0x15) => files::FILE_15,
        Some(0x16) => files::FILE_16,
        // 98 is the industry identifier 89 of telecommunications with its digits swapped: only an ICCID begins so.
        None if data.len() == 10 && data.first() == Some(&0x98) => files::ICCID,
        _ => return raw(data, "contents", explanation),
    };
    let mut offset = usize::from(octet("offset").unwrap_or(0));
    let mut left = data;
    for part in parts {
        let length = Extent::of(std::slice::from_ref(part)).least;
        if offset >= length {
            offset -= length;
            continue;
        }
        let (here, behind) = left.split_at_checked(length - offset).unwrap_or((left, &[]));
        left = behind;
        if !here.is_empty() {
            // A field that the offset or the end cuts cannot be read by its coding.
            let coding = if here.len() == length { part.coding } else { Coding::Hex };
            explanation.fields.push(Field { name: part.name, octets: here, coding, meaning: part.meaning });
        }
        offset = 0;
    }
    if !left.is_empty() {
        raw(left, "surplus", explanation);
    }
}

/// READ RECORD: a transaction of the log, or whatever the file holds.
fn record<'a>(question: &Explanation<'_>, data: &'a [u8], explanation: &mut Explanation<'a>) {
    let sfi = question.field("sfi").and_then(|field| field.octets.first()).map(|p2| p2 >> 3);
    match sfi {
        Some(0x18) if data.iter().all(|octet| *octet == 0xFF) => {
            explanation.notes.push("All FF: on some cards that is a record which was never written.".into());
            raw(data, "record", explanation);
        }
        Some(0x18) => laid_out(files::LOG_RECORD, data, explanation),
        Some(0x17) => laid_out(files::APPLICATION_RECORD, data, explanation),
        _ if guess::as_record(data) >= guess::PLAUSIBLE => laid_out(files::LOG_RECORD, data, explanation),
        _ if toolkit::stored(data, explanation) => {}
        _ => raw(data, "record", explanation),
    }
    if let Some(words) = sfi.and_then(names::short_file) {
        explanation.notes.push(format!("The record is of file {:02X}, {words}.", sfi.unwrap_or(0)).into());
    }
}

fn gsm_file<'a>(data: &'a [u8], explanation: &mut Explanation<'a>) {
    match data.get(6) {
        Some(0x04) => laid_out(files::GSM_FILE, data, explanation),
        Some(_) => laid_out(files::GSM_DIRECTORY, data, explanation),
        None => raw(data, "file_description", explanation),
    }
}

/// Data whose command is not known: only file control information shows what it is.
fn unasked<'a>(data: &'a [u8], explanation: &mut Explanation<'a>) {
    if control::is_whole(data) {
        control::fields(data, explanation);
    } else {
        raw(data, "data", explanation);
        explanation.notes.push("With the command before it (--to COMMAND) the data can be read field by field.".into());
    }
}

/// A command and its answer.
pub fn exchange<'a>(asked: &'a [u8], answered: &'a [u8]) -> Explanation<'a> {
    exchange_after(None, asked, answered)
}

/// A command and its answer, where a GET RESPONSE fetches what the command `waiting` left.
pub fn exchange_after<'a>(waiting: Option<&[u8]>, asked: &'a [u8], answered: &'a [u8]) -> Explanation<'a> {
    let question = command(asked);
    let fetches = question.row.is_some_and(|row| matches!(row.answers, Answers::Waiting));
    let reply = answer(waiting.filter(|_| fetches).or(Some(asked)), answered);
    let mut explanation = Explanation::new(Kind::Exchange, question.name.clone(), asked);
    explanation.status = reply.status;
    explanation.parts = vec![question, reply];
    explanation
}
