//! `rfid-sim world order`: orders of merchants for goods, which users pay on the website.

use clap::Subcommand;
use sim_wire::Fen;

use super::{PersonArgument, WorldArgument, pay_password_input};
use crate::cli::print;
use crate::cli::secret;
use crate::cli::table::table;
use sim_i18n::Language;
use sim_i18n::world::order;
use sim_world::action::{Action, MerchantAction, PaymentCodeInput, PosPlace, SiteAction};
use sim_world::actor::Performed;
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::goods_order::{GoodsKind, GoodsName, OrderPlacement};
use sim_world::platform::serial::GoodsOrderNumber;

/// Arguments of `rfid-sim world order`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    request: OrderRequest,
}

#[derive(Subcommand)]
enum OrderRequest {
    /// List the orders.
    List(WorldArgument),
    /// Place an order of a merchant, and print its number.
    Place {
        #[command(flatten)]
        at: WorldArgument,
        /// Place of the merchant's shop, counted from 1.
        shop: u32,
        /// Amount in yuan, for example `100` or `19.9`.
        #[arg(value_parser = parse_yuan)]
        amount: Fen,
        /// Name of the goods, one word.
        goods: GoodsName,
        /// Digital goods, which the recharge-card sub-account pays first.
        #[arg(long)]
        digital: bool,
    },
    /// Send a code for a payment above 100 yuan to a person's phone.
    Code {
        #[command(flatten)]
        whose: PersonArgument,
        /// Number of the order.
        order: GoodsOrderNumber,
    },
    /// Pay an order from a person's account.
    Pay {
        #[command(flatten)]
        whose: PersonArgument,
        /// Number of the order.
        order: GoodsOrderNumber,
        /// Pay password, six digits; `@FILE` is the first line of a file, `@-` of standard input.
        #[arg(value_name = "PAY-PASSWORD")]
        password: String,
        /// Code that a short message brought; `@FILE` is the first line of a file.
        #[arg(long, value_name = "CODE")]
        code: Option<String>,
    },
    /// Refund an order, or a part of it.
    Refund {
        #[command(flatten)]
        at: WorldArgument,
        /// Place of the merchant's shop, counted from 1.
        shop: u32,
        /// Number of the order.
        order: GoodsOrderNumber,
        /// Amount in yuan [default: what is left of the order].
        #[arg(value_parser = parse_yuan)]
        amount: Option<Fen>,
    },
}

/// Runs `rfid-sim world order`.
pub(super) fn run(arguments: &Arguments, language: Language) -> miette::Result<()> {
    match &arguments.request {
        OrderRequest::List(at) => {
            let world = at.console(language).look()?;
            table(&order::goods_orders(language, &world));
        }
        OrderRequest::Place { at, shop, amount, goods, digital } => {
            let kind = if *digital { GoodsKind::Digital } else { GoodsKind::Physical };
            let placement = OrderPlacement { amount: *amount, goods: goods.clone(), kind };
            let action = Action::Merchant(PosPlace(*shop), MerchantAction::Place(placement));
            if let (_, Performed::Numbered(order)) = at.console(language).perform(&[action])? {
                print(&order::numbered(language, order));
            }
        }
        OrderRequest::Code { whose, order } => {
            let action = Action::Site(whose.number, SiteAction::AskPaymentCode(*order));
            whose.at.console(language).perform(&[action])?;
        }
        OrderRequest::Pay { whose, order, password, code } => {
            let password = pay_password_input(password, language)?;
            let code = match code {
                Some(code) => PaymentCodeInput::Digits(secret::read("CODE", code)?.trim().to_owned()),
                None => PaymentCodeInput::None,
            };
            let action = Action::Site(whose.number, SiteAction::PayOrder(*order, password, code));
            whose.at.console(language).perform(&[action])?;
        }
        OrderRequest::Refund { at, shop, order, amount } => {
            let action = Action::Merchant(PosPlace(*shop), MerchantAction::Refund(*order, *amount));
            at.console(language).perform(&[action])?;
        }
    }
    Ok(())
}
