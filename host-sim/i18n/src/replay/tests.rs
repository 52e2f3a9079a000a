//! Words of reports in Chinese: each differs from the others, and none has an English word.

use std::collections::BTreeSet;

use super::played;
use super::sentence::{self, NotableFiles, Rewriting, SecondCardResult};
use super::*;

/// Returns the runs of Latin letters in a text.
fn latin_words(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| !word.is_empty()).collect()
}

/// Asserts that texts are Chinese, without a Latin word that is not allowed, and that no two are the same.
pub(crate) fn assert_chinese(texts: &[String], allowed: &[&str]) {
    for text in texts {
        let words: Vec<&str> = latin_words(text).into_iter().filter(|word| !allowed.contains(word)).collect();
        assert!(words.is_empty() && !text.is_ascii(), "{text}: {words:?}");
    }
    let different: BTreeSet<&String> = texts.iter().collect();
    assert_eq!(different.len(), texts.len(), "{texts:?}");
}

#[test]
fn every_mark_label_and_noun_has_chinese() {
    let own = |text: &str| text.to_owned();
    assert_chinese(&ReplayMark::ALL.map(|mark| own(mark.in_language(Language::Chinese))), &[]);
    assert_chinese(&FailureLabel::ALL.map(|label| own(label.in_language(Language::Chinese))), &[]);
    assert_chinese(&ReplayNoun::ALL.map(|noun| noun.counted(Language::Chinese, 2)), &[]);
}

/// Returns every sentence in a language, with the same values.
fn sentences(language: Language) -> Vec<String> {
    let mut all = vec![
        sentence::left(language, 2),
        sentence::first_difference(language, 2),
        sentence::survived(language, 2),
        sentence::line(language, 2),
        sentence::shard(language, "2/4", 2, 9),
        sentence::all_held(language).to_owned(),
        sentence::held(language, 2),
        sentence::held_and_failed(language, 2, 1),
        sentence::own_reason(language, "1"),
        sentence::implied(language, ".. 9000"),
        sentence::mismatch(language, "", Some("1"), "2"),
        sentence::mismatch(language, "", None, "2"),
        sentence::watching(language, 2),
        sentence::walk_not_opened(language, "1"),
        sentence::opened_on_terminal(language, "1"),
        sentence::unseen(language, 2),
        sentence::second_cards(language, 9, 0),
        sentence::second_cards(language, 9, 2),
        played::no_answer(language).to_owned(),
        played::reset(language, None),
        played::reset(language, Some(&[0x3B])),
        played::switched_on(language).to_owned(),
        played::case(language, "1"),
        played::ledger(language, "1"),
        played::message_from(language, "1"),
        played::service_line(language).to_owned(),
        played::failed(language, "1"),
        played::repeated(language, "1", 2),
        played::card(language, &[]),
        played::card(language, &["1".to_owned()]),
        played::refusal_line(language, "1"),
    ];
    for rewriting in [Rewriting::Done, Rewriting::Shown] {
        all.extend([None, Some("1")].map(|included| sentence::rewritten(language, 2, included, rewriting)));
    }
    let results = [SecondCardResult::Untried, SecondCardResult::Differences(0), SecondCardResult::Differences(2)];
    all.extend(results.map(|result| sentence::second_card(language, result)));
    let notable = [NotableFiles::Unread, NotableFiles::Unwritten, NotableFiles::ToRewrite, NotableFiles::Empty];
    all.extend(notable.map(|files| sentence::notable(language, 2, files)));
    all
}

#[test]
fn every_sentence_has_chinese_without_english_words() {
    assert_chinese(&sentences(Language::Chinese), &["Ctrl", "C", "B"]);
    assert!(sentences(Language::English).iter().all(|text| text.is_ascii()));
}

#[test]
fn labels_are_followed_by_words_in_one_column() {
    use unicode_width::UnicodeWidthStr as _;
    for language in [Language::Chinese, Language::English] {
        for label in FailureLabel::ALL {
            let line = sentence::labelled(language, label, "x");
            assert_eq!(line.width(), sentence::continued("x").width(), "{line}");
        }
    }
}
