//! The page `docs/HANDBOOK.md`: every test, trace and walk that the page names exists, no section of chapters 2, 3 and
//! 4 is missing, every rule has a test, and no rule stands there twice.

use std::collections::BTreeSet;

use super::{none, root};

/// Sections of chapters 2, 3 and 4 that state rules, with their headings in the handbook. Sections that only head
/// others are not here, nor the settings and questions of 4.5 and 4.6, whose text the source does not have.
#[rustfmt::skip]
const SECTIONS: &[(&str, &str)] = &[
    ("2.1", "业务资费"),
    ("2.2", "业务开通方式"),
    ("2.2.1", "注意事项"),
    ("2.3", "手机支付网站使用"),
    ("2.4.1", "充值"),
    ("2.4.1.1", "网银充值"),
    ("2.4.1.2", "充值卡充值"),
    ("2.4.1.3", "营业厅现金充值"),
    ("2.4.2.1", "消费"),
    ("2.4.2.2", "退款"),
    ("2.5", "提现"),
    ("2.5.1", "绑定提现银行卡"),
    ("2.5.2.1", "网站提现"),
    ("2.5.2.2", "短信提现"),
    ("2.5.3", "提现注意事项"),
    ("2.6", "密码管理"),
    ("2.6.1.1", "初始密码"),
    ("2.6.1.2", "密码修改"),
    ("2.6.1.3", "密码使用"),
    ("2.6.1.4", "密码重置"),
    ("2.6.2.1", "初始密码"),
    ("2.6.2.2", "密码修改"),
    ("2.6.2.3", "密码使用"),
    ("2.6.2.4", "密码重置"),
    ("2.6.3", "手机支付密码注意事项"),
    ("2.7", "用户自服务"),
    ("2.7.1", "交易明细查询"),
    ("2.7.2", "余额查询"),
    ("2.7.3", "缴话费"),
    ("2.8.1", "业务取消方式"),
    ("2.8.2", "业务取消注意事项"),
    ("3.1", "业务开通"),
    ("3.1.1", "业务开通方式"),
    ("3.1.2", "手机钱包刷卡距离校准"),
    ("3.2.1.1", "营业厅充值"),
    ("3.2.1.2", "网络侧充值"),
    ("3.2.1.3", "空中充值"),
    ("3.2.2.1", "支付"),
    ("3.2.2.2", "撤销与退货"),
    ("3.2.2.3", "提现"),
    ("3.3.1", "操作密码"),
    ("3.3.2", "支付密码"),
    ("3.4.1.1", "POS查询"),
    ("3.4.1.2", "手机STK查询"),
    ("3.4.1.3", "网站查询"),
    ("3.4.2.1", "营业厅查询"),
    ("3.4.2.2", "手机STK查询"),
    ("3.4.2.3", "POS查询"),
    ("3.4.3", "钱包暂停与恢复"),
    ("3.5.1.1", "营业厅销户"),
    ("3.5.1.2", "STK销户"),
    ("3.5.2", "业务取消注意事项"),
    ("3.6.1", "保留原号的补/换卡"),
    ("3.6.2", "手机号挂失/停机"),
    ("3.6.3", "手机号销号"),
    ("4", "帮助中心"),
    ("4.1", "手机支付网站"),
    ("4.2", "营业厅"),
    ("4.3", "支持中心"),
    ("4.4", "常用功能短信操作指令"),
];

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
fn complaints(page: &str, sections: &[(&str, &str)]) -> Vec<String> {
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
        if !is_named || rules.iter().all(|rule| rule.place.0 != *section) {
            complaints.push(format!("{section} {heading}: the section is missing, or has another heading or no rule"));
        }
    }
    complaints
}

#[test]
fn every_rule_of_handbook_is_held_by_named_tests() {
    let page = std::fs::read_to_string(root().join("docs/HANDBOOK.md")).unwrap();
    none(complaints(&page, SECTIONS));
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
    let found = complaints(&page, &[("9.1", "甲乙"), ("9.1", "丙"), ("9.2", "丁")]);
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
