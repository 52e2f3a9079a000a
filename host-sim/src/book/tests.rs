//! The pages of `docs/` held to the program.

/// Holds a page, from the line on that says how it is generated, to what the program writes; with `BLESS=1` writes it.
pub(crate) fn compare(page: &str, filter: &str, chapters: &str) {
    let mark = format!("<!-- Generated below this line: BLESS=1 cargo test -p rfid-sim {filter} -->\n");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
    let written = std::fs::read_to_string(&path).unwrap();
    let (prose, _) = written.split_once(&mark).expect("the book has its mark");
    let whole = format!("{prose}{mark}\n{chapters}");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &whole).unwrap();
        return;
    }
    assert!(
        written == whole,
        "docs/{page} is not what the program says: BLESS=1 cargo test -p rfid-sim {filter} writes it"
    );
}
