//! Services of the platform for a subscriber's account: the account items of the menu (我的支付账户,
//! 我要缴费, 修改支付密码), and their equivalents by short message. Each acts on the books and returns a
//! sentence, also for a refusal.

use applet::Entropy;
use sim_wire::Fen;

use super::bill::BillFrom;
use super::books::Books;
use super::error::PlatformError;
use super::number::Msisdn;
use super::password::PayPassword;
use super::scratch_card::CardDigits;
use super::texts;
use sim_codec::time::{Day, Moment};

/// Number of transactions that one short message lists (2.7.1).
pub(super) const NEWEST: usize = 3;

/// Returns the sentence for a success, or that for the refusal.
fn told<T>(done: Result<T, PlatformError>, tell: impl FnOnce(T) -> String) -> String {
    match done {
        Ok(done) => tell(done),
        Err(refused) => texts::refused(&refused),
    }
}

/// Opens an account (开户).
pub fn open_account(books: &mut Books, now: Moment, number: &Msisdn, chance: &mut dyn Entropy) -> String {
    told(books.open_account(now, number, chance), |initials| texts::account_opened(&initials))
}

/// Reports the balances of the account (账户余额查询).
pub fn balance(books: &Books, number: &Msisdn) -> String {
    told(books.accounts.living(number), |_| {
        let (cash, card) = books.account_balances(number);
        texts::balance(cash, card)
    })
}

/// Lists the newest transactions (账户明细查询).
pub fn transactions(books: &Books, number: &Msisdn) -> String {
    told(books.accounts.living(number), |_| texts::transactions(books.ledger.of_account(*number).take(NEWEST)))
}

/// Lists the newest transactions since a day.
pub fn transactions_since(books: &Books, number: &Msisdn, day: Day) -> String {
    told(books.accounts.living(number), |_| {
        let mut since = books.ledger.of_account(*number).take_while(|(entry, _)| entry.at.day() >= day).peekable();
        match since.peek() {
            None => texts::no_transactions_since(day),
            Some(_) => texts::transactions(since.take(NEWEST)),
        }
    })
}

/// Recharges from a scratch card (充值卡充值).
pub fn scratch_card(books: &mut Books, now: Moment, number: &Msisdn, digits: &CardDigits) -> String {
    told(books.scratch_card_recharge(now, number, digits), |value| {
        let (_, card) = books.account_balances(number);
        texts::scratch_card(value, card)
    })
}

/// Pays one's own phone bill (缴本机话费).
pub fn own_bill(books: &mut Books, now: Moment, number: &Msisdn, amount: Fen, from: BillFrom) -> String {
    told(books.pay_own_bill(now, number, amount, from), |()| texts::own_bill(amount))
}

/// Pays another subscriber's phone bill (缴他人话费). The second sentence is for that subscriber; `None` if the
/// bill was not paid.
pub fn anothers_bill(
    books: &mut Books,
    now: Moment,
    number: &Msisdn,
    (whose, amount): (&Msisdn, Fen),
    password: &PayPassword,
) -> (String, Option<String>) {
    let paid = books.pay_anothers_bill(now, number, whose, amount, password);
    let to_other = paid.is_ok().then(|| texts::bill_paid_by(number, amount));
    (told(paid, |()| texts::anothers_bill(whose, amount)), to_other)
}

/// Changes the pay password (修改支付密码) from old to new.
pub fn change_pay_password(
    books: &mut Books,
    now: Moment,
    number: &Msisdn,
    old_and_new: (&PayPassword, &PayPassword),
    chance: &mut dyn Entropy,
) -> String {
    told(books.change_pay_password(now, number, old_and_new, chance), |()| texts::pay_password_changed())
}
