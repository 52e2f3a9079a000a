//! A customer at a browser: goes to pages, fills forms, and looks at every page for what is wrong with it.

use fantoccini::Locator;
use sim_i18n::Language;

use super::driver::{Browser, SentRequest};
use super::served::Served;
use super::visits::Visits;

/// Tone of the sentence at the top of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Success.
    Good,
    /// Refusal or mistake.
    Bad,
    /// No sentence, or a hint.
    Plain,
}

/// Customer at a browser.
pub(crate) struct Visitor<'s> {
    pub(crate) browser: Browser,
    pub(crate) served: &'s Served,
    pub(crate) language: Language,
    pub(crate) visits: Visits,
    /// Source of axe-core.
    axe: String,
    /// Beginning of the names of pictures.
    pub(crate) name: String,
}

impl<'s> Visitor<'s> {
    pub(crate) fn new(browser: Browser, served: &'s Served, language: Language, name: &str) -> Visitor<'s> {
        let axe = std::env::var("AXE_CORE").expect("AXE_CORE names the file axe.min.js of npm's axe-core");
        let axe = std::fs::read_to_string(axe).unwrap();
        let name = format!("{name}-{}-{}", language.code(), browser.width);
        Visitor { browser, served, language, visits: Visits::default(), axe, name }
    }

    /// Goes to a path of the website, in the visitor's language.
    pub(crate) async fn go(&self, path: &str) {
        self.open(path).await;
        self.look(path, Tone::Plain).await;
    }

    /// Goes to a path that has no page for this visitor, who is told why.
    pub(crate) async fn miss(&self, path: &str, tone: Tone) {
        self.open(path).await;
        self.look(&format!("missed-{}", path.trim_start_matches('/')), tone).await;
    }

    /// Forgets who is signed in, as a browser does whose session has ended.
    pub(crate) async fn lose_session(&self) {
        let port = url::Url::parse(&self.served.site).unwrap().port().unwrap();
        self.browser.client.delete_cookie(&format!("session-{port}")).await.unwrap();
    }

    async fn open(&self, path: &str) {
        let joined = if path.contains('?') { '&' } else { '?' };
        let address =
            format!("{}{}{joined}lang={}", self.served.site, path.trim_start_matches('/'), self.language.code());
        self.browser.client.goto(&address).await.unwrap();
    }

    /// Fills the form that is sent to `action`, sends it, and checks the tone of the page that comes.
    pub(crate) async fn send(&self, action: &str, fields: &[(&str, &str)], tone: Tone) {
        self.fill(action, fields).await;
        self.submit(action).await;
        self.look(action, tone).await;
    }

    /// Fills fields of the form that is sent to `action`. `on` ticks a box; a choice is made by its value.
    pub(crate) async fn fill(&self, action: &str, fields: &[(&str, &str)]) {
        for (name, value) in fields {
            let css = format!("form[action=\"{action}\"] [name=\"{name}\"]");
            let field = self.browser.client.find(Locator::Css(&css)).await;
            let field = match field {
                Ok(field) => field,
                Err(_) => panic!("no {css} on {}", self.page().await),
            };
            match field.tag_name().await.unwrap().as_str() {
                "select" => field.select_by_value(value).await.unwrap(),
                _ if *value == "on" => field.click().await.unwrap(),
                _ => {
                    field.clear().await.unwrap();
                    field.send_keys(value).await.unwrap();
                }
            }
        }
    }

    async fn submit(&self, action: &str) {
        self.press(&format!("form[action=\"{action}\"] button:not([type=button])")).await;
    }

    /// Presses a button that leads to another page.
    pub(crate) async fn press(&self, css: &str) {
        match self.browser.client.find(Locator::Css(css)).await {
            Ok(button) => {
                // The page that comes has not the mark of this one.
                self.browser.client.execute("document.documentElement.dataset.left = 'yes'", Vec::new()).await.unwrap();
                button.click().await.unwrap();
            }
            Err(_) => panic!("no {css} on {}", self.page().await),
        }
        let has_come = "return document.readyState === 'complete' && !document.documentElement.dataset.left";
        for _ in 0..400 {
            // Between two pages there is nobody to ask.
            if self.browser.client.execute(has_come, Vec::new()).await.is_ok_and(|come| come == true) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{css} has no answer: {}", self.page().await);
    }

    /// Returns `true` if the page has an element.
    pub(crate) async fn has(&self, css: &str) -> bool {
        self.browser.client.find(Locator::Css(css)).await.is_ok()
    }

    /// Returns address and text of the page, for a failure.
    pub(crate) async fn page(&self) -> String {
        let address = self.browser.client.current_url().await.unwrap();
        format!("{}:\n{}", address.path(), self.text().await)
    }

    /// Returns the text of the page.
    pub(crate) async fn text(&self) -> String {
        let body = self.browser.client.find(Locator::Css("body")).await.unwrap();
        body.text().await.unwrap()
    }

    /// Looks at the page: its tone, the console, the requests, its width, what keeps people from reading it. Takes a
    /// picture.
    pub(crate) async fn look(&self, what: &str, tone: Tone) {
        let client = &self.browser.client;
        let found = match (self.has("p.message.good").await, self.has("p.message.bad").await) {
            (true, _) => Tone::Good,
            (_, true) => Tone::Bad,
            _ => Tone::Plain,
        };
        let page = self.page().await;
        assert_eq!(found, tone, "{} {what}: {page}", self.name);
        let requests = self.browser.requests().await;
        self.visits.note(&requests, tone);
        // The browser notes a page with the status of a refusal in its console.
        let is_refused = requests.iter().any(SentRequest::is_refused);
        let is_told = |line: &String| is_refused && line.contains("the server responded with a status of 4");
        let console: Vec<String> = self.browser.console().await.into_iter().filter(|line| !is_told(line)).collect();
        assert!(console.is_empty(), "{} {what}: {console:?}", self.name);
        for SentRequest { address, .. } in requests {
            // The browser's own pictures of its fields are data.
            let is_here = address.starts_with(&self.served.site) || address.starts_with("data:");
            assert!(is_here, "{} {what} asks {address}", self.name);
            assert!(!has_secret(&address), "{} {what}: a secret stands in {address}", self.name);
        }
        let wanted = self.language.of("zh-CN", "en");
        let html = client.find(Locator::Css("html")).await.unwrap();
        assert_eq!(html.attr("lang").await.unwrap().as_deref(), Some(wanted), "{} {what}", self.name);
        // The lab shows the messages and names of its world as they are.
        if self.language == Language::English && !what.starts_with("lab") {
            self.refuse_chinese(what, &page).await;
        }
        let barriers = self.browser.barriers(&self.axe).await;
        assert!(barriers.is_empty(), "{} {what}: {}", self.name, barriers.join("\n"));
        let shot = format!("{}-{}-{tone:?}", self.name, what.trim_matches('/').replace(['/', '?', '=', '&'], "-"));
        self.browser.picture(&shot).await;
    }

    /// Checks that an English page has no Chinese but names of people and banks, and what is marked as Chinese.
    async fn refuse_chinese(&self, what: &str, page: &str) {
        let unmarked = "const copy = document.body.cloneNode(true); \
            copy.querySelectorAll('[lang^=zh], select, .own').forEach(node => node.remove()); return copy.textContent;";
        let text = self.browser.client.execute(unmarked, Vec::new()).await.unwrap();
        let is_chinese = |letter: char| ('\u{4E00}'..='\u{9FFF}').contains(&letter);
        let chinese: String = text
            .as_str()
            .unwrap()
            .replace(super::served::HOLDER, "")
            .replace(super::served::SHOP, "")
            .chars()
            .filter(|letter| is_chinese(*letter))
            .collect();
        assert!(chinese.is_empty(), "{} {what} has {chinese}: {page}", self.name);
    }
}

/// Returns `true` if an address holds a password of these tests, or a code.
fn has_secret(address: &str) -> bool {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let is_code = |value: &str| value.len() == 6 && value.bytes().all(|digit| digit.is_ascii_digit());
    address.contains(super::served::LOGIN) || query.split(['&', '=']).any(is_code)
}
