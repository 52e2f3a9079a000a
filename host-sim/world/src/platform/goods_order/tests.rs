//! Orders for goods: paid once, by the right sub-accounts, under password and code; refunded up to what was paid.

use proptest::prelude::*;

use super::*;
use crate::audit::{self, AuditError};
use crate::platform::account::{AccountState, NumberState};
use crate::platform::allowance::DailyMost;
use crate::platform::books::Terms;
use crate::platform::merchant::{CommissionRate, MerchantContract};
use crate::platform::outbox::LetterKind;
use crate::platform::payment_error::PaymentError;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use crate::platform::{Platform, PlatformSettings};
use sim_device::link::Chance;

/// Day of the tests: 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

fn number(last: u8) -> Msisdn {
    format!("138073100{last:02}").parse().unwrap()
}

fn merchant(last: u8) -> MerchantNumber {
    format!("8984301541100{last:02}").parse().unwrap()
}

/// Creates a platform with two merchants, who pay one in a hundred, and an account that has so much cash and so much of
/// a scratch card, in fen.
fn platform(cash: u32, card: u32) -> Platform {
    let settings = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
    let mut platform = Platform::new(settings, 7);
    for last in [1, 2] {
        let (number, name) = (merchant(last), "春风书店".parse().unwrap());
        let commission = CommissionRate::new(100).unwrap();
        platform.sign_merchant(MerchantContract { number, name, commission, terminals: Vec::new() }).unwrap();
    }
    platform.open_with_account(NOW, &number(1), &"654321".parse().unwrap(), Fen(cash)).unwrap();
    if card > 0 {
        let digits = CardDigits::draw(&mut Chance::seeded(9));
        platform.books.scratch_cards.issue(&digits, Fen(card), Province::Hunan).unwrap();
        platform.books.scratch_card_recharge(NOW, &number(1), &digits).unwrap();
    }
    platform
}

fn order(platform: &mut Platform, fen: u32, kind: GoodsKind) -> GoodsOrderNumber {
    let placement = OrderPlacement { amount: Fen(fen), goods: "诗集".parse().unwrap(), kind };
    platform.place_goods_order(NOW, merchant(1), placement).unwrap()
}

fn secrets(password: &str, code: Option<&str>) -> PaymentSecrets {
    PaymentSecrets { password: password.parse().unwrap(), code: code.map(|code| code.parse().unwrap()) }
}

fn pay(platform: &mut Platform, order: GoodsOrderNumber) -> Result<(), PlatformError> {
    platform.pay_goods_order(NOW, &number(1), order, &secrets("654321", None))
}

fn refund(platform: &mut Platform, order: GoodsOrderNumber, fen: u32) -> Result<(), PlatformError> {
    platform.refund_goods_order(NOW, merchant(1), order, Fen(fen))
}

/// Returns cash, recharge card, merchant and commission, in fen.
fn held(platform: &Platform) -> [i64; 4] {
    let books = [Book::Cash(number(1)), Book::RechargeCard(number(1)), Book::Merchant(merchant(1)), Book::Commission];
    books.map(|book| platform.books.ledger.balance(&book))
}

fn texts(platform: &Platform) -> Vec<String> {
    let text = |kind: &LetterKind| match kind {
        LetterKind::Text(text) => Some(text.clone()),
        LetterKind::Packet { .. } => None,
    };
    platform.outbox().iter().filter_map(|letter| text(&letter.kind)).collect()
}

/// Returns the code that was sent last.
fn sent_code(platform: &Platform) -> String {
    let texts = texts(platform);
    let (_, behind) = texts.iter().rev().find_map(|text| text.split_once("短信验证码:")).unwrap();
    behind.chars().take(6).collect()
}

#[test]
fn order_is_paid_once_and_merchant_pays_commission() {
    let mut platform = platform(20_000, 5_000);
    let order = order(&mut platform, 3_000, GoodsKind::Physical);
    pay(&mut platform, order).unwrap();
    assert_eq!(held(&platform), [17_000, 5_000, 2_970, 30]);
    assert_eq!(pay(&mut platform, order), Err(PaymentError::GoodsOrderPaid(order).into()));
    assert_eq!(held(&platform), [17_000, 5_000, 2_970, 30]);
    let told = "支付成功!您已向春风书店支付30元(诗集),现金账户余额170元,充值卡账户余额50元。";
    assert_eq!((texts(&platform), audit::books(&platform.books)), (vec![told.to_owned()], vec![]));
}

#[test]
fn kind_of_goods_decides_sub_accounts() {
    let mut platform = platform(3_000, 5_000);
    let goods = order(&mut platform, 3_001, GoodsKind::Physical);
    assert_eq!(pay(&mut platform, goods), Err(PlatformError::CashShort(3_000)));
    let digital = order(&mut platform, 8_001, GoodsKind::Digital);
    assert_eq!(pay(&mut platform, digital), Err(PlatformError::AccountShort(8_000)));
    assert_eq!(held(&platform), [3_000, 5_000, 0, 0]);
    let digital = order(&mut platform, 6_000, GoodsKind::Digital);
    pay(&mut platform, digital).unwrap();
    assert_eq!((held(&platform), audit::books(&platform.books)), ([2_000, 0, 5_940, 60], vec![]));
}

#[test]
fn payment_above_100_yuan_needs_code() {
    let mut platform = platform(50_000, 0);
    // Exactly 100 yuan needs none.
    let small = order(&mut platform, 10_000, GoodsKind::Physical);
    pay(&mut platform, small).unwrap();
    let large = order(&mut platform, 10_001, GoodsKind::Physical);
    assert_eq!(pay(&mut platform, large), Err(PlatformError::CodeMissing));
    platform.send_payment_code(NOW, &number(1), large).unwrap();
    let code = sent_code(&platform);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let try_pay = |platform: &mut Platform, order, password: &str, code: &str| {
        platform.pay_goods_order(NOW, &number(1), order, &secrets(password, Some(code)))
    };
    assert!(matches!(try_pay(&mut platform, large, "654321", wrong), Err(PlatformError::CodeWrong { .. })));
    // The code does not stand in for the password, and a wrong password leaves it in force.
    assert_eq!(try_pay(&mut platform, large, "000000", &code), Err(PlatformError::PasswordWrong { left: 4 }));
    // The code counts for its order alone.
    let other = order(&mut platform, 10_001, GoodsKind::Physical);
    assert_eq!(try_pay(&mut platform, other, "654321", &code), Err(PlatformError::CodeMissing));
    assert_eq!(held(&platform)[0], 40_000);
    try_pay(&mut platform, large, "654321", &code).unwrap();
    assert_eq!((held(&platform)[0], audit::books(&platform.books)), (29_999, vec![]));
    assert_eq!(platform.send_payment_code(NOW, &number(1), large), Err(PaymentError::GoodsOrderPaid(large).into()));
}

#[test]
fn payment_needs_changed_password_and_number_in_order() {
    let mut platform = platform(20_000, 0);
    let order = order(&mut platform, 3_000, GoodsKind::Physical);
    let wrong = platform.pay_goods_order(NOW, &number(1), order, &secrets("111111", None));
    assert_eq!(wrong, Err(PlatformError::PasswordWrong { left: 4 }));
    for state in [NumberState::Lost, NumberState::Barred] {
        platform.set_number_state(NOW, &number(1), state).unwrap();
        assert_eq!(pay(&mut platform, order), Err(PlatformError::NumberState(state)));
    }
    let nobody = platform.pay_goods_order(NOW, &number(2), order, &secrets("654321", None));
    assert_eq!((nobody, held(&platform)), (Err(PlatformError::NoAccount), [20_000, 0, 0, 0]));
}

#[test]
fn waiting_account_pays_to_its_last_fen() {
    let mut platform = platform(3_000, 0);
    let order = order(&mut platform, 3_000, GoodsKind::Physical);
    platform.set_number_state(NOW, &number(1), NumberState::Cancelled).unwrap();
    pay(&mut platform, order).unwrap();
    assert_eq!(platform.books.accounts.get(&number(1)).unwrap().state, AccountState::Closed);
    // What was bought before the account was closed is not refunded.
    assert_eq!(refund(&mut platform, order, 1), Err(PlatformError::NoAccount));
    assert_eq!((held(&platform), audit::books(&platform.books)), ([0, 0, 2_970, 30], vec![]));
}

#[test]
fn unpaid_order_lapses_after_a_day() {
    let mut platform = platform(20_000, 0);
    let order = order(&mut platform, 3_000, GoodsKind::Physical);
    assert_eq!((platform.due(), platform.is_quiet()), (Some(NOW.later(DAY)), true));
    let later = NOW.later(DAY);
    let lapsed = Err(PaymentError::GoodsOrderLapsed(order).into());
    assert_eq!(platform.pay_goods_order(later, &number(1), order, &secrets("654321", None)), lapsed);
    platform.wake(later);
    assert_eq!((platform.due(), platform.books.goods_order(order).unwrap().state), (None, GoodsOrderState::Lapsed));
    assert_eq!(platform.pay_goods_order(later, &number(1), order, &secrets("654321", None)), lapsed);
    assert_eq!(held(&platform), [20_000, 0, 0, 0]);
}

#[test]
fn order_needs_merchant_and_amount() {
    let mut platform = platform(20_000, 0);
    let placement =
        |fen| OrderPlacement { amount: Fen(fen), goods: "诗集".parse().unwrap(), kind: GoodsKind::Digital };
    let unknown = platform.place_goods_order(NOW, merchant(9), placement(100));
    assert_eq!(unknown, Err(PaymentError::NoMerchant(merchant(9)).into()));
    assert_eq!(platform.place_goods_order(NOW, merchant(1), placement(0)), Err(PlatformError::AmountZero));
    let missing = GoodsOrderNumber(1);
    assert_eq!(pay(&mut platform, missing), Err(PaymentError::GoodsOrderUnknown(missing).into()));
    for wrong in ["", "两 词", "\n", &"长".repeat(21)] {
        assert!(wrong.parse::<GoodsName>().is_err(), "{wrong:?}");
    }
}

#[test]
fn refund_returns_cash_first_and_is_told() {
    let mut platform = platform(3_000, 5_000);
    let order = order(&mut platform, 6_000, GoodsKind::Digital);
    assert_eq!(refund(&mut platform, order, 1), Err(PaymentError::GoodsOrderUnpaid(order).into()));
    pay(&mut platform, order).unwrap();
    assert_eq!(held(&platform), [2_000, 0, 5_940, 60]);
    let other = platform.refund_goods_order(NOW, merchant(2), order, Fen(1));
    assert_eq!(other, Err(PaymentError::GoodsOrderUnknown(order).into()));
    assert_eq!(refund(&mut platform, order, 0), Err(PlatformError::AmountZero));
    assert_eq!(refund(&mut platform, order, 6_001), Err(PaymentError::RefundTooLarge(6_000).into()));
    // The number may be barred by then: the money is its own.
    platform.set_number_state(NOW, &number(1), NumberState::Barred).unwrap();
    refund(&mut platform, order, 1_500).unwrap();
    assert_eq!(held(&platform), [3_000, 500, 4_440, 60]);
    let told = "退款成功!春风书店退还您15元,现金账户余额30元,充值卡账户余额5元。";
    assert_eq!(texts(&platform).last().map(String::as_str), Some(told));
    assert_eq!(refund(&mut platform, order, 4_501), Err(PaymentError::RefundTooLarge(4_500).into()));
    refund(&mut platform, order, 4_500).unwrap();
    assert_eq!(refund(&mut platform, order, 1), Err(PaymentError::RefundTooLarge(0).into()));
    assert_eq!((held(&platform), audit::books(&platform.books)), ([3_000, 5_000, -60, 60], vec![]));
}

#[test]
fn purchase_ends_row_of_withdrawals() {
    let mut platform = platform(20_000, 0);
    let books = &mut platform.books;
    let holder = crate::platform::identity::Identity::new(
        "张三",
        crate::platform::identity::DocumentKind::IdentityCard,
        "11010519491231002X",
    );
    books.accounts.register_holder(number(1), holder.unwrap());
    books.accounts.accounts.get_mut(&number(1)).unwrap().is_real_name = true;
    let card = crate::platform::bank_card::BankCard {
        bank: crate::platform::bank::Bank::Post,
        number: "6227001234567890123".parse().unwrap(),
        owner: "张三".to_owned(),
    };
    let password = "654321".parse().unwrap();
    books.bind_bank_card(NOW, &number(1), card, &password).unwrap();
    for _ in 0..2 {
        books.withdraw(NOW, &number(1), Fen(100), &password).unwrap();
    }
    let refused = Err(PaymentError::WithdrawalsInARow { most: 2 }.into());
    assert_eq!(books.withdraw(NOW, &number(1), Fen(100), &password), refused);
    let order = order(&mut platform, 100, GoodsKind::Physical);
    pay(&mut platform, order).unwrap();
    for _ in 0..2 {
        platform.books.withdraw(NOW, &number(1), Fen(100), &password).unwrap();
    }
    assert_eq!(platform.books.withdraw(NOW, &number(1), Fen(100), &password), refused);
    assert_eq!(audit::books(&platform.books), []);
}

/// Returns the findings about the entries of a paid and half refunded order after a further entry, in words.
fn found(why: impl Fn(GoodsOrderNumber) -> EntryReason, legs: &[(Book, i64)]) -> Vec<String> {
    let mut platform = platform(3_000, 5_000);
    let order = order(&mut platform, 6_000, GoodsKind::Digital);
    pay(&mut platform, order).unwrap();
    refund(&mut platform, order, 1_500).unwrap();
    platform.books.ledger.post(NOW, why(order), legs).unwrap();
    let findings = audit::entries(platform.books.ledger.entries(), DailyMost::default());
    findings.iter().map(AuditError::to_string).collect()
}

#[test]
fn audit_finds_wrong_payments_and_refunds() {
    let (number, other) = (number(1), number(2));
    let merchant = merchant(1);
    let again = |order| EntryReason::RemotePurchase { number, merchant, order };
    let twice = found(again, &[(Book::Cash(number), -100), (Book::Merchant(merchant), 100)]);
    assert_eq!(twice, ["entry 5 pays order 1 for goods a second time"]);
    let refund = |order| EntryReason::RemoteRefund { number, merchant, order };
    let too_much = found(refund, &[(Book::Merchant(merchant), -4_501), (Book::RechargeCard(number), 4_501)]);
    assert_eq!(too_much, ["entry 5 refunds order 1 for goods otherwise than it was paid"]);
    let elsewhere = |order| EntryReason::RemoteRefund { number: other, merchant, order };
    let foreign = found(elsewhere, &[(Book::Merchant(merchant), -100), (Book::Cash(other), 100)]);
    assert_eq!(foreign, ["entry 5 refunds order 1 for goods, which this account did not pay to this merchant"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is paid and refunded, no fen is made or lost, and no order gives back more than it took.
    #[test]
    fn any_payments_and_refunds_conserve_money(
        orders in proptest::collection::vec((1..6_000_u32, any::<bool>()), 1..6),
        steps in proptest::collection::vec((0..8_u64, prop::option::of(0..4_000_u32)), 1..40),
    ) {
        let mut platform = platform(9_000, 7_000);
        for (fen, is_digital) in orders {
            let kind = if is_digital { GoodsKind::Digital } else { GoodsKind::Physical };
            order(&mut platform, fen, kind);
        }
        for (of, step) in steps {
            let order = GoodsOrderNumber(of);
            match step {
                None => drop(pay(&mut platform, order)),
                Some(fen) => drop(refund(&mut platform, order, fen)),
            }
            prop_assert_eq!(held(&platform).iter().sum::<i64>(), 16_000);
            prop_assert_eq!(audit::books(&platform.books), []);
            for (_, order) in platform.books.goods_orders() {
                let Some(paid) = order.payment else { continue };
                prop_assert_eq!(paid.taken.sum(), i64::from(order.amount.0));
                prop_assert!(paid.refunded.cash <= paid.taken.cash);
                prop_assert!(paid.refunded.recharge_card <= paid.taken.recharge_card);
            }
        }
    }
}
