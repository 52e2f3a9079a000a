//! Masks for texts that leave a world. A password or a scratch card can be written in too many ways to list: with
//! blanks, dashes or full-width digits, in words, backwards. So no text of a person leaves, and of the platform's
//! sentences only the Chinese words and the amounts. The program's own statements are made of typed values.

use sim_wire::count::Counted;

/// Greatest number of digits and points of an amount in yuan that is shown.
const AMOUNT_DIGITS_MAX: usize = 9;

/// Character in place of one that does not leave.
const BLACK: char = '█';

/// Returns a phrase with the length of a person's text, in place of the text.
pub(super) fn of_person(text: &str) -> String {
    format!("a text of {}", Counted(text.chars().count(), "character"))
}

/// Returns a sentence of the platform with letters and numbers blacked out; Chinese words, punctuation and amounts
/// stay.
pub(super) fn of_platform(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() { amount_length(rest) } else { 0 };
        let (amount, behind) = rest.split_at_checked(length).unwrap_or(("", rest));
        shown.push_str(amount);
        rest = behind;
        if length == 0 {
            // All of the number, so that the end of one is never taken for an amount.
            let run = if first.is_ascii_digit() { number_length(rest) } else { first.len_utf8() };
            let (hidden, behind) = rest.split_at_checked(run).unwrap_or((rest, ""));
            shown.extend(hidden.chars().map(|one| if is_plain(one) { one } else { BLACK }));
            rest = behind;
        }
    }
    shown
}

/// Returns the number of octets of the digits and points that a text begins with.
fn number_length(text: &str) -> usize {
    text.bytes().take_while(|octet| octet.is_ascii_digit() || *octet == b'.').count()
}

/// Returns the number of octets of the amount that a text begins with; 0 if there is none. An amount is a few digits
/// with 元 directly behind them.
fn amount_length(text: &str) -> usize {
    let length = number_length(text);
    let is_amount = text.get(length..).is_some_and(|behind| behind.starts_with('元'));
    if is_amount && length <= AMOUNT_DIGITS_MAX { length } else { 0 }
}

/// Returns `true` if a character reveals nothing alone: a Chinese one, or one outside of words and numbers.
fn is_plain(character: char) -> bool {
    let is_han = matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}');
    is_han || !character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platform_sentence_keeps_words_and_amounts() {
        for (text, shown) in [
            ("初始支付密码:135790。余额50元", "初始支付密码:██████。余额50元"),
            ("初始登陆密码:9pmAWNq9,", "初始登陆密码:████████,"),
            ("现金账户余额:100.00元;可用", "现金账户余额:100.00元;可用"),
            ("密码135790元", "密码135790元"),
            ("密码1234567890元", "密码██████████元"),
            ("已为13800000002缴纳话费5元。", "已为███████████缴纳话费5元。"),
            ("初始支付密码:１３５７９０", "初始支付密码:██████"),
            ("13 57 90", "██ ██ ██"),
            ("", ""),
            ("5", "█"),
            ("元5元", "元5元"),
        ] {
            assert_eq!(of_platform(text), shown);
        }
    }

    #[test]
    fn masked_text_shows_its_length_alone() {
        assert_eq!(of_person("card 1234 5678 9012 3456 78"), "a text of 27 characters");
        assert_eq!(of_person("密码一二三四五六"), "a text of 8 characters");
    }
}
