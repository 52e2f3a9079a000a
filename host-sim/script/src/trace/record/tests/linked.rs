//! Tests of the shell on a card behind a link, which is a simulated one that tells what reached it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{LOAD, PASTED, PURCHASE, typed};
use crate::trace::formats::{Reply, SessionStep};
use crate::trace::record::{LinkedCard, Script, Shell};
use crate::trace::replay::{Options, replay_through};
use sim_device::danger::Danger;
use sim_device::link::{InProcess, Link, LinkContext, LinkError, SharedLink};
use sim_device::memory::Eeprom;
use sim_device::mobile_station;
use sim_device::profile::Profile;

/// Witness of all that reaches the card, and of what goes wrong on the way.
#[derive(Clone, Default)]
struct Witness {
    /// Commands in hexadecimal, `on`, `off` and `reset`.
    seen: Rc<RefCell<Vec<String>>>,
    /// Error of whatever comes next; `None` if nothing goes wrong.
    fault: Rc<Cell<Option<LinkError>>>,
    /// Set to withhold dangerous commands.
    withholds: Rc<Cell<bool>>,
}

impl Witness {
    fn count(&self, what: &str) -> usize {
        self.seen.borrow().iter().filter(|seen| seen.starts_with(what)).count()
    }
}

struct Watched {
    card: InProcess<Eeprom>,
    witness: Witness,
}

impl Watched {
    fn note<T>(
        &mut self,
        what: String,
        pass: impl FnOnce(&mut InProcess<Eeprom>) -> Result<T, LinkError>,
    ) -> Result<T, LinkError> {
        self.witness.seen.borrow_mut().push(what);
        self.witness.fault.get().map_or_else(|| pass(&mut self.card), Err)
    }
}

impl Link for Watched {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.note("on".to_owned(), Link::power_on)
    }

    fn power_off(&mut self) {
        self.note("off".to_owned(), |card| {
            card.power_off();
            Ok(())
        })
        .unwrap();
    }

    fn reset(&mut self) -> Result<Vec<u8>, LinkError> {
        self.note("reset".to_owned(), Link::reset)
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        if self.witness.withholds.get() && Danger::of(command).is_some() {
            return Err(LinkError::Withheld);
        }
        self.note(hex::encode_upper(command), |card| card.exchange(situation, command))
    }
}

fn new_card() -> InProcess<Eeprom> {
    mobile_station::card(&Profile::default(), 7).unwrap()
}

fn linked(witness: &Witness) -> LinkedCard {
    LinkedCard {
        place: "the reader A".to_owned(),
        link: SharedLink::new(Watched { card: new_card(), witness: witness.clone() }),
        settings: vec!["# A card in the reader A.".to_owned(), "profile default".to_owned()],
        profile: Profile::default(),
        keyless: None,
    }
}

fn shell() -> (Shell, Witness) {
    let witness = Witness::default();
    (Shell::new(linked(&witness)).unwrap(), witness)
}

/// Asserts that the saved trace holds on another card behind a link, which is as the first was.
fn check(shell: &Shell) {
    let trace = crate::trace::parse("saved", &shell.trace()).unwrap();
    let outcome = replay_through(&trace, &Options::default(), &mut new_card());
    assert!(outcome.held(), "{}\n{:?}", shell.trace(), outcome.results);
}

#[test]
fn session_on_link_is_explained_and_replays() {
    let (mut shell, _) = shell();
    assert!(
        shell.greeting().starts_with("The card in the reader A answers to reset with 3B6E00"),
        "{}",
        shell.greeting()
    );
    let before = shell.trace();
    assert!(before.starts_with("# A card in the reader A.\nprofile default\npower on\n< 3B6E00"), "{before}");
    assert!(!before.contains("seed") && !shell.has_begun() && !shell.is_unsaved());
    let said = typed(&mut shell, &LOAD);
    assert!(said[3].contains("9000 success") && !said[3].contains("balance:"), "the inside is not seen: {said:?}");
    typed(&mut shell, &PURCHASE);
    assert_eq!(shell.line("< tac:4 mac2:4 9000").error, None);
    assert_eq!(shell.line("check tac, mac2").error, None);
    assert!(shell.line("get balance").text.contains("49.00 yuan"));
    assert_eq!(shell.line("< {49.00 yuan} 9000").text, "It holds.\n");
    assert!(shell.line("< {48.00 yuan} 9000").error.is_some());
    assert!(shell.has_begun() && shell.is_unsaved());
    check(&shell);
}

#[test]
fn what_a_link_lacks_is_refused() {
    let (mut shell, witness) = shell();
    typed(&mut shell, &["select the purse", "get balance"]);
    let (before, seen) = (shell.trace(), witness.seen.borrow().len());
    for (line, why) in [
        ("undo", "does not go back"),
        ("back", "does not go back"),
        ("state", "`get balance` ask the card"),
        ("log", "is not seen"),
        ("memory", "is not seen"),
        ("card balance 5.00 yuan", "`card` is a setting of simulated cards"),
        ("seed 8", "`seed` is a setting of simulated cards"),
        ("random 01020304", "`random` is a setting of simulated cards"),
        ("atr 3B00", "`atr` is a setting of simulated cards"),
        ("iccid 89860009091112345678", "`iccid` is a setting of simulated cards"),
        ("clock 2020-01-01 00:00:00", "`clock` is to be known before the first command"),
        ("profile \"other.toml\"", "other.toml"),
        ("tap 3 cm", "has no radio"),
        ("cut at write 1 torn all", "cannot be cut"),
    ] {
        let result = shell.line(line);
        assert!(result.error.is_some_and(|error| error.contains(why)), "{line}: {}", result.text);
        assert_eq!(shell.trace(), before, "{line}");
    }
    assert_eq!(witness.seen.borrow().len(), seen, "nothing has reached the card");
    // The wallet is still selected.
    assert!(shell.line("get balance").text.contains("9000 success"));
    assert!(shell.line("help").text.contains("It does not go back"));
    assert!(!super::shell().line("help").text.contains("It does not go back"));
}

#[test]
fn terminal_of_a_link_is_set_before_it_begins() {
    let (mut shell, witness) = shell();
    let told = shell.line("clock 2020-02-03 04:05:06");
    assert_eq!(told.text, "The terminal knows it; the card is the one in the reader.\n");
    assert_eq!(shell.line("reader raw").error, None);
    assert_eq!(shell.line("profile default").text, "The profile is default already.\n");
    let trace = shell.trace();
    assert!(trace.contains("clock 2020-02-03 04:05:06\nreader raw\npower on\n"), "{trace}");
    assert_eq!(trace.matches("power on").count(), 1);
    assert_eq!(shell.line("x = {now}").text, "x = 20200203040506\n");
    assert_eq!(shell.line("A0A40000 02 3F00").text.lines().next(), Some("< 9F16"));
    assert_eq!(witness.count("A0C0"), 0, "a raw reader fetches nothing");
    check(&shell);
}

#[test]
fn reset_and_power_of_a_link_are_its_own() {
    let (mut shell, witness) = shell();
    let atr = hex::encode_upper(&Profile::default().card.atr);
    typed(&mut shell, &["select the purse"]);
    assert_eq!(shell.line("reset").text, format!("< {atr}\n  answer to reset\n"));
    assert_eq!((witness.count("reset"), witness.count("on"), witness.count("off")), (1, 1, 0));
    assert!(!shell.line("get balance").text.contains("9000"), "nothing is selected any more");
    assert_eq!(shell.line("power off").text, "The card is off.\n");
    assert_eq!(shell.prompt(), "off");
    assert!(shell.line("get balance").text.contains("the card is off; `power on` gives it power"));
    assert_eq!(shell.line("power on").error, None);
    assert_eq!((shell.prompt().as_str(), witness.count("on"), witness.count("off")), ("card", 2, 1));
    assert!(shell.line("wait 2 h").text.contains("the card's own goes by itself"));
    check(&shell);
    shell.power_off();
    assert_eq!(witness.count("off"), 2);
}

#[test]
fn withheld_command_leaves_no_trace() {
    let (mut shell, witness) = shell();
    witness.withholds.set(true);
    typed(&mut shell, &["select the purse"]);
    let before = shell.trace();
    let told = shell.line("0020000003123456");
    assert!(told.error.is_some_and(|why| why.starts_with("The command was not sent")), "{}", told.text);
    assert_eq!((shell.trace(), witness.count("0020")), (before, 0));
    assert!(shell.line("why").text.contains("because   the command was not sent"));
    assert!(shell.line("get balance").text.contains("9000 success"), "the session goes on");
    assert_eq!(shell.line("why").text, "Nothing was refused: the last command succeeded.\n");
    witness.withholds.set(false);
    assert!(shell.line("0020000003123456").text.contains("< 63C2") || !shell.line("why").text.is_empty());
    assert_eq!(witness.count("0020"), 1);
    check(&shell);
}

#[test]
fn fault_of_the_reader_is_noted_as_prose() {
    for (why, words) in [
        (LinkError::Fault(0x8010_002F), "the reader reports the fault 8010002F"),
        (LinkError::NoService, "the PC/SC service does not run"),
        (LinkError::Exclusive, "another program has the card to itself"),
    ] {
        let (mut shell, witness) = shell();
        typed(&mut shell, &["select the purse"]);
        witness.fault.set(Some(why));
        let told = shell.line("get balance");
        assert!(told.error.is_some_and(|error| error.to_lowercase().contains(&words.to_lowercase())), "{}", told.text);
        let trace = shell.trace();
        assert!(trace.ends_with(&format!("# GET BALANCE has no answer: {words}.\n")), "{trace}");
        witness.fault.set(None);
        assert!(shell.line("get balance").text.contains("9000 success"));
        check(&shell);
    }
}

#[test]
fn silent_or_removed_card_is_told_apart() {
    for (why, words) in [
        (LinkError::Removed, "the card was removed from the reader; `reset` begins"),
        (LinkError::Silent, "the card does not answer; `reset` begins"),
    ] {
        let (mut shell, witness) = shell();
        witness.fault.set(Some(why));
        let told = shell.line("get balance");
        assert!(told.text.contains("< no answer") && told.text.contains(words), "{}", told.text);
        assert!(shell.trace().ends_with("< no answer\n"), "{}", shell.trace());
        let told = shell.line("reset");
        let sentence = super::super::evaluate::sentence(&why.to_string());
        assert_eq!((told.error, shell.prompt().as_str()), (Some(sentence), "off"));
        assert_eq!(shell.line("< no answer").text, "It holds.\n");
        witness.fault.set(None);
        assert!(shell.line("power on").text.starts_with("< 3B"));
        let steps = shell.session().steps;
        let silent = |step: &&SessionStep| match step {
            SessionStep::Exchange(exchange) => exchange.answer == Some(Reply::Silence),
            SessionStep::Reset { atr } => atr.is_none(),
            _ => false,
        };
        assert_eq!(steps.iter().filter(silent).count(), 2, "{steps:?}");
    }
    // A card that is not there cannot be begun with.
    let witness = Witness::default();
    witness.fault.set(Some(LinkError::Removed));
    let error = Shell::new(linked(&witness)).unwrap_err();
    assert_eq!(error.to_string(), "The card was removed from the reader.");
}

#[test]
fn table_plays_on_the_one_card() {
    let (mut shell, witness) = shell();
    let table = [
        "cases of files",
        "| file | answer |",
        "| 3F00 | .. 9??? |",
        "| 6F99 | 6A83 |",
        "| 2FE2 | .. 9000 |",
        "| 6F97 | 6A81 |",
        "> 00A40000 02 {file}",
        "< {answer}",
    ];
    typed(&mut shell, &table);
    let told = shell.line("end");
    assert!(told.error.is_some());
    for line in ["ok      of files: 3F00", "FAILED  of files: 6F99, 6A83", "ok      of files: 2FE2"] {
        assert!(told.text.contains(line), "{}", told.text);
    }
    assert_eq!((witness.count("00A40000"), witness.count("on"), witness.count("reset")), (4, 1, 0));
    // The first row that did not hold is the one to look at.
    let why = shell.line("why").text;
    assert!(why.contains("expected  6A83") && !why.contains("6A81"), "{why}");
    // A row without an answer line demands success.
    typed(&mut shell, &["cases of the same", "| file |", "| 6F98 |", "> 00A40000 02 {file}"]);
    assert!(shell.line("end").text.contains("FAILED  of the same: 6F98"));
    typed(&mut shell, &["cases of the same", "| file |", "| 3F00 |", "> 00A40000 02 {file}"]);
    assert_eq!(shell.line("end").error, None);
    let trace = shell.trace();
    assert!(trace.contains("file = 2FE2\n") && !trace.contains("cases"), "{trace}");
    check(&shell);
}

#[test]
fn table_calls_what_the_session_knows() {
    let (mut shell, witness) = shell();
    typed(&mut shell, &["procedure look file, answer", "> 00A40000 02 {file}", "< {answer}", "end", "here = 3F00"]);
    let table = [
        "cases of files",
        "| file | answer |",
        "| 2FE2 | .. 9000 |",
        "| 6F99 | 6A82 |",
        "| 6F98 | 6A83 |",
        "repeat 2",
        "call look {file}, {answer}",
        "end",
        "> 00A40000 02 {here}",
    ];
    typed(&mut shell, &table);
    let told = shell.line("end");
    for line in ["ok      of files: 2FE2", "ok      of files: 6F99, 6A82", "FAILED  of files: 6F98, 6A83"] {
        assert!(told.text.contains(line), "{}", told.text);
    }
    assert_eq!([witness.count("00A40000022FE2"), witness.count("00A40000023F00")], [2, 2]);
    // A procedure that nobody knows reaches no card.
    typed(&mut shell, &["cases of files", "| file |", "| 2FE2 |", "call peek {file}"]);
    let seen = witness.seen.borrow().len();
    let told = shell.line("end");
    assert!(told.error.is_some_and(|error| error.contains("peek")), "{}", told.text);
    assert_eq!(witness.seen.borrow().len(), seen);
}

#[test]
fn opened_trace_is_stepped_on_the_link() {
    let witness = Witness::default();
    let text = "card balance 50.00 yuan\nclock 2020-02-03 04:05:06\n# Asks.\n> 00A40400 Lc D1560001018003800000000100000000\n\
                expect balance 50.00 yuan\ncases one by one\n| file |\n| 3F00 |\n| 2FE2 |\n> 00A40000 02 {file}\nend\n\
                undone = {now}\n> 00A40000 02 6F99\n> 00840000 04\n< random:4 9000\n";
    let trace = crate::trace::parse("a.trace", text).unwrap();
    let script = Script::up_to(&trace, 5).unwrap();
    let mut card = linked(&witness);
    card.settings.extend(script.settings.iter().cloned());
    let (mut shell, told) = Shell::open(card, script).unwrap();
    assert_eq!((told.error, witness.count("00A40400")), (None, 1));
    assert!(shell.line("step").text.contains("Passed over: the inside of a card in a reader is not seen."));
    let told = shell.line("step");
    assert!(told.text.contains("ok      one by one: 2FE2"), "{}", told.text);
    assert_eq!(shell.line("step").error, None);
    // What does not hold stops the trace, which is then behind it.
    let told = shell.line("continue");
    assert!(told.error.is_some_and(|why| why.contains("6A82")), "{}", told.text);
    assert_eq!(shell.line("continue").text, "2 lines held.\nThe trace is at its end.\n");
    assert!(shell.line("list").text.contains("a.trace:15  < random:4 9000"));
    assert_eq!((witness.count("on"), witness.count("reset"), witness.count("00A40000")), (1, 0, 3));
    assert!(shell.trace().contains("undone = {now}\n"), "{}", shell.trace());
    // A row of a table begins on the card that there is.
    let trace = crate::trace::parse("a.trace", PASTED).unwrap();
    let (_, told) = Shell::open(linked(&witness), Script::up_to(&trace, 28).unwrap()).unwrap();
    assert!(told.error.is_some_and(|why| why.contains("has no radio")), "{}", told.text);
    let text = "x = 3F00\ncases rows\n| file |\n| {x} |\n| 2FE2 |\n> 00A40000 02 {file}\nend\n";
    let trace = crate::trace::parse("a.trace", text).unwrap();
    let (mut shell, told) = Shell::open(linked(&witness), Script::up_to(&trace, 5).unwrap()).unwrap();
    let on = witness.count("on");
    assert_eq!(told.error, None, "{}", told.text);
    assert!(shell.line("continue").error.is_none() && shell.trace().contains("file = 2FE2"), "{}", shell.trace());
    assert_eq!(witness.count("on"), on, "the card of a row is the one that there is");
}

#[test]
fn completion_leaves_the_card_alone() {
    let (mut shell, witness) = shell();
    typed(&mut shell, &["select the purse", "x = 0102"]);
    let seen = witness.seen.borrow().len();
    let lines = |typed: &str| shell.words().suggestions(typed).into_iter().map(|found| found.line).collect::<Vec<_>>();
    assert_eq!(lines("bal"), ["805C0002 04"]);
    assert_eq!(
        lines("00A40000"),
        ["00A40000 02 3F00", "00A40000 02 2FE2", "00A40000 02 7F10", "00A40000 02 3F00", "00A40000 02 2FE2"]
    );
    assert_eq!(lines("> {x"), ["> {x}"]);
    assert_eq!(witness.seen.borrow().len(), seen);
}

#[test]
fn unknown_keys_compute_nothing_until_given() {
    let keyless = |witness: &Witness| LinkedCard { keyless: Some("No keys.".to_owned()), ..linked(witness) };
    let witness = Witness::default();
    let mut shell = Shell::new(keyless(&witness)).unwrap();
    typed(&mut shell, &["select the purse", "init load"]);
    assert_eq!(shell.line("mac2 = load MAC2 on now").text, "No keys.\n");
    assert_eq!(shell.line("x = 01").text, "x = 01\n");
    // A key that is given is the only one that is known.
    let mut shell = Shell::new(keyless(&witness)).unwrap();
    let profile = Profile::default();
    let key = hex::encode_upper(profile.key(applet::KeyUsage::Load, 1).unwrap().key);
    assert_eq!(shell.line(&format!("key load 01 version 01 = {key}")).error, None);
    let said = typed(&mut shell, &LOAD);
    assert!(said[3].contains("9000 success"), "{said:?}");
    typed(&mut shell, &["init purchase"]);
    let told = shell.line(PURCHASE[1]);
    assert!(told.error.is_some_and(|why| why.contains("has no purchase key")), "{}", told.text);
}

#[test]
fn report_of_a_link_has_no_inside() {
    let (mut shell, _) = shell();
    typed(&mut shell, &["select the purse"]);
    let result = shell.line("init purchase");
    let report = shell.report(&result);
    assert!(report.ok && report.text.contains("9401"));
    assert_eq!((report.card, report.refusal, report.answer.as_deref()), (None, None, Some("9401")));
    let result = shell.line("undo");
    let report = shell.report(&result);
    assert_eq!(
        (report.ok, report.error.as_deref()),
        (false, Some("A card in a reader does not go back: what it did is done."))
    );
}

#[test]
fn crossed_begins_with_the_answer_to_reset() {
    let atr = Some(Profile::default().card.atr.to_vec());
    let (mut on_link, _) = shell();
    let mut simulated = super::shell();
    for shell in [&mut on_link, &mut simulated] {
        typed(shell, &["# prose", "get balance", "reset"]);
        let crossed = shell.crossed();
        assert_eq!((&crossed[0], crossed.len()), (&SessionStep::PowerOn { atr: atr.clone() }, 3));
        assert!(matches!(crossed[1], SessionStep::Exchange(_)));
        assert_eq!(crossed[2], SessionStep::Reset { atr: atr.clone() });
    }
}
