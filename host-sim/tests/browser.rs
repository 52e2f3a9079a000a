//! The pages in a real browser: headless Chromium, by its driver.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "the whole target is tests, their helpers too; a panic is how a test speaks"
)]

#[path = "browser/book.rs"]
mod book;
#[path = "browser/customer.rs"]
mod customer;
#[path = "browser/driver.rs"]
mod driver;
#[path = "browser/lab.rs"]
mod lab;
#[path = "browser/newcomer.rs"]
mod newcomer;
#[path = "browser/served.rs"]
mod served;
#[path = "browser/stranger.rs"]
mod stranger;
#[path = "browser/visitor.rs"]
mod visitor;
#[path = "browser/visits.rs"]
mod visits;

use driver::{Colours, Driver, Scripts};
use served::{Served, add_unnamed, world_of};
use sim_i18n::Language;
use visitor::Visitor;

/// Widths of windows: a phone's and a desk's, in CSS pixels.
const NARROW: u32 = 390;
const WIDE: u32 = 1280;

async fn customer_does_all(language: Language, width: u32, colours: Colours) {
    customer_does_all_with(language, width, colours, Scripts::Run).await;
}

async fn customer_does_all_with(language: Language, width: u32, colours: Colours, scripts: Scripts) {
    let mut world = world_of(2, 1);
    add_unnamed(&mut world);
    let (driver, served) = (Driver::start(), Served::start(&world));
    let browser = driver.open_with(width, colours, scripts).await;
    assert_eq!(browser.runs_scripts().await, scripts == Scripts::Run);
    let visitor = Visitor::new(browser, &served, language, if scripts == Scripts::Run { "site" } else { "plain" });
    stranger::miss_pages(&visitor).await;
    customer::register(&visitor).await;
    customer::forget_password(&visitor).await;
    customer::sign_in(&visitor).await;
    customer::look_around(&visitor).await;
    customer::move_money(&visitor).await;
    customer::pay(&visitor).await;
    customer::secure(&visitor).await;
    customer::upgrade(&visitor).await;
    stranger::lose_sessions(&visitor, "Neu67890").await;
    customer::close(&visitor).await;
    visitor.visits.assert_complete(|route| !route.path.starts_with("/lab"));
    assert_eq!(served.world().audit(), Ok(()));
    visitor.browser.client.close().await.unwrap();
}

#[tokio::test]
#[ignore = "needs chromium, chromium-driver and axe-core"]
async fn customer_does_all_in_chinese_on_phone() {
    customer_does_all(Language::Chinese, NARROW, Colours::Light).await;
}

#[tokio::test]
#[ignore = "needs chromium, chromium-driver and axe-core"]
async fn customer_does_all_in_chinese_at_desk() {
    customer_does_all(Language::Chinese, WIDE, Colours::Dark).await;
}

#[tokio::test]
#[ignore = "needs chromium, chromium-driver and axe-core"]
async fn customer_does_all_in_english_on_phone() {
    customer_does_all(Language::English, NARROW, Colours::Dark).await;
}

#[tokio::test]
#[ignore = "needs chromium, chromium-driver and axe-core"]
async fn customer_does_all_in_english_at_desk() {
    customer_does_all(Language::English, WIDE, Colours::Light).await;
}

#[tokio::test]
#[ignore = "needs chromium, chromium-driver and axe-core"]
async fn customer_does_all_without_scripts() {
    customer_does_all_with(Language::Chinese, NARROW, Colours::Light, Scripts::Blocked).await;
}

async fn newcomer_goes_astray(language: Language, width: u32, colours: Colours) {
    let (driver, served) = (Driver::start(), Served::start(&world_of(2, 0)));
    let visitor = Visitor::new(driver.open(width, colours).await, &served, language, "newcomer");
    newcomer::sign_in(&visitor).await;
    newcomer::type_nonsense(&visitor).await;
    newcomer::go_back(&visitor).await;
    newcomer::click_twice(&visitor).await;
    newcomer::use_two_tabs(&visitor).await;
    assert_eq!(served.world().audit(), Ok(()));
    visitor.browser.client.close().await.unwrap();
}

#[tokio::test]
#[ignore = "needs chromium, chromium-driver and axe-core"]
async fn newcomer_does_nothing_twice_in_chinese() {
    newcomer_goes_astray(Language::Chinese, NARROW, Colours::Dark).await;
}

#[tokio::test]
#[ignore = "needs chromium, chromium-driver and axe-core"]
async fn newcomer_does_nothing_twice_in_english() {
    newcomer_goes_astray(Language::English, WIDE, Colours::Light).await;
}

async fn two_browsers_see_one_world(language: Language) {
    let (driver, served) = (Driver::start(), Served::start(&world_of(2, 0)));
    let here = Visitor::new(driver.open(WIDE, Colours::Light).await, &served, language, "lab-here");
    let there = Visitor::new(driver.open(NARROW, Colours::Dark).await, &served, language, "lab-there");
    lab::enter(&here).await;
    lab::enter(&there).await;
    lab::walk_menu(&here, &there).await;
    for visitor in [&here, &there] {
        lab::use_forms(visitor).await;
        visitor.visits.assert_complete(|route| route.path.starts_with("/lab"));
    }
    assert_eq!(served.world().audit(), Ok(()));
    for visitor in [here, there] {
        visitor.browser.client.close().await.unwrap();
    }
}

#[tokio::test]
#[ignore = "needs chromium, chromium-driver and axe-core"]
async fn lab_shows_one_world_in_chinese() {
    two_browsers_see_one_world(Language::Chinese).await;
}

#[tokio::test]
#[ignore = "needs chromium, chromium-driver and axe-core"]
async fn lab_shows_one_world_in_english() {
    two_browsers_see_one_world(Language::English).await;
}

#[tokio::test]
#[ignore = "needs chromium, chromium-driver and axe-core"]
async fn harness_sees_what_a_page_does() {
    let driver = Driver::start();
    let browser = driver.open(390, Colours::Light).await;
    let page = "data:text/html,<title>x</title><img src=http://example.org/a.png><script>console.error('no')</script>";
    browser.client.goto(page).await.unwrap();
    assert_eq!(browser.console().await.len(), 2);
    assert!(browser.requests().await.iter().any(|request| request.address.contains("example.org")));
    let axe = std::fs::read_to_string(std::env::var("AXE_CORE").unwrap()).unwrap();
    let barriers = browser.barriers(&axe).await;
    assert!(barriers.iter().any(|line| line.contains("image-alt")), "{barriers:?}");
    browser.picture("harness").await;
    browser.client.close().await.unwrap();
}

#[tokio::test]
#[ignore = "needs chromium, chromium-driver and mdBook"]
async fn every_page_of_book_opens() {
    book::read_every_page(&Driver::start()).await;
}

#[tokio::test]
#[ignore = "needs chromium, chromium-driver, axe-core and mdBook"]
async fn card_answers_on_page_of_book() {
    book::ask_card(&Driver::start()).await;
}
