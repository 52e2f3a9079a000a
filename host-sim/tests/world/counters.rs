//! Counters of shops and halls on the command line: a tap pays and prints a receipt, for which the purchase is taken
//! back once; every mistake is answered in words.

use super::*;

/// Number of the person who pays.
const NUMBER: &str = "13800000001";

/// Makes a folder with a world `a.world` of two people with 100 yuan in cash and 50 yuan in an open wallet.
fn town() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("open.toml"), "[start]\nbalance = \"50.00 yuan\"\n").unwrap();
    done(folder.path(), &["new", "a.world", "--people", "2", "--cash", "100", "--profile", "open.toml"]);
    let path = folder.path().join("a.world");
    (folder, path)
}

/// Runs `rfid-sim pos` or `hall` in the world `a.world`; returns the exit status and both streams.
fn at(folder: &Path, counter: &str, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    command.arg(counter).args(["--world", "a.world"]).args(arguments).current_dir(folder).env("NO_COLOR", "1");
    let output = command.stdin(Stdio::null()).output().unwrap();
    let [printed, told] = [output.stdout, output.stderr].map(|octets| String::from_utf8(octets).unwrap());
    (output.status.code().unwrap(), printed, told)
}

/// Runs `rfid-sim pos`, which must succeed; returns what it prints.
fn pos(folder: &Path, arguments: &[&str]) -> String {
    let (status, printed, told) = at(folder, "pos", arguments);
    assert_eq!((status, told.as_str()), (0, ""), "{arguments:?}: {printed}");
    printed
}

/// Runs `rfid-sim pos`, which must be refused by the world; returns the reason.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let (status, printed, told) = at(folder, "pos", arguments);
    assert_eq!(status, 1, "{arguments:?}: {printed}{told}");
    told.lines().next().unwrap_or_default().to_owned()
}

/// Returns the balance of the first person's purse and cash, in fen.
fn money(path: &Path) -> (u32, i64) {
    let world = WorldFile::look(path).unwrap();
    assert_eq!(world.audit(), Ok(()));
    let number: Msisdn = NUMBER.parse().unwrap();
    let purse = world.person(&number).unwrap().card_state().unwrap().balance.0;
    (purse, world.platform().books.account_balances(&number).0)
}

#[test]
fn tap_prints_a_receipt_that_is_taken_back_once() {
    let (folder, path) = town();
    let folder = folder.path();
    let printed = pos(folder, &["tap", "1", NUMBER, "12.5"]);
    let slip = pos(folder, &["receipt", "1"]);
    assert!(printed.ends_with(&format!("\n{slip}")) && slip.contains("12.50 元"), "{printed}");
    assert_eq!(slip, pos(folder, &["receipt", "1", "--batch", "1", "--voucher", "1"]));
    assert_eq!(money(&path), (3750, 10_000));
    std::fs::write(folder.join("slip.txt"), &slip).unwrap();
    let foreign = refused(folder, &["take-back", "2", "--receipt", "slip.txt"]);
    assert_eq!(foreign, "rfid-sim: the receipt is of another terminal.");
    std::fs::write(folder.join("more.txt"), slip.replace("12.50 元", "92.50 元")).unwrap();
    let altered = refused(folder, &["take-back", "1", "--receipt", "more.txt"]);
    assert_eq!(altered, "rfid-sim: the receipt is not as it was printed: the amount differs.");
    assert_eq!(money(&path), (3750, 10_000));
    pos(folder, &["take-back", "1", "--receipt", "slip.txt"]);
    assert_eq!(money(&path), (3750, 11_250));
    let twice = refused(folder, &["take-back", "1", "--batch", "1", "--voucher", "1"]);
    assert_eq!(twice, "rfid-sim: the purchase was taken back before.");
    assert_eq!(money(&path), (3750, 11_250));
}

#[test]
fn uploaded_purchase_is_returned() {
    let (folder, path) = town();
    let folder = folder.path();
    pos(folder, &["tap", "2", NUMBER, "10"]);
    assert!(pos(folder, &["upload", "2"]).contains("1 purchase"));
    let returned = pos(folder, &["take-back", "2", "--batch", "1", "--voucher", "1"]);
    assert!(returned.contains("goods of 10.00 yuan are returned"), "{returned}");
    assert_eq!(money(&path), (4000, 11_000));
    let listed = pos(folder, &["list"]);
    let row = listed.lines().find(|line| line.starts_with("2 ")).unwrap();
    assert!(row.contains("春风书店") && row.contains("000002"), "{listed}");
}

#[test]
fn unfinished_purchase_is_completed_by_the_next_tap() {
    let (folder, path) = town();
    let folder = folder.path();
    // The fifth command of a first purchase is the debit, whatever it is preceded by.
    let debit = (1..9).find(|nth| {
        let told = refused(folder, &["tap", "1", NUMBER, "1", "--leaves", &format!("after:{nth}")]);
        told.contains("before it answered the debit")
    });
    assert!(debit.is_some());
    assert!(pos(folder, &["list"]).contains("pos 1: 1.00 yuan of card 00001234567890123456"));
    let completed = pos(folder, &["tap", "1", NUMBER, "20"]);
    assert!(
        completed.contains("the card is not charged again") && completed.contains("AMOUNT              1.00 元"),
        "{completed}"
    );
    assert_eq!(money(&path).0, 4900);
}

#[test]
fn line_that_breaks_takes_nothing_back_twice() {
    let (folder, path) = town();
    let folder = folder.path();
    pos(folder, &["tap", "1", NUMBER, "5"]);
    let broken = refused(folder, &["take-back", "1", "--batch", "1", "--voucher", "1", "--line-breaks", "after:1"]);
    assert_eq!(broken, "rfid-sim: the line to the platform is broken.");
    pos(folder, &["take-back", "1", "--batch", "1", "--voucher", "1"]);
    assert_eq!(money(&path), (4500, 10_500));
}

#[test]
fn tampered_batch_settles_what_is_right() {
    let (folder, path) = town();
    let folder = folder.path();
    pos(folder, &["tap", "1", NUMBER, "5"]);
    let altered = refused(folder, &["upload", "1", "--tamper", "altered:1"]);
    assert_eq!(altered, "rfid-sim: the platform refuses: the totals of the batch differ from its entries.");
    let dropped = refused(folder, &["upload", "1", "--tamper", "dropped:1"]);
    assert_eq!(dropped, "rfid-sim: the platform refuses: voucher 000001 is missing from the batch.");
    assert!(pos(folder, &["upload", "1"]).contains("1 purchase of 5.00 yuan"));
    pos(folder, &["tap", "1", NUMBER, "7"]);
    let (status, printed, told) = at(folder, "pos", &["upload", "1", "--tamper", "foreign:1"]);
    assert_eq!((status, told.as_str()), (1, ""));
    let reason = "settles nothing: the purchase was made at another terminal";
    assert!(printed.contains(&format!("voucher 000001 {reason}")), "{printed}");
    assert!(pos(folder, &["list"]).contains("pos 1: voucher 000001 of batch 000002, 7.00 yuan, settled nothing"));
    assert_eq!(money(&path).0, 3800);
}

#[test]
fn terminal_without_power_completes_the_purchase_later() {
    let (folder, path) = town();
    let folder = folder.path();
    let failed = refused(folder, &["tap", "1", NUMBER, "5", "--power-fails", "before:3"]);
    assert_eq!(failed, "rfid-sim: the terminal's power failed.");
    assert_eq!(money(&path).0, 4500);
    assert!(pos(folder, &["tap", "1", NUMBER, "5"]).contains("an earlier purchase of 5.00 yuan is completed"));
    assert_eq!(money(&path).0, 4500);
}

#[test]
fn ceilings_and_black_list_reach_a_terminal_that_asks() {
    let (folder, _path) = town();
    let folder = folder.path();
    pos(folder, &["ceilings", "--purchase", "10", "--batch", "5"]);
    pos(folder, &["black-list", "13800000002", "on"]);
    pos(folder, &["tap", "1", NUMBER, "11"]);
    assert!(pos(folder, &["parameters", "1"]).contains("black list: card 00001234567890123457"));
    let over = refused(folder, &["tap", "1", NUMBER, "11"]);
    assert_eq!(over, "rfid-sim: the amount is over the terminal's ceiling of 10.00 yuan.");
    assert_eq!(refused(folder, &["tap", "1", "13800000002", "1"]), "rfid-sim: the card is on the black list.");
}

#[test]
fn phone_near_a_terminal_disturbs_each_tap_until_it_goes() {
    let (folder, _path) = town();
    let folder = folder.path();
    pos(folder, &["distance", "1", "13800000002", "5"]);
    assert!(refused(folder, &["tap", "1", NUMBER, "1"]).contains("2 cards answer the reader at once"));
    pos(folder, &["distance", "1", "13800000002", "none"]);
    assert_eq!(pos(folder, &["balance", "1", NUMBER]), "50.00 yuan\n");
    assert_eq!(pos(folder, &["records", "1", NUMBER]), "The card has no record.\n");
    pos(folder, &["tap", "1", NUMBER, "1"]);
    assert!(pos(folder, &["records", "1", NUMBER]).contains("1.00 yuan"));
}

#[test]
fn hall_loads_cash_and_shows_the_day_before() {
    let (folder, path) = town();
    let folder = folder.path();
    let hall = |arguments: &[&str]| {
        let (status, printed, told) = at(folder, "hall", arguments);
        assert_eq!(status, 0, "{arguments:?}: {told}");
        printed
    };
    hall(&["deposit", NUMBER, "20"]);
    let slip = hall(&["load", NUMBER, "30"]);
    assert_eq!(money(&path), (8000, 9000));
    assert!(slip.contains("类型 TYPE       POS转存 TRANSFER\n"), "{slip}");
    assert!(slip.contains("余额 BALANCE            80.00 元\n"), "{slip}");
    let slip = hall(&["load", NUMBER, "5", "--cash"]);
    assert_eq!(money(&path), (8500, 9000));
    assert!(slip.contains("类型 TYPE          现金充值 CASH\n"), "{slip}");
    done(folder, &["clock", "a.world", "+1d"]);
    assert!(hall(&["records", NUMBER]).contains("+30.00 yuan"));
    assert_eq!(hall(&["records", NUMBER, "--to", "2009-11-17"]), "There is no record.\n");
}

#[test]
fn bank_pays_into_the_wallet_or_not() {
    let (folder, path) = town();
    let folder = folder.path();
    let before = money(&path);
    let refused = run(folder, &["bank", "pay", "a.world", NUMBER, "20", "招商银行", "--reply", "refuses"]);
    assert_eq!(refused.status.code(), Some(1));
    done(folder, &["clock", "a.world", "+1m"]);
    assert_eq!(money(&path), before);
    done(folder, &["bank", "pay", "a.world", NUMBER, "20"]);
    done(folder, &["clock", "a.world", "+1m"]);
    assert_eq!(money(&path), (before.0 + 2000, before.1));
}

#[test]
fn hall_swaps_a_card_and_a_finder_spends_a_lost_one() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, path) = (folder.path(), folder.path().join("a.world"));
    done(folder, &["new", "a.world"]);
    let hall = |arguments: &[&str]| {
        let (status, printed, told) = at(folder, "hall", arguments);
        assert_eq!(status, 0, "{arguments:?}: {told}");
        printed
    };
    hall(&["open", NUMBER]);
    done(folder, &["clock", "a.world", "+10s"]);
    hall(&["deposit", NUMBER, "100"]);
    hall(&["load", NUMBER, "50"]);
    hall(&["register", NUMBER]);
    assert_eq!(money(&path), (0, 10_000));
    hall(&["issue", NUMBER]);
    hall(&["reload", NUMBER]);
    assert_eq!(money(&path), (5000, 5000));
    hall(&["lose", NUMBER]);
    assert_eq!(refused(folder, &["tap", "1", NUMBER, "1"]), "rfid-sim: the card of 13800000001 is lost.");
    pos(folder, &["tap", "1", NUMBER, "1", "--finder"]);
    hall(&["issue", NUMBER]);
    pos(folder, &["tap", "1", NUMBER, "1", "--finder"]);
    assert_eq!(money(&path), (0, 5000));
    let shown = done(folder, &["show", "a.world"]);
    assert!(shown.contains("00001234567890123457  13800000001  readable  open    48.00 yuan"), "{shown}");
    let (status, _, told) =
        at(folder, "hall", &["issue", NUMBER, "--name", "王小明", "--document", "110101198001011237"]);
    assert_eq!(status, 1);
    assert_eq!(told, "rfid-sim: the platform refuses: the number of the document is not the holder's.\n");
}

#[test]
fn shops_are_named_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["new", "a.world", "--shop", "永辉超市", "--shop", "Corner Shop", "--shop", "新华书店"]);
    let shown = done(folder.path(), &["show", "a.world"]);
    assert!(["永辉超市", "Corner Shop", "新华书店"].iter().all(|name| shown.contains(name)), "{shown}");
}

/// Mistyped arguments of `rfid-sim pos` and `hall` in a world, with the counter first.
const TYPED: &[&[&str]] = &[
    &["pos", "tap", "9", NUMBER, "1"],
    &["pos", "tap", "0", NUMBER, "1"],
    &["pos", "tap", "1", "138", "1"],
    &["pos", "tap", "1", "13999999999", "1"],
    &["pos", "tap", "1", NUMBER, "much"],
    &["pos", "tap", "1", NUMBER, "1", "--leaves", "4"],
    &["pos", "tap", "1", NUMBER, "1", "--power-fails", "after:0"],
    &["pos", "tap", "1", "13800000002", "1", "--finder"],
    &["pos", "balance", "1", "13999999999"],
    &["pos", "receipt", "1"],
    &["pos", "receipt", "9"],
    &["pos", "receipt", "1", "--batch", "1"],
    &["pos", "take-back", "1"],
    &["pos", "take-back", "1", "--receipt", "missing.txt"],
    &["pos", "take-back", "1", "--receipt", "letter.txt"],
    &["pos", "take-back", "1", "--receipt", "letter.txt", "--batch", "1", "--voucher", "1"],
    &["pos", "upload", "9"],
    &["pos", "upload", "1", "--tamper", "eaten:1"],
    &["pos", "upload", "9", "--line-breaks", "before:1"],
    &["pos", "parameters", "9"],
    &["pos", "ceilings", "--purchase", "10"],
    &["pos", "black-list", "13999999999", "on"],
    &["pos", "black-list", NUMBER, "maybe"],
    &["pos", "distance", "1", NUMBER, "far"],
    &["pos", "distance", "9", NUMBER, "none"],
    &["pos", "distance", "1", "13999999999", "5"],
    &["hall", "open", "138"],
    &["hall", "open", NUMBER, "--name", "王小明"],
    &["hall", "deposit", NUMBER, "1.234"],
    &["hall", "load", "13999999999", "10"],
    &["hall", "records", "13999999999"],
    &["hall", "records", NUMBER, "--from", "yesterday"],
    &["hall", "records", NUMBER, "--to", "2009-11-18"],
    &["hall", "lose", "13999999999"],
    &["hall", "scratch-card", "much"],
];

#[test]
fn mistyped_counter_command_changes_nothing() {
    let (folder, path) = town();
    let folder = folder.path();
    std::fs::write(folder.join("letter.txt"), "this is a letter to my aunt\n").unwrap();
    let before = WorldFile::look(&path).unwrap();
    let mut told = String::new();
    for arguments in TYPED {
        let (status, printed, error) = at(folder, arguments[0], &arguments[1..]);
        assert_eq!((status, printed.as_str()), (2, ""), "{arguments:?}: {error}");
        told += &format!("{}\n    {}\n", arguments.join(" "), error.trim().lines().next().unwrap_or_default());
    }
    insta::assert_snapshot!(told);
    assert!(WorldFile::look(&path).unwrap().is_kept_like(&before));
    for counter in ["pos", "hall"] {
        let commands: [&[&str]; 2] = [&[counter, "list"], &[counter, "records", NUMBER]];
        let arguments = commands[usize::from(counter == "hall")];
        let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
        let output = command.args(arguments).current_dir(folder).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        let named = format!("rfid-sim: No world is named: `rfid-sim {counter} --world FILE …` names one.\n");
        assert_eq!((output.status.code(), error), (Some(2), named));
    }
}
