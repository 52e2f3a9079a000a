//! Random numbers that are given one by one. A number that was not given is zeros, and a fault that is told.

use core::fmt;

use applet::Entropy;
use heapless::{Deque, Vec};

/// Most octets of a number; the card draws four or eight.
pub(crate) const NUMBER_MAX: usize = 16;

/// Most numbers that can be given at once.
pub(crate) const NUMBERS_MAX: usize = 32;

/// Random number.
pub(crate) type Number = Vec<u8, NUMBER_MAX>;

/// Numbers that the card draws, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct GivenNumbers {
    numbers: Deque<Number, NUMBERS_MAX>,
    /// First number that was not as the card drew it; `None` while all were.
    fault: Option<NumberFault>,
}

/// Number that was not as the card drew it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NumberFault {
    /// Octets that the card drew.
    drawn: usize,
    /// Octets of the number that was given; `None` if there was none.
    given: Option<usize>,
}

impl fmt::Display for NumberFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the card drew a random number of {} octets and got zeros, since ", self.drawn)?;
        match self.given {
            Some(given) => write!(f, "the next that was given has {given}"),
            None => f.write_str("no more were given"),
        }
    }
}

impl GivenNumbers {
    /// Adds a number behind the others; an error if there is no room.
    pub(crate) fn push(&mut self, number: Number) -> Result<(), Number> {
        self.numbers.push_back(number)
    }

    /// Takes the first fault since the last call.
    pub(crate) fn take_fault(&mut self) -> Option<NumberFault> {
        self.fault.take()
    }
}

impl Entropy for GivenNumbers {
    fn fill(&mut self, into: &mut [u8]) {
        let next = self.numbers.pop_front();
        match next {
            Some(number) if number.len() == into.len() => {
                into.iter_mut().zip(&number).for_each(|(to, from)| *to = *from);
            }
            next => {
                into.fill(0);
                let given = next.map(|number| number.len());
                self.fault.get_or_insert(NumberFault { drawn: into.len(), given });
            }
        }
    }
}
