//! What each object says, in words and in members of JSON.

use serde_json::{Value as Json, json};
use sim_wire::bcd::{self, TonNpi};
use sim_wire::count::Counted;
use sim_wire::proactive::{CommandDetails, CommandType, GeneralResult, ObjectTag, additional};
use sim_wire::text::AlphaCoding;

use super::{broadcast, codes, short_message};
use sim_codec::cat::content::{Address, Outcome};
use sim_codec::cat::place::{Cell, Location};
use sim_codec::cat::texts::{Alpha, Alphabet, Text, Ussd};
use sim_codec::cat::{Object, Value};
use sim_codec::sms::broadcast::{BroadcastCoding, BroadcastText};
use sim_codec::sms::{Body, DataCoding};

/// What an object says.
pub(super) struct Said {
    /// Members of the JSON.
    pub(super) members: Vec<(&'static str, Json)>,
    /// A line of words.
    pub(super) words: String,
}

impl Said {
    fn new(members: Vec<(&'static str, Json)>, words: impl Into<String>) -> Said {
        Said { members, words: words.into() }
    }
}

/// What an object of a known tag says.
pub(super) fn said(tag: ObjectTag, object: &Object) -> Said {
    let one = |value: Json, words: String| Said::new(vec![(tag.key(), value)], words);
    match &object.value {
        Value::Text(given) => text(tag, given),
        Value::Alpha(given) => one(given.text.as_str().into(), alpha(given)),
        Value::Ussd(given) => ussd(tag, given),
        Value::Outcome(given) => outcome(given),
        Value::Address(given) => address(tag, given, object),
        Value::Duration(given) => one(
            json!({"unit": given.unit, "unit_name": given.unit_name(), "interval": given.interval}),
            format!("{} {}", given.interval, given.unit_name()),
        ),
        Value::Item(given) => match given.id {
            Some(id) => Said::new(
                vec![("id", id.into()), ("text", given.text.text.as_str().into())],
                format!("{id:02X}  {}", alpha(&given.text)),
            ),
            None => Said::new(Vec::new(), "none: alone, it removes the menu"),
        },
        Value::ResponseLength(given) => {
            let words = match (given.min, given.max) {
                (least, 0xFF) => format!("{least} characters or more"),
                (least, most) if least == most => Counted(least, "character").to_string(),
                (least, most) => format!("{least} to {}", Counted(most, "character")),
            };
            one(json!({"min": given.min, "max": given.max}), words)
        }
        Value::Sms(given) => {
            let (members, words) = short_message::members(given);
            one(Json::Object(members), words)
        }
        Value::Location(given) => one(location(given), location_words(given)),
        _ => simple(tag, object),
    }
}

/// Objects whose value is one thing.
fn simple(tag: ObjectTag, object: &Object) -> Said {
    let one = |value: Json, words: String| Said::new(vec![(tag.key(), value)], words);
    match &object.value {
        Value::Code(code) => one((*code).into(), format!("{code:02X}{}", codes::words(tag, *code))),
        Value::Size(size) => one(size.0.into(), Counted(size.0, "octet").to_string()),
        Value::Files(files) => one(
            hex::encode_upper(&files.paths).into(),
            format!("{} of them: {}", files.count, hex::encode_upper(&files.paths)),
        ),
        Value::Identity(identity) => one(identity.digits.as_str().into(), identity.digits.clone()),
        Value::Empty(_) => one(true.into(), "yes".to_owned()),
        Value::Channels(channels) => one(json!(channels.0), format!("{:?}", channels.0)),
        Value::Icon(icon) => one(
            json!({"id": icon.id, "self_explanatory": icon.qualifier & 1 == 0}),
            format!("{}, {}", icon.id, if icon.qualifier & 1 == 0 { "instead of the text" } else { "beside the text" }),
        ),
        Value::Icons(icons) => {
            one(json!({"ids": icons.list, "self_explanatory": icons.qualifier & 1 == 0}), format!("{:?}", icons.list))
        }
        Value::Timer(time) => {
            let clock = format!("{:02}:{:02}:{:02}", time.hours, time.minutes, time.seconds);
            one(clock.as_str().into(), clock)
        }
        Value::DateTime(time) => one(time.to_string().into(), time.to_string()),
        Value::Characters(text) => one(text.0.as_str().into(), format!("\"{}\"", text.0)),
        Value::Digits(digits) => one(digits.0.as_str().into(), digits.0.clone()),
        _ => network(tag, object),
    }
}

/// Objects about networks and channels, and those that are not looked into.
fn network(tag: ObjectTag, object: &Object) -> Said {
    let one = |value: Json, words: String| Said::new(vec![(tag.key(), value)], words);
    match &object.value {
        Value::Bearer(bearer) => one(
            json!({"type": bearer.bearer, "parameters": hex::encode_upper(&bearer.parameters)}),
            format!("type {:02X}, parameters {}", bearer.bearer, hex::encode_upper(&bearer.parameters)),
        ),
        Value::Transport(level) => one(
            json!({"protocol": level.protocol, "port": level.port}),
            format!("protocol {:02X}, port {}", level.protocol, level.port),
        ),
        Value::Other(other) => {
            one(json!({"type": other.kind, "hex": hex::encode_upper(&other.octets)}), other_address(&other.octets))
        }
        Value::AccessName(name) => one(name.0.as_str().into(), name.0.clone()),
        Value::Page(page) => {
            let (members, words) = broadcast::members(page);
            one(Json::Object(members), words)
        }
        _ => place(tag, object),
    }
}

/// Objects about places in a network, and those that are not looked into.
fn place(tag: ObjectTag, object: &Object) -> Said {
    let one = |value: Json, words: String| Said::new(vec![(tag.key(), value)], words);
    match &object.value {
        Value::TrackingArea(area) => one(
            json!({"mcc": area.network.mcc, "mnc": area.network.mnc, "code": area.code}),
            format!("network {} {}, code {:04X}", area.network.mcc, area.network.mnc, area.code),
        ),
        Value::RoutingArea(area) => one(
            json!({"mcc": area.network.mcc, "mnc": area.network.mnc, "area": area.area, "code": area.code}),
            format!(
                "network {} {}, area {:04X}, routing area {:02X}",
                area.network.mcc, area.network.mnc, area.area, area.code
            ),
        ),
        Value::TimingAdvance(timing) => one(
            json!({"status": timing.status, "advance": timing.advance}),
            format!("{} bit periods, {}", timing.advance, if timing.status == 0 { "idle" } else { "not idle" }),
        ),
        Value::Channel(status) => one(
            json!({"id": status.channel(), "state": status.words(), "dropped": status.is_dropped()}),
            format!("{:02X}{:02X}  channel {}, {}", status.state, status.further, status.channel(), status.words()),
        ),
        Value::RemoteEntity(entity) => one(
            json!({"coding": entity.coding, "address": hex::encode_upper(&entity.address)}),
            format!("coding {:02X}, {}", entity.coding, hex::encode_upper(&entity.address)),
        ),
        _ => {
            let octets = object.octets().unwrap_or_default();
            if let (Value::Octets(_), Some(unread)) = (&object.value, unread(tag, &octets)) {
                return unread;
            }
            let digits = hex::encode_upper(&octets);
            one(digits.as_str().into(), format!("{digits}{}", codes::list(tag, &octets)))
        }
    }
}

/// A USSD string: its text, the code of its language, and its coding.
fn ussd(tag: ObjectTag, given: &Ussd) -> Said {
    let coding = BroadcastCoding::read(given.dcs).words();
    let mut members = vec![
        (tag.key(), given.text.as_str().into()),
        ("dcs", given.dcs.into()),
        ("dcs_meaning", coding.as_str().into()),
    ];
    members.extend(given.language.as_deref().map(|language| ("language", language.into())));
    let language = given.language.as_deref().map_or(String::new(), |language| format!(" (language {language})"));
    Said::new(members, format!("\"{}\"{language}, data coding scheme {:02X}  {coding}", given.text, given.dcs))
}

/// A text or a USSD string that is not read: its octets, and why.
fn unread(tag: ObjectTag, octets: &[u8]) -> Option<Said> {
    let (dcs, rest) = octets.split_first()?;
    let digits = hex::encode_upper(rest);
    let coding = match tag {
        ObjectTag::TextString | ObjectTag::DefaultText if DataCoding(*dcs).is_compressed() => {
            "compressed (3GPP TS 23.042), not read".to_owned()
        }
        ObjectTag::UssdString => {
            let BroadcastText { header, body, .. } = sim_codec::sms::broadcast::read(*dcs, rest);
            let coding = BroadcastCoding::read(*dcs).words();
            if let (Some(header), Body::Text(text)) = (header, body) {
                let elements: Vec<String> = header.iter().map(short_message::element_words).collect();
                let words =
                    format!("\"{text}\" behind {}, data coding scheme {dcs:02X}  {coding}", elements.join("; "));
                let header = short_message::elements(&header);
                let members = vec![(tag.key(), text.into()), ("dcs", (*dcs).into()), ("header", header)];
                return Some(Said::new(members, words));
            }
            coding
        }
        _ => return None,
    };
    let members = vec![(tag.key(), hex::encode_upper(octets).into()), ("dcs", (*dcs).into())];
    Some(Said::new(members, format!("{digits}: data coding scheme {dcs:02X}, {coding}")))
}

pub(super) fn text(tag: ObjectTag, given: &Text) -> Said {
    let mut members = vec![(tag.key(), given.text.as_str().into())];
    let Some(dcs) = given.dcs else { return Said::new(members, "null: there is none") };
    members.push((if tag == ObjectTag::DefaultText { "default_text_dcs" } else { "dcs" }, dcs.into()));
    let coding = match Alphabet::of_sms(dcs) {
        Some(Alphabet::Packed) => "GSM alphabet, packed",
        Some(Alphabet::Octets) => "GSM alphabet, an octet each",
        Some(Alphabet::Ucs2) => "UCS2",
        None => "reserved coding",
    };
    Said::new(members, format!("\"{}\" ({coding})", given.text))
}

fn alpha(given: &Alpha) -> String {
    let coding = match given.coding {
        AlphaCoding::Gsm if given.text.is_empty() => return "null: nothing is to be shown".to_owned(),
        AlphaCoding::Gsm => String::new(),
        AlphaCoding::Ucs2 => " (80: UCS2)".to_owned(),
        AlphaCoding::Half(base) => format!(" (81: from {base:04X})"),
        AlphaCoding::Based(base) => format!(" (82: from {base:04X})"),
    };
    format!("\"{}\"{coding}", given.text)
}

fn outcome(given: &Outcome) -> Said {
    let known = given.general();
    let mut members = vec![
        ("result", given.result.into()),
        ("result_name", known.map(GeneralResult::key).into()),
        ("additional", hex::encode_upper(&given.additional).into()),
    ];
    let mut words = format!("{:02X}  {}", given.result, known.map_or("not known", GeneralResult::name));
    match (known, given.additional.first()) {
        (Some(result), Some(cause)) => {
            let meaning = additional(result, *cause);
            words.push_str(&format!(", {} {}", hex::encode_upper(&given.additional), meaning.unwrap_or("")));
            members.push(("additional_meaning", meaning.into()));
        }
        (Some(result), None) if result.has_cause() => words.push_str("; the octet with the cause is missing"),
        _ => {}
    }
    Said::new(members, words.trim_end())
}

/// An address. Some cards put the length of a service centre's address before it, as 3GPP TS 24.011 has it.
fn address(tag: ObjectTag, given: &Address, object: &Object) -> Said {
    let octets = object.octets().unwrap_or_default();
    if let [length, ton_npi, digits @ ..] = octets.as_slice()
        && usize::from(*length) == digits.len() + 1
        && *length < 0x80
        && *ton_npi >= 0x80
    {
        let (ton_npi, number) = (TonNpi(*ton_npi), bcd::digits(digits).collect::<String>());
        let words = format!(
            "{number} ({}, {}), behind a length octet that TS 102 223 §8.1 does not have",
            ton_npi.ton_name(),
            ton_npi.npi_name()
        );
        return Said::new(vec![(tag.key(), number.into()), ("address_type", ton_npi.0.into())], words);
    }
    let ton_npi = given.ton_npi;
    let kind = if tag == ObjectTag::SsString { "ss_type" } else { "address_type" };
    Said::new(
        vec![(tag.key(), given.number.as_str().into()), (kind, ton_npi.0.into())],
        format!("{} ({}, {})", given.number, ton_npi.ton_name(), ton_npi.npi_name()),
    )
}

fn location(given: &Location) -> Json {
    let mut json = json!({"mcc": given.network.mcc, "mnc": given.network.mnc, "area": given.area});
    let cell = match given.cell {
        Cell::Unsaid => return json,
        Cell::Gsm(cell) => u32::from(cell),
        Cell::Utran(cell, extension) => u32::from(extension) << 16 | u32::from(cell),
        Cell::Eutran(cell) => cell,
    };
    if let Json::Object(members) = &mut json {
        members.insert("cell".into(), cell.into());
    }
    json
}

/// The network, the area and the cell.
fn location_words(given: &Location) -> String {
    let Location { network, area, cell } = given;
    let cell = match *cell {
        Cell::Unsaid => "no cell is said".to_owned(),
        Cell::Gsm(cell) => format!("cell {cell:04X} ({cell})"),
        Cell::Utran(cell, extension) => {
            let whole = u32::from(extension) << 16 | u32::from(cell);
            format!("UTRAN cell {whole:08X} ({whole}): RNC {extension}, cell {cell}")
        }
        Cell::Eutran(cell) => format!("E-UTRAN cell {cell:07X} ({cell}): eNodeB {}, cell {}", cell >> 8, cell & 0xFF),
    };
    format!("network {} {}, area {area:04X} ({area}), {cell}", network.mcc, network.mnc)
}

fn other_address(octets: &[u8]) -> String {
    match octets.len() {
        4 => octets.iter().map(u8::to_string).collect::<Vec<_>>().join("."),
        16 => octets.chunks(2).map(hex::encode).collect::<Vec<_>>().join(":"),
        _ => hex::encode_upper(octets),
    }
}

/// What the bits of a qualifier ask for.
pub(super) fn qualifier(details: CommandDetails) -> Vec<&'static str> {
    use CommandType as C;
    let bits: &[(u8, &str, &str)] = match details.command() {
        Some(C::DisplayText) => {
            &[(0x01, "high priority", "normal priority"), (0x80, "the user clears it", "cleared after a while")]
        }
        Some(C::GetInkey) => &[
            (0x01, "alphabet", "digits"),
            (0x02, "UCS2", "GSM alphabet"),
            (0x04, "yes or no", ""),
            (0x08, "answered at once", ""),
            (0x80, "help available", ""),
        ],
        Some(C::GetInput) => &[
            (0x01, "alphabet", "digits"),
            (0x02, "UCS2", "GSM alphabet"),
            (0x04, "input hidden", "input shown"),
            (0x08, "answer packed", ""),
            (0x80, "help available", ""),
        ],
        Some(C::SelectItem) => {
            &[(0x01, "presentation specified", ""), (0x04, "soft keys preferred", ""), (0x80, "help available", "")]
        }
        Some(C::SetupMenu) => &[(0x01, "soft keys preferred", ""), (0x80, "help available", "")],
        Some(C::SendSms) => &[(0x01, "the terminal packs", "packing not required")],
        Some(C::SendData) => &[(0x01, "send at once", "store only")],
        Some(C::PlayTone) => &[(0x01, "vibrate", "")],
        Some(C::LanguageNotification) => &[(0x01, "a specific language", "no specific language")],
        _ => return coded(details).into_iter().collect(),
    };
    let said = bits.iter().map(|(bit, set, clear)| if details.qualifier & bit != 0 { *set } else { *clear });
    said.filter(|words| !words.is_empty()).collect()
}

/// Qualifiers that are a code as a whole.
fn coded(details: CommandDetails) -> Option<&'static str> {
    use CommandType as C;
    Some(match (details.command()?, details.qualifier) {
        (C::Refresh, 0x00) => "initialisation and full file change",
        (C::Refresh, 0x01) => "file change",
        (C::Refresh, 0x02) => "initialisation and file change",
        (C::Refresh, 0x03) => "initialisation",
        (C::Refresh, 0x04) => "reset of the card",
        (C::Refresh, 0x05) => "reset of the application",
        (C::Refresh, 0x06) => "reset of the session",
        (C::Refresh, 0x07) => "steering of roaming",
        (C::TimerManagement, 0x00) => "start",
        (C::TimerManagement, 0x01) => "deactivate",
        (C::TimerManagement, 0x02) => "get the current value",
        (C::ProvideLocalInfo, 0x00) => "location",
        (C::ProvideLocalInfo, 0x01) => "IMEI",
        (C::ProvideLocalInfo, 0x02) => "network measurement results",
        (C::ProvideLocalInfo, 0x03) => "date, time and time zone",
        (C::ProvideLocalInfo, 0x04) => "language",
        (C::ProvideLocalInfo, 0x05) => "timing advance",
        (C::ProvideLocalInfo, 0x06) => "access technology",
        (C::ProvideLocalInfo, 0x08) => "IMEISV",
        (C::ProvideLocalInfo, 0x0A) => "battery state",
        (C::SetupCall, 0x00 | 0x01) => "only if not busy",
        (C::SetupCall, 0x02 | 0x03) => "other calls are held",
        (C::SetupCall, 0x04 | 0x05) => "other calls are cleared",
        (C::LaunchBrowser, 0x00) => "if not already launched",
        (C::LaunchBrowser, 0x02) => "in the browser that is open",
        (C::LaunchBrowser, 0x03) => "in a new browser",
        _ => return None,
    })
}
