//! Reading up to a limit: a file, a pipe or a device may have no end, so nothing is read without a limit.

use std::io::{self, BufRead, Read};
use std::path::Path;

/// Reason for which an input was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system reports an error.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The input has more octets than the limit given here.
    #[error("it has more than {}, the most that is read", shown(*.0))]
    TooLong(u64),
    /// The octets are no text in UTF-8.
    #[error("it is no text in UTF-8")]
    NotText,
}

/// Returns a number of octets as a person reads it: in MiB from 1 MiB on.
fn shown(octets: u64) -> String {
    if octets >= 1 << 20 { format!("{} MiB", octets >> 20) } else { format!("{octets} octets") }
}

/// Returns all octets of an input, at most `max`.
pub fn read_octets(input: impl Read, max: u64) -> Result<Vec<u8>, ReadError> {
    let mut octets = Vec::new();
    input.take(max.saturating_add(1)).read_to_end(&mut octets)?;
    checked(octets, max)
}

/// Returns the next line of an input with its line end, at most `max` octets; returns nothing at the end of the input.
pub fn read_line(input: &mut impl BufRead, max: u64) -> Result<Vec<u8>, ReadError> {
    let mut line = Vec::new();
    input.take(max.saturating_add(1)).read_until(b'\n', &mut line)?;
    checked(line, max)
}

/// Returns the text of a file of at most `max` octets.
pub fn read_text(path: &Path, max: u64) -> Result<String, ReadError> {
    let octets = read_octets(std::fs::File::open(path)?, max)?;
    String::from_utf8(octets).map_err(|_| ReadError::NotText)
}

fn checked(octets: Vec<u8>, max: u64) -> Result<Vec<u8>, ReadError> {
    if u64::try_from(octets.len()).unwrap_or(u64::MAX) > max { Err(ReadError::TooLong(max)) } else { Ok(octets) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_up_to_limit_is_read_whole() {
        assert_eq!(read_octets(&[7; 4][..], 4).unwrap(), [7; 4]);
        assert_eq!(read_line(&mut &b"ab\ncd"[..], 3).unwrap(), b"ab\n");
    }

    #[test]
    fn input_without_end_is_refused() {
        let error = read_octets(io::repeat(0), 2 << 20).unwrap_err();
        assert_eq!(error.to_string(), "it has more than 2 MiB, the most that is read");
        let error = read_line(&mut io::BufReader::new(io::repeat(0)), 4096).unwrap_err();
        assert_eq!(error.to_string(), "it has more than 4096 octets, the most that is read");
    }

    #[test]
    fn octets_that_are_no_utf8_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latin");
        std::fs::write(&path, b"caf\xE9").unwrap();
        assert!(matches!(read_text(&path, 100), Err(ReadError::NotText)));
        assert!(matches!(read_text(&folder.path().join("none"), 100), Err(ReadError::Io(_))));
    }
}
