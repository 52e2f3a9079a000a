//! `-v` and `-vv`: every line as it is played, and what it brings about.

use super::{SELECT, folder, run};

const TABLE: &str = "card balance 50.00 yuan, pin on\n\ncases wrong PINs # one by one\n| pin | answer | tries |\n\
                     | 1111 | 63C2 | 2 |\n| 1234 | 9000 | 3 |\n> 00A40400 Lc D1560001018003800000000100000000\n\
                     > 00200000 02 {pin}  # VERIFY\n< {answer}\nexpect pin tries {tries}\nend\n";

#[test]
fn brief_transcript_has_meanings_comments_and_lines() {
    let story = format!("# A look at the purse.\ncard balance 5.00 yuan\n\n{SELECT}{}", "> 805C0002 04  # how much?\n");
    let story = format!("{story}< before:4 9000 # five\nb = {{before + 1.00 yuan}}\nreset\nexpect balance 6.00 yuan\n");
    let folder = folder(&[("a.trace", &story)]);
    let ended = run(folder.path(), &["-v", "a.trace"]);
    assert_eq!(ended.status, 1, "{}", ended.error);
    insta::assert_snapshot!(ended.printed, @r"
    a.trace
         1  # A look at the purse.
         2  card balance 5.00 yuan
         4  SELECT by AID: form 0, aid mobile wallet (手机钱包) -> 9000  df name mobile wallet (手机钱包), version 2, issuer 0000000000000001, applications 2, electronic purse (EP), appli…
         5  GET BALANCE -> 9000  balance 5.00 yuan  # how much?
         6  < before:4 9000  # five
         7  b = {before + 1.00 yuan} -> 00000258
         8  reset -> answer to reset 3B6E00008031807396210066524653494D01
         9  expect balance 6.00 yuan
         9  FAILED: the card's state: expected balance 6.00 yuan, got balance 5.00 yuan
              card: unchanged
    a.trace ... FAILED (2 commands)

    a.trace:9
      command   GET BALANCE
      of        the card's state
      expected  balance 6.00 yuan
      actual    balance 5.00 yuan
      again     rfid-sim run a.trace

    1 trace, 1 result, 2 commands: 0 held, 1 failed
    ");
}

#[test]
fn rows_of_table_are_told_with_titles() {
    let folder = folder(&[("a.trace", TABLE)]);
    let ended = run(folder.path(), &["-v", "a.trace"]);
    insta::assert_snapshot!(ended.printed, @r"
    a.trace
         1  card balance 50.00 yuan, pin on
         3  cases wrong PINs  # one by one
         5  case wrong PINs: 1111, 63C2, 2
         7  SELECT by AID: form 0, aid mobile wallet (手机钱包) -> 9000  df name mobile wallet (手机钱包), version 2, issuer 0000000000000001, applications 2, electronic purse (EP), appli…
         8  VERIFY: pin 4 digits -> 63C2 wrong, 2 tries left (PinWrong)  # VERIFY
        10  expect pin tries {tries}
              card: operation PIN on, 3 tries left -> on, 2 tries left
         6  case wrong PINs: 1234, 9000, 3
         7  SELECT by AID: form 0, aid mobile wallet (手机钱包) -> 9000  df name mobile wallet (手机钱包), version 2, issuer 0000000000000001, applications 2, electronic purse (EP), appli…
         8  VERIFY: pin 4 digits -> 9000  # VERIFY
        10  expect pin tries {tries}
              card: unchanged
    a.trace ... ok (2 cases, 4 commands)

    1 trace, 2 results, 4 commands: all held
    ");
    let chosen = run(folder.path(), &["-v", "a.trace", "--filter", "1234"]).printed;
    assert!(chosen.contains("case wrong PINs: 1234") && !chosen.contains("1111"), "{chosen}");
}

#[test]
fn whole_transcript_has_octets_and_fields() {
    let folder = folder(&[("a.trace", &format!("card balance 5.00 yuan\n{SELECT}> 805C0002 04\n"))]);
    let ended = run(folder.path(), &["-vv", "a.trace"]);
    insta::assert_snapshot!(ended.printed, @r"
    a.trace
              answer to reset 3B6E00008031807396210066524653494D01
              card: balance 5.00 yuan, state open, blocked none, limit none, operation PIN off (3 tries), online counter 0, offline counter 0, calibration not calibrated
         1  card balance 5.00 yuan
         2  > 00A40400 Lc D1560001018003800000000100000000
              > 00A4040010D1560001018003800000000100000000
              < 6F398410D1560001018003800000000100000000A5259F0801029F0C1E0000000000000001020100001234567890123456200901012019123100009000
              SELECT by AID
                form  00                        0
                aid   D1560001018003800000000100000000  mobile wallet (手机钱包)
              answer to SELECT by AID
                df_name              D1560001018003800000000100000000  mobile wallet (手机钱包)
                version              02                        2
                issuer               0000000000000001          0000000000000001
                applications         02                        2, electronic purse (EP)
                application_version  01                        1
                card_number          00001234567890123456      00001234567890123456
                valid_from           20090101                  2009-01-01
                valid_to             20191231                  2019-12-31
                issuer_fci           0000                      0000
                9000 success
         3  > 805C0002 04
              > 805C000204
              < 000001F49000
              GET BALANCE
              answer to GET BALANCE
                balance  000001F4  5.00 yuan
                9000 success
              card: unchanged
    a.trace ... ok (2 commands)

    1 trace, 1 result, 2 commands: all held
    ");
}

#[test]
fn walk_is_told_with_screens_as_they_pass() {
    let walk =
        "card balance 5.00 yuan, open\nchoose 我的钱包 > 钱包余额查询 # look\npress OK\nundo\npress OK\nwait 2 min\n";
    let folder = folder(&[("a.walk", walk)]);
    let ended = run(folder.path(), &["-v", "a.walk"]);
    let order = [
        "the handset is switched on with the card\n",
        "TERMINAL PROFILE: ",
        "│ (idle)",
        "     2  choose 我的钱包 > 钱包余额查询  # look\n",
        "│ > 1 我的钱包                     │\n",
        "ENVELOPE menu selection: item identifier 01 -> 915A 90 octets wait\n",
        "│   3 钱包余额查询                 │\n",
        "FETCH -> DISPLAY TEXT: 钱包余额:5.00元\n",
        "│ 钱包余额:5.00元                  │\n",
        "     3  press OK\n",
        "│ (idle)",
        "     4  undo\n",
        "│ 钱包余额:5.00元                  │\n",
        "     6  wait 2 min\n",
        "(2 times)\n",
        "card: unchanged\n",
    ];
    let mut rest = ended.printed.as_str();
    for piece in order {
        let found = rest.split_once(piece);
        assert!(found.is_some(), "{piece} is not in its place in\n{}", ended.printed);
        rest = found.unwrap().1;
    }
    let whole = run(folder.path(), &["-vv", "a.walk"]).printed;
    assert!(whole.contains("          > A0C20000") || whole.contains("          > 80C20000"), "{whole}");
}

#[test]
fn message_money_and_receipt_are_told() {
    let walk = "card balance 5.00 yuan, open\naccount cash 0.00 yuan\nwrite 10658888 \"CX\"\ndeliver\n\
                tap purchase 1.00 yuan -> done\nupload -> settled 1.00 yuan\n";
    let folder = folder(&[("a.walk", walk)]);
    let told = run(folder.path(), &["-v", "a.walk"]).printed;
    let has = |text: &str| assert!(told.contains(text), "{text} is not in\n{told}");
    has("own phone→platform a text CX is message");
    has("message from 10658888: \"");
    has("金额 AMOUNT              1.00 元");
    has("          ledger ");
    has("balance 5.00 yuan -> 4.00 yuan");
}

#[test]
fn transcript_is_same_for_any_number_of_jobs() {
    let names: Vec<String> = (0..12).map(|number| format!("{number:02}.trace")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), TABLE)).collect();
    let folder = folder(&files);
    let alone = run(folder.path(), &["-v", "--jobs", "1", "."]).printed;
    assert_eq!(alone.matches("case wrong PINs").count(), 24, "{alone}");
    for jobs in ["2", "7"] {
        assert_eq!(run(folder.path(), &["-v", "--jobs", jobs, "."]).printed, alone);
    }
}

#[test]
fn included_file_is_named_where_its_lines_are_told() {
    let folder = folder(&[("a.trace", "include \"b.trace\"\n> 805C0002 04\n"), ("b.trace", SELECT)]);
    let told = run(folder.path(), &["-v", "a.trace"]).printed;
    let order = ["a.trace\n     1  include", "b.trace\n     1  SELECT", "a.trace\n     2  GET BALANCE"];
    let places: Vec<_> = order.iter().map(|text| told.find(text)).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?}\n{told}");
}

#[test]
fn transcript_with_report_for_programs_is_refused() {
    let folder = folder(&[("a.trace", SELECT)]);
    let ended = run(folder.path(), &["-v", "--format", "json", "a.trace"]);
    assert_eq!((ended.status, ended.printed.as_str()), (2, ""));
    assert!(ended.error.contains("-v is for people"), "{}", ended.error);
}
