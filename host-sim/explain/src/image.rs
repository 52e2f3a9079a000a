//! Memory of a card, explained by the ATR and the state of the card that powers up on it.

use applet::{BlockState, CardState};

use super::remark::AnswerRemark;
use super::{ContentKind, Explanation, Node, Value};
use sim_device::memory::image;

mod dump;
mod dump_row;

pub use dump::dump;
pub use dump_row::{DumpName, DumpRow, DumpValue, SlotState};

/// Explains a card's memory.
pub fn card(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(ContentKind::Card, "memory of a card", octets);
    match image::card(octets) {
        Ok(mut card) => {
            if let Ok(atr) = card.power_on() {
                explanation.nodes.push(fact("atr", Value::Octets(atr.as_slice().to_vec().into())));
            }
            if let Some(state) = card.state() {
                explanation.nodes.extend(wallet(&state));
            }
        }
        Err(error) => explanation.problems.push(AnswerRemark::SilentCard(error).into()),
    }
    explanation.covered()
}

/// Makes a line for a fact that the card has worked out, and that stands at no one place of the memory.
fn fact<'a>(name: &'static str, value: Value<'a>) -> Node<'a> {
    Node::new(name, value, None).line(name)
}

fn wallet<'a>(state: &CardState) -> Vec<Node<'a>> {
    let number = |name, number: u64| fact(name, Value::Number(number));
    let mut nodes = vec![
        fact("balance", Value::Amount(state.balance)),
        fact("state", Value::Word(state.lifecycle.name())),
        fact("block", Value::Word(block_words(state.block))),
        number("online_counter", state.online_counter.into()),
        number("offline_counter", state.offline_counter.into()),
        fact("limit", Value::Limit(state.limit)),
        fact("pin_on", Value::Switch(state.pin_on.into())),
        number("pin_tries_left", state.pin_tries_left.into()),
        number("log_records", u64::try_from(state.log.len()).unwrap_or(0)),
    ];
    if let Some(last) = state.log.first() {
        let value = Value::Transaction(last.kind, Some(last.amount), last.counter);
        nodes.push(fact("last_transaction", value));
    }
    if let Some(proof) = state.proof {
        nodes.push(fact("proof", Value::Transaction(proof.kind, None, proof.counter)));
    }
    nodes.extend(state.calibration.map(|calibration| number("reach_cm", calibration.reach_cm.into())));
    nodes
}

const fn block_words(block: BlockState) -> &'static str {
    match block {
        BlockState::None => "not blocked",
        BlockState::Temporary => "application temporarily blocked",
        BlockState::Permanent => "application permanently blocked",
        BlockState::Card => "card blocked",
    }
}
