//! Raw mode of a terminal whose keys are read one by one. It is given back when the process is stopped or ends, taken
//! again when the process goes on, and left when the terminal goes away.

use std::io::{self, IsTerminal as _};
use std::sync::{Once, mpsc};
use std::thread;
use std::time::Duration;

use ratatui::crossterm::terminal::{disable_raw_mode, enable_raw_mode, is_raw_mode_enabled};

use super::signals::{self, Signal};

/// Time between two looks whether the terminal is still there.
const WATCH: Duration = Duration::from_secs(1);

/// Guards the terminal; a second call changes nothing. If the process is to end, `end` is called with the number of the
/// signal when the terminal has its modes back. `end` saves what must not be lost, and ends the process.
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

/// Returns `true` if the terminal can only print lines (`TERM` is `dumb`), so that nothing can be drawn or edited.
pub(super) fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|name| name == "dumb")
}

/// Stops the process with the terminal as it was before, and goes on when the process is continued.
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

/// Sets raw mode again after the process was stopped without a warning, while the shell had the terminal.
fn resume() {
    if is_raw_mode_enabled().unwrap_or(false) {
        drop(disable_raw_mode());
        drop(enable_raw_mode());
        signals::redraw();
    }
}

/// Watches for a terminal that goes away. The library that reads keys would then read for ever, and nobody who waits
/// for a key would notice. So the process sends itself the signal of a hang-up, which not every shell sends.
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
