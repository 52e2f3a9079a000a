//! Events printed in English, each in a line, with functions of their own for what happens at the counter of a shop.

use std::fmt;

use sim_wire::Fen;

use super::{DeskService, Event, EventKind, ServiceRequest};
use crate::action::CardLoss;
use crate::platform::bank::BankAnswer;
use crate::platform::errand::ProofResult;
use crate::world::shop_counter::ShopError;
use sim_codec::amount::in_english;
use sim_device::pos::line::BatchResult;
use sim_device::pos::take_back::TakenBack;
use sim_wire::count::Counted;

impl fmt::Display for Event {
    /// Prints the event as `2009-11-18 10:30:02  13800000001 → platform: text "CX" is message 5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}", self.at, self.from)?;
        if let Some(to) = &self.to {
            write!(f, " → {to}")?;
        }
        write!(f, ": {}", self.kind)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EventKind::SwitchedOn => f.write_str("the phone is switched on"),
            EventKind::SwitchedOff => f.write_str("the phone is switched off"),
            EventKind::Fell => f.write_str("the card does not answer any more"),
            EventKind::Handed { message, content, letter, fate } => {
                write!(f, "{content} is message {message}")?;
                letter.map_or(Ok(()), |letter| write!(f, ", letter {letter}"))?;
                fate.map_or(Ok(()), |fate| write!(f, ", {fate}"))
            }
            EventKind::NotTaken { content } => write!(f, "{content} is not taken by the network"),
            EventKind::Delivered { message, content, result } => {
                write!(f, "message {message} is delivered, {content}")?;
                result.as_ref().map_or(Ok(()), |result| write!(f, ": {result}"))
            }
            EventKind::Brought { message } => write!(f, "message {message} is brought to the card, which is busy"),
            EventKind::Refused { message, cause } => {
                write!(f, "message {message} is refused")?;
                cause.map_or(Ok(()), |cause| write!(f, " (TP-FCS {cause:02X})"))
            }
            EventKind::Failed { message, why, again: Some(again) } => {
                write!(f, "message {message} is not delivered, {why}; tried again at {again}")
            }
            EventKind::Failed { message, why, again: None } => {
                write!(f, "message {message} is not delivered, {why}; given up")
            }
            EventKind::Reported { message, letter, acknowledged, result } => {
                let said = if *acknowledged { "was taken" } else { "was refused" };
                write!(f, "message {message} reports that letter {letter} {said}")?;
                if *result == ProofResult::Nothing { Ok(()) } else { write!(f, ": {result}") }
            }
            EventKind::Unreadable { message } => write!(f, "message {message} cannot be read and is thrown away"),
            EventKind::Woke => f.write_str("does what is due"),
            EventKind::ByHand { message, handling } => write!(f, "message {message} is {handling} by hand"),
            EventKind::Deposited { amount } => write!(f, "{amount} are paid in"),
            EventKind::CardLost(CardLoss::Lost) => f.write_str("the phone is lost with its card"),
            EventKind::CardLost(CardLoss::Broken) => f.write_str("the card can no longer be read"),
            EventKind::Tapped { amount, completed, failed } => tapped(f, *amount, *completed, failed.as_ref()),
            EventKind::TakenBack { amount, how, failed } => taken_back(f, *amount, *how, failed.as_ref()),
            EventKind::Uploaded { batch, result, failed } => uploaded(f, *batch, result.as_ref(), failed.as_ref()),
            EventKind::ParametersTaken { version, failed } => parameters_taken(f, *version, failed.as_ref()),
            EventKind::Printed { value } => write!(f, "a scratch card of {value} is printed"),
            EventKind::Asked { request, refused: None } => request.fmt(f),
            EventKind::Asked { request, refused: Some(why) } => write!(f, "{request}, refused: {why}"),
            EventKind::CallBegan => f.write_str("a call begins"),
            EventKind::CallEnded => f.write_str("the call ends"),
            EventKind::Stopped { at } => write!(f, "is stopped {at} and starts again"),
        }
    }
}

impl fmt::Display for DeskService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DeskService::Load => "a load at a hall",
            DeskService::Opening => "account and wallet are to be opened at a hall",
            DeskService::Closing => "the wallet is to be closed at a hall",
            DeskService::SwapRegistration => "the card is registered for a swap",
            DeskService::Unload => "the rest of the purse is taken back",
            DeskService::UnloadUndone => "the rest of the purse is not taken back",
            DeskService::SwapLoad => "the amount of a swap is to be loaded",
            DeskService::CardClosed => "the wallet on the card is closed",
            DeskService::CardOpening => "the wallet on the new card is to be opened",
            DeskService::CardOpened => "the wallet on the card is opened",
            DeskService::DataCompletion => "the holder's data are to be completed",
            DeskService::Calibration => "the card is calibrated on site",
            DeskService::CardReplacement => "the number gets another card",
        })
    }
}

impl fmt::Display for ServiceRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServiceRequest::OperationPinReset => f.write_str("the operation PIN is to be reset"),
            ServiceRequest::PayPasswordReset => f.write_str("the pay password is to be reset"),
            ServiceRequest::TopUp { amount } => write!(f, "{amount} are to be topped up"),
            ServiceRequest::BankTopUp { amount, .. } => write!(f, "a bank is to pay {amount} into the wallet"),
            ServiceRequest::BankRecharge { amount, .. } => write!(f, "a bank is to pay {amount} into the account"),
            ServiceRequest::BankAnswer { order, answer: BankAnswer::Pays } => write!(f, "the bank pays order {order}"),
            ServiceRequest::BankAnswer { order, answer: BankAnswer::Refuses } => {
                write!(f, "the bank does not pay order {order}")
            }
            ServiceRequest::GoodsOrder { amount } => write!(f, "an order for goods of {amount} is placed"),
            ServiceRequest::GoodsPayment { order } => write!(f, "order {order} for goods is to be paid"),
            ServiceRequest::GoodsRefund { order, amount } => {
                write!(f, "{amount} of order {order} for goods are to be refunded")
            }
            ServiceRequest::SignIn => f.write_str("the user signs in"),
            ServiceRequest::AliasChoice => f.write_str("the user chooses an alias"),
            ServiceRequest::CardRecharge => f.write_str("a scratch card is to be used"),
            ServiceRequest::BalanceQuery => f.write_str("the caller asks for the balance"),
            ServiceRequest::TransactionsQuery => f.write_str("the caller asks for the transactions"),
            ServiceRequest::PayPasswordChange => f.write_str("the pay password is to be changed"),
            ServiceRequest::Advice => f.write_str("advice is asked for"),
            ServiceRequest::CallerVerification => f.write_str("the caller is to be verified"),
            ServiceRequest::SecurityQuestions => f.write_str("the user sets the security questions"),
            ServiceRequest::SecurityPhone => f.write_str("the user sets the phone for new pay passwords"),
            ServiceRequest::PayPasswordResetByQuestion => {
                f.write_str("the pay password is to be reset by a security question")
            }
            ServiceRequest::InitialPayPassword => f.write_str("an initial pay password is to be sent again"),
            ServiceRequest::LoginPasswordChange => f.write_str("the user changes the login password"),
            ServiceRequest::BankCardBinding => f.write_str("a bank card is to be bound"),
            ServiceRequest::Withdrawal { amount } => write!(f, "{amount} are to be withdrawn"),
            ServiceRequest::CodeSending(purpose) => write!(f, "a code for {purpose} is to be sent"),
            ServiceRequest::Registration => f.write_str("an account is to be opened"),
            ServiceRequest::LoginPasswordReset => f.write_str("the login password is to be reset"),
            ServiceRequest::RealNameUpgrade => f.write_str("the account is to become a real-name account"),
            ServiceRequest::Bill { whose, amount } => {
                write!(f, "{} are to be paid for the bill of {whose}", in_english(amount.0))
            }
            ServiceRequest::AccountClosing => f.write_str("the account is to be closed"),
            ServiceRequest::NumberState(state) => write!(f, "the number is {state}"),
            ServiceRequest::TerminalLoad => f.write_str("a load at the terminal"),
            ServiceRequest::TerminalLoadUndone => f.write_str("a load at the terminal that came to nothing"),
            ServiceRequest::Hall(service) => service.fmt(f),
        }
    }
}

/// Writes whether a card held to a terminal paid.
fn tapped(f: &mut fmt::Formatter<'_>, amount: Fen, completed: Option<Fen>, failed: Option<&ShopError>) -> fmt::Result {
    match (completed, failed) {
        (Some(completed), _) => {
            write!(f, "an earlier purchase of {completed} is completed, and the card is not charged again")
        }
        (None, None) => write!(f, "{amount} are paid by tap"),
        (None, Some(why)) => write!(f, "{amount} are not paid by tap: {why}"),
    }
}

/// Writes how a purchase was taken back, or why it was not.
fn taken_back(
    f: &mut fmt::Formatter<'_>,
    amount: Fen,
    how: Option<TakenBack>,
    failed: Option<&ShopError>,
) -> fmt::Result {
    match how {
        Some(TakenBack::Voided) => write!(f, "a purchase of {amount} is voided"),
        Some(TakenBack::Returned) => write!(f, "goods of {amount} are returned"),
        None => {
            write!(f, "a purchase of {amount} is not taken back")?;
            failed.map_or(Ok(()), |why| write!(f, ": {why}"))
        }
    }
}

/// Writes the result of an upload, with every entry that settled nothing.
fn uploaded(
    f: &mut fmt::Formatter<'_>,
    batch: u32,
    result: Option<&BatchResult>,
    failed: Option<&ShopError>,
) -> fmt::Result {
    let Some(result) = result else {
        write!(f, "batch {batch:06} is not settled")?;
        return failed.map_or(Ok(()), |why| write!(f, ": {why}"));
    };
    let totals = &result.settled;
    let purchases = Counted(totals.sold, "purchase");
    let sum = in_english(i128::from(totals.sum));
    write!(f, "batch {batch:06} is settled: {purchases} of {sum}, {} voided", totals.voided)?;
    result.refused.iter().try_for_each(|(voucher, why)| write!(f, "; voucher {voucher:06} settles nothing: {why}"))
}

/// Writes the version of the parameters that a terminal got, or why it got none.
fn parameters_taken(f: &mut fmt::Formatter<'_>, version: u32, failed: Option<&ShopError>) -> fmt::Result {
    match failed {
        None => write!(f, "has the parameters of version {version}"),
        Some(why) => write!(f, "gets no parameters: {why}"),
    }
}
