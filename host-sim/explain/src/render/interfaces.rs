//! Interfaces over which a command may come to the card: the card's own table, in words.

use applet::Interface;

use crate::row::CommandRow;

/// Returns the interfaces over which a row may come.
pub(crate) const fn names(row: &CommandRow) -> &'static [&'static str] {
    match allowed(row) {
        [true, true, true] => &["contact", "contactless", "over the air"],
        [true, true, false] => &["contact", "contactless"],
        [true, false, true] => &["contact", "over the air"],
        [true, false, false] => &["contact"],
        [false, false, true] => &["over the air"],
        _ => &[],
    }
}

/// Returns the interfaces over which a row may come, for a sentence.
pub const fn in_a_sentence(row: &CommandRow) -> &'static str {
    match allowed(row) {
        [true, true, true] => "the contacts and the radio, and by a script over the air",
        [true, true, false] => "the contacts and the radio",
        [true, false, true] => "the contacts, and by a script over the air",
        [true, false, false] => "the contacts only",
        [false, false, true] => "nothing but a script over the air",
        _ => "nothing",
    }
}

const fn allowed(row: &CommandRow) -> [bool; 3] {
    let [contact, contactless, over_the_air] = Interface::ALL;
    [row.is_allowed_over(contact), row.is_allowed_over(contactless), row.is_allowed_over(over_the_air)]
}
