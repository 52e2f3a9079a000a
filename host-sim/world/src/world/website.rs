//! Website of the platform: the self-service of users who sign in.

use sim_wire::Fen;

use super::{Party, ServiceRequest, World, WorldError};
use crate::platform::Platform;
use crate::platform::account::alias::{Alias, SignInName};
use crate::platform::bank_card::BankCard;
use crate::platform::code::{CodePurpose, SmsCode};
use crate::platform::error::PlatformError;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::password::{Initials, LoginPassword, NewInitial, PayPassword};
use crate::platform::registration::{AgreementAnswer, PersonalData};
use crate::platform::scratch_card::CardDigits;
use crate::platform::security_questions::{SecurityAnswer, SecurityAnswers, SecurityQuestion};
use crate::platform::self_service::{SiteBalances, SiteLogin, SiteUser};
use sim_codec::time::Moment;

impl World {
    /// Signs a user in on the website, and returns the balances that it shows.
    pub fn sign_in(&mut self, login: &SiteLogin) -> Result<SiteBalances, WorldError> {
        self.check_named_at_website(&login.name, ServiceRequest::SignIn)?;
        let shown = |platform: &mut Platform, _, number| Ok::<_, DeclinedError>(platform.site_balances(&number));
        self.at_website(login, ServiceRequest::SignIn, shown)
    }

    /// Sets the alias of the account.
    pub fn choose_alias<'u>(&mut self, user: impl Into<SiteUser<'u>>, alias: Alias) -> Result<(), WorldError> {
        self.at_website(user, ServiceRequest::AliasChoice, |platform, now, number| {
            platform.choose_alias(now, &number, alias)
        })
    }

    /// Binds a bank card to the account under the pay password.
    pub fn bind_bank_card<'u>(
        &mut self,
        user: impl Into<SiteUser<'u>>,
        card: BankCard,
        password: &PayPassword,
    ) -> Result<(), WorldError> {
        self.at_website(user, ServiceRequest::BankCardBinding, |platform, now, number| {
            platform.bind_bank_card(now, &number, card, password)
        })
    }

    /// Withdraws cash to the bank card under the pay password.
    pub fn withdraw<'u>(
        &mut self,
        user: impl Into<SiteUser<'u>>,
        amount: Fen,
        password: &PayPassword,
    ) -> Result<(), WorldError> {
        self.at_website(user, ServiceRequest::Withdrawal { amount }, |platform, now, number| {
            platform.withdraw(now, &number, amount, password).map(drop)
        })
    }

    /// Sets the security questions under the pay password.
    pub fn set_security_answers<'u>(
        &mut self,
        user: impl Into<SiteUser<'u>>,
        password: &PayPassword,
        answers: &SecurityAnswers,
    ) -> Result<(), WorldError> {
        self.at_website(user, ServiceRequest::SecurityQuestions, |platform, now, number| {
            platform.set_security_answers(now, &number, password, answers)
        })
    }

    /// Sets the phone that gets new pay passwords, or none.
    pub fn set_security_phone<'u>(
        &mut self,
        user: impl Into<SiteUser<'u>>,
        phone: Option<Msisdn>,
    ) -> Result<(), WorldError> {
        self.at_website(user, ServiceRequest::SecurityPhone, |platform, now, number| {
            platform.set_security_phone(now, &number, phone)
        })
    }

    /// Sends the initial pay password again to the phone that is set for it.
    pub fn resend_initial_pay_password<'u>(
        &mut self,
        user: impl Into<SiteUser<'u>>,
        new: NewInitial<PayPassword>,
    ) -> Result<(), WorldError> {
        self.at_website(user, ServiceRequest::InitialPayPassword, |platform, now, number| {
            platform.resend_initial_pay_password(now, &number, new)
        })
    }

    /// Resets the pay password by the answer to a security question.
    pub fn reset_pay_password_by_question<'u>(
        &mut self,
        user: impl Into<SiteUser<'u>>,
        answered: (SecurityQuestion, &SecurityAnswer),
        new: NewInitial<PayPassword>,
    ) -> Result<(), WorldError> {
        self.at_website(user, ServiceRequest::PayPasswordResetByQuestion, |platform, now, number| {
            platform.reset_pay_password_by_question(now, &number, answered, new)
        })
    }

    /// Changes the login password of a user on the website to a new one. An initial one may be changed, too.
    pub fn change_login_password(&mut self, old: &SiteLogin, new: &LoginPassword) -> Result<(), WorldError> {
        let number = self.check_named_at_website(&old.name, ServiceRequest::LoginPasswordChange)?;
        let changed = self.platform.change_login_password(self.scheduler.now, old, new);
        self.counter().conclude(Party::Website, number, ServiceRequest::LoginPasswordChange, changed)
    }

    /// Changes the pay password of a user on the website from old to new. An initial one may be changed, too.
    pub fn change_pay_password<'u>(
        &mut self,
        user: impl Into<SiteUser<'u>>,
        old: &PayPassword,
        new: &PayPassword,
    ) -> Result<(), WorldError> {
        self.at_website(user, ServiceRequest::PayPasswordChange, |platform, now, number| {
            platform.change_pay_password(now, &number, (old, new))
        })
    }

    /// Recharges the account of a user on the website from a scratch card.
    pub fn recharge_from_card<'u>(
        &mut self,
        user: impl Into<SiteUser<'u>>,
        digits: &CardDigits,
    ) -> Result<(), WorldError> {
        self.at_website(user, ServiceRequest::CardRecharge, |platform, now, number| {
            platform.recharge_from_card(now, &number, digits)
        })
    }

    /// Pays a phone bill of a user on the website, or another's, under the pay password.
    pub fn pay_site_bill<'u>(
        &mut self,
        user: impl Into<SiteUser<'u>>,
        (whose, amount): (Msisdn, Fen),
        password: &PayPassword,
    ) -> Result<(), WorldError> {
        self.at_website(user, ServiceRequest::Bill { whose, amount }, |platform, now, number| {
            platform.pay_site_bill(now, &number, (&whose, amount), password)
        })
    }

    /// Returns the data of a number to whoever has the code that its phone got, before the account is opened.
    pub fn check_registration(&mut self, number: &Msisdn, code: &SmsCode) -> Result<PersonalData, WorldError> {
        self.people.find(number)?;
        self.scheduler.count_step();
        Ok(self.platform.check_registration(self.scheduler.now, number, code)?)
    }

    /// Begins the opening of an account on the website: a code goes to the number's phone.
    pub fn begin_registration(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        self.people.find(number)?;
        let asked = self.platform.begin_registration(self.scheduler.now, number);
        let request = ServiceRequest::CodeSending(CodePurpose::Registration);
        self.counter().conclude(Party::Website, *number, request, asked)
    }

    /// Opens an account on the website by the code that its phone got.
    pub fn finish_registration(
        &mut self,
        number: &Msisdn,
        code: &SmsCode,
        (agreement, initials): (AgreementAnswer, NewInitial<Initials>),
    ) -> Result<(), WorldError> {
        self.people.find(number)?;
        let asked = self.platform.finish_registration(self.scheduler.now, number, code, (agreement, initials));
        self.counter().conclude(Party::Website, *number, ServiceRequest::Registration, asked)
    }

    /// Begins a reset of a forgotten login password on the website: a code goes to the phone.
    pub fn begin_login_reset(&mut self, name: &SignInName) -> Result<(), WorldError> {
        let number = self.named_at_website(name)?;
        let asked = self.platform.begin_login_reset(self.scheduler.now, name).map(drop);
        let request = ServiceRequest::CodeSending(CodePurpose::LoginReset);
        self.counter().conclude(Party::Website, number, request, asked)
    }

    /// Resets a forgotten login password on the website by the code that the phone got.
    pub fn finish_login_reset(
        &mut self,
        name: &SignInName,
        code: &SmsCode,
        new: NewInitial<LoginPassword>,
    ) -> Result<(), WorldError> {
        let number = self.named_at_website(name)?;
        let asked = self.platform.finish_login_reset(self.scheduler.now, name, code, new);
        self.counter().conclude(Party::Website, number, ServiceRequest::LoginPasswordReset, asked)
    }

    /// Sends a code for the upgrade to a real-name account.
    pub fn begin_upgrade<'u>(&mut self, user: impl Into<SiteUser<'u>>) -> Result<(), WorldError> {
        let request = ServiceRequest::CodeSending(CodePurpose::RealName);
        self.at_website(user, request, |platform, now, number| platform.begin_upgrade(now, &number))
    }

    /// Makes the account a real-name one by the code that the phone got.
    pub fn finish_upgrade<'u>(&mut self, user: impl Into<SiteUser<'u>>, code: &SmsCode) -> Result<(), WorldError> {
        self.at_website(user, ServiceRequest::RealNameUpgrade, |platform, now, number| {
            platform.finish_upgrade(now, &number, code)
        })
    }

    /// Closes the account under the pay password.
    pub fn close_account<'u>(
        &mut self,
        user: impl Into<SiteUser<'u>>,
        password: &PayPassword,
    ) -> Result<(), WorldError> {
        self.at_website(user, ServiceRequest::AccountClosing, |platform, now, number| {
            platform.close_account(now, &number, password)
        })
    }

    /// Returns the number of the person whom a name on the website means.
    fn named_at_website(&self, name: &SignInName) -> Result<Msisdn, WorldError> {
        let number = match name {
            SignInName::Number(number) => *number,
            SignInName::Alias(alias) => {
                self.platform.books.accounts.number_of_alias(alias).ok_or(PlatformError::NoAccount)?
            }
        };
        self.people.find(&number).map(|_| number)
    }

    /// Returns the number of the person whom a name on the website means. A name of nobody is noted like a wrong
    /// password: the step takes as long, and whoever guesses names stands in the log.
    fn check_named_at_website(&mut self, name: &SignInName, request: ServiceRequest) -> Result<Msisdn, WorldError> {
        let Ok(number) = self.named_at_website(name) else {
            let refused: Result<(), _> = Err(PlatformError::NoAccount);
            self.counter().conclude_between((Party::Website, None), request, refused)?;
            return Err(PlatformError::NoAccount.into());
        };
        Ok(number)
    }

    /// Does what a user asks for on the website, and notes request and result.
    fn at_website<'u, T, E: Into<DeclinedError>>(
        &mut self,
        user: impl Into<SiteUser<'u>>,
        request: ServiceRequest,
        act: impl FnOnce(&mut Platform, Moment, Msisdn) -> Result<T, E>,
    ) -> Result<T, WorldError> {
        let user = user.into();
        let number = match &user {
            SiteUser::Login(login) => self.named_at_website(&login.name)?,
            SiteUser::Session(number) => self.people.find(number).map(|_| *number)?,
        };
        let now = self.scheduler.now;
        let signed_in = self.platform.site_user(now, &user).map_err(DeclinedError::from);
        let done = signed_in.and_then(|number| act(&mut self.platform, now, number).map_err(Into::into));
        let (found, asked) = match done {
            Ok(found) => (Some(found), Ok(())),
            Err(refused) => (None, Err(refused)),
        };
        self.counter().conclude(Party::Website, number, request, asked)?;
        found.ok_or_else(|| PlatformError::NoAccount.into())
    }
}
