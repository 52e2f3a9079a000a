//! What an attacker tries: names told by words, size or steps, phones flooded with codes, planted sessions, cookies,
//! headers, and pages that are left behind.

use axum::body::Body;
use axum::http::Request;

use super::browser::{LOGIN, NEWCOMER, Town, hidden_fields, number};
use crate::lockout::TRIES;
use sim_world::world::{EventKind, Party, ServiceRequest};

/// Returns a page without what differs from one session to the next.
fn without_tokens(page: &str) -> String {
    let mut parts = page.split(" value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + part.split_once('"').map_or(part, |(_, behind)| behind))
}

#[tokio::test]
async fn unknown_name_looks_like_wrong_password() {
    let town = Town::new(2);
    for _ in 0..5 {
        town.browser("en").sign_in("13800000002", "Wrong123").await;
    }
    for language in ["zh", "en"] {
        let mut pages = Vec::new();
        // Known, locked, a person without an account, nobody, an alias of nobody.
        let newcomer = number(NEWCOMER).to_string();
        for name in ["13800000001", "13800000002", &newcomer, "13900000009", "nobody2009"] {
            let mut browser = town.browser(language);
            let answer = browser.sign_in(name, "Wrong123").await.clone();
            assert_eq!(answer.status.as_u16(), 422, "{name}");
            pages.push(without_tokens(&answer.text));
        }
        assert!(pages.iter().all(|page| *page == pages[0]), "{pages:#?}");
    }
}

#[tokio::test]
async fn unknown_name_costs_a_step_like_a_known_one() {
    let town = Town::new(1);
    for name in ["13800000001", "13900000009", "nobody2009"] {
        let before = town.site.keeper.read(|world| world.happened()).await.unwrap();
        town.browser("en").sign_in(name, "Wrong123").await;
        let noted = town.site.keeper.read(move |world| {
            let is_sign_in = |kind: &EventKind| {
                matches!(kind, EventKind::Asked { request: ServiceRequest::SignIn, refused: Some(_) })
            };
            let of_website = world.events_after(before).filter(|event| event.from == Party::Website);
            of_website.filter(|event| is_sign_in(&event.kind)).count()
        });
        assert_eq!(noted.await.unwrap(), 1, "{name}");
    }
}

#[tokio::test]
async fn codes_to_many_phones_are_bounded() {
    let town = Town::new(40);
    let mut browser = town.browser("en");
    let mut sent = 0;
    for nth in 1..=40 {
        browser.get("/forgotten").await;
        let name = number(nth).to_string();
        sent += u32::from(browser.submit("/forgotten", &[("name", &name)]).await.status.as_u16() == 200);
    }
    assert_eq!((sent, browser.last.status.as_u16()), (TRIES, 429));
}

#[tokio::test]
async fn codes_are_not_guessed_over_many_numbers() {
    let town = Town::new(12);
    let mut taken = 0;
    for nth in 1..=12 {
        let mut browser = town.browser("en");
        browser.get("/forgotten").await;
        browser.submit("/forgotten", &[("name", &number(nth).to_string())]).await;
        for _ in 0..3 {
            if browser.last.status.as_u16() == 429 {
                break;
            }
            let code = town.code(nth);
            let wrong = if code == "000000" { "000001" } else { "000000" };
            browser.submit("/forgotten/reset", &[("code", wrong)]).await;
            taken += u32::from(browser.last.status.as_u16() == 422);
        }
    }
    assert!(taken < TRIES, "{taken} guesses at twelve numbers");
}

#[tokio::test]
async fn signed_in_form_token_is_new() {
    let town = Town::new(1);
    let mut browser = town.browser("en");
    browser.get("/sign-in").await;
    let token = hidden_fields(&browser.last.text, "/sign-in").remove(0).1;
    browser.submit("/sign-in", &[("name", "13800000001"), ("password", LOGIN)]).await;
    // Whoever planted the session's number knows its token, and gets nothing by it.
    let answer = browser.post("/wallet/top-up", &[("token", &token), ("amount", "5")]).await;
    assert_eq!(answer.status.as_u16(), 403);
    let signed_in = browser.get("/account").await.text.clone();
    let own = hidden_fields(&signed_in, "/sign-out").remove(0).1;
    browser.submit("/sign-out", &[]).await;
    // Nobody is signed in any more, and is led to the sign-in whatever the token.
    assert_eq!(browser.post("/wallet/top-up", &[("token", &own), ("amount", "5")]).await.status.as_u16(), 401);
}

#[tokio::test]
async fn cookie_under_https_is_this_hosts_alone() {
    let town = Town::public(1);
    let mut browser = town.browser("en");
    // Another host of the same domain may plant a cookie of a plain name.
    browser.cookies.insert("session-8080".to_owned(), "5".repeat(64));
    browser.sign_in("13800000001", LOGIN).await;
    let cookie = browser.last.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-session-8080=") && cookie.contains("; Path=/;"), "{cookie}");
    assert!(cookie.ends_with("; Secure") && !cookie.contains("Domain"), "{cookie}");
    assert_eq!(browser.get("/account").await.status.as_u16(), 200);
}

#[tokio::test]
async fn browsers_behind_one_program_are_locked_apart() {
    let town = Town::public(1);
    for (address, status) in [("10.0.0.7", 429), ("10.0.0.8", 303)] {
        let mut browser = town.browser("en");
        browser.get("/sign-in").await;
        let token = hidden_fields(&browser.last.text, "/sign-in").remove(0).1;
        let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", address)];
        let guesses = if status == 429 { TRIES } else { 0 };
        for nth in 0..guesses {
            // The same form again would be answered without a try.
            let password = format!("Wrong{nth:03}");
            let fields = [("token", token.as_str()), ("name", "13900000009"), ("password", &password)];
            browser.post_from("/sign-in", &fields, &headers).await;
        }
        let fields = [("token", token.as_str()), ("name", "13800000001"), ("password", LOGIN)];
        assert_eq!(browser.post_from("/sign-in", &fields, &headers).await.status.as_u16(), status, "{address}");
    }
}

#[tokio::test]
async fn pages_of_an_ended_session_are_not_kept() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "en").await;
    for path in ["/account", "/wallet", "/transactions", "/security"] {
        assert_eq!(browser.get(path).await.headers["cache-control"], "no-store", "{path}");
    }
    browser.get("/account").await;
    assert_eq!(browser.submit("/sign-out", &[]).await.headers["cache-control"], "no-store");
    assert_eq!(browser.get("/account").await.status.as_u16(), 401);
}

#[tokio::test]
async fn addresses_lead_to_no_other_site() {
    let town = Town::new(1);
    let mut browser = town.browser("en");
    for path in [
        "//evil.example/?lang=en",
        "///evil.example?lang=en",
        "/\\evil.example?lang=en",
        "/%5cevil.example?lang=en",
        "/%0d%0aset-cookie:x=1?lang=en",
        "/?next=http://evil.example&lang=zh",
        "/?lang=en%0d%0aset-cookie:x=1",
    ] {
        let answer = browser.send(Request::get(path).body(Body::empty()).unwrap()).await.clone();
        if let Some(place) = answer.location {
            assert!(place.starts_with('/') && !place.starts_with("//") && !place.starts_with("/\\"), "{path}: {place}");
        }
        assert!(!browser.cookies.contains_key("x"), "{path}");
    }
}

#[tokio::test]
async fn paths_stay_within_the_site() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "en").await;
    for path in
        ["/../Cargo.toml", "/%2e%2e/a.world", "/style.css/../account", "/lab/%2e%2e/account", "/account/", "/ACCOUNT"]
    {
        let answer = browser.get(path).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}");
    }
}

#[tokio::test]
async fn lab_key_stands_in_no_page_or_address() {
    let town = Town::new(1);
    let key = town.site.lab_key();
    let mut browser = town.browser("en");
    browser.get("/lab/key").await;
    assert_eq!(browser.last.headers["referrer-policy"], "same-origin");
    browser.submit("/lab/key", &[("key", &key)]).await;
    let place = browser.last.location.clone().unwrap();
    assert!(!place.contains(&key) && browser.cookies.values().all(|value| *value != key), "{place}");
    assert!(!browser.follow().await.text.contains(&key));
    // A form that is sent by its address would write the key into logs and into the next page's referrer.
    assert_eq!(town.browser("en").get(&format!("/lab?key={key}")).await.location.as_deref(), Some("/lab/key"));
}

#[tokio::test]
async fn huge_bodies_are_refused() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "en").await;
    for length in [64 * 1024 + 1, 8 << 20] {
        let body = Body::from(vec![b'a'; length]);
        let request = Request::post("/wallet/top-up").header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(browser.send(request.body(body).unwrap()).await.status.as_u16(), 400, "{length}");
    }
}
