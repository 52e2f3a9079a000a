//! Counters of shops: taps, receipts, purchases taken back, and why a shop refuses.

use applet::KeyUsage;

use super::expect;
use super::player::{Player, StepResult, impossible};
use super::sight::Sight;
use crate::trace::outcome::FailureKind;
use crate::walk::print::way;
use crate::walk::syntax::{
    ActionEnding, ActionStep, Expectation, RefusalReason, ShopRefusal, ShownReceipt, TakeBackStep, Wording, settled_sum,
};
use sim_codec::quotation::quote;
use sim_device::pos::line::{AcquirerError, AcquirerLineError};
use sim_device::pos::receipt::Receipt;
use sim_device::pos::sale::{Sale, SaleError, SaleKind};
use sim_device::pos::take_back::{TakeBackError, TakenBack};
use sim_device::pos::tap::TapError;
use sim_device::pos::terminal::OnlineError;
use sim_device::sam::TacKey;
use sim_world::action::{Action, HolderAction, PosAction, PosPlace, ReceiptPlace};
use sim_world::actor::Performed;
use sim_world::platform::number::Msisdn;
use sim_world::radio_field::FieldError;
use sim_world::world::ShopError;

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
                self.now.tap_printed = true;
                match sale.kind {
                    SaleKind::Made => ActionEnding::Done,
                    SaleKind::Completed { .. } => ActionEnding::Completed,
                }
            }
            Performed::Balance(read) if self.is_of_person(&step.action) => {
                let actual = self.state().map(|state| state.balance);
                let wrong = actual.filter(|actual| actual != read);
                wrong.map_or(Ok(ActionEnding::Done), |actual| {
                    Err(different("the balance that the terminal reads", &actual.to_string(), &read.to_string()))
                })?
            }
            Performed::Uploaded(result) => ActionEnding::Settled(settled_sum(result)),
            _ => ActionEnding::Done,
        })
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
        let profile = self.profiles.iter().find(|profile| profile.asn() == entry.asn);
        let key = profile.and_then(|profile| profile.only_key(KeyUsage::Tac));
        let key = key.ok_or_else(|| impossible("the profile has no such key"))?;
        let expected = entry.expected_tac(&TacKey::of(&key.key));
        if expected == entry.tac {
            return Ok(());
        }
        let (expected, actual) = (hex::encode_upper(expected), hex::encode_upper(entry.tac));
        Err(different("the card's proof to the terminal", &expected, &actual))
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
            return Err(different("the way in which the purchase is taken back", way(step.way), way(other)));
        }
        let what = match step.way {
            TakenBack::Voided => "the void",
            TakenBack::Returned => "the return",
        };
        step.ending.check(what, actual, &why)?;
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

    /// Returns the last receipt that was printed, as it stands on the paper.
    fn slip(&self) -> Option<String> {
        self.now.world.shops().receipt(self.now.printed?).map(Receipt::print)
    }

    /// Checks the last receipt that was printed.
    pub(super) fn receipt(&self, wanted: &Wording) -> StepResult {
        let sight = Sight::of(&self.screen()).what("the receipt");
        match self.slip() {
            None => Err(sight.expected(wanted.to_string()).but("none was printed")),
            Some(slip) if expect::is_worded(wanted, &slip, &slip) => Ok(()),
            Some(slip) => Err(match wanted {
                // Side by side, the first difference can be marked.
                Wording::Exactly(text) | Wording::Contains(text) => sight.expected(quote(text)).but(&quote(&slip)),
                Wording::Matching(_) => sight.expected(wanted.to_string()).but(&quote(&slip)),
            }),
        }
    }

    /// Checks that the last tap printed no receipt.
    pub(super) fn no_receipt(&self) -> StepResult {
        if !self.now.tap_printed {
            return Ok(());
        }
        let sight = Sight::of(&self.screen()).what("the receipt").expected("none of the last tap");
        Err(sight.but(&quote(&self.slip().unwrap_or_default())))
    }

    /// Returns the expectation that the last receipt meets; `None` for a pattern, or if there is no receipt.
    pub(super) fn receipt_as_it_is(&self, wanted: &Wording) -> Option<Expectation> {
        let slip = self.slip()?;
        match wanted {
            // What a pattern leaves open, a text would pin.
            Wording::Matching(_) => None,
            Wording::Exactly(_) => Some(Expectation::Receipt(Wording::Exactly(slip))),
            Wording::Contains(_) => Some(Expectation::Receipt(Wording::Contains(slip))),
        }
    }

    /// Returns the reason of a shop's refusal; `None` where the step itself cannot be done.
    pub(super) fn shop_reason(&self, action: &Action, why: &ShopError) -> Option<ActionEnding> {
        if !why.is_of_card() {
            return shop_refusal(why).map(|refusal| ActionEnding::Refused(Some(RefusalReason::Shop(refusal))));
        }
        let number = match action {
            Action::Holder(number, _) => Some(*number),
            _ => None,
        };
        let person = number.and_then(|number: Msisdn| self.now.world.person(&number));
        let refusal = person.and_then(|person| person.station().link().card().last_refusal());
        Some(ActionEnding::Refused(refusal.map(RefusalReason::Card)))
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

fn different(what: &str, expected: &str, actual: &str) -> Box<FailureKind> {
    let (what, expected, actual) = (what.to_owned(), expected.to_owned(), actual.to_owned());
    Box::new(FailureKind::Value { what, expected, actual })
}

/// Returns the reason of a shop's refusal; `None` for a terminal that the world has not.
fn shop_refusal(why: &ShopError) -> Option<ShopRefusal> {
    Some(match why {
        ShopError::NoSuchPos(_) | ShopError::Field(FieldError::NoSuchCard(_)) => return None,
        ShopError::Field(FieldError::NoCard) => ShopRefusal::NoCard,
        ShopError::Field(FieldError::Collision(_)) => ShopRefusal::TwoCards,
        ShopError::Sale(why) => of_sale(why),
        ShopError::Card(why) => of_tap(why),
        ShopError::NoReceipt(_) => ShopRefusal::NoReceipt,
        ShopError::TakeBack(why) => of_take_back(why),
        ShopError::Online(OnlineError::Line(why)) => of_line(why),
        ShopError::Online(OnlineError::PowerFailed(_)) => ShopRefusal::PowerFailed,
    })
}

const fn of_sale(why: &SaleError) -> ShopRefusal {
    match why {
        SaleError::NoAmount => ShopRefusal::NoAmount,
        SaleError::OverCeiling(_) => ShopRefusal::OverCeiling,
        SaleError::BatchFull(_) => ShopRefusal::BatchFull,
        SaleError::BatchClosing => ShopRefusal::BatchClosing,
        SaleError::BlackListed => ShopRefusal::BlackList,
        SaleError::Card(why) => of_tap(why),
        SaleError::Unfinished => ShopRefusal::Unfinished,
        SaleError::WrongMac2 => ShopRefusal::WrongMac2,
        SaleError::Unproved(_) => ShopRefusal::Unproved,
        SaleError::Psam(_) => ShopRefusal::SecurityModule,
        SaleError::Line(why) => of_line(why),
        SaleError::PowerFailed(_) => ShopRefusal::PowerFailed,
    }
}

const fn of_tap(why: &TapError) -> ShopRefusal {
    match why {
        TapError::NoAnswer(_) => ShopRefusal::CardLeft,
        TapError::NoWallet => ShopRefusal::NoWallet,
        // A refusal of the card is told by the card itself.
        TapError::Refused(_) | TapError::Malformed(_) => ShopRefusal::MalformedAnswer,
    }
}

const fn of_take_back(why: &TakeBackError) -> ShopRefusal {
    match why {
        TakeBackError::Foreign => ShopRefusal::OtherTerminal,
        TakeBackError::Unknown { .. } => ShopRefusal::NoReceipt,
        TakeBackError::Altered(_) => ShopRefusal::ReceiptAltered,
        TakeBackError::TakenBack => ShopRefusal::TakenBack,
        TakeBackError::BatchClosing => ShopRefusal::BatchClosing,
        TakeBackError::Line(why) => of_line(why),
        TakeBackError::PowerFailed(_) => ShopRefusal::PowerFailed,
    }
}

const fn of_line(why: &AcquirerLineError) -> ShopRefusal {
    match why {
        AcquirerLineError::Broken(_) => ShopRefusal::LineBroken,
        AcquirerLineError::UnexpectedAnswer => ShopRefusal::OtherAnswer,
        AcquirerLineError::Refused(why) => match why {
            AcquirerError::UnknownTerminal => ShopRefusal::UnknownTerminal,
            AcquirerError::UnknownCard => ShopRefusal::UnknownCard,
            AcquirerError::WrongTac => ShopRefusal::WrongTac,
            AcquirerError::Altered(_) => ShopRefusal::ReceiptAltered,
            AcquirerError::Foreign => ShopRefusal::OtherTerminal,
            AcquirerError::UnknownPurchase => ShopRefusal::UnknownPurchase,
            AcquirerError::TakenBack => ShopRefusal::TakenBack,
            AcquirerError::Uploaded => ShopRefusal::Uploaded,
            AcquirerError::NotUploaded => ShopRefusal::NotUploaded,
            AcquirerError::NoAccount => ShopRefusal::NoAccount,
            AcquirerError::NotCovered => ShopRefusal::NotCovered,
            AcquirerError::BatchNotOpen(_) => ShopRefusal::BatchNotOpen,
            AcquirerError::BatchSettled(_) => ShopRefusal::BatchSettled,
            AcquirerError::Missing(_) => ShopRefusal::VoucherMissing,
            AcquirerError::Twice(_) => ShopRefusal::VoucherTwice,
            AcquirerError::TotalsDiffer => ShopRefusal::TotalsDiffer,
            AcquirerError::TooMany => ShopRefusal::TooManyEntries,
        },
    }
}
