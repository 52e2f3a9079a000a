//! `rfid-sim fleet` from outside: a fleet lives, is killed, joined and looked at.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::binary::rfid_sim;

/// Folder with fleets, removed with this value.
struct FleetFolder(tempfile::TempDir);

impl FleetFolder {
    fn new() -> FleetFolder {
        FleetFolder(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(rfid_sim());
        command.arg("fleet").args(line.split_whitespace()).current_dir(self.path()).env("NO_COLOR", "1");
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    /// Runs a command that must hold; returns what it printed.
    fn held(&self, line: &str) -> String {
        let output = self.run(line);
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{line}: {printed}{}", String::from_utf8_lossy(&output.stderr));
        printed
    }

    /// Runs a command that must be refused; returns the reason.
    fn refused(&self, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(2), "{line}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }

    /// Returns the digest of a fleet.
    fn digest(&self, file: &str) -> String {
        let printed = self.held(&format!("show {file}"));
        printed.lines().find(|line| line.starts_with("digest ")).unwrap().to_owned()
    }

    /// Returns the names of the files.
    fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(self.path()).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        files
    }
}

/// Returns the number that a line of a table has behind its name.
fn number(printed: &str, name: &str) -> u64 {
    let line = printed.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name}: {printed}"));
    line.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn fleet_lives_and_is_the_same_in_shards() {
    let folder = FleetFolder::new();
    let new = "--people 60 --block 20 --seed 5";
    folder.held(&format!("new whole {new}"));
    folder.held("day whole --threads 2");
    let said = folder.held("day whole --scenario campaign --threads 1");
    assert!(said.starts_with("day 2 (2009-11-19): 60 people, in ") && said.contains("all cards agree"), "{said}");
    for shard in 1..=2 {
        let said = folder.held(&format!("new part{shard} {new} --shard {shard}/2"));
        assert!(said.contains(&format!("shard {shard}/2: ")), "{said}");
        folder.held(&format!("day part{shard}"));
        folder.held(&format!("day part{shard} --scenario campaign"));
    }
    folder.held("join joined part2 part1");
    assert_eq!(folder.digest("joined"), folder.digest("whole"));
    let shown = folder.held("show whole");
    assert_eq!(folder.held("show joined"), shown);
    let (reserved, settled) = (number(&shown, "top-ups begun by the platform"), number(&shown, "top-ups settled"));
    assert!(settled > 30 && settled <= reserved, "{shown}");
    let settled = folder.held("settle whole");
    assert!(settled.contains("60 people, 0 top-ups under way"), "{settled}");
}

#[test]
fn killed_day_goes_on_and_nothing_is_lost() {
    let folder = FleetFolder::new();
    for name in ["whole", "killed"] {
        folder.held(&format!("new {name} --people 400 --block 10"));
    }
    folder.held("day whole");
    let (mut kills, mut played) = (0, 0);
    for pause_ms in [40, 80, 120, 160, 200, 240] {
        let mut child =
            folder.command("day killed --threads 1").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(pause_ms));
        child.kill().unwrap();
        let ended = child.wait().unwrap();
        if ended.success() {
            break;
        }
        kills += 1;
        // What is there is sound at any moment.
        let shown = folder.held("show killed");
        played = played.max(usize::from(shown.contains("have not lived day 1")));
    }
    assert!(kills > 0);
    // The kill may have come before the first block or after the last one; then the day goes on or is over.
    if folder.held("show killed").contains("40 blocks, 0 days lived") || played > 0 {
        folder.held("day killed");
    }
    assert_eq!(folder.digest("killed"), folder.digest("whole"));
    assert_eq!(folder.files().len(), 2, "{:?}", folder.files());
}

#[test]
fn killed_new_fleet_leaves_nothing_that_matters() {
    let folder = FleetFolder::new();
    let mut child = folder.command("new a --people 3000 --block 10").stdout(Stdio::null()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(150));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!folder.path().join("a").exists());
    folder.held("new a --people 5");
    assert_eq!(folder.files(), [folder.path().join("a")]);
}

#[test]
fn person_and_block_can_be_looked_at() {
    let folder = FleetFolder::new();
    folder.held("new a --people 25 --block 10 --purse 12.5 --cash 80");
    let shown = folder.held("show a 13800000011");
    assert!(shown.contains("purse               12.50 yuan") || shown.contains("12.50 yuan"), "{shown}");
    assert!(shown.contains("80.00 yuan"), "{shown}");
    let said = folder.held("world a 13800000011 town.world");
    assert!(said.contains("a world of 10 people; everybody's pay password is 654321"), "{said}");
    let world =
        Command::new(rfid_sim()).args(["world", "audit", "town.world"]).current_dir(folder.path()).output().unwrap();
    assert!(world.status.success(), "{}", String::from_utf8_lossy(&world.stderr));
    let asks = ["world", "deposit", "town.world", "13800000011", "5"];
    assert!(Command::new(rfid_sim()).args(asks).current_dir(folder.path()).status().unwrap().success());
}

#[test]
fn tables_and_page_have_what_is_shown() {
    let folder = FleetFolder::new();
    folder.held("new a --people 30 --block 10");
    folder.held("day a");
    let shown = folder.held("show a");
    folder.held("export a tables");
    folder.held("export a again --threads 1");
    let table =
        |folder_name: &str, name: &str| std::fs::read_to_string(folder.path().join(folder_name).join(name)).unwrap();
    for name in ["hours.csv", "reasons.csv", "latencies.csv", "balances.csv", "people.csv", "entries.csv"] {
        assert_eq!(table("tables", name), table("again", name), "{name}");
    }
    let people = table("tables", "people.csv");
    assert_eq!(people.lines().count(), 31);
    let purses: u64 = people.lines().skip(1).map(|line| line.split(',').nth(3).unwrap().parse::<u64>().unwrap()).sum();
    let yuan = format!("{}.{:02} yuan", purses / 100, purses % 100);
    let is_shown =
        shown.lines().any(|line| line.starts_with("purses on the cards") && line.replace(',', "").contains(&yuan));
    assert!(is_shown, "{yuan}: {shown}");
    let legs: i64 = table("tables", "entries.csv")
        .lines()
        .skip(1)
        .map(|line| line.rsplit(',').next().unwrap().parse::<i64>().unwrap())
        .sum();
    assert_eq!(legs, 0);
    let hours = table("tables", "hours.csv");
    let purchases = hours.lines().filter(|line| line.contains(",purchase,"));
    let purchases: u64 = purchases.map(|line| line.split(',').nth(3).unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(purchases, number(&shown, "purchases"));
    folder.held("report a -o a.html");
    let page = std::fs::read_to_string(folder.path().join("a.html")).unwrap();
    assert!(
        page.contains("all books and all cards agree")
            && page.contains(&format!("<td class=\"number\">{purchases}</td>"))
    );
}

#[test]
fn mistakes_are_told_and_change_nothing() {
    let folder = FleetFolder::new();
    folder.held("new a --people 5");
    std::fs::write(folder.path().join("wrong.toml"), "[purchases]\nper_thousand = 1\nhour = []\n").unwrap();
    std::fs::write(folder.path().join("text"), "no database").unwrap();
    let refusals = [
        ("day a --scenario wrong.toml", "unknown field `hour`"),
        ("day a --scenario sunday", "it is neither a file nor one of working-day, campaign"),
        ("day missing", "there is no fleet missing; `rfid-sim fleet new` makes one"),
        ("day text", "text is not a fleet: it is no database"),
        ("new a --people 5", "a is already there; nothing was written"),
        ("new b --people 20000000 --number 13999000000", "has no number"),
        ("show a 13800000005", "nobody in the fleet has the number 13800000005"),
        ("show a --day 1", "the fleet has lived 0 days, and so no day 1"),
        ("join b a a", "has block 1, which an earlier part has, too"),
        ("world a 13800000001 a", "already"),
        ("new b --profile missing.toml", "missing.toml"),
    ];
    let before = std::fs::read(folder.path().join("a")).unwrap();
    for (line, reason) in refusals {
        let told = folder.refused(line).replace("\n  │ ", " ").replace('\n', " ");
        assert!(told.contains(reason), "{line}: {told}");
    }
    assert_eq!(std::fs::read(folder.path().join("a")).unwrap(), before);
    assert_eq!(folder.files().len(), 3, "{:?}", folder.files());
}
