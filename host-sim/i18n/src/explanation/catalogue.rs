//! Chinese of the texts in the tables of `sim_explain`: purposes, conditions, meanings, labels, names, sentences. The
//! English of a text as a whole names the text. Texts that hold a value are made from the value instead.

mod abilities;
mod conditions;
mod fields;
mod files;
mod labels;
mod names;
mod objects;
mod parameters;
mod purposes;
mod refusals;
mod reset;
mod results;
mod sentences;
mod statuses;

use std::collections::HashMap;
use std::sync::LazyLock;

type Table = &'static [(&'static str, &'static str)];

/// Tables of texts: English and Chinese.
const TEXTS: [Table; 13] = [
    abilities::TABLE,
    conditions::TABLE,
    fields::TABLE,
    files::TABLE,
    names::TABLE,
    objects::TABLE,
    parameters::TABLE,
    purposes::TABLE,
    refusals::TABLE,
    reset::TABLE,
    results::TABLE,
    sentences::TABLE,
    statuses::TABLE,
];

static CHINESE: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| TEXTS.iter().flat_map(|table| table.iter().copied()).collect());

static LABELS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| labels::TABLE.iter().copied().collect());

/// Returns the Chinese of a text; `None` where the text is of no table.
pub(super) fn find(english: &str) -> Option<&'static str> {
    CHINESE.get(english).copied()
}

/// Returns the Chinese of a text. Symbols of the standards stand in both languages.
pub(super) fn of(english: &str) -> &str {
    find(english).unwrap_or(english)
}

/// Returns the Chinese of a label: that of a line, a field, or an object of the toolkit.
pub(super) fn label(english: &str) -> &str {
    LABELS.get(english).copied().unwrap_or_else(|| of(english))
}

/// Returns the Chinese of several texts, as a list.
pub(super) fn list(english: &[&str]) -> String {
    english.iter().map(|text| of(text)).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_one_chinese() {
        for (english, chinese) in TEXTS.iter().flat_map(|table| table.iter()) {
            assert_eq!(of(english), *chinese, "{english}");
            assert!(!chinese.is_empty(), "{english}");
        }
        for (english, chinese) in labels::TABLE {
            assert_eq!(label(english), *chinese, "{english}");
        }
    }
}
