//! Slips between the making of a MAC and its sending: the right four octets, sent wrongly.

use crate::sam::Mac;

/// Slip that makes four wrong octets of the right ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MacSlip {
    /// The four octets stand in reverse order.
    Reversed,
    /// One bit differs, counted from 0 at the left.
    FlippedBit(u8),
}

impl MacSlip {
    /// Returns the slip that makes `found` of `expected`; `None` if no single one does.
    pub(super) fn between(expected: Mac, found: Mac) -> Option<MacSlip> {
        let [a, b, c, d] = expected;
        if found == [d, c, b, a] {
            return Some(MacSlip::Reversed);
        }
        let differing = u32::from_be_bytes(expected) ^ u32::from_be_bytes(found);
        let bit = u8::try_from(differing.leading_zeros()).ok()?;
        differing.is_power_of_two().then_some(MacSlip::FlippedBit(bit))
    }
}
