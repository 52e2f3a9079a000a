//! Raw mode of a terminal whose keys are read one by one for a line: given back where the process is stopped or ends,
//! taken again where it goes on, and left where the terminal goes away.

use std::io::{self, IsTerminal as _};
use std::sync::{Once, mpsc};
use std::thread;
use std::time::Duration;

use ratatui::crossterm::terminal::{disable_raw_mode, enable_raw_mode, is_raw_mode_enabled};

use super::signals::{self, Signal};

/// How often it is looked whether the terminal is still there.
const WATCH: Duration = Duration::from_secs(1);

/// Begins to guard the terminal; a second call changes nothing. Where the process is to end, the terminal has its modes
/// back when `end` is called with the number of the signal. `end` saves what must not be lost, and ends the process.
pub(super) fn guard(mut end: impl FnMut(i32) + Send + 'static) -> io::Result<()> {
    static GUARDED: Once = Once::new();
    let mut guarded = Ok(());
    GUARDED.call_once(|| {
        guarded = signals::listen(move |signal| match signal {
            Signal::End(signal) => {
                drop(disable_raw_mode());
                end(signal);
            }
            Signal::EndAtOnce(_) => drop(disable_raw_mode()),
            Signal::Stop => pause(),
            Signal::Continue => resume(),
        })
        .and_then(|()| watch());
    });
    guarded
}

/// Whether the terminal says that it can only print lines: nothing can be drawn or edited on it.
pub(super) fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|name| name == "dumb")
}

/// Stops the process with the terminal as it was before, and goes on when it is continued.
fn pause() {
    let is_raw = is_raw_mode_enabled().unwrap_or(false);
    drop(disable_raw_mode());
    // A process that cannot stop goes on.
    drop(signals::stop());
    if is_raw {
        drop(enable_raw_mode());
        signals::redraw();
    }
}

/// Sets raw mode again behind the shell's back, which had the terminal while the process was stopped without a warning.
fn resume() {
    if is_raw_mode_enabled().unwrap_or(false) {
        drop(disable_raw_mode());
        drop(enable_raw_mode());
        signals::redraw();
    }
}

/// Watches whether the terminal goes away. The library that reads keys then reads its end for ever, and whoever waits
/// for a key never hears of it; so it is told by the signal of a hang-up, which not every shell sends.
fn watch() -> io::Result<()> {
    thread::Builder::new().name("terminal".to_owned()).spawn(|| {
        let (_open, closed) = mpsc::channel::<()>();
        while closed.recv_timeout(WATCH) == Err(mpsc::RecvTimeoutError::Timeout) {
            if is_raw_mode_enabled().unwrap_or(false) && !io::stdin().is_terminal() {
                return signals::hang_up();
            }
        }
    })?;
    Ok(())
}
