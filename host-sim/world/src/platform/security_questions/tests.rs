//! Security questions: their setting, the reset of a pay password by an answer, and the phone for a new one.

use super::*;
use crate::platform::account::NumberState;
use crate::platform::books::Terms;
use crate::platform::outbox::{Letter, LetterKind};
use crate::platform::settings::PlatformSettings;
use sim_codec::time::DAY;

/// Day of the tests: 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

fn number(last: u8) -> Msisdn {
    format!("138073100{last:02}").parse().unwrap()
}

fn pay(text: &str) -> PayPassword {
    text.parse().unwrap()
}

fn answer(text: &str) -> SecurityAnswer {
    text.parse().unwrap()
}

fn answers() -> SecurityAnswers {
    [
        (SecurityQuestion::Father, answer("张大山")),
        (SecurityQuestion::Pet, answer("Xiao Hei")),
        (SecurityQuestion::Book, answer("水浒传")),
    ]
}

/// Makes a platform with an account whose pay password was changed to 654321 and whose questions are set.
fn platform() -> Platform {
    let settings = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
    let mut platform = Platform::new(settings, 7);
    platform.open_with_account(NOW, &number(1), &pay("654321"), sim_wire::Fen(0)).unwrap();
    platform.set_security_answers(NOW, &number(1), &pay("654321"), &answers()).unwrap();
    platform
}

fn reset(platform: &mut Platform, now: Moment, question: SecurityQuestion, text: &str) -> Result<(), PlatformError> {
    platform.reset_pay_password_by_question(now, &number(1), (question, &answer(text)), NewInitial::Drawn)
}

fn is_initial(platform: &Platform) -> bool {
    platform.books.accounts.get(&number(1)).unwrap().pay_password().is_initial()
}

/// Returns the texts in the outbox that go to a number.
fn texts_to(platform: &Platform, number: Msisdn) -> Vec<String> {
    let texts = platform.outbox().iter().filter(|letter| letter.to == number);
    let text = |letter: &Letter| match &letter.kind {
        LetterKind::Text(text) if letter.part == 1 => Some(text.clone()),
        _ => None,
    };
    texts.filter_map(text).collect()
}

#[test]
fn blanks_width_and_case_of_an_answer_do_not_count() {
    for same in ["xiaohei", " Xiao  Hei\t", "XIAO\u{3000}HEI", "Ｘｉａｏ　Ｈｅｉ"] {
        assert_eq!(answer(same), answer("xiaohei"), "{same}");
    }
    assert_ne!(answer("小黑"), answer("小白"));
    for wrong in ["", "  \u{3000}", &"水".repeat(31)] {
        assert_eq!(wrong.parse::<SecurityAnswer>(), Err(SecurityAnswerError), "{wrong}");
    }
}

#[test]
fn answers_are_kept_as_hashes_and_not_printed() {
    let platform = platform();
    let account = platform.books.accounts.get(&number(1)).unwrap();
    let written = serde_json::to_string(account).unwrap() + &format!("{account:?} {:?}", answer("水浒传"));
    assert!(written.contains("$argon2id$"), "{written}");
    for secret in ["张大山", "xiaohei", "水浒传"] {
        assert!(!written.contains(secret), "{written}");
    }
    assert_eq!(
        &serde_json::from_str::<crate::platform::account::Account>(&serde_json::to_string(account).unwrap()).unwrap(),
        account
    );
}

#[test]
fn setting_questions_needs_the_pay_password() {
    let mut platform = platform();
    let before = platform.security_questions(&number(1));
    assert_eq!(before, Some([SecurityQuestion::Father, SecurityQuestion::Pet, SecurityQuestion::Book]));
    let mut others = answers();
    others[0].0 = SecurityQuestion::School;
    let refused = platform.set_security_answers(NOW, &number(1), &pay("000000"), &others);
    assert_eq!(refused, Err(PlatformError::PasswordWrong { left: 4 }));
    assert_eq!(platform.security_questions(&number(1)), before);
    platform.set_security_answers(NOW, &number(1), &pay("654321"), &others).unwrap();
    assert_eq!(platform.security_questions(&number(1)).unwrap()[0], SecurityQuestion::School);
    others[1].0 = SecurityQuestion::School;
    let refused = platform.set_security_answers(NOW, &number(1), &pay("654321"), &others);
    assert_eq!(refused, Err(PlatformError::QuestionTwice));
    assert_eq!(platform.security_questions(&number(2)), None);
}

#[test]
fn one_right_answer_resets_the_pay_password() {
    for (question, text) in [
        (SecurityQuestion::Father, "张 大 山"),
        (SecurityQuestion::Pet, "xiao hei"),
        (SecurityQuestion::Book, "水浒传"),
    ] {
        let mut platform = platform();
        reset(&mut platform, NOW, question, text).unwrap();
        assert!(is_initial(&platform));
        let old = platform.books.check_pay_password(NOW, &number(1), &pay("654321"));
        assert_eq!(old, Err(PlatformError::PasswordWrong { left: 4 }));
        let told = texts_to(&platform, number(1)).concat();
        assert!(told.starts_with("支付密码已重置。初始支付密码:"), "{told}");
    }
}

#[test]
fn third_wrong_answer_of_a_day_leaves_only_care() {
    let mut platform = platform();
    let used_up = Err(PlatformError::AnswersUsedUp);
    let wrong =
        [Err(PlatformError::AnswerWrong { left: 2 }), Err(PlatformError::AnswerWrong { left: 1 }), used_up.clone()];
    for expected in &wrong {
        assert_eq!(&reset(&mut platform, NOW, SecurityQuestion::Book, "西游记"), expected);
    }
    assert_eq!(reset(&mut platform, NOW, SecurityQuestion::Book, "水浒传"), used_up);
    platform.set_security_answers(NOW, &number(1), &pay("654321"), &answers()).unwrap();
    assert_eq!(reset(&mut platform, NOW, SecurityQuestion::Book, "水浒传"), used_up, "new questions do not help");
    assert!(!is_initial(&platform) && platform.outbox().is_empty());
    assert_eq!(platform.reset_pay_password(NOW, &number(1)), Ok(()), "care helps");
    // The next day begins with three tries.
    assert_eq!(reset(&mut platform, NOW.later(DAY), SecurityQuestion::Book, "西游记"), wrong[0]);
    assert_eq!(reset(&mut platform, NOW.later(DAY), SecurityQuestion::Book, "水浒传"), Ok(()));
}

#[test]
fn question_not_chosen_has_no_right_answer() {
    let mut platform = platform();
    let refused = reset(&mut platform, NOW, SecurityQuestion::School, "张大山");
    assert_eq!(refused, Err(PlatformError::AnswerWrong { left: 2 }));
}

#[test]
fn abnormal_states_and_locks_exclude_the_reset() {
    let mut platform = platform();
    for state in [NumberState::Lost, NumberState::Barred] {
        platform.set_number_state(NOW, &number(1), state).unwrap();
        let refused = reset(&mut platform, NOW, SecurityQuestion::Book, "水浒传");
        assert_eq!(refused, Err(PlatformError::NumberState(state)));
    }
    platform.set_number_state(NOW, &number(1), NumberState::Normal).unwrap();
    for _ in 0..5 {
        platform.books.check_pay_password(NOW, &number(1), &pay("000000")).unwrap_err();
    }
    let refused = reset(&mut platform, NOW, SecurityQuestion::Book, "水浒传");
    assert_eq!(refused, Err(PlatformError::PasswordLocked { until: NOW.later(DAY) }));
    assert_eq!(reset(&mut platform, NOW.later(DAY), SecurityQuestion::Book, "水浒传"), Ok(()));
    let answered = (SecurityQuestion::Book, &answer("水浒传"));
    let none = platform.reset_pay_password_by_question(NOW, &number(2), answered, NewInitial::Drawn);
    assert_eq!(none, Err(PlatformError::NoAccount));
}

#[test]
fn account_without_questions_is_sent_to_care() {
    let mut platform = platform();
    platform.open_with_account(NOW, &number(2), &pay("654321"), sim_wire::Fen(0)).unwrap();
    let answered = (SecurityQuestion::Book, &answer("水浒传"));
    let refused = platform.reset_pay_password_by_question(NOW, &number(2), answered, NewInitial::Drawn);
    assert_eq!(refused, Err(PlatformError::QuestionsMissing));
}

#[test]
fn new_password_goes_to_the_security_phone() {
    let mut platform = platform();
    platform.set_security_phone(NOW, &number(1), Some(number(9))).unwrap();
    reset(&mut platform, NOW, SecurityQuestion::Book, "水浒传").unwrap();
    let elsewhere = texts_to(&platform, number(9)).concat();
    assert!(elsewhere.starts_with("13807310001的支付密码已重置。初始支付密码:"), "{elsewhere}");
    let own = texts_to(&platform, number(1));
    assert_eq!(own, ["密保手机号已设置为13807310009。", "支付密码已重置,已发送到您的密保手机。"]);
}

#[test]
fn only_an_initial_password_is_sent_again() {
    let mut platform = platform();
    let resend = |platform: &mut Platform| platform.resend_initial_pay_password(NOW, &number(1), NewInitial::Drawn);
    assert_eq!(resend(&mut platform), Err(PlatformError::PasswordChanged));
    reset(&mut platform, NOW, SecurityQuestion::Book, "水浒传").unwrap();
    assert_eq!(resend(&mut platform), Err(PlatformError::SecurityPhoneMissing));
    platform.set_security_phone(NOW, &number(1), Some(number(9))).unwrap();
    assert_eq!(resend(&mut platform), Ok(()));
    assert_eq!(texts_to(&platform, number(9)).len(), 1);
    platform.set_number_state(NOW, &number(1), NumberState::Barred).unwrap();
    assert_eq!(resend(&mut platform), Err(PlatformError::NumberState(NumberState::Barred)));
}
