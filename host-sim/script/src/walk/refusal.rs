//! Reasons of refusals, as a walk writes them: the replay checks them, and a recording expects them.

use applet::Refusal;

use super::syntax::{ActionEnding, CounterRefusal, RefusalReason};
use sim_device::pos::line::{AcquirerError, AcquirerLineError};
use sim_device::pos::sale::SaleError;
use sim_device::pos::take_back::TakeBackError;
use sim_device::pos::tap::TapError;
use sim_device::pos::terminal::OnlineError;
use sim_world::action::{Action, HolderAction};
use sim_world::actor::{RefusedError, TerminalError};
use sim_world::platform::error::PlatformError;
use sim_world::platform::hall::HallError;
use sim_world::platform::notices::DeclinedError;
use sim_world::radio_field::{CardPlace, FieldError};
use sim_world::world::{ShopError, World, WorldError};

/// Returns the end of an action that was refused, with the reason if a walk has words for it. `None` means that the
/// action could not be asked for, or that handset and card did not come to rest.
pub(super) fn refused_ending(world: &World, action: &Action, why: &RefusedError) -> Option<ActionEnding> {
    let reason = match why {
        RefusedError::Shop(why) if why.is_of_card() => card_refusal(world, action).map(RefusalReason::Card),
        RefusedError::Shop(why) => Some(RefusalReason::Counter(of_shop(why)?)),
        RefusedError::Terminal(TerminalError::Refused { refusal, .. }) => refusal.map(RefusalReason::Card),
        RefusedError::World(why) | RefusedError::Terminal(TerminalError::World(why)) => of_world(action, why)?,
        _ => return None,
    };
    Some(ActionEnding::Refused(reason))
}

/// Returns whether an action is an immediate request to the platform, which may refuse it.
pub(super) const fn is_asked_of_platform(action: &Action) -> bool {
    matches!(
        action,
        Action::Hall(_)
            | Action::Care(..)
            | Action::WebsiteTopUp(..)
            | Action::BankTopUp(..)
            | Action::Registry(..)
            | Action::Site(..)
            | Action::Bank(_)
            | Action::Merchant(..)
            | Action::SiteUser(..)
    )
}

/// Returns the reason for which the card refused that was tapped last.
fn card_refusal(world: &World, action: &Action) -> Option<Refusal> {
    let place = match action {
        Action::Holder(number, _) => CardPlace::Person(*number),
        Action::Finder(number, _) => world.found_card_of(number)?,
        _ => return None,
    };
    match place {
        CardPlace::Person(number) => world.person(&number)?.station().link().card().last_refusal(),
        CardPlace::Finder(asn) => world.loose_card(&asn)?.last_refusal(),
    }
}

/// Returns the reason for which the world refuses; the inner value is `None` where a walk has no words for the reason.
/// A walk writes reasons of halls and terminals only.
fn of_world(action: &Action, why: &WorldError) -> Option<Option<RefusalReason>> {
    let is_hall = matches!(action, Action::Hall(_));
    let is_call = matches!(action, Action::Holder(_, HolderAction::Line(_)));
    let reason = match why {
        WorldError::Refused(declined) if is_asked_of_platform(action) => of_desk(declined),
        WorldError::CardGone(..) if is_hall || matches!(action, Action::Holder(_, HolderAction::Tap(_))) => {
            return Some(Some(RefusalReason::Counter(CounterRefusal::CardGone)));
        }
        WorldError::LineBroken | WorldError::Call(_) | WorldError::PhoneOff(_) if is_call => return Some(None),
        WorldError::LineBroken if is_hall => Some(CounterRefusal::LineBroken),
        WorldError::NotIssued(_) if is_hall => Some(CounterRefusal::NotIssued),
        _ => return None,
    };
    Some(reason.filter(|_| is_hall).map(RefusalReason::Counter))
}

/// Returns the reason for which the platform refuses a hall; `None` where a walk has no words for it.
const fn of_desk(declined: &DeclinedError) -> Option<CounterRefusal> {
    Some(match declined {
        DeclinedError::Hall(why) => return of_hall(why),
        DeclinedError::Books(why) => match why {
            PlatformError::NoAccount => CounterRefusal::NoAccount,
            PlatformError::AlreadyOpen => CounterRefusal::AccountOpen,
            PlatformError::NumberState(_) => CounterRefusal::NumberState,
            PlatformError::AmountZero => CounterRefusal::NoAmount,
            PlatformError::CashShort(_) => CounterRefusal::CashShort,
            _ => return None,
        },
        DeclinedError::NoCard => CounterRefusal::NoCard,
        DeclinedError::NotOpened => CounterRefusal::WalletNotOpen,
        DeclinedError::UnderWay => CounterRefusal::TransferUnderWay,
        _ => return None,
    })
}

const fn of_hall(why: &HallError) -> Option<CounterRefusal> {
    Some(match why {
        HallError::Identity(_) => CounterRefusal::OtherDocument,
        HallError::ModelListed(_) => CounterRefusal::ModelListed,
        HallError::Issue(_) => CounterRefusal::NotIssued,
        HallError::OtherCard(_) => CounterRefusal::OtherCard,
        HallError::Unproved(_) | HallError::Unresolved(_) => CounterRefusal::Unproved,
        HallError::NotRegistered { .. } => CounterRefusal::SwapNotRegistered,
        HallError::SwapRegistered(_) => CounterRefusal::SwapRegistered,
        HallError::NoSwap => CounterRefusal::NoSwap,
        HallError::NoKey
        | HallError::ReceiptWrong(_)
        | HallError::NotTheRest
        | HallError::NotTakenBack
        | HallError::NotEmptied => return None,
    })
}

/// Returns the reason of a shop's refusal; `None` for a terminal that the world has not.
fn of_shop(why: &ShopError) -> Option<CounterRefusal> {
    Some(match why {
        ShopError::NoSuchPos(_) | ShopError::Field(FieldError::NoSuchCard(_)) => return None,
        ShopError::Field(FieldError::NoCard) => CounterRefusal::NoCard,
        ShopError::Field(FieldError::Collision(_)) => CounterRefusal::TwoCards,
        ShopError::Sale(why) => of_sale(why),
        ShopError::Card(why) => of_tap(why),
        ShopError::NoReceipt(_) => CounterRefusal::NoReceipt,
        ShopError::TakeBack(why) => of_take_back(why),
        ShopError::Online(OnlineError::Line(why)) => of_line(why),
        ShopError::Online(OnlineError::PowerFailed(_)) => CounterRefusal::PowerFailed,
    })
}

const fn of_sale(why: &SaleError) -> CounterRefusal {
    match why {
        SaleError::NoAmount => CounterRefusal::NoAmount,
        SaleError::OverCeiling(_) => CounterRefusal::OverCeiling,
        SaleError::BatchFull(_) => CounterRefusal::BatchFull,
        SaleError::BatchClosing => CounterRefusal::BatchClosing,
        SaleError::BlackListed => CounterRefusal::BlackList,
        SaleError::Card(why) => of_tap(why),
        SaleError::Unfinished => CounterRefusal::Unfinished,
        SaleError::WrongMac2 => CounterRefusal::WrongMac2,
        SaleError::Unproved(_) => CounterRefusal::Unproved,
        SaleError::Psam(_) => CounterRefusal::SecurityModule,
        SaleError::Line(why) => of_line(why),
        SaleError::PowerFailed(_) => CounterRefusal::PowerFailed,
    }
}

const fn of_tap(why: &TapError) -> CounterRefusal {
    match why {
        TapError::NoAnswer(_) => CounterRefusal::CardLeft,
        TapError::NoWallet => CounterRefusal::NoWallet,
        // A refusal of the card is told by the card itself.
        TapError::Refused(_) | TapError::Malformed(_) => CounterRefusal::MalformedAnswer,
    }
}

const fn of_take_back(why: &TakeBackError) -> CounterRefusal {
    match why {
        TakeBackError::Foreign => CounterRefusal::OtherTerminal,
        TakeBackError::Unknown { .. } => CounterRefusal::NoReceipt,
        TakeBackError::Altered(_) => CounterRefusal::ReceiptAltered,
        TakeBackError::TakenBack => CounterRefusal::TakenBack,
        TakeBackError::BatchClosing => CounterRefusal::BatchClosing,
        TakeBackError::Line(why) => of_line(why),
        TakeBackError::PowerFailed(_) => CounterRefusal::PowerFailed,
    }
}

const fn of_line(why: &AcquirerLineError) -> CounterRefusal {
    match why {
        AcquirerLineError::Broken(_) => CounterRefusal::LineBroken,
        AcquirerLineError::UnexpectedAnswer => CounterRefusal::OtherAnswer,
        AcquirerLineError::Refused(why) => match why {
            AcquirerError::UnknownTerminal => CounterRefusal::UnknownTerminal,
            AcquirerError::UnknownCard => CounterRefusal::UnknownCard,
            AcquirerError::WrongTac => CounterRefusal::WrongTac,
            AcquirerError::Altered(_) => CounterRefusal::ReceiptAltered,
            AcquirerError::Foreign => CounterRefusal::OtherTerminal,
            AcquirerError::UnknownPurchase => CounterRefusal::UnknownPurchase,
            AcquirerError::TakenBack => CounterRefusal::TakenBack,
            AcquirerError::Uploaded => CounterRefusal::Uploaded,
            AcquirerError::NotUploaded => CounterRefusal::NotUploaded,
            AcquirerError::NoAccount => CounterRefusal::NoAccount,
            AcquirerError::NotCovered => CounterRefusal::NotCovered,
            AcquirerError::BatchNotOpen(_) => CounterRefusal::BatchNotOpen,
            AcquirerError::BatchSettled(_) => CounterRefusal::BatchSettled,
            AcquirerError::Missing(_) => CounterRefusal::VoucherMissing,
            AcquirerError::Twice(_) => CounterRefusal::VoucherTwice,
            AcquirerError::TotalsDiffer => CounterRefusal::TotalsDiffer,
            AcquirerError::TooMany => CounterRefusal::TooManyEntries,
        },
    }
}
