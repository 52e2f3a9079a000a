//! The phone on the whole terminal: events in, frames out, and real time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use miette::{IntoDiagnostic as _, WrapErr as _};
use ratatui::crossterm::event::Event;
use signal_hook::consts::{SIGINT, SIGTERM};

use super::Desktop;
use super::files::Files;
use crate::tui::session::{self, Events, Screen};
use crate::tui::{Action, keys};

/// How often time goes by.
const TICK: Duration = Duration::from_millis(100);

/// Whether someone outside wants this process to end.
fn stopped() -> miette::Result<Arc<AtomicBool>> {
    let stopped = Arc::new(AtomicBool::new(false));
    let mut signals = vec![SIGTERM, SIGINT];
    #[cfg(unix)]
    signals.push(signal_hook::consts::SIGHUP);
    for signal in signals {
        signal_hook::flag::register(signal, stopped.clone())
            .into_diagnostic()
            .wrap_err("The phone cannot be told to end")?;
    }
    Ok(stopped)
}

/// Real time since it was asked last, in whole milliseconds.
struct Clock {
    last: Instant,
}

impl Clock {
    #[allow(clippy::disallowed_methods, reason = "the phone on a terminal goes by real time")]
    fn new() -> Clock {
        Clock { last: Instant::now() }
    }

    #[allow(clippy::disallowed_methods, reason = "the phone on a terminal goes by real time")]
    fn passed_ms(&mut self) -> u32 {
        let now = Instant::now();
        let whole = u32::try_from(now.saturating_duration_since(self.last).as_millis()).unwrap_or(u32::MAX);
        self.last += Duration::from_millis(u64::from(whole));
        whole
    }
}

/// Runs the phone until it is left.
pub(super) fn run(phone: &mut Desktop, files: &mut Files, still: bool) -> miette::Result<()> {
    let stopped = stopped()?;
    let mut kept = Ok(());
    session::full_screen(|screen| {
        let events = Events::listen()?;
        let mut clock = Clock::new();
        while kept.is_ok() && !phone.is_leaving() && !stopped.load(Ordering::Relaxed) {
            turn(phone, screen, &events, (!still).then_some(&mut clock))?;
            kept = files.keep(phone);
        }
        Ok(())
    })
    .into_diagnostic()
    .wrap_err("The terminal cannot be used")?;
    kept
}

/// One frame, and what comes until the next.
fn turn(phone: &mut Desktop, screen: &mut Screen, events: &Events, clock: Option<&mut Clock>) -> std::io::Result<()> {
    session::frame(screen, |frame| phone.draw(frame))?;
    let event = events.next(TICK)?;
    // Time first: what is done now is done after it.
    if let Some(clock) = clock {
        phone.tick(clock.passed_ms());
    }
    let action = event.map_or(Action::Nothing, |event: Event| keys::action(&event, phone.is_typing(), phone.drawn()));
    phone.update(action);
    Ok(())
}
