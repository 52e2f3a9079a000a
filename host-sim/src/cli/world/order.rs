//! `rfid-sim world order`: orders of merchants for goods, which users pay on the website.

use clap::Subcommand;
use sim_wire::Fen;

use super::{PersonArgument, WorldArgument, pay_password, step};
use crate::cli::print;
use crate::cli::secret;
use crate::cli::table::{row, table};
use sim_codec::amount::in_english;
use sim_world::action::{Action, MerchantAction, PaymentCodeInput, PosPlace, SiteAction};
use sim_world::actor::Performed;
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::goods_order::{GoodsKind, GoodsName, GoodsOrderState, OrderPlacement};
use sim_world::platform::serial::GoodsOrderNumber;
use sim_world::store::sqlite::WorldFile;

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
pub(super) fn run(arguments: &Arguments) -> miette::Result<()> {
    match &arguments.request {
        OrderRequest::List(at) => return list(at),
        OrderRequest::Place { at, shop, amount, goods, digital } => {
            let kind = if *digital { GoodsKind::Digital } else { GoodsKind::Physical };
            let placement = OrderPlacement { amount: *amount, goods: goods.clone(), kind };
            let action = Action::Merchant(PosPlace(*shop), MerchantAction::Place(placement));
            if let (_, Performed::Numbered(order)) = step::perform(&at.file, &[action])? {
                print(&format!("order {order}"));
            }
        }
        OrderRequest::Code { whose, order } => {
            let action = Action::Site(whose.number, SiteAction::AskPaymentCode(*order));
            step::perform(&whose.at.file, &[action])?;
        }
        OrderRequest::Pay { whose, order, password, code } => {
            let password = pay_password(password)?;
            let code = match code {
                Some(code) => PaymentCodeInput::Digits(secret::read("CODE", code)?.trim().to_owned()),
                None => PaymentCodeInput::None,
            };
            let action = Action::Site(whose.number, SiteAction::PayOrder(*order, password, code));
            step::perform(&whose.at.file, &[action])?;
        }
        OrderRequest::Refund { at, shop, order, amount } => {
            let action = Action::Merchant(PosPlace(*shop), MerchantAction::Refund(*order, *amount));
            step::perform(&at.file, &[action])?;
        }
    }
    Ok(())
}

/// Lists the orders, a line each.
fn list(at: &WorldArgument) -> miette::Result<()> {
    let world = WorldFile::look(&at.file)?;
    let mut rows = vec![row(["order", "merchant", "goods", "amount", "state", "paid by", "refunded"])];
    rows.extend(world.platform().books.goods_orders().map(|(number, order)| {
        let state = match order.state {
            GoodsOrderState::Open => "open",
            GoodsOrderState::Lapsed => "lapsed",
            GoodsOrderState::Paid => "paid",
        };
        let payer = order.payment.map(|payment| payment.number.to_string()).unwrap_or_default();
        let refunded = order.payment.map(|payment| in_english(payment.refunded.sum())).unwrap_or_default();
        let (merchant, goods) = (order.merchant.to_string(), order.goods.to_string());
        vec![number.to_string(), merchant, goods, in_english(order.amount.0), state.to_owned(), payer, refunded]
    }));
    table(&rows);
    Ok(())
}
