//! The lab's entrance.

use super::browser::Town;

#[tokio::test]
async fn lab_opens_with_its_key_alone() {
    let town = Town::new(1);
    let mut browser = town.browser("zh");
    assert_eq!(browser.get("/lab").await.location.as_deref(), Some("/lab/key"));
    assert_eq!(browser.get("/lab/changes").await.location.as_deref(), Some("/lab/key"));
    browser.follow().await;
    for key in ["", "0", &"0".repeat(64)] {
        let answer = browser.submit("/lab/key", &[("key", key)]).await;
        assert!(answer.status.as_u16() == 422 && answer.text.contains("密钥不正确"), "{}", answer.text);
    }
    let key = town.site.lab_key();
    assert_eq!(browser.submit("/lab/key", &[("key", &key)]).await.location.as_deref(), Some("/lab"));
    let page = browser.follow().await.text.clone();
    assert!(page.contains("13800000001") && page.contains("500.00 元"), "{page}");
    assert!(!page.contains(&key) && !browser.cookies.values().any(|value| *value == key), "the key stays secret");
    browser.cookies.insert("lab-8080".to_owned(), key);
    assert_eq!(browser.get("/lab").await.location.as_deref(), Some("/lab/key"), "the key is no pass");
}

#[tokio::test]
async fn changes_end_with_the_server() {
    let town = Town::new(1);
    let mut browser = town.browser("zh");
    browser.get("/lab/key").await;
    browser.submit("/lab/key", &[("key", &town.site.lab_key())]).await;
    town.stopper.stop();
    let answer = browser.get("/lab/changes").await;
    assert_eq!(answer.headers["content-type"], "text/event-stream");
}
