//! `rfid-sim world register` and `forgot`: what the website does before anybody has signed in, by codes that come by
//! short message.

use miette::miette;

use super::{PersonArgument, WorldArgument, step};
use crate::cli::{print, secret};
use sim_world::actor::{ActionResult, Performed};
use sim_world::platform::account::alias::SignInName;
use sim_world::platform::code::SmsCode;
use sim_world::platform::identity::Identity;
use sim_world::platform::password::NewInitial;
use sim_world::platform::registration::{AgreementAnswer, PersonalData};
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
pub(super) fn register(arguments: &RegisterArguments) -> miette::Result<()> {
    let RegisterArguments { whose: PersonArgument { at, number }, code, agree } = arguments;
    let agreement = if *agree { AgreementAnswer::Agreed } else { AgreementAnswer::Declined };
    match code.as_deref().map(sms_code).transpose()? {
        None => {
            let mut data = None;
            step::step(&at.file, |world| {
                data = Some(world.platform().personal_data(number));
                done(world.begin_registration(number))
            })?;
            data.iter().for_each(show);
        }
        Some(code) => {
            step::step(&at.file, |world| {
                done(world.finish_registration(number, &code, (agreement, NewInitial::Drawn)))
            })?;
        }
    }
    Ok(())
}

/// Prints the personal data for confirmation.
fn show(data: &PersonalData) {
    let name = data.holder.as_ref().map_or("not registered", Identity::name);
    print(&format!("number   {}", data.number));
    print(&format!("holder   {name}"));
    print(&format!("account  {}", if data.is_real_name { "real-name" } else { "not real-name" }));
}

/// Runs `rfid-sim world forgot`.
pub(super) fn forgot(arguments: &ForgotArguments) -> miette::Result<()> {
    let ForgotArguments { at, name, code } = arguments;
    match code.as_deref().map(sms_code).transpose()? {
        None => step::step(&at.file, |world| done(world.begin_login_reset(name)))?,
        Some(code) => step::step(&at.file, |world| done(world.finish_login_reset(name, &code, NewInitial::Drawn)))?,
    };
    Ok(())
}

/// Reads a verification code.
pub(super) fn sms_code(text: &str) -> miette::Result<SmsCode> {
    let text = secret::read("CODE", text)?;
    text.parse().map_err(|_| miette!("A verification code has six digits."))
}

/// Returns the result of a request to the website.
pub(super) fn done(asked: Result<(), WorldError>) -> ActionResult {
    Ok(asked.map(|()| Performed::Done)?)
}
