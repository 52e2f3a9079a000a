//! Pictures of the book that a page of the program has: they are what the program draws now.

use std::path::Path;
use std::process::Command;

use crate::binary::rfid_sim;

/// Runs the program; returns what it prints.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(rfid_sim()).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the part of a text between two marks, the first of each.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    text.split_once(from).and_then(|(_, behind)| behind.split_once(to)).unwrap().0
}

#[test]
fn chart_in_book_is_what_is_drawn() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let walk = root.join("apdu-traces/walks/hall/the-life-of-a-wallet.walk");
    printed(folder.path(), &["run", walk.to_str().unwrap(), "--to-world", "life.world"]);
    let page = printed(folder.path(), &["report", "--world", "life.world", "--day", "all", "--lang", "en", "-o", "-"]);
    let style = between(&page, "<style>", "</style>");
    let chart = between(&page, "<svg class=\"chart\"", "</svg>");
    // A picture by itself has the styles of its page.
    let drawn = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\"{}<style>{style}</style>{}</svg>\n",
        &chart[..=chart.find('>').unwrap()],
        &chart[chart.find('>').unwrap() + 1..],
    );
    let path = root.join("docs/balances.svg");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &drawn).unwrap();
    }
    let is_same = std::fs::read_to_string(&path).is_ok_and(|kept| kept == drawn);
    assert!(is_same, "docs/balances.svg is not what is drawn: BLESS=1 writes it");
}
