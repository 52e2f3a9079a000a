//! `rfid-sim record`: the APDU shell on a terminal, or line by line from a pipe. Files are read and written here; the
//! lines are interpreted in [`sim_script::trace::record`].

use std::cmp::Ordering;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic, WrapErr, miette};

use super::card::{CardArguments, Chosen, KeptCard};
use super::gsmtap::{GsmtapDestination, GsmtapSender};
use super::reading::{self, Line};
use super::{CliResult, Ending, card, raw_mode};
use sim_device::private_file;
use sim_script::trace::files;
use sim_script::trace::formats::SessionStep;
use sim_script::trace::formats::capture::LiveMessage;
use sim_script::trace::record::{LineResult, Script, Shell, ShellEffect};

#[cfg(feature = "pcsc")]
mod at_reader;
mod editor;
mod json;
mod kept;

use kept::KeptSession;

/// Arguments of `rfid-sim record`.
#[derive(Default, clap::Args)]
pub(super) struct Arguments {
    /// Trace that is opened, with `:LINE` up to a line: card, clock and captures are as they are there, and `step` goes
    /// on with the trace.
    #[arg(value_name = "TRACE[:LINE]")]
    from: Option<String>,
    #[command(flatten)]
    card: CardArguments,
    /// File for the session as a trace, written line by line; `.trace` is added to a name without it. A name in
    /// `.pcapng` makes a capture for Wireshark.
    #[arg(long)]
    save: Option<PathBuf>,
    /// File for the history of typed lines; without this option the history ends with the shell.
    #[arg(long)]
    history: Option<PathBuf>,
    /// Read and write JSON, one object a line: `{"line": "get balance"}` in, what it did out.
    #[arg(long)]
    json: bool,
    /// Overwrite existing traces.
    #[arg(long)]
    force: bool,
    /// Send what crosses the card's line as GSMTAP over UDP, for Wireshark [default port: 4729].
    #[arg(long, value_name = "HOST[:PORT]")]
    gsmtap: Option<GsmtapDestination>,
    #[cfg(feature = "pcsc")]
    #[command(flatten)]
    at_reader: super::pcsc::ReaderArguments,
}

/// Runs `rfid-sim record`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let save = arguments.save.as_deref().map(kept::trace_name);
    if let Some(path) = save.as_deref().filter(|path| !arguments.force && path.exists()) {
        return Err(miette!("{} is already there; --force writes over it.", path.display()));
    }
    let script = arguments.from.as_deref().map(opened).transpose()?.unwrap_or_default();
    shell(arguments, save, script)
}

/// Reads the trace that is to be opened, with the line up to which it is performed.
fn opened(from: &str) -> miette::Result<Script> {
    let (path, line) = match from.rsplit_once(':') {
        Some((path, line)) if !Path::new(from).exists() => match line.parse() {
            Ok(line) => (path, Some(line)),
            Err(_) => return Err(miette!("{from} names no line; a line is a number, as in {path}:12.")),
        },
        _ => (from, None),
    };
    let trace = files::load(Path::new(path))?;
    Ok(match line {
        Some(line) => Script::up_to(&trace, line).map_err(|error| miette!("{error}"))?,
        None => Script::of(&trace),
    })
}

/// Opens the shell on a trace of a run, with the profile and seed of that run.
pub(super) fn debug(profile: Option<String>, seed: Option<u64>, script: Script) -> miette::Result<()> {
    let arguments = Arguments { card: CardArguments::of(profile, seed), ..Arguments::default() };
    shell(&arguments, None, script).map(drop)
}

/// Runs the shell on the card of a script, until it is left.
fn shell(arguments: &Arguments, save: Option<PathBuf>, script: Script) -> CliResult {
    let has_script = !script.is_empty();
    let OpenedShell { card, origin, shell, opened } = OpenedShell::open(arguments, script)?;
    let kept = KeptSession::new(save.clone(), arguments.force)?;
    let at_terminal = io::stdin().is_terminal();
    let gsmtap = GsmtapSender::new(arguments.gsmtap.as_ref());
    let mut desk = Desk { card, origin, shell, arguments, save, written: None, kept, at_terminal, gsmtap, begun_at: 0 };
    desk.kept.follow(&desk.shell)?;
    desk.send_live();
    if arguments.json {
        let opened =
            if has_script { opened } else { LineResult { text: desk.shell.greeting(), ..LineResult::default() } };
        json::answer(&desk, &opened, None)?;
    } else if has_script {
        print(&opened.text)?;
    }
    let ended = if arguments.json {
        json::serve(&mut desk)
    } else if at_terminal && io::stdout().is_terminal() && !raw_mode::is_dumb() {
        editor::interact(&mut desk, arguments.history.as_deref())
    } else {
        from_pipe(&mut desk)
    };
    desk.gsmtap.finish();
    // The card in a reader is for others now.
    desk.shell.power_off();
    match ended {
        Ok(()) => desk.kept.close(&desk.shell),
        Err(error) => {
            // Whatever ended it, the session is not lost with it.
            desk.kept.rescue();
            return Err(error);
        }
    }
    Ok(Ending::Held)
}

/// Origin of the card on the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CardOrigin {
    /// It was made for this session.
    New,
    /// It was in its file before.
    Used,
    /// It is in a reader.
    #[cfg_attr(not(feature = "pcsc"), expect(dead_code, reason = "without PC/SC there are no readers"))]
    Reader,
}

/// Shell at its beginning, with the card that the arguments choose.
struct OpenedShell {
    card: Option<KeptCard>,
    origin: CardOrigin,
    shell: Shell,
    opened: LineResult,
}

impl OpenedShell {
    /// Puts the card on the desk, and performs the beginning of the script.
    fn open(arguments: &Arguments, script: Script) -> miette::Result<OpenedShell> {
        #[cfg(feature = "pcsc")]
        if arguments.at_reader.is_chosen() {
            let card = at_reader::card(arguments, &script)?;
            let (shell, opened) = Shell::open(card, script).map_err(|why| miette!("{why}"))?;
            return Ok(OpenedShell { card: None, origin: CardOrigin::Reader, shell, opened });
        }
        let Chosen { card, file } = card::choose_for(&arguments.card, &script)?;
        let origin = if card.is_used { CardOrigin::Used } else { CardOrigin::New };
        let (shell, opened) = Shell::open(card, script).map_err(|why| miette!("{why}"))?;
        Ok(OpenedShell { card: file, origin, shell, opened })
    }
}

/// Shell with its files.
struct Desk<'a> {
    shell: Shell,
    arguments: &'a Arguments,
    /// File that keeps the card; `None` without `--card`.
    card: Option<KeptCard>,
    origin: CardOrigin,
    /// File to which `--save` has the session written; `None` without `--save`.
    save: Option<PathBuf>,
    /// Trace that this session wrote, and may write again; `None` before the first.
    written: Option<PathBuf>,
    /// Session as it goes.
    kept: KeptSession,
    /// Set if somebody at a terminal types the lines.
    at_terminal: bool,
    /// Sender of the exchanges as they happen.
    gsmtap: GsmtapSender<SessionStep>,
    /// Number of the shell's trace whose steps were sent last.
    begun_at: usize,
}

/// Next step of the shell: another line, or the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Line,
    Leave,
}

impl Desk<'_> {
    /// Executes a line and prints its answer.
    fn line(&mut self, line: &str) -> miette::Result<Next> {
        let (response, kept) = self.perform(line);
        print(&response.text)?;
        kept?;
        match response.effect {
            None => Ok(Next::Line),
            Some(ShellEffect::Quit) => Ok(Next::Leave),
            Some(ShellEffect::Save(name)) => {
                let path = name.map(PathBuf::from).or_else(|| self.written.clone()).or_else(|| self.save.clone());
                match path {
                    // A mistyped name is no reason to lose the session.
                    Some(path) => match self.save(&path) {
                        Ok(told) => print(&told)?,
                        Err(error) => print(&format!("{error}\n"))?,
                    },
                    None => print("No file to save to; type `save FILE`.\n")?,
                }
                Ok(Next::Line)
            }
        }
    }

    /// Performs a line, and keeps what it did before anybody is told: a terminal that hangs up at the answer loses
    /// nothing that was on it.
    fn perform(&mut self, line: &str) -> (LineResult, miette::Result<()>) {
        let response = self.shell.line(line);
        let kept = self.keep_card().and(self.kept.follow(&self.shell));
        self.send_live();
        (response, kept)
    }

    /// Sends what has crossed the card's line since the last time. A card that begins tells its answer to reset; one
    /// that is back from before tells nothing again.
    fn send_live(&mut self) {
        if self.arguments.gsmtap.is_none() {
            return;
        }
        let (steps, beginning) = (self.shell.crossed(), self.shell.beginning());
        match beginning.cmp(&self.begun_at) {
            Ordering::Less => self.gsmtap.pass_over(steps),
            Ordering::Equal => self.gsmtap.follow(&steps, LiveMessage::all_of),
            Ordering::Greater => {
                self.gsmtap.forget();
                self.gsmtap.follow(&steps, LiveMessage::all_of);
            }
        }
        self.begun_at = beginning;
        self.gsmtap.tell();
    }

    /// Writes the card's memory into its file.
    fn keep_card(&mut self) -> miette::Result<()> {
        match (&mut self.card, self.shell.memory()) {
            (Some(card), Some(memory)) => card.keep(memory.image()),
            _ => Ok(()),
        }
    }

    /// Saves the session, and returns the words about it.
    fn save(&mut self, path: &Path) -> miette::Result<String> {
        let path = kept::trace_name(path);
        let is_own = self.written.as_ref() == Some(&path) || self.save.as_ref() == Some(&path);
        let opened = match self.arguments.force || is_own {
            true => private_file::create_or_empty(&path),
            false => private_file::create_new(&path),
        };
        let mut file = opened.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => miette!("{} is already there; choose another name.", path.display()),
            _ => miette!("{} cannot be written: {error}.", path.display()),
        })?;
        let octets = kept::contents(&path, &self.shell);
        file.write_all(&octets).into_diagnostic().wrap_err_with(|| format!("{} cannot be written.", path.display()))?;
        self.shell.mark_saved();
        let shown = path.display().to_string();
        self.written = Some(path);
        Ok(match self.origin {
            CardOrigin::New => format!("Saved as {shown}; `rfid-sim run {shown}` replays it.\n"),
            CardOrigin::Used => format!(
                "Saved as {shown}; `rfid-sim run {shown} --card COPY` replays it on a copy of the card as it was at the start.\n"
            ),
            CardOrigin::Reader => {
                format!("Saved as {shown}; `rfid-sim run --reader NAME {shown}` replays it on the card in a reader.\n")
            }
        })
    }

    /// Leaves the shell: saves the session as `--save` asks, and warns if it is lost.
    fn leave(&mut self, ask: impl FnOnce() -> Option<String>) -> miette::Result<()> {
        if !self.shell.is_unsaved() {
            return Ok(());
        }
        if let Some(path) = self.save.clone() {
            return self.save(&path).and_then(|told| self.tell(&told));
        }
        match ask().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()) {
            Some(name) => self.save(Path::new(&name)).and_then(|told| self.tell(&told)),
            // A terminal that has gone reads like the end of the input, and nobody chose to leave.
            None if self.at_terminal && !io::stdin().is_terminal() => Err(miette!("The terminal has gone")),
            None => {
                super::output::warn("The session was not saved; `save FILE` or --save FILE would have kept it.");
                Ok(())
            }
        }
    }
}

impl Desk<'_> {
    /// Prints a sentence for people: a program reads objects alone.
    fn tell(&self, text: &str) -> miette::Result<()> {
        if self.arguments.json { Ok(()) } else { print(text) }
    }
}

/// Prints an answer. If nobody takes the answer, the session ends and is rescued.
fn print(text: &str) -> miette::Result<()> {
    super::output::write(text);
    match (super::output::is_whole(), super::output::failure()) {
        (true, _) => Ok(()),
        (false, Some(reason)) => Err(miette!("Standard output cannot be written: {reason}")),
        (false, None) => Err(miette!("Nobody reads standard output any more")),
    }
}

fn from_pipe(desk: &mut Desk<'_>) -> miette::Result<()> {
    loop {
        // Nothing holds the input between two lines: a question about a command reads from it, too.
        let line = reading::line(&mut io::stdin().lock())?;
        let Some(line) = line else { break };
        let next = match line {
            Line::Text(line) => desk.line(&line)?,
            Line::NotUtf8 => {
                print("The line is no text in UTF-8; nothing was done.\n")?;
                Next::Line
            }
        };
        if next == Next::Leave {
            break;
        }
    }
    desk.leave(|| None)
}
