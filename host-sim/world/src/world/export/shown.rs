//! List of what may leave a world: every exported value is a field here, and nothing else leaves. A value is a number,
//! a name of the program's own, a time, or a text that [`mask`] has let through. Numbers of subscribers and cards
//! leave, too.

use serde::Serialize;
use serde_json::Value;
use sim_wire::count::Counted;

use super::counters::ShownTerminal;
use super::mask;
use super::platform::ShownPlatform;
use crate::line::{LineCall, LineStep};
use crate::platform;
use crate::platform::account::NumberState;
use crate::platform::entry::{Entry, EntryReason};
use crate::platform::number::Msisdn;
use crate::smsc::{Cargo, CarriedMessage, SmsCentre, State};
use crate::world::{Event, EventKind, MessageContent, Party, Person, Power, World, content};
use sim_codec::sms::MessageBody;
use sim_codec::time::Moment;

/// Words that orders begin with (handbook 4.4). No other word of a person's text leaves.
const ORDER_WORDS: [&str; 7] = ["KT", "A", "CX", "CXLS", "CZK", "HF", "Y"];

/// Exported state of a world.
#[derive(Serialize)]
pub(super) struct ShownWorld {
    now: String,
    steps: u64,
    people: Vec<ShownPerson>,
    centre: ShownCentre,
    messages: Vec<ShownMessage>,
    calls: Vec<ShownCall>,
    terminals: Vec<ShownTerminal>,
    platform: ShownPlatform,
    ledger: Vec<ShownEntry>,
    events: Vec<String>,
}

impl ShownWorld {
    pub(super) fn of(world: &World, happened: &[Event]) -> ShownWorld {
        ShownWorld {
            now: world.scheduler.now.to_string(),
            steps: world.scheduler.steps,
            people: world.people().iter().map(|person| ShownPerson::of(world, person)).collect(),
            centre: ShownCentre::of(&world.centre),
            messages: world.centre.carried().map(ShownMessage::of).collect(),
            calls: world.calls.all().map(ShownCall::of).collect(),
            platform: ShownPlatform::of(&world.platform, world.scheduler.now),
            terminals: world.shops().all().map(ShownTerminal::of).collect(),
            ledger: world.platform.books.ledger.entries().iter().map(ShownEntry::of).collect(),
            events: happened.iter().map(|event| without_words(event).to_string()).collect(),
        }
    }
}

/// Exported state of a person.
#[derive(Serialize)]
struct ShownPerson {
    number: Msisdn,
    number_state: NumberState,
    model: &'static str,
    imei: String,
    is_on: bool,
    asn: String,
    message_charges: u64,
    card: Option<ShownCard>,
    texts: Vec<ShownText>,
}

/// Exported state of a card.
#[derive(Serialize)]
struct ShownCard {
    state: String,
    balance: u32,
    online_counter: u16,
    offline_counter: u16,
    limit: Option<u32>,
    pin_on: bool,
    pin_tries_left: u8,
}

/// Exported message in an inbox.
#[derive(Serialize)]
struct ShownText {
    from: String,
    time: String,
    said: String,
}

impl ShownPerson {
    fn of(world: &World, person: &Person) -> ShownPerson {
        let handset = person.station.handset();
        let texts = handset.inbox().messages().iter().map(|message| ShownText {
            from: address(&message.from.number),
            time: message.time.to_string(),
            said: match &message.body {
                MessageBody::Text(text) if message.from.number == platform::NUMBER => mask::of_platform(text),
                MessageBody::Text(text) => mask::of_person(text),
                MessageBody::Octets(octets) => Counted(octets.len(), "octet").to_string(),
            },
        });
        let card = person.card_state().map(|state| ShownCard {
            state: state.lifecycle.name().to_owned(),
            balance: state.balance.0,
            online_counter: state.online_counter,
            offline_counter: state.offline_counter,
            limit: state.limit.map(|limit| limit.0),
            pin_on: state.pin_on,
            pin_tries_left: state.pin_tries_left,
        });
        ShownPerson {
            number: person.number(),
            number_state: world.platform.books.accounts.subscriber(&person.number()).state,
            model: handset.model().name,
            imei: handset.model().imei.clone(),
            is_on: person.power() != Power::Off,
            asn: person.asn(),
            message_charges: person.message_charges(),
            card,
            texts: texts.collect(),
        }
    }
}

/// Exported call that goes on, without what was typed or said.
#[derive(Serialize)]
struct ShownCall {
    number: Msisdn,
    line: String,
    step: LineStep,
    heard: String,
}

impl ShownCall {
    fn of((number, call, heard): (&Msisdn, &LineCall, Moment)) -> ShownCall {
        ShownCall { number: *number, line: call.line().to_string(), step: call.step(), heard: heard.to_string() }
    }
}

/// Returns an address that a person or the platform has. Any other was typed by a person and is replaced.
fn address(digits: &str) -> String {
    let is_known = digits == platform::NUMBER || digits.parse::<Msisdn>().is_ok();
    if is_known { digits.to_owned() } else { "another number".to_owned() }
}

/// Exported state of the SMS centre.
#[derive(Serialize)]
struct ShownCentre {
    delay_ms: u64,
    spread_ms: u64,
    again_ms: Vec<u64>,
    kept_ms: u64,
    report_ms: u64,
    swap_ms: u64,
    lost: u16,
    twice: u16,
    late: u16,
    swapped: u16,
    late_ms: u64,
    rules: Vec<String>,
}

impl ShownCentre {
    fn of(centre: &SmsCentre) -> ShownCentre {
        let (settings, mix) = (&centre.settings, &centre.mix);
        ShownCentre {
            delay_ms: settings.delay_ms,
            spread_ms: settings.spread_ms,
            again_ms: settings.again_ms.clone(),
            kept_ms: settings.kept_ms,
            report_ms: settings.report_ms,
            swap_ms: settings.swap_ms,
            lost: mix.lost,
            twice: mix.twice,
            late: mix.late,
            swapped: mix.swapped,
            late_ms: mix.late_ms,
            rules: centre.rules().iter().map(ToString::to_string).collect(),
        }
    }
}

/// Exported message under way, without its octets: with the keys of a card its packets open.
#[derive(Serialize)]
struct ShownMessage {
    id: u64,
    kind: &'static str,
    from: String,
    to: String,
    content: String,
    letter: Option<u64>,
    taken: String,
    due: String,
    state: &'static str,
    held: bool,
    tries: u32,
}

impl ShownMessage {
    fn of(carried: &CarriedMessage) -> ShownMessage {
        let (from, to, letter) = match &carried.cargo {
            Cargo::Submit { from, to, .. } => (from.to_string(), address(to), None),
            Cargo::Deliver { from, to, letter, .. } => (address(from), to.to_string(), *letter),
            Cargo::Report { from, letter, .. } => (from.to_string(), platform::NUMBER.to_owned(), Some(*letter)),
        };
        ShownMessage {
            id: carried.id.0,
            kind: carried.cargo.kind().name(),
            from,
            to,
            content: known_words(&content(&carried.cargo)).to_string(),
            letter,
            taken: carried.taken.to_string(),
            due: carried.due.to_string(),
            state: match carried.state {
                State::Waiting => "waiting",
                State::AtHandset(_) => "at-handset",
                State::BehindNext => "behind-next",
            },
            held: carried.held,
            tries: carried.tries,
        }
    }
}

/// Exported entry of the ledger.
#[derive(Serialize)]
struct ShownEntry {
    id: u64,
    at: String,
    why: Value,
    number: Msisdn,
    whose: Option<Msisdn>,
    transfer: Option<u64>,
    legs: Vec<(String, i64)>,
}

impl ShownEntry {
    fn of(entry: &Entry) -> ShownEntry {
        let reason = serde_json::to_value(entry.why).unwrap_or_default();
        ShownEntry {
            id: entry.id,
            at: entry.at.to_string(),
            why: reason.get("why").cloned().unwrap_or_default(),
            number: entry.why.number(),
            whose: match entry.why {
                EntryReason::AnothersBill { whose, .. } => Some(whose),
                _ => None,
            },
            transfer: match entry.why {
                EntryReason::LoadReserved { transfer, .. }
                | EntryReason::LoadSettled { transfer, .. }
                | EntryReason::LoadRefunded { transfer, .. }
                | EntryReason::UnloadReserved { transfer, .. }
                | EntryReason::UnloadSettled { transfer, .. }
                | EntryReason::UnloadUndone { transfer, .. } => Some(transfer),
                _ => None,
            },
            legs: entry.legs.iter().map(|(book, amount)| (book.to_string(), *amount)).collect(),
        }
    }
}

/// Returns content in which only the word of an order is left.
pub fn known_words(content: &MessageContent) -> MessageContent {
    match content {
        MessageContent::Order(word) if !ORDER_WORDS.contains(&word.as_str()) => MessageContent::Order(String::new()),
        other => other.clone(),
    }
}

/// Returns an event without any text that a person typed. Results, requests and reasons of refusals are the program's
/// own values.
pub fn without_words(event: &Event) -> Event {
    let mut shown = event.clone();
    match &mut shown.kind {
        EventKind::Handed { content, .. } | EventKind::NotTaken { content } | EventKind::Delivered { content, .. } => {
            *content = known_words(content);
        }
        _ => {}
    }
    for party in [Some(&mut shown.from), shown.to.as_mut()].into_iter().flatten() {
        if let Party::Nobody(number) = party {
            *number = address(number);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::orders::{OrderError, TextOrder};

    fn number(text: &str) -> Msisdn {
        text.parse().unwrap()
    }

    #[test]
    fn exported_event_hides_typed_text() {
        let message = crate::smsc::MessageId(3);
        let handed = |word: &str| EventKind::NotTaken { content: MessageContent::Order(word.to_owned()) };
        let delivered = |word: &str| EventKind::Delivered {
            message,
            content: MessageContent::Order(word.to_owned()),
            result: Some(crate::platform::request::MessageResult::Order),
        };
        for (typed, shown) in [(handed("PASS"), handed("")), (delivered("PASS"), delivered(""))] {
            let (from, to) = (Party::Platform, Some(Party::Nobody("135790".to_owned())));
            let event = Event { number: 1, at: sim_codec::time::Moment::default(), from, to, kind: typed };
            let left = without_words(&event);
            assert_eq!((left.kind, left.to), (shown, Some(Party::Nobody("another number".to_owned()))));
        }
    }

    #[test]
    fn only_addresses_of_people_and_platform_leave() {
        assert_eq!(address(platform::NUMBER), platform::NUMBER);
        assert_eq!(address("13800000001"), "13800000001");
        assert_eq!(address("135790"), "another number");
    }

    #[test]
    fn entries_name_whom_and_which_transfer_they_concern() {
        let (one, other) = (number("13800000001"), number("13800000002"));
        let shown = |why| {
            let entry = ShownEntry::of(&Entry { id: 1, at: sim_codec::time::Moment::default(), why, legs: Vec::new() });
            (entry.number, entry.whose, entry.transfer)
        };
        assert_eq!(shown(EntryReason::OwnBill { number: one }), (one, None, None));
        assert_eq!(shown(EntryReason::AnothersBill { number: one, whose: other }), (one, Some(other), None));
        let channel = crate::platform::entry::LoadChannel::Hall;
        assert_eq!(shown(EntryReason::LoadReserved { number: one, transfer: 7, channel }), (one, None, Some(7)));
        assert_eq!(shown(EntryReason::LoadSettled { number: one, transfer: 7 }), (one, None, Some(7)));
        assert_eq!(shown(EntryReason::LoadRefunded { number: one, transfer: 7 }), (one, None, Some(7)));
    }

    #[test]
    fn every_order_word_is_one_the_platform_obeys() {
        for word in ORDER_WORDS {
            assert_ne!(TextOrder::parse(word), Err(OrderError::Unknown), "{word}");
            assert_eq!(known_words(&MessageContent::Order(word.to_owned())), MessageContent::Order(word.to_owned()));
        }
        assert_eq!(known_words(&MessageContent::Order("PASS".to_owned())), MessageContent::Order(String::new()));
    }
}
