//! The state of the card, as it is in its memory now.

use applet::CardState;
use sim_wire::Fen;
use sim_wire::record::LogRecord;

use super::{Styled, named};
use crate::tui::scene::Scene;
use crate::tui::{theme, wrap};
use sim_i18n::{self as i18n, Language, Word};

/// Returns the names and values of a card's state.
pub(in crate::tui) fn rows(language: Language, state: &CardState) -> Vec<(&'static str, String)> {
    let say = |word: Word| word.in_language(language);
    let money = |amount: Fen| i18n::amount(language, amount.0.into());
    let limit = state.limit.map_or_else(|| say(Word::None).to_owned(), money);
    let calibrated = if state.calibration.is_some() { Word::Calibrated } else { Word::NotCalibrated };
    vec![
        (say(Word::Balance), money(state.balance)),
        (say(Word::State), i18n::card::life_cycle(language, state.lifecycle).to_owned()),
        (say(Word::Blocked), i18n::card::block(language, state.block).to_owned()),
        (say(Word::Limit), limit),
        (say(Word::Pin), i18n::card::pin(language, state.pin_on, state.pin_tries_left)),
        (say(Word::OnlineCounter), state.online_counter.to_string()),
        (say(Word::OfflineCounter), state.offline_counter.to_string()),
        (say(Word::Calibration), say(calibrated).to_owned()),
    ]
}

/// Renders a record of the log in a line.
pub(in crate::tui) fn record(language: Language, record: &LogRecord) -> String {
    let kind = i18n::card::transaction(language, record.kind);
    format!("{}  {}  {kind}", record.at, i18n::amount(language, record.amount.0.into()))
}

/// Returns the lines of the pane.
pub(super) fn lines(scene: &Scene<'_>, width: usize) -> Vec<Styled> {
    let language = scene.ui.language;
    let Some(state) = scene.card else {
        let words = wrap::wrap(scene.say(Word::NoPower), width);
        return words.into_iter().map(|line| (line, theme::QUIET)).collect();
    };
    let column = if language == Language::Chinese { 14 } else { 17 };
    let mut lines: Vec<Styled> =
        rows(language, state).iter().flat_map(|(name, value)| named(name, value, column, width)).collect();
    if let Some((_, style)) = lines.first_mut() {
        *style = theme::STRONG;
    }
    lines.push((String::new(), theme::PLAIN));
    lines.push((format!("{} {}", scene.say(Word::Log), state.log.len()), theme::QUIET));
    for (entry, number) in state.log.iter().zip(1..) {
        lines.extend(named(&format!("{number:>2}"), &record(language, entry), 4, width));
    }
    lines
}
