//! Every face of one world at once: a phone on a terminal, a browser's session on the website, the terminals of shops,
//! and commands, each a process of its own on the same file. Nothing is lost.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use sim_device::profile::Profile;
use sim_wire::Fen;
use sim_world::platform::entry::{Book, EntryReason};
use sim_world::platform::number::Msisdn;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{World, following_asn};
use website_account::{LOGIN, PAY, hidden};

use super::beside_counters::{CASH, HOLDERS, PURSE, PlainPhone, is_done, make, number};
use crate::binary::rfid_sim;

/// Rounds of each face.
const ROUNDS: i64 = 8;

/// Number of a third person, who uses the website alone.
const CUSTOMER: &str = "13800000003";

/// Adds a person who knows the passwords of the website.
fn add_customer(path: &Path) {
    let (mut file, mut world) = WorldFile::open(path).unwrap();
    file.begin(&mut world).unwrap();
    let (who, series) = (number(CUSTOMER), Profile::default());
    world.add_person(who, "feature-phone", "default", &series.of_series(following_asn(series.asn(), 2))).unwrap();
    website_account::open(&mut world, &who, Fen(CASH as u32));
    file.keep(&mut world).unwrap();
}

/// Server of the website, which ends with its standard input.
struct Website {
    child: Child,
    host: String,
}

impl Website {
    fn start(path: &str) -> Website {
        let mut command = Command::new(rfid_sim());
        command.args(["web", "--until-input-ends", "--listen", "127.0.0.1:0", "--world", path]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let line = lines.next().unwrap();
        let host = line.split("http://").nth(1).unwrap().trim_end_matches('/').to_owned();
        thread::spawn(move || lines.for_each(drop));
        Website { child, host }
    }

    fn end(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

/// Session of a browser: every request has a connection of its own.
struct Session<'w> {
    host: &'w str,
    cookie: String,
}

impl Session<'_> {
    /// Asks for a page, or sends a form; returns the status and the page.
    fn ask(&mut self, path: &str, form: Option<&[(&str, &str)]>) -> (u16, String) {
        let body = form
            .map(|fields| fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"));
        let method = if body.is_some() { "POST" } else { "GET" };
        let body = body.unwrap_or_default();
        let mut connection = TcpStream::connect(self.host).unwrap();
        write!(
            connection,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            self.cookie,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        let (head, page) = answer.split_once("\r\n\r\n").unwrap();
        if let Some((_, cookie)) = head.split_once("set-cookie: ") {
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        let place = head.split_once("location: ").and_then(|(_, behind)| behind.lines().next());
        // A page that answers a form has an address of its own.
        match place.filter(|place| place.contains("?shown=")) {
            Some(place) => self.ask(place, None),
            None => (head.split(' ').nth(1).unwrap().parse().unwrap(), page.to_owned()),
        }
    }

    fn sign_in(&mut self) {
        let (_, page) = self.ask("/", None);
        let fields = [("token", hidden(&page, "token")), ("name", CUSTOMER), ("password", LOGIN)];
        let (status, page) = self.ask("/sign-in", Some(&fields));
        assert_eq!(status, 303, "{page}");
    }

    /// Pays one yuan of the customer's own bill.
    fn pay_bill(&mut self) {
        let (_, page) = self.ask("/bills", None);
        let fields = [("token", hidden(&page, "token")), ("number", CUSTOMER), ("amount", "1")];
        let (_, page) = self.ask("/bills", Some(&fields));
        let fields = [("token", hidden(&page, "token")), ("once", hidden(&page, "once")), ("pay-password", PAY)];
        let (status, page) = self.ask("/bills/confirm", Some(&fields));
        assert_eq!(status, 303, "{page}");
    }
}

fn ledger(world: &World, book: Book) -> i64 {
    world.platform().books.ledger.balance(&book)
}

#[test]
fn every_face_shares_one_world() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.world");
    make(&path);
    add_customer(&path);
    let named = path.to_str().unwrap();
    let website = Website::start(named);
    let mut session = Session { host: &website.host, cookie: String::new() };
    session.sign_in();
    let asked = thread::scope(|scope| {
        let browser = scope.spawn(|| (0..ROUNDS).for_each(|_| session.pay_bill()));
        let shop = scope.spawn(|| {
            for round in 0..ROUNDS {
                assert!(is_done(named, "pos", &["tap", "1", HOLDERS[1], "1"]), "tap {round}");
            }
        });
        let commands = scope.spawn(|| {
            for _ in 0..ROUNDS {
                let command = ["world", "deposit", named, CUSTOMER, "3"];
                let output = Command::new(rfid_sim()).args(command).output().unwrap();
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            }
        });
        let mut phone = PlainPhone::start(named);
        let mut asked = 0;
        while !(browser.is_finished() && shop.is_finished() && commands.is_finished()) || asked < 2 {
            phone.top_up();
            asked += 1;
        }
        phone.type_in(&["end", "wait 1h"]);
        phone.quit();
        for face in [browser, shop, commands] {
            face.join().unwrap();
        }
        asked
    });
    website.end();
    check(&WorldFile::look(&path).unwrap(), asked);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["a.world"], "it is one file again");
}

/// Checks that what each face did is in the books and on the cards, and nothing else.
fn check(world: &World, asked: i64) {
    let customer: Msisdn = number(CUSTOMER);
    assert_eq!(ledger(world, Book::PhoneBills), 100 * ROUNDS);
    assert_eq!(ledger(world, Book::Cash(customer)), CASH - 100 * ROUNDS + 300 * ROUNDS);
    let purse = |who: &str| i64::from(world.person(&number(who)).unwrap().card_state().unwrap().balance.0);
    assert_eq!(purse(HOLDERS[1]), PURSE - 100 * ROUNDS);
    let entries = world.platform().books.ledger.entries().iter();
    let arrived = entries.filter(|entry| matches!(entry.why, EntryReason::LoadSettled { .. })).count() as i64;
    assert!((1..=asked).contains(&arrived), "{arrived} of {asked} top-ups arrived");
    assert_eq!(purse(HOLDERS[0]), PURSE + 500 * arrived);
    assert_eq!(ledger(world, Book::Cash(number(HOLDERS[0]))), CASH - 500 * arrived);
    assert_eq!(ledger(world, Book::InFlight(number(HOLDERS[0]))), 0);
    assert_eq!(world.audit(), Ok(()));
}
