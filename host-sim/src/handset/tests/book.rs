//! `docs/HANDSET.md` says what the code says.

use crate::handset::book;

#[test]
fn the_book_of_the_handset_says_what_the_code_says() {
    let tables = book::tables();
    let mut said = tables.lines().filter(|line| line.starts_with("| `"));
    assert!(said.all(|line| !line.ends_with("|  |")), "a command of which nothing is said");
    crate::book::tests::compare("HANDSET.md", "handset", &tables);
}
