//! Security centre (安全中心, 2.6, 2.8): passwords, security questions, alias, and closing the account.

use maud::html;

use crate::layout::{Page, Section};
use crate::pages::PageResult;
use crate::visit::Visit;
use sim_world::platform::number::Msisdn;
use sim_world::world::World;

pub(super) mod alias;
pub(super) mod closing;
pub(super) mod passwords;
pub(super) mod phone;
pub(super) mod questions;

/// Settings of an account, as the overview shows them.
struct Settings {
    is_pay_initial: bool,
    has_questions: bool,
    alias: Option<String>,
}

impl Settings {
    fn of(world: &World, number: Msisdn) -> Option<Settings> {
        let account = world.platform().books.accounts.get(&number)?;
        Some(Settings {
            is_pay_initial: account.pay_password().is_initial(),
            has_questions: world.platform().security_questions(&number).is_some(),
            alias: account.alias.as_ref().map(ToString::to_string),
        })
    }
}

/// Shows the settings with the ways to change them.
pub(super) async fn page(visit: Visit) -> PageResult {
    let number = visit.user().await?;
    let settings = visit.read(move |world| Settings::of(world, number)).await?;
    let settings = settings.ok_or(super::PageError::SignInNeeded)?;
    let card = |path: &str, title: (&'static str, &'static str), about: &str| {
        html! {
            section.card {
                h2 { a href=(path) { (visit.say(title.0, title.1)) } }
                p.soft { (about) }
            }
        }
    };
    let pay = match settings.is_pay_initial {
        true => {
            visit.say("初始支付密码必须修改后才能生效。", "The initial pay password must be changed before it works.")
        }
        false => visit.say("用于支付、提现、充值钱包和销户。", "For payments, withdrawals, top-ups and closing."),
    };
    let questions = match settings.has_questions {
        true => visit.say("已设置。", "They are set."),
        false => visit.say("未设置。忘记支付密码时用来重置。", "Not set. They reset a forgotten pay password."),
    };
    let alias = settings.alias.unwrap_or_else(|| {
        visit
            .say("未设置。号码销号后用别名登录。", "Not set. It signs you in after your number is cancelled.")
            .to_owned()
    });
    let content = html! {
        div.pair {
            (card("/security/login-password", passwords::LOGIN, visit.say("用于登录网站。", "For signing in on this website.")))
            (card("/security/pay-password", passwords::PAY, pay))
            (card("/security/questions", questions::TITLE, questions))
            (card("/security/pay-reset", questions::RESET, visit.say("回答密保问题,重置支付密码。", "By the answer to a security question.")))
            (card("/security/phone", phone::TITLE, visit.say("接收重新下发的初始支付密码。", "It gets a new initial pay password.")))
            (card("/security/alias", alias::TITLE, &alias))
            (card("/security/close", closing::TITLE, visit.say("注销手机支付账户。", "Close the payment account.")))
        }
    };
    Ok(Page { section: Section::Security, title: ("安全中心", "Security centre"), content }.respond(&visit))
}
