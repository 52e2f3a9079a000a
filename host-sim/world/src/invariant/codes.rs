//! Verification codes (短信验证码): one works once, for its number and its purpose alone, within five minutes, and not
//! after three wrong tries or a newer one. The watcher knows the codes from the short messages that bring them, and
//! their uses from what users do.

use super::Violation;
use super::overheard::{Overheard, in_seconds};
use crate::platform::code::CodePurpose;
use crate::platform::error::PlatformError;
use crate::platform::number::Msisdn;
use sim_codec::time::{MINUTE, Moment};

/// Time for which a code is in force, in milliseconds.
const LASTS: u64 = 5 * MINUTE;

/// Number of wrong tries that end a code.
const TRIES: u8 = 3;

/// Words around the purpose in a text that brings a code.
const BEFORE: (&str, &str) = ("您正在", ",短信验证码:");

/// Number of digits of a code.
const DIGITS: usize = 6;

/// Code that a user has asked for.
#[derive(Clone, Debug)]
struct AskedCode {
    number: Msisdn,
    purpose: CodePurpose,
    at: Moment,
    wrong: u8,
    is_used: bool,
}

/// Code that a short message brings.
#[derive(Clone, Debug)]
struct SentCode {
    number: Msisdn,
    /// Purpose as the text names it.
    purpose: String,
    /// Whole second at which the platform sent the code.
    second: u64,
    digits: String,
}

/// Codes that were asked for and sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Codes {
    asked: Vec<AskedCode>,
    sent: Vec<SentCode>,
}

impl Codes {
    /// Hears the codes in the texts since the last look.
    pub(super) fn hear(&mut self, overheard: &Overheard) {
        for told in overheard.told() {
            let behind = told.text.strip_prefix(BEFORE.0).and_then(|text| text.split_once(BEFORE.1));
            let Some((purpose, behind)) = behind else { continue };
            let digits: String = behind.chars().take(DIGITS).collect();
            let (number, second, purpose) = (told.to, in_seconds(told.at), purpose.to_owned());
            self.sent.push(SentCode { number, purpose, second, digits });
        }
    }

    /// Notes that a user asked for a code and was granted it.
    pub(super) fn ask(&mut self, now: Moment, number: Msisdn, purpose: CodePurpose) {
        self.asked.push(AskedCode { number, purpose, at: now, wrong: 0, is_used: false });
    }

    /// Checks the use of a code by its result: one that worked had to.
    pub(super) fn check_use(
        &mut self,
        now: Moment,
        (number, purpose, digits): (Msisdn, CodePurpose, &str),
        result: Result<(), &PlatformError>,
    ) -> Result<(), Violation> {
        let newest = self.asked.iter_mut().rev().find(|asked| asked.number == number && asked.purpose == purpose);
        let wrong = |why| Err(Violation::Code { number, purpose, why });
        let Some(asked) = newest else {
            return if result.is_ok() { wrong("though none was asked for") } else { Ok(()) };
        };
        match result {
            Err(PlatformError::CodeWrong { .. }) => asked.wrong = asked.wrong.saturating_add(1),
            Err(_) => {}
            Ok(()) => {
                let is_sent = |sent: &SentCode| {
                    (sent.number, sent.second) == (number, in_seconds(asked.at))
                        && sent.purpose == purpose.chinese()
                        && sent.digits == digits
                };
                if !self.sent.iter().any(is_sent) {
                    return wrong("though it is not the newest one that was sent to this number for this purpose");
                }
                if asked.is_used {
                    return wrong("a second time");
                }
                if asked.at.later(LASTS) <= now {
                    return wrong("after its time");
                }
                if asked.wrong >= TRIES {
                    return wrong("after three wrong tries");
                }
                asked.is_used = true;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_codec::time::SECOND;

    fn number() -> Msisdn {
        "13807310001".parse().unwrap()
    }

    /// Returns codes of which `135790` was asked for and sent for a reset at 10 s.
    fn codes() -> Codes {
        let mut codes = Codes::default();
        codes.ask(Moment(10_400), number(), CodePurpose::LoginReset);
        let (purpose, digits) = (CodePurpose::LoginReset.chinese().to_owned(), "135790".to_owned());
        codes.sent.push(SentCode { number: number(), purpose, second: 10, digits });
        codes
    }

    /// Returns the reason why a code may not have worked so many milliseconds after it was asked for.
    fn why(codes: &mut Codes, late: u64, given: (Msisdn, CodePurpose, &str)) -> Option<&'static str> {
        match codes.check_use(Moment(10_400 + late), given, Ok(())) {
            Ok(()) => None,
            Err(Violation::Code { why, .. }) => Some(why),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn code_works_once_for_number_purpose_and_time() {
        let right = (number(), CodePurpose::LoginReset, "135790");
        let mut used = codes();
        assert_eq!(why(&mut used, 5 * MINUTE - 1, right), None);
        assert_eq!(why(&mut used, 5 * MINUTE - 1, right), Some("a second time"));
        assert_eq!(why(&mut codes(), 5 * MINUTE, right), Some("after its time"));
        let other = "13807310002".parse().unwrap();
        assert_eq!(why(&mut codes(), 0, (other, right.1, right.2)), Some("though none was asked for"));
        assert_eq!(why(&mut codes(), 0, (right.0, CodePurpose::RealName, right.2)), Some("though none was asked for"));
        let not_newest = Some("though it is not the newest one that was sent to this number for this purpose");
        assert_eq!(why(&mut codes(), 0, (right.0, right.1, "135791")), not_newest);
        let mut anew = codes();
        anew.ask(Moment(10_400 + SECOND), number(), CodePurpose::LoginReset);
        assert_eq!(why(&mut anew, 2 * SECOND, right), not_newest);
    }

    #[test]
    fn three_wrong_tries_end_code() {
        let right = (number(), CodePurpose::LoginReset, "135790");
        for (wrong, found) in [(2, None), (3, Some("after three wrong tries"))] {
            let mut codes = codes();
            for _ in 0..wrong {
                let refused = PlatformError::CodeWrong { left: 1 };
                assert_eq!(codes.check_use(Moment(11_000), (right.0, right.1, "000000"), Err(&refused)), Ok(()));
            }
            assert_eq!(why(&mut codes, SECOND, right), found);
        }
    }
}
