//! Every page as a person reads it, in Chinese and English, so that a change of a page is seen as one.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::browser::{Browser, NEWCOMER, PAY, Town, hidden_fields, number};
use super::payments::place;
use crate::pages::ROUTES;
use crate::route::Audience;

/// Returns the value of an attribute of a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> &'t str {
    let value = tag.split_once(&format!(" {name}=\"")).map_or("", |(_, behind)| behind);
    value.split('"').next().unwrap_or_default()
}

/// Returns what a tag looks like.
fn mark(tag: &str) -> String {
    let name = tag.split([' ', '/']).next().unwrap_or_default();
    let sign = |is_there: bool, sign: &str| if is_there { sign.to_owned() } else { String::new() };
    match name {
        "h1" => "\n\n# ".to_owned(),
        "h2" => "\n\n## ".to_owned(),
        "h3" => "\n\n### ".to_owned(),
        "p" | "div" | "tr" | "dt" | "ul" | "table" | "legend" | "section" => "\n".to_owned(),
        "li" => "\n- ".to_owned(),
        "dd" => ": ".to_owned(),
        "td" | "th" => "| ".to_owned(),
        "button" => " ( ".to_owned(),
        "a" => format!(" <{}> ", attribute(tag, "href")),
        "form" => format!("\n{} {}", attribute(tag, "method"), attribute(tag, "action")),
        "select" => format!("\n[{}] ", attribute(tag, "name")),
        "option" => format!(" {}", sign(tag.contains(" selected"), "*")),
        "input" if attribute(tag, "type") == "hidden" => String::new(),
        "input" => {
            let checked = sign(tag.contains(" checked"), "*");
            format!("\n[{} {} {}{checked}] ", attribute(tag, "type"), attribute(tag, "name"), attribute(tag, "value"))
        }
        _ => String::new(),
    }
}

/// Draws a page: its status, and its content without the frame.
fn picture(browser: &Browser, path: &str) -> String {
    let page = &browser.last.text;
    let main = page.split_once("<main").map_or("", |(_, main)| main);
    let main = main.split("</main>").next().unwrap_or_default();
    let mut drawn = String::new();
    for piece in main.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let closes = tag == "/button";
        write!(drawn, "{}{}{text}", mark(tag), if closes { " )" } else { "" }).unwrap();
    }
    let lines = drawn.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.collect();
    format!("=== {path} {}\n{}\n", browser.last.status.as_u16(), lines.join("\n"))
}

/// Album of pages in one language.
struct Album {
    pages: String,
    seen: BTreeSet<&'static str>,
}

impl Album {
    fn add(&mut self, browser: &Browser, path: &str) {
        let exact = ROUTES.iter().find(|route| route.path == path);
        let route = exact.or_else(|| ROUTES.iter().find(|route| route.is_at(path)));
        self.seen.extend(route.map(|route| route.path));
        self.pages.push_str(&picture(browser, path));
        self.pages.push('\n');
    }

    async fn look(&mut self, browser: &mut Browser, path: &str) {
        browser.get(path).await;
        self.add(browser, path);
    }

    /// Goes to a page, sends its form, and looks at the page that answers.
    async fn send(&mut self, browser: &mut Browser, page: &str, (path, fields): (&str, &[(&str, &str)])) {
        browser.get(page).await;
        browser.submit(path, fields).await;
        self.add(browser, path);
    }
}

/// Sends the forms whose answer is a page of its own.
async fn send_forms(album: &mut Album, browser: &mut Browser) {
    let bill: [(&str, &str); 2] = [("number", "13800000001"), ("amount", "30")];
    album.send(browser, "/bills", ("/bills", &bill)).await;
    browser.submit("/bills/confirm", &[("pay-password", "12")]).await;
    album.add(browser, "/bills/confirm");
    album.send(browser, "/wallet", ("/wallet/top-up", &[("amount", "20")])).await;
    let card = [("bank", "中国工商银行"), ("owner", "张三"), ("card", "6222020200112233445")];
    album.send(browser, "/withdraw/card", ("/withdraw/card", &card)).await;
    browser.submit("/withdraw/card/confirm", &[("pay-password", PAY)]).await;
    album.send(browser, "/withdraw", ("/withdraw", &[("amount", "100")])).await;
    browser.submit("/withdraw/confirm", &[("pay-password", PAY)]).await;
    album.look(browser, "/withdraw").await;
    album.send(browser, "/security/close", ("/security/close", &[])).await;
    let bank = [("target", "account"), ("bank", "中国工商银行"), ("amount", "20")];
    browser.get("/recharge").await;
    browser.submit("/recharge/bank", &bank).await;
    let place = browser.last.location.clone().unwrap();
    album.look(browser, &place).await;
    assert!(!hidden_fields(&browser.last.text, &place).is_empty());
}

async fn album(language: &'static str) -> Album {
    let town = Town::new(1);
    let order = place(&town, 3_000).await.to_string();
    let mut album = Album { pages: String::new(), seen: BTreeSet::new() };
    let mut guest = town.browser(language);
    for path in ["/", "/sign-in", "/nothing", "/bills", "/lab/key"] {
        album.look(&mut guest, path).await;
    }
    let newcomer = number(NEWCOMER).to_string();
    album.send(&mut guest, "/register", ("/register", &[("number", &newcomer)])).await;
    let code = town.code(NEWCOMER);
    guest.submit("/register/check", &[("code", &code), ("agree", "yes")]).await;
    album.add(&guest, "/register/check");
    album.send(&mut guest, "/forgotten", ("/forgotten", &[("name", "13800000001")])).await;
    let mut browser = town.signed_in(1, language).await;
    let is_plain = |path: &str| !path.contains('{') && !["/", "/sign-in"].contains(&path);
    let own = ROUTES.iter().filter(|route| route.is_page() && route.audience != Audience::Tester);
    for path in own.map(|route| route.path).filter(|path| is_plain(path) && *path != "/lab/key") {
        album.look(&mut browser, path).await;
    }
    for path in ["/transactions/3", "/transactions?from=x", &format!("/pay/{order}")] {
        album.look(&mut browser, path).await;
    }
    send_forms(&mut album, &mut browser).await;
    album
}

#[tokio::test]
async fn pages_look_as_they_did() {
    for language in ["zh", "en"] {
        let album = album(language).await;
        let pages = ROUTES.iter().filter(|route| route.is_page() && route.audience != Audience::Tester);
        let missing: Vec<&str> = pages.map(|route| route.path).filter(|path| !album.seen.contains(path)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        insta::assert_snapshot!(format!("pages_{language}"), album.pages);
    }
}
