//! Tests of the analysis: positions, names, and what is said about a place.

use super::*;
use crate::trace::files::Texts;

fn trace(text: &str) -> Document {
    Document::new(TextKind::Trace, "a.trace", text)
}

#[test]
fn positions_count_utf_16_units() {
    let document = trace("钱😀x\n\nab");
    let at = |line: usize, character: usize| document.offset(EditorPosition { line, character });
    assert_eq!([at(0, 0), at(0, 1), at(0, 3), at(0, 4), at(0, 99)], [0, 3, 7, 8, 8]);
    assert_eq!([at(1, 5), at(2, 1), at(9, 0)], [9, 11, 12]);
    for offset in [0, 3, 7, 8, 9, 10, 11, 12] {
        assert_eq!(document.offset(document.position(offset)), offset);
    }
    assert_eq!(document.position(5), document.position(3), "in the middle of a character");
}

#[test]
fn names_are_found_where_they_stand() {
    let text = "< a:4 b:.. 9000\nc = purchase MAC1 of a, counter counter {b + 1}\ncheck c as TAC\n> {c} {now}\n# {a}\n";
    let document = trace(text);
    let found: Vec<_> = document.all_names().into_iter().map(|name| (name.name, name.is_definition)).collect();
    let found: Vec<_> = found.iter().map(|(name, is_definition)| (name.as_str(), *is_definition)).collect();
    let expected = [
        ("a", true),
        ("b", true),
        ("c", true),
        ("a", false),
        ("counter", false),
        ("b", false),
        ("c", false),
        ("c", false),
    ];
    assert_eq!(found, expected);
}

#[test]
fn rename_that_breaks_the_text_is_refused() {
    let text = "> 00\n< a:4 9000\nb = {a}\n";
    let document = trace(text);
    let places = document.rename(7, "c", &Texts::new()).unwrap();
    assert_eq!(places.len(), 2);
    assert_eq!(document.rename(7, "now", &Texts::new()), Err(RenameError::Invalid("now".to_owned())));
    assert_eq!(document.rename(7, "b", &Texts::new()), Err(RenameError::Taken("b".to_owned())));
    assert_eq!(document.rename(1, "c", &Texts::new()), Err(RenameError::Nothing));
}

#[test]
fn hover_tells_octets_of_last_replay() {
    let text = "> 00A40400 10 D1560001018003800000000100000000\nn = 805C0002\n> {n} 04\n< money:4 9000\n";
    let document = trace(text);
    let place = text.find("{n} 04").unwrap();
    assert!(document.hover(place + 4, None).is_none(), "what is sent is not known");
    let (played, outcome) = PlayedDocument::of(&document, &Texts::new()).unwrap();
    assert!(outcome.held());
    assert!(document.hover(place + 4, Some(&played)).unwrap().text.contains("GET BALANCE"));
    let value = document.hover(place + 1, Some(&played)).unwrap().text;
    assert!(value.contains("line 2: `n = 805C0002`") && value.contains("last replay: `805C0002`"), "{value}");
    let answer = document.hover(text.find("money").unwrap() + 9, Some(&played)).unwrap().text;
    assert!(answer.contains("0.00 yuan"), "{answer}");
}

#[test]
fn menu_has_the_lines_that_a_handset_shows() {
    let lines = crate::walk::menu_lines();
    assert!(lines.contains(&vec!["我的钱包".to_owned(), "钱包充值".to_owned()]), "{lines:?}");
    assert!(lines.len() > 20, "{lines:?}");
}
