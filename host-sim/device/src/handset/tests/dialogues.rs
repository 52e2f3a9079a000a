//! Every dialogue of `stk-dialogues.json`, played through APDUs under both classes: the fetched command, the screen,
//! the person's act, and the exact TERMINAL RESPONSE. A field or an action that is not known here is a failure. The
//! dialogues belong to other projects and are not part of this one.

use serde_json::Value as Json;
use vector_files::Members;

use crate::handset::{Act, Handset, Model, Screen, ScreenBody, Speech, Surroundings};
use sim_codec::cat::styled;

/// Members of a dialogue.
const MEMBERS: Members = Members {
    compared: &[
        "apdus_2g[].c",
        "apdus_2g[].r",
        "apdus_3g[].c",
        "apdus_3g[].r",
        "shown_to_user_html_escaped.*",
        "command_hex",
        "terminal_response_hex",
    ],
    inputs: &["user_action", "user_input", "agent_method", "after", "response_time_s[]"],
    silent: &[
        ("name", "the dialogue's name"),
        ("command_array", "the name of the command at its source"),
        ("response_array", "the name of the terminal response at its source"),
    ],
};

/// Text in the place of the command to which the card answers with the first announcement.
const ANY_COMMAND: &str = "(any command the card answers with success)";

/// Number of values that were compared, by kind.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    dialogues: usize,
    apdus: usize,
    shown: usize,
    values: usize,
}

fn octets(json: &Json) -> Vec<u8> {
    hex::decode(json.as_str().unwrap()).unwrap()
}

fn tone(code: u8) -> &'static str {
    match code {
        0x01 => "dial-tone",
        0x02 => "busy",
        0x03 => "congestion",
        0x04 => "radio-path-acknowledge",
        0x05 => "radio-path-not-available",
        0x06 => "error",
        0x07 => "call-waiting",
        0x08 => "ringing-tone",
        0x10 => "general-beep",
        0x11 => "positive-acknowledgement",
        0x12 => "negative-acknowledgement",
        _ => "a tone that no dialogue has",
    }
}

/// Returns the value that a field of `shown_to_user_html_escaped` has on the screen.
fn seen(screen: &Screen, name: &str) -> Result<Json, String> {
    Ok(match (name, &screen.body) {
        ("text" | "alpha", _) => styled::html(&screen.text, &screen.attribute).into(),
        ("icon_id", _) => screen.icon.map_or(0, |icon| icon.id).into(),
        ("urgent", _) => screen.urgent.into(),
        ("tone", ScreenBody::Tone(code)) => tone(*code).into(),
        ("def_input", ScreenBody::Input(field)) => styled::html(&field.typed, &[]).into(),
        ("min", ScreenBody::Input(field)) => field.limits.min.into(),
        ("max", ScreenBody::Input(field)) => field.limits.max.into(),
        ("hide_typing", ScreenBody::Input(field)) => field.hidden.into(),
        _ => return Err(format!("{name} is not known here on {:?}", screen.body)),
    })
}

/// Returns whether the screen asks the question that oFono calls `method`.
fn is_method(screen: &Screen, method: Option<&str>) -> bool {
    use crate::handset::Typing::Digits;
    match (&screen.body, method) {
        (ScreenBody::Text { .. }, Some("DisplayText")) | (ScreenBody::YesNo, Some("RequestConfirmation")) => true,
        (ScreenBody::Key { typing, .. }, Some("RequestDigit")) => *typing == Digits,
        (ScreenBody::Key { typing, .. }, Some("RequestKey")) => *typing != Digits,
        (ScreenBody::Input(field), Some("RequestDigits")) => field.typing == Digits,
        (ScreenBody::Input(field), Some("RequestInput")) => field.typing != Digits,
        (ScreenBody::Tone(0x01..=0x03 | 0x05..=0x08), Some("LoopTone")) => true,
        (ScreenBody::Tone(0x04 | 0x10..), Some("PlayTone")) => true,
        _ => false,
    }
}

/// Exchanges all APDUs that are to be sent, each held to the next line of the dialogue, which gives the card's answer.
fn exchange(handset: &mut Handset, lines: &mut std::slice::Iter<'_, Json>, count: &mut Count) -> Result<(), String> {
    while let Some(apdu) = handset.next_command() {
        let line = lines.next().ok_or_else(|| format!("{} is sent after the end", hex::encode_upper(&apdu)))?;
        let expected = octets(&line["c"]);
        if apdu != expected {
            return Err(format!("{} is sent, not {}", hex::encode_upper(&apdu), hex::encode_upper(expected)));
        }
        count.apdus += 1;
        handset.receive(&octets(&line["r"]));
    }
    Ok(())
}

/// Does nothing until something is sent; a tone must sound for the time that the dialogue states.
fn pass_time(handset: &mut Handset, dialogue: &Json) -> Result<(), String> {
    let bounds = dialogue["response_time_s"].as_array();
    let passed = f64::from(handset.wait(1_000_000)) / 1000.0;
    match bounds {
        Some(bounds) if passed < bounds[0].as_f64().unwrap() || passed > bounds[1].as_f64().unwrap() => {
            Err(format!("it answers after {passed} s, not within {bounds:?}"))
        }
        _ => Ok(()),
    }
}

fn type_characters(handset: &mut Handset, text: &str) -> Result<(), String> {
    let whole = handset.screen();
    if !text.is_empty() && !handset.act(&Act::Type(text.to_owned())) {
        return Err(format!("{text:?} cannot be typed into {whole:?}"));
    }
    Ok(())
}

fn act(handset: &mut Handset, dialogue: &Json) -> Result<(), String> {
    let input = dialogue["user_input"].as_str();
    let is_input = matches!(handset.screen().body, ScreenBody::Input(_));
    let act = match dialogue["user_action"].as_str().unwrap() {
        "no action (timeout)" => return pass_time(handset, dialogue),
        "enters" if !is_input => return type_characters(handset, input.unwrap()),
        "enters" => {
            type_characters(handset, input.unwrap())?;
            Act::Ok
        }
        "answers" if input == Some("1") => Act::Ok,
        "answers" if input == Some("0") => Act::No,
        "confirms/clears" | "accepts default" => Act::Ok,
        "go back" => Act::Back,
        "end session" => Act::End,
        "terminal screen busy" => Act::TakeScreen,
        other => return Err(format!("nobody here knows how a person does {other:?}")),
    };
    if handset.act(&act) { Ok(()) } else { Err(format!("{act:?} means nothing here")) }
}

/// Checks what `after` says of a text that stays when its command is answered.
fn afterwards(handset: &mut Handset, after: &str, shown: &Screen) -> Result<(), String> {
    let gone = match after {
        "expect_response_and_finish" => return Ok(()),
        "expect_response" => false,
        "expect_response_and_not_canceled_after_3" => {
            handset.wait(3_000);
            false
        }
        "expect_response_and_canceled_after_21" => {
            handset.wait(21_000);
            true
        }
        other => return Err(format!("nobody here knows what {other:?} is")),
    };
    if (handset.screen() != *shown) == gone { Ok(()) } else { Err(format!("{after}: {:?}", handset.screen())) }
}

/// Compares the screen with the dialogue's.
fn compare(dialogue: &Json, shown: &Screen, count: &mut Count) -> Result<(), String> {
    let Some(fields) = dialogue.get("shown_to_user_html_escaped").and_then(Json::as_object) else {
        return if shown.body == ScreenBody::Idle { Ok(()) } else { Err(format!("{:?} is shown", shown.body)) };
    };
    if !is_method(shown, dialogue["agent_method"].as_str()) {
        return Err(format!("{:?} is no {}", shown.body, dialogue["agent_method"]));
    }
    for (name, expected) in fields {
        let seen = seen(shown, name)?;
        if seen != *expected {
            return Err(format!("{name} is {seen}, expected {expected}"));
        }
        count.shown += 1;
    }
    Ok(())
}

/// Compares the command and the answer in the APDUs with those that the dialogue states by themselves.
fn carried(dialogue: &Json, lines: &[Json]) -> Result<(), String> {
    let [first, fetch, response] = lines else { return Err(format!("{} lines are no dialogue", lines.len())) };
    let announced = [0x91, u8::try_from(octets(&dialogue["command_hex"]).len() & 0xFF).unwrap()];
    if !["", ANY_COMMAND].contains(&first["c"].as_str().unwrap()) || octets(&first["r"]) != announced {
        return Err(format!("{first} announces no command of that length"));
    }
    if octets(&fetch["r"]) != [octets(&dialogue["command_hex"]), vec![0x90, 0x00]].concat() {
        return Err(format!("{} is fetched, not {}", fetch["r"], dialogue["command_hex"]));
    }
    if octets(&response["c"])[5..] != octets(&dialogue["terminal_response_hex"]) || response["r"] != "9000" {
        return Err(format!("{} is answered, not {}", response["c"], dialogue["terminal_response_hex"]));
    }
    Ok(())
}

fn play(dialogue: &Json, speech: Speech, count: &mut Count) -> Result<(), String> {
    count.values += MEMBERS.count(dialogue)?;
    let mut handset = Handset::new(Model::ofono_like(), speech, Surroundings::default());
    handset.next_command().ok_or("no profile is sent")?;
    handset.receive(&[0x90, 0x00]);
    let class = if speech == Speech::Gsm { "apdus_2g" } else { "apdus_3g" };
    let lines = dialogue[class].as_array().unwrap();
    carried(dialogue, lines)?;
    let mut lines = lines.iter();
    handset.receive(&octets(&lines.next().unwrap()["r"]));
    exchange(&mut handset, &mut lines, count)?;
    let shown = handset.screen();
    compare(dialogue, &shown, count)?;
    if !lines.as_slice().is_empty() {
        act(&mut handset, dialogue)?;
        exchange(&mut handset, &mut lines, count)?;
    }
    if let Some(line) = lines.next() {
        return Err(format!("{} is not sent", line["c"]));
    }
    afterwards(&mut handset, dialogue["after"].as_str().unwrap(), &shown)?;
    count.dialogues += 1;
    Ok(())
}

#[test]
fn every_dialogue_is_held_under_both_classes() {
    let Some(dialogues) = vector_files::read("stk-dialogues.json") else { return };
    let mut count = Count::default();
    let mut wrong = Vec::new();
    for speech in [Speech::Uicc, Speech::Gsm] {
        for dialogue in &dialogues {
            if let Err(complaint) = play(dialogue, speech, &mut count) {
                wrong.push(format!("{} ({speech:?}): {complaint}", dialogue["name"]));
            }
        }
    }
    println!(
        "stk-dialogues.json: {} dialogues of {} played under two classes, {} APDUs sent as they should be, {} fields of \
         screens; {} values compared",
        count.dialogues / 2,
        dialogues.len(),
        count.apdus,
        count.shown,
        count.values / 2
    );
    assert!(wrong.is_empty(), "{} do not hold:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(count.dialogues, 2 * dialogues.len());
}

#[test]
fn every_changed_value_is_seen() {
    let Some(dialogues) = vector_files::read("stk-dialogues.json") else { return };
    let hold = |dialogue: &Json| {
        let speeches = [Speech::Uicc, Speech::Gsm];
        speeches.into_iter().try_for_each(|speech| play(dialogue, speech, &mut Count::default()))
    };
    let (seen, missed) = MEMBERS.change_each(&dialogues, |_, _| false, hold);
    println!("stk-dialogues.json: {seen} values, each of which was changed once and missed");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn wrong_answer_or_screen_is_found() {
    let dialogue = serde_json::json!({
        "name": "own", "command_hex": "D00E8103012180820281028D03044869",
        "terminal_response_hex": "810301218082028281830111", "agent_method": "DisplayText", "after": "expect_response_and_finish", "user_action": "go back",
        "shown_to_user_html_escaped": {"text": "Hi", "icon_id": 0, "urgent": false},
        "apdus_3g": [
            {"c": "", "r": "9110"},
            {"c": "8012000010", "r": "D00E8103012180820281028D030448699000"},
            {"c": "801400000C810301218082028281830111", "r": "9000"}
        ]
    });
    let played = |dialogue: &Json| play(dialogue, Speech::Uicc, &mut Count::default());
    assert_eq!(played(&dialogue), Ok(()));
    let mut other = dialogue.clone();
    other["user_action"] = "end session".into();
    assert!(played(&other).unwrap_err().contains("830110 is sent, not"));
    let mut other = dialogue.clone();
    other["shown_to_user_html_escaped"]["text"] = "Ho".into();
    assert_eq!(played(&other), Err("text is \"Hi\", expected \"Ho\"".to_owned()));
    let mut other = dialogue;
    other["shown_to_user_html_escaped"]["colour"] = 1.into();
    assert!(played(&other).unwrap_err().contains("colour is not known here"));
}
