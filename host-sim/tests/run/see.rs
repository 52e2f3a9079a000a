//! Standard input, transcripts in files, and folders of pages.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Ended, SELECT, folder, run};

/// Runs `rfid-sim run` with a text on standard input.
fn run_with(folder: &Path, arguments: &[&str], input: &[u8]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    command.arg("run").args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that refuses its arguments reads nothing.
    drop(child.stdin.take().unwrap().write_all(input));
    let output = child.wait_with_output().unwrap();
    let words = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    Ended { status: output.status.code().unwrap(), printed: words(output.stdout), error: words(output.stderr) }
}

const WALK: &str = "card balance 5.00 yuan, open\nchoose 我的钱包 > 钱包余额查询\nexpect screen \"5.00元\"\n";

#[test]
fn standard_input_is_trace_or_walk_by_its_text() {
    let folder = folder(&[("part.trace", SELECT), ("sub/part.trace", "card balance 7.00 yuan\n")]);
    let trace = run_with(folder.path(), &["-"], format!("include \"part.trace\"\n{SELECT}").as_bytes());
    assert_eq!(trace.status, 0, "{}{}", trace.printed, trace.error);
    assert!(trace.printed.starts_with("stdin.trace ... ok (2 commands)\n"), "{}", trace.printed);
    let walk = run_with(folder.path(), &["-", "--format", "json"], WALK.as_bytes());
    let walk: serde_json::Value = serde_json::from_str(&walk.printed).unwrap();
    assert_eq!((&walk["summary"]["walks"], &walk["traces"][0]["held"]), (&1.into(), &true.into()));
    let named = ["-", "--stdin-name", "sub/x.trace"];
    let named = run_with(folder.path(), &named, b"include \"part.trace\"\nexpect balance 7.00 yuan\n");
    assert!(named.printed.starts_with("sub/x.trace ... ok"), "{}{}", named.printed, named.error);
}

#[test]
fn mistake_in_standard_input_is_of_its_language() {
    let folder = folder(&[("a.trace", SELECT)]);
    let walk = run_with(folder.path(), &["-"], WALK.replace("expect screen", "expect scren").as_bytes());
    assert!(walk.status == 2 && walk.error.contains("stdin.walk:3"), "{}", walk.error);
    let trace = run_with(folder.path(), &["-"], b"> 805C0002 04\n< 9000\nexpct balance 1 yuan\n");
    assert!(trace.status == 2 && trace.error.contains("stdin.trace:3"), "{}", trace.error);
    let octets = run_with(folder.path(), &["-"], b"\xFF\xFE\n");
    assert!(octets.status == 2 && octets.error.contains("not UTF-8"), "{}", octets.error);
}

#[test]
fn failure_in_standard_input_says_how_to_repeat() {
    let folder = folder(&[("a.trace", SELECT)]);
    let failed = run_with(folder.path(), &["-", "--seed", "3"], b"expect balance 1.00 yuan\n");
    assert_eq!(failed.status, 1);
    assert!(failed.printed.contains("again     rfid-sim run - --seed 3\n"), "{}", failed.printed);
    let failed = run_with(folder.path(), &["-", "--stdin-name", "b c.trace"], b"expect balance 1.00 yuan\n");
    assert!(failed.printed.contains("again     rfid-sim run - --stdin-name 'b c.trace'\n"), "{}", failed.printed);
    // Beside files, standard input is one more.
    let both = run_with(folder.path(), &["a.trace", "-"], SELECT.as_bytes());
    assert!(both.printed.contains("2 traces, 2 results, 2 commands: all held"), "{}", both.printed);
}

#[test]
fn standard_input_that_cannot_be_is_refused() {
    let folder = folder(&[("a.trace", SELECT)]);
    let refused = |arguments: &[&str], told: &str| {
        let ended = run_with(folder.path(), arguments, SELECT.as_bytes());
        assert!(ended.status == 2 && ended.error.contains(told), "{arguments:?}: {}", ended.error);
    };
    refused(&["-", "--stdin-name", "a.txt"], "ends neither in .trace nor in .walk");
    refused(&["a.trace", "--stdin-name", "a.trace"], "read for the path `-`");
    refused(&["-", "--bless"], "standard input is none");
    refused(&["-", "--watch"], "neither standard input nor --format");
}

#[test]
fn transcript_file_has_what_is_printed() {
    let folder = folder(&[("a.trace", SELECT), ("b.walk", WALK)]);
    let printed = run(folder.path(), &["-v", "."]).printed;
    let quiet = run(folder.path(), &["--transcript", "t.txt", "--format", "junit", "."]);
    assert!(quiet.status == 0 && quiet.printed.starts_with("<?xml"), "{}", quiet.error);
    assert_eq!(std::fs::read_to_string(folder.path().join("t.txt")).unwrap(), printed);
    let whole = run(folder.path(), &["-vv", "--transcript", "t.txt", "."]).printed;
    assert_eq!(std::fs::read_to_string(folder.path().join("t.txt")).unwrap(), whole);
    assert_ne!(whole, printed);
}

#[test]
fn transcript_replaces_no_replayed_file() {
    let folder = folder(&[("a.trace", "include \"b.trace\"\n"), ("b.trace", SELECT)]);
    for file in ["a.trace", "./b.trace"] {
        let ended = run(folder.path(), &["--transcript", file, "a.trace"]);
        assert!(ended.status == 2 && ended.error.contains("would overwrite"), "{}", ended.error);
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("b.trace")).unwrap(), SELECT);
    let ended = run(folder.path(), &["--transcript", "none/t.txt", "a.trace"]);
    assert!(ended.status == 2 && ended.error.contains("none/t.txt cannot be written"), "{}", ended.error);
}

/// Returns every file of a folder, by its path from there.
fn files(folder: &Path) -> BTreeSet<String> {
    let entries =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    entries.map(|entry| entry.path().strip_prefix(folder).unwrap().display().to_string()).collect()
}

#[test]
fn report_has_index_and_page_for_each_file() {
    let bad = "# Too much.\ncard balance 5.00 yuan\n> 805C0002 04\n< 9000\n";
    let folder = folder(&[("a.trace", SELECT), ("b.walk", WALK), ("sub/<c>.trace", bad), ("d.trace", "expct\n")]);
    let ended = run(folder.path(), &["--report", "out", "."]);
    assert_eq!(ended.status, 2, "{}", ended.error);
    let out = folder.path().join("out");
    let pages = ["a.trace", "b.walk", "d.trace", "sub---c-.trace"].map(|name| format!("pages/{name}.html"));
    assert_eq!(files(&out), pages.iter().cloned().chain(["index.html".into(), "style.css".into()]).collect());
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    let style = read("style.css");
    for rule in ["--paper: #fbfaf8", "article { margin", "section.case {", "#show-failed:checked"] {
        assert!(style.contains(rule), "{rule} is not in {style}");
    }
    let index = read("index.html");
    let place = |text: &str| index.find(text).unwrap_or_else(|| panic!("{text} is not in {index}"));
    assert!(
        place("d.trace.html") < place("sub---c-.trace.html") && place("sub---c-.trace.html") < place("a.trace.html")
    );
    place("2 of 3 results hold, 1 failed, 1 file could not be read.");
    place("./sub/&lt;c&gt;.trace");
    let page = read(&pages[3]);
    for text in ["expected  9000", "Too much.", "GET BALANCE", "again     rfid-sim run", "6985"] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    let page = read(&pages[1]);
    for text in
        ["<svg", "钱包余额:5.00元", "FETCH", "我的钱包 &gt; 钱包余额查询", "The card is unchanged", "What it covers"]
    {
        assert!(page.contains(text), "{text} is not in {page}");
    }
}

#[test]
fn report_replaces_earlier_one_alone() {
    let folder = folder(&[("a.trace", SELECT), ("b.trace", SELECT), ("mine/thesis.txt", "years of work")]);
    assert_eq!(run(folder.path(), &["--report", "out", "."]).status, 0);
    let first = files(&folder.path().join("out"));
    assert_eq!(run(folder.path(), &["--report", "out", "b.trace"]).status, 0);
    let second = files(&folder.path().join("out"));
    assert!(first.contains("pages/a.trace.html") && !second.contains("pages/a.trace.html"), "{first:?} {second:?}");
    let refused = run(folder.path(), &["--report", "mine", "a.trace"]);
    assert!(refused.status == 2 && refused.error.contains("something other than a report"), "{}", refused.error);
    assert_eq!(files(&folder.path().join("mine")), BTreeSet::from(["thesis.txt".to_owned()]));
}

#[test]
fn report_shows_second_card_on_index_and_page() {
    let balance = format!("{SELECT}> 805C0002 04\n< {{0.00 yuan}} 9000\n");
    let select = format!("{SELECT}< 6F.. 9000\n");
    let rich = "[start]\nbalance = \"7.00 yuan\"\n";
    let folder = folder(&[("a.trace", &select), ("b.trace", &balance), ("rich.toml", rich)]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join("out").join(name)).unwrap();
    assert_eq!(run(folder.path(), &[".", "--against", "rich.toml", "--report", "out"]).status, 1);
    let index = read("index.html");
    let place = |text: &str| index.find(text).unwrap_or_else(|| panic!("{text} is not in {index}"));
    place("All hold, 1 of 2 not the same on the second card.");
    place("same on the second card");
    assert!(place("1 difference on the second card") < place("a.trace.html"), "{index}");
    let page = read("pages/b.trace.html");
    for text in
        ["differs", "1 difference on the second card", "second    differs first here (1 step alike)", "7.00 yuan"]
    {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    let same = read("pages/a.trace.html");
    assert!(same.contains("same on the second card") && !same.contains("differs first here"), "{same}");
    // What could not be tried says why.
    let untried = run(folder.path(), &[".", "--against-build", "./nowhere", "--report", "out"]);
    assert_eq!(untried.status, 2, "{}", untried.error);
    assert!(read("index.html").contains("second card not tried"), "{}", read("index.html"));
    assert!(read("pages/a.trace.html").contains("because   ./nowhere cannot be run: "), "{same}");
    // Without a second card nothing is said of one.
    run(folder.path(), &[".", "--report", "out"]);
    assert!(!read("index.html").contains("second") && !read("pages/a.trace.html").contains("second card"));
}

#[test]
fn report_page_shows_each_case_with_its_card() {
    let text = "card pin on\ncases PINs\n| pin | answer |\n| 1111 | 63C2 |\n| 1234 | 9000 | # right\n\
                > 00A40400 Lc D1560001018003800000000100000000\n> 00200000 02 {pin}\n< {answer}\nend\n";
    let folder = folder(&[("a.trace", text)]);
    assert_eq!(run(folder.path(), &["--report", "out", "a.trace"]).status, 0);
    let page = std::fs::read_to_string(folder.path().join("out/pages/a.trace.html")).unwrap();
    assert_eq!(page.matches("<section class=\"case\"").count(), 2, "{page}");
    for text in
        ["href=\"#case-2\"", "id=\"case-2\"", "on, 3 tries left", "on, 2 tries left", "right", "PinWrong", "63Cx"]
    {
        assert!(page.contains(text), "{text} is not in {page}");
    }
}

#[test]
#[ignore = "needs Chromium, which `.ci/run system` installs"]
fn report_of_all_files_is_light_and_quiet_in_a_browser() {
    let out = tempfile::tempdir().unwrap();
    let pages = out.path().join("report");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    assert_eq!(run(&root, &["apdu-traces", "--report", pages.to_str().unwrap()]).status, 0);
    let names = files(&pages);
    let weight: u64 = names.iter().map(|name| pages.join(name).metadata().unwrap().len()).sum();
    assert!(names.len() > 250 && weight < 10_000_000, "{} files, {weight} octets", names.len());
    let walk = names.iter().find(|name| name.contains("the-life-of-a-wallet")).unwrap();
    for page in ["index.html", walk] {
        let mut browser = Command::new("chromium");
        browser.args(["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"]);
        let shown = browser.arg(format!("file://{}", pages.join(page).display())).output().unwrap();
        let (dom, log) = (String::from_utf8_lossy(&shown.stdout), String::from_utf8_lossy(&shown.stderr));
        assert!(dom.contains("What it covers") && !log.contains("CONSOLE"), "{page}: {log}");
    }
}
