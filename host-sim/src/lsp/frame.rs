//! Frames of the protocol: a header with the length of the message, a blank line, the message.

use std::io::{self, BufRead, Read as _, Write};

/// Largest message in octets: a text of 4 MiB, each of its octets escaped.
const MESSAGE_MAX: u64 = 32 << 20;

/// Largest header in octets.
const HEADER_MAX: u64 = 8 << 10;

/// Error of a frame.
#[derive(Debug, thiserror::Error)]
pub(super) enum FrameError {
    /// The stream cannot be read.
    #[error("the input cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Header that says no length.
    #[error("the header {0:?} has no Content-Length")]
    Header(String),
    /// Message that is too long and was skipped.
    #[error("a message has {0} octets, and {MESSAGE_MAX} is the most")]
    TooLong(u64),
}

/// Reads the message of the next frame; `None` at the end of the input.
pub(super) fn read_frame(input: &mut impl BufRead) -> Result<Option<Vec<u8>>, FrameError> {
    let mut length: Option<u64> = None;
    let mut header = String::new();
    loop {
        let mut line = Vec::new();
        input.by_ref().take(HEADER_MAX).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return if header.is_empty() { Ok(None) } else { Err(FrameError::Header(header)) };
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
        header.push_str(&line);
        header.push('\n');
        if header.len() > usize::try_from(HEADER_MAX).unwrap_or(usize::MAX) {
            return Err(FrameError::Header("too long".to_owned()));
        }
    }
    let length = length.ok_or(FrameError::Header(header))?;
    if length > MESSAGE_MAX {
        io::copy(&mut input.take(length), &mut io::sink())?;
        return Err(FrameError::TooLong(length));
    }
    let mut message = Vec::new();
    input.take(length).read_to_end(&mut message)?;
    let is_whole = u64::try_from(message.len()).is_ok_and(|read| read == length);
    Ok(is_whole.then_some(message))
}

/// Writes a message as a frame.
pub(super) fn write_frame(output: &mut impl Write, message: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", message.len())?;
    output.write_all(message)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut input: &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
        read_frame(&mut input)
    }

    #[test]
    fn frame_round_trips() {
        let mut written = Vec::new();
        write_frame(&mut written, "{\"钱\":1}".as_bytes()).unwrap();
        assert_eq!(read(&written).unwrap(), Some("{\"钱\":1}".as_bytes().to_vec()));
        let other = b"content-type: x\r\nCONTENT-LENGTH : 2\r\n\r\nab";
        assert_eq!(read(other).unwrap(), Some(b"ab".to_vec()));
    }

    #[test]
    fn broken_frame_is_refused() {
        assert!(matches!(read(b""), Ok(None)));
        assert!(matches!(read(b"Content-Length: 5\r\n\r\nab"), Ok(None)), "the input ends in the message");
        assert!(matches!(read(b"Length: 5\r\n\r\nab"), Err(FrameError::Header(_))));
        assert!(matches!(read(b"Content-Length: -5\r\n\r\nab"), Err(FrameError::Header(_))));
        assert!(matches!(read(b"Content-Length: 99999999999\r\n\r\nab"), Err(FrameError::TooLong(_))));
        assert!(read(&b"x".repeat(100_000)).is_err());
    }
}
