//! Whole dialogues of orders that concern more than the books: withdrawal, closing, login password, real name.

use super::*;
use crate::platform::account::{AccountState, NumberState};
use crate::platform::bank_card::BankCard;
use crate::platform::books::Terms;
use crate::platform::identity::{DocumentKind, Identity};
use crate::platform::outbox::LetterKind;
use crate::platform::{NUMBER, PlatformSettings};
use sim_codec::sms::{MessageBody, SmsAddress, Tpdu, UserData};
use sim_codec::time::MINUTE;
use sim_device::profile::Profile;
use sim_wire::bcd::TonNpi;
use sim_wire::lifecycle::LifeCycle;

/// 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

const PASSWORD: &str = "654321";

const LATE: &str = "您的回复已超时,未办理任何业务,请重新发送指令。";
const NOT_ASKED: &str = "没有等待您确认的业务或已超时,请重新发送指令。";

/// Phone of a customer, who writes texts to the platform.
struct Phone {
    platform: Platform,
    now: Moment,
    sent: u8,
}

fn number() -> Msisdn {
    Msisdn::SOLE
}

fn holder() -> Identity {
    Identity::new("张三", DocumentKind::IdentityCard, "11010519491231002X").unwrap()
}

impl Phone {
    /// Makes a phone whose number has an account with so much cash, and no card.
    fn with_cash(cash: u32) -> Phone {
        let settings = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
        let mut platform = Platform::new(settings, 7);
        platform.open_with_account(NOW, &number(), &PASSWORD.parse().unwrap(), Fen(cash)).unwrap();
        Phone { platform, now: NOW, sent: 0 }
    }

    /// Makes a phone whose number has a real-name account with 100 yuan and a bank card.
    fn of_customer() -> Phone {
        let mut phone = Phone::with_cash(10_000);
        phone.platform.books.accounts.register_holder(number(), holder());
        phone.platform.upgrade_to_real_name(NOW, &number()).unwrap();
        let card = BankCard {
            bank: crate::platform::bank::Bank::ALL[0],
            number: "6222000000000000".parse().unwrap(),
            owner: "张三".to_owned(),
        };
        phone.platform.bind_bank_card(NOW, &number(), card, &PASSWORD.parse().unwrap()).unwrap();
        phone.read();
        phone
    }

    /// Takes the texts that wait for the phone.
    fn read(&mut self) -> Vec<String> {
        let letters: Vec<_> = self.platform.outbox().iter().cloned().collect();
        letters.iter().for_each(|letter| self.platform.confirm_handover(letter.id));
        let texts = letters.into_iter().filter(|letter| letter.part == 1).map(|letter| match letter.kind {
            LetterKind::Text(text) => text,
            LetterKind::Packet { .. } => "(packet)".to_owned(),
        });
        texts.collect()
    }

    /// Writes a text, and returns the answer.
    fn write(&mut self, text: &str) -> String {
        self.write_as(number(), text)
    }

    fn write_as(&mut self, from: Msisdn, text: &str) -> String {
        self.sent += 1;
        let user = UserData { length: 0, header: None, body: MessageBody::Text(text.to_owned()), kept: None };
        let message = SmsSubmit {
            first: 0x01,
            reference: self.sent,
            destination: SmsAddress::new(TonNpi::UNKNOWN, NUMBER),
            pid: 0,
            dcs: 0x08,
            validity: Vec::new(),
            user,
        };
        let submission = Submission { from, at: self.now };
        assert_eq!(self.platform.receive(self.now, submission, &Tpdu::Submit(message)), MessageResult::Order);
        let mut read = self.read();
        assert_eq!(read.len(), 1, "{read:?}");
        read.remove(0)
    }

    fn cash(&self) -> i64 {
        self.platform.books.account_balances(&number()).0
    }

    fn state(&self) -> AccountState {
        self.platform.books.accounts.get(&number()).unwrap().state
    }
}

#[test]
fn withdrawal_asks_amount_and_password() {
    for order in ["TX", "T", "t"] {
        let mut phone = Phone::of_customer();
        assert_eq!(phone.write(order), "请回复提现金额(元),如100。");
        assert_eq!(phone.write("30"), "您申请提现30元,请回复6位支付密码确认。");
        assert_eq!(phone.cash(), 10_000, "nothing moves before the password");
        phone.write(PASSWORD);
        assert_eq!(phone.platform.books.ledger.of_account(number()).filter(|(_, fen)| *fen < 0).count(), 1);
        assert_eq!(phone.write(PASSWORD), NOT_ASKED, "it counted once");
    }
}

#[test]
fn withdrawal_with_amount_asks_password_alone() {
    let mut phone = Phone::of_customer();
    assert_eq!(phone.write("TX 100"), "您申请提现100元,请回复6位支付密码确认。");
    assert_eq!(phone.write("111111"), "密码错误,再输错4次将被锁定24小时。");
    assert_eq!(phone.cash(), 10_000);
    phone.write(PASSWORD);
    assert_eq!(phone.platform.books.ledger.of_account(number()).filter(|(_, fen)| *fen == -10_000).count(), 1);
}

#[test]
fn withdrawal_is_refused_before_any_question() {
    let mut phone = Phone::with_cash(10_000);
    assert_eq!(phone.write("TX"), "非实名账户不能提现,请到营业厅补齐资料。");
    phone.platform.books.accounts.register_holder(number(), holder());
    phone.platform.upgrade_to_real_name(NOW, &number()).unwrap();
    phone.read();
    assert_eq!(phone.write("TX"), "请先绑定提现银行卡。");
    assert_eq!(phone.write("30"), NOT_ASKED);
    let mut phone = Phone::of_customer();
    assert_eq!(phone.write("TX 100.01"), "现金账户余额不足,现金账户余额100元。");
    assert_eq!(phone.write("TX 0"), "金额不能为零。");
    assert_eq!(phone.write(PASSWORD), NOT_ASKED);
    assert_eq!(phone.cash(), 10_000);
}

#[test]
fn replied_amount_is_checked_before_password() {
    for (amount, refused) in [
        ("100.01", "现金账户余额不足,现金账户余额100元。"),
        ("0", "金额不能为零。"),
        ("99999", "现金账户余额不足,现金账户余额100元。"),
    ] {
        let mut phone = Phone::of_customer();
        phone.write("TX");
        assert_eq!(phone.write(amount), refused);
        assert_eq!(phone.write(PASSWORD), NOT_ASKED, "no password is asked for {amount}");
        assert_eq!(phone.cash(), 10_000);
    }
}

#[test]
fn wrong_reply_names_what_is_awaited() {
    let mut phone = Phone::of_customer();
    phone.write("TX");
    for wrong in ["一百", "12.345", "1234567"] {
        assert_eq!(phone.write(wrong), "金额格式错误,请回复金额(元),如100,最多两位小数。", "{wrong}");
    }
    assert_eq!(phone.write(PASSWORD), "金额格式错误,请回复金额(元),如100,最多两位小数。", "not 654321 yuan");
    assert_eq!(phone.write("A"), NOT_ASKED);
    phone.write("50");
    assert_eq!(phone.write("12345"), "支付密码为6位数字,请重新回复。");
    phone.write(PASSWORD);
    assert_eq!(phone.platform.books.ledger.of_account(number()).filter(|(_, fen)| *fen == -5_000).count(), 1);
}

#[test]
fn late_replies_do_nothing() {
    let mut phone = Phone::of_customer();
    phone.write("TX");
    phone.now = phone.now.later(10 * MINUTE);
    assert_eq!(phone.write("30"), LATE);
    phone.write("TX 30");
    phone.now = phone.now.later(10 * MINUTE);
    assert_eq!(phone.write(PASSWORD), LATE);
    phone.write("M");
    phone.now = phone.now.later(10 * MINUTE);
    assert_eq!(phone.write("B"), LATE);
    phone.write("XH");
    phone.now = phone.now.later(10 * MINUTE);
    assert_eq!(phone.write("9"), LATE);
    assert_eq!((phone.cash(), phone.state()), (10_000, AccountState::Open));
}

#[test]
fn reply_of_another_subscriber_has_no_effect() {
    let mut phone = Phone::of_customer();
    let other: Msisdn = "13807310002".parse().unwrap();
    phone.write("TX 30");
    assert_eq!(phone.write_as(other, PASSWORD), NOT_ASKED);
    assert_eq!(phone.cash(), 10_000);
    phone.write(PASSWORD);
    assert_eq!(phone.platform.books.ledger.of_account(number()).filter(|(_, fen)| *fen == -3_000).count(), 1);
}

#[test]
fn interleaved_dialogues_keep_their_replies() {
    let mut phone = Phone::of_customer();
    phone.write("XH");
    phone.write("TX");
    phone.write("CXLS");
    assert!(phone.write("20091118").starts_with("最新交易明细"));
    assert_eq!(phone.write("9"), "您申请提现9元,请回复6位支付密码确认。", "the newest question");
    assert!(phone.write("9").contains("确认销户请回复6"));
    assert!(phone.write("CX").starts_with("现金账户余额"));
    phone.write(PASSWORD);
    assert_eq!(phone.platform.books.ledger.of_account(number()).filter(|(_, fen)| *fen == -900).count(), 1);
}

#[test]
fn order_begun_again_forgets_its_questions() {
    let mut phone = Phone::with_cash(0);
    phone.write("XH");
    phone.write("9");
    phone.write("XH");
    assert_eq!(phone.write("6"), "代码错误,请回复9。", "the 6 of the first closing counts no more");
    let mut phone = Phone::of_customer();
    phone.write("TX");
    phone.write("TX 50");
    assert_eq!(phone.write("30"), "支付密码为6位数字,请重新回复。", "the amount is not asked for any more");
    phone.write(PASSWORD);
    assert_eq!(phone.platform.books.ledger.of_account(number()).filter(|(_, fen)| *fen == -5_000).count(), 1);
}

#[test]
fn account_closes_by_nine_six_and_password() {
    let mut phone = Phone::with_cash(0);
    assert_eq!(phone.write("XH"), "您申请取消手机支付业务,销户请回复9。");
    assert_eq!(phone.write("6"), "代码错误,请回复9。", "the menu comes first");
    assert!(phone.write("9").ends_with("确认销户请回复6。"));
    assert_eq!(phone.write("9"), "代码错误,请回复6。");
    assert_eq!(phone.write("6"), "请回复6位支付密码,验证后手机支付账户将销户。");
    assert_eq!(phone.state(), AccountState::Open);
    assert_eq!(phone.write("111111"), "密码错误,再输错4次将被锁定24小时。");
    assert_eq!(phone.write(PASSWORD), "您的手机支付账户已销户。");
    assert_eq!(phone.state(), AccountState::Closed);
    assert_eq!(phone.write("XH"), "您尚未开通手机支付账户,请发送KT到10658888开通。");
}

#[test]
fn closing_by_text_names_what_is_in_the_way() {
    let mut phone = Phone::with_cash(100);
    let six = |phone: &mut Phone| {
        phone.write("XH");
        phone.write("9");
        phone.write("6")
    };
    assert_eq!(six(&mut phone), "手机支付账户余额为1元,不为零,不能销户。");
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Open;
    phone.platform.add_card(number(), &profile).unwrap();
    assert_eq!(six(&mut phone), "请先注销手机钱包。");
    phone.platform.set_number_state(NOW, &number(), NumberState::Barred).unwrap();
    phone.read();
    assert_eq!(six(&mut phone), "您的手机号码已停机,不能办理该业务。");
    assert_eq!(phone.write(PASSWORD), NOT_ASKED);
    assert_eq!(phone.state(), AccountState::Open);
}

#[test]
fn login_password_is_reset_after_a_letter() {
    let mut phone = Phone::with_cash(0);
    let before = phone.platform.books.accounts.get(&number()).unwrap().login_password().clone();
    let now_is_before =
        |phone: &Phone| phone.platform.books.accounts.get(&number()).unwrap().login_password().is_same_setting(&before);
    assert!(phone.write("M").contains("请回复B"));
    assert_eq!(phone.write("A"), NOT_ASKED);
    assert!(now_is_before(&phone));
    assert!(phone.write("b").starts_with("登陆密码已重置。初始登陆密码:"));
    assert!(!now_is_before(&phone));
    assert_eq!(phone.write("B"), NOT_ASKED);
}

#[test]
fn upgrade_by_text_needs_complete_data() {
    let mut phone = Phone::with_cash(0);
    assert!(phone.write("GX").starts_with("您的基本资料不齐全"));
    assert_eq!(phone.write("C"), NOT_ASKED);
    phone.platform.books.accounts.register_holder(number(), holder());
    assert!(phone.write("GX").contains("请回复C"));
    assert!(!phone.platform.books.accounts.get(&number()).unwrap().is_real_name);
    phone.platform.books.accounts.register(number(), false);
    assert!(phone.write("C").starts_with("您的基本资料不齐全"), "the data are looked at again");
    assert!(!phone.platform.books.accounts.get(&number()).unwrap().is_real_name);
    phone.platform.books.accounts.register(number(), true);
    phone.write("GX");
    assert_eq!(phone.write("C"), "您的手机支付账户已升级为实名账户,可以办理提现。");
    assert!(phone.platform.books.accounts.get(&number()).unwrap().is_real_name);
    assert_eq!(phone.write("GX"), "您的手机支付账户已是实名账户。");
}

#[test]
fn locked_login_is_not_reset_by_text() {
    let mut phone = Phone::with_cash(0);
    phone.write("M");
    for _ in 0..5 {
        let wrong = phone.platform.books.accounts.check_login_password(NOW, &number(), &"Wrong123".parse().unwrap());
        assert!(wrong.is_err());
    }
    let before = phone.platform.books.accounts.clone();
    let locked = "登陆密码已锁定,11月19日09:30后自动解锁,也可拨打10086重置密码。";
    assert_eq!(phone.write("B"), locked, "the question came before the lock");
    assert_eq!(phone.write("M"), locked);
    assert_eq!(phone.write("B"), NOT_ASKED);
    assert_eq!(phone.platform.books.accounts, before);
    phone.now = NOW.later(24 * 60 * MINUTE);
    assert!(phone.write("M").contains("请回复B"), "the lock has ended by itself");
    assert!(phone.write("B").starts_with("登陆密码已重置。初始登陆密码:"));
}

fn lock_pay_password(phone: &mut Phone) {
    for _ in 0..5 {
        assert!(phone.platform.books.check_pay_password(NOW, &number(), &"111111".parse().unwrap()).is_err());
    }
}

#[test]
fn lock_before_reply_stops_withdrawal_and_closing() {
    let mut phone = Phone::of_customer();
    phone.write("TX 30");
    lock_pay_password(&mut phone);
    assert!(phone.write(PASSWORD).starts_with("密码已锁定"));
    assert_eq!(phone.cash(), 10_000);
    assert_eq!(phone.write(PASSWORD), NOT_ASKED, "a locked password is not asked for again");
    let mut phone = Phone::with_cash(0);
    ["XH", "9", "6"].into_iter().for_each(|text| drop(phone.write(text)));
    lock_pay_password(&mut phone);
    assert!(phone.write(PASSWORD).starts_with("密码已锁定"));
    assert_eq!(phone.state(), AccountState::Open);
    assert_eq!(phone.write(PASSWORD), NOT_ASKED);
}

#[test]
fn initial_pay_password_withdraws_and_closes_nothing() {
    let mut phone = Phone::of_customer();
    phone.platform.reset_pay_password(NOW, &number()).unwrap();
    let text = phone.read().remove(0);
    let initial: String = text.split_once("初始支付密码:").unwrap().1.chars().take(6).collect();
    phone.write("TX 30");
    assert_eq!(phone.write(&initial), "初始密码必须修改后才能生效,请先修改密码。");
    assert_eq!(phone.cash(), 10_000);
    let mut phone = Phone::with_cash(0);
    phone.platform.reset_pay_password(NOW, &number()).unwrap();
    let text = phone.read().remove(0);
    let initial: String = text.split_once("初始支付密码:").unwrap().1.chars().take(6).collect();
    ["XH", "9", "6"].into_iter().for_each(|text| drop(phone.write(text)));
    assert_eq!(phone.write(&initial), "初始密码必须修改后才能生效,请先修改密码。");
    assert_eq!(phone.state(), AccountState::Open);
}
