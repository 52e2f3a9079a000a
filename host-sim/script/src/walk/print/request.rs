//! A request to the platform as text.

use std::fmt::{Display, Formatter, Result};

use crate::walk::syntax::{Detail, Request};
use crate::walk::words::{self, DetailWord};

impl Display for Request {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(words::word_of(&words::REQUESTS, self.asked))?;
        self.details.iter().try_for_each(|detail| write!(f, " {detail}"))
    }
}

impl Display for Detail {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (word, digits) = match self {
            Detail::Amount(amount) => return amount.fmt(f),
            Detail::Of(digits) => (DetailWord::Of, digits),
            Detail::Password(digits) => (DetailWord::Password, digits),
            Detail::Old(digits) => (DetailWord::Old, digits),
            Detail::New(digits) => (DetailWord::New, digits),
            Detail::Card(digits) => (DetailWord::Card, digits),
            Detail::Imei(digits) => (DetailWord::Imei, digits),
        };
        write!(f, "{} {digits}", words::word_of(&words::DETAILS, word))
    }
}
