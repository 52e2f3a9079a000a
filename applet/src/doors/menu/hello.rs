//! The card's word to the platform at the first start in a handset (handbook 3.1.2): which handset it is in, so that
//! its reach can be calibrated for it. Nobody is asked anything, and nothing is said of how it went.

use serde::{Deserialize, Serialize};

use sim_wire::lifecycle::LifeCycle;

use super::order::Order;
use super::prompt::Prompt;
use super::{Answer, Move, View};

/// The handset is asked for its IMEI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hello;

impl Hello {
    /// Whether there is anybody to say it to, and anything to calibrate: an unopened wallet is calibrated like any
    /// other, since the handbook wants it at first use; a closed one is not.
    pub(crate) fn is_due(view: &View<'_>) -> bool {
        let is_blocked = view.wallet.unblocked().is_err();
        !is_blocked && view.wallet.lifecycle != LifeCycle::Closed && !view.identity.ota_keys.is_empty()
    }

    pub(super) const fn prompt(self) -> Prompt {
        Prompt::Imei
    }

    /// A handset that the card was calibrated for is no news to the platform.
    pub(super) fn answered(self, answer: Answer, view: &View<'_>) -> Move {
        match answer {
            Answer::Imei(imei) if view.wallet.calibration.is_none_or(|known| known.imei != imei) => {
                Move::Order(Order::Hello { imei }, None)
            }
            _ => Move::End,
        }
    }
}
