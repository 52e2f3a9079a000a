//! Parser of the expected request after `sms request`: its kind, and what is known of its fields.

use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::values;
use crate::walk::syntax::{Detail, Request};
use crate::walk::words::{self, DetailWord};

/// Reads a request after the word `request`.
pub(super) fn request(cursor: &mut Cursor<'_>) -> ParseResult<Request> {
    let asked = cursor.one_of(&words::REQUESTS, "what the platform is asked for")?;
    let mut details = Vec::new();
    while let Some(detail) = detail(cursor)? {
        details.push(detail);
    }
    Ok(Request { asked, details })
}

fn detail(cursor: &mut Cursor<'_>) -> ParseResult<Option<Detail>> {
    if let Some(word) = cursor.eat_one_of(&words::DETAILS) {
        let digits = digits(cursor)?;
        return Ok(Some(match word {
            DetailWord::Of => Detail::Of(digits),
            DetailWord::Password => Detail::Password(digits),
            DetailWord::Old => Detail::Old(digits),
            DetailWord::New => Detail::New(digits),
            DetailWord::Card => Detail::Card(digits),
            DetailWord::Imei => Detail::Imei(digits),
        }));
    }
    if cursor.peek().is_some_and(|letter| letter.is_ascii_digit()) {
        return values::amount(cursor).map(|amount| Some(Detail::Amount(amount)));
    }
    Ok(None)
}

fn digits(cursor: &mut Cursor<'_>) -> ParseResult<String> {
    let before = *cursor;
    cursor.skip_blanks();
    let (digits, _) = cursor.take_while(|letter| letter.is_ascii_digit());
    if digits.is_empty() {
        return Err(before.unexpected("digits"));
    }
    Ok(digits.to_owned())
}
