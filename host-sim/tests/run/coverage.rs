//! Coverage of runs: what counts, floors, parts that are joined, suggestions that are played, and the pages.

use std::path::Path;

use serde_json::Value;

use super::{SELECT, folder, run};

/// Header that names a section, and a wrong PIN.
const TRACE: &str = "covers 3.3.1, 2.1\ncard pin on\n> 00A40400 Lc D1560001018003800000000100000000\n\
                     > 00200000 Lc 9999\n< 63C2\n";

/// Runs with coverage for programs.
fn report(folder: &Path, arguments: &[&str]) -> (i32, Value) {
    let ended = run(folder, &[arguments, &["--format", "json"]].concat());
    let report = serde_json::from_str(&ended.printed).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
    (ended.status, report)
}

/// Returns what the report says of a dimension.
fn dimension<'r>(report: &'r Value, name: &str) -> &'r Value {
    let dimensions = report["coverage"]["dimensions"].as_array().unwrap();
    dimensions.iter().find(|dimension| dimension["name"] == name).unwrap()
}

fn items(report: &Value, name: &str) -> Vec<String> {
    let items = dimension(report, name)["items"].as_array().unwrap();
    items.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

#[test]
fn suggestions_cover_what_was_missing() {
    let folder = folder(&[("a.trace", TRACE)]);
    let (status, first) = report(folder.path(), &[".", "--coverage"]);
    assert_eq!(status, 0);
    assert_eq!(items(&first, "commands"), ["SELECT by AID: done", "VERIFY: PinWrong"]);
    assert_eq!(items(&first, "refusals"), ["PinWrong"]);
    assert_eq!(items(&first, "status-words"), ["63Cx", "9000"]);
    assert_eq!(items(&first, "handbook"), ["2.1 业务资费", "3.3.1 操作密码"]);
    let mut wanted = Vec::new();
    for dimension in first["coverage"]["dimensions"].as_array().unwrap() {
        for missing in dimension["missing"].as_array().unwrap().iter().take(3) {
            let suggestion = &missing["suggestion"];
            let kind = suggestion["kind"].as_str().unwrap_or_else(|| panic!("nothing covers {missing}"));
            let text = suggestion["text"].as_str().unwrap();
            let text = if kind == "line" { format!("{text}\npress menu\n") } else { text.to_owned() };
            let ending = if kind == "line" { "walk" } else { kind };
            std::fs::write(folder.path().join(format!("{}.{ending}", wanted.len())), text).unwrap();
            wanted.push((dimension["name"].as_str().unwrap(), missing["item"].as_str().unwrap()));
        }
    }
    assert!(wanted.len() >= 24, "{wanted:?}");
    let (status, second) = report(folder.path(), &[".", "--coverage-min", "0"]);
    assert_eq!(status, 0, "{}", second["traces"]);
    for (name, item) in wanted {
        assert!(items(&second, name).iter().any(|covered| covered == item), "{item}");
    }
    let all = |report: &Value| report["coverage"]["all"].as_u64().unwrap();
    assert!(all(&first) > 1_000 && all(&first) == all(&second));
}

#[test]
fn parts_are_joined_and_failures_count_nothing() {
    let failing = format!("covers 2.2\n{SELECT}> 805C0002 04\n< 00000001 9000\n");
    let folder = folder(&[("a.trace", TRACE), ("b.trace", SELECT), ("c.trace", &failing)]);
    let (_, whole) = report(folder.path(), &[".", "--coverage-min", "0"]);
    assert_eq!(items(&whole, "handbook"), ["2.1 业务资费", "3.3.1 操作密码"], "c fails, and covers nothing");
    let ended = run(folder.path(), &["b.trace", "--coverage-min", "0", "--format", "json"]);
    std::fs::write(folder.path().join("b.json"), ended.printed).unwrap();
    let (status, joined) = report(folder.path(), &["a.trace", "--coverage-with", "b.json", "--jobs", "1"]);
    assert_eq!((status, &joined["coverage"]), (0, &whole["coverage"]));
    let wrong = run(folder.path(), &["a.trace", "--coverage-with", "a.trace"]);
    assert!(wrong.status == 2 && wrong.error.contains("a.trace is no report"), "{}", wrong.error);
}

#[test]
fn coverage_below_its_floor_fails() {
    let folder = folder(&[("a.trace", TRACE)]);
    let low = run(folder.path(), &["a.trace", "--coverage-min", "commands=0.1,handbook=4"]);
    let told = "too little is covered of handbook: 2 of 60 are covered, 3.3 %, and the floor is 4.0 %";
    assert!(low.status == 1 && low.printed.contains(told), "{}", low.printed);
    let held = run(folder.path(), &["a.trace", "--coverage-min", "commands=0.1,handbook=3.3"]);
    assert!(held.status == 0 && held.printed.contains("\ncoverage\n  commands "), "{}", held.printed);
    for (floor, told) in [
        ("101", "\"101\" is no percentage"),
        ("menus=3", "did you mean menu?"),
        ("menu=3,menu=4", "menu has two floors"),
        ("", "is no percentage"),
    ] {
        let wrong = run(folder.path(), &["a.trace", "--coverage-min", floor]);
        assert!(wrong.status == 2 && wrong.error.contains(told), "{floor}: {}", wrong.error);
    }
}

#[test]
fn unknown_section_is_a_mistake_with_its_place() {
    let folder = folder(&[("a.walk", "covers 3.4.2\npress menu\n"), ("b.trace", "covers 3.3.1,\nreset\n")]);
    let ended = run(folder.path(), &["."]);
    assert_eq!(ended.status, 2);
    for told in ["a.walk:1:8", "has no section 3.4.2 with rules of its own", "did you mean `3.4.2.1`?", "b.trace:1"] {
        assert!(ended.error.contains(told), "{told}: {}", ended.error);
    }
}

#[test]
fn pages_tell_coverage_and_mark_the_menu() {
    let walk = "card balance 5.00 yuan, open\nchoose 我的钱包 > 钱包余额查询\npress OK\n";
    let folder = folder(&[("a.walk", walk)]);
    let ended = run(folder.path(), &["a.walk", "--report", "pages", "--coverage"]);
    assert_eq!(ended.status, 0, "{}", ended.error);
    let read = |name: &str| std::fs::read_to_string(folder.path().join("pages").join(name)).unwrap();
    let page = read("coverage.html");
    assert!(page.contains("<meter") && page.contains("Covered by this walk:") && page.contains("menu.svg"));
    assert!(read("index.html").contains("coverage.html"));
    let menu = read("menu.svg");
    assert!(menu.contains("class=\"hit\"") && menu.contains("class=\"miss\"") && menu.contains("next miss"), "{menu}");
    assert_eq!(run(folder.path(), &["a.walk", "--report", "pages"]).status, 0);
    assert!(!folder.path().join("pages/coverage.html").exists(), "the page of the earlier report is gone");
}
