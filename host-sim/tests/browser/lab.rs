//! The lab page in two browsers at once, on one world that commands change, too.

use std::time::Duration;

use fantoccini::Locator;
use sim_world::platform::entry::Book;

use super::served::person;
use super::visitor::{Tone, Visitor};

/// Opens the lab by its printed address, which carries the key behind `#`. Without the key there is no lab.
pub(crate) async fn enter(visitor: &Visitor<'_>) {
    visitor.miss("/lab", Tone::Plain).await;
    visitor.send("/lab/key", &[("key", "0000")], Tone::Bad).await;
    visitor.browser.client.goto(&visitor.served.lab).await.unwrap();
    wait_for(visitor, "#lab", "").await;
    visitor.look("lab", Tone::Plain).await;
}

/// Waits until an element has a text.
async fn wait_for(visitor: &Visitor<'_>, css: &str, text: &str) {
    let client = &visitor.browser.client;
    let mut shown = String::new();
    for _ in 0..200 {
        if let Ok(element) = client.find(Locator::Css(css)).await {
            shown = element.text().await.unwrap_or_default();
            if shown.contains(text) {
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{}: {css} does not show {text:?} but {shown:?} on {}", visitor.name, visitor.page().await);
}

/// Presses a key of a person's phone.
async fn press(visitor: &Visitor<'_>, key: &str) {
    let css = format!("[id=\"key-{}-{key}\"]", person(1));
    visitor.browser.client.find(Locator::Css(&css)).await.unwrap().click().await.unwrap();
}

/// Fills fields of the lab by their identifiers, presses a button by its, and waits for the sentence about it, which
/// comes on the same page.
async fn send(visitor: &Visitor<'_>, button: &str, fields: &[(&str, &str)], tone: Tone) {
    let client = &visitor.browser.client;
    client.execute("document.getElementById('lab-status').textContent = '…'", Vec::new()).await.unwrap();
    for (id, value) in fields {
        let field = client.find(Locator::Css(&format!("[id=\"{id}\"]"))).await.unwrap();
        match field.tag_name().await.unwrap().as_str() {
            "select" => field.select_by_value(value).await.unwrap(),
            _ => {
                field.clear().await.unwrap();
                field.send_keys(value).await.unwrap();
            }
        }
    }
    client.find(Locator::Css(&format!("[id=\"{}\"]", button))).await.unwrap().click().await.unwrap();
    hear(visitor, button, tone).await;
}

/// Waits for the sentence about a button that was pressed.
async fn hear(visitor: &Visitor<'_>, button: &str, tone: Tone) {
    let client = &visitor.browser.client;
    for _ in 0..200 {
        let status = client.find(Locator::Css("#lab-status")).await.unwrap();
        let (told, class) = (status.text().await.unwrap(), status.attr("class").await.unwrap().unwrap_or_default());
        if told != "…" {
            assert_eq!(class.contains("bad"), tone == Tone::Bad, "{}: {} says {told:?}", visitor.name, button);
            visitor.browser.note_requests(&visitor.visits, tone).await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{}: {} has no answer", visitor.name, button);
}

/// Presses a button whose form has another value than the page says, as on a page that is no longer true. Between the
/// change and the press nothing can come from the server.
async fn send_false(visitor: &Visitor<'_>, (css, value): (&str, &str), button: &str) {
    let press = "const [css, value, button] = arguments; const field = document.querySelector(css); \
        const own = field.value; document.getElementById('lab-status').textContent = '…'; \
        field.value = value; document.getElementById(button).click(); field.value = own;";
    let with = vec![css.into(), value.into(), button.into()];
    visitor.browser.client.execute(press, with).await.unwrap();
    hear(visitor, button, Tone::Bad).await;
}

/// Sends every form of the lab, each wrong and then right.
pub(crate) async fn use_forms(visitor: &Visitor<'_>) {
    let (me, world) = (person(1), || visitor.served.world());
    let cash = || world().platform().books.ledger.balance(&Book::Cash(me));
    let (field, button) = (format!("text-{me}"), format!("type-{me}"));
    send(visitor, &button, &[(&field, "two words")], Tone::Bad).await;
    send(visitor, &button, &[(&field, "1")], Tone::Plain).await;
    let key = format!("key-{me}-end");
    send(visitor, &key, &[], Tone::Plain).await;
    let before = (cash(), world().now());
    for (amount, tone) in [("abc", Tone::Bad), ("10", Tone::Good)] {
        send(visitor, "hall-serve", &[("hall-service", "deposit"), ("hall-amount", amount)], tone).await;
    }
    assert_eq!(cash(), before.0 + 1000);
    send(visitor, "text-send", &[("text-to", "10658888"), ("text-words", "")], Tone::Bad).await;
    send(visitor, "text-send", &[("text-to", "10658888"), ("text-words", "CX")], Tone::Good).await;
    send(visitor, "action-do", &[("action-line", "everybody sings")], Tone::Bad).await;
    send(visitor, "action-do", &[("action-line", &format!("{me} loses network"))], Tone::Good).await;
    let line = format!("care resets pay password of {me}");
    send(visitor, "action-do", &[("action-line", &line)], Tone::Good).await;
    let id = world().centre().carried().map(|carried| carried.id).max().expect("a message under way").to_string();
    wait_for(visitor, &format!("[id=\"message-{id}\"]"), "").await;
    send(visitor, &format!("hold-{id}"), &[], Tone::Good).await;
    wait_for(visitor, &format!("[id=\"release-{id}\"]"), "").await;
    let number = format!("[id=\"message-{id}\"] [name=message]");
    send_false(visitor, (&number, "999999"), &format!("release-{id}")).await;
    send(visitor, &format!("drop-{id}"), &[], Tone::Good).await;
    send(visitor, "action-do", &[("action-line", &format!("{me} finds network"))], Tone::Good).await;
    send(visitor, "tap-1", &[("tap-person-1", &me.to_string()), ("tap-amount-1", "0.0001")], Tone::Bad).await;
    send(visitor, "upload-1", &[], Tone::Good).await;
    send(visitor, "pass-1-min", &[], Tone::Good).await;
    assert!(world().now().since(before.1) >= 60_000);
    send_false(visitor, ("#pass-1-s", "1 year"), "pass-1-s").await;
    visitor.look("lab-forms", Tone::Plain).await;
}

/// Walks the menu in one browser, and sees in both what the phone shows and what a command does.
pub(crate) async fn walk_menu(here: &Visitor<'_>, there: &Visitor<'_>) {
    let phone = format!("[id=\"phone-{}\"] .page", person(1));
    press(here, "menu").await;
    for visitor in [here, there] {
        wait_for(visitor, &phone, "我的钱包").await;
        visitor.look("lab-menu", Tone::Plain).await;
    }
    press(here, "char:1").await;
    wait_for(there, &phone, "钱包充值").await;
    press(there, "char:3").await;
    // The balance is the card's own.
    let balance = here.served.world().person(&person(1)).unwrap().card_state().unwrap().balance;
    for visitor in [here, there] {
        wait_for(visitor, &phone, &format!("{}.{:02}", balance.0 / 100, balance.0 % 100)).await;
    }
    press(here, "end").await;
    here.served.run(&["world", "deposit", "FILE", &person(1).to_string(), "12.34"]);
    for visitor in [here, there] {
        wait_for(visitor, "#lab", "12.34").await;
    }
    let cash = here.served.world().platform().books.ledger.balance(&Book::Cash(person(1)));
    assert_eq!(cash, 101_234);
    for visitor in [here, there] {
        visitor.look("lab-after", Tone::Plain).await;
    }
}
