//! Printing an action as a line of text.

use std::fmt::{Display, Formatter, Result};

use sim_wire::Fen;

use super::words::{
    CALLS, FAULTS, HALL_SERVICES, MAKERS, NEXT, NUMBER_STATES, SIDES, SUBMISSIONS, TAMPERINGS, word_of,
};
use super::{
    Action, AttackerAction, CardLoss, CareAction, CentreAction, HallAction, HolderAction, NetworkAction, NthFault,
    PayPasswordInput, PosAction, PosPlace, ReceiptPlace, Switch, Tampering, TapAction, TapPurpose,
};
use crate::platform::amount::yuan;
use crate::platform::province::Province;
use sim_codec::{duration, quotation};

mod payments;

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
            Action::Pos(pos, PosAction::TakeBack(receipt)) => {
                write!(f, "pos {pos} takes back ")?;
                receipt.print_at(*pos, f)
            }
            Action::Pos(pos, action) => write!(f, "pos {pos} {action}"),
            Action::Finder(who, tap) => write!(f, "finder of {who} {tap}"),
            Action::PosCeilings(purchase, batch) => {
                write!(f, "platform caps purchases at {} and batches at {batch}", digits_of(*purchase))
            }
            Action::BlackList(who, Switch::On) => write!(f, "platform lists card of {who}"),
            Action::BlackList(who, Switch::Off) => write!(f, "platform unlists card of {who}"),
            Action::Care(who, CareAction::ResetPin(pay)) => write!(f, "care resets pin of {who} with {pay}"),
            Action::Care(who, CareAction::ResetPayPassword) => write!(f, "care resets pay password of {who}"),
            Action::WebsiteTopUp(who, amount, pay) => {
                write!(f, "website tops up {who} by {} with {pay}", digits_of(*amount))
            }
            Action::BankTopUp(who, payment) => payments::from_bank(f, *who, payment),
            Action::Site(who, action) => payments::site(f, *who, action),
            Action::Bank(action) => write!(f, "bank {action}"),
            Action::Merchant(shop, action) => write!(f, "merchant {shop} {action}"),
            Action::SiteUser(who, action) => write!(f, "website user {who} {action}"),
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
            HolderAction::Tap(tap) => tap.fmt(f),
            HolderAction::StandAt(pos, distance) => write!(f, "stands {distance} cm from pos {pos}"),
            HolderAction::GoAway => f.write_str("walks away"),
            HolderAction::LoseCard(CardLoss::Lost) => f.write_str("loses card"),
            HolderAction::LoseCard(CardLoss::Broken) => f.write_str("breaks card"),
            HolderAction::SwitchPhone(switch) => write!(f, "goes {}", on_or_off(*switch)),
            HolderAction::MoveCard(model, serial) => write!(f, "moves card to {model} {serial}"),
            HolderAction::Network(Switch::On) => f.write_str("finds network"),
            HolderAction::Network(Switch::Off) => f.write_str("loses network"),
            HolderAction::OccupyScreen(Switch::On) => f.write_str("occupies screen"),
            HolderAction::OccupyScreen(Switch::Off) => f.write_str("frees screen"),
            HolderAction::Call(event) => write!(f, "{} call", word_of(&CALLS, *event)),
            HolderAction::Line(action) => action.fmt(f),
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
            HolderAction::Line(action) => std::fmt::Debug::fmt(action, f),
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
            HallAction::LoadCash(who, amount) => write!(f, "loads {} of cash onto {who}", digits_of(*amount)),
            HallAction::Advise(who) => write!(f, "advises {who}"),
            HallAction::SellScratchCard(value, Province::Hunan) => write!(f, "sells card of {}", digits_of(*value)),
            HallAction::SellScratchCard(value, province) => {
                write!(f, "sells card of {} in {province}", digits_of(*value))
            }
            HallAction::Serve(who, service, None) => write!(f, "{} {who}", word_of(&HALL_SERVICES, *service)),
            HallAction::Serve(who, service, Some(document)) => {
                let (name, number) = (&document.name, &document.number);
                write!(f, "{} {who} as {name} {number}", word_of(&HALL_SERVICES, *service))
            }
        }
    }
}

impl Display for PosPlace {
    /// Writes the place, counted from 1.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.0.fmt(f)
    }
}

impl Display for TapAction {
    /// Writes `taps 12.5 at pos 2 leaving after command 4`, without the parts that are usual.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.purpose {
            TapPurpose::Purchase(amount) => write!(f, "taps {}", digits_of(amount))?,
            TapPurpose::Load(amount) => write!(f, "taps load {}", digits_of(amount))?,
            TapPurpose::Balance => f.write_str("taps for balance")?,
            TapPurpose::Records => f.write_str("taps for records")?,
        }
        if self.pos != PosPlace::FIRST {
            write!(f, " at pos {}", self.pos)?;
        }
        self.leaves.map_or(Ok(()), |fault| write!(f, " leaving {}", fault.of("command")))
    }
}

impl NthFault {
    /// Returns the fault as `before command 4`.
    fn of(self, event: &str) -> String {
        format!("{} {event} {}", word_of(&SIDES, self.side), self.nth)
    }
}

impl ReceiptPlace {
    /// Writes the numbers on the receipt, with the terminal only if it is another one than `at`.
    fn print_at(self, at: PosPlace, f: &mut Formatter<'_>) -> Result {
        let ReceiptPlace { pos, batch, voucher } = self;
        write!(f, "voucher {voucher} of batch {batch}")?;
        if pos == at { Ok(()) } else { write!(f, " of pos {pos}") }
    }
}

impl Display for PosAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            PosAction::TakeBack(receipt) => {
                f.write_str("takes back ")?;
                receipt.print_at(receipt.pos, f)
            }
            PosAction::TakeBackAltered(receipt, amount) => {
                f.write_str("takes back ")?;
                receipt.print_at(receipt.pos, f)?;
                write!(f, " altered to {}", digits_of(*amount))
            }
            PosAction::Upload => f.write_str("uploads"),
            PosAction::AskParameters => f.write_str("asks parameters"),
            PosAction::PowerFailure(fault) => write!(f, "loses power {}", fault.of("write")),
            PosAction::LineBreak(fault) => write!(f, "loses line {}", fault.of("message")),
            PosAction::TamperEntry(tampering, nth) => write!(f, "{} entry {nth}", word_of(&TAMPERINGS, *tampering)),
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
