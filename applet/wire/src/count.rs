//! Counts with their nouns in words: `1 octet`, `11 octets`, `0 tries`.

use core::fmt;

/// A count and its noun in the singular, printed with the noun in the number that the count asks for.
///
/// ```
/// use sim_wire::count::{Counted, CountedVerb};
///
/// assert_eq!(Counted(1, "octet").to_string(), "1 octet");
/// assert_eq!(Counted(3_u8, "try").to_string(), "3 tries");
/// assert_eq!(format!("{} {}", Counted(2, "part"), CountedVerb(2, "is", "are")), "2 parts are");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted<'a, T>(pub T, pub &'a str);

impl<T: fmt::Display + PartialEq + From<u8>> fmt::Display for Counted<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counted(count, one) = self;
        if *count == T::from(1) {
            return write!(f, "{count} {one}");
        }
        let (stem, ending) = plural(one);
        write!(f, "{count} {stem}{ending}")
    }
}

/// Returns the stem that a noun keeps in the plural, and the ending of the plural.
fn plural(one: &str) -> (&str, &'static str) {
    let is_vowel = |letter: char| "aeiou".contains(letter);
    match one.strip_suffix('y') {
        Some(stem) if !stem.ends_with(is_vowel) => (stem, "ies"),
        _ if one == "person" => ("people", ""),
        _ if ["s", "x", "ch", "sh"].iter().any(|end| one.ends_with(end)) => (one, "es"),
        _ => (one, "s"),
    }
}

/// A number and two words: prints the first word if the number is one, else the second. Verbs agree with a number by
/// this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedVerb<'a, T>(pub T, pub &'a str, pub &'a str);

impl<T: PartialEq + From<u8>> fmt::Display for CountedVerb<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 == T::from(1) { self.1 } else { self.2 })
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::ToString as _;

    use super::*;

    #[test]
    fn counted_nouns_take_english_plurals() {
        for (one, many) in [
            ("octet", "octets"),
            ("try", "tries"),
            ("query", "queries"),
            ("day", "days"),
            ("person", "people"),
            ("box", "boxes"),
            ("switch", "switches"),
            ("exchange", "exchanges"),
        ] {
            assert_eq!(Counted(1, one).to_string(), std::format!("1 {one}"));
            for count in [0_u64, 2, 11, 101] {
                assert_eq!(Counted(count, one).to_string(), std::format!("{count} {many}"));
            }
        }
    }
}
