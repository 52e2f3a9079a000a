//! `rfid-sim world register` and `forgot`: what the website does before anybody has signed in, by codes that come by
//! short message.

use super::{PersonArgument, WorldArgument, malformed};
use crate::cli::secret;
use crate::cli::table::table;
use sim_i18n::Language;
use sim_i18n::world::account;
use sim_i18n::world::input::CheckedInput;
use sim_world::actor::{ActionResult, Performed};
use sim_world::platform::account::alias::SignInName;
use sim_world::platform::code::SmsCode;
use sim_world::platform::password::NewInitial;
use sim_world::platform::registration::AgreementAnswer;
use sim_world::world::WorldError;

/// Arguments of `rfid-sim world register`.
#[derive(clap::Args)]
pub(super) struct RegisterArguments {
    #[command(flatten)]
    whose: PersonArgument,
    /// Code of the short message, six digits; `@FILE` is the first line of a file [default: have one sent].
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// Agree to the service agreement (客户服务协议), without which no account is opened.
    #[arg(long)]
    agree: bool,
}

/// Arguments of `rfid-sim world forgot`.
#[derive(clap::Args)]
pub(super) struct ForgotArguments {
    #[command(flatten)]
    at: WorldArgument,
    /// Mobile number of the user, or the alias.
    #[arg(value_name = "NAME")]
    name: SignInName,
    /// Code of the short message, six digits; `@FILE` is the first line of a file [default: have one sent].
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Runs `rfid-sim world register`.
pub(super) fn register(arguments: &RegisterArguments, language: Language) -> miette::Result<()> {
    let RegisterArguments { whose: PersonArgument { at, number }, code, agree } = arguments;
    let agreement = if *agree { AgreementAnswer::Agreed } else { AgreementAnswer::Declined };
    let console = at.console(language);
    match code.as_deref().map(|code| sms_code(code, language)).transpose()? {
        None => {
            let mut data = None;
            console.step(|world| {
                data = Some(world.platform().personal_data(number));
                done(world.begin_registration(number))
            })?;
            data.iter().for_each(|data| table(&account::personal_data(language, data)));
        }
        Some(code) => {
            console.step(|world| done(world.finish_registration(number, &code, (agreement, NewInitial::Drawn))))?;
        }
    }
    Ok(())
}

/// Runs `rfid-sim world forgot`.
pub(super) fn forgot(arguments: &ForgotArguments, language: Language) -> miette::Result<()> {
    let ForgotArguments { at, name, code } = arguments;
    let console = at.console(language);
    match code.as_deref().map(|code| sms_code(code, language)).transpose()? {
        None => console.step(|world| done(world.begin_login_reset(name)))?,
        Some(code) => console.step(|world| done(world.finish_login_reset(name, &code, NewInitial::Drawn)))?,
    };
    Ok(())
}

/// Reads a verification code.
pub(super) fn sms_code(text: &str, language: Language) -> miette::Result<SmsCode> {
    let text = secret::read("CODE", text)?;
    text.parse().map_err(|_| malformed(language, CheckedInput::VerificationCode))
}

/// Returns the result of a request to the website.
pub(super) fn done(asked: Result<(), WorldError>) -> ActionResult {
    Ok(asked.map(|()| Performed::Done)?)
}
