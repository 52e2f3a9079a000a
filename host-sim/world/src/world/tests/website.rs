//! The website: a bank that does not pay, the balances that it shows, and a user whose number is cancelled.

use std::convert::Infallible;

use super::*;
use crate::action::Action;
use crate::actor::{ActionResult, Actors};
use crate::platform::account::AccountState;
use crate::platform::bank::{Bank, BankPayment, BankReply};
use crate::platform::bank_card::BankCard;
use crate::platform::bank_order::BankOrderTarget;
use crate::platform::entry::Book;
use crate::platform::error::PlatformError;
use crate::platform::identity::{DocumentKind, Identity};
use crate::platform::notices::DeclinedError;
use crate::platform::password::PayPassword;
use crate::platform::self_service::{SiteBalances, SiteLogin};
use sim_wire::lifecycle::LifeCycle;

const LOGIN: &str = "Abc12345";

/// Creates a world with one person, whose open card has 50 yuan. A hall has opened the account.
fn customer() -> (Actors, World) {
    let mut settings = WorldSettings::of_seed(3);
    settings.platform.terms = Terms::light();
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Open;
    profile.card.start.balance = Fen(5_000);
    let mut world = World::new(settings);
    world.add_person(number(1), "feature-phone", "default", &profile).unwrap();
    let holder = Identity::new("张三", DocumentKind::IdentityCard, "11010519491231002X").unwrap();
    world.platform_mut().books.accounts.register_holder(number(1), holder);
    let mut all = (Actors::default(), world);
    all.0.introduce(number(1), profile);
    perform(&mut all, "hall opens account of WHO").unwrap();
    all.1.pass(MINUTE);
    all
}

fn perform((actors, world): &mut (Actors, World), line: &str) -> ActionResult {
    let action: Action = line.replace("WHO", &number(1).to_string()).parse().unwrap();
    let Ok(result) = actors.perform(world, &action, &mut |_| Ok::<(), Infallible>(()));
    result
}

fn login(name: &str, password: &str) -> SiteLogin {
    SiteLogin { name: name.parse().unwrap(), password: password.parse().unwrap() }
}

fn by_number() -> SiteLogin {
    login(&number(1).to_string(), LOGIN)
}

/// Returns the characters between two texts in the text that opened the account.
fn initial(world: &World, before: &str, behind: &str) -> String {
    let text = inbox(world, 1).into_iter().find(|text| text.contains(before)).unwrap();
    text.split_once(before).unwrap().1.split_once(behind).unwrap().0.to_owned()
}

/// Changes the login password that came by text.
fn change_login(world: &mut World) {
    let initial = login(&number(1).to_string(), &initial(world, "初始登陆密码:", ","));
    world.change_login_password(&initial, &LOGIN.parse().unwrap()).unwrap();
}

fn purse(world: &World) -> i64 {
    world.people()[0].card_state().unwrap().balance.0.into()
}

fn refused<T>(why: PlatformError) -> Result<T, WorldError> {
    Err(WorldError::Refused(DeclinedError::Books(why)))
}

#[test]
fn website_shows_wallet_before_and_after_upload() {
    let mut all = customer();
    let early = login(&number(1).to_string(), &initial(&all.1, "初始登陆密码:", ","));
    assert_eq!(all.1.sign_in(&early), refused(PlatformError::PasswordInitial));
    change_login(&mut all.1);
    let shown = |wallet| Ok(SiteBalances { cash: 0, recharge_card: 0, frozen: 0, wallet: Some(wallet) });
    assert_eq!((all.1.sign_in(&by_number()), purse(&all.1)), (shown(5_000), 5_000));
    perform(&mut all, "WHO taps 12.5").unwrap();
    perform(&mut all, "WHO taps 1 at pos 2").unwrap();
    assert_eq!((all.1.sign_in(&by_number()), purse(&all.1)), (shown(5_000), 3_650), "no terminal has uploaded");
    perform(&mut all, "pos 1 uploads").unwrap();
    assert_eq!((all.1.sign_in(&by_number()), purse(&all.1)), (shown(3_750), 3_650), "one terminal has");
    perform(&mut all, "pos 2 uploads").unwrap();
    assert_eq!((all.1.sign_in(&by_number()), purse(&all.1)), (shown(3_650), 3_650));
    assert_eq!(
        all.1.sign_in(&login(&number(1).to_string(), "Wrong123")),
        refused(PlatformError::PasswordWrong { left: 4 })
    );
    assert_eq!(all.1.audit(), Ok(()));
}

#[test]
fn bank_that_does_not_pay_changes_nothing() {
    let mut all = customer();
    let target = BankOrderTarget::Wallet;
    let payment = |reply| BankPayment { bank: Bank::Construction, amount: Fen(2_000), target, reply };
    let (entries, texts) = (all.1.platform.books.ledger.entries().to_vec(), inbox(&all.1, 1));
    let asked = all.1.draw_from_bank(&number(1), payment(BankReply::Refuses));
    assert_eq!(asked, Err(WorldError::Refused(DeclinedError::BankRefuses)));
    let last = all.1.events().last().unwrap().to_string();
    assert!(last.ends_with("a bank is to pay 20.00 yuan into the wallet, refused: the bank does not pay"), "{last}");
    go_on(&mut all.1);
    assert_eq!((all.1.platform.books.ledger.entries().to_vec(), inbox(&all.1, 1)), (entries, texts));
    assert_eq!(purse(&all.1), 5_000);
    perform(&mut all, "website draws 20 from 中国建设银行 for WHO").unwrap();
    go_on(&mut all.1);
    assert_eq!(purse(&all.1), 7_000);
    assert_eq!(
        all.1.platform.site_balances(&number(1)),
        SiteBalances { cash: 0, recharge_card: 0, frozen: 0, wallet: Some(7_000) }
    );
    assert_eq!(all.1.platform.books.ledger.balance(&Book::Bank), -2_000);
    assert_eq!(all.1.audit(), Ok(()));
}

#[test]
fn user_of_cancelled_number_withdraws_by_alias() {
    let mut all = customer();
    change_login(&mut all.1);
    let initial: PayPassword = initial(&all.1, "初始支付密码:", ",").parse().unwrap();
    let pay: PayPassword = "246813".parse().unwrap();
    let mut chance = sim_device::link::Chance::seeded(1);
    let world = &mut all.1;
    let now = world.now();
    world.platform.books.change_pay_password(now, &number(1), (&initial, &pay), &mut chance).unwrap();
    world.deposit(&number(1), Fen(10_000)).unwrap();
    let card =
        BankCard {
            bank: Bank::Construction, number: "6227001234567890123".parse().unwrap(), owner: "张三".to_owned()
        };
    world.bind_bank_card(&by_number(), card, &pay).unwrap();
    world.choose_alias(&by_number(), "zhang2009".parse().unwrap()).unwrap();
    let by_alias = login("Zhang2009", LOGIN);
    assert_eq!(world.sign_in(&by_alias), refused(PlatformError::AliasTooEarly));
    world.set_number_state(&number(1), NumberState::Cancelled).unwrap();
    go_on(world);
    assert_eq!(world.sign_in(&by_number()), refused(PlatformError::AliasNeeded));
    assert_eq!(world.withdraw(&by_number(), Fen(100), &pay), refused(PlatformError::AliasNeeded));
    let shown = SiteBalances { cash: 10_000, recharge_card: 0, frozen: 0, wallet: Some(5_000) };
    assert_eq!(world.sign_in(&by_alias), Ok(shown));
    assert_eq!(world.withdraw(&by_alias, Fen(10_001), &pay), refused(PlatformError::CashShort(10_000)));
    world.withdraw(&by_alias, Fen(10_000), &pay).unwrap();
    assert_eq!(world.sign_in(&by_alias), Ok(SiteBalances { cash: 0, frozen: 10_000, ..shown }));
    let has_bank = |world: &World| world.platform.books.ledger.balance(&Book::Bank);
    assert_eq!((has_bank(world), world.platform.books.ledger.balance(&Book::Frozen(number(1)))), (0, 10_000));
    assert_eq!(world.until_quiet(14 * DAY), Quiet::Quiet);
    assert_eq!(has_bank(world), 10_000);
    // The purse is spent, not withdrawn; with its last fen the account closes, and nobody signs in any more.
    assert_eq!(world.withdraw(&by_alias, Fen(1), &pay), refused(PlatformError::CashShort(0)));
    perform(&mut all, "WHO taps 50").unwrap();
    perform(&mut all, "pos 1 uploads").unwrap();
    let world = &mut all.1;
    assert_eq!(world.platform.books.accounts.get(&number(1)).unwrap().state, AccountState::Closed);
    assert_eq!(world.sign_in(&by_alias), refused(PlatformError::NoAccount));
    assert_eq!(world.audit(), Ok(()));
}
