//! Dialogues of text orders (短信操作指令), recounted from the texts that the platform took: which questions may be open
//! to a subscriber, and what an answer may lead to. An answer goes to the newest open question that it fits, and to
//! none after ten minutes. Whether a question was asked at all depends on the account, so that one is certain only
//! when its text was heard.

use std::collections::BTreeMap;

use sim_wire::Fen;

use super::effect::Effect;
use super::overheard::{Overheard, PlatformText, in_seconds};
use crate::platform::amount::parse_yuan;
use crate::platform::number::Msisdn;
use sim_codec::time::{MINUTE, Moment};

/// Time for which an answer is awaited, in milliseconds.
const LASTS: u64 = 10 * MINUTE;

/// Largest number of digits before the point of an amount; six are a pay password.
const YUAN_DIGITS_MOST: usize = 5;

/// Question of a dialogue that ends with an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AskedQuestion {
    /// Question whether to open an account.
    Opening,
    /// Amount of a withdrawal.
    Amount,
    /// Pay password of a withdrawal of this amount.
    WithdrawalPassword(Fen),
    /// Menu of a closing.
    ClosingMenu,
    /// Question whether to close the account.
    ClosingConfirmation,
    /// Pay password of a closing.
    ClosingPassword,
    /// Question whether to reset the login password.
    LoginReset,
    /// Question whether to upgrade to a real-name account.
    Upgrade,
}

/// Sequel of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sequel {
    /// Another question.
    Asks(AskedQuestion),
    /// Effect, if the platform does not refuse it.
    Leads(Effect),
}

/// Question that may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MayBeAsked {
    question: AskedQuestion,
    at: Moment,
    /// Set if the question's text was heard.
    is_certain: bool,
}

/// Dialogues of all subscribers.
#[derive(Clone, Debug, Default)]
pub(super) struct Dialogues {
    /// Questions that may be open, the newest last.
    asked: BTreeMap<Msisdn, Vec<MayBeAsked>>,
    /// Effects to which the answers since the last look may lead.
    led: Vec<(Msisdn, Effect)>,
}

impl AskedQuestion {
    /// Returns the sequel of an answer; `None` if the answer does not fit the question.
    fn sequel(self, answer: &str) -> Option<Sequel> {
        let is = |word: &str, sequel: Sequel| (answer == word).then_some(sequel);
        match self {
            AskedQuestion::Opening => is("A", Sequel::Leads(Effect::AccountOpened)),
            AskedQuestion::LoginReset => is("B", Sequel::Leads(Effect::LoginPasswordReset)),
            AskedQuestion::Upgrade => is("C", Sequel::Leads(Effect::RealNameUpgrade)),
            AskedQuestion::ClosingMenu => is("9", Sequel::Asks(AskedQuestion::ClosingConfirmation)),
            AskedQuestion::ClosingConfirmation => is("6", Sequel::Asks(AskedQuestion::ClosingPassword)),
            AskedQuestion::Amount => {
                amount(answer).map(|amount| Sequel::Asks(AskedQuestion::WithdrawalPassword(amount)))
            }
            AskedQuestion::WithdrawalPassword(amount) if is_password(answer) => {
                Some(Sequel::Leads(Effect::Withdrawal(amount)))
            }
            AskedQuestion::ClosingPassword if is_password(answer) => Some(Sequel::Leads(Effect::AccountClosed)),
            AskedQuestion::WithdrawalPassword(_) | AskedQuestion::ClosingPassword => None,
        }
    }

    /// Returns the words that stand in the question's text and in no other.
    const fn words(self) -> &'static str {
        match self {
            AskedQuestion::Opening => "确认开通请回复A",
            AskedQuestion::Amount => "请回复提现金额",
            AskedQuestion::WithdrawalPassword(_) => "请回复6位支付密码确认",
            AskedQuestion::ClosingMenu => "销户请回复9",
            AskedQuestion::ClosingConfirmation => "确认销户请回复6",
            AskedQuestion::ClosingPassword => "请回复6位支付密码,验证后",
            AskedQuestion::LoginReset => "确认请回复B",
            AskedQuestion::Upgrade => "请回复C",
        }
    }

    /// Returns whether both are questions of withdrawals, or of closings.
    const fn is_of_order(self, other: AskedQuestion) -> bool {
        self.order() == other.order()
    }

    const fn order(self) -> u8 {
        match self {
            AskedQuestion::Opening => 0,
            AskedQuestion::Amount | AskedQuestion::WithdrawalPassword(_) => 1,
            AskedQuestion::ClosingMenu | AskedQuestion::ClosingConfirmation | AskedQuestion::ClosingPassword => 2,
            AskedQuestion::LoginReset => 3,
            AskedQuestion::Upgrade => 4,
        }
    }
}

impl Dialogues {
    /// Follows the texts since the last look.
    pub(super) fn follow(&mut self, now: Moment, overheard: &Overheard) {
        self.led.clear();
        for told in overheard.told() {
            self.hear(told);
        }
        for taken in overheard.taken() {
            self.take(now, taken.from, &folded(&taken.text));
        }
    }

    /// Returns whether an answer since the last look may lead to an effect, and ends the dialogue of that effect.
    pub(super) fn end(&mut self, number: Msisdn, effect: &Effect) -> bool {
        let Some(place) = self.led.iter().position(|(of, led)| *of == number && led == effect) else { return false };
        self.led.remove(place);
        let asked = self.asked.entry(number).or_default();
        let is_over = |question: AskedQuestion| match effect {
            Effect::Withdrawal(amount) => question == AskedQuestion::WithdrawalPassword(*amount),
            Effect::AccountClosed => question == AskedQuestion::ClosingPassword,
            _ => false,
        };
        asked.retain(|may| !is_over(may.question));
        true
    }

    /// Marks the question of a text as certain.
    fn hear(&mut self, told: &PlatformText) {
        let Some(asked) = self.asked.get_mut(&told.to) else { return };
        let is_told = |may: &&mut MayBeAsked| {
            told.text.contains(may.question.words()) && in_seconds(may.at) == in_seconds(told.at)
        };
        asked.iter_mut().rev().find(is_told).into_iter().for_each(|may| may.is_certain = true);
    }

    /// Takes a text: the word of an order, or an answer.
    fn take(&mut self, now: Moment, from: Msisdn, text: &str) {
        let begins = match text {
            "KT" => AskedQuestion::Opening,
            "KTA" => return self.led.push((from, Effect::AccountOpened)),
            "XH" => AskedQuestion::ClosingMenu,
            "M" => AskedQuestion::LoginReset,
            "GX" => AskedQuestion::Upgrade,
            "TX" | "T" => AskedQuestion::Amount,
            other => match other.strip_prefix("TX").or_else(|| other.strip_prefix('T')).map(parse_yuan) {
                Some(Ok(amount)) => AskedQuestion::WithdrawalPassword(amount),
                Some(Err(_)) => return,
                None => return self.answer(now, from, other),
            },
        };
        let asked = self.asked.entry(from).or_default();
        asked.retain(|may| !may.question.is_of_order(begins));
        asked.push(MayBeAsked { question: begins, at: now, is_certain: false });
    }

    /// Takes an answer to the newest question that it fits. Where a newer one may not have been asked, the answer may
    /// be to an older one, too.
    fn answer(&mut self, now: Moment, from: Msisdn, text: &str) {
        let asked = self.asked.entry(from).or_default();
        asked.retain(|may| now < may.at.later(LASTS));
        let fitting = asked.iter().rev().filter_map(|may| Some((*may, may.question.sequel(text)?)));
        let mut answered: Vec<(MayBeAsked, Sequel)> = Vec::new();
        for (may, sequel) in fitting {
            let is_certain = may.is_certain;
            answered.push((may, sequel));
            if is_certain {
                break;
            }
        }
        let is_clear = answered.len() == 1;
        for (may, sequel) in answered {
            let place = asked.iter().position(|one| one.question == may.question);
            match (place.filter(|_| is_clear), place.and_then(|place| asked.get_mut(place))) {
                (Some(place), _) => drop(asked.remove(place)),
                (None, Some(left)) => left.is_certain = false,
                (None, None) => {}
            }
            let next = match sequel {
                Sequel::Asks(next) => next,
                // After a wrong password the question is asked once more.
                Sequel::Leads(effect) => {
                    self.led.push((from, effect));
                    may.question
                }
            };
            if matches!(next, AskedQuestion::Opening | AskedQuestion::LoginReset | AskedQuestion::Upgrade) {
                continue;
            }
            asked.retain(|one| one.question != next);
            asked.push(MayBeAsked { question: next, at: now, is_certain: false });
        }
    }
}

/// Returns whether a text has the form of a pay password.
pub(super) fn is_password(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|octet| octet.is_ascii_digit())
}

fn amount(text: &str) -> Option<Fen> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > YUAN_DIGITS_MOST { None } else { parse_yuan(text).ok() }
}

/// Returns a text without blanks and quotes, in capitals, with full-width characters as their narrow forms.
pub(super) fn folded(text: &str) -> String {
    let narrow = |character: char| match u32::from(character) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code.saturating_sub(0xFEE0)).unwrap_or(character),
        _ => character,
    };
    let is_kept = |character: &char| !character.is_whitespace() && !"+\"'“”‘’「」".contains(*character);
    text.chars().map(narrow).filter(is_kept).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number() -> Msisdn {
        "13807310001".parse().unwrap()
    }

    /// Follows texts that are taken at these seconds, and returns the effects to which the last one may lead. A text
    /// that begins with `told ` is one of the platform.
    fn led(texts: &[(u64, &str)]) -> Vec<Effect> {
        let mut dialogues = Dialogues::default();
        for (second, text) in texts {
            let now = Moment(second * 1000);
            dialogues.led.clear();
            match text.strip_prefix("told ") {
                Some(text) => dialogues.hear(&PlatformText { to: number(), at: now, text: text.to_owned() }),
                None => dialogues.take(now, number(), &folded(text)),
            }
        }
        dialogues.led.into_iter().map(|(_, effect)| effect).collect()
    }

    #[test]
    fn last_answer_leads_to_its_order() {
        let yuan = |yuan: u32| Effect::Withdrawal(Fen(yuan * 100));
        for (texts, effects) in [
            (&[(0, "KT A")][..], vec![Effect::AccountOpened]),
            (&[(0, "kt"), (9, "a")], vec![Effect::AccountOpened]),
            (&[(0, "M"), (9, "B")], vec![Effect::LoginPasswordReset]),
            (&[(0, "GX"), (9, "C")], vec![Effect::RealNameUpgrade]),
            (&[(0, "TX"), (9, "20"), (19, "654321")], vec![yuan(20)]),
            (&[(0, "T 20"), (9, "123456"), (19, "654321")], vec![yuan(20)]),
            (&[(0, "XH"), (9, "9"), (19, "6"), (29, "654321")], vec![Effect::AccountClosed]),
            // Nothing was asked, or something else, or too long ago.
            (&[(0, "A")], vec![]),
            (&[(0, "KT"), (9, "B")], vec![]),
            (&[(0, "KT"), (600, "A")], vec![]),
            (&[(0, "XH"), (9, "6"), (19, "654321")], vec![]),
            (&[(0, "XH"), (9, "654321")], vec![]),
            (&[(0, "TX 20"), (9, "TX"), (19, "654321")], vec![]),
            (&[(0, "TX 20"), (599, "123456"), (1198, "654321")], vec![yuan(20)]),
            (&[(0, "TX 20"), (600, "123456"), (601, "654321")], vec![]),
        ] {
            assert_eq!(led(texts), effects, "{texts:?}");
        }
    }

    #[test]
    fn certain_question_keeps_answer_from_older_ones() {
        let closing = [(0, "T 20"), (1, "XH"), (2, "9"), (3, "6")];
        let both = [Effect::AccountClosed, Effect::Withdrawal(Fen(2000))];
        let answer = (9, "654321");
        assert_eq!(led(&[&closing[..], &[answer]].concat()), both);
        let heard = (3, "told 请回复6位支付密码,验证后手机支付账户将销户。");
        assert_eq!(led(&[&closing[..], &[heard, answer]].concat()), both[..1]);
        // The withdrawal was asked for last, and its question was heard.
        let withdrawal = [(4, "T 20"), (4, "told 您申请提现20元,请回复6位支付密码确认。")];
        assert_eq!(led(&[&closing[..], &withdrawal, &[answer]].concat()), both[1..]);
    }

    #[test]
    fn answer_of_another_number_leads_nowhere() {
        let mut dialogues = Dialogues::default();
        dialogues.take(Moment(0), number(), "M");
        dialogues.take(Moment(9000), "13807310002".parse().unwrap(), "B");
        assert_eq!(dialogues.led, []);
        dialogues.take(Moment(9000), number(), "B");
        assert!(!dialogues.end("13807310002".parse().unwrap(), &Effect::LoginPasswordReset));
        assert!(!dialogues.end(number(), &Effect::RealNameUpgrade));
        assert!(dialogues.end(number(), &Effect::LoginPasswordReset));
        assert!(!dialogues.end(number(), &Effect::LoginPasswordReset));
    }
}
