//! Answers to forms: sent twice, gone back to, sent from a session that has ended; and the table of the routes.

use axum::body::Body;
use axum::http::Request;

use super::browser::{LOGIN, PAY, Town, assert_leads, number};
use crate::pages::ROUTES;
use crate::route::{Audience, RouteKind};
use crate::session::IDLE_MS;

/// Milliseconds after which a form that is sent again is a second try, and not a double click.
const LATER: u64 = 10_000;

/// Returns the path of a route with numbers in its open places.
fn path_of(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "1".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn double_click_pays_once_with_one_answer() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/bills").await;
    browser.submit("/bills", &[("number", "13800000001"), ("amount", "30")]).await;
    let mut again = browser.clone();
    browser.submit("/bills/confirm", &[("pay-password", PAY)]).await;
    assert_leads(again.submit("/bills/confirm", &[("pay-password", PAY)]).await, "/account");
    assert!(again.follow().await.text.contains("缴费成功!"), "{}", again.last.text);
    assert_eq!(town.balances(1)[0], 47_000);
    // The first answer may have shown its result to nobody.
    browser.get("/bills").await;
    browser.submit("/bills", &[("number", "13800000001"), ("amount", "10")]).await;
    let mut again = browser.clone();
    browser.submit("/bills/confirm", &[("pay-password", PAY)]).await;
    browser.follow().await;
    again.submit("/bills/confirm", &[("pay-password", PAY)]).await;
    let told = &again.follow().await.text;
    assert!(told.contains("缴费成功!") && told.contains("没有重复处理"), "{told}");
    assert_eq!(town.balances(1)[0], 46_000);
}

#[tokio::test]
async fn double_click_changes_password_and_stays() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "en").await;
    browser.get("/security/login-password").await;
    let mut again = browser.clone();
    let fields = [("old", LOGIN), ("new", "Neu67890"), ("again", "Neu67890")];
    browser.submit("/security/login-password", &fields).await;
    // The answer to the first click is lost with its cookie.
    assert_leads(again.submit("/security/login-password", &fields).await, "/security");
    assert!(again.follow().await.text.contains("The login password was changed."), "{}", again.last.text);
}

#[tokio::test]
async fn scratch_card_sent_twice_tells_success() {
    use sim_wire::Fen;
    use sim_world::platform::province::Province;

    let town = Town::new(1);
    let issued = town.site.keeper.step(|world| world.issue_scratch_card(Fen(5_000), Province::Hunan).unwrap().reveal());
    let digits = issued.await.unwrap();
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/recharge").await;
    let mut again = browser.clone();
    browser.submit("/recharge/card", &[("digits", &digits)]).await;
    again.submit("/recharge/card", &[("digits", &digits)]).await;
    assert!(again.follow().await.text.contains("充值成功!"), "{}", again.last.text);
    assert_eq!(town.balances(1)[1], 5_000);
    town.wait(LATER);
    let mut late = again.clone();
    late.get("/recharge").await;
    assert_eq!(late.submit("/recharge/card", &[("digits", &digits)]).await.status.as_u16(), 422, "used");
}

#[tokio::test]
async fn page_answering_form_can_be_asked_again() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/bills").await;
    let fields = super::browser::hidden_fields(&browser.last.text, "/bills");
    let body = format!("token={}&number=13800000001&amount=x", fields[0].1);
    let request = Request::post("/bills").header("origin", "http://127.0.0.1:8080");
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(Body::from(body)).unwrap();
    let response = browser.open(request).await;
    assert_eq!(response.status().as_u16(), 303);
    let place = response.headers()["location"].to_str().unwrap().to_owned();
    let first = browser.get(&place).await.clone();
    assert!(first.status.as_u16() == 422 && first.text.contains("金额应为"), "{}", first.text);
    assert_eq!(browser.get(&place).await.text, first.text);
    let mut other = town.signed_in(1, "zh").await;
    assert_leads(other.get(&place).await, "/bills");
    assert_leads(other.get("/bills/confirm?shown=0").await, "/bills");
}

#[tokio::test]
async fn sign_in_leads_back_to_the_page() {
    let town = Town::new(1);
    let name = number(1).to_string();
    for (asked, comes) in [("/transactions", "/transactions"), ("/pay/200911180001", "/pay/200911180001")] {
        let mut browser = town.browser("zh");
        assert_eq!(browser.get(asked).await.status.as_u16(), 401);
        assert_eq!(browser.submit("/sign-in", &[("name", &name), ("password", "Wrong123")]).await.status.as_u16(), 422);
        assert_leads(browser.submit("/sign-in", &[("name", &name), ("password", LOGIN)]).await, comes);
    }
    for planted in ["//evil.example", "https://evil.example/account", "/sign-out", "/lab", "/help", "/account\r\nx: y"]
    {
        let mut browser = town.browser("zh");
        browser.get("/sign-in").await;
        let fields = [("name", name.as_str()), ("password", LOGIN), ("next", planted)];
        assert_leads(browser.submit("/sign-in", &fields).await, "/account");
    }
}

#[tokio::test]
async fn form_of_ended_session_does_nothing() {
    let town = Town::new(1);
    let before = town.balances(1);
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/bills").await;
    browser.submit("/bills", &[("number", "13800000001"), ("amount", "30")]).await;
    town.wait(IDLE_MS);
    let answer = browser.submit("/bills/confirm", &[("pay-password", PAY)]).await;
    assert!(answer.status.as_u16() == 401 && answer.text.contains("没有做任何更改"), "{}", answer.text);
    assert_eq!(town.balances(1), before);
    let name = number(1).to_string();
    assert_leads(browser.submit("/sign-in", &[("name", &name), ("password", LOGIN)]).await, "/bills");
    // Signed out in another tab: the cookie is another's then.
    browser.get("/bills").await;
    let mut tab = browser.clone();
    tab.submit("/sign-out", &[]).await;
    browser.cookies.clone_from(&tab.cookies);
    let answer = browser.submit("/bills", &[("number", "13800000001"), ("amount", "30")]).await;
    assert!(answer.status.as_u16() == 401 && answer.text.contains("没有做任何更改"), "{}", answer.text);
}

#[tokio::test]
async fn form_of_another_site_ends_no_session() {
    let town = Town::new(1);
    let mut browser = town.browser("zh");
    let headers = [("origin", "http://evil.example"), ("sec-fetch-site", "cross-site")];
    for path in ["/sign-in", "/sign-out", "/account", "/lab/key"] {
        let answer = browser.post_from(path, &[], &headers).await;
        assert_eq!((answer.status.as_u16(), answer.headers.get("set-cookie")), (403, None), "{path}");
    }
}

#[tokio::test]
async fn routes_of_users_show_strangers_nothing() {
    let town = Town::new(1);
    let own = ROUTES.iter().filter(|route| route.audience == Audience::User);
    assert!(own.clone().count() > 30);
    for route in own {
        let path = path_of(route.path);
        let mut browser = town.browser("en");
        if route.is_page() {
            let answer = browser.get(&path).await;
            assert!(answer.status.as_u16() == 401 && answer.text.contains("Please sign in first."), "{path}");
        }
        browser.get("/sign-in").await;
        let token = super::browser::hidden_fields(&browser.last.text, "/sign-in").remove(0).1;
        let sent = browser.post(&path, &[("token", &token)]).await.status.as_u16();
        assert_eq!(sent, if route.is_sent_to() { 401 } else { 405 }, "{path}");
    }
}

#[tokio::test]
async fn routes_of_acts_lead_to_their_pages() {
    let town = Town::new(1);
    let mut browser = town.signed_in(1, "zh").await;
    for route in ROUTES.iter().filter(|route| route.kind == RouteKind::Act) {
        assert_leads(browser.get(&path_of(route.path)).await, route.start);
    }
}

#[test]
fn starts_of_routes_are_plain_pages() {
    for route in ROUTES.iter() {
        let start = ROUTES.iter().find(|page| page.path == route.start).unwrap();
        assert!(!start.path.contains('{') && (start.is_page() || route.kind == RouteKind::Resource), "{}", route.path);
    }
}

#[test]
fn path_is_found_among_routes() {
    let route = |path: &str| ROUTES.iter().find(|route| route.path == path).unwrap();
    assert!(route("/pay/{order}").is_at("/pay/1") && route("/pay/{order}").is_at("/pay/confirm"));
    for other in ["/pay", "/pay/", "/pay/1/code", "pay/1", "/pay/1/", ""] {
        assert!(!route("/pay/{order}").is_at(other), "{other}");
    }
}
