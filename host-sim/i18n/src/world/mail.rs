//! Short messages of a world: those under way, the rules for later ones, and those that a phone received.

use sim_codec::sms::MessageBody;
use sim_codec::time::Moment;
use sim_device::handset::ReceivedMessage;
use sim_wire::count::{Counted, CountedVerb};
use sim_world::platform;
use sim_world::smsc::{Cargo, CargoKind, CarriedMessage, Rule, State};
use sim_world::world::World;

use crate::Language;
use crate::message::fate;

/// Renders the direction of a message: in English as rules name it.
pub const fn kind(language: Language, kind: CargoKind) -> &'static str {
    let chinese = match kind {
        CargoKind::Submit => "上行短信",
        CargoKind::Deliver => "下行短信",
        CargoKind::Report => "回执",
    };
    language.of(chinese, kind.name())
}

/// Renders the time, and how many messages are under way.
pub fn count(language: Language, world: &World) -> String {
    let now = world.now();
    match (language, world.centre().carried().count()) {
        (Language::Chinese, 0) => format!("{now}:没有在途短信。"),
        (Language::Chinese, count) => format!("{now}:在途短信 {count} 条。"),
        (Language::English, 0) => format!("{now}: no message is under way."),
        (Language::English, count) => {
            let (messages, are) = (Counted(count, "message"), CountedVerb(count, "is", "are"));
            format!("{now}: {messages} {are} under way.")
        }
    }
}

/// Renders a message under way in a line.
pub fn carried(language: Language, carried: &CarriedMessage) -> String {
    let CarriedMessage { id, due, state, held, tries, cargo, .. } = carried;
    let (kind, way) = (kind(language, cargo.kind()), way(language, cargo));
    let standing = standing(language, *state, *held, *due);
    match language {
        Language::Chinese => {
            let tried = if *tries == 0 { String::new() } else { format!(",已试 {tries} 次") };
            format!("短信 {id}:{kind},{way},{standing}{tried}")
        }
        Language::English => {
            let tried = match tries {
                0 => String::new(),
                1 => ", tried once".to_owned(),
                several => format!(", tried {several} times"),
            };
            format!("message {id}: {kind}, {way}, {standing}{tried}")
        }
    }
}

/// Renders the sender and the receiver of a message.
fn way(language: Language, cargo: &Cargo) -> String {
    let other = |digits: &str| match digits {
        platform::NUMBER => "平台".to_owned(),
        digits => digits.to_owned(),
    };
    match (language, cargo) {
        (Language::Chinese, Cargo::Submit { from, to, .. }) => format!("{from}→{}", other(to)),
        (Language::Chinese, Cargo::Deliver { from, to, .. }) => format!("{}→{to}", other(from)),
        (Language::Chinese, Cargo::Report { from, letter, .. }) => format!("{from}→平台,待发短信 {letter}"),
        (Language::English, Cargo::Submit { from, to, .. }) => format!("{from} → {to}"),
        (Language::English, Cargo::Deliver { from, to, .. }) => format!("{from} → {to}"),
        (Language::English, Cargo::Report { from, letter, .. }) => format!("{from} → platform, of letter {letter}"),
    }
}

/// Renders the state of a message under way, with the moment up to which it lasts.
fn standing(language: Language, state: State, held: bool, due: Moment) -> String {
    match (language, state) {
        (_, _) if held => language.of("扣留", "held").to_owned(),
        (Language::Chinese, State::Waiting) => format!("{due} 到期"),
        (Language::Chinese, State::AtHandset(_)) => format!("在手机,最晚 {due} 回执"),
        (Language::Chinese, State::BehindNext) => format!("等下一条先到,最晚 {due}"),
        (Language::English, State::Waiting) => format!("due {due}"),
        (Language::English, State::AtHandset(_)) => format!("at the phone, which has until {due} to report"),
        (Language::English, State::BehindNext) => format!("to be overtaken by the next, until {due}"),
    }
}

/// Renders a rule for a message that is yet to come: in English as it is given to the program.
pub fn rule(language: Language, rule: &Rule) -> String {
    match language {
        Language::Chinese => {
            let whose = rule.person.map(|person| format!("{person} 的")).unwrap_or_default();
            let (nth, kind) = (rule.nth, kind(language, rule.kind));
            format!("待生效:{whose}第 {nth} 条{kind}{}", fate(rule.fate))
        }
        Language::English => format!("yet to come: {rule}"),
    }
}

/// Renders a message that a phone received, with its text or its octets.
pub fn received(language: Language, message: &ReceivedMessage) -> String {
    let said = match &message.body {
        MessageBody::Text(text) => text.clone(),
        MessageBody::Octets(octets) => hex::encode_upper(octets),
    };
    let colon = language.of(":", ": ");
    format!("{}  {}{colon}{said}", message.time, message.from.number)
}

/// Renders the absence of received messages.
pub const fn nothing_received(language: Language) -> &'static str {
    language.of("没有短信。", "There is no message.")
}
