//! Business hall in its pane: the account and the card of the phone's owner as the hall sees them, and the services.

use super::clickable::{Clickable, hanging, heading, plain};
use super::{named, platform, slip};
use crate::tui::app::counter as keys;
use crate::tui::command::Pane;
use crate::tui::home::Home;
use crate::tui::scene::Scene;
use crate::tui::{theme, wrap};
use sim_i18n::{Language, Word, counter};

/// Returns the names and values of the account and the card.
pub(in crate::tui) fn rows(language: Language, home: &Home) -> Vec<(&'static str, String)> {
    let say = |word: Word| word.in_language(language);
    let (number, platform) = (home.number(), home.world().platform());
    let card = home.world().person(&number).map(sim_world::world::Person::asn).unwrap_or_default();
    let file = platform.card_of(&number);
    let on_file = file.map_or_else(
        || say(Word::NoCardAtPlatform).to_owned(),
        |file| counter::card_on_file(language, file.state, file.calibrated.is_some()),
    );
    let mut rows = vec![
        (say(Word::Number), format!("{number} {}", platform::account(language, home))),
        (say(Word::Cash), platform::cash(language, home)),
    ];
    rows.extend(platform::frozen(language, home));
    rows.extend([(say(Word::CardNumber), card), (say(Word::CardAtPlatform), on_file)]);
    let swap = file.and_then(|file| platform.swap_with(file.asn));
    rows.extend(swap.map(|swap| (say(Word::Swap), counter::swap(language, swap))));
    rows
}

/// Returns the lines of the pane.
pub(super) fn lines(scene: &Scene<'_>, width: usize) -> Vec<Clickable> {
    let language = scene.ui.language;
    let Some(home) = scene.home else {
        let words = wrap::wrap(scene.say(Word::NoPlatform), width);
        return words.into_iter().map(|line| plain((line, theme::QUIET))).collect();
    };
    let column = if language == Language::Chinese { 12 } else { 18 };
    let rows = rows(language, home);
    let mut lines: Vec<Clickable> =
        rows.iter().flat_map(|(name, value)| named(name, value, column, width)).map(plain).collect();
    lines.extend(heading(scene.say(Word::Services), width));
    for key in keys::LETTERS.iter().filter(|key| key.pane == Pane::Hall) {
        let rows = hanging(&format!("{} {}", key.letter, scene.say(key.word)), width);
        lines.extend(rows.into_iter().map(|row| ((row, theme::PLAIN), Some(key.command.clone()))));
    }
    if let Some(printed) = &scene.ui.load_slip {
        lines.extend(heading(scene.say(Word::LastReceipt), width));
        lines.extend(slip::rows(&printed.print(), width).into_iter().map(|row| plain((row, theme::PLAIN))));
    }
    lines
}
