//! Export of a world without its secrets. What may leave stands in a list (`shown`, `platform`); everything else stays:
//! the seed, from which every initial password, scratch card and key follows; passwords, not even as hashes, because
//! six digits are soon guessed; the memory of cards; the octets of messages; and what people wrote (`mask`).

use serde_json::Value;

use super::{Event, World};

mod counters;
mod mask;
mod money;
mod platform;
mod shown;

pub use shown::{known_words, without_words};

/// Returns the world as one document, without its secrets.
pub fn document(world: &World, happened: &[Event]) -> Result<Value, serde_json::Error> {
    serde_json::to_value(shown::ShownWorld::of(world, happened))
}

/// Returns a document as lines, one for each value, with its place in front.
pub fn lines(document: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    flatten(document, "", &mut lines);
    lines
}

fn flatten(value: &Value, place: &str, lines: &mut Vec<String>) {
    let below = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| flatten(value, &below(name), lines)),
        Value::Array(list) => {
            (1..).zip(list).for_each(|(number, value): (u32, _)| flatten(value, &below(&number.to_string()), lines));
        }
        Value::String(text) => lines.push(format!("{place} = {text}")),
        other => lines.push(format!("{place} = {other}")),
    }
}

#[cfg(test)]
mod tests;
