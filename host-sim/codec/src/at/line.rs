//! Octets from the computer as lines (ITU-T V.250 §5.2): a command line up to CR, `A/` for the line before, and behind
//! the prompt `>` of a message everything up to Ctrl-Z (3GPP TS 27.005 §3.5.1).

/// Longest command line in octets, without its end. The longest useful command has 255 octets in hexadecimal digits.
pub const LINE_MAX: usize = 2048;

/// Longest entry behind a prompt, in octets.
pub const ENTRY_MAX: usize = 8192;

const BACKSPACE: u8 = 0x08;
const LF: u8 = 0x0A;
const CR: u8 = 0x0D;
const CTRL_Z: u8 = 0x1A;
const ESCAPE: u8 = 0x1B;

/// Input of the computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtInput {
    /// Command line without its end, with something in it.
    Line(String),
    /// `A/`: the command line before is to be repeated.
    Repeat,
    /// Entry behind a prompt.
    Entry(Vec<u8>),
    /// Entry that was given up with ESC.
    Cancelled,
    /// Line or entry that was longer than there is room for, up to its end.
    TooLong,
    /// Line that is no text in UTF-8.
    NoText,
}

/// State of the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum ReaderState {
    /// Reads a command line.
    #[default]
    Line,
    /// Reads the entry behind a prompt.
    Entry,
}

/// Reader that makes lines of octets. Its memory is bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineReader {
    state: ReaderState,
    octets: Vec<u8>,
    is_too_long: bool,
}

impl LineReader {
    /// Takes an octet; returns the input that ends with it.
    pub fn take(&mut self, octet: u8) -> Option<AtInput> {
        match self.state {
            ReaderState::Line => self.take_of_line(octet),
            ReaderState::Entry => self.take_of_entry(octet),
        }
    }

    /// Begins an entry, as a prompt was shown.
    pub fn begin_entry(&mut self) {
        *self = LineReader { state: ReaderState::Entry, ..LineReader::default() };
    }

    /// Returns whether an entry behind a prompt is under way.
    pub fn is_in_entry(&self) -> bool {
        self.state == ReaderState::Entry
    }

    fn take_of_line(&mut self, octet: u8) -> Option<AtInput> {
        match octet {
            CR => return self.end_line(),
            // Most programs end lines with CR and LF.
            LF if self.octets.is_empty() => return None,
            BACKSPACE => drop(self.octets.pop()),
            octet => self.push(octet, LINE_MAX),
        }
        let repeats = self.octets.eq_ignore_ascii_case(b"A/");
        if repeats {
            self.octets.clear();
        }
        repeats.then_some(AtInput::Repeat)
    }

    fn end_line(&mut self) -> Option<AtInput> {
        let LineReader { octets, is_too_long, .. } = std::mem::take(self);
        if is_too_long {
            return Some(AtInput::TooLong);
        }
        match String::from_utf8(octets) {
            Ok(line) if line.trim().is_empty() => None,
            Ok(line) => Some(AtInput::Line(line.trim().to_owned())),
            Err(_) => Some(AtInput::NoText),
        }
    }

    fn take_of_entry(&mut self, octet: u8) -> Option<AtInput> {
        match octet {
            ESCAPE => {
                *self = LineReader::default();
                Some(AtInput::Cancelled)
            }
            CTRL_Z => {
                let LineReader { octets, is_too_long, .. } = std::mem::take(self);
                Some(if is_too_long { AtInput::TooLong } else { AtInput::Entry(octets) })
            }
            BACKSPACE => {
                self.octets.pop();
                None
            }
            octet => {
                self.push(octet, ENTRY_MAX);
                None
            }
        }
    }

    fn push(&mut self, octet: u8, most: usize) {
        match self.octets.len() < most {
            true => self.octets.push(octet),
            false => self.is_too_long = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(octets: &[u8]) -> Vec<AtInput> {
        let mut reader = LineReader::default();
        octets.iter().filter_map(|octet| reader.take(*octet)).collect()
    }

    fn line(text: &str) -> AtInput {
        AtInput::Line(text.to_owned())
    }

    #[test]
    fn lines_end_with_cr() {
        assert_eq!(read(b"AT\rATE0\r\n\r\n  \r\nAT+X\r"), [line("AT"), line("ATE0"), line("AT+X")]);
        assert_eq!(read(b"AZ\x08T\r"), [line("AT")]);
        assert_eq!(read(b"\x08AT\r"), [line("AT")]);
    }

    #[test]
    fn repetition_needs_no_end() {
        assert_eq!(read(b"AT\ra/A/AT\r"), [line("AT"), AtInput::Repeat, AtInput::Repeat, line("AT")]);
        assert_eq!(read(b"ATA/\r"), [line("ATA/")]);
    }

    #[test]
    fn entry_ends_with_ctrl_z_or_escape() {
        let mut reader = LineReader::default();
        reader.begin_entry();
        let inputs: Vec<_> = b"a\r\nb\x1AAT\r".iter().filter_map(|octet| reader.take(*octet)).collect();
        assert_eq!(inputs, [AtInput::Entry(b"a\r\nb".to_vec()), line("AT")]);
        reader.begin_entry();
        assert!(reader.is_in_entry());
        let inputs: Vec<_> = b"ab\x1BAT\r".iter().filter_map(|octet| reader.take(*octet)).collect();
        assert_eq!(inputs, [AtInput::Cancelled, line("AT")]);
    }

    #[test]
    fn endless_line_is_cut_and_refused() {
        let mut octets = vec![b'A'; LINE_MAX + 1];
        octets.extend(b"\rAT\r");
        assert_eq!(read(&octets), [AtInput::TooLong, line("AT")]);
        let mut reader = LineReader::default();
        reader.begin_entry();
        for _ in 0..=ENTRY_MAX {
            assert_eq!(reader.take(b'A'), None);
        }
        assert_eq!((reader.octets.len(), reader.take(CTRL_Z)), (ENTRY_MAX, Some(AtInput::TooLong)));
    }

    #[test]
    fn octets_that_are_no_text_are_refused() {
        assert_eq!(read(b"AT\xFF\rAT\r"), [AtInput::NoText, line("AT")]);
    }

    proptest! {
        #[test]
        fn memory_is_bounded(octets in prop::collection::vec(any::<u8>(), 0..3000), entry in any::<bool>()) {
            let mut reader = LineReader::default();
            if entry {
                reader.begin_entry();
            }
            for octet in octets {
                reader.take(octet);
                prop_assert!(reader.octets.len() <= ENTRY_MAX);
            }
        }
    }
}
