//! Business rules (业务规则) that the platform decides by: a method for each decision, by default as the handbook has
//! it. A rule looks and changes nothing; the desks do what it decides.
//!
//! ```
//! use sim_world::platform::account::Accounts;
//! use sim_world::platform::rules::{BusinessRules, ProtectedOrder, Rulebook};
//!
//! let rules = Rulebook::default();
//! assert!(rules.is_password_needed(ProtectedOrder::TopUp));
//! assert!(rules.check_opening(&Accounts::default(), &"13807310001".parse()?).is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sim_wire::addressee;
use sim_wire::message::{LoadAnswer, LoadReceipt};
use sim_wire::status::StatusWord;

use super::account::Accounts;
use super::bank_order::{BankOrder, BankOrderState};
use super::card_file::Asn;
use super::error::PlatformError;
use super::hall::{CardSwap, SwapState};
use super::number::Msisdn;
use super::script::{CardScript, ScriptOutcome};
use super::top_up::{TopUp, TopUpPhase};
use super::withdrawal::Withdrawal;

/// Order that is given under the pay password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProtectedOrder {
    /// Top-up that the card asks for.
    TopUp,
    /// Top-up that is asked for on the website.
    WebTopUp,
    /// Payment of another's phone bill.
    AnothersBill,
    /// Payment of a phone bill on the website.
    SiteBill,
    /// Reset of the operation PIN by customer care.
    OperationPinReset,
    /// Closing of wallet and account.
    Closing,
    /// Setting of the security questions.
    SecurityQuestions,
    /// Closing of the account alone.
    AccountClosing,
    /// Withdrawal to a bank card, and the binding of one.
    Withdrawal,
    /// Payment of an order for goods.
    Payment,
}

/// Next step of a top-up under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopUpStep {
    /// The card is sent a script at once.
    Ask(CardScript),
    /// The receipt of the load is checked; `None` where the card's answer has no room for one.
    CheckReceipt(Option<LoadReceipt>),
    /// The card has refused to forget the load, because it was credited.
    Doubt,
    /// The money goes back to the account.
    Refund,
    /// The card's next answer is waited for.
    Wait,
}

/// Decisions of a platform.
pub trait BusinessRules: fmt::Debug + Sync {
    /// Returns whether an order is done only under the right pay password.
    fn is_password_needed(&self, _order: ProtectedOrder) -> bool {
        true
    }

    /// Returns whether an order heeds the lock of the pay password: every one, whatever channel it comes through.
    fn is_lock_heeded(&self, _order: ProtectedOrder) -> bool {
        true
    }

    /// Refuses a number for which no account can be opened.
    fn check_opening(&self, accounts: &Accounts, number: &Msisdn) -> Result<(), PlatformError> {
        accounts.may_open(number)
    }

    /// Returns whether a verification code is spent by its use, and counts once.
    fn is_code_spent(&self) -> bool {
        true
    }

    /// Returns whether a card may be registered for a swap: once. An interrupted registration goes on.
    fn may_register_swap(&self, earlier: Option<&CardSwap>) -> bool {
        earlier.is_none_or(|swap| swap.state == SwapState::Registering)
    }

    /// Returns whether the wallet on a card may be opened, by the swap for which the card was registered: never again
    /// once there is one, because the card is given up.
    fn may_reopen(&self, swap: Option<&CardSwap>) -> bool {
        swap.is_none()
    }

    /// Returns whether the amount of a swap may be loaded onto the new card: once.
    fn may_load_swap(&self, swap: &CardSwap) -> bool {
        matches!(swap.state, SwapState::Issued(_) | SwapState::Loading(..))
    }

    /// Returns whether a bank's payment to an order is credited: once, also after the order has lapsed.
    fn may_credit(&self, order: &BankOrder) -> bool {
        order.state != BankOrderState::Credited
    }

    /// Returns whether a bank's answer ends a withdrawal: the first one, and no other.
    fn may_end_withdrawal(&self, withdrawal: &Withdrawal) -> bool {
        withdrawal.is_under_way()
    }

    /// Returns whether a text is obeyed that was heard before, or is too old to tell.
    fn is_repetition_obeyed(&self) -> bool {
        false
    }

    /// Returns whether a purchase may be voided (撤销), by whether its batch was uploaded; afterwards the goods are
    /// returned instead (3.2.2.2).
    fn may_void(&self, is_uploaded: bool) -> bool {
        !is_uploaded
    }

    /// Returns whether a purchase is settled once, however often it is uploaded.
    fn is_settled_once(&self) -> bool {
        true
    }

    /// Returns the secured data of a script for a card: the card's number, and the commands.
    fn address(&self, asn: &Asn, commands: &[u8]) -> Vec<u8> {
        [&addressee::emit(&asn.0)[..], commands].concat()
    }

    /// Returns whether a proof of receipt that names this card number, or none, is the card's own. Cards may share
    /// their keys.
    fn is_own_proof(&self, asn: &Asn, named: Option<[u8; 10]>) -> bool {
        named == Some(asn.0)
    }

    /// Returns whether a top-up under way is given up because the card has begun another load in its place.
    fn is_replaced(&self, under_way: &TopUp, answer: &LoadAnswer) -> bool {
        under_way.is_replaced_by(answer.counter, answer.random)
    }

    /// Returns whether a top-up under way excludes a card's request for a load under this counter. A load under an
    /// earlier counter can no longer change, and the errands keep the order.
    fn is_in_the_way(&self, under_way: &TopUp, counter: u16) -> bool {
        under_way.counter >= counter
    }

    /// Returns the step after the card's answer to a script of a top-up.
    fn step_after_answer(
        &self,
        top_up: &TopUp,
        phase: TopUpPhase,
        (script, outcome): (&CardScript, &ScriptOutcome),
    ) -> TopUpStep {
        let is_cancelling = phase == TopUpPhase::Cancelling;
        match (script, outcome) {
            (CardScript::Credit { .. } | CardScript::Prove { .. }, ScriptOutcome::Done(data)) => {
                TopUpStep::CheckReceipt(data.first_chunk().map(LoadReceipt::parse))
            }
            // The credit may still be under way: only a cancel excludes that.
            (CardScript::Credit { .. } | CardScript::Prove { .. }, ScriptOutcome::Refused(_)) if !is_cancelling => {
                TopUpStep::Ask(top_up.cancel())
            }
            (CardScript::Cancel { .. }, ScriptOutcome::Done(_)) => TopUpStep::Refund,
            (CardScript::Cancel { .. }, ScriptOutcome::Refused(StatusWord::CONDITIONS_NOT_SATISFIED))
                if is_cancelling =>
            {
                TopUpStep::Doubt
            }
            (CardScript::Credit { .. }, ScriptOutcome::Unclear) if !is_cancelling => TopUpStep::Ask(top_up.prove()),
            _ => TopUpStep::Wait,
        }
    }

    /// Returns the step after a script of a top-up that the card has not answered in time. A credit is not sent again:
    /// the card is asked whether it has the load.
    fn step_after_silence(&self, top_up: &TopUp, script: &CardScript) -> TopUpStep {
        TopUpStep::Ask(match top_up.phase(Some(script)) {
            TopUpPhase::Crediting => top_up.prove(),
            TopUpPhase::Proving | TopUpPhase::Cancelling => script.clone(),
        })
    }
}

/// Rules of the handbook.
#[derive(Clone, Copy, Debug)]
pub struct Handbook;

impl BusinessRules for Handbook {}

/// Rules that a platform has been given: the handbook's if nothing else is said.
///
/// Rules are no state. Two rulebooks are equal always, and a file keeps none: what is written is null, and what is read
/// are the handbook's rules.
#[derive(Clone, Copy, Debug)]
pub struct Rulebook(&'static dyn BusinessRules);

impl Rulebook {
    /// Makes a rulebook of some rules.
    pub const fn new(rules: &'static dyn BusinessRules) -> Rulebook {
        Rulebook(rules)
    }
}

impl Default for Rulebook {
    fn default() -> Rulebook {
        Rulebook(&Handbook)
    }
}

impl Deref for Rulebook {
    type Target = dyn BusinessRules;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl PartialEq for Rulebook {
    fn eq(&self, _other: &Rulebook) -> bool {
        true
    }
}

impl Eq for Rulebook {}

impl Serialize for Rulebook {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Rulebook {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rulebook, D::Error> {
        <()>::deserialize(deserializer).map(|()| Rulebook::default())
    }
}
