//! The door over the air: short messages for the card, which carry secured packets (3GPP TS 31.115, ETSI TS 102 225).
//! The packets carry scripts of commands (ETSI TS 102 226). Anybody can send one, so that every deviation is refused,
//! in the order of the standard. No answer depends on a key before the sender has proved that he has the keys.
//!
//! | check | refused with |
//! |---|---|
//! | envelope, short message, header of its user data | status word, no proof |
//! | parts that belong together | 07 where there are too many |
//! | lengths, a wish for a proof that exists | 06 |
//! | application | 09 |
//! | security that the application demands, and that the wish for a proof demands | 0A |
//! | keys, their algorithms, the length of the header | 06 |
//! | whole blocks | 05 |
//! | checksum | 01 |
//! | counter | 02, 03, 04 |
//! | the card that the script names; the counter does not count | 06 |
//! | padding; the counter counts already | 06 |

pub(crate) mod carriage;
pub(crate) mod packet;
pub(crate) mod proof;
pub(crate) mod reassembly;
pub(crate) mod script;
