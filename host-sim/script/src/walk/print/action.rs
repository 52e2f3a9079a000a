//! Actions as the steps of a walk write them. An action without words of its own here is written as everywhere else.

use std::fmt::{Display, Formatter, Result};

use super::{payments, shop};
use crate::trace::syntax::{Cut, TraceStep as SessionStep};
use crate::walk::syntax::{ActionEnding, ActionStep};
use crate::walk::words::{self, word_of, world};
use sim_codec::duration;
use sim_codec::quotation::quote;
use sim_world::action::{
    Action, AttackerAction, CardLoss, CareAction, HallAction, HolderAction, LineAction, NetworkAction, Switch,
};
use sim_world::platform::number::Msisdn;
use sim_world::smsc::{CargoKind, Fate};

impl Display for ActionStep {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        action(f, &self.action)?;
        match self.ending {
            ActionEnding::Done if !self.is_tap() => Ok(()),
            ending => write!(f, " -> {ending}"),
        }
    }
}

impl Display for ActionEnding {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            ActionEnding::Done => f.write_str("done"),
            ActionEnding::Refused(None) => f.write_str("refused"),
            ActionEnding::Refused(Some(reason)) => write!(f, "refused: {reason}"),
            ActionEnding::Completed => f.write_str("completed"),
            ActionEnding::Settled(sum) => write!(f, "settled {sum}"),
        }
    }
}

fn action(f: &mut Formatter<'_>, action: &Action) -> Result {
    match action {
        Action::Holder(Msisdn::SOLE, HolderAction::Tap(tap)) => shop::tap(f, "tap", tap),
        Action::Holder(_, HolderAction::Tap(tap)) => shop::tap(f, "neighbour taps", tap),
        Action::Finder(_, tap) => shop::tap(f, "finder taps", tap),
        Action::Holder(who, HolderAction::StandAt(..) | HolderAction::GoAway) if *who != Msisdn::SOLE => {
            f.write_str("neighbour ")?;
            self::action(f, &of_sole(action))
        }
        Action::Holder(_, HolderAction::StandAt(pos, distance_cm)) => shop::distance(f, *pos, *distance_cm),
        Action::Holder(_, HolderAction::GoAway) => f.write_str("distance none"),
        Action::Holder(_, HolderAction::LoseCard(loss)) => write!(f, "{} card", verb_of(*loss)),
        Action::Pos(pos, at) => shop::at_terminal(f, *pos, at).unwrap_or_else(|| action.fmt(f)),
        Action::PosCeilings(purchase_most, batch_most) => {
            write!(f, "platform caps purchases at {purchase_most} and batches at {batch_most}")
        }
        Action::BlackList(_, Switch::On) => f.write_str("platform lists card"),
        Action::BlackList(_, Switch::Off) => f.write_str("platform unlists card"),
        Action::Hall(at_hall) => hall(f, at_hall),
        Action::Holder(_, HolderAction::Write { to: Some(to), text }) => write!(f, "write {to} {}", quote(text)),
        Action::Holder(_, HolderAction::SwitchPhone(Switch::On)) => f.write_str("restart"),
        Action::Holder(_, HolderAction::Network(switch)) => write!(f, "network {}", word_of(&words::SWITCHES, *switch)),
        Action::Holder(_, HolderAction::OccupyScreen(switch)) => {
            write!(f, "screen {}", word_of(&words::SCREENS, *switch))
        }
        Action::Holder(_, HolderAction::Call(event)) => write!(f, "call {}", word_of(&words::CALLS, *event)),
        Action::Holder(_, HolderAction::Line(action)) => line(f, action),
        Action::Holder(_, HolderAction::ChooseLanguage(language)) => write!(f, "language {language}"),
        Action::Network(NetworkAction::Next(fate, kind)) => next(f, *fate, *kind),
        Action::Network(NetworkAction::Submissions(_, reply)) => {
            write!(f, "messages {}", word_of(&words::MESSAGES, *reply))
        }
        Action::Care(_, CareAction::ResetPin(password)) => write!(f, "care resets operation PIN with {password}"),
        Action::Care(_, CareAction::ResetPayPassword) => f.write_str("care resets pay password"),
        Action::WebsiteTopUp(_, amount, password) => write!(f, "website tops up {amount} with {password}"),
        Action::BankTopUp(..) | Action::Site(..) | Action::Bank(_) | Action::Merchant(..) => payments::print(f, action),
        Action::SiteUser(_, action) => write!(f, "website user {action}"),
        Action::Registry(_, state) => write!(f, "registry says {}", word_of(&world::NUMBERS, *state)),
        Action::Attacker(AttackerAction::Packet(tampering, maker, packet)) => {
            let (verb, maker) = (word_of(&world::TAMPERING, *tampering), word_of(&world::MAKERS, *maker));
            write!(f, "{verb} packet {packet} of the {maker}")
        }
        Action::PowerFailure { write, tear, .. } => SessionStep::Cut(Cut { write: *write, tear: *tear }).fmt(f),
        Action::PlatformStop(fault, 1) => write!(f, "platform stops {}", word_of(&world::FAULTS, *fault)),
        Action::Wait(ms) => write!(f, "wait {}", duration::to_words(*ms)),
        other => other.fmt(f),
    }
}

fn hall(f: &mut Formatter<'_>, action: &HallAction) -> Result {
    match action {
        HallAction::Load(_, amount) => write!(f, "hall loads {amount}"),
        HallAction::LoadCash(_, amount) => write!(f, "hall loads cash {amount}"),
        HallAction::Serve(_, service, document) => shop::service(f, *service, document.as_ref()),
        HallAction::Deposit(_, amount) => write!(f, "hall deposits {amount}"),
        HallAction::Advise(_) => f.write_str("hall advises"),
        other @ HallAction::SellScratchCard(..) => write!(f, "hall {other}"),
    }
}

const fn verb_of(loss: CardLoss) -> &'static str {
    match loss {
        CardLoss::Lost => "lose",
        CardLoss::Broken => "break",
    }
}

/// Prints an action of a caller on a service line.
fn line(f: &mut Formatter<'_>, action: &LineAction) -> Result {
    match action {
        LineAction::Dial(line) => write!(f, "dial {line}"),
        LineAction::Press(keys) => write!(f, "keys {}", quote(keys)),
        LineAction::Say(text) => write!(f, "say {}", quote(text)),
        LineAction::KeepSilent => f.write_str("silence"),
        LineAction::HangUp => f.write_str("hang up"),
    }
}

/// Returns a holder's action as one of the walk's person.
fn of_sole(action: &Action) -> Action {
    match action {
        Action::Holder(_, action) => Action::Holder(Msisdn::SOLE, action.clone()),
        other => other.clone(),
    }
}

fn next(f: &mut Formatter<'_>, fate: Fate, kind: Option<CargoKind>) -> Result {
    let verb = match fate {
        Fate::Lost => "lose",
        Fate::Twice => "repeat",
        Fate::Swapped => "swap",
        Fate::Late(_) => "delay",
    };
    write!(f, "{verb} next {}", word_of(&world::NEXT_MESSAGES, kind))?;
    match fate {
        Fate::Late(ms) => write!(f, " by {}", duration::to_words(ms)),
        _ => Ok(()),
    }
}
