//! A town with its website, and browsers that keep cookies and send the forms that they find.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::chance::ServerChance;
use crate::host::HostRule;
use crate::keeper::WorldKeeper;
use crate::pages::router;
use crate::server::{Stopper, stopper};
use crate::site::{Site, SiteState};
use sim_device::link::Chance;
use sim_device::profile::Profile;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_world::platform::books::Terms;
use sim_world::platform::identity::{DocumentKind, Identity};
use sim_world::platform::number::Msisdn;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{World, WorldSettings};

/// Host that the browsers name.
pub(super) const HOST: &str = "127.0.0.1:8080";
/// Login password after the first change.
pub(super) const LOGIN: &str = "Abc12345";
/// Pay password.
pub(super) const PAY: &str = "123456";

/// Returns the number of a person, counted from 1.
pub(super) fn number(nth: u64) -> Msisdn {
    format!("1380000{nth:04}").parse().unwrap()
}

/// Town with its website. Everybody has an open wallet with 50 yuan, and an account with 500 yuan of cash.
pub(super) struct Town {
    pub(super) site: Site,
    router: Router,
    clock: Arc<AtomicU64>,
    pub(super) folder: TempDir,
    pub(super) stopper: Stopper,
}

/// Number of a person with a card and without an account.
pub(super) const NEWCOMER: u64 = 90;

/// Adds a person with an open wallet of 50 yuan.
fn add_person(world: &mut World, nth: u64) {
    let mut profile = Profile::default().of_series([0x31, 0, 0, 0, 0, 0, 0, 0, 0, u8::try_from(nth).unwrap()]);
    profile.card.start.lifecycle = LifeCycle::Open;
    profile.card.start.balance = Fen(5_000);
    world.add_person(number(nth), "feature-phone", "default", &profile).unwrap();
    let holder = Identity::new("张三", DocumentKind::IdentityCard, "11010519491231002X").unwrap();
    world.platform_mut().books.accounts.register_holder(number(nth), holder);
}

/// Opens an account with the usual passwords and 500 yuan of cash.
fn open_account(world: &mut World, nth: u64) {
    let (now, mut chance) = (world.now(), Chance::seeded(nth));
    let books = &mut world.platform_mut().books;
    let initials = books.open_account(now, &number(nth), &mut chance).unwrap();
    let login = (&initials.login, &LOGIN.parse().unwrap());
    books.change_login_password(now, &number(nth), login, &mut chance).unwrap();
    let pay = (&initials.pay, &PAY.parse().unwrap());
    books.change_pay_password(now, &number(nth), pay, &mut chance).unwrap();
    world.deposit(&number(nth), Fen(50_000)).unwrap();
}

/// Returns the world of a town.
fn world(people: u64) -> World {
    let mut settings = WorldSettings::of_seed(3);
    settings.platform.terms = Terms::light();
    let mut world = World::new(settings);
    for nth in (1..=people).chain([NEWCOMER]) {
        add_person(&mut world, nth);
    }
    for nth in 1..=people {
        open_account(&mut world, nth);
    }
    world.pass(60_000);
    world
}

impl Town {
    /// Makes a town of so many people.
    pub(super) fn new(people: u64) -> Town {
        Town::of(&world(people))
    }

    /// Makes a town of so many people, to whose website another program passes requests on by HTTPS.
    pub(super) fn public(people: u64) -> Town {
        Town::at(&world(people), Some("https://wallet.example".to_owned()))
    }

    /// Makes the website of a world.
    pub(super) fn of(world: &World) -> Town {
        Town::at(world, None)
    }

    /// Makes the website of a world, with its public origin if it has one.
    fn at(world: &World, origin: Option<String>) -> Town {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.world");
        WorldFile::create(&path, world).unwrap();
        let clock = Arc::new(AtomicU64::new(1_000_000));
        let machine: crate::keeper::MachineClock = {
            let clock = Arc::clone(&clock);
            Arc::new(move || clock.load(Ordering::SeqCst))
        };
        let keeper = WorldKeeper::open(&path, Arc::clone(&machine), Box::new(|_| {})).unwrap();
        let host = HostRule::new(HOST.parse().unwrap(), origin);
        let (stopper, stopped) = stopper();
        let site = Arc::new(SiteState::new(keeper, machine, ServerChance::new([7; 32]), host, stopped));
        Town { router: router(Arc::clone(&site)), site, clock, folder, stopper }
    }

    /// Lets the machine's clock go on.
    pub(super) fn wait(&self, ms: u64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    /// Lets the world's time go on, as another process does.
    pub(super) fn pass(&self, ms: u64) {
        let (mut file, mut world) = WorldFile::open(&self.folder.path().join("a.world")).unwrap();
        world.pass_kept(sim_world::world::TimeSpan::For(ms), &mut file).unwrap();
    }

    /// Returns the world as its file has it.
    pub(super) fn world(&self) -> World {
        WorldFile::look(&self.folder.path().join("a.world")).unwrap()
    }

    /// Opens a browser in a language.
    pub(super) fn browser(&self, language: &'static str) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), language, last: Answer::default() }
    }

    /// Opens a browser in which a person is signed in.
    pub(super) async fn signed_in(&self, nth: u64, language: &'static str) -> Browser {
        let mut browser = self.browser(language);
        browser.sign_in(&number(nth).to_string(), LOGIN).await;
        assert_eq!(browser.last.location.as_deref(), Some("/account"), "{}", browser.last.text);
        browser
    }

    /// Returns the balances of a person's account and wallet at the platform, in fen: cash, recharge card, wallet, and
    /// in flight.
    pub(super) fn balances(&self, nth: u64) -> [i64; 4] {
        use sim_world::platform::entry::Book;

        let (world, number) = (self.world(), number(nth));
        let ledger = &world.platform().books.ledger;
        [Book::Cash(number), Book::RechargeCard(number), Book::Wallet(number), Book::InFlight(number)]
            .map(|book| ledger.balance(&book))
    }

    /// Returns the texts that a person's phone received, the last one last.
    pub(super) fn inbox(&self, nth: u64) -> Vec<String> {
        use sim_codec::sms::MessageBody;

        let world = self.world();
        let messages = world.person(&number(nth)).unwrap().station().handset().inbox().messages();
        let texts = messages.iter().filter_map(|message| match &message.body {
            MessageBody::Text(text) => Some(text.clone()),
            MessageBody::Octets(_) => None,
        });
        texts.collect()
    }

    /// Returns the code of the last message that brought one.
    pub(super) fn code(&self, nth: u64) -> String {
        self.pass(60_000);
        let texts = self.inbox(nth);
        let text = texts.iter().rev().find(|text| text.contains("验证码")).expect("a code");
        let mut runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 6);
        runs.next().unwrap().to_owned()
    }

    /// Lets the registry have all data of the newcomer, or not.
    pub(super) async fn register_newcomer(&self, is_complete: bool) {
        let step = self.site.keeper.step(move |world| {
            world.platform_mut().books.accounts.register(number(NEWCOMER), is_complete);
        });
        step.await.unwrap();
    }

    /// Opens the newcomer's account at a hall, and returns the initial login password.
    pub(super) async fn open_newcomer(&self) -> String {
        self.perform(&format!("hall opens account of {}", number(NEWCOMER))).await;
        self.pass(60_000);
        let text = self.inbox(NEWCOMER).into_iter().find(|text| text.contains("初始登陆密码:")).unwrap();
        text.split_once("初始登陆密码:").unwrap().1.split_once(',').unwrap().0.to_owned()
    }

    /// Performs an action of the world, as a command does.
    pub(super) async fn perform(&self, action: &str) {
        self.site.keeper.perform(action.parse().unwrap()).await.unwrap().unwrap();
    }
}

/// Answer of the server.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) location: Option<String>,
    pub(super) text: String,
}

/// Browser with its cookies, and the last answer.
#[derive(Clone)]
pub(super) struct Browser {
    router: Router,
    pub(super) cookies: BTreeMap<String, String>,
    language: &'static str,
    pub(super) last: Answer,
}

impl Browser {
    /// Sends a request with the browser's cookies, and returns the answer, whose body may have no end.
    pub(super) async fn open(&self, mut request: Request<Body>) -> Response<Body> {
        let headers = request.headers_mut();
        if !headers.contains_key("host") {
            headers.insert("host", HOST.parse().unwrap());
        }
        headers.insert("accept-language", self.language.parse().unwrap());
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            headers.insert("cookie", cookies.join("; ").parse().unwrap());
        }
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends a request as it is, with the browser's cookies. A page that answers a form is asked for, as browsers do.
    pub(super) async fn send(&mut self, request: Request<Body>) -> &Answer {
        self.receive(request).await;
        match self.last.location.clone().filter(|place| place.contains("?shown=")) {
            Some(place) => self.receive(Request::get(place).body(Body::empty()).unwrap()).await,
            None => &self.last,
        }
    }

    /// Sends a request, and keeps the answer with its cookies.
    async fn receive(&mut self, request: Request<Body>) -> &Answer {
        let response = self.open(request).await;
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let text = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
        let location = parts.headers.get("location").map(|place| place.to_str().unwrap().to_owned());
        self.last = Answer { status: parts.status, headers: parts.headers, location, text };
        &self.last
    }

    /// Asks for a page.
    pub(super) async fn get(&mut self, path: &str) -> &Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Follows the redirection of the last answer.
    pub(super) async fn follow(&mut self) -> &Answer {
        let place = self.last.location.clone().expect("a redirection");
        self.get(&place).await
    }

    /// Sends fields to a path, as a page of the server would.
    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> &Answer {
        self.post_from(path, fields, &[("origin", "http://127.0.0.1:8080"), ("sec-fetch-site", "same-origin")]).await
    }

    /// Sends fields to a path with some headers.
    pub(super) async fn post_from(&mut self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> &Answer {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let mut request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(pairs.join("&"))).unwrap()).await
    }

    /// Fills in the form of the last page that goes to a path, and sends it with its hidden fields.
    pub(super) async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> &Answer {
        let hidden = hidden_fields(&self.last.text, path);
        let hidden: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(path, &[&hidden[..], fields].concat()).await
    }

    /// Signs in on the home page.
    pub(super) async fn sign_in(&mut self, name: &str, password: &str) -> &Answer {
        self.get("/sign-in").await;
        self.submit("/sign-in", &[("name", name), ("password", password)]).await
    }
}

/// Asserts that an answer rejects a form with a sentence.
pub(super) fn assert_rejected(answer: &Answer, told: &str) {
    assert_eq!(answer.status.as_u16(), 422, "{}", answer.text);
    assert!(answer.text.contains(told), "{told}: {}", answer.text);
}

/// Asserts that an answer leads to a page.
pub(super) fn assert_leads(answer: &Answer, place: &str) {
    assert_eq!(answer.location.as_deref(), Some(place), "{}", answer.text);
}

/// Returns the hidden fields of the form of a page that goes to a path.
pub(super) fn hidden_fields(page: &str, path: &str) -> Vec<(String, String)> {
    let (_, form) =
        page.split_once(&format!("action=\"{path}\"")).unwrap_or_else(|| panic!("no form to {path}: {page}"));
    let form = form.split("</form>").next().unwrap();
    let inputs = form.split("<input type=\"hidden\" name=\"").skip(1);
    let field = |input: &str| {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        (name.to_owned(), rest.split('"').next().unwrap().to_owned())
    };
    inputs.map(field).collect()
}

/// Returns a value as a form encodes it.
fn encoded(value: &str) -> String {
    value
        .bytes()
        .map(
            |octet| if octet.is_ascii_alphanumeric() { char::from(octet).to_string() } else { format!("%{octet:02X}") },
        )
        .collect()
}
