//! `--reader NAME`: the shell with the card in a real reader.

use miette::miette;

use super::Arguments;
use crate::cli::card;
use crate::cli::pcsc::Questions;
use sim_device::link::SharedLink;
use sim_script::trace::record::{LinkedCard, Script};

/// Takes the card in the reader for the shell.
pub(super) fn card(arguments: &Arguments, script: &Script) -> miette::Result<LinkedCard> {
    if arguments.card.file().is_some() || arguments.card.seed().is_some() {
        return Err(miette!("--card and --seed are for a simulated card, and --reader is for one in a reader."));
    }
    // A program's lines are objects, and no answers to questions.
    let questions = if arguments.json { Questions::Never } else { Questions::OnTerminal };
    let reader = arguments.at_reader.open(questions)?;
    let place = format!("the reader {}", reader.name());
    card::linked(&arguments.card, script, SharedLink::new(reader), place)
}
