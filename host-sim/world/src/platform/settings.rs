//! Settings of a platform: the waits for cards, the handsets that it calibrates, the terms of the business, and a fault
//! that may be planted.

use serde::{Deserialize, Serialize};

use super::books::Terms;
use super::calibration::ListedModel;
use sim_codec::time::{HOUR, MINUTE};

/// Planted fault, by which a test shows that such a fault is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plant {
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
}

impl Plant {
    /// All plants, each with its word.
    pub const ALL: [(Plant, &str); 11] = [
        (Plant::RefundBeforeCancel, "refund-before-cancel"),
        (Plant::RefundOnRefusal, "refund-on-refusal"),
        (Plant::TopUpWithoutPassword, "top-up-without-password"),
        (Plant::WebsiteWithoutPassword, "website-without-password"),
        (Plant::BillWithoutPassword, "bill-without-password"),
        (Plant::CareWithoutPassword, "care-without-password"),
        (Plant::CloseWithoutPassword, "close-without-password"),
        (Plant::AccountOverAccount, "account-over-account"),
        (Plant::OrdersByHearing, "orders-by-hearing"),
        (Plant::ScriptNamesNobody, "script-names-nobody"),
        (Plant::SecondTopUpDeclined, "second-top-up-declined"),
    ];

    /// Returns the plant's word in the command line and in scripts.
    pub fn word(self) -> &'static str {
        Plant::ALL.iter().find(|(plant, _)| *plant == self).map_or("", |(_, word)| word)
    }

    /// Returns the plant of a word; `None` if the word is unknown.
    pub fn of_word(word: &str) -> Option<Plant> {
        Plant::ALL.iter().find(|(_, name)| *name == word).map(|(plant, _)| *plant)
    }
}

/// Settings of a platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlatformSettings {
    /// Wait for a card's first proof, in milliseconds. Each further wait is twice as long.
    pub patience_first: u64,
    /// Longest wait for a card's proof, in milliseconds.
    pub patience_most: u64,
    /// Time after which a website's invitation to load lapses, in milliseconds.
    pub invitation_lapses: u64,
    /// Time after which the question for the handset's model no longer accepts a `Y`, in milliseconds.
    pub confirmation_lapses: u64,
    /// Reach that a calibration sets, in centimetres (handbook: 2 to 5).
    pub reach_cm: u8,
    /// Handsets that are calibrated by short message (红名单).
    pub red_list: Vec<ListedModel>,
    /// Terms of the business.
    pub terms: Terms,
    /// Planted fault; `None` without one.
    pub plant: Option<Plant>,
}

impl Default for PlatformSettings {
    fn default() -> PlatformSettings {
        PlatformSettings {
            patience_first: 5 * MINUTE,
            patience_most: 6 * HOUR,
            invitation_lapses: HOUR,
            confirmation_lapses: HOUR,
            reach_cm: 4,
            red_list: Vec::new(),
            terms: Terms::default(),
            plant: None,
        }
    }
}

impl PlatformSettings {
    /// Returns the wait after the given try, counted from 1, in milliseconds.
    pub(super) fn patience(&self, tries: u32) -> u64 {
        let doubled = 1_u64.checked_shl(tries.saturating_sub(1)).unwrap_or(u64::MAX);
        self.patience_first.saturating_mul(doubled).min(self.patience_most.max(self.patience_first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_doubles_up_to_its_maximum() {
        let settings = PlatformSettings::default();
        assert_eq!([1, 2, 3, 7, 8, 70].map(|tries| settings.patience(tries) / MINUTE), [5, 10, 20, 320, 360, 360]);
    }
}
