//! Pseudo-terminal of the modem. A program that opens its path is connected until the program closes it.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use super::port::{Connection, Incoming, serve_program};

/// Time between two looks whether somebody has opened the path.
const LOOK: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// Longest time that a program may leave unread what the modem says.
const WRITE_MAX: Timespec = Timespec { tv_sec: 5, tv_nsec: 0 };

/// Side of the modem.
pub(super) struct Pty {
    modem: Arc<OwnedFd>,
}

/// One use of the pseudo-terminal.
#[derive(Clone)]
struct PtyConnection(Arc<OwnedFd>);

impl Pty {
    /// Opens a pseudo-terminal that passes octets as they are; returns it and its path.
    pub(super) fn open() -> io::Result<(Pty, String)> {
        let modem = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&modem)?;
        unlockpt(&modem)?;
        let path = ptsname(&modem, Vec::new())?.into_string().map_err(|_| io::ErrorKind::InvalidData)?;
        // Opened once: the settings last as long as the modem's side, and from then on a path that nobody has open
        // reads as hung up.
        let program = rustix::fs::open(path.as_str(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
        let mut settings = tcgetattr(&program)?;
        settings.make_raw();
        tcsetattr(&program, OptionalActions::Now, &settings)?;
        Ok((Pty { modem: Arc::new(modem) }, path))
    }

    /// Serves programs one after the other, until the server has ended.
    pub(super) fn serve(self, sender: &SyncSender<Incoming>) -> io::Result<()> {
        loop {
            while is_hung_up(&self.modem)? {
                // Nobody is there; the poll of a line that is hung up does not wait by itself.
                poll(&mut [], Some(&LOOK))?;
            }
            let connection = PtyConnection(Arc::clone(&self.modem));
            if !serve_program(connection.clone(), Box::new(connection), "a program", sender) {
                return Ok(());
            }
        }
    }
}

/// Returns whether nobody has the path open.
fn is_hung_up(modem: &OwnedFd) -> io::Result<bool> {
    let mut polled = [PollFd::new(modem, PollFlags::IN)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut polled, Some(&at_once))?;
    Ok(polled.iter().any(|polled| polled.revents().contains(PollFlags::HUP)))
}

impl Read for PtyConnection {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::read(&self.0, octets)?)
    }
}

impl Write for PtyConnection {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let mut polled = [PollFd::from_borrowed_fd(self.0.as_fd(), PollFlags::OUT)];
        if poll(&mut polled, Some(&WRITE_MAX))? == 0 {
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(rustix::io::write(&self.0, octets)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Connection for PtyConnection {
    /// Does nothing: a pseudo-terminal ends with its program.
    fn close(&self) {}
}
