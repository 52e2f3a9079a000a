//! Likeness of octets to text: the evidence of each character, in tenths of a bit, against octets drawn by chance.

use sim_wire::text;

/// Returns the evidence for a text of the GSM default alphabet, `bits` tenths of a bit for an ordinary character.
/// Returns 0 where the average is below half of that: texts have more.
fn gsm(characters: impl Iterator<Item = char>, bits: i32) -> i32 {
    let (sum, count) = characters.fold((0, 0), |(sum, count), character| {
        let evidence = match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' => bits,
            '.' | ',' | '!' | '?' | '-' | ':' | '/' | '\'' | '(' | ')' | '"' | '*' | '#' | '+' => bits / 2,
            '\n' | '\r' => 0,
            // Behind an escape: the whole of two septets.
            '€' | '[' | ']' | '{' | '}' | '^' | '~' | '\\' | '|' | '\u{c}' => 30,
            character if character.is_ascii_punctuation() && character != '@' => 0,
            '\u{fffd}' | '\0' => -60,
            _ => -10,
        };
        (sum + evidence, count + 1)
    });
    if sum * 2 < count * bits { 0 } else { sum }
}

/// Returns the evidence for packed septets whose last bits are fill, in tenths of a bit.
pub(super) fn packed(octets: &[u8]) -> i32 {
    let septets = octets.len() * 8 / 7;
    let unused = octets.len() * 8 - septets * 7;
    let filled = octets.last().is_none_or(|last| unused == 0 || last >> (8 - unused) == 0);
    if !filled || octets.len() < 3 {
        return 0;
    }
    // In a text the letters of other tongues are few; in other octets every fourth septet is one.
    let strange = text::packed(octets).filter(|character| gsm(std::iter::once(*character), 10) == 0).count();
    let strange = strange - text::packed(octets).filter(|character| is_mark(*character)).count().min(strange);
    if strange * 16 > septets { 0 } else { gsm(text::packed(octets), 10) }
}

/// Returns whether a character is a mark or a line end, which are weak evidence.
fn is_mark(character: char) -> bool {
    character != '@' && (character.is_ascii_punctuation() || matches!(character, '\n' | '\r'))
}

/// Returns the evidence for characters of the GSM default alphabet, an octet each, with FF behind them as fill.
pub(super) fn unpacked(octets: &[u8]) -> i32 {
    let end = octets.iter().rposition(|octet| *octet != 0xFF).map_or(0, |last| last + 1);
    let (written, fill) = octets.split_at_checked(end).unwrap_or((octets, &[]));
    if written.is_empty() || written.iter().any(|octet| *octet > 0x7F) {
        return 0;
    }
    match gsm(text::unpacked(written), 20) {
        0 => 0,
        evidence => evidence + i32::try_from(fill.len().min(3)).unwrap_or(0) * 10,
    }
}

/// Script of a text in UCS2.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    /// Letters, digits and marks that stand in every text.
    Common,
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Thai,
    /// Ideographs, kana and their marks.
    Chinese,
    Hangul,
    Emoji,
}

/// Returns script and evidence of a character: the rarer its block, the more evidence.
const fn script(character: char) -> Option<(Script, i32)> {
    Some(match character {
        '\u{20}'..='\u{7e}' => (Script::Common, 90),
        '\n' | '\r' | '\u{a1}' | '\u{a3}'..='\u{a5}' | '\u{b0}' | '\u{bf}' => (Script::Common, 60),
        '\u{2010}'..='\u{203a}' | '\u{20ac}' => (Script::Common, 60),
        '\u{c0}'..='\u{17f}' => (Script::Latin, 40),
        '\u{384}'..='\u{3ce}' => (Script::Greek, 60),
        '\u{401}'..='\u{491}' => (Script::Cyrillic, 60),
        '\u{5d0}'..='\u{5ea}' => (Script::Hebrew, 60),
        '\u{60c}'..='\u{6d3}' => (Script::Arabic, 60),
        '\u{e01}'..='\u{e5b}' => (Script::Thai, 60),
        '\u{3001}'..='\u{3020}' | '\u{3041}'..='\u{30ff}' | '\u{ff01}'..='\u{ff5e}' => (Script::Chinese, 70),
        '\u{4e00}'..='\u{9fff}' => (Script::Chinese, 16),
        '\u{ac00}'..='\u{d7a3}' => (Script::Hangul, 25),
        '\u{1f300}'..='\u{1faff}' => (Script::Emoji, 90),
        _ => return None,
    })
}

/// Returns the evidence for UCS2 in one script, in tenths of a bit; characters of every text count for any script.
pub(super) fn ucs2(octets: &[u8]) -> i32 {
    let (pairs, rest) = octets.as_chunks::<2>();
    if !rest.is_empty() || pairs.is_empty() {
        return 0;
    }
    let units = pairs.iter().map(|pair| u16::from_be_bytes(*pair));
    let mut seen = Vec::new();
    let mut sum = 0;
    for character in char::decode_utf16(units) {
        let Some((script, evidence)) = character.ok().and_then(script) else {
            sum -= 100;
            continue;
        };
        sum += evidence;
        if !matches!(script, Script::Common | Script::Emoji) && !seen.contains(&script) {
            seen.push(script);
        }
    }
    sum - i32::try_from(seen.len().saturating_sub(1)).unwrap_or(0) * 100
}

/// Returns a weight from 0 to 88 for that evidence, starting at `from`.
pub(super) fn weight(from: i32, evidence: i32) -> u8 {
    let weight = if evidence > 0 { from + evidence / 2 } else { 0 };
    u8::try_from(weight.clamp(0, 88)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(hex: &str) -> Vec<u8> {
        hex::decode(hex).unwrap()
    }

    #[test]
    fn texts_weigh_more_than_keys() {
        assert!(packed(&octets("C8329BFD065DDF72363904")) >= 100, "Hello World!");
        assert!(ucs2(&octets("4F59989D003A00310030")) > 200, "余额:10");
        assert!(unpacked(b"Wallet\xFF\xFF") > 100);
        for key in ["3104A1C2B3D4E5F60718293A4B5C6D7E", "AFDEA10A0CE8144B", "805C000204"] {
            let key = octets(key);
            assert!(packed(&key) < 10 && unpacked(&key) == 0 && ucs2(&key) < 10, "{key:02X?}");
        }
    }

    #[test]
    fn empty_and_filler_octets_are_no_text() {
        assert_eq!((packed(&[]), unpacked(&[]), ucs2(&[])), (0, 0, 0));
        assert_eq!((packed(&[0xFF; 4]), unpacked(&[0xFF; 4])), (0, 0));
    }
}
