//! `--reader NAME`: commands typed to a card in a real reader, with what is recorded of them. A real card has no undo,
//! and its inside is not shown.

use std::io;

use miette::miette;

use super::{Arguments, kept};
use crate::cli::pcsc::ReaderCard;
use crate::cli::reader::journal::{Journal, SlotName, Verbosity};
use crate::cli::reading::{self, Line};
use crate::cli::{CliResult, Ending, card, output, print};
use sim_device::link::{Link as _, LinkContext, LinkError};
use sim_device::reader::{self, ReaderMode};
use sim_device::vpcd::SlotEvent;
use sim_script::trace::formats::SessionStep;
use sim_script::trace::record::{ShellRequest, parse};
use sim_script::trace::syntax::TraceStep;

/// Words of `help`.
const HELP: &str = "\
A command in hexadecimal is sent; `reset`, `power on` and `power off` act on the card, `quit` ends. The session is
recorded with --save FILE.";

/// Reads commands until the end of the input.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let mut card = arguments.at_reader.open()?;
    let save = arguments.save.as_deref().map(kept::trace_name);
    let folder = save.as_deref().and_then(std::path::Path::parent);
    let profile = card::setting(arguments.card.profile(), folder);
    let header =
        vec![SessionStep::Setting(profile), SessionStep::Comment(format!("A card in the reader {}.", card.name()))];
    let record = save.as_deref().map(|path| (path, arguments.force));
    let mut journal = Journal::begin(Verbosity::Octets, record, arguments.gsmtap.as_ref(), header)?;
    let atr = card.power_on().map_err(|why| miette!("{why}."))?;
    journal.note(SlotName::Card, &SlotEvent::PoweredOn { atr }, 0);
    loop {
        // Nothing holds the input between two lines: a question about a command reads from it, too.
        let line = reading::line(&mut io::stdin().lock())?;
        let Some(line) = line else { break };
        let Line::Text(line) = line else {
            output::warn("The line is no text in UTF-8; nothing was done.");
            continue;
        };
        match parse(&line) {
            Ok(ShellRequest::Quit) => break,
            Ok(request) => act(&mut card, &mut journal, &request),
            Err(why) => output::warn(&why.to_string()),
        }
        if journal.trouble().is_some() {
            break;
        }
    }
    card.power_off();
    journal.finish()?;
    Ok(Ending::Held)
}

/// Carries out a request.
fn act(card: &mut ReaderCard, journal: &mut Journal, request: &ShellRequest) {
    let slot = SlotName::Card;
    if let Some(command) = request.literal_command() {
        match reader::transmit(card, ReaderMode::Auto, LinkContext::default(), &command) {
            Ok(answer) => journal.note(slot, &SlotEvent::Exchanged { command, answer }, 0),
            Err(why @ LinkError::Withheld) => output::warn(&format!("{why}.")),
            Err(why) => {
                journal.note_silence(slot, &command);
                output::warn(&format!("{why}."));
            }
        }
        return;
    }
    match (request, request.step()) {
        (ShellRequest::Nothing, _) => {}
        (ShellRequest::Help(_), _) => print(HELP),
        (_, Some(TraceStep::Reset)) => match card.power_on() {
            Ok(atr) => journal.note(slot, &SlotEvent::Reset { atr }, 0),
            Err(why) => output::warn(&format!("{why}.")),
        },
        (_, Some(TraceStep::PowerOn)) => match card.power_on() {
            Ok(atr) => journal.note(slot, &SlotEvent::PoweredOn { atr }, 0),
            Err(why) => output::warn(&format!("{why}.")),
        },
        (_, Some(TraceStep::PowerOff)) => {
            card.power_off();
            journal.note(slot, &SlotEvent::PoweredOff, 0);
        }
        _ => output::warn("That is for a simulated card; `help` says what a card in a reader takes."),
    }
}
