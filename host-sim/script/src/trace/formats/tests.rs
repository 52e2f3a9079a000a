//! Tests of the formats against texts as the tools' users write them, and of every format against itself. What a format
//! can hold comes back unchanged.

use miette::Diagnostic;
use proptest::prelude::*;

use super::*;

const SCRIPT: &str = r#"// A balance, asked for twice.
#define balance 0x80 0x5C 0x00 0x02 0x00 0x04
powerup;
echo "select the purse";
0x00 0xA4 0x04 0x00 0x05 0xA0 1 02 0x3 0x04 0x7F; // SELECT
balance;
/* decimal
 * and octal */
128 0134 0 2 0
    4;
delay 100; output off;
contactless;
0x00 0x20 0x00 0x00 0x02 0x12 0x34 0x00;
0x80 0x5A 0x00 0x06 0x02 0x00 0x01 0x08;
select //aid/A000000062/03010C01;
powerdown;
"#;

fn source(text: &str) -> NamedText<'_> {
    NamedText { name: "input", text }
}

fn no_files(path: &str) -> Result<String, String> {
    Err(format!("no file {path} here"))
}

fn apdutool(text: &str) -> Result<(Session, Notes), FormatError> {
    let mut notes = Notes::default();
    apdutool::parse(source(text), &mut no_files, &mut notes).map(|session| (session, notes))
}

fn scriptor(text: &str) -> Result<(Session, Notes), FormatError> {
    let mut notes = Notes::default();
    scriptor::parse(source(text), &mut notes).map(|session| (session, notes))
}

fn command(hex: &str) -> SessionStep {
    SessionStep::Exchange(SessionExchange { command: hex::decode(hex).unwrap(), ..SessionExchange::default() })
}

fn answered(hex: &str, answer: &str) -> SessionStep {
    let answer = Some(Reply::Octets(hex::decode(answer).unwrap()));
    SessionStep::Exchange(SessionExchange { command: hex::decode(hex).unwrap(), answer, remark: None })
}

fn comment(text: &str) -> SessionStep {
    SessionStep::Comment(text.to_owned())
}

/// Returns the label under the blamed place, and the text at that place.
fn blame(error: &FormatError, text: &str) -> (String, String) {
    let label = error.labels().unwrap().next().unwrap();
    let span = label.offset()..label.offset() + label.len();
    (label.label().unwrap().to_owned(), text.get(span).unwrap().to_owned())
}

#[test]
fn apdutool_script_of_every_statement_is_read() {
    let (session, notes) = apdutool(SCRIPT).unwrap();
    let select = SessionExchange {
        command: hex::decode("00A4040005A001020304").unwrap(),
        answer: None,
        remark: Some("SELECT".into()),
    };
    let expected = vec![
        comment("A balance, asked for twice."),
        SessionStep::PowerOn { atr: None },
        SessionStep::Echo("select the purse".into()),
        SessionStep::Exchange(select),
        command("805C000204"),
        comment("decimal"),
        comment("and octal"),
        command("805C000204"),
        SessionStep::Delay { ms: 100 },
        SessionStep::Tap { reach_cm: None },
        command("00200000021234"),
        command("805A000602000108"),
        command("00A4040009A00000006203010C01"),
        SessionStep::PowerOff,
    ];
    assert_eq!(session.steps, expected);
    assert_eq!(notes.to_string(), "note: output switches left out (1): they only tell apdutool what to print.\n");
}

#[test]
fn apdutool_log_is_read_with_answers() {
    let log = "Java Card APDU Tool\nReceived ATR = 0x3b 0xf0 0x11 0x00 0xff 0x00\n\
        CLA: 80, INS: 50, P1: 00, P2: 02, Lc: 02, 0b, 03, Le: 02, 00, 13, SW1: 90, SW2: 00\n\
        CLA: 00, INS: 20, P1: 00, P2: 00, Lc: 02, 12, 34, Le: 00, SW1: 63, SW2: c2\n\
        CLA: 80, INS: 5c, P1: 00, P2: 02, Lc: 00, Le: 04, 00, 00, 00, 64, SW1: 90, SW2: 00\n\
        C-JCRE was powered down.\n";
    let (session, _) = apdutool(log).unwrap();
    let expected = vec![
        SessionStep::Echo("Java Card APDU Tool".into()),
        SessionStep::PowerOn { atr: Some(hex::decode("3BF01100FF00").unwrap()) },
        answered("80500002020B0302", "00139000"),
        answered("00200000021234", "63C2"),
        answered("805C000204", "000000649000"),
        SessionStep::PowerOff,
    ];
    assert_eq!(session.steps, expected);
}

#[test]
fn included_apdutool_script_is_read_in_place() {
    let mut files =
        |path: &str| if path == "two.scr" { Ok("powerdown;".to_owned()) } else { Err("no such file".to_owned()) };
    let mut notes = Notes::default();
    let session = apdutool::parse(source("powerup;\n#include \"two.scr\"\npowerup;"), &mut files, &mut notes).unwrap();
    let on = SessionStep::PowerOn { atr: None };
    assert_eq!(session.steps, vec![on.clone(), SessionStep::PowerOff, on]);
    let mut circle = |_: &str| Ok("#include \"again.scr\"".to_owned());
    let error = apdutool::parse(source("#include \"again.scr\""), &mut circle, &mut notes).unwrap_err();
    assert!(error.to_string().contains("circle"), "{error}");
}

#[test]
fn extended_apdu_of_apdutool_is_shortened() {
    let script =
        "extended on; 0x00 0xB0 0x95 0x00 0x00 0x00 0x00 0x00 0x1E; extended off; 0x80 0x5C 0x00 0x02 0x00 0x04;";
    let (session, notes) = apdutool(script).unwrap();
    assert_eq!(session.steps, vec![command("00B095001E"), command("805C000204")]);
    assert!(notes.to_string().contains("extended APDUs shortened (1)"), "{notes}");
}

#[test]
fn apdutool_mistake_is_marked_at_its_place() {
    let cases = [
        ("powerup", "powerup", "expected ; after it"),
        ("0x80 0x5C 0x00;", "0x80 0x5C 0x00", "here are 3 octets"),
        (
            "0x00 0x20 0x00 0x00 0x02 0x12 0x34;",
            "0x00 0x20 0x00 0x00 0x02 0x12 0x34",
            "Lc is 2, and between it and Le there is 1 octet of data",
        ),
        ("0x80 0x5C 0x00 0x02 0x100 0x04;", "0x100", "up to 255"),
        ("0x80 0x5C 0x00 0x02 0x00 09;", "09", "octal (012)"),
        ("delay soon;", "soon", "expected hexadecimal"),
        ("powerup; jump 3;", "jump", "expected a command"),
        ("output maybe;", "maybe", "expected on or off"),
        ("echo \"open", "\"", "expected another"),
        ("/* open", "/*", "expected */"),
        ("#ifdef X", "#ifdef X", "known are #define"),
        ("select //aid/01;", "//aid/01", "5 to 16 octets"),
        ("send a to b on 19;", "send", "expected a command"),
    ];
    for (text, place, expected) in cases {
        let (label, blamed) = blame(&apdutool(text).unwrap_err(), text);
        assert_eq!(blamed, place, "in {text}");
        assert!(label.contains(expected), "in {text}: {label}");
    }
}

#[test]
fn scriptor_script_is_read_until_exit() {
    let script =
        "# balance\nreset\n00A40000023F00\n80 5C 00 02 \\\n04\n\n  RESET\n80 5c 00 02 04\nexit\n80 5C 00 02 04\n";
    let (session, notes) = scriptor(script).unwrap();
    let reset = SessionStep::Reset { atr: None };
    let expected = vec![
        comment("balance"),
        reset.clone(),
        command("00A40000023F00"),
        command("805C000204"),
        reset,
        command("805C000204"),
    ];
    assert_eq!(session.steps, expected);
    assert!(notes.to_string().contains("lines after the end"), "{notes}");
}

#[test]
fn scriptor_extensions_are_read_with_a_note() {
    let (session, notes) = scriptor("// purse\n00 A4 04 00 0E \"1PAY.SYS.DDF01\" # the directory\n").unwrap();
    let select = hex::decode("00A404000E315041592E5359532E4444463031").unwrap();
    let expected = SessionExchange { command: select, answer: None, remark: Some("the directory".into()) };
    assert_eq!(session.steps, vec![comment("purse"), SessionStep::Exchange(expected)]);
    assert!(notes.to_string().contains("quoted texts read anyway (1)"), "{notes}");
}

#[test]
fn scriptor_log_is_read_with_answers() {
    let log = "Using T=0 protocol\n# select\nreset\n> RESET\n< OK: 3B 00 \n00A40000023F00\n> 00 A4 00 00 02 3F 00 \n\
        < 6F 15 84 0E 31 50 41 59 2E 53 59 53 2E 44 44 46 \n30 31 A5 03 88 01 01 90 00 : Normal processing.\n\
        > 00 20 00 00 00\n< 69 84 : Reference data not usable\n";
    let (session, notes) = scriptor(log).unwrap();
    let expected = vec![
        comment("select"),
        SessionStep::Reset { atr: Some(vec![0x3B, 0x00]) },
        answered("00A40000023F00", "6F15840E315041592E5359532E4444463031A5038801019000"),
        answered("0020000000", "6984"),
    ];
    assert_eq!(session.steps, expected);
    assert!(notes.to_string().contains("lines of the log left out (1)"), "{notes}");
}

#[test]
fn scriptor_mistake_is_marked_at_its_place() {
    let cases = [
        ("00 A4 0 00", "0", "two hexadecimal digits"),
        ("00 A4 zz 00", "z", "expected hexadecimal"),
        ("00 A4 \\\n", "00 A4 \\", "ends with"),
        ("00 \"abc", "\"", "opened here"),
        ("> 00 A4 00 00\n< 9 : odd\n", "< 9 : odd", "expected octets"),
        ("< 90 00 : early\n> 00 A4 00 00\n", "< 90 00 : early", "expected a line that begins with >"),
    ];
    for (text, place, expected) in cases {
        let (label, blamed) = blame(&scriptor(text).unwrap_err(), text);
        assert_eq!(blamed, place, "in {text}");
        assert!(label.contains(expected), "in {text}: {label}");
    }
}

#[test]
fn json_lines_distinguish_silence_from_unknown_answer() {
    let text = "{\"type\":\"command\",\"hex\":\"805C000204\",\"answer\":null}\n\n{\"type\":\"command\",\"hex\":\"805c000204\"}\n";
    let session = json_lines::parse(source(text)).unwrap();
    let silent =
        SessionExchange { command: hex::decode("805C000204").unwrap(), answer: Some(Reply::Silence), remark: None };
    assert_eq!(session.steps, vec![SessionStep::Exchange(silent), command("805C000204")]);
}

#[test]
fn json_lines_mistake_is_explained() {
    let cases = [
        ("{\"type\":\"jump\"}", "unknown variant `jump`"),
        ("{\"type\":\"reset\",\"art\":\"00\"}", "unknown field `art`"),
        ("{\"type\":\"command\"", "EOF while parsing"),
        ("{\"type\":\"command\",\"hex\":\"8\"}", "The field \"hex\" is not hexadecimal"),
        ("{\"type\":\"command\",\"hex\":\"\"}", "no octets"),
        ("{\"type\":\"command\",\"hex\":\"80\",\"answer\":\"90\"}", "no status word"),
        ("{\"type\":\"power_on\",\"atr\":\"3g\"}", "The field \"atr\" is not hexadecimal"),
    ];
    for (text, expected) in cases {
        let error = json_lines::parse(source(text)).unwrap_err();
        assert!(error.to_string().contains(expected), "{text}: {error}");
    }
}

#[test]
fn format_is_guessed_from_first_lines() {
    for (text, format) in [
        (SCRIPT, Format::Apdutool),
        ("\n CLA: 80, INS: 50", Format::Apdutool),
        ("0x00 0xA4;", Format::Apdutool),
        ("# words\nreset\n", Format::Scriptor),
        ("00 A4 00 00", Format::Scriptor),
        ("> RESET\n< OK: 3B 00", Format::Scriptor),
        ("# words\n> 00A40000\n< 9000\n", Format::Trace),
        ("# words\n\nprofile default\n", Format::Trace),
        ("{\"type\":\"reset\"}", Format::JsonLines),
    ] {
        assert_eq!(Format::by_content(text), Some(format), "{text}");
    }
    assert_eq!(Format::by_content("# only prose\n"), None);
}

#[test]
fn trace_without_captures_is_read_as_session() {
    let text = "profile default\n> 805C0002 04  # GET BALANCE\n# prose between\n< {1.00 yuan} 9000\nexpect balance 1.00 yuan\n";
    let trace = crate::trace::parse("input", text).unwrap();
    let mut notes = Notes::default();
    let session = literal::read(&trace, &mut notes).unwrap();
    let SessionStep::Exchange(mut balance) = answered("805C000204", "000000649000") else { panic!() };
    balance.remark = Some("GET BALANCE".into());
    let expected =
        vec![SessionStep::Setting("profile default".into()), SessionStep::Exchange(balance), comment("prose between")];
    assert_eq!(session.steps, expected);
    assert!(notes.to_string().contains("expectations left out (1)"), "{notes}");
    let captures = crate::trace::parse("input", "> 805C0002 04\n< balance:4 9000\n").unwrap();
    assert_eq!(literal::read(&captures, &mut notes), None);
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~\n]{0,24}", "[a-z一-龥 #/\"*;]{0,12}", Just("exit //aid/A0".to_owned())]
}

fn octets(length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), length)
}

/// Generates commands of all four cases, and octets that are no command.
fn command_octets() -> impl Strategy<Value = Vec<u8>> {
    let cases =
        (any::<[u8; 4]>(), octets(0..255), prop_oneof![any::<u8>().prop_map(Some), Just(None), Just(Some(0x7F))]);
    let apdu = cases.prop_map(|(header, data, le)| {
        let lc = if data.is_empty() { vec![] } else { vec![u8::try_from(data.len()).unwrap()] };
        [header.as_slice(), &lc, &data, le.as_slice()].concat()
    });
    prop_oneof![4 => apdu, 1 => octets(1..12)]
}

fn step() -> impl Strategy<Value = SessionStep> {
    let answer = prop_oneof![
        octets(2..40).prop_map(|octets| Some(Reply::Octets(octets))),
        Just(Some(Reply::Silence)),
        Just(None)
    ];
    let atr = || prop::option::of(octets(1..10));
    prop_oneof![
        atr().prop_map(|atr| SessionStep::PowerOn { atr }),
        atr().prop_map(|atr| SessionStep::Reset { atr }),
        Just(SessionStep::PowerOff),
        Just(SessionStep::Contact),
        prop::option::of(0..20_u16).prop_map(|reach_cm| SessionStep::Tap { reach_cm }),
        (command_octets(), answer, prop::option::of(text()))
            .prop_map(|(command, answer, remark)| SessionStep::Exchange(SessionExchange { command, answer, remark })),
        text().prop_map(SessionStep::Comment),
        text().prop_map(SessionStep::Echo),
        prop_oneof![any::<u64>(), 0..5000_u64].prop_map(|ms| SessionStep::Delay { ms }),
        prop_oneof![
            text(),
            Just("profile default".to_owned()),
            Just("seed 7".to_owned()),
            Just("random 653027F6".to_owned())
        ]
        .prop_map(SessionStep::Setting),
    ]
}

fn session() -> impl Strategy<Value = Session> {
    prop::collection::vec(step(), 0..12).prop_map(|steps| Session { steps })
}

#[test]
fn status_word_in_a_script_is_no_command() {
    let (session, notes) = scriptor("805c000204\n9000\n00 A4 04 00 \\\n90 00\n6A 82\n").unwrap();
    assert_eq!(session.steps, [command("805C000204"), command("00A404009000")]);
    assert!(notes.to_string().starts_with("note: status words left out (2)"), "{notes}");
}

#[test]
fn names_that_expand_too_far_are_refused() {
    let text = format!("#define a {}\n{};", "1 ".repeat(5_000), "a ".repeat(201));
    let error = apdutool(&text).unwrap_err();
    assert_eq!(error.to_string(), "The names of this script stand for more than 1000000 words.");
    assert_eq!(apdutool("#define wrong \"a\npowerup;\n").unwrap().0.steps, [SessionStep::PowerOn { atr: None }]);
}

proptest! {
    #[test]
    fn apdutool_session_round_trips(session in session()) {
        let held = Format::Apdutool.narrow(&session, &mut Notes::default());
        let text = apdutool::print(&held);
        prop_assert_eq!(apdutool(&text).unwrap().0, held, "{}", text);
    }

    #[test]
    fn scriptor_session_round_trips(session in session()) {
        let held = Format::Scriptor.narrow(&session, &mut Notes::default());
        let text = scriptor::print(&held);
        prop_assert_eq!(scriptor(&text).unwrap().0, held, "{}", text);
    }

    #[test]
    fn json_lines_session_round_trips(session in session()) {
        let held = Format::JsonLines.narrow(&session, &mut Notes::default());
        let text = json_lines::print(&held);
        prop_assert_eq!(json_lines::parse(source(&text)).unwrap(), held, "{}", text);
    }

    #[test]
    fn trace_session_round_trips(session in session()) {
        let held = Format::Trace.narrow(&session, &mut Notes::default());
        let text = literal::print(&held);
        let trace = crate::trace::parse("input", &text).unwrap();
        prop_assert_eq!(literal::read(&trace, &mut Notes::default()), Some(held), "{}", text);
    }

    #[test]
    fn second_narrowing_changes_nothing(session in session()) {
        for format in Format::ALL {
            let mut notes = Notes::default();
            let once = format.narrow(&session, &mut notes);
            let mut again = Notes::default();
            prop_assert_eq!(&format.narrow(&once, &mut again), &once);
            prop_assert_eq!(again.to_string(), "", "{} is not content with its own work", format.name());
        }
    }

    #[test]
    fn any_text_is_read_or_refused_by_formats(text in "[ -~\n\"é]{0,60}|(> |< |[0-9A-F ]|\\\\|\n|CLA: |SW1: |, |#|//|0x1|;){0,30}") {
        let read = (apdutool(&text).is_ok(), scriptor(&text).is_ok(), json_lines::parse(source(&text)).is_ok());
        prop_assert!(text.trim().is_empty() || read != (true, true, true), "no text with a word in it is of all three");
        prop_assert!(!text.trim().is_empty() || Format::by_content(&text).is_none());
    }
}

#[test]
fn command_atr_and_message_without_octets_are_refused() {
    for text in ["\"\"\n", "reset\n\"\" # nothing\n", "> \"\"\n< 90 00\n"] {
        let error = scriptor(text).unwrap_err();
        assert_eq!(error.to_string(), "This command has no octets.", "{text}");
    }
    for kind in ["power_on", "reset"] {
        let text = format!("{{\"type\":\"{kind}\",\"atr\":\"\"}}\n");
        let error = json_lines::parse(source(&text)).unwrap_err();
        assert_eq!(error.to_string(), "This ATR has no octets.", "{text}");
    }
    for hex in ["", " "] {
        let text = format!("{{\"type\":\"message\",\"kind\":\"proactive-command\",\"hex\":\"{hex}\"}}\n");
        let error = json_lines::parse(source(&text)).unwrap_err();
        assert_eq!(error.to_string(), "This message has no octets.", "{text}");
    }
}

mod between;
