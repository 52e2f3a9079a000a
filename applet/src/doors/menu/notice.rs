//! Last screens, which the person reads and clears.

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use sim_wire::Fen;

use super::View;
use super::news::News;
use super::order;
use super::phrases::Phrase;
use super::text::Text;

/// Content of a last screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Notice {
    /// A fixed sentence.
    Says(Phrase),
    /// The balance, as it is when the screen is shown.
    Balance,
    /// Limit that was set, in fen; `None` for no limit.
    LimitSet(Option<Fen>),
    /// The PIN is on and has its initial value.
    PinIsOn,
    /// Outcome of sending the request of that name.
    Outcome { name: Phrase, sent: bool },
    /// News of what the platform did.
    Happened(News),
}

impl Notice {
    /// Creates the screen for a refusal of the wallet.
    pub(super) const fn refused(refusal: Refusal) -> Notice {
        Notice::Says(match refusal {
            Refusal::PinWrong(0) | Refusal::PinBlocked => Phrase::PinIsBlocked,
            Refusal::ApplicationBlocked | Refusal::ApplicationBlockedForEver => Phrase::Blocked,
            Refusal::PinOff => Phrase::PinNotOn,
            Refusal::NotOpened | Refusal::Closed => Phrase::NotOpened,
            Refusal::Suspended => Phrase::IsSuspended,
            Refusal::Closing => Phrase::IsClosing,
            Refusal::BalanceNotZero => Phrase::HasMoney,
            _ => Phrase::Failed,
        })
    }

    pub(super) fn text(self, view: &View<'_>) -> Text {
        let text = view.text();
        match self {
            Notice::Says(phrase) => text.say(phrase),
            Notice::Balance => text.say(Phrase::BalanceIs).amount(view.wallet.purse.balance),
            Notice::LimitSet(None) => text.say(Phrase::LimitLifted),
            Notice::LimitSet(Some(limit)) => text.say(Phrase::LimitSet).amount(limit).say(Phrase::Stop),
            Notice::PinIsOn => {
                let text = text.say(Phrase::PinIsOn);
                digits(text, &view.identity.pin_initial).say(Phrase::PinIsOnChangeIt)
            }
            Notice::Outcome { name, sent } => order::outcome(name, sent, text),
            Notice::Happened(news) => news.text(view),
        }
    }
}

/// Writes the digits of a PIN: two an octet, an odd count ending in nibble F.
fn digits(text: Text, pin: &[u8]) -> Text {
    let nibbles = pin.iter().flat_map(|octet| [octet >> 4, octet & 0x0F]);
    nibbles.filter(|nibble| *nibble <= 9).fold(text, |text, nibble| text.number(u32::from(nibble)))
}
