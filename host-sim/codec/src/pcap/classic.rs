//! pcap: a header of 24 octets, then records of 16 octets and a packet each.

use super::cursor::{ByteOrder, Cursor};
use super::resolution::Resolution;
use super::{CaptureError, CaptureFile, CaptureForm, CaptureInterface, CapturedPacket, Damage, LinkType};

/// Length of the file's header, in octets.
const HEADER: usize = 24;

/// Length of a record's header, in octets.
const RECORD: usize = 16;

/// First four octets of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Magic {
    order: ByteOrder,
    /// Resolution of the time stamps, or the name of a variant that is not read.
    variant: Result<Resolution, &'static str>,
}

impl Magic {
    /// Returns what the first four octets of a file say; `None` if they are no pcap's.
    pub(super) fn find(octets: [u8; 4]) -> Option<Magic> {
        [ByteOrder::Big, ByteOrder::Little].into_iter().find_map(|order| {
            let variant = match order.u32(octets) {
                0xA1B2_C3D4 => Ok(Resolution::MICROSECONDS),
                0xA1B2_3C4D => Ok(Resolution::NANOSECONDS),
                0xA1B2_CD34 => Err("Kuznetzov's pcap"),
                0xA1B2_C3CD => Err("Novell's pcap"),
                _ => return None,
            };
            Some(Magic { order, variant })
        })
    }
}

/// Parses a file.
pub(super) fn parse(octets: &[u8]) -> Result<CaptureFile<'_>, CaptureError> {
    let at_start = |damage| CaptureError { offset: 0, packet: 1, damage };
    let no_capture = at_start(Damage::NoCapture);
    let magic = octets.first_chunk().copied().and_then(Magic::find).ok_or(no_capture)?;
    let resolution = magic.variant.map_err(|name| at_start(Damage::UnknownVariant(name)))?;
    let cut_off = Damage::CutOff { what: "the header", needed: HEADER, left: octets.len() };
    let (header, _) = octets.split_at_checked(HEADER).ok_or(at_start(cut_off))?;
    let link_type = link_type(header, magic.order).map_err(at_start)?;
    let mut packets: Vec<CapturedPacket<'_>> = Vec::new();
    let mut offset = HEADER;
    while let Some(left) = octets.get(offset..).filter(|left| !left.is_empty()) {
        let number = packets.len().saturating_add(1);
        let (packet, length) =
            record(left, magic.order, resolution).map_err(|damage| CaptureError { offset, packet: number, damage })?;
        packets.push(CapturedPacket { number, offset, ..packet });
        offset = offset.saturating_add(length);
    }
    let interfaces = vec![CaptureInterface { link_type, name: None }];
    Ok(CaptureFile { form: CaptureForm::Pcap, interfaces, packets, other_blocks: 0 })
}

/// Returns the link type that the header of a file has.
fn link_type(header: &[u8], order: ByteOrder) -> Result<LinkType, Damage> {
    let mut cursor = Cursor { left: header, order };
    cursor.u32("the magic number")?;
    let (major, minor) = (cursor.u16("the version")?, cursor.u16("the version")?);
    if major != 2 {
        return Err(Damage::Version { major, minor });
    }
    cursor.take("the time zone and accuracy", 8)?;
    cursor.u32("the snapshot length")?;
    // The high bits tell of a frame check sequence, which stands behind the packet and is not looked at.
    let [_, _, high, low] = cursor.u32("the link type")?.to_be_bytes();
    Ok(LinkType(u16::from_be_bytes([high, low])))
}

/// Returns the packet at the beginning of the octets, and the length of its record.
fn record(left: &[u8], order: ByteOrder, resolution: Resolution) -> Result<(CapturedPacket<'_>, usize), Damage> {
    let cut_off = |what, needed, left: &[u8]| Damage::CutOff { what, needed, left: left.len() };
    let (header, behind) = left.split_at_checked(RECORD).ok_or(cut_off("the packet's header", RECORD, left))?;
    let mut cursor = Cursor { left: header, order };
    let (seconds, fraction) = (cursor.u32("the time")?, cursor.u32("the time")?);
    let (length, original_length) = (cursor.u32("the length")?, cursor.u32("the original length")?);
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let octets = behind.get(..length).ok_or(cut_off("the packet", length, behind))?;
    let time_ns = resolution.nanoseconds(u64::from(fraction), i64::from(seconds));
    let packet = CapturedPacket {
        number: 0,
        offset: 0,
        interface: 0,
        time_ns: Some(time_ns),
        direction: None,
        comments: Vec::new(),
        original_length,
        octets,
    };
    Ok((packet, RECORD.saturating_add(length)))
}
