//! Dialogues on the service lines against a platform, without phones: every branch, and any row of inputs.

use proptest::prelude::*;
use sim_wire::Fen;

use super::*;
use crate::audit;
use crate::platform::account::NumberState;
use crate::platform::books::Terms;
use crate::platform::entry::Book;
use crate::platform::identity::{DocumentKind, Identity};
use crate::platform::number::Msisdn;
use crate::platform::outbox::LetterKind;
use crate::platform::password::PayPassword;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use crate::platform::security_questions::SecurityAnswers;
use crate::platform::{Platform, PlatformSettings};
use sim_codec::time::{DAY, Moment};

/// Day of the tests: 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

/// Digits of a card of 50 yuan of Hunan, and of one of Guangdong.
const HUNAN: &str = "111122223333444455";
const GUANGDONG: &str = "999988887777666655";

fn number() -> Msisdn {
    "13807310001".parse().unwrap()
}

fn pay(text: &str) -> PayPassword {
    text.parse().unwrap()
}

fn issue(platform: &mut Platform, digits: &str, province: Province) {
    let digits: CardDigits = digits.parse().unwrap();
    platform.books.scratch_cards.issue(&digits, Fen(5_000), province).unwrap();
}

/// Makes a platform with two scratch cards, and a real-name account of 张三 with 10 yuan of cash.
fn platform() -> Platform {
    let mut platform = nobody();
    let holder = Identity::new("张三", DocumentKind::IdentityCard, "11010519491231002X").unwrap();
    platform.books.accounts.register_holder(number(), holder);
    platform.open_with_account(NOW, &number(), &pay("654321"), Fen(1_000)).unwrap();
    platform
}

/// Makes the platform without the account.
fn nobody() -> Platform {
    let settings = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
    let mut platform = Platform::new(settings, 7);
    issue(&mut platform, HUNAN, Province::Hunan);
    issue(&mut platform, GUANGDONG, Province::Guangdong);
    platform
}

fn set_questions(platform: &mut Platform) {
    let answer = |text: &str| text.parse().unwrap();
    let answers: SecurityAnswers = [
        (SecurityQuestion::Father, answer("张大山")),
        (SecurityQuestion::Pet, answer("小黑")),
        (SecurityQuestion::Book, answer("水浒传")),
    ];
    platform.set_security_answers(NOW, &number(), &pay("654321"), &answers).unwrap();
}

/// Takes an input and serves what the line asks for. Returns whether the line hung up.
fn put_in(call: &mut LineCall, platform: &mut Platform, now: Moment, input: &LineInput) -> bool {
    let mut turn = call.take(input);
    while let LineTurn::Asks(request) = turn {
        let reply = platform.serve_line(now, &number(), &request);
        if let CallerReply::Recharged(recharge) = &reply {
            call.note_recharge(*recharge);
        }
        turn = call.reply(&reply);
    }
    turn == LineTurn::HungUp
}

/// Presses keys, where `!` is a silence. Returns the last prompt.
fn go(call: &mut LineCall, platform: &mut Platform, keys: &str) -> String {
    for key in keys.chars().filter(|key| *key != ' ') {
        let input = if key == '!' { LineInput::Silence } else { LineInput::Key(key.try_into().unwrap()) };
        put_in(call, platform, NOW, &input);
    }
    call.prompt().to_owned()
}

/// Says each of the answers.
fn say(call: &mut LineCall, platform: &mut Platform, answers: &[&str]) -> String {
    for said in answers {
        put_in(call, platform, NOW, &LineInput::Said((*said).to_owned()));
    }
    call.prompt().to_owned()
}

fn dialled(line: ServiceLine) -> (LineCall, Platform) {
    (LineCall::new(line), platform())
}

fn recharge_card(platform: &Platform) -> i64 {
    platform.books.ledger.balance(&Book::RechargeCard(number()))
}

fn texts(platform: &Platform) -> Vec<String> {
    let text = |kind: &LetterKind| if let LetterKind::Text(text) = kind { Some(text.clone()) } else { None };
    platform.outbox().iter().filter(|letter| letter.part == 1).filter_map(|letter| text(&letter.kind)).collect()
}

fn is_initial(platform: &Platform) -> bool {
    platform.books.accounts.get(&number()).unwrap().pay_password().is_initial()
}

#[test]
fn voice_line_recharges_in_both_languages() {
    for (language, menu, whose, field, result) in [
        (
            "1",
            "手机支付充值请按1,返回请按*。",
            "为本机手机支付充值请按1,返回请按*。",
            "请输入18位充值卡卡密,按#号键结束。",
            "充值卡充值成功!充值金额50元,充值卡账户余额50元。继续充值请按1,返回请按*,结束请挂机。",
        ),
        (
            "2",
            "To recharge mobile payment, press 1; to go back, press *.",
            "To recharge the account of this phone, press 1; to go back, press *.",
            "Enter the 18 digits of the scratch card, followed by the hash key.",
            "The recharge was successful: 50.00 yuan. The recharge-card sub-account has 50.00 yuan. For another card, press 1; to go back, press *; or hang up.",
        ),
    ] {
        let (mut call, mut platform) = dialled(ServiceLine::Voice);
        assert_eq!(
            call.prompt(),
            "欢迎致电中国移动充值服务热线,普通话请按1。\nWelcome to the recharge line. For English, press 2."
        );
        assert_eq!(go(&mut call, &mut platform, language), menu);
        assert_eq!(go(&mut call, &mut platform, "1"), whose);
        assert_eq!(go(&mut call, &mut platform, "1"), field);
        assert_eq!(go(&mut call, &mut platform, HUNAN), field, "nothing is spoken while digits are typed");
        assert_eq!(recharge_card(&platform), 0);
        assert_eq!(go(&mut call, &mut platform, "#"), result);
        assert_eq!(recharge_card(&platform), 5_000);
        assert_eq!(call.recharges(), [Recharge { value: Fen(5_000), balance: 5_000 }]);
        assert!(texts(&platform).is_empty(), "the text comes after the call");
        assert_eq!(audit::books(&platform.books), []);
    }
}

#[test]
fn wrong_cards_are_named_and_typed_again() {
    let (mut call, mut platform) = dialled(ServiceLine::Voice);
    let again = "请输入18位充值卡卡密,按#号键结束。";
    assert_eq!(go(&mut call, &mut platform, "111 12345#"), format!("充值卡卡密为18位数字。{again}"));
    assert_eq!(go(&mut call, &mut platform, &format!("{GUANGDONG}#")), format!("暂不支持广东充值卡。{again}"));
    assert_eq!(recharge_card(&platform), 0);
    go(&mut call, &mut platform, &format!("{HUNAN}#"));
    assert_eq!(recharge_card(&platform), 5_000);
    assert_eq!(go(&mut call, &mut platform, &format!("1{HUNAN}#")), format!("该充值卡已被使用。{again}"));
    let unknown = "000000000000000000#";
    assert_eq!(go(&mut call, &mut platform, unknown), format!("充值卡密码错误,请核对后重新输入。{again}"));
    let over = "充值卡密码错误,请核对后重新输入。感谢您的来电,再见。";
    assert_eq!(go(&mut call, &mut platform, unknown), over, "the third mistake in a row");
    assert_eq!(call.step(), LineStep::Over);
    assert_eq!(recharge_card(&platform), 5_000);
}

#[test]
fn star_clears_digits_and_goes_back() {
    let (mut call, mut platform) = dialled(ServiceLine::Voice);
    go(&mut call, &mut platform, "111 9999");
    assert_eq!((call.step(), call.typed()), (LineStep::CardDigits, 4));
    go(&mut call, &mut platform, "*");
    assert_eq!((call.step(), call.typed()), (LineStep::CardDigits, 0));
    go(&mut call, &mut platform, "*");
    assert_eq!(call.step(), LineStep::VoiceWhose);
    go(&mut call, &mut platform, "**");
    assert_eq!(call.step(), LineStep::Language);
    go(&mut call, &mut platform, &format!("211{HUNAN}#"));
    assert_eq!(recharge_card(&platform), 5_000);
    let long = "1".repeat(100);
    go(&mut call, &mut platform, &format!("1{long}"));
    assert_eq!(call.typed(), TYPED_MOST);
}

#[test]
fn third_wrong_key_ends_the_call() {
    for keys in ["333", "###", "***", "0#9"] {
        let (mut call, mut platform) = dialled(ServiceLine::Care);
        let after_two: String = keys.chars().take(2).collect();
        let repeated = format!("您的输入有误。{}", LineCall::new(ServiceLine::Care).prompt());
        assert_eq!(go(&mut call, &mut platform, &after_two), repeated);
        let last: String = keys.chars().skip(2).collect();
        assert_eq!(go(&mut call, &mut platform, &last), "您的输入有误。感谢您的来电,再见。");
        assert_eq!(call.step(), LineStep::Over);
        assert_eq!(call.take(&LineInput::Silence), LineTurn::HungUp);
    }
    let (mut call, mut platform) = dialled(ServiceLine::Voice);
    go(&mut call, &mut platform, "2 33 1 33");
    assert_eq!(call.step(), LineStep::VoiceWhose, "a right key between forgives");
}

#[test]
fn silence_repeats_twice_and_then_hangs_up() {
    let (mut call, mut platform) = dialled(ServiceLine::Voice);
    let field = go(&mut call, &mut platform, "2 1 1");
    assert_eq!(go(&mut call, &mut platform, "123 ! !"), field);
    assert_eq!(call.typed(), 0, "a silence drops what was typed");
    assert_eq!(go(&mut call, &mut platform, "9 ! !"), field, "a key between begins anew");
    assert_eq!(go(&mut call, &mut platform, "!"), "Thank you for calling. Goodbye.");
    assert_eq!(call.step(), LineStep::Over);
}

#[test]
fn voice_line_hangs_up_on_those_it_cannot_serve() {
    let (mut call, mut platform) = (LineCall::new(ServiceLine::Voice), nobody());
    let refused = "您尚未开通手机支付账户,请发送KT到10658888开通。感谢您的来电,再见。";
    assert_eq!(go(&mut call, &mut platform, "111"), refused);
    let (mut call, mut platform) = dialled(ServiceLine::Voice);
    platform.set_number_state(NOW, &number(), NumberState::Barred).unwrap();
    assert_eq!(go(&mut call, &mut platform, "211"), "The number is barred. Thank you for calling. Goodbye.");
}

#[test]
fn fifth_unknown_card_closes_every_channel_for_the_day() {
    let mut platform = platform();
    let unknown: CardDigits = "000000000000000000".parse().unwrap();
    for _ in 0..3 {
        let refused = platform.books.scratch_card_recharge(NOW, &number(), &unknown);
        assert_eq!(refused, Err(crate::platform::error::PlatformError::CardUnknown));
    }
    let mut call = LineCall::new(ServiceLine::Voice);
    go(&mut call, &mut platform, "111 000000000000000000# 000000000000000000#");
    let closed = "充值卡密码连续错误5次,今天不能再使用充值卡充值。";
    assert!(go(&mut call, &mut platform, &format!("{HUNAN}#")).starts_with(closed));
    assert_eq!(recharge_card(&platform), 0);
    let right: CardDigits = HUNAN.parse().unwrap();
    let elsewhere = platform.books.scratch_card_recharge(NOW, &number(), &right);
    assert_eq!(elsewhere, Err(crate::platform::error::PlatformError::CardGuesses { most: 5 }));
    assert_eq!(platform.books.scratch_card_recharge(NOW.later(DAY), &number(), &right), Ok(Fen(5_000)));
}

#[test]
fn right_card_forgives_unknown_ones() {
    let mut platform = platform();
    let unknown: CardDigits = "000000000000000000".parse().unwrap();
    for _ in 0..4 {
        platform.books.scratch_card_recharge(NOW, &number(), &unknown).unwrap_err();
    }
    platform.books.scratch_card_recharge(NOW, &number(), &HUNAN.parse().unwrap()).unwrap();
    let refused = platform.books.scratch_card_recharge(NOW, &number(), &unknown);
    assert_eq!(refused, Err(crate::platform::error::PlatformError::CardUnknown));
}

#[test]
fn care_tells_balance_and_newest_transactions() {
    let (mut call, mut platform) = dialled(ServiceLine::Care);
    platform.books.scratch_card_recharge(NOW, &number(), &HUNAN.parse().unwrap()).unwrap();
    let said = go(&mut call, &mut platform, "1 1 1");
    assert!(said.starts_with("现金账户余额:10元;充值卡账户余额:50元,可用余额60元。账户余额查询请按1"), "{said}");
    let said = go(&mut call, &mut platform, "2");
    let lines = "最新交易明细:11月18日09:30充值卡充值+50元;11月18日09:30营业厅现金充值+10元。";
    assert!(said.starts_with(lines), "{said}");
    let (mut call, mut none) = (LineCall::new(ServiceLine::Care), platform.clone());
    let said = go(&mut call, &mut none, "2 1 1");
    let english =
        "The cash sub-account has 10.00 yuan, the recharge-card sub-account 50.00 yuan; 60.00 yuan are available. ";
    assert!(said.starts_with(english), "{said}");
    let said = go(&mut call, &mut none, "2");
    let english = "Newest transactions: 2009-11-18 09:30 scratch card +50.00 yuan; 2009-11-18 09:30 cash at a hall +10.00 yuan. For";
    assert!(said.starts_with(english), "{said}");
    assert_eq!(none, platform, "a query changes nothing");
}

#[test]
fn care_without_an_account_refuses_and_goes_on() {
    let (mut call, mut platform) = (LineCall::new(ServiceLine::Care), nobody());
    go(&mut call, &mut platform, "11");
    for key in ["1", "2", "5"] {
        let said = go(&mut call, &mut platform, key);
        assert!(said.starts_with("您尚未开通手机支付账户"), "{key} {said}");
        assert_eq!(call.step(), LineStep::SecondLine);
    }
    assert!(go(&mut call, &mut platform, "8").starts_with("开通请发送KT到10658888"));
}

#[test]
fn pay_password_is_changed_by_keys() {
    let (mut call, mut platform) = dialled(ServiceLine::Care);
    go(&mut call, &mut platform, "11 3");
    assert_eq!(go(&mut call, &mut platform, "65432#"), "支付密码为6位数字。请输入6位旧支付密码,按#号键结束。");
    assert_eq!(go(&mut call, &mut platform, "654321#"), "请输入6位新支付密码,按#号键结束。");
    assert_eq!(go(&mut call, &mut platform, "135790#"), "请再次输入新支付密码,按#号键结束。");
    let differ = "两次输入的新支付密码不一致。请输入6位新支付密码,按#号键结束。";
    assert_eq!(go(&mut call, &mut platform, "135791#"), differ);
    assert!(go(&mut call, &mut platform, "135790# 135790#").starts_with("支付密码修改成功!账户余额查询请按1"));
    assert_eq!(platform.books.check_pay_password(NOW, &number(), &pay("135790")), Ok(()));
    let kept = serde_json::to_string(&call).unwrap();
    assert!(!kept.contains("135790") && !kept.contains("654321"), "{kept}");
}

#[test]
fn initial_pay_password_is_changed_at_care() {
    let (mut call, mut platform) = dialled(ServiceLine::Care);
    platform.reset_pay_password(NOW, &number()).unwrap();
    let text = texts(&platform).concat();
    let (_, initial) = text.split_once("初始支付密码:").unwrap();
    let initial: String = initial.chars().take(6).collect();
    go(&mut call, &mut platform, &format!("11 3 {initial}# 135790# 135790#"));
    assert_eq!(platform.books.check_pay_password(NOW, &number(), &pay("135790")), Ok(()));
}

#[test]
fn wrong_passwords_by_keys_count_with_all_others() {
    let (mut call, mut platform) = dialled(ServiceLine::Care);
    for _ in 0..2 {
        platform.books.check_pay_password(NOW, &number(), &pay("000000")).unwrap_err();
    }
    let said = go(&mut call, &mut platform, "11 3 000000# 135790# 135790#");
    assert!(said.starts_with("密码错误,再输错2次将被锁定24小时。"), "{said}");
    let said = go(&mut call, &mut platform, "71 000000#");
    assert!(said.starts_with("密码错误,再输错1次将被锁定24小时。"), "{said}");
    let said = go(&mut call, &mut platform, "3 000000# 135790# 135790#");
    assert!(said.starts_with("密码已锁定"), "{said}");
    let elsewhere = platform.books.check_pay_password(NOW, &number(), &pay("654321"));
    assert!(matches!(elsewhere, Err(crate::platform::error::PlatformError::PasswordLocked { .. })), "{elsewhere:?}");
    assert_eq!(platform.books.check_pay_password(NOW.later(DAY), &number(), &pay("654321")), Ok(()));
}

#[test]
fn one_right_answer_resets_and_unlocks() {
    for wrong_before in 0..3 {
        let (mut call, mut platform) = dialled(ServiceLine::Care);
        set_questions(&mut platform);
        for _ in 0..5 {
            platform.books.check_pay_password(NOW, &number(), &pay("000000")).unwrap_err();
        }
        assert_eq!(go(&mut call, &mut platform, "11 5"), "请回答密码保护问题。您父亲的姓名是?");
        let right = ["张大山", "小 黑", "水浒传"];
        say(&mut call, &mut platform, &vec!["不记得了"; wrong_before]);
        assert!(!is_initial(&platform));
        let said = say(&mut call, &mut platform, &right[wrong_before..=wrong_before]);
        assert!(said.starts_with("验证通过。支付密码已重置,新密码已以短信发送到本机。"), "{said}");
        assert!(is_initial(&platform));
        assert!(texts(&platform).concat().contains("支付密码已重置。初始支付密码:"));
        let unlocked = platform.books.accounts.get(&number()).unwrap().pay_password().locked_until(NOW);
        assert_eq!(unlocked, None);
    }
}

#[test]
fn four_of_five_facts_reset_the_pay_password() {
    let right = ["张三", "11010519491231002x", "2009-11-18", "10元", "没有"];
    for (wrong, is_reset) in [(&[][..], true), (&[2], true), (&[0], true), (&[1, 4], false), (&[0, 1, 2, 3, 4], false)]
    {
        let (mut call, mut platform) = dialled(ServiceLine::Care);
        assert_eq!(go(&mut call, &mut platform, "11 0 1"), "请核对客户信息。请问机主姓名?");
        let mut answers = right;
        wrong.iter().for_each(|place: &usize| answers[*place] = "不记得了");
        let said = say(&mut call, &mut platform, &answers);
        assert_eq!(is_initial(&platform), is_reset, "{wrong:?} {said}");
        if !is_reset {
            assert!(said.starts_with("核对正确的信息少于四项,不能重置支付密码。"), "{said}");
            let again = go(&mut call, &mut platform, "5");
            assert!(again.starts_with("本次通话未通过身份验证"), "{again}");
            assert!(texts(&platform).is_empty());
        }
    }
}

#[test]
fn wrong_answers_lead_a_real_name_user_to_the_facts() {
    let (mut call, mut platform) = dialled(ServiceLine::Care);
    set_questions(&mut platform);
    go(&mut call, &mut platform, "21 5");
    let said = say(&mut call, &mut platform, &["a", "b", "c"]);
    assert_eq!(said, "Please give some facts about yourself and the account. What is the name of the holder?");
    let said = say(&mut call, &mut platform, &["张三", "11010519491231002X", "20091118", "10", "none"]);
    assert!(said.starts_with("You are verified. The pay password is reset"), "{said}");
    assert!(is_initial(&platform));
}

#[test]
fn user_without_real_name_is_sent_to_a_hall() {
    for has_questions in [false, true] {
        let (mut call, mut platform) = (LineCall::new(ServiceLine::Care), nobody());
        platform.open_with_account(NOW, &number(), &pay("654321"), Fen(0)).unwrap();
        go(&mut call, &mut platform, "11");
        if has_questions {
            set_questions(&mut platform);
            go(&mut call, &mut platform, "5");
            say(&mut call, &mut platform, &["一", "二", "三"]);
        } else {
            go(&mut call, &mut platform, "5");
        }
        assert!(
            call.prompt().starts_with("请到营业厅补齐基本资料,升级为实名用户后再通过客服重置。"),
            "{}",
            call.prompt()
        );
        assert!(!is_initial(&platform));
    }
}

#[test]
fn abnormal_states_exclude_resets() {
    let (mut call, mut platform) = dialled(ServiceLine::Care);
    set_questions(&mut platform);
    platform.set_number_state(NOW, &number(), NumberState::Barred).unwrap();
    let before = (platform.books.clone(), platform.outbox().clone());
    for keys in ["11 5", "01", "41", "71 654321#"] {
        let said = go(&mut call, &mut platform, keys);
        assert!(said.starts_with("您的手机号码已停机,不能办理该业务。"), "{keys} {said}");
    }
    assert_eq!((platform.books.clone(), platform.outbox().clone()), before);
}

#[test]
fn login_password_is_reset_on_confirmation() {
    let (mut call, mut platform) = dialled(ServiceLine::Care);
    let account = |platform: &Platform| platform.books.accounts.get(&number()).unwrap().login_password().clone();
    let before = account(&platform);
    go(&mut call, &mut platform, "11 4 *");
    assert_eq!((call.step(), &account(&platform)), (LineStep::SecondLine, &before));
    assert!(go(&mut call, &mut platform, "4 1").starts_with("登陆密码已重置"));
    assert!(!account(&platform).is_same_setting(&before) && account(&platform).is_initial());
    assert_eq!(texts(&platform).len(), 1);
}

#[test]
fn locked_login_password_is_reset_at_care() {
    let (mut call, mut platform) = dialled(ServiceLine::Care);
    let wrong = "Wrong123".parse().unwrap();
    for _ in 0..5 {
        assert!(platform.books.accounts.check_login_password(NOW, &number(), &wrong).is_err());
    }
    for keys in ["11 4 1", "0 2 1"] {
        assert!(go(&mut call, &mut platform, keys).starts_with("登陆密码已重置"), "{keys}");
        let login = platform.books.accounts.get(&number()).unwrap().login_password();
        assert!(login.is_initial() && login.locked_until(NOW).is_none());
    }
}

#[test]
fn agent_advises_by_state_of_account() {
    for (language, stranger, initial) in [
        ("1", "您尚未开通手机支付,请发送KT到10658888", "登陆密码仍为初始密码,请登陆网站修改。"),
        ("2", "You have no account. Send KT to 10658888", "The login password is the initial one."),
    ] {
        let (mut call, mut platform) = (LineCall::new(ServiceLine::Care), nobody());
        let said = go(&mut call, &mut platform, &format!("{language} 1 0 4"));
        assert!(said.starts_with(stranger), "{said}");
        platform.open_with_account(NOW, &number(), &pay("654321"), Fen(0)).unwrap();
        let said = go(&mut call, &mut platform, "0 4");
        assert!(said.starts_with(initial), "{said}");
        assert_eq!(call.step(), LineStep::SecondLine, "and the call goes on");
    }
}

#[test]
fn no_line_opens_accounts_for_12588() {
    assert_eq!(ServiceLine::of_number("12588"), None);
    let numbers: Vec<_> =
        ServiceLine::ALL.into_iter().filter_map(|line| ServiceLine::of_number(line.number())).collect();
    assert_eq!(numbers, ServiceLine::ALL);
    assert!("13807310001 dials 12588".parse::<crate::action::Action>().is_err());
}

#[test]
fn account_is_closed_only_when_empty() {
    let (mut call, mut platform) = dialled(ServiceLine::Care);
    let said = go(&mut call, &mut platform, "11 7 1 654321#");
    assert!(said.starts_with("手机支付账户余额为10元,不为零,不能销户。"), "{said}");
    platform.books.pay_own_bill(NOW, &number(), Fen(1_000), crate::platform::bill::BillFrom::Both).unwrap();
    assert!(go(&mut call, &mut platform, "7 *").starts_with("账户余额查询请按1"));
    assert!(platform.books.accounts.living(&number()).is_ok());
    assert_eq!(go(&mut call, &mut platform, "7 1 654321#"), "您的手机支付账户已销户。感谢您的来电,再见。");
    assert!(platform.books.accounts.living(&number()).is_err());
}

#[test]
fn words_where_keys_are_needed_are_a_mistake() {
    let (mut call, mut platform) = dialled(ServiceLine::Care);
    assert!(say(&mut call, &mut platform, &["重置密码"]).starts_with("您的输入有误。"));
    set_questions(&mut platform);
    go(&mut call, &mut platform, "11 5");
    assert_eq!(go(&mut call, &mut platform, "7"), "请说出您的回答。您父亲的姓名是?");
    go(&mut call, &mut platform, "*");
    assert_eq!(call.step(), LineStep::Agent);
}

#[test]
fn nothing_prints_what_a_caller_typed_or_said() {
    let (mut call, mut platform) = dialled(ServiceLine::Care);
    go(&mut call, &mut platform, "11 3 654321# 1357");
    let said = LineInput::Said("张大山".to_owned());
    let request = CallerRequest::Fact(CallerFact::Name, SaidText("张三".to_owned()));
    let keys: LineKeys = "654321#".parse().unwrap();
    let printed = format!("{call:?} {said:?} {request:?} {keys:?}");
    assert_eq!(printed, "LineCall(10086 Chinese NewPayPassword) Said Fact(Name, SaidText) LineKeys");
    assert_eq!("12a".parse::<LineKeys>(), Err(LineKeyError));
    assert_eq!("".parse::<LineKeys>(), Err(LineKeyError));
}

#[test]
fn calls_round_trip_through_json() {
    let (mut call, mut platform) = dialled(ServiceLine::Care);
    set_questions(&mut platform);
    go(&mut call, &mut platform, "11 5");
    say(&mut call, &mut platform, &["不知道"]);
    let again: LineCall = serde_json::from_str(&serde_json::to_string(&call).unwrap()).unwrap();
    assert_eq!(again, call);
    assert_eq!(ServiceLine::of_number("10086"), Some(ServiceLine::Care));
    assert_eq!(ServiceLine::of_number("10658888"), None);
}

fn inputs() -> impl Strategy<Value = Vec<LineInput>> {
    let key = prop_oneof![
        8 => (0_u8..=9).prop_map(LineKey::Digit),
        2 => Just(LineKey::Hash),
        1 => Just(LineKey::Star),
    ];
    let keys = |text: &'static str| -> Vec<LineInput> {
        text.chars().map(|key| LineInput::Key(key.try_into().unwrap())).collect()
    };
    let said = prop_oneof![Just("张三"), Just("小黑"), Just("11010519491231002X"), Just("10"), Just("")];
    prop::collection::vec(
        prop_oneof![
            6 => key.prop_map(|key| vec![LineInput::Key(key)]),
            1 => Just(vec![LineInput::Silence]),
            2 => said.prop_map(|said| vec![LineInput::Said(said.to_owned())]),
            2 => prop_oneof![
                Just(keys("654321#")), Just(keys("000000#")), Just(keys("111122223333444455#")),
                Just(keys("999988887777666655#")), Just(keys("111")), Just(keys("11"))
            ],
        ],
        0..60,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Any inputs end in a prompt or a hang-up, and only a right card moves money, at most once.
    #[test]
    fn any_inputs_move_no_money_but_by_a_card(inputs in inputs(), is_voice: bool) {
        let (mut call, mut platform) = dialled(if is_voice { ServiceLine::Voice } else { ServiceLine::Care });
        set_questions(&mut platform);
        for input in &inputs {
            let before = recharge_card(&platform);
            let at_card = call.step() == LineStep::CardDigits;
            let hung_up = put_in(&mut call, &mut platform, NOW, input);
            prop_assert_eq!(hung_up, call.step() == LineStep::Over);
            prop_assert!(!call.prompt().is_empty());
            let gained = recharge_card(&platform) - before;
            prop_assert!(gained == 0 || (at_card && gained == 5_000 && *input == LineInput::Key(LineKey::Hash)));
        }
        prop_assert_eq!(recharge_card(&platform), 5_000 * i64::try_from(call.recharges().len()).unwrap());
        prop_assert_eq!(platform.books.ledger.balance(&Book::Cash(number())), 1_000);
        prop_assert_eq!(audit::books(&platform.books), vec![]);
    }
}
