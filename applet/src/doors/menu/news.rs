//! News of what the platform did to the wallet over the air, as the person reads it. What a terminal does over the
//! contacts is no news: the card is in no handset then, and the terminal has a screen.

use heapless::Vec;
use serde::{Deserialize, Serialize};

use crate::wallet::Wallet;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::View;
use super::phrases::Phrase;
use super::text::Text;

/// Most pieces of news in one script: state, load, PIN, calibration.
pub(crate) const NEWS_MAX: usize = 4;

/// A piece of news for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum News {
    Opened,
    Suspended,
    Resumed,
    Closing,
    Closed,
    /// This amount was loaded, in fen.
    Credited(Fen),
    /// The load that was asked for was cancelled.
    Withdrawn,
    PinReset,
    Calibrated,
}

impl News {
    /// Returns the news between one wallet and another.
    pub(crate) fn between(before: &Wallet, after: &Wallet) -> Vec<News, NEWS_MAX> {
        let pin = (before.pin != after.pin).then_some(News::PinReset);
        let calibrated = (before.calibration != after.calibration).then_some(News::Calibrated);
        let all = [News::of_state(before, after), News::of_load(before, after), pin, calibrated];
        all.into_iter().flatten().collect()
    }

    fn of_state(before: &Wallet, after: &Wallet) -> Option<News> {
        let news = match (before.lifecycle, after.lifecycle) {
            (LifeCycle::Suspended, LifeCycle::Open) => News::Resumed,
            (_, LifeCycle::Open) => News::Opened,
            (_, LifeCycle::Suspended) => News::Suspended,
            (_, LifeCycle::Closing) => News::Closing,
            (_, LifeCycle::Closed) => News::Closed,
            (_, LifeCycle::Unopened) => return None,
        };
        (before.lifecycle != after.lifecycle).then_some(news)
    }

    /// Returns the news of a load. A load that could no longer be credited, since the purse has gone on, is not
    /// reported as cancelled.
    fn of_load(before: &Wallet, after: &Wallet) -> Option<News> {
        if before.remote.credited != after.remote.credited {
            let amount = after.purse.balance.0.checked_sub(before.purse.balance.0);
            return amount.map(|amount| News::Credited(Fen(amount)));
        }
        (before.awaited_load().is_some() && after.remote.pending.is_none()).then_some(News::Withdrawn)
    }

    /// Returns the text of the news. It shows the balance at the time of reading.
    pub(super) fn text(self, view: &View<'_>) -> Text {
        let text = view.text();
        match self {
            News::Opened => text.say(Phrase::NowOpen),
            News::Suspended => text.say(Phrase::IsSuspended),
            News::Resumed => text.say(Phrase::NowResumed),
            News::Closing => text.say(Phrase::NowClosing),
            News::Closed => text.say(Phrase::NowClosed),
            News::Credited(amount) => {
                let text = text.say(Phrase::NowToppedUp).amount(amount).say(Phrase::NowHolds);
                text.amount(view.wallet.purse.balance).say(Phrase::Stop)
            }
            News::Withdrawn => text.say(Phrase::NowWithdrawn),
            News::PinReset => text.say(Phrase::NowPinReset),
            News::Calibrated => text.say(Phrase::NowCalibrated),
        }
    }
}
