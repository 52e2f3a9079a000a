//! Counters of shops and halls: taps, receipts, purchases taken back, and new cards.

use applet::KeyUsage;

use super::expect;
use super::player::{Player, StepResult, impossible};
use super::sight::Sight;
use crate::trace::outcome::{FailureKind, MismatchSubject, SightContent};
use crate::walk::print::way;
use crate::walk::syntax::{ActionEnding, ActionStep, Expectation, ShownReceipt, TakeBackStep, Wording, settled_sum};
use sim_codec::quotation::quote;
use sim_device::pos::receipt::Receipt;
use sim_device::pos::sale::{Sale, SaleKind};
use sim_device::pos::take_back::TakenBack;
use sim_device::sam::TacKey;
use sim_wire::secured_packet::Counter;
use sim_world::action::{Action, HallAction, HallService, HolderAction, PosAction, PosPlace, ReceiptPlace};
use sim_world::actor::Performed;

impl Player {
    /// Returns the end of an action that was performed. The receipt of a sale is remembered, and its TAC must be the
    /// card's.
    pub(super) fn performed(
        &mut self,
        step: &ActionStep,
        performed: &Performed,
    ) -> Result<ActionEnding, Box<FailureKind>> {
        Ok(match performed {
            Performed::Paid(sale) => {
                let pos = pos_of(&step.action);
                self.check_tac(pos, sale)?;
                self.now.printed = Some(place_of(pos, &sale.receipt));
                self.print(sale.receipt.print());
                match sale.kind {
                    SaleKind::Made => ActionEnding::Done,
                    SaleKind::Completed { .. } => ActionEnding::Completed,
                }
            }
            Performed::Balance(read) if self.is_of_person(&step.action) => {
                let actual = self.state().map(|state| state.balance);
                let wrong = actual.filter(|actual| actual != read);
                wrong.map_or(Ok(ActionEnding::Done), |actual| {
                    Err(different(MismatchSubject::ReadBalance, &actual.to_string(), &read.to_string()))
                })?
            }
            Performed::Loaded(slip) => {
                self.print(slip.print());
                ActionEnding::Done
            }
            Performed::Done if matches!(step.action, Action::Hall(HallAction::Serve(_, HallService::IssueCard, _))) => {
                self.note_new_card();
                ActionEnding::Done
            }
            Performed::Heard(prompt) => {
                self.now.prompt = Some(prompt.clone());
                ActionEnding::Done
            }
            Performed::Advised(advice) => {
                self.now.prompt = Some(advice.iter().map(|advice| advice.chinese()).collect());
                ActionEnding::Done
            }
            Performed::Uploaded(result) => ActionEnding::Settled(settled_sum(result)),
            _ => ActionEnding::Done,
        })
    }

    /// Notes a receipt or slip that was printed.
    fn print(&mut self, slip: String) {
        (self.now.slip, self.now.has_printed) = (Some(slip), true);
    }

    /// Notes the profile of a card that was issued, whose requests count from the beginning.
    fn note_new_card(&mut self) {
        let issued = self.now.actors.card_profile(&self.number).cloned();
        let issued = issued.filter(|issued| self.now.profiles.iter().all(|known| known.asn() != issued.asn()));
        if let Some(issued) = issued {
            self.now.profiles.push(issued);
            self.now.counter = Counter::default();
        }
    }

    /// Returns whether an action is of the walk's person.
    fn is_of_person(&self, action: &Action) -> bool {
        matches!(action, Action::Holder(number, _) if *number == self.number)
    }

    /// Checks that the TAC on a receipt is the one of a right card.
    fn check_tac(&self, pos: PosPlace, sale: &Sale) -> StepResult {
        let shop = self.now.world.shops().get(pos);
        let entry = shop.and_then(|shop| shop.terminal().entries().get(&sale.receipt.voucher));
        let entry = entry.ok_or_else(|| impossible("the batch has no entry of the receipt"))?;
        let profile = self.now.profiles.iter().find(|profile| profile.asn() == entry.asn);
        let key = profile.and_then(|profile| profile.only_key(KeyUsage::Tac));
        let key = key.ok_or_else(|| impossible("the profile has no such key"))?;
        let expected = entry.expected_tac(&TacKey::of(&key.key));
        if expected == entry.tac {
            return Ok(());
        }
        let (expected, actual) = (hex::encode_upper(expected), hex::encode_upper(entry.tac));
        Err(different(MismatchSubject::CardProof, &expected, &actual))
    }

    /// Takes a purchase back, and checks the way in which that happens.
    pub(super) fn take_back(&mut self, step: &TakeBackStep) -> StepResult {
        let place = self.shown(step.receipt)?;
        let at = step.at.unwrap_or(place.pos);
        let action = match step.altered {
            None => PosAction::TakeBack(place),
            Some(amount) => PosAction::TakeBackAltered(place, amount),
        };
        let action = ActionStep { action: Action::Pos(at, action), ending: step.ending };
        let result = self.act_out(&action.action);
        let other = match &result {
            Ok(Performed::TakenBack(other)) => Some(*other).filter(|other| *other != step.way),
            _ => None,
        };
        let (actual, why) = self.end_action(&action, result)?;
        if let Some(other) = other {
            return Err(different(MismatchSubject::TakeBackWay, way(step.way), way(other)));
        }
        let what = match step.way {
            TakenBack::Voided => MismatchSubject::Void,
            TakenBack::Returned => MismatchSubject::Return,
        };
        step.ending.check(what, actual, why)?;
        self.run_for(0)
    }

    /// Returns the numbers of a receipt that is shown.
    fn shown(&self, receipt: ShownReceipt) -> Result<ReceiptPlace, Box<FailureKind>> {
        let place = match receipt {
            ShownReceipt::Named(place) => return Ok(place),
            ShownReceipt::Last => self.now.printed,
            ShownReceipt::LastOf(pos) => {
                let mut receipts = self.now.world.shops().receipts();
                receipts.rfind(|(place, _)| place.pos == pos).map(|(place, _)| place)
            }
        };
        place.ok_or_else(|| impossible("no receipt was printed that could be shown"))
    }

    /// Checks the last receipt that was printed.
    pub(super) fn receipt(&self, wanted: &Wording) -> StepResult {
        let sight = Sight::of(&self.screen()).what(MismatchSubject::Receipt);
        match self.now.slip.as_deref() {
            None => Err(sight.expected(wanted.to_string()).but(SightContent::NoReceipt)),
            Some(slip) if expect::is_worded(wanted, slip, slip) => Ok(()),
            Some(slip) => Err(match wanted {
                // Side by side, the first difference can be marked.
                Wording::Exactly(text) | Wording::Contains(text) => sight.expected(quote(text)).but(quote(slip)),
                Wording::Matching(_) => sight.expected(wanted.to_string()).but(quote(slip)),
            }),
        }
    }

    /// Checks that the last tap or step of the hall printed no receipt.
    pub(super) fn no_receipt(&self) -> StepResult {
        if !self.now.has_printed {
            return Ok(());
        }
        let sight = Sight::of(&self.screen()).what(MismatchSubject::Receipt).expected(SightContent::NoNewReceipt);
        Err(sight.but(quote(self.now.slip.as_deref().unwrap_or_default())))
    }

    /// Returns the expectation that the last receipt meets; `None` for a pattern, or if there is no receipt.
    pub(super) fn receipt_as_it_is(&self, wanted: &Wording) -> Option<Expectation> {
        let slip = self.now.slip.clone()?;
        match wanted {
            // What a pattern leaves open, a text would pin.
            Wording::Matching(_) => None,
            Wording::Exactly(_) => Some(Expectation::Receipt(Wording::Exactly(slip))),
            Wording::Contains(_) => Some(Expectation::Receipt(Wording::Contains(slip))),
        }
    }
}

/// Returns the terminal of a tap.
const fn pos_of(action: &Action) -> PosPlace {
    match action {
        Action::Holder(_, HolderAction::Tap(tap)) | Action::Finder(_, tap) => tap.pos,
        _ => PosPlace::FIRST,
    }
}

const fn place_of(pos: PosPlace, receipt: &Receipt) -> ReceiptPlace {
    ReceiptPlace { pos, batch: receipt.batch, voucher: receipt.voucher }
}

fn different(what: MismatchSubject, expected: &str, actual: &str) -> Box<FailureKind> {
    let (expected, actual) = (expected.to_owned(), actual.to_owned());
    Box::new(FailureKind::Value { what, expected, actual, refused: None })
}
