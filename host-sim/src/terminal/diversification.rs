//! Key diversification (密钥分散): a card's key is made of a master key and what names the card, so that a terminal
//! with the master key knows the key of every card and no card knows another's.

use crate::des::{self, Block, DoubleKey};

/// One level: 3DES of the factor, then 3DES of its complement, side by side.
pub fn level(master: &DoubleKey, factor: Block) -> DoubleKey {
    let [a, b, c, d, e, f, g, h] = des::encrypt_double(master, factor);
    let [i, j, k, l, m, n, o, p] = des::encrypt_double(master, factor.map(|octet| !octet));
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
}

/// Every level in turn, the outermost first: city, issuer, card.
pub fn diversify(master: &DoubleKey, factors: &[Block]) -> DoubleKey {
    factors.iter().fold(*master, |key, factor| level(&key, *factor))
}

/// A card's own factor: the rightmost eight octets of its application serial number (应用序列号, ASN).
pub fn asn_factor(asn: &[u8; 10]) -> Block {
    let [_, _, rest @ ..] = *asn;
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_level_is_the_master_key_and_the_order_of_levels_matters() {
        let master = [0x31; 16];
        assert_eq!(diversify(&master, &[]), master);
        assert_ne!(diversify(&master, &[[1; 8], [2; 8]]), diversify(&master, &[[2; 8], [1; 8]]));
    }

    #[test]
    fn the_factor_of_a_serial_number_is_its_rightmost_eight_octets() {
        assert_eq!(asn_factor(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), [2, 3, 4, 5, 6, 7, 8, 9]);
    }
}
