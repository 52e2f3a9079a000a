//! Actions at the counters of shops and halls, drawn by chance: taps, receipts taken back, uploads and their faults,
//! cards that are lost, and the services of a hall.

use super::{Planner, SPENT};
use sim_codec::time::SECOND;
use sim_wire::Fen;
use sim_world::action::{
    Action, CardLoss, DocumentInput, EntryTampering, FaultSide, HallAction, HallService, HolderAction, NthFault,
    PosAction, PosPlace, ReceiptPlace, Switch, TapAction, TapPurpose,
};
use sim_world::platform::account::NumberState;
use sim_world::platform::number::Msisdn;

/// Kind of action at a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CounterKind {
    /// Tap during which the card leaves.
    Leaves,
    /// Tap that reads balance or records.
    Reads,
    /// Receipt that is taken back, perhaps altered, or at the other terminal.
    TakesBack,
    /// Request for new parameters.
    AsksParameters,
    /// Power failure of a terminal.
    LosesPower,
    /// Break of a terminal's line.
    LosesLine,
    /// Entry that is tampered with on its way.
    Tampers,
    /// Ceilings of the terminals.
    Caps,
    /// Card on the black list, or off it.
    Lists,
    /// Phone that stays at a distance from a terminal, or goes away.
    Stands,
    /// Card that is lost or broken.
    Loses,
    /// Tap by the finder of a lost card.
    FinderTaps,
    /// Service of a hall.
    Serves,
    /// Lost card that the number gets replaced, step by step.
    Swaps,
    /// State of a number at the registry.
    Registry,
}

/// Kinds of action at a counter, each with its weight; one of weight 0 is never drawn.
pub(super) const COUNTER_KINDS: [(CounterKind, u32); 15] = [
    (CounterKind::Leaves, 5),
    (CounterKind::Reads, 2),
    (CounterKind::TakesBack, 8),
    (CounterKind::AsksParameters, 2),
    (CounterKind::LosesPower, 4),
    (CounterKind::LosesLine, 4),
    (CounterKind::Tampers, 3),
    (CounterKind::Caps, 1),
    (CounterKind::Lists, 2),
    (CounterKind::Stands, 2),
    (CounterKind::Loses, 1),
    (CounterKind::FinderTaps, 2),
    (CounterKind::Serves, 4),
    (CounterKind::Swaps, 4),
    (CounterKind::Registry, 2),
];

/// Services of a hall.
const SERVICES: [HallService; 6] = [
    HallService::OpenAccount,
    HallService::RegisterSwap,
    HallService::IssueCard,
    HallService::LoadSwap,
    HallService::CloseWallet,
    HallService::Calibrate,
];

/// Steps by which a hall replaces a card.
const SWAP: [HallService; 3] = [HallService::RegisterSwap, HallService::IssueCard, HallService::LoadSwap];

/// States of a number; most numbers become normal again.
const STATES: [NumberState; 4] = [NumberState::Normal, NumberState::Normal, NumberState::Lost, NumberState::Barred];

/// Distances from a terminal in centimetres: near, at the edge, and within reach of an uncalibrated card alone.
const DISTANCES: [u16; 4] = [2, 8, 12, 300];

impl Planner {
    /// Returns an action of a kind at a counter.
    pub(super) fn counter_action(&mut self, kind: CounterKind, who: Msisdn) -> Option<Action> {
        let (pos, coin) = (self.pos(), self.draw.percent(50));
        Some(match kind {
            CounterKind::Leaves => {
                let leaves = self.nth_fault(10);
                let purpose = TapPurpose::Purchase(self.spent());
                Action::Holder(who, HolderAction::Tap(TapAction { purpose, pos, leaves: Some(leaves) }))
            }
            CounterKind::Reads => {
                let purpose = if coin { TapPurpose::Balance } else { TapPurpose::Records };
                Action::Holder(who, HolderAction::Tap(TapAction { purpose, pos, leaves: None }))
            }
            CounterKind::TakesBack => Action::Pos(pos, self.take_back(pos)),
            CounterKind::AsksParameters => Action::Pos(pos, PosAction::AskParameters),
            CounterKind::LosesPower => Action::Pos(pos, PosAction::PowerFailure(self.nth_fault(6))),
            CounterKind::LosesLine => Action::Pos(pos, PosAction::LineBreak(self.nth_fault(4))),
            CounterKind::Tampers => Action::Pos(pos, self.tampering()?),
            CounterKind::Caps => Action::PosCeilings(self.amount(), self.draw.up_to(6)),
            CounterKind::Lists => Action::BlackList(who, Switch::from_bool(coin)),
            CounterKind::Stands if coin => Action::Holder(who, HolderAction::GoAway),
            CounterKind::Stands => Action::Holder(who, HolderAction::StandAt(pos, *self.draw.one(&DISTANCES)?)),
            CounterKind::Loses => {
                Action::Holder(who, HolderAction::LoseCard(if coin { CardLoss::Lost } else { CardLoss::Broken }))
            }
            CounterKind::FinderTaps => {
                Action::Finder(who, TapAction { purpose: TapPurpose::Purchase(self.spent()), pos, leaves: None })
            }
            CounterKind::Serves => {
                let service = *self.draw.one(&SERVICES)?;
                Action::Hall(HallAction::Serve(who, service, self.document()))
            }
            CounterKind::Swaps => Action::Hall(HallAction::Serve(who, *self.draw.one(&SWAP)?, None)),
            CounterKind::Registry => Action::Registry(who, *self.draw.one(&STATES)?),
        })
    }

    /// Adds what often stands around an action at a counter: a purchase that is repeated, an upload that fails once, or
    /// all steps of a swap. Returns whether the action was added.
    pub(super) fn add_at_counter(&mut self, action: &Action, goes_wrong: bool) -> bool {
        match action {
            Action::Pos(pos, PosAction::Upload) if goes_wrong => {
                let fault = match self.draw.below(3) {
                    0 => PosAction::LineBreak(self.nth_fault(3)),
                    1 => PosAction::PowerFailure(self.nth_fault(2)),
                    _ if self.draw.percent(50) => PosAction::TamperEntry(EntryTampering::Repeated, 1),
                    _ => {
                        return self
                            .tampering()
                            .is_some_and(|tampers| self.add_all(&[Action::Pos(*pos, tampers), action.clone()]));
                    }
                };
                self.add_all(&[Action::Pos(*pos, fault), action.clone(), action.clone()])
            }
            // A receipt may be presented twice.
            Action::Pos(_, PosAction::TakeBack(_)) if goes_wrong => self.add_all(&[action.clone(), action.clone()]),
            Action::Hall(HallAction::Serve(who, service, None)) if SWAP.contains(service) && self.draw.percent(60) => {
                let serve = |service| Action::Hall(HallAction::Serve(*who, service, None));
                if self.draw.percent(40) {
                    self.actions.push(serve(HallService::RegisterSwap));
                    // The holder wants the card back that was just registered.
                    let is_at_hall = self.draw.percent(50);
                    let opens = Action::Holder(*who, HolderAction::OpenWallet);
                    self.actions.push(if is_at_hall { serve(HallService::OpenAccount) } else { opens });
                    self.actions.push(Action::Wait(20 * SECOND));
                }
                self.add_all(&SWAP.map(serve))
            }
            _ => false,
        }
    }

    /// Adds the purchases of a person who has just loaded the wallet, and perhaps the upload of a batch with them.
    pub(super) fn shop(&mut self, who: Msisdn) {
        let purchases = self.draw.below(4);
        for _ in 0..purchases {
            let tap = TapAction { pos: self.pos(), ..TapAction::new(TapPurpose::Purchase(self.spent())) };
            self.actions.push(Action::Holder(who, HolderAction::Tap(tap)));
        }
        if purchases > 0 && self.draw.percent(30) {
            let upload = Action::Pos(self.pos(), PosAction::Upload);
            self.actions.push(upload);
        }
    }

    fn add_all(&mut self, actions: &[Action]) -> bool {
        self.actions.extend_from_slice(actions);
        true
    }

    /// Draws one of the two terminals.
    pub(super) fn pos(&mut self) -> PosPlace {
        PosPlace(self.draw.up_to(2))
    }

    /// Draws the amount of a purchase.
    pub(super) fn spent(&mut self) -> Fen {
        Fen(self.draw.one(&SPENT).copied().unwrap_or(1))
    }

    fn nth_fault(&mut self, most: u32) -> NthFault {
        let side = if self.draw.percent(50) { FaultSide::Before } else { FaultSide::After };
        NthFault { nth: self.draw.up_to(most), side }
    }

    /// Draws the receipt of one of the first purchases, which may not exist.
    fn take_back(&mut self, pos: PosPlace) -> PosAction {
        let printed_at = if self.draw.percent(10) { self.pos() } else { pos };
        let receipt = ReceiptPlace { pos: printed_at, batch: self.draw.up_to(2), voucher: self.draw.up_to(3) };
        match self.draw.percent(10) {
            true => PosAction::TakeBackAltered(ReceiptPlace { pos, ..receipt }, self.spent()),
            false => PosAction::TakeBack(receipt),
        }
    }

    fn tampering(&mut self) -> Option<PosAction> {
        let tamperings =
            [EntryTampering::Dropped, EntryTampering::Repeated, EntryTampering::Altered, EntryTampering::Foreign];
        Some(PosAction::TamperEntry(*self.draw.one(&tamperings)?, self.draw.up_to(2)))
    }

    /// Draws the document that is shown; `None` is the right one.
    fn document(&mut self) -> Option<DocumentInput> {
        let wrong = DocumentInput { name: "somebody".to_owned(), number: "430102197001010000".to_owned() };
        self.draw.percent(10).then_some(wrong)
    }
}
