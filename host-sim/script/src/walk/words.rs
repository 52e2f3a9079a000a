//! The words of the walk language that stand for values: each table is written once and read in both directions, by the
//! parser and by the printer. And strings, names and reasons, which are more than words.

use applet::Refusal;

use super::syntax::{Asked, Calls, Kind, Messages, TapKind};
use sim_device::handset::Speech;

pub(super) mod world;

/// What becomes of short messages.
pub(super) const MESSAGES: [(&str, Messages); 3] =
    [("taken", Messages::Taken), ("refused", Messages::Refused), ("unable", Messages::Unable)];

/// What happens to a call.
pub(super) const CALLS: [(&str, Calls); 3] = [("rings", Calls::Rings), ("on", Calls::On), ("off", Calls::Off)];

/// How a phone speaks, by its generation.
pub(super) const SPEECHES: [(&str, Speech); 2] = [("2g", Speech::Gsm), ("3g", Speech::Uicc)];

/// Keys that have a name.
pub(super) const KEYS: [(&str, NamedKey); 8] = [
    ("OK", NamedKey::Ok),
    ("back", NamedKey::Back),
    ("end", NamedKey::End),
    ("menu", NamedKey::Menu),
    ("erase", NamedKey::Erase),
    ("help", NamedKey::Help),
    ("home", NamedKey::Home),
    ("outside", NamedKey::Outside),
];

/// A key that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NamedKey {
    Ok,
    Back,
    End,
    Menu,
    Erase,
    Help,
    Home,
    Outside,
}

/// What screens are for.
pub(super) const KINDS: [(&str, Kind); 11] = [
    ("idle", Kind::Idle),
    ("main menu", Kind::MainMenu),
    ("menu", Kind::Menu),
    ("text", Kind::Text),
    ("field", Kind::Field),
    ("field hidden", Kind::FieldHidden),
    ("key", Kind::Key),
    ("question", Kind::Question),
    ("confirmation", Kind::Confirmation),
    ("tone", Kind::Tone),
    ("waiting", Kind::Waiting),
];

/// What the platform is asked for.
pub(super) const REQUESTS: [(&str, Asked); 12] = [
    ("open", Asked::Open),
    ("close", Asked::Close),
    ("suspend", Asked::Suspend),
    ("resume", Asked::Resume),
    ("top-up", Asked::TopUp),
    ("account balance", Asked::AccountBalance),
    ("account transactions", Asked::AccountTransactions),
    ("scratch card", Asked::ScratchCard),
    ("own bill", Asked::OwnBill),
    ("other bill", Asked::OtherBill),
    ("pay password", Asked::PayPassword),
    ("hello", Asked::Hello),
];

/// Fields of a request that are digits.
pub(super) const DETAILS: [(&str, DetailWord); 6] = [
    ("of", DetailWord::Of),
    ("password", DetailWord::Password),
    ("old", DetailWord::Old),
    ("new", DetailWord::New),
    ("card", DetailWord::Card),
    ("imei", DetailWord::Imei),
];

/// A field of a request that is digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DetailWord {
    Of,
    Password,
    Old,
    New,
    Card,
    Imei,
}

/// Transactions of a tap.
pub(super) const TAPS: [(&str, TapKind); 2] = [("purchase", TapKind::Purchase), ("load", TapKind::Load)];

/// Units of time in milliseconds, the greatest first.
pub(super) const UNITS: [(&str, u32); 4] = [("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1)];

/// The word for a value.
pub(super) fn word_of<T: Copy + PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, of)| *of == value).map_or("", |(word, _)| word)
}

/// A refusal in small words: `over limit`.
pub(super) fn reason(refusal: Refusal) -> String {
    let mut words = String::new();
    for letter in refusal.name().chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// The refusal that the words name, by its name or in small words; `the` does not count.
pub(super) fn refusal(written: &str) -> Option<Refusal> {
    let counting = written.split_whitespace().filter(|word| !word.eq_ignore_ascii_case("the"));
    let said = counting.map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    let mut all = Refusal::ALL.iter().copied();
    all.find(|refusal| reason(*refusal) == said || refusal.name().eq_ignore_ascii_case(&said))
}

/// A string between quotation marks.
pub(super) fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    for letter in text.chars() {
        match letter {
            '\n' => written.push_str("\\n"),
            '\\' => written.push_str("\\\\"),
            '"' => written.push_str("\\u{22}"),
            letter if letter.is_control() => written.push_str(&format!("\\u{{{:X}}}", u32::from(letter))),
            letter => written.push(letter),
        }
    }
    written.push('"');
    written
}

/// The text of a string; why a reverse solidus in it means nothing, and how far from its beginning.
pub(super) fn unquoted(written: &str) -> Result<String, (usize, String)> {
    let mut text = String::new();
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        text.push_str(plain);
        let here = written.len() - escape.len();
        let wrong = || (here, format!("`{}` stands for nothing", escape.chars().take(2).collect::<String>()));
        rest = if let Some(behind) = escape.strip_prefix("\\n") {
            text.push('\n');
            behind
        } else if let Some(behind) = escape.strip_prefix("\\\\") {
            text.push('\\');
            behind
        } else {
            let (digits, behind) =
                escape.strip_prefix("\\u{").and_then(|inside| inside.split_once('}')).ok_or_else(wrong)?;
            text.push(u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).ok_or_else(wrong)?);
            behind
        };
    }
    text.push_str(rest);
    Ok(text)
}

/// Letters at which a name that is not quoted ends.
pub(super) const NAME_ENDS: [char; 4] = ['>', '|', ',', '"'];

/// A name: plain where it can be read so again, else quoted.
pub(super) fn name(text: &str) -> String {
    let special = |letter: char| NAME_ENDS.contains(&letter) || letter.is_control() || "#\\<".contains(letter);
    let looks_like_a_place = text.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("line"));
    let plain = !text.is_empty() && text.trim() == text && !text.contains(special) && !looks_like_a_place;
    if plain { text.to_owned() } else { quoted(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_as_they_were() {
        for text in ["", "a\"b", "一\n二", "\\n", "\u{7}", "\\u{22}"] {
            let written = quoted(text);
            let inside = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
            assert_eq!(unquoted(inside).as_deref(), Ok(text), "{written}");
        }
        assert_eq!(unquoted("ab\\x"), Err((2, "`\\x` stands for nothing".to_owned())));
        assert!(unquoted("\\u{110000}").is_err());
    }

    #[test]
    fn every_refusal_is_known_by_its_words() {
        for known in Refusal::ALL {
            assert_eq!(refusal(&reason(*known)), Some(*known));
            assert_eq!(refusal(known.name()), Some(*known));
        }
        assert_eq!(refusal("over the limit"), Some(Refusal::OverLimit));
        assert_eq!(refusal("over"), None);
    }
}
