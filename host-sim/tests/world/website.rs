//! The website on the command line: a user signs in, sees the wallet as the platform has it, and withdraws by the alias
//! once the number is cancelled.

use super::*;
use sim_world::platform::account::NumberState;
use sim_world::platform::entry::Book;

/// Number of the user.
const NUMBER: &str = "13800000001";

/// Login password of the user.
const LOGIN: &str = "Abc12345";

/// Runs `rfid-sim world site` in the world `a.world`; returns the exit status and what it prints.
fn site(folder: &Path, name: &str, password: &str, arguments: &[&str]) -> (i32, String) {
    let output = run(folder, &[&["site", "a.world", name, password], arguments].concat());
    let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), printed)
}

/// Changes the world `a.world` as no command does.
fn change(path: &Path, change: impl FnOnce(&mut World)) {
    let (mut file, mut world) = WorldFile::open(path).unwrap();
    file.begin(&mut world).unwrap();
    change(&mut world);
    file.keep(&mut world).unwrap();
}

/// Runs another command of `rfid-sim`, which must succeed.
fn rfid_sim(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    let output = command.args(arguments).current_dir(folder).env("NO_COLOR", "1").output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the characters between two texts.
fn between(text: &str, before: &str, behind: &str) -> String {
    text.split_once(before).unwrap().1.split_once(behind).unwrap().0.to_owned()
}

#[test]
fn website_shows_balances_and_withdraws_by_alias() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, path) = (folder.path(), folder.path().join("a.world"));
    std::fs::write(folder.join("open.toml"), "[start]\nbalance = \"50.00 yuan\"\n").unwrap();
    done(folder, &["new", "a.world", "--people", "1", "--profile", "open.toml"]);
    let document = ["--name", "张三", "--document", "11010519491231002X"];
    rfid_sim(folder, &[&["hall", "--world", "a.world", "open", NUMBER], &document[..]].concat());
    done(folder, &["deposit", "a.world", NUMBER, "100"]);
    done(folder, &["clock", "a.world", "+1m"]);
    let texts = done(folder, &["inbox", "a.world", NUMBER]).replace('\n', "");
    let initial = between(&texts, "初始登陆密码:", ",");
    assert_eq!(site(folder, NUMBER, &initial, &[]).0, 1, "the initial password only lets itself be changed");
    assert_eq!(site(folder, NUMBER, &initial, &["password", LOGIN]).0, 0);
    rfid_sim(folder, &["pos", "--world", "a.world", "tap", "1", NUMBER, "12.5"]);
    let (status, shown) = site(folder, NUMBER, LOGIN, &[]);
    assert!(status == 0 && shown.contains("wallet         50.00 yuan"), "{shown}");
    rfid_sim(folder, &["pos", "--world", "a.world", "upload", "1"]);
    let (_, shown) = site(folder, NUMBER, LOGIN, &[]);
    assert!(shown.contains("wallet         37.50 yuan") && shown.contains("cash           100.00 yuan"), "{shown}");

    // The pay password is changed in the menu of the phone.
    change(&path, |world| {
        let (now, number) = (world.now(), NUMBER.parse().unwrap());
        let initial = between(&texts, "初始支付密码:", ",").parse().unwrap();
        let mut chance = sim_device::link::Chance::seeded(1);
        let books = &mut world.platform_mut().books;
        books.change_pay_password(now, &number, (&initial, &"246813".parse().unwrap()), &mut chance).unwrap();
    });
    assert_eq!(site(folder, NUMBER, LOGIN, &["withdraw", "40", "246813"]).0, 1, "no bank card is bound");
    let card = |owner| ["bank-card", "招商银行", "6227001234567890123", owner, "246813"];
    assert_eq!(site(folder, NUMBER, LOGIN, &card("李四")).0, 1);
    assert_eq!(site(folder, NUMBER, LOGIN, &card("张三")).0, 0);
    assert_eq!(site(folder, NUMBER, LOGIN, &["alias", "zhang2009"]).0, 0);
    assert_eq!(site(folder, "zhang2009", LOGIN, &[]).0, 1, "the number is not cancelled");
    change(&path, |world| world.set_number_state(&NUMBER.parse().unwrap(), NumberState::Cancelled).unwrap());
    assert_eq!(site(folder, NUMBER, LOGIN, &[]).0, 1);
    assert_eq!(site(folder, "Zhang2009", LOGIN, &["withdraw", "40", "246813"]).0, 0);
    let (_, shown) = site(folder, "Zhang2009", LOGIN, &[]);
    assert!(shown.contains("cash           60.00 yuan") && shown.contains("wallet         37.50 yuan"), "{shown}");
    let world = WorldFile::look(&path).unwrap();
    assert_eq!(world.audit(), Ok(()));
    // The bank has not paid yet.
    let frozen = Book::Frozen(NUMBER.parse().unwrap());
    assert_eq!(world.platform().books.ledger.balance(&frozen), 4_000);
}
