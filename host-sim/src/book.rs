//! Chapters of `docs/` that are written from the program: the book cannot say what the program does not.

/// What was written.
pub(crate) fn chapters(write: impl FnOnce(&mut String) -> std::fmt::Result) -> String {
    let mut book = String::new();
    // Writing into a string does not fail.
    if write(&mut book).is_err() {
        book.clear();
    }
    book
}

#[cfg(test)]
pub(crate) mod tests;
