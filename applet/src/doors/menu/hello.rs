//! The card's message to the platform at the first start in a handset (handbook 3.1.2). It carries the handset's IMEI,
//! so that the card's reach can be calibrated for that handset. The person is asked nothing, and the outcome is not
//! shown.

use serde::{Deserialize, Serialize};

use sim_wire::lifecycle::LifeCycle;

use super::order::MenuOrder;
use super::prompt::Prompt;
use super::{Answer, Move, View};

/// Question for the handset's IMEI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hello;

impl Hello {
    /// Returns whether the platform can be asked, and the wallet may be calibrated. An unopened wallet is calibrated
    /// like any other, since the handbook wants it at first use; a closed or blocked one is not.
    pub(crate) fn is_due(view: &View<'_>) -> bool {
        let is_blocked = view.wallet.unblocked().is_err();
        !is_blocked && view.wallet.lifecycle != LifeCycle::Closed && !view.identity.ota_keys.is_empty()
    }

    pub(super) const fn prompt(self) -> Prompt {
        Prompt::Imei
    }

    /// Returns the move after the handset's answer. A handset that the card is calibrated for already is not reported.
    pub(super) fn answered(self, answer: Answer, view: &View<'_>) -> Move {
        match answer {
            Answer::Imei(imei) if view.wallet.calibration.is_none_or(|known| known.imei != imei) => {
                Move::Order(MenuOrder::Hello { imei }, None)
            }
            _ => Move::End,
        }
    }
}
