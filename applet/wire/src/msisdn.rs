//! Mobile numbers (手机号码, MSISDN): eleven digits in the numbering plan as it stood in 2010, when the wallet was on
//! sale. Card and platform share this one rule.
//!
//! In use then were 130 to 139, and from 2006 on 150 to 153 and 155 to 159. The numbers 180, 182 and 185 to 189 were
//! assigned for 3G at the end of 2008 and taken into use until 2010. The number 154 was never assigned; 181, 183 and
//! 184 came later. The numbers 145 and 147 belonged to data cards, whose holders send no text orders.

/// Digits of a mobile number.
pub const DIGITS: usize = 11;

/// First digits of mobile numbers, as text for people.
pub const BEGINNINGS: &str = "130-139, 150-153, 155-159, 180, 182, 185-189";

/// Returns whether the characters are a mobile number.
pub fn is_mobile(number: &[u8; DIGITS]) -> bool {
    let begins = matches!(
        number,
        [b'1', b'3', ..] | [b'1', b'5', b'0'..=b'3' | b'5'..=b'9', ..] | [b'1', b'8', b'0' | b'2' | b'5'..=b'9', ..]
    );
    begins && number.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    fn mobile(beginning: u32) -> bool {
        is_mobile(std::format!("{beginning}00000000").as_bytes().try_into().unwrap())
    }

    #[test]
    fn mobile_prefixes_follow_the_2010_plan() {
        let plan: std::vec::Vec<u32> = (100..1000).filter(|beginning| mobile(*beginning)).collect();
        let expected = (130..=139).chain(150..=153).chain(155..=159).chain([180, 182]).chain(185..=189);
        assert!(plan.into_iter().eq(expected));
    }

    #[test]
    fn number_with_invalid_character_or_prefix_is_refused() {
        assert!(is_mobile(b"13800138000"));
        for wrong in [b"12345678901", b"1380013800x", b"13800 38000", b"+8613800138", b"1380013800:", b"23800138000"] {
            assert!(!is_mobile(wrong), "{wrong:?}");
        }
    }
}
