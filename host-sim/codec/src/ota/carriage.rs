//! How packets travel: in the user data of short messages, cut into parts where one is not enough, and those in
//! ENVELOPE (3GPP TS 31.115 §4.2 to §4.4, TS 23.040). Reading is strict, because what is read here nobody has
//! authenticated yet.

use serde::{Deserialize, Serialize};
use sim_wire::bcd::TonNpi;
use sim_wire::count::{Counted, Either};
use sim_wire::proactive::{Device, ObjectTag};
use sim_wire::udh::{COMMAND_PACKET, Concatenation, Elements, Overrun, RESPONSE_PACKET, USER_DATA_MAX};

use crate::cat::content::Address;
use crate::cat::envelope::{Body as Brings, SmsPpDownload};
use crate::cat::texts::Alphabet;
use crate::cat::{EncodeError, Envelope, Object};
use crate::sms::{Body, Element, SmsAddress, SmsDeliver, SmsSubmit, Timestamp, Tpdu, TpduKind, UserData};

/// Protocol identifier of a short message that is for the card (TS 23.040 §9.2.3.9).
pub const PID_CARD: u8 = 0x7F;

/// Data coding scheme of octets for the card (class 2), as senders write it.
pub const DCS_CARD: u8 = 0xF6;

/// Type and flags of SMS-DELIVER with a header in its user data.
const DELIVER_WITH_HEADER: u8 = 0x40;

/// The same of SMS-SUBMIT.
const SUBMIT_WITH_HEADER: u8 = 0x41;

/// Which packet it is, by the header element that announces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PacketKind {
    /// Element 70.
    Command,
    /// Element 71.
    Response,
}

impl PacketKind {
    /// The identifier of the element.
    pub const fn element(self) -> u8 {
        match self {
            PacketKind::Command => COMMAND_PACKET,
            PacketKind::Response => RESPONSE_PACKET,
        }
    }

    /// The packet of an element.
    pub const fn of_element(id: u8) -> Option<PacketKind> {
        match id {
            COMMAND_PACKET => Some(PacketKind::Command),
            RESPONSE_PACKET => Some(PacketKind::Response),
            _ => None,
        }
    }
}

/// A packet is too long for the 255 parts that a long message may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a packet of {0} octets does not fit 255 short messages")]
pub struct TooLong(usize);

/// Cuts a packet into the user data of short messages: one, or several under that reference. Only the first part says
/// what the packet is.
pub fn cut(kind: PacketKind, packet: &[u8], reference: u8) -> Result<Vec<UserData>, TooLong> {
    let announcement = Element { id: kind.element(), data: Vec::new() };
    // The header's own length, and two octets of an element without data.
    let single = USER_DATA_MAX - 3;
    if packet.len() <= single {
        return Ok(vec![user_data(vec![announcement], packet)]);
    }
    let rest_fits = USER_DATA_MAX - 6;
    let (first, rest) = packet.split_at_checked(rest_fits - 2).unwrap_or((packet, &[]));
    let parts: Vec<&[u8]> = std::iter::once(first).chain(rest.chunks(rest_fits)).collect();
    let total = u8::try_from(parts.len()).map_err(|_| TooLong(packet.len()))?;
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
    UserData { length, header: Some(header), body: Body::Octets(octets.to_vec()), kept: None }
}

/// A message to the handset that carries a part of a packet for the card.
pub fn deliver(sender: SmsAddress, time: Timestamp, user: UserData) -> Tpdu {
    let first = DELIVER_WITH_HEADER;
    Tpdu::Deliver(SmsDeliver { first, originator: sender, pid: PID_CARD, dcs: DCS_CARD, time, user })
}

/// A message from the card that carries a part of a packet.
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

/// The envelope with which a handset brings a message to the card.
pub fn envelope(service_centre: Option<Address>, message: Tpdu) -> Result<Vec<u8>, EncodeError> {
    let service_centre = service_centre.map(|address| Object::new(ObjectTag::Address, address));
    let message = Some(Object::new(ObjectTag::SmsTpdu, message));
    let download = SmsPpDownload { service_centre, message };
    Envelope::new(Device::Network, Brings::SmsPpDownload(Box::new(download))).emit()
}

/// The ENVELOPE command around an envelope; `None` where it is longer than 255 octets.
pub fn command(class: u8, envelope: &[u8]) -> Option<Vec<u8>> {
    let length = u8::try_from(envelope.len()).ok()?;
    Some([&[class, 0xC2, 0x00, 0x00, length], envelope].concat())
}

/// Why a short message carries no part of a secured packet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Fault {
    /// It has no user data.
    #[error("the short message has no user data")]
    NoUserData,
    /// It is a message of a type that carries no packets that way.
    #[error("{} carries no packets", .0.name())]
    Type(TpduKind),
    /// TP-UDL counts other octets than are there.
    #[error("TP-UDL announces {} of user data, {present} {} there", Counted(*announced, "octet"), Either(*present, "is", "are"))]
    Length {
        /// TP-UDL.
        announced: u8,
        /// Octets that are there.
        present: usize,
    },
    /// There is more user data than a short message holds.
    #[error("TP-UDL is {0}, a short message holds 140 octets")]
    TooLong(u8),
    /// The user data has no header.
    #[error("the user data has no header (TP-UDHI), so nothing says that this is a secured packet")]
    NoHeader,
    /// The header announces more than is there.
    #[error("{0}")]
    Header(#[from] Overrun),
    /// It is not for the card.
    #[error("the protocol identifier is {0:02X}; of a message for the card it is 7F")]
    Pid(u8),
    /// Its user data is not octets for the card.
    #[error("the data coding scheme is {0:02X}; octets for the card are F6 or 16")]
    Dcs(u8),
    /// Nothing in the header says which packet.
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
    /// The parts of one message do not agree how many they are.
    #[error("this part is one of {now}, those before it under this reference were of {before}")]
    TotalChanged {
        /// What the parts before said.
        before: u8,
        /// What this part says.
        now: u8,
    },
}

/// What a short message brings of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The other end: who sent it, or who is to have it. Digits, as they stand there.
    pub peer: Option<String>,
    /// Of which long message it is which part.
    pub place: Option<Concatenation>,
    /// Which packet, where this part says it.
    pub kind: Option<PacketKind>,
    /// Its octets.
    pub octets: Vec<u8>,
}

impl Part {
    /// Reads what a message brings, checking everything that can be checked of it by itself.
    pub fn of(message: &Tpdu) -> Result<Part, Fault> {
        let user = message.user_data().ok_or(Fault::NoUserData)?;
        let dcs = message.dcs().unwrap_or(0);
        let present = user.octets(dcs).map_err(|_| Fault::NoUserData)?;
        if usize::from(user.length) > USER_DATA_MAX {
            return Err(Fault::TooLong(user.length));
        }
        if usize::from(user.length) != present.len() {
            return Err(Fault::Length { announced: user.length, present: present.len() });
        }
        if !message.has_header() {
            return Err(Fault::NoHeader);
        }
        if let Tpdu::Deliver(message) = message {
            for_card(message)?;
        }
        if Alphabet::of_sms(dcs) != Some(Alphabet::Octets) {
            return Err(Fault::Dcs(dcs));
        }
        let (elements, octets) = Elements::split(&present)?;
        let mut part = Part { peer: None, place: None, kind: None, octets: octets.to_vec() };
        for element in elements {
            let element = element?;
            part.kind = part.kind.or(PacketKind::of_element(element.id));
            part.place = possible(Concatenation::parse(element)).or(part.place);
        }
        part.peer = message.address().map(|address| address.number.clone());
        Ok(part)
    }
}

/// The place of a part, unless it cannot be (no parts, part 0, part 3 of 2): such an element is ignored (TS 23.040
/// §9.2.3.24.1).
pub(super) fn possible(place: Option<Concatenation>) -> Option<Concatenation> {
    place.filter(|place| (1..=place.total).contains(&place.part))
}

/// Whether a message to the handset is for the card: by its protocol identifier, and class 2.
fn for_card(message: &SmsDeliver) -> Result<(), Fault> {
    match (message.pid, message.dcs) {
        (PID_CARD, 0xF6 | 0x16) => Ok(()),
        (PID_CARD, dcs) => Err(Fault::Dcs(dcs)),
        (pid, _) => Err(Fault::Pid(pid)),
    }
}

/// A whole packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// Which packet.
    pub kind: PacketKind,
    /// Its octets.
    pub packet: Vec<u8>,
}

/// Parts that wait for each other. There is room for one long message: the parts of another take its place, so that
/// nobody who can send short messages can fill the receiver's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reassembly {
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

impl Reassembly {
    /// For messages of at most so many parts.
    pub const fn new(limit: u8) -> Reassembly {
        Reassembly { limit, waiting: None }
    }

    /// Takes what a message brings; the packet, when this was the last part that was missing. Of a part that comes
    /// twice the first copy counts.
    pub fn take(&mut self, part: Part) -> Result<Option<Whole>, Fault> {
        let Some(place) = possible(part.place) else {
            let kind = part.kind.ok_or(Fault::NoPacket)?;
            return Ok(Some(Whole { kind, packet: part.octets }));
        };
        let Concatenation { total, part: number, .. } = place;
        if total > self.limit {
            return Err(Fault::TooManyParts { total, limit: self.limit });
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
        Ok(Some(Whole { kind: kind.ok_or(Fault::NoPacket)?, packet: parts.concat() }))
    }

    /// Makes room, unless the part belongs to the message that waits. Parts that do not agree how many they are, are
    /// all thrown away.
    fn begin_unless_waiting(&mut self, part: &Part, place: Concatenation) -> Result<(), Fault> {
        let reference = (place.wide, place.reference);
        if let Some(waiting) =
            self.waiting.take_if(|waiting| waiting.reference == reference && waiting.peer == part.peer)
        {
            let before = u8::try_from(waiting.parts.len()).unwrap_or(u8::MAX);
            if before != place.total {
                return Err(Fault::TotalChanged { before, now: place.total });
            }
            self.waiting = Some(waiting);
            return Ok(());
        }
        let parts = vec![None; usize::from(place.total)];
        self.waiting = Some(Waiting { peer: part.peer.clone(), reference, kind: None, parts });
        Ok(())
    }
}

/// An address of digits as the international numbering plan writes it.
pub fn international(number: &str) -> SmsAddress {
    SmsAddress::new(TonNpi(0x91), number)
}
