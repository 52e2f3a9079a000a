//! What a walk says of the world behind the handset as text.

use std::fmt::{Display, Formatter, Result};

use sim_wire::Fen;

use super::{joined, or_refused};
use crate::walk::syntax::{
    AccountFact, Attack, Channel, Deed, Digits, Elsewhere, Fate, Letter, Mishap, PlatformFact, Purse, Scratch,
    WorldFact,
};
use crate::walk::words::{word_of, world as words};
use sim_codec::duration;
use sim_codec::quotation::quote;

/// What a list of facts about the account says.
pub(super) fn account(facts: &[AccountFact]) -> String {
    format!("account {}", joined(facts, ", "))
}

/// What a list of facts about the platform says.
pub(super) fn platform(facts: &[PlatformFact]) -> String {
    format!("platform {}", joined(facts, ", "))
}

impl Display for AccountFact {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            AccountFact::None => f.write_str("none"),
            AccountFact::Cash(amount) => write!(f, "cash {amount}"),
            AccountFact::RechargeCard(amount) => write!(f, "recharge card {amount}"),
            AccountFact::PayPassword(Digits(digits)) => write!(f, "pay password {digits}"),
            AccountFact::InitialPayPassword(Digits(digits)) => write!(f, "initial pay password {digits}"),
        }
    }
}

impl Display for Scratch {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Scratch { digits: Digits(digits), value, province } = self;
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

impl Display for Deed {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Deed::Deliver(None) => f.write_str("deliver"),
            Deed::Deliver(Some(count)) => write!(f, "deliver {count}"),
            Deed::Write(written) => write!(f, "write {} {}", written.to, quote(&written.text)),
            Deed::Mishap(mishap) => mishap.fmt(f),
            Deed::Attack(attack) => attack.fmt(f),
            Deed::Elsewhere(elsewhere) => elsewhere.fmt(f),
            Deed::Stops(fault) => write!(f, "platform stops {}", word_of(&words::FAULTS, *fault)),
            Deed::Heal => f.write_str("heal"),
        }
    }
}

impl Display for Mishap {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let verb = match self.fate {
            Fate::Lost => "lose",
            Fate::Twice => "repeat",
            Fate::Swapped => "swap",
            Fate::Late(_) => "delay",
        };
        write!(f, "{verb} next {}", word_of(&words::WHOSE, self.whose))?;
        match self.fate {
            Fate::Late(ms) => write!(f, " by {}", duration::to_words(ms.into())),
            _ => Ok(()),
        }
    }
}

impl Display for Attack {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (how, maker) = (word_of(&words::TAMPERING, self.how), word_of(&words::MAKERS, self.maker));
        write!(f, "{how} packet {} of the {maker}", self.packet)
    }
}

impl Display for Elsewhere {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.what {
            Channel::ResetsPin(Digits(digits)) => write!(f, "care resets operation PIN with {digits}"),
            Channel::ResetsPayPassword => f.write_str("care resets pay password"),
            Channel::TopsUp(amount, Digits(digits)) => write!(f, "website tops up {amount} with {digits}"),
            Channel::Deposits(amount) => write!(f, "hall deposits {amount}"),
            Channel::Registry(state) => write!(f, "registry says {}", word_of(&words::NUMBERS, *state)),
        }?;
        f.write_str(or_refused(self.refused))
    }
}

impl Display for Letter {
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
            WorldFact::Quiet(true) => f.write_str("quiet"),
            WorldFact::Quiet(false) => f.write_str("not quiet"),
        }
    }
}
