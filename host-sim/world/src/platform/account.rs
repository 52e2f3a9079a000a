//! Payment accounts (手机支付账户) and the registry of numbers (BOSS): who has an account, in which state it is, in
//! which state the number is, and what is allowed in which. Money is not here; it is in the ledger.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::number::Msisdn;
use super::password::{Initials, KeptPassword, LoginPassword, PasswordCost, PayPassword, Salt};
use super::refused::Refused;
use crate::tracked_map::TrackedMap;
use sim_codec::time::Moment;

/// The state of a number in the registry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberState {
    /// In order.
    #[default]
    Normal,
    /// Reported lost (挂失).
    Lost,
    /// Barred, on request or for a debt (停机).
    Barred,
    /// Cancelled (销号). For good.
    Cancelled,
}

impl NumberState {
    /// The Chinese word.
    pub const fn chinese(self) -> &'static str {
        match self {
            NumberState::Normal => "正常",
            NumberState::Lost => "挂失",
            NumberState::Barred => "停机",
            NumberState::Cancelled => "销号",
        }
    }
}

impl fmt::Display for NumberState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NumberState::Normal => "normal",
            NumberState::Lost => "lost",
            NumberState::Barred => "barred",
            NumberState::Cancelled => "cancelled",
        })
    }
}

/// What the registry knows of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriber {
    /// The number's state.
    pub state: NumberState,
    /// Whether number, name, kind and number of the document are complete: only then is an account a real-name one.
    pub is_complete: bool,
}

/// The state of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountState {
    /// In use.
    Open,
    /// Waits to be closed (待销户): the number is cancelled and there is money left, which can only be spent.
    Closing,
    /// Closed (销户).
    Closed,
}

/// A payment account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its state.
    pub state: AccountState,
    /// Real-name (实名) or not.
    pub is_real_name: bool,
    /// When it was opened.
    pub opened: Moment,
    login: KeptPassword,
    pay: KeptPassword,
}

impl Account {
    /// The pay password as it is kept.
    pub fn pay_password(&self) -> &KeptPassword {
        &self.pay
    }

    /// The login password as it is kept.
    pub fn login_password(&self) -> &KeptPassword {
        &self.login
    }
}

/// Every account, and every number that the registry told something about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts {
    pub(super) accounts: TrackedMap<Msisdn, Account>,
    pub(super) subscribers: TrackedMap<Msisdn, Subscriber>,
}

impl Accounts {
    /// The account of a number, closed ones too.
    pub fn get(&self, number: &Msisdn) -> Option<&Account> {
        self.accounts.get(number)
    }

    /// Every account, closed ones too.
    pub fn iter(&self) -> impl Iterator<Item = (&Msisdn, &Account)> {
        self.accounts.rows().iter()
    }

    /// What the registry knows; a number that it says nothing about is in order and not complete.
    pub fn subscriber(&self, number: &Msisdn) -> Subscriber {
        self.subscribers.get(number).copied().unwrap_or_default()
    }

    /// The registry tells whether a number's data are complete. It counts when an account is opened.
    pub fn register(&mut self, number: Msisdn, is_complete: bool) {
        self.subscribers.get_or_default(number).is_complete = is_complete;
    }

    /// The registry tells a number's state. A cancelled number does not come back.
    pub(super) fn set_number_state(&mut self, number: Msisdn, state: NumberState) -> Result<(), Refused> {
        let subscriber = self.subscribers.get_or_default(number);
        if subscriber.state == NumberState::Cancelled && state != NumberState::Cancelled {
            return Err(Refused::CancelledForGood);
        }
        subscriber.state = state;
        Ok(())
    }

    /// Opens an account with initial passwords, each under a salt of its own (login, pay). One that was closed may be
    /// opened anew.
    pub fn open(
        &mut self,
        now: Moment,
        number: Msisdn,
        initials: &Initials,
        (login_salt, pay_salt): (Salt, Salt),
        cost: PasswordCost,
    ) -> Result<(), Refused> {
        self.may_open(&number)?;
        let account = Account {
            state: AccountState::Open,
            is_real_name: self.subscriber(&number).is_complete,
            opened: now,
            login: KeptPassword::initial(&initials.login, login_salt, cost)?,
            pay: KeptPassword::initial(&initials.pay, pay_salt, cost)?,
        };
        self.accounts.insert(number, account);
        Ok(())
    }

    /// The account of a number that is not closed.
    pub fn living(&self, number: &Msisdn) -> Result<&Account, Refused> {
        self.get(number).filter(|account| account.state != AccountState::Closed).ok_or(Refused::NoAccount)
    }

    fn living_mut(&mut self, number: &Msisdn) -> Result<&mut Account, Refused> {
        let account = self.accounts.get_mut(number);
        account.filter(|account| account.state != AccountState::Closed).ok_or(Refused::NoAccount)
    }

    /// Refuses a number that is not in order.
    fn number_in_order(&self, number: &Msisdn) -> Result<(), Refused> {
        match self.subscriber(number).state {
            NumberState::Normal => Ok(()),
            state => Err(Refused::NumberState(state)),
        }
    }

    /// Whether an account can be opened for the number.
    pub fn may_open(&self, number: &Msisdn) -> Result<(), Refused> {
        if self.living(number).is_ok() {
            return Err(Refused::AlreadyOpen);
        }
        self.number_in_order(number)
    }

    /// Whether money may come in, and whether it may go to the wallet: an account in use, a number in order (3.6.2,
    /// 3.6.3).
    pub fn may_recharge(&self, number: &Msisdn) -> Result<(), Refused> {
        if self.living(number)?.state == AccountState::Closing {
            return Err(Refused::AccountClosing);
        }
        self.number_in_order(number)
    }

    /// Whether the account may pay: also while it waits to be closed, which is the only way to empty it.
    pub fn may_pay(&self, number: &Msisdn) -> Result<(), Refused> {
        match self.living(number)?.state {
            AccountState::Closing => Ok(()),
            _ => self.number_in_order(number),
        }
    }

    /// Whether the user may ask for it to be closed, money aside (2.8.2).
    pub fn may_close(&self, number: &Msisdn) -> Result<(), Refused> {
        self.living(number)?;
        self.number_in_order(number)
    }

    /// Whether a password may be reset: account and number in order (2.6.2.4). A lock after wrong tries does not
    /// matter.
    pub fn may_reset(&self, number: &Msisdn) -> Result<(), Refused> {
        self.may_recharge(number)
    }

    /// The account's new state.
    pub(super) fn set_state(&mut self, number: &Msisdn, state: AccountState) {
        if let Some(account) = self.accounts.get_mut(number) {
            account.state = state;
        }
    }

    /// Checks the pay password. Wrong tries count; the initial password does not work.
    pub fn check_pay_password(&mut self, now: Moment, number: &Msisdn, password: &PayPassword) -> Result<(), Refused> {
        self.living_mut(number)?.pay.check_changed(now, password)
    }

    /// Checks the login password. Wrong tries count; the initial password does not work.
    pub fn check_login_password(
        &mut self,
        now: Moment,
        number: &Msisdn,
        password: &LoginPassword,
    ) -> Result<(), Refused> {
        self.living_mut(number)?.login.check_changed(now, password)
    }

    /// Changes the pay password, old and new.
    pub fn change_pay_password(
        &mut self,
        now: Moment,
        number: &Msisdn,
        old_and_new: (&PayPassword, &PayPassword),
        salt: Salt,
        cost: PasswordCost,
    ) -> Result<(), Refused> {
        self.living_mut(number)?.pay.change(now, old_and_new, salt, cost)
    }

    /// Changes the login password, old and new.
    pub fn change_login_password(
        &mut self,
        now: Moment,
        number: &Msisdn,
        old_and_new: (&LoginPassword, &LoginPassword),
        salt: Salt,
        cost: PasswordCost,
    ) -> Result<(), Refused> {
        self.living_mut(number)?.login.change(now, old_and_new, salt, cost)
    }

    /// Puts a new initial pay password in place of a forgotten or locked one.
    pub fn reset_pay_password(
        &mut self,
        number: &Msisdn,
        password: &PayPassword,
        salt: Salt,
        cost: PasswordCost,
    ) -> Result<(), Refused> {
        self.may_reset(number)?;
        self.living_mut(number)?.pay = KeptPassword::initial(password, salt, cost)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
