//! A thousand signed-in sessions at once on the website of one world, at the password cost that a world has by default:
//! how many sign in a second, how long each kind of request takes, how long a phone beside waits, and whether an update
//! was lost. `cargo bench -p rfid-sim --bench sessions -- 1000 60` is a thousand sessions for a minute.
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
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use sim_device::handset::Act;
use sim_device::profile::Profile;
use sim_web::keeper::WorldKeeper;
use sim_web::server::{ServerSettings, WebServer, stopper};
use sim_wire::Fen;
use sim_world::platform::entry::Book;
use sim_world::platform::number::Msisdn;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{World, WorldSettings, following_asn};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Barrier;
use website_account::{LOGIN, PAY, hidden};

/// Pages that a session looks at between two bills.
const PAGES: [&str; 4] = ["/account", "/wallet", "/transactions", "/bills"];

/// Cash of each person, in fen.
const CASH: u32 = 1_000_000;

fn person(nth: u64) -> Msisdn {
    (13_807_310_000 + nth).to_string().parse().unwrap()
}

/// Makes a world of people with accounts, and one more who has a phone alone.
fn world_of(people: u64) -> World {
    let mut world = World::new(WorldSettings::of_seed(7));
    let first = Profile::default();
    for nth in 1..=people + 1 {
        let profile = first.of_series(following_asn(first.asn(), nth));
        world.add_person(person(nth), "feature-phone", "default", &profile).unwrap();
        if nth <= people {
            website_account::open(&mut world, &person(nth), Fen(CASH));
        }
    }
    world.pass(60_000);
    world
}

/// Kind of a request, by what the platform has to do for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A page is looked at, or a form is filled in.
    Page,
    /// The login password is checked.
    SignIn,
    /// The pay password is checked.
    Payment,
}

/// Browser of one person: a connection that is kept, and a cookie.
struct Client {
    address: SocketAddr,
    connection: TcpStream,
    cookie: String,
    times: Vec<(Kind, Duration)>,
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

    async fn ask(&mut self, kind: Kind, (method, path): (&str, &str), body: &str) -> Answer {
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
        self.times.push((kind, began.elapsed()));
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
        let answer = self.ask(Kind::Page, ("GET", path), "").await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.page);
        answer
    }

    async fn post(&mut self, kind: Kind, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = self.ask(kind, ("POST", path), &pairs.join("&")).await;
        // A page that answers a form has an address of its own.
        match answer.location.as_deref().filter(|place| place.contains("?shown=")) {
            Some(place) => self.ask(Kind::Page, ("GET", place), "").await,
            None => answer,
        }
    }

    async fn sign_in(&mut self, number: Msisdn) {
        let page = self.get("/").await.page;
        let fields = [("token", hidden(&page, "token")), ("name", &number.to_string()), ("password", LOGIN)];
        let answer = self.post(Kind::SignIn, "/sign-in", &fields).await;
        assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/account")), "{}", answer.page);
    }

    async fn sign_out(&mut self) {
        let page = self.get("/account").await.page;
        let answer = self.post(Kind::Page, "/sign-out", &[("token", hidden(&page, "token"))]).await;
        assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/")), "{}", answer.page);
    }

    /// Pays one yuan of one's own bill, in two steps.
    async fn pay_bill(&mut self, number: Msisdn) {
        let page = self.get("/bills").await.page;
        let fields = [("token", hidden(&page, "token")), ("number", &number.to_string()), ("amount", "1")];
        let page = self.post(Kind::Page, "/bills", &fields).await.page;
        let fields = [("token", hidden(&page, "token")), ("once", hidden(&page, "once")), ("pay-password", PAY)];
        let answer = self.post(Kind::Payment, "/bills/confirm", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.page);
    }
}

/// Results of a session.
struct Life {
    signed_in: Duration,
    bills: u64,
    times: Vec<(Kind, Duration)>,
}

/// Signs one person in together with all others, and lets the person look and pay for some time.
async fn live(address: SocketAddr, nth: u64, all: Arc<Barrier>, lasts: Duration) -> Life {
    let mut client = Client::new(address).await;
    let number = person(nth);
    all.wait().await;
    let began = Instant::now();
    client.sign_in(number).await;
    let signed_in = began.elapsed();
    all.wait().await;
    let until = Instant::now() + lasts;
    let mut bills = 0;
    // Of twenty people, one signs in again at once.
    let mut turn = usize::try_from(nth + 5).unwrap();
    while Instant::now() < until {
        if turn.is_multiple_of(25) {
            client.sign_out().await;
            client.sign_in(number).await;
        } else if turn.is_multiple_of(5) {
            client.pay_bill(number).await;
            bills += 1;
        } else {
            client.get(PAGES[turn % PAGES.len()]).await;
        }
        turn += 1;
        // A person reads a page before going on.
        tokio::time::sleep(Duration::from_millis(1500 + nth % 1000)).await;
    }
    Life { signed_in, bills, times: client.times }
}

/// Uses a phone of the same world, as another process does, until all is over; returns how long each input took.
fn use_phone(path: &Path, number: Msisdn, is_over: &AtomicBool) -> Vec<Duration> {
    let (mut file, mut world) = WorldFile::open(path).unwrap();
    let mut times = Vec::new();
    while !is_over.load(Ordering::SeqCst) {
        let act = if times.len() % 2 == 0 { Act::Open } else { Act::End };
        let began = Instant::now();
        file.begin(&mut world).unwrap();
        world.act(&number, &act).unwrap();
        file.keep(&mut world).unwrap();
        times.push(began.elapsed());
        std::thread::sleep(Duration::from_millis(200));
    }
    times
}

/// Describes times by their number, median, 99th of a hundred and longest.
fn described(mut times: Vec<Duration>) -> String {
    times.sort();
    let share =
        |percent: usize| times.get((times.len().saturating_sub(1)) * percent / 100).copied().unwrap_or_default();
    format!("{} with p50 {:.1?}, p99 {:.1?}, longest {:.1?}", times.len(), share(50), share(99), share(100))
}

/// Lets everybody live, and returns the lives, and the times of the phone beside.
fn play(path: &Path, people: u64, lasts: Duration) -> (Vec<Life>, Vec<Duration>) {
    let began = Instant::now();
    let clock = Arc::new(move || u64::try_from(began.elapsed().as_millis()).unwrap());
    let keeper = WorldKeeper::open(path, clock.clone(), Box::new(|told| println!("{told}"))).unwrap();
    let settings = ServerSettings { listen: "127.0.0.1:0".parse().unwrap(), origin: None };
    let server = WebServer::bind(settings, keeper, clock, [7; 32]).unwrap();
    let address = server.address();
    let (stopper, stopped) = stopper();
    let serving = std::thread::spawn(move || server.run(stopped).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let all = Arc::new(Barrier::new(usize::try_from(people).unwrap()));
    let lives: Vec<_> = (1..=people).map(|nth| runtime.spawn(live(address, nth, all.clone(), lasts))).collect();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let phone = scope.spawn(|| use_phone(path, person(people + 1), &is_over));
        let lives: Vec<_> = lives.into_iter().map(|life| runtime.block_on(life).unwrap()).collect();
        is_over.store(true, Ordering::SeqCst);
        stopper.stop();
        serving.join().unwrap();
        (lives, phone.join().unwrap())
    })
}

/// Ends the process where a thread panics: the others would wait for it.
fn end_at_first_panic() {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        told(panic);
        std::process::exit(101);
    }));
}

fn main() {
    end_at_first_panic();
    let numbers: Vec<u64> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let (people, seconds) = match numbers.as_slice() {
        [people, seconds] => (*people, *seconds),
        _ => (20, 2),
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.world");
    WorldFile::create(&path, &world_of(people)).unwrap();
    let (lives, phone) = play(&path, people, Duration::from_secs(seconds));
    let world = WorldFile::look(&path).unwrap();
    for (nth, life) in (1..).zip(&lives) {
        let (cash, paid) = (world.platform().books.ledger.balance(&Book::Cash(person(nth))), life.bills);
        assert_eq!(cash, i64::from(CASH) - 100 * i64::try_from(paid).unwrap(), "person {nth} paid {paid} bills");
    }
    assert_eq!(world.audit(), Ok(()));
    let last = lives.iter().map(|life| life.signed_in).max().unwrap_or_default();
    println!(
        "{people} sessions, {seconds} s, no error, {} bills, none lost",
        lives.iter().map(|life| life.bills).sum::<u64>()
    );
    println!("all signed in after {last:.1?}: {:.1} a second", people as f64 / last.as_secs_f64());
    for (kind, name) in [(Kind::Page, "pages"), (Kind::SignIn, "sign-ins"), (Kind::Payment, "payments")] {
        let times = lives.iter().flat_map(|life| &life.times).filter(|(known, _)| *known == kind);
        println!("{name}: {}", described(times.map(|(_, took)| *took).collect()));
    }
    println!("inputs at a phone: {}", described(phone));
}
