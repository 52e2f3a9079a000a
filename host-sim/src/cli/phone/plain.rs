//! The phone line by line: a line is read, what it gives is printed.

use std::io::{self, BufRead as _};

use miette::{IntoDiagnostic as _, WrapErr as _};

use super::Desktop;
use super::files::Files;
use crate::tui::Language;
use crate::tui::plain;

/// Reads lines until the end or `quit`.
pub(super) fn run(phone: &mut Desktop, files: &mut Files, language: Language) -> miette::Result<()> {
    let mut reader = io::stdin().lock();
    print(&plain::screen(phone, language));
    let mut line = Vec::new();
    while !phone.is_leaving() {
        line.clear();
        let read = reader.read_until(b'\n', &mut line).into_diagnostic().wrap_err("Standard input cannot be read.")?;
        if read == 0 {
            break;
        }
        let said = plain::line(phone, language, &String::from_utf8_lossy(&line));
        files.keep(phone)?;
        print(&said);
    }
    Ok(())
}

/// Prints what a line gave, with a blank line behind it for whoever reads it by a program. Where nobody takes it the phone goes
/// on with its lines, so that what they do is kept.
fn print(text: &str) {
    if !text.is_empty() {
        crate::cli::output::print(text);
    }
}
