//! Requests that must be refused: forged, replayed, cross-site, cross-session, guessed; sessions that end.

use axum::body::Body;
use axum::http::Request;

use super::browser::{LOGIN, PAY, Town, hidden_fields, number};
use super::languages::pages;
use crate::lockout::TRIES;
use crate::session::{IDLE_MS, LIFE_MS};

#[tokio::test]
async fn form_without_its_token_is_refused() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/wallet").await;
    for token in [None, Some(""), Some("0"), Some(&*"0".repeat(64))] {
        let fields: Vec<(&str, &str)> =
            token.map(|token| ("token", token)).into_iter().chain([("amount", "5")]).collect();
        assert_eq!(browser.post("/wallet/top-up", &fields).await.status.as_u16(), 403);
        assert_eq!(browser.post("/sign-out", &fields).await.status.as_u16(), 403);
    }
    assert_eq!(browser.get("/account").await.status.as_u16(), 200, "still signed in");
}

#[tokio::test]
async fn form_from_another_site_is_refused() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/wallet").await;
    let token = hidden_fields(&browser.last.text, "/wallet/top-up").remove(0).1;
    let fields = [("token", token.as_str()), ("amount", "5")];
    for headers in [
        &[("origin", "http://evil.example")][..],
        &[("origin", "null")],
        &[("origin", "http://127.0.0.1:8081")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:8080")],
        &[("sec-fetch-site", "same-site")],
    ] {
        assert_eq!(browser.post_from("/wallet/top-up", &fields, headers).await.status.as_u16(), 403, "{headers:?}");
    }
    assert_eq!(browser.post_from("/wallet/top-up", &fields, &[]).await.status.as_u16(), 200);
}

#[tokio::test]
async fn token_of_another_session_is_refused() {
    let town = Town::new(2);
    let (mut one, mut other) = (town.signed_in(1, "zh").await, town.signed_in(2, "zh").await);
    one.get("/wallet").await;
    let token = hidden_fields(&one.last.text, "/wallet/top-up").remove(0).1;
    assert_eq!(other.post("/wallet/top-up", &[("token", &token), ("amount", "5")]).await.status.as_u16(), 403);
    // A confirmation of one session is nothing in another.
    one.submit("/wallet/top-up", &[("amount", "5")]).await;
    let once = hidden_fields(&one.last.text, "/wallet/top-up/confirm").remove(1).1;
    other.get("/wallet").await;
    let token = hidden_fields(&other.last.text, "/wallet/top-up").remove(0).1;
    let fields = [("token", token.as_str()), ("once", &once), ("pay-password", PAY)];
    assert_eq!(other.post("/wallet/top-up/confirm", &fields).await.status.as_u16(), 403);
    town.pass(60_000);
    assert_eq!((town.balances(1)[0], town.balances(2)[0]), (50_000, 50_000));
}

#[tokio::test]
async fn session_number_is_renewed_and_cannot_be_planted() {
    let town = Town::new(1);
    let mut browser = town.browser("zh");
    let planted = "5".repeat(64);
    browser.cookies.insert("session-8080".to_owned(), planted.clone());
    browser.sign_in("13800000001", LOGIN).await;
    let own = browser.cookies["session-8080"].clone();
    assert_ne!(own, planted);
    let mut thief = town.browser("zh");
    for guess in [planted, "0".repeat(64), String::new(), "x".repeat(64), own.replacen(|_| true, "0", 2)] {
        thief.cookies.insert("session-8080".to_owned(), guess);
        assert_eq!(thief.get("/account").await.status.as_u16(), 401);
    }
    let kind = browser.last.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(kind.contains("HttpOnly") && kind.contains("SameSite=Lax") && !kind.contains("Secure"), "{kind}");
}

#[tokio::test]
async fn idle_session_ends() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    for _ in 0..3 {
        town.wait(IDLE_MS - 1);
        assert_eq!(browser.get("/account").await.status.as_u16(), 200);
    }
    town.wait(IDLE_MS);
    assert_eq!(browser.get("/account").await.status.as_u16(), 401);
    assert_eq!(browser.get("/account").await.status.as_u16(), 401);
}

#[tokio::test]
async fn busy_session_ends_after_its_life() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    let mut passed = 0;
    while passed + IDLE_MS / 2 < LIFE_MS {
        town.wait(IDLE_MS / 2);
        passed += IDLE_MS / 2;
        assert_eq!(browser.get("/account").await.status.as_u16(), 200);
    }
    town.wait(IDLE_MS / 2);
    assert_eq!(browser.get("/account").await.status.as_u16(), 401);
}

#[tokio::test]
async fn new_password_elsewhere_ends_sessions() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    let step = town.site.keeper.step(|world| {
        use sim_world::platform::self_service::SiteLogin;

        let old = SiteLogin { name: "13800000001".parse().unwrap(), password: LOGIN.parse().unwrap() };
        world.change_login_password(&old, &"Other123".parse().unwrap())
    });
    step.await.unwrap().unwrap();
    assert_eq!(browser.get("/account").await.status.as_u16(), 401);
}

#[tokio::test]
async fn address_with_many_wrong_tries_is_refused() {
    let town = Town::new(1);
    let mut browser = town.browser("en");
    for _ in 0..TRIES {
        assert_eq!(browser.sign_in("13900000009", "Wrong123").await.status.as_u16(), 422);
    }
    let answer = browser.sign_in("13800000001", LOGIN).await;
    assert_eq!((answer.status.as_u16(), answer.headers["retry-after"].to_str().unwrap()), (429, "600"));
    assert!(answer.text.contains("Please try again in 600 seconds."), "{}", answer.text);
    town.wait(600_000);
    assert_eq!(browser.sign_in("13800000001", LOGIN).await.status.as_u16(), 303);
}

#[tokio::test]
async fn foreign_host_name_is_refused() {
    let town = Town::new(1);
    let mut browser = town.browser("zh");
    for host in ["evil.example", "evil.example:8080", "127.0.0.1:9"] {
        let request = Request::get("/").header("host", host).body(Body::empty()).unwrap();
        assert_eq!(browser.send(request).await.status.as_u16(), 421, "{host}");
    }
}

#[tokio::test]
async fn every_response_has_safe_headers() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    for path in ["/", "/account", "/wallet", "/nothing", "/style.css", "/icon.svg", "/lab", "/lab/key", "/lab/key.js"] {
        let headers = browser.get(path).await.headers.clone();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(policy.contains("script-src"), path.starts_with("/lab"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "same-origin");
        let is_kept = path.contains('.') && !path.contains("key");
        assert_eq!(headers["cache-control"] == "no-store", !is_kept, "{path}");
    }
}

#[tokio::test]
async fn unreadable_requests_change_nothing() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    let long = "9".repeat(100_000);
    assert_eq!(browser.post("/wallet/top-up", &[("amount", &long)]).await.status.as_u16(), 400);
    let request = Request::post("/wallet/top-up").header("content-type", "text/plain").body(Body::from("amount=5"));
    assert_eq!(browser.send(request.unwrap()).await.status.as_u16(), 400);
    assert_eq!(browser.get("/wallet/top-up").await.location.as_deref(), Some("/wallet"));
    assert_eq!(browser.get("/nothing").await.status.as_u16(), 404);
    assert_eq!(town.balances(1)[0], 50_000);
}

#[tokio::test]
async fn pages_and_events_have_no_secret() {
    let town = Town::new(1);
    let mut browser = town.browser("zh");
    browser.sign_in("13800000001", "Secret99").await;
    assert!(!browser.last.text.contains("Secret99"));
    browser.sign_in("13800000001", LOGIN).await;
    browser.get("/wallet").await;
    browser.submit("/wallet/top-up", &[("amount", "5")]).await;
    browser.submit("/wallet/top-up/confirm", &[("pay-password", "654321")]).await;
    assert!(!browser.last.text.contains("654321"));
    browser.submit("/wallet/top-up/confirm", &[("pay-password", PAY)]).await;
    assert_eq!(browser.last.status.as_u16(), 303);
    let log = town.site.keeper.read(|world| {
        let events = world.events().iter().map(|event| format!("{event} {event:?}"));
        events.collect::<String>()
    });
    let log = log.await.unwrap();
    assert!(log.contains("website"), "{log}");
    for secret in ["Secret99", LOGIN, PAY, "654321"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
    assert_eq!(town.world().person(&number(1)).map(|person| person.number()), Some(number(1)));
}

#[tokio::test]
async fn pages_of_a_user_need_signing_in() {
    let town = Town::new(1);
    let (mut user, mut stranger) = (town.signed_in(1, "zh").await, town.browser("zh"));
    for path in pages() {
        let is_public = ["/help", "/register", "/forgotten", "/first-password"].contains(&path);
        assert_eq!(user.get(path).await.status.as_u16(), 200, "{path}");
        let page = stranger.get(path).await.clone();
        assert_eq!(page.status.as_u16(), if is_public { 200 } else { 401 }, "{path}");
        assert!(is_public || !page.text.contains("13800000001"), "{path}");
    }
    for path in ["/recharge/card", "/wallet/top-up", "/bills", "/withdraw", "/security/close", "/security/pay-password"]
    {
        let refused = stranger.post(path, &[("amount", "1"), ("pay-password", PAY)]).await.status.as_u16();
        assert!([401, 403].contains(&refused), "{path}: {refused}");
    }
    assert_eq!(town.balances(1)[0], 50_000);
}
