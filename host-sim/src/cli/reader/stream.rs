//! Socket to vpcd. The bench of the reader has the same.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use sim_device::vpcd::VpcdStream;

/// Connection to a slot of vpcd. Octets are acknowledged at once, since vpcd sends length and message by themselves and
/// waits for the acknowledgement between them.
pub(super) struct VpcdSocket(TcpStream);

impl VpcdSocket {
    /// Takes over a connection.
    pub(super) const fn new(stream: TcpStream) -> VpcdSocket {
        VpcdSocket(stream)
    }

    /// Waits for a message, and returns whether one came within a time. It is left to be read.
    pub(super) fn await_message(&mut self, time: Duration) -> io::Result<bool> {
        self.0.set_read_timeout(Some(time))?;
        let came = self.0.peek(&mut [0]);
        self.0.set_read_timeout(None)?;
        match came {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl Read for VpcdSocket {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

impl Write for VpcdSocket {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl VpcdStream for VpcdSocket {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn prepare_read(&mut self) -> io::Result<()> {
        std::os::linux::net::TcpStreamExt::set_quickack(&self.0, true)
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn prepare_read(&mut self) -> io::Result<()> {
        Ok(())
    }
}
