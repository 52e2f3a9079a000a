//! The real terminal for as long as the phone is on it: the other screen, keys one by one, the mouse, pasted text. However
//! it is left, by itself, by an error or by a panic, the terminal is as it was before.

use std::io::{self, stdout};
use std::sync::Once;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{
    self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, Event,
};
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode, is_raw_mode_enabled,
};
use ratatui::crossterm::{execute, queue};
use ratatui::{Frame, Terminal};

/// The terminal with the phone on it.
pub type Screen = Terminal<CrosstermBackend<io::Stdout>>;

/// Gives the terminal back.
fn give_back() {
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

/// Gives the terminal back before a panic is told, so that it can be read.
fn before_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            told(panic);
        }));
    });
}

/// Gives the terminal back when it goes.
struct Borrowed;

impl Drop for Borrowed {
    fn drop(&mut self) {
        give_back();
    }
}

/// Does something with the whole terminal.
///
/// # Errors
/// The terminal cannot be written, or what was done with it failed.
pub fn full_screen<T>(work: impl FnOnce(&mut Screen) -> io::Result<T>) -> io::Result<T> {
    before_panics();
    enable_raw_mode()?;
    let _borrowed = Borrowed;
    execute!(stdout(), EnterAlternateScreen, EnableMouseCapture, EnableBracketedPaste)?;
    let mut screen = Terminal::new(CrosstermBackend::new(stdout()))?;
    work(&mut screen)
}

/// Draws a frame. A terminal that knows how shows it when it is whole.
///
/// # Errors
/// The terminal cannot be written.
pub fn frame(screen: &mut Screen, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
    queue!(screen.backend_mut(), BeginSynchronizedUpdate)?;
    screen.draw(draw)?;
    execute!(screen.backend_mut(), EndSynchronizedUpdate)
}

/// What happens at the terminal: keys, clicks, changes of its size.
///
/// It is read on a thread of its own. When a terminal goes away, reading its end comes back at once, again and again, and
/// the library that reads never does; then only that thread is lost, and the phone can be left as it should.
#[derive(Debug)]
pub struct Events(Receiver<io::Result<Event>>);

impl Events {
    /// Begins to listen.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub fn listen() -> io::Result<Events> {
        let (sender, receiver) = mpsc::channel();
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
        Ok(Events(receiver))
    }

    /// The next event, or none within that time.
    ///
    /// # Errors
    /// The terminal cannot be read.
    pub fn next(&self, within: Duration) -> io::Result<Option<Event>> {
        match self.0.recv_timeout(within) {
            Ok(event) => event.map(Some),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}
