//! Suggestion of the word that a misspelt one probably meant.

/// Returns the word of `valid` that is fewest letters away from `written`, if fewer than half of its letters are wrong
/// or `written` is the word with an ending. Of several, one that begins with the same letter.
pub fn nearest<'a>(written: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let near = valid.into_iter().filter_map(|word| {
        let lower = word.to_lowercase();
        let (wrong, letters) = (distance(&written, &lower), lower.chars().count().max(3));
        let is_near = wrong * 2 < letters || (wrong * 2 == letters && written.starts_with(&lower));
        is_near.then_some((word, (wrong, written.chars().next() != lower.chars().next())))
    });
    near.min_by_key(|(_, far)| *far).map(|(word, _)| word)
}

/// Counts the letters to insert, remove or replace to get from one word to the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (above, from_letter) in from.chars().take(64).enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, to_letter) in row.iter_mut().skip(1).zip(to.chars()) {
            let replaced = diagonal + usize::from(from_letter != to_letter);
            diagonal = *cell;
            *cell = replaced.min(diagonal + 1).min(left + 1);
            left = *cell;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn nearest_word_has_fewest_wrong_letters() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(nearest("expct", ["expect", "end", "include"]), Some("expect"));
        assert_eq!(nearest("zzzz", ["expect", "end", "include"]), None);
        assert_eq!(nearest("opened", ["unopened", "open"]), Some("open"));
        assert_eq!(nearest("in", ["it", "end"]), Some("it"));
    }
}
