//! Blocks of traces and walks: repetitions, procedures, cells in every line, tables of walks; what they do, their
//! mistakes, and that they are printed as they are read.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the whole target is tests, their helpers too, and a panic is how a test speaks"
)]

use sim_script::trace::bless::verified;
use sim_script::trace::files;
use sim_script::trace::{self, Options, TraceOutcome};
use sim_script::walk;

const SELECT: &str = "> 00A40400 10 D1560001018003800000000100000000\n";

fn played(text: &str) -> TraceOutcome {
    let trace =
        trace::parse("a.trace", text).unwrap_or_else(|error| panic!("{}: {}\n{text}", error.line(), error.what()));
    trace::replay(&trace, &Options::default())
}

fn failures(outcome: &TraceOutcome) -> Vec<(usize, String)> {
    outcome.failures().map(|failure| (failure.place.line(), failure.trouble.summary())).collect()
}

fn walked(text: &str) -> TraceOutcome {
    let walk = walk::parse("a.walk", text).unwrap_or_else(|error| panic!("{}: {}\n{text}", error.line(), error.what()));
    walk::replay(&walk, &Options::default())
}

#[test]
fn repeated_steps_are_played_as_often() {
    let outcome = played(&format!("{SELECT}repeat 3\n  repeat 2\n    > 805C0002 04\n  end\n  wait 1 s\nend\n"));
    assert_eq!((failures(&outcome), outcome.results[0].commands), (vec![], 7));
    let outcome = played("repeat 5\n> 805C0002 04\n< 6985\nend\n");
    assert_eq!(outcome.results[0].commands, 5);
    let outcome =
        played("n = 00\nrepeat 3\nn = {n + 1}\nend\n> 8400000{n}".replace("8400000{n}", "840000 {n}").as_str());
    assert_eq!(outcome.recording.events.len(), 2, "{:?}", outcome.results);
    assert_eq!(
        failures(&played("repeat 2\n> 805C0002 04\nend\n"))[0].0,
        2,
        "a command without success fails at its line"
    );
}

#[test]
fn endless_repetition_is_cut_off() {
    let text = "repeat 1000000\nrepeat 1000000\nwait 1 s\nend\nend\n";
    let found = failures(&played(text));
    assert_eq!(found.len(), 1);
    assert!(found[0].1.contains("have more than 64 MiB"), "{found:?}");
}

#[test]
fn arguments_stand_for_octets_patterns_and_words() {
    let text = format!(
        "procedure try amount, answer, reason, pause\n> 80500102 0B 03 {{amount}} 112233445566 0F\n< {{answer}}\n\
         expect refusal {{reason}}\nwait {{pause}}\nend\ncard balance 5.00 yuan\n{SELECT}\
         call try 1.00 yuan, before:4 .. 9000, none, 2 s\nexpect balance 5.00 yuan\n> 805C0002 04\n< {{before}} 9000\n\
         call try 000001F5, 9401, InsufficientBalance, 1 min\nmoney = 2.00 yuan\n\
         call try {{money}}, .. 9000, InsufficientBalance, 1 s\ncall try {{money + 3.01 yuan}}, 9401, InsufficientBalance, 1 s\n"
    );
    let outcome = played(&text);
    assert_eq!((failures(&outcome), outcome.results[0].commands), (vec![], 6));
    let wrong = played(&text.replace("9401, Insuff", "6985, Insuff"));
    assert_eq!(failures(&wrong)[0], (3, "expected 6985, got 9401".to_owned()), "the line of the procedure is told");
}

#[test]
fn procedure_calls_another_with_its_argument() {
    let text = format!(
        "procedure ask answer\n> 805C0002 04\n< {{answer}}\nend\nprocedure twice answer\nrepeat 2\ncall ask {{answer}}\nend\n\
         end\n{SELECT}call twice {{0 yuan}} 9000\n"
    );
    let outcome = played(&text);
    assert_eq!((failures(&outcome), outcome.results[0].commands), (vec![], 3));
}

#[test]
fn every_mistake_of_block_is_explained() {
    let cases = [
        ("repeat 0\nend\n", 1, "a block is repeated 1 to 1000000 times"),
        ("repeat 3\nreset\n", 1, "this repetition has no end"),
        ("repeat x\nend\n", 1, "`x` stands where a number of times should stand"),
        ("end\n", 1, "there is no block that could end here"),
        ("repeat 2\ncases x\n| a |\n| 1 |\nreset\nend\nend\n", 2, "cases cannot stand inside cases or another block"),
        ("procedure a\nreset\n", 1, "this procedure has no end"),
        ("procedure a b, b\nend\n", 1, "the parameter `b` stands twice"),
        ("procedure A\nend\n", 1, "`A` is no name"),
        ("procedure a\nend\nprocedure a\nreset\nend\n", 3, "another procedure is called `a`"),
        ("call a\n", 1, "no procedure is called `a` so far"),
        ("procedure a b\nend\ncall a\n", 3, "`a` has 1 parameter and gets 0 arguments"),
        ("procedure a b\n> {b}\nend\ncall a x\n", 4, "in `a`, a.trace:2: `x` is no hexadecimal digit"),
        ("procedure a\ncall a\nend\ncall a\n", 4, "in `a`, a.trace:2: "),
        ("procedure a b\nend\ncall a 1,,\n", 3, "an argument is empty"),
        ("reset\nprocedure a\ncard open\nend\ncall a\n", 3, "settings stand before the first step"),
        ("cases x\n| t |\n| 3 s |\n| 3 |\nwait {t}\nend\n", 4, "the line ends where a unit of time should stand"),
        ("cases x\n| d |\n| far |\ntap {d}\nend\n", 3, "`far` stands where a distance such as `3 cm` should stand"),
        ("cases on the same card: x\n| s |\n| open |\ncard {s}\nend\n", 4, "settings stand before the first step"),
        ("cases x\n| n |\n| 1 |\n| x |\nrepeat {n}\nreset\nend\nend\n", 4, "`x` stands where a number of times"),
        ("expect balance 1.00 yuan, \n", 1, "the line ends where a fact of the card should stand"),
    ];
    for (text, line, told) in cases {
        let error = trace::parse("a.trace", text).expect_err(text);
        assert!(error.what().contains(told), "{text}: {}", error.what());
        assert_eq!(error.line(), line, "{text}: {}", error.what());
    }
}

#[test]
fn lines_of_procedures_have_a_limit() {
    let mut text = "procedure a0\nreset\nend\n".to_owned();
    for level in 1..15 {
        let calls = format!("call a{}\n", level - 1).repeat(10);
        text.push_str(&format!("procedure a{level}\n{calls}end\n"));
    }
    let error = trace::parse("a.trace", &(text + "call a14\n")).unwrap_err();
    assert!(error.what().contains("have more than 16 MiB"), "{}", error.what());
}

#[test]
fn cells_stand_in_every_line_of_row() {
    let text = format!(
        "cases x\n| card | d | t | n | left |\n| balance 5 yuan, open | 3 cm | 1 s | 2 | 5 yuan |\n\
         | balance 7 yuan, suspended | 9 cm | 2 h | 1 | 7 yuan |\ncard {{card}}\ntap {{d}}\nwait {{t}}\n{SELECT}\
         repeat {{n}}\n> 805C0002 04\n< {{left}} 9000\nend\nexpect balance {{left}}\nend\n"
    );
    let outcome = played(&text);
    assert_eq!(failures(&outcome), vec![]);
    let commands: Vec<usize> = outcome.results.iter().map(|result| result.commands).collect();
    assert_eq!(commands, [3, 2]);
    assert_eq!(failures(&played(&text.replace("| 7 yuan |", "| 8 yuan |"))).len(), 1);
}

#[test]
fn several_facts_must_all_hold() {
    assert_eq!(failures(&played("card balance 5 yuan\nexpect balance 5 yuan, pin off, state open\n")), vec![]);
    let found = failures(&played("card balance 5 yuan\nexpect balance 5 yuan, pin on, state closed\n"));
    assert_eq!(found, [(2, "the card's state: expected pin on, got pin off".to_owned())]);
}

#[test]
fn blessing_rewrites_each_fact_and_leaves_arguments() {
    let text = format!(
        "procedure a b\n> 805C0002 04\n< {{b}}\nexpect pin on\nend\n{SELECT}expect balance 9 yuan, pin off, log 3 entries\n\
         call a 9000\nrepeat 2\n> 805C0002 04\n< 9000\nend\n"
    );
    let trace = trace::parse("a.trace", &text).unwrap();
    let noted = trace::replay(&trace, &Options { bless: true, ..Options::default() }).noted;
    let blessed = verified(noted.edits, noted.left, |texts| {
        let text = texts.get("a.trace").unwrap_or(&text);
        let trace = trace::parse("a.trace", text).map_err(|error| error.what().to_owned());
        vec![trace.map(|trace| {
            let noted = trace::replay(&trace, &Options { bless: true, ..Options::default() }).noted;
            (trace::replay(&trace, &Options::default()), noted)
        })]
    });
    let new = &blessed.texts["a.trace"];
    assert!(new.contains("expect balance 0.00 yuan, pin off, log 0 entries"), "{new}");
    assert!(new.contains("expect pin off\nend"), "{new}");
    assert!(new.contains("< 00000000 9000\nend"), "the repeated line agrees: {new}");
    assert!(new.contains("< {b}"), "{new}");
    let left: Vec<usize> = blessed.left.iter().map(|left| left.place.line()).collect();
    assert_eq!(left, [3], "{:?}", blessed.left);
    assert_eq!(blessed.left[0].why, "arguments or cells stand in the line");
}

#[test]
fn blocks_are_printed_as_they_are_read() {
    let text = "\
procedure a b, c                                  # what it does
  > 00 {b}  # sends
  repeat 2
    < {c}
  end

end
repeat 3                                          # often
  call a 1.00 yuan, 9000
  repeat 2
    reset
  end                                             # inner
end
cases x
  | d    | n |
  | 3 cm | 1 |
  tap {d}
  repeat {n}
    reset
  end
end
";
    let trace =
        files::check_fragment(std::path::Path::new("a"), &files::Texts::from([("a".into(), text.into())])).unwrap();
    let printed = trace.to_string();
    let again = files::Texts::from([("a".into(), printed.clone())]);
    let again = files::check_fragment(std::path::Path::new("a"), &again).unwrap();
    assert_eq!(again.lines, trace.lines, "{printed}");
    assert!(printed.contains("  repeat {n}\n    reset\n  end\n"), "{printed}");
}

#[test]
fn included_procedures_are_known_behind_inclusion() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("p.inc", "procedure select\n> 00A40400 10 D1560001018003800000000100000000\nend\n");
    write("a.trace", "include \"p.inc\"\ncall select\n> 805C0002 04\n");
    write("b.trace", "call select\ninclude \"p.inc\"\n");
    write("w.inc", "procedure ok\n  press OK\nend\n");
    write("a.walk", "include \"w.inc\"\nchoose 我的钱包 > 钱包余额查询\ncall ok\nexpect no sms\n");
    let load = |name: &str| files::load(&folder.path().join(name));
    assert_eq!(failures(&trace::replay(&load("a.trace").unwrap(), &Options::default())), vec![]);
    assert!(load("b.trace").unwrap_err().to_string().contains("no procedure is called `select` so far"));
    let walk = walk::files::load(&folder.path().join("a.walk")).unwrap();
    assert_eq!(failures(&walk::replay(&walk, &Options::default())), vec![]);
    write("b.walk", "include \"b.walk\"\n");
    let error = walk::files::load(&folder.path().join("b.walk")).unwrap_err().to_string();
    assert!(error.contains("includes itself"), "{error}");
}

#[test]
fn rows_of_walk_have_worlds_of_their_own() {
    let text = "\
card    balance 3.00 yuan, open
tap     purchase 1.00 yuan -> done
cases taps
  | money     | pays      | left      |
  | 5.00 yuan | 2.00 yuan | 3.00 yuan |
  | 9.00 yuan | 2.00 yuan | 6.00 yuan |
  card    balance {money}
  repeat  1
    tap     purchase {pays} -> done
  end
  expect  balance {left}, log 1 entry
end
expect  balance 2.00 yuan
";
    let outcome = walked(text);
    let titles: Vec<_> = outcome.results.iter().map(|result| result.title.clone()).collect();
    assert_eq!(titles.len(), 3);
    assert_eq!(titles[2].as_deref(), Some("taps: 9.00 yuan, 2.00 yuan, 6.00 yuan"));
    let found = failures(&outcome);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, 11, "the line of the row that does not hold");
    let walk = walk::parse("a", text).unwrap();
    let again = walk::parse("again", &walk.to_string()).unwrap();
    assert_eq!(again.lines, walk.lines, "{walk}");
}

#[test]
fn every_mistake_of_walk_block_is_explained() {
    let cases = [
        ("cases x\n| a |\n| 1 |\nphone android\nend\n", 4, "a row says of its world only what its card is"),
        ("cases on the same card: x\n| a |\n| 1 |\nend\n", 1, "every row of a walk's table has a world of its own"),
        ("cases x\n| a |\n| 1 |\npress {a}x\nend\n", 4, "`1x` stands where"),
        ("cases x\n| a |\n| 1 |\npres OK\nend\n", 4, "`pres` stands where one of the words of the walk language"),
        ("repeat 2\nprocedure a\nend\nend\n", 2, "`procedure` cannot stand inside of another block"),
        ("procedure a\nphone android\nend\ncall a\n", 4, "a procedure has steps, and neither settings nor inclusions"),
        ("call nothing\n", 1, "no procedure is called `nothing` so far"),
        ("repeat 20001\npress OK\nend\n", 1, "a walk has 20000 steps at most"),
        ("repeat 61\nwait 24 h\nend\n", 1, "a walk waits 60 d at most in all"),
    ];
    for (text, line, told) in cases {
        let error = walk::parse("a.walk", text).expect_err(text);
        assert!(error.what().contains(told), "{text}: {}", error.what());
        assert_eq!(error.line(), line, "{text}: {}", error.what());
    }
    let outcome = walked("call rings\nexpect idle\n");
    assert_eq!(failures(&outcome).len(), 0, "a call to the phone is none of a procedure");
}
