//! A phone and the counters of shops and halls at once in one world: while the holder tops up over the air, line by
//! line, other processes tap, void, load and upload in the same file.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use sim_device::profile::Profile;
use sim_wire::Fen;
use sim_world::platform::acquiring::PurchaseState;
use sim_world::platform::allowance::DailyMost;
use sim_world::platform::books::Terms;
use sim_world::platform::entry::{Book, EntryReason, LoadChannel};
use sim_world::platform::number::Msisdn;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{World, WorldSettings, following_asn};

use crate::binary::rfid_sim;

/// Holder with the phone, and another.
pub(super) const HOLDERS: [&str; 2] = ["13800000001", "13800000002"];

/// Amount on each card and in each cash sub-account at the beginning, in fen.
pub(super) const PURSE: i64 = 10_000;
pub(super) const CASH: i64 = 50_000;

/// Least and greatest number of rounds of the counters. After the least they go on until the phone has seen
/// [`TOP_UPS`] top-ups arrive.
const ROUNDS: [usize; 2] = [8, 60];
const TOP_UPS: usize = 6;

pub(super) fn number(who: &str) -> Msisdn {
    who.parse().unwrap()
}

/// Makes the file of a world in which both holders have an open wallet, and the pay password 135790.
pub(super) fn make(path: &Path) {
    let mut settings = WorldSettings::of_seed(5);
    // The allowance of a day would end the top-ups after a few.
    let top_ups = DailyMost { count: u32::MAX, sum: Fen(u32::MAX) };
    settings.platform.terms = Terms { top_ups, ..Terms::light() };
    let mut world = World::new(settings);
    let series = Profile::default();
    for (place, who) in HOLDERS.into_iter().enumerate() {
        let mut profile = series.of_series(following_asn(series.asn(), place as u64));
        profile.card.start.balance = Fen(PURSE as u32);
        world.add_person(number(who), "feature-phone", "default", &profile).unwrap();
        let (now, password) = (world.now(), "135790".parse().unwrap());
        world.platform_mut().open_with_account(now, &number(who), &password, Fen(CASH as u32)).unwrap();
    }
    WorldFile::create(path, &world).unwrap();
}

/// Phone of the first holder, line by line.
pub(super) struct PlainPhone {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    marks: usize,
}

impl PlainPhone {
    pub(super) fn start(path: &str) -> PlainPhone {
        let mut command = Command::new(rfid_sim());
        command.args(["phone", "--plain", "--world", path, "--person", HOLDERS[0]]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        PlainPhone { child, input, output: BufReader::new(output), marks: 0 }
    }

    /// Types lines, and returns what the phone prints until it has answered the last.
    pub(super) fn type_in(&mut self, lines: &[&str]) -> String {
        self.marks += 1;
        // A line that means nothing is quoted in its answer.
        let mark = format!("mark-{}", self.marks);
        for line in lines.iter().chain([&mark.as_str()]) {
            writeln!(self.input, "{line}").unwrap();
        }
        let mut printed = String::new();
        while !printed.contains(&mark) {
            assert_ne!(self.output.read_line(&mut printed).unwrap(), 0, "{printed}");
        }
        printed
    }

    /// Asks for a top-up of 5 yuan, and lets some seconds pass. Returns whether the notice of a top-up was shown.
    pub(super) fn top_up(&mut self) -> bool {
        let lines = ["end", "menu", "1", "2", "5", "ok", "yes", "135790", "ok", "ok", "wait 3", "end"];
        self.type_in(&lines).contains("钱包充值成功!5.00元")
    }

    /// Asks for the balance, again if a notice takes the screen in between; returns it as it is shown.
    fn balance(&mut self) -> String {
        for _ in 0..10 {
            let printed = self.type_in(&["end", "end", "menu", "1", "3"]);
            if let Some((_, shown)) = printed.split_once("钱包余额:") {
                return shown.chars().take_while(|letter| *letter != '元').collect();
            }
        }
        panic!("the phone does not show the balance");
    }

    pub(super) fn quit(mut self) {
        writeln!(self.input, "quit").unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

/// Runs `rfid-sim` in a world; returns whether the world did it. A failure of any other kind is an error.
pub(super) fn is_done(path: &str, counter: &str, arguments: &[&str]) -> bool {
    let output = Command::new(rfid_sim()).args([counter, "--world", path]).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {said}");
    output.status.success()
}

/// Work of the counters that was done: for each holder taps and loads, and the voids for the first.
#[derive(Clone, Copy, Debug, Default)]
struct Done {
    taps: [i64; 2],
    loads: [i64; 2],
    voids: i64,
}

/// Lets the counters work until the phone has seen enough.
fn work_at_counters(path: &str, seen: &AtomicUsize) -> Done {
    let mut done = Done::default();
    let mut voucher = 0;
    let [least, most] = ROUNDS;
    for round in 1..=most {
        if round > least && seen.load(Ordering::SeqCst) >= TOP_UPS {
            break;
        }
        for (place, who) in HOLDERS.into_iter().enumerate() {
            let pos = (place + 1).to_string();
            assert!(is_done(path, "pos", &["tap", &pos, who, "1"]), "round {round}: {who} pays");
            done.taps[place] += 1;
            // While a top-up over the air is on its way, the first card may be refused a load.
            let is_loaded = is_done(path, "hall", &["load", who, "2"]);
            assert!(is_loaded || place == 0, "round {round}: {who} is loaded");
            done.loads[place] += i64::from(is_loaded);
        }
        voucher += 1;
        if round % 2 == 0 {
            let batch = (round.div_ceil(3)).to_string();
            let taken_back = ["take-back", "1", "--batch", &batch, "--voucher", &voucher.to_string()];
            assert!(is_done(path, "pos", &taken_back), "round {round}: voucher {voucher} of batch {batch}");
            done.voids += 1;
        }
        if round % 3 == 0 {
            assert!(is_done(path, "pos", &["upload", "1"]), "round {round}");
            voucher = 0;
        }
    }
    done
}

/// Returns the number of top-ups over the air that arrived, and how often the ledger went from these top-ups to other
/// movements and back.
fn top_ups(world: &World) -> (i64, usize) {
    let mut over_the_air = BTreeSet::new();
    let (mut arrived, mut turns, mut was) = (0, 0, false);
    for entry in world.platform().books.ledger.entries() {
        let transfer = match entry.why {
            EntryReason::LoadReserved { transfer, channel: LoadChannel::OverTheAir, .. } => {
                over_the_air.insert(transfer);
                Some(transfer)
            }
            EntryReason::LoadSettled { transfer, .. } | EntryReason::LoadRefunded { transfer, .. } => Some(transfer),
            _ => None,
        };
        let is_top_up = transfer.is_some_and(|transfer| over_the_air.contains(&transfer));
        arrived += i64::from(is_top_up && matches!(entry.why, EntryReason::LoadSettled { .. }));
        turns += usize::from(is_top_up != was);
        was = is_top_up;
    }
    (arrived, turns)
}

#[test]
fn phone_and_counters_share_a_world() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.world");
    make(&path);
    let named = path.to_str().unwrap();
    let mut phone = PlainPhone::start(named);
    let seen = AtomicUsize::new(0);
    let (done, asked) = thread::scope(|scope| {
        let counters = scope.spawn(|| work_at_counters(named, &seen));
        let mut asked = 0;
        while !counters.is_finished() {
            seen.fetch_add(usize::from(phone.top_up()), Ordering::SeqCst);
            phone.balance();
            asked += 1;
        }
        (counters.join().unwrap(), asked)
    });
    phone.type_in(&["end", "wait 1h"]);
    phone.quit();
    for pos in ["1", "2"] {
        assert!(is_done(named, "pos", &["upload", pos]));
    }
    let audit = Command::new(rfid_sim()).args(["world", "audit", named]).output().unwrap();
    assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stderr));

    let world = WorldFile::look(&path).unwrap();
    let (arrived, turns) = top_ups(&world);
    println!("{done:?}, {asked} top-ups asked for, {arrived} arrived, {turns} turns in the ledger");
    assert!(arrived >= 3 && turns >= 6 && done.loads[0] >= 3, "the phone and the counters do not overlap");
    check(&world, done, arrived);
    let mut phone = PlainPhone::start(named);
    let purse = world.person(&number(HOLDERS[0])).unwrap().card_state().unwrap().balance.0;
    assert_eq!(phone.balance(), format!("{}.{:02}", purse / 100, purse % 100));
    phone.quit();
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["a.world"], "it is one file again");
}

/// Checks that everything that was done, and nothing else, is in purses, books, batches and receipts.
fn check(world: &World, done: Done, arrived: i64) {
    let book = |book| world.platform().books.ledger.balance(&book);
    for (place, who) in HOLDERS.into_iter().enumerate() {
        let (air, voids) = if place == 0 { (arrived, done.voids) } else { (0, 0) };
        let loaded = 500 * air + 200 * done.loads[place];
        let purse = i64::from(world.person(&number(who)).unwrap().card_state().unwrap().balance.0);
        assert_eq!(purse, PURSE + loaded - 100 * done.taps[place], "purse of {who}");
        let books = [Book::Wallet, Book::InFlight, Book::Cash].map(|of| book(of(number(who))));
        assert_eq!(books, [purse, 0, CASH - loaded + 100 * voids], "books of {who}");
    }
    let taps: i64 = done.taps.iter().sum();
    let acquiring = world.platform().acquiring();
    let of_state = |state| acquiring.purchases().filter(|purchase| purchase.state == state).count() as i64;
    assert_eq!([PurchaseState::Settled, PurchaseState::Voided].map(of_state), [taps - done.voids, done.voids]);
    let merchants: i64 = acquiring.merchants().map(|merchant| book(Book::Merchant(merchant.number))).sum();
    assert_eq!(merchants + book(Book::Commission), 100 * (taps - done.voids), "what the merchants have");
    assert_eq!(world.shops().receipts().count() as i64, taps, "receipts");
    for (place, shop) in world.shops().all() {
        let terminal = shop.terminal();
        assert_eq!(
            (terminal.totals().count(), terminal.pending().len(), terminal.refused().len()),
            (0, 0, 0),
            "{place:?}"
        );
    }
}
