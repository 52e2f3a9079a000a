//! The pages of `docs/` that the program writes: the book cannot differ from the program.

use std::path::Path;

/// Asserts that a page, from its mark on, is what the program writes; with `BLESS=1` writes the page.
fn compare(page: &str, chapters: &str) {
    let mark = "<!-- Generated below this line: BLESS=1 cargo test -p tests --test it book -->\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
    let written = std::fs::read_to_string(&path).unwrap();
    let (prose, _) = written.split_once(mark).expect("the book has its mark");
    let whole = format!("{prose}{mark}\n{chapters}");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &whole).unwrap();
        return;
    }
    assert!(
        written == whole,
        "docs/{page} is not what the program says: BLESS=1 cargo test -p tests --test it book writes it"
    );
}

#[test]
fn handset_page_matches_the_code() {
    let tables = sim_device::handset::book::tables();
    let mut rows = tables.lines().filter(|line| line.starts_with("| `"));
    assert!(rows.all(|line| !line.ends_with("|  |")), "a command of which nothing is said");
    compare("HANDSET.md", &tables);
}

#[test]
fn apdus_page_matches_the_code() {
    compare("APDUS.md", &sim_explain::book::tables());
}
