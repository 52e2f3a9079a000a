//! Results of lines for programs: what a line did, and the card after it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::diagnosis::members;
use super::super::formats::Reply;
use super::{LineResult, Shell};

/// Result of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineReport {
    /// Set if the line was done, and held.
    pub ok: bool,
    /// Reason for which it was not; `None` if it was.
    pub error: Option<String>,
    /// Words for people.
    pub text: String,
    /// Command that was sent, in hexadecimal; `None` for any other line.
    pub command: Option<String>,
    /// Name of the command.
    pub name: Option<String>,
    /// Answer with its status word, in hexadecimal; `None` for silence.
    pub answer: Option<String>,
    /// Reason of the card for its last refusal, by its name; `None` if that answer is no refusal.
    pub refusal: Option<&'static str>,
    /// Facts of the diagnosis of a MAC or cryptogram that was refused.
    pub diagnosis: Option<BTreeMap<String, String>>,
    /// Names of the session with their octets in hexadecimal.
    pub values: BTreeMap<String, String>,
    /// Line of the opened trace that comes next, with its place; `None` at its end, or without a trace.
    pub next: Option<String>,
    /// Set if more lines belong to this one: a table goes on to its `end`.
    pub incomplete: bool,
    /// Card after the line; `None` if it is off or mute, or if its inside is not seen.
    pub card: Option<CardReport>,
}

/// State of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CardReport {
    /// Balance in fen.
    pub balance: u32,
    /// Life-cycle state.
    pub state: &'static str,
    /// Online transaction counter.
    pub online_counter: u16,
    /// Offline transaction counter.
    pub offline_counter: u16,
    /// Limit of a purchase in fen; `None` without a limit.
    pub limit: Option<u32>,
    /// Set if the operation PIN is switched on.
    pub pin_on: bool,
    /// Tries of the operation PIN that are left.
    pub pin_tries_left: u8,
    /// Number of entries in the log.
    pub log_entries: usize,
}

impl Shell {
    /// Returns the result of a line for a program.
    pub fn report(&self, result: &LineResult) -> LineReport {
        let exchange = result.exchange.as_ref();
        let answer = exchange.and_then(|exchange| match &exchange.answer {
            Some(Reply::Octets(octets)) => Some(octets.clone()),
            _ => None,
        });
        let refusal = self
            .now
            .refusal()
            .filter(|refusal| answer.as_ref().is_some_and(|answer| answer.ends_with(&refusal.status().to_bytes())));
        let diagnosis = exchange.and_then(|_| self.now.player.last_diagnosis());
        let diagnosis = diagnosis.or_else(|| {
            let failure = self.now.trouble.as_ref().filter(|_| result.error.is_some())?;
            failure.diagnosis.as_deref().cloned()
        });
        let values = self.now.player.values.all().into_iter();
        LineReport {
            ok: result.error.is_none(),
            error: result.error.clone(),
            text: result.text.clone(),
            command: exchange.map(|exchange| hex::encode_upper(&exchange.command)),
            name: exchange.map(|exchange| sim_explain::command(&exchange.command).name.to_string()),
            answer: answer.map(hex::encode_upper),
            refusal: refusal.map(|refusal| refusal.name()),
            diagnosis: diagnosis.map(|diagnosis| members(diagnosis.facts())),
            values: values.map(|(name, octets)| (name.to_owned(), hex::encode_upper(octets))).collect(),
            next: self.next_in_script(),
            incomplete: !self.pending.is_empty(),
            card: self.card_report(),
        }
    }

    fn card_report(&self) -> Option<CardReport> {
        let state = self.now.state()?;
        Some(CardReport {
            balance: state.balance.0,
            state: state.lifecycle.name(),
            online_counter: state.online_counter,
            offline_counter: state.offline_counter,
            limit: state.limit.map(|limit| limit.0),
            pin_on: state.pin_on,
            pin_tries_left: state.pin_tries_left,
            log_entries: state.log.len(),
        })
    }
}
