//! Input of subcommands, from files and from standard input. A file, a pipe or a device may have no end, so each is
//! read up to a limit. A line of standard input has another limit; longer input is refused with the limit named.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

use miette::miette;
use sim_device::bounded::{ReadError, read_line, read_octets};

/// Most octets of a file or of standard input. A million commands with their answers have a fifth of that.
const WHOLE_MAX: u64 = 256 << 20;

/// Most octets of a line of standard input. The longest command, with extended length, has an eighth of that in
/// hexadecimal digits.
const LINE_MAX: u64 = 1 << 20;

/// Error number of a terminal that has gone away (POSIX `EIO`).
const EIO: i32 = 5;

/// Reads a whole file, or standard input if the path is `-`.
pub(super) fn octets(path: &Path) -> miette::Result<Vec<u8>> {
    if path == Path::new("-") {
        return whole(io::stdin().lock(), "Standard input");
    }
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| miette!("{name} cannot be read: {error}"))?;
    whole(file, &name)
}

/// Reads a whole text, without its byte order mark, which has no meaning in UTF-8.
pub(super) fn text(path: &Path) -> miette::Result<String> {
    to_text(path, octets(path)?)
}

/// Returns what was read from a path as a text, without its byte order mark.
pub(super) fn to_text(path: &Path, octets: Vec<u8>) -> miette::Result<String> {
    let name = if path == Path::new("-") { "Standard input".to_owned() } else { path.display().to_string() };
    let mut text =
        String::from_utf8(octets).map_err(|_| miette!("{name} is no text: it has octets that are not UTF-8."))?;
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    Ok(text)
}

fn whole(input: impl Read, name: &str) -> miette::Result<Vec<u8>> {
    read_octets(input, WHOLE_MAX).map_err(|error| match error {
        ReadError::TooLong(max) => miette!("{name} has more than {} MiB, the most that is read", max >> 20),
        error => miette!("{name} cannot be read: {error}"),
    })
}

/// Line of standard input, without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Text.
    Text(String),
    /// Octets that are not UTF-8. Such a line has no meaning.
    NotUtf8,
}

/// Reads the next line; `None` if there are no more, or the terminal has gone away.
pub(super) fn line(input: &mut impl BufRead) -> miette::Result<Option<Line>> {
    let mut line = match read_line(input, LINE_MAX) {
        Ok(line) if line.is_empty() => return Ok(None),
        Ok(line) => line,
        Err(ReadError::Io(error)) if error.raw_os_error() == Some(EIO) => return Ok(None),
        Err(ReadError::TooLong(max)) => {
            return Err(miette!("A line of standard input has more than {} MiB, the most that is read", max >> 20));
        }
        Err(error) => return Err(miette!("Standard input cannot be read: {error}")),
    };
    if line.ends_with(b"\n") {
        line.pop();
    }
    if line.ends_with(b"\r") {
        line.pop();
    }
    Ok(Some(String::from_utf8(line).map_or(Line::NotUtf8, Line::Text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(mut input: &[u8]) -> Vec<Line> {
        std::iter::from_fn(|| line(&mut input).unwrap()).collect()
    }

    #[test]
    fn lines_come_without_their_ends() {
        let text = |text: &str| Line::Text(text.to_owned());
        assert_eq!(lines(b"a\nb\r\n\n\0c"), ["a", "b", "", "\0c"].map(text));
        assert_eq!(lines(b"\xFF\xFE\nnext\n\xE6\x98"), [Line::NotUtf8, text("next"), Line::NotUtf8]);
        assert_eq!(lines(b""), []);
    }

    #[test]
    fn line_beyond_the_limit_is_refused() {
        let longest = vec![b'0'; usize::try_from(LINE_MAX).unwrap()];
        assert_eq!(lines(&longest).len(), 1);
        let error = line(&mut io::BufReader::new(io::repeat(0))).unwrap_err().to_string();
        assert_eq!(error, "A line of standard input has more than 1 MiB, the most that is read");
    }

    #[test]
    fn input_without_an_end_is_refused() {
        let error = whole(io::repeat(0), "Standard input").unwrap_err().to_string();
        assert_eq!(error, "Standard input has more than 256 MiB, the most that is read");
    }
}
