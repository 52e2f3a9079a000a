//! `rfid-sim ota wrap`: makes a packet from its fields and data, and on request the short messages, envelopes or
//! commands that carry the packet.

use clap::ValueEnum;
use miette::miette;
use sim_wire::secured_packet::{Check, CommandHeader, Form, KeyReference, ResponseStatus, Spi, Tar};

use super::super::{CliResult, Ending, print};
use super::{KeyArguments, checksum_length, counter, given, number, octets};
use sim_codec::ota::carriage::{self, PacketKind};
use sim_codec::ota::{Command, GivenKeys, Keys, Padding, Response, ResponseSecurity, WrapError};
use sim_codec::sms::Timestamp;
use sim_explain::render::members;
use sim_explain::toolkit::secured_packet::{self, Reader};

/// Time stamp of the messages: the card has no clock, and the same arguments make the same octets.
const SENT: Timestamp = Timestamp([0x90, 0x11, 0x81, 0x01, 0x03, 0x00, 0x23]);

/// Arguments of `rfid-sim ota wrap`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Data of the packet, such as a script of commands, in hexadecimal. `-` or nothing: standard input.
    #[arg(value_name = "HEX")]
    data: Vec<String>,
    /// Make a packet without data.
    #[arg(long, conflicts_with = "data")]
    no_data: bool,
    #[command(flatten)]
    keys: KeyArguments,
    /// Security parameter indicator (SPI), two octets; for a proof of receipt, the SPI of the answered command.
    #[arg(long, value_name = "HEX", default_value = "1619", value_parser = octets::<2>)]
    spi: [u8; 2],
    /// Octet KIc [default: from --key-set and the key's algorithm].
    #[arg(long, value_name = "HEX", value_parser = octets::<1>)]
    kic_octet: Option<[u8; 1]>,
    /// Octet KID [default: from --key-set and the key's algorithm, or CRC 32].
    #[arg(long, value_name = "HEX", value_parser = octets::<1>)]
    kid_octet: Option<[u8; 1]>,
    /// Number of the key set, 0 to 15, if KIc or KID is not given.
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=15))]
    key_set: u8,
    /// Toolkit application reference (TAR), three octets.
    #[arg(long, value_name = "HEX", default_value = "B00010", value_parser = octets::<3>)]
    tar: [u8; 3],
    /// Counter of the packet (CNTR), decimal or 0x and hexadecimal, up to 40 bits.
    #[arg(long, value_name = "COUNTER", default_value = "1", value_parser = number)]
    counter: u64,
    /// Status of a proof of receipt, one octet; the proof is made instead of a command packet.
    #[arg(long, value_name = "HEX", value_parser = octets::<1>)]
    status: Option<[u8; 1]>,
    /// Padding of the last block.
    #[arg(long, value_enum, default_value_t = PaddingChoice::Zeros)]
    padding: PaddingChoice,
    /// Length of a cryptographic checksum, in octets: 8, with AES also 4.
    #[arg(long, value_name = "OCTETS", default_value = "8", value_parser = checksum_length)]
    checksum_length: usize,
    /// Form of the output: the packet alone, or the messages that carry it, a line for each.
    #[arg(long = "as", value_enum, default_value_t = Shape::Packet)]
    shape: Shape,
    /// Number of the other end in short messages, 1 to 20 digits.
    #[arg(long, value_name = "DIGITS", default_value = "10658888")]
    address: String,
    /// Reference of a message in several parts, 0 to 255.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    reference: u8,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Padding of the last block.
#[derive(Clone, Copy, ValueEnum)]
enum PaddingChoice {
    /// Octets of 00.
    Zeros,
    /// 80, then octets of 00.
    Marked,
}

/// Form of the output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// Packet as short messages carry it.
    Packet,
    /// Packet as CAT_TP and TCP carry it.
    CatTp,
    /// User data with its header.
    UserData,
    /// SMS-DELIVER, to the card.
    Deliver,
    /// SMS-SUBMIT, from the card.
    Submit,
    /// Envelope for SMS-PP download, tag D1.
    Envelope,
    /// ENVELOPE command.
    Apdu,
}

/// Packet that was made.
struct MadePacket {
    kind: PacketKind,
    form: Form,
    packet: Vec<u8>,
}

/// Runs `rfid-sim ota wrap`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let mut given_keys = arguments.keys.read()?;
    given_keys.checksum_length = Some(arguments.checksum_length);
    let data = data(arguments)?;
    let made = make(arguments, &given_keys, data)?;
    let lines: Vec<String> = carried(arguments, &made)?.iter().map(hex::encode_upper).collect();
    if !arguments.json {
        print(&lines.join("\n"));
        return Ok(Ending::Held);
    }
    let reader = Reader { keys: given_keys, ..Reader::default() };
    let reading = secured_packet::read(made.form, made.kind, &made.packet, &reader);
    let mut members = members::of_packet(made.kind, &reading.nodes);
    members.insert("packet".into(), hex::encode_upper(&made.packet).into());
    members.insert("output".into(), lines.into());
    let json = serde_json::to_string_pretty(&members);
    print(&json.map_err(|error| miette!("the packet cannot be written as JSON: {error}"))?);
    Ok(Ending::Held)
}

/// Returns the data of the packet; empty with `--no-data` or an empty argument.
fn data(arguments: &Arguments) -> miette::Result<Vec<u8>> {
    let none = arguments.no_data
        || !arguments.data.is_empty() && arguments.data.iter().all(|argument| argument.trim().is_empty());
    if none { Ok(Vec::new()) } else { Ok(given(&arguments.data)?.concat()) }
}

fn make(arguments: &Arguments, given_keys: &GivenKeys, data: Vec<u8>) -> miette::Result<MadePacket> {
    let form = if arguments.shape == Shape::CatTp { Form::CatTp } else { Form::ShortMessage };
    let counter = counter("--counter", arguments.counter)?;
    let padding = match arguments.padding {
        PaddingChoice::Zeros => Padding::Zeros,
        PaddingChoice::Marked => Padding::Marked,
    };
    let spi = Spi::from_bytes(arguments.spi);
    let (header, keys) = header_and_keys(arguments, given_keys, spi)?;
    let made = match arguments.status {
        None => Command { form, header, counter, data }.wrap_padded(&keys, padding),
        Some([status]) => {
            let response = Response { form, tar: header.tar, counter, status: ResponseStatus(status), data };
            response.wrap_padded(ResponseSecurity::from(header), &keys, padding)
        }
    };
    let kind = if arguments.status.is_some() { PacketKind::Response } else { PacketKind::Command };
    let packet = made.map_err(|error| match error {
        WrapError::Secure(error) => miette!("{error}; --kic and --kid give the keys, --spi the security"),
        error @ WrapError::TooLong(_) => miette!("{error}"),
    })?;
    Ok(MadePacket { kind, form, packet })
}

/// Returns the header and the keys. A KIc or KID that is not given follows from its key.
fn header_and_keys(arguments: &Arguments, given: &GivenKeys, spi: Spi) -> miette::Result<(CommandHeader, Keys)> {
    let open = KeyReference::new(arguments.key_set, 0);
    let kic = arguments.kic_octet.map(|[octet]| KeyReference(octet));
    let kid = arguments.kid_octet.map(|[octet]| KeyReference(octet));
    let (check, ciphered) = match arguments.status {
        None => (spi.check(), spi.ciphered()),
        Some(_) => (spi.proof_check(), spi.proof_ciphered()),
    };
    // A key that the packet does not use need not fit it.
    let mut used = given.clone();
    used.kic = used.kic.filter(|_| ciphered);
    used.kid = used.kid.filter(|_| check == Check::Cryptographic);
    let keys = used.for_both(kic.unwrap_or(open), kid.unwrap_or(open));
    let keys = keys.map_err(|error| miette!("a key cannot be used: {error}"))?;
    let header = CommandHeader {
        spi,
        kic: kic.unwrap_or_else(|| keys.kic_octet(arguments.key_set)),
        kid: kid.unwrap_or_else(|| keys.kid_octet(arguments.key_set, check)),
        tar: Tar(arguments.tar),
    };
    Ok((header, keys))
}

/// Returns what is to be printed: the packet, or each part that carries it.
fn carried(arguments: &Arguments, made: &MadePacket) -> miette::Result<Vec<Vec<u8>>> {
    if matches!(arguments.shape, Shape::Packet | Shape::CatTp) {
        return Ok(vec![made.packet.clone()]);
    }
    let goes_down = matches!(arguments.shape, Shape::Deliver | Shape::Envelope | Shape::Apdu);
    if goes_down && made.kind == PacketKind::Response {
        return Err(miette!(
            "A proof of receipt comes from the card: --as accepts packet, cat-tp, user-data or submit"
        ));
    }
    if !(1..=20).contains(&arguments.address.len()) || !arguments.address.chars().all(|digit| digit.is_ascii_digit()) {
        return Err(miette!("--address {:?} is no number of 1 to 20 digits", arguments.address));
    }
    let parts = carriage::cut(made.kind, &made.packet, arguments.reference).map_err(|error| miette!("{error}"))?;
    let address = carriage::international(&arguments.address);
    let mut carried = Vec::new();
    let references = (0..=u8::MAX).map(|part| arguments.reference.wrapping_add(part));
    for (user, reference) in parts.into_iter().zip(references) {
        let octets = match arguments.shape {
            Shape::UserData => user.octets(carriage::DCS_CARD),
            Shape::Submit => carriage::submit(reference, address.clone(), user).encode(),
            Shape::Deliver => carriage::deliver(address.clone(), SENT, user).encode(),
            _ => carriage::envelope(None, carriage::deliver(address.clone(), SENT, user)),
        };
        let octets = octets.map_err(|error| miette!("the short message cannot be written: {error}"))?;
        carried.push(match arguments.shape {
            Shape::Apdu => {
                carriage::command(0x80, &octets).ok_or_else(|| miette!("the envelope is longer than a command"))?
            }
            _ => octets,
        });
    }
    Ok(carried)
}
