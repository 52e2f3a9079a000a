//! A newcomer's ways: back after a form, a double click, two tabs, nonsense in every field. Words are clear, nothing is
//! lost, and nothing is done twice.

use std::time::Duration;

use fantoccini::Locator;
use fantoccini::actions::{InputSource as _, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use sim_world::platform::entry::Book;

use super::served::{LOGIN, PAY, person};
use super::visitor::{Tone, Visitor};

/// Text that no field takes: too strange for a number, a name, a day and an amount.
const NONSENSE: &str = "-0x<b>'; ☃";

/// Button of the confirmation of a phone bill.
const CONFIRM: &str = "form[action=\"/bills/confirm\"] button";

fn cash(visitor: &Visitor<'_>) -> i64 {
    visitor.served.world().platform().books.ledger.balance(&Book::Cash(person(1)))
}

/// Signs in as the first person.
pub(crate) async fn sign_in(visitor: &Visitor<'_>) {
    visitor.go("/").await;
    visitor.send("/sign-in", &[("name", &person(1).to_string()), ("password", LOGIN)], Tone::Plain).await;
}

/// Goes back, and loads again, after a form was refused and after it was done.
pub(crate) async fn go_back(visitor: &Visitor<'_>) {
    let client = &visitor.browser.client;
    let before = cash(visitor);
    visitor.go("/bills").await;
    visitor.send("/bills", &[("amount", "x")], Tone::Bad).await;
    client.refresh().await.unwrap();
    visitor.look("reloaded", Tone::Bad).await;
    visitor.send("/bills", &[("amount", "30")], Tone::Plain).await;
    client.back().await.unwrap();
    visitor.look("back-to-refusal", Tone::Bad).await;
    client.forward().await.unwrap();
    visitor.look("forward-to-confirmation", Tone::Plain).await;
    visitor.send("/bills/confirm", &[("pay-password", PAY)], Tone::Good).await;
    client.back().await.unwrap();
    visitor.look("back-to-confirmation", Tone::Plain).await;
    // From then on it is no double click.
    tokio::time::sleep(Duration::from_secs(10)).await;
    visitor.send("/bills/confirm", &[("pay-password", PAY)], Tone::Plain).await;
    let told = visitor.language.of("没有重复处理", "not processed again");
    assert!(visitor.text().await.contains(told), "{}", visitor.page().await);
    assert_eq!(cash(visitor), before - 3000);
}

/// Clicks twice on the button that pays.
pub(crate) async fn click_twice(visitor: &Visitor<'_>) {
    let client = &visitor.browser.client;
    let before = cash(visitor);
    visitor.go("/bills").await;
    visitor.send("/bills", &[("amount", "7")], Tone::Plain).await;
    visitor.fill("/bills/confirm", &[("pay-password", PAY)]).await;
    let element = client.find(Locator::Css(CONFIRM)).await.unwrap();
    let (down, up) =
        (PointerAction::Down { button: MOUSE_BUTTON_LEFT }, PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    let mouse = MouseActions::new("mouse".to_owned())
        .then(PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 })
        .then(down.clone())
        .then(up.clone())
        .then(PointerAction::Pause { duration: Duration::from_millis(40) })
        .then(down)
        .then(up);
    client.perform_actions(mouse).await.unwrap();
    client.wait().for_element(Locator::Css("p.message")).await.unwrap();
    visitor.look("clicked-twice", Tone::Good).await;
    assert_eq!(cash(visitor), before - 700);
}

/// Signs out in one tab while a form stands in another.
pub(crate) async fn use_two_tabs(visitor: &Visitor<'_>) {
    let client = &visitor.browser.client;
    let before = cash(visitor);
    visitor.go("/bills").await;
    visitor.send("/bills", &[("amount", "9")], Tone::Plain).await;
    let first = client.window().await.unwrap();
    let second = client.new_window(true).await.unwrap().handle;
    client.switch_to_window(second).await.unwrap();
    visitor.go("/account").await;
    visitor.send("/sign-out", &[], Tone::Good).await;
    client.close_window().await.unwrap();
    client.switch_to_window(first).await.unwrap();
    visitor.send("/bills/confirm", &[("pay-password", PAY)], Tone::Plain).await;
    let told = visitor.language.of("没有做任何更改", "nothing was changed");
    assert!(visitor.text().await.contains(told), "{}", visitor.page().await);
    visitor.send("/sign-in", &[("name", &person(1).to_string()), ("password", LOGIN)], Tone::Plain).await;
    assert_eq!(client.current_url().await.unwrap().path(), "/bills");
    assert_eq!(cash(visitor), before);
}

/// Types nonsense into every field of a form, each as much as it takes; nothing comes of it but a sentence.
pub(crate) async fn type_nonsense(visitor: &Visitor<'_>) {
    let before = visitor.served.world().platform().books.ledger.entries().len();
    let forms: [(&str, &str, &[&str]); 11] = [
        ("/recharge", "/recharge/card", &["digits"]),
        ("/recharge", "/recharge/bank", &["amount"]),
        ("/wallet", "/wallet/top-up", &["amount"]),
        ("/bills", "/bills", &["number", "amount"]),
        ("/withdraw/card", "/withdraw/card", &["owner", "card"]),
        ("/pay", "/pay", &["order"]),
        ("/security/login-password", "/security/login-password", &["old", "new", "again"]),
        ("/security/pay-password", "/security/pay-password", &["old", "new", "again"]),
        ("/security/questions", "/security/questions", &["answer-1", "answer-2", "answer-3", "pay-password"]),
        ("/security/alias", "/security/alias", &["alias"]),
        ("/security/phone", "/security/phone", &["phone"]),
    ];
    for (page, action, fields) in forms {
        visitor.go(page).await;
        let fields: Vec<(&str, &str)> = fields.iter().map(|name| (*name, NONSENSE)).collect();
        visitor.send(action, &fields, Tone::Bad).await;
    }
    visitor.go("/pay").await;
    visitor.send("/pay", &[("order", "200911189999")], Tone::Bad).await;
    let after = visitor.served.world();
    assert_eq!((after.platform().books.ledger.entries().len(), after.audit()), (before, Ok(())));
}
