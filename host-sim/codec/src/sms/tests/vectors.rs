//! Every vector of `sms.json` must be read into what its `decoded` says; whole TPDUs are encoded again to the same
//! octets. The vectors belong to other projects and do not stand in this one.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use sim_wire::text::{self, Gsm, Septets};
use vector_files::Members;

use crate::cat::texts::Alphabet;
use crate::cat::{Message, Value};
use crate::sms::{
    DataCoding, Direction, Element, MessageBody, Reading, SmsAddress, Timestamp, Tpdu, TpduFields, UserData, user_data,
};

/// Members of a vector.
const MEMBERS: Members = Members {
    compared: &["decoded", "decoded.*"],
    inputs: &["kind", "hex", "has_smsc"],
    silent: &[
        ("name", "the vector's name"),
        ("source", "the file that it is from"),
        ("note", "words for people"),
        ("verified", "whether its author had computed it twice"),
        ("asserted_by_source", "the part of `decoded` that the source itself says, compared as `decoded` is"),
        ("asserted_by_source.*", "the part of `decoded` that the source itself says, compared as `decoded` is"),
        ("asserted_by_source[]*", "the names of `decoded` that the source itself says"),
    ],
};

fn hex_of(octets: &[u8]) -> String {
    hex::encode(octets)
}

fn address(address: &SmsAddress) -> Json {
    json!({"ton": address.ton_npi.ton(), "npi": address.ton_npi.npi(), "digits": address.number})
}

fn time(time: Timestamp) -> Json {
    let [year, month, day, hour, minute, second] = time.fields();
    json!({"year": year, "month": month, "day": day, "hour": hour, "minute": minute, "second": second,
        "tz_quarters": time.zone()})
}

fn elements(elements: &[Element]) -> Json {
    elements.iter().map(|element| json!([element.id, hex_of(&element.data)])).collect()
}

/// Returns a number as telephones show it.
pub(super) fn number_of(address: &SmsAddress) -> String {
    format!("{}{}", if address.ton_npi.ton() == 1 { "+" } else { "" }, address.number)
}

fn user(json: &mut Json, data: &UserData, dcs: u8) {
    json["udl"] = data.length.into();
    json["charset"] = match DataCoding(dcs).alphabet() {
        Some(Alphabet::Packed) => "gsm7",
        Some(Alphabet::Ucs2) => "ucs2",
        _ => "8bit",
    }
    .into();
    json["class"] = DataCoding(dcs).class().into();
    match &data.body {
        MessageBody::Text(text) => json["text"] = text.as_str().into(),
        MessageBody::Octets(octets) => json["data"] = hex_of(octets).into(),
    }
    if let Some(header) = &data.header {
        json["udh"] = elements(header);
        json["fill_bits"] = data.fill_bits().into();
    }
}

pub(super) fn fields(tpdu: &TpduFields) -> Json {
    let flag = |bit: u8| Json::from(tpdu.first & bit != 0);
    let mut json = json!({"type": tpdu.kind.name(), "udhi": flag(0x40), "rp": flag(0x80), "mr": tpdu.reference,
        "pid": tpdu.pid, "dcs": tpdu.dcs, "st": tpdu.status, "mms": flag(0x04), "lp": flag(0x08), "sri": flag(0x20),
        "srq": flag(0x20), "rd": flag(0x04), "srr": flag(0x20), "vpf": tpdu.first >> 3 & 3});
    // A report names whom it reports of, a message who sent it or who is to have it.
    for name in ["oa", "da", "ra"] {
        json[name] = tpdu.address.as_ref().map(address).into();
    }
    json["scts"] = tpdu.time.map(time).into();
    json["dt"] = tpdu.discharge.map(time).into();
    json["vp"] = hex_of(&tpdu.validity).into();
    if let Ok(octets) = <[u8; 7]>::try_from(tpdu.validity.as_slice()) {
        json["vp_abs"] = time(Timestamp(octets));
    }
    if let Some(data) = &tpdu.user {
        user(&mut json, data, tpdu.dcs.unwrap_or(0));
    }
    json
}

/// Returns the fields of a message.
fn tpdu(message: &Tpdu) -> Json {
    fields(&Reading::of(message.kind().direction(), &message.encode().unwrap()).unwrap().fields)
}

/// Parses a TPDU, encodes it again, and returns its fields.
fn whole(direction: Direction, octets: &[u8]) -> Result<Json, String> {
    let read = Tpdu::parse(direction, octets).ok_or("this is read as no message")?;
    let again = read.encode().map_err(|error| error.to_string())?;
    if again != octets {
        return Err(format!("written again it is {}", hex_of(&again)));
    }
    Ok(tpdu(&read))
}

/// Splits the address of the service centre off a TPDU.
fn after_centre(octets: &[u8]) -> (Json, &[u8]) {
    let (inside, rest) = octets[1..].split_at(usize::from(octets[0]));
    let digits = inside.split_first().map(|(_, digits)| sim_wire::bcd::digits(digits).collect::<String>());
    (digits.into(), rest)
}

fn message(octets: &[u8]) -> Result<Json, String> {
    let message = Message::parse(octets).map_err(|fault| fault.to_string())?;
    if message.emit().as_deref() != Ok(octets) {
        return Err("it is not written again".to_owned());
    }
    let sms = message.objects.iter().find_map(|object| match &object.value {
        Value::Sms(sms) => Some(tpdu(sms)),
        _ => None,
    });
    let tag = |object: &crate::cat::Object| object.tag.number | if object.tag.comprehension { 0x80 } else { 0 };
    let tlvs: Json = message.objects.iter().map(|o| json!([tag(o), hex_of(&o.octets().unwrap())])).collect();
    Ok(json!({"tlvs": tlvs, "tpdu": sms}))
}

fn observe(kind: &str, vector: &Json, octets: &[u8]) -> Result<Json, String> {
    let decoded = &vector["decoded"];
    let number = |name: &str| decoded[name].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap();
    Ok(match kind {
        "pdu-mt" | "pdu-mo" => {
            let direction = if kind == "pdu-mt" { Direction::FromNetwork } else { Direction::ToNetwork };
            let (centre, rest) = if vector["has_smsc"] == true { after_centre(octets) } else { (Json::Null, octets) };
            let mut json = whole(direction, rest)?;
            json["smsc"] = centre;
            json
        }
        "gsm7-pack" => {
            let text: String = Gsm(Septets::counted(octets, number("septets"), 0)).collect();
            let mut count = 0;
            let again = crate::cat::written(|into| text::encode_packed(&text, into).map(drop)).unwrap();
            let mut buffer = [0; 400];
            let mut emitter = sim_wire::tlv::Emitter::new(&mut buffer);
            count += text::encode_packed(&text, &mut emitter).unwrap();
            if again != octets {
                return Err(format!("packed again it is {}", hex_of(&again)));
            }
            json!({"text": text, "septets": count, "fill_bits": 0})
        }
        "ud-concat-gsm7" => {
            let data = UserData::read(u8::try_from(number("udl")).unwrap(), octets, 0, true);
            let mut json = json!({"septets": number("udl") - 7});
            user(&mut json, &data, 0);
            if data.kept.is_some() || data.octets(0).unwrap() != octets {
                return Err("it is not written again".to_owned());
            }
            json
        }
        "address" => address(&SmsAddress::take(octets).ok_or("no address")?.0),
        "scts" => time(Timestamp(octets.try_into().map_err(|_| "no time stamp")?)),
        "udh" => {
            let (header, tail) = user_data::header(octets).ok_or("no header")?;
            json!({"ies": elements(&header), "tail": hex_of(tail)})
        }
        "udh-ies" => json!({"ies": elements(&user_data::elements(octets).ok_or("no elements")?)}),
        "envelope-d1" | "proactive-send-sms" => message(octets)?,
        "deliver-report" => {
            let read = Tpdu::parse(Direction::ToNetwork, octets);
            let Some(Tpdu::DeliverReport(read)) = read else { return Err("this is read as no report".to_owned()) };
            let parameters = read.parameters.unwrap();
            let hex = |octet: Option<u8>| octet.map(|octet| format!("{octet:02x}"));
            json!({"first_octet": format!("{:02x} (UDHI, MTI 00)", read.first), "tp_fcs": hex(read.cause),
                "tp_pi": format!("{:02x} (PID,DCS,UDL present)", parameters.indicator), "pid": hex(parameters.pid),
                "dcs": hex(parameters.dcs), "udl": hex(parameters.user.map(|data| data.length))})
        }
        other => return Err(format!("nobody here knows the kind {other}")),
    })
}

/// Compares each leaf of the expected value; an unknown member is an error.
pub(super) fn compare_leaves(path: &str, expected: &Json, observed: &Json, count: &mut usize) -> Result<(), String> {
    match (expected, observed) {
        (Json::Object(expected), Json::Object(_)) => expected.iter().try_for_each(|(name, value)| {
            let observed = observed.get(name).ok_or_else(|| format!("{path}.{name} is not known here"))?;
            compare_leaves(&format!("{path}.{name}"), value, observed, count)
        }),
        _ if expected == observed => {
            *count += 1;
            Ok(())
        }
        _ => Err(format!("{path} is {observed}, expected {expected}")),
    }
}

fn compare(vector: &Json, count: &mut usize) -> Result<(), String> {
    MEMBERS.compared(vector)?;
    let octets = hex::decode(vector["hex"].as_str().unwrap()).unwrap();
    let observed = observe(vector["kind"].as_str().unwrap(), vector, &octets)?;
    compare_leaves("decoded", &vector["decoded"], &observed, count)
}

#[test]
fn every_vector_decodes_as_expected() {
    let Some(vectors) = vector_files::read("sms.json") else { return };
    let (mut fields, mut kinds) = (0, BTreeMap::<&str, usize>::new());
    let mut wrong = Vec::new();
    for vector in &vectors {
        let kind = vector["kind"].as_str().unwrap();
        *kinds.entry(kind).or_default() += 1;
        let result = compare(vector, &mut fields);
        wrong.extend(result.err().map(|wrong| format!("{} ({kind}): {wrong}", vector["name"])));
    }
    println!("sms.json: {} vectors decoded, {fields} values compared: {kinds:?}", vectors.len());
    assert!(wrong.is_empty(), "{} of {} vectors do not hold:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
}

#[test]
fn every_changed_value_is_seen() {
    let Some(vectors) = vector_files::read("sms.json") else { return };
    let (seen, missed) = MEMBERS.change_each(&vectors, |_, _| false, |vector| compare(vector, &mut 0));
    println!("sms.json: {seen} values, each of which was changed once and missed");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
