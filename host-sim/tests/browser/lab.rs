//! The lab page in two browsers at once, on one world that commands change, too.

use std::time::Duration;

use fantoccini::Locator;
use sim_world::platform::entry::Book;

use super::served::person;
use super::visitor::{Tone, Visitor};

/// Opens the lab by its printed address, which carries the key behind `#`.
pub(crate) async fn enter(visitor: &Visitor<'_>) {
    visitor.go("/").await;
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
