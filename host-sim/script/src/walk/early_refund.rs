//! Rules that a walk with `platform refunds too early` gives its platform.

use sim_world::platform::rules::{BusinessRules, Handbook, TopUpStep};
use sim_world::platform::script::CardScript;
use sim_world::platform::top_up::TopUp;

/// Rules of a platform that refunds a top-up as soon as its receipt is late.
///
/// The card has not proved that the load can never happen. If it has the load, the money exists twice.
#[derive(Clone, Copy, Debug)]
pub struct EarlyRefund;

impl BusinessRules for EarlyRefund {
    fn step_after_silence(&self, top_up: &TopUp, script: &CardScript) -> TopUpStep {
        match script {
            CardScript::Credit { .. } => TopUpStep::Refund,
            _ => Handbook.step_after_silence(top_up, script),
        }
    }
}
