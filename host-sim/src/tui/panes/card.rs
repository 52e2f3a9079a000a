//! The state of the card, as it is in its memory now.

use super::{Styled, heading, named};
use crate::tui::scene::Scene;
use crate::tui::{theme, wrap};
use sim_i18n::card::{facts, logged};
use sim_i18n::{Language, Word};

/// Returns the lines of the pane.
pub(super) fn lines(scene: &Scene<'_>, width: usize) -> Vec<Styled> {
    let language = scene.ui.language;
    let Some(state) = scene.card else {
        let words = wrap::wrap(scene.say(Word::NoPower), width);
        return words.into_iter().map(|line| (line, theme::QUIET)).collect();
    };
    let column = if language == Language::Chinese { 14 } else { 17 };
    let mut lines: Vec<Styled> =
        facts(language, state).iter().flat_map(|(name, value)| named(name, value, column, width)).collect();
    if let Some((_, style)) = lines.first_mut() {
        *style = theme::STRONG;
    }
    lines.push((String::new(), theme::PLAIN));
    lines.extend(heading(&format!("{} {}", scene.say(Word::Log), state.log.len()), width));
    for (entry, number) in state.log.iter().zip(1..) {
        lines.extend(named(&format!("{number:>2}"), &logged(language, entry), 4, width));
    }
    lines
}
