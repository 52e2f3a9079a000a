//! `record --reader`: the shell with a card that is not in its process.

use std::process::Command;

use super::{READER, desk, run, udp};

/// Load and purchase, with what the terminal computes, captures and checks.
const SESSION: &str = "select the purse\ninit load\nmac2 = load MAC2 on now\ncredit for load\n< tac:4 9000\ncheck tac\n\
    get balance\n< {50.00 yuan} 9000\nreset\nget balance\nselect the purse\ninit purchase\n\
    mac1 = purchase MAC1 on now, terminal counter 1\ndebit for purchase\n< tac:4 mac2:4 9000\ncheck tac, mac2\n";

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn shell_at_a_reader_is_that_of_the_card_itself() {
    let desk = desk();
    let mut reader = desk.reader(&["--seed", "7"]);
    let refused = "undo\nstate\ncard balance 1.00 yuan\ntap 3 cm\n";
    let typed = format!("{SESSION}{refused}expect balance 49.00 yuan\nget balance\nsave a.trace\nquit\n");
    let (status, through) = run(&desk, &["record", "--reader", READER, "--yes", "--save", "a.pcapng"], &typed);
    assert_eq!(status, Some(0), "{through}");
    for told in [
        "INITIALIZE FOR LOAD: 9000 success",
        "mac2 = ",
        "tac = ",
        "It holds.",
        "A card in a reader does not go back",
        "The inside of a card in a reader is not seen",
        "`card` is a setting of simulated cards",
        "A reader of contacts has no radio.",
        "Passed over: the inside",
        "balance          49.00 yuan",
        "`rfid-sim run --reader NAME a.trace` replays it on the card in a reader.",
    ] {
        assert!(through.contains(told), "{told}: {through}");
    }
    let typed = format!("{SESSION}get balance\nquit\n");
    let (status, beside) = run(&desk, &["record", "--seed", "7", "--save", "b.pcapng"], &typed);
    assert_eq!(status, Some(0), "{beside}");
    let (status, printed) = run(&desk, &["diff", "a.pcapng", "b.pcapng"], "");
    assert_eq!(status, Some(0), "{printed}");
    // What was saved replays on such a card.
    reader.order("renew");
    reader.wait_for("a new card is in the slot");
    let (status, printed) = run(&desk, &["run", "--reader", READER, "--yes", "a.trace"], "");
    assert_eq!(status, Some(0), "{printed}");
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn reset_takes_the_power_and_keeps_the_card() {
    let desk = desk();
    let reader = desk.reader(&[]);
    let again = "select the purse\npower on\n805C000204\n< 6985\n";
    let (status, printed) = run(&desk, &["record", "--reader", READER], again);
    assert!(status == Some(0) && printed.contains("It holds."), "a power-on forgets the selection: {printed}");
    let typed = "select the purse\nreset\nget balance\npower off\nget balance\npower on\nquit\n";
    let (status, printed) = run(&desk, &["record", "--reader", READER], typed);
    assert_eq!(status, Some(0), "{printed}");
    assert_eq!(printed.matches("answer to reset").count(), 2, "{printed}");
    assert!(printed.contains("the card is off; `power on` gives it power"), "{printed}");
    let shown = reader.finish();
    let at = |words: &str| shown.iter().rposition(|line| line.contains(words)).unwrap_or_else(|| panic!("{shown:#?}"));
    let select = shown.iter().rposition(|line| line.starts_with("SELECT")).unwrap();
    let balance = at("GET BALANCE");
    let between = shown[select..balance].iter().map(|line| line.split(':').next().unwrap()).collect::<Vec<_>>();
    let off = between.iter().position(|line| *line == "power off").unwrap_or_else(|| panic!("{shown:#?}"));
    assert!(between[off..].contains(&"power on"), "{shown:#?}");
    assert_eq!(shown.iter().filter(|line| line.contains("GET BALANCE")).count(), 2, "{shown:#?}");
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn trace_is_stepped_on_the_card_in_a_reader() {
    let desk = desk();
    let reader = desk.reader(&["--octets"]);
    let text = "> 00A40400 10 D1560001018003800000000100000000\n< 6F.. 9000\n> 80DADF20 04 00001388\n< 9000\n\
                > 80CADF20 04\n< 00001388 9000\n";
    std::fs::write(desk.folder.path().join("a.trace"), text).unwrap();
    let (status, printed) = run(&desk, &["record", "--reader", READER, "a.trace:3"], "list\nstep\nback\ncontinue\n");
    assert_eq!(status, Some(0), "{printed}");
    assert!(printed.contains("next  a.trace:3  > 80DADF20 04 00001388"), "{printed}");
    assert!(printed.contains("The command was not sent") && printed.contains("does not go back"), "{printed}");
    let (status, printed) = run(&desk, &["record", "--reader", READER, "--yes", "a.trace:3"], "continue\n");
    assert_eq!(status, Some(0), "{printed}");
    assert!(printed.contains("4 lines held.\nThe trace is at its end."), "{printed}");
    let sent = reader.finish().iter().filter(|line| line.starts_with("  > 80DADF20")).count();
    assert_eq!(sent, 1, "what was withheld was not sent");
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn program_reads_objects_about_the_card() {
    let desk = desk();
    let reader = desk.reader(&[]);
    let typed = "{\"line\": \"select the purse\", \"id\": 1}\n{\"line\": \"80DADF200400001388\"}\n{\"line\": \"undo\"}\n\
                 {\"line\": \"get balance\"}\n{\"line\": \"quit\"}\n";
    let mut command = desk.inside_folder(super::program());
    command.args(["record", "--json", "--reader", READER]);
    let (printed, told) = answered(command, typed);
    let objects: Vec<serde_json::Value> =
        printed.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    assert_eq!(objects.len(), 6, "{printed}");
    assert!(objects[0]["text"].as_str().unwrap().contains("The card in the reader rfid-sim 00 00 answers"));
    assert!(objects.iter().all(|object| object["card"].is_null()));
    assert_eq!((&objects[1]["ok"], &objects[1]["id"]), (&true.into(), &1.into()));
    assert!(objects[2]["ok"] == false && objects[2]["error"].as_str().unwrap().contains("was not sent"), "{printed}");
    assert!(objects[3]["error"].as_str().unwrap().contains("does not go back"), "{printed}");
    assert_eq!(objects[4]["answer"], "000000009000");
    assert!(told.contains("--yes sends it"), "{told}");
    reader.end();
}

/// Runs a command with an input; returns standard output and standard error.
fn answered(mut command: Command, input: &str) -> (String, String) {
    use std::io::Write as _;
    use std::process::Stdio;
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and python3; .ci/run system installs them"]
fn capture_and_datagrams_have_the_session() {
    let desk = desk();
    let reader = desk.reader(&[]);
    let listener = udp::Listener::start(&desk);
    let typed = "select the purse\nget balance\nreset\nquit\n";
    let options = ["record", "--reader", READER, "--save", "a.pcapng", "--gsmtap", &listener.address];
    let (status, printed) = run(&desk, &options, typed);
    assert_eq!(status, Some(0), "{printed}");
    let messages = listener.messages();
    assert_eq!(messages.iter().map(|message| message.0).collect::<String>(), "A..A", "{messages:?}");
    assert_eq!(messages[2].1, "805C000204000000009000");
    let (status, printed) = run(&desk, &["explain", "a.pcapng"], "");
    assert!(status == Some(0) && printed.contains("2 exchanges, 2 resets"), "{printed}");
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn keys_of_another_card_compute_nothing() {
    let desk = desk();
    std::fs::write(desk.folder.path().join("mine.toml"), "asn = \"11111111111111111111\"\n").unwrap();
    let reader = desk.reader(&["--profile", "mine.toml"]);
    let typed = "select the purse\ninit load\nmac2 = load MAC2 on now\nquit\n";
    let (status, printed) = run(&desk, &["record", "--reader", READER], typed);
    assert_eq!(status, Some(0), "{printed}");
    assert!(printed.contains("are not known: its card number (ASN) is 11111111111111111111"), "{printed}");
    assert!(!printed.contains("mac2 = "), "{printed}");
    let (status, printed) = run(&desk, &["record", "--reader", READER, "--profile", "mine.toml"], typed);
    assert!(status == Some(0) && printed.contains("mac2 = "), "{printed}");
    let (status, printed) = run(&desk, &["record", "--reader", READER, "--profile", "default"], typed);
    assert!(status == Some(2) && printed.contains("is not of the profile default"), "{printed}");
    for option in [["--card", "a.card"], ["--seed", "3"]] {
        let (status, printed) = run(&desk, &[&["record", "--reader", READER][..], &option].concat(), typed);
        assert!(status == Some(2) && printed.contains("--card and --seed are for a simulated card"), "{printed}");
    }
    assert!(!desk.folder.path().join("a.card").exists());
    reader.end();
}
