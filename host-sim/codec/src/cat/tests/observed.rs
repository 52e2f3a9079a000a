//! Meaning of a message in the vocabulary of the vectors: oFono's names, and Gecko's where a vector has those.

use serde_json::{Map, Value as Json, json};
use sim_wire::proactive::{CommandType, Device, EnvelopeTag, Event, GeneralResult, ObjectTag as T};

use super::named::NAMED;
use super::vectors::status;
use crate::cat::command::Action;
use crate::cat::content::{Address, Octets};
use crate::cat::place::{Location, ServingCell};
use crate::cat::{Envelope, Message, ProactiveCommand, TerminalResponse, Value, envelope, styled};
use crate::sms::{MessageBody, SmsAddress, Timestamp, Tpdu};

fn hex_of(octets: &[u8]) -> String {
    hex::encode_upper(octets)
}

fn device(device: Device) -> String {
    device.number().map_or(device.key().to_owned(), |number| format!("{}_{number}", device.key()))
}

fn address(address: &Address) -> Json {
    json!({"ton_npi": address.ton_npi.0, "number": address.number})
}

fn first(message: &Message, tag: T) -> Option<&Value> {
    message.values(tag).next()
}

/// Observes what several views name alike: devices, and the objects that all commands share.
fn common(message: &Message) -> Map<String, Json> {
    let mut map = Map::new();
    let mut put = |name: &str, value: Json| map.insert(name.to_owned(), value);
    if let Some(Value::Details(details)) = first(message, T::CommandDetails) {
        put("number", details.number.into());
        put("type", details.kind.into());
        put("type_name", details.command().map(|kind| kind.key()).into());
        put("qualifier", details.qualifier.into());
    }
    if let Some(Value::Devices(devices)) = first(message, T::DeviceIdentities) {
        put("src", devices.source.code().into());
        put("src_name", device(devices.source).into());
        put("dst", devices.destination.code().into());
        put("dst_name", device(devices.destination).into());
    }
    map
}

fn location(location: &Location) -> Json {
    let mut json = json!({"mcc": location.network.mcc, "mnc": location.network.mnc, "lac_tac": location.area});
    match location.cell {
        ServingCell::Unsaid => {}
        ServingCell::Gsm(cell) => {
            json["has_ci"] = true.into();
            json["ci"] = cell.into();
        }
        ServingCell::Utran(cell, extension) => {
            json["has_ci"] = true.into();
            json["ci"] = cell.into();
            json["has_ext_ci"] = true.into();
            json["ext_ci"] = extension.into();
        }
        ServingCell::Eutran(cell) => {
            json["has_eutran_ci"] = true.into();
            json["eutran_ci"] = cell.into();
        }
    }
    json
}

fn sms_address(address: &SmsAddress) -> Json {
    json!({"number_type": address.ton_npi.ton(), "numbering_plan": address.ton_npi.npi(), "address": address.number})
}

/// Returns user data as oFono's vectors have it: as text, where it is text, else in hexadecimal.
fn user_data(tpdu: &Tpdu) -> Json {
    let user = tpdu.user_data().unwrap();
    match &user.body {
        MessageBody::Text(text) => text.as_str().into(),
        MessageBody::Octets(octets) if user.header.is_none() => String::from_utf8_lossy(octets).into(),
        MessageBody::Octets(_) => hex_of(&user.octets(tpdu.dcs().unwrap()).unwrap()).into(),
    }
}

fn submit(tpdu: &Tpdu, packing: bool) -> Json {
    let Tpdu::Submit(message) = tpdu else { panic!("{tpdu:?} is no SMS-SUBMIT") };
    // The terminal packs what it is asked to pack, and says so in TP-DCS.
    let dcs = tpdu.dcs().unwrap() & if packing { 0xF3 } else { 0xFF };
    json!({"mr": message.reference, "daddr": sms_address(&message.destination), "pid": message.pid, "dcs": dcs,
        "udl": tpdu.user_data().unwrap().length, "ud": user_data(tpdu)})
}

fn date(time: Timestamp) -> Json {
    let [year, month, day, hour, minute, second] = time.fields();
    let mut json = json!({"year": year, "month": month, "day": day, "hour": hour, "minute": minute, "second": second});
    json["timezone"] = time.zone().map_or(255.into(), Json::from);
    json["has_timezone"] = time.zone().is_some().into();
    json
}

fn timer(message: &Message) -> Json {
    let mut json = json!({});
    if let Some(Value::Code(id)) = first(message, T::TimerIdentifier) {
        json["id"] = (*id).into();
    }
    if let Some(Value::Timer(value)) = first(message, T::TimerValue) {
        json["value"] =
            json!({"hour": value.hours, "minute": value.minutes, "second": value.seconds, "has_value": true});
    }
    json
}

/// Observes the objects of a command, by the names of the vectors.
pub(super) fn objects(message: &Message) -> Json {
    let alphas: Vec<&Value> = message.values(T::AlphaIdentifier).collect();
    let texts = alphas.iter().map(|value| match value {
        Value::Alpha(alpha) => Json::from(alpha.text.as_str()),
        other => panic!("{other:?} is no alpha identifier"),
    });
    json!({"alpha_ids": texts.collect::<Vec<_>>()})
}

fn generic(message: &Message, map: &mut Map<String, Json>) {
    for object in &message.objects {
        let tag = object.known().unwrap();
        let bytes = || object.octets().unwrap();
        let counted = |name: &str| json!({"len": bytes().len(), name: hex_of(&bytes())});
        let (name, value) = match (tag, &object.value) {
            (T::TextString, Value::Text(text)) => ("text", text.text.as_str().into()),
            (T::DefaultText, Value::Text(text)) => ("default_text", text.text.as_str().into()),
            (T::AlphaIdentifier, Value::Alpha(alpha)) => ("alpha_id", alpha.text.as_str().into()),
            (T::Icon, Value::Icon(icon)) => ("icon_id", json!({"qualifier": icon.qualifier, "id": icon.id})),
            (T::TextAttribute, _) => ("text_attr", counted("attributes")),
            (T::ItemTextAttributes, _) => ("item_text_attr_list", counted("list")),
            (T::ItemIcons, Value::Icons(icons)) => (
                "item_icon_id_list",
                json!({"qualifier": icons.qualifier, "len": icons.list.len(), "list": hex_of(&icons.list)}),
            ),
            (T::NextActions, _) => ("next_act", counted("list")),
            (T::EventList, _) => ("event_list", counted("list")),
            (T::Duration, Value::Duration(time)) => ("duration", json!({"unit": time.unit, "interval": time.interval})),
            (T::ResponseLength, Value::ResponseLength(length)) => {
                ("resp_len", json!({"min": length.min, "max": length.max}))
            }
            (T::Address, Value::Address(number)) => ("addr", address(number)),
            (T::SsString, Value::Address(number)) => ("ss", json!({"ton_npi": number.ton_npi.0, "ss": number.number})),
            (T::UssdString, Value::Ussd(ussd)) => ("ussd", ussd.text.as_str().into()),
            (T::Tone, Value::Code(tone)) => ("tone", (*tone).into()),
            (T::ItemIdentifier, Value::Code(id)) => ("item_id", (*id).into()),
            (T::Dtmf, Value::Digits(digits)) => ("dtmf", digits.0.as_str().into()),
            (T::AtCommand, Value::Characters(text)) => ("at_command", text.0.as_str().into()),
            (T::Language, Value::Characters(text)) => ("language", text.0.as_str().into()),
            (T::TimerIdentifier, Value::Code(id)) => ("timer_id", (*id).into()),
            (T::TimerValue, _) => ("timer_value", timer(message)["value"].clone()),
            (T::CapabilityConfiguration, _) => ("ccp", counted("ccp")),
            (T::Subaddress, _) => ("subaddr", counted("subaddr")),
            (T::Bearer, _) => ("bearer", counted("array")),
            (T::ChannelData, _) => ("data", counted("array")),
            (T::BufferSize, Value::Size(size)) => ("buf_size", size.0.into()),
            (T::NetworkAccessName, Value::AccessName(name)) => ("apn", name.0.as_str().into()),
            (T::TransportLevel, Value::Transport(level)) => {
                ("uti", json!({"protocol": level.protocol, "port": level.port}))
            }
            (T::OtherAddress, Value::Other(other)) => {
                let ipv4 = <[u8; 4]>::try_from(other.octets.as_slice()).map(u32::from_be_bytes).ok();
                let json = json!({"type": other.kind, "addr": {"ipv4": ipv4, "ipv6": hex_of(&other.octets)}});
                // OPEN CHANNEL has the local address first, where it has two.
                let local = message.values(T::OtherAddress).count() > 1 && !map.contains_key("local_addr");
                (if local { "local_addr" } else { "data_dest_addr" }, json)
            }
            (T::BearerDescription, Value::Bearer(_)) => ("bearer_desc", bearer_description(message)),
            (T::ImmediateResponse, _) => ("immediate_response", true.into()),
            (T::FrameIdentifier, Value::Code(id)) => ("frame_id", json!({"has_id": true, "id": id})),
            (T::ChannelDataLength, Value::Code(length)) => ("data_len", (*length).into()),
            (T::BrowserIdentity, Value::Code(id)) => ("browser_id", (*id).into()),
            (T::Url, Value::Characters(url)) => ("url", url.0.as_str().into()),
            (T::Aid, _) => ("aid", counted("aid")),
            (T::ProvisioningFile, _) => ("prov_file_refs", counted("list")),
            (T::CdmaSmsTpdu, _) => ("cdma_sms", counted("array")),
            (T::ServiceSearch, _) => ("serv_search", counted("ser_search")),
            (T::DeviceFilter, _) => ("dev_filter", counted("dev_filter")),
            (T::AttributeInformation, _) => ("attr_info", counted("attr_info")),
            (T::ServiceRecord, _) => ("serv_rec", counted("serv_rec")),
            (T::FrameLayout, _) => ("frame_layout", counted("size")),
            (T::MmsReference, _) => ("mms_ref", counted("ref")),
            (T::MmsContentIdentifier, _) => ("mms_content_id", counted("id")),
            (T::MmsIdentifier, _) => ("mms_id", counted("id")),
            (T::ActivateDescriptor, _) => ("actv_desc", bytes().first().copied().into()),
            (T::CommandApdu, Value::Apdu(apdu)) => {
                let octets = &apdu.0;
                let mut json = json!({"cla": octets[0], "ins": octets[1], "p1": octets[2], "p2": octets[3]});
                if octets.len() == 5 {
                    json["has_le"] = 1.into();
                    json["le"] = octets[4].into();
                } else {
                    json["lc"] = octets[4].into();
                    json["data"] = hex_of(&octets[5..]).into();
                }
                ("c_apdu", json)
            }
            (T::FileList, Value::Files(files)) => ("value.fileList", hex_of(&files.paths).into()),
            _ => continue,
        };
        map.entry(name).or_insert(value);
    }
    // One object by its other names.
    for (name, other) in
        [("value.fileList", "file_list"), ("uti", "intf"), ("apn", "network_name"), ("item_id", "default_item")]
    {
        if let Some(value) = map.get(name).cloned() {
            map.insert(other.to_owned(), value);
        }
    }
    if let Some(Value::Ussd(ussd)) = first(message, T::UssdString) {
        map.insert("ussd_string".to_owned(), json!({"dcs": ussd.dcs, "string": ussd.text}));
    }
}

/// Observes a command.
pub(super) fn command(command: &ProactiveCommand) -> Json {
    let message = command.message();
    let mut map = common(&message);
    generic(&message, &mut map);
    map.insert("parse_status".into(), status(command).into());
    let items: Vec<Json> = message
        .values(T::Item)
        .filter_map(|item| match item {
            Value::Item(item) => item.id.map(|id| json!({"id": id, "text": item.text.text})),
            _ => None,
        })
        .collect();
    if message.values(T::Item).next().is_some() {
        map.insert("items".into(), items.into());
    }
    let attribute = first(&message, T::TextAttribute).map(|value| value.octets().unwrap());
    if let Some(attribute) = attribute {
        let text = map.get("text").or(map.get("alpha_id")).and_then(Json::as_str).map(str::to_owned);
        map.insert("html".into(), text.map(|text| styled::html(&text, &attribute)).into());
    }
    particular(command, &mut map);
    gecko(command, &mut map);
    Json::Object(map)
}

/// Observes what only some commands have.
fn particular(command: &ProactiveCommand, map: &mut Map<String, Json>) {
    let attribute = |object: &crate::cat::Object<crate::cat::content::Octets>| json!({"len": object.value.0.len(), "attributes": hex_of(&object.value.0)});
    match &command.action {
        Action::SendSms(sms) => {
            let packing = command.details.value.qualifier & 1 == 1;
            let tpdu = sms.message.as_ref().map(|object| &object.value);
            let mut json = json!({"type": 4, "sc_addr": {}});
            json["submit"] = tpdu.map(|tpdu| submit(tpdu, packing)).into();
            if let Some(centre) = &sms.service_centre {
                let SmsAddress { ton_npi, number, .. } = SmsAddress::new(centre.value.ton_npi, &centre.value.number);
                json["sc_addr"] =
                    json!({"number_type": ton_npi.ton(), "numbering_plan": ton_npi.npi(), "address": number});
            }
            map.insert("gsm_sms".into(), json);
        }
        Action::SetupCall(call) => {
            let text = |alpha: &Option<crate::cat::Object<crate::cat::texts::Alpha>>| {
                Json::from(alpha.as_ref().map(|alpha| alpha.value.text.clone()))
            };
            map.insert("alpha_id_usr_cfm".into(), text(&call.confirmation));
            map.insert("alpha_id_call_setup".into(), text(&call.call_alpha));
            let icon = |icon: &Option<crate::cat::Object<crate::cat::content::Icon>>| {
                Json::from(icon.as_ref().map(|icon| json!({"qualifier": icon.value.qualifier, "id": icon.value.id})))
            };
            map.insert("icon_id_usr_cfm".into(), icon(&call.confirmation_icon));
            map.insert("icon_id_call_setup".into(), icon(&call.call_icon));
            map.insert("text_attr_usr_cfm".into(), call.confirmation_attribute.as_ref().map(attribute).into());
            map.insert("text_attr_call_setup".into(), call.call_attribute.as_ref().map(attribute).into());
        }
        Action::LaunchBrowser(browser) => {
            map.insert("text_gateway_proxy_id".into(), browser.gateway.as_ref().map(|o| o.value.text.clone()).into());
        }
        Action::OpenChannel(channel) => {
            map.insert("text_usr".into(), channel.login.as_ref().map(|o| o.value.text.clone()).into());
            map.insert("text_passwd".into(), channel.password.as_ref().map(|o| o.value.text.clone()).into());
        }
        _ => {}
    }
}

/// Observes a command by Gecko's names.
fn gecko(command: &ProactiveCommand, map: &mut Map<String, Json>) {
    let details = command.details.value;
    let qualifier = details.qualifier;
    for (name, bit) in [("isAlphabet", 1), ("isUCS2", 2), ("hideInput", 4), ("isPacked", 8), ("isHelpAvailable", 0x80)]
    {
        map.insert(name.into(), (qualifier & bit != 0).into());
    }
    for name in ["commandNumber", "value.commandNumber"] {
        map.insert(name.into(), details.number.into());
    }
    for name in ["commandQualifier", "value.commandQualifier", "localInfoType"] {
        map.insert(name.into(), qualifier.into());
    }
    map.insert("value.typeOfCommand".into(), details.kind.into());
    let copies = [
        ("title", "/alpha_id"),
        ("defaultText", "/default_text"),
        ("minLength", "/resp_len/min"),
        ("maxLength", "/resp_len/max"),
        ("timeUnit", "/duration/unit"),
        ("timeInterval", "/duration/interval"),
        ("duration.timeUnit", "/duration/unit"),
        ("duration.timeInterval", "/duration/interval"),
        ("timerId", "/timer_id"),
        ("icons", "/icon_id/id"),
        ("confirmMessage", "/alpha_id_usr_cfm"),
        ("callMessage", "/alpha_id_call_setup"),
    ];
    let whole = Json::Object(map.clone());
    for (name, path) in copies {
        whole.pointer(path).map(|value| map.insert(name.into(), value.clone()));
    }
    if let Some(qualifier) = whole.pointer("/icon_id/qualifier") {
        map.insert("iconSelfExplanatory".into(), (*qualifier == 0).into());
    }
    if !map.contains_key("text") {
        whole.get("alpha_id").map(|alpha| map.insert("text".into(), alpha.clone()));
    }
    if let Action::TimerManagement(timer) = &command.action {
        map.insert("timerValue".into(), timer.value.as_ref().map(|value| value.value.in_seconds()).into());
    }
    if let Some(number) = whole.pointer("/addr/number").and_then(Json::as_str) {
        map.insert("address".into(), number.replace('c', ",").into());
    }
    if let Action::SelectItem(menu) = &command.action {
        let default = menu.default_item.as_ref().map(|item| item.value);
        let place = menu.items.iter().position(|item| item.value.id == default);
        map.insert("defaultItem".into(), place.into());
        for (at, item) in menu.items.iter().enumerate() {
            let mut put = |name: &str, value: Json| map.insert(format!("items[{at}].{name}"), value);
            put("identifier", item.value.id.into());
            put("text", item.value.text.text.as_str().into());
            if let Some(icons) = &menu.item_icons {
                put("icons", icons.value.list.get(at).copied().into());
                put("iconSelfExplanatory", (icons.value.qualifier == 0).into());
            }
        }
        for (at, next) in menu.next_actions.iter().flat_map(|object| object.value.0.iter().enumerate()) {
            map.insert(format!("nextActionList[{at}]"), (*next).into());
        }
    }
}

/// Observes a terminal response.
pub(super) fn response(response: &TerminalResponse) -> Json {
    let message = response.message();
    let mut map = common(&message);
    let outcome = response.result().unwrap();
    let mut result = json!({"type": outcome.result, "type_name": outcome.general().map(GeneralResult::key)});
    if !outcome.additional.is_empty() {
        result["additional_len"] = outcome.additional.len().into();
        result["additional"] = hex_of(&outcome.additional).into();
    }
    map.insert("result".into(), result);
    let mut text = json!({"packed": false});
    if let Some(Value::Text(given)) = first(&message, T::TextString) {
        let details = response.details.value;
        let yes_no = details.command() == Some(CommandType::GetInkey) && details.qualifier & 0x04 != 0;
        text["text"] = if yes_no { "".into() } else { given.text.as_str().into() };
        text["yesno"] = yes_no.into();
        text["packed"] = (given.dcs == Some(0)).into();
    }
    let mut inkey = json!({"text": text});
    if let Some(Value::Duration(time)) = first(&message, T::Duration) {
        inkey["duration"] = json!({"unit": time.unit, "interval": time.interval});
    }
    map.insert("get_inkey".into(), inkey);
    map.insert("set_up_call".into(), set_up_call(response, &message));
    map.insert("send_ussd".into(), send_ussd(&message));
    map.insert("open_channel".into(), open_channel(&message));
    map.insert("receive_data".into(), receive_data(&message));
    map.insert("get_input".into(), json!({"text": text}));
    map.insert("timer_mgmt".into(), timer(&message));
    map.insert("channel_status".into(), json!({"channel": channel(&message)}));
    map.insert("provide_local_info".into(), local_information(&message));
    for object in &message.objects {
        let (name, inner, value): (&str, &str, Json) = match (object.known().unwrap(), &object.value) {
            (T::ItemIdentifier, Value::Code(id)) => ("select_item", "item_id", (*id).into()),
            (T::Duration, Value::Duration(time)) => {
                ("poll_interval", "max_interval", json!({"unit": time.unit, "interval": time.interval}))
            }
            (T::AtResponse, Value::Characters(text)) => ("run_at_command", "at_response", text.0.as_str().into()),
            (T::ChannelDataLength, Value::Code(length)) => ("send_data", "tx_avail", (*length).into()),
            _ => continue,
        };
        let mut json = json!({});
        json[inner] = value;
        map.insert(name.into(), json);
    }
    Json::Object(map)
}

fn channel(message: &Message) -> Json {
    let Some(Value::Channel(status)) = first(message, T::ChannelStatus) else { return Json::Null };
    // The second octet says why the link is gone; else the first two bits say how it stands.
    let state = [0, 3, 1, 2][usize::from(status.state >> 6)];
    json!({"id": status.channel(), "status": if status.is_dropped() { 5 } else { state }})
}

/// Returns octets with their count, under `len` and the vectors' name for the octets.
fn counted(octets: &[u8], name: &str) -> Json {
    json!({"len": octets.len(), name: hex_of(octets)})
}

fn octets_of(message: &Message, tag: T) -> Option<Vec<u8>> {
    first(message, tag).map(|value| value.octets().unwrap())
}

fn bearer_description(message: &Message) -> Json {
    let Some(Value::Bearer(bearer)) = first(message, T::BearerDescription) else { return Json::Null };
    let mut json = json!({"type": bearer.bearer});
    if let [precedence, delay, reliability, peak, mean, pdp_type] = bearer.parameters[..] {
        json["gprs"] = json!({"precedence": precedence, "delay": delay, "reliability": reliability, "peak": peak,
            "mean": mean, "pdp_type": pdp_type});
    }
    json
}

fn open_channel(message: &Message) -> Json {
    let size = match first(message, T::BufferSize) {
        Some(Value::Size(size)) => Json::from(size.0),
        _ => Json::Null,
    };
    json!({"channel": channel(message), "bearer_desc": bearer_description(message), "buf_size": size})
}

fn receive_data(message: &Message) -> Json {
    let data = octets_of(message, T::ChannelData).unwrap_or_default();
    let left = match first(message, T::ChannelDataLength) {
        Some(Value::Code(left)) => Json::from(*left),
        _ => Json::Null,
    };
    json!({"rx_data": counted(&data, "array"), "rx_remaining": left})
}

fn set_up_call(response: &TerminalResponse, message: &Message) -> Json {
    let action = octets_of(message, T::CallControlAction).unwrap_or_default();
    let second = response.results.get(1).map(|object| &object.value);
    let modified = second.map(|outcome| {
        json!({"type": outcome.result, "type_name": outcome.general().map(GeneralResult::key),
            "additional_len": outcome.additional.len(), "additional": hex_of(&outcome.additional)})
    });
    json!({"cc_requested_action": counted(&action, "array"),
        "modified_result": {"cc_modified": modified.is_some(), "result": modified}})
}

fn send_ussd(message: &Message) -> Json {
    match first(message, T::TextString) {
        Some(Value::Text(text)) => {
            let octets = octets_of(message, T::TextString).unwrap_or_default();
            json!({"text": {"has_text": true, "dcs": text.dcs, "text": text.text, "len": octets.len().saturating_sub(1)}})
        }
        _ => json!({"text": {"has_text": false}}),
    }
}

fn local_information(message: &Message) -> Json {
    let mut json = json!({});
    for object in &message.objects {
        let octets = object.octets().unwrap();
        match (object.known().unwrap(), &object.value) {
            (T::Location, Value::Location(place)) => json["location"] = location(place),
            (T::Imei, Value::Identity(identity)) => json["imei"] = identity.digits.as_str().into(),
            (T::Imeisv, Value::Identity(identity)) => json["imeisv"] = identity.digits.as_str().into(),
            (T::DateTime, Value::DateTime(time)) => json["datetime"] = date(*time),
            (T::Language, Value::Characters(text)) => json["language"] = text.0.as_str().into(),
            (T::AccessTechnology, Value::Code(code)) => json["access_technology"] = (*code).into(),
            (T::BatteryState, Value::Code(code)) => json["battery_charge"] = (*code).into(),
            (T::TimingAdvance, Value::TimingAdvance(timing)) => {
                json["tadv"] = json!({"status": timing.status, "advance": timing.advance});
            }
            (T::Esn, _) => json["esn"] = octets.iter().fold(0_u64, |sum, octet| sum << 8 | u64::from(*octet)).into(),
            (T::Meid, _) => json["meid"] = hex_of(&octets).into(),
            (T::SearchMode, Value::Code(mode)) => json["search_mode"] = (*mode).into(),
            (T::AccessTechnology, _) => {
                json["access_technologies"] = json!({"techs": octets, "length": octets.len()});
            }
            (T::BroadcastNetwork, _) => {
                json["broadcast_network_info"] = json!({"tech": octets[0], "loc_info": hex_of(&octets[1..]),
                    "len": octets.len() - 1});
            }
            (T::NetworkMeasurement, _) => {
                json["nmr"]["nmr"] = json!({"array": hex_of(&octets), "len": octets.len()});
            }
            (T::BcchChannels, Value::Channels(channels)) => {
                json["nmr"]["bcch_ch_list"] =
                    json!({"channels": channels.0, "num": channels.0.len(), "has_list": true});
            }
            _ => {}
        }
    }
    json
}

/// Observes an envelope.
pub(super) fn envelope(envelope: &Envelope) -> Json {
    let message = envelope.message();
    let mut map = common(&message);
    map.insert("type".into(), envelope.tag.into());
    map.insert("type_name".into(), EnvelopeTag::from_code(envelope.tag).map(EnvelopeTag::key).into());
    use envelope::Body as B;
    let (name, json) = match &envelope.body {
        B::SmsPpDownload(sms) => {
            let tpdu = &sms.message.as_ref().unwrap().value;
            let Tpdu::Deliver(message) = tpdu else { panic!("{tpdu:?} is no SMS-DELIVER") };
            let time = date(message.time);
            let centre = sms.service_centre.as_ref().map(|object| address(&object.value));
            (
                "sms_pp_download",
                json!({"address": centre, "message": {
                "oaddr": sms_address(&message.originator), "pid": message.pid, "dcs": message.dcs, "scts": time,
                "udhi": tpdu.has_header(), "udl": tpdu.user_data().unwrap().length, "ud": user_data(tpdu)}}),
            )
        }
        B::CbsPpDownload(download) => {
            let page = &download.page.as_ref().unwrap().value;
            (
                "cbs_pp_download",
                json!({"page": {
                "gs": page.serial >> 14, "message_code": page.serial >> 4 & 0x3FF, "update_number": page.serial & 0xF,
                "message_identifier": page.identifier, "dcs": page.dcs, "max_pages": page.pages & 0xF,
                "page": page.pages >> 4, "ud": hex_of(&page.contents)}}),
            )
        }
        B::MenuSelection(menu) => (
            "menu_selection",
            json!({"item_id": menu.item.as_ref().map(|item| item.value), "help_request": menu.help.is_some()}),
        ),
        B::CallControl(call) => ("call_control", call_control(call)),
        B::MoSmsControl(sms) => (
            "sms_mo_control",
            json!({"sc_address": sms.service_centre.as_ref().map(|object| address(&object.value)),
                "dest_address": sms.destination.as_ref().map(|object| address(&object.value)),
                "location": sms.location.as_ref().map(|object| location(&object.value))}),
        ),
        B::TimerExpiration(_) => ("timer_expiration", timer(&message)),
        B::EventDownload(event) => ("event_download", self::event(event, &message)),
        B::UssdDownload(ussd) => {
            let string = ussd.ussd.as_ref().map(|object| json!({"dcs": object.value.dcs, "string": object.value.text}));
            ("ussd_data_download", json!({"string": string}))
        }
        B::MmsTransferStatus(status) => {
            let octets = |object: &Option<crate::cat::Object<Octets>>| object.as_ref().map(|o| hex_of(&o.value.0));
            let file = status.file.as_ref().map(|object| counted(&object.value.paths, "file"));
            (
                "mms_status",
                json!({"transfer_file": file, "id": octets(&status.message), "transfer_status": octets(&status.status)}),
            )
        }
        B::MmsNotification(notification) => {
            let octets = notification.notification.as_ref().map(|object| counted(&object.value.0, "array"));
            ("mms_notification", json!({"msg": octets, "last": notification.last.is_some()}))
        }
        B::TerminalApplication(applications) => {
            let list: Vec<String> = applications.applications.iter().map(|o| hex_of(&o.value.0)).collect();
            ("terminal_apps", json!({"count": list.len(), "list": list, "last": applications.last.is_some()}))
        }
        B::Unknown => ("unknown", Json::Null),
    };
    map.insert(name.into(), json);
    Json::Object(map)
}

fn call_control(call: &envelope::CallControl) -> Json {
    let kinds = [true, call.ss.is_some(), call.ussd.is_some(), call.pdp_context.is_some(), call.eps_pdn.is_some()];
    let mut json = json!({"type": kinds.iter().rposition(|kind| *kind),
        "address": call.address.as_ref().map(|object| address(&object.value)),
        "location": call.location.as_ref().map(|object| location(&object.value)),
        "ss_string": call.ss.as_ref().map(|object| address(&object.value)),
        "ussd_string": call.ussd.as_ref().map(|o| json!({"dcs": o.value.dcs, "string": o.value.text})),
        "pdp_ctx_params": call.pdp_context.as_ref().map(|object| counted(&object.value.0, "array")),
        "eps_pdn_params": call.eps_pdn.as_ref().map(|object| counted(&object.value.0, "array")),
        "alpha_id": call.alpha.as_ref().map(|object| object.value.text.clone()),
        "bc_repeat": {"has_bc_repeat": call.bc_repeat.is_some(), "value": call.bc_repeat.as_ref().map(|o| o.value)},
        "subaddress": subaddress(call.subaddress.as_ref())});
    for (name, object) in ["ccp1", "ccp2"].into_iter().zip(&call.capability) {
        json[name] = counted(&object.value.0, "ccp");
    }
    json
}

fn subaddress(object: Option<&crate::cat::Object<Octets>>) -> Json {
    match object {
        Some(object) => {
            let octets = &object.value.0;
            json!({"has_subaddr": true, "len": octets.len(), "subaddr": hex_of(octets)})
        }
        None => json!({"has_subaddr": false}),
    }
}

/// Returns the address of the other end of a channel.
fn other_address(event: &envelope::EventDownload) -> Json {
    let Some(address) = event.other_address.first().map(|object| &object.value) else { return Json::Null };
    let ipv4 = <[u8; 4]>::try_from(address.octets.as_slice()).map(u32::from_be_bytes).ok();
    json!({"type": address.kind, "addr": {"ipv4": ipv4, "ipv6": hex_of(&address.octets)}})
}

/// Returns the member of an event, by the vectors' name for the event, and its value.
fn event(event: &envelope::EventDownload, message: &Message) -> Json {
    let code = event.events.as_ref().unwrap().value.0[0];
    let known = Event::from_code(code).unwrap();
    let transactions = event.transactions.as_ref().map_or(&[][..], |object| &object.value.0);
    let inside = match known {
        Event::MtCall => json!({"transaction_id": transactions.first(),
            "caller_address": event.address.as_ref().map(|object| address(&object.value)),
            "caller_subaddress": subaddress(event.subaddress.as_ref())}),
        Event::CallConnected => json!({"transaction_id": transactions.first()}),
        Event::CallDisconnected => call_disconnected(event, transactions),
        Event::LocationStatus => json!({"state": event.status.as_ref().map(|object| object.value),
            "info": event.location.as_ref().map(|object| location(&object.value))}),
        Event::CardReaderStatus => {
            let status = event.reader.as_ref().unwrap().value;
            let bit = |bit: u8| status & bit != 0;
            json!({"id": status & 0x07, "removable": bit(0x08), "present": bit(0x10), "id1_size": bit(0x20),
                "card_present": bit(0x40), "card_powered": bit(0x80)})
        }
        Event::LanguageSelection => {
            let Some(Value::Characters(text)) = first(message, T::Language) else { panic!("no language") };
            text.0.as_str().into()
        }
        Event::BrowserTermination => json!({"cause": event.browser.as_ref().map(|object| object.value)}),
        Event::ChannelStatus => json!({"channel": channel(message), "bearer_desc": bearer_description(message),
            "address": other_address(event)}),
        Event::DataAvailable => json!({"channel": channel(message),
            "channel_data_len": event.length.as_ref().map(|object| object.value)}),
        _ => further(event, known, message),
    };
    let mut json = json!({"type": code, "type_name": known.key()});
    json[known.key().to_lowercase()] = inside.clone();
    // The headers of oFono call some members by another name than the event.
    let other = match known {
        Event::DisplayParametersChanged => Some("display_params_changed"),
        _ => None,
    };
    if let Some(other) = other {
        json[other] = inside;
    }
    json
}

fn call_disconnected(event: &envelope::EventDownload, transactions: &[u8]) -> Json {
    let cause = event.cause.as_ref().map(|object| &object.value.0);
    json!({
        "transaction_ids": {"len": transactions.len(), "list": hex_of(transactions)},
        "cause": {"has_cause": cause.is_some(), "len": cause.map(Vec::len), "cause": cause.map(|c| hex_of(c))}})
}

/// Observes an event of a later release.
fn further(event: &envelope::EventDownload, known: Event, message: &Message) -> Json {
    let octets = |tag: T| octets_of(message, tag).unwrap_or_default();
    match known {
        Event::NetworkRejection => {
            let area = event.area.as_ref().map(|object| &object.value);
            let routing = event.routing_area.as_ref().map(|object| &object.value);
            json!({
                "tai": area.map(|area| json!({"mcc": area.network.mcc, "mnc": area.network.mnc, "tac": area.code})),
                "rai": routing.map(|area| json!({"mcc": area.network.mcc, "mnc": area.network.mnc, "lac": area.area,
                    "rac": area.code})),
                "location": event.location.as_ref().map(|object| location(&object.value)),
                "access_tech": event.access.first().map(|object| object.value),
                "update_attach": event.attach.as_ref().map(|object| object.value),
                "cause": event.rejection.as_ref().map(|object| object.value)})
        }
        Event::AccessTechnologyChange | Event::AccessTechnologyChangeMultiple => {
            let technologies = octets(T::AccessTechnology);
            json!({"techs": technologies, "length": technologies.len(), "access_tech": technologies.first()})
        }
        Event::DisplayParametersChanged => {
            let display = octets(T::DisplayParameters);
            json!({"height": display.first(), "width": display.get(1), "effects": display.get(2)})
        }
        Event::LocalConnection => json!({
            "service_record": hex_of(&octets(T::ServiceRecord)),
            "remote_addr": event.remote_entity.as_ref().map(|object| {
                json!({"coding_type": object.value.coding, "addr": hex_of(&object.value.address)})
            }),
            "transport_level": event.transport.as_ref().map(|object| {
                json!({"protocol": object.value.protocol, "port": object.value.port})
            }),
            "transport_addr": other_address(event)}),
        Event::NetworkSearchModeChange => event.search_mode.as_ref().map(|object| object.value).into(),
        Event::BrowsingStatus => counted(&octets(T::BrowsingStatus), "array"),
        Event::FramesInformationChange => hex_of(&octets(T::FramesInformation)).into(),
        Event::IWlanAccessStatus => event.i_wlan.as_ref().map(|object| object.value).into(),
        // The others bring nothing, or nothing that a vector names.
        _ => Json::Null,
    }
}

fn named(name: &str, value: &Json) -> Result<(), String> {
    match NAMED.iter().find(|(known, _)| *known == name) {
        Some((_, known)) if *value == *known => Ok(()),
        Some((_, known)) => Err(format!("{name} is {value}, not {known}")),
        None => Err(format!("the name {name} is not known here")),
    }
}

/// Returns the expected values without the names beside them, each of which must be the name of its value.
pub(super) fn translated(expected: &Json) -> Result<Json, String> {
    match expected {
        Json::Object(map) => {
            // Gecko: `{"value": 1, "const": "…"}`.
            if let (Some(value), Some(Json::String(name)), 2) = (map.get("value"), map.get("const"), map.len()) {
                return named(name, value).map(|()| value.clone());
            }
            let mut out = Map::new();
            for (name, value) in map {
                let ours = ["src_name", "dst_name"].contains(&name.as_str());
                match (name.strip_suffix("_name"), value) {
                    (Some(base), Json::String(text)) if !ours && NAMED.iter().any(|(known, _)| known == text) => {
                        named(text, map.get(base).ok_or_else(|| format!("{name} has nothing beside it"))?)?;
                    }
                    (Some("type"), Json::String(text)) => {
                        let own = text.strip_prefix("STK_CMD_").unwrap_or(text);
                        out.insert(name.clone(), own.into());
                    }
                    _ if name == "list_names" => names_of_list(map)?,
                    _ => {
                        out.insert(name.clone(), translated(value)?);
                    }
                }
            }
            Ok(Json::Object(out))
        }
        Json::Array(list) => list.iter().map(translated).collect::<Result<Vec<_>, _>>().map(Json::Array),
        // Gecko says null of a null text, oFono that it is empty.
        Json::Null => Ok("".into()),
        other => Ok(other.clone()),
    }
}

/// Checks that `list_names` are the names of the commands, or of the events, whose codes are in `list`.
fn names_of_list(map: &Map<String, Json>) -> Result<(), String> {
    let codes = hex::decode(map["list"].as_str().unwrap_or_default()).map_err(|error| error.to_string())?;
    let names: Vec<&str> = map["list_names"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let fits = |(code, name): (&u8, &&str)| {
        let command = sim_wire::proactive::CommandType::from_code(*code).map(|kind| kind.key());
        command == Some(*name) || Event::from_code(*code).map(Event::key) == Some(*name)
    };
    let all = codes.len() == names.len() && codes.iter().zip(&names).all(fits);
    if all { Ok(()) } else { Err(format!("{names:?} are not the names of {codes:02X?}")) }
}
