//! The phone on the whole terminal: events in, frames out, and real time.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use miette::{IntoDiagnostic as _, WrapErr as _};
use ratatui::crossterm::terminal::disable_raw_mode;

use super::Keeper;
use crate::cli::signals::{self, Signal};
use crate::tui::session::{self, Events, TerminalScreen};
use crate::tui::{App, Ground, PhoneCommand, keys};

/// Time between two frames at most, and step of real time.
const TICK: Duration = Duration::from_millis(100);

/// Pause and most tries of a continued phone that waits for SIGCONT: the signal comes a moment after the process has
/// gone on.
const AWAKENING: (Duration, usize) = (Duration::from_millis(10), 50);

/// Most events between two frames.
const EVENTS_A_FRAME: usize = 256;

/// Requests of signals to the phone.
#[derive(Default)]
struct SignalRequests {
    /// Set once the phone is to end.
    end: AtomicBool,
    /// Set while the phone is to stop until it is continued.
    stop: AtomicBool,
    /// Set while the phone is to take the terminal again, which others have used meanwhile.
    resume: AtomicBool,
}

impl SignalRequests {
    /// Starts to listen to signals.
    fn listen() -> miette::Result<Arc<SignalRequests>> {
        let asked = Arc::new(SignalRequests::default());
        let heard = Arc::clone(&asked);
        let listening = signals::listen(move |signal| match signal {
            Signal::End(_) => heard.end.store(true, Ordering::Relaxed),
            // The terminal takes nothing, or the phone would have ended; its modes are not written to it.
            Signal::EndAtOnce(_) => drop(disable_raw_mode()),
            Signal::Stop => heard.stop.store(true, Ordering::Relaxed),
            Signal::Continue => heard.resume.store(true, Ordering::Relaxed),
        });
        listening.into_diagnostic().wrap_err("The phone cannot be told to end")?;
        Ok(asked)
    }

    /// Waits until it is known why the process goes on. If its shell has ended, the signal to end comes before the
    /// signal to go on. In between the process may not touch the terminal: the system would stop it again, for good.
    fn wait_for_the_reason(&self) {
        let (pause, times) = AWAKENING;
        for _ in 0..times {
            if self.resume.load(Ordering::Relaxed) || self.end.load(Ordering::Relaxed) {
                return;
            }
            thread::park_timeout(pause);
        }
    }

    /// Stops if that was asked, and takes the terminal again if others may have used it. Returns whether the phone was
    /// away.
    fn pause(&self, screen: &mut TerminalScreen) -> io::Result<bool> {
        let stops = self.stop.swap(false, Ordering::Relaxed);
        if stops {
            session::release();
            signals::stop()?;
            self.wait_for_the_reason();
        }
        let was_away = self.resume.swap(false, Ordering::Relaxed) || stops;
        if was_away && !self.end.load(Ordering::Relaxed) {
            session::retake(screen)?;
        }
        Ok(was_away)
    }
}

/// Clock of real time, which counts whole milliseconds since it was last read.
struct Clock {
    last: Instant,
}

impl Clock {
    #[allow(clippy::disallowed_methods, reason = "the phone on a terminal goes by real time")]
    fn new() -> Clock {
        Clock { last: Instant::now() }
    }

    #[allow(clippy::disallowed_methods, reason = "the phone on a terminal goes by real time")]
    fn take_passed_ms(&mut self) -> u32 {
        let now = Instant::now();
        let whole = u32::try_from(now.saturating_duration_since(self.last).as_millis()).unwrap_or(u32::MAX);
        self.last += Duration::from_millis(u64::from(whole));
        whole
    }
}

/// Runs the phone until the person leaves.
pub(super) fn run<G: Ground>(phone: &mut App<G>, keep: &mut Keeper<'_, G>, still: bool) -> miette::Result<()> {
    let asked = SignalRequests::listen()?;
    let mut kept = Ok(());
    let done = session::full_screen(|screen| {
        let mut events = Events::listen()?;
        let mut clock = Clock::new();
        while kept.is_ok() && !phone.is_leaving() && !asked.end.load(Ordering::Relaxed) {
            // Time stands still while the process is stopped.
            if asked.pause(screen)? {
                clock = Clock::new();
                continue;
            }
            kept = turn(phone, keep, screen, &mut events, (!still).then_some(&mut clock))?;
        }
        Ok(())
    });
    match done {
        // A terminal that goes away ends the phone as SIGHUP does, whichever of the two is noticed first.
        Err(error) if session::is_gone(&error) => {}
        done => done.into_diagnostic().wrap_err("The terminal cannot be used")?,
    }
    kept
}

/// Draws one frame, and executes what comes until the next. The inner result is an error if what was done is not kept.
fn turn<G: Ground>(
    phone: &mut App<G>,
    keep: &mut Keeper<'_, G>,
    screen: &mut TerminalScreen,
    events: &mut Events,
    clock: Option<&mut Clock>,
) -> io::Result<miette::Result<()>> {
    session::frame(screen, |frame| phone.draw(frame))?;
    let mut event = events.next(TICK)?;
    // Time first: what is done now is done after it.
    match clock {
        Some(clock) => phone.tick(clock.take_passed_ms()),
        None => phone.look_around(),
    }
    for _ in 0..EVENTS_A_FRAME {
        let command =
            event.map_or(PhoneCommand::Nothing, |event| keys::command(&event, phone.is_typing(), phone.drawn()));
        phone.update(command);
        let kept = keep(phone);
        if kept.is_err() || phone.is_leaving() {
            return Ok(kept);
        }
        event = events.next_unseen()?;
        if event.is_none() {
            break;
        }
    }
    Ok(Ok(()))
}
