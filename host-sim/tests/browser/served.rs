//! A world in a file, and the server of its pages as people start it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use sim_codec::sms::MessageBody;
use sim_device::profile::Profile;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_world::platform::PlatformSettings;
use sim_world::platform::books::Terms;
use sim_world::platform::identity::{DocumentKind, Identity};
use sim_world::platform::number::Msisdn;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{World, WorldSettings, following_asn};
use tempfile::TempDir;
pub(crate) use website_account::{LOGIN, PAY};

use super::driver::Running;

/// Holder of the accounts.
pub(crate) const HOLDER: &str = "张三";

/// Name of the first shop.
pub(crate) const SHOP: &str = "利民便利店";

/// Place of the person whose account is not a real-name one.
pub(crate) const UNNAMED: u64 = 9;

/// Returns the number of the `nth` person, counted from 1.
pub(crate) fn person(nth: u64) -> Msisdn {
    (13_807_310_000 + nth).to_string().parse().unwrap()
}

/// Makes a world of people with open accounts and wallets, 1,000 yuan each, of which `guests` have no account.
pub(crate) fn world_of(people: u64, guests: u64) -> World {
    let platform = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
    let mut world = World::new(WorldSettings { platform, ..WorldSettings::of_seed(7) });
    let mut first = Profile::default();
    first.card.start.lifecycle = LifeCycle::Open;
    for nth in 1..=people + guests {
        let number = person(nth);
        let mut profile = first.of_series(following_asn(first.asn(), nth));
        let holder = Identity::new(HOLDER, DocumentKind::Passport, &format!("G{number}")).unwrap();
        let books = &mut world.platform_mut().books;
        books.accounts.register_holder(number, holder);
        if nth <= people {
            website_account::open(&mut world, &number, Fen(100_000));
        } else {
            profile.card.start.lifecycle = LifeCycle::Unopened;
        }
        world.add_person(number, "feature-phone", "default", &profile).unwrap();
    }
    world.pass(60_000);
    world
}

/// Adds a person whose account is not a real-name one.
pub(crate) fn add_unnamed(world: &mut World) {
    let number = person(UNNAMED);
    let first = Profile::default();
    let profile = first.of_series(following_asn(first.asn(), UNNAMED));
    world.platform_mut().books.accounts.register(number, false);
    website_account::open(world, &number, Fen(100_000));
    world.add_person(number, "feature-phone", "default", &profile).unwrap();
    world.pass(60_000);
}

/// Server of a world's pages.
#[derive(Debug)]
pub(crate) struct Served {
    folder: TempDir,
    _process: Running,
    /// Address of the website, with a slash at its end.
    pub(crate) site: String,
    /// Address of the lab with its key.
    pub(crate) lab: String,
}

impl Served {
    /// Puts a world into a file and starts the server.
    pub(crate) fn start(world: &World) -> Served {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.world");
        WorldFile::create(&path, world).unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_rfid-sim"))
            .args(["web", "--listen", "127.0.0.1:0", "--world"])
            .arg(&path)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        let mut named = |name: &str| {
            let line = lines.next().expect("the server named no address");
            line.strip_prefix(name).unwrap_or_else(|| panic!("{line}")).trim().to_owned()
        };
        let (site, lab) = (named("website"), named("lab"));
        // The server ends where nobody reads what it prints.
        std::thread::spawn(move || lines.for_each(drop));
        Served { folder, _process: Running(process), site, lab }
    }

    /// Returns the path of the world's file.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("a.world")
    }

    /// Changes the world in the file, as another process does.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let (mut file, mut world) = WorldFile::open(&self.path()).unwrap();
        file.begin(&mut world).unwrap();
        let changed = change(&mut world);
        file.keep(&mut world).unwrap();
        changed
    }

    /// Returns the world as it is in the file now.
    pub(crate) fn world(&self) -> World {
        WorldFile::look(&self.path()).unwrap()
    }

    /// Runs a command on the world, which must succeed; returns what it prints. `FILE` stands for the world's file.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_rfid-sim"))
            .args(arguments.iter().map(|argument| if *argument == "FILE" { "a.world" } else { argument }))
            .current_dir(self.folder.path())
            .env("NO_COLOR", "1")
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Places an order of goods with the first shop, and returns its number.
    pub(crate) fn place_order(&self, amount: &str) -> String {
        let printed = self.run(&["world", "order", "place", "FILE", "1", amount, "book"]);
        let number = printed.lines().find_map(|line| line.strip_prefix("order ")).map(str::to_owned);
        number.unwrap_or_else(|| panic!("no number of an order: {printed}"))
    }

    /// Waits until a text of six digits, a code or a password, has come to a person's phone after the first `known`
    /// texts; returns the digits.
    pub(crate) async fn code(&self, number: Msisdn, known: usize) -> String {
        for _ in 0..100 {
            let texts = self.texts(number);
            let digits = texts.iter().skip(known).rev().find_map(|text| six_digits(text));
            if let Some(digits) = digits {
                return digits;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("no code came to {number}: {:?}", self.texts(number));
    }

    /// Returns the texts on a person's phone, the oldest first.
    pub(crate) fn texts(&self, number: Msisdn) -> Vec<String> {
        let world = self.world();
        let inbox = world.person(&number).unwrap().station().handset().inbox();
        let texts = inbox.messages().iter().filter_map(|message| match &message.body {
            MessageBody::Text(text) => Some(text.clone()),
            MessageBody::Octets(_) => None,
        });
        texts.collect()
    }
}

/// Returns the six digits in a text that stand alone.
fn six_digits(text: &str) -> Option<String> {
    let mut runs = text.rsplit(|letter: char| !letter.is_ascii_digit());
    runs.find(|run| run.len() == 6).map(str::to_owned)
}
