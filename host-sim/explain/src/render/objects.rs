//! Phrases for values of the toolkit and of short messages.

use sim_wire::bcd::TonNpi;
use sim_wire::count::Counted;
use sim_wire::proactive::{CommandDetails, Device, GeneralResult, ObjectTag, additional};
use sim_wire::text::AlphaCoding;

use super::phrase::Phrase;
use super::{codes, qualifier};
use crate::title::command_name;
use crate::toolkit::page_number;
use crate::value::ToolkitValue;
use sim_codec::cat::content::CommandResult;
use sim_codec::cat::place::{CellPage, Location, ServingCell};
use sim_codec::cat::texts::{Alpha, Alphabet, Text, Ussd};
use sim_codec::cat::{Object, Value as Content};
use sim_codec::sms::broadcast::{self, BroadcastCoding};
use sim_codec::sms::{Element, MessageBody, SmsAddress, TpduFields, TpduKind, UserData};

/// Returns the phrase for a value of the toolkit.
pub(super) fn phrase(value: &ToolkitValue) -> Phrase {
    match value {
        ToolkitValue::Details(CommandDetails { number, kind, .. }) => {
            Phrase::plain(format!("number {number}, type {kind:02X} {}", command_name(*kind)))
        }
        ToolkitValue::Qualifier(details) => {
            Phrase::new(format!("{:02X}", details.qualifier), qualifier::words(*details).join(", "))
        }
        ToolkitValue::Devices(devices) => {
            let words = format!("from {} to {}", device(devices.source), device(devices.destination));
            Phrase::plain(words.to_lowercase().replace('_', " "))
        }
        ToolkitValue::Device(end) => Phrase::new(format!("{:02X}", end.code()), device(*end)),
        ToolkitValue::Object(tag, object) => of_object(*tag, object),
        ToolkitValue::LongAddress(ton_npi, number) => long_address(TonNpi(*ton_npi), number),
        ToolkitValue::Unread(tag, dcs, octets) => unread(*tag, *dcs, octets),
        ToolkitValue::UssdBehindHeader(dcs, header, text) => ussd_behind_header(*dcs, header, text),
        ToolkitValue::Hidden(count) => {
            Phrase::new("•".repeat(*count), format!("hidden input, {}", Counted(*count, "character")))
        }
        ToolkitValue::Choice(yes) => Phrase::new(if *yes { "01" } else { "00" }, if *yes { "yes" } else { "no" }),
        ToolkitValue::Spelt(tag, _) => Phrase::plain(format!("object {:02X}", tag.number)),
        ToolkitValue::Clock(time) => {
            Phrase::plain(format!("{:02}:{:02}:{:02}", time.hours, time.minutes, time.seconds))
        }
        ToolkitValue::Channel(state) => Phrase::plain((state & 0x07).to_string()),
        ToolkitValue::Cell(cell) => Phrase::plain(cell_words(*cell)),
        ToolkitValue::AlphaCoding(coding) => Phrase::plain(match coding {
            AlphaCoding::Gsm => "GSM alphabet, an octet each".to_owned(),
            AlphaCoding::Ucs2 => "80: UCS2".to_owned(),
            AlphaCoding::Half(base) => format!("81: half a page from {base:04X}"),
            AlphaCoding::Based(base) => format!("82: half a page from {base:04X}"),
        }),
    }
}

fn long_address(ton_npi: TonNpi, number: &str) -> Phrase {
    let (ton, npi) = (ton_npi.ton_name(), ton_npi.npi_name());
    Phrase::plain(format!("{number} ({ton}, {npi}), behind a length octet that TS 102 223 §8.1 does not have"))
}

fn unread(tag: ObjectTag, dcs: u8, octets: &[u8]) -> Phrase {
    let coding = match tag {
        ObjectTag::UssdString => BroadcastCoding::read(dcs).words(),
        _ => "compressed (3GPP TS 23.042), not read".to_owned(),
    };
    Phrase::plain(format!("{}: data coding scheme {dcs:02X}, {coding}", hex::encode_upper(octets)))
}

fn ussd_behind_header(dcs: u8, header: &[Element], text: &str) -> Phrase {
    let elements: Vec<String> = header.iter().map(|one| element(one).to_string()).collect();
    let (elements, coding) = (elements.join("; "), BroadcastCoding::read(dcs).words());
    Phrase::quoting(text, format!("\"{text}\" behind {elements}, data coding scheme {dcs:02X}  {coding}"))
}

/// Returns the name of a device for machines.
pub(super) fn device(device: Device) -> String {
    match device.number() {
        Some(number) => format!("{}_{number}", device.key()),
        None => device.key().to_owned(),
    }
}

fn of_object(tag: ObjectTag, object: &Object) -> Phrase {
    match &object.value {
        Content::Text(given) => text(given),
        Content::Alpha(given) => alpha(given),
        Content::Ussd(given) => ussd(given),
        Content::Outcome(given) => outcome(given),
        Content::Address(given) => {
            let ton_npi = given.ton_npi;
            Phrase::plain(format!("{} ({}, {})", given.number, ton_npi.ton_name(), ton_npi.npi_name()))
        }
        Content::Duration(given) => Phrase::plain(format!("{} {}", given.interval, given.unit_name())),
        Content::Item(given) => match given.id {
            Some(id) => Phrase { digits: format!("{id:02X}").into(), ..alpha(&given.text) },
            None => Phrase::plain("none: alone, it removes the menu"),
        },
        Content::ResponseLength(given) => Phrase::plain(match (given.min, given.max) {
            (least, 0xFF) => format!("{least} characters or more"),
            (least, most) if least == most => Counted(least, "character").to_string(),
            (least, most) => format!("{least} to {}", Counted(most, "character")),
        }),
        Content::Sms(given) => message_in_a_line(given.kind(), given.address(), given.user_data()),
        Content::Location(given) => Phrase::plain(location_words(given)),
        _ => simple(tag, object),
    }
}

/// Returns the phrase for an object with a single value.
fn simple(tag: ObjectTag, object: &Object) -> Phrase {
    let beside = |qualifier: u8| if qualifier & 1 == 0 { "instead of the text" } else { "beside the text" };
    Phrase::plain(match &object.value {
        Content::Code(code) => return Phrase::new(format!("{code:02X}"), codes::words(tag, *code)),
        Content::Size(size) => Counted(size.0, "octet").to_string(),
        Content::Files(files) => format!("{} of them: {}", files.count, hex::encode_upper(&files.paths)),
        Content::Identity(identity) => identity.digits.clone(),
        Content::Empty(_) => "yes".to_owned(),
        Content::Channels(channels) => format!("{:?}", channels.0),
        Content::Icon(icon) => format!("{}, {}", icon.id, beside(icon.qualifier)),
        Content::Icons(icons) => format!("{:?}", icons.list),
        Content::Timer(time) => format!("{:02}:{:02}:{:02}", time.hours, time.minutes, time.seconds),
        Content::DateTime(time) => time.to_string(),
        Content::Characters(text) => return Phrase::quoting(&text.0, format!("\"{}\"", text.0)),
        Content::Digits(digits) => digits.0.clone(),
        _ => return network(tag, object),
    })
}

/// Returns the phrase for an object about a network or a channel, or for one that is not parsed.
fn network(tag: ObjectTag, object: &Object) -> Phrase {
    Phrase::plain(match &object.value {
        Content::Bearer(bearer) => {
            format!("type {:02X}, parameters {}", bearer.bearer, hex::encode_upper(&bearer.parameters))
        }
        Content::Transport(level) => format!("protocol {:02X}, port {}", level.protocol, level.port),
        Content::Other(other) => other_address(&other.octets),
        Content::AccessName(name) => name.0.clone(),
        Content::Page(page) => return page_in_a_line(page),
        Content::TrackingArea(area) => {
            format!("network {} {}, code {:04X}", area.network.mcc, area.network.mnc, area.code)
        }
        Content::RoutingArea(area) => format!(
            "network {} {}, area {:04X}, routing area {:02X}",
            area.network.mcc, area.network.mnc, area.area, area.code
        ),
        Content::TimingAdvance(timing) => {
            format!("{} bit periods, {}", timing.advance, if timing.status == 0 { "idle" } else { "not idle" })
        }
        Content::Channel(status) => {
            let words = format!("channel {}, {}", status.channel(), status.words());
            return Phrase::new(format!("{:02X}{:02X}", status.state, status.further), words);
        }
        Content::RemoteEntity(entity) => {
            format!("coding {:02X}, {}", entity.coding, hex::encode_upper(&entity.address))
        }
        _ => {
            let octets = object.octets().unwrap_or_default();
            return Phrase::new(hex::encode_upper(&octets), codes::list(tag, &octets).join(", "));
        }
    })
}

fn ussd(given: &Ussd) -> Phrase {
    let coding = BroadcastCoding::read(given.dcs).words();
    let language = given.language.as_deref().map_or(String::new(), |language| format!(" (language {language})"));
    let words = format!("\"{}\"{language}, data coding scheme {:02X}  {coding}", given.text, given.dcs);
    Phrase::quoting(&given.text, words)
}

fn text(given: &Text) -> Phrase {
    let Some(dcs) = given.dcs else { return Phrase::plain("null: there is none") };
    let coding = match Alphabet::of_sms(dcs) {
        Some(Alphabet::Packed) => "GSM alphabet, packed",
        Some(Alphabet::Octets) => "GSM alphabet, an octet each",
        Some(Alphabet::Ucs2) => "UCS2",
        None => "reserved coding",
    };
    Phrase::quoting(&given.text, format!("\"{}\" ({coding})", given.text))
}

fn alpha(given: &Alpha) -> Phrase {
    let coding = match given.coding {
        AlphaCoding::Gsm if given.text.is_empty() => return Phrase::plain("null: nothing is to be shown"),
        AlphaCoding::Gsm => String::new(),
        AlphaCoding::Ucs2 => " (80: UCS2)".to_owned(),
        AlphaCoding::Half(base) => format!(" (81: from {base:04X})"),
        AlphaCoding::Based(base) => format!(" (82: from {base:04X})"),
    };
    Phrase::quoting(&given.text, format!("\"{}\"{coding}", given.text))
}

fn outcome(given: &CommandResult) -> Phrase {
    let known = given.general();
    let mut words = known.map_or("not known", GeneralResult::name).to_owned();
    match (known, given.additional.first()) {
        (Some(result), Some(cause)) => {
            let meaning = additional(result, *cause).unwrap_or("");
            words.push_str(&format!(", {} {meaning}", hex::encode_upper(&given.additional)));
        }
        (Some(result), None) if result.has_cause() => words.push_str("; the octet with the cause is missing"),
        _ => {}
    }
    Phrase::new(format!("{:02X}", given.result), words.trim_end().to_owned())
}

/// Returns the phrase for an element of a user data header.
pub(super) fn element(element: &Element) -> Phrase {
    let data = hex::encode_upper(&element.data);
    let octets = if data.is_empty() { format!("{:02X}", element.id) } else { format!("{:02X} {data}", element.id) };
    Phrase::new(octets, element.words())
}

/// Returns a short message in a line: its type, the other end, and its contents.
pub(super) fn short_message(message: &TpduFields) -> Phrase {
    message_in_a_line(message.kind, message.address.as_ref(), message.user.as_ref())
}

fn message_in_a_line(kind: TpduKind, address: Option<&SmsAddress>, user: Option<&UserData>) -> Phrase {
    let mut words = kind.name().to_owned();
    if let Some(address) = address {
        words.push_str(&format!(", {}", address.number));
    }
    match user.map(|user| &user.body) {
        Some(MessageBody::Text(text)) => Phrase::quoting(text, format!("{words}, \"{text}\"")),
        Some(MessageBody::Octets(octets)) => Phrase::plain(format!("{words}, {}", hex::encode_upper(octets))),
        None => Phrase::plain(words),
    }
}

/// Returns a page of a cell broadcast message in a line.
fn page_in_a_line(page: &CellPage) -> Phrase {
    let (number, total) = page_number(page);
    let head = format!("message {:04X}, serial number {:04X}, page {number} of {total}", page.identifier, page.serial);
    match broadcast::text(page).body {
        MessageBody::Text(text) => Phrase::quoting(&text, format!("{head}, \"{text}\"")),
        MessageBody::Octets(octets) => Phrase::plain(format!("{head}, {}", hex::encode_upper(octets))),
    }
}

/// Returns the network, the area and the cell in words.
fn location_words(given: &Location) -> String {
    let Location { network, area, cell } = given;
    format!("network {} {}, area {area:04X} ({area}), {}", network.mcc, network.mnc, cell_words(*cell))
}

fn cell_words(cell: ServingCell) -> String {
    let whole = cell_number(cell).unwrap_or_default();
    match cell {
        ServingCell::Unsaid => "no cell is said".to_owned(),
        ServingCell::Gsm(_) => format!("cell {whole:04X} ({whole})"),
        ServingCell::Utran(cell, extension) => {
            format!("UTRAN cell {whole:08X} ({whole}): RNC {extension}, cell {cell}")
        }
        ServingCell::Eutran(_) => {
            format!("E-UTRAN cell {whole:07X} ({whole}): eNodeB {}, cell {}", whole >> 8, whole & 0xFF)
        }
    }
}

/// Returns the number of a cell; `None` where the location has no cell.
pub fn cell_number(cell: ServingCell) -> Option<u32> {
    match cell {
        ServingCell::Unsaid => None,
        ServingCell::Gsm(cell) => Some(u32::from(cell)),
        ServingCell::Utran(cell, extension) => Some(u32::from(extension) << 16 | u32::from(cell)),
        ServingCell::Eutran(cell) => Some(cell),
    }
}

/// Returns the address of the other end: of IP in its own form, else in hexadecimal.
pub fn other_address(octets: &[u8]) -> String {
    match octets.len() {
        4 => octets.iter().map(u8::to_string).collect::<Vec<_>>().join("."),
        16 => octets.chunks(2).map(hex::encode).collect::<Vec<_>>().join(":"),
        _ => hex::encode_upper(octets),
    }
}
