//! Security questions (密保问题): three questions with answers, by which a forgotten pay password is reset on the website
//! and by customer care (handbook 2.6.2.4). The platform keeps an Argon2 hash of each answer. A typed answer is a value
//! that cannot be printed, and blanks, width and case of its characters do not count.
//!
//! ```
//! use sim_world::platform::security_questions::SecurityAnswer;
//!
//! assert_eq!(" Mr Li ".parse::<SecurityAnswer>()?, "mrli".parse()?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Platform;
use super::books::Books;
use super::daily_failures::DailyFailures;
use super::entropy::PlatformEntropy;
use super::error::PlatformError;
use super::number::Msisdn;
use super::password::{HashProof, NewInitial, PasswordCost, PayPassword, Secret, StoredHash, salt};
use super::rules::ProtectedOrder;
use super::texts;
use sim_codec::time::{Day, Moment};

/// Number of security questions of an account.
pub const QUESTIONS: usize = 3;

/// Number of wrong answers in a day after which the website takes no more answers (handbook 2.6.2.4).
pub const WRONG_ANSWERS_MOST: u8 = 3;

/// Largest number of characters of an answer.
const ANSWER_MOST: usize = 30;

/// Question that a user can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecurityQuestion {
    /// Name of the father.
    Father,
    /// Name of the mother.
    Mother,
    /// Place of birth.
    BirthPlace,
    /// Name of the primary school.
    School,
    /// Name of the form teacher.
    Teacher,
    /// Name of the best friend of childhood.
    Friend,
    /// Name of the first pet.
    Pet,
    /// Favourite book.
    Book,
}

impl SecurityQuestion {
    /// All questions.
    pub const ALL: [SecurityQuestion; 8] = [
        SecurityQuestion::Father,
        SecurityQuestion::Mother,
        SecurityQuestion::BirthPlace,
        SecurityQuestion::School,
        SecurityQuestion::Teacher,
        SecurityQuestion::Friend,
        SecurityQuestion::Pet,
        SecurityQuestion::Book,
    ];

    /// Returns the question in Chinese.
    pub const fn chinese(self) -> &'static str {
        match self {
            SecurityQuestion::Father => "您父亲的姓名是?",
            SecurityQuestion::Mother => "您母亲的姓名是?",
            SecurityQuestion::BirthPlace => "您的出生地是?",
            SecurityQuestion::School => "您小学的校名是?",
            SecurityQuestion::Teacher => "您班主任的姓名是?",
            SecurityQuestion::Friend => "您儿时好友的姓名是?",
            SecurityQuestion::Pet => "您第一只宠物的名字是?",
            SecurityQuestion::Book => "您最喜欢的书是?",
        }
    }
}

impl fmt::Display for SecurityQuestion {
    /// Writes the question in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SecurityQuestion::Father => "What is your father's name?",
            SecurityQuestion::Mother => "What is your mother's name?",
            SecurityQuestion::BirthPlace => "Where were you born?",
            SecurityQuestion::School => "What is the name of your primary school?",
            SecurityQuestion::Teacher => "What is the name of your form teacher?",
            SecurityQuestion::Friend => "What is the name of your best childhood friend?",
            SecurityQuestion::Pet => "What is the name of your first pet?",
            SecurityQuestion::Book => "What is your favourite book?",
        })
    }
}

/// Error of a text that is no answer; it does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an answer has 1 to 30 characters beside blanks")]
pub struct SecurityAnswerError;

/// Answer to a security question as it is typed or said: 1 to 30 characters. Two are equal if their characters are.
#[derive(Clone)]
pub struct SecurityAnswer {
    characters: String,
    proof: Option<HashProof>,
}

impl FromStr for SecurityAnswer {
    type Err = SecurityAnswerError;

    /// Reads an answer. Blanks are dropped, full-width forms of ASCII become ASCII, and capitals small letters.
    fn from_str(text: &str) -> Result<SecurityAnswer, SecurityAnswerError> {
        let written = text.chars().filter(|character| !character.is_whitespace() && !character.is_control());
        let answer: String = written.map(half_width).flat_map(char::to_lowercase).collect();
        let fits = (1..=ANSWER_MOST).contains(&answer.chars().count());
        if fits { Ok(SecurityAnswer { characters: answer, proof: None }) } else { Err(SecurityAnswerError) }
    }
}

/// Returns ASCII for its full-width form, and any other character as it is.
pub(super) fn half_width(character: char) -> char {
    let is_wide = ('\u{FF01}'..='\u{FF5E}').contains(&character);
    let narrow = u32::from(character).checked_sub(0xFEE0).and_then(char::from_u32);
    narrow.filter(|_| is_wide).unwrap_or(character)
}

impl PartialEq for SecurityAnswer {
    /// Compares the characters.
    fn eq(&self, other: &SecurityAnswer) -> bool {
        self.characters == other.characters
    }
}

impl Eq for SecurityAnswer {}

impl Secret for SecurityAnswer {
    fn octets(&self) -> &[u8] {
        self.characters.as_bytes()
    }

    fn proof(&self) -> Option<&HashProof> {
        self.proof.as_ref()
    }

    fn with_proof(self, proof: HashProof) -> SecurityAnswer {
        SecurityAnswer { proof: Some(proof), ..self }
    }
}

impl SecurityAnswer {
    /// Returns the characters that count, for the line of text of an action that gives the answer.
    pub(crate) fn reveal(&self) -> &str {
        &self.characters
    }
}

impl fmt::Debug for SecurityAnswer {
    /// Writes the type's name without the characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecurityAnswer")
    }
}

/// Questions with their answers, as a user sets them.
pub type SecurityAnswers = [(SecurityQuestion, SecurityAnswer); QUESTIONS];

/// Question with the hash of its answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptAnswer {
    question: SecurityQuestion,
    hash: StoredHash,
}

/// Security questions of an account, with the wrong answers of a day.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityQuestions {
    answers: [KeptAnswer; QUESTIONS],
    /// Wrong answers on the website.
    wrong: DailyFailures,
}

impl fmt::Debug for SecurityQuestions {
    /// Writes the questions and the count without the hashes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("SecurityQuestions");
        shown.field("questions", &self.questions()).field("wrong", &self.wrong);
        shown.finish_non_exhaustive()
    }
}

impl SecurityQuestions {
    /// Makes the questions of an account from answers, each under a salt of its own.
    fn new(
        answers: &SecurityAnswers,
        entropy: &mut PlatformEntropy,
        cost: PasswordCost,
    ) -> Result<Self, PlatformError> {
        let [(first, _), (second, _), (third, _)] = answers;
        if first == second || second == third || first == third {
            return Err(PlatformError::QuestionTwice);
        }
        let mut keep = |(question, answer): &(SecurityQuestion, SecurityAnswer)| {
            let hash = StoredHash::of(answer, salt(entropy), cost)?;
            Ok::<_, PlatformError>(KeptAnswer { question: *question, hash })
        };
        let [first, second, third] = answers;
        let answers = [keep(first)?, keep(second)?, keep(third)?];
        Ok(SecurityQuestions { answers, wrong: DailyFailures::default() })
    }

    /// Returns the questions in the order in which they were chosen.
    pub fn questions(&self) -> [SecurityQuestion; QUESTIONS] {
        self.answers.each_ref().map(|kept| kept.question)
    }

    /// Returns whether an answer is the one to this question. A question that was not chosen has no right answer.
    pub(super) fn is_right(&self, question: SecurityQuestion, answer: &SecurityAnswer) -> Result<bool, PlatformError> {
        self.hash(question).map_or(Ok(false), |hash| hash.is_of(answer))
    }

    /// Returns the hash of the answer to a question; `None` if the question was not chosen.
    pub(super) fn hash(&self, question: SecurityQuestion) -> Option<&StoredHash> {
        self.answers.iter().find(|kept| kept.question == question).map(|kept| &kept.hash)
    }

    /// Returns the number of wrong answers that the website still takes on a day.
    pub fn answers_left(&self, day: Day) -> u8 {
        WRONG_ANSWERS_MOST.saturating_sub(self.wrong.on(day))
    }

    /// Checks an answer on the website, where a wrong one counts by the day.
    fn check(
        &mut self,
        day: Day,
        (question, answer): (SecurityQuestion, &SecurityAnswer),
    ) -> Result<(), PlatformError> {
        if self.answers_left(day) == 0 {
            return Err(PlatformError::AnswersUsedUp);
        }
        if self.is_right(question, answer)? {
            return Ok(());
        }
        match WRONG_ANSWERS_MOST.saturating_sub(self.wrong.count(day)) {
            0 => Err(PlatformError::AnswersUsedUp),
            left => Err(PlatformError::AnswerWrong { left }),
        }
    }
}

impl Books {
    /// Sets the security questions of an account under the pay password. The wrong answers of the day still count.
    fn set_security_answers(
        &mut self,
        now: Moment,
        number: &Msisdn,
        (password, answers): (&PayPassword, &SecurityAnswers),
        entropy: &mut PlatformEntropy,
    ) -> Result<(), PlatformError> {
        self.accounts.may_reset(number)?;
        let mut new = SecurityQuestions::new(answers, entropy, self.terms.password_cost)?;
        self.authorise(now, number, password, ProtectedOrder::SecurityQuestions)?;
        if let Some(old) = &self.accounts.living(number)?.security_questions {
            new.wrong = old.wrong;
        }
        self.accounts.living_mut(number)?.security_questions = Some(new);
        Ok(())
    }

    /// Replaces a forgotten pay password by a new initial one, if the answer is right. A locked one is replaced by
    /// customer care alone (2.6.3).
    fn reset_pay_password_by_question(
        &mut self,
        now: Moment,
        number: &Msisdn,
        answered: (SecurityQuestion, &SecurityAnswer),
        (new, entropy): (NewInitial<PayPassword>, &mut PlatformEntropy),
    ) -> Result<PayPassword, PlatformError> {
        self.accounts.may_reset(number)?;
        self.accounts.living(number)?.pay_password().check_unlocked(now)?;
        let questions = self.accounts.living_mut(number)?.security_questions.as_mut();
        questions.ok_or(PlatformError::QuestionsMissing)?.check(now.day(), answered)?;
        self.reset_pay_password_to(number, new, entropy)
    }
}

impl Platform {
    /// Returns the security questions of a number's account; `None` if none are set.
    pub fn security_questions(&self, number: &Msisdn) -> Option<[SecurityQuestion; QUESTIONS]> {
        let account = self.books.accounts.living(number).ok()?;
        account.security_questions.as_ref().map(SecurityQuestions::questions)
    }

    /// Sets the security questions of a number's account, in place of earlier ones, under the pay password.
    pub fn set_security_answers(
        &mut self,
        now: Moment,
        number: &Msisdn,
        password: &PayPassword,
        answers: &SecurityAnswers,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        self.books.set_security_answers(now, number, (password, answers), &mut self.entropy)
    }

    /// Resets a forgotten pay password on the website by the answer to one security question (2.6.2.4). The new one
    /// comes by short message, to the phone that was set for it or else to the number's own.
    pub fn reset_pay_password_by_question(
        &mut self,
        now: Moment,
        number: &Msisdn,
        answered: (SecurityQuestion, &SecurityAnswer),
        new: NewInitial<PayPassword>,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        let new = (new, &mut self.entropy);
        let new = self.books.reset_pay_password_by_question(now, number, answered, new)?;
        self.send_reset_password(now, number, &new);
        Ok(())
    }

    /// Sets the phone to which the website sends a new initial pay password (密保手机号, 2.6.2.1), or none. The
    /// subscriber is told.
    pub fn set_security_phone(
        &mut self,
        now: Moment,
        number: &Msisdn,
        phone: Option<Msisdn>,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        self.books.accounts.may_reset(number)?;
        self.books.accounts.living_mut(number)?.security_phone = phone;
        self.outbox.text(now, *number, &texts::security_phone_set(phone));
        Ok(())
    }

    /// Sends a new initial pay password to the phone that was set for it, in place of one that was never changed
    /// (2.6.2.1).
    pub fn resend_initial_pay_password(
        &mut self,
        now: Moment,
        number: &Msisdn,
        new: NewInitial<PayPassword>,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        self.books.accounts.may_reset(number)?;
        let account = self.books.accounts.living(number)?;
        account.pay_password().check_unlocked(now)?;
        if !account.pay_password().is_initial() {
            return Err(PlatformError::PasswordChanged);
        }
        if account.security_phone.is_none() {
            return Err(PlatformError::SecurityPhoneMissing);
        }
        let new = self.books.reset_pay_password_to(number, new, &mut self.entropy)?;
        self.send_reset_password(now, number, &new);
        Ok(())
    }

    /// Sends the pay password of a reset on the website.
    fn send_reset_password(&mut self, now: Moment, number: &Msisdn, new: &PayPassword) {
        let phone = self.books.accounts.living(number).ok().and_then(|account| account.security_phone);
        match phone.filter(|phone| phone != number) {
            None => self.outbox.text(now, *number, &texts::pay_password_reset(new)),
            Some(phone) => {
                self.outbox.text(now, phone, &texts::pay_password_reset_of(number, new));
                self.outbox.text(now, *number, &texts::pay_password_sent_elsewhere());
            }
        }
    }
}

#[cfg(test)]
mod tests;
