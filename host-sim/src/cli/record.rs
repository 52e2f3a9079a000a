//! `rfid-sim record`: the APDU shell on a terminal, or line by line from a pipe. Files are read and written here; what
//! the lines mean is in [`crate::trace::record`].

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic, WrapErr, miette};

use super::card::{CardArguments, Chosen, KeptCard};
use super::{Ending, Outcome, card};
use crate::private_file;
use crate::trace::record::{Effect, Shell};

mod editor;

/// Arguments of `rfid-sim record`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    card: CardArguments,
    /// Where to write the session as a trace when the shell is left.
    #[arg(long)]
    save: Option<PathBuf>,
    /// A file that keeps the history of typed lines; without it the history ends with the shell.
    #[arg(long)]
    history: Option<PathBuf>,
    /// Write over traces that are already there.
    #[arg(long)]
    force: bool,
}

/// Runs `rfid-sim record`.
pub(super) fn run(arguments: &Arguments) -> Outcome {
    if let Some(path) = arguments.save.as_deref().filter(|path| !arguments.force && path.exists()) {
        return Err(miette!("{} is already there; --force writes over it.", path.display()));
    }
    let Chosen { card, file } = card::choose(&arguments.card)?;
    let mut desk = Desk { card: file, shell: Shell::new(card), arguments, written: None };
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        editor::interact(&mut desk, arguments.history.as_deref())?;
    } else {
        from_pipe(&mut desk)?;
    }
    Ok(Ending::Held)
}

/// The shell and its files.
struct Desk<'a> {
    shell: Shell,
    arguments: &'a Arguments,
    /// The file that keeps the card.
    card: Option<KeptCard>,
    /// The trace that this session wrote, which it may write again.
    written: Option<PathBuf>,
}

/// Whether the shell goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Line,
    Leave,
}

impl Desk<'_> {
    /// Does a line and prints what it gives.
    fn line(&mut self, line: &str) -> miette::Result<Next> {
        let response = self.shell.line(line);
        print(&response.text)?;
        self.keep_card()?;
        match response.effect {
            None => Ok(Next::Line),
            Some(Effect::Quit) => Ok(Next::Leave),
            Some(Effect::Save(name)) => {
                let path =
                    name.map(PathBuf::from).or_else(|| self.written.clone()).or_else(|| self.arguments.save.clone());
                match path {
                    // A mistyped name is no reason to lose the session.
                    Some(path) => self.save(&path).or_else(|error| print(&format!("{error}\n")))?,
                    None => print("Say where: `save FILE`.\n")?,
                }
                Ok(Next::Line)
            }
        }
    }

    /// Keeps the card's file as the card is.
    fn keep_card(&mut self) -> miette::Result<()> {
        match &mut self.card {
            Some(card) => card.keep(self.shell.memory().image()),
            None => Ok(()),
        }
    }

    fn save(&mut self, path: &Path) -> miette::Result<()> {
        let again = self.arguments.force || self.written.as_deref() == Some(path);
        let opened = if again { private_file::create_or_empty(path) } else { private_file::create_new(path) };
        let mut file = opened.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => miette!("{} is already there; choose another name.", path.display()),
            _ => miette!("{} cannot be written: {error}.", path.display()),
        })?;
        let text = self.shell.trace();
        file.write_all(text.as_bytes())
            .into_diagnostic()
            .wrap_err_with(|| format!("{} cannot be written.", path.display()))?;
        self.shell.mark_saved();
        self.written = Some(path.to_owned());
        print(&format!("Saved as {}; `rfid-sim run {0}` replays it.\n", path.display()))
    }

    /// The shell is left: what `--save` asks for is done, and nothing is lost without a word.
    fn leave(&mut self, ask: impl FnOnce() -> Option<String>) -> miette::Result<()> {
        if !self.shell.is_unsaved() {
            return Ok(());
        }
        if let Some(path) = self.arguments.save.clone() {
            return self.save(&path);
        }
        match ask().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()) {
            Some(name) => self.save(Path::new(&name)),
            None => {
                eprintln!("The session was not saved; `save FILE` or --save FILE would have kept it.");
                Ok(())
            }
        }
    }
}

fn print(text: &str) -> miette::Result<()> {
    let mut out = io::stdout().lock();
    let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    printed.into_diagnostic().wrap_err("Standard output cannot be written.")
}

fn from_pipe(desk: &mut Desk<'_>) -> miette::Result<()> {
    for line in io::stdin().lock().lines() {
        let line = line.into_diagnostic().wrap_err("Standard input cannot be read.")?;
        if desk.line(&line)? == Next::Leave {
            break;
        }
    }
    desk.leave(|| None)
}
