//! A headless Chromium behind its driver, with its console and its requests.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::visitor::Tone;
use super::visits::Visits;

/// Process that ends with its value.
#[derive(Debug)]
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Driver of Chromium, at a port of its own choice.
#[derive(Debug)]
pub(crate) struct Driver {
    _process: Running,
    port: u16,
}

impl Driver {
    /// Starts the driver, and waits for the line with its port.
    pub(crate) fn start() -> Driver {
        let driver = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        let mut process = Command::new(&driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|why| panic!("{driver}: {why}; `apt-get install chromium-driver` brings it"));
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            line.split_once("started successfully on port ")
                .map(|(_, port)| port.trim_end_matches('.').parse().unwrap())
        });
        let port = port.expect("the driver named no port");
        // Whatever else the driver says is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Driver { _process: Running(process), port }
    }

    /// Opens a browser window of a width in CSS pixels, in light or dark colours.
    pub(crate) async fn open(&self, width: u32, colours: Colours) -> Browser {
        self.open_with(width, colours, Scripts::Run).await
    }

    /// Opens a browser window, in which the pages' own scripts may not run; those of the driver do.
    pub(crate) async fn open_with(&self, width: u32, colours: Colours, scripts: Scripts) -> Browser {
        let dark = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"];
        let mut arguments = vec!["--no-sandbox", "--disable-dev-shm-usage", "--headless=new", "--lang=zh-CN"];
        // Nothing but this machine can be reached.
        arguments.push("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1");
        if colours == Colours::Dark {
            arguments.extend(dark);
        }
        let height = if width < 600 { 844 } else { 900 };
        let options = json!({
            "args": arguments,
            "mobileEmulation": {
                "deviceMetrics": { "width": width, "height": height, "pixelRatio": 1.0, "touch": false, "mobile": false },
            },
            // 1 allows, 2 blocks.
            "prefs": { "profile.managed_default_content_settings.javascript": 1 + i32::from(scripts == Scripts::Blocked) },
        });
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL", "performance": "ALL" }));
        let at = format!("http://127.0.0.1:{}", self.port);
        let client = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&at).await.unwrap();
        Browser { client, width, scripts }
    }
}

/// Colours that a reader prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colours {
    Light,
    Dark,
}

/// Permission of the pages' own scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scripts {
    Run,
    Blocked,
}

/// Log that the driver keeps of a browser.
#[derive(Debug)]
struct Log(&'static str);

impl WebDriverCompatibleCommand for Log {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _url: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": self.0 }).to_string()))
    }
}

/// Request that a browser sent.
#[derive(Clone, Debug)]
pub(crate) struct SentRequest {
    id: String,
    pub(crate) method: String,
    pub(crate) address: String,
    /// Status of the answer; `None` if none has come.
    pub(crate) status: Option<u16>,
}

impl SentRequest {
    fn of(id: &str, request: &Value) -> SentRequest {
        let text = |name: &str| request[name].as_str().unwrap().to_owned();
        SentRequest { id: id.to_owned(), method: text("method"), address: text("url"), status: None }
    }

    /// Returns `true` if the server refused the request.
    pub(crate) fn is_refused(&self) -> bool {
        self.status.is_some_and(|status| (400..500).contains(&status))
    }
}

/// Browser window.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(crate) client: Client,
    pub(crate) width: u32,
    scripts: Scripts,
}

impl Browser {
    /// Returns `true` if a page's own script has run.
    pub(crate) async fn runs_scripts(&self) -> bool {
        self.client.goto("data:text/html,<title>no</title><script>document.title='yes'</script>").await.unwrap();
        let title = self.client.title().await.unwrap();
        // Nobody else is told of this page.
        self.requests().await;
        title == "yes"
    }

    async fn log(&self, kind: &'static str) -> Vec<Value> {
        let log = self.client.issue_cmd(Log(kind)).await.unwrap();
        log.as_array().unwrap().clone()
    }

    /// Takes the errors and warnings of the console since the last look.
    pub(crate) async fn console(&self) -> Vec<String> {
        let entries = self.log("browser").await;
        entries
            .iter()
            .filter(|entry| ["SEVERE", "WARNING"].contains(&entry["level"].as_str().unwrap()))
            .map(|entry| entry["message"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Takes the requests since the last look, the oldest first.
    pub(crate) async fn requests(&self) -> Vec<SentRequest> {
        let entries = self.log("performance").await;
        let messages = entries
            .iter()
            .map(|entry| serde_json::from_str::<Value>(entry["message"].as_str().unwrap()).unwrap()["message"].clone());
        let mut sent: Vec<SentRequest> = Vec::new();
        for message in messages {
            let (method, told) = (message["method"].as_str().unwrap_or_default(), &message["params"]);
            let (id, answer) = (
                told["requestId"].as_str().unwrap_or_default(),
                match method {
                    "Network.requestWillBeSent" => &told["redirectResponse"],
                    "Network.responseReceived" => &told["response"],
                    _ => continue,
                },
            );
            let status = answer["status"].as_u64().and_then(|status| u16::try_from(status).ok());
            if let Some(last) = sent.iter_mut().rev().find(|request| request.id == id) {
                last.status = last.status.or(status);
            }
            if method == "Network.requestWillBeSent" {
                sent.push(SentRequest::of(id, &told["request"]));
            }
        }
        sent
    }

    /// Notes the requests since the last look, and takes the complaints about refused ones from the console.
    pub(crate) async fn note_requests(&self, visits: &Visits, tone: Tone) {
        visits.note(&self.requests().await, tone);
        let others: Vec<String> = self.console().await;
        let is_told = |line: &String| line.contains("the server responded with a status of 4");
        assert!(others.iter().all(|line| tone == Tone::Bad && is_told(line)), "{others:?}");
    }

    /// Returns what axe-core finds that is serious or critical on the page, a line each; nothing where the page's
    /// scripts are blocked, as axe-core waits for timers, which are blocked with them.
    pub(crate) async fn barriers(&self, axe: &str) -> Vec<String> {
        if self.scripts == Scripts::Blocked {
            return Vec::new();
        }
        self.client.execute(axe, Vec::new()).await.unwrap();
        let run = "const done = arguments[0]; axe.run(document).then(done, why => done({ violations: [{ id: String(why), \
                   impact: 'critical', nodes: [] }] }));";
        let found = self.client.execute_async(run, Vec::new()).await.unwrap();
        let serious =
            |violation: &&Value| matches!(violation["impact"].as_str(), Some("serious" | "critical" | "moderate"));
        let violations = found["violations"].as_array().unwrap().iter().filter(serious);
        violations
            .map(|violation| format!("{}: {} at {}", violation["id"], violation["help"], violation["nodes"][0]["html"]))
            .collect()
    }

    /// Writes a picture of the whole page to a file under `target/browser`.
    pub(crate) async fn picture(&self, name: &str) {
        let height = self.client.execute("return document.documentElement.scrollHeight", Vec::new()).await.unwrap();
        let overflow = "return document.documentElement.scrollWidth - window.innerWidth";
        let overflow = self.client.execute(overflow, Vec::new()).await.unwrap();
        assert!(overflow.as_i64().unwrap() <= 0, "{name} is {overflow} px wider than the window of {} px", self.width);
        assert!(height.as_i64().unwrap() < 20_000, "{name} is {height} px high");
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/browser");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), self.client.screenshot().await.unwrap()).unwrap();
    }
}
