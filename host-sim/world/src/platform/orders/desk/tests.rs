//! Whole conversations by short message.

use super::*;
use crate::platform::account::NumberState;
use crate::platform::books::Terms;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use sim_device::link::Chance;

/// 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

struct Phone {
    books: Books,
    chance: Chance,
    now: Moment,
}

impl Phone {
    fn new() -> Phone {
        let mut chance = Chance::seeded(7);
        Phone { books: Books::new(Terms::light(), &mut chance), chance, now: NOW }
    }

    /// Returns a phone whose number has an account.
    fn opened() -> Phone {
        let mut phone = Phone::new();
        phone.write("KT A");
        phone
    }

    fn number() -> Msisdn {
        "13807310001".parse().unwrap()
    }

    fn receive(&mut self, text: &str) -> OrderResult {
        self.books.obey(self.now, &Phone::number(), text, &mut self.chance)
    }

    fn write(&mut self, text: &str) -> String {
        match self.receive(text) {
            OrderResult::Says(says) => says,
            OrderResult::Executes(order) => format!("({order:?})"),
            OrderResult::Confirmed => "(confirmed)".to_owned(),
            OrderResult::NotAsked => "(not asked)".to_owned(),
        }
    }

    fn issue(&mut self, value: u32, province: Province) -> String {
        let digits = CardDigits::draw(&mut self.chance);
        self.books.scratch_cards.issue(&digits, sim_wire::Fen(value), province).unwrap();
        digits.reveal()
    }
}

#[test]
fn account_is_opened_by_kt_and_a() {
    let mut phone = Phone::new();
    assert_eq!(phone.write("CX"), "您尚未开通手机支付账户,请发送KT到10658888开通。");
    assert_eq!(phone.write("kt"), texts::question(Question::Open, None));
    assert!(phone.books.accounts.get(&Phone::number()).is_none());
    let says = phone.write("a");
    assert!(says.starts_with("您已成功开通手机支付。初始登陆密码:"), "{says}");
    assert!(says.contains("登陆") && says.contains("修改") && says.contains("删除本条短信"), "{says}");
    assert!(phone.books.accounts.living(&Phone::number()).is_ok());
    // The initial passwords of the message are those of the account.
    let pay: String = says.split_once("初始支付密码:").unwrap().1.chars().take(6).collect();
    let checked = phone.books.check_pay_password(NOW, &Phone::number(), &pay.parse().unwrap());
    assert_eq!(checked, Err(crate::platform::error::PlatformError::PasswordInitial));
    assert_eq!(phone.write("KT"), "您已开通手机支付账户,无需重复开通。");
    assert_eq!(phone.write("A"), texts::mistake(OrderError::NotAsked));
}

#[test]
fn short_form_opens_at_once() {
    for form in ["KT A", "kta", "KT  a"] {
        let mut phone = Phone::new();
        assert!(phone.write(form).starts_with("您已成功开通手机支付。初始登陆密码:"), "{form}");
        assert!(phone.books.accounts.living(&Phone::number()).is_ok());
        assert_eq!(phone.write("A"), texts::mistake(OrderError::NotAsked), "nothing was asked");
    }
}

#[test]
fn late_answer_opens_nothing() {
    let mut phone = Phone::new();
    phone.write("KT");
    phone.now = phone.now.minutes_later(10);
    assert_eq!(phone.write("A"), "您的回复已超时,未办理任何业务,请重新发送指令。");
    assert_eq!(phone.write("A"), "没有等待您确认的业务或已超时,请重新发送指令。");
    assert!(phone.books.accounts.get(&Phone::number()).is_none());
}

#[test]
fn question_that_is_over_explains_no_mistake() {
    let mut phone = Phone::opened();
    phone.write("CXLS");
    assert_eq!(phone.write("昨天"), texts::mistake(OrderError::Date));
    phone.now = phone.now.minutes_later(10);
    assert_eq!(phone.write("昨天"), texts::mistake(OrderError::Unknown));
}

#[test]
fn question_outlives_other_orders() {
    let mut phone = Phone::new();
    phone.write("KT");
    phone.write("你好");
    phone.write("CX");
    assert!(phone.write("A").starts_with("您已成功开通手机支付。"));
}

#[test]
fn lost_number_is_offered_no_account() {
    let mut phone = Phone::new();
    phone.books.set_number_state(&Phone::number(), NumberState::Lost).unwrap();
    assert_eq!(phone.write("KT"), "您的手机号码已挂失,不能办理该业务。");
    assert_eq!(phone.write("A"), texts::mistake(OrderError::NotAsked));
}

#[test]
fn scratch_card_bill_and_balance_are_answered() {
    let mut phone = Phone::opened();
    let digits = phone.issue(1990, Province::Hunan);
    assert_eq!(phone.write(&format!("CZK {digits}")), "充值卡充值成功!充值金额19.9元,充值卡账户余额19.9元。");
    assert_eq!(phone.write("CX"), "现金账户余额:0元;充值卡账户余额:19.9元,可用余额19.9元。");
    assert_eq!(phone.write(&format!("CZK {digits}")), "该充值卡已被使用。");
    let digits = phone.issue(5000, Province::Guangdong);
    assert_eq!(phone.write(&format!("CZK{digits}")), "暂不支持广东充值卡。");
    assert_eq!(phone.write("HF 20"), "余额不足,可用余额19.9元。");
    phone.books.hall_deposit(NOW, &Phone::number(), sim_wire::Fen(10_000)).unwrap();
    assert_eq!(phone.write("HF20"), "缴费成功!已为本机缴纳话费20元。");
    assert_eq!(phone.write("CX"), "现金账户余额:99.9元;充值卡账户余额:0元,可用余额99.9元。");
    assert_eq!(phone.write("HF 0"), "金额不能为零。");
}

#[test]
fn newest_three_transactions_since_a_date_are_told() {
    let mut phone = Phone::opened();
    for fen in [100, 200, 300] {
        phone.books.hall_deposit(phone.now, &Phone::number(), sim_wire::Fen(fen)).unwrap();
        phone.now = phone.now.hours_later(24);
    }
    phone.write("HF 1");
    assert_eq!(phone.write("CXLS"), "请回复查询起始日期(如20091118),将告知该日起最新3笔交易明细。");
    assert_eq!(phone.write("昨天"), "日期格式错误,请按年月日回复,如20091118。");
    assert_eq!(
        phone.write("20091118"),
        "最新交易明细:11月21日09:30缴本机话费-1元;11月20日09:30营业厅现金充值+3元;11月19日09:30营业厅现金充值+2元。"
    );
    // It has been answered.
    assert_eq!(phone.write("20091118"), texts::mistake(OrderError::NotAsked));
    assert_eq!(phone.write("CXLS 2009-11-21"), "最新交易明细:11月21日09:30缴本机话费-1元。");
    assert_eq!(phone.write("CXLS 2009-11-22"), "2009年11月22日起没有交易记录。");
    assert_eq!(services::transactions(&phone.books, &Phone::number()), phone.write("CXLS 2009-11-01"),);
}

#[test]
fn replied_date_limits_the_transactions() {
    let mut phone = Phone::opened();
    for fen in [100, 200] {
        phone.books.hall_deposit(phone.now, &Phone::number(), sim_wire::Fen(fen)).unwrap();
        phone.now = phone.now.hours_later(24);
    }
    for (date, told) in [
        ("2009年11月19日", "最新交易明细:11月19日09:30营业厅现金充值+2元。"),
        ("20091120", "2009年11月20日起没有交易记录。"),
    ] {
        phone.write("CXLS");
        assert_eq!(phone.write(date), told);
    }
}

#[test]
fn number_without_account_is_asked_nothing() {
    for order in ["CX", "CXLS", "CXLS 20091118", "TX", "T 10", "HF 5", "XH", "M", "GX"] {
        let mut phone = Phone::new();
        assert_eq!(phone.write(order), "您尚未开通手机支付账户,请发送KT到10658888开通。", "{order}");
        assert_eq!(phone.books.dialogs, crate::platform::orders::Dialogs::default(), "{order}");
    }
}

#[test]
fn yes_counts_once_and_in_time() {
    let mut phone = Phone::opened();
    assert_eq!(phone.receive("Y"), OrderResult::NotAsked);
    phone.books.dialogs.ask(Phone::number(), Question::Model, NOW.minutes_later(60));
    assert_eq!(phone.receive("y"), OrderResult::Confirmed);
    assert_eq!(phone.receive("Y"), OrderResult::NotAsked);
    phone.books.dialogs.ask(Phone::number(), Question::Model, NOW.minutes_later(60));
    phone.now = NOW.minutes_later(60);
    assert_eq!(phone.receive("Y"), OrderResult::NotAsked);
}

#[test]
fn unknown_text_is_answered_with_help() {
    assert_eq!(
        Phone::new().write("你好"),
        "手机支付短信指令:开户KT;余额查询CX;明细查询CXLS;充值卡充值CZK 18位卡密;缴本机话费HF 金额;提现TX;实名升级GX;重置登陆密码M;销户XH。发送到10658888,详询10086。"
    );
}

#[test]
fn menu_account_items_say_their_result() {
    let mut phone = Phone::opened();
    let number = Phone::number();
    let other: Msisdn = "13807310002".parse().unwrap();
    let digits = phone.issue(5000, Province::Hunan).parse().unwrap();
    assert_eq!(
        services::scratch_card(&mut phone.books, NOW, &number, &digits),
        "充值卡充值成功!充值金额50元,充值卡账户余额50元。"
    );
    let own = services::own_bill(&mut phone.books, NOW, &number, sim_wire::Fen(5001), BillFrom::RechargeCard);
    assert_eq!(own, "余额不足,充值卡账户余额50元。");
    let initial = phone.books.reset_pay_password(&number, &mut phone.chance).unwrap();
    let bill = |phone: &mut Phone, password: &_| {
        services::anothers_bill(&mut phone.books, NOW, &number, (&other, sim_wire::Fen(1000)), password)
    };
    assert_eq!(bill(&mut phone, &initial), ("初始密码必须修改后才能生效,请先修改密码。".to_owned(), None));
    let new = "654321".parse().unwrap();
    let changed = services::change_pay_password(&mut phone.books, NOW, &number, (&initial, &new), &mut phone.chance);
    assert_eq!(changed, "支付密码修改成功!");
    let (says, to_other) = bill(&mut phone, &new);
    assert_eq!(says, "缴费成功!已为13807310002缴纳话费10元。");
    assert_eq!(to_other.unwrap(), "13807310001已为您缴纳话费10元。");
    assert_eq!(bill(&mut phone, &initial).0, "密码错误,再输错4次将被锁定24小时。");
}
