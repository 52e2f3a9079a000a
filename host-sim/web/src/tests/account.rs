//! Signing in, the first change of the login password, balances, signing out.

use super::browser::{LOGIN, NEWCOMER, Town, number};
use sim_world::world::{EventKind, Party, ServiceRequest};

/// Languages with the name of the account's page, and a word of the other language.
const LANGUAGES: [(&str, &str, &str); 2] = [("zh", "我的手机支付", "My account"), ("en", "My account", "我的手机支付")];

#[tokio::test]
async fn sign_in_shows_balances() {
    let town = Town::new(1);
    for (language, title, other) in LANGUAGES {
        let mut browser = town.signed_in(1, language).await;
        let page = browser.follow().await.text.clone();
        assert!(page.contains(&format!("<h1>{title}</h1>")) && !page.contains(other), "{page}");
        let unit = if language == "zh" { "元" } else { "yuan" };
        for amount in ["500.00", "0.00", "50.00"] {
            assert!(page.contains(&format!("{amount} {unit}")), "{amount}: {page}");
        }
    }
    let requests = town.site.keeper.read(|world| {
        let asked = world.events().iter().map(|event| (event.from.clone(), event.kind.clone()));
        asked.collect::<Vec<_>>()
    });
    let sign_in = EventKind::Asked { request: ServiceRequest::SignIn, refused: None };
    let requests = requests.await.unwrap();
    assert_eq!(requests.iter().filter(|event| **event == (Party::Website, sign_in.clone())).count(), 2);
}

#[tokio::test]
async fn wrong_login_tells_no_reason() {
    let town = Town::new(1);
    for (language, told) in [("zh", "号码、别名或密码不正确,"), ("en", "the password is wrong, or")] {
        let mut browser = town.browser(language);
        for (name, password) in [("13900000009", LOGIN), ("nobody", LOGIN), ("1380000", LOGIN), ("13800000001", "x")] {
            let answer = browser.sign_in(name, password).await;
            assert_eq!((answer.status.as_u16(), answer.location.is_none()), (422, true));
            assert!(answer.text.contains(told), "{name}: {}", answer.text);
        }
        browser.get("/account").await;
        assert_eq!(browser.last.status.as_u16(), 401);
    }
    let world = town.world();
    let account = world.platform().books.accounts.get(&number(1)).unwrap();
    assert_eq!(account.login_password().locked_until(world.now()), None);
}

#[tokio::test]
async fn five_wrong_passwords_lock_the_account() {
    let town = Town::new(1);
    let mut browser = town.browser("zh");
    let locked_until = || {
        let world = town.world();
        world.platform().books.accounts.get(&number(1)).unwrap().login_password().locked_until(world.now())
    };
    for _ in 0..5 {
        assert_eq!(locked_until(), None);
        assert_eq!(browser.sign_in("13800000001", "Wrong123").await.status.as_u16(), 422);
    }
    assert!(locked_until().is_some());
    assert_eq!(browser.sign_in("13800000001", LOGIN).await.status.as_u16(), 422, "right, and locked");
    town.pass(24 * 60 * 60 * 1000);
    assert_eq!(browser.sign_in("13800000001", LOGIN).await.location.as_deref(), Some("/account"));
}

#[tokio::test]
async fn initial_login_password_must_be_changed() {
    let town = Town::new(1);
    let name = number(NEWCOMER).to_string();
    let initial = town.open_newcomer().await;
    let mut browser = town.browser("zh");
    assert_eq!(browser.sign_in(&name, &initial).await.location.as_deref(), Some("/first-password"));
    assert!(browser.follow().await.text.contains("修改初始登录密码"));
    let change = |old: &str, new: &str, again: &str| {
        [("name", name.clone()), ("old", old.to_owned()), ("new", new.to_owned()), ("again", again.to_owned())]
    };
    for (old, new, again) in [
        ("Wrong123", "Newpass1", "Newpass1"),
        (&*initial, "Newpass1", "Newpass2"),
        (&*initial, "short", "short"),
        (&*initial, "with_line", "with_line"),
        (&*initial, &*initial, &*initial),
    ] {
        let fields = change(old, new, again);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(browser.submit("/first-password", &fields).await.status.as_u16(), 422, "{new}");
        assert_eq!(browser.get("/account").await.status.as_u16(), 401);
        browser.get("/first-password").await;
    }
    let fields = change(&initial, "Newpass1", "Newpass1");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(browser.submit("/first-password", &fields).await.location.as_deref(), Some("/account"));
    assert!(browser.follow().await.text.contains("登录密码已修改。"));
    assert_eq!(town.browser("zh").sign_in(&name, &initial).await.status.as_u16(), 422);
    assert_eq!(town.browser("zh").sign_in(&name, "Newpass1").await.location.as_deref(), Some("/account"));
}

#[tokio::test]
async fn sign_out_ends_the_session() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "en").await;
    let stolen = browser.clone();
    browser.follow().await;
    assert_eq!(browser.submit("/sign-out", &[]).await.location.as_deref(), Some("/"));
    assert!(browser.follow().await.text.contains("You are signed out."));
    for mut browser in [browser, stolen] {
        assert_eq!(browser.get("/account").await.status.as_u16(), 401);
    }
}

#[tokio::test]
async fn language_is_chosen_and_remembered() {
    let town = Town::new(1);
    let mut browser = town.browser("en-GB,en;q=0.9,zh;q=0.1");
    assert!(browser.get("/").await.text.contains("<html lang=\"en\">"));
    assert_eq!(browser.get("/?x=1&lang=zh").await.location.as_deref(), Some("/?x=1"));
    assert!(browser.get("/").await.text.contains("<html lang=\"zh-CN\">"));
    assert!(town.browser("fr").get("/").await.text.contains("<html lang=\"zh-CN\">"), "Chinese first");
    for path in ["//evil.example/?lang=en", "/\\evil.example?lang=en"] {
        let place = browser.send(axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap()).await;
        let place = place.location.clone().unwrap_or_default();
        assert!(!place.starts_with("//") && !place.starts_with("/\\") && !place.contains("://"), "{place}");
    }
}

#[tokio::test]
async fn account_shows_personal_data() {
    let town = Town::new(1);
    let set = town.site.keeper.step(|world| world.set_security_phone(number(1), Some(number(2))));
    set.await.unwrap().unwrap();
    for (language, kind, opened) in [("zh", "实名账户", "开户时间"), ("en", "real-name account", "Opened")] {
        let page = town.signed_in(1, language).await.get("/account").await.text.clone();
        for told in ["13800000001", "张三", "13800000002", kind, opened] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(!page.contains("11010519491231002X"), "the number of the document is not shown");
    }
}
