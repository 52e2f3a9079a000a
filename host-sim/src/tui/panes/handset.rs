//! The settings of the handset that the card made, and the surroundings of the handset.

use sim_wire::proactive::Event;

use super::{Styled, named};
use crate::tui::scene::Scene;
use sim_device::handset::{Quirk, Speech, TIMERS};
use sim_i18n::{Language, Word};

/// Renders milliseconds as minutes and seconds.
fn time(ms: u64) -> String {
    format!("{}:{:02}", ms / 60_000, ms / 1000 % 60)
}

fn events(scene: &Scene<'_>) -> String {
    let codes = &scene.handset.standing().events;
    let name =
        |code: &u8| Event::from_code(*code).map_or_else(|| format!("{code:02X}"), |event| event.name().to_owned());
    if codes.is_empty() {
        scene.say(Word::None).to_owned()
    } else {
        codes.iter().map(name).collect::<Vec<_>>().join(", ")
    }
}

fn timers(scene: &Scene<'_>) -> String {
    let running = (1..=TIMERS).filter_map(|id| scene.handset.timers().left(id).map(|left| (id, left)));
    let shown: Vec<String> =
        running.map(|(id, left)| format!("{id}: {:02}:{:02}:{:02}", left.hours, left.minutes, left.seconds)).collect();
    if shown.is_empty() { scene.say(Word::None).to_owned() } else { shown.join(", ") }
}

/// Returns the lines of the pane.
pub(super) fn lines(scene: &Scene<'_>, width: usize) -> Vec<Styled> {
    let standing = scene.handset.standing();
    let around = &scene.handset.surroundings;
    let none = || scene.say(Word::None).to_owned();
    let network = &around.location.network;
    let service = if around.service { String::new() } else { format!(" ({})", scene.say(Word::NoService)) };
    let language = standing.language.clone().map_or_else(
        || around.language.clone(),
        |card| format!("{} ({} {card})", around.language, scene.say(Word::Card)),
    );
    let refreshed = standing.refreshed.iter().map(|qualifier| format!("{qualifier:02X}")).collect::<Vec<_>>().join(" ");
    let quirks: Vec<&str> = scene.handset.model().quirks.iter().map(Quirk::name).collect();
    // What changes stands before what does not.
    let rows = [
        (Word::PoweredOn, time(scene.powered_ms)),
        (Word::SpokenLanguage, language),
        (Word::CardMenu, standing.menu.as_ref().map_or_else(none, |menu| menu.text.clone())),
        (Word::Events, events(scene)),
        (Word::Timers, timers(scene)),
        (Word::Poll, scene.handset.poll_interval_ms().map_or_else(none, |ms| format!("{} s", ms / 1000))),
        (Word::Refreshes, if refreshed.is_empty() { none() } else { refreshed }),
        (Word::Network, format!("{} {}{service}", network.mcc, network.mnc)),
        (Word::Model, scene.handset.model().sold_as.clone()),
        (Word::Imei, scene.handset.model().imei.clone()),
        (Word::Speech, if scene.handset.speech() == Speech::Gsm { "2G, CLA A0" } else { "3G, CLA 80" }.to_owned()),
        (Word::Quirks, if quirks.is_empty() { none() } else { quirks.join(", ") }),
    ];
    let column = if scene.ui.language == Language::Chinese { 10 } else { 11 };
    rows.iter().flat_map(|(name, value)| named(scene.say(*name), value, column, width)).collect()
}
