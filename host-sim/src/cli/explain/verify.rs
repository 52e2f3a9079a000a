//! `--keys PROFILE`: the MACs, TACs and cryptograms of a session, computed again with the keys of its card.

use std::collections::BTreeMap;
use std::path::Path;

use miette::miette;
use serde::Serialize;

use crate::cli::{CliResult, Ending, output, sessions};
use sim_device::profile::Profile;
use sim_script::trace::diagnosis::{aligned, members};
use sim_script::trace::formats::Notes;
use sim_script::trace::replay::{ValueVerdict, VerifiedExchange, verified};

/// Value of a session, for programs.
#[derive(Serialize)]
struct ValueReport {
    exchange: usize,
    command: String,
    /// Absent if the value cannot be computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    right: Option<bool>,
    facts: BTreeMap<String, String>,
}

/// Verifies the values of the one session that is named.
pub(super) fn run(input: &[String], keys: &str, json: bool) -> CliResult {
    let [path] = input else {
        return Err(miette!("--keys accepts one session, and {} were given.", input.len()));
    };
    let profile = Profile::choose(keys).map_err(|error| miette!("{keys}: {error}"))?;
    let mut notes = Notes::default();
    let session = sessions::read(Path::new(path), None, &mut notes)?.session;
    let found = verified(&session, &profile);
    output::print(&if json { objects(&found) } else { words(&found) });
    if !notes.is_empty() {
        output::warn(&notes.to_string());
    }
    if found.is_empty() {
        output::warn("The session has no MAC, TAC, cryptogram or secured packet: nothing was verified.");
        return Ok(Ending::Failed);
    }
    let is_right = found.iter().flat_map(|exchange| &exchange.values).all(|value| value.verdict == ValueVerdict::Right);
    Ok(if is_right { Ending::Held } else { Ending::Failed })
}

fn words(found: &[VerifiedExchange]) -> String {
    let mut text = String::new();
    let mut counts = [0_usize; 3];
    for exchange in found {
        let name = sim_explain::command(&exchange.command).name.to_string();
        text.push_str(&format!("exchange {}: {name}\n", exchange.number));
        for value in &exchange.values {
            let [right, wrong, unknown] = &mut counts;
            let count = match value.verdict {
                ValueVerdict::Right => right,
                ValueVerdict::Wrong => wrong,
                ValueVerdict::Unknown => unknown,
            };
            *count = count.saturating_add(1);
            let mut facts = value.facts.clone();
            if value.verdict == ValueVerdict::Right {
                facts.push(("found", "the right one".to_owned()));
            }
            aligned(&facts).iter().for_each(|line| text.push_str(&format!("  {line}\n")));
            text.push('\n');
        }
    }
    let [right, wrong, unknown] = counts;
    let others = if unknown == 0 { String::new() } else { format!(", {unknown} not computed") };
    text + &format!("{right} right, {wrong} wrong{others}")
}

fn objects(found: &[VerifiedExchange]) -> String {
    let values = found.iter().flat_map(|exchange| {
        exchange.values.iter().map(|value| ValueReport {
            exchange: exchange.number,
            command: hex::encode_upper(&exchange.command),
            right: match value.verdict {
                ValueVerdict::Unknown => None,
                verdict => Some(verdict == ValueVerdict::Right),
            },
            facts: members(value.facts.clone()),
        })
    });
    serde_json::to_string_pretty(&values.collect::<Vec<_>>()).unwrap_or_default()
}
