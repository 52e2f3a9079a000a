//! Words of the walk language that stand for values. Each table is written once and read in both directions, by the
//! parser and by the printer. Names and refusals are here too.

use applet::Refusal;

use super::syntax::{RefusalReason, RequestKind, ScreenKind};
use sim_codec::quotation::quote;
use sim_device::handset::Speech;
use sim_world::action::{CallEvent, SubmissionReply, Switch};
use sim_world::line::ServiceLine;
use sim_world::platform::number::Msisdn;

pub(super) mod shop;
pub(super) mod world;

/// Number of the neighbour, whose phone may be near a terminal.
const NEIGHBOUR: &str = "13807310002";

/// Returns the number of the neighbour.
pub(super) fn neighbour() -> Msisdn {
    NEIGHBOUR.parse().unwrap_or(Msisdn::SOLE)
}

/// Words for whether the network serves.
pub(super) const SWITCHES: [(&str, Switch); 2] = [("on", Switch::On), ("off", Switch::Off)];

/// Words for whether something else uses the screen.
pub(super) const SCREENS: [(&str, Switch); 2] = [("busy", Switch::On), ("free", Switch::Off)];

/// Words for the replies to short messages that are submitted.
pub(super) const MESSAGES: [(&str, SubmissionReply); 3] =
    [("taken", SubmissionReply::Taken), ("refused", SubmissionReply::Refused), ("unable", SubmissionReply::Unable)];

/// Words for what happens to a call.
pub(super) const CALLS: [(&str, CallEvent); 3] =
    [("rings", CallEvent::Rings), ("on", CallEvent::Answered), ("off", CallEvent::Ended)];

/// Numbers of the service lines.
pub(super) const LINES: [(&str, ServiceLine); 2] =
    [(ServiceLine::Voice.number(), ServiceLine::Voice), (ServiceLine::Care.number(), ServiceLine::Care)];

/// Words for how a phone speaks to the card, by its generation.
pub(super) const SPEECHES: [(&str, Speech); 2] = [("2g", Speech::Gsm), ("3g", Speech::Uicc)];

/// Words for the keys that have a name.
pub(super) const KEYS: [(&str, NamedKey); 8] = [
    ("OK", NamedKey::Ok),
    ("back", NamedKey::Back),
    ("end", NamedKey::End),
    ("menu", NamedKey::Menu),
    ("erase", NamedKey::Erase),
    ("help", NamedKey::Help),
    ("home", NamedKey::Home),
    ("outside", NamedKey::Outside),
];

/// Key that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NamedKey {
    Ok,
    Back,
    End,
    Menu,
    Erase,
    Help,
    Home,
    Outside,
}

/// Words for the purposes of screens.
pub(super) const KINDS: [(&str, ScreenKind); 11] = [
    ("idle", ScreenKind::Idle),
    ("main menu", ScreenKind::MainMenu),
    ("menu", ScreenKind::Menu),
    ("text", ScreenKind::Text),
    ("field", ScreenKind::Field),
    ("field hidden", ScreenKind::FieldHidden),
    ("key", ScreenKind::Key),
    ("question", ScreenKind::Question),
    ("confirmation", ScreenKind::Confirmation),
    ("tone", ScreenKind::Tone),
    ("waiting", ScreenKind::Waiting),
];

/// Words for the requests to the platform.
pub(super) const REQUESTS: [(&str, RequestKind); 12] = [
    ("open", RequestKind::Open),
    ("close", RequestKind::Close),
    ("suspend", RequestKind::Suspend),
    ("resume", RequestKind::Resume),
    ("top-up", RequestKind::TopUp),
    ("account balance", RequestKind::AccountBalance),
    ("account transactions", RequestKind::AccountTransactions),
    ("scratch card", RequestKind::ScratchCard),
    ("own bill", RequestKind::OwnBill),
    ("other bill", RequestKind::OtherBill),
    ("pay password", RequestKind::PayPassword),
    ("hello", RequestKind::Hello),
];

/// Words for the fields of a request that are digits.
pub(super) const DETAILS: [(&str, DetailWord); 6] = [
    ("of", DetailWord::Of),
    ("password", DetailWord::Password),
    ("old", DetailWord::Old),
    ("new", DetailWord::New),
    ("card", DetailWord::Card),
    ("imei", DetailWord::Imei),
];

/// Field of a request that is digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DetailWord {
    Of,
    Password,
    Old,
    New,
    Card,
    Imei,
}

/// Words for the transactions of a tap.
pub(super) const TAPS: [(&str, TapWord); 4] = [
    ("purchase", TapWord::Purchase),
    ("load", TapWord::Load),
    ("balance", TapWord::Balance),
    ("records", TapWord::Records),
];

/// Transaction of a tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TapWord {
    Purchase,
    Load,
    Balance,
    Records,
}

/// Returns the word of the language for the purpose of a screen.
pub(crate) fn word_of_kind(kind: ScreenKind) -> &'static str {
    word_of(&KINDS, kind)
}

/// Returns the word for a value; an empty text if the table has none.
pub(super) fn word_of<T: Copy + PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, of)| *of == value).map_or("", |(word, _)| word)
}

/// Returns the name of a refusal in small words: `over limit`.
pub(super) fn reason(refusal: Refusal) -> String {
    let mut words = String::new();
    for letter in refusal.name().chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// Returns the refusal that is written by its name or in small words; the word `the` is ignored.
pub(super) fn refusal(written: &str) -> Option<Refusal> {
    let counting = written.split_whitespace().filter(|word| !word.eq_ignore_ascii_case("the"));
    let said = counting.map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    let mut all = Refusal::ALL.iter().copied();
    all.find(|refusal| reason(*refusal) == said || refusal.name().eq_ignore_ascii_case(&said))
}

/// Returns every reason for a refusal.
pub(super) fn refusal_reasons() -> impl Iterator<Item = RefusalReason> {
    let of_card = Refusal::ALL.iter().map(|refusal| RefusalReason::Card(*refusal));
    of_card.chain(shop::REFUSALS.iter().map(|(_, refusal)| RefusalReason::Counter(*refusal)))
}

/// Returns the reason of a card, a shop or a hall that is written in words; the word `the` is ignored.
pub(super) fn refusal_reason(written: &str) -> Option<RefusalReason> {
    let counting = written.split_whitespace().filter(|word| !word.eq_ignore_ascii_case("the"));
    let said = counting.map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    let of_counter = shop::REFUSALS.iter().find(|(words, _)| *words == said);
    of_counter
        .map(|(_, refusal)| RefusalReason::Counter(*refusal))
        .or_else(|| refusal(written).map(RefusalReason::Card))
}

/// Characters that end a name without quotation marks.
pub(super) const NAME_ENDS: [char; 4] = ['>', '|', ',', '"'];

/// Returns a name as it is written: plain where it can be read back so, otherwise quoted.
pub(super) fn name(text: &str) -> String {
    let special = |letter: char| NAME_ENDS.contains(&letter) || letter.is_control() || "#\\<".contains(letter);
    let looks_like_a_place = text.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("line"));
    let plain = !text.is_empty() && text.trim() == text && !text.contains(special) && !looks_like_a_place;
    if plain { text.to_owned() } else { quote(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_found_by_its_words() {
        for known in Refusal::ALL {
            assert_eq!(refusal(&reason(*known)), Some(*known));
            assert_eq!(refusal(known.name()), Some(*known));
        }
        assert_eq!(refusal("over the limit"), Some(Refusal::OverLimit));
        assert_eq!(refusal("over"), None);
    }

    #[test]
    fn every_reason_is_read_back() {
        for reason in refusal_reasons() {
            assert_eq!(refusal_reason(&reason.to_string()), Some(reason));
        }
        assert_eq!(refusal_reason("lost"), None);
    }

    #[test]
    fn every_counter_reason_stands_in_the_book() {
        let book = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/WALKS.md");
        let book = std::fs::read_to_string(book).unwrap();
        let (_, listed) = book.split_once("### Reasons of refusals").unwrap();
        for (words, _) in shop::REFUSALS {
            assert!(listed.contains(&format!("`{words}`")), "{words}");
        }
    }
}
