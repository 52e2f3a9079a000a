//! Bank cards, withdrawals and aliases in the books: what each needs, and where the money goes.

use proptest::prelude::*;

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
use crate::platform::{Platform, PlatformSettings};
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

/// Returns cash, recharge card, wallet, frozen money and bank, in fen.
fn held(books: &Books) -> [i64; 5] {
    let of = [Book::Cash, Book::RechargeCard, Book::Wallet, Book::Frozen];
    let [cash, card, wallet, frozen] = of.map(|book| books.ledger.balance(&book(number(1))));
    [cash, card, wallet, frozen, books.ledger.balance(&Book::Bank)]
}

/// Withdraws an amount, and has the bank answer at once.
fn withdraw_and_answer(books: &mut Books, fen: u32, answer: BankAnswer) {
    let withdrawal = books.withdraw(NOW, &number(1), Fen(fen), &pay()).unwrap();
    books.take_payout_answer(NOW, withdrawal, answer).unwrap();
}

fn withdraw(books: &mut Books, fen: u32) -> Result<(), PlatformError> {
    books.withdraw(NOW, &number(1), Fen(fen), &pay()).map(drop)
}

/// Returns the reason of the last entry.
fn last_reason(books: &Books) -> EntryReason {
    books.ledger.entries().last().unwrap().why
}

#[test]
fn withdrawal_is_frozen_until_bank_has_paid() {
    let mut books = bound();
    let withdrawal = books.withdraw(NOW, &number(1), Fen(4_000), &pay()).unwrap();
    assert_eq!(held(&books), [6_000, 5_000, 3_000, 4_000, 0]);
    assert_eq!(last_reason(&books), EntryReason::WithdrawalFrozen { number: number(1), withdrawal });
    assert_eq!((audit::books(&books), books.withdrawal(withdrawal).unwrap().is_under_way()), (vec![], true));
    let paid = books.take_payout_answer(NOW, withdrawal, BankAnswer::Pays).unwrap();
    assert_eq!((paid.card.number.tail(), paid.state), ("0123", WithdrawalState::Paid));
    assert_eq!(held(&books), [6_000, 5_000, 3_000, 0, 4_000]);
    let why = EntryReason::WithdrawalPaid { number: number(1), withdrawal, bank: Bank::Construction };
    assert_eq!((last_reason(&books), audit::books(&books)), (why, vec![]));
}

#[test]
fn refused_withdrawal_goes_back_to_cash() {
    let mut books = bound();
    let withdrawal = books.withdraw(NOW, &number(1), Fen(4_000), &pay()).unwrap();
    // The money comes back whatever the present state of the number.
    books.set_number_state(&number(1), NumberState::Barred).unwrap();
    let returned = books.take_payout_answer(NOW, withdrawal, BankAnswer::Refuses).unwrap();
    assert_eq!((returned.state, held(&books)), (WithdrawalState::Returned, [10_000, 5_000, 3_000, 0, 0]));
    assert_eq!(last_reason(&books), EntryReason::WithdrawalReturned { number: number(1), withdrawal });
    assert_eq!(audit::books(&books), []);
}

#[test]
fn further_answer_of_bank_moves_nothing() {
    for (first, cash, bank) in [(BankAnswer::Pays, 3_000, 4_000), (BankAnswer::Refuses, 7_000, 0)] {
        let mut books = bound();
        let withdrawal = books.withdraw(NOW, &number(1), Fen(4_000), &pay()).unwrap();
        // The other one's frozen money would cover a second payment.
        withdraw(&mut books, 3_000).unwrap();
        books.take_payout_answer(NOW, withdrawal, first).unwrap();
        for again in [BankAnswer::Pays, BankAnswer::Refuses] {
            let taken = books.take_payout_answer(NOW, withdrawal, again).map(drop);
            assert_eq!(taken, Err(PaymentError::WithdrawalOver(withdrawal).into()));
        }
        assert_eq!((held(&books), audit::books(&books)), ([cash, 5_000, 3_000, 3_000, bank], vec![]));
    }
    let unknown = WithdrawalNumber(9);
    let taken = bound().take_payout_answer(NOW, unknown, BankAnswer::Pays).map(drop);
    assert_eq!(taken, Err(PaymentError::WithdrawalUnknown(unknown).into()));
}

#[test]
fn third_withdrawal_in_a_row_is_refused() {
    let mut books = bound();
    withdraw(&mut books, 100).unwrap();
    // One that the bank refuses does not count, and one that it pays does.
    withdraw_and_answer(&mut books, 100, BankAnswer::Refuses);
    withdraw_and_answer(&mut books, 100, BankAnswer::Pays);
    let entries = books.ledger.entries().len();
    assert_eq!(withdraw(&mut books, 100), Err(PaymentError::WithdrawalsInARow { most: 2 }.into()));
    // A phone bill is no remote purchase, and neither a new day nor a new month ends the row.
    books.pay_own_bill(NOW, &number(1), Fen(100), crate::platform::bill::BillFrom::RechargeCard).unwrap();
    let later = books.withdraw(NOW.later(40 * DAY), &number(1), Fen(100), &pay()).map(drop);
    assert_eq!(later, Err(PaymentError::WithdrawalsInARow { most: 2 }.into()));
    assert_eq!((books.ledger.entries().len(), audit::books(&books)), (entries + 1, vec![]));
}

#[test]
fn account_opened_anew_continues_row() {
    let mut books = Books::new(Terms::light(), &mut Chance::seeded(7));
    let bind = |books: &mut Books| books.bind_bank_card(NOW, &number(1), card("张三"), &pay()).unwrap();
    open(&mut books, number(1), true);
    bind(&mut books);
    books.hall_deposit(NOW, &number(1), Fen(200)).unwrap();
    withdraw_and_answer(&mut books, 100, BankAnswer::Pays);
    withdraw_and_answer(&mut books, 100, BankAnswer::Pays);
    books.close_account(&number(1), false).unwrap();
    open(&mut books, number(1), true);
    bind(&mut books);
    books.hall_deposit(NOW, &number(1), Fen(200)).unwrap();
    assert_eq!(withdraw(&mut books, 100), Err(PaymentError::WithdrawalsInARow { most: 2 }.into()));
}

#[test]
fn account_with_frozen_money_is_not_closed() {
    let mut books = Books::new(Terms::light(), &mut Chance::seeded(7));
    open(&mut books, number(1), true);
    books.hall_deposit(NOW, &number(1), Fen(100)).unwrap();
    books.bind_bank_card(NOW, &number(1), card("张三"), &pay()).unwrap();
    let withdrawal = books.withdraw(NOW, &number(1), Fen(100), &pay()).unwrap();
    assert_eq!(books.close_account(&number(1), false), Err(PlatformError::InFlight(100)));
    books.take_payout_answer(NOW, withdrawal, BankAnswer::Pays).unwrap();
    assert_eq!(books.close_account(&number(1), false), Ok(()));
    assert_eq!(audit::books(&books), []);
}

/// Creates a platform with the bound account of [`bound`].
fn platform() -> Platform {
    let settings = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
    let mut platform = Platform::new(settings, 7);
    platform.books = bound();
    platform
}

fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

/// Requests a withdrawal of 40 yuan at a moment.
fn request(platform: &mut Platform, at: &str) -> WithdrawalNumber {
    platform.withdraw(moment(at), &number(1), Fen(4_000), &pay()).unwrap()
}

/// Wakes the platform at every moment that is due, and returns these moments with the frozen money and the bank's.
fn wake_all(platform: &mut Platform) -> Vec<(String, i64, i64)> {
    let mut woken = Vec::new();
    while let Some(due) = platform.due() {
        platform.wake(due);
        let [.., frozen, bank] = held(&platform.books);
        woken.push((due.to_string(), frozen, bank));
    }
    woken
}

/// Returns the texts that the platform sends about withdrawals.
fn told(platform: &Platform) -> Vec<String> {
    let letters = platform.outbox().iter().filter_map(|letter| match &letter.kind {
        crate::platform::outbox::LetterKind::Text(text) => Some(text.clone()),
        _ => None,
    });
    letters.collect()
}

fn woken(at: &str, frozen: i64, bank: i64) -> (String, i64, i64) {
    (format!("{at} 10:00:00"), frozen, bank)
}

#[test]
fn request_is_accepted_and_paid_on_working_days() {
    // A Wednesday: accepted on Thursday, and the weekend does not count.
    let mut books = platform();
    let withdrawal = request(&mut books, "2009-11-18 09:30");
    assert!(!books.is_quiet());
    assert_eq!(wake_all(&mut books), [woken("2009-11-19", 4_000, 0), woken("2009-11-24", 0, 4_000)]);
    assert_eq!(books.books.withdrawal(withdrawal).unwrap().state, WithdrawalState::Paid);
    let told = told(&books);
    assert!(told[0].starts_with("提现申请已提交!40元已冻结,将转入您的中国建设银行0123卡"), "{told:?}");
    assert!(told[1].starts_with("提现成功!40元已转入您的中国建设银行0123卡,现金账户余额60元"), "{told:?}");
    // A Friday after business, and a Sunday: both are accepted on Monday.
    for at in ["2009-11-20 23:59", "2009-11-22 00:00"] {
        let mut books = platform();
        request(&mut books, at);
        assert_eq!(wake_all(&mut books), [woken("2009-11-23", 4_000, 0), woken("2009-11-26", 0, 4_000)]);
    }
    // The days are terms of the platform.
    let mut books = platform();
    books.books.terms.withdrawals = WithdrawalTerms { accepted_after: 0, paid_after: 0, hour: 8, in_a_row: 2 };
    request(&mut books, "2009-11-18 09:30");
    let at_once = |frozen, bank| ("2009-11-18 09:30:00".to_owned(), frozen, bank);
    assert_eq!(wake_all(&mut books), [at_once(0, 4_000)]);
}

#[test]
fn refusal_of_bank_is_told_to_subscriber() {
    let mut books = platform();
    request(&mut books, "2009-11-18 09:30");
    books.disturb_payout(&number(1), BankMishap::Refusal).unwrap();
    assert_eq!(wake_all(&mut books), [woken("2009-11-19", 4_000, 0), woken("2009-11-24", 0, 0)]);
    let told = told(&books);
    assert!(
        told[1].starts_with("提现未成功!中国建设银行未能转入0123卡,40元已退回您的现金账户,现金账户余额100元"),
        "{told:?}"
    );
    assert_eq!(held(&books.books), [10_000, 5_000, 3_000, 0, 0]);
}

#[test]
fn late_and_repeated_answers_count_once() {
    let mut books = platform();
    request(&mut books, "2009-11-18 09:30");
    books.disturb_payout(&number(1), BankMishap::Delay(2 * DAY)).unwrap();
    books.disturb_payout(&number(1), BankMishap::Repetition).unwrap();
    request(&mut books, "2009-11-18 09:31");
    let course = wake_all(&mut books);
    let expected = [
        woken("2009-11-19", 8_000, 0),
        woken("2009-11-24", 4_000, 4_000),
        woken("2009-11-26", 0, 8_000),
        ("2009-11-26 11:00:00".to_owned(), 0, 8_000),
    ];
    assert_eq!((course, told(&books).len(), books.books.ledger.entries().len()), (expected.to_vec(), 4, 7));
    assert_eq!((audit::books(&books.books), books.due()), (vec![], None));
    let nothing = books.disturb_payout(&number(1), BankMishap::Refusal);
    assert_eq!(nothing, Err(PaymentError::NoWithdrawal.into()));
}

#[test]
fn healed_bank_answers_in_its_usual_time() {
    let mut books = platform();
    request(&mut books, "2009-11-18 09:30");
    for mishap in [BankMishap::Repetition, BankMishap::Delay(40 * DAY)] {
        books.disturb_payout(&number(1), mishap).unwrap();
    }
    books.heal_banks();
    let again = ("2009-11-24 11:00:00".to_owned(), 0, 4_000);
    assert_eq!(wake_all(&mut books), [woken("2009-11-19", 4_000, 0), woken("2009-11-24", 0, 4_000), again]);
}

/// Steps of the property test.
#[derive(Clone, Copy, Debug)]
enum Step {
    Deposit(u32),
    Withdraw(u32),
    Answer(u64, BankAnswer),
    Disturb(u8),
    Wake,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let answer = prop_oneof![Just(BankAnswer::Pays), Just(BankAnswer::Refuses)];
    let step = prop_oneof![
        (0..5_000_u32).prop_map(Step::Deposit),
        (0..5_000_u32).prop_map(Step::Withdraw),
        (1..8_u64, answer).prop_map(|(withdrawal, answer)| Step::Answer(withdrawal, answer)),
        (0..3_u8).prop_map(Step::Disturb),
        Just(Step::Wake),
    ];
    proptest::collection::vec(step, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is asked and answered, what was paid in is in cash, frozen, or with the bank, and each withdrawal ends
    /// once.
    #[test]
    fn any_sequence_of_withdrawals_conserves_money(steps in steps()) {
        let mut platform = platform();
        platform.books.terms.withdrawals.in_a_row = 200;
        let mut now = NOW;
        let mut paid_in = 10_000;
        for step in steps {
            match step {
                Step::Deposit(fen) => {
                    let is_taken = platform.hall_deposit(now, &number(1), Fen(fen)).is_ok();
                    paid_in += if is_taken { i64::from(fen) } else { 0 };
                }
                Step::Withdraw(fen) => drop(platform.withdraw(now, &number(1), Fen(fen), &pay())),
                Step::Answer(of, answer) => drop(platform.take_payout_answer(now, WithdrawalNumber(of), answer)),
                Step::Disturb(how) => {
                    let mishap = [BankMishap::Refusal, BankMishap::Repetition, BankMishap::Delay(DAY)][usize::from(how)];
                    drop(platform.disturb_payout(&number(1), mishap));
                }
                Step::Wake => {
                    now = platform.due().unwrap_or(now);
                    platform.wake(now);
                }
            }
            let [cash, card, wallet, frozen, bank] = held(&platform.books);
            prop_assert_eq!((cash + frozen + bank, card, wallet), (paid_in, 5_000, 3_000));
            prop_assert_eq!(audit::books(&platform.books), []);
        }
        platform.heal_banks();
        wake_all(&mut platform);
        let [_, _, _, frozen, _] = held(&platform.books);
        prop_assert_eq!((frozen, platform.books.withdrawals().any(|(_, one)| one.is_under_way())), (0, false));
    }
}

/// The whole purse and the recharge card stay where they are when the cash is used up.
#[test]
fn wallet_and_recharge_card_are_not_withdrawn() {
    let mut books = bound();
    assert_eq!(withdraw(&mut books, 10_001), Err(PlatformError::CashShort(10_000)));
    withdraw(&mut books, 10_000).unwrap();
    let entries = books.ledger.entries().len();
    // Frozen money is no cash.
    for fen in [1, 3_000, 5_000] {
        assert_eq!(withdraw(&mut books, fen), Err(PlatformError::CashShort(0)));
    }
    assert_eq!((held(&books), books.ledger.entries().len()), ([0, 5_000, 3_000, 10_000, 0], entries));
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
    assert_eq!(held(&books), [10_000, 5_000, 3_000, 0, 0]);
    assert_eq!(books.ledger.balance(&Book::Cash(number(2))), 100);
}

#[test]
fn bank_card_is_bound_to_its_owners_account() {
    let mut books = books();
    let bind = |books: &mut Books, now, owner| books.bind_bank_card(now, &number(1), card(owner), &pay());
    assert_eq!(bind(&mut books, NOW, "李四"), Err(PlatformError::BankCardOwner));
    let wrong = books.bind_bank_card(NOW, &number(1), card("张三"), &"000000".parse().unwrap());
    assert_eq!(wrong, Err(PlatformError::PasswordWrong { left: 4 }));
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
    withdraw_and_answer(&mut books, 4_000, BankAnswer::Pays);
    assert_eq!(books.accounts.get(&number(1)).unwrap().state, AccountState::Closing);
    books.pay_own_bill(NOW, &number(1), Fen(5_000), crate::platform::bill::BillFrom::RechargeCard).unwrap();
    withdraw_and_answer(&mut books, 6_000, BankAnswer::Pays);
    assert_eq!(held(&books), [0, 0, 3_000, 0, 10_000]);
    assert_eq!(books.accounts.get(&number(1)).unwrap().state, AccountState::Closing, "the purse is not empty");
    // Without a purse the account closes when the bank has the last fen.
    let mut books = Books::new(Terms::light(), &mut Chance::seeded(7));
    open(&mut books, number(1), true);
    books.hall_deposit(NOW, &number(1), Fen(100)).unwrap();
    books.bind_bank_card(NOW, &number(1), card("张三"), &pay()).unwrap();
    books.set_number_state(&number(1), NumberState::Cancelled).unwrap();
    let withdrawal = books.withdraw(NOW, &number(1), Fen(100), &pay()).unwrap();
    assert_eq!(books.accounts.get(&number(1)).unwrap().state, AccountState::Closing, "the amount is frozen");
    books.take_payout_answer(NOW, withdrawal, BankAnswer::Pays).unwrap();
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
