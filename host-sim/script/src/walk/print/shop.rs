//! Steps at the counters of shops and halls, as text.

use std::fmt::{Display, Formatter, Result};

use crate::walk::syntax::{ActionEnding, RefusalReason, ShownReceipt, TakeBackStep};
use crate::walk::words::{self, shop, word_of};
use sim_device::pos::take_back::TakenBack;
use sim_world::action::{
    DocumentInput, HallService, NthFault, PosAction, PosPlace, ReceiptPlace, TapAction, TapPurpose,
};

/// Number of centimetres of a metre.
const METRE_CM: u16 = 100;

impl Display for RefusalReason {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            RefusalReason::Card(refusal) => f.write_str(&words::reason(*refusal)),
            RefusalReason::Counter(refusal) => f.write_str(word_of(&shop::REFUSALS, *refusal)),
        }
    }
}

impl Display for TakeBackStep {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(way(self.way))?;
        match self.receipt {
            ShownReceipt::Last => {}
            ShownReceipt::LastOf(pos) => write!(f, " of pos {pos}")?,
            ShownReceipt::Named(ReceiptPlace { pos, batch, voucher }) => {
                write!(f, " voucher {voucher} of batch {batch}")?;
                if pos != PosPlace::FIRST {
                    write!(f, " of pos {pos}")?;
                }
            }
        }
        self.at.map_or(Ok(()), |pos| write!(f, " at pos {pos}"))?;
        self.altered.map_or(Ok(()), |amount| write!(f, " altered to {amount}"))?;
        if self.ending == ActionEnding::Done { Ok(()) } else { write!(f, " -> {}", self.ending) }
    }
}

/// Returns the word for a way to take a purchase back.
pub(in crate::walk) const fn way(way: TakenBack) -> &'static str {
    match way {
        TakenBack::Voided => "void",
        TakenBack::Returned => "return",
    }
}

/// Prints what is tapped for, with the words for a tap of the walk's person if `verb` is `tap`.
pub(super) fn tap(f: &mut Formatter<'_>, verb: &str, tap: &TapAction) -> Result {
    f.write_str(verb)?;
    match tap.purpose {
        TapPurpose::Purchase(amount) if verb == "tap" => write!(f, " purchase {amount}"),
        TapPurpose::Purchase(amount) => write!(f, " {amount}"),
        TapPurpose::Load(amount) => write!(f, " load {amount}"),
        TapPurpose::Balance => f.write_str(" balance"),
        TapPurpose::Records => f.write_str(" records"),
    }?;
    at_pos(f, "at", tap.pos)?;
    tap.leaves.map_or(Ok(()), |fault| write!(f, " leaving {}", nth(fault, "command")))
}

/// Prints the terminal, unless it is the first.
pub(super) fn at_pos(f: &mut Formatter<'_>, word: &str, pos: PosPlace) -> Result {
    if pos == PosPlace::FIRST { Ok(()) } else { write!(f, " {word} pos {pos}") }
}

/// Prints a place before the reader of a terminal.
pub(super) fn distance(f: &mut Formatter<'_>, pos: PosPlace, distance_cm: u16) -> Result {
    match distance_cm.checked_rem(METRE_CM) {
        Some(0) if distance_cm > 0 => write!(f, "distance {} m", distance_cm / METRE_CM)?,
        _ => write!(f, "distance {distance_cm} cm")?,
    }
    at_pos(f, "from", pos)
}

/// Prints an action of a cashier, or a fault of a terminal; `None` if a walk has no words for it.
pub(super) fn at_terminal(f: &mut Formatter<'_>, pos: PosPlace, action: &PosAction) -> Option<Result> {
    let behind = |f: &mut Formatter<'_>, text: &str| f.write_str(text).and_then(|()| at_pos(f, "at", pos));
    let place = if pos == PosPlace::FIRST { String::new() } else { format!(" {pos}") };
    Some(match action {
        PosAction::Upload => behind(f, "upload"),
        PosAction::AskParameters => behind(f, "parameters"),
        PosAction::PowerFailure(fault) => write!(f, "pos{place} loses power {}", nth(*fault, "write")),
        PosAction::LineBreak(fault) => write!(f, "pos{place} loses line {}", nth(*fault, "message")),
        PosAction::TamperEntry(tampering, entry) => {
            behind(f, &format!("entry {entry} {}", word_of(&shop::TAMPERINGS, *tampering)))
        }
        PosAction::TakeBack(_) | PosAction::TakeBackAltered(..) => return None,
    })
}

/// Prints a service of the hall.
pub(super) fn service(f: &mut Formatter<'_>, service: HallService, document: Option<&DocumentInput>) -> Result {
    write!(f, "hall {}", word_of(&shop::SERVICES, service))?;
    document.map_or(Ok(()), |document| write!(f, " as {} {}", document.name, document.number))
}

fn nth(fault: NthFault, event: &str) -> String {
    format!("{} {event} {}", word_of(&shop::SIDES, fault.side), fault.nth)
}
