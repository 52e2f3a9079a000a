//! Known survivors: a list in which each has the reason why no test fails.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Comparison of a run's survivors with the list.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Survivors that the list does not explain.
    pub unexplained: Vec<String>,
    /// Explanations of mutants that were tried and do not survive.
    pub outlived: Vec<String>,
}

/// Returns the name of a mutant without line and column, which change with every edit: the file, a colon, the change.
fn without_place(name: &str) -> String {
    let mut parts = name.splitn(4, ':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(file), Some(_), Some(_), Some(change)) => format!("{file}:{change}"),
        _ => name.to_owned(),
    }
}

/// Reads the list. A line is a file, the change, and the reason why no test fails, with tabs between; `#` begins a
/// remark.
fn read(list: &Path) -> Result<BTreeMap<String, String>, String> {
    let text = std::fs::read_to_string(list).map_err(|error| format!("{}: {error}", list.display()))?;
    let mut known = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        match line.split('\t').collect::<Vec<_>>().as_slice() {
            [file, change, reason] if !reason.trim().is_empty() => {
                known.insert(format!("{file}: {change}"), (*reason).to_owned());
            }
            _ => {
                return Err(format!(
                    "{}:{number}: a line is file, change and reason, with tabs between",
                    list.display()
                ));
            }
        }
    }
    Ok(known)
}

/// Compares the results of a run with the list.
pub fn compare(results: &str, list: &Path) -> Result<Comparison, String> {
    let known = read(list)?;
    let mut comparison = Comparison::default();
    let (mut survivors, mut tried) = (BTreeSet::new(), BTreeSet::new());
    for line in results.lines() {
        let mut fields = line.splitn(3, '\t');
        let (Some(verdict), Some(_), Some(name)) = (fields.next(), fields.next(), fields.next()) else { continue };
        let key = without_place(name);
        if matches!(verdict, "SURVIVED" | "UNREACHED") {
            if !known.contains_key(&key) {
                comparison.unexplained.push(format!("{verdict} {name}"));
            }
            survivors.insert(key.clone());
        }
        tried.insert(key);
    }
    comparison.outlived = known.into_keys().filter(|key| tried.contains(key) && !survivors.contains(key)).collect();
    Ok(comparison)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survivors_are_matched_without_line_numbers() {
        let list = std::env::temp_dir().join(format!("mutants-known-{}", std::process::id()));
        std::fs::write(&list, "# a remark\na.rs\treplace + with -\tboth give nothing\nb.rs\tdelete !\tnever\n")
            .unwrap();
        let results =
            "SURVIVED\t\ta.rs:9:1: replace + with -\ncaught\tit\tb.rs:1:2: delete !\nUNREACHED\t\tc.rs:1:1: delete !\n";
        let comparison = compare(results, &list).unwrap();
        std::fs::write(&list, "a.rs replace + with -\n").unwrap();
        let refused = compare(results, &list).unwrap_err();
        std::fs::remove_file(&list).unwrap();
        assert_eq!(comparison.unexplained, ["UNREACHED c.rs:1:1: delete !"]);
        assert_eq!(comparison.outlived, ["b.rs: delete !"]);
        assert!(refused.ends_with(":1: a line is file, change and reason, with tabs between"), "{refused}");
    }
}
