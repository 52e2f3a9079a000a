//! Bank cards, withdrawals and aliases in the books: what each needs, and where the money goes.

use super::*;
use crate::audit;
use crate::platform::account::alias::{Alias, SignInName};
use crate::platform::account::{AccountState, NumberState};
use crate::platform::bank::Bank;
use crate::platform::books::Terms;
use crate::platform::identity::{DocumentKind, Identity};
use crate::platform::password::LoginPassword;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use sim_codec::time::DAY;
use sim_device::link::Chance;

/// Day of the tests: 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

fn number(last: u8) -> Msisdn {
    format!("138073100{last:02}").parse().unwrap()
}

fn pay() -> PayPassword {
    "654321".parse().unwrap()
}

fn login() -> LoginPassword {
    "Abc12345".parse().unwrap()
}

fn card(owner: &str) -> BankCard {
    BankCard { bank: Bank::Construction, number: "6227001234567890123".parse().unwrap(), owner: owner.to_owned() }
}

/// Opens an account with changed passwords. Its holder is 张三, and so it is a real-name account, if `is_real_name`.
fn open(books: &mut Books, number: Msisdn, is_real_name: bool) {
    let mut chance = Chance::seeded(3);
    if is_real_name {
        let holder = Identity::new("张三", DocumentKind::IdentityCard, "11010519491231002X").unwrap();
        books.accounts.register_holder(number, holder);
    }
    let initials = books.open_account(NOW, &number, &mut chance).unwrap();
    books.change_pay_password(NOW, &number, (&initials.pay, &pay()), &mut chance).unwrap();
    books.change_login_password(NOW, &number, (&initials.login, &login()), &mut chance).unwrap();
}

/// Creates books with one real-name account that has 100 yuan of cash, 50 yuan of a scratch card and 30 yuan in the
/// wallet.
fn books() -> Books {
    let mut chance = Chance::seeded(7);
    let mut books = Books::new(Terms::light(), &mut chance);
    open(&mut books, number(1), true);
    books.hall_deposit(NOW, &number(1), Fen(10_000)).unwrap();
    let digits = CardDigits::draw(&mut chance);
    books.scratch_cards.issue(&digits, Fen(5_000), Province::Hunan).unwrap();
    books.scratch_card_recharge(NOW, &number(1), &digits).unwrap();
    books.bring_in(NOW, &number(1), Fen(3_000)).unwrap();
    books
}

fn bound() -> Books {
    let mut books = books();
    books.bind_bank_card(NOW, &number(1), card("张三"), &pay()).unwrap();
    books
}

/// Returns cash, recharge card, wallet and bank, in fen.
fn held(books: &Books) -> [i64; 4] {
    let of = [Book::Cash, Book::RechargeCard, Book::Wallet].map(|book| books.ledger.balance(&book(number(1))));
    [of[0], of[1], of[2], books.ledger.balance(&Book::Bank)]
}

fn withdraw(books: &mut Books, fen: u32) -> Result<(), PlatformError> {
    books.withdraw(NOW, &number(1), Fen(fen), &pay()).map(drop)
}

#[test]
fn withdrawal_goes_from_cash_to_bank() {
    let mut books = bound();
    let paid_to = books.withdraw(NOW, &number(1), Fen(4_000), &pay()).unwrap();
    assert_eq!((paid_to.number.tail(), held(&books)), ("0123", [6_000, 5_000, 3_000, 4_000]));
    let why = books.ledger.entries().last().unwrap().why;
    assert_eq!(why, EntryReason::Withdrawal { number: number(1), bank: Bank::Construction });
    assert_eq!(audit::books(&books), []);
}

/// The whole purse and the recharge card stay where they are when the cash is used up.
#[test]
fn wallet_and_recharge_card_are_not_withdrawn() {
    let mut books = bound();
    assert_eq!(withdraw(&mut books, 10_001), Err(PlatformError::CashShort(10_000)));
    withdraw(&mut books, 10_000).unwrap();
    let entries = books.ledger.entries().len();
    for fen in [1, 3_000, 5_000] {
        assert_eq!(withdraw(&mut books, fen), Err(PlatformError::CashShort(0)));
    }
    assert_eq!((held(&books), books.ledger.entries().len()), ([0, 5_000, 3_000, 10_000], entries));
    assert_eq!(audit::books(&books), []);
}

#[test]
fn withdrawal_without_its_conditions_moves_nothing() {
    let mut books = books();
    assert_eq!(withdraw(&mut books, 100), Err(PlatformError::BankCardMissing));
    let mut books = bound();
    assert_eq!(withdraw(&mut books, 0), Err(PlatformError::AmountZero));
    let wrong = books.withdraw(NOW, &number(1), Fen(100), &"000000".parse().unwrap()).map(drop);
    assert_eq!(wrong, Err(PlatformError::PasswordWrong { left: 4 }));
    books.set_number_state(&number(1), NumberState::Lost).unwrap();
    assert_eq!(withdraw(&mut books, 100), Err(PlatformError::NumberState(NumberState::Lost)));
    open(&mut books, number(2), false);
    books.hall_deposit(NOW, &number(2), Fen(100)).unwrap();
    let unnamed = books.withdraw(NOW, &number(2), Fen(100), &pay()).map(drop);
    assert_eq!(unnamed, Err(PlatformError::NotRealName));
    assert_eq!(held(&books), [10_000, 5_000, 3_000, 0]);
    assert_eq!(books.ledger.balance(&Book::Cash(number(2))), 100);
}

#[test]
fn bank_card_is_bound_to_its_owners_account() {
    let mut books = books();
    let bind = |books: &mut Books, now, owner| books.bind_bank_card(now, &number(1), card(owner), &pay());
    assert_eq!(bind(&mut books, NOW, "李四"), Err(PlatformError::BankCardOwner));
    assert_eq!(books.accounts.living(&number(1)).unwrap().bank_card, None);
    // Three times a month, and again in the next.
    for _ in 0..3 {
        bind(&mut books, NOW, "张三").unwrap();
    }
    assert_eq!(bind(&mut books, NOW, "张三"), Err(PlatformError::BankCardBindings { most: 3 }));
    bind(&mut books, NOW.later(13 * DAY), "张三").unwrap();
    assert_eq!(books.accounts.living(&number(1)).unwrap().bank_card, Some(card("张三")));
    open(&mut books, number(2), false);
    let unnamed = books.bind_bank_card(NOW, &number(2), card("张三"), &pay());
    assert_eq!(unnamed, Err(PlatformError::NotRealName));
}

#[test]
fn waiting_account_is_withdrawn_to_the_last_fen() {
    let mut books = bound();
    books.set_number_state(&number(1), NumberState::Cancelled).unwrap();
    assert_eq!(books.hall_deposit(NOW, &number(1), Fen(1)), Err(PlatformError::AccountClosing));
    withdraw(&mut books, 4_000).unwrap();
    assert_eq!(books.accounts.get(&number(1)).unwrap().state, AccountState::Closing);
    books.pay_own_bill(NOW, &number(1), Fen(5_000), crate::platform::bill::BillFrom::RechargeCard).unwrap();
    withdraw(&mut books, 6_000).unwrap();
    assert_eq!(held(&books), [0, 0, 3_000, 10_000]);
    assert_eq!(books.accounts.get(&number(1)).unwrap().state, AccountState::Closing, "the purse is not empty");
    // Without a purse the last withdrawal closes the account.
    let mut books = Books::new(Terms::light(), &mut Chance::seeded(7));
    open(&mut books, number(1), true);
    books.hall_deposit(NOW, &number(1), Fen(100)).unwrap();
    books.bind_bank_card(NOW, &number(1), card("张三"), &pay()).unwrap();
    books.set_number_state(&number(1), NumberState::Cancelled).unwrap();
    withdraw(&mut books, 100).unwrap();
    assert_eq!(books.accounts.get(&number(1)).unwrap().state, AccountState::Closed);
    assert_eq!(withdraw(&mut books, 1), Err(PlatformError::NoAccount));
    assert_eq!(audit::books(&books), []);
}

#[test]
fn alias_belongs_to_one_account() {
    let mut books = books();
    open(&mut books, number(2), false);
    let alias: Alias = "Zhang2009".parse().unwrap();
    books.accounts.choose_alias(&number(1), alias.clone()).unwrap();
    assert_eq!(books.accounts.choose_alias(&number(2), "zhang2009".parse().unwrap()), Err(PlatformError::AliasTaken));
    books.accounts.choose_alias(&number(1), alias.clone()).unwrap();
    assert_eq!(books.accounts.number_of_alias(&alias), Some(number(1)));
    assert_eq!(books.accounts.choose_alias(&number(3), "other2009".parse().unwrap()), Err(PlatformError::NoAccount));
    for text in ["abc", "9lives", "a b c d", "张三张三", "a23456789012345678901"] {
        assert!(text.parse::<Alias>().is_err(), "{text}");
    }
}

#[test]
fn alias_signs_in_once_number_is_cancelled() {
    let mut books = books();
    books.accounts.choose_alias(&number(1), "zhang2009".parse().unwrap()).unwrap();
    let alias = SignInName::Alias("zhang2009".parse().unwrap());
    let by_number = SignInName::Number(number(1));
    let sign_in = |books: &mut Books, name: &SignInName| books.accounts.sign_in(NOW, name, &login());
    assert_eq!(sign_in(&mut books, &alias), Err(PlatformError::AliasTooEarly));
    assert_eq!(sign_in(&mut books, &by_number), Ok(number(1)));
    books.set_number_state(&number(1), NumberState::Cancelled).unwrap();
    assert_eq!(sign_in(&mut books, &by_number), Err(PlatformError::AliasNeeded));
    assert_eq!(sign_in(&mut books, &alias), Ok(number(1)));
    let other = SignInName::Alias("nobody".parse().unwrap());
    assert_eq!(sign_in(&mut books, &other), Err(PlatformError::NoAccount));
    let wrong = books.accounts.sign_in(NOW, &alias, &"Wrong123".parse().unwrap());
    assert_eq!(wrong, Err(PlatformError::PasswordWrong { left: 4 }));
}
