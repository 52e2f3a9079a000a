//! The card's DES held to known answers of NIST and to another implementation.

extern crate std;

use std::vec::Vec;

use super::{Des, TripleDes};
use crate::crypto::{Block, ShortKey};
use des::cipher::{BlockCipherDecrypt as _, BlockCipherEncrypt as _, KeyInit as _};

fn block(text: &str) -> Block {
    hex::decode(text).unwrap().try_into().unwrap()
}

/// Pseudo-random words (xorshift64*), the same every time, and the same as those of the terminal's test.
struct Words(u64);

impl Words {
    fn block(&mut self) -> Block {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D).to_be_bytes()
    }
}

/// SP 800-17 table 4: every cell of every S-box is used at least once.
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
        let des = Des::new(&block(key));
        assert_eq!(des.encrypt(block(plain)), block(cipher), "E with {key} of {plain}");
        assert_eq!(des.decrypt(block(cipher)), block(plain), "D with {key} of {cipher}");
    }
}

/// R. Rivest, "Testing implementations of DES" (1985): no single error in a table or a shift survives it.
#[test]
fn rivests_iterated_test_is_reproduced() {
    let mut x = block("9474B8E8C73BCA7D");
    for step in 0..16 {
        let des = Des::new(&x);
        x = if step % 2 == 0 { des.encrypt(x) } else { des.decrypt(x) };
    }
    assert_eq!(x, block("1B1A2DDB4C642438"));
}

#[test]
fn million_keys_agree_with_another_implementation() {
    let mut words = Words(0x0102_0304);
    for _ in 0..1_000_000 {
        let (key, text): (ShortKey, Block) = (words.block(), words.block());
        let theirs = des::Des::new(&key.into());
        let (mut enciphered, mut deciphered) = (text.into(), text.into());
        theirs.encrypt_block(&mut enciphered);
        theirs.decrypt_block(&mut deciphered);
        let ours = Des::new(&key);
        assert_eq!(ours.encrypt(text), Block::from(enciphered), "E with {key:02X?} of {text:02X?}");
        assert_eq!(ours.decrypt(text), Block::from(deciphered), "D with {key:02X?} of {text:02X?}");
    }
}

#[test]
fn triple_keys_agree_with_another_implementation() {
    let mut words = Words(0x0F0E_0D0C);
    for _ in 0..20_000 {
        let (text, keys) = (words.block(), [words.block(), words.block(), words.block()].concat());
        let three: [u8; 24] = keys.clone().try_into().unwrap();
        let two: [u8; 16] = keys.into_iter().take(16).collect::<Vec<u8>>().try_into().unwrap();
        let (mut forth, mut back) = (text.into(), text.into());
        des::TdesEde3::new(&three.into()).encrypt_block(&mut forth);
        des::TdesEde3::new(&three.into()).decrypt_block(&mut back);
        let ours = TripleDes::of_three(&three);
        assert_eq!((ours.encrypt(text), ours.decrypt(text)), (forth.into(), back.into()), "{three:02X?}");
        let (mut forth, mut back) = (text.into(), text.into());
        des::TdesEde2::new(&two.into()).encrypt_block(&mut forth);
        des::TdesEde2::new(&two.into()).decrypt_block(&mut back);
        let ours = TripleDes::of_two(&two);
        assert_eq!((ours.encrypt(text), ours.decrypt(text)), (forth.into(), back.into()), "{two:02X?}");
    }
}

#[test]
fn blocks_side_by_side_are_enciphered_alike() {
    let mut words = Words(0x0102_0908);
    for _ in 0..20_000 {
        let (keys, blocks) = ([words.block(), words.block()], [words.block(), words.block()]);
        let [one, other] = keys.map(|key| Des::new(&key));
        let alone = [one.encrypt(blocks[0]), other.encrypt(blocks[1])];
        assert_eq!(Des::encrypt_both([&one, &other], blocks), alone, "{keys:02X?}");
    }
}
