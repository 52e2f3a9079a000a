//! How bytes look: parse and emit, no state and no policy. The only module that both sides of the contacts use.

pub mod addressee;
pub mod apdu;
pub mod bcd;
pub mod calibration;
pub mod count;
pub(crate) mod fields;
pub mod instruction;
pub mod lifecycle;
pub mod message;
pub mod msisdn;
pub mod pin;
pub mod proactive;
pub mod record;
pub mod secured_packet;
pub mod status;
pub mod tag;
pub mod text;
pub mod tlv;
pub mod udh;

/// Joins the parts into `N` octets. What the parts leave over stays zero; what would not fit is left out, so callers
/// state `N` as the sum of their parts.
pub(crate) fn concat<const N: usize>(parts: &[&[u8]]) -> [u8; N] {
    let mut whole = [0; N];
    fill(&mut whole, parts);
    whole
}

/// Writes the parts one behind the other, under the same rules.
pub(crate) fn fill(whole: &mut [u8], parts: &[&[u8]]) {
    let mut rest = whole;
    for part in parts {
        let Some((head, tail)) = core::mem::take(&mut rest).split_at_mut_checked(part.len()) else {
            break;
        };
        head.iter_mut().zip(*part).for_each(|(to, from)| *to = *from);
        rest = tail;
    }
}
