//! Users at the website: what they type comes from their memory, or from the last short message that brought it.

use super::result::{Performed, RefusedError};
use crate::action::{CodeInput, LoginInput, PayPasswordInput, SiteUserAction};
use crate::actor::Actors;
use crate::platform::account::alias::{Alias, SignInName};
use crate::platform::bank_card::BankCard;
use crate::platform::code::SmsCode;
use crate::platform::number::Msisdn;
use crate::platform::password::{LoginPassword, NewInitial, PayPassword};
use crate::platform::registration::AgreementAnswer;
use crate::platform::security_questions::{QUESTIONS, SecurityAnswer, SecurityQuestion};
use crate::platform::self_service::SiteLogin;
use crate::world::World;
use sim_codec::sms::MessageBody;
use sim_wire::Fen;

/// Words before a verification code in a text.
const CODE: &str = "短信验证码:";

/// Words before an initial login password in a text.
const INITIAL_LOGIN: &str = "初始登陆密码:";

/// Returns the letters and digits behind some words in the last text in which they stand.
fn last_behind(world: &World, who: &Msisdn, words: &str) -> Option<String> {
    let messages = world.person(who)?.station().handset().inbox().messages();
    messages.iter().rev().find_map(|message| match &message.body {
        MessageBody::Text(text) => {
            let (_, behind) = text.split_once(words)?;
            Some(behind.chars().take_while(char::is_ascii_alphanumeric).collect())
        }
        MessageBody::Octets(_) => None,
    })
}

/// Returns the verification code of the last text that brought one.
pub fn last_code(world: &World, who: &Msisdn) -> Option<SmsCode> {
    last_behind(world, who, CODE)?.parse().ok()
}

/// Returns the initial login password of the last text that brought one.
pub fn initial_login(world: &World, who: &Msisdn) -> Option<LoginPassword> {
    last_behind(world, who, INITIAL_LOGIN)?.parse().ok()
}

fn code(world: &World, who: &Msisdn, input: &CodeInput) -> Result<SmsCode, RefusedError> {
    match input {
        CodeInput::Last => last_code(world, who).ok_or(RefusedError::NoCode),
        CodeInput::Digits(code) => Ok(code.clone()),
    }
}

fn login(world: &World, who: &Msisdn, input: &LoginInput) -> Result<LoginPassword, RefusedError> {
    match input {
        LoginInput::Initial => initial_login(world, who).ok_or(RefusedError::NoInitialLogin),
        LoginInput::Characters(password) => Ok(password.clone()),
    }
}

fn name(who: Msisdn, alias: Option<&Alias>) -> SignInName {
    alias.map_or(SignInName::Number(who), |alias| SignInName::Alias(alias.clone()))
}

/// Login password and pay password as a user gives them.
type GivenPasswords<'a> = (&'a LoginInput, &'a PayPasswordInput);

/// Visit of one user at the website, for one action.
struct SiteVisit<'v> {
    actors: &'v Actors,
    world: &'v mut World,
    who: Msisdn,
}

impl SiteVisit<'_> {
    /// Returns what the user signs in with.
    fn login(&self, input: &LoginInput, alias: Option<&Alias>) -> Result<SiteLogin, RefusedError> {
        Ok(SiteLogin { name: name(self.who, alias), password: login(self.world, &self.who, input)? })
    }

    /// Returns what the user signs in with, and the pay password.
    fn passwords(&self, (login, pay): GivenPasswords<'_>) -> Result<(SiteLogin, PayPassword), RefusedError> {
        Ok((self.login(login, None)?, self.actors.pay_password(self.world, &self.who, pay)?))
    }

    /// Opens the account by a code.
    fn open_account(&mut self, input: &CodeInput, agreement: AgreementAnswer) -> Result<(), RefusedError> {
        let code = code(self.world, &self.who, input)?;
        Ok(self.world.finish_registration(&self.who, &code, (agreement, NewInitial::Drawn))?)
    }

    /// Resets the login password by a code.
    fn reset_login(&mut self, input: &CodeInput, alias: Option<&Alias>) -> Result<(), RefusedError> {
        let code = code(self.world, &self.who, input)?;
        Ok(self.world.finish_login_reset(&name(self.who, alias), &code, NewInitial::Drawn)?)
    }

    /// Changes the login password.
    fn change_login(&mut self, old: &LoginInput, new: &LoginInput) -> Result<(), RefusedError> {
        let (old, new) = (self.login(old, None)?, login(self.world, &self.who, new)?);
        Ok(self.world.change_login_password(&old, &new)?)
    }

    /// Makes the account a real-name one by a code.
    fn upgrade(&mut self, given: &CodeInput, input: &LoginInput) -> Result<(), RefusedError> {
        let (code, login) = (code(self.world, &self.who, given)?, self.login(input, None)?);
        Ok(self.world.finish_upgrade(&login, &code)?)
    }

    /// Binds a bank card.
    fn bind_card(&mut self, card: BankCard, given: GivenPasswords<'_>) -> Result<(), RefusedError> {
        let (login, password) = self.passwords(given)?;
        Ok(self.world.bind_bank_card(&login, card, &password)?)
    }

    /// Pays a phone bill.
    fn pay_bill(&mut self, bill: (Msisdn, Fen), given: GivenPasswords<'_>) -> Result<(), RefusedError> {
        let (login, password) = self.passwords(given)?;
        Ok(self.world.pay_site_bill(&login, bill, &password)?)
    }

    /// Changes the pay password.
    fn change_pay(&mut self, old: &PayPasswordInput, given: GivenPasswords<'_>) -> Result<(), RefusedError> {
        let old = self.actors.pay_password(self.world, &self.who, old)?;
        let (login, new) = self.passwords(given)?;
        Ok(self.world.change_pay_password(&login, &old, &new)?)
    }

    /// Sets the answers to the first security questions.
    fn set_answers(
        &mut self,
        answers: &[SecurityAnswer; QUESTIONS],
        given: GivenPasswords<'_>,
    ) -> Result<(), RefusedError> {
        let (login, password) = self.passwords(given)?;
        let ([first, second, third, ..], [one, two, three]) = (SecurityQuestion::ALL, answers.clone());
        Ok(self.world.set_security_answers(&login, &password, &[(first, one), (second, two), (third, three)])?)
    }

    /// Closes the account.
    fn close_account(&mut self, given: GivenPasswords<'_>) -> Result<(), RefusedError> {
        let (login, password) = self.passwords(given)?;
        Ok(self.world.close_account(&login, &password)?)
    }
}

impl Actors {
    /// Performs an action of a user at the website.
    pub(super) fn at_website(
        &self,
        world: &mut World,
        who: Msisdn,
        action: &SiteUserAction,
    ) -> Result<Performed, RefusedError> {
        let mut visit = SiteVisit { actors: self, world, who };
        match action {
            SiteUserAction::Register => visit.world.begin_registration(&who)?,
            SiteUserAction::OpenAccount(input, agreement) => visit.open_account(input, *agreement)?,
            SiteUserAction::ForgetLogin(alias) => visit.world.begin_login_reset(&name(who, alias.as_ref()))?,
            SiteUserAction::ResetLogin(input, alias) => visit.reset_login(input, alias.as_ref())?,
            SiteUserAction::ChangeLogin(old, new) => visit.change_login(old, new)?,
            SiteUserAction::SignIn(input, alias) => {
                let login = visit.login(input, alias.as_ref())?;
                visit.world.sign_in(&login).map(drop)?;
            }
            SiteUserAction::ChooseAlias(alias, input) => {
                let login = visit.login(input, None)?;
                visit.world.choose_alias(&login, alias.clone())?;
            }
            SiteUserAction::AskUpgrade(input) => {
                let login = visit.login(input, None)?;
                visit.world.begin_upgrade(&login)?;
            }
            SiteUserAction::Upgrade(given, input) => visit.upgrade(given, input)?,
            SiteUserAction::BindCard { bank, number, owner, login, password } => {
                let card = BankCard { bank: *bank, number: number.clone(), owner: owner.clone() };
                visit.bind_card(card, (login, password))?;
            }
            SiteUserAction::PayBill(whose, amount, login, pay) => visit.pay_bill((*whose, *amount), (login, pay))?,
            SiteUserAction::ChangePay(old, new, login) => visit.change_pay(old, (login, new))?,
            SiteUserAction::SetAnswers(answers, login, pay) => visit.set_answers(answers, (login, pay))?,
            SiteUserAction::ResetPay(question, answer, input) => {
                let login = visit.login(input, None)?;
                visit.world.reset_pay_password_by_question(&login, (*question, answer), NewInitial::Drawn)?;
            }
            SiteUserAction::CloseAccount(login, pay) => visit.close_account((login, pay))?,
        }
        Ok(Performed::Done)
    }
}
