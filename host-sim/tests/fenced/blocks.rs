//! The fenced blocks of a page of the book.

/// Returns every fenced block of a page: the line where it begins, its heading and its text.
pub fn blocks(page: &str) -> Vec<(usize, String, String)> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
    let book = std::fs::read_to_string(path).expect("the page");
    let mut blocks = Vec::new();
    let mut open: Option<(usize, String, String)> = None;
    for (at, line) in book.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some(block)) => blocks.push(block),
            (Some(heading), None) => open = Some((at + 1, heading.to_owned(), String::new())),
            (None, Some((from, heading, text))) => open = Some((from, heading, text + line + "\n")),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}
