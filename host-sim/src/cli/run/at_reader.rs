//! `--reader NAME`: traces on a card in a real reader, one after the other.

use miette::miette;

use super::{Arguments, Script, Story, Verdict, conclude, verdict};
use crate::cli::pcsc::Questions;
use crate::cli::report::PlayedShard;
use crate::cli::{CliResult, output};
use sim_device::link::Link as _;
use sim_i18n::replay::sentence;
use sim_script::trace::{Options, replay};

/// Replays traces on the card in a reader. The card goes on from trace to trace, so one trace is the usual case.
pub(super) fn replay_all(
    arguments: &Arguments,
    options: &Options,
    stories: &[Story],
    shard: Option<PlayedShard>,
) -> CliResult {
    let mut card = arguments.at_reader.open(Questions::OnTerminal)?;
    let mut verdicts = Vec::new();
    let mut unseen = 0_usize;
    for Story { path, script } in stories {
        let verdict = match script {
            Ok(Script::Trace(trace)) => {
                // What the filter leaves out is not sent: a real card would keep its traces.
                let filter = arguments.filter.as_ref().filter(|filter| !path.display().to_string().contains(*filter));
                let options = Options { rows: filter.cloned(), ..options.clone() };
                let outcome = replay::replay_through(trace, &options, &mut card);
                unseen = unseen.saturating_add(outcome.unseen);
                verdict(arguments, path, outcome)
            }
            Ok(Script::Walk(_)) => {
                return Err(miette!("{} is a walk; a card in a reader plays traces.", path.display()));
            }
            Err(error) => Verdict::unreadable(path, error),
        };
        output::print(&arguments.see.shown(&verdict));
        super::send(&verdict, arguments);
        verdicts.push(verdict);
    }
    card.power_off();
    let ending = conclude(arguments, verdicts, &[], shard);
    if unseen > 0 {
        output::warn(&sentence::unseen(arguments.see.language(), unseen));
    }
    Ok(ending)
}
