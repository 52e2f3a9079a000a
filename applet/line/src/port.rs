//! Serial port before a card: octets in, octets out. A line feed ends a request, and a carriage return before it is
//! ignored.

use core::fmt::Write as _;

use crate::request::RequestError;
use crate::{CardLine, TextLine};

/// Serial port with a card behind it.
#[derive(Clone, Debug, Default)]
pub struct LinePort {
    line: CardLine,
    request: TextLine,
    /// Set if octets of the request did not fit.
    is_too_long: bool,
    /// Last answer, with its line feed; empty before the first.
    reply: TextLine,
    /// Number of octets of the answer that were taken.
    taken: usize,
}

impl LinePort {
    /// Takes one octet of a request. Returns the answer if the octet ends the request.
    pub fn put(&mut self, octet: u8) -> Option<&[u8]> {
        if octet != b'\n' {
            self.is_too_long |= self.request.push(octet).is_err();
            return None;
        }
        if self.is_too_long {
            self.reply.clear();
            // An error is shorter than a line.
            write!(self.reply, "error {}", RequestError::TooLong).ok()?;
        } else {
            let request = self.request.strip_suffix(b"\r").unwrap_or(&self.request);
            self.line.answer(request, &mut self.reply);
        }
        self.reply.push(b'\n').ok()?;
        self.request.clear();
        self.is_too_long = false;
        self.taken = 0;
        Some(&self.reply)
    }

    /// Takes the next octet of the last answer; `None` after its line feed.
    pub fn take(&mut self) -> Option<u8> {
        let octet = *self.reply.get(self.taken)?;
        self.taken = self.taken.saturating_add(1);
        Some(octet)
    }
}
