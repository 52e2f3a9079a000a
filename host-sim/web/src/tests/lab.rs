//! The lab: its entrance, what browsers do there, what they follow, and what is refused.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use tokio_stream::StreamExt as _;

use super::browser::{Browser, PAY, Town, hidden_fields, number};
use sim_wire::Fen;
use sim_world::store::sqlite::WorldFile;

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

/// Opens a browser that is in the lab.
async fn in_lab(town: &Town, language: &'static str) -> Browser {
    let mut browser = town.browser(language);
    browser.get("/lab/key").await;
    browser.submit("/lab/key", &[("key", &town.site.lab_key())]).await;
    browser.get("/lab").await;
    assert_eq!(browser.last.status.as_u16(), 200, "{}", browser.last.text);
    browser
}

/// Presses a key of the first person's phone as a script does, and returns the sentence about it.
async fn press(browser: &mut Browser, key: &str) -> String {
    post(browser, "/lab/phone", &[("number", "13800000001"), ("key", key), ("live", "1")]).await
}

/// Sends a form of the lab, and returns the text of the answer.
async fn post(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let page = browser.get("/lab").await.text.clone();
    let token = hidden_fields(&page, "/lab/clock").remove(0).1;
    let fields = [&[("token", token.as_str())], fields].concat();
    browser.post(path, &fields).await.text.clone()
}

/// Presses the line of the menu that has a text.
async fn choose(browser: &mut Browser, text: &str) {
    let page = browser.get("/lab").await.text.clone();
    let (before, _) = page.split_once(&format!("</span> {text}</button>")).unwrap_or_else(|| panic!("{text}: {page}"));
    let (_, line) = before.rsplit_once("value=\"line:").unwrap();
    let line = format!("line:{}", line.split('"').next().unwrap());
    assert_eq!(press(browser, &line).await, "");
}

/// Returns the text of the first person's screen.
async fn screen(browser: &mut Browser) -> String {
    let page = browser.get("/lab").await.text.clone();
    let (_, screen) = page.split_once("<div class=\"page\"").unwrap();
    screen.split("</div>").next().unwrap().to_owned()
}

#[tokio::test]
async fn keys_in_browser_reach_card_and_ledger() {
    let town = Town::new(1);
    let mut browser = in_lab(&town, "zh").await;
    assert_eq!(press(&mut browser, "char:y").await, "这里不能这样做。");
    press(&mut browser, "menu").await;
    choose(&mut browser, "我的钱包").await;
    choose(&mut browser, "钱包充值").await;
    for digit in ["char:1", "char:0", "ok", "ok"] {
        press(&mut browser, digit).await;
    }
    let before = browser.get("/lab").await.text.matches(PAY).count();
    // Typed with a keyboard, as a text.
    let typed = [("number", "13800000001"), ("key", "text"), ("text", PAY), ("live", "1")];
    assert_eq!(post(&mut browser, "/lab/phone", &typed).await, "");
    let shown = screen(&mut browser).await;
    assert!(shown.contains("●●●●●●") && browser.last.text.matches(PAY).count() == before, "{shown}");
    press(&mut browser, "ok").await;
    assert!(screen(&mut browser).await.contains("钱包充值请求发送成功"));
    press(&mut browser, "ok").await;
    post(&mut browser, "/lab/clock", &[("pass", "1 min"), ("live", "1")]).await;
    assert_eq!(town.balances(1), [49_000, 0, 6_000, 0]);
    assert_eq!(town.world().people()[0].card_state().unwrap().balance, Fen(6_000));
    assert!(browser.get("/lab").await.text.contains("钱包充值到账"));
    assert_eq!(town.world().audit(), Ok(()));
}

#[tokio::test]
async fn marks_move_and_are_chosen() {
    let town = Town::new(1);
    let (mut one, mut other) = (in_lab(&town, "zh").await, in_lab(&town, "en").await);
    press(&mut one, "menu").await;
    let marked = |shown: &str| {
        let button = shown.split("class=\"marked\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
        button.split('"').next().unwrap().to_owned()
    };
    assert_eq!(marked(&screen(&mut one).await), "line:0");
    press(&mut one, "down").await;
    assert_eq!(marked(&screen(&mut other).await), "line:1", "both browsers see one mark");
    press(&mut other, "up").await;
    press(&mut other, "up").await;
    assert_ne!(marked(&screen(&mut one).await), "line:1");
    press(&mut one, "home").await;
    press(&mut one, "power").await;
    assert!(one.get("/lab").await.text.contains("已关机"));
    assert_eq!(press(&mut one, "menu").await, "手机已关机。");
    press(&mut one, "power").await;
    assert!(!one.get("/lab").await.text.contains("已关机"));
}

#[tokio::test]
async fn idle_phone_calls_service_lines() {
    let town = Town::new(1);
    let mut browser = in_lab(&town, "zh").await;
    for key in ["char:1", "char:0", "char:0", "char:8", "char:7", "erase", "char:6"] {
        assert_eq!(press(&mut browser, key).await, "");
    }
    assert!(screen(&mut browser).await.contains("10086"));
    press(&mut browser, "ok").await;
    assert!(screen(&mut browser).await.contains("✆ 10086"));
    assert!(town.world().call_of(&number(1)).is_some());
    press(&mut browser, "char:1").await;
    press(&mut browser, "end").await;
    assert!(town.world().call_of(&number(1)).is_none());
    for key in ["char:9", "ok"] {
        press(&mut browser, key).await;
    }
    assert!(browser.last.text.contains("无人接听") || browser.last.status.as_u16() == 422, "{}", browser.last.text);
}

#[tokio::test]
async fn messages_are_handled_by_hand() {
    let town = Town::new(1);
    let mut browser = in_lab(&town, "zh").await;
    let count = town.inbox(1).len();
    let carried = |town: &Town| town.world().centre().carried().map(|one| (one.id.0, one.held)).collect::<Vec<_>>();
    post(&mut browser, "/lab/text", &[("number", "13800000001"), ("text", "CX"), ("live", "1")]).await;
    let (id, held) = carried(&town)[0];
    let id = id.to_string();
    assert!(!held && browser.get("/lab").await.text.contains("文字 CX"));
    let handle = |handling| [("message", id.clone()), ("handling", handling), ("live", "1".to_owned())];
    for (handling, result) in [("hold", "已办理。"), ("repeat", "已重发"), ("delay", "推迟到")] {
        let fields = handle(handling.to_owned());
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let told = post(&mut browser, "/lab/message", &fields).await;
        assert!(told.contains(result), "{handling}: {told}");
    }
    assert_eq!(carried(&town).iter().map(|(_, held)| *held).collect::<Vec<_>>(), [true, false]);
    let drop = handle("drop".to_owned());
    let drop: Vec<(&str, &str)> = drop.iter().map(|(name, value)| (*name, value.as_str())).collect();
    post(&mut browser, "/lab/message", &drop).await;
    assert_eq!(carried(&town).len(), 1, "the copy is still under way");
    assert_eq!(post(&mut browser, "/lab/message", &drop).await, format!("没有编号为 {id} 的在途短信。"));
    post(&mut browser, "/lab/clock", &[("pass", "1 min"), ("live", "1")]).await;
    assert_eq!(town.inbox(1).len(), count + 1, "the copy was answered");
}

#[tokio::test]
async fn counters_and_lines_act_in_the_world() {
    let town = Town::new(1);
    let mut browser = in_lab(&town, "en").await;
    let me = ("number", "13800000001");
    let paid =
        post(&mut browser, "/lab/shop", &[me, ("pos", "1"), ("at", "tap"), ("amount", "5"), ("live", "1")]).await;
    assert!(paid.contains("5.00 yuan"), "{paid}");
    post(&mut browser, "/lab/shop", &[("pos", "1"), ("at", "upload"), ("live", "1")]).await;
    assert_eq!(town.balances(1)[2], 4_500);
    let wrong = [me, ("pos", "1"), ("at", "tap"), ("amount", "many"), ("live", "1")];
    assert_eq!(post(&mut browser, "/lab/shop", &wrong).await, "An amount is written like 50 or 19.90.");
    assert_eq!(browser.last.status.as_u16(), 422);
    post(&mut browser, "/lab/hall", &[me, ("service", "deposit"), ("amount", "20"), ("live", "1")]).await;
    assert_eq!(town.balances(1)[0], 52_000);
    let told = post(&mut browser, "/lab/action", &[("line", "13800000001 goes of"), ("live", "1")]).await;
    assert!(browser.last.status.as_u16() == 422 && told.contains("did you mean"), "{told}");
    post(&mut browser, "/lab/action", &[("line", "13800000001 goes off"), ("live", "1")]).await;
    assert!(browser.get("/lab").await.text.contains("Switched off"));
}

/// Paths of the lab's forms, each with fields that would act.
const FORMS: [(&str, &[(&str, &str)]); 7] = [
    ("/lab/phone", &[("number", "13800000001"), ("key", "power")]),
    ("/lab/message", &[("message", "1"), ("handling", "drop")]),
    ("/lab/clock", &[("pass", "1 d")]),
    ("/lab/shop", &[("pos", "1"), ("at", "tap"), ("number", "13800000001"), ("amount", "5")]),
    ("/lab/hall", &[("number", "13800000001"), ("service", "deposit"), ("amount", "5")]),
    ("/lab/text", &[("number", "13800000001"), ("text", "CX")]),
    ("/lab/action", &[("line", "hall takes 5 from 13800000001")]),
];

#[tokio::test]
async fn requests_without_key_or_token_change_nothing() {
    let town = Town::new(1);
    let (inside, mut outside) = (in_lab(&town, "zh").await, town.browser("zh"));
    let before = town.world();
    let mut inside = inside;
    let page = inside.last.text.clone();
    let token = hidden_fields(&page, "/lab/clock").remove(0).1;
    outside.get("/lab/key").await;
    let own = hidden_fields(&outside.last.text, "/lab/key").remove(0).1;
    for (path, fields) in FORMS {
        let with = |token: &str| {
            [
                &[("token", token.to_owned())],
                &fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect::<Vec<_>>()[..],
            ]
            .concat()
        };
        for (token, cross) in [(own.as_str(), false), (token.as_str(), false)] {
            let fields = with(token);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(outside.post(path, &fields).await.location.as_deref(), Some("/lab/key"), "{path} {cross}");
        }
        for token in ["", "0", own.as_str()] {
            let fields = with(token);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(inside.post(path, &fields).await.status.as_u16(), 403, "{path}");
        }
        let fields = with(&token);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for headers in [[("origin", "http://evil.example")], [("sec-fetch-site", "cross-site")]] {
            assert_eq!(inside.post_from(path, &fields, &headers).await.status.as_u16(), 403, "{path}");
        }
    }
    assert_eq!(town.world().happened(), before.happened());
    assert_eq!(inside.post("/lab/clock", &[("token", &token), ("pass", "100 d")]).await.status.as_u16(), 400);
    assert_eq!(
        inside.post("/lab/phone", &[("token", &token), ("number", "1"), ("key", "ok")]).await.status.as_u16(),
        400
    );
}

#[tokio::test]
async fn lab_works_without_scripts() {
    let town = Town::new(1);
    let mut browser = in_lab(&town, "zh").await;
    assert!(browser.last.text.contains("<noscript>"));
    browser.submit("/lab/hall", &[("number", "13800000001"), ("service", "deposit"), ("amount", "1")]).await;
    assert_eq!(browser.last.location.as_deref(), Some("/lab?from=0"));
    assert!(browser.follow().await.text.contains("已办理。"));
    assert_eq!(town.balances(1)[0], 50_100);
}

/// Stream of the lab's changes, as a browser reads it.
struct Follower {
    body: BodyDataStream,
    read: String,
    /// Last content of each part.
    parts: BTreeMap<String, String>,
    /// Identifier of the last event.
    last: String,
}

impl Follower {
    async fn new(browser: &Browser, last: &str) -> Follower {
        let request = Request::get("/lab/changes?from=0").header("last-event-id", last);
        let response = browser.open(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let body = response.into_body().into_data_stream();
        Follower { body, read: String::new(), parts: BTreeMap::new(), last: String::new() }
    }

    /// Reads what comes next; returns `false` if nothing does for `ms` milliseconds.
    async fn next(&mut self, ms: u64) -> bool {
        let Ok(read) = tokio::time::timeout(Duration::from_millis(ms), self.body.next()).await else { return false };
        let Some(octets) = read else { return false };
        self.read += std::str::from_utf8(&octets.unwrap()).unwrap();
        while let Some((event, rest)) = self.read.split_once("\n\n") {
            let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
            if let (Some(id), Some(data)) = (field("id: "), field("data: ")) {
                let part: serde_json::Value = serde_json::from_str(&data).unwrap();
                let text = |name: &str| part[name].as_str().unwrap().to_owned();
                self.parts.insert(text("id"), text("html"));
                self.last = id;
            }
            self.read = rest.to_owned();
        }
        true
    }

    /// Reads until a part has a text.
    async fn until(&mut self, id: &str, text: &str) {
        let reached = tokio::time::timeout(Duration::from_secs(30), async {
            while !self.parts.get(id).is_some_and(|html| html.contains(text)) {
                assert!(self.next(20_000).await, "the stream ends before {id} has {text}");
            }
        });
        assert!(reached.await.is_ok(), "{id} never has {text}: {:?}", self.parts.get(id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_follow_what_another_process_does() {
    let town = Town::new(1);
    let (one, mut other) = (in_lab(&town, "zh").await, in_lab(&town, "en").await);
    // The slow one never reads, and holds nobody up.
    let _slow = Follower::new(&one, "").await;
    let (mut first, mut second) = (Follower::new(&one, "").await, Follower::new(&other, "").await);
    first.until("ledger", "500.00 元").await;
    second.until("ledger", "500.00 yuan").await;
    {
        let (mut file, mut world) = WorldFile::open(&town.folder.path().join("a.world")).unwrap();
        file.begin(&mut world).unwrap();
        world.deposit(&number(1), Fen(777)).unwrap();
        file.keep(&mut world).unwrap();
    }
    first.until("ledger", "7.77 元").await;
    second.until("ledger", "7.77 yuan").await;
    second.until("card-13800000001", "507.77 yuan").await;
    press(&mut other, "menu").await;
    first.until("part-13800000001", "我的钱包").await;
    second.until("part-13800000001", "line:0").await;
    press(&mut other, "down").await;
    first.until("part-13800000001", "class=\"marked\" id=\"item-13800000001-1\"").await;
    for _ in 0..200 {
        post(
            &mut other,
            "/lab/hall",
            &[("number", "13800000001"), ("service", "deposit"), ("amount", "1"), ("live", "1")],
        )
        .await;
    }
    first.until("card-13800000001", "707.77 元").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reconnected_browser_gets_only_what_it_missed() {
    let town = Town::new(1);
    let mut browser = in_lab(&town, "zh").await;
    let mut first = Follower::new(&browser, "").await;
    first.until("ledger", "500.00 元").await;
    while first.next(500).await {}
    let last = first.last.clone();
    drop(first);
    let mut again = Follower::new(&browser, &last).await;
    assert!(!again.next(700).await, "nothing was missed: {:?}", again.parts.keys());
    drop(again);
    post(
        &mut browser,
        "/lab/hall",
        &[("number", "13800000001"), ("service", "deposit"), ("amount", "7"), ("live", "1")],
    )
    .await;
    let mut later = Follower::new(&browser, &last).await;
    later.until("card-13800000001", "507.00 元").await;
    // The page carries the same digest, so that a fresh page is not sent again.
    let page = browser.get("/lab").await.text.clone();
    let seen = page.split_once("data-seen=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let mut fresh = Follower::new(&browser, &seen).await;
    assert!(!fresh.next(700).await, "{:?}", fresh.parts.keys());
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_of_the_file_is_a_notice() {
    let town = Town::new(1);
    let mut browser = in_lab(&town, "zh").await;
    let token = hidden_fields(&browser.last.text, "/lab/clock").remove(0).1;
    let mut follower = Follower::new(&browser, "").await;
    follower.until("ledger", "500.00 元").await;
    let path = town.folder.path().join("a.world");
    let away = town.folder.path().join("away.world");
    std::fs::rename(&path, &away).unwrap();
    let fields = [("token", token.as_str()), ("number", "13800000001"), ("key", "menu"), ("live", "1")];
    let told = browser.post("/lab/phone", &fields).await.text.clone();
    assert!(told.contains("世界文件已不在原处"), "{told}");
    follower.until("trouble", "世界文件已不在原处").await;
    std::fs::rename(&away, &path).unwrap();
    follower.until("trouble", "<div class=\"part\" id=\"trouble\"></div>").await;
}
