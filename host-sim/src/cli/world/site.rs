//! `rfid-sim world site`: a user on the website: balances, login password, alias, bank card and withdrawals.

use clap::Subcommand;
use sim_wire::Fen;

use super::register::{done, sms_code};
use super::{WorldArgument, malformed, pay_password};
use crate::cli::secret;
use crate::cli::table::table;
use sim_i18n::Language;
use sim_i18n::world::account;
use sim_i18n::world::input::CheckedInput;
use sim_world::platform::account::alias::{Alias, SignInName};
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::bank::Bank;
use sim_world::platform::bank_card::{BankCard, BankCardNumber};
use sim_world::platform::password::LoginPassword;
use sim_world::platform::self_service::SiteLogin;
use sim_world::world::{World, WorldError};

/// Arguments of `rfid-sim world site`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: WorldArgument,
    /// Mobile number of the user, or the alias once the number is cancelled.
    #[arg(value_name = "NAME")]
    name: SignInName,
    /// Login password; `@FILE` is the first line of a file, `@-` of standard input.
    #[arg(value_name = "LOGIN-PASSWORD")]
    password: String,
    /// Request of the user [default: show the balances].
    #[command(subcommand)]
    request: Option<SiteRequest>,
}

#[derive(Subcommand)]
enum SiteRequest {
    /// Change the login password (修改登录密码). An initial one works only after this.
    Password {
        /// New login password, 6 to 16 letters and digits; `@FILE` is the first line of a file.
        #[arg(value_name = "NEW-PASSWORD")]
        new: String,
    },
    /// Choose the alias (别名), with which the user signs in once the number is cancelled.
    Alias {
        /// Alias, 4 to 20 letters and digits beginning with a letter.
        alias: Alias,
    },
    /// Bind a bank card to the account (绑定提现银行卡).
    BankCard {
        /// Chinese name of the bank.
        bank: Bank,
        /// Number of the card, 16 to 19 digits.
        #[arg(value_name = "CARD-NUMBER")]
        number: BankCardNumber,
        /// Name of the card's owner.
        owner: String,
        /// Pay password, six digits; `@FILE` is the first line of a file.
        #[arg(value_name = "PAY-PASSWORD")]
        password: String,
    },
    /// Make the account a real-name one by a code that comes by short message (实名信息更新).
    Upgrade {
        /// Code of the short message, six digits; `@FILE` is the first line of a file [default: have one sent].
        #[arg(value_name = "CODE")]
        code: Option<String>,
    },
    /// Close the account (销户). The wallet must be closed before, and the account empty.
    Close {
        /// Pay password, six digits; `@FILE` is the first line of a file.
        #[arg(value_name = "PAY-PASSWORD")]
        password: String,
    },
    /// Withdraw cash to the bank card (提现).
    Withdraw {
        /// Amount in yuan, for example `100` or `19.9`.
        #[arg(value_name = "YUAN", value_parser = parse_yuan)]
        amount: Fen,
        /// Pay password, six digits; `@FILE` is the first line of a file.
        #[arg(value_name = "PAY-PASSWORD")]
        password: String,
    },
}

/// Runs `rfid-sim world site`.
pub(super) fn run(arguments: &Arguments, language: Language) -> miette::Result<()> {
    let password = login_password("LOGIN-PASSWORD", &arguments.password, language)?;
    let login = SiteLogin { name: arguments.name.clone(), password };
    let console = arguments.at.console(language);
    let ask = |ask: &dyn Fn(&mut World) -> Result<(), WorldError>| console.step(|world| done(ask(world))).map(drop);
    match &arguments.request {
        None => {
            let mut shown = None;
            console.step(|world| done(world.sign_in(&login).map(|balances| shown = Some(balances))))?;
            shown.iter().for_each(|balances| table(&account::balances(language, balances)));
            Ok(())
        }
        Some(SiteRequest::Password { new }) => {
            let new = login_password("NEW-PASSWORD", new, language)?;
            ask(&|world| world.change_login_password(&login, &new))
        }
        Some(SiteRequest::Alias { alias }) => ask(&|world| world.choose_alias(&login, alias.clone())),
        Some(SiteRequest::BankCard { bank, number, owner, password }) => {
            let card = BankCard { bank: *bank, number: number.clone(), owner: owner.clone() };
            let password = pay_password(password, language)?;
            ask(&|world| world.bind_bank_card(&login, card.clone(), &password))
        }
        Some(SiteRequest::Upgrade { code: None }) => ask(&|world| world.begin_upgrade(&login)),
        Some(SiteRequest::Upgrade { code: Some(code) }) => {
            let code = sms_code(code, language)?;
            ask(&|world| world.finish_upgrade(&login, &code))
        }
        Some(SiteRequest::Close { password }) => {
            let password = pay_password(password, language)?;
            ask(&|world| world.close_account(&login, &password))
        }
        Some(SiteRequest::Withdraw { amount, password }) => {
            let password = pay_password(password, language)?;
            ask(&|world| world.withdraw(&login, *amount, &password))
        }
    }
}

/// Reads a login password; `name` is the argument's name in messages.
fn login_password(name: &str, text: &str, language: Language) -> miette::Result<LoginPassword> {
    let text = secret::read(name, text)?;
    text.parse().map_err(|_| malformed(language, CheckedInput::LoginPassword))
}
