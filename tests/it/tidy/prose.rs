//! How doc comments begin: a function's with a verb in the third person, everything else's with a noun phrase.

use super::{none, sources};

/// Words with which no doc comment of a type, a field or a constant begins: questions and relative clauses.
const QUESTIONS: &[&str] = &[
    "What", "Whatever", "When", "Where", "Whether", "Which", "Who", "Whoever", "Whom", "Whose", "Why", "How", "If",
    "That",
];

/// Words on `s` with which the doc comment of a function begins and which are no verbs.
const NO_VERBS: &[&str] = &[
    "This",
    "Its",
    "His",
    "Is",
    "Was",
    "Has",
    "Always",
    "Sometimes",
    "Perhaps",
    "Less",
    "Plus",
    "Us",
    "Others",
    "Days",
    "Hours",
    "Minutes",
    "Seconds",
    "Keys",
    "Cards",
    "Rules",
    "Words",
    "Octets",
    "Bytes",
    "Bits",
    "Digits",
    "Texts",
    "Lines",
    "Steps",
    "Fields",
    "Passwords",
    "Events",
    "Messages",
    "Letters",
    "Orders",
    "Things",
    "Numbers",
    "Cells",
    "Tags",
    "Values",
    "Nodes",
];

/// Thing that a doc comment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Documented {
    Function,
    /// Test, whose name says what it is about.
    Test,
    /// Type, field, variant, constant or module.
    Other,
}

/// Doc comment: its line, counted from 1, its first line, and the thing behind it.
struct DocComment<'t> {
    line: usize,
    first: &'t str,
    documented: Documented,
}

/// Returns the text of a line of a doc comment.
fn doc_text(line: &str) -> Option<&str> {
    let text = line.trim_start().strip_prefix("///")?;
    if text.starts_with('/') { None } else { Some(text.trim()) }
}

/// Returns the doc comments of a file.
fn doc_comments(text: &str) -> Vec<DocComment<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let begins = |at: &usize| doc_text(lines[*at]).is_some() && (*at == 0 || doc_text(lines[*at - 1]).is_none());
    let comment = |at: usize| DocComment {
        line: at + 1,
        first: doc_text(lines[at]).unwrap_or_default(),
        documented: documented(&lines[at..]),
    };
    (0..lines.len()).filter(begins).map(comment).collect()
}

/// Returns the kind of the thing that follows a doc comment at the beginning of `lines`.
fn documented(lines: &[&str]) -> Documented {
    let mut open_brackets = 0_i32;
    for line in lines.iter().skip_while(|line| doc_text(line).is_some()) {
        let line = line.trim();
        let is_attribute = open_brackets > 0 || line.starts_with("#[");
        if is_attribute {
            if line == "#[test]" {
                return Documented::Test;
            }
            open_brackets += line.chars().map(|c| i32::from(c == '[') - i32::from(c == ']')).sum::<i32>();
        } else if !line.is_empty() && !line.starts_with("//") {
            let mut words = line.split(' ').skip_while(|word| {
                word.starts_with("pub") || ["in", "const", "async", "default"].contains(word) || word.ends_with(')')
            });
            return if words.next() == Some("fn") { Documented::Function } else { Documented::Other };
        }
    }
    Documented::Other
}

/// Returns whether a word is a verb in the third person as far as a machine can see.
fn is_third_person(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|first| first.is_ascii_uppercase())
        && letters.all(|letter| letter.is_ascii_lowercase())
        && word.ends_with('s')
        && !NO_VERBS.contains(&word)
}

/// Returns the complaint about a doc comment; `None` where it begins as it should.
fn complaint(comment: &DocComment<'_>) -> Option<&'static str> {
    let word = comment.first.split([' ', ',', ';', ':', '.']).next().unwrap_or_default();
    match comment.documented {
        Documented::Function if !is_third_person(word) => {
            Some("a function's doc begins with a verb in the third person")
        }
        Documented::Other if QUESTIONS.contains(&word) => Some("a doc begins with a noun, not with a question"),
        Documented::Other if comment.first.starts_with("The same") => Some("a doc stands alone, without \"the same\""),
        _ => None,
    }
}

#[test]
fn doc_comments_begin_with_verbs_or_nouns() {
    let mut complaints = Vec::new();
    for file in sources() {
        for comment in doc_comments(&file.text) {
            let found = complaint(&comment);
            complaints.extend(found.map(|why| format!("{}:{}: {why}: {}", file.name, comment.line, comment.first)));
        }
    }
    none(complaints);
}

#[test]
fn rules_of_prose_find_what_they_look_for() {
    let text = [
        "/// What it is.\npub struct A {\n    /// Amount in fen.\n    b: u8,\n    /// The same, doubled.\n    c: u8,\n}\n\n",
        "/// A card.\n#[must_use = \"[\\\n]\"]\npub(in crate::x) const fn a() {}\n\n/// Returns a card.\nfn b() {}\n\n",
        "/// Whether it holds.\n#[test]\nfn c() {}\n\n/// Keys of a card.\nconst fn d() {}\n",
    ]
    .concat();
    let found: Vec<_> = doc_comments(&text).iter().filter(|one| complaint(one).is_some()).map(|one| one.line).collect();
    assert_eq!(found, [1, 5, 9, 21]);
}
