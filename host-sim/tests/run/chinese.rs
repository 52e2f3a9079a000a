//! `run --lang zh`: the report and the transcripts for people in Chinese, and the reports for programs in English.

use super::{SELECT, folder, run};

/// Purchase whose MAC1 is that of another amount.
const WRONG_MAC: &str = "\
card balance 50.00 yuan, offline 0007
random 653027F6 11111111
> 00A40400 Lc D1560001018003800000000100000000
> 80500102 0B 03 {1.00 yuan} 112233445566 0F
mac1 = purchase MAC1 of 2.00 yuan on 2009-11-18 10:30:00, terminal counter 1
> 80540100 0F 00000001 20091118103000 {mac1} 08
";

const WALK: &str = "card balance 5.00 yuan, open\nchoose 我的钱包 > 钱包余额查询\nexpect screen \"5.00元\"\n";

/// Rows of a table, the first of which fails.
fn table() -> String {
    let header =
        "card balance 50.00 yuan, pin on\n\ncases wrong PINs\n| pin | answer |\n| 1111 | 9000 |\n| 1234 | 9000 |\n";
    format!("{header}{SELECT}> 00200000 02 {{pin}}\n< {{answer}}\nend\n")
}

/// Returns the lower-case English words of a report, without lines of scripts, names of files and command lines.
fn english_words(report: &str) -> Vec<String> {
    let foreign =
        |line: &&str| !["重放", "原文", "期望", "实际", "用例"].contains(&line.trim_start().get(..6).unwrap_or(""));
    let words = report.lines().filter(foreign).flat_map(str::split_whitespace);
    let words = words.filter(|word| !word.contains(['/', '.', '`']));
    let runs = words.flat_map(|word| word.split(|letter: char| !letter.is_ascii_alphabetic()));
    runs.filter(|run| run.len() > 1 && run.chars().all(|letter| letter.is_ascii_lowercase()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn passing_and_failing_files_are_reported_in_chinese() {
    let select = format!("card balance 1 yuan\n{SELECT}");
    let folder = folder(&[
        ("good.trace", &format!("{select}> 805C0002 04\n< {{1 yuan}} 9000\n")),
        ("field.trace", &format!("{select}> 805C0002 04\n< {{2 yuan}} 9000\n")),
        ("refused.trace", &format!("{select}> 80500102 Lc 03 {{2 yuan}} 112233445566 Le 0F\n")),
        ("mac.trace", WRONG_MAC),
        ("rows.trace", &table()),
        ("state.trace", &format!("{select}expect balance 6.00 yuan\n")),
        ("empty.trace", "# to be written\n"),
    ]);
    let ended = run(folder.path(), &[".", "--lang", "zh"]);
    assert_eq!((ended.status, ended.error.as_str()), (1, ""));
    assert_eq!(english_words(&ended.printed), ["trace"; 0]);
    insta::assert_snapshot!("failures", ended.printed);
    let all = run(folder.path(), &["good.trace", "--lang", "zh"]);
    insta::assert_snapshot!(all.printed, @r"
    good.trace ... 通过 (2 条命令)

    1 份指令记录,1 个结果,2 条命令: 全部通过
    ");
}

#[test]
fn failing_walks_are_reported_in_chinese() {
    let folder = folder(&[
        ("good.walk", WALK),
        ("screen.walk", &WALK.replace("\"5.00元\"", "\"6.00元\"")),
        ("line.walk", &WALK.replace("余额查询", "余额查寻")),
        ("menu.walk", &WALK.replace("expect screen", "choose 我的钱包\n# ")),
        ("typed.walk", "press menu\ntype \"1\"\n"),
    ]);
    let ended =
        run(folder.path(), &["good.walk", "screen.walk", "line.walk", "menu.walk", "typed.walk", "--lang", "zh"]);
    assert_eq!(ended.status, 1, "{}", ended.error);
    assert_eq!(english_words(&ended.printed), ["trace"; 0], "{}", ended.printed);
    insta::assert_snapshot!("walks", ended.printed);
}

#[test]
fn transcripts_are_told_in_chinese() {
    let select = format!("# 余额\ncard balance 5.00 yuan\n{SELECT}");
    let text = format!(
        "{select}> 805C0002 04\n> 80500102 0B 03 {{9 yuan}} 112233445566 0F\n< 9401\nreset\nexpect balance 6.00 yuan\n"
    );
    let folder = folder(&[("a.trace", &text), ("b.walk", WALK)]);
    let brief = run(folder.path(), &["-v", "a.trace", "--lang", "zh"]);
    insta::assert_snapshot!("brief", brief.printed);
    let whole = run(folder.path(), &["-vv", "a.trace", "--lang", "zh"]);
    insta::assert_snapshot!("whole", whole.printed);
    let walk = run(folder.path(), &["-v", "b.walk", "--lang", "zh"]);
    insta::assert_snapshot!("told_walk", walk.printed);
    run(folder.path(), &["b.walk", "--lang", "zh", "--transcript", "t.txt"]);
    assert_eq!(std::fs::read_to_string(folder.path().join("t.txt")).unwrap(), walk.printed);
}

#[test]
fn reports_for_programs_have_no_language() {
    let folder = folder(&[("a.trace", "> 00840000 05\n"), ("b.trace", "reset\n"), ("c.trace", WRONG_MAC)]);
    let without_times = |text: String| -> Vec<String> {
        text.lines()
            .filter(|line| !line.contains("\"seconds\"") && !line.contains("time="))
            .map(str::to_owned)
            .collect()
    };
    for format in ["json", "junit"] {
        let english = run(folder.path(), &[".", "--format", format]).printed;
        let chinese = run(folder.path(), &[".", "--format", format, "--lang", "zh"]).printed;
        assert_eq!(without_times(chinese), without_times(english), "{format}");
    }
}

#[test]
fn second_card_shards_and_blessing_read_in_chinese() {
    let balance = format!("{SELECT}> 805C0002 04\n< {{0.00 yuan}} 9000\n");
    let rich = "[start]\nbalance = \"7.00 yuan\"\n";
    let folder = folder(&[("a.trace", &balance), ("b.trace", &balance.replace("0.00", "1.00")), ("rich.toml", rich)]);
    let against = run(folder.path(), &["a.trace", "--against", "rich.toml", "--lang", "zh"]).printed;
    assert!(against.contains("a.trace ... 通过 (2 条命令,第二张卡上有 1 处不同)\n"), "{against}");
    assert!(against.contains("  第二张卡  首处不同如下(1 步相同)\n"), "{against}");
    assert!(against.contains("全部通过,1 个文件中有 1 个在第二张卡上不同\n"), "{against}");
    let same = run(folder.path(), &["a.trace", "--against", "default", "--lang", "zh"]).printed;
    assert!(same.contains("第二张卡上相同") && same.contains("第二张卡上全部相同"), "{same}");
    let shard = run(folder.path(), &[".", "--shard", "1/1", "--lang", "zh"]).printed;
    assert!(!shard.contains("分片"), "{shard}");
    let parts = ["1/2", "2/2"].map(|part| run(folder.path(), &[".", "--shard", part, "--lang", "zh"]).printed);
    assert!(parts.iter().all(|part| part.contains("/2: 共 2 个文件,本片 ")), "{parts:?}");
    let shown = run(folder.path(), &["b.trace", "--bless=show", "--lang", "zh"]).printed;
    assert!(shown.contains("b.trace ... 待改写 (2 条命令,1 个期望待改写)\n"), "{shown}");
    assert!(shown.ends_with(": 1 个通过,1 个待改写\n"), "{shown}");
    let cuts = run(folder.path(), &["a.trace", "--power-cut", "all", "--lang", "zh"]).printed;
    assert!(cuts.contains("次断电"), "{cuts}");
}

#[test]
fn coverage_is_told_in_chinese() {
    let folder = folder(&[("a.trace", SELECT)]);
    let told = run(folder.path(), &["a.trace", "--coverage", "--coverage-min", "99", "--lang", "zh"]).printed;
    for part in [
        "\n覆盖率\n  命令   ",
        "\n  合计   ",
        "\n未覆盖的菜单项\n",
        " 项,--coverage=all 全部列出\n",
        "\n覆盖不足: 合计 ",
    ] {
        assert!(told.contains(part), "{part:?}: {told}");
    }
}

/// Returns the words of a page, without its tags and without what stands in `code` and `pre`.
fn page_words(page: &str) -> String {
    let mut words = String::new();
    let mut foreign = 0_u32;
    let page = page.replace("&gt;", ">");
    for part in page.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        match tag.split(' ').next().unwrap_or_default() {
            "code" | "pre" | "title" => foreign += 1,
            "/code" | "/pre" | "/title" => foreign = foreign.saturating_sub(1),
            _ => {}
        }
        if foreign == 0 {
            words += text;
            words.push('\n');
        }
    }
    words
}

#[test]
fn report_pages_read_in_chinese() {
    let bad = "# 太多\ncard balance 5.00 yuan\n> 805C0002 04\n< 9000\n";
    let folder = folder(&[
        ("a.trace", &format!("card balance 5.00 yuan\n{SELECT}reset\n")),
        ("b.walk", WALK),
        ("c.trace", bad),
        ("d.trace", &table()),
        ("e.trace", "# 空\n"),
    ]);
    let arguments = [".", "--lang", "zh", "--report", "out", "--against", "default", "--seed", "3", "--shard", "1/1"];
    assert_eq!(run(folder.path(), &arguments).status, 1);
    let out = folder.path().join("out");
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    let index = read("index.html");
    for text in
        ["<html lang=\"zh\"", "4 份指令记录和 1 份操作记录", "6 个结果中 4 个通过,2 个失败", "第二张卡上全部相同"]
    {
        assert!(index.contains(text), "{text} is not in {index}");
    }
    let pages = ["a.trace", "b.walk", "c.trace", "d.trace", "e.trace"].map(|name| format!("pages/{name}.html"));
    let pages = pages.iter().map(String::as_str).chain(["index.html"]);
    for name in pages {
        let page = read(name);
        assert!(page.contains("<html lang=\"zh\""), "{name}");
        let foreign = |word: &&str| {
            ["rfid", "sim", "ms", "s", "trace", "walk", "wrong", "answer", "xx", "zh", "no"].contains(word)
        };
        let words = page_words(&page);
        let english: Vec<&str> = words
            .split(|letter: char| !letter.is_ascii_alphabetic())
            .filter(|word| word.len() > 1 && word.chars().all(|letter| letter.is_ascii_lowercase()))
            .filter(|word| !foreign(word))
            .collect();
        assert_eq!(english, [""; 0], "{name}: {words}");
    }
    assert!(read("pages/b.walk.html").contains(">确定</text>"), "{}", read("pages/b.walk.html"));
}

#[test]
fn coverage_page_reads_in_chinese() {
    let folder = folder(&[("a.trace", SELECT)]);
    let arguments = ["a.trace", "--coverage-min", "99", "--lang", "zh", "--report", "out"];
    assert_eq!(run(folder.path(), &arguments).status, 1);
    let page = std::fs::read_to_string(folder.path().join("out/coverage.html")).unwrap();
    for text in [
        "<html lang=\"zh\"",
        "全部文件",
        "覆盖不足: 合计 ",
        "命令及其各种结局",
        "SELECT(按 AID)",
        "卡的请求: 请求开通钱包",
        "手册的章节",
        "菜单中已覆盖和未覆盖的部分",
    ] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
}
