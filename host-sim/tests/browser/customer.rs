//! The customer's ways through the website, each wrong first and then right.

use sim_i18n::Language;
use sim_wire::Fen;
use sim_world::platform::account::AccountState;
use sim_world::platform::entry::Book;
use sim_world::platform::number::Msisdn;
use sim_world::platform::province::Province;

use super::served::{HOLDER, LOGIN, PAY, UNNAMED, person};
use super::visitor::{Tone, Visitor};

/// Number of a bank card.
const CARD: &str = "6222020200112233445";

/// Returns the person who has an account and does nearly everything, another with an account, and one without.
fn people() -> (Msisdn, Msisdn, Msisdn) {
    (person(1), person(2), person(3))
}

fn balance(visitor: &Visitor<'_>, book: Book) -> i64 {
    visitor.served.world().platform().books.ledger.balance(&book)
}

/// Opens an account with a code, and changes the initial login password.
pub(crate) async fn register(visitor: &Visitor<'_>) {
    let (_, _, guest) = people();
    let number = guest.to_string();
    visitor.go("/sign-in").await;
    visitor.go("/help").await;
    visitor.go("/register").await;
    visitor.send("/register", &[("number", "1380731")], Tone::Bad).await;
    visitor.send("/register", &[("number", &person(1).to_string())], Tone::Bad).await;
    let known = visitor.served.texts(guest).len();
    visitor.send("/register", &[("number", &number)], Tone::Plain).await;
    let code = visitor.served.code(guest, known).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    visitor.send("/register/check", &[("code", wrong), ("agree", "on")], Tone::Bad).await;
    visitor.send("/register/check", &[("code", &code)], Tone::Bad).await;
    visitor.send("/register/check", &[("code", &code), ("agree", "on")], Tone::Plain).await;
    assert!(visitor.text().await.contains(HOLDER));
    visitor.lose_session().await;
    visitor.send("/register/finish", &[], Tone::Bad).await;
    let known = visitor.served.texts(guest).len();
    visitor.press("main .actions a[href=\"/register\"]").await;
    visitor.send("/register", &[("number", &number)], Tone::Plain).await;
    let code = visitor.served.code(guest, known).await;
    visitor.send("/register/check", &[("code", &code), ("agree", "on")], Tone::Plain).await;
    let known = visitor.served.texts(guest).len();
    visitor.send("/register/finish", &[], Tone::Good).await;
    assert!(visitor.served.world().platform().books.accounts.living(&guest).unwrap().is_real_name);
    visitor.served.code(guest, known).await;
    let texts = visitor.served.texts(guest);
    let initial = texts.last().and_then(|text| text.split([':', ',', ';']).nth(1)).unwrap().to_owned();
    visitor.send("/sign-in", &[("name", &number), ("password", &initial)], Tone::Plain).await;
    let fields = |again: &'static str| [("name", number.as_str()), ("old", &initial), ("new", LOGIN), ("again", again)];
    visitor.send("/first-password", &fields("Abc123456"), Tone::Bad).await;
    visitor.send("/first-password", &fields(LOGIN), Tone::Good).await;
    visitor.send("/sign-out", &[], Tone::Good).await;
}

/// Replaces a forgotten login password.
pub(crate) async fn forget_password(visitor: &Visitor<'_>) {
    let (_, other, _) = people();
    visitor.go("/forgotten").await;
    visitor.send("/forgotten", &[("name", "13900000000")], Tone::Bad).await;
    let known = visitor.served.texts(other).len();
    visitor.send("/forgotten", &[("name", &other.to_string())], Tone::Plain).await;
    let code = visitor.served.code(other, known).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    visitor.send("/forgotten/reset", &[("code", wrong)], Tone::Bad).await;
    visitor.send("/forgotten/reset", &[("code", &code)], Tone::Good).await;
    visitor.send("/sign-in", &[("name", &other.to_string()), ("password", LOGIN)], Tone::Bad).await;
}

/// Signs in.
pub(crate) async fn sign_in(visitor: &Visitor<'_>) {
    let name = person(1).to_string();
    visitor.go("/").await;
    visitor.send("/sign-in", &[("name", &name), ("password", "Abc12346")], Tone::Bad).await;
    visitor.send("/sign-in", &[("name", &name), ("password", LOGIN)], Tone::Plain).await;
    assert!(visitor.text().await.contains(visitor.language.of("1000.00 元", "1000.00 yuan")));
}

/// Looks at every page.
pub(crate) async fn look_around(visitor: &Visitor<'_>) {
    for path in [
        "/account",
        "/recharge",
        "/wallet",
        "/wallet/records",
        "/bills",
        "/pay",
        "/withdraw",
        "/withdraw/card",
        "/transactions",
        "/transactions/1",
        "/security",
        "/security/login-password",
        "/security/pay-password",
        "/security/questions",
        "/security/pay-reset",
        "/security/alias",
        "/security/phone",
        "/security/close",
        "/real-name",
    ] {
        visitor.go(path).await;
    }
}

/// Sends the second step of an act under a wrong pay password and then under the right one.
async fn confirm(visitor: &Visitor<'_>, action: &str) {
    visitor.send(action, &[("pay-password", "111111")], Tone::Bad).await;
    visitor.send(action, &[("pay-password", PAY)], Tone::Good).await;
}

/// Recharges, tops up, pays a bill, binds a bank card and withdraws.
pub(crate) async fn move_money(visitor: &Visitor<'_>) {
    let (me, other, _) = people();
    let card = visitor.served.change(|world| world.issue_scratch_card(Fen(5000), Province::Hunan).unwrap());
    visitor.go("/recharge").await;
    visitor.send("/recharge/card", &[("digits", "123")], Tone::Bad).await;
    visitor.send("/recharge/card", &[("digits", &card.reveal())], Tone::Good).await;
    assert_eq!(balance(visitor, Book::RechargeCard(me)), 5000);
    visitor.go("/wallet").await;
    visitor.send("/wallet/top-up", &[("amount", "zehn")], Tone::Bad).await;
    visitor.send("/wallet/top-up", &[("amount", "10")], Tone::Plain).await;
    confirm(visitor, "/wallet/top-up/confirm").await;
    visitor.go("/bills").await;
    visitor.send("/bills", &[("number", "12"), ("amount", "30")], Tone::Bad).await;
    visitor.send("/bills", &[("number", &other.to_string()), ("amount", "60")], Tone::Plain).await;
    confirm(visitor, "/bills/confirm").await;
    assert_eq!(balance(visitor, Book::PhoneBills), 6000);
    visitor.go("/bills").await;
    visitor.send("/bills", &[("amount", "5.55")], Tone::Plain).await;
    assert!(visitor.text().await.contains(&me.to_string()));
    confirm(visitor, "/bills/confirm").await;
    assert_eq!(balance(visitor, Book::PhoneBills), 6555);
    visitor.go("/withdraw/card").await;
    visitor.send("/withdraw/card", &[("owner", HOLDER), ("card", "6222")], Tone::Bad).await;
    visitor.send("/withdraw/card", &[("owner", HOLDER), ("card", CARD)], Tone::Plain).await;
    confirm(visitor, "/withdraw/card/confirm").await;
    visitor.go("/withdraw").await;
    visitor.send("/withdraw", &[("amount", "0")], Tone::Bad).await;
    visitor.send("/withdraw", &[("amount", "100")], Tone::Plain).await;
    confirm(visitor, "/withdraw/confirm").await;
    assert_eq!(balance(visitor, Book::Frozen(me)), 10_000);
    visitor.go("/transactions").await;
    assert!(visitor.text().await.contains(visitor.language.of("100.00 元", "100.00 yuan")));
    visitor.go("/transactions?kind=bill").await;
    let text = visitor.text().await;
    let (own, others) = match visitor.language {
        Language::Chinese => ("缴本机话费", "缴他人话费"),
        Language::English => ("own phone bill", "another's phone bill"),
    };
    assert!(text.contains(own) && text.contains(others) && !text.contains("100.00"), "{text}");
    visitor.miss("/transactions?from=2009-13-40", Tone::Bad).await;
    visitor.miss("/transactions/999999", Tone::Bad).await;
    visitor.go("/wallet").await;
    let lag = visitor.language.of("此余额可能滞后", "this balance may lag");
    assert!(visitor.text().await.contains(lag), "{}", visitor.text().await);
    visitor.go("/wallet/records?from=2009-11-01&to=2009-11-17").await;
    visitor.miss("/wallet/records?to=yesterday", Tone::Bad).await;
}

/// Pays by a bank that refuses, says nothing, pays, and answers twice; then pays orders of a merchant, one with a code.
pub(crate) async fn pay(visitor: &Visitor<'_>) {
    let me = person(1);
    let cash = balance(visitor, Book::Cash(me));
    for (button, tone) in [("refuse", Tone::Bad), ("silence", Tone::Plain), ("pay", Tone::Good), ("twice", Tone::Good)]
    {
        visitor.go("/recharge").await;
        visitor.send("/recharge/bank", &[("amount", "abc")], Tone::Bad).await;
        visitor.send("/recharge/bank", &[("amount", "20")], Tone::Plain).await;
        visitor.press(&format!("button[value={button}]")).await;
        visitor.look(&format!("bank-{button}"), tone).await;
    }
    assert_eq!(balance(visitor, Book::Cash(me)), cash + 4000);
    let (small, large) = (visitor.served.place_order("30"), visitor.served.place_order("100.01"));
    visitor.go("/pay").await;
    visitor.go(&format!("/pay/{small}")).await;
    confirm(visitor, "/pay/confirm").await;
    visitor.go(&format!("/pay/{large}")).await;
    let known = visitor.served.texts(me).len();
    visitor.send(&format!("/pay/{large}/code"), &[], Tone::Plain).await;
    let code = visitor.served.code(me, known).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    visitor.send("/pay/confirm", &[("code", wrong), ("pay-password", PAY)], Tone::Bad).await;
    visitor.send("/pay/confirm", &[("code", &code), ("pay-password", PAY)], Tone::Good).await;
    assert_eq!(balance(visitor, Book::Cash(me)), cash + 4000 - 3000 - 10_001);
}

/// Changes passwords, sets questions and alias, and resets the pay password by a question.
pub(crate) async fn secure(visitor: &Visitor<'_>) {
    let (me, other, _) = people();
    visitor.go("/security/login-password").await;
    let login = |again| [("old", LOGIN), ("new", "Neu67890"), ("again", again)];
    visitor.send("/security/login-password", &login("Neu6789"), Tone::Bad).await;
    visitor.send("/security/login-password", &login("Neu67890"), Tone::Good).await;
    visitor.go("/security/alias").await;
    visitor.send("/security/alias", &[("alias", "1")], Tone::Bad).await;
    visitor.send("/security/alias", &[("alias", "zhang3")], Tone::Good).await;
    visitor.go("/security/questions").await;
    let answers = [("answer-1", "长沙"), ("answer-2", "红楼梦"), ("answer-3", "李老师")];
    let with = |pay| [answers.as_slice(), &[("pay-password", pay)]].concat();
    visitor.send("/security/questions", &with("111111"), Tone::Bad).await;
    visitor.send("/security/questions", &with(PAY), Tone::Good).await;
    visitor.go("/security/pay-reset").await;
    visitor.send("/security/pay-reset", &[("answer", "北京")], Tone::Bad).await;
    let known = visitor.served.texts(me).len();
    visitor.send("/security/pay-reset", &[("answer", "长沙")], Tone::Good).await;
    visitor.served.code(me, known).await;
    visitor.go("/security/phone").await;
    visitor.send("/security/phone/resend", &[], Tone::Bad).await;
    visitor.send("/security/phone", &[("phone", "138")], Tone::Bad).await;
    visitor.send("/security/phone", &[("phone", &other.to_string())], Tone::Good).await;
    visitor.go("/security/phone").await;
    let known = visitor.served.texts(other).len();
    visitor.send("/security/phone/resend", &[], Tone::Good).await;
    let initial = visitor.served.code(other, known).await;
    visitor.go("/security/pay-password").await;
    let pay = |new| [("old", initial.as_str()), ("new", new), ("again", PAY)];
    visitor.send("/security/pay-password", &pay("65432"), Tone::Bad).await;
    visitor.send("/security/pay-password", &pay(PAY), Tone::Good).await;
    visitor.send("/sign-out", &[], Tone::Good).await;
}

/// Makes an account a real-name one, once a hall has completed the data of its holder.
pub(crate) async fn upgrade(visitor: &Visitor<'_>) {
    let number = person(UNNAMED);
    let is_real_name = || visitor.served.world().platform().books.accounts.living(&number).unwrap().is_real_name;
    assert!(!is_real_name());
    visitor.go("/").await;
    visitor.send("/sign-in", &[("name", &number.to_string()), ("password", LOGIN)], Tone::Plain).await;
    visitor.go("/withdraw").await;
    visitor.press("main a[href=\"/real-name\"]").await;
    visitor.send("/real-name", &[], Tone::Bad).await;
    visitor.served.change(|world| world.platform_mut().books.accounts.register(number, true));
    let known = visitor.served.texts(number).len();
    visitor.go("/real-name").await;
    visitor.send("/real-name", &[], Tone::Plain).await;
    let code = visitor.served.code(number, known).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    visitor.send("/real-name/finish", &[("code", wrong)], Tone::Bad).await;
    visitor.send("/real-name/finish", &[("code", &code)], Tone::Good).await;
    assert!(is_real_name());
    visitor.send("/sign-out", &[], Tone::Good).await;
}

/// Closes the guest's account, which has no money; the other, which has, is not closed.
pub(crate) async fn close(visitor: &Visitor<'_>) {
    let (me, _, guest) = people();
    visitor.go("/").await;
    visitor.send("/sign-in", &[("name", &me.to_string()), ("password", "Neu67890")], Tone::Plain).await;
    visitor.go("/security/close").await;
    visitor.send("/security/close", &[], Tone::Plain).await;
    visitor.send("/security/close/confirm", &[("pay-password", PAY)], Tone::Bad).await;
    visitor.send("/sign-out", &[], Tone::Good).await;
    visitor.send("/sign-in", &[("name", &guest.to_string()), ("password", LOGIN)], Tone::Plain).await;
    let texts = visitor.served.texts(guest);
    let (_, behind) = texts.iter().rev().find_map(|text| text.split_once("初始支付密码:")).unwrap();
    let initial: String = behind.chars().take(6).collect();
    visitor.go("/security/pay-password").await;
    visitor.send("/security/pay-password", &[("old", &initial), ("new", PAY), ("again", PAY)], Tone::Good).await;
    visitor.go("/security/close").await;
    visitor.send("/security/close", &[], Tone::Plain).await;
    visitor.send("/security/close/confirm", &[("pay-password", PAY)], Tone::Good).await;
    let world = visitor.served.world();
    assert_eq!(world.platform().books.accounts.get(&guest).unwrap().state, AccountState::Closed);
    assert_eq!(world.platform().books.accounts.get(&me).unwrap().state, AccountState::Open);
}
