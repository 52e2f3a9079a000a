//! Requests, parsed from lines. Each error says what is wrong, and what is accepted.

use core::fmt;
use core::str::{FromStr, SplitAsciiWhitespace};

use applet::{ExchangeContext, Interface, MEMORY_SIZE};

use crate::chip_memory::WriteCut;
use crate::given_numbers::{GivenNumbers, NUMBER_MAX, NUMBERS_MAX, Number};
use crate::{LINE_MAX, Octets};

/// Forms of all requests.
const FORMS: [&str; 9] = [
    "manufacture",
    "write OFFSET HEX",
    "read OFFSET LENGTH",
    "random HEX...",
    "cut N HEX",
    "on",
    "off",
    "leave",
    "exchange contacts|radio SECONDS HEX",
];

/// Most characters of a word that an error quotes.
const QUOTED_MAX: usize = 40;

/// Request of a line.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    Manufacture,
    Write { offset: usize, octets: Octets },
    Read { offset: usize, length: usize },
    Random(GivenNumbers),
    Cut(WriteCut),
    On,
    Off,
    Leave,
    Exchange { context: ExchangeContext, command: Octets },
}

/// Reason for which a request cannot be understood or carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestError<'l> {
    /// Octet that is no printable ASCII character, at this position, counted from 1.
    NotText { position: usize },
    /// Line that is too long.
    TooLong,
    /// Line without a word.
    Empty,
    /// Word that begins no request.
    Unknown(&'l str),
    /// Request that ends too early; its form.
    Incomplete(&'static str),
    /// First word behind the end of a request; the form of the request.
    Surplus { word: &'l str, form: &'static str },
    /// Word that is no number.
    NotANumber { word: &'l str, noun: &'static str, max: u32 },
    /// Word that is no hexadecimal.
    NotHexadecimal(&'l str),
    /// Word with more octets than the memory has.
    TooManyOctets,
    /// Interface that does not exist.
    UnknownInterface(&'l str),
    /// Random number that is too long.
    LongNumber(&'l str),
    /// More random numbers than can be given at once.
    TooManyNumbers,
    /// Range that is not in the memory.
    OutsideMemory { offset: usize, length: usize },
    /// Request that a card under power does not permit.
    Powered,
}

impl fmt::Display for RequestError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RequestError::NotText { position } => {
                write!(f, "the octet at position {position} is no printable ASCII character")
            }
            RequestError::TooLong => write!(f, "the line is longer than {LINE_MAX} characters"),
            RequestError::Empty => {
                f.write_str("the line is empty; requests are ")?;
                print_forms(f)
            }
            RequestError::Unknown(word) => {
                write!(f, "unknown request `{}`; requests are ", quoted(word))?;
                print_forms(f)
            }
            RequestError::Incomplete(form) => write!(f, "the request is incomplete; its form is {form}"),
            RequestError::Surplus { word, form } => {
                write!(f, "`{}` is a word too many; the form is {form}", quoted(word))
            }
            RequestError::NotANumber { word, noun, max } => write!(f, "`{}` is no {noun}, 0 to {max}", quoted(word)),
            RequestError::NotHexadecimal(word) => {
                write!(f, "`{}` is no hexadecimal, two digits an octet", quoted(word))
            }
            RequestError::TooManyOctets => write!(f, "a request has at most {MEMORY_SIZE} octets"),
            RequestError::UnknownInterface(word) => {
                write!(f, "unknown interface `{}`; it is contacts or radio", quoted(word))
            }
            RequestError::LongNumber(word) => {
                write!(f, "the random number `{}` has more than {NUMBER_MAX} octets", quoted(word))
            }
            RequestError::TooManyNumbers => write!(f, "at most {NUMBERS_MAX} random numbers are given at once"),
            RequestError::OutsideMemory { offset, length } => {
                write!(f, "{length} octets from {offset} on are not in the memory of {MEMORY_SIZE} octets")
            }
            RequestError::Powered => f.write_str("the card has power; switch it off first"),
        }
    }
}

/// Prints the forms of all requests.
fn print_forms(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (place, form) in FORMS.into_iter().enumerate() {
        f.write_str(if place == 0 { "" } else { "; " })?;
        f.write_str(form)?;
    }
    Ok(())
}

/// Returns the beginning of a word. Words are ASCII, so it may end anywhere.
fn quoted(word: &str) -> &str {
    word.get(..QUOTED_MAX).unwrap_or(word)
}

impl Request {
    /// Parses a line without its end.
    pub(crate) fn parse(line: &[u8]) -> Result<Request, RequestError<'_>> {
        if line.len() > LINE_MAX {
            return Err(RequestError::TooLong);
        }
        if let Some(place) = line.iter().position(|octet| !matches!(octet, b' '..=b'~')) {
            return Err(RequestError::NotText { position: place.saturating_add(1) });
        }
        // Printable ASCII is UTF-8.
        let text = core::str::from_utf8(line).unwrap_or_default();
        let mut words = text.split_ascii_whitespace();
        let word = words.next().ok_or(RequestError::Empty)?;
        let form = FORMS.into_iter().find(|form| form.split(' ').next() == Some(word));
        let mut words = Words { words, form: form.ok_or(RequestError::Unknown(word))? };
        let request = words.request(word)?;
        words.end()?;
        Ok(request)
    }
}

/// Words of a request that have not been read, and the form of the request.
struct Words<'l> {
    words: SplitAsciiWhitespace<'l>,
    form: &'static str,
}

impl<'l> Words<'l> {
    /// Reads the rest of the request that begins with `word`.
    fn request(&mut self, word: &'l str) -> Result<Request, RequestError<'l>> {
        Ok(match word {
            "manufacture" => Request::Manufacture,
            "write" => Request::Write { offset: self.offset("offset")?, octets: self.octets()? },
            "read" => Request::Read { offset: self.offset("offset")?, length: self.offset("length")? },
            "random" => Request::Random(self.numbers()?),
            "cut" => {
                Request::Cut(WriteCut { before: self.number("number of writes", u32::MAX)?, left: self.octets()? })
            }
            "on" => Request::On,
            "off" => Request::Off,
            "leave" => Request::Leave,
            "exchange" => {
                let interface = match self.next()? {
                    "contacts" => Interface::Contact,
                    "radio" => Interface::Contactless,
                    other => return Err(RequestError::UnknownInterface(other)),
                };
                let context = ExchangeContext { interface, uptime_s: self.number("number of seconds", u32::MAX)? };
                Request::Exchange { context, command: self.octets()? }
            }
            _ => return Err(RequestError::Unknown(word)),
        })
    }

    fn next(&mut self) -> Result<&'l str, RequestError<'l>> {
        self.words.next().ok_or(RequestError::Incomplete(self.form))
    }

    /// Refuses a word that is left over.
    fn end(&mut self) -> Result<(), RequestError<'l>> {
        self.words.next().map_or(Ok(()), |word| Err(RequestError::Surplus { word, form: self.form }))
    }

    fn number<T: FromStr>(&mut self, noun: &'static str, max: u32) -> Result<T, RequestError<'l>> {
        let word = self.next()?;
        // A sign is no digit, though Rust's own parser takes a plus.
        let digits = Some(word).filter(|word| word.bytes().all(|octet| octet.is_ascii_digit()));
        digits.and_then(|digits| digits.parse().ok()).ok_or(RequestError::NotANumber { word, noun, max })
    }

    /// Reads a place or a length in the memory. A number beyond the memory is refused where the range is checked.
    fn offset(&mut self, noun: &'static str) -> Result<usize, RequestError<'l>> {
        let max = u32::try_from(MEMORY_SIZE).unwrap_or(u32::MAX);
        let number: u32 = self.number(noun, max)?;
        Ok(usize::try_from(number).unwrap_or(usize::MAX))
    }

    fn octets(&mut self) -> Result<Octets, RequestError<'l>> {
        hexadecimal(self.next()?, |_| RequestError::TooManyOctets)
    }

    fn numbers(&mut self) -> Result<GivenNumbers, RequestError<'l>> {
        let mut numbers = GivenNumbers::default();
        for word in self.words.by_ref() {
            let number: Number = hexadecimal(word, RequestError::LongNumber)?;
            numbers.push(number).map_err(|_| RequestError::TooManyNumbers)?;
        }
        Ok(numbers)
    }
}

/// Parses octets; `too_many` makes the error if they do not fit.
fn hexadecimal<'l, const N: usize>(
    word: &'l str,
    too_many: fn(&'l str) -> RequestError<'l>,
) -> Result<heapless::Vec<u8, N>, RequestError<'l>> {
    let mut octets = heapless::Vec::new();
    octets.resize(word.len() / 2, 0).map_err(|_| too_many(word))?;
    hex::decode_to_slice(word, &mut octets).map_err(|_| RequestError::NotHexadecimal(word))?;
    Ok(octets)
}
