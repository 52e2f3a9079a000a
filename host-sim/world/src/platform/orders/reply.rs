//! Replies to the platform's questions. The forms differ: single letters, the codes of a menu, dates of eight digits,
//! passwords of six, and amounts of up to five digits before the point. Only an amount may look like a code.

use std::fmt;

use sim_codec::time::Day;
use sim_wire::Fen;

use super::{Question, parse_day};
use crate::platform::amount::parse_yuan;
use crate::platform::password::PayPassword;

/// Largest number of digits before the point of an amount that is replied.
const YUAN_DIGITS_MAX: usize = 5;

/// Text that may be a reply, in capitals and half-width characters. It may be a password, so it is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct TextReply(String);

/// ReplyAnswer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReplyAnswer {
    /// Letter or code of a confirmation.
    Yes,
    /// Day.
    Day(Day),
    /// Amount in fen.
    Amount(Fen),
    /// Pay password.
    Password(PayPassword),
}

impl fmt::Debug for TextReply {
    /// Writes the type's name without the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TextReply")
    }
}

impl TextReply {
    /// Reads a plain text as a reply; `None` if it answers no question that there is.
    pub(super) fn read(plain: &str) -> Option<TextReply> {
        let reply = TextReply(plain.to_owned());
        Question::ALL.into_iter().any(|question| reply.answer(question).is_some()).then_some(reply)
    }

    /// Returns `true` for the letter that confirms a handset's model.
    pub(super) fn is_model_letter(&self) -> bool {
        self.0 == "Y"
    }

    /// Returns `true` for a reply of letters.
    pub(super) fn is_letter(&self) -> bool {
        self.0.starts_with(|first: char| first.is_ascii_alphabetic())
    }

    /// Returns the answer to a question; `None` if the reply does not fit it.
    pub(super) fn answer(&self, question: Question) -> Option<ReplyAnswer> {
        let is_word = |word: &str| (self.0 == word).then_some(ReplyAnswer::Yes);
        match question {
            Question::Open => is_word("A"),
            Question::Model => is_word("Y"),
            Question::LoginReset => is_word("B"),
            Question::Upgrade => is_word("C"),
            Question::ClosingMenu => is_word("9"),
            Question::ClosingConfirmation => is_word("6"),
            Question::StartDate => parse_day(&self.0).map(ReplyAnswer::Day),
            Question::WithdrawalAmount => self.amount().map(ReplyAnswer::Amount),
            Question::WithdrawalPassword | Question::ClosingPassword => self.password().map(ReplyAnswer::Password),
        }
    }

    fn amount(&self) -> Option<Fen> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if digits > YUAN_DIGITS_MAX { None } else { parse_yuan(&self.0).ok() }
    }

    fn password(&self) -> Option<PayPassword> {
        self.0.split_whitespace().collect::<String>().parse().ok()
    }
}

impl Question {
    /// All questions.
    pub(super) const ALL: [Question; 10] = [
        Question::Open,
        Question::StartDate,
        Question::Model,
        Question::WithdrawalAmount,
        Question::WithdrawalPassword,
        Question::ClosingMenu,
        Question::ClosingConfirmation,
        Question::ClosingPassword,
        Question::LoginReset,
        Question::Upgrade,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the questions that a text answers.
    fn fitting(text: &str) -> Vec<Question> {
        let reply = TextReply(text.to_owned());
        Question::ALL.into_iter().filter(|question| reply.answer(*question).is_some()).collect()
    }

    #[test]
    fn form_of_reply_names_its_question() {
        let passwords = [Question::WithdrawalPassword, Question::ClosingPassword];
        for (text, questions) in [
            ("A", &[Question::Open][..]),
            ("Y", &[Question::Model]),
            ("B", &[Question::LoginReset]),
            ("C", &[Question::Upgrade]),
            ("9", &[Question::WithdrawalAmount, Question::ClosingMenu]),
            ("6", &[Question::WithdrawalAmount, Question::ClosingConfirmation]),
            ("100", &[Question::WithdrawalAmount]),
            ("12.5元", &[Question::WithdrawalAmount]),
            ("99999.99", &[Question::WithdrawalAmount]),
            ("654321", &passwords),
            ("65 43 21", &passwords),
            ("20091118", &[Question::StartDate]),
            ("1234567", &[]),
            ("100000元", &[]),
            ("你好", &[]),
            ("", &[]),
        ] {
            assert_eq!(fitting(text), questions, "{text}");
            assert_eq!(TextReply::read(text).is_some(), !questions.is_empty(), "{text}");
        }
    }

    #[test]
    fn debug_form_of_reply_has_no_digits() {
        assert_eq!(format!("{:?}", TextReply::read("654321")), "Some(TextReply)");
    }
}
