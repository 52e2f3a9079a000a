//! Parser of steps of users of the website, of banks and of merchants. They read like the actions of a world, without
//! the number, which in a walk is always the owner's, and with amounts as walks write them.

use crate::lang::cursor::{Cursor, ParseResult};
use sim_world::action::Action;
use sim_world::platform::number::Msisdn;

/// Reads an action after its first word.
pub(super) fn read(first: &str, cursor: &mut Cursor<'_>) -> ParseResult<Action> {
    cursor.skip_blanks();
    let before = *cursor;
    let mut words: Vec<String> = vec![first.to_owned()];
    while !matches!(cursor.peek(), None | Some('-' | '#')) {
        let (word, _) = cursor.take_while(|letter| !letter.is_whitespace());
        if word != "yuan" {
            words.push(word.to_owned());
        }
        cursor.skip_blanks();
    }
    let with_owner = |words: &[String]| {
        let mut words = words.to_vec();
        let of_bank = matches!(words.get(1).map(String::as_str), Some("draws" | "recharges")).then_some(5);
        let place = of_bank.or_else(|| words.iter().position(|word| word == "with" || word == "by"));
        let place = place.unwrap_or(words.len()).min(words.len());
        words.splice(place..place, ["for".to_owned(), Msisdn::SOLE.to_string()]);
        words
    };
    let read = words.join(" ").parse().or_else(|_| with_owner(&words).join(" ").parse());
    read.map_err(|why: sim_world::action::ActionError| before.unexpected(why.expected))
}
