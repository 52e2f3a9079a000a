//! The book for a browser: every page opens from its folder, and the card of CARD.md answers.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use fantoccini::Locator;

use super::driver::{Browser, Colours, Driver};

/// Makes the book, once for all tests; returns its folder.
fn built() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
        let built = Command::new(root.join("docs/build")).output().unwrap();
        let (printed, told) = (String::from_utf8_lossy(&built.stdout), String::from_utf8_lossy(&built.stderr));
        assert!(built.status.success(), "{printed}{told}");
        root.join("target/book")
    })
}

/// Opens a page, of which the console has nothing to tell, and which asks for nothing but files.
async fn open(browser: &Browser, page: &Path) {
    browser.client.goto(&format!("file://{}", page.display())).await.unwrap();
    // mdBook's highlighter says that it does not know the languages of this project.
    let told: Vec<_> = browser.console().await.into_iter().filter(|line| !line.contains("/highlight-")).collect();
    assert!(told.is_empty(), "{}: {told:?}", page.display());
    let requests = browser.requests().await;
    let is_within = |address: &str| address.starts_with("file://") || address.starts_with("data:");
    let elsewhere: Vec<_> = requests.iter().filter(|request| !is_within(&request.address)).collect();
    assert!(elsewhere.is_empty(), "{}: {elsewhere:?}", page.display());
}

/// Returns the files that the page's text leads to.
async fn file_links(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('main a[href]')].map(link => new URL(link.href)) \
                  .filter(link => link.protocol == 'file:').map(link => decodeURIComponent(link.pathname))";
    let links = browser.client.execute(script, Vec::new()).await.unwrap();
    links.as_array().unwrap().iter().map(|link| link.as_str().unwrap().to_owned()).collect()
}

/// Types a line at the desk of the card; returns what the page shows below it.
async fn type_line(browser: &Browser, line: &str) -> String {
    let field = browser.client.find(Locator::Id("card-line")).await.unwrap();
    field.send_keys(&format!("{line}\u{E007}")).await.unwrap();
    browser.client.find(Locator::Css("#card-desk li:last-child samp")).await.unwrap().text().await.unwrap()
}

pub(crate) async fn read_every_page(driver: &Driver) {
    let folder = built();
    let browser = driver.open(390, Colours::Dark).await;
    let pages = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pages: Vec<_> = pages.filter(|page| page.extension().is_some_and(|extension| extension == "html")).collect();
    assert!(pages.len() > 30, "{} pages", pages.len());
    let mut links = BTreeSet::new();
    for page in pages {
        open(&browser, &page).await;
        links.extend(file_links(&browser).await);
    }
    let lost: Vec<_> = links.iter().filter(|link| !Path::new(link.as_str()).exists()).collect();
    assert!(links.len() > 40 && lost.is_empty(), "{lost:?}");
    browser.client.close().await.unwrap();
}

pub(crate) async fn ask_card(driver: &Driver) {
    let folder = built();
    let browser = driver.open(1280, Colours::Light).await;
    open(&browser, &folder.join("CARD.html")).await;
    // The octets are those of the card on a desktop (docs/SHELL.md, apdu-traces/first-steps).
    let session = [
        ("00A40400 10 D1560001018003800000000100000000", "answer 613B"),
        (
            "00c000003b",
            "answer 6F398410D1560001018003800000000100000000A5259F0801029F0C1E0000000000000001020100001234567890123456200901012019123100009000",
        ),
        ("805C000204", "answer 000000009000"),
        ("80500102 0B 03 00000064 112233445566", "answer 9401"),
        ("0020000002 1234", "answer 6984"),
        ("tap", "commands go by a tap of the radio"),
        ("805C0002 04", "answer 6985"),
        ("off", "ok"),
        ("805C000204", "no answer"),
        (
            "8",
            "error an APDU is an even number of hexadecimal digits; orders are on, off, leave, random, contacts, tap",
        ),
    ];
    for (line, answer) in session {
        assert_eq!(type_line(&browser, line).await, answer, "{line}");
    }
    assert_eq!(browser.console().await, [""; 0]);
    let axe = std::fs::read_to_string(std::env::var("AXE_CORE").unwrap()).unwrap();
    let barriers = browser.barriers(&axe).await;
    let ours: Vec<_> = barriers.iter().filter(|barrier| barrier.contains("card")).collect();
    assert!(ours.is_empty(), "{ours:?}");
    browser.picture("book-card").await;
    browser.client.close().await.unwrap();
}
