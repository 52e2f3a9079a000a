//! The real terminal for as long as the phone is on it: the other screen, keys one by one, the mouse, pasted text. However
//! it is left, by itself, by an error or by a panic, the terminal is as it was before.

use std::io::{self, stdout};
use std::sync::Once;
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

/// The next event of the terminal, or none within that time.
///
/// # Errors
/// The terminal cannot be read.
pub fn event(within: Duration) -> io::Result<Option<Event>> {
    match event::poll(within) {
        Ok(true) => event::read().map(Some),
        Ok(false) => Ok(None),
        // A signal came in between; whoever asks looks at it.
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(None),
        Err(error) => Err(error),
    }
}
