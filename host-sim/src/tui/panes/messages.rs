//! Short messages, and whatever else went out because the card asked for it.

use super::{Styled, named};
use crate::explain;
use crate::handset::Sent;
use crate::sms::{Direction, Tpdu};
use crate::tui::labels::Word;
use crate::tui::scene::Scene;
use crate::tui::{theme, wrap};

/// A message in lines: its kind, then a name and what it says.
fn message(direction: Direction, tpdu: &Tpdu) -> Vec<(String, String)> {
    let octets = tpdu.octets().unwrap_or_default();
    let explanation = explain::toolkit::short_message(direction, &octets);
    let shown = explanation.facts.iter().map(|fact| {
        let value = super::words::text(fact).unwrap_or_default().to_owned();
        (fact.name.to_owned(), value)
    });
    [(explanation.name.to_string(), String::new())].into_iter().chain(shown).collect()
}

/// What went out: a title, then names and values.
pub(in crate::tui) fn rows(sent: &Sent) -> Vec<(String, String)> {
    let one = |name: &str, value: String| vec![(name.to_owned(), value)];
    match sent {
        Sent::Sms(centre, tpdu) => {
            let mut rows = message(Direction::ToNetwork, tpdu);
            if let Some(centre) = centre {
                rows.push(("service centre".to_owned(), centre.number.clone()));
            }
            rows
        }
        Sent::Ss(request) => one("SS", request.number.clone()),
        Sent::Ussd(request) => one("USSD", request.text.clone()),
        Sent::Dtmf(digits) => one("DTMF", digits.clone()),
        Sent::Call(number) => one("call", number.number.clone()),
        Sent::Page(url) => one("browser", url.clone()),
    }
}

/// The lines of the pane, the newest first.
pub(super) fn lines(scene: &Scene<'_>, width: usize) -> Vec<Styled> {
    let sent = &scene.handset.standing().sent;
    let mut lines = vec![(format!("{} {}", scene.say(Word::Outbox), sent.len()), theme::QUIET)];
    for (sent, before) in sent.iter().rev().zip((0..sent.len()).rev()) {
        let number = before.saturating_add(1);
        for ((name, value), place) in rows(sent).iter().zip(0_usize..) {
            if place == 0 {
                let title = format!("{number} {name} {value}");
                lines.extend(wrap::wrap(&title, width).into_iter().map(|line| (line, theme::TITLE)));
            } else {
                lines.extend(named(&format!("  {name}"), value, 22.min(width / 2), width));
            }
        }
    }
    lines
}
