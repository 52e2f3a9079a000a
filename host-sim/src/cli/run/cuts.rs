//! `--power-cut`: the power fails at every memory write of a trace, once just before and once just after it. Then the
//! card must come up in the state before or after the command, and know the outcome of the transaction.

use std::path::Path;
use std::str::FromStr;

use super::Verdict;
use sim_lab::tear::session;
use sim_lab::tear::{self, Thoroughness};
use sim_script::trace::outcome::{CaseResult, Failure, FailureKind};
use sim_script::trace::place::TracePlace;
use sim_script::trace::{Options, Trace};

/// Memory writes at which the power is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PowerCut {
    /// At every write.
    All,
    /// At the write of this number, counted from 1.
    At(u64),
}

impl FromStr for PowerCut {
    type Err = String;

    fn from_str(text: &str) -> Result<PowerCut, String> {
        match (text, text.parse()) {
            ("all", _) => Ok(PowerCut::All),
            (_, Ok(0)) => Err("memory writes are counted from 1".to_owned()),
            (_, Ok(write)) => Ok(PowerCut::At(write)),
            (_, Err(_)) => Err("expected `all`, or the number of a memory write counted from 1".to_owned()),
        }
    }
}

/// Replays a trace; if it holds, cuts the power at its writes.
pub(super) fn replay(path: &Path, trace: &Trace, options: &Options, cut: PowerCut) -> Verdict {
    let (outcome, session) = session(trace, options);
    let held = outcome.held();
    let mut verdict = Verdict::new(path, outcome);
    if !held {
        return verdict;
    }
    let how = Thoroughness {
        each_octet: false,
        samples: 0,
        seed: 0,
        only_write: match cut {
            PowerCut::All => None,
            PowerCut::At(write) => Some(write),
        },
        only_tear: None,
    };
    let failure = match tear::search(&session, &how) {
        Ok(counts) => {
            verdict.cuts = Some(counts.tears);
            None
        }
        Err(finding) => {
            let place = TracePlace::beginning(trace.source.clone());
            let command = Some(finding.command.clone());
            let trouble = FailureKind::Flaw(finding.to_string());
            Some(Failure { place, command, answer: None, reason: None, trouble, diagnosis: None })
        }
    };
    if failure.is_some() {
        let place = TracePlace::beginning(trace.source.clone());
        verdict.results.push(CaseResult {
            title: Some("power cuts".to_owned()),
            place,
            commands: 0,
            time: None,
            failure,
        });
    }
    verdict
}
