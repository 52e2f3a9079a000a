//! `rfid-sim world bank`: banks that pay into accounts and wallets, and answer withdrawals.

use clap::Subcommand;
use sim_wire::Fen;

use super::{PersonArgument, WorldArgument};
use crate::cli::print;
use sim_i18n::Language;
use sim_i18n::world::order;
use sim_world::action::{Action, BankAction};
use sim_world::actor::Performed;
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::bank::{Bank, BankAnswer, BankPayment, BankReply};
use sim_world::platform::bank_order::BankOrderTarget;
use sim_world::platform::serial::BankOrderNumber;
use sim_world::platform::withdrawal::BankMishap;

/// Arguments of `rfid-sim world bank`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    request: BankRequest,
}

#[derive(Subcommand)]
enum BankRequest {
    /// Ask a bank for a payment into the account or the wallet, and print the number of the order.
    Pay {
        #[command(flatten)]
        whose: PersonArgument,
        /// Amount in yuan, for example `100` or `19.9`.
        #[arg(value_parser = parse_yuan)]
        amount: Fen,
        /// Chinese name of the bank that pays.
        #[arg(default_value = Bank::IndustrialAndCommercial.chinese())]
        bank: Bank,
        /// Receiver of the money.
        #[arg(long, value_enum, default_value_t = PaymentTarget::Wallet)]
        to: PaymentTarget,
        /// Reply of the bank's page.
        #[arg(long, value_enum, default_value_t = PageReply::Pays)]
        reply: PageReply,
    },
    /// Have a bank answer an order, late or again.
    Answer {
        #[command(flatten)]
        at: WorldArgument,
        /// Number of the order.
        order: BankOrderNumber,
        /// The bank does not pay.
        #[arg(long)]
        refused: bool,
    },
    /// Change the bank's answer to a person's oldest open withdrawal.
    Withdrawal {
        #[command(flatten)]
        whose: PersonArgument,
        /// Change of the answer.
        #[arg(value_enum)]
        answer: PayoutAnswer,
        /// Days by which a late answer is late.
        #[arg(long, default_value_t = 1)]
        days: u16,
    },
}

/// Receiver of a bank's payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum PaymentTarget {
    /// The cash sub-account (网银充值).
    Account,
    /// The wallet (网银充值到手机钱包).
    Wallet,
}

/// Reply of a bank's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum PageReply {
    /// The bank pays.
    Pays,
    /// The bank does not pay.
    Refuses,
    /// The bank pays, and answers twice.
    Twice,
    /// The bank does not answer; `world bank answer` may do so later.
    None,
}

/// Change of a bank's answer to a withdrawal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum PayoutAnswer {
    /// The bank refuses to pay.
    Refused,
    /// The bank answers twice, an hour apart.
    Twice,
    /// The bank answers later.
    Late,
}

/// Runs `rfid-sim world bank`.
pub(super) fn run(arguments: &Arguments, language: Language) -> miette::Result<()> {
    match &arguments.request {
        BankRequest::Pay { whose, amount, bank, to, reply } => {
            let target = match to {
                PaymentTarget::Account => BankOrderTarget::Account,
                PaymentTarget::Wallet => BankOrderTarget::Wallet,
            };
            let reply = match reply {
                PageReply::Pays => BankReply::Pays,
                PageReply::Refuses => BankReply::Refuses,
                PageReply::Twice => BankReply::PaysTwice,
                PageReply::None => BankReply::Silence,
            };
            let payment = BankPayment { bank: *bank, amount: *amount, target, reply };
            let action = Action::BankTopUp(whose.number, payment);
            if let (_, Performed::Numbered(order)) = whose.at.console(language).perform(&[action])? {
                print(&order::numbered(language, order));
            }
        }
        BankRequest::Answer { at, order, refused } => {
            let answer = if *refused { BankAnswer::Refuses } else { BankAnswer::Pays };
            at.console(language).perform(&[Action::Bank(BankAction::Answer(*order, answer))])?;
        }
        BankRequest::Withdrawal { whose, answer, days } => {
            let mishap = match answer {
                PayoutAnswer::Refused => BankMishap::Refusal,
                PayoutAnswer::Twice => BankMishap::Repetition,
                PayoutAnswer::Late => BankMishap::Delay(u64::from(*days).saturating_mul(sim_codec::time::DAY)),
            };
            let action = Action::Bank(BankAction::Disturb(whose.number, mishap));
            whose.at.console(language).perform(&[action])?;
        }
    }
    Ok(())
}
