//! The lock of the pay password (2.6.3): five wrong tries in a row, through whatever channel, lock every channel for a
//! day.

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use crate::platform::bank::Bank;
use crate::platform::bank_card::BankCard;
use crate::platform::books::Terms;
use crate::platform::error::PlatformError;
use crate::platform::goods_order::{GoodsKind, OrderPlacement, PaymentSecrets};
use crate::platform::identity::{DocumentKind, Identity};
use crate::platform::merchant::{CommissionRate, MerchantContract};
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::platform::rules::{BusinessRules, ProtectedOrder, Rulebook};
use crate::platform::security_questions::SecurityQuestion;
use crate::platform::serial::GoodsOrderNumber;
use crate::platform::{Platform, PlatformSettings};
use sim_codec::time::{DAY, HOUR, Moment};
use sim_device::profile::Profile;

/// 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

/// Order through a channel, under a pay password.
type Channel = (&'static str, fn(&mut Platform, Moment, &PayPassword) -> Result<(), DeclinedError>);

const CHANNELS: [Channel; 9] = [
    ("the menu's bill of another", |platform, now, password| {
        let other: Msisdn = "13807310002".parse().unwrap();
        Ok(platform.books.pay_anothers_bill(now, &number(), &other, Fen(100), password)?)
    }),
    ("the menu's change", |platform, now, password| {
        let new = pay("777777");
        let mut chance = sim_device::link::Chance::seeded(7);
        platform.books.change_pay_password(now, &number(), (password, &new), &mut chance)?;
        Ok(platform.books.change_pay_password(now, &number(), (&new, password), &mut chance)?)
    }),
    ("the website's top-up", |platform, now, password| platform.web_top_up(now, &number(), Fen(100), password)),
    ("the website's bank card", |platform, now, password| {
        Ok(platform.bind_bank_card(now, &number(), card(), password)?)
    }),
    ("the withdrawal of website and text", |platform, now, password| {
        Ok(platform.withdraw(now, &number(), Fen(100), password).map(drop)?)
    }),
    ("the website's bill", |platform, now, password| {
        Ok(platform.pay_site_bill(now, &number(), (&number(), Fen(100)), password)?)
    }),
    ("the website's payment", |platform, now, password| {
        let secrets = PaymentSecrets { password: password.clone(), code: None };
        Ok(platform.pay_goods_order(now, &number(), GoodsOrderNumber(1), &secrets)?)
    }),
    ("the website's security questions", |platform, now, password| {
        let answers = [SecurityQuestion::Father, SecurityQuestion::Pet, SecurityQuestion::Book]
            .map(|question| (question, "小黑".parse().unwrap()));
        Ok(platform.set_security_answers(now, &number(), password, &answers)?)
    }),
    ("care's operation PIN", |platform, now, password| platform.reset_operation_pin(now, &number(), password)),
];

fn number() -> Msisdn {
    Msisdn::SOLE
}

fn pay(text: &str) -> PayPassword {
    text.parse().unwrap()
}

fn card() -> BankCard {
    BankCard { bank: Bank::ALL[0], number: "6222000000000000".parse().unwrap(), owner: "张三".to_owned() }
}

/// Makes a platform with a real-name account, money in both sub-accounts, a bank card, an open wallet, and a merchant's
/// order of 1 yuan.
fn platform(rules: Rulebook) -> Platform {
    let mut settings = PlatformSettings { terms: Terms::light(), rules, ..PlatformSettings::default() };
    settings.terms.goods_orders.lapses = 2 * DAY;
    let mut platform = Platform::new(settings, 7);
    let holder = Identity::new("张三", DocumentKind::IdentityCard, "11010519491231002X").unwrap();
    platform.books.accounts.register_holder(number(), holder);
    platform.open_with_account(NOW, &number(), &pay("654321"), Fen(10_000)).unwrap();
    platform.bind_bank_card(NOW, &number(), card(), &pay("654321")).unwrap();
    let digits = "123456789012345678".parse().unwrap();
    let province = crate::platform::province::Province::Hunan;
    platform.books.scratch_cards.issue(&digits, Fen(1_000), province).unwrap();
    platform.books.scratch_card_recharge(NOW, &number(), &digits).unwrap();
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Open;
    platform.add_card(number(), &profile).unwrap();
    let merchant = "898430154110099".parse().unwrap();
    let (name, commission) = ("春风书店".parse().unwrap(), CommissionRate::new(100).unwrap());
    let contract = MerchantContract { number: merchant, name, commission, terminals: Vec::new() };
    platform.sign_merchant(contract).unwrap();
    let placement = OrderPlacement { amount: Fen(100), goods: "诗集".parse().unwrap(), kind: GoodsKind::Physical };
    platform.place_goods_order(NOW, merchant, placement).unwrap();
    platform
}

#[test]
fn lock_by_any_channel_locks_every_channel() {
    let until = NOW.later(24 * HOUR);
    for (by, locks) in CHANNELS {
        for (of, order) in CHANNELS {
            let mut platform = platform(Rulebook::default());
            for left in [4, 3, 2, 1] {
                let refused = locks(&mut platform, NOW, &pay("111111"));
                assert_eq!(refused, Err(PlatformError::PasswordWrong { left }.into()), "{by}");
            }
            let locked = Err(PlatformError::PasswordLocked { until }.into());
            assert_eq!(locks(&mut platform, NOW, &pay("111111")), locked, "{by}");
            for late in [0, 24 * HOUR - 1] {
                assert_eq!(order(&mut platform, NOW.later(late), &pay("654321")), locked, "{by}, then {of}");
            }
            assert_eq!(order(&mut platform, until, &pay("654321")), Ok(()), "{by}, then {of} a day later");
        }
    }
}

#[test]
fn wrong_password_moves_nothing() {
    for (by, order) in CHANNELS {
        let mut platform = platform(Rulebook::default());
        let held = |platform: &Platform| {
            let account = platform.books.accounts.get(&number()).unwrap();
            let has_questions = platform.security_questions(&number()).is_some();
            (platform.books.ledger.clone(), account.bank_card.clone(), has_questions, platform.outbox().len())
        };
        let before = held(&platform);
        assert_eq!(
            order(&mut platform, NOW, &pay("111111")),
            Err(PlatformError::PasswordWrong { left: 4 }.into()),
            "{by}"
        );
        assert_eq!(held(&platform), before, "{by}");
    }
}

#[test]
fn initial_password_serves_for_its_change_alone() {
    for (by, order) in CHANNELS {
        let mut platform = platform(Rulebook::default());
        let mut chance = sim_device::link::Chance::seeded(7);
        let initial = platform.books.reset_pay_password(&number(), &mut chance).unwrap();
        let ordered = order(&mut platform, NOW, &initial);
        if by == "the menu's change" {
            assert_eq!(ordered, Ok(()), "{by}");
        } else {
            assert_eq!(ordered, Err(PlatformError::PasswordInitial.into()), "{by}");
        }
    }
}

#[test]
fn reset_ends_lock_at_once() {
    let mut platform = platform(Rulebook::default());
    let (_, top_up) = CHANNELS[2];
    for _ in 0..5 {
        assert!(top_up(&mut platform, NOW, &pay("111111")).is_err());
    }
    platform.reset_pay_password(NOW, &number()).unwrap();
    let account = platform.books.accounts.get(&number()).unwrap();
    assert_eq!(account.pay_password().locked_until(NOW), None);
    assert_eq!(top_up(&mut platform, NOW, &pay("654321")), Err(PlatformError::PasswordWrong { left: 4 }.into()));
}

/// Rules by which the website forgets the lock.
#[derive(Debug)]
struct ForgetfulWebsite;

impl BusinessRules for ForgetfulWebsite {
    fn is_lock_heeded(&self, order: ProtectedOrder) -> bool {
        order != ProtectedOrder::WebTopUp
    }
}

#[test]
fn rule_that_forgets_lock_opens_one_channel() {
    let mut platform = platform(Rulebook::new(&ForgetfulWebsite));
    let ((_, bill), (_, top_up)) = (CHANNELS[0], CHANNELS[2]);
    for _ in 0..5 {
        assert!(bill(&mut platform, NOW, &pay("111111")).is_err());
    }
    assert_eq!(top_up(&mut platform, NOW, &pay("654321")), Ok(()));
    assert!(bill(&mut platform, NOW, &pay("654321")).is_err(), "the others heed it still");
}
