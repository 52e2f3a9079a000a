//! Signals that end, stop and continue the process. A thread receives them, so that the owner of the terminal or of an
//! unsaved session acts on them.

use std::io;

/// Request of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// To end in good order: the number of any signal that would end the process and can be caught.
    End(i32),
    /// To end now, because a person asked twice. The process ends by the signal as soon as this was acted on.
    EndAtOnce(i32),
    /// To stop until continued: SIGTSTP.
    Stop,
    /// To go on after a stop: SIGCONT.
    Continue,
}

/// Signal that a subcommand may give a meaning of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrderSignal {
    /// SIGUSR1.
    First,
    /// SIGUSR2.
    Second,
    /// SIGALRM.
    Third,
}

/// Receiver of the signals that a subcommand gives a meaning of its own.
type OrderReceiver = Box<dyn FnMut(OrderSignal) + Send>;

/// Starts the thread that receives signals, and acts on each signal.
///
/// A hang-up is often signalled twice, by the system and by the shell, so only signals that a person sends count as
/// asked twice. A file that may not grow any more (SIGXFSZ) is an error of the write, and ends nothing.
pub(super) fn listen(act: impl FnMut(Signal) + Send + 'static) -> io::Result<()> {
    receive(None, act)
}

/// Starts the thread as [`listen`] does, with SIGUSR1, SIGUSR2 and SIGALRM as orders that end nothing.
pub(super) fn listen_with_orders(
    order: impl FnMut(OrderSignal) + Send + 'static,
    act: impl FnMut(Signal) + Send + 'static,
) -> io::Result<()> {
    receive(Some(Box::new(order)), act)
}

/// Starts the thread that receives signals.
#[cfg(unix)]
fn receive(mut order: Option<OrderReceiver>, mut act: impl FnMut(Signal) + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{
        SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ,
    };

    let ends = [SIGALRM, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU];
    let mut signals = signal_hook::iterator::Signals::new(ends.iter().chain(&[SIGTSTP, SIGCONT, SIGXFSZ]))?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        let mut was_asked = false;
        for signal in signals.forever() {
            let asked = match signal {
                SIGUSR1 => Some(OrderSignal::First),
                SIGUSR2 => Some(OrderSignal::Second),
                SIGALRM => Some(OrderSignal::Third),
                _ => None,
            };
            if let (Some(order), Some(asked)) = (&mut order, asked) {
                order(asked);
                continue;
            }
            match signal {
                SIGTSTP => act(Signal::Stop),
                SIGCONT => act(Signal::Continue),
                SIGXFSZ => {}
                SIGINT | SIGQUIT | SIGTERM if was_asked => {
                    act(Signal::EndAtOnce(signal));
                    end_by(signal);
                }
                _ => {
                    was_asked |= [SIGINT, SIGQUIT, SIGTERM].contains(&signal);
                    act(Signal::End(signal));
                }
            }
        }
    })?;
    Ok(())
}

/// Stops the process as SIGTSTP does by default, and returns when the process is continued.
#[cfg(unix)]
pub(super) fn stop() -> io::Result<()> {
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)
}

/// Ends the process by a signal, as the signal would by default.
#[cfg(unix)]
pub(super) fn end_by(signal: i32) {
    drop(signal_hook::low_level::emulate_default_handler(signal));
    std::process::exit(128_i32.saturating_add(signal));
}

/// Sends this process the signal of a hang-up, SIGHUP.
#[cfg(unix)]
pub(super) fn hang_up() {
    drop(signal_hook::low_level::raise(signal_hook::consts::SIGHUP));
}

/// Makes the editor of a line on the terminal draw it anew, as after a change of the window's size (SIGWINCH).
#[cfg(unix)]
pub(super) fn redraw() {
    drop(signal_hook::low_level::raise(signal_hook::consts::SIGWINCH));
}

/// Does nothing: outside of Unix there are no such signals.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "there are no such signals here")]
fn receive(_order: Option<OrderReceiver>, _act: impl FnMut(Signal) + Send + 'static) -> io::Result<()> {
    Ok(())
}

/// Does nothing: outside of Unix no process is stopped.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "there are no such signals here")]
pub(super) fn stop() -> io::Result<()> {
    Ok(())
}

/// Ends the process with the status that a shell reports for the signal.
#[cfg(not(unix))]
pub(super) fn end_by(signal: i32) {
    std::process::exit(128_i32.saturating_add(signal));
}

/// Does nothing: outside of Unix there is no hang-up.
#[cfg(not(unix))]
pub(super) fn hang_up() {}

/// Does nothing: outside of Unix nothing has to be drawn anew.
#[cfg(not(unix))]
pub(super) fn redraw() {}
