//! Tests of the shell without a terminal: lines in, answers and a trace out, and the trace replays without a failure.

use sim_wire::Fen;

use sim_device::memory::manufactured;

use super::super::replay::{Options, replay};
use super::*;
use sim_device::profile::Profile;

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
    let (card, trace) = (shell.now.player.link.card().memory().clone(), shell.trace());
    typed(&mut shell, &PURCHASE);
    assert_eq!(balance(&shell), Fen(4900));
    for _ in PURCHASE {
        assert!(shell.line("undo").text.starts_with("Undone: "));
    }
    assert_eq!(balance(&shell), Fen(5000));
    assert_eq!(shell.now.player.link.card().memory().image(), card.image());
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
    assert!(shell.line("card limit 1.00 yuan").text.contains("begins again; `undo` brings back"));
    assert!(!shell.has_begun());
    check(&shell);
    assert_eq!(shell.line("undo").text, "Undone: the new beginning.\n");
    assert_eq!(shell.trace(), trace);
    assert!(
        shell.line("card balance 8.00 yuan").text.contains("the header says two things")
            || shell.line("card balance 8.00 yuan").text.contains("The header says two things")
    );
    assert!(shell.line("profile \"mine.toml\"").text.contains("--profile FILE"));
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
    let used = DeskCard { memory: first.memory().clone(), is_used: true, ..card() };
    let mut shell = Shell::new(used.clone()).unwrap();
    assert!(
        shell
            .line("key purchase 07 = 00112233445566778899AABBCCDDEEFF")
            .text
            .contains("the card is the one of the file")
    );
    assert_eq!(balance(&shell), Fen(5000));
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
        ("tap", "`tap 3 cm`"),
        ("tap far away", "`tap 3 cm`"),
        ("wait a bit", "`wait 30 s`"),
        ("wait 100000 d", "49710 d"),
        ("seed of love", "`seed 7`"),
        ("power", "`power on` or `power off`"),
        ("card block", "needs <MAC>: 84160000"),
        ("84160000 04 <MAC>", "in the place of <MAC>"),
        ("> 80520000 0B {now} {mac2} 04", "mac2"),
        ("mac2 = load", "."),
        ("expect balance 7.00 yuan", "got balance 0.00 yuan"),
        ("{", "."),
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
    let lines = |typed: &str| suggestions(typed).into_iter().map(|found| found.line).collect::<Vec<_>>();
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
