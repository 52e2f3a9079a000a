//! People who are not signed in, or no more: each page of a user asks them to sign in, and no form does anything.

use sim_web::{Audience, routes};

use super::served::person;
use super::visitor::{Tone, Visitor};

/// Asks for every page of a user without having signed in.
pub(crate) async fn miss_pages(visitor: &Visitor<'_>) {
    for route in routes().iter().filter(|route| route.audience == Audience::User && route.is_page()) {
        let part = |part: &str| if part.starts_with('{') { "1".to_owned() } else { part.to_owned() };
        let path = route.path.split('/').map(part).collect::<Vec<_>>().join("/");
        visitor.miss(&path, Tone::Plain).await;
        assert!(visitor.has("form[action=\"/sign-in\"]").await, "{path}");
    }
}

/// Sends forms after the session has ended; signing in on the page that comes leads back to where the form stands.
pub(crate) async fn lose_sessions(visitor: &Visitor<'_>, password: &str) {
    let name = person(1).to_string();
    let order = visitor.served.place_order("150");
    let code = format!("/pay/{order}/code");
    let forms = [
        (format!("/pay/{order}"), code.as_str(), "/pay"),
        ("/security/close".to_owned(), "/security/close", "/security/close"),
        ("/account".to_owned(), "/sign-out", "/account"),
    ];
    visitor.go("/").await;
    visitor.send("/sign-in", &[("name", &name), ("password", password)], Tone::Plain).await;
    for (page, action, start) in forms {
        visitor.go(&page).await;
        visitor.lose_session().await;
        visitor.send(action, &[], Tone::Plain).await;
        visitor.send("/sign-in", &[("name", &name), ("password", password)], Tone::Plain).await;
        assert_eq!(visitor.browser.client.current_url().await.unwrap().path(), start);
    }
    visitor.send("/sign-out", &[], Tone::Good).await;
}
