//! Violations that the watchers find, each as one sentence.

use super::effect::Effect;
use crate::action::PosPlace;
use crate::audit::AuditError;
use crate::platform::card_file::Asn;
use crate::platform::code::CodePurpose;
use crate::platform::number::Msisdn;
use sim_codec::amount::in_english;
use sim_codec::time::Moment;
use sim_device::pos::entry::PurchaseId;

/// Violation of an invariant, which the watchers found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// The audit has a finding.
    #[error("the books: {0}")]
    Books(AuditError),
    /// A card's memory holds no card.
    #[error("the memory of the card of {0} holds no card any more")]
    NoCard(Msisdn),
    /// A counter went down.
    #[error("{what} of {number} went from {from} to {to}")]
    Backwards {
        /// Number of the subscriber.
        number: Msisdn,
        /// Name of the counter.
        what: &'static str,
        /// Value at the last look.
        from: u64,
        /// Value now.
        to: u64,
    },
    /// A card changed over the air, and its counter of accepted packets did not rise.
    #[error("{what} of the card of {number} changed, and its counter of accepted packets is still {counter}")]
    NotCounted {
        /// Number of the subscriber.
        number: Msisdn,
        /// Name of the part that changed.
        what: &'static str,
        /// Counter of accepted packets.
        counter: u64,
    },
    /// A card's request moved money, and the platform's counter of received packets did not rise.
    #[error("a request of {number} moved money, and the platform's counter of packets heard is still {counter}")]
    NotHeard {
        /// Number of the subscriber.
        number: Msisdn,
        /// Counter of received packets.
        counter: u64,
    },
    /// A part of the card changed at the menu that only the platform or a terminal may change.
    #[error("{what} of the card of {number} changed at the menu")]
    ByMenu {
        /// Number of the subscriber.
        number: Msisdn,
        /// Name of the part that changed.
        what: &'static str,
    },
    /// Money came over the air that no transfer brought, or a second time.
    #[error("the card of {number} got {} over the air under counter {counter}, which {why}", in_english(*.amount))]
    Credited {
        /// Number of the subscriber.
        number: Msisdn,
        /// Change of the balance in fen; negative for a loss.
        amount: i64,
        /// Online counter before the change.
        counter: u16,
        /// Reason for the violation.
        why: &'static str,
    },
    /// An effect has no matching order of its subscriber.
    #[error("{effect} of {number} was done, and {why}")]
    Unordered {
        /// Number of the subscriber whose order is missing.
        number: Msisdn,
        /// Effect that was found.
        effect: Effect,
        /// Reason for the violation.
        why: &'static str,
    },
    /// A card accepted a packet that was made for another's card.
    #[error("the card of {number} accepted a packet that was made for {meant}")]
    Misdirected {
        /// Number of the subscriber whose card accepted the packet.
        number: Msisdn,
        /// Number of the subscriber for whom the packet was made.
        meant: Msisdn,
    },
    /// A wallet or an account changed its state by no edge of the table.
    #[error("{what} of {number} went from {from} to {to}")]
    Transition {
        /// Number of the subscriber.
        number: Msisdn,
        /// Name of the wallet or the account.
        what: &'static str,
        /// State before the change.
        from: &'static str,
        /// State after the change.
        to: &'static str,
    },
    /// An account closed, or stayed closed, against the conditions of a closing.
    #[error("the payment account of {number} is closed {why}")]
    ClosedAccount {
        /// Number of the subscriber.
        number: Msisdn,
        /// Condition that is broken.
        why: &'static str,
    },
    /// Something was done under a locked password, or its lock was told otherwise than before.
    #[error("a password of {number} is locked until {until}, and {what}")]
    Locked {
        /// Number of the subscriber.
        number: Msisdn,
        /// Act that violates the lock.
        what: String,
        /// End of the lock.
        until: Moment,
    },
    /// A verification code worked that should not.
    #[error("a code of {number} for {purpose} worked {why}")]
    Code {
        /// Number of the subscriber.
        number: Msisdn,
        /// Purpose for which the code worked.
        purpose: CodePurpose,
        /// Reason for the violation.
        why: &'static str,
    },
    /// The website let a user in who does not have the login password.
    #[error("the website let a user of {number} in under {why}")]
    SignedIn {
        /// Number of the subscriber.
        number: Msisdn,
        /// Description of the password that was given.
        why: &'static str,
    },
    /// A phone was charged otherwise than for its messages.
    #[error("the phone of {number} sent {sent} messages to the platform, and was charged {}", in_english(i64::try_from(*.charged).unwrap_or(i64::MAX)))]
    Charged {
        /// Number of the subscriber.
        number: Msisdn,
        /// Number of messages that the network took.
        sent: u64,
        /// Charges in fen.
        charged: u64,
    },
    /// Money of a top-up went back without the card's proof that the load was cancelled.
    #[error("transfer {transfer} of {number} was refunded, and no cancel of it was under way")]
    Uncancelled {
        /// Number of the subscriber.
        number: Msisdn,
        /// Number of the transfer.
        transfer: u64,
    },
    /// A top-up that the card will never take is still under way.
    #[error("transfer {transfer} of {number} is under way, though the card has given it up for another")]
    GivenUp {
        /// Number of the subscriber.
        number: Msisdn,
        /// Number of the transfer.
        transfer: u64,
    },
    /// A terminal found a fault of a card or of the books.
    #[error("at a terminal, of the card of {number}: {why}")]
    Terminal {
        /// Number of the subscriber.
        number: Msisdn,
        /// Error of the terminal.
        why: String,
    },
    /// A purchase at a shop was not paid as it should.
    #[error("purchase {purchase} {why}")]
    Purchase {
        /// Identity of the purchase.
        purchase: PurchaseId,
        /// Reason for the violation.
        why: &'static str,
    },
    /// The result of a batch is not what the ledger has.
    #[error("batch {batch:06} of pos {pos} was answered otherwise than it was paid")]
    Batch {
        /// Terminal.
        pos: PosPlace,
        /// Number of the batch.
        batch: u32,
    },
    /// A tap changed a card in a way that it should not.
    #[error("the card of {number} {why}")]
    Tapped {
        /// Number of the subscriber.
        number: Msisdn,
        /// Reason for the violation.
        why: &'static str,
    },
    /// A card was swapped otherwise than once.
    #[error("card {card} {why}")]
    Swapped {
        /// Card that was given up.
        card: Asn,
        /// Reason for the violation.
        why: &'static str,
    },
    /// After the last fault, with everything repaired, something is still under way.
    #[error("after the last fault, with everything repaired, {0}")]
    Unrest(String),
    /// After the last fault, card and platform disagree about the state of the wallet.
    #[error("after the last fault the card of {number} is {card}, and the platform takes it to be {platform}")]
    State {
        /// Number of the subscriber.
        number: Msisdn,
        /// State on the card.
        card: &'static str,
        /// State in the platform's file.
        platform: &'static str,
    },
    /// After the last fault, card and books disagree about the money.
    #[error(
        "after the last fault the card of {number} has and spent {}, and the wallet's book has {}",
        in_english(*.card),
        in_english(*.book)
    )]
    Apart {
        /// Number of the subscriber.
        number: Msisdn,
        /// Money that the card holds or has spent without an upload, in fen.
        card: i64,
        /// Balance of the wallet's book, in fen.
        book: i64,
    },
}

impl Violation {
    /// Returns the kind of the violation, by which violations are compared while a script is made shorter.
    pub fn kind(&self) -> std::mem::Discriminant<Violation> {
        std::mem::discriminant(self)
    }
}
