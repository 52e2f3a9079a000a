//! Printing an action as a line of text.

use std::fmt::{Display, Formatter, Result};

use sim_wire::Fen;

use super::words::{CALLS, FAULTS, MAKERS, NEXT, NUMBER_STATES, SUBMISSIONS, word_of};
use super::{
    Action, AttackerAction, CareAction, CentreAction, HallAction, HolderAction, NetworkAction, PayPasswordInput,
    Switch, Tampering, TapKind,
};
use crate::platform::amount::yuan;
use crate::platform::province::Province;
use sim_codec::{duration, quotation};

impl Display for PayPasswordInput {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            PayPasswordInput::Initial => "initial",
            PayPasswordInput::Digits(digits) => digits,
        })
    }
}

/// Returns an amount in yuan without the character 元, as a holder types it.
pub(crate) fn digits_of(amount: Fen) -> String {
    yuan(amount.0.into()).trim_end_matches('元').to_owned()
}

const fn on_or_off(switch: Switch) -> &'static str {
    if switch.is_on() { "on" } else { "off" }
}

impl Display for Action {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Action::Holder(who, action) => write!(f, "{who} {action}"),
            Action::Hall(action) => write!(f, "hall {action}"),
            Action::MerchantUpload(who) => write!(f, "merchant uploads {who}"),
            Action::Care(who, CareAction::ResetPin(pay)) => write!(f, "care resets pin of {who} with {pay}"),
            Action::Care(who, CareAction::ResetPayPassword) => write!(f, "care resets pay password of {who}"),
            Action::WebsiteTopUp(who, amount, pay) => {
                write!(f, "website tops up {who} by {} with {pay}", digits_of(*amount))
            }
            Action::Registry(who, state) => write!(f, "registry says {who} is {}", word_of(&NUMBER_STATES, *state)),
            Action::Attacker(action) => write!(f, "attacker {action}"),
            Action::Network(action) => write!(f, "network {action}"),
            Action::PowerFailure { number, write, tear } => {
                write!(f, "power of {number} fails at write {write} {tear}")
            }
            Action::PlatformStop(fault, 1) => write!(f, "platform dies {}", word_of(&FAULTS, *fault)),
            Action::PlatformStop(fault, nth) => write!(f, "platform dies {} at {nth}", word_of(&FAULTS, *fault)),
            Action::Wait(ms) => write!(f, "time {}", duration::to_words(*ms)),
            Action::Heal => f.write_str("heal"),
        }
    }
}

impl Display for HolderAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            HolderAction::OpenWallet => f.write_str("opens"),
            HolderAction::CloseWallet(pay) => write!(f, "closes with {pay}"),
            HolderAction::SuspendWallet => f.write_str("suspends"),
            HolderAction::ResumeWallet => f.write_str("resumes"),
            HolderAction::TopUp(amount, pay) => write!(f, "tops up {} with {pay}", digits_of(*amount)),
            HolderAction::QueryBalance => f.write_str("asks balance"),
            HolderAction::QueryTransactions => f.write_str("asks transactions"),
            HolderAction::Recharge(nth) => write!(f, "recharges by card {nth}"),
            HolderAction::PayOwnBill(amount) => write!(f, "pays own bill {}", digits_of(*amount)),
            HolderAction::PayOtherBill(whose, amount, pay) => {
                write!(f, "pays bill of {whose} {} with {pay}", digits_of(*amount))
            }
            HolderAction::ChangePayPassword(old, new) => write!(f, "changes pay password from {old} to {new}"),
            HolderAction::SwitchPin(switch) => write!(f, "switches pin {}", on_or_off(*switch)),
            HolderAction::ChangePin(old, new) => write!(f, "changes pin from {old} to {new}"),
            HolderAction::ViewBalance => f.write_str("looks at balance"),
            HolderAction::ViewRecords => f.write_str("looks at records"),
            HolderAction::SetLimit(amount) => write!(f, "limits purchases to {}", digits_of(*amount)),
            HolderAction::OpenMenu => f.write_str("dawdles"),
            HolderAction::Write { to: None, text } => write!(f, "writes {}", quotation::quote(text)),
            HolderAction::Write { to: Some(to), text } => write!(f, "writes {} to {to}", quotation::quote(text)),
            HolderAction::Tap(TapKind::Purchase, amount) => write!(f, "taps {}", digits_of(*amount)),
            HolderAction::Tap(TapKind::Load, amount) => write!(f, "taps load {}", digits_of(*amount)),
            HolderAction::SwitchPhone(switch) => write!(f, "goes {}", on_or_off(*switch)),
            HolderAction::MoveCard(model, serial) => write!(f, "moves card to {model} {serial}"),
            HolderAction::Network(Switch::On) => f.write_str("finds network"),
            HolderAction::Network(Switch::Off) => f.write_str("loses network"),
            HolderAction::OccupyScreen(Switch::On) => f.write_str("occupies screen"),
            HolderAction::OccupyScreen(Switch::Off) => f.write_str("frees screen"),
            HolderAction::Call(event) => write!(f, "{} call", word_of(&CALLS, *event)),
            HolderAction::ChooseLanguage(language) => write!(f, "chooses language {language}"),
        }
    }
}

impl std::fmt::Debug for HolderAction {
    /// Prints the action without its secrets: passwords, PINs and texts.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            HolderAction::ChangePin(..) => f.write_str("changes pin"),
            HolderAction::Write { .. } => f.write_str("writes"),
            HolderAction::CloseWallet(_) => f.write_str("closes"),
            HolderAction::TopUp(amount, _) => write!(f, "tops up {}", digits_of(*amount)),
            HolderAction::PayOtherBill(whose, amount, _) => write!(f, "pays bill of {whose} {}", digits_of(*amount)),
            HolderAction::ChangePayPassword(..) => f.write_str("changes pay password"),
            other => Display::fmt(other, f),
        }
    }
}

impl Display for HallAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            HallAction::Deposit(who, amount) => write!(f, "takes {} from {who}", digits_of(*amount)),
            HallAction::Load(who, amount) => write!(f, "loads {} onto {who}", digits_of(*amount)),
            HallAction::SellScratchCard(value, Province::Hunan) => write!(f, "sells card of {}", digits_of(*value)),
            HallAction::SellScratchCard(value, province) => {
                write!(f, "sells card of {} in {province}", digits_of(*value))
            }
        }
    }
}

impl Display for AttackerAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            AttackerAction::Replay(which) => write!(f, "replays {which}"),
            AttackerAction::Cut(which, octets) => write!(f, "cuts {which} by {octets}"),
            AttackerAction::Flip(which, bit) => write!(f, "flips {which} at {bit}"),
            AttackerAction::Reflect(which) => write!(f, "reflects {which}"),
            AttackerAction::Misdirect(which, whom) => write!(f, "misdirects {which} to {whom}"),
            AttackerAction::ForgeTo(whom, how) => write!(f, "forges {how} to {whom}"),
            AttackerAction::ForgeFrom(whom, how) => write!(f, "forges {how} from {whom}"),
            AttackerAction::Packet(tampering, maker, nth) => {
                let verb = match tampering {
                    Tampering::None => "replays",
                    Tampering::BitInverted => "forges",
                    Tampering::LastBlockCut => "shortens",
                };
                write!(f, "{verb} packet {nth} of {}", word_of(&MAKERS, *maker))
            }
        }
    }
}

impl Display for NetworkAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            NetworkAction::Rule(rule) => rule.fmt(f),
            NetworkAction::Next(fate, kind) => write!(f, "{} next {}", fate.word(), word_of(&NEXT, *kind)),
            NetworkAction::ByHand(id, CentreAction::Hold) => write!(f, "holds message {id}"),
            NetworkAction::ByHand(id, CentreAction::Release) => write!(f, "releases message {id}"),
            NetworkAction::ByHand(id, CentreAction::Drop) => write!(f, "drops message {id}"),
            NetworkAction::ByHand(id, CentreAction::Repeat) => write!(f, "repeats message {id}"),
            NetworkAction::ByHand(id, CentreAction::Delay(ms)) => {
                write!(f, "delays message {id} by {}", duration::to_words(*ms))
            }
            NetworkAction::Mix(seed) => write!(f, "mix {seed}"),
            NetworkAction::Spread(ms) => write!(f, "spread {}", duration::to_words(*ms)),
            NetworkAction::Submissions(whose, reply) => {
                write!(f, "{} messages of {whose}", word_of(&SUBMISSIONS, *reply))
            }
        }
    }
}
