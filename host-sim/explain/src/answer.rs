//! Answers and status words. An answer is read by the layout of its command where the command is known, else only by
//! its own octets.

use applet::Refusal;

use super::coding::Coding;
use super::command::command;
use super::layout::{LayoutField, LengthRange, field, split};
use super::remark::AnswerRemark;
use super::row::{Answers, CommandOwner, CommandRow};
use super::title::Subject;
use super::tree::{Show, Span};
use super::{ContentKind, Explanation, Node, Title, Value, control, files, guess, names, status, toolkit};

/// Explains an answer, data and status word, by the layout of its command where that is known.
pub fn answer<'a>(command: Option<&[u8]>, octets: &'a [u8]) -> Explanation<'a> {
    let question = command.map(super::command);
    to(question.as_ref(), octets)
}

/// Explains an answer by the layout of its command, as far as the command is known.
fn to<'a>(question: Option<&Explanation<'_>>, octets: &'a [u8]) -> Explanation<'a> {
    let row = question.and_then(|question| question.row);
    let name = row.map_or_else(|| Title::from("answer"), |row| Title::answer_to(row.name));
    let mut explanation = Explanation::new(ContentKind::Answer, name, octets);
    explanation.row = row;
    let mut left = Span::whole(octets);
    let Some(word) = octets.last_chunk::<2>().map(|word| u16::from_be_bytes(*word)) else {
        explanation.problems.push("An answer ends in a status word of two octets; these are too few.".into());
        raw(left, "data", &mut explanation);
        return explanation;
    };
    let data = left.take(octets.len().saturating_sub(2));
    if !status::possible(word) {
        explanation.problems.push(AnswerRemark::NoStatusWord(word).into());
    }
    if let Some((question, row)) = question.zip(row) {
        reasons(row, question, word, &mut explanation);
    }
    if !data.octets.is_empty() {
        data_fields(question, data, &mut explanation);
    }
    explanation.nodes.push(status_node(word, left));
    explanation.covered()
}

fn status_node(word: u16, span: Span<'_>) -> Node<'_> {
    Node { show: Show::Status, ..Node::new("status_word", Value::StatusWord(word), Some(span.range())) }
}

/// Explains a status word alone.
pub fn status_word(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(ContentKind::Status, "status word", octets);
    match octets.try_into().map(u16::from_be_bytes) {
        Ok(word) => {
            explanation.nodes.push(status_node(word, Span::whole(octets)));
            explanation.name = Subject::StatusWord(word).into();
            if !status::possible(word) {
                explanation.problems.push("SW1 of a status word is 61 to 6F or 90 to 9F (ISO 7816-3).".into());
            }
            of_any_command(word, &mut explanation);
        }
        Err(_) => explanation.problems.push("A status word has two octets, SW1 and SW2.".into()),
    }
    explanation.covered()
}

/// Notes the command's own reasons to refuse that have this status word.
fn reasons(row: &'static CommandRow, question: &Explanation<'_>, word: u16, explanation: &mut Explanation<'_>) {
    if matches!(row.whose, CommandOwner::World(_)) {
        return;
    }
    let gsm = question.octets.first() == Some(&0xA0);
    for reason in
        Refusal::ALL.iter().filter(|reason| row.may_meet(**reason)).filter(|reason| is_reason_of(**reason, word, gsm))
    {
        explanation.notes.push(AnswerRemark::Reason(*reason).into());
    }
}

fn of_any_command(word: u16, explanation: &mut Explanation<'_>) {
    for reason in Refusal::ALL.iter().filter(|reason| is_reason_of(**reason, word, false)) {
        explanation.notes.push(AnswerRemark::Reason(*reason).into());
    }
}

/// Returns whether a reason gives a word; words that carry a number are compared without the number.
fn is_reason_of(reason: Refusal, word: u16, gsm: bool) -> bool {
    let given = if gsm { reason.gsm_status() } else { reason.status() };
    given.0 & number_mask(word) == word & number_mask(word)
}

/// Returns the mask that leaves out the number that 6Cxx and 63Cx carry.
const fn number_mask(word: u16) -> u16 {
    match word {
        0x6C00..=0x6CFF => 0xFF00,
        0x63C0..=0x63CF => 0xFFF0,
        _ => 0xFFFF,
    }
}

fn data_fields<'a>(question: Option<&Explanation<'_>>, data: Span<'a>, explanation: &mut Explanation<'a>) {
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
            explanation.problems.push(AnswerRemark::NoData(row.name, data.octets.len()).into());
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

/// Lays fields over the data, and adds a problem where the lengths disagree.
pub(super) fn laid_out<'a>(parts: &[LayoutField], data: Span<'a>, explanation: &mut Explanation<'a>) {
    let extent = LengthRange::of(parts);
    let left = split(parts, data, &mut explanation.nodes);
    let present = data.octets.len();
    if !extent.contains(present) {
        explanation.problems.push(AnswerRemark::AnswerLength { extent, present }.into());
    }
    if !left.octets.is_empty() {
        raw(left, "surplus", explanation);
    }
}

fn raw<'a>(octets: Span<'a>, name: &'static str, explanation: &mut Explanation<'a>) {
    explanation.nodes.push(field(name, octets, Coding::Hex, ""));
}

/// Adds the answer to READ BINARY: the part of the file that begins at the offset.
fn file<'a>(question: &Explanation<'_>, data: Span<'a>, explanation: &mut Explanation<'a>) {
    let octet = |name| question.field(name).and_then(|field| field.octets(question.octets).first().copied());
    let parts = match octet("sfi").map(|p1| p1 & 0x1F) {
        Some(0x15) => files::FILE_15,
        Some(0x16) => files::FILE_16,
        // 98 is the industry identifier 89 of telecommunications with its digits swapped: only an ICCID begins so.
        None if data.octets.len() == 10 && data.octets.first() == Some(&0x98) => files::ICCID,
        _ => return raw(data, "contents", explanation),
    };
    let mut offset = usize::from(octet("offset").unwrap_or(0));
    let mut left = data;
    for part in parts {
        let length = LengthRange::of(std::slice::from_ref(part)).least;
        if offset >= length {
            offset -= length;
            continue;
        }
        let here = left.take(length - offset);
        if !here.octets.is_empty() {
            // A field that the offset or the end cuts cannot be read by its coding.
            let coding = if here.octets.len() == length { part.coding } else { Coding::Hex };
            explanation.nodes.push(field(part.name, here, coding, part.meaning));
        }
        offset = 0;
    }
    if !left.octets.is_empty() {
        raw(left, "surplus", explanation);
    }
}

/// Adds the answer to READ RECORD: a transaction of the log, or whatever the file holds.
fn record<'a>(question: &Explanation<'_>, data: Span<'a>, explanation: &mut Explanation<'a>) {
    let sfi = question.field("sfi").and_then(|field| field.octets(question.octets).first()).map(|p2| p2 >> 3);
    match sfi {
        Some(0x18) if data.octets.iter().all(|octet| *octet == 0xFF) => {
            explanation.notes.push("All FF: on some cards that is a record which was never written.".into());
            raw(data, "record", explanation);
        }
        Some(0x18) => laid_out(files::LOG_RECORD, data, explanation),
        Some(0x17) => laid_out(files::APPLICATION_RECORD, data, explanation),
        _ if guess::record_likeness(data.octets) >= guess::PLAUSIBLE => laid_out(files::LOG_RECORD, data, explanation),
        _ => match toolkit::stored(data, explanation) {
            Some(nodes) => explanation.nodes.extend(nodes),
            None => raw(data, "record", explanation),
        },
    }
    if let Some(words) = sfi.and_then(names::short_file) {
        explanation.notes.push(AnswerRemark::RecordOf(sfi.unwrap_or(0), words).into());
    }
}

fn gsm_file<'a>(data: Span<'a>, explanation: &mut Explanation<'a>) {
    match data.octets.get(6) {
        Some(0x04) => laid_out(files::GSM_FILE, data, explanation),
        Some(_) => laid_out(files::GSM_DIRECTORY, data, explanation),
        None => raw(data, "file_description", explanation),
    }
}

/// Adds data whose command is not known; of these only file control information is recognized.
fn unasked<'a>(data: Span<'a>, explanation: &mut Explanation<'a>) {
    if control::is_whole(data.octets) {
        control::fields(data, explanation);
    } else {
        raw(data, "data", explanation);
        explanation.notes.push("With the command before it (--to COMMAND) the data can be read field by field.".into());
    }
}

/// Explains a command and its answer.
pub fn exchange<'a>(asked: &'a [u8], answered: &'a [u8]) -> Explanation<'a> {
    exchange_after(None, asked, answered)
}

/// Explains a command and its answer; a GET RESPONSE fetches what the command `waiting` left.
pub fn exchange_after<'a>(waiting: Option<&[u8]>, asked: &'a [u8], answered: &'a [u8]) -> Explanation<'a> {
    let question = command(asked);
    let fetches = question.row.is_some_and(|row| matches!(row.answers, Answers::Waiting));
    let reply = match waiting.filter(|_| fetches) {
        Some(waiting) => answer(Some(waiting), answered),
        None => to(Some(&question), answered),
    };
    let mut explanation = Explanation::new(ContentKind::Exchange, question.name.clone(), asked);
    explanation.parts = vec![question, reply];
    explanation
}
