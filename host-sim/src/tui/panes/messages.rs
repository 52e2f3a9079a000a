//! Short messages, and everything else that was sent because the card asked for it.

use super::{Styled, heading, named};
use crate::tui::scene::Scene;
use crate::tui::{theme, wrap};
use sim_codec::sms::{Direction, MessageBody, Tpdu};
use sim_device::handset::{CardTransmission, ReceivedMessage};
use sim_i18n::{Language, Word, short_message};

/// Keys of the rows that come first in an explained message.
const FIRST: [&str; 2] = ["text", "data"];

/// Returns a message that goes out: its kind and addressee as title, then names and values, the text or data first.
fn message(language: Language, tpdu: &Tpdu) -> Vec<(String, String)> {
    let octets = tpdu.encode().unwrap_or_default();
    let explanation = sim_explain::toolkit::short_message(Direction::ToNetwork, &octets);
    let to = tpdu.address().map_or("", |address| &address.number);
    let name = match language {
        Language::Chinese => tpdu.kind().name().to_owned(),
        Language::English => explanation.name.to_string(),
    };
    let title = (name, format!("→ {to}"));
    let rows = short_message::rows(language, &explanation).into_iter().filter(|(key, ..)| *key != "address");
    let (first, rest): (Vec<_>, Vec<_>) = rows.partition(|(key, ..)| FIRST.contains(key));
    let shown = first.into_iter().chain(rest).map(|(_, label, words)| (label.to_owned(), words));
    [title].into_iter().chain(shown).collect()
}

/// Returns what was sent: a title, then names and values.
pub(in crate::tui) fn rows(language: Language, sent: &CardTransmission) -> Vec<(String, String)> {
    let one = |name: &str, value: String| vec![(name.to_owned(), value)];
    let say = |word: Word| word.in_language(language);
    match sent {
        CardTransmission::Sms(centre, tpdu) => {
            let mut rows = message(language, tpdu);
            if let Some(centre) = centre {
                rows.push((say(Word::ServiceCentre).to_owned(), centre.number.clone()));
            }
            rows
        }
        CardTransmission::Ss(request) => one("SS", request.number.clone()),
        CardTransmission::Ussd(request) => one("USSD", request.text.clone()),
        CardTransmission::Dtmf(digits) => one("DTMF", digits.clone()),
        CardTransmission::Call(number) => one(say(Word::Call), number.number.clone()),
        CardTransmission::Page(url) => one(say(Word::Browser), url.clone()),
    }
}

/// Returns the text of a received message, or its octets in hexadecimal.
pub(in crate::tui) fn summary(message: &ReceivedMessage) -> String {
    match &message.body {
        MessageBody::Text(text) => text.clone(),
        MessageBody::Octets(octets) => hex::encode_upper(octets),
    }
}

/// Returns a received message: a title, then names and values.
pub(in crate::tui) fn received(language: Language, message: &ReceivedMessage) -> Vec<(String, String)> {
    let row = |name: &str, value: String| (name.to_owned(), value);
    let say = |word: Word| word.in_language(language);
    let name = if matches!(message.body, MessageBody::Text(_)) { Word::Content } else { Word::Data };
    let time = short_message::received_time(language, message.time);
    let mut rows =
        vec![row("←", message.from.number.clone()), row(say(name), summary(message)), row(say(Word::WorldTime), time)];
    let class = message.class.map(|class| short_message::received_class(language, class));
    rows.extend(class.map(|class| row(say(Word::Class), class)));
    rows
}

/// Width in columns of the names of a received message.
const RECEIVED_COLUMN: usize = 8;

/// Returns the width in columns of the names of a sent message.
const fn sent_column(language: Language) -> usize {
    match language {
        Language::Chinese => 16,
        Language::English => 22,
    }
}

/// Returns a message in lines, the values in column `column` or before.
fn lines_of(number: usize, rows: &[(String, String)], column: usize, width: usize) -> Vec<Styled> {
    let mut lines = Vec::new();
    for ((name, value), place) in rows.iter().zip(0_usize..) {
        if place == 0 {
            let title = format!("{number} {name} {value}");
            lines.extend(wrap::wrap(&title, width).into_iter().map(|line| (line, theme::TITLE)));
        } else {
            lines.extend(named(&format!("  {name}"), value, column.min(width / 2), width));
        }
    }
    lines
}

/// Returns the lines of the pane, the newest first.
pub(super) fn lines(scene: &Scene<'_>, width: usize) -> Vec<Styled> {
    let language = scene.ui.language;
    let inbox = scene.handset.inbox().messages();
    let sent = &scene.handset.standing().sent;
    let mut lines = heading(&format!("{} {}", scene.say(Word::Inbox), inbox.len()), width);
    for (message, before) in inbox.iter().rev().zip((0..inbox.len()).rev()) {
        lines.extend(lines_of(before.saturating_add(1), &received(language, message), RECEIVED_COLUMN, width));
    }
    lines.extend(heading(&format!("{} {}", scene.say(Word::Outbox), sent.len()), width));
    for (sent, before) in sent.iter().rev().zip((0..sent.len()).rev()) {
        lines.extend(lines_of(before.saturating_add(1), &rows(language, sent), sent_column(language), width));
    }
    lines
}
