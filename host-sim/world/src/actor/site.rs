//! Users at the website: what they type comes from their memory, or from the last short message that brought it.

use super::result::{Performed, RefusedError};
use crate::action::{CodeInput, LoginInput, SiteUserAction};
use crate::actor::Actors;
use crate::platform::account::alias::{Alias, SignInName};
use crate::platform::bank_card::BankCard;
use crate::platform::code::SmsCode;
use crate::platform::number::Msisdn;
use crate::platform::password::LoginPassword;
use crate::platform::self_service::SiteLogin;
use crate::world::World;
use sim_codec::sms::MessageBody;

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
fn last_code(world: &World, who: &Msisdn) -> Option<SmsCode> {
    last_behind(world, who, CODE)?.parse().ok()
}

/// Returns the initial login password of the last text that brought one.
fn initial_login(world: &World, who: &Msisdn) -> Option<LoginPassword> {
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

impl Actors {
    /// Performs an action of a user at the website.
    pub(super) fn at_website(
        &self,
        world: &mut World,
        who: Msisdn,
        action: &SiteUserAction,
    ) -> Result<Performed, RefusedError> {
        let signed_in = |world: &World, input: &LoginInput, alias: Option<&Alias>| {
            Ok::<_, RefusedError>(SiteLogin { name: name(who, alias), password: login(world, &who, input)? })
        };
        match action {
            SiteUserAction::Register => world.begin_registration(&who)?,
            SiteUserAction::OpenAccount(input, agreement) => {
                let code = code(world, &who, input)?;
                world.finish_registration(&who, &code, *agreement)?;
            }
            SiteUserAction::ForgetLogin(alias) => world.begin_login_reset(&name(who, alias.as_ref()))?,
            SiteUserAction::ResetLogin(input, alias) => {
                let code = code(world, &who, input)?;
                world.finish_login_reset(&name(who, alias.as_ref()), &code)?;
            }
            SiteUserAction::ChangeLogin(old, new) => {
                let (old, new) = (signed_in(world, old, None)?, login(world, &who, new)?);
                world.change_login_password(&old, &new)?;
            }
            SiteUserAction::SignIn(input, alias) => {
                let login = signed_in(world, input, alias.as_ref())?;
                world.sign_in(&login).map(drop)?;
            }
            SiteUserAction::ChooseAlias(alias, input) => {
                let login = signed_in(world, input, None)?;
                world.choose_alias(&login, alias.clone())?;
            }
            SiteUserAction::AskUpgrade(input) => world.begin_upgrade(&signed_in(world, input, None)?)?,
            SiteUserAction::Upgrade(given, input) => {
                let (code, login) = (code(world, &who, given)?, signed_in(world, input, None)?);
                world.finish_upgrade(&login, &code)?;
            }
            SiteUserAction::BindCard { bank, number, owner, login, password } => {
                let (login, password) = (signed_in(world, login, None)?, self.pay_password(world, &who, password)?);
                let card = BankCard { bank: *bank, number: number.clone(), owner: owner.clone() };
                world.bind_bank_card(&login, card, &password)?;
            }
            SiteUserAction::CloseAccount(input, password) => {
                let (login, password) = (signed_in(world, input, None)?, self.pay_password(world, &who, password)?);
                world.close_account(&login, &password)?;
            }
        }
        Ok(Performed::Done)
    }
}
