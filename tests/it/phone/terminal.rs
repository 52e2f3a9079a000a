//! A program in a pseudo-terminal, and the picture that a terminal makes of the program's output.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use vt100::{MouseProtocolMode, Parser, Screen};

/// Longest wait for anything; a wait ends as soon as its condition holds.
const PATIENCE: Duration = Duration::from_secs(20);
/// Time of silence after which a program that has ended has written everything.
const QUIET: Duration = Duration::from_millis(100);
/// Octets before a frame, and behind it.
const FRAME: (&[u8], &[u8]) = (b"\x1b[?2026h", b"\x1b[?2026l");

#[derive(Default)]
struct Written {
    parser: Parser,
    octets: Vec<u8>,
    ended: bool,
}

impl Written {
    /// Returns `true` if the last frame is complete.
    fn is_whole(&self) -> bool {
        let last = |mark: &[u8]| self.octets.windows(mark.len()).rposition(|octets| octets == mark);
        last(FRAME.0) <= last(FRAME.1)
    }
}

/// Octets that the program wrote, with a condition variable for those who wait for more.
type Shared = Arc<(Mutex<Written>, Condvar)>;

/// Program on a terminal.
pub(crate) struct Seat {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    written: Shared,
    /// Modes of the terminal before the program was there.
    modes_before: String,
}

const fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn listens(mut reader: Box<dyn Read + Send>, written: Shared) {
    std::thread::spawn(move || {
        let mut octets = [0; 4096];
        loop {
            let count = reader.read(&mut octets).unwrap_or(0);
            let mut held = written.0.lock().unwrap();
            held.parser.process(&octets[..count]);
            held.octets.extend(&octets[..count]);
            held.ended = count == 0;
            written.1.notify_all();
            if count == 0 {
                return;
            }
        }
    });
}

impl Seat {
    /// Starts a program on a terminal of that size.
    pub(crate) fn start<S: AsRef<OsStr>>(program: &Path, arguments: &[S], columns: u16, rows: u16) -> Seat {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        Seat::run(command, columns, rows)
    }

    /// Runs a command on a terminal of that size.
    pub(crate) fn run(command: CommandBuilder, columns: u16, rows: u16) -> Seat {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let modes_before = modes(&*pair.master);
        let written = Written { parser: Parser::new(nonzero(rows), nonzero(columns), 0), ..Written::default() };
        let written = Arc::new((Mutex::new(written), Condvar::new()));
        listens(pair.master.try_clone_reader().unwrap(), written.clone());
        let keyboard = pair.master.take_writer().unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        Seat { master: pair.master, keyboard, child, written, modes_before }
    }

    /// Waits until a whole frame is as wanted.
    fn wait(&self, what: &str, wanted: impl Fn(&Written) -> bool) -> MutexGuard<'_, Written> {
        let until = Instant::now() + PATIENCE;
        let (mutex, bell) = &*self.written;
        let mut held = mutex.lock().unwrap();
        while !(held.is_whole() && wanted(&held)) {
            let pause = until.saturating_duration_since(Instant::now());
            assert!(!pause.is_zero(), "no {what} within {PATIENCE:?}:\n{}", held.parser.screen().contents());
            (held, _) = bell.wait_timeout(held, pause).unwrap();
        }
        held
    }

    /// Waits until a text is on the screen; returns the picture.
    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.wait(text, |written| written.parser.screen().contents().contains(text)).parser.screen().contents()
    }

    /// Presses keys as the terminal sends them.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Presses keys and waits for a text.
    pub(crate) fn press_for(&mut self, keys: &str, text: &str) -> String {
        self.press(keys);
        self.wait_for(text)
    }

    /// Presses keys of any octets.
    pub(crate) fn press_octets(&mut self, octets: &[u8]) {
        self.keyboard.write_all(octets).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Returns everything that the program has written so far.
    pub(crate) fn octets(&self) -> Vec<u8> {
        self.written.0.lock().unwrap().octets.clone()
    }

    /// Waits until `wanted` was written after the first `after` octets; returns the number of octets then.
    pub(crate) fn wait_for_octets(&self, after: usize, wanted: &[u8]) -> usize {
        let found = |written: &Written| written.octets[after..].windows(wanted.len()).any(|octets| octets == wanted);
        self.wait(&String::from_utf8_lossy(wanted), found).octets.len()
    }

    /// Clicks where a text stands.
    pub(super) fn click(&mut self, text: &str) {
        let (column, row) = place(self.written.0.lock().unwrap().parser.screen(), text);
        self.press(&format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"));
    }

    /// Gives the window another size, as dragging its corner does.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        self.written.0.lock().unwrap().parser.screen_mut().set_size(nonzero(rows), nonzero(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// Reports another size of the window to the program, without a change of the picture.
    pub(crate) fn resize_unseen(&self, columns: u16, rows: u16) {
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// Returns `true` if the terminal's modes are those that it had before the program was there.
    pub(crate) fn has_modes_back(&self) -> bool {
        modes(&*self.master) == self.modes_before
    }

    /// Returns the path of the terminal, by which other programs open it.
    pub(crate) fn name(&self) -> std::path::PathBuf {
        self.master.tty_name().unwrap()
    }

    /// Returns the identifier of the program's process.
    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Returns the place of the cursor as column and row from 0; `None` if it is hidden.
    pub(super) fn cursor(&self) -> Option<(u16, u16)> {
        let held = self.written.0.lock().unwrap();
        let screen = held.parser.screen();
        let (row, column) = screen.cursor_position();
        (!screen.hide_cursor()).then_some((column, row))
    }

    /// Returns whether the program holds each part of the terminal: other screen, mouse, pasted text, keys one by one,
    /// hidden cursor.
    pub(crate) fn is_held(&self) -> [bool; 5] {
        let held = self.written.0.lock().unwrap();
        let screen = held.parser.screen();
        let mouse = screen.mouse_protocol_mode() != MouseProtocolMode::None;
        let keys_one_by_one = self.master.get_termios().is_some_and(|termios| termios.local_flags.bits() & 0o12 == 0);
        [screen.alternate_screen(), mouse, screen.bracketed_paste(), keys_one_by_one, screen.hide_cursor()]
    }

    /// Waits until the program has left the other screen.
    pub(crate) fn wait_for_release(&self) {
        drop(self.wait("end of the other screen", |written| !written.parser.screen().alternate_screen()));
    }

    /// Sends the program a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        signal(name, self.process());
    }

    /// Waits for the end of the program; returns its exit status, and what is on the screen then.
    pub(crate) fn wait_for_end(&mut self) -> (ExitStatus, String) {
        let until = Instant::now() + PATIENCE;
        let (mutex, bell) = &*self.written;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // What it wrote last may still be on its way.
                let mut held = mutex.lock().unwrap();
                loop {
                    let before = held.octets.len();
                    let (again, timeout) = bell.wait_timeout(held, QUIET).unwrap();
                    held = again;
                    if held.ended || timeout.timed_out() && held.octets.len() == before {
                        return (status, held.parser.screen().contents());
                    }
                }
            }
            assert!(Instant::now() < until, "the program does not end");
            drop(bell.wait_timeout(mutex.lock().unwrap(), Duration::from_millis(5)).unwrap());
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // A program that has ended cannot be killed.
        drop(self.child.kill());
    }
}

/// Returns the modes of a terminal, as a text that can be compared.
fn modes(master: &dyn MasterPty) -> String {
    let modes = master.get_termios().unwrap();
    format!(
        "{:?}",
        (modes.input_flags, modes.output_flags, modes.control_flags, modes.local_flags, modes.control_chars)
    )
}

/// Sends a process a signal by its name, as `-TERM`.
pub(crate) fn signal(name: &str, process: u32) {
    assert!(std::process::Command::new("kill").args([name, &process.to_string()]).status().unwrap().success());
}

/// Returns the state of a process as the system reports it: `T` is stopped; `None` if there is no such process.
fn state(process: u32) -> Option<char> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    text.rsplit_once(") ")?.1.chars().next()
}

/// Waits until a process is stopped.
pub(crate) fn wait_until_stopped(process: u32) {
    let until = Instant::now() + PATIENCE;
    while state(process) != Some('T') {
        assert!(Instant::now() < until, "process {process} does not stop: {:?}", state(process));
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until a process has ended.
pub(crate) fn wait_until_gone(process: u32) {
    let until = Instant::now() + PATIENCE;
    while state(process).is_some() {
        assert!(Instant::now() < until, "process {process} does not end");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Starts a program on a terminal that goes away as soon as a text was written to it.
pub(super) fn lose_its_terminal<S: AsRef<OsStr>>(
    program: &Path,
    arguments: &[S],
    text: &str,
) -> Box<dyn Child + Send + Sync> {
    let pair = native_pty_system().openpty(size(80, 24)).unwrap();
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.env("TERM", "xterm-256color");
    let child = pair.slave.spawn_command(command).unwrap();
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut parser = Parser::new(nonzero(24), nonzero(80), 0);
    let mut octets = [0; 4096];
    while !parser.screen().contents().contains(text) {
        let count = reader.read(&mut octets).unwrap();
        assert!(count > 0, "the program ended early");
        parser.process(&octets[..count]);
    }
    child
}

/// Runs a command on a terminal that goes away after a dialogue: octets that are waited for, and keys that answer them.
pub(crate) fn lose_its_terminal_after(
    command: CommandBuilder,
    dialogue: &[(&[u8], &str)],
) -> Box<dyn Child + Send + Sync> {
    let pair = native_pty_system().openpty(size(100, 40)).unwrap();
    let child = pair.slave.spawn_command(command).unwrap();
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut keyboard = pair.master.take_writer().unwrap();
    let mut octets = [0; 4096];
    for (wanted, keys) in dialogue {
        let mut seen = Vec::new();
        while !wanted.is_empty() && !seen.windows(wanted.len()).any(|octets| octets == *wanted) {
            let count = reader.read(&mut octets).unwrap();
            assert!(count > 0, "the program ended early: {}", String::from_utf8_lossy(&seen));
            seen.extend(&octets[..count]);
        }
        keyboard.write_all(keys.as_bytes()).unwrap();
        keyboard.flush().unwrap();
    }
    // The keyboard types the end of input when it is dropped, which would be a person's wish to leave.
    let mut stty = std::process::Command::new("stty");
    let forgotten = stty.arg("-F").arg(pair.master.tty_name().unwrap()).args(["eof", "undef"]).status();
    assert!(forgotten.unwrap().success());
    child
}

/// Returns column and row of the last place of a text, counted from 1.
fn place(screen: &Screen, text: &str) -> (u16, u16) {
    let (rows, columns) = screen.size();
    for row in (0..rows.get()).rev() {
        let mut line = String::new();
        let mut starts = Vec::new();
        for column in 0..columns.get() {
            let cell = screen.cell(row, column).unwrap();
            if !cell.is_wide_continuation() {
                starts.push((line.len(), column));
                line.push_str(if cell.has_contents() { cell.contents() } else { " " });
            }
        }
        if let Some(at) = line.find(text) {
            let (_, column) = starts.into_iter().find(|(start, _)| *start == at).unwrap();
            return (column + 1, row + 1);
        }
    }
    panic!("{text} is not on the screen:\n{}", screen.contents());
}
