//! Names of key usages in a profile: a word and, where PBOC has one, its abbreviation. One table, both directions.

use applet::KeyUsage;

const TABLE: [(KeyUsage, &str, Option<&str>); 12] = [
    (KeyUsage::Purchase, "purchase", Some("DPK")),
    (KeyUsage::Load, "load", Some("DLK")),
    (KeyUsage::Unload, "unload", Some("DULK")),
    (KeyUsage::Tac, "TAC", Some("DTK")),
    (KeyUsage::Maintenance, "maintenance", Some("DAMK")),
    (KeyUsage::PinUnblock, "PIN unblock", Some("DPUK")),
    (KeyUsage::PinReload, "PIN reload", Some("DRPK")),
    (KeyUsage::ExternalAuthentication, "external authentication", Some("DEAK")),
    (KeyUsage::InternalAuthentication, "internal authentication", Some("DIAK")),
    (KeyUsage::ApplicationBlock, "application block", None),
    (KeyUsage::ApplicationUnblock, "application unblock", None),
    (KeyUsage::CardBlock, "card block", None),
];

/// Returns the name of a usage in a profile.
pub fn usage_name(usage: KeyUsage) -> &'static str {
    TABLE.iter().find(|(of, ..)| *of == usage).map_or("", |(_, name, _)| name)
}

/// Returns the usage of a name or an abbreviation, in upper or lower case; `None` if there is none.
pub fn usage_of_name(name: &str) -> Option<KeyUsage> {
    let same = |word: &str| word.eq_ignore_ascii_case(name);
    TABLE.iter().find(|(_, word, short)| same(word) || short.is_some_and(same)).map(|(usage, ..)| *usage)
}

/// Returns every name with its abbreviation, for an error message.
pub(super) fn usages_in_words() -> String {
    let word = |(_, word, short): &(KeyUsage, &str, Option<&str>)| match short {
        Some(short) => format!("{word} ({short})"),
        None => (*word).to_owned(),
    };
    TABLE.iter().map(word).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_usage_round_trips_through_its_name() {
        for usage in KeyUsage::ALL {
            assert_eq!(usage_of_name(usage_name(usage)), Some(usage));
        }
        assert_eq!(usage_of_name("dpk"), Some(KeyUsage::Purchase));
        assert_eq!(usage_of_name("DUK"), None);
    }
}
