//! A syntax tree as text: one line for each line of the tree, two blanks inside a block of cases.

use std::fmt::{Display, Formatter, Result, Write};

use super::syntax::{
    CardSetting, Cases, ChainingMode, Cut, ExpectedAnswer, Fact, Include, KeySetting, LineContent, ProfileChoice,
    TableRow, Trace, TraceLine, TraceSetting, TraceStep, ValueOrColumn,
};
use super::words;
use crate::columns::padded;
use crate::lang::procedure::{self, Procedure};
use sim_codec::duration;
use sim_codec::time::SECOND;
use sim_device::memory::Tear;
use unicode_width::UnicodeWidthStr as _;

mod value;

pub(super) use value::hex;

impl Display for Trace {
    /// Prints the whole trace, each line ended by a newline.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl Display for TraceLine {
    /// Prints the line without a newline at its end; of cases, all their lines.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let comment = self.comment.as_deref();
        match &self.content {
            LineContent::Blank => print_commented(f, "", comment),
            LineContent::Setting(setting) => print_commented(f, &setting.to_string(), comment),
            LineContent::Include(include) => print_commented(f, &include.to_string(), comment),
            LineContent::Step(step) => print_commented(f, &step.to_string(), comment),
            LineContent::Cases(cases) => {
                print_commented(f, &cases.opening(), comment)?;
                cases.rest(f)
            }
            LineContent::Repeat(repeat) => {
                let count = wanted(&repeat.count, ToString::to_string);
                print_commented(f, &format!("repeat {count}"), comment)?;
                print_body(f, &repeat.body, repeat.end_comment.as_deref())
            }
            LineContent::Procedure(procedure) => {
                let Procedure { name, parameters, body, end_comment } = procedure;
                let opening = format!("procedure {name} {}", parameters.join(", "));
                print_commented(f, opening.trim_end(), comment)?;
                procedure::print_body(f, body, end_comment.as_deref())
            }
            LineContent::Call(called) => print_commented(f, &called.call.to_string(), comment),
            LineContent::RowLine(line) => print_commented(f, &line.text, comment),
        }
    }
}

impl Display for Include {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "include {}", words::quoted(&self.path))
    }
}

/// Prints the lines of a block and its end, each with the newline before it.
fn print_body(f: &mut Formatter<'_>, body: &[TraceLine], end_comment: Option<&str>) -> Result {
    for line in body {
        for text in line.to_string().split('\n') {
            write!(f, "\n{}{text}", if text.is_empty() { "" } else { "  " })?;
        }
    }
    f.write_str("\n")?;
    print_commented(f, "end", end_comment)
}

/// Prints the content of a line, and the comment after it.
fn print_commented(f: &mut Formatter<'_>, said: &str, prose: Option<&str>) -> Result {
    match prose {
        None => f.write_str(said),
        Some(prose) if said.is_empty() => write!(f, "# {}", prose.replace(['\n', '\r'], " ")),
        Some(prose) => write!(f, "{said:<48}  # {}", prose.replace(['\n', '\r'], " ")),
    }
}

impl Display for TraceSetting {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            TraceSetting::Profile(ProfileChoice::Default) => f.write_str("profile default"),
            TraceSetting::Profile(ProfileChoice::File { path, .. }) => write!(f, "profile {}", words::quoted(path)),
            TraceSetting::Card(facts) => write!(f, "card {}", listed(facts)),
            TraceSetting::Key(key) => key.fmt(f),
            TraceSetting::Aid(octets) => write!(f, "aid {}", hex(octets)),
            TraceSetting::Asn(octets) => write!(f, "asn {}", hex(octets)),
            TraceSetting::Atr(octets) => write!(f, "atr {}", hex(octets)),
            TraceSetting::Iccid(octets) => write!(f, "iccid {}", hex(octets)),
            TraceSetting::Clock(at) => write!(f, "clock {at}"),
            TraceSetting::Seed(seed) => write!(f, "seed {seed}"),
            TraceSetting::Random(numbers) => write!(f, "random{}", spaced(numbers)),
            TraceSetting::Reader(ChainingMode::Auto) => f.write_str("reader auto"),
            TraceSetting::Reader(ChainingMode::Raw) => f.write_str("reader raw"),
            TraceSetting::Covers(sections) => write!(f, "covers {}", listed(sections)),
        }
    }
}

impl Display for KeySetting {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "key {} {:02X} version {:02X}", words::usage_name(self.usage), self.index, self.version)?;
        if self.algorithm != 0 {
            write!(f, " algorithm {:02X}", self.algorithm)?;
        }
        write!(f, " = {}", hex(&self.key))
    }
}

impl Display for CardSetting {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            CardSetting::Balance(amount) => write!(f, "balance {amount}"),
            CardSetting::State(state) => f.write_str(state.name()),
            CardSetting::Online(counter) => write!(f, "online {counter:04X}"),
            CardSetting::Offline(counter) => write!(f, "offline {counter:04X}"),
            CardSetting::Limit(None) => f.write_str("limit none"),
            CardSetting::Limit(Some(amount)) => write!(f, "limit {amount}"),
            CardSetting::PinOn(on) => write!(f, "pin {}", if *on { "on" } else { "off" }),
            CardSetting::Pin(octets) => write!(f, "pin {}", hex(octets)),
            CardSetting::PinTries(tries) => write!(f, "pin tries {tries}"),
            CardSetting::BalanceMax(amount) => write!(f, "balance max {amount}"),
        }
    }
}

impl Display for TraceStep {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            TraceStep::Command(parts) => write!(f, "> {}", value::parts(parts)),
            TraceStep::Answer(ExpectedAnswer::NoAnswer) => f.write_str("< no answer"),
            TraceStep::Answer(ExpectedAnswer::Answer(parts)) => write!(f, "< {}", value::parts(parts)),
            TraceStep::Reset => f.write_str("reset"),
            TraceStep::PowerOff => f.write_str("power off"),
            TraceStep::PowerOn => f.write_str("power on"),
            TraceStep::Tap(distance_cm) => write!(f, "tap {distance_cm} cm"),
            TraceStep::Contact => f.write_str("contact"),
            TraceStep::Wait(seconds) => {
                let ms = u64::from(*seconds).saturating_mul(SECOND);
                write!(f, "wait {}", duration::to_words(ms))
            }
            TraceStep::Cut(cut) => cut.fmt(f),
            TraceStep::Assign(assignment) => assignment.fmt(f),
            TraceStep::Check(names) => write!(f, "check {}", listed(names)),
            TraceStep::Expect(facts) => {
                let facts: Vec<_> = facts.iter().map(|expected| expected.fact.to_string()).collect();
                write!(f, "expect {}", facts.join(", "))
            }
            TraceStep::Show(parts) => write!(f, "show {}", value::parts(parts)),
        }
    }
}

impl Display for Cut {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "cut at write {}", self.write)?;
        match self.tear {
            Tear::Nothing => Ok(()),
            tear => write!(f, " torn {tear}"),
        }
    }
}

impl Display for Fact {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Fact::Balance(amount) => write!(f, "balance {}", wanted(amount, ToString::to_string)),
            Fact::State(state) => write!(f, "state {}", wanted(state, |state| state.name().to_owned())),
            Fact::Refusal(name) => write!(f, "refusal {}", wanted(name, |name| name.unwrap_or("none").to_owned())),
            Fact::LogEntries(count) => write!(f, "log {} entries", wanted(count, ToString::to_string)),
            Fact::PinTries(tries) => write!(f, "pin tries {}", wanted(tries, ToString::to_string)),
            Fact::PinOn(on) => write!(f, "pin {}", if *on { "on" } else { "off" }),
            Fact::Limit(amount) => write!(f, "limit {}", wanted(amount, |amount| or_none(*amount))),
            Fact::Online(counter) => write!(f, "online {}", wanted(counter, |counter| format!("{counter:04X}"))),
            Fact::Offline(counter) => write!(f, "offline {}", wanted(counter, |counter| format!("{counter:04X}"))),
            Fact::Block(block) => write!(f, "block {}", wanted(block, |block| words::block_name(*block).to_owned())),
            Fact::Reach(reach) => {
                write!(f, "reach {}", wanted(reach, |cm| cm.map_or("none".to_owned(), |cm| format!("{cm} cm"))))
            }
        }
    }
}

impl Cases {
    /// Returns the first line of the block.
    fn opening(&self) -> String {
        match (self.same_card, self.title.as_str()) {
            (false, "") => "cases".to_owned(),
            (false, title) => format!("cases {title}"),
            (true, "") => "cases on the same card".to_owned(),
            (true, title) => format!("cases on the same card: {title}"),
        }
    }

    /// Prints the lines after the first, each with the newline before it.
    fn rest(&self, f: &mut Formatter<'_>) -> Result {
        print_table(f, &self.columns, self.columns_comment.as_deref(), &self.rows)?;
        print_body(f, &self.body, self.end_comment.as_deref())
    }
}

/// Prints a table, each column as wide as its widest cell, each line with the newline before it.
pub(crate) fn print_table(
    f: &mut Formatter<'_>,
    columns: &[String],
    columns_comment: Option<&str>,
    rows: &[TableRow],
) -> Result {
    let mut widths: Vec<usize> = columns.iter().map(|name| name.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(&row.cells) {
            *width = cell.text.width().max(*width);
        }
    }
    table_line(f, columns.iter().map(String::as_str), &widths, columns_comment)?;
    for row in rows {
        table_line(f, row.cells.iter().map(|cell| cell.text.as_str()), &widths, row.comment.as_deref())?;
    }
    Ok(())
}

fn table_line<'a>(
    f: &mut Formatter<'_>,
    cells: impl Iterator<Item = &'a str>,
    widths: &[usize],
    prose: Option<&str>,
) -> Result {
    f.write_str("\n  ")?;
    for (cell, width) in cells.zip(widths) {
        write!(f, "| {} ", padded(cell, *width))?;
    }
    f.write_char('|')?;
    prose.map_or(Ok(()), |prose| write!(f, "  # {prose}"))
}

fn wanted<T>(wanted: &ValueOrColumn<T>, written: impl Fn(&T) -> String) -> String {
    match wanted {
        ValueOrColumn::Is(value) => written(value),
        ValueOrColumn::Column(name) => format!("{{{name}}}"),
    }
}

fn or_none(amount: Option<sim_wire::Fen>) -> String {
    amount.map_or("none".to_owned(), |amount| amount.to_string())
}

fn listed<T: Display>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn spaced(numbers: &[Vec<u8>]) -> String {
    numbers.iter().map(|number| format!(" {}", hex(number))).collect()
}
