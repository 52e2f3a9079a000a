//! Planted faults, in the platform or in every card, by which a test shows that storms find them. A scenario names its
//! faults; who plays it puts that of the platform into the world, as rules that are broken so.

use std::fmt;
use std::str::FromStr;

use super::Scenario;
use sim_device::memory::CardDefect;

/// Fault that can be planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlantedFault {
    /// Fault of the platform.
    Platform(PlatformFault),
    /// Fault of every card.
    Card(CardDefect),
}

/// Fault of a platform, which is a rule that it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlatformFault {
    /// A top-up is refunded as soon as its receipt is late, without the card's proof that the load can never happen. If
    /// the card has the load, the money exists twice.
    RefundBeforeCancel,
    /// A top-up is refunded as soon as the card refuses its credit, without a cancel.
    RefundOnRefusal,
    /// A top-up over the air does not check the pay password.
    TopUpWithoutPassword,
    /// A top-up from the website does not check the pay password.
    WebsiteWithoutPassword,
    /// Another's phone bill is paid under any pay password.
    BillWithoutPassword,
    /// Customer care resets an operation PIN under any pay password.
    CareWithoutPassword,
    /// A wallet is closed under any pay password.
    CloseWithoutPassword,
    /// An account is opened over one that is not closed.
    AccountOverAccount,
    /// A text order is executed each time that it arrives, not only the first time.
    OrdersByHearing,
    /// A script names no card, and the card that a proof of receipt names is not checked.
    ScriptNamesNobody,
    /// A card's request for a top-up is declined while an earlier one is under way, though the card has replaced the
    /// earlier load. Neither arrives.
    SecondTopUpDeclined,
    /// Goods of an uploaded batch are taken back without the commission, as if the purchase could still be voided.
    VoidAfterUpload,
    /// A purchase is settled as often as it is uploaded.
    EntrySettledTwice,
    /// A card that was registered for a swap is opened again, and registered again.
    SwapRegisteredTwice,
    /// A withdrawal is paid as often as the bank answers.
    WithdrawalPaidTwice,
    /// A verification code works as often as it is used in its time.
    CodeWorksTwice,
    /// Customer care forgets that the pay password is locked when it resets an operation PIN.
    LockForgotten,
}

impl PlatformFault {
    /// All faults, each with its word.
    pub const ALL: [(PlatformFault, &str); 17] = [
        (PlatformFault::RefundBeforeCancel, "refund-before-cancel"),
        (PlatformFault::RefundOnRefusal, "refund-on-refusal"),
        (PlatformFault::TopUpWithoutPassword, "top-up-without-password"),
        (PlatformFault::WebsiteWithoutPassword, "website-without-password"),
        (PlatformFault::BillWithoutPassword, "bill-without-password"),
        (PlatformFault::CareWithoutPassword, "care-without-password"),
        (PlatformFault::CloseWithoutPassword, "close-without-password"),
        (PlatformFault::AccountOverAccount, "account-over-account"),
        (PlatformFault::OrdersByHearing, "orders-by-hearing"),
        (PlatformFault::ScriptNamesNobody, "script-names-nobody"),
        (PlatformFault::SecondTopUpDeclined, "second-top-up-declined"),
        (PlatformFault::VoidAfterUpload, "void-after-upload"),
        (PlatformFault::EntrySettledTwice, "entry-settled-twice"),
        (PlatformFault::SwapRegisteredTwice, "swap-registered-twice"),
        (PlatformFault::WithdrawalPaidTwice, "withdrawal-paid-twice"),
        (PlatformFault::CodeWorksTwice, "code-works-twice"),
        (PlatformFault::LockForgotten, "lock-forgotten"),
    ];

    /// Returns the fault's word in the command line and in scenarios.
    pub fn word(self) -> &'static str {
        PlatformFault::ALL.iter().find(|(fault, _)| *fault == self).map_or("", |(_, word)| word)
    }

    /// Returns the fault of a word; `None` if the word is unknown.
    pub fn of_word(word: &str) -> Option<PlatformFault> {
        PlatformFault::ALL.iter().find(|(_, name)| *name == word).map(|(fault, _)| *fault)
    }
}

/// Error of a word that names no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is no fault that can be planted; there are {}", PlantedFault::words().join(", "))]
pub struct PlantedFaultError {
    word: String,
}

impl FromStr for PlantedFault {
    type Err = PlantedFaultError;

    fn from_str(word: &str) -> Result<PlantedFault, PlantedFaultError> {
        match PlatformFault::of_word(word) {
            Some(fault) => Ok(PlantedFault::Platform(fault)),
            None => word.parse().map(PlantedFault::Card).map_err(|_| PlantedFaultError { word: word.to_owned() }),
        }
    }
}

impl fmt::Display for PlantedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlantedFault::Platform(fault) => f.write_str(fault.word()),
            PlantedFault::Card(broken) => write!(f, "{broken}"),
        }
    }
}

impl PlantedFault {
    /// Returns the words of all faults, those of the platform first.
    pub fn words() -> Vec<&'static str> {
        let platform = PlatformFault::ALL.iter().map(|(_, word)| *word);
        platform.chain(CardDefect::ALL.iter().map(|broken| broken.word())).collect()
    }

    /// Plants the fault in a scenario.
    pub const fn plant_in(self, scenario: &mut Scenario) {
        match self {
            PlantedFault::Platform(fault) => scenario.fault = Some(fault),
            PlantedFault::Card(broken) => scenario.cast.broken = Some(broken),
        }
    }

    /// Returns the faults that are planted in a scenario.
    pub fn of_scenario(scenario: &Scenario) -> impl Iterator<Item = PlantedFault> {
        let card = scenario.cast.broken.map(PlantedFault::Card);
        scenario.fault.map(PlantedFault::Platform).into_iter().chain(card)
    }
}
