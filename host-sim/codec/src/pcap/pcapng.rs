//! pcapng: sections of blocks, each section with its byte order and its interfaces.

use super::block::{Block, BlockOption, options, pad};
use super::cursor::{ByteOrder, Cursor};
use super::resolution::Resolution;
use super::{
    CaptureError, CaptureFile, CaptureForm, CaptureInterface, CapturedPacket, Damage, LinkType, PacketDirection,
};

/// First four octets of a section, whichever its byte order is.
pub(super) const SECTION_MAGIC: [u8; 4] = [0x0A, 0x0D, 0x0D, 0x0A];

/// Octets that tell the byte order of a section, highest first.
pub(super) const BYTE_ORDER: u32 = 0x1A2B_3C4D;

/// Types of blocks.
pub(super) mod kind {
    /// Beginning of a section.
    pub(in crate::pcap) const SECTION: u32 = 0x0A0D_0D0A;
    /// Description of an interface.
    pub(in crate::pcap) const INTERFACE: u32 = 1;
    /// Packet of the first drafts.
    pub(super) const OLD_PACKET: u32 = 2;
    /// Packet of the first interface, without a time.
    pub(super) const SIMPLE_PACKET: u32 = 3;
    /// Packet.
    pub(in crate::pcap) const PACKET: u32 = 6;
}

/// Codes of options.
pub(super) mod code {
    /// Comment, in every block.
    pub(in crate::pcap) const COMMENT: u16 = 1;
    /// Name of an interface.
    pub(in crate::pcap) const NAME: u16 = 2;
    /// Flags of a packet, with its direction.
    pub(in crate::pcap) const FLAGS: u16 = 2;
    /// Program that wrote a section.
    pub(in crate::pcap) const APPLICATION: u16 = 4;
    /// Resolution of an interface's time stamps.
    pub(super) const RESOLUTION: u16 = 9;
    /// Seconds to add to an interface's time stamps.
    pub(super) const TIME_OFFSET: u16 = 14;
}

/// Times of an interface.
#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    resolution: Resolution,
    offset_s: i64,
    /// Most octets captured of a packet; 0 means no limit.
    snapshot: u32,
}

/// Section that is being read.
#[derive(Clone, Debug, Default)]
struct Section {
    order: ByteOrder,
    /// Position of the section's first interface in the file's interfaces.
    first: usize,
    /// Clocks of the section's interfaces.
    clocks: Vec<Clock>,
}

/// Parses a file.
pub(super) fn parse(octets: &[u8]) -> Result<CaptureFile<'_>, CaptureError> {
    let mut file =
        CaptureFile { form: CaptureForm::Pcapng, interfaces: Vec::new(), packets: Vec::new(), other_blocks: 0 };
    let mut section = Section::default();
    let mut offset = 0_usize;
    while let Some(left) = octets.get(offset..).filter(|left| !left.is_empty()) {
        let packet = file.packets.len().saturating_add(1);
        let length = section.take(left, &mut file, offset);
        let length = length.map_err(|damage| CaptureError { offset, packet, damage })?;
        offset = offset.saturating_add(length);
    }
    Ok(file)
}

/// Returns the byte order of the section that begins with these octets; `None` for any other block.
fn order_of(octets: &[u8]) -> Option<Result<ByteOrder, Damage>> {
    let (magic, rest) = octets.split_first_chunk::<4>()?;
    if *magic != SECTION_MAGIC {
        return None;
    }
    let mark = rest.get(4..8).and_then(<[u8]>::first_chunk::<4>)?;
    Some(match u32::from_be_bytes(*mark) {
        BYTE_ORDER => Ok(ByteOrder::Big),
        swapped if swapped.swap_bytes() == BYTE_ORDER => Ok(ByteOrder::Little),
        _ => Err(Damage::ByteOrder(*mark)),
    })
}

impl Section {
    /// Takes the block at the beginning of the octets into the file, and returns the block's length.
    fn take<'a>(&mut self, octets: &'a [u8], file: &mut CaptureFile<'a>, offset: usize) -> Result<usize, Damage> {
        if let Some(order) = order_of(octets).transpose()? {
            *self = Section { order, first: file.interfaces.len(), clocks: Vec::new() };
        }
        let Block { kind, mut body, length } = Block::parse(octets, self.order)?;
        let packet = match kind {
            kind::SECTION => {
                check_version(&mut body)?;
                None
            }
            kind::INTERFACE => {
                let (interface, clock) = interface(&mut body)?;
                file.interfaces.push(interface);
                self.clocks.push(clock);
                None
            }
            kind::PACKET => Some(self.packet(&mut body)?),
            kind::OLD_PACKET => Some(self.old_packet(&mut body)?),
            kind::SIMPLE_PACKET => Some(self.simple_packet(&mut body)?),
            _ => {
                file.other_blocks = file.other_blocks.saturating_add(1);
                None
            }
        };
        if let Some(packet) = packet {
            let number = file.packets.len().saturating_add(1);
            file.packets.push(CapturedPacket { number, offset, ..packet });
        }
        Ok(length)
    }

    fn packet<'a>(&self, body: &mut Cursor<'a>) -> Result<CapturedPacket<'a>, Damage> {
        let (interface, clock) = self.interface(body.u32("the interface's number")?)?;
        self.timed(interface, clock, body)
    }

    fn old_packet<'a>(&self, body: &mut Cursor<'a>) -> Result<CapturedPacket<'a>, Damage> {
        let (interface, clock) = self.interface(u32::from(body.u16("the interface's number")?))?;
        body.u16("the number of lost packets")?;
        self.timed(interface, clock, body)
    }

    /// Parses a packet from its time on.
    fn timed<'a>(&self, interface: usize, clock: Clock, body: &mut Cursor<'a>) -> Result<CapturedPacket<'a>, Damage> {
        let (high, low) = (body.u32("the time")?, body.u32("the time")?);
        let ticks = u64::from(high) << 32 | u64::from(low);
        let (length, original_length) = (body.u32("the length")?, body.u32("the original length")?);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let octets = body.take("the packet", length)?;
        pad(body, length);
        let options = options(body)?;
        let time_ns = Some(clock.resolution.nanoseconds(ticks, clock.offset_s));
        let comments = options.iter().filter(|option| option.code == code::COMMENT).map(words).collect();
        let flags = options.iter().find(|option| option.code == code::FLAGS);
        let direction = flags.and_then(|option| option.value.first_chunk().copied());
        let direction = direction.and_then(|flags| direction_of(body.order.u32(flags)));
        let packet =
            CapturedPacket { number: 0, offset: 0, interface, time_ns, direction, comments, original_length, octets };
        Ok(packet)
    }

    /// Parses a packet of the first interface, which is as long as the block and the interface allow.
    fn simple_packet<'a>(&self, body: &mut Cursor<'a>) -> Result<CapturedPacket<'a>, Damage> {
        let (interface, clock) = self.interface(0)?;
        let original_length = body.u32("the original length")?;
        let captured = if clock.snapshot == 0 { original_length } else { original_length.min(clock.snapshot) };
        let octets = body.take("the packet", usize::try_from(captured).unwrap_or(usize::MAX))?;
        let (time_ns, direction, comments) = (None, None, Vec::new());
        let packet =
            CapturedPacket { number: 0, offset: 0, interface, time_ns, direction, comments, original_length, octets };
        Ok(packet)
    }

    /// Returns the position in the file of the section's interface with that number, and its clock.
    fn interface(&self, number: u32) -> Result<(usize, Clock), Damage> {
        let unknown = Damage::Interface { number, known: self.clocks.len() };
        let place = usize::try_from(number).map_err(|_| unknown)?;
        let clock = self.clocks.get(place).ok_or(unknown)?;
        Ok((self.first.saturating_add(place), *clock))
    }
}

/// Checks the version at the beginning of a section's body.
fn check_version(body: &mut Cursor<'_>) -> Result<(), Damage> {
    body.u32("the byte order")?;
    match (body.u16("the version")?, body.u16("the version")?) {
        (1, _) => Ok(()),
        (major, minor) => Err(Damage::Version { major, minor }),
    }
}

/// Parses the description of an interface.
fn interface(body: &mut Cursor<'_>) -> Result<(CaptureInterface, Clock), Damage> {
    let link_type = LinkType(body.u16("the link type")?);
    body.u16("the reserved octets")?;
    let snapshot = body.u32("the snapshot length")?;
    let options = options(body)?;
    let value = |code| options.iter().find(|option| option.code == code);
    let resolution = value(code::RESOLUTION).and_then(|option| option.value.first());
    let resolution = resolution.map_or_else(Resolution::default, |octet| Resolution::from_option(*octet));
    let offset = value(code::TIME_OFFSET).and_then(|option| option.value.first_chunk::<8>());
    let offset_s = offset.map_or(0, |octets| match body.order {
        ByteOrder::Big => i64::from_be_bytes(*octets),
        ByteOrder::Little => i64::from_le_bytes(*octets),
    });
    let name = value(code::NAME).map(words);
    Ok((CaptureInterface { link_type, name }, Clock { resolution, offset_s, snapshot }))
}

/// Returns the direction in the flags of a packet; `None` if they do not say.
const fn direction_of(flags: u32) -> Option<PacketDirection> {
    match flags & 0b11 {
        1 => Some(PacketDirection::Inbound),
        2 => Some(PacketDirection::Outbound),
        _ => None,
    }
}

/// Returns an option's value as text; some programs end it with a zero.
fn words(option: &BlockOption<'_>) -> String {
    String::from_utf8_lossy(option.value).trim_end_matches('\0').to_owned()
}
