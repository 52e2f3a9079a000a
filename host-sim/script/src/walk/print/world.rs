//! Lines about the world behind the handset, as text.

use std::fmt::{Display, Formatter, Result};

use sim_wire::Fen;

use super::joined;
use super::shop::at_pos;
use crate::walk::syntax::{
    AccountFact, ExpectedMessage, PlatformFact, Purse, Scratch, SecretDigits, SecretWords, WorldChoice, WorldFact,
};
use crate::walk::words::{word_of, world as words};
use sim_codec::quotation::quote;
use sim_world::action::DocumentInput;

/// Prints a list of facts about the account.
pub(super) fn account(facts: &[AccountFact]) -> String {
    format!("account {}", joined(facts, ", "))
}

/// Prints a list of facts about the platform.
pub(super) fn platform(facts: &[PlatformFact]) -> String {
    format!("platform {}", joined(facts, ", "))
}

impl Display for WorldChoice {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "world {}", quote(&self.path))?;
        self.person.iter().try_for_each(|person| write!(f, ", person {person}"))
    }
}

impl Display for AccountFact {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            AccountFact::None => f.write_str("none"),
            AccountFact::Cash(amount) => write!(f, "cash {amount}"),
            AccountFact::RechargeCard(amount) => write!(f, "recharge card {amount}"),
            AccountFact::PayPassword(SecretDigits(digits)) => write!(f, "pay password {digits}"),
            AccountFact::Holder(DocumentInput { name, number }) => write!(f, "holder {name} {number}"),
            AccountFact::Question(question, SecretWords(answer)) => {
                write!(f, "question {} {}", word_of(&words::QUESTIONS, *question), quote(answer))
            }
            AccountFact::InitialPayPassword(SecretDigits(digits)) => write!(f, "initial pay password {digits}"),
        }
    }
}

impl Display for Scratch {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Scratch { digits: SecretDigits(digits), value, province } = self;
        write!(f, "scratch card {digits} of {value}, {province}")
    }
}

impl Display for PlatformFact {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            PlatformFact::RedList(model) => write!(f, "red list {model}"),
            PlatformFact::RefundsTooEarly => f.write_str("refunds too early"),
        }
    }
}

impl Display for ExpectedMessage {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str("message")?;
        self.from.as_ref().map_or(Ok(()), |from| write!(f, " from {from}"))?;
        self.wording.as_ref().map_or(Ok(()), |wording| write!(f, " {wording}"))
    }
}

impl Display for WorldFact {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            WorldFact::Book(Purse::InFlight, Fen::ZERO) => f.write_str("nothing in flight"),
            WorldFact::Book(purse, amount) => write!(f, "{} {amount}", word_of(&words::PURSES, *purse)),
            WorldFact::BooksHold(true) => f.write_str("books hold"),
            WorldFact::BooksHold(false) => f.write_str("books do not hold"),
            WorldFact::Account(state) => write!(f, "account {}", word_of(&words::ACCOUNTS, *state)),
            WorldFact::PayPassword(state) => write!(f, "pay password {}", word_of(&words::PAY_PASSWORDS, *state)),
            WorldFact::Believes(state) => write!(f, "platform believes {}", state.name()),
            WorldFact::UnderWay(0) => f.write_str("nothing under way"),
            WorldFact::UnderWay(count) => write!(f, "under way {count}"),
            WorldFact::Merchant(pos, fen) => {
                f.write_str(if *fen < 0 { "merchant owes " } else { "merchant " })?;
                Fen(u32::try_from(fen.unsigned_abs()).unwrap_or(u32::MAX)).fmt(f)?;
                at_pos(f, "at", *pos)
            }
            WorldFact::Batch(pos, sold, sum) => {
                write!(f, "batch {sold} sold {sum}")?;
                at_pos(f, "at", *pos)
            }
            WorldFact::Pending(pos, count) => {
                write!(f, "pending {count}")?;
                at_pos(f, "at", *pos)
            }
            WorldFact::EntriesRefused(pos, count) => {
                write!(f, "entries refused {count}")?;
                at_pos(f, "at", *pos)
            }
            WorldFact::HallRecords(count, sum) => write!(f, "hall records {count} worth {sum}"),
            WorldFact::Charges(sum) => write!(f, "charges {sum}"),
            WorldFact::Quiet(true) => f.write_str("quiet"),
            WorldFact::Quiet(false) => f.write_str("not quiet"),
        }
    }
}
