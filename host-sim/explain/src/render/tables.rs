//! Words for octets that a table names: of short messages, of cell broadcast, of answers to reset.

use sim_wire::bcd::TonNpi;

use super::phrase::Phrase;
use super::uicc;
use crate::value::CodeTable;
use crate::{names, status};
use sim_codec::sms::broadcast::{self, BroadcastCoding};
use sim_codec::sms::{DataCoding, protocol};

/// Returns the phrase for octets in a table.
pub(super) fn phrase(table: CodeTable, octets: &[u8]) -> Phrase {
    let first = octets.first().copied().unwrap_or(0);
    let digits = hex::encode_upper(octets);
    match table {
        CodeTable::DirReference => {
            let reference = octets.get(1).copied().unwrap_or(0);
            Phrase::new(format!("{first:02X}"), format!("reference to the record of DIR data: {reference:02X}"))
        }
        CodeTable::BroadcastIdentifier => {
            let identifier = number(octets);
            let topic = broadcast::identifier(identifier).unwrap_or_default();
            Phrase::new(digits, format!("{identifier} {topic}").trim_end().to_owned())
        }
        CodeTable::BroadcastSerial => {
            let (serial, scope) = (number(octets), broadcast::scope(number(octets)));
            Phrase::new(digits, format!("shown in {scope}, code {}, update {}", serial >> 4 & 0x3FF, serial & 0x0F))
        }
        _ => Phrase::new(digits, meaning(table, octets)),
    }
}

/// Returns the words for octets in a table; empty where the table has none.
pub(super) fn meaning(table: CodeTable, octets: &[u8]) -> String {
    let first = octets.first().copied().unwrap_or(0);
    match table {
        CodeTable::SmsCause => protocol::cause(first).to_owned(),
        CodeTable::SmsCommand => protocol::command(first).to_owned(),
        CodeTable::SmsProtocol => protocol::identifier(first),
        CodeTable::SmsCoding => DataCoding(first).words(),
        CodeTable::SmsStatus => protocol::status(first),
        CodeTable::BroadcastCoding => BroadcastCoding::read(first).words(),
        CodeTable::NumberType => format!("{}, {}", TonNpi(first).ton_name(), TonNpi(first).npi_name()),
        CodeTable::Services => services(octets).join(", "),
        CodeTable::Capabilities => {
            let channels = logical_channels(octets).map(|channels| format!("{channels} logical channels"));
            let said = capabilities(octets).into_iter().map(str::to_owned);
            said.chain(channels).collect::<Vec<_>>().join(", ")
        }
        CodeTable::ResetStatus if number(octets) != 0 => status::words(number(octets)).into_owned(),
        _ => word(table, octets).unwrap_or_default().to_owned(),
    }
}

/// Returns the word for octets in a table; `None` where the table has none, or makes its words of several parts.
pub fn word(table: CodeTable, octets: &[u8]) -> Option<&'static str> {
    let first = octets.first().copied().unwrap_or(0);
    Some(match table {
        CodeTable::RecordStatus => record_status(first),
        CodeTable::BroadcastIdentifier => return broadcast::identifier(number(octets)),
        CodeTable::ResetCategory => category(first),
        CodeTable::ReaderCategory => "made up by the reader, as PC/SC has it for a card without an ATR",
        CodeTable::StorageStandard => storage_standard(first),
        CodeTable::StorageName => storage_name(number(octets)),
        CodeTable::Country => "country code and national data",
        CodeTable::Issuer => "issuer identification number",
        CodeTable::InitialAccess => "initial access data",
        CodeTable::LifeCycle => uicc::life_cycle(first),
        CodeTable::ResetStatus if number(octets) == 0 => "not said",
        CodeTable::Application => return names::aid(octets),
        _ => return None,
    })
}

/// Returns the number in two octets; 0 where they are fewer.
pub fn number(octets: &[u8]) -> u16 {
    octets.first_chunk::<2>().map_or(0, |pair| u16::from_be_bytes(*pair))
}

/// Returns the words for a category indicator of historical octets (ISO 7816-4 §8.1.1.1).
const fn category(category: u8) -> &'static str {
    match category {
        0x00 => "compact-TLV objects, then life cycle and status word",
        0x80 => "compact-TLV objects",
        0x81..=0x8F => "reserved",
        _ => "the issuer's own",
    }
}

/// Returns the words for the status of a record of EF SMS (3GPP TS 31.102 §4.2.25).
const fn record_status(status: u8) -> &'static str {
    match status & 0x1F {
        0x01 => "received, read",
        0x03 => "received, to be read",
        0x05 => "sent, no status report requested",
        0x0D => "sent, a status report requested and not yet received",
        0x15 => "sent, a status report received and not stored in EF SMSR",
        0x1D => "sent, a status report received and stored in EF SMSR",
        0x07 => "to be sent",
        free if free & 0x01 == 0 => "free: what stands behind is of no account",
        _ => "reserved",
    }
}

/// Returns the standard of a storage card (PC/SC part 3, table of SS).
const fn storage_standard(code: u8) -> &'static str {
    match code {
        0x00 => "no information",
        0x01..=0x03 => "ISO 14443 A",
        0x05..=0x07 => "ISO 14443 B",
        0x09..=0x0C => "ISO 15693",
        0x0D..=0x10 => "ISO 7816-10 or a memory card with contacts",
        0x11 => "FeliCa",
        _ => "another standard",
    }
}

/// Returns the name of a storage card (PC/SC part 3, supplement); empty for cards of that list that are not named here.
const fn storage_name(code: u16) -> &'static str {
    match code {
        0x0001 => "MIFARE Classic 1K",
        0x0002 => "MIFARE Classic 4K",
        0x0003 => "MIFARE Ultralight",
        0x0026 => "MIFARE Mini",
        0x003B => "FeliCa",
        _ => "",
    }
}

/// Returns the words for card service data (ISO 7816-4 §8.1.1.2.3).
pub fn services(octets: &[u8]) -> Vec<&'static str> {
    let Some(octet) = octets.first() else { return Vec::new() };
    let bits = [
        (0x80, "selection by full application name"),
        (0x40, "selection by partial name"),
        (0x20, "EF DIR"),
        (0x10, "EF ATR"),
    ];
    let mut said: Vec<&str> = bits.iter().filter(|(bit, _)| octet & bit != 0).map(|(_, words)| *words).collect();
    said.push(match octet >> 1 & 0x07 {
        0x4 => "files read by READ BINARY",
        0x0 => "files read by READ RECORD",
        0x2 => "files read by GET DATA",
        _ => "files read in a way that is reserved",
    });
    said.push(if octet & 0x01 == 0 { "card with MF" } else { "card without MF" });
    said
}

/// Returns the words for card capabilities, logical channels aside (ISO 7816-4 §8.1.1.2.7).
pub fn capabilities(octets: &[u8]) -> Vec<&'static str> {
    let selection = [
        (0x80, "DF by full name"),
        (0x40, "DF by partial name"),
        (0x20, "DF by path"),
        (0x10, "DF by identifier"),
        (0x08, "implicit selection of a DF"),
        (0x04, "short file identifiers"),
        (0x02, "record numbers"),
        (0x01, "record identifiers"),
    ];
    let further = [(0x80, "command chaining"), (0x40, "extended lengths")];
    let bits = |octet: Option<&u8>, bits: &[(u8, &'static str)]| {
        let octet = octet.copied().unwrap_or(0);
        bits.iter().filter(|(bit, _)| octet & bit != 0).map(|(_, words)| *words).collect::<Vec<_>>()
    };
    let mut said = bits(octets.first(), &selection);
    said.extend(bits(octets.get(2), &further));
    said
}

/// Returns the number of logical channels in card capabilities; `None` where they tell none.
pub fn logical_channels(octets: &[u8]) -> Option<u8> {
    let third = octets.get(2).filter(|octet| *octet & 0x18 != 0)?;
    Some((third & 0x07) + 1)
}
