//! `rfid-sim ota`: makes and opens secured packets. Keys come as arguments, from a file or from standard input, and
//! are printed by nothing here.

mod unwrap;
mod wrap;

use std::path::Path;

use clap::Subcommand;
use miette::miette;
use sim_wire::count::Counted;
use sim_wire::secured_packet::Counter;

use super::{CliResult, reading};
use sim_codec::ota::{GivenKey, GivenKeys};
use sim_script::trace::entries;

/// Arguments of `rfid-sim ota`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: OtaCommand,
}

#[derive(Subcommand)]
enum OtaCommand {
    /// Make a command packet, or with --status a proof of receipt, and on request the messages that carry it.
    Wrap(Box<wrap::Arguments>),
    /// Open a packet and check its security. Exit status 1: a check fails.
    Unwrap(unwrap::Arguments),
}

/// Runs `rfid-sim ota`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    match &arguments.command {
        OtaCommand::Wrap(arguments) => wrap::run(arguments),
        OtaCommand::Unwrap(arguments) => unwrap::run(arguments),
    }
}

/// Keys of a packet. They stay text until here, because clap prints a value that cannot be parsed.
#[derive(clap::Args)]
pub(super) struct KeyArguments {
    /// Key for ciphering (KIc), in hexadecimal, with des:, 3des: or aes: before it if the packet does not name its
    /// cipher. `@FILE` is the first line of a file, `@-` of standard input.
    #[arg(long, value_name = "KEY")]
    kic: Option<String>,
    /// Key for the cryptographic checksum (KID), in the forms of --kic.
    #[arg(long, value_name = "KEY")]
    kid: Option<String>,
}

impl KeyArguments {
    /// Reads the keys from the arguments.
    pub(super) fn read(&self) -> miette::Result<GivenKeys> {
        let key = |name: &str, text: &Option<String>| {
            let Some(argument) = text.as_deref() else { return Ok(None) };
            let secret = super::secret::read(&format!("--{name}"), argument)?;
            secret.parse::<GivenKey>().map(Some).map_err(|error| miette!("--{name}: {error}"))
        };
        Ok(GivenKeys { kic: key("kic", &self.kic)?, kid: key("kid", &self.kid)?, checksum_length: None })
    }
}

/// Parses the octets of a checksum: 8, or with AES also 4.
fn checksum_length(text: &str) -> Result<usize, String> {
    match text {
        "4" => Ok(4),
        "8" => Ok(8),
        _ => Err("expected 8 octets, or with AES 4".to_owned()),
    }
}

/// Parses a number in decimal or, after 0x, in hexadecimal.
fn number(text: &str) -> Result<u64, String> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let number = digits.map_or_else(|| text.parse(), |digits| u64::from_str_radix(digits, 16));
    number.map_err(|_| "expected a number, or 0x and a hexadecimal number".to_owned())
}

/// Returns the counter of a packet, which the argument of this name gives.
fn counter(name: &str, number: u64) -> miette::Result<Counter> {
    Counter::new(number).ok_or_else(|| miette!("{name} {number} has more than 40 bits"))
}

/// Parses `N` octets in hexadecimal.
fn octets<const N: usize>(text: &str) -> Result<[u8; N], String> {
    let octets = hex::decode(text).ok().and_then(|octets| octets.try_into().ok());
    octets.ok_or_else(|| format!("expected {}, {} hexadecimal digits", Counted(N, "octet"), 2 * N))
}

/// Returns runs of octets: the arguments, or the lines of standard input if there is no argument or only `-`.
fn given(arguments: &[String]) -> miette::Result<Vec<Vec<u8>>> {
    let from_input = arguments.is_empty() || arguments == ["-"];
    if !from_input {
        let read = arguments.iter().map(|argument| sim_explain::input::octets(argument));
        return read.collect::<Result<_, _>>().map_err(|error| miette!("{error}"));
    }
    let text = reading::text(Path::new("-"))?;
    let entries = entries::read(&text).map_err(|error| miette!("standard input, {error}"))?;
    if entries.is_empty() {
        return Err(miette!("standard input holds no octets"));
    }
    Ok(entries.into_iter().map(|entry| entry.octets).collect())
}
