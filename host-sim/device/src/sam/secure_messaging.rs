//! Secure messaging of the issuer (安全报文, JR/T 0025.2). A command carries a MAC of four octets over itself, made
//! fresh by the card's last challenge; its data may be enciphered.

use sim_wire::apdu::Header;

use super::{Mac, leftmost};
use sim_codec::crypto::des::{self, DesBlock, DoubleKey};

/// Card's answer to GET CHALLENGE, which is the initial value of the MAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// Challenge of four octets; four of 00 follow them.
    Four([u8; 4]),
    /// Challenge of eight octets, all used.
    Eight([u8; 8]),
}

impl Challenge {
    /// Returns the challenge of four or eight octets; `None` for any other length.
    pub fn of(octets: &[u8]) -> Option<Challenge> {
        if let Some((four, [])) = octets.split_first_chunk() {
            return Some(Challenge::Four(*four));
        }
        match octets.split_first_chunk() {
            Some((eight, [])) => Some(Challenge::Eight(*eight)),
            _ => None,
        }
    }

    /// Returns the challenge as a block: the initial value of a MAC, and the plain text of EXTERNAL AUTHENTICATE.
    pub const fn block(self) -> DesBlock {
        match self {
            Challenge::Four([a, b, c, d]) => [a, b, c, d, 0, 0, 0, 0],
            Challenge::Eight(octets) => octets,
        }
    }
}

/// Returns the whole last block of ISO 9797-1 algorithm 3 over `message`, always padded, from the challenge.
pub fn mac_block(key: &DoubleKey, challenge: Challenge, message: &[u8]) -> DesBlock {
    des::retail_mac(key, challenge.block(), message)
}

/// Returns the MAC of a command: the leftmost four octets of [`mac_block`]. `message` is CLA INS P1 P2, Lc counting the
/// MAC's four octets, and the data without the MAC.
pub fn mac(key: &DoubleKey, challenge: Challenge, message: &[u8]) -> Mac {
    leftmost(mac_block(key, challenge, message))
}

/// Returns a command under a MAC: header, Lc = data + 4, data, MAC4. `None` if one length octet cannot count them.
pub fn protect(key: &DoubleKey, challenge: Challenge, header: Header, data: &[u8]) -> Option<Vec<u8>> {
    let Ok(length) = u8::try_from(data.len().checked_add(4)?) else {
        return None;
    };
    let message = [&header.to_bytes()[..], &[length], data].concat();
    let mac = mac(key, challenge, &message);
    Some([&message[..], &mac].concat())
}

/// Returns a command whose data is enciphered first and then put under a MAC, as WRITE KEY and PIN UNBLOCK are. `plain`
/// is whole blocks (see [`plain_blocks`]), else `None` is returned.
pub fn protect_enciphered(key: &DoubleKey, challenge: Challenge, header: Header, plain: &[u8]) -> Option<Vec<u8>> {
    protect(key, challenge, header, &encipher(key, plain)?)
}

/// Enciphers by 3DES block by block (ECB). `None` if `plain` is not whole blocks.
pub fn encipher(key: &DoubleKey, plain: &[u8]) -> Option<Vec<u8>> {
    let (blocks, []) = plain.as_chunks::<8>() else {
        return None;
    };
    Some(blocks.iter().flat_map(|block| des::encrypt_double(key, *block)).collect())
}

/// Returns the plain text to encipher: a length octet, the data, and `80 00..` to whole blocks if they are not whole
/// yet. `None` if one octet cannot count the data.
pub fn plain_blocks(data: &[u8]) -> Option<Vec<u8>> {
    let Ok(length) = u8::try_from(data.len()) else {
        return None;
    };
    let mut plain = [&[length], data].concat();
    if !plain.len().is_multiple_of(8) {
        plain.push(0x80);
        plain.resize(plain.len().next_multiple_of(8), 0);
    }
    Some(plain)
}
