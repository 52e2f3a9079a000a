//! Carriage of packets in the user data of short messages and in ENVELOPE (3GPP TS 31.115 §4.2 to §4.4, TS 23.040). A
//! packet is cut into parts where one message is not enough. Parsing is strict, because nobody has authenticated these
//! octets yet.

use serde::{Deserialize, Serialize};
use sim_wire::bcd::TonNpi;
use sim_wire::count::{Counted, CountedVerb};
use sim_wire::proactive::{Device, ObjectTag};
use sim_wire::udh::{COMMAND_PACKET, Concatenation, Elements, OverrunError, RESPONSE_PACKET, USER_DATA_MAX};

use crate::cat::content::Address;
use crate::cat::envelope::{Body as Brings, SmsPpDownload};
use crate::cat::texts::Alphabet;
use crate::cat::{EncodeError, Envelope, Object};
use crate::sms::{Element, MessageBody, SmsAddress, SmsDeliver, SmsSubmit, Timestamp, Tpdu, TpduKind, UserData};

/// Protocol identifier of a short message that is for the card (TS 23.040 §9.2.3.9).
pub const PID_CARD: u8 = 0x7F;

/// Data coding scheme of octets for the card (class 2), as senders write it.
pub const DCS_CARD: u8 = 0xF6;

/// Type and flags of SMS-DELIVER with a header in its user data.
const DELIVER_WITH_HEADER: u8 = 0x40;

/// Type and flags of SMS-SUBMIT with a header in its user data.
const SUBMIT_WITH_HEADER: u8 = 0x41;

/// Kind of a secured packet, by the header element that announces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PacketKind {
    /// Command packet: element 70.
    Command,
    /// Response packet: element 71.
    Response,
}

impl PacketKind {
    /// Returns the identifier of the element that announces the packet.
    pub const fn element(self) -> u8 {
        match self {
            PacketKind::Command => COMMAND_PACKET,
            PacketKind::Response => RESPONSE_PACKET,
        }
    }

    /// Returns the kind of packet that an element announces; `None` for every other element.
    pub const fn of_element(id: u8) -> Option<PacketKind> {
        match id {
            COMMAND_PACKET => Some(PacketKind::Command),
            RESPONSE_PACKET => Some(PacketKind::Response),
            _ => None,
        }
    }
}

/// Error of a packet that is too long for the 255 parts that a long message may have; it holds the packet's octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a packet of {0} octets does not fit 255 short messages")]
pub struct PacketTooLongError(usize);

/// Cuts a packet into the user data of short messages: one, or several under `reference`. Only the first part says what
/// the packet is.
pub fn cut(kind: PacketKind, packet: &[u8], reference: u8) -> Result<Vec<UserData>, PacketTooLongError> {
    let announcement = Element { id: kind.element(), data: Vec::new() };
    // The header's own length, and two octets of an element without data.
    let single = USER_DATA_MAX - 3;
    if packet.len() <= single {
        return Ok(vec![user_data(vec![announcement], packet)]);
    }
    let rest_fits = USER_DATA_MAX - 6;
    let (first, rest) = packet.split_at_checked(rest_fits - 2).unwrap_or((packet, &[]));
    let parts: Vec<&[u8]> = std::iter::once(first).chain(rest.chunks(rest_fits)).collect();
    let total = u8::try_from(parts.len()).map_err(|_| PacketTooLongError(packet.len()))?;
    let numbered = (1..=total).zip(parts);
    Ok(numbered
        .map(|(part, octets)| {
            let place = Element { id: 0x00, data: vec![reference, total, part] };
            let announced = (part == 1).then(|| announcement.clone());
            user_data(std::iter::once(place).chain(announced).collect(), octets)
        })
        .collect())
}

fn user_data(header: Vec<Element>, octets: &[u8]) -> UserData {
    let elements: usize = header.iter().map(|element| element.data.len() + 2).sum();
    let length = u8::try_from(1 + elements + octets.len()).unwrap_or(u8::MAX);
    UserData { length, header: Some(header), body: MessageBody::Octets(octets.to_vec()), kept: None }
}

/// Makes an SMS-DELIVER that carries a part of a packet to the card.
pub fn deliver(sender: SmsAddress, time: Timestamp, user: UserData) -> Tpdu {
    let first = DELIVER_WITH_HEADER;
    Tpdu::Deliver(SmsDeliver { first, originator: sender, pid: PID_CARD, dcs: DCS_CARD, time, user })
}

/// Makes an SMS-SUBMIT that carries a part of a packet from the card.
pub fn submit(reference: u8, receiver: SmsAddress, user: UserData) -> Tpdu {
    Tpdu::Submit(SmsSubmit {
        first: SUBMIT_WITH_HEADER,
        reference,
        destination: receiver,
        pid: PID_CARD,
        dcs: DCS_CARD,
        validity: Vec::new(),
        user,
    })
}

/// Encodes the envelope in which a handset brings a message to the card (SMS-PP DOWNLOAD).
pub fn envelope(service_centre: Option<Address>, message: Tpdu) -> Result<Vec<u8>, EncodeError> {
    let service_centre = service_centre.map(|address| Object::new(ObjectTag::Address, address));
    let message = Some(Object::new(ObjectTag::SmsTpdu, message));
    let download = SmsPpDownload { service_centre, message };
    Envelope::new(Device::Network, Brings::SmsPpDownload(Box::new(download))).emit()
}

/// Returns the ENVELOPE command around an envelope; `None` where the envelope is longer than 255 octets.
pub fn command(class: u8, envelope: &[u8]) -> Option<Vec<u8>> {
    let length = u8::try_from(envelope.len()).ok()?;
    Some([&[class, 0xC2, 0x00, 0x00, length], envelope].concat())
}

/// Reason for which a short message carries no part of a secured packet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum CarriageError {
    /// The message has no user data.
    #[error("the short message has no user data")]
    NoUserData,
    /// Messages of this type carry no packets in this way.
    #[error("{} carries no packets", .0.name())]
    Type(TpduKind),
    /// TP-UDL counts other octets than are there.
    #[error("TP-UDL announces {} of user data, {present} {} there", Counted(*announced, "octet"), CountedVerb(*present, "is", "are"))]
    Length {
        /// TP-UDL.
        announced: u8,
        /// Octets that are there.
        present: usize,
    },
    /// TP-UDL is more than the 140 octets that a short message holds.
    #[error("TP-UDL is {0}, a short message holds 140 octets")]
    TooLong(u8),
    /// The user data has no header.
    #[error("the user data has no header (TP-UDHI), so nothing says that this is a secured packet")]
    NoHeader,
    /// The header announces more than is there.
    #[error("{0}")]
    Header(#[from] OverrunError),
    /// The protocol identifier is not that of messages for the card (7F).
    #[error("the protocol identifier is {0:02X}; of a message for the card it is 7F")]
    Pid(u8),
    /// The data coding scheme is not that of octets for the card (F6 or 16).
    #[error("the data coding scheme is {0:02X}; octets for the card are F6 or 16")]
    Dcs(u8),
    /// No element of the header announces a packet.
    #[error("no element 70 or 71 of the header says that this is a secured packet")]
    NoPacket,
    /// A long message has more parts than the receiver takes.
    #[error("it is one of {}, the receiver takes {limit} at most", Counted(*total, "part"))]
    TooManyParts {
        /// Parts in all.
        total: u8,
        /// Parts that the receiver takes.
        limit: u8,
    },
    /// The parts of one message disagree about their total.
    #[error("this part is one of {now}, those before it under this reference were of {before}")]
    TotalChanged {
        /// Total of the parts before.
        before: u8,
        /// Total of this part.
        now: u8,
    },
}

/// Part of a packet, as one short message brings it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacketPart {
    /// Digits of the other end's address: the sender of an SMS-DELIVER, the receiver of an SMS-SUBMIT. `None` where
    /// no address came with the part.
    pub peer: Option<String>,
    /// Place of the part in a long message; `None` where the message stands alone.
    pub place: Option<Concatenation>,
    /// Kind of the packet; `None` where this part does not announce it.
    pub kind: Option<PacketKind>,
    /// Octets of the packet behind the header of the user data.
    pub octets: Vec<u8>,
}

impl PacketPart {
    /// Parses the part that a message brings, and checks everything that can be checked without the other parts.
    pub fn of(message: &Tpdu) -> Result<PacketPart, CarriageError> {
        let user = message.user_data().ok_or(CarriageError::NoUserData)?;
        let dcs = message.dcs().unwrap_or(0);
        let present = user.octets(dcs).map_err(|_| CarriageError::NoUserData)?;
        if usize::from(user.length) > USER_DATA_MAX {
            return Err(CarriageError::TooLong(user.length));
        }
        if usize::from(user.length) != present.len() {
            return Err(CarriageError::Length { announced: user.length, present: present.len() });
        }
        if !message.has_header() {
            return Err(CarriageError::NoHeader);
        }
        if let Tpdu::Deliver(message) = message {
            for_card(message)?;
        }
        if Alphabet::of_sms(dcs) != Some(Alphabet::Octets) {
            return Err(CarriageError::Dcs(dcs));
        }
        let (elements, octets) = Elements::split(&present)?;
        let mut part = PacketPart { peer: None, place: None, kind: None, octets: octets.to_vec() };
        for element in elements {
            let element = element?;
            part.kind = part.kind.or(PacketKind::of_element(element.id));
            part.place = possible(Concatenation::parse(element)).or(part.place);
        }
        part.peer = message.address().map(|address| address.number.clone());
        Ok(part)
    }
}

/// Returns the place of a part, unless it is impossible (no parts, part 0, part 3 of 2). Such an element is ignored (TS
/// 23.040 §9.2.3.24.1).
pub(super) fn possible(place: Option<Concatenation>) -> Option<Concatenation> {
    place.filter(|place| (1..=place.total).contains(&place.part))
}

/// Checks that an SMS-DELIVER is for the card, by its protocol identifier and class 2.
fn for_card(message: &SmsDeliver) -> Result<(), CarriageError> {
    match (message.pid, message.dcs) {
        (PID_CARD, 0xF6 | 0x16) => Ok(()),
        (PID_CARD, dcs) => Err(CarriageError::Dcs(dcs)),
        (pid, _) => Err(CarriageError::Pid(pid)),
    }
}

/// Whole packet, put together from its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholePacket {
    /// Kind of the packet.
    pub kind: PacketKind,
    /// Octets of the packet.
    pub packet: Vec<u8>,
}

/// Parts of a long message that wait for the rest. There is room for one message: the parts of another take its place.
/// So nobody who can send short messages can fill the receiver's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacketReassembly {
    limit: u8,
    waiting: Option<Waiting>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Waiting {
    peer: Option<String>,
    reference: (bool, u16),
    kind: Option<PacketKind>,
    parts: Vec<Option<Vec<u8>>>,
}

impl PacketReassembly {
    /// Creates a reassembly for messages of at most `limit` parts.
    pub const fn new(limit: u8) -> PacketReassembly {
        PacketReassembly { limit, waiting: None }
    }

    /// Takes a part, and returns the packet if no part is missing any more. Of a part that comes twice the first copy
    /// counts.
    pub fn take(&mut self, part: PacketPart) -> Result<Option<WholePacket>, CarriageError> {
        let Some(place) = possible(part.place) else {
            let kind = part.kind.ok_or(CarriageError::NoPacket)?;
            return Ok(Some(WholePacket { kind, packet: part.octets }));
        };
        let Concatenation { total, part: number, .. } = place;
        if total > self.limit {
            return Err(CarriageError::TooManyParts { total, limit: self.limit });
        }
        self.begin_unless_waiting(&part, place)?;
        let Some(waiting) = &mut self.waiting else { return Ok(None) };
        waiting.kind = waiting.kind.or(part.kind);
        if let Some(room) = waiting.parts.get_mut(usize::from(number) - 1)
            && room.is_none()
        {
            *room = Some(part.octets);
        }
        let Some(parts) = waiting.parts.iter().cloned().collect::<Option<Vec<_>>>() else { return Ok(None) };
        let kind = waiting.kind;
        self.waiting = None;
        Ok(Some(WholePacket { kind: kind.ok_or(CarriageError::NoPacket)?, packet: parts.concat() }))
    }

    /// Makes room for a message, unless the part belongs to the one that waits. Parts that disagree about their total
    /// are all thrown away.
    fn begin_unless_waiting(&mut self, part: &PacketPart, place: Concatenation) -> Result<(), CarriageError> {
        let reference = (place.wide, place.reference);
        if let Some(waiting) =
            self.waiting.take_if(|waiting| waiting.reference == reference && waiting.peer == part.peer)
        {
            let before = u8::try_from(waiting.parts.len()).unwrap_or(u8::MAX);
            if before != place.total {
                return Err(CarriageError::TotalChanged { before, now: place.total });
            }
            self.waiting = Some(waiting);
            return Ok(());
        }
        let parts = vec![None; usize::from(place.total)];
        self.waiting = Some(Waiting { peer: part.peer.clone(), reference, kind: None, parts });
        Ok(())
    }
}

/// Makes an address of digits in the international numbering plan.
pub fn international(number: &str) -> SmsAddress {
    SmsAddress::new(TonNpi(0x91), number)
}
