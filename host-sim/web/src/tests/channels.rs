//! The website's column of the table who can do what (`docs/PLATFORM.md`, handbook 1.2): each yes is done on the pages
//! and seen in the world, and no page leads to anything else.

use std::collections::BTreeSet;

use super::browser::{Browser, LOGIN, NEWCOMER, PAY, Town, assert_leads, number};
use super::languages::pages;
use super::money::scratch_card;
use super::payments::{order_from_bank, place};
use sim_world::platform::account::AccountState;
use sim_world::platform::entry::Book;
use sim_world::platform::province::Province;

/// Page with the table.
const PAGE: &str = include_str!("../../../../docs/PLATFORM.md");

/// First cells of the table's head.
const HEAD: &str = "| function | website |";

/// Returns the functions of the table, each with what its row says of the website.
fn table() -> Vec<(&'static str, bool)> {
    let rows = PAGE.lines().skip_while(|line| !line.starts_with(HEAD)).skip(2).take_while(|line| line.starts_with('|'));
    let cells = rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect::<Vec<_>>());
    cells.map(|cells| (cells[0], cells[1] == "yes")).collect()
}

/// Returns the functions to which an address of the website leads: the target of a link or a form, without what is
/// asked for behind it.
fn functions(address: &str) -> &'static [&'static str] {
    match address {
        "/register" => &["open the account"],
        "/recharge/bank" => &["recharge from a bank", "top up the wallet"],
        "/recharge/card" => &["recharge by scratch card"],
        "/pay" => &["pay a merchant"],
        "/bills" => &["pay a phone bill"],
        "/withdraw" => &["withdraw"],
        "/security/login-password" | "/first-password" => &["change the login password"],
        "/security/pay-password" => &["change the pay password"],
        "/forgotten" => &["reset the login password"],
        "/security/pay-reset" => &["reset the pay password"],
        "/real-name" => &["make the account a real-name one"],
        "/transactions" => &["transactions"],
        "/account" => &["balance", "balance of the wallet"],
        "/security/close" => &["close the account"],
        "/help" => &["help"],
        "/wallet/top-up" => &["top up the wallet"],
        "/wallet/records" => &["records of the wallet"],
        // Ways in and out, lists of what follows, and settings that are no function of the table.
        "/"
        | "/sign-in"
        | "/sign-out"
        | "/recharge"
        | "/wallet"
        | "/security"
        | "/withdraw/card"
        | "/security/alias"
        | "/security/phone"
        | "/security/phone/resend"
        | "/security/questions"
        | "/icon.svg"
        | "/style.css" => &[],
        other => panic!("{other} has no place in the table"),
    }
}

/// Returns the targets of the links and forms of a page on this website.
fn targets(page: &str) -> BTreeSet<String> {
    let pieces = ["href=\"", "action=\""].into_iter().flat_map(|before| page.split(before).skip(1));
    let addresses = pieces.filter_map(|piece| piece.split(['"', '?', '#']).next());
    addresses.filter(|address| address.starts_with('/')).map(str::to_owned).collect()
}

#[tokio::test]
async fn pages_lead_to_functions_of_the_table() {
    let town = Town::new(1);
    let (mut user, mut stranger) = (town.signed_in(1, "zh").await, town.browser("zh"));
    let mut found = BTreeSet::new();
    for path in ["/"].into_iter().chain(pages()) {
        for browser in [&mut user, &mut stranger] {
            let page = browser.get(path).await.text.clone();
            let places = targets(&page).into_iter().filter(|place| !place.starts_with("/transactions/"));
            found.extend(places.flat_map(|place| functions(&place)).copied());
        }
    }
    let offered: BTreeSet<&str> = table().into_iter().filter(|(_, offers)| *offers).map(|(name, _)| name).collect();
    assert_eq!(found, offered);
}

#[tokio::test]
async fn every_yes_of_the_website_is_done() {
    let table = table();
    assert!(table.len() > 20, "{table:?}");
    for (function, _) in table.into_iter().filter(|(_, offers)| *offers) {
        println!("{function}");
        let town = Town::new(2);
        match function {
            "open the account" => open(&town).await,
            "recharge from a bank" | "recharge by scratch card" | "top up the wallet" => {
                recharge(&town, function).await
            }
            "pay a merchant" | "pay a phone bill" | "withdraw" => pay(&town, function).await,
            "change the login password" | "change the pay password" => change_password(&town, function).await,
            "reset the login password" | "reset the pay password" => reset_password(&town, function).await,
            "make the account a real-name one" => upgrade(&town).await,
            "transactions" | "balance" | "balance of the wallet" | "records of the wallet" | "help" => {
                look(&town, function).await;
            }
            "close the account" => close(&town).await,
            other => panic!("{other} is not tried on the website"),
        }
    }
}

async fn open(town: &Town) {
    let mut browser = town.browser("zh");
    browser.get("/register").await;
    browser.submit("/register", &[("number", &number(NEWCOMER).to_string())]).await;
    let code = town.code(NEWCOMER);
    browser.submit("/register/check", &[("code", &code), ("agree", "yes")]).await;
    assert_leads(browser.submit("/register/finish", &[]).await, "/");
    assert!(town.world().platform().books.accounts.living(&number(NEWCOMER)).is_ok());
}

async fn recharge(town: &Town, function: &str) {
    let mut browser = town.signed_in(1, "zh").await;
    let [cash, card, wallet, _] = town.balances(1);
    match function {
        "recharge from a bank" => {
            let path = order_from_bank(&mut browser, "100", "account").await;
            browser.get(&path).await;
            assert_leads(browser.submit(&path, &[("answer", "pay")]).await, "/recharge");
            assert_eq!(town.balances(1), [cash + 10_000, card, wallet, 0]);
        }
        "recharge by scratch card" => {
            let digits = scratch_card(town, Province::Hunan).await;
            browser.get("/recharge").await;
            assert_leads(browser.submit("/recharge/card", &[("digits", &digits)]).await, "/account");
            assert_eq!(town.balances(1), [cash, card + 3_000, wallet, 0]);
        }
        _ => {
            browser.get("/wallet").await;
            browser.submit("/wallet/top-up", &[("amount", "20")]).await;
            browser.submit("/wallet/top-up/confirm", &[("pay-password", PAY)]).await;
            town.pass(120_000);
            assert_eq!(town.balances(1), [cash - 2_000, card, wallet + 2_000, 0]);
        }
    }
}

async fn pay(town: &Town, function: &str) {
    let mut browser = town.signed_in(1, "zh").await;
    let cash = town.balances(1)[0];
    match function {
        "pay a merchant" => {
            let order = place(town, 2_000).await;
            browser.get(&format!("/pay/{order}")).await;
            assert_leads(browser.submit("/pay/confirm", &[("pay-password", PAY)]).await, "/pay");
            assert!(town.world().platform().books.goods_order(order).unwrap().payment.is_some());
        }
        "pay a phone bill" => {
            browser.get("/bills").await;
            browser.submit("/bills", &[("number", &number(2).to_string()), ("amount", "20")]).await;
            assert_leads(browser.submit("/bills/confirm", &[("pay-password", PAY)]).await, "/account");
            assert_eq!(town.world().platform().books.ledger.balance(&Book::PhoneBills), 2_000);
        }
        _ => {
            let card = [("bank", "招商银行"), ("owner", "张三"), ("card", "6227001234567890")];
            browser.get("/withdraw/card").await;
            browser.submit("/withdraw/card", &card).await;
            browser.submit("/withdraw/card/confirm", &[("pay-password", PAY)]).await;
            browser.get("/withdraw").await;
            browser.submit("/withdraw", &[("amount", "20")]).await;
            assert_leads(browser.submit("/withdraw/confirm", &[("pay-password", PAY)]).await, "/withdraw");
            assert_eq!(town.world().platform().books.ledger.balance(&Book::Frozen(number(1))), 2_000);
        }
    }
    assert_eq!(town.balances(1)[0], cash - 2_000, "{function}");
}

async fn change_password(town: &Town, function: &str) {
    let mut browser = town.signed_in(1, "zh").await;
    if function == "change the login password" {
        browser.get("/security/login-password").await;
        let fields = [("old", LOGIN), ("new", "Newpass1"), ("again", "Newpass1")];
        assert_leads(browser.submit("/security/login-password", &fields).await, "/security");
        assert_leads(town.browser("zh").sign_in(&number(1).to_string(), "Newpass1").await, "/account");
    } else {
        browser.get("/security/pay-password").await;
        let fields = [("old", PAY), ("new", "246802"), ("again", "246802")];
        assert_leads(browser.submit("/security/pay-password", &fields).await, "/security");
        assert!(has_pay(town, "246802"));
    }
}

/// Returns whether the pay password of the first person is this one, and works.
fn has_pay(town: &Town, password: &str) -> bool {
    let world = town.world();
    let mut books = world.platform().books.clone();
    books.check_pay_password(world.now(), &number(1), &password.parse().unwrap()).is_ok()
}

async fn reset_password(town: &Town, function: &str) {
    if function == "reset the login password" {
        let mut browser = town.browser("zh");
        browser.get("/forgotten").await;
        browser.submit("/forgotten", &[("name", &number(1).to_string())]).await;
        let code = town.code(1);
        assert_leads(browser.submit("/forgotten/reset", &[("code", &code)]).await, "/");
        assert_eq!(town.browser("zh").sign_in(&number(1).to_string(), LOGIN).await.status.as_u16(), 422);
    } else {
        let mut browser = town.signed_in(1, "zh").await;
        browser.get("/security/questions").await;
        let questions = [("question-1", "0"), ("question-2", "1"), ("question-3", "2"), ("pay-password", PAY)];
        let answers = [("answer-1", "Zhang"), ("answer-2", "Li"), ("answer-3", "Changsha")];
        browser.submit("/security/questions", &[&questions[..], &answers].concat()).await;
        browser.get("/security/pay-reset").await;
        let answer = browser.submit("/security/pay-reset", &[("question", "1"), ("answer", "li")]).await;
        assert_leads(answer, "/security/pay-password");
        assert!(!has_pay(town, PAY));
    }
}

async fn upgrade(town: &Town) {
    town.register_newcomer(false).await;
    let initial = town.open_newcomer().await;
    let (mut browser, name) = (town.browser("zh"), number(NEWCOMER).to_string());
    browser.get("/first-password").await;
    let fields = [("name", name.as_str()), ("old", &initial), ("new", LOGIN), ("again", LOGIN)];
    browser.submit("/first-password", &fields).await;
    town.register_newcomer(true).await;
    browser.get("/real-name").await;
    browser.submit("/real-name", &[]).await;
    let code = town.code(NEWCOMER);
    assert_leads(browser.submit("/real-name/finish", &[("code", &code)]).await, "/account");
    assert!(town.world().platform().books.accounts.get(&number(NEWCOMER)).unwrap().is_real_name);
}

async fn look(town: &Town, function: &str) {
    let mut browser: Browser = town.signed_in(1, "zh").await;
    if function == "records of the wallet" {
        recharge(town, "top up the wallet").await;
        town.pass(24 * 60 * 60_000);
        browser = town.signed_in(1, "zh").await;
    }
    let (path, shown) = match function {
        "transactions" => ("/transactions", "营业厅现金充值"),
        "balance" => ("/account", "500.00 元"),
        "balance of the wallet" => ("/account", "50.00 元"),
        "records of the wallet" => ("/wallet/records?from=2009-11-01&to=2009-12-31", "20.00 元"),
        _ => ("/help", "常见问题解答"),
    };
    let page = browser.get(path).await.text.clone();
    assert!(page.contains(shown), "{function}: {page}");
}

async fn close(town: &Town) {
    town.perform(&format!("hall closes wallet of {} as 张三 11010519491231002X", number(1))).await;
    town.pass(600_000);
    let [cash, ..] = town.balances(1);
    let mut browser = town.signed_in(1, "zh").await;
    browser.get("/bills").await;
    let yuan = format!("{}.{:02}", cash / 100, cash % 100);
    browser.submit("/bills", &[("number", &number(1).to_string()), ("amount", &yuan)]).await;
    browser.submit("/bills/confirm", &[("pay-password", PAY)]).await;
    browser.get("/security/close").await;
    browser.submit("/security/close", &[]).await;
    assert_leads(browser.submit("/security/close/confirm", &[("pay-password", PAY)]).await, "/");
    assert_eq!(town.world().platform().books.accounts.get(&number(1)).unwrap().state, AccountState::Closed);
}
