//! A card at the end of a line of text: memory, power, random numbers and exchanges by requests, one a line. A machine
//! that can send and receive octets one by one needs no more to be the card, whether it has an operating system or not.
//! The crate is `no_std` and has no allocator.
//!
//! Every request is answered by one line. Octets are hexadecimal, two digits each; numbers are decimal; words stand
//! apart by blanks.
//!
//! | request | answer | effect |
//! |---|---|---|
//! | `manufacture` | `ok` | makes the default card, with published test keys |
//! | `write OFFSET HEX` | `ok` | writes octets of the memory |
//! | `read OFFSET LENGTH` | `octets HEX` | reads octets of the memory |
//! | `random HEX...` | `ok` | gives the numbers that the card draws next, in place of those that it has |
//! | `cut N HEX` | `ok` | arms a power failure in the write that N others precede, which leaves these octets |
//! | `on` | `atr HEX` or `no atr WHY` | switches the power on and resets the card |
//! | `off` | `ok` | switches the power off |
//! | `leave` | `ok` | takes the card out of a radio reader's field |
//! | `exchange contacts SECONDS HEX` | `answer HEX` or `no answer` | sends a command over the contacts |
//! | `exchange radio SECONDS HEX` | `answer HEX` or `no answer` | sends a command over the radio |
//!
//! - The seconds of an exchange count from power-on.
//! - `error WHY` answers a request that cannot be understood or carried out; nothing has changed.
//! - `fault WHY` stands in place of an answer if the card drew a random number that was not given: it got zeros.
//! - The memory is blank (FF) at first. It is written only while the card has no power.
//! - A power failure lasts until the next `on`.
//!
//! ```
//! use card_line::{CardLine, TextLine};
//!
//! let mut line = CardLine::default();
//! let mut ask = |request: &str| {
//!     let mut reply = TextLine::new();
//!     line.answer(request.as_bytes(), &mut reply);
//!     String::from_utf8(reply.to_vec()).unwrap_or_default()
//! };
//! assert_eq!(ask("manufacture"), "ok");
//! assert_eq!(ask("on"), "atr 3B6E00008031807396210066524653494D01");
//! assert_eq!(ask("exchange contacts 0 00A4040010D1560001018003800000000100000000"), "answer 613B");
//! assert_eq!(ask("exchange contacts 0 805C000204"), "answer 000000009000");
//! assert_eq!(ask("exchange contacts soon 805C000204"), "error `soon` is no number of seconds, 0 to 4294967295");
//! ```
#![no_std]
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod chip_memory;
mod given_numbers;
mod port;
mod request;

use core::fmt::{self, Write as _};

use applet::{Card, MEMORY_SIZE, Personalisation, PowerOnError, manufacture};
use heapless::Vec;

use chip_memory::ChipMemory;
use given_numbers::GivenNumbers;
use request::{Request, RequestError};

pub use port::LinePort;

/// Most characters of a line, its end not counted: a write of the whole memory, and some room.
pub const LINE_MAX: usize = 2 * MEMORY_SIZE + 256;

/// Line without its end.
pub type TextLine = Vec<u8, LINE_MAX>;

/// Octets of a request.
type Octets = Vec<u8, MEMORY_SIZE>;

/// Card with its memory and its random numbers, asked by lines of text.
#[derive(Clone, Debug)]
pub struct CardLine {
    card: Card<ChipMemory, GivenNumbers>,
}

impl Default for CardLine {
    /// Creates a card with blank memory, without power and without random numbers.
    fn default() -> CardLine {
        CardLine { card: Card::new(ChipMemory::default(), GivenNumbers::default()) }
    }
}

impl CardLine {
    /// Carries out one request, and puts the answer in place of what `reply` holds. Neither has an end of line.
    pub fn answer(&mut self, request: &[u8], reply: &mut TextLine) {
        reply.clear();
        let permitted = Request::parse(request).and_then(|request| {
            self.check(&request)?;
            Ok(request)
        });
        let written = match permitted {
            Ok(request) => self.carry_out(request, reply),
            Err(error) => write!(reply, "error {error}"),
        };
        if written.is_err() {
            // Never: an answer is at most the whole memory, and an error quotes little.
            reply.clear();
            reply.extend(*b"error the answer is longer than a line");
        }
    }

    /// Refuses a request that the card's state does not permit.
    fn check(&self, request: &Request) -> Result<(), RequestError<'static>> {
        let is_powered = self.card.session().is_some();
        match request {
            Request::Manufacture | Request::Write { .. } if is_powered => Err(RequestError::Powered),
            Request::Write { offset, octets } => chip_memory::check_range(*offset, octets.len()),
            Request::Read { offset, length } => chip_memory::check_range(*offset, *length),
            _ => Ok(()),
        }
    }

    /// Carries out a request that is permitted, and writes the answer.
    fn carry_out(&mut self, request: Request, reply: &mut TextLine) -> fmt::Result {
        match request {
            Request::Manufacture => {
                let mut memory = ChipMemory::default();
                if manufacture(&mut memory, &Personalisation::default()).is_err() {
                    // The default card is sound and the memory is whole; said all the same.
                    return reply.write_str("error the card cannot be made");
                }
                *self.card.memory_mut() = memory;
            }
            Request::Write { offset, octets } => self.card.memory_mut().replace(offset, &octets),
            Request::Read { offset, length } => {
                return write_octets(reply, "octets ", self.card.memory().octets(offset, length));
            }
            Request::Random(numbers) => *self.card.entropy_mut() = numbers,
            Request::Cut(cut) => self.card.memory_mut().arm(cut),
            Request::On => return self.power_on(reply),
            Request::Off => self.card.power_off(),
            Request::Leave => self.card.leave_field(),
            Request::Exchange { context, command } => {
                let answer = self.card.transmit(context, &command);
                if let Some(fault) = self.card.entropy_mut().take_fault() {
                    return write!(reply, "fault {fault}");
                }
                return match answer {
                    Ok(answer) => {
                        write_octets(reply, "answer ", &answer.data)?;
                        write_octets(reply, "", &answer.status.to_bytes())
                    }
                    Err(_) => reply.write_str("no answer"),
                };
            }
        }
        reply.write_str("ok")
    }

    /// Switches the power on, and writes the answer to reset.
    fn power_on(&mut self, reply: &mut TextLine) -> fmt::Result {
        self.card.memory_mut().restore_power();
        match self.card.power_on() {
            Ok(atr) => write_octets(reply, "atr ", &atr),
            Err(PowerOnError::Memory(fault)) => write!(reply, "no atr {fault}"),
            Err(PowerOnError::NoCard) => reply.write_str("no atr the memory holds no card"),
            Err(PowerOnError::UnknownVersion(version)) => {
                write!(reply, "no atr the memory has the layout of version {version}, which is not this card's")
            }
        }
    }
}

/// Writes a word and octets in upper case hexadecimal.
fn write_octets(reply: &mut TextLine, word: &str, octets: &[u8]) -> fmt::Result {
    reply.write_str(word)?;
    let start = reply.len();
    let end = octets.len().checked_mul(2).and_then(|digits| start.checked_add(digits)).ok_or(fmt::Error)?;
    reply.resize(end, b'0').map_err(|_| fmt::Error)?;
    let digits = reply.get_mut(start..).ok_or(fmt::Error)?;
    hex::encode_to_slice(octets, digits).map_err(|_| fmt::Error)?;
    digits.make_ascii_uppercase();
    Ok(())
}

#[cfg(test)]
mod tests;
