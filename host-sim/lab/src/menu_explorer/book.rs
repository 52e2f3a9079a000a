//! Steps to try: the acts at each kind of screen, right and wrong inputs at each kind of field, and the answers that
//! another handset might give.

use sim_wire::proactive::{CommandType, ObjectTag};

use super::answering::ResponseOverride;
use super::step::{MapStep, Obstacle};
use sim_device::handset::{Act, Field, Screen, ScreenBody, Typing};

/// General results that another handset may give to a command that waits for the person (TS 102 223 §8.12). They mean:
/// performed in part or without its icon, ended by the network's side, busy, unable, refused, beyond it, not
/// understood, missing, and a value that no standard has.
const RESULTS: &[&[u8]] =
    &[&[0x00], &[0x01], &[0x04], &[0x14], &[0x20, 0x02], &[0x21, 0xA9], &[0x22], &[0x30], &[0x32], &[0x36], &[0x55]];

/// Results of SEND SHORT MESSAGE besides success. They mean: the network cannot send, RP-ERROR, beyond the terminal,
/// not understood, missing, stopped by short message control; sent although not all was understood, or with limited
/// service.
const SENDING: &[&[u8]] = &[&[0x21, 0xA9], &[0x35, 0xA9], &[0x30], &[0x32], &[0x36], &[0x39, 0x00], &[0x01], &[0x06]];

/// Places in a list, and one that no list has.
const PLACES: &[&str] = &["1", "2", "3", "4", "5", "6", "7", "8", "0", "9"];

/// Guesses at hidden input: the operation PIN as it is first switched on, another, six digits like a pay password, and
/// others.
const SECRETS: &[&str] = &["1234", "5678", "123456", "654321", "0000"];

/// Digits that may be asked for: a count of yuan, a telephone number, the digits of a scratch card.
const DIGITS: &[&str] = &[
    "1",
    "100",
    "0",
    "500",
    "501",
    "13800138000",
    "123456789012345678",
    "0*01",
    "500*01",
    "1*234",
    "1*2*3",
    "12#",
    "1+2",
    "*",
];

/// Amounts as a person may write them.
const AMOUNTS: &[&str] = &[
    "1",
    "100.00",
    "0.01",
    "0",
    "0.00",
    "500",
    "500.01",
    "1000",
    "1000.01",
    "1.",
    ".5",
    "007",
    "1.234",
    "1..2",
    "abc",
    "-1",
    "1,5",
    "42949672.96",
];

/// Returns `true` if an input is right for no field of digits or money: letters, signs, two points, three decimals.
pub(super) fn is_never_right(text: &str) -> bool {
    // A keypad has no point, for which a star may stand.
    let text = text.replace('*', ".");
    let points = text.matches('.').count();
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let strange = text.chars().any(|character| !character.is_ascii_digit() && character != '.');
    let any = text.chars().any(|character| character.is_ascii_digit());
    strange || !any || points > 1 || decimals > 2
}

/// Returns the steps to try at a screen; the handset itself refuses those without meaning there.
pub(super) fn steps(screen: &Screen) -> Vec<MapStep> {
    let mut acts: Vec<Act> = Vec::new();
    let mut inputs = Vec::new();
    match &screen.body {
        ScreenBody::Items { items, .. } => {
            acts.extend(items.iter().map(|item| Act::Choose(item.id)));
            acts.push(Act::Ok);
        }
        ScreenBody::Key { .. } => acts.extend(["0", "1", "9", "*", "a"].map(|key| Act::Type(key.to_owned()))),
        ScreenBody::Input(field) => inputs = entries(field),
        _ => acts.extend([Act::Open, Act::Ok, Act::No]),
    }
    let mut steps: Vec<MapStep> = acts.into_iter().map(MapStep::Act).collect();
    steps.extend(inputs.into_iter().map(MapStep::Enter));
    steps.extend([Act::Back, Act::End, Act::Home].map(MapStep::Act));
    match &screen.body {
        ScreenBody::Items { items, .. } => {
            steps.extend(items.iter().map(|item| MapStep::Act(Act::Help(Some(item.id)))))
        }
        _ => steps.push(MapStep::Act(Act::Help(None))),
    }
    steps.extend([MapStep::Time, MapStep::Act(Act::TakeScreen)]);
    steps
}

/// Returns a step with each hindrance that concerns the commands in it. For a new short message, these include the
/// other results of SEND SHORT MESSAGE.
pub(super) fn hindered(step: &MapStep, commands: &[CommandType], is_new: bool) -> Vec<MapStep> {
    let mut hindrances = Vec::new();
    if commands.contains(&CommandType::DisplayText) {
        hindrances.push(Obstacle::ScreenBusy);
    }
    if commands.contains(&CommandType::SendSms) {
        hindrances.push(Obstacle::NoService);
        let answers = SENDING.iter().filter(|_| is_new).map(|octets| ResponseOverride::result(octets));
        hindrances.extend(answers.map(|answer| Obstacle::Answer(Some(CommandType::SendSms), answer)));
    }
    hindrances.into_iter().map(|hindrance| MapStep::Despite(hindrance, Box::new(step.clone()))).collect()
}

/// Returns the answers that another handset might give at a screen, as steps.
pub(super) fn answers(screen: &Screen) -> Vec<MapStep> {
    let mut answers: Vec<ResponseOverride> = RESULTS.iter().map(|octets| ResponseOverride::result(octets)).collect();
    let text = |octets: &[u8]| ResponseOverride::with(ObjectTag::TextString, octets);
    match &screen.body {
        ScreenBody::Items { main: false, .. } => {
            answers.extend([0x00, 0x7F, 0xFF].map(|id| ResponseOverride::with(ObjectTag::ItemIdentifier, &[id])));
        }
        ScreenBody::YesNo | ScreenBody::Key { .. } => answers.extend([text(&[0x04, 0x02]), text(&[0x04]), text(&[])]),
        ScreenBody::Input(field) => {
            let digits = |count: usize| [vec![0x04], vec![b'1'; count.min(239)]].concat();
            let short = usize::from(field.limits.min).saturating_sub(1);
            answers.extend([text(&[]), text(&digits(0)), text(&digits(short)), text(&digits(field.most() + 1))]);
            answers.extend([text(&[0x08, 0x00]), text(&[0x08, 0x4E, 0x00, 0x4E, 0x00, 0x4E, 0x00, 0x4E, 0x00])]);
        }
        _ => {}
    }
    let hindrances = answers.into_iter().map(|answer| Obstacle::Answer(None, answer));
    hindrances.map(|hindrance| MapStep::Despite(hindrance, Box::new(MapStep::Act(Act::End)))).collect()
}

/// Returns the inputs for a field: those of its kind, then those at the edges of its length.
fn entries(field: &Field) -> Vec<String> {
    let list = match (field.hidden, field.typing) {
        (false, _) if field.limits.max == 1 => PLACES,
        (true, _) => SECRETS,
        (false, Typing::Digits) => DIGITS,
        (false, _) => AMOUNTS,
    };
    let mut entries: Vec<String> = list.iter().map(|text| (*text).to_owned()).collect();
    let (least, most) = (usize::from(field.limits.min), field.most());
    let edges = [least.saturating_sub(1), least, most, most + 1];
    entries.extend(edges.map(|length| "7".repeat(length.min(240))));
    entries.extend(["12*4".to_owned(), "1#34".to_owned(), "abcd".to_owned(), "一二三四".to_owned()]);
    let mut seen = Vec::new();
    entries.retain(|entry| {
        let new = !seen.contains(entry);
        seen.push(entry.clone());
        new
    });
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_wrong_everywhere_is_recognised() {
        let wrong = AMOUNTS.iter().chain(DIGITS).filter(|text| is_never_right(text));
        let wrong: Vec<_> = wrong.copied().collect();
        assert_eq!(wrong, ["1.234", "1..2", "abc", "-1", "1,5", "1*234", "1*2*3", "12#", "1+2", "*"]);
    }

    #[test]
    fn field_edges_are_tried_once() {
        let limits = sim_codec::cat::content::ResponseLength { min: 4, max: 12 };
        let field = Field { typing: Typing::Digits, packed: false, limits, hidden: true, typed: String::new() };
        let entries = entries(&field);
        for length in [3, 4, 12, 13] {
            assert!(entries.contains(&"7".repeat(length)), "{length}");
        }
        assert!(entries.iter().enumerate().all(|(at, entry)| !entries[..at].contains(entry)));
    }
}
