//! A card's memory: what the card itself says of it when it powers up on it.

use applet::{Block, CardState};

use super::coding::Value;
use super::{Explanation, Fact, Kind};
use sim_device::memory::image;

/// Explains a card's memory.
pub fn card(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(Kind::Card, "memory of a card", octets);
    match image::card(octets) {
        Ok(mut card) => {
            if let Ok(atr) = card.power_on() {
                explanation.facts.push(text("atr", hex::encode_upper(atr.as_slice())));
            }
            if let Some(state) = card.state() {
                wallet(&state, &mut explanation);
            }
        }
        Err(error) => explanation.problems.push(format!("The card does not come up: {error}.").into()),
    }
    explanation
}

fn wallet(state: &CardState, explanation: &mut Explanation<'_>) {
    let facts = &mut explanation.facts;
    facts.push(Fact {
        name: "balance",
        value: Value::Number(u64::from(state.balance.0)),
        text: Some(state.balance.to_string()),
    });
    facts.push(text("state", state.lifecycle.name().to_owned()));
    facts.push(text("block", block_words(state.block).to_owned()));
    facts.push(number("online_counter", u64::from(state.online_counter)));
    facts.push(number("offline_counter", u64::from(state.offline_counter)));
    facts.push(Fact {
        name: "limit",
        value: state.limit.map_or(Value::Nothing, |limit| Value::Number(u64::from(limit.0))),
        text: Some(state.limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string())),
    });
    let switch = if state.pin_on { "on" } else { "off" };
    facts.push(Fact { name: "pin_on", value: Value::Flag(state.pin_on), text: Some(switch.to_owned()) });
    facts.push(number("pin_tries_left", u64::from(state.pin_tries_left)));
    facts.push(number("log_records", u64::try_from(state.log.len()).unwrap_or(0)));
    if let Some(last) = state.log.first() {
        facts
            .push(text("last_transaction", format!("{}, {}, counter {}", last.kind.name(), last.amount, last.counter)));
    }
    if let Some(proof) = state.proof {
        facts.push(text("proof", format!("{}, counter {}", proof.kind.name(), proof.counter)));
    }
    if let Some(calibration) = state.calibration {
        facts.push(number("reach_cm", u64::from(calibration.reach_cm)));
    }
}

const fn block_words(block: Block) -> &'static str {
    match block {
        Block::None => "not blocked",
        Block::Temporary => "application temporarily blocked",
        Block::Permanent => "application permanently blocked",
        Block::Card => "card blocked",
    }
}

const fn text(name: &'static str, words: String) -> Fact {
    Fact { name, value: Value::Text(words), text: None }
}

const fn number(name: &'static str, number: u64) -> Fact {
    Fact { name, value: Value::Number(number), text: None }
}
