//! The real terminal while the phone is on it: the alternate screen, keys one by one, the mouse, pasted text. After the
//! end, an error or a panic, the terminal is as it was before. In between, [`release`] gives the terminal back and
//! [`retake`] takes it again, for a process that is stopped and continued.

use std::io::{self, IsTerminal as _, stdin, stdout};
use std::mem::ManuallyDrop;
use std::sync::Once;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::thread;
use std::time::Duration;

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{
    self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, Event, KeyCode,
};
use ratatui::crossterm::terminal::{
    self, BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode, is_raw_mode_enabled,
};
use ratatui::crossterm::{execute, queue};
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

/// Terminal with the phone on it.
pub type TerminalScreen = Terminal<CrosstermBackend<io::Stdout>>;

/// Most columns and rows that are drawn; what a window has beyond stays empty. A terminal may report 65,535 of both,
/// and a frame of that size would not fit into memory.
const SIDE_MAX: u16 = 1000;

/// Most events that wait to be read; further ones wait in the terminal.
const WAITING_MAX: usize = 1024;

/// Error number of a terminal that has gone away (POSIX `EIO`).
const EIO: i32 = 5;

/// Returns the part of the window that is drawn.
fn area() -> io::Result<Rect> {
    let (columns, rows) = terminal::size()?;
    Ok(Rect::new(0, 0, columns.min(SIDE_MAX), rows.min(SIDE_MAX)))
}

/// Takes the terminal for the phone.
fn take() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableMouseCapture, EnableBracketedPaste)
}

/// Gives the terminal back as it was, until it is taken again.
pub fn release() {
    if !is_raw_mode_enabled().unwrap_or(false) {
        return;
    }
    // A terminal that has gone away takes nothing back.
    let given = execute!(
        stdout(),
        EndSynchronizedUpdate,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        Show
    );
    drop(given);
    drop(disable_raw_mode());
}

/// Makes a panic give the terminal back before its message is printed, so that the message can be read.
fn before_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            release();
            told(panic);
        }));
    });
}

/// Guard that gives the terminal back when it is dropped.
struct Borrowed;

impl Drop for Borrowed {
    fn drop(&mut self) {
        release();
    }
}

/// Takes the terminal again after the process was stopped, and draws everything anew with the next frame.
///
/// # Errors
/// The terminal cannot be taken or written.
pub fn retake(screen: &mut TerminalScreen) -> io::Result<()> {
    // A process that was stopped without a warning has raw mode in its books, and the shell has set the terminal its
    // way.
    disable_raw_mode()?;
    take()?;
    screen.resize(area()?)
}

/// Returns `true` if an error means that the terminal has gone away, as when its window is closed or its line is cut.
pub fn is_gone(error: &io::Error) -> bool {
    error.raw_os_error() == Some(EIO)
}

/// Runs `work` with the whole terminal.
///
/// # Errors
/// The terminal cannot be written, or what was done with it failed.
pub fn full_screen<T>(work: impl FnOnce(&mut TerminalScreen) -> io::Result<T>) -> io::Result<T> {
    before_panics();
    let _borrowed = Borrowed;
    take()?;
    let options = TerminalOptions { viewport: Viewport::Fixed(area()?) };
    // A screen that is dropped shows the cursor, which the terminal gets back anyway. Where the terminal has gone it
    // says so on standard error, which has often gone too, and then panics.
    let mut screen = ManuallyDrop::new(Terminal::with_options(CrosstermBackend::new(stdout()), options)?);
    work(&mut screen)
}

/// Draws a frame. A terminal that supports synchronized updates shows it only when it is whole.
///
/// # Errors
/// The terminal cannot be written.
pub fn frame(screen: &mut TerminalScreen, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
    let area = area()?;
    if screen.get_frame().area() != area {
        screen.resize(area)?;
    }
    queue!(screen.backend_mut(), BeginSynchronizedUpdate)?;
    screen.draw(draw)?;
    execute!(screen.backend_mut(), EndSynchronizedUpdate)
}

/// Events of the terminal: keys, clicks, changes of size.
///
/// The events are read on a thread of its own. When a terminal goes away, each read returns its end at once, and the
/// library that reads never returns. Then only that thread is lost, and the person can leave the phone.
#[derive(Debug)]
pub struct Events {
    receiver: Receiver<io::Result<Event>>,
    /// Next event, if it was looked at already.
    held: Option<Event>,
}

impl Events {
    /// Starts the thread that reads events.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub fn listen() -> io::Result<Events> {
        let (sender, receiver) = mpsc::sync_channel(WAITING_MAX);
        thread::Builder::new().name("terminal".to_owned()).spawn(move || {
            loop {
                let event = event::read();
                // A signal came in between.
                if event.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::Interrupted) {
                    continue;
                }
                let failed = event.is_err();
                if sender.send(event).is_err() || failed {
                    return;
                }
            }
        })?;
        Ok(Events { receiver, held: None })
    }

    /// Returns the next event; `None` if none comes within that time.
    ///
    /// # Errors
    /// The terminal cannot be read, or has gone away.
    pub fn next(&mut self, within: Duration) -> io::Result<Option<Event>> {
        if let Some(event) = self.held.take() {
            return Ok(Some(event));
        }
        match self.receiver.recv_timeout(within) {
            Ok(event) => event.map(Some),
            Err(RecvTimeoutError::Timeout) if !stdin().is_terminal() => Err(io::Error::from_raw_os_error(EIO)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// Returns a waiting event that needs no frame before it: a character, or a new size of the window. Any other event
    /// refers to what the person sees when it happens, and is left for [`Events::next`].
    ///
    /// # Errors
    /// The terminal cannot be read.
    pub fn next_unseen(&mut self) -> io::Result<Option<Event>> {
        let event = match self.held.take() {
            Some(event) => event,
            None => match self.receiver.try_recv() {
                Ok(event) => event?,
                Err(TryRecvError::Empty) => return Ok(None),
                Err(TryRecvError::Disconnected) => return Err(io::ErrorKind::UnexpectedEof.into()),
            },
        };
        let is_unseen = match &event {
            Event::Key(key) => matches!(key.code, KeyCode::Char(_)),
            Event::Resize(..) => true,
            _ => false,
        };
        if !is_unseen {
            self.held = Some(event);
            return Ok(None);
        }
        Ok(Some(event))
    }
}
