//! What one packet is of a session.

use std::fmt;

use super::super::{NamedText, SessionStep, json_lines};
use super::dissector;
use sim_codec::gsmtap::{self, GsmtapError, SimMessage, SimSubType};
use sim_codec::pcap::exported_pdu::ExportedPdu;
use sim_codec::pcap::packet::{self, PacketContent, PacketError};
use sim_codec::pcap::{CapturedPacket, LinkType, PacketDirection};

/// Piece of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Answer to reset.
    Atr(&'a [u8]),
    /// Command and answer in one.
    Exchange(&'a [u8]),
    /// Command alone.
    Command(&'a [u8]),
    /// Answer alone.
    Answer(&'a [u8]),
    /// Part of a command or an answer.
    Part(SimSubType, &'a [u8]),
    /// Request for other parameters of the line, or the response to it.
    Parameters,
    /// Step of another kind.
    Step(SessionStep),
}

/// Reason for which a packet is no piece of a session.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ForeignPacket {
    /// No datagram and no exported PDU.
    Packet(PacketError),
    /// The datagram is between other ports than GSMTAP's.
    Port,
    /// The datagram to GSMTAP's port is none of a SIM.
    Gsmtap(GsmtapError),
    /// The exported PDU is of another dissector.
    Dissector(String),
    /// The direction that would tell a command from an answer is missing.
    Undirected,
    /// The JSON in the packet is no step.
    Json,
    /// The capture cut octets off the packet.
    Cut,
}

impl fmt::Display for ForeignPacket {
    /// Prints the reason for a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ForeignPacket::Packet(error) => error.fmt(f),
            ForeignPacket::Port => write!(f, "UDP of other ports than {}", gsmtap::PORT),
            ForeignPacket::Gsmtap(error) => error.fmt(f),
            ForeignPacket::Dissector(name) => write!(f, "an exported PDU of {name:?}"),
            ForeignPacket::Undirected => f.write_str("an exported PDU without a direction"),
            ForeignPacket::Json => f.write_str("JSON that is no step of a session"),
            ForeignPacket::Cut => f.write_str("cut off by the capture's snapshot length"),
        }
    }
}

/// Returns the piece that a packet is.
pub(super) fn of<'a>(packet: &CapturedPacket<'a>, link_type: LinkType) -> Result<Piece<'a>, ForeignPacket> {
    if packet.is_cut() {
        return Err(ForeignPacket::Cut);
    }
    match packet::content(packet, link_type).map_err(ForeignPacket::Packet)? {
        PacketContent::Exported(pdu) => exported(pdu, packet.direction),
        PacketContent::Datagram(udp) if [udp.source_port, udp.destination_port].contains(&gsmtap::PORT) => {
            of_gsmtap(udp.payload)
        }
        PacketContent::Datagram(_) => Err(ForeignPacket::Port),
    }
}

fn exported<'a>(pdu: ExportedPdu<'a>, direction: Option<PacketDirection>) -> Result<Piece<'a>, ForeignPacket> {
    let name = pdu.dissector.unwrap_or_default();
    match (name, direction) {
        (dissector::ATR, _) => Ok(Piece::Atr(pdu.octets)),
        (dissector::EXCHANGE, _) => Ok(Piece::Exchange(pdu.octets)),
        (dissector::COMMAND, _) => Ok(Piece::Command(pdu.octets)),
        (dissector::ANSWER, _) => Ok(Piece::Answer(pdu.octets)),
        (dissector::OCTETS | dissector::ISO_7816, Some(PacketDirection::Outbound)) => Ok(Piece::Command(pdu.octets)),
        (dissector::OCTETS | dissector::ISO_7816, Some(PacketDirection::Inbound)) => Ok(Piece::Answer(pdu.octets)),
        (dissector::OCTETS | dissector::ISO_7816, None) => Err(ForeignPacket::Undirected),
        (dissector::GSMTAP, _) => of_gsmtap(pdu.octets),
        (dissector::STEP, _) => step(pdu.octets).map(Piece::Step),
        _ => Err(ForeignPacket::Dissector(name.to_owned())),
    }
}

/// Returns the one step that a line of JSON is.
fn step(octets: &[u8]) -> Result<SessionStep, ForeignPacket> {
    let text = std::str::from_utf8(octets).map_err(|_| ForeignPacket::Json)?;
    let session = json_lines::parse(NamedText { name: "packet", text }).map_err(|_| ForeignPacket::Json)?;
    let [step] = <[SessionStep; 1]>::try_from(session.steps).map_err(|_| ForeignPacket::Json)?;
    Ok(step)
}

fn of_gsmtap(datagram: &[u8]) -> Result<Piece<'_>, ForeignPacket> {
    let SimMessage { sub_type, payload } = SimMessage::parse(datagram).map_err(ForeignPacket::Gsmtap)?;
    Ok(match sub_type {
        SimSubType::Apdu => Piece::Exchange(payload),
        SimSubType::Atr => Piece::Atr(payload),
        SimSubType::PpsRequest | SimSubType::PpsResponse => Piece::Parameters,
        SimSubType::TpduHeader | SimSubType::TpduCommand | SimSubType::TpduResponse | SimSubType::TpduStatus => {
            Piece::Part(sub_type, payload)
        }
    })
}
