//! Tables of `docs/APDUS.md`, written from the rows that also explain commands, so that book and program cannot
//! disagree.

use std::fmt::Write as _;

use applet::Refusal;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::status::StatusWord;
use sim_wire::tag::ParameterTag;

use super::layout::LayoutField;
use super::render::{command as words, interfaces};
use super::row::{Answers, CommandOwner, CommandRow, Parameter};
use super::{command, files, rows, status};

/// Returns all generated chapters, in the order of the book.
pub fn tables() -> String {
    let mut book = String::new();
    match write(&mut book) {
        Ok(()) => book,
        // Writing into a string does not fail.
        Err(std::fmt::Error) => String::new(),
    }
}

fn write(book: &mut String) -> std::fmt::Result {
    writeln!(book, "## Every command at a glance\n")?;
    for (title, rows) in &rows::TABLES {
        overview(book, title, rows)?;
    }
    writeln!(book, "## The wallet's commands, octet by octet\n")?;
    for row in rows::all().filter(|row| matches!(row.whose, CommandOwner::Wallet(_))) {
        chapter(book, row)?;
    }
    writeln!(book, "## Files\n")?;
    layout(book, "File 15, public application data (30 octets)", files::FILE_15)?;
    layout(book, "File 16, holder's data (55 octets)", files::FILE_16)?;
    layout(book, "A record of file 18, the log (23 octets)", files::LOG_RECORD)?;
    parameters(book)?;
    states(book)?;
    status_words(book)?;
    precedence(book)
}

fn overview(book: &mut String, title: &str, rows: &[CommandRow]) -> std::fmt::Result {
    writeln!(
        book,
        "### {title}\n\n| command | CLA | INS | P1 | P2 | data | answer | over |\n|---|---|---|---|---|---|---|---|"
    )?;
    for row in rows {
        let classes: Vec<String> = row.classes.iter().map(|class| format!("{class:02X}")).collect();
        let answer = match row.answers {
            Answers::Fields(parts) => names(parts),
            _ => words::answers(row).to_owned(),
        };
        writeln!(
            book,
            "| {} | {} | {:02X} | {} | {} | {} | {answer} | {} |",
            row.name,
            classes.join(" "),
            row.whose.ins(),
            command::pattern(row.p1),
            command::pattern(row.p2),
            names(row.data),
            interfaces::names(row).join(", ")
        )?;
    }
    writeln!(book)
}

/// Returns the names and sizes of fields: `key_index 1, amount 4`.
fn names(parts: &[LayoutField]) -> String {
    let list: Vec<String> = parts.iter().map(|part| format!("{} {}", part.name, words::size(part.size))).collect();
    list.join(", ")
}

fn chapter(book: &mut String, row: &CommandRow) -> std::fmt::Result {
    writeln!(book, "### {}\n\n{} ({})\n", row.name, row.purpose, row.standard)?;
    writeln!(book, "| octet | value | what it is |\n|---|---|---|")?;
    let classes: Vec<String> = row.classes.iter().map(|class| format!("`{class:02X}`")).collect();
    writeln!(book, "| CLA | {} | class |", classes.join(", "))?;
    writeln!(book, "| INS | `{:02X}` | {} |", row.whose.ins(), row.instruction())?;
    parameter(book, "P1", row.p1)?;
    parameter(book, "P2", row.p2)?;
    for part in row.data {
        writeln!(book, "| data | `{}`, {} | {} |", part.name, words::size(part.size), part.meaning)?;
    }
    match row.answers {
        Answers::Fields(parts) => {
            for part in parts {
                writeln!(book, "| answer | `{}`, {} | {} |", part.name, words::size(part.size), part.meaning)?;
            }
        }
        _ => writeln!(book, "| answer | | {} |", words::answers(row))?,
    }
    writeln!(book)?;
    for sentence in row.preconditions {
        writeln!(book, "- {sentence}")?;
    }
    writeln!(book, "- Over {}.\n\n| status | because |\n|---|---|", interfaces::in_a_sentence(row))?;
    for given in words::status_words(row, row.classes == [0xA0]) {
        writeln!(book, "| `{}` | {} |", given.pattern, given.because())?;
    }
    writeln!(book)
}

fn parameter(book: &mut String, name: &str, parameter: Parameter) -> std::fmt::Result {
    writeln!(book, "| {name} | `{}` | {} |", command::pattern(parameter), parameter.words())
}

fn layout(book: &mut String, title: &str, parts: &[LayoutField]) -> std::fmt::Result {
    writeln!(book, "### {title}\n\n| octets | field | what it is |\n|---|---|---|")?;
    for part in parts {
        writeln!(book, "| {} | `{}` | {} |", words::size(part.size), part.name, part.meaning)?;
    }
    writeln!(book)
}

fn parameters(book: &mut String) -> std::fmt::Result {
    writeln!(book, "## The wallet's parameters\n\n| tag (P1 P2) | parameter |\n|---|---|")?;
    for tag in ParameterTag::ALL {
        writeln!(book, "| `{:04X}` | {} |", tag.code(), tag.name())?;
    }
    writeln!(book)
}

fn states(book: &mut String) -> std::fmt::Result {
    writeln!(book, "## The wallet's states\n\n| octet | state |\n|---|---|")?;
    for state in LifeCycle::ALL {
        writeln!(book, "| `{:02X}` | {} |", state.code(), state.name())?;
    }
    writeln!(book)
}

fn status_words(book: &mut String) -> std::fmt::Result {
    writeln!(book, "## Every status word\n\n| word | meaning | reasons of this card |\n|---|---|---|")?;
    for word in StatusWord::FIXED {
        let reasons = Refusal::ALL.iter().filter(|refusal| refusal.status() == *word || refusal.gsm_status() == *word);
        let reasons: Vec<&str> = reasons.map(|refusal| refusal.words()).collect();
        writeln!(book, "| `{:04X}` | {} | {} |", word.0, status::words(word.0), reasons.join("; "))?;
    }
    for (pattern, meaning) in [
        ("61xx", "success, xx octets wait for GET RESPONSE (00 for 256)"),
        ("9Fxx", "the same under class A0"),
        ("6Cxx", "wrong Le: send the command again with Le = xx"),
        ("63Cx", "wrong, x tries left"),
        ("91xx", "success, a proactive command of xx octets waits for FETCH"),
    ] {
        let reasons = Refusal::ALL.iter().filter(|refusal| words::word_pattern(refusal.status().0) == pattern);
        let reasons: Vec<&str> = reasons.map(|refusal| refusal.words()).collect();
        writeln!(book, "| `{pattern}` | {meaning} | {} |", reasons.join("; "))?;
    }
    writeln!(book)
}

fn precedence(book: &mut String) -> std::fmt::Result {
    writeln!(
        book,
        "## Which reason is given first\n\nWhere several reasons hold at once, the one that stands first here is given. The code is what GET DATA \
         `DF23` (last refusal) answers, the name what a trace writes behind `expect refusal`.\n\n| code | name | reason | status | under class A0 |\n|---|---|---|---|---|"
    )?;
    for refusal in Refusal::ALL {
        let (iso, gsm) = (words::word_pattern(refusal.status().0), words::word_pattern(refusal.gsm_status().0));
        let (code, name) = (refusal.code(), refusal.name());
        writeln!(book, "| `{code:02X}` | `{name}` | {} | `{iso}` | `{gsm}` |", refusal.words())?;
    }
    Ok(())
}
