//! Requests on the website: top-ups of the wallet, from the account and from a bank, and the self-service (自服务) of a
//! user who has signed in: balances, the alias, the bank card and withdrawals.

use sim_wire::Fen;

use super::Platform;
use super::account::alias::{Alias, SignInName};
use super::bank_card::BankCard;
use super::card_file::Asn;
use super::entry::Book;
use super::error::PlatformError;
use super::notices::DeclinedError;
use super::number::Msisdn;
use super::password::{LoginPassword, PayPassword};
use super::scratch_card::CardDigits;
use super::texts;
use sim_codec::time::Moment;

/// Name and login password with which a user signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteLogin {
    /// Mobile number or alias.
    pub name: SignInName,
    /// Login password.
    pub password: LoginPassword,
}

/// User of the website, with the proof of being one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteUser<'a> {
    /// Name and login password, checked with the request.
    Login(&'a SiteLogin),
    /// Number of an account whose user has signed in before, and whose session the website keeps.
    Session(Msisdn),
}

impl<'a> From<&'a SiteLogin> for SiteUser<'a> {
    fn from(login: &'a SiteLogin) -> SiteUser<'a> {
        SiteUser::Login(login)
    }
}

impl From<Msisdn> for SiteUser<'_> {
    fn from(number: Msisdn) -> SiteUser<'static> {
        SiteUser::Session(number)
    }
}

/// Balances as the website shows them, in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteBalances {
    /// Cash sub-account.
    pub cash: i64,
    /// Recharge-card sub-account.
    pub recharge_card: i64,
    /// Cash of withdrawals that the bank does not have yet.
    pub frozen: i64,
    /// Wallet as the platform has it: without purchases that no terminal has uploaded. `None` without a card.
    pub wallet: Option<i64>,
}

impl Platform {
    /// Signs a user in, and returns the number of the account. A wrong login password counts.
    pub fn sign_in(&mut self, now: Moment, login: &SiteLogin) -> Result<Msisdn, PlatformError> {
        let now = self.advance_clock(now);
        self.books.accounts.sign_in(now, &login.name, &login.password)
    }

    /// Checks who uses the website, and returns the number of the account. A wrong login password counts.
    pub(crate) fn site_user(&mut self, now: Moment, user: &SiteUser<'_>) -> Result<Msisdn, PlatformError> {
        match user {
            SiteUser::Login(login) => self.sign_in(now, login),
            SiteUser::Session(number) => self.books.accounts.living(number).map(|_| *number),
        }
    }

    /// Returns the balances of a number as the website shows them (2.7.2, 3.4.1.3).
    pub fn site_balances(&self, number: &Msisdn) -> SiteBalances {
        let (cash, recharge_card) = self.books.account_balances(number);
        let wallet = self.books.ledger.balance(&Book::Wallet(*number));
        let frozen = self.books.ledger.balance(&Book::Frozen(*number));
        SiteBalances { cash, recharge_card, frozen, wallet: self.card_of(number).map(|_| wallet) }
    }

    /// Sets the alias of a number's account.
    pub fn choose_alias(&mut self, now: Moment, number: &Msisdn, alias: Alias) -> Result<(), PlatformError> {
        self.advance_clock(now);
        self.books.accounts.choose_alias(number, alias)
    }

    /// Changes the login password of a user to a new one. An initial one works only after this change.
    pub fn change_login_password(
        &mut self,
        now: Moment,
        old: &SiteLogin,
        new: &LoginPassword,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        let number = self.books.accounts.user(&old.name)?;
        self.books.change_login_password(now, &number, (&old.password, new), &mut self.entropy)
    }

    /// Binds a bank card to a number's account, and tells the subscriber.
    pub fn bind_bank_card(
        &mut self,
        now: Moment,
        number: &Msisdn,
        card: BankCard,
        password: &PayPassword,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        let text = texts::bank_card_bound(&card);
        self.books.bind_bank_card(now, number, card, password)?;
        self.outbox.text(now, *number, &text);
        Ok(())
    }

    /// Changes the pay password of a number's account from old to new, and tells the subscriber.
    pub fn change_pay_password(
        &mut self,
        now: Moment,
        number: &Msisdn,
        old_and_new: (&PayPassword, &PayPassword),
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        self.books.change_pay_password(now, number, old_and_new, &mut self.entropy)?;
        self.outbox.text(now, *number, &texts::pay_password_changed());
        Ok(())
    }

    /// Recharges a number's account from a scratch card, and tells the subscriber.
    pub fn recharge_from_card(
        &mut self,
        now: Moment,
        number: &Msisdn,
        digits: &CardDigits,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        let value = self.books.scratch_card_recharge(now, number, digits)?;
        let (_, card) = self.books.account_balances(number);
        self.outbox.text(now, *number, &texts::scratch_card(value, card));
        Ok(())
    }

    /// Pays a phone bill from a number's account, and tells the subscriber and the one whose bill is paid.
    pub fn pay_site_bill(
        &mut self,
        now: Moment,
        number: &Msisdn,
        (whose, amount): (&Msisdn, Fen),
        password: &PayPassword,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        self.books.pay_site_bill(now, number, (whose, amount), password)?;
        if whose == number {
            self.outbox.text(now, *number, &texts::own_bill(amount));
        } else {
            self.outbox.text(now, *number, &texts::anothers_bill(whose, amount));
            self.outbox.text(now, *whose, &texts::bill_paid_by(number, amount));
        }
        Ok(())
    }

    /// Takes a top-up that is requested on the website. No money is set aside before the card has answered.
    pub fn web_top_up(
        &mut self,
        now: Moment,
        number: &Msisdn,
        amount: Fen,
        password: &PayPassword,
    ) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        let asn = self.present_card(number)?;
        self.website(now).invite(number, asn, amount, password)
    }

    pub(super) fn present_card(&self, number: &Msisdn) -> Result<Asn, DeclinedError> {
        self.current.get(number).copied().ok_or(DeclinedError::NoCard)
    }
}
