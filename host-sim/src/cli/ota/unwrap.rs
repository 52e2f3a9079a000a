//! `rfid-sim ota unwrap`: finds the packet in the input, opens it, and prints every field and the first check that
//! fails.

use miette::miette;
use sim_wire::secured_packet::Spi;

use super::super::{CliResult, Ending, print};
use super::{KeyArguments, checksum_length, counter, given, number, octets};
use sim_codec::ota::locate;
use sim_explain::remark;
use sim_explain::render::{members, text};
use sim_explain::toolkit::secured_packet::{self, Reader};

/// Arguments of `rfid-sim ota unwrap`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Packet, or its user data, short message, envelope or ENVELOPE command, in hexadecimal; of a long message all
    /// parts. `-` or nothing: the lines of standard input.
    #[arg(value_name = "HEX")]
    packets: Vec<String>,
    #[command(flatten)]
    keys: KeyArguments,
    /// Length of a cryptographic checksum, in octets: 8, with AES also 4. The length belongs to the key; a packet
    /// cannot choose it.
    #[arg(long, value_name = "OCTETS", default_value = "8", value_parser = checksum_length)]
    checksum_length: usize,
    /// Highest counter that was accepted before, decimal or 0x and hexadecimal, up to 40 bits; without this option
    /// counters are not compared.
    #[arg(long, value_name = "COUNTER", value_parser = number)]
    last: Option<u64>,
    /// Minimum security of a command, as the first octet of an SPI in hexadecimal, for example 16.
    #[arg(long, value_name = "SPI", value_parser = octets::<1>)]
    least: Option<[u8; 1]>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs `rfid-sim ota unwrap`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let mut keys = arguments.keys.read()?;
    keys.checksum_length = Some(arguments.checksum_length);
    let last = arguments.last.map(|last| counter("--last", last));
    let least = arguments.least.map(|[first]| Spi { first, second: 0 });
    let reader = Reader { keys, last: last.transpose()?, least, ..Reader::default() };
    let given = given(&arguments.packets)?;
    let (form, whole) = locate(given.iter().map(Vec::as_slice)).map_err(|error| miette!("{error}"))?;
    let reading = secured_packet::read(form, whole.kind, &whole.packet, &reader);
    let held = reading.problems.is_empty();
    if arguments.json {
        let mut members = members::of_packet(whole.kind, &reading.nodes);
        if !held {
            members.insert("problem".into(), remark::joined(&reading.problems).into());
        }
        let json = serde_json::to_string_pretty(&members);
        print(&json.map_err(|error| miette!("the packet cannot be written as JSON: {error}"))?);
    } else {
        let explanation = secured_packet::explanation(whole.kind, &whole.packet, reading);
        print(text::page(&explanation, false).trim_end());
    }
    Ok(if held { Ending::Held } else { Ending::Failed })
}
