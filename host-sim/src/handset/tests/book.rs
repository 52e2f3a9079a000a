//! `docs/HANDSET.md` says what the code says.

use std::path::Path;

use crate::handset::book;

#[test]
fn the_book_of_the_handset_says_what_the_code_says() {
    const MARK: &str = "<!-- Generated below this line: BLESS=1 cargo test -p rfid-sim handset -->\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/HANDSET.md");
    let written = std::fs::read_to_string(&path).unwrap();
    let (prose, _) = written.split_once(MARK).expect("the book has its mark");
    let tables = book::tables();
    let mut said = tables.lines().filter(|line| line.starts_with("| `"));
    assert!(said.all(|line| !line.ends_with("|  |")), "a command of which nothing is said");
    let whole = format!("{prose}{MARK}\n{tables}");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &whole).unwrap();
        return;
    }
    assert!(
        written == whole,
        "docs/HANDSET.md is not what the code says: BLESS=1 cargo test -p rfid-sim handset writes it"
    );
}
