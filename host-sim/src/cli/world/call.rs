//! `rfid-sim world call`: a person's call to a service line, by keys and words. The call goes on between commands.

use super::{PersonArgument, malformed};
use crate::cli::{print, secret};
use sim_i18n::Language;
use sim_i18n::world::input::CheckedInput;
use sim_world::action::{Action, HolderAction, LineAction, are_keys};
use sim_world::actor::Performed;
use sim_world::line::ServiceLine;

/// Arguments of `rfid-sim world call`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    whose: PersonArgument,
    /// Number of the line: 13800137000 recharges by scratch card, 10086 is customer care.
    #[arg(value_name = "LINE", value_parser = line)]
    line: ServiceLine,
    /// Inputs of the caller, one after the other: keys such as `11` or `654321#`, `say:TEXT`, `silence`, or `hang-up`.
    /// `@FILE` has keys in the first line of a file, `@-` in that of standard input.
    #[arg(value_name = "INPUT")]
    inputs: Vec<String>,
}

/// Reads the number of a line.
fn line(text: &str) -> Result<ServiceLine, String> {
    let numbers = ServiceLine::ALL.map(ServiceLine::number).join(" and ");
    ServiceLine::of_number(text).ok_or_else(|| format!("no service line has this number; there are {numbers}"))
}

/// Runs `rfid-sim world call`. A call that goes on already takes the inputs; otherwise the line is called first.
pub(super) fn run(arguments: &Arguments, language: Language) -> miette::Result<()> {
    let Arguments { whose, line, inputs } = arguments;
    let inputs = inputs.iter().map(|input| action(input, language)).collect::<miette::Result<Vec<_>>>()?;
    let is_there = |call: &sim_world::line::LineCall| call.line() == *line;
    if !whose.at.console(language).look()?.call_of(&whose.number).is_some_and(is_there) {
        act(arguments, LineAction::Dial(*line), language)?;
    }
    inputs.into_iter().try_for_each(|action| act(arguments, action, language))
}

/// Reads an input of the caller.
fn action(input: &str, language: Language) -> miette::Result<LineAction> {
    if let Some(said) = input.strip_prefix("say:") {
        return Ok(LineAction::Say(said.to_owned()));
    }
    match input {
        "silence" => Ok(LineAction::KeepSilent),
        "hang-up" => Ok(LineAction::HangUp),
        keys => {
            let keys = secret::read("INPUT", keys)?;
            if are_keys(&keys) && !keys.contains('{') {
                Ok(LineAction::Press(keys))
            } else {
                Err(malformed(language, CheckedInput::CallerInput))
            }
        }
    }
}

/// Performs an action of the caller, and prints what the line says.
fn act(arguments: &Arguments, action: LineAction, language: Language) -> miette::Result<()> {
    let PersonArgument { at, number } = &arguments.whose;
    let action = Action::Holder(*number, HolderAction::Line(action));
    let (_, performed) = at.console(language).perform(&[action])?;
    if let Performed::Heard(prompt) = performed {
        prompt.lines().for_each(|said| print(&format!("{}: {said}", arguments.line)));
    }
    Ok(())
}
