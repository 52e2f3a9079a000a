//! Acts under passwords: no hash is computed in the world's thread, nobody else waits for one, and those that are sent
//! at the same time are counted each once.

use super::browser::{Browser, LOGIN, PAY, Town, assert_leads, hidden_fields, number};
use crate::lockout::TRIES;
use sim_world::platform::password::computed_hashes;
use sim_world::store::sqlite::WorldFile;
use tokio::sync::OwnedSemaphorePermit;

impl Town {
    /// Takes every thread that hashes, so that attempts wait until the value is dropped.
    async fn hold_hashes(&self) -> OwnedSemaphorePermit {
        let turns = self.site.hashes.turns();
        let all = u32::try_from(turns.available_permits()).unwrap();
        turns.acquire_many_owned(all).await.unwrap()
    }

    /// Lets every attempt come to where it waits for its hash.
    async fn settle(&self) {
        for _ in 0..50 {
            tokio::task::yield_now().await;
            // The world's thread works in the order of what it is asked.
            self.site.keeper.read(|_| ()).await.unwrap();
        }
    }

    /// Returns the slow hashes that the world's thread has computed.
    async fn hashes_in_steps(&self) -> u64 {
        self.site.keeper.read(|_| computed_hashes()).await.unwrap()
    }
}

/// Sends a sign-in whose page is open already.
fn spawn_sign_in(mut browser: Browser, name: String, password: &'static str) -> tokio::task::JoinHandle<u16> {
    tokio::spawn(async move {
        let fields = [("name", name.as_str()), ("password", password)];
        browser.submit("/sign-in", &fields).await.status.as_u16()
    })
}

/// Opens so many browsers at the entrance.
async fn at_entrance(town: &Town, count: usize) -> Vec<Browser> {
    let mut browsers = Vec::new();
    for _ in 0..count {
        let mut browser = town.browser("en");
        browser.get("/sign-in").await;
        browsers.push(browser);
    }
    browsers
}

#[tokio::test]
async fn no_hash_is_computed_in_a_step() {
    let town = Town::new(1);
    let before = town.hashes_in_steps().await;
    town.browser("zh").sign_in("13800000001", "Wrong123").await;
    town.browser("zh").sign_in("13900000009", "Wrong123").await;
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/bills").await;
    browser.submit("/bills", &[("number", "13800000001"), ("amount", "1")]).await;
    assert_leads(browser.submit("/bills/confirm", &[("pay-password", PAY)]).await, "/account");
    browser.get("/security/pay-password").await;
    let new = [("old", PAY), ("new", "111111"), ("again", "111111")];
    assert_leads(browser.submit("/security/pay-password", &new).await, "/security");
    browser.get("/security/login-password").await;
    let new = [("old", LOGIN), ("new", "Newpass1"), ("again", "Newpass1")];
    assert_leads(browser.submit("/security/login-password", &new).await, "/security");
    browser.get("/security/questions").await;
    let answers = [("question-1", "0"), ("answer-1", "Zhang"), ("question-2", "1"), ("answer-2", "Li")];
    let rest = [("question-3", "2"), ("answer-3", "Changsha"), ("pay-password", "111111")];
    assert_leads(browser.submit("/security/questions", &[&answers[..], &rest].concat()).await, "/security");
    browser.get("/security/pay-reset").await;
    let answer = [("question", "0"), ("answer", "Zhang")];
    assert_leads(browser.submit("/security/pay-reset", &answer).await, "/security/pay-password");
    assert_eq!(town.hashes_in_steps().await, before);
    let inside = town.site.keeper.step(|world| {
        let now = world.now();
        world.platform_mut().books.check_pay_password(now, &number(1), &"111111".parse().unwrap())
    });
    inside.await.unwrap().unwrap_err();
    assert_eq!(town.hashes_in_steps().await, before + 1, "one that a step computes is counted");
}

#[tokio::test]
async fn new_accounts_and_passwords_need_no_hash_in_a_step() {
    let town = Town::new(1);
    let newcomer = number(super::browser::NEWCOMER).to_string();
    let before = town.hashes_in_steps().await;
    let mut browser = town.browser("zh");
    browser.get("/register").await;
    browser.submit("/register", &[("number", &newcomer)]).await;
    let code = town.code(super::browser::NEWCOMER);
    browser.submit("/register/check", &[("code", &code), ("agree", "yes")]).await;
    assert_leads(browser.submit("/register/finish", &[]).await, "/");
    browser.get("/forgotten").await;
    browser.submit("/forgotten", &[("name", "13800000001")]).await;
    let code = town.code(1);
    assert_leads(browser.submit("/forgotten/reset", &[("code", &code)]).await, "/");
    assert_eq!(town.hashes_in_steps().await, before);
    town.pass(60_000);
    for (nth, words) in [(super::browser::NEWCOMER, "初始登陆密码:"), (1, "初始登陆密码:")] {
        let text = town.inbox(nth).into_iter().rfind(|text| text.contains(words)).unwrap();
        let (_, behind) = text.split_once(words).unwrap();
        let initial: String = behind.chars().take_while(char::is_ascii_alphanumeric).collect();
        let mut browser = town.browser("zh");
        assert_leads(browser.sign_in(&number(nth).to_string(), &initial).await, "/first-password");
    }
}

#[tokio::test]
async fn phone_acts_while_a_hash_is_awaited() {
    let town = Town::new(2);
    let browser = at_entrance(&town, 1).await.remove(0);
    let held = town.hold_hashes().await;
    let signing_in = spawn_sign_in(browser, number(1).to_string(), LOGIN);
    town.settle().await;
    // A phone of another process, and a page of another session: each does a step on the same file.
    let (mut file, mut world) = WorldFile::open(&town.folder.path().join("a.world")).unwrap();
    for act in [sim_device::handset::Act::Open, sim_device::handset::Act::End] {
        file.begin(&mut world).unwrap();
        assert!(world.act(&number(2), &act).unwrap());
        file.keep(&mut world).unwrap();
    }
    let step = town.site.keeper.step(|world| world.deposit(&number(2), sim_wire::Fen(100)));
    step.await.unwrap().unwrap();
    assert!(!signing_in.is_finished(), "the hash is not computed yet");
    drop(held);
    assert_eq!(signing_in.await.unwrap(), 303);
}

#[tokio::test]
async fn wrong_passwords_at_once_each_count() {
    let town = Town::new(1);
    let browsers = at_entrance(&town, 5).await;
    let held = town.hold_hashes().await;
    let tries: Vec<_> =
        browsers.into_iter().map(|browser| spawn_sign_in(browser, number(1).to_string(), "Wrong123")).collect();
    town.settle().await;
    drop(held);
    for wrong in tries {
        assert_eq!(wrong.await.unwrap(), 422);
    }
    let world = town.world();
    let login = world.platform().books.accounts.get(&number(1)).unwrap().login_password().clone();
    assert!(login.locked_until(world.now()).is_some(), "five were compared before one was counted: {login:?}");
    assert_eq!(town.browser("en").sign_in("13800000001", LOGIN).await.status.as_u16(), 422, "right, and locked");
}

#[tokio::test]
async fn burst_of_guesses_has_thirty_tries() {
    let town = Town::new(1);
    let browsers = at_entrance(&town, 2 * usize::try_from(TRIES).unwrap()).await;
    let held = town.hold_hashes().await;
    let tries = browsers.into_iter().enumerate();
    let tries: Vec<_> =
        tries.map(|(nth, browser)| spawn_sign_in(browser, format!("139000{nth:05}"), "Wrong123")).collect();
    town.settle().await;
    drop(held);
    let mut statuses = Vec::new();
    for guess in tries {
        statuses.push(guess.await.unwrap());
    }
    let count = |status| statuses.iter().filter(|known| **known == status).count();
    assert_eq!((count(422), count(429)), (usize::try_from(TRIES).unwrap(), usize::try_from(TRIES).unwrap()));
}

#[tokio::test]
async fn password_changed_while_compared_is_refused() {
    let town = Town::new(1);
    let browser = at_entrance(&town, 1).await.remove(0);
    let held = town.hold_hashes().await;
    let signing_in = spawn_sign_in(browser, number(1).to_string(), LOGIN);
    town.settle().await;
    let changed = town.site.keeper.step(|world| {
        use sim_world::platform::self_service::SiteLogin;

        let old = SiteLogin { name: "13800000001".parse().unwrap(), password: LOGIN.parse().unwrap() };
        world.change_login_password(&old, &"Other123".parse().unwrap())
    });
    changed.await.unwrap().unwrap();
    drop(held);
    assert_eq!(signing_in.await.unwrap(), 422);
    let shown = format!("{:?}", town.world().platform().books.accounts.get(&number(1)).unwrap().login_password());
    assert!(shown.contains("wrong: 0"), "{shown}");
    assert_eq!(town.browser("en").sign_in("13800000001", "Other123").await.status.as_u16(), 303);
}

#[tokio::test]
async fn payment_goes_on_without_its_browser() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/bills").await;
    browser.submit("/bills", &[("number", "13800000001"), ("amount", "1")]).await;
    let once = hidden_fields(&browser.last.text, "/bills/confirm");
    let held = town.hold_hashes().await;
    let mut leaving = browser.clone();
    let paying = tokio::spawn(async move {
        leaving.submit("/bills/confirm", &[("pay-password", PAY)]).await;
    });
    town.settle().await;
    paying.abort();
    assert!(paying.await.unwrap_err().is_cancelled());
    assert_eq!(town.balances(1)[0], 50_000, "it waits for its hash");
    drop(held);
    for _ in 0..1000 {
        town.settle().await;
        if town.balances(1)[0] == 49_900 {
            break;
        }
    }
    assert_eq!(town.balances(1)[0], 49_900);
    // Sent again, the form tells the truth: it was processed.
    let mut fields: Vec<(&str, &str)> = once.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("pay-password", PAY));
    assert_leads(browser.post("/bills/confirm", &fields).await, "/account");
    assert_eq!(town.balances(1)[0], 49_900);
}
