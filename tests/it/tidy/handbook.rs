//! The page `docs/HANDBOOK.md`: every test, trace and walk that the page names exists, no section of chapters 2, 3 and
//! 4 is missing, every rule has a test, and no rule stands there twice.

use std::collections::BTreeSet;

use sim_script::lang::handbook::HandbookSection;

use super::{none, root};

/// First line of every table of rules.
const HEADER: &str = "| rule | the handbook's words | tests |";

/// Place of a rule on the page: the section, and the row in its table, counted from 1.
type Place<'p> = (&'p str, usize);

/// Row of a table of rules.
struct Rule<'p> {
    place: Place<'p>,
    /// Cell of the rule.
    rule: &'p str,
    /// Cell with the handbook's words.
    words: &'p str,
    /// Tests, traces and walks that hold the rule; `None` if the row has no such cell.
    tests: Option<Vec<&'p str>>,
}

/// Returns the number at the beginning of a heading of the second level or below; `None` if there is none.
fn section_number(heading: &str) -> Option<&str> {
    let number = heading.trim_start_matches('#').split_whitespace().next()?;
    number.starts_with(|c: char| c.is_ascii_digit()).then_some(number)
}

/// Returns the names in a cell.
fn named_tests(cell: &str) -> Option<Vec<&str>> {
    cell.split(", ").map(|name| name.strip_prefix('`')?.strip_suffix('`')).collect()
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
            let cells = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |")).unwrap_or(line);
            let cells: Vec<&str> = cells.split(" | ").collect();
            let cell = |place: usize| cells.get(place).copied().unwrap_or_default();
            let tests = if cells.len() == 3 { named_tests(cell(2)) } else { None };
            rules.push(Rule { place: (section, row), rule: cell(0), words: cell(1), tests });
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

/// Returns a complaint about each rule that is not written as it should be, about each that stands there twice, and
/// about each missing section.
fn complaints<'s>(page: &str, sections: impl IntoIterator<Item = (&'s str, &'s str)>) -> Vec<String> {
    let rules = rules(page);
    let mut complaints = Vec::new();
    let (mut said, mut quoted) = (BTreeSet::new(), BTreeSet::new());
    for Rule { place: (section, row), rule, words, tests } in &rules {
        match tests {
            None => complaints.push(format!("{section} row {row}: three cells, the last with names in backticks")),
            Some(names) => complaints.extend(
                names.iter().filter(|name| !is_there(name)).map(|name| format!("{section} row {row}: no test {name}")),
            ),
        }
        if !said.insert(rule) || !quoted.insert((section, words)) {
            complaints.push(format!("{section} row {row}: the rule or its words stand there twice"));
        }
    }
    for (section, heading) in sections {
        let is_heading = |line: &&str| line.starts_with("###") && section_number(line) == Some(section);
        let is_named = page.lines().find(is_heading).is_some_and(|line| line.replace(' ', "").contains(heading));
        if !is_named || rules.iter().all(|rule| rule.place.0 != section) {
            complaints.push(format!("{section} {heading}: the section is missing, or has another heading or no rule"));
        }
    }
    complaints
}

#[test]
fn every_rule_of_handbook_is_held_by_named_tests() {
    let page = std::fs::read_to_string(root().join("docs/HANDBOOK.md")).unwrap();
    let sections = HandbookSection::all().map(|section| (section.number(), section.heading()));
    none(complaints(&page, sections));
}

#[test]
fn tables_of_rules_are_checked() {
    let here = "`tests/it/tidy/handbook.rs::tables_of_rules_are_checked`";
    let rows = [
        format!("| held | 一 | {here} |"),
        format!("| named wrongly | 二 | {here}, `tests/it/tidy/handbook.rs::complaints`, `apdu-traces/README.md` |"),
        "| not held | 三 | — |".to_owned(),
        "| without names | 五 | some day |".to_owned(),
        format!("| held | 六 | {here} |"),
        format!("| held by the same words | 一 | {here} |"),
    ];
    let page =
        format!("### 9.1 A (甲 乙)\n\n{HEADER}\n|---|---|---|\n{}\n\n## Choices\n\n| a | b |\n", rows.join("\n"));
    let found = complaints(&page, [("9.1", "甲乙"), ("9.1", "丙"), ("9.2", "丁")]);
    let expected = [
        "9.1 row 2: no test tests/it/tidy/handbook.rs::complaints",
        "9.1 row 2: no test apdu-traces/README.md",
        "9.1 row 3: three cells, the last with names in backticks",
        "9.1 row 4: three cells, the last with names in backticks",
        "9.1 row 5: the rule or its words stand there twice",
        "9.1 row 6: the rule or its words stand there twice",
        "9.1 丙: the section is missing, or has another heading or no rule",
        "9.2 丁: the section is missing, or has another heading or no rule",
    ];
    assert_eq!(found, expected);
}
