//! Known answers from outside: the NBS/NIST validation tables (SP 500-20, SP 800-17), Rivest's iterated test, the
//! examples of ISO 9797-1 and of ICAO 9303. A wrong digit in any table or a wrong shift turns one of them red.

use super::*;

fn block(text: &str) -> DesBlock {
    hex::decode(text).unwrap().try_into().unwrap()
}

fn double(text: &str) -> DoubleKey {
    hex::decode(text).unwrap().try_into().unwrap()
}

fn assert_both_ways(key: &str, plain: &str, cipher: &str) {
    assert_eq!(encrypt(&block(key), block(plain)), block(cipher), "E with {key} of {plain}");
    assert_eq!(decrypt(&block(key), block(cipher)), block(plain), "D with {key} of {cipher}");
}

#[test]
fn textbook_example_is_reproduced() {
    assert_both_ways("133457799BBCDFF1", "0123456789ABCDEF", "85E813540F0AB405");
    assert_both_ways("0123456789ABCDEF", "4E6F772069732074", "3FA40E8A984D4815");
    assert_both_ways("0000000000000000", "0000000000000000", "8CA64DE9C1B123A7");
    assert_both_ways("FFFFFFFFFFFFFFFF", "FFFFFFFFFFFFFFFF", "7359B2163E4EDC58");
}

/// SP 800-17 table 4: every S-box cell is used at least once.
#[test]
fn substitution_table_known_answers_hold() {
    const TABLE: [(&str, &str, &str); 19] = [
        ("7CA110454A1A6E57", "01A1D6D039776742", "690F5B0D9A26939B"),
        ("0131D9619DC1376E", "5CD54CA83DEF57DA", "7A389D10354BD271"),
        ("07A1133E4A0B2686", "0248D43806F67172", "868EBB51CAB4599A"),
        ("3849674C2602319E", "51454B582DDF440A", "7178876E01F19B2A"),
        ("04B915BA43FEB5B6", "42FD443059577FA2", "AF37FB421F8C4095"),
        ("0113B970FD34F2CE", "059B5E0851CF143A", "86A560F10EC6D85B"),
        ("0170F175468FB5E6", "0756D8E0774761D2", "0CD3DA020021DC09"),
        ("43297FAD38E373FE", "762514B829BF486A", "EA676B2CB7DB2B7A"),
        ("07A7137045DA2A16", "3BDD119049372802", "DFD64A815CAF1A0F"),
        ("04689104C2FD3B2F", "26955F6835AF609A", "5C513C9C4886C088"),
        ("37D06BB516CB7546", "164D5E404F275232", "0A2AEEAE3FF4AB77"),
        ("1F08260D1AC2465E", "6B056E18759F5CCA", "EF1BF03E5DFA575A"),
        ("584023641ABA6176", "004BD6EF09176062", "88BF0DB6D70DEE56"),
        ("025816164629B007", "480D39006EE762F2", "A1F9915541020B56"),
        ("49793EBC79B3258F", "437540C8698F3CFA", "6FBF1CAFCFFD0556"),
        ("4FB05E1515AB73A7", "072D43A077075292", "2F22E49BAB7CA1AC"),
        ("49E95D6D4CA229BF", "02FE55778117F12A", "5A6B612CC26CCE4A"),
        ("018310DC409B26D6", "1D9D5C5018F728C2", "5F4C038ED12B2E41"),
        ("1C587F1C13924FEF", "305532286D6F295A", "63FAC0D034D9F793"),
    ];
    for (key, plain, cipher) in TABLE {
        assert_both_ways(key, plain, cipher);
    }
}

/// SP 800-17 table 1, the first sixteen rows: one bit of the plain text set, the key all parity.
#[test]
fn variable_plaintext_known_answers_hold() {
    const CIPHERS: [&str; 16] = [
        "95F8A5E5DD31D900",
        "DD7F121CA5015619",
        "2E8653104F3834EA",
        "4BD388FF6CD81D4F",
        "20B9E767B2FB1456",
        "55579380D77138EF",
        "6CC5DEFAAF04512F",
        "0D9F279BA5D87260",
        "D9031B0271BD5A0A",
        "424250B37C3DD951",
        "B8061B7ECD9A21E5",
        "F15D0F286B65BD28",
        "ADD0CC8D6E5DEBA1",
        "E6D5F82752AD63D1",
        "ECBFE3BD3F591A5E",
        "F356834379D165CD",
    ];
    for (bit, cipher) in CIPHERS.into_iter().enumerate() {
        let plain = (1_u64 << (63 - bit)).to_be_bytes();
        assert_eq!(encrypt(&[0x01; 8], plain), block(cipher), "bit {bit}");
    }
}

/// SP 800-17 table 2, the first fourteen rows: one bit of the key set, the plain text zero.
#[test]
fn variable_key_known_answers_hold() {
    const ROWS: [(&str, &str); 14] = [
        ("8001010101010101", "95A8D72813DAA94D"),
        ("4001010101010101", "0EEC1487DD8C26D5"),
        ("2001010101010101", "7AD16FFB79C45926"),
        ("1001010101010101", "D3746294CA6A6CF3"),
        ("0801010101010101", "809F5F873C1FD761"),
        ("0401010101010101", "C02FAFFEC989D1FC"),
        ("0201010101010101", "4615AA1D33E72F10"),
        ("0180010101010101", "2055123350C00858"),
        ("0140010101010101", "DF3B99D6577397C8"),
        ("0120010101010101", "31FE17369B5288C9"),
        ("0110010101010101", "DFDD3CC64DAE1642"),
        ("0108010101010101", "178C83CE2B399D94"),
        ("0104010101010101", "50F636324A9B7F80"),
        ("0102010101010101", "A8468EE3BC18F06D"),
    ];
    for (key, cipher) in ROWS {
        assert_both_ways(key, "0000000000000000", cipher);
    }
}

/// R. Rivest, "Testing implementations of DES" (1985): sixteen steps, each with the last result as key and text. He
/// shows that no single error in a table or a shift survives it.
#[test]
fn rivests_iterated_test_is_reproduced() {
    let mut x = block("9474B8E8C73BCA7D");
    for step in 0..16 {
        x = if step % 2 == 0 { encrypt(&x, x) } else { decrypt(&x, x) };
    }
    assert_eq!(x, block("1B1A2DDB4C642438"));
}

#[test]
fn two_key_3des_with_equal_halves_is_des() {
    let key = block("133457799BBCDFF1");
    let doubled = double("133457799BBCDFF1133457799BBCDFF1");
    assert_eq!(encrypt_double(&doubled, block("0123456789ABCDEF")), encrypt(&key, block("0123456789ABCDEF")));
    assert_eq!(decrypt_double(&doubled, block("85E813540F0AB405")), block("0123456789ABCDEF"));
}

/// ICAO Doc 9303 part 11, appendix D.3: the message of mutual authentication, two-key 3DES in CBC mode.
#[test]
fn two_key_3des_reproduces_icao_9303_example() {
    let key = double("AB94FDECF2674FDFB9B391F85D7F76F2");
    let plain = hex::decode("781723860C06C2264608F919887022120B795240CB7049B01C19B33E32804F0B").unwrap();
    let mut chain = [0; 8];
    let mut cipher = Vec::new();
    for plain in whole_blocks(&plain) {
        chain = encrypt_double(&key, xor(chain, plain));
        assert_eq!(xor(decrypt_double(&key, chain), plain), cipher.last().copied().unwrap_or_default());
        cipher.push(chain);
    }
    assert_eq!(hex::encode_upper(cipher.concat()), "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2");
}

/// The same appendix: its MAC is ISO 9797-1 algorithm 3 with method 2 padding.
#[test]
fn retail_mac_reproduces_icao_9303_example() {
    let key = double("7962D9ECE03D1ACD4C76089DCE131543");
    let data = hex::decode("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2").unwrap();
    assert_eq!(retail_mac(&key, [0; 8], &data), block("5F1448EEA8AD90A7"));
}

/// ISO 9797-1 annex: the data string of 24 octets gains a whole block of padding.
#[test]
fn macs_reproduce_iso_9797_1_examples() {
    let key = double("0123456789ABCDEFFEDCBA9876543210");
    assert_eq!(mac(&halves(&key).0, [0; 8], b"Now is the time for all "), block("10E1F0F108341B6D"));
    assert_eq!(retail_mac(&key, [0; 8], b"Now is the time for all "), block("E9086230CA3BE796"));
}

#[test]
fn padding_is_always_added() {
    assert_eq!(padded_blocks(&[]), [block("8000000000000000")]);
    assert_eq!(padded_blocks(&[1; 7]), [block("0101010101010180")]);
    assert_eq!(padded_blocks(&[1; 8]), [[1; 8], block("8000000000000000")]);
    assert_eq!(whole_blocks(&[1; 9]), [[1; 8]]);
}

/// Pseudo-random words (xorshift64*), the same every time.
struct Words(u64);

impl Words {
    fn block(&mut self) -> DesBlock {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D).to_be_bytes()
    }
}

#[test]
fn tables_do_what_the_standard_describes() {
    let mut words = Words(0x0920_1118);
    for _ in 0..20_000 {
        let (key, text) = (words.block(), words.block());
        assert_eq!(encrypt(&key, text), by_the_standard::encrypt(&key, text), "E with {key:02X?} of {text:02X?}");
        assert_eq!(decrypt(&key, text), by_the_standard::decrypt(&key, text), "D with {key:02X?} of {text:02X?}");
    }
}

#[test]
fn million_keys_agree_with_another_implementation() {
    use ::des::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
    let mut words = Words(0x0102_0304);
    for _ in 0..1_000_000 {
        let (key, text) = (words.block(), words.block());
        let theirs = ::des::Des::new(&key.into());
        let (mut enciphered, mut deciphered) = (text.into(), text.into());
        theirs.encrypt_block(&mut enciphered);
        theirs.decrypt_block(&mut deciphered);
        let ours = Des::new(&key);
        assert_eq!(ours.encrypt(text), <DesBlock>::from(enciphered), "E with {key:02X?} of {text:02X?}");
        assert_eq!(ours.decrypt(text), <DesBlock>::from(deciphered), "D with {key:02X?} of {text:02X?}");
    }
}

#[test]
fn triple_keys_agree_with_another_implementation() {
    use ::des::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
    let mut words = Words(0x0F0E_0D0C);
    for _ in 0..20_000 {
        let (text, keys) = (words.block(), [words.block(), words.block(), words.block()]);
        let three: TripleKey = keys.concat().try_into().unwrap();
        let two: DoubleKey = keys[..2].concat().try_into().unwrap();
        let (mut forth, mut back) = (text.into(), text.into());
        ::des::TdesEde3::new(&three.into()).encrypt_block(&mut forth);
        ::des::TdesEde3::new(&three.into()).decrypt_block(&mut back);
        let ours = TripleDes::of_three(&three);
        assert_eq!((ours.encrypt(text), ours.decrypt(text)), (forth.into(), back.into()), "{three:02X?}");
        let (mut forth, mut back) = (text.into(), text.into());
        ::des::TdesEde2::new(&two.into()).encrypt_block(&mut forth);
        ::des::TdesEde2::new(&two.into()).decrypt_block(&mut back);
        let ours = TripleDes::of_two(&two);
        assert_eq!((ours.encrypt(text), ours.decrypt(text)), (forth.into(), back.into()), "{two:02X?}");
    }
}
