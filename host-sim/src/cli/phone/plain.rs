//! The phone line by line: a line is read, its answer is printed.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use miette::{IntoDiagnostic as _, WrapErr as _};

use super::Keeper;
use crate::cli::output;
use crate::cli::reading::{self, Line};
use crate::cli::signals::{self, Signal};
use crate::tui::{App, Ground, plain};
use sim_i18n::{Language, Word};

/// Input of the phone.
enum Incoming {
    /// Line of standard input, `None` behind the last, or the reason for which there is none.
    Line(miette::Result<Option<Line>>),
    /// Signal that ends the phone, and is also reported by a flag beside the lines.
    End,
}

/// Reads lines until the end, `quit` or a signal.
pub(super) fn run<G: Ground>(phone: &mut App<G>, keep: &mut Keeper<'_, G>, language: Language) -> miette::Result<()> {
    let (sender, incoming) = sync_channel(1);
    let ends = Arc::new(AtomicBool::new(false));
    hear_signals(sender.clone(), Arc::clone(&ends)).into_diagnostic().wrap_err("The phone cannot be told to end")?;
    print(&plain::screen(phone, language));
    read_lines(sender).into_diagnostic().wrap_err("Standard input cannot be read")?;
    while !phone.is_leaving() {
        let said = match incoming.recv() {
            _ if ends.load(Ordering::Relaxed) => break,
            Ok(Incoming::Line(line)) => match line? {
                Some(Line::Text(line)) if !is_seen() && plain::has_digits_to_show(phone, language, &line) => {
                    format!("! {}\n", Word::NobodySees.in_language(language))
                }
                Some(Line::Text(line)) => {
                    phone.look_around();
                    plain::line(phone, language, &line)
                }
                Some(Line::NotUtf8) => format!("! {}\n", Word::NotUtf8.in_language(language)),
                None => break,
            },
            Ok(Incoming::End) | Err(_) => break,
        };
        keep(phone)?;
        print(&said);
    }
    Ok(())
}

/// Reads lines on a thread of its own, so that a signal ends the phone while it waits for a line.
fn read_lines(sender: SyncSender<Incoming>) -> io::Result<()> {
    thread::Builder::new().name("lines".to_owned()).spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let line = reading::line(&mut input);
            let is_last = !matches!(line, Ok(Some(_)));
            if sender.send(Incoming::Line(line)).is_err() || is_last {
                return;
            }
        }
    })?;
    Ok(())
}

/// Ends the phone at a signal that asks for it, so that what was done is written.
fn hear_signals(sender: SyncSender<Incoming>, ends: Arc<AtomicBool>) -> io::Result<()> {
    signals::listen(move |signal| match signal {
        Signal::End(_) => {
            ends.store(true, Ordering::Relaxed);
            // Where a line waits to be taken, the phone sees at it that it is to end.
            drop(sender.try_send(Incoming::End));
        }
        // A process that cannot stop goes on.
        Signal::Stop => drop(signals::stop()),
        Signal::EndAtOnce(_) | Signal::Continue => {}
    })
}

/// Returns `true` if somebody may see what is printed.
fn is_seen() -> bool {
    output::is_whole() && !output::is_discarded()
}

/// Prints the answer to a line, with a blank line behind it for programs that read it. If nobody takes the answer the
/// phone goes on with its lines, so that what they do is kept.
fn print(text: &str) {
    if !text.is_empty() {
        output::print(text);
    }
}
