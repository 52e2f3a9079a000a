//! Every vector of `ota.json` in both directions: its meaning is encoded to the same octets, and they are opened into
//! the same meaning. An unknown kind or algorithm is a failure and not a skip. The vectors belong to other projects and
//! do not stand in this one.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use sim_wire::secured_packet::{
    Check, Checksum, Ciphering, CommandHeader, Counter, Form, KeyReference, Redundancy, ResponsePacket, ResponseStatus,
    Spi, Tar,
};
use vector_files::{Leaf, Members};

use super::hostile;
use crate::crypto::des;
use crate::ota::{
    ChainingMode, ChecksumKey, CipherKey, Command, Family, KeyMaterial, Keys, Padding, RedundancyCheck, Response,
    ResponseSecurity,
};

/// Members of a vector; a vector has only those that its kind uses.
pub(super) const MEMBERS: Members = Members {
    compared: &[
        "expected_hex",
        "plaintext",
        "pysim_expected",
        "wrong_retail_mac",
        "expect_reject",
        "decoded",
        "decoded.*",
        "expect.accept",
        "expect.accept[]",
        "expect.status",
        "expect.status[]",
        "expect.por",
        "expect.counter_after",
        "params.keyset",
    ],
    inputs: &[
        "apdus[]",
        "keys",
        "keys.kic",
        "keys.kid",
        "params.kind",
        "params.algo",
        "params.mac_len",
        "params.cmac_len",
        "params.transport",
        "params.spi",
        "params.spi2",
        "params.kic",
        "params.kid",
        "params.kic_algo",
        "params.kid_algo",
        "params.tar",
        "params.cntr",
        "params.cntr_stored",
        "params.msl",
        "params.pad_style",
    ],
    silent: &[
        ("name", "the vector's name"),
        ("source", "the file that it is from"),
        ("note", "words for people"),
        ("expect.note", "words for people"),
        ("negative", "a label of the case for its author; `expect` says what must come of it"),
        ("verified", "whether its author had computed it twice"),
    ],
};

type Held = Result<(), String>;

pub(super) fn octets(json: &Json) -> Vec<u8> {
    hex::decode(json.as_str().unwrap()).unwrap()
}

fn array<const N: usize>(json: &Json) -> [u8; N] {
    octets(json).try_into().unwrap()
}

fn form(vector: &Json) -> Form {
    match vector["params"]["transport"].as_str() {
        Some("sms") => Form::ShortMessage,
        Some("cattp") => Form::CatTp,
        other => panic!("nobody here knows the transport {other:?}"),
    }
}

fn kic(vector: &Json, reference: KeyReference) -> Option<CipherKey> {
    let key = octets(&vector["keys"]["kic"]);
    match vector["params"]["kic_algo"].as_str() {
        None if key.is_empty() => None,
        None => Ciphering::from_code(reference.algorithm()).map(|algorithm| CipherKey::new(algorithm, &key).unwrap()),
        Some("des-ede-ecb") => {
            Some(CipherKey { key: KeyMaterial::new(Family::Des, &key).unwrap(), mode: ChainingMode::Apart })
        }
        Some(other) => panic!("nobody here knows the algorithm {other}"),
    }
}

fn kid(vector: &Json, reference: KeyReference) -> Option<ChecksumKey> {
    let key = octets(&vector["keys"]["kid"]);
    let algorithm = Checksum::from_code(reference.algorithm()).filter(|_| !key.is_empty())?;
    let key = ChecksumKey::new(algorithm, &key).unwrap();
    let length = vector["params"]["cmac_len"].as_u64().map_or(8, |length| usize::try_from(length).unwrap());
    Some(ChecksumKey { length, ..key })
}

/// Returns the keys of a vector; that of KID only where it names a checksum.
fn keys(vector: &Json, check: Check, kic_octet: KeyReference, kid_octet: KeyReference) -> Keys {
    let redundancy = vector["params"]["kid_algo"].as_str().map(|name| match name {
        "xor4" => RedundancyCheck::Xor4,
        "xor8" => RedundancyCheck::Xor8,
        "crc32" => RedundancyCheck::Standard(Redundancy::Crc32),
        other => panic!("nobody here knows the algorithm {other}"),
    });
    Keys {
        kic: kic(vector, kic_octet),
        kid: (check == Check::Cryptographic).then(|| kid(vector, kid_octet)).flatten(),
        redundancy,
    }
}

fn same(what: &str, is: &[u8], expected: &[u8]) -> Held {
    if is == expected {
        return Ok(());
    }
    Err(format!("{what} is {}, expected {}", hex::encode(is), hex::encode(expected)))
}

fn command(vector: &Json) -> Held {
    let params = &vector["params"];
    let [kic] = array(&params["kic"]);
    let [kid] = array(&params["kid"]);
    let header = CommandHeader {
        spi: Spi::from_bytes(array(&params["spi"])),
        kic: KeyReference(kic),
        kid: KeyReference(kid),
        tar: Tar(array(&params["tar"])),
    };
    let keys = keys(vector, header.spi.check(), header.kic, header.kid);
    let data = octets(&vector["plaintext"]);
    let counter = Counter::from_bytes(array(&params["cntr"]));
    let meant = Command { form: form(vector), header, counter, data };
    let padding = if params["pad_style"] == "80" { Padding::Marked } else { Padding::Zeros };
    let expected = octets(&vector["expected_hex"]);
    same("the packet", &meant.wrap_padded(&keys, padding).map_err(|error| error.to_string())?, &expected)?;
    // One sender leaves CPL out where nothing is ciphered, and counts it in the checksum all the same.
    if let Some(without) = vector.get("pysim_expected") {
        same("the packet without CPL", &expected[2..], &octets(without))?;
    }
    let opened = Command::open(meant.form, &expected, &keys).map_err(|error| error.to_string())?;
    if opened.packet != meant || !opened.check_holds || opened.padding.is_none() {
        return Err(format!("it is opened as {opened:?}, expected {meant:?}"));
    }
    Ok(())
}

fn response(vector: &Json) -> Held {
    let params = &vector["params"];
    let [spi] = array(&params["spi2"]);
    let [kic] = array(&params["kic"]);
    let [kid] = array(&params["kid"]);
    let asked = ResponseSecurity { spi: Spi { first: 0, second: spi }, kic: KeyReference(kic), kid: KeyReference(kid) };
    let keys = keys(vector, asked.spi.proof_check(), asked.kic, asked.kid);
    let given = octets(&vector["expected_hex"]);
    let form = form(vector);
    let packet = match form {
        Form::ShortMessage => given.strip_prefix(&ResponsePacket::USER_DATA_HEADER).unwrap_or(&given),
        Form::CatTp => &given,
    };
    let opened = Response::open(form, packet, asked, &keys).map_err(|error| error.to_string())?;
    if let Some(reason) = vector.get("expect_reject") {
        if reason != "RC/CC" || vector["decoded"] != serde_json::json!({}) || vector["plaintext"] != "" {
            return Err(format!("nobody here knows how {reason} is refused"));
        }
        return if opened.check_holds { Err("its check holds, and must not".to_owned()) } else { Ok(()) };
    }
    if !opened.check_holds {
        return Err("its check does not hold".to_owned());
    }
    let padding = opened.padding.clone().ok_or("its padding does not fit")?;
    let decoded = &vector["decoded"];
    let Response { tar, counter, status, ref data, .. } = opened.packet;
    same("the data", data, &octets(&vector["plaintext"]))?;
    same("TAR", &tar.0, &octets(&decoded["tar"]))?;
    same("CNTR", &counter.to_bytes(), &octets(&decoded["cntr"]))?;
    // Some vectors leave these to be followed from the octets.
    for (name, value) in [("padding", &padding), ("cc", &opened.check), ("mac", &opened.check)] {
        decoded.get(name).map_or(Ok(()), |expected| same(name, value, &octets(expected)))?;
    }
    if decoded.get("pcntr").is_some_and(|count| *count != opened.padding_count) || decoded["status"] != status.0 {
        return Err(format!("PCNTR or status: {opened:?}"));
    }
    let data = octets(&decoded["data"]);
    let status = ResponseStatus(u8::try_from(decoded["status"].as_u64().unwrap()).unwrap());
    let meant = Response { form, tar: Tar(array(&decoded["tar"])), counter, status, data };
    let style = if padding.first() == Some(&0x80) { Padding::Marked } else { Padding::Zeros };
    same("the packet", &meant.wrap_padded(asked, &keys, style).map_err(|error| error.to_string())?, packet)
}

/// Computes the MAC of ISO 9797-1, algorithm 3, of whole blocks: single DES but for the last block.
fn retail_mac(key: &des::DoubleKey, message: &[u8]) -> des::DesBlock {
    let (first, second) = des::halves(key);
    let blocks = des::whole_blocks(message).into_iter();
    let chained = blocks.fold([0; 8], |mac, block| des::encrypt(&first, des::xor(mac, block)));
    des::encrypt(&first, des::decrypt(&second, chained))
}

fn mac(vector: &Json) -> Held {
    let params = &vector["params"];
    let family = match params["algo"].as_str() {
        Some("3des-cbc-mac") => Family::Des,
        Some("aes-cmac") => Family::Aes,
        other => return Err(format!("nobody here knows the algorithm {other:?}")),
    };
    let key = KeyMaterial::new(family, &octets(&vector["keys"]["kid"])).unwrap();
    let length = usize::try_from(params["mac_len"].as_u64().unwrap()).unwrap();
    let message = octets(&vector["plaintext"]);
    let made = ChecksumKey { key, length }.over(&[&message]);
    if let Some(wrong) = vector.get("wrong_retail_mac") {
        let retail = retail_mac(&array(&vector["keys"]["kid"]), &message);
        same("the retail MAC", &retail, &octets(wrong))?;
        if made == retail {
            return Err("the checksum is the retail MAC, which is another one".to_owned());
        }
    }
    same("the checksum", &made, &octets(&vector["expected_hex"]))
}

fn crc(vector: &Json) -> Held {
    let check = match vector["params"]["algo"].as_str() {
        Some("crc16") => Redundancy::Crc16,
        Some("crc32") => Redundancy::Crc32,
        other => return Err(format!("nobody here knows the algorithm {other:?}")),
    };
    let made = RedundancyCheck::Standard(check).over(&[&octets(&vector["plaintext"])]);
    same("the check", &made, &octets(&vector["expected_hex"]))
}

fn hold(vector: &Json, receiver: &crate::ota::Receiver) -> Held {
    MEMBERS.compared(vector)?;
    match vector["params"]["kind"].as_str() {
        Some("command") => command(vector),
        Some("response") => response(vector),
        Some("mac") => mac(vector),
        Some("crc") => crc(vector),
        Some("envelope") => hostile::hold(vector, receiver),
        other => Err(format!("nobody here knows the kind {other:?}")),
    }
}

#[test]
fn every_vector_is_made_and_opened() {
    let Some(vectors) = vector_files::read("ota.json") else { return };
    let receiver = hostile::receiver(&vectors);
    let mut kinds = BTreeMap::<&str, usize>::new();
    let mut wrong = Vec::new();
    let mut values = 0;
    for vector in &vectors {
        values += MEMBERS.count(vector).unwrap();
        *kinds.entry(vector["params"]["kind"].as_str().unwrap()).or_default() += 1;
        wrong.extend(hold(vector, &receiver).err().map(|wrong| format!("{}: {wrong}", vector["name"])));
    }
    println!("ota.json: {} vectors, none skipped, {values} values compared: {kinds:?}", vectors.len());
    assert!(wrong.is_empty(), "{} of {} vectors do not hold:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
}

#[test]
fn every_changed_value_is_seen() {
    let Some(vectors) = vector_files::read("ota.json") else { return };
    let receiver = hostile::receiver(&vectors);
    // A packet that must be refused is no better for another octet, and nobody sees what it secures.
    let is_input = |vector: &Json, leaf: &Leaf| {
        let is_refused = match vector["params"]["kind"].as_str() {
            Some("envelope") => !hostile::is_believed(vector),
            _ => vector.get("expect_reject").is_some(),
        };
        let is_packet = leaf.path == "expected_hex" && vector.get("apdus").is_none();
        is_refused && (is_packet || leaf.path == "plaintext")
    };
    let (seen, missed) = MEMBERS.change_each(&vectors, is_input, |vector| hold(vector, &receiver));
    println!("ota.json: {seen} values, each of which was changed once and missed");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn unknown_member_and_kind_are_failures() {
    let vector = serde_json::json!({"name": "own", "keys": {}, "plaintext": "00", "expected_hex": "00",
        "params": {"kind": "crc", "algo": "crc16", "colour": "red"}});
    let receiver = crate::ota::Receiver { applications: Vec::new(), key_sets: Vec::new() };
    assert_eq!(hold(&vector, &receiver), Err("nobody here knows the member params.colour".to_owned()));
    let vector = serde_json::json!({"name": "own", "params": {"kind": "letter"}});
    assert!(hold(&vector, &receiver).unwrap_err().contains("letter"));
}
