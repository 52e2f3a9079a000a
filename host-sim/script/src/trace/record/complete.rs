//! Completion and hints while a line is typed.

use super::super::parse::first_words;
use super::request::{ASSIGNMENTS, ORDERS};
use super::template::{self, TEMPLATES};

/// Suggestion of a line in place of the line so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// New line.
    pub line: String,
    /// Description of the new line.
    pub description: String,
}

/// Returns what a line could become: words of the shell, commands by name, and commands by the octets they begin with.
pub(super) fn suggestions(line: &str) -> Vec<Suggestion> {
    let typed = line.trim_start();
    if typed.is_empty() {
        return Vec::new();
    }
    let lower = typed.to_ascii_lowercase();
    let trace = first_words::all().map(|first| (first.word, first.rest, first.meaning));
    let words = ORDERS.into_iter().chain(ASSIGNMENTS).chain(trace);
    let words = words.filter(|(word, ..)| word.starts_with(&lower) && *word != lower).map(|(word, rest, meaning)| {
        Suggestion { line: format!("{word} {rest}").trim_end().to_owned(), description: meaning.to_owned() }
    });
    let commands = TEMPLATES.iter().filter(|template| is_beginning(template.octets, typed));
    let commands = template::named(typed).chain(commands);
    let commands =
        commands.map(|template| Suggestion { line: template.octets.to_owned(), description: template.name.to_owned() });
    words.chain(commands).collect()
}

/// Returns whether octets begin as typed, blanks aside; fewer than four digits begin too many.
fn is_beginning(octets: &str, typed: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let (octets, typed) = (plain(octets), plain(typed));
    typed.len() >= 4 && typed.len() < octets.len() && octets.starts_with(&typed)
}

/// Returns the hint behind the cursor: the name of the command whose header stands there, and what is missing.
pub fn hint(line: &str) -> Option<String> {
    let digits: String = line.trim_start_matches('>').chars().filter(|letter| !letter.is_whitespace()).collect();
    let octets = hex::decode(digits.get(..digits.len() & !1)?).unwrap_or_default();
    if octets.len() < 4 {
        return None;
    }
    let explanation = sim_explain::command(&octets);
    let missing = explanation.problems.first().map(|problem| format!(" - {problem}")).unwrap_or_default();
    Some(format!("   {}{missing}", explanation.name))
}
