//! A screen as a few lines of text.

use super::words;
use crate::tui::softkeys;
use sim_device::handset::{Screen, ScreenBody};
use sim_i18n::phone::{IdleUse, first_marked, hints, shown};
use sim_i18n::{Language, Word};

/// Renders a screen: its text, what can be chosen or typed, and what can be answered. An idle phone also shows the
/// reminders.
pub(super) fn text(
    screen: &Screen,
    (has_menu, idle): (bool, IdleUse),
    language: Language,
    reminders: &[String],
) -> String {
    let say = |word: Word| word.in_language(language);
    let mut lines: Vec<String> = Vec::new();
    let told = screen.text.replace('\r', "\n");
    match &screen.body {
        ScreenBody::Idle => {
            lines.push(say(Word::Phone).to_owned());
            lines.extend((!has_menu).then(|| say(Word::NoMenu).to_owned()));
            lines.extend_from_slice(reminders);
        }
        ScreenBody::Waiting => lines.push(say(Word::Waiting).to_owned()),
        _ => {}
    }
    lines.extend(told.lines().filter(|line| !line.is_empty()).map(str::to_owned));
    match &screen.body {
        ScreenBody::Items { items, .. } => {
            let marked = first_marked(screen);
            for (item, place) in items.iter().zip(0_usize..) {
                let sign = if place == marked { '*' } else { ' ' };
                lines.push(format!("{sign}{:>2} {}", place.saturating_add(1), item.text));
            }
        }
        ScreenBody::Input(field) => {
            let shown = shown(field);
            let (limits, left) = hints(language, field);
            let what: Vec<String> = [limits, left].into_iter().filter(|words| !words.is_empty()).collect();
            lines.push(format!("[{shown}]  {}", what.join(", ")));
        }
        ScreenBody::Key { .. } => lines.push(say(Word::PressKey).to_owned()),
        ScreenBody::Tone(_) => lines.push(say(Word::Tone).to_owned()),
        ScreenBody::Confirm => lines.push(say(Word::AllowQuestion).to_owned()),
        _ => {}
    }
    let keys: Vec<String> = softkeys::of(screen, has_menu, idle)
        .into_iter()
        .filter(|(key, _)| key.enabled)
        .filter_map(|(key, command)| Some(format!("{} {}", words::word(&command)?, say(key.word))))
        .collect();
    if !keys.is_empty() {
        lines.push(format!("({})", keys.join(", ")));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}
