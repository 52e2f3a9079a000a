//! Violations: what the watchers find wrong, each as one sentence.

use super::effect::Effect;
use crate::audit::Finding;
use crate::platform::number::Msisdn;
use sim_codec::amount::in_english;

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// The books.
    #[error("the books: {0}")]
    Books(Finding),
    /// A card's memory holds no card.
    #[error("the memory of the card of {0} holds no card any more")]
    NoCard(Msisdn),
    /// A counter went down.
    #[error("{what} of {number} went from {from} to {to}")]
    Backwards {
        /// Whose.
        number: Msisdn,
        /// Which counter.
        what: &'static str,
        /// Where it stood.
        from: u64,
        /// Where it stands.
        to: u64,
    },
    /// A card did something, and the packet that it did it on is not among those it will refuse.
    #[error("{what} of the card of {number} changed, and its counter of accepted packets is still {counter}")]
    NotCounted {
        /// Whose.
        number: Msisdn,
        /// What changed.
        what: &'static str,
        /// The counter.
        counter: u64,
    },
    /// A card's request moved money, and its packet is not among those that the platform will refuse.
    #[error("a request of {number} moved money, and the platform's counter of packets heard is still {counter}")]
    NotHeard {
        /// Whose.
        number: Msisdn,
        /// The counter.
        counter: u64,
    },
    /// A person at the menu moved what only the platform or a terminal moves.
    #[error("{what} of the card of {number} changed at the menu")]
    ByMenu {
        /// Whose.
        number: Msisdn,
        /// What changed.
        what: &'static str,
    },
    /// Money came over the air that no transfer brought, or a second time.
    #[error("the card of {number} got {} over the air under counter {counter}, which {why}", in_english(*.amount))]
    Credited {
        /// Whose.
        number: Msisdn,
        /// How much; negative is what it lost.
        amount: i64,
        /// The online counter before.
        counter: u16,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Something happened that its subscriber did not order so.
    #[error("{effect} of {number} was done, and {why}")]
    Unordered {
        /// The subscriber whose order is missing.
        number: Msisdn,
        /// The effect.
        effect: Effect,
        /// What is wrong with the order.
        why: &'static str,
    },
    /// A card accepted a packet that was made for another's.
    #[error("the card of {number} accepted a packet that was made for {meant}")]
    Misdirected {
        /// The subscriber whose card accepted it.
        number: Msisdn,
        /// The subscriber for whom it was made.
        meant: Msisdn,
    },
    /// A wallet or an account changed its state by no edge of the table.
    #[error("{what} of {number} went from {from} to {to}")]
    Transition {
        /// The subscriber.
        number: Msisdn,
        /// The wallet or the account.
        what: &'static str,
        /// The state before.
        from: &'static str,
        /// The state after.
        to: &'static str,
    },
    /// Money of a top-up went back without the card's proof that it was cancelled.
    #[error("transfer {transfer} of {number} was refunded, and no cancel of it was under way")]
    Uncancelled {
        /// The subscriber.
        number: Msisdn,
        /// The number of the transfer.
        transfer: u64,
    },
    /// A top-up is kept under way that the card will never take.
    #[error("transfer {transfer} of {number} is under way, though the card has given it up for another")]
    GivenUp {
        /// The subscriber.
        number: Msisdn,
        /// The number of the transfer.
        transfer: u64,
    },
    /// A terminal was shown something that a right card does not show.
    #[error("at a terminal, of the card of {number}: {why}")]
    Terminal {
        /// Whose.
        number: Msisdn,
        /// What was wrong.
        why: String,
    },
    /// Long after the last fault something is under way.
    #[error("after the last fault, with everything repaired, {0}")]
    Unrest(String),
    /// Long after the last fault the two sides do not say the same.
    #[error("after the last fault the card of {number} is {card}, and the platform takes it to be {platform}")]
    State {
        /// Whose.
        number: Msisdn,
        /// The card's state.
        card: &'static str,
        /// What the platform believes.
        platform: &'static str,
    },
    /// Long after the last fault money is here and not there.
    #[error(
        "after the last fault the card of {number} has and spent {}, and the wallet's book has {}",
        in_english(*.card),
        in_english(*.book)
    )]
    Apart {
        /// Whose.
        number: Msisdn,
        /// What the card holds, with what it spent and nobody uploaded.
        card: i64,
        /// The wallet's book.
        book: i64,
    },
}

impl Violation {
    /// What kind of violation it is, so that one can be told from another when a script is made shorter.
    pub fn kind(&self) -> std::mem::Discriminant<Violation> {
        std::mem::discriminant(self)
    }
}
