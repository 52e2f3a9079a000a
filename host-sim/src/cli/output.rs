//! Standard output and standard error as every subcommand writes them. Nothing here panics. A reader that has gone away
//! (`rfid-sim run | head`) ends the printing and is no failure. Any other error, a full disk before all, is remembered:
//! the process ends with status 2, because a report that is lost is no success.
//!
//! A descriptor that was closed before the start looks like `/dev/null`, which Rust's runtime opens in its place before
//! the first line of this program. Many programs open `/dev/null` in the same way on purpose. So a report that goes
//! there is taken for one that nobody wants. Only a text that is printed once and never again asks first
//! ([`is_discarded`]).

use std::borrow::Cow;
use std::io::{self, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use sim_script::ascii::ascii;

/// State of standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// Everything was written.
    Whole,
    /// The reader has gone away; nothing more is written.
    ReaderGone,
    /// Something could not be written; the text is the reason.
    Failed(String),
}

static STATE: Mutex<State> = Mutex::new(State::Whole);

/// Set once texts are printed in ASCII and Chinese characters alone.
static ASCII: AtomicBool = AtomicBool::new(false);

/// Prints texts in ASCII and Chinese characters alone from now on, on standard output and standard error.
pub(super) fn print_in_ascii() {
    ASCII.store(true, Ordering::Relaxed);
}

/// Returns `true` if texts are printed in ASCII and Chinese characters alone.
pub(super) fn is_ascii() -> bool {
    ASCII.load(Ordering::Relaxed)
}

/// Returns a text as it is printed.
fn printed(text: &str) -> Cow<'_, str> {
    if is_ascii() { Cow::Owned(ascii(text)) } else { Cow::Borrowed(text) }
}

/// Prints a line.
pub(super) fn print(text: &str) {
    write(&format!("{text}\n"));
}

/// Prints a text as it stands.
pub(super) fn write(text: &str) {
    write_octets(printed(text).as_bytes());
}

/// Writes octets as they stand.
pub(super) fn write_octets(octets: &[u8]) {
    // An error is remembered, and told at the end.
    drop(Stream.write_all(octets));
}

/// Standard output for what is written piece by piece. After an error nothing more can be written.
pub(super) struct Stream;

impl io::Write for Stream {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let mut state = STATE.lock().map_err(|_| io::ErrorKind::Other)?;
        if *state != State::Whole {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let written = write_whole(&mut io::stdout().lock(), octets);
        *state = match &written {
            Ok(()) => State::Whole,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => State::ReaderGone,
            Err(error) => State::Failed(error.to_string()),
        };
        written.map(|()| octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes all octets, however long the reader takes. A descriptor that was set not to block, as the other end of a pipe
/// may do, has room again some time.
fn write_whole(output: &mut impl io::Write, mut octets: &[u8]) -> io::Result<()> {
    loop {
        let written = if octets.is_empty() { output.flush().map(|()| 0) } else { output.write(octets) };
        match written {
            Ok(_) if octets.is_empty() => return Ok(()),
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => octets = octets.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => wait_for_room()?,
            Err(error) => return Err(error),
        }
    }
}

/// Waits until standard output takes octets again.
#[cfg(unix)]
fn wait_for_room() -> io::Result<()> {
    use std::os::fd::AsRawFd as _;

    let output = filedescriptor::pollfd { fd: io::stdout().as_raw_fd(), events: filedescriptor::POLLOUT, revents: 0 };
    filedescriptor::poll(&mut [output], None).map(drop).map_err(io::Error::other)
}

/// Refuses to wait: outside of Unix standard output always blocks.
#[cfg(not(unix))]
fn wait_for_room() -> io::Result<()> {
    Err(io::ErrorKind::WouldBlock.into())
}

/// Prints a line on standard error, where it can be written.
pub(super) fn warn(text: &str) {
    // There is nobody left to tell of it.
    drop(writeln!(io::stderr().lock(), "{}", printed(text.trim_end_matches('\n'))));
}

/// Returns `true` if everything that was printed so far was taken.
pub(super) fn is_whole() -> bool {
    STATE.lock().is_ok_and(|state| *state == State::Whole)
}

/// Returns `true` if standard output is the null device: closed before the start, or discarded on purpose.
#[cfg(unix)]
pub(super) fn is_discarded() -> bool {
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};

    let own = io::stdout().as_fd().try_clone_to_owned();
    let own = own.and_then(|descriptor| std::fs::File::from(descriptor).metadata());
    match (own, std::fs::metadata("/dev/null")) {
        (Ok(own), Ok(null)) => own.file_type().is_char_device() && own.rdev() == null.rdev(),
        _ => false,
    }
}

/// Returns `false`: outside of Unix there is no such device.
#[cfg(not(unix))]
pub(super) fn is_discarded() -> bool {
    false
}

/// Returns the reason for which something could not be written; `None` if the reader has just gone away.
pub(super) fn failure() -> Option<String> {
    match STATE.lock().ok().as_deref() {
        Some(State::Failed(reason)) => Some(reason.clone()),
        _ => None,
    }
}
