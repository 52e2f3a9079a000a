//! Explanation of commands: the row of the table is found, its fields are laid over the data, and what does not fit is
//! a problem. A malformed command is explained as far as it goes.

use sim_wire::count::Counted;
use std::borrow::Cow;

use sim_wire::instruction::{Instruction, InstructionMatch};

use super::coding::Coding;
use super::layout::{LengthRange, field, split};
use super::remark::CommandRemark;
use super::row::{Answers, CommandOwner, CommandRow, Parameter, Values};
use super::tree::{Show, Span};
use super::{ContentKind, Explanation, Node, Shape, Value, rows};
use sim_codec::length_fields::{LengthFields, Width};

/// Command APDU, with its explanation.
pub(super) struct Command<'a> {
    /// Explanation of the octets.
    pub(super) explanation: Explanation<'a>,
    /// `true` if the table has the command under exactly its class, INS, P1 and P2.
    pub(super) is_exact: bool,
}

/// Explains a command APDU.
pub fn command(octets: &[u8]) -> Explanation<'_> {
    read(octets).explanation
}

/// Returns every row of the table: the commands of the wallet, then those that logs of other cards show.
pub fn rows_of_table() -> impl Iterator<Item = &'static CommandRow> {
    rows::all()
}

/// Returns the rows of the commands that the wallet has, in the order of `docs/APDUS.md`.
pub fn rows_of_wallet() -> impl Iterator<Item = &'static CommandRow> {
    rows::all().filter(|row| matches!(row.whose, CommandOwner::Wallet(_)))
}

/// Reads a command APDU.
pub(super) fn read(octets: &[u8]) -> Command<'_> {
    let header = octets.get(..4).unwrap_or(octets);
    let mut shape = Shape {
        cla: header.first().copied(),
        ins: header.get(1).copied(),
        p1: header.get(2).copied(),
        p2: header.get(3).copied(),
        ..Shape::default()
    };
    let choice = choose(shape, octets);
    let row = choice.row();
    let mut explanation = Explanation::new(ContentKind::Command, choice.name(), octets);
    // Under P1 P2 that no row has, the fields may still be read, but nothing else that the row says is true.
    explanation.row = row.filter(|_| !matches!(choice, Choice::Parameters(_)));
    if header.len() < 4 {
        explanation.problems.push(missing_header(header.len()).into());
    }
    choice.remark(shape, &mut explanation);
    let data = shape.take_body(octets, row, &mut explanation.problems);
    explanation.notes.extend(super::shape::extended_fields(octets).map(Into::into));
    explanation.shape = Some(shape);
    let mut left = Span::whole(octets);
    header_nodes(&choice, shape, &mut left, &mut explanation);
    let data = left.take(data.len());
    data_fields(row, data, &mut explanation);
    if let Some(row) = row.filter(|_| !data.octets.is_empty()) {
        super::toolkit::carried(row.name, data, &mut explanation);
        if row.name == "TERMINAL PROFILE" {
            let lines = super::terminal_profile::lines(data.octets);
            explanation.notes.extend(lines.into_iter().map(Into::into));
        }
    }
    if let Some((le, ne)) = shape.le.zip(shape.ne()) {
        let span = left.take(shape.le_octets().len());
        let value = Value::AskedLength(le, ne);
        explanation.nodes.push(Node { show: Show::Header("Le"), ..Node::new("le", value, Some(span.range())) });
    }
    if let Some(row) = row {
        check_lengths(row, shape, data.octets, &mut explanation);
    }
    let is_exact = header.len() == 4 && matches!(choice, Choice::Row(_));
    Command { explanation: explanation.covered(), is_exact }
}

/// Adds the octets of the header and Lc, and takes them off the command.
fn header_nodes<'a>(choice: &Choice, shape: Shape, left: &mut Span<'a>, explanation: &mut Explanation<'a>) {
    let node = |label, key, value, span: Span<'a>| Node {
        show: Show::Header(label),
        ..Node::new(key, value, Some(span.range()))
    };
    if let Some(cla) = shape.cla {
        explanation.nodes.push(node("CLA", "cla", Value::Class(cla), left.take(1)));
    }
    if let Some(ins) = shape.ins {
        let name = explanation.row.map_or_else(|| choice.name(), CommandRow::instruction);
        explanation.nodes.push(node("INS", "ins", Value::Instruction(ins, name), left.take(1)));
    }
    let known = explanation.row;
    let says = matches!(choice, Choice::Row(_));
    for (label, key, octet, parameter) in
        [("P1", "p1", shape.p1, known.map(|row| row.p1)), ("P2", "p2", shape.p2, known.map(|row| row.p2))]
    {
        let Some(octet) = octet else { continue };
        let span = left.take(1);
        let (key, value) = match parameter {
            Some(Parameter::Field(part, _)) if says => (part.name, part.coding.read(span.octets)),
            _ => (key, Value::Octet(octet)),
        };
        let show = Show::Parameter(label, parameter);
        explanation.nodes.push(Node { show, ..Node::new(key, value, Some(span.range())) });
    }
    if let Some(lc) = shape.lc {
        let span = left.take(shape.lc_octets().len());
        explanation.nodes.push(node("Lc", "lc", Value::DataLength(lc), span));
    }
}

/// Returns the row of a command; `None` where the table lacks exactly this class, INS, P1 and P2.
pub fn find(octets: &[u8]) -> Option<&'static CommandRow> {
    let &[cla, ins, p1, p2] = octets.first_chunk::<4>()?;
    let shape = Shape { cla: Some(cla), ins: Some(ins), p1: Some(p1), p2: Some(p2), ..Shape::default() };
    match choose(shape, octets) {
        Choice::Row(row) => Some(row),
        _ => None,
    }
}

/// Returns the row of a command; where P1 and P2 are not in the table, the first row of its class and INS.
pub(super) fn of_header(octets: &[u8]) -> Option<&'static CommandRow> {
    let &[cla, ins, ..] = octets.first_chunk::<4>()?;
    find(octets).or_else(|| rows::of_header(cla, ins).next())
}

/// Returns whether octets are a command whose class and INS are in the table and whose lengths agree.
pub fn is_whole(octets: &[u8]) -> bool {
    of_header(octets).is_some() && LengthFields::parse(octets).is_some()
}

/// Row of the table that fits a header, and how well it fits.
enum Choice {
    /// Class, INS, P1 and P2 are those of this row.
    Row(&'static CommandRow),
    /// Class and INS are known, P1 P2 are not; this is the first row of the pair.
    Parameters(&'static CommandRow),
    /// INS is known under other classes; this is the first row.
    Class(&'static CommandRow),
    /// INS is not known.
    Nothing,
}

fn choose(shape: Shape, octets: &[u8]) -> Choice {
    let (Some(cla), Some(ins)) = (shape.cla, shape.ins) else { return Choice::Nothing };
    let fits = |row: &&CommandRow| {
        shape.p1.is_none_or(|p1| row.p1.contains(p1)) && shape.p2.is_none_or(|p2| row.p2.contains(p2))
    };
    // Where the lengths disagree, Lc is believed.
    let announced = || octets.get(4).map_or(0, |lc| usize::from(*lc));
    let lc = match LengthFields::parse(octets) {
        Some(lengths) if octets.len() > 5 => lengths.data.len(),
        _ => announced(),
    };
    let holds = |row: &&CommandRow| LengthRange::of(row.data).contains(lc);
    if let Some(row) = rows::of_header(cla, ins).filter(fits).find(|row| row.name == "AUTHENTICATE")
        && is_challenge_of_a_network(octets)
    {
        return Choice::Row(row);
    }
    let mut fitting = rows::of_header(cla, ins).filter(fits);
    let first = fitting.next();
    // A command of the world may share its header with one of the wallet: then the length decides.
    let better = first.filter(|row| !holds(row)).and_then(|_| fitting.find(holds));
    if let Some(row) = better.filter(|row| matches!(row.whose, CommandOwner::Wallet(_))).or(first) {
        return Choice::Row(row);
    }
    if let Some(row) = rows::of_header(cla, ins).next() {
        return Choice::Parameters(row);
    }
    rows::of_instruction(ins).next().map_or(Choice::Nothing, Choice::Class)
}

/// Returns whether the data are RAND and AUTN, 16 octets each behind a length, in the context of P2 (TS 31.102
/// §7.1.2). In a log of a terminal INS 88 is then AUTHENTICATE, and not the wallet's INTERNAL AUTHENTICATE.
fn is_challenge_of_a_network(octets: &[u8]) -> bool {
    matches!(octets.get(3..6), Some([0x80..=0x86, 0x22, 0x10])) && octets.get(22) == Some(&0x10)
}

impl Choice {
    const fn row(&self) -> Option<&'static CommandRow> {
        match self {
            Choice::Row(row) | Choice::Parameters(row) | Choice::Class(row) => Some(row),
            Choice::Nothing => None,
        }
    }

    /// Returns a row's name; where P1 P2 do not select one row, the name that the rows share.
    const fn name(&self) -> &'static str {
        match self {
            Choice::Row(row) => row.name,
            Choice::Parameters(row) | Choice::Class(row) => match row.whose {
                CommandOwner::Wallet(instruction) => instruction.name(),
                CommandOwner::World(_) => row.name,
            },
            Choice::Nothing => "unknown command",
        }
    }

    fn remark(&self, shape: Shape, explanation: &mut Explanation<'_>) {
        let (Some(cla), Some(ins)) = (shape.cla, shape.ins) else { return };
        match self {
            Choice::Row(row) if matches!(row.whose, CommandOwner::World(_)) => {
                explanation.notes.push(CommandRemark::Foreign(row.name, refused(cla, ins)).into());
            }
            Choice::Row(_) => {}
            Choice::Parameters(row) => explanation.problems.push(wrong_parameters(cla, shape, row).into()),
            Choice::Class(row) => {
                let mut classes: Vec<u8> = rows::of_instruction(ins).flat_map(|row| row.classes).copied().collect();
                classes.sort_unstable();
                classes.dedup();
                let name = Choice::Class(row).name();
                explanation.problems.push(CommandRemark::OtherClass { ins, name, classes, cla }.into());
            }
            Choice::Nothing => {
                explanation.problems.push(CommandRemark::UnknownInstruction(ins, refused(cla, ins)).into());
            }
        }
    }
}

/// Returns the status word, with words, by which this wallet refuses a header that its table does not have.
fn refused(cla: u8, ins: u8) -> &'static str {
    match Instruction::find(cla, ins) {
        InstructionMatch::Instruction(_) => "6A86 (P1 or P2 is wrong)",
        InstructionMatch::OtherClass(_) => "6E00 (this command does not exist under this class octet)",
        InstructionMatch::Nothing if Instruction::is_class(cla) => "6D00 (no such command)",
        InstructionMatch::Nothing => "6E00 (no command comes under this class octet)",
    }
}

const fn missing_header(present: usize) -> &'static str {
    match present {
        0 => "There is no octet at all; a command begins with CLA INS P1 P2.",
        1 => "Only CLA is there; INS, P1 and P2 are missing.",
        2 => "Only CLA and INS are there; P1 and P2 are missing.",
        _ => "Only CLA, INS and P1 are there; P2 is missing.",
    }
}

fn wrong_parameters(cla: u8, shape: Shape, row: &'static CommandRow) -> CommandRemark {
    let own = matches!(row.whose, CommandOwner::Wallet(_));
    let known = rows::of_header(cla, row.whose.ins())
        .filter(|row| !own || matches!(row.whose, CommandOwner::Wallet(_)))
        .map(|row| (row.p1, row.p2, row.name));
    CommandRemark::WrongParameters { given: [shape.p1.unwrap_or(0), shape.p2.unwrap_or(0)], known: known.collect() }
}

/// Returns the values of a parameter, as a table writes them.
pub fn pattern(parameter: Parameter) -> Cow<'static, str> {
    match parameter {
        Parameter::Is(value, _) => format!("{value:02X}").into(),
        Parameter::Field(_, Values::Range(0x00, 0xFF)) => "xx".into(),
        Parameter::Field(_, Values::Range(low, high)) => format!("{low:02X}–{high:02X}").into(),
        Parameter::Field(_, Values::OneOf(values)) => {
            let values: Vec<String> = values.iter().map(|value| format!("{value:02X}")).collect();
            values.join("/").into()
        }
        Parameter::Field(_, Values::RecordFile) => "SFI×8+4".into(),
    }
}

/// Returns a number of octets in words: `1 octet`, `11 octets`.
pub(super) fn octets_of(count: usize) -> String {
    Counted(count, "octet").to_string()
}

fn data_fields<'a>(row: Option<&'static CommandRow>, data: Span<'a>, explanation: &mut Explanation<'a>) {
    let left = row.map_or(data, |row| split(row.data, data, &mut explanation.nodes));
    if left.octets.is_empty() {
        return;
    }
    let (name, meaning) = match row.filter(|row| !row.data.is_empty()) {
        Some(_) => ("surplus", "octets behind the last field of this command"),
        None => ("data", "command data"),
    };
    explanation.nodes.push(field(name, left, Coding::Hex, meaning));
}

/// Adds a problem or a note where Lc or Le is not that of the row.
fn check_lengths(row: &'static CommandRow, shape: Shape, data: &[u8], explanation: &mut Explanation<'_>) {
    let extent = LengthRange::of(row.data);
    let complete = data.len() == usize::from(shape.lc.unwrap_or(0));
    let none_is_right = row.data_optional && data.is_empty();
    if shape.p2.is_some() && complete && !extent.contains(data.len()) && !none_is_right {
        explanation.problems.push(CommandRemark::DataLength { extent, present: data.len() }.into());
    }
    if matches!(row.answers, Answers::Nothing)
        && shape.le.is_some()
        && !data.is_empty()
        && explanation.problems.is_empty()
    {
        explanation
            .notes
            .push("Le stands behind the data of a command that answers none: Lc may be one too few.".into());
    }
    let Some(length) = answer_length(row) else { return };
    if shape.width == Width::Extended {
        note_extended(row, shape, length, explanation);
        return;
    }
    match shape.le {
        _ if !explanation.problems.is_empty() => {}
        None if row.data.is_empty() => {
            explanation.problems.push(CommandRemark::MissingLe(length).into());
        }
        None => explanation.notes.push(CommandRemark::NoLe(length).into()),
        Some(le) if usize::from(le) == length => {}
        Some(0) => explanation.notes.push(CommandRemark::WholeLe(length).into()),
        Some(le) => explanation.problems.push(CommandRemark::WrongLe(le, length).into()),
    }
}

/// Notes what a T=0 reader does with an extended Le that is not the answer's length.
fn note_extended(row: &'static CommandRow, shape: Shape, length: usize, explanation: &mut Explanation<'_>) {
    let asked = shape.ne().filter(|_| row.data.is_empty() && explanation.problems.is_empty());
    if asked.is_some_and(|ne| usize::try_from(ne) != Ok(length)) {
        explanation.notes.push(CommandRemark::ExtendedLe(length).into());
    }
}

/// Returns the octets of the answer's data; `None` where the row does not fix them.
pub(super) fn answer_length(row: &CommandRow) -> Option<usize> {
    let Answers::Fields(parts) = row.answers else { return None };
    let LengthRange { least, most } = LengthRange::of(parts);
    (least == most).then_some(least)
}
