//! `rfid-sim mac`: computes a MAC, TAC, session key or cryptogram as a terminal does, step by step, and says why
//! another value is wrong.

use miette::miette;

use super::{CliResult, Ending, print};
use sim_device::profile::Profile;
use sim_explain::input;
use sim_script::trace::diagnosis::{aligned, members};
use sim_script::trace::replay::{ComputedValueError, computed};

/// Arguments of `rfid-sim mac`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Value as a trace names it: `purchase MAC1 of 1.00 yuan at 112233445566 on 2009-11-18 10:30:00, terminal counter
    /// 1, counter 0000, random 653027F6`, or `secure messaging MAC of 84..., challenge 01020304`.
    #[arg(required = true, value_name = "VALUE")]
    value: Vec<String>,
    /// Profile with the card's keys: `default`, a TOML file, or FILE#NAME for one card of it.
    #[arg(long, value_name = "PROFILE", default_value = "default")]
    profile: String,
    /// Value that a terminal or card has sent, in hexadecimal; if it is wrong, the cause is searched for.
    #[arg(long, value_name = "HEX")]
    found: Option<String>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Runs `rfid-sim mac`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let profile = Profile::choose(&arguments.profile).map_err(|error| miette!("{}: {error}", arguments.profile))?;
    let found = arguments.found.as_ref().map(|text| input::octets(text)).transpose();
    let found = found.map_err(|error| miette!("--found: {error}"))?;
    let text = arguments.value.join(" ");
    let value = computed(&text, &profile, found.as_deref()).map_err(|error| match error {
        ComputedValueError::Syntax(error) => miette::Report::new(*error),
        other => miette!("{other}."),
    })?;
    if arguments.json {
        print(&serde_json::to_string(&members(value.facts)).unwrap_or_default());
    } else {
        print(&aligned(&value.facts).join("\n"));
    }
    Ok(if found.is_none_or(|found| found == value.octets) { Ending::Held } else { Ending::Failed })
}
