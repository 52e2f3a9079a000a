//! Payment accounts (手机支付账户) and the registry of numbers (BOSS): the accounts, their states, the states of
//! the numbers, and the permissions in each state. Money is not here; it is in the ledger.

use std::fmt;

use serde::{Deserialize, Serialize};

use alias::Alias;

use super::bank_card::{BankCard, Bindings};
use super::daily_failures::DailyFailures;
use super::error::PlatformError;
use super::identity::{Identity, IdentityError};
use super::number::Msisdn;
use super::number_life::{LifeAct, Situation};
use super::password::{Initials, KeptPassword, PasswordCost, Salt};
use super::security_questions::SecurityQuestions;
use super::serial::WithdrawalNumber;
use sim_codec::time::Moment;
use sim_device::tracked_map::TrackedMap;
use sim_wire::lifecycle::LifeCycle;

pub mod alias;
mod credentials;

/// State of a number in the registry.
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
    /// Cancelled (销号), for good.
    Cancelled,
}

impl NumberState {
    /// All states.
    pub const ALL: [NumberState; 4] =
        [NumberState::Normal, NumberState::Lost, NumberState::Barred, NumberState::Cancelled];

    /// Returns the Chinese word of the state.
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

/// Registry's data of a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriber {
    /// State of the number.
    pub state: NumberState,
    /// `true` if number, name, kind and number of the document are complete. Only then does an account become a
    /// real-name one.
    pub is_complete: bool,
    /// Holder of the number; `None` if the registry has not told the platform who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Identity>,
}

/// State of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountState {
    /// In use.
    Open,
    /// Waits to be closed (待销户): the number is cancelled, and the money that is left can only be spent.
    Closing,
    /// Closed (销户).
    Closed,
}

/// Payment account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// State of the account.
    pub state: AccountState,
    /// `true` for a real-name account (实名).
    pub is_real_name: bool,
    /// Moment at which the account was opened.
    pub opened: Moment,
    /// Name with which the user signs in on the website once the number is cancelled; `None` until one is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<Alias>,
    /// Bank card to which cash is withdrawn; `None` until one is bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_card: Option<BankCard>,
    /// Bindings to bank cards in the last month with one.
    #[serde(default)]
    pub(super) bindings: Bindings,
    /// Security questions (密保问题); `None` until they are set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) security_questions: Option<SecurityQuestions>,
    /// Phone to which the website sends a new initial pay password (密保手机号); `None` for the number's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_phone: Option<Msisdn>,
    /// Withdrawals since the last remote purchase, without those that the bank refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) withdrawn: Vec<WithdrawalNumber>,
    /// Digits of scratch cards that do not exist, in a row.
    #[serde(default, skip_serializing_if = "DailyFailures::is_clear")]
    pub(super) card_guesses: DailyFailures,
    login: KeptPassword,
    pay: KeptPassword,
}

impl Account {
    /// Returns the pay password as it is kept.
    pub fn pay_password(&self) -> &KeptPassword {
        &self.pay
    }

    /// Returns the login password as it is kept.
    pub fn login_password(&self) -> &KeptPassword {
        &self.login
    }
}

/// All accounts, and all numbers of which the registry has reported something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts {
    pub(super) accounts: TrackedMap<Msisdn, Account>,
    pub(super) subscribers: TrackedMap<Msisdn, Subscriber>,
}

impl Accounts {
    /// Returns the account of a number, also a closed one.
    pub fn get(&self, number: &Msisdn) -> Option<&Account> {
        self.accounts.get(number)
    }

    /// Returns every account with its number, closed ones included.
    pub fn iter(&self) -> impl Iterator<Item = (&Msisdn, &Account)> {
        self.accounts.rows().iter()
    }

    /// Returns the registry's data of a number. A number without an entry is in order and not complete.
    pub fn subscriber(&self, number: &Msisdn) -> Subscriber {
        self.subscribers.get(number).cloned().unwrap_or_default()
    }

    /// Records the registry's report whether a number's data are complete. The report counts when an account is opened.
    pub fn register(&mut self, number: Msisdn, is_complete: bool) {
        self.subscribers.get_or_default(number).is_complete = is_complete;
    }

    /// Records the holder of a number, whose data are complete by that.
    pub fn register_holder(&mut self, number: Msisdn, holder: Identity) {
        let subscriber = self.subscribers.get_or_default(number);
        (subscriber.is_complete, subscriber.holder) = (true, Some(holder));
    }

    /// Checks the data of a document against the holder of a number. Where the registry has no holder, the data become
    /// the holder's.
    pub(crate) fn identify(&mut self, number: Msisdn, shown: &Identity) -> Result<(), IdentityError> {
        match self.subscribers.get(&number).and_then(|subscriber| subscriber.holder.as_ref()) {
            Some(holder) => holder.check(shown),
            None => {
                self.register_holder(number, shown.clone());
                Ok(())
            }
        }
    }

    /// Records a number's state as the registry reports it. A cancelled number does not come back.
    pub(super) fn set_number_state(&mut self, number: Msisdn, state: NumberState) -> Result<(), PlatformError> {
        let subscriber = self.subscribers.get_or_default(number);
        if subscriber.state == NumberState::Cancelled && state != NumberState::Cancelled {
            return Err(PlatformError::CancelledForGood);
        }
        subscriber.state = state;
        Ok(())
    }

    /// Opens an account with initial passwords, each under a salt of its own (login, pay). A closed account may be
    /// opened anew.
    pub fn open(
        &mut self,
        now: Moment,
        number: Msisdn,
        initials: &Initials,
        (login_salt, pay_salt): (Salt, Salt),
        cost: PasswordCost,
    ) -> Result<(), PlatformError> {
        self.may_open(&number)?;
        self.enter(now, number, initials, (login_salt, pay_salt), cost)
    }

    /// Enters a new account, in place of any that the number has. Whether one may be opened has been checked.
    pub(super) fn enter(
        &mut self,
        now: Moment,
        number: Msisdn,
        initials: &Initials,
        (login_salt, pay_salt): (Salt, Salt),
        cost: PasswordCost,
    ) -> Result<(), PlatformError> {
        let account = Account {
            state: AccountState::Open,
            is_real_name: self.subscriber(&number).is_complete,
            opened: now,
            alias: None,
            bank_card: None,
            bindings: Bindings::default(),
            security_questions: None,
            security_phone: None,
            withdrawn: self.get(&number).map(|closed| closed.withdrawn.clone()).unwrap_or_default(),
            card_guesses: self.get(&number).map(|closed| closed.card_guesses).unwrap_or_default(),
            login: KeptPassword::initial(&initials.login, login_salt, cost)?,
            pay: KeptPassword::initial(&initials.pay, pay_salt, cost)?,
        };
        self.accounts.insert(number, account);
        Ok(())
    }

    /// Returns the account of a number, unless it is closed.
    pub fn living(&self, number: &Msisdn) -> Result<&Account, PlatformError> {
        self.get(number).filter(|account| account.state != AccountState::Closed).ok_or(PlatformError::NoAccount)
    }

    pub(super) fn living_mut(&mut self, number: &Msisdn) -> Result<&mut Account, PlatformError> {
        let account = self.accounts.get_mut(number);
        account.filter(|account| account.state != AccountState::Closed).ok_or(PlatformError::NoAccount)
    }

    /// Returns the states of a number and its account, beside that of its wallet.
    pub(super) fn situation(&self, number: &Msisdn, wallet: Option<LifeCycle>) -> Situation {
        let account = self.get(number).map(|account| account.state);
        let state = self.subscribers.get(number).map(|subscriber| subscriber.state).unwrap_or_default();
        Situation { number: state, account, wallet }
    }

    /// Checks an act of the account against the table of the number's life. What is refused is refused for the number's
    /// state if another state of the number would allow it.
    fn check(&self, number: &Msisdn, act: LifeAct) -> Result<(), PlatformError> {
        let situation = self.situation(number, None);
        let in_order = Situation { number: NumberState::Normal, ..situation };
        if situation.allows(act) {
            Ok(())
        } else if act == LifeAct::OpenAccount && self.living(number).is_ok() {
            Err(PlatformError::AlreadyOpen)
        } else if act != LifeAct::OpenAccount && self.living(number).is_err() {
            Err(PlatformError::NoAccount)
        } else if in_order.allows(act) {
            Err(PlatformError::NumberState(situation.number))
        } else {
            Err(PlatformError::AccountClosing)
        }
    }

    /// Checks whether an account can be opened for the number.
    pub fn may_open(&self, number: &Msisdn) -> Result<(), PlatformError> {
        self.check(number, LifeAct::OpenAccount)
    }

    /// Checks whether money may come in, and whether it may go to the wallet.
    pub fn may_recharge(&self, number: &Msisdn) -> Result<(), PlatformError> {
        self.check(number, LifeAct::Recharge)
    }

    /// Checks whether the account may pay a merchant. It may also while it waits to be closed.
    pub fn may_pay(&self, number: &Msisdn) -> Result<(), PlatformError> {
        self.check(number, LifeAct::Pay)
    }

    /// Checks whether the account may pay a phone bill. It may also while it waits to be closed, because paying is a
    /// way to empty it.
    pub fn may_pay_bill(&self, number: &Msisdn) -> Result<(), PlatformError> {
        self.check(number, LifeAct::PayBill)
    }

    /// Checks whether cash may leave for a bank (2.5): only from a real-name account. It may also while the account
    /// waits to be closed.
    pub fn may_withdraw(&self, number: &Msisdn) -> Result<(), PlatformError> {
        self.check(number, LifeAct::Withdraw)?;
        if self.living(number)?.is_real_name { Ok(()) } else { Err(PlatformError::NotRealName) }
    }

    /// Sets the bank card of an account, with the bindings of the month.
    pub(super) fn set_bank_card(
        &mut self,
        number: &Msisdn,
        (card, bindings): (BankCard, Bindings),
    ) -> Result<(), PlatformError> {
        let account = self.living_mut(number)?;
        (account.bank_card, account.bindings) = (Some(card), bindings);
        Ok(())
    }

    /// Checks whether the user may request that the account be closed, money aside (2.8.2).
    pub fn may_close(&self, number: &Msisdn) -> Result<(), PlatformError> {
        self.check(number, LifeAct::CloseAccount)
    }

    /// Checks whether a password may be reset (2.6.2.4). A lock after wrong tries does not matter.
    pub fn may_reset(&self, number: &Msisdn) -> Result<(), PlatformError> {
        self.check(number, LifeAct::ResetPassword)
    }

    /// Checks whether an account may become a real-name one (2.2.1): the registry's data of the number are complete.
    pub fn may_upgrade(&self, number: &Msisdn) -> Result<(), PlatformError> {
        self.check(number, LifeAct::UpgradeAccount)?;
        if self.living(number)?.is_real_name {
            Err(PlatformError::AlreadyRealName)
        } else if self.subscriber(number).is_complete {
            Ok(())
        } else {
            Err(PlatformError::IdentityIncomplete)
        }
    }

    /// Makes an account a real-name one.
    pub(super) fn upgrade(&mut self, number: &Msisdn) -> Result<(), PlatformError> {
        self.may_upgrade(number)?;
        self.living_mut(number)?.is_real_name = true;
        Ok(())
    }

    /// Sets the state of an account, if there is one.
    pub(super) fn set_state(&mut self, number: &Msisdn, state: AccountState) {
        if let Some(account) = self.accounts.get_mut(number) {
            account.state = state;
        }
    }
}

#[cfg(test)]
mod tests;
