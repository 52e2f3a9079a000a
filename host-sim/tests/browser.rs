//! The pages in a real browser: headless Chromium, by its driver.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "the whole target is tests, their helpers too; a panic is how a test speaks"
)]

#[path = "browser/driver.rs"]
mod driver;

use driver::{Colours, Driver};

#[tokio::test]
#[ignore = "needs chromium and chromium-driver"]
async fn harness_sees_what_a_page_does() {
    let driver = Driver::start();
    let browser = driver.open(390, Colours::Light).await;
    browser.client.goto("data:text/html,<html><title>x</title><img src=http://example.org/a.png><script>console.error('no')</script>").await.unwrap();
    assert_eq!(browser.console().await.len(), 2);
    assert!(browser.requests().await.iter().any(|url| url.contains("example.org")));
    let axe = std::fs::read_to_string(std::env::var("AXE_CORE").unwrap()).unwrap();
    let barriers = browser.barriers(&axe).await;
    assert!(barriers.iter().any(|line| line.contains("image-alt")), "{barriers:?}");
    browser.picture("harness").await;
    browser.client.close().await.unwrap();
}
