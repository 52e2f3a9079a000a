//! Verification codes: once, in time, for one number and one purpose, and not too many.

use super::*;
use crate::platform::books::Terms;
use crate::platform::{Platform, PlatformSettings};
use sim_device::link::Chance;

/// Moment of the tests: 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

fn number(last: u8) -> Msisdn {
    format!("138073100{last:02}").parse().unwrap()
}

fn books() -> Books {
    Books::new(Terms::light(), &mut Chance::seeded(7))
}

fn issue(books: &mut Books, now: Moment, number: &Msisdn, purpose: CodePurpose) -> Result<SmsCode, PlatformError> {
    let mut chance = Chance::seeded(now.0);
    books.issue_code(now, number, purpose, &mut chance)
}

/// Returns a code that differs from the given one.
fn other(code: &SmsCode) -> SmsCode {
    let first = if code.0[0] == b'9' { b'0' } else { code.0[0] + 1 };
    let mut digits = code.0;
    digits[0] = first;
    SmsCode(digits)
}

#[test]
fn code_counts_once() {
    let mut books = books();
    let code = issue(&mut books, NOW, &number(1), CodePurpose::Registration).unwrap();
    assert_eq!(books.take_code(NOW, &number(1), CodePurpose::Registration, &code), Ok(()));
    let again = books.take_code(NOW, &number(1), CodePurpose::Registration, &code);
    assert_eq!(again, Err(PlatformError::CodeMissing));
}

#[test]
fn code_lapses_after_five_minutes() {
    let mut books = books();
    for (late, result) in [(5 * MINUTE - 1, Ok(())), (5 * MINUTE, Err(PlatformError::CodeMissing))] {
        let code = issue(&mut books, NOW, &number(1), CodePurpose::LoginReset).unwrap();
        let taken = books.take_code(NOW.later(late), &number(1), CodePurpose::LoginReset, &code);
        assert_eq!(taken, result);
    }
}

#[test]
fn code_of_another_number_or_purpose_fails() {
    let mut books = books();
    let code = issue(&mut books, NOW, &number(1), CodePurpose::Payment(7)).unwrap();
    let missing = Err(PlatformError::CodeMissing);
    for (taker, purpose) in [(2, CodePurpose::Payment(7)), (1, CodePurpose::Payment(8)), (1, CodePurpose::RealName)] {
        assert_eq!(books.take_code(NOW, &number(taker), purpose, &code), missing);
    }
    issue(&mut books, NOW.later(1), &number(2), CodePurpose::Payment(7)).unwrap();
    let wrong = Err(PlatformError::CodeWrong { left: 2 });
    assert_eq!(books.take_code(NOW, &number(2), CodePurpose::Payment(7), &code), wrong, "another number's code");
    assert_eq!(books.take_code(NOW, &number(1), CodePurpose::Payment(7), &code), Ok(()));
}

#[test]
fn third_wrong_try_ends_code() {
    let mut books = books();
    let code = issue(&mut books, NOW, &number(1), CodePurpose::RealName).unwrap();
    for left in [2, 1, 0] {
        let tried = books.take_code(NOW, &number(1), CodePurpose::RealName, &other(&code));
        assert_eq!(tried, Err(PlatformError::CodeWrong { left }));
    }
    assert_eq!(books.take_code(NOW, &number(1), CodePurpose::RealName, &code), Err(PlatformError::CodeMissing));
}

#[test]
fn new_code_replaces_old_one() {
    let mut books = books();
    let old = issue(&mut books, NOW, &number(1), CodePurpose::RealName).unwrap();
    let new = issue(&mut books, NOW.later(1), &number(1), CodePurpose::RealName).unwrap();
    assert_ne!(old, new);
    let wrong = Err(PlatformError::CodeWrong { left: 2 });
    assert_eq!(books.take_code(NOW, &number(1), CodePurpose::RealName, &old), wrong);
    assert_eq!(books.take_code(NOW, &number(1), CodePurpose::RealName, &new), Ok(()));
}

#[test]
fn sixth_code_within_an_hour_is_refused() {
    let mut books = books();
    for minute in 0..5 {
        let code = issue(&mut books, NOW.later(minute * MINUTE), &number(1), CodePurpose::Payment(minute));
        assert!(code.is_ok(), "code {minute}");
    }
    let refused = Err(PlatformError::CodeCount { most: 5 });
    assert_eq!(issue(&mut books, NOW.later(HOUR - 1), &number(1), CodePurpose::RealName), refused);
    assert!(issue(&mut books, NOW, &number(2), CodePurpose::RealName).is_ok(), "another number");
    assert!(issue(&mut books, NOW.later(HOUR), &number(1), CodePurpose::RealName).is_ok(), "an hour later");
}

#[test]
fn code_stands_in_short_message_alone() {
    let settings = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
    let mut platform = Platform::new(settings, 7);
    platform.send_code(NOW, &number(1), CodePurpose::Registration).unwrap();
    let letter = platform.outbox().front().cloned().unwrap();
    assert_eq!((letter.to, letter.parts), (number(1), 1));
    let crate::platform::outbox::LetterKind::Text(text) = &letter.kind else { panic!("{letter:?}") };
    let digits: String = text.chars().skip_while(|one| *one != ':').skip(1).take(6).collect();
    assert_eq!(*text, format!("您正在注册手机支付,短信验证码:{digits},5分钟内有效,请勿告知他人。"));
    assert!(!format!("{platform:?}").contains(&digits), "no digits in the debug form");
    platform.confirm_handover(letter.id);
    let rows = format!("{:?}{}", platform.to_rows().unwrap(), serde_json::to_string(&platform.to_record()).unwrap());
    assert!(!rows.contains(&digits), "no digits in the store");
    let code: SmsCode = digits.parse().unwrap();
    assert_eq!(platform.books.take_code(NOW, &number(1), CodePurpose::Registration, &code), Ok(()));
}
