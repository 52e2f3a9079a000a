//! Key diversification (密钥分散): a card's key is made of a master key and factors that identify the card. So a
//! terminal with the master key knows the key of every card, and no card knows another's.

use sim_wire::OtaKey;

use sim_codec::crypto::des::{self, DesBlock, DoubleKey};

/// Diversifies a key over one level: 3DES of the factor, then 3DES of its complement, side by side.
pub fn level(master: &DoubleKey, factor: DesBlock) -> DoubleKey {
    let [a, b, c, d, e, f, g, h] = des::encrypt_double(master, factor);
    let [i, j, k, l, m, n, o, p] = des::encrypt_double(master, factor.map(|octet| !octet));
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
}

/// Diversifies a key over all levels in turn, the outermost first: city, issuer, card.
pub fn diversify(master: &DoubleKey, factors: &[DesBlock]) -> DoubleKey {
    factors.iter().fold(*master, |key, factor| level(&key, *factor))
}

/// Diversifies a key for secured packets, of any cipher, over all levels in turn. A key of 24 or 32 octets is made of
/// its first sixteen octets; what stands behind those is made of its last sixteen.
pub fn diversify_packet_key(master: &OtaKey, factors: &[DesBlock]) -> OtaKey {
    match *master {
        OtaKey::TripleDes2(octets) => OtaKey::TripleDes2(diversify(&octets, factors)),
        OtaKey::Aes128(octets) => OtaKey::Aes128(diversify(&octets, factors)),
        OtaKey::TripleDes3(octets) => OtaKey::TripleDes3(diversify_long(octets, factors)),
        OtaKey::Aes192(octets) => OtaKey::Aes192(diversify_long(octets, factors)),
        OtaKey::Aes256(octets) => OtaKey::Aes256(diversify_long(octets, factors)),
    }
}

/// Diversifies a longer key: the first sixteen octets diversified, and behind them the end of the last sixteen
/// diversified.
fn diversify_long<const N: usize>(octets: [u8; N], factors: &[DesBlock]) -> [u8; N] {
    let mut key = octets;
    let halves = (octets.first_chunk::<16>(), octets.last_chunk::<16>());
    if let (Some(first), Some(last)) = halves {
        let behind = diversify(last, factors).into_iter().rev();
        key.iter_mut().rev().zip(behind).for_each(|(to, from)| *to = from);
        key.iter_mut().zip(diversify(first, factors)).for_each(|(to, from)| *to = from);
    }
    key
}

/// Returns a card's own factor: the rightmost eight octets of its application serial number (应用序列号, ASN).
pub fn asn_factor(asn: &[u8; 10]) -> DesBlock {
    let [_, _, rest @ ..] = *asn;
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_diversification_levels_matters() {
        let master = [0x31; 16];
        assert_eq!(diversify(&master, &[]), master);
        assert_ne!(diversify(&master, &[[1; 8], [2; 8]]), diversify(&master, &[[2; 8], [1; 8]]));
    }

    #[test]
    fn packet_key_of_every_cipher_is_diversified() {
        let factors = [asn_factor(&[1; 10])];
        let sixteen = diversify(&[0x31; 16], &factors);
        let keys = [
            OtaKey::TripleDes2([0x31; 16]),
            OtaKey::TripleDes3([0x31; 24]),
            OtaKey::Aes128([0x31; 16]),
            OtaKey::Aes192([0x31; 24]),
            OtaKey::Aes256([0x31; 32]),
        ];
        for key in keys {
            let own = diversify_packet_key(&key, &factors);
            assert_eq!((own.octets().len(), &own.octets()[..16]), (key.octets().len(), &sixteen[..]));
            let behind = own.octets().len() - 16;
            assert_eq!(own.octets()[16..], sixteen[16 - behind..]);
            assert_ne!(own, diversify_packet_key(&key, &[asn_factor(&[2; 10])]));
        }
    }

    #[test]
    fn factor_is_last_eight_octets_of_asn() {
        assert_eq!(asn_factor(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), [2, 3, 4, 5, 6, 7, 8, 9]);
    }
}
