//! A thousand signed-in sessions at once: mixed traffic on the website of one world, how long requests take, and
//! whether an update was lost. `cargo bench -p rfid-sim --bench sessions -- 1000 60` is a thousand sessions for a
//! minute.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a bench stops where a test would, prints what it measured, and measures real time"
)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sim_device::profile::Profile;
use sim_web::keeper::WorldKeeper;
use sim_web::server::{ServerSettings, WebServer, stopper};
use sim_wire::Fen;
use sim_world::platform::PlatformSettings;
use sim_world::platform::books::Terms;
use sim_world::platform::entry::Book;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::Initials;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{World, WorldSettings, following_asn};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const LOGIN: &str = "Abc12345";
const PAY: &str = "654321";

/// Pages that a session looks at between two bills.
const PAGES: [&str; 4] = ["/account", "/wallet", "/transactions", "/bills"];

fn person(nth: u64) -> Msisdn {
    (13_807_310_000 + nth).to_string().parse().unwrap()
}

fn world_of(people: u64) -> World {
    // Passwords cost little here: it is the pages that are measured, and whether anything is lost.
    let platform = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
    let mut world = World::new(WorldSettings { platform, ..WorldSettings::of_seed(7) });
    let first = Profile::default();
    for nth in 1..=people {
        let number = person(nth);
        world
            .add_person(number, "feature-phone", "default", &first.of_series(following_asn(first.asn(), nth)))
            .unwrap();
        let (now, cost) = (world.now(), world.platform().books.terms.password_cost);
        let books = &mut world.platform_mut().books;
        let initials = Initials { login: "aaaa1111".parse().unwrap(), pay: "000000".parse().unwrap() };
        books.accounts.open(now, number, &initials, ([1; 16], [2; 16]), cost).unwrap();
        let (login, pay) = (LOGIN.parse().unwrap(), PAY.parse().unwrap());
        books.accounts.change_login_password(now, &number, (&initials.login, &login), [3; 16], cost).unwrap();
        books.accounts.change_pay_password(now, &number, (&initials.pay, &pay), [4; 16], cost).unwrap();
        books.hall_deposit(now, &number, Fen(1_000_000)).unwrap();
    }
    world.pass(60_000);
    world
}

/// Browser of one person: a connection that is kept, and a cookie.
struct Client {
    address: SocketAddr,
    connection: TcpStream,
    cookie: String,
    times: Vec<Duration>,
}

/// Response: status, place to go on, and the page.
struct Answer {
    status: u16,
    location: Option<String>,
    page: String,
}

impl Client {
    async fn new(address: SocketAddr) -> Client {
        let connection = TcpStream::connect(address).await.unwrap();
        Client { address, connection, cookie: String::new(), times: Vec::new() }
    }

    async fn ask(&mut self, method: &str, path: &str, body: &str) -> Answer {
        let began = Instant::now();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{body}",
            self.address,
            self.cookie,
            body.len()
        );
        self.connection.write_all(request.as_bytes()).await.unwrap();
        let answer = self.read().await;
        self.times.push(began.elapsed());
        answer
    }

    async fn read(&mut self) -> Answer {
        let mut octets = Vec::new();
        let mut part = [0; 16 * 1024];
        loop {
            let count = self.connection.read(&mut part).await.unwrap();
            assert!(count > 0, "the server hung up");
            octets.extend(&part[..count]);
            let text = String::from_utf8_lossy(&octets);
            let Some((head, page)) = text.split_once("\r\n\r\n") else { continue };
            let field = |name: &str| {
                let mut lines = head.lines().filter_map(|line| line.split_once(": "));
                lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
            };
            let length: usize = field("content-length").map_or(0, |length| length.parse().unwrap());
            if page.len() < length {
                continue;
            }
            if let Some(cookie) = field("set-cookie") {
                self.cookie = cookie.split(';').next().unwrap().to_owned();
            }
            let status = head.split(' ').nth(1).unwrap().parse().unwrap();
            return Answer { status, location: field("location"), page: page.to_owned() };
        }
    }

    async fn get(&mut self, path: &str) -> Answer {
        let answer = self.ask("GET", path, "").await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.page);
        answer
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.ask("POST", path, &pairs.join("&")).await
    }

    async fn sign_in(&mut self, number: Msisdn) {
        let page = self.get("/").await.page;
        let fields = [("token", hidden(&page, "token")), ("name", &number.to_string()), ("password", LOGIN)];
        let answer = self.post("/sign-in", &fields).await;
        assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/account")), "{}", answer.page);
    }

    /// Pays one yuan of one's own bill, in two steps.
    async fn pay_bill(&mut self, number: Msisdn) {
        let page = self.get("/bills").await.page;
        let fields = [("token", hidden(&page, "token")), ("number", &number.to_string()), ("amount", "1")];
        let page = self.post("/bills", &fields).await.page;
        let fields = [("token", hidden(&page, "token")), ("once", hidden(&page, "once")), ("pay-password", PAY)];
        let answer = self.post("/bills/confirm", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.page);
    }
}

/// Returns the value of a hidden field.
fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let (_, behind) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    behind.split('"').next().unwrap()
}

/// Lets one person look and pay until a moment; returns the number of bills, and how long each request took.
async fn live(address: SocketAddr, nth: u64, until: Instant) -> (u64, Vec<Duration>) {
    let mut client = Client::new(address).await;
    let number = person(nth);
    client.sign_in(number).await;
    let mut bills = 0;
    let mut turn = usize::try_from(nth).unwrap();
    while Instant::now() < until {
        if turn.is_multiple_of(5) {
            client.pay_bill(number).await;
            bills += 1;
        } else {
            client.get(PAGES[turn % PAGES.len()]).await;
        }
        turn += 1;
        // A person reads a page before going on.
        tokio::time::sleep(Duration::from_millis(1500 + nth % 1000)).await;
    }
    (bills, client.times)
}

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let (people, seconds) = match numbers.as_slice() {
        [people, seconds] => (*people, *seconds),
        _ => (20, 2),
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.world");
    WorldFile::create(&path, &world_of(people)).unwrap();
    let began = Instant::now();
    let clock = Arc::new(move || u64::try_from(began.elapsed().as_millis()).unwrap());
    let keeper = WorldKeeper::open(&path, clock.clone(), Box::new(|told| println!("{told}"))).unwrap();
    let settings = ServerSettings { listen: "127.0.0.1:0".parse().unwrap(), origin: None };
    let server = WebServer::bind(settings, keeper, clock, [7; 32]).unwrap();
    let address = server.address();
    let (stopper, stopped) = stopper();
    let serving = std::thread::spawn(move || server.run(stopped).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let until = Instant::now() + Duration::from_secs(seconds);
    let lives = (1..=people).map(|nth| runtime.spawn(live(address, nth, until)));
    let lives: Vec<_> = lives.collect();
    let mut times = Vec::new();
    let mut bills = Vec::new();
    for life in lives {
        let (paid, took) = runtime.block_on(life).unwrap();
        bills.push(paid);
        times.extend(took);
    }
    stopper.stop();
    serving.join().unwrap();
    let world = WorldFile::look(&path).unwrap();
    for (nth, paid) in (1..).zip(&bills) {
        let cash = world.platform().books.ledger.balance(&Book::Cash(person(nth)));
        assert_eq!(cash, 1_000_000 - 100 * i64::try_from(*paid).unwrap(), "person {nth} paid {paid} bills");
    }
    assert_eq!(world.audit(), Ok(()));
    times.sort();
    let share = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!(
        "{people} sessions, {seconds} s: {} requests, {} bills, none lost, no error; p50 {:?}, p99 {:?}, longest {:?}",
        times.len(),
        bills.iter().sum::<u64>(),
        share(50),
        share(99),
        share(100)
    );
}
