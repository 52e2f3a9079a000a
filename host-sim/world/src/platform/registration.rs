//! Opening on the website (网站开通, handbook 2.2) and what else a code by short message allows there: the upgrade to a
//! real-name account (实名信息更新, 2.2.1) and a new login password (忘记密码, 2.6.1.4). The account's secrets go to the
//! phone and nowhere else.

use super::Platform;
use super::account::alias::SignInName;
use super::code::{CodePurpose, SmsCode};
use super::error::PlatformError;
use super::identity::Identity;
use super::number::Msisdn;
use super::password::{Initials, LoginPassword, NewInitial};
use super::texts;
use sim_codec::time::Moment;

/// Answer to the question whether a person has read the service agreement (客户服务协议) and agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreementAnswer {
    /// The person agrees.
    Agreed,
    /// The person does not agree.
    Declined,
}

/// Personal data that the website shows before it opens an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalData {
    /// Number of the account.
    pub number: Msisdn,
    /// Holder of the number; `None` if the registry has none.
    pub holder: Option<Identity>,
    /// `true` if the account will be a real-name account.
    pub is_real_name: bool,
}

impl Platform {
    /// Begins the opening of an account on the website: a code goes to the number.
    pub fn begin_registration(&mut self, now: Moment, number: &Msisdn) -> Result<(), PlatformError> {
        self.books.rules.check_opening(&self.books.accounts, number)?;
        self.send_code(now, number, CodePurpose::Registration)
    }

    /// Returns the personal data of a number for confirmation, as the registry has them.
    pub fn personal_data(&self, number: &Msisdn) -> PersonalData {
        let subscriber = self.books.accounts.subscriber(number);
        PersonalData { number: *number, is_real_name: subscriber.is_complete, holder: subscriber.holder }
    }

    /// Returns the personal data of a number for confirmation to whoever has the code that the number got.
    pub fn check_registration(
        &mut self,
        now: Moment,
        number: &Msisdn,
        code: &SmsCode,
    ) -> Result<PersonalData, PlatformError> {
        let now = self.advance_clock(now);
        self.books.rules.check_opening(&self.books.accounts, number)?;
        self.books.check_code(now, number, CodePurpose::Registration, code)?;
        Ok(self.personal_data(number))
    }

    /// Opens an account on the website by the code that the number got. The initial passwords go to the phone.
    pub fn finish_registration(
        &mut self,
        now: Moment,
        number: &Msisdn,
        code: &SmsCode,
        (agreement, initials): (AgreementAnswer, NewInitial<Initials>),
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        if agreement == AgreementAnswer::Declined {
            return Err(PlatformError::AgreementMissing);
        }
        self.books.rules.check_opening(&self.books.accounts, number)?;
        self.books.take_code(now, number, CodePurpose::Registration, code)?;
        let initials = self.books.open_account_with(now, number, initials, &mut self.entropy)?;
        self.outbox.text(now, *number, &texts::account_opened(&initials));
        Ok(())
    }

    /// Makes an account a real-name one, if the registry's data of the number are complete now, and tells the
    /// subscriber.
    pub fn upgrade_to_real_name(&mut self, now: Moment, number: &Msisdn) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        self.books.accounts.upgrade(number)?;
        self.outbox.text(now, *number, &texts::real_name_upgraded());
        Ok(())
    }

    /// Begins the upgrade to a real-name account on the website: a code goes to the number.
    pub fn begin_upgrade(&mut self, now: Moment, number: &Msisdn) -> Result<(), PlatformError> {
        self.books.accounts.may_upgrade(number)?;
        self.send_code(now, number, CodePurpose::RealName)
    }

    /// Makes an account a real-name one by the code that the number got.
    pub fn finish_upgrade(&mut self, now: Moment, number: &Msisdn, code: &SmsCode) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        self.books.accounts.may_upgrade(number)?;
        self.books.take_code(now, number, CodePurpose::RealName, code)?;
        self.upgrade_to_real_name(now, number)
    }

    /// Begins a reset of a forgotten login password on the website: a code goes to the number of the account. A number
    /// that is not in order gets none, since its phone may be in other hands. Nor does one whose login password is
    /// locked, which customer care alone resets (2.6.3).
    pub fn begin_login_reset(&mut self, now: Moment, name: &SignInName) -> Result<Msisdn, PlatformError> {
        let now = self.advance_clock(now);
        let number = self.books.accounts.owner(name)?;
        self.books.accounts.may_reset_own_login(now, &number)?;
        self.send_code(now, &number, CodePurpose::LoginReset)?;
        Ok(number)
    }

    /// Resets a forgotten login password by the code that the number got.
    pub fn finish_login_reset(
        &mut self,
        now: Moment,
        name: &SignInName,
        code: &SmsCode,
        new: NewInitial<LoginPassword>,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        let number = self.books.accounts.owner(name)?;
        self.books.accounts.may_reset_own_login(now, &number)?;
        self.books.take_code(now, &number, CodePurpose::LoginReset, code)?;
        self.reset_login_password_to(now, &number, new)
    }

    /// Resets a forgotten login password by text (`M`).
    pub(super) fn reset_login_password_by_text(&mut self, now: Moment, number: &Msisdn) -> Result<(), PlatformError> {
        self.books.accounts.may_reset_own_login(now, number)?;
        self.reset_login_password(now, number)
    }

    /// Replaces a forgotten or locked login password by a new initial one, and sends it to the phone. Customer care
    /// asks for this; the other ways check the lock before.
    pub fn reset_login_password(&mut self, now: Moment, number: &Msisdn) -> Result<(), PlatformError> {
        self.reset_login_password_to(now, number, NewInitial::Drawn)
    }

    /// Replaces a login password by one that may be prepared, and sends it to the phone.
    fn reset_login_password_to(
        &mut self,
        now: Moment,
        number: &Msisdn,
        new: NewInitial<LoginPassword>,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        let password = self.books.reset_login_password(number, new, &mut self.entropy)?;
        self.outbox.text(now, *number, &texts::login_password_reset(&password));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
