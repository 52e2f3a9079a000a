//! The page `docs/HANDBOOK.md`: every test, trace and walk that the page names exists, no section of chapter 3 is
//! missing, and every rule has a test.

use std::collections::BTreeSet;

use super::{none, root};

/// Sections of chapter 3 that state rules.
const CHAPTER_3: &[&str] = &[
    "3.1", "3.1.1", "3.1.2", "3.2.1.1", "3.2.1.2", "3.2.1.3", "3.2.2.1", "3.2.2.2", "3.2.2.3", "3.3.1", "3.3.2",
    "3.4.1.1", "3.4.1.2", "3.4.1.3", "3.4.2.1", "3.4.2.2", "3.4.2.3", "3.4.3", "3.5.1.1", "3.5.1.2", "3.5.2", "3.6.1",
    "3.6.2", "3.6.3",
];

/// First line of every table of rules.
const HEADER: &str = "| rule | the handbook's words | tests |";

/// Place of a rule on the page: the section, and the row in its table, counted from 1.
type Place<'p> = (&'p str, usize);

/// Row of a table of rules.
struct Rule<'p> {
    place: Place<'p>,
    /// Tests, traces and walks that hold the rule; `None` if the row has no such cell.
    tests: Option<Vec<&'p str>>,
}

/// Returns the number at the beginning of a heading of the second level or below; `None` if there is none.
fn section_number(heading: &str) -> Option<&str> {
    let number = heading.trim_start_matches('#').split_whitespace().next()?;
    number.starts_with(|c: char| c.is_ascii_digit()).then_some(number)
}

/// Returns the names in the last of three cells.
fn named_tests(row: &str) -> Option<Vec<&str>> {
    let cells: Vec<&str> = row.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
    let [_, _, tests] = cells[..] else { return None };
    tests.split(", ").map(|name| name.strip_prefix('`')?.strip_suffix('`')).collect()
}

/// Returns the rules of the page: the rows of the tables in its numbered sections.
fn rules(page: &str) -> Vec<Rule<'_>> {
    let mut rules = Vec::new();
    let mut section = None;
    let mut row = 0;
    for line in page.lines() {
        if line.starts_with('#') {
            (section, row) = (section_number(line), 0);
        }
        let is_row = line.starts_with('|') && line != HEADER && !line.starts_with("|---");
        if let Some(section) = section.filter(|_| is_row) {
            row += 1;
            rules.push(Rule { place: (section, row), tests: named_tests(line) });
        }
    }
    rules
}

/// Returns the functions of a Rust file that are marked as tests.
fn test_functions(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut is_marked = false;
    for line in text.lines().map(str::trim_start) {
        is_marked |= line == "#[test]" || line == "#[tokio::test]";
        if let Some(rest) = line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn ")) {
            let name = rest.split('(').next().filter(|_| is_marked);
            found.extend(name);
            is_marked = false;
        }
    }
    found
}

/// Returns whether a name is that of a test, a trace or a walk.
fn is_there(name: &str) -> bool {
    let Some((file, function)) = name.split_once("::") else {
        let is_session = name.ends_with(".trace") || name.ends_with(".walk");
        return is_session && name.starts_with("apdu-traces/") && root().join(name).is_file();
    };
    std::fs::read_to_string(root().join(file)).is_ok_and(|text| test_functions(&text).contains(function))
}

/// Returns a complaint about each rule that is not written as it should be, and about each missing section.
fn complaints(page: &str, sections: &[&str]) -> Vec<String> {
    let rules = rules(page);
    let mut complaints = Vec::new();
    for Rule { place: (section, row), tests } in &rules {
        match tests {
            None => complaints.push(format!("{section} row {row}: three cells, the last with names in backticks")),
            Some(names) => complaints.extend(
                names.iter().filter(|name| !is_there(name)).map(|name| format!("{section} row {row}: no test {name}")),
            ),
        }
    }
    let missing = sections.iter().filter(|section| rules.iter().all(|rule| rule.place.0 != **section));
    complaints.extend(missing.map(|section| format!("{section}: the section is missing or has no rule")));
    complaints
}

#[test]
fn every_rule_of_handbook_is_held_by_named_tests() {
    let page = std::fs::read_to_string(root().join("docs/HANDBOOK.md")).unwrap();
    none(complaints(&page, CHAPTER_3));
}

#[test]
fn tables_of_rules_are_checked() {
    let here = "`tests/it/tidy/handbook.rs::tables_of_rules_are_checked`";
    let rows = [
        format!("| held | 一 | {here} |"),
        format!("| named wrongly | 二 | {here}, `tests/it/tidy/handbook.rs::complaints`, `apdu-traces/README.md` |"),
        "| not held | 三 | — |".to_owned(),
        "| without names | 五 | some day |".to_owned(),
    ];
    let page = format!("### 9.1 A\n\n{HEADER}\n|---|---|---|\n{}\n\n## Choices\n\n| a | b |\n", rows.join("\n"));
    let found = complaints(&page, &["9.1", "9.2"]);
    let expected = [
        "9.1 row 2: no test tests/it/tidy/handbook.rs::complaints",
        "9.1 row 2: no test apdu-traces/README.md",
        "9.1 row 3: three cells, the last with names in backticks",
        "9.1 row 4: three cells, the last with names in backticks",
        "9.2: the section is missing or has no rule",
    ];
    assert_eq!(found, expected);
}
