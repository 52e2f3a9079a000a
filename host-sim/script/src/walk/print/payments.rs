//! Printing the steps of users of the website, of banks and of merchants.

use std::fmt::{Formatter, Result};

use sim_world::action::{Action, BANK_REPLIES, MerchantAction, SiteAction, word_of};
use sim_world::platform::bank_order::BankOrderTarget;
use sim_world::platform::goods_order::{GoodsKind, OrderPlacement};
use sim_world::platform::number::Msisdn;

/// Prints an action without the owner's number.
pub(super) fn print(f: &mut Formatter<'_>, action: &Action) -> Result {
    match action {
        Action::BankTopUp(_, payment) => {
            let verb = if payment.target == BankOrderTarget::Wallet { "draws" } else { "recharges" };
            write!(f, "website {verb} {} from {}", payment.amount, payment.bank.chinese())?;
            match word_of(&BANK_REPLIES, payment.reply) {
                "" => Ok(()),
                reply => write!(f, " {reply}"),
            }
        }
        Action::Site(_, SiteAction::Withdraw(amount, password)) => {
            write!(f, "website withdraws {amount} with {password}")
        }
        Action::Merchant(shop, MerchantAction::Place(OrderPlacement { amount, goods, kind })) => {
            let digital = if *kind == GoodsKind::Digital { "digital " } else { "" };
            write!(f, "merchant {shop} places {digital}order of {amount} for {goods}")
        }
        Action::Merchant(shop, MerchantAction::Refund(order, Some(amount))) => {
            write!(f, "merchant {shop} refunds {amount} of order {order}")
        }
        other => f.write_str(&other.to_string().replace(&format!(" for {}", Msisdn::SOLE), "")),
    }
}
