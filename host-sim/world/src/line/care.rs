//! Dialogue of customer care: the second line of mobile payment, by keys, and an agent who verifies a caller.

use super::request::SaidText;
use super::step::LineStep;
use super::{CallerFact, CallerReply, CallerRequest, LineCall, LineTurn, texts};
use crate::platform::password::PayPassword;

/// Number of facts that a caller must know (五个问题回答对四个及以上正确).
const FACTS_NEEDED: u8 = 4;

impl LineCall {
    /// Takes a choice of a menu at customer care.
    pub(super) fn choose_at_care(&mut self, digit: u8) -> LineTurn {
        match (self.step, digit) {
            (LineStep::CareMenu, 1) => self.go_on(LineStep::SecondLine),
            (LineStep::SecondLine, 1) => LineTurn::Asks(CallerRequest::Balance),
            (LineStep::SecondLine, 2) => LineTurn::Asks(CallerRequest::Transactions),
            (LineStep::SecondLine, 3) => self.go_on(LineStep::OldPayPassword),
            (LineStep::SecondLine, 4) | (LineStep::Agent, 2) => self.go_on(LineStep::LoginPasswordReset),
            (LineStep::SecondLine, 5) | (LineStep::Agent, 1) => self.verify(),
            (LineStep::SecondLine, 6) | (LineStep::Agent, 3) => self.go_on(LineStep::OperationPinReset),
            (LineStep::SecondLine, 7) => self.go_on(LineStep::Closing),
            (LineStep::SecondLine, 8) => {
                self.mistakes = 0;
                self.enter(LineStep::SecondLine, Some(texts::help(self.language)))
            }
            (LineStep::SecondLine, 0) => self.go_on(LineStep::Agent),
            (LineStep::Agent, 4) => LineTurn::Asks(CallerRequest::Advice),
            (LineStep::LoginPasswordReset, 1) => LineTurn::Asks(CallerRequest::LoginPasswordReset),
            (LineStep::Closing, 1) => self.go_on(LineStep::ClosingPassword),
            _ => self.mistake(None),
        }
    }

    /// Begins to verify a caller for the reset of the pay password, once in a call.
    fn verify(&mut self) -> LineTurn {
        if self.is_unverified {
            return self.enter(LineStep::SecondLine, Some(texts::unverified(self.language)));
        }
        self.known = 0;
        LineTurn::Asks(CallerRequest::Verification)
    }

    /// Takes a pay password that `#` completes.
    pub(super) fn complete_at_care(&mut self, typed: String) -> LineTurn {
        let Ok(password) = typed.parse::<PayPassword>() else {
            return self.mistake(Some(texts::pay_password_wrong(self.language)));
        };
        match self.step {
            LineStep::OldPayPassword => {
                self.go_on(LineStep::NewPayPassword);
                self.fields = vec![typed];
                LineTurn::Spoke
            }
            LineStep::NewPayPassword => {
                self.fields.truncate(1);
                self.fields.push(typed);
                self.go_on(LineStep::NewPayPasswordAgain)
            }
            LineStep::NewPayPasswordAgain => self.change_pay_password(&typed, password),
            LineStep::OperationPinReset => LineTurn::Asks(CallerRequest::OperationPinReset(password)),
            LineStep::ClosingPassword => LineTurn::Asks(CallerRequest::Closing(password)),
            _ => self.mistake(None),
        }
    }

    /// Changes the pay password, if the new one was typed twice.
    fn change_pay_password(&mut self, again: &str, new: PayPassword) -> LineTurn {
        match self.fields.as_slice() {
            [old, first] if first == again => match old.parse() {
                Ok(old) => LineTurn::Asks(CallerRequest::PayPasswordChange(old, new)),
                Err(_) => self.go_on(LineStep::OldPayPassword),
            },
            _ => {
                self.step = LineStep::NewPayPassword;
                self.mistake(Some(texts::passwords_differ(self.language)))
            }
        }
    }

    /// Takes something that the caller says.
    pub(super) fn hear(&mut self, said: &str) -> LineTurn {
        let said = SaidText(said.to_owned());
        match self.step {
            LineStep::Question(question) => LineTurn::Asks(CallerRequest::Answer(question, said)),
            LineStep::Fact(fact) => LineTurn::Asks(CallerRequest::Fact(fact, said)),
            _ => self.mistake(None),
        }
    }

    /// Takes the platform's reply to a request.
    pub(super) fn reply_at_care(&mut self, reply: &CallerReply) -> LineTurn {
        let language = self.language;
        self.mistakes = 0;
        let said = match (self.step, reply) {
            (_, CallerReply::Refused(why)) => texts::refused(language, why),
            (_, CallerReply::Balance(cash, card)) => texts::balance(language, *cash, *card),
            (_, CallerReply::Transactions(lines)) => texts::transactions(language, lines),
            (_, CallerReply::Advised(advice)) => texts::advice(language, advice),
            (_, CallerReply::Questions(Some([first, second, third]))) => {
                self.questions = vec![*second, *third];
                return self.enter(LineStep::Question(*first), Some(texts::verification(language)));
            }
            (_, CallerReply::Questions(None)) => return LineTurn::Asks(CallerRequest::RealName),
            (
                LineStep::Question(_) | LineStep::Fact(_) | LineStep::SecondLine | LineStep::Agent,
                CallerReply::Is(is),
            ) => {
                return self.go_on_verifying(*is);
            }
            (LineStep::Closing | LineStep::ClosingPassword, CallerReply::Done) => {
                return self.hang_up(Some(texts::account_closed(language)));
            }
            (step, _) => texts::done(language, step),
        };
        self.enter(LineStep::SecondLine, Some(said))
    }

    /// Goes on with the verification: the next question or fact, the reset, or the refusal.
    fn go_on_verifying(&mut self, is_right: bool) -> LineTurn {
        match self.step {
            LineStep::Question(_) if is_right => LineTurn::Asks(CallerRequest::PayPasswordReset),
            LineStep::Question(_) => match self.questions.is_empty() {
                true => {
                    self.step = LineStep::Agent;
                    LineTurn::Asks(CallerRequest::RealName)
                }
                false => {
                    let next = self.questions.remove(0);
                    self.enter(LineStep::Question(next), Some(texts::answer_wrong(self.language)))
                }
            },
            LineStep::Fact(fact) => {
                self.known = self.known.saturating_add(u8::from(is_right));
                match fact.next() {
                    Some(next) => self.go_on(LineStep::Fact(next)),
                    None if self.known >= FACTS_NEEDED => LineTurn::Asks(CallerRequest::PayPasswordReset),
                    None => self.stay_unverified(texts::facts_wrong(self.language)),
                }
            }
            // The reply to whether the account is a real-name one.
            _ if is_right => self.enter(LineStep::Fact(CallerFact::Name), Some(texts::facts(self.language))),
            _ => self.stay_unverified(texts::real_name_needed(self.language)),
        }
    }

    fn stay_unverified(&mut self, said: String) -> LineTurn {
        self.is_unverified = true;
        self.enter(LineStep::SecondLine, Some(said))
    }
}
