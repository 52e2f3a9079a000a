//! EXTERNAL and INTERNAL AUTHENTICATE (ISO 7816-4 §11.5.4, §11.5.2): each side proves to the other that it has a key.

use sim_wire::apdu::Header;

use super::secure_messaging::Challenge;
use sim_codec::crypto::des::{self, DesBlock, DoubleKey, SingleKey};

/// Returns the terminal's proof: 3DES of the card's challenge (of a challenge of four octets, with `00000000` behind
/// it).
pub fn external(key: &DoubleKey, challenge: Challenge) -> DesBlock {
    des::encrypt_double(key, challenge.block())
}

/// Returns the terminal's proof under a key of single length: single DES of the card's challenge.
pub fn external_single(key: &SingleKey, challenge: Challenge) -> DesBlock {
    des::encrypt(key, challenge.block())
}

/// Returns EXTERNAL AUTHENTICATE: `00 82 00 index 08 proof8`.
pub fn external_command(key_index: u8, proof: DesBlock) -> Vec<u8> {
    [&[0x00, 0x82, 0x00, key_index, 0x08][..], &proof].concat()
}

/// Returns the card's proof: 3DES block by block of the terminal's data, padded with `80 00..` if they are not whole
/// blocks.
pub fn internal(key: &DoubleKey, data: &[u8]) -> Vec<u8> {
    let blocks = if data.len().is_multiple_of(8) { des::whole_blocks(data) } else { des::padded_blocks(data) };
    blocks.into_iter().flat_map(|block| des::encrypt_double(key, block)).collect()
}

/// Returns INTERNAL AUTHENTICATE: `00 88 00 index Lc data`. `None` if one length octet cannot count the data.
pub fn internal_command(key_index: u8, data: &[u8]) -> Option<Vec<u8>> {
    super::command::with_data(Header { cla: 0x00, ins: 0x88, p1: 0x00, p2: key_index }, data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authentication_pads_partial_blocks_alone() {
        let key = [0x50; 16];
        assert_eq!(internal(&key, &[1; 8]), des::encrypt_double(&key, [1; 8]));
        assert_eq!(internal(&key, &[1; 3]), des::encrypt_double(&key, [1, 1, 1, 0x80, 0, 0, 0, 0]));
        assert_eq!(internal(&key, &[1; 17]).len(), 24);
        assert_eq!(internal(&key, &[]), Vec::<u8>::new());
    }
}
