//! Claims about commands: they are well made, no longer than the standard allows, with whole texts, and all promised by
//! the handset.

use sim_wire::count::Counted;
use sim_wire::proactive::{CommandType as C, Event, GeneralResult, ObjectTag};

use super::{Breach, Claim, MapPlace};
use crate::menu_explorer::map::{Edge, FetchedCommand, Map};
use sim_codec::cat::command::Action;
use sim_codec::cat::message::Message;
use sim_codec::cat::{Object, judge};

/// Greatest number of octets in a proactive command, as an answer to FETCH holds them.
const OCTETS_MAX: usize = 256;

pub(super) fn all(map: &Map) -> Vec<Claim> {
    let made = Claim::new("well-made", "every command is one that a handset can carry out", "commands");
    let length = Claim::new("length", format!("no command is longer than {OCTETS_MAX} octets"), "commands");
    let whole =
        Claim::new("text", "no text is cut in a character, empty, or has what stands for no character", "commands");
    let promised = Claim::new("profile", "no command is sent that TERMINAL PROFILE does not promise", "commands");
    vec![
        each(map, made, wrongly_made),
        each(map, length, |fetched| {
            let octets = fetched.octets.len();
            (octets > OCTETS_MAX).then(|| format!("a command has {octets} octets"))
        }),
        each(map, whole, cut),
        each(map, promised, |fetched| unpromised(fetched, &map.profile)),
    ]
}

/// Checks every command once. A breach has the place of the first step with that command.
fn each(map: &Map, mut claim: Claim, wrong: impl Fn(&FetchedCommand) -> Option<String>) -> Claim {
    for fetched in &map.commands {
        claim.checked += 1;
        let came = |edge: &&Edge| edge.commands.iter().any(|command| command.octets == fetched.octets);
        claim.broken.extend(wrong(fetched).map(|words| {
            let place = map.edges.iter().find(came).map_or(MapPlace::Nowhere, |edge| MapPlace::Edge(edge.number));
            Breach { words: format!("{words}: {}", hex::encode_upper(&fetched.octets)), place }
        }));
    }
    claim
}

fn wrongly_made(fetched: &FetchedCommand) -> Option<String> {
    let command = match &fetched.command {
        Ok(command) => command,
        Err(fault) => return Some(format!("it is no command: {fault}")),
    };
    let length = fetched.octets.len();
    let refused = judge::refusal(command).map(GeneralResult::name);
    let unread = (!command.others.is_empty()).then_some("it has objects that its type does not have");
    refused.or(unread).map(|words| format!("a command of {}: {words}", Counted(length, "octet")))
}

/// Returns the fault of a text in a command; `None` if all are whole.
fn cut(fetched: &FetchedCommand) -> Option<String> {
    let message = Message::parse(&fetched.octets).ok()?;
    // A null alpha identifier of a message lets the handset say nothing of it (TS 102 223 §6.4.10).
    let is_quiet = |octets: &[u8]| octets.is_empty() && fetched.kind() == Some(C::SendSms);
    message.objects.iter().find_map(|object| {
        let octets = object.octets().ok()?;
        let wrong = match object.known()? {
            ObjectTag::TextString | ObjectTag::DefaultText => cut_text(&octets),
            ObjectTag::AlphaIdentifier if is_quiet(&octets) => None,
            ObjectTag::AlphaIdentifier => cut_alpha(&octets),
            ObjectTag::Item => cut_alpha(octets.get(1..)?),
            _ => None,
        };
        wrong.map(|words| format!("{}: {words}", object_name(object)))
    })
}

fn object_name(object: &Object) -> &'static str {
    object.known().map_or("an object", ObjectTag::name)
}

/// Returns the fault of a text string: its data coding scheme, then characters.
fn cut_text(octets: &[u8]) -> Option<&'static str> {
    let (dcs, rest) = octets.split_first()?;
    match dcs & 0x0C {
        0x08 => cut_ucs2(rest),
        0x04 if rest.last() == Some(&0x1B) => Some("it ends in an escape"),
        _ => None,
    }
}

/// Returns the fault of an alpha identifier, by its coding (TS 102 221 annex A).
fn cut_alpha(octets: &[u8]) -> Option<&'static str> {
    match octets {
        [] => Some("it is empty"),
        [0x80, rest @ ..] => cut_ucs2(rest),
        [0x81, count, _, rest @ ..] | [0x82, count, _, _, rest @ ..] => {
            (usize::from(*count) != rest.len()).then_some("it does not have as many characters as it says")
        }
        [.., 0x1B] => Some("it ends in an escape"),
        _ => None,
    }
}

fn cut_ucs2(octets: &[u8]) -> Option<&'static str> {
    let (pairs, odd) = octets.as_chunks::<2>();
    let mut units = char::decode_utf16(pairs.iter().map(|pair| u16::from_be_bytes(*pair)));
    let unreadable = units.any(|unit| !matches!(unit, Ok(character) if character != char::REPLACEMENT_CHARACTER));
    match (odd.is_empty(), unreadable) {
        (false, _) => Some("half a UCS2 character stands at its end"),
        (true, true) => Some("it has what stands for no character"),
        (true, false) => None,
    }
}

/// Returns the bit of TERMINAL PROFILE that a type of command needs: octet and bit, both from 1 (TS 102 223 §5.2).
const fn bit(kind: C) -> Option<(usize, u8)> {
    Some(match kind {
        C::DisplayText => (3, 1),
        C::GetInkey => (3, 2),
        C::GetInput => (3, 3),
        C::MoreTime => (3, 4),
        C::PlayTone => (3, 5),
        C::PollInterval => (3, 6),
        C::PollingOff => (3, 7),
        C::Refresh => (3, 8),
        C::SelectItem => (4, 1),
        C::SendSms => (4, 2),
        C::SendSs => (4, 3),
        C::SendUssd => (4, 4),
        C::SetupCall => (4, 5),
        C::SetupMenu => (4, 6),
        C::ProvideLocalInfo => (4, 7),
        C::SetupEventList => (5, 1),
        C::TimerManagement => (8, 1),
        C::SetupIdleModeText => (8, 5),
        C::SendDtmf => (9, 2),
        C::LanguageNotification => (9, 6),
        C::LaunchBrowser => (9, 7),
        _ => return None,
    })
}

fn unpromised(fetched: &FetchedCommand, profile: &[u8]) -> Option<String> {
    let command = fetched.command.as_ref().ok()?;
    let kind = fetched.kind()?;
    let mut needed = vec![bit(kind)];
    match &command.action {
        Action::ProvideLocalInfo(_) => needed.push(match command.details.value.qualifier {
            0x02 => Some((4, 8)),
            0x03 => Some((8, 3)),
            0x04 => Some((9, 4)),
            0x05 => Some((9, 5)),
            _ => Some((4, 7)),
        }),
        Action::SetupEventList(list) => {
            let events = list.events.iter().flat_map(|events| &events.value.0);
            needed.extend(events.map(|event| event_bit(*event)));
        }
        _ => {}
    }
    if fetched.screen.as_ref().is_some_and(|screen| !screen.text.is_ascii()) {
        needed.push(Some((2, 7)));
    }
    let lacks = needed.into_iter().find(|bit| !bit.is_some_and(|bit| has(profile, bit)))?;
    let place = lacks.map_or_else(|| "no bit".to_owned(), |(octet, bit)| format!("octet {octet} bit {bit}"));
    Some(format!("{} is not promised ({place})", kind.name()))
}

/// Returns the bit of TERMINAL PROFILE that an event needs: octet 5 from bit 2 on, then octet 6.
fn event_bit(event: u8) -> Option<(usize, u8)> {
    Event::from_code(event)?;
    Some(if event < 7 { (5, event + 2) } else { (6, event - 6) })
}

fn has(profile: &[u8], (octet, bit): (usize, u8)) -> bool {
    profile.get(octet.saturating_sub(1)).is_some_and(|value| value >> bit.saturating_sub(1) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_is_seen_in_every_coding() {
        for wrong in [&[0x80, 0x4E][..], &[0x80, 0xD8, 0x00], &[0x81, 2, 0x9C, 0x80], &[0x41, 0x1B], &[]] {
            assert!(cut_alpha(wrong).is_some(), "{wrong:02X?}");
        }
        for right in [&[0x80, 0x4E, 0x00][..], &[0x81, 1, 0x9C, 0x80], b"A"] {
            assert_eq!(cut_alpha(right), None);
        }
        assert!(cut_text(&[0x08, 0x4E]).is_some() && cut_text(&[0x04, 0x1B]).is_some());
        assert_eq!((cut_text(&[0x08, 0x4E, 0x00]), cut_text(&[])), (None, None));
    }

    #[test]
    fn event_bits_follow_their_codes() {
        assert_eq!([event_bit(0x04), event_bit(0x07), event_bit(0x7F)], [Some((5, 6)), Some((6, 1)), None]);
    }
}
