//! Tree of the menu in characters: every item with its place in its menu and its identifier, under each leaf its
//! screens.

use std::fmt::Write as _;

use super::{ExploredMenu, counted};
use crate::menu_explorer::outline::{MenuLine, outline};
use crate::menu_explorer::picture;
use sim_device::handset::{Screen, ScreenBody};

/// Greatest number of columns for the first line of a screen's text.
const TEXT_MAX: usize = 60;

/// Returns the title, the items below it, and under each leaf the first words of its screens.
pub fn tree(walked: &ExploredMenu) -> String {
    let Some(root) = outline(&walked.map) else {
        return "This card has no menu.\n".to_owned();
    };
    let mut printed = format!("{}\n", root.text);
    lines(&mut printed, "", &root.lines);
    printed
}

fn lines(printed: &mut String, indent: &str, lines_of_menu: &[MenuLine]) {
    for (place, line) in lines_of_menu.iter().enumerate() {
        let is_last = place + 1 == lines_of_menu.len();
        let (branch, below) = if is_last { ("└── ", "    ") } else { ("├── ", "│   ") };
        let counts = line.leaf.as_ref().map(|leaf| {
            let screens = counted(leaf.screens.len(), "screen");
            format!("  {screens}, {}{}", counted(leaf.states, "state"), if leaf.sends { " ✉" } else { "" })
        });
        // Writing into a string does not fail.
        let (place, text, identifier) = (line.place, &line.text, line.identifier);
        let counts = counts.unwrap_or_default();
        writeln!(printed, "{indent}{branch}{place} {text} (identifier {identifier:02X}){counts}").unwrap_or(());
        let indent = format!("{indent}{below}");
        for shown in line.leaf.iter().flat_map(|leaf| &leaf.screens) {
            writeln!(printed, "{indent}{} {}", sign(&shown.screen), first_words(&shown.screen)).unwrap_or(());
        }
        lines(printed, &indent, &line.lines);
    }
}

/// Returns a character for the kind of a screen.
pub(super) const fn sign(screen: &Screen) -> char {
    match &screen.body {
        ScreenBody::Input(field) if field.hidden => '•',
        ScreenBody::Input(_) | ScreenBody::Key { .. } => '_',
        ScreenBody::YesNo | ScreenBody::Confirm => '?',
        ScreenBody::Items { .. } => '≡',
        ScreenBody::Idle | ScreenBody::Waiting => '○',
        ScreenBody::Text { .. } | ScreenBody::Tone(_) => '▪',
    }
}

/// Returns the first line of a screen's text, with the limits of an input field.
pub(super) fn first_words(screen: &Screen) -> String {
    let text = screen.text.replace('\n', " ");
    let text = match picture::wrapped(&text, TEXT_MAX).as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, ..] => format!("{first}…"),
    };
    match &screen.body {
        ScreenBody::Idle => "(idle)".to_owned(),
        ScreenBody::Input(field) => format!("{text} ({})", picture::limits(field)),
        _ => text,
    }
}
