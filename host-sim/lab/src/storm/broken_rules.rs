//! Broken rules: the handbook's, each decorated with one fault. Whoever changes the watchers sees with them that they
//! still find what they are for.

use sim_script::scenario::{PlatformFault, Scenario};
use sim_script::walk::EarlyRefund;
use sim_wire::message::LoadAnswer;
use sim_world::invariant::WatchedWorld;
use sim_world::platform::account::{Accounts, NumberState};
use sim_world::platform::card_file::Asn;
use sim_world::platform::error::PlatformError;
use sim_world::platform::hall::CardSwap;
use sim_world::platform::number::Msisdn;
use sim_world::platform::rules::{BusinessRules, Handbook, ProtectedOrder, Rulebook, TopUpStep};
use sim_world::platform::script::{CardScript, ScriptOutcome};
use sim_world::platform::top_up::{TopUp, TopUpPhase};
use sim_world::platform::withdrawal::Withdrawal;
use sim_world::world::WorldError;

/// Creates the world of a scenario, with the faults that are planted in it.
pub fn begin(scenario: &Scenario) -> Result<WatchedWorld, WorldError> {
    WatchedWorld::new(&scenario.cast, scenario.fault.map(rules).unwrap_or_default())
}

/// Returns the rules that have a fault.
const fn rules(fault: PlatformFault) -> Rulebook {
    Rulebook::new(match fault {
        PlatformFault::RefundBeforeCancel => &EarlyRefund,
        PlatformFault::RefundOnRefusal => &RefundOnRefusal,
        PlatformFault::TopUpWithoutPassword => &WithoutPassword(ProtectedOrder::TopUp),
        PlatformFault::WebsiteWithoutPassword => &WithoutPassword(ProtectedOrder::WebTopUp),
        PlatformFault::BillWithoutPassword => &WithoutPassword(ProtectedOrder::AnothersBill),
        PlatformFault::CareWithoutPassword => &WithoutPassword(ProtectedOrder::OperationPinReset),
        PlatformFault::CloseWithoutPassword => &WithoutPassword(ProtectedOrder::Closing),
        PlatformFault::AccountOverAccount => &AccountOverAccount,
        PlatformFault::OrdersByHearing => &OrdersByHearing,
        PlatformFault::ScriptNamesNobody => &ScriptNamesNobody,
        PlatformFault::SecondTopUpDeclined => &SecondTopUpDeclined,
        PlatformFault::VoidAfterUpload => &VoidAfterUpload,
        PlatformFault::EntrySettledTwice => &EntrySettledTwice,
        PlatformFault::SwapRegisteredTwice => &SwapRegisteredTwice,
        PlatformFault::WithdrawalPaidTwice => &WithdrawalPaidTwice,
        PlatformFault::CodeWorksTwice => &CodeWorksTwice,
        PlatformFault::LockForgotten => &LockForgotten(ProtectedOrder::OperationPinReset),
    })
}

/// Rules by which a credit that the card refuses is refunded without a cancel.
#[derive(Debug)]
struct RefundOnRefusal;

impl BusinessRules for RefundOnRefusal {
    fn step_after_answer(
        &self,
        top_up: &TopUp,
        phase: TopUpPhase,
        (script, outcome): (&CardScript, &ScriptOutcome),
    ) -> TopUpStep {
        match (script, outcome) {
            (CardScript::Credit { .. }, ScriptOutcome::Refused(_)) => TopUpStep::Refund,
            _ => Handbook.step_after_answer(top_up, phase, (script, outcome)),
        }
    }
}

/// Rules by which one kind of order is done under any pay password.
#[derive(Debug)]
struct WithoutPassword(ProtectedOrder);

impl BusinessRules for WithoutPassword {
    fn is_password_needed(&self, order: ProtectedOrder) -> bool {
        order != self.0 && Handbook.is_password_needed(order)
    }
}

/// Rules by which each answer of a bank ends a withdrawal, also one that has ended.
#[derive(Debug)]
struct WithdrawalPaidTwice;

impl BusinessRules for WithdrawalPaidTwice {
    fn may_end_withdrawal(&self, _withdrawal: &Withdrawal) -> bool {
        true
    }
}

/// Rules by which a verification code is not spent by its use.
#[derive(Debug)]
struct CodeWorksTwice;

impl BusinessRules for CodeWorksTwice {
    fn is_code_spent(&self) -> bool {
        false
    }
}

/// Rules by which one kind of order is done under a locked pay password.
#[derive(Debug)]
struct LockForgotten(ProtectedOrder);

impl BusinessRules for LockForgotten {
    fn is_lock_heeded(&self, order: ProtectedOrder) -> bool {
        order != self.0
    }
}

/// Rules by which an account is opened over one that is not closed.
#[derive(Debug)]
struct AccountOverAccount;

impl BusinessRules for AccountOverAccount {
    fn check_opening(&self, accounts: &Accounts, number: &Msisdn) -> Result<(), PlatformError> {
        match accounts.subscriber(number).state {
            NumberState::Normal => Ok(()),
            state => Err(PlatformError::NumberState(state)),
        }
    }
}

/// Rules by which a text order is done each time that it arrives.
#[derive(Debug)]
struct OrdersByHearing;

impl BusinessRules for OrdersByHearing {
    fn is_repetition_obeyed(&self) -> bool {
        true
    }
}

/// Rules by which a script names no card, and the card that a proof of receipt names is not checked.
#[derive(Debug)]
struct ScriptNamesNobody;

impl BusinessRules for ScriptNamesNobody {
    fn address(&self, _: &Asn, commands: &[u8]) -> Vec<u8> {
        commands.to_vec()
    }

    fn is_own_proof(&self, _: &Asn, _: Option<[u8; 10]>) -> bool {
        true
    }
}

/// Rules by which a card's request is declined during any other top-up, also one that the card has given up for it.
#[derive(Debug)]
struct SecondTopUpDeclined;

impl BusinessRules for SecondTopUpDeclined {
    fn is_replaced(&self, _: &TopUp, _: &LoadAnswer) -> bool {
        false
    }

    fn is_in_the_way(&self, _: &TopUp, _: u16) -> bool {
        true
    }
}

/// Rules by which a purchase may be voided, and so costs the merchant no commission, after its batch was uploaded too.
#[derive(Debug)]
struct VoidAfterUpload;

impl BusinessRules for VoidAfterUpload {
    fn may_void(&self, _: bool) -> bool {
        true
    }
}

/// Rules by which a purchase is settled as often as it stands in a batch.
#[derive(Debug)]
struct EntrySettledTwice;

impl BusinessRules for EntrySettledTwice {
    fn is_settled_once(&self) -> bool {
        false
    }
}

/// Rules by which a card that was registered for a swap can be opened, and registered, once more.
#[derive(Debug)]
struct SwapRegisteredTwice;

impl BusinessRules for SwapRegisteredTwice {
    fn may_register_swap(&self, _: Option<&CardSwap>) -> bool {
        true
    }

    fn may_reopen(&self, _: Option<&CardSwap>) -> bool {
        true
    }
}
