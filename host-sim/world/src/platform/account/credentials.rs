//! Passwords of an account (密码管理, handbook 2.6): their checks, changes and resets. Five wrong tries in a row lock a
//! password for a day, through whatever channel they come.

use super::Accounts;
use crate::platform::error::PlatformError;
use crate::platform::number::Msisdn;
use crate::platform::password::{KeptPassword, LoginPassword, PasswordCost, PayPassword, Salt};
use sim_codec::time::Moment;

impl Accounts {
    /// Checks the pay password. Wrong tries count, and the initial password is refused.
    pub fn check_pay_password(
        &mut self,
        now: Moment,
        number: &Msisdn,
        password: &PayPassword,
    ) -> Result<(), PlatformError> {
        self.living_mut(number)?.pay.check_changed(now, password)
    }

    /// Checks the pay password as if it were not locked. Rules that forget the lock ask for this.
    pub(in crate::platform) fn check_pay_password_unlocked(
        &mut self,
        now: Moment,
        number: &Msisdn,
        password: &PayPassword,
    ) -> Result<(), PlatformError> {
        let pay = &mut self.living_mut(number)?.pay;
        let mut tried = pay.clone();
        tried.unlock();
        let checked = tried.check_changed(now, password);
        if pay.locked_until(now).is_none() {
            *pay = tried;
        }
        checked
    }

    /// Checks the login password. Wrong tries count, and the initial password is refused.
    pub fn check_login_password(
        &mut self,
        now: Moment,
        number: &Msisdn,
        password: &LoginPassword,
    ) -> Result<(), PlatformError> {
        self.living_mut(number)?.login.check_changed(now, password)
    }

    /// Checks whether a user may reset the login password without customer care: on the website, or by text. A locked
    /// one is reset by customer care alone (2.6.3).
    pub(in crate::platform) fn may_reset_own_login(&self, now: Moment, number: &Msisdn) -> Result<(), PlatformError> {
        self.may_reset(number)?;
        self.living(number)?.login_password().check_unlocked(now)
    }

    /// Changes the pay password from old to new.
    pub fn change_pay_password(
        &mut self,
        now: Moment,
        number: &Msisdn,
        old_and_new: (&PayPassword, &PayPassword),
        salt: Salt,
        cost: PasswordCost,
    ) -> Result<(), PlatformError> {
        self.living_mut(number)?.pay.change(now, old_and_new, salt, cost)
    }

    /// Changes the login password from old to new.
    pub fn change_login_password(
        &mut self,
        now: Moment,
        number: &Msisdn,
        old_and_new: (&LoginPassword, &LoginPassword),
        salt: Salt,
        cost: PasswordCost,
    ) -> Result<(), PlatformError> {
        self.living_mut(number)?.login.change(now, old_and_new, salt, cost)
    }

    /// Replaces a forgotten or locked pay password by a new initial one.
    pub fn reset_pay_password(
        &mut self,
        number: &Msisdn,
        password: &PayPassword,
        salt: Salt,
        cost: PasswordCost,
    ) -> Result<(), PlatformError> {
        self.may_reset(number)?;
        self.living_mut(number)?.pay = KeptPassword::initial(password, salt, cost)?;
        Ok(())
    }

    /// Replaces a forgotten or locked login password by a new initial one.
    pub(in crate::platform) fn reset_login_password(
        &mut self,
        number: &Msisdn,
        password: &LoginPassword,
        salt: Salt,
        cost: PasswordCost,
    ) -> Result<(), PlatformError> {
        self.may_reset(number)?;
        self.living_mut(number)?.login = KeptPassword::initial(password, salt, cost)?;
        Ok(())
    }
}
