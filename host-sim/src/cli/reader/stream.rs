//! Connection to vpcd that is not used yet.

use std::io;
use std::net::TcpStream;
use std::time::Duration;

/// Waits for a message, and returns whether one came within a time. It is left to be read.
pub(super) fn await_message(stream: &TcpStream, time: Duration) -> io::Result<bool> {
    stream.set_read_timeout(Some(time))?;
    let came = stream.peek(&mut [0]);
    stream.set_read_timeout(None)?;
    match came {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => Ok(false),
        Err(error) => Err(error),
    }
}
