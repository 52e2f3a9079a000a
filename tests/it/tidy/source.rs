//! A Rust file as the tidy tests see it: its text, and its code with comments and literals blanked out. So a brace in a
//! string does not count.

/// Rust file of the workspace.
pub(super) struct SourceFile {
    /// Path relative to the workspace.
    pub(super) name: String,
    /// Text of the file.
    pub(super) text: String,
    /// Text with comments and literals blanked out, up to the tests at the end.
    pub(super) code: String,
}

/// Function with a body.
pub(super) struct Function {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) lines: usize,
}

impl SourceFile {
    pub(super) fn new(name: String, text: String) -> SourceFile {
        let whole = blanked(&text);
        let code = whole.split_once("#[cfg(test)]\nmod tests {").map_or(whole.as_str(), |(code, _)| code).to_owned();
        SourceFile { name, text, code }
    }

    /// Returns whether the whole file is a test.
    pub(super) fn is_test(&self) -> bool {
        self.name.starts_with("tests/it/")
            || self.name.ends_with("/tests.rs")
            || self.name.contains("/src/") && self.name.contains("/tests/")
    }

    pub(super) fn code_lines(&self) -> usize {
        self.code.lines().count()
    }

    /// Returns whether a word, or a path of words, stands in the code by itself.
    pub(super) fn has_word(&self, word: &str) -> bool {
        let part_of_word = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_');
        self.code.match_indices(word).any(|(at, _)| {
            let before = self.code[..at].chars().next_back();
            let after = self.code[at + word.len()..].chars().next();
            !part_of_word(before) && !part_of_word(after)
        })
    }

    /// Returns the module directly below `folder` to which the file belongs.
    pub(super) fn top_module(&self, folder: &str) -> String {
        let below = self.name.trim_start_matches(folder);
        below.split(['/', '.']).next().unwrap_or_default().to_owned()
    }

    /// Returns the names that follow `root::` in the code: one name, or each of a group in braces.
    pub(super) fn paths_from(&self, root: &str) -> Vec<String> {
        let start = format!("{root}::");
        let mut names = Vec::new();
        for (at, _) in self.code.match_indices(&start) {
            let rest = &self.code[at + start.len()..];
            let group = rest
                .strip_prefix('{')
                .map_or(rest.split([';', '(', ' ', ',', '\n']).next(), |group| group.split("};").next());
            let group = group.unwrap_or_default();
            if rest.starts_with('{') {
                names.extend(group.split(',').map(|name| first_name(name.trim())));
            } else {
                names.push(first_name(group));
            }
        }
        names
    }

    /// Returns every function with a body.
    pub(super) fn functions(&self) -> Vec<Function> {
        let starts = self
            .code
            .match_indices("fn ")
            .filter(|(at, _)| !self.code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        starts.filter_map(|(at, _)| self.function_at(at)).collect()
    }

    fn function_at(&self, at: usize) -> Option<Function> {
        let signature = &self.code[at + 3..];
        let name = first_name(signature);
        // A type `fn (…)` has no name; a declaration ends before any brace.
        let opening = body_or_end(signature)?;
        if name.is_empty() || signature.as_bytes()[opening] == b';' {
            return None;
        }
        let mut depth = 0_usize;
        for (offset, character) in signature.char_indices().skip_while(|(offset, _)| *offset < opening) {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let line = self.code[..at].lines().count().max(1) + usize::from(self.code[..at].ends_with('\n'));
                let lines = signature[..=offset].lines().count();
                return Some(Function { name, line, lines });
            }
        }
        None
    }
}

/// Returns the end of a signature, outside all brackets: the brace of a body or the semicolon of a declaration.
fn body_or_end(signature: &str) -> Option<usize> {
    let mut depth = 0_i32;
    signature.char_indices().find_map(|(at, character)| {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' | ';' if depth == 0 => return Some(at),
            _ => {}
        }
        None
    })
}

/// Returns the identifier at the beginning.
fn first_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Returns the text with the inside of comments, strings and characters replaced by spaces; lines stay where they are.
pub(super) fn blanked(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = literal_length(rest, result.chars().next_back()).unwrap_or(0);
        if length > 0 {
            result.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[length..];
        } else {
            result.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    result
}

/// Returns the number of octets of comment, string or character at the beginning of `rest`; `None` if there is none.
fn literal_length(rest: &str, before: Option<char>) -> Option<usize> {
    let end_of = |from: usize, what: &str| rest[from..].find(what).map_or(rest.len(), |at| from + at + what.len());
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(end_of(2, "*/"));
    }
    if !before.is_some_and(|c| c.is_alphanumeric() && c != 'b') && rest.starts_with('r') {
        let hashes = rest[1..].chars().take_while(|c| *c == '#').count();
        if rest[1 + hashes..].starts_with('"') {
            return Some(end_of(2 + hashes, &format!("\"{}", "#".repeat(hashes))));
        }
    }
    if rest.starts_with('"') {
        return Some(quoted(rest, '"'));
    }
    // A lifetime is a quote that no quote follows after one character.
    let is_character = rest.starts_with("'\\") || (rest.starts_with('\'') && rest.chars().nth(2) == Some('\''));
    is_character.then(|| quoted(rest, '\''))
}

/// Returns the length of a literal that opens and closes with `quote`; a backslash escapes the next character.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + quote.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}
