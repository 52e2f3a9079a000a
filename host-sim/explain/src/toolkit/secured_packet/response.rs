//! A response packet told field by field. How it is secured it does not say itself, so that with keys every reading is
//! tried, and without keys only what can be in clear is read.

use serde_json::{Value as Json, json};
use sim_wire::addressee;
use sim_wire::count::Counted;
use sim_wire::secured_packet::{Form, ResponsePacket, ResponseStatus, SecuredResponse};

use super::{Reader, Telling, tar_words};
use sim_codec::ota::Opened;
use sim_codec::ota::script::ScriptAnswer;

/// Tells a response packet.
pub(super) fn tell(form: Form, octets: &[u8], reader: &Reader, telling: &mut Telling) {
    let parsed = match ResponsePacket::parse(form, octets) {
        Ok(parsed) => parsed,
        Err(error) => return telling.problems.push(format!("This is no response packet: {error}.")),
    };
    telling.member("type", "response");
    let check_length = parsed.check_length();
    telling.lengths(form, octets, ["RPL", "RHL"], parsed.header_length, check_length);
    telling.octets("TAR", "tar", &parsed.tar.0, tar_words(parsed.tar));
    if let Some(opened) = reader.keys.open_response(form, octets).ok().flatten() {
        let Opened { packet, padding_count: padding, check, .. } = &opened;
        let (counter, status, data) = (packet.counter, packet.status, packet.data.as_slice());
        let read = SecuredResponse { counter, padding: *padding, status, check, data };
        return tell_secured(&read, (!check.is_empty()).then_some(true), telling);
    }
    match check_length.and_then(|length| SecuredResponse::split(parsed.secured, length)).filter(looks_clear) {
        Some(clear) => {
            // Without a key for it nothing is said of the checksum.
            let holds = reader.keys.kid.as_ref().filter(|_| !clear.check.is_empty()).map(|_| false);
            tell_secured(&clear, holds, telling);
            if holds == Some(false) {
                let words = "The checksum is wrong: it was made with another key, or the packet was changed.";
                telling.problems.push(words.to_owned());
            }
        }
        None => tell_closed(parsed.secured, reader, telling),
    }
}

fn tell_closed(secured: &[u8], reader: &Reader, telling: &mut Telling) {
    telling.octets("secured part", "secured", secured, "ciphered; its keys open it");
    telling.member("checksum_ok", Json::Null);
    if !reader.keys.is_empty() {
        let words = "With these keys no reading of it holds: they are others, or the packet was changed.";
        telling.problems.push(words.to_owned());
        telling.member("checksum_ok", false);
    }
}

/// Whether the secured part can be in clear: nothing is padded there, and the status is one that exists.
fn looks_clear(secured: &SecuredResponse<'_>) -> bool {
    secured.padding == 0 && ResponseStatus::ALL.contains(&secured.status)
}

fn tell_secured(secured: &SecuredResponse<'_>, holds: Option<bool>, telling: &mut Telling) {
    telling.line("CNTR", format!("{}  {}", hex::encode_upper(secured.counter.to_bytes()), secured.counter.value()));
    telling.member("counter", secured.counter.value());
    telling.line("PCNTR", format!("{:02X}  {} of padding", secured.padding, Counted(secured.padding, "octet")));
    telling.member("padding", secured.padding);
    telling.line("status", format!("{:02X}  {}", secured.status.0, secured.status.meaning()));
    telling.member("status", secured.status.0);
    telling.member("status_name", secured.status.key());
    telling.member("status_meaning", secured.status.meaning());
    telling.member("checksum_ok", holds);
    if !secured.check.is_empty() {
        let words = match holds {
            Some(true) => "right",
            Some(false) => "wrong",
            None => "not checked, for want of its key (KID)",
        };
        telling.octets("check", "checksum", secured.check, words);
    }
    telling.octets("data", "data", secured.data, "");
    if secured.status == ResponseStatus::OK {
        tell_answer(secured.data, telling);
    }
}

/// What a script was answered, where the data is that: a status word stands where one must.
fn tell_answer(data: &[u8], telling: &mut Telling) {
    let (named, data) = addressee::split(data);
    super::command::tell_card(named, telling);
    let said = |answer: &[u8]| {
        answer.last_chunk::<2>().map_or_else(String::new, |word| crate::status(u16::from_be_bytes(*word)))
    };
    match ScriptAnswer::parse(data) {
        Ok(ScriptAnswer::Compact { count, status, data }) if matches!(status.0 >> 8, 0x61..=0x6F | 0x90..=0x9F) => {
            let words = crate::status(status.0);
            telling.line("script", format!("{count} done, the last: {words}"));
            let (status, data) = (format!("{:04X}", status.0), hex::encode_upper(data));
            telling.member("script_answer", json!({"commands_done": count, "status_word": status, "data": data}));
        }
        Ok(ScriptAnswer::Expanded { count, answers, bad_format, .. }) => {
            let done = count.map_or_else(|| "unknown".to_owned(), |count| count.to_string());
            telling.line("script", format!("{done} done"));
            for answer in &answers {
                telling.line("", format!("{}  {}", hex::encode_upper(answer), said(answer)));
            }
            let answers: Vec<String> = answers.iter().map(hex::encode_upper).collect();
            telling
                .member("script_answer", json!({"commands_done": count, "answers": answers, "bad_format": bad_format}));
        }
        _ => {}
    }
}
