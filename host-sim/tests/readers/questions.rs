//! The question before a dangerous command, on a pseudo-terminal: what is answered, and what the card gets.

use std::process::Stdio;

use rexpect::process::WaitStatus;
use rexpect::session::PtySession;

use super::desk::Desk;
use super::{READER, desk, program, run};

/// Trace with a wrong PIN, an update, and a command that would block the application if its MAC were right.
const DANGEROUS: &str = "\
card pin on
> 00A40400 10 D1560001018003800000000100000000
< 6F.. 9000
> 00200000 03 123456
< 63C2
> 80DADF20 04 00001388
< ..
> 841E0000 04 00000000
< ..
";

/// Headers of the dangerous commands of the trace. A reader shows no PIN.
const COMMANDS: [&str; 3] = ["00200000", "80DADF20", "841E0000"];

/// End of a question.
const QUESTION: &str = "Send it? [y/N/all] ";

/// Answer to a question.
#[derive(Clone, Copy, Debug)]
enum Typed {
    Line(&'static str),
    /// Ctrl-D: the input ends.
    End,
}

/// Starts the program on a pseudo-terminal in the namespaces.
fn on_terminal(desk: &Desk, arguments: &[&str]) -> PtySession {
    let mut command = desk.inside_folder(program());
    command.args(arguments).env("TERM", "dumb").stdin(Stdio::inherit());
    rexpect::session::spawn_command(command, Some(30_000)).unwrap()
}

/// Returns the status with which the program ends, and what it still prints.
fn ended(mut session: PtySession) -> (i32, String) {
    let printed = session.exp_eof().unwrap();
    match session.process().wait().unwrap() {
        WaitStatus::Exited(_, status) => (status, printed),
        other => panic!("{other:?}: {printed}"),
    }
}

/// Returns the headers of the dangerous commands among those that a reader has shown.
fn sent(shown: &[String]) -> Vec<&str> {
    let commands = shown.iter().filter_map(|line| line.strip_prefix("  > ")?.get(..8));
    commands.filter(|header| COMMANDS.contains(header)).collect()
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn each_answer_decides_what_is_sent() {
    use Typed::{End, Line};
    for (typed, commands, status) in [
        (&[Line("n")][..], 0, 1),
        (&[Line("")], 0, 1),
        (&[Line("yes please")], 0, 1),
        (&[End], 0, 1),
        (&[Line("y"), Line("n")], 1, 1),
        (&[Line("y"), Line("yes"), Line("")], 2, 1),
        (&[Line("YES"), Line("y"), Line(" y ")], 3, 0),
        (&[Line("all")], 3, 0),
        (&[Line("y"), Line("ALL")], 3, 0),
    ] {
        let desk = desk();
        std::fs::write(desk.folder.path().join("a.trace"), DANGEROUS).unwrap();
        let reader = desk.reader(&["--octets", "--trace", "a.trace"]);
        let mut session = on_terminal(&desk, &["run", "--reader", READER, "a.trace"]);
        let words = ["uses up a try", "changes what is on the card", "may block"];
        for (answer, words) in typed.iter().zip(words) {
            let question = session.exp_string(QUESTION).unwrap();
            assert!(question.contains(words), "{question}");
            match answer {
                Line(line) => drop(session.send_line(line).unwrap()),
                End => session.send_control('d').unwrap(),
            }
        }
        let (ended, printed) = ended(session);
        assert_eq!(ended, status, "{typed:?}: {printed}");
        assert!(!printed.contains(QUESTION), "{typed:?}: {printed}");
        assert_eq!(printed.contains("the command was not sent"), status == 1, "{typed:?}: {printed}");
        assert_eq!(sent(&reader.finish()), COMMANDS[..commands], "{typed:?}");
    }
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn option_yes_sends_without_a_question() {
    let desk = desk();
    std::fs::write(desk.folder.path().join("a.trace"), DANGEROUS).unwrap();
    let reader = desk.reader(&["--octets", "--trace", "a.trace"]);
    let session = on_terminal(&desk, &["run", "--reader", READER, "--yes", "a.trace"]);
    let (status, printed) = ended(session);
    assert_eq!(status, 0, "{printed}");
    assert!(!printed.contains("Send it?"), "{printed}");
    assert_eq!(sent(&reader.finish()), COMMANDS);
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn without_terminal_dangerous_command_is_refused() {
    let desk = desk();
    std::fs::write(desk.folder.path().join("a.trace"), DANGEROUS).unwrap();
    let reader = desk.reader(&["--octets"]);
    // Whatever stands in the input is no answer to a question that nobody saw.
    let (status, printed) = run(&desk, &["run", "--reader", READER, "a.trace"], "all\ny\n");
    assert_eq!(status, Some(1), "{printed}");
    assert!(printed.contains("not sent, since on a real card a wrong PIN or cryptogram uses up a try"), "{printed}");
    assert!(printed.contains("--yes sends it"), "{printed}");
    assert!(!printed.contains("Send it?"), "{printed}");
    assert_eq!(sent(&reader.finish()), [""; 0]);
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn program_on_a_terminal_is_asked_nothing() {
    let desk = desk();
    let reader = desk.reader(&["--octets"]);
    let mut session = on_terminal(&desk, &["record", "--json", "--reader", READER]);
    session.send_line("{\"line\": \"00A4040010D1560001018003800000000100000000\"}").unwrap();
    session.send_line("{\"line\": \"80DADF200400001388\"}").unwrap();
    session.exp_string("was not sent").unwrap();
    session.send_line("{\"line\": \"quit\"}").unwrap();
    let (status, printed) = ended(session);
    assert!(status == 0 && !printed.contains("Send it?"), "{printed}");
    assert_eq!(sent(&reader.finish()), [""; 0]);
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn shell_on_a_terminal_asks_and_goes_on() {
    let desk = desk();
    let reader = desk.reader(&["--octets"]);
    let mut session = on_terminal(&desk, &["record", "--reader", READER, "--save", "a.trace"]);
    session.send_line("00A4040010D1560001018003800000000100000000").unwrap();
    for (answer, limit) in [("n", "FFFFFFFF9000"), ("y", "000013889000")] {
        session.send_line("80DADF200400001388").unwrap();
        session.exp_string(QUESTION).unwrap();
        session.send_line(answer).unwrap();
        session.send_line("80CADF2004").unwrap();
        session.exp_string(limit).unwrap();
    }
    session.send_line("quit").unwrap();
    let (status, printed) = ended(session);
    assert_eq!(status, 0, "{printed}");
    let text = std::fs::read_to_string(desk.folder.path().join("a.trace")).unwrap();
    assert_eq!(text.matches("> 80DA").count(), 1, "what was not sent is not recorded: {text}");
    assert_eq!(sent(&reader.finish()), ["80DADF20"]);
}
