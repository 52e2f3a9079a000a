//! Tests of the shell without a terminal: lines in, answers and a trace out, and the trace replays without a failure.

use sim_wire::Fen;

use sim_device::memory::manufactured;

use super::super::replay::{Options, replay};
use super::*;
use sim_device::profile::Profile;

mod linked;

fn card() -> DeskCard {
    let profile = Profile::default();
    let memory = manufactured(&profile.to_personalisation()).unwrap();
    let settings = vec!["profile default".into()];
    DeskCard { memory, seed: 7, settings, profile, is_used: false, keyless: None }
}

fn shell() -> Shell {
    Shell::new(card()).unwrap()
}

fn typed(shell: &mut Shell, lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| shell.line(line).text).collect()
}

/// Replays what the shell would save; the card must end as the shell's.
fn check(shell: &Shell) {
    let text = shell.trace();
    let trace = crate::trace::parse("saved", &text).unwrap();
    let outcome = replay(&trace, &Options::default());
    assert!(outcome.held(), "{text}\n{:?}", outcome.results);
}

fn balance(shell: &Shell) -> Fen {
    shell.now.state().unwrap().balance
}

const LOAD: [&str; 4] = ["select the purse", "init load", "mac2 = load MAC2 on now", "credit for load"];
const PURCHASE: [&str; 3] = ["init purchase", "mac1 = purchase MAC1 on now, terminal counter 1", "debit for purchase"];

#[test]
fn load_and_purchase_by_name_replay() {
    let mut shell = shell();
    let said = typed(&mut shell, &LOAD);
    assert!(said[3].contains("balance: 0.00 yuan -> 50.00 yuan"), "{said:?}");
    let said = typed(&mut shell, &PURCHASE);
    assert!(said[2].contains("balance: 50.00 yuan -> 49.00 yuan"), "{said:?}");
    assert_eq!(balance(&shell), Fen(4900));
    assert!(shell.line("log").text.contains("1.00 yuan  purchase"), "{}", shell.line("log").text);
    check(&shell);
}

#[test]
fn typed_lines_are_recorded_and_replay() {
    let mut shell = shell();
    typed(
        &mut shell,
        &["# by hand", "select the purse", "tap 3 cm", "GET BALANCE", "80 5c 0002 04", "wait 2 h", "reset"],
    );
    typed(
        &mut shell,
        &["contact", "select master", "power off", "805C000204", "power on", "00FF0000", "8050", "0084000008"],
    );
    typed(&mut shell, &["> 80DADF2004{1.00 yuan}", "expect online 0000", "pin = 1234", "> 00200000 02 {pin}"]);
    check(&shell);
    let trace = shell.trace();
    for line in ["# by hand", "tap 3 cm", "wait 2 h", "< no answer", "power on", "expect online 0000", "pin = 1234"] {
        assert!(trace.lines().any(|found| found == line), "{line} is missing in\n{trace}");
    }
}

#[test]
fn undo_restores_card_and_trace() {
    let mut shell = shell();
    typed(&mut shell, &LOAD);
    let (card, trace) = (shell.memory().unwrap().clone(), shell.trace());
    typed(&mut shell, &PURCHASE);
    assert_eq!(balance(&shell), Fen(4900));
    for _ in PURCHASE {
        assert!(shell.line("undo").text.starts_with("Undone: "));
    }
    assert_eq!(balance(&shell), Fen(5000));
    assert_eq!(shell.memory().unwrap().image(), card.image());
    assert_eq!(shell.trace(), trace);
    // The same purchase again: chance went back too.
    typed(&mut shell, &PURCHASE);
    check(&shell);
    for _ in 0..LOAD.len() + PURCHASE.len() {
        shell.line("undo");
    }
    assert_eq!(shell.line("undo").text, "There is nothing to undo.\n");
}

#[test]
fn settings_remake_card_and_are_recorded() {
    let mut shell = shell();
    let lines = [
        "key purchase 07 version 05 = 00112233445566778899AABBCCDDEEFF",
        "card balance 9.00 yuan, offline 0007",
        "random 653027F6",
        "select the purse",
        "80500102 0B 07 {0 yuan} 112233445566 0F",
        "mac1 = purchase MAC1 on now, terminal counter 1",
        "debit for purchase",
        "random A1B2C3D4",
        "0084000004",
    ];
    let said = typed(&mut shell, &lines);
    assert_eq!(said[0], "The card has it.\n");
    assert!(said[4].contains("653027F6"), "{said:?}");
    assert!(said[5].starts_with("mac1 = "), "{said:?}");
    assert!(said[6].contains("9000 success"), "{said:?}");
    assert!(said[8].contains("A1B2C3D4"), "{said:?}");
    assert_eq!(balance(&shell), Fen(900));
    check(&shell);
    let trace = shell.trace();
    for line in lines.iter().take(3) {
        assert!(trace.lines().any(|found| found == *line), "{line} is missing in\n{trace}");
    }
    // Behind the first step a setting begins the card anew, and undo goes back behind it.
    assert!(shell.line("card limit 1.00 yuan").text.contains("begins again, and `undo` brings back"));
    assert!(!shell.has_begun());
    check(&shell);
    assert_eq!(shell.line("undo").text, "Undone: the new beginning.\n");
    assert_eq!(shell.trace(), trace);
    assert!(
        shell.line("card balance 8.00 yuan").text.contains("the header says two things")
            || shell.line("card balance 8.00 yuan").text.contains("The header says two things")
    );
    assert!(shell.line("profile \"mine.toml\"").text.contains("mine.toml"));
    assert_eq!(shell.trace(), trace);
}

#[test]
fn profile_file_gives_terminal_its_keys() {
    let mut profile = Profile::default();
    let key = hex::decode("3104A1C2B3D4E5F60718293A4B5C6D7E").unwrap();
    let key: applet::PurseKey = key.try_into().unwrap();
    profile.set_key(sim_device::profile::key_entry(applet::KeyUsage::Purchase, 3, key)).unwrap();
    let memory = manufactured(&profile.to_personalisation()).unwrap();
    let settings = vec!["profile \"mine.toml\"".into()];
    let mut shell =
        Shell::new(DeskCard { memory, seed: 1, settings, profile: profile.clone(), is_used: false, keyless: None })
            .unwrap();
    typed(&mut shell, &LOAD);
    let said = typed(&mut shell, &PURCHASE);
    assert!(said[2].contains("balance: 50.00 yuan -> 49.00 yuan"), "{said:?}");
    let trace = crate::trace::parse("saved", &shell.trace()).unwrap();
    assert!(replay(&trace, &Options { profile: Some(profile), ..Options::default() }).held());
}

/// For a card whose keys are unknown, the shell refuses the terminal's values.
#[test]
fn used_card_refuses_settings() {
    let mut first = shell();
    typed(&mut first, &LOAD);
    let used = DeskCard { memory: first.memory().unwrap().clone(), is_used: true, ..card() };
    let mut shell = Shell::new(used.clone()).unwrap();
    assert!(
        shell
            .line("key purchase 07 = 00112233445566778899AABBCCDDEEFF")
            .text
            .contains("the card is the one of the file")
    );
    assert_eq!(balance(&shell), Fen(5000));
    typed(&mut shell, &["cases", "| a |", "| 01 |", "> 00840000 04"]);
    assert!(shell.line("end").error.is_some_and(|why| why.contains("plays on fresh cards")));
    let mut keyless = Shell::new(DeskCard { keyless: Some("No keys.".into()), ..used }).unwrap();
    typed(&mut keyless, &["select the purse", "init purchase"]);
    assert_eq!(keyless.line(PURCHASE[1]).text, "No keys.\n");
    assert_eq!(keyless.line("check mac1").text, "No keys.\n");
    assert_eq!(keyless.line("x = 01").text, "x = 01\n");
}

#[test]
fn undo_reaches_beyond_kept_states() {
    let mut shell = shell();
    let mut traces = Vec::new();
    for at in 0..PAST_MAX + 20 {
        traces.push(shell.trace());
        shell.line(if at % 2 == 0 { "0084000004" } else { "805C000204" });
    }
    check(&shell);
    for trace in traces.iter().rev() {
        assert!(shell.line("undo").text.starts_with("Undone: >"));
        assert_eq!(shell.trace(), *trace);
    }
    assert_eq!(shell.line("undo").text, "There is nothing to undo.\n");
    assert!(!shell.is_unsaved());
}

#[test]
fn refusal_is_explained_with_card_reason() {
    let mut shell = shell();
    let said = typed(&mut shell, &["select the purse", "init purchase"]);
    assert!(said[1].contains("9401"), "{said:?}");
    assert!(said[1].contains("refused: "), "{said:?}");
}

#[test]
fn new_seed_restarts_until_undone() {
    let mut shell = shell();
    let first = shell.line("0084000004").text;
    assert!(shell.line("seed 8").text.contains("begins again"));
    let other = shell.line("0084000004").text;
    assert_ne!(first, other);
    check(&shell);
    typed(&mut shell, &["undo", "undo"]);
    assert!(shell.trace().contains("seed 7"), "{}", shell.trace());
    check(&shell);
}

#[test]
fn unknown_input_is_explained_and_changes_nothing() {
    let mut shell = shell();
    let before = shell.trace();
    for (line, expected) in [
        ("blance", "did you mean `balance`?"),
        ("select", "begins several commands: SELECT the purse, SELECT the master file"),
        ("805C00020", "one digit only"),
        ("tap", "`3 cm`"),
        ("tap far away", "`3 cm`"),
        ("wait a bit", "`30 s`"),
        ("wait 100000 d", "exceeds 4294967295 s"),
        ("seed of love", "a number"),
        ("power", "`on` or `off`"),
        ("< 9000", "Nothing was asked"),
        ("include \"nowhere.trace\"", "nowhere.trace"),
        ("end", "no block"),
        ("card block", "needs <MAC>: 84160000"),
        ("84160000 04 <MAC>", "in the place of <MAC>"),
        ("> 80520000 0B {now} {mac2} 04", "mac2"),
        ("mac2 = load", "."),
        ("expect balance 7.00 yuan", "got balance 0.00 yuan"),
        ("{", "."),
        ("back", "nothing to undo"),
        ("step", "No trace was opened"),
        ("钱包", "neither hexadecimal nor a word"),
    ] {
        let said = shell.line(line).text;
        assert!(
            said.contains(expected) && said.ends_with(".\n") | said.ends_with("?\n") | said.contains("needs"),
            "{line}: {said}"
        );
        assert_eq!(shell.trace(), before, "{line}");
    }
    assert!(!shell.is_unsaved());
}

#[test]
fn completion_suggests_names_words_and_headers() {
    let lines = |typed: &str| {
        CardWords::suggestions(&shell().words(), typed).into_iter().map(|found| found.line).collect::<Vec<_>>()
    };
    assert_eq!(lines("bal"), ["805C0002 04"]);
    assert_eq!(lines("init")[0], "80500002 0B 01 {50.00 yuan} 112233445566 10");
    assert_eq!(lines("init")[..].len(), 3);
    assert_eq!(lines("und"), ["undo"]);
    assert_eq!(lines("80 5c"), ["805C0002 04"]);
    assert_eq!(lines("se").first().map(String::as_str), Some("seed 7"));
    assert!(lines("").is_empty());
    assert_eq!(hint("805C0002").unwrap().trim_start().split(" - ").next(), Some("GET BALANCE"));
    assert_eq!(hint("80"), None);
}

#[test]
fn every_command_has_matching_template() {
    use sim_wire::instruction::{Instruction, InstructionMatch};
    let mut known = Vec::new();
    for template in TEMPLATES {
        let header: String = template.octets.chars().take(8).collect();
        let header = hex::decode(header).unwrap();
        let InstructionMatch::Instruction(instruction) = Instruction::find(header[0], header[1]) else {
            panic!("{template:?}")
        };
        known.push(instruction);
        let first_word = sim_explain::command(&header).name.to_string().split(' ').next().unwrap().to_owned();
        assert!(template.name.starts_with(&first_word), "{template:?} is {first_word}");
    }
    for instruction in Instruction::ALL {
        assert!(known.contains(instruction), "{} has no template", instruction.name());
    }
}

/// Lines of a trace with everything that the language has, and the names of what holds.
const PASTED: &str = "\
# A purchase, pasted.
profile default
card    balance 50.00 yuan, open
key purchase 07 version 05 = 00112233445566778899AABBCCDDEEFF
random  653027F6

tap 3 cm
> 00A40400 10 D1560001018003800000000100000000    # SELECT
< 6F.. 9000
> 80500102 0B 07 {1.00 yuan} 112233445566 0F
# What the card says of itself.
< {50.00 yuan} counter:2 000000 05 00 random:4 9000
mac1 = purchase MAC1 of 1.00 yuan at 112233445566 \\
    on 2009-11-18 10:30:00, terminal counter 1
> 80540100 0F 00000001 20091118103000 {mac1} 08
< tac:4 mac2:4 9000
check mac2, tac
expect balance 49.00 yuan
contact
cut at write 1 torn all
> 00200000 02 1111
< ..
reset
< 3B..
cases what a card answers
  | file | answer   |
  | 3F00 | .. 9???  |
  | 6F99 | 6A82     |
  > 00A40000 02 {file}
  < {answer}
end
cases on the same card: one after the other
  | pin  | tries |
  | 1234 | 3     |
  > 00A40400 Lc D1560001018003800000000100000000
  expect pin tries {tries}
end
";

#[test]
fn pasted_trace_is_performed_and_saved() {
    let mut shell = shell();
    for line in PASTED.lines() {
        let result = shell.line(line);
        assert_eq!(result.error, None, "{line}");
    }
    assert_eq!(balance(&shell), Fen(4900));
    let saved = shell.trace();
    for line in ["< tac:4 mac2:4 9000", "< {50.00 yuan} counter:2 000000 05 00 random:4 9000", "check mac2, tac", "end"]
    {
        assert!(saved.lines().any(|found| found.trim() == line), "{line} is missing in\n{saved}");
    }
    check(&shell);
    // An expected answer was written over the one that came, and undo brings that back.
    let lines = shell.typed.len();
    for _ in 0..lines {
        assert_eq!(shell.line("back").error, None);
    }
    assert_eq!(shell.trace(), self::shell().trace());
}

#[test]
fn expected_answer_is_undone_to_the_answer() {
    let mut shell = shell();
    typed(&mut shell, &["> 00840000 04"]);
    let answered = shell.trace();
    assert_eq!(shell.line("< other:4 9000").text.split(" = ").next(), Some("other"));
    assert!(shell.trace().ends_with("< other:4 9000\n"), "{}", shell.trace());
    assert!(shell.line("x = {other}").text.starts_with("x = "));
    typed(&mut shell, &["back", "back"]);
    assert_eq!(shell.trace(), answered);
    assert!(shell.line("x = {other}").error.is_some());
    let wrong = shell.line("< other:3 9000");
    assert!(wrong.error.is_some_and(|why| why.starts_with("Expected other:3 9000, got ")));
    assert_eq!(shell.trace(), answered);
}

#[test]
fn table_that_fails_names_its_row() {
    let mut shell = shell();
    let table = [
        "cases of pins",
        "| pin | answer |",
        "| 1111 | 63C2 |",
        "| 1234 | 6F00 |",
        "> 00200000 02 {pin}",
        "< {answer}",
    ];
    typed(&mut shell, &["card pin on", "select the purse"]);
    let before = shell.trace();
    table.iter().for_each(|line| assert_eq!(shell.line(line), LineResult::default(), "{line}"));
    assert_eq!(shell.prompt(), "....");
    let told = shell.line("end");
    assert!(told.text.contains("FAILED  of pins: 1111, 63C2"), "{}", told.text);
    assert_eq!((told.error.is_some(), shell.trace()), (true, before));
}

#[test]
fn include_is_performed_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("mine.toml"), "[start]\nbalance = \"7.00 yuan\"\n").unwrap();
    std::fs::write(path("card.trace"), "profile \"mine.toml\"\n").unwrap();
    std::fs::write(path("a.trace"), "include \"card.trace\"\n> 00A40400 Lc D1560001018003800000000100000000\n")
        .unwrap();
    let mut shell = shell();
    let told = shell.line(&format!("include \"{}\"", path("a.trace")));
    assert_eq!(told.error, None);
    assert_eq!(balance(&shell), Fen(700));
    let saved = shell.trace();
    assert!(
        saved.contains(&format!("profile \"{}\"\n", path("mine.toml"))) && saved.contains("> 00A40400 Lc D156"),
        "{saved}"
    );
    // Each of its lines is one to be undone.
    typed(&mut shell, &["back"]);
    assert_eq!((balance(&shell), shell.has_begun()), (Fen(700), false));
    typed(&mut shell, &["back"]);
    assert_eq!(balance(&shell), Fen(0));
}

/// Opens a shell with a trace.
fn opened(text: &str, script: impl Fn(&crate::trace::Trace) -> Script) -> (Shell, LineResult) {
    let trace = crate::trace::parse("a.trace", text).unwrap();
    let script = script(&trace);
    let mut card = card();
    card.settings.extend(script.settings.iter().cloned());
    Shell::open(card, script).unwrap()
}

#[test]
fn trace_opens_at_line_and_is_stepped() {
    let (mut shell, told) = opened(PASTED, |trace| Script::up_to(trace, 15).unwrap());
    assert_eq!(told.text, "next: a.trace:15  > 80540100 0F 00000001 20091118103000 {mac1} 08\n");
    assert_eq!(balance(&shell), Fen(5000));
    assert_eq!(shell.prompt(), "tap 3 cm");
    let told = shell.line("step");
    assert!(told.text.contains("balance: 50.00 yuan -> 49.00 yuan"), "{}", told.text);
    assert!(told.text.ends_with("next: a.trace:16  < tac:4 mac2:4 9000\n"), "{}", told.text);
    // A line between, and the trace goes on.
    typed(&mut shell, &["expect balance 49.00 yuan", "step 2"]);
    assert!(
        shell.line("list").text.contains("next  a.trace:18  expect balance 49.00 yuan"),
        "{}",
        shell.line("list").text
    );
    let told = shell.line("continue");
    assert!(told.text.contains("lines held") && told.text.ends_with("The trace is at its end.\n"), "{}", told.text);
    check(&shell);
    for _ in 0..shell.typed.len() {
        shell.line("back");
    }
    assert!(shell.line("list").text.contains("next  a.trace:7  tap 3 cm"), "{}", shell.line("list").text);
}

#[test]
fn trace_opens_at_row_of_table() {
    // Line 29 is the second row, whose cards are fresh and know the names before the table.
    let (mut shell, told) = opened(PASTED, |trace| Script::up_to(trace, 28).unwrap());
    assert_eq!(told.text, "next: a.trace:29  > 00A40000 02 {file}\n");
    assert_eq!(balance(&shell), Fen(5000));
    assert!(shell.trace().contains("file = 6F99\n") && shell.trace().contains("tac = "), "{}", shell.trace());
    assert!(shell.line("step 2").text.contains("< 6A82"));
    check(&shell);
    let (shell, told) = opened(PASTED, |trace| Script::up_to(trace, 36).unwrap());
    assert_eq!((told.text.as_str(), balance(&shell)), ("next: a.trace:36  expect pin tries 3\n", Fen(4900)));
}

#[test]
fn opened_trace_stops_where_it_fails() {
    let text = "card balance 5.00 yuan\n> 805C0002 04\n> 00A40400 Lc D1560001018003800000000100000000\nexpect balance 6.00 yuan\n> 805C0002 04\n< {5.00 yuan} 9000\n";
    let (shell, told) = opened(text, |trace| Script::of(trace).to_its_failure());
    assert!(told.error.is_some_and(|why| why.contains("expected .. 9000") || why.contains("Expected .. 9000")));
    assert_eq!(shell.now.at, 1);
    let (mut shell, told) = opened(text, |trace| Script::up_to(trace, 3).unwrap());
    assert!(told.error.is_some());
    let told = shell.line("continue");
    assert!(told.text.contains("expected balance 6.00 yuan, got balance 5.00 yuan"), "{}", told.text);
    assert!(told.text.ends_with("next: a.trace:5  > 805C0002 04\n"), "{}", told.text);
    assert!(shell.line("continue").text.starts_with("2 lines held"));
    typed(&mut shell, &["back", "back", "back"]);
    assert!(shell.line("step").text.contains("expected balance 6.00 yuan"));
}

#[test]
fn completion_knows_this_card() {
    let mut shell = shell();
    let settings = [
        "aid A00000063201010701",
        "key purchase 07 version 05 = 00112233445566778899AABBCCDDEEFF",
        "money = {5.00 yuan}",
    ];
    typed(&mut shell, &settings);
    let words = shell.words();
    let lines = |typed: &str| words.suggestions(typed).into_iter().map(|found| found.line).collect::<Vec<_>>();
    assert_eq!(lines("select the p"), ["00A40400 09 A00000063201010701"]);
    assert_eq!(lines("00A4 04")[0], "00A40400 09 A00000063201010701");
    assert_eq!(lines("> 00A4 00 00"), ["> 00A40000 02 3F00", "> 00A40000 02 2FE2"]);
    assert_eq!(lines("80500102 0B 03 {mo"), ["80500102 0B 03 {money}"]);
    assert_eq!(lines("> {n"), ["> {now}"]);
    assert!(
        lines("x = purchase MAC1 key purchase 0").contains(&"x = purchase MAC1 key purchase 07 version 05".to_owned())
    );
    assert!(lines("key purchase").contains(&"key purchase 07 version 05 = ".to_owned()));
    assert!(lines("why").is_empty() && lines("wh") == ["why"]);
}

#[test]
fn refusal_is_diagnosed_by_why() {
    let mut shell = shell();
    assert!(shell.line("why").text.contains("no command was sent"));
    let lines = ["card balance 50.00 yuan", "random 653027F6", "select the purse", "init purchase"];
    typed(&mut shell, &lines);
    assert!(shell.line("why").text.contains("the last command succeeded"));
    typed(&mut shell, &["mac1 = purchase MAC1 on 2009-11-18 10:30:00, terminal counter 2"]);
    let told = shell.line("> 80540100 0F 00000001 20091118103000 {mac1} 08");
    assert!(told.text.contains("`why` finds the cause"), "{}", told.text);
    let why = shell.line("why").text;
    for part in [
        "TransactionMacWrong",
        "session key input  653027F6 0000 0001",
        "cause              right for terminal counter 2",
    ] {
        assert!(why.contains(part), "{why}");
    }
    typed(&mut shell, &["80500102 0B 03 {60.00 yuan} 112233445566 0F"]);
    let why = shell.line("why").text;
    assert!(why.contains("balance 50.00 yuan") && why.contains("the command asks for 60.00 yuan"), "{why}");
}

#[test]
fn authentication_is_diagnosed_by_why() {
    let mut shell = shell();
    typed(
        &mut shell,
        &["select the purse", "0084000004", "first = {now}", "0084000008", "> 00820001 08 0000000000000000"],
    );
    let why = shell.line("why").text;
    assert!(why.contains("cryptogram of EXTERNAL AUTHENTICATE") && why.contains("no single deviation"), "{why}");
    let wrong =
        ["> 00840000 08", "< now_c:8 9000", "x = external authentication cryptogram, key internal authentication 00"];
    for line in wrong {
        assert_eq!(shell.line(line).error, None, "{line}");
    }
    shell.line("> 00820001 08 {x}");
    let why = shell.line("why").text;
    assert!(why.contains("right for key internal authentication 00"), "{why}");
}

#[test]
fn mismatch_names_the_field() {
    let mut shell = shell();
    typed(&mut shell, &["card balance 50.00 yuan", "select the purse", "> 805C0002 04", "< {51.00 yuan} 9000"]);
    let why = shell.line("why").text;
    assert!(why.contains("field     balance: expected 51.00 yuan, got 50.00 yuan"), "{why}");
    typed(&mut shell, &["> 00B09500 1E"]);
    let answered = shell.lines().last().unwrap().clone();
    let other = answered.replace("20191231", "20201231");
    assert_ne!(other, answered);
    assert!(shell.line(&other).error.is_some());
    let why = shell.line("why").text;
    assert!(why.contains("field     valid to: expected 2020-12-31, got 2019-12-31"), "{why}");
}

#[test]
fn show_prints_values_and_replays() {
    let mut shell = shell();
    typed(&mut shell, &["a = 0102", "show {a} {1.00 yuan} FF"]);
    assert_eq!(shell.line("show {a + 1}").text, "a + 1 = 0103\n");
    assert!(shell.line("show {b}").error.is_some());
    assert!(shell.line("show Lc 00").error.is_some());
    check(&shell);
    let trace = crate::trace::parse("shown", &shell.trace()).unwrap();
    let outcome = replay(&trace, &Options::default());
    let shown: Vec<String> = outcome.recording.shown.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["a = 0102", "1.00 yuan = 00000064", "FF = FF", "a + 1 = 0103"]);
    assert_eq!(trace.to_string(), crate::trace::parse("again", &trace.to_string()).unwrap().to_string());
}

/// Lines of which sessions are made at random; some do not hold, and some are nonsense.
const VOCABULARY: [&str; 32] = [
    "select the purse",
    "get balance",
    "init load",
    "mac2 = load MAC2 on now",
    "credit for load",
    "init purchase",
    "mac1 = purchase MAC1 on now, terminal counter 1",
    "debit for purchase",
    "> 00840000 04",
    "< c:4 9000",
    "< ..",
    "< 9000",
    "x = {c}",
    "show {x}",
    "check mac2",
    "tap 3 cm",
    "contact",
    "reset",
    "< 3B..",
    "power off",
    "power on",
    "wait 2 h",
    "cut at write 1 torn half",
    "expect balance 50.00 yuan",
    "card balance 5.00 yuan",
    "seed 7",
    "random 01020304",
    "# prose",
    "undo",
    "why",
    "{",
    "cases\n| a |\n| 01 |\n> 00840000 04\n< ..\nend",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    #[test]
    fn any_session_replays_and_undoes(picked in proptest::collection::vec(0..VOCABULARY.len(), 1..40)) {
        let mut shell = shell();
        for at in picked {
            let before = (shell.trace(), shell.memory().unwrap().image().to_vec(), shell.typed.len());
            let line = VOCABULARY[at];
            let result = shell.line(line);
            if result.error.is_some() && shell.typed.len() == before.2 {
                assert_eq!(shell.trace(), before.0, "{line} was refused");
            } else if shell.typed.len() > before.2 {
                let mut undone = shell.clone();
                undone.line("back");
                assert_eq!((undone.trace(), undone.memory().unwrap().image().to_vec(), undone.typed.len()), before, "{line}");
            }
        }
        check(&shell);
        while !shell.typed.is_empty() {
            shell.line("undo");
        }
        assert_eq!(shell.trace(), self::shell().trace());
    }
}

/// Trace with prose before a command, before an answer, and before a line that does not hold.
const WITH_PROSE: &str = "\
# The header.
card balance 5.00 yuan

# Asks for the balance.
# It is not selected yet.
> 805C0002 04    # GET BALANCE
# As it must be.
< 6985
> 00840000 04    # GET CHALLENGE
# Four octets.
< random:4 9000
# Wrong.
expect balance 6.00 yuan
x = 0102
";

#[test]
fn opened_trace_is_kept_with_its_prose() {
    let (mut shell, _) = opened(WITH_PROSE, Script::of);
    let told = shell.line("continue");
    assert!(told.error.is_some_and(|why| why.contains("got balance 5.00 yuan")), "{}", told.text);
    let why = shell.line("why").text;
    assert!(why.contains("expected  balance 6.00 yuan") && why.contains("actual    balance 5.00 yuan"), "{why}");
    assert_eq!(shell.line("continue").error, None);
    // Prose that stood before an answer stands behind it, since the answer takes the place of the one that came.
    let expected = "# Asks for the balance.|# It is not selected yet.|> 805C0002 04 # GET BALANCE|< 6985|# As it must be.|\
                    > 00840000 04 # GET CHALLENGE|< random:4 9000|# Four octets.|# Wrong.|x = 0102";
    let kept: Vec<String> =
        shell.trace().lines().skip(4).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(kept.join("|"), expected);
}

#[test]
fn script_is_there_beyond_kept_states() {
    let (mut shell, _) = opened(WITH_PROSE, |trace| Script::up_to(trace, 9).unwrap());
    let typed = shell.typed.len();
    for _ in 0..PAST_MAX + 5 {
        shell.line("x = 01");
    }
    (0..PAST_MAX + 5).for_each(|_| assert_eq!(shell.line("undo").error, None));
    assert_eq!(shell.typed.len(), typed);
    let told = shell.line("step");
    assert!(told.error.is_none() && told.text.contains("GET CHALLENGE"), "{}", told.text);
}

#[test]
fn report_has_refusal_and_card_of_a_simulation() {
    let mut shell = shell();
    typed(&mut shell, &["select the purse"]);
    let result = shell.line("init purchase");
    let report = shell.report(&result);
    assert_eq!((report.answer.as_deref(), report.refusal), (Some("9401"), Some("InsufficientBalance")));
    assert_eq!(report.card.map(|card| (card.balance, card.pin_tries_left)), Some((0, 3)));
    let result = shell.line("get balance");
    assert_eq!((shell.report(&result).refusal, shell.report(&result).incomplete), (None, false));
    let result = shell.line("cases");
    assert!(shell.report(&result).incomplete);
}

#[test]
fn saved_session_is_unsaved_by_the_next_line() {
    let mut shell = shell();
    shell.mark_saved();
    assert!(!shell.is_unsaved(), "nothing was done");
    typed(&mut shell, &["get balance"]);
    assert!(shell.is_unsaved());
    shell.mark_saved();
    assert!(!shell.is_unsaved());
    typed(&mut shell, &["state", "why", "help"]);
    assert!(!shell.is_unsaved(), "a question is no step");
    typed(&mut shell, &["x = 01"]);
    assert!(shell.is_unsaved());
    typed(&mut shell, &["undo"]);
    assert!(!shell.is_unsaved(), "this is what was saved");
}
