//! Comparisons of transcripts: what is read, what is aligned, what a difference is called, and two texts side by side.

use sim_script::columns::columns;
use sim_script::side_by_side::{lines, rows};
use sim_script::transcript::diff::report::{human, json};
use sim_script::transcript::diff::{StoryChange, StoryComparison, StoryRow};
use sim_script::transcript::told::{ToldEvent, read};

const BEFORE: &str = "\
a.walk
     1  # What a person sees.
          the handset is switched on with the card
          ┌──────────────────────────────────┐
          │ (idle)                           │
          ├──────────────────────────────────┤
          │ menu                             │
          └──────────────────────────────────┘
     2  choose 我的钱包 > 钱包余额查询  # the balance
          FETCH -> DISPLAY TEXT
          ┌──────────────────────────────────┐
          │ 钱包余额:5.00元                  │
          ├──────────────────────────────────┤
          │ OK  back  end                    │
          └──────────────────────────────────┘
     3  expect screen \"5.00元\"
     4  tap purchase 1.00 yuan -> done
     5  press OK
a.walk ... ok (12 commands)

1 walk, 1 result, 12 commands: all held
";

fn compared(after: &str) -> StoryComparison {
    let [left, right] = [BEFORE, after].map(|text| read(text).unwrap().pop().unwrap());
    StoryComparison::of(&left, &right)
}

fn changes(after: &str) -> Vec<(StoryChange, usize)> {
    let comparison = compared(after);
    let changes = comparison.rows.iter().filter_map(|row| match row {
        StoryRow::Changed(change, [left, _]) => Some((*change, left.number)),
        _ => None,
    });
    changes.collect()
}

#[test]
fn transcript_is_read_line_by_line() {
    let stories = read(BEFORE).unwrap();
    let [story] = stories.as_slice() else { panic!("{stories:?}") };
    let lines: Vec<(usize, &str, usize)> =
        story.lines.iter().map(|line| (line.number, line.text.as_str(), line.brought.len())).collect();
    assert_eq!(
        lines,
        [
            (1, "", 2),
            (2, "choose 我的钱包 > 钱包余额查询", 2),
            (3, "expect screen \"5.00元\"", 0),
            (4, "tap purchase 1.00 yuan", 1),
            (5, "press OK", 0),
        ]
    );
    let screen = story.lines[1].last_screen().unwrap();
    assert_eq!(
        (screen.lines.as_slice(), screen.keys.as_slice()),
        (&["钱包余额:5.00元".to_owned()][..], &["OK  back  end".to_owned()][..])
    );
    assert_eq!(story.lines[3].brought, [ToldEvent::Words("-> done".to_owned())]);
}

#[test]
fn other_texts_are_no_transcript() {
    for text in
        ["", "choose 我的钱包\n", "> 00A40400\n< 9000\n", "{\"command\": \"00\"}\n", "a\n  b\n", "\n\n     1  x\n"]
    {
        assert_eq!(read(text), None, "{text:?}");
    }
}

#[test]
fn stories_of_one_transcript_are_told_apart() {
    let other = BEFORE.replace("a.walk", "b.walk").replace("\n\n1 walk, 1 result, 12 commands: all held\n", "\n");
    let stories = read(&format!("{other}{BEFORE}")).unwrap();
    let names: Vec<(&str, usize)> = stories.iter().map(|story| (story.name.as_str(), story.lines.len())).collect();
    assert_eq!(names, [("b.walk", 5), ("a.walk", 5)]);
}

#[test]
fn equal_transcripts_have_no_difference() {
    let comparison = compared(BEFORE);
    assert!(comparison.counts().is_same());
    assert_eq!(
        human(&comparison, 80),
        "--- a.walk\n+++ a.walk\n  (5 lines alike)\nBoth are the same: 5 lines alike.\n"
    );
    // Blanks and comments are no differences.
    assert!(
        compared(&BEFORE.replace("# the balance", "# another word").replace("press OK", "press   OK"))
            .counts()
            .is_same()
    );
}

#[test]
fn each_change_has_its_name() {
    assert_eq!(changes(&BEFORE.replace("余额:5.00", "余额:6.00")), [(StoryChange::Screen, 2)]);
    assert_eq!(changes(&BEFORE.replace("OK  back  end ", "OK  back  help")), [(StoryChange::Screen, 2)]);
    assert_eq!(changes(&BEFORE.replace("DISPLAY TEXT", "GET INKEY")), [(StoryChange::Effects, 2)]);
    assert_eq!(changes(&BEFORE.replace("-> done", "-> refused")), [(StoryChange::Effects, 4)]);
    assert_eq!(changes(&BEFORE.replace("\"5.00元\"", "\"6.00元\"")), [(StoryChange::Expectation, 3)]);
    assert_eq!(changes(&BEFORE.replace("我的钱包 > ", "钱包 > ")), [(StoryChange::Step, 2)]);
    assert_eq!(changes(&BEFORE.replace("     5  press OK\n", "")), []);
}

#[test]
fn missing_line_stands_alone() {
    let comparison = compared(&BEFORE.replace("     5  press OK\n", ""));
    assert!(matches!(comparison.rows.last(), Some(StoryRow::OnlyLeft(line)) if line.number == 5));
    assert_eq!((comparison.counts().only_left, comparison.counts().same), (1, 4));
    let comparison = compared(&BEFORE.replace("     5  press OK\n", "     5  wait 30 s\n     6  press OK\n"));
    assert_eq!((comparison.counts().only_right, comparison.counts().same), (1, 5));
}

#[test]
fn report_shows_both_screens_side_by_side() {
    let comparison = compared(&BEFORE.replace("余额:5.00", "余额:6.00"));
    let expected = "\
--- a.walk
+++ a.walk
  (1 line alike)
~ 2         choose 我的钱包 > 钱包余额查询: leads to another screen
    钱包余额:5.00元  | 钱包余额:6.00元
    [OK  back  end]    [OK  back  end]
  (3 lines alike)
They differ: 4 lines alike, 1 leading to another screen.
";
    assert_eq!(human(&comparison, 40), expected);
    let json = json(&comparison);
    assert_eq!(json["rows"][0]["kind"], "screen");
    assert_eq!(json["rows"][0]["right"]["brought"][1]["screen"][0], "钱包余额:6.00元");
    assert_eq!((&json["same"], json["rows"].as_array().unwrap().len()), (&serde_json::json!(false), 1));
}

fn columns_of(line: &str) -> usize {
    line.chars().map(columns).sum()
}

fn of(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

#[test]
fn equal_lines_stand_beside_each_other() {
    let (left, right) = (of(&["钱包余额", "1 元", "end"]), of(&["钱包余额", "2 元", "new", "end", "more"]));
    let signs: String = rows(&left, &right).iter().map(|row| row.sign).collect();
    assert_eq!(signs, " |> >");
    let printed = [
        "  钱包余额       钱包余额",
        "  1 元         | 2 元",
        "               > new",
        "  end            end",
        "               > more",
    ];
    assert_eq!(lines(&left, &right, "  ", 30), printed);
}

#[test]
fn long_lines_stay_in_their_column() {
    let long = of(&["请输入对方手机号码后按确认键，并等待平台的短信通知。"]);
    for width in [24, 25, 31, 40, 80] {
        let printed = lines(&long, &of(&["短"]), "    ", width);
        assert!(printed.iter().all(|line| columns_of(line) <= width), "{width}: {printed:#?}");
        assert_eq!(printed[0].find('|').map(|at| columns_of(&printed[0][..at])), Some((width - 7) / 2 + 5));
    }
}
