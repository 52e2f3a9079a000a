//! Screens as a handset with quirks draws them: what is cut, left out, or understood otherwise than the card meant it.

use super::current::Current;
use super::{Body, Handset, Quirk, Screen};

/// Characters of a title or a line, and of a prompt, that some handsets show.
const TITLE_MAX: usize = 10;
const PROMPT_MAX: usize = 16;

fn cut(text: &mut String, most: usize) {
    if text.chars().count() > most {
        *text = text.chars().take(most).chain(['…']).collect();
    }
}

impl Handset {
    /// A screen as this handset takes it from a command.
    pub(super) fn misread(&self, mut screen: Screen) -> Screen {
        let quirks = self.model.quirks;
        if let Body::Input(field) = &mut screen.body {
            if quirks.has(Quirk::LimitsInPrompt) {
                screen.text.push_str(&format!(" ({}-{})", field.limits.min, field.limits.max));
            }
            if quirks.has(Quirk::TooShortAccepted) {
                field.limits.min = 0;
            }
            if quirks.has(Quirk::MaximumIgnored) {
                field.limits.max = 0xFF;
            }
        }
        if matches!(screen.body, Body::Input(_) | Body::Key { .. } | Body::YesNo) && quirks.has(Quirk::PromptCut) {
            cut(&mut screen.text, PROMPT_MAX);
        }
        self.misdrawn(screen)
    }

    /// A menu as this handset draws it.
    pub(super) fn misdrawn(&self, mut screen: Screen) -> Screen {
        if let Body::Items { items, main, .. } = &mut screen.body {
            if *main && self.model.quirks.has(Quirk::EmptyPanel) {
                items.clear();
            }
            if self.model.quirks.has(Quirk::TitlesCut) {
                cut(&mut screen.text, TITLE_MAX);
                items.iter_mut().for_each(|item| cut(&mut item.text, TITLE_MAX));
            }
        }
        screen
    }

    /// Whether what a command shows lies behind something that the person cannot move.
    pub(super) fn is_hidden(&self) -> bool {
        self.surroundings.in_call && self.model.quirks.has(Quirk::HiddenByCall)
    }

    /// Whether a text that stayed lies over what the command shows.
    pub(super) fn is_covered(&self, current: &Current) -> bool {
        self.lingering.is_some() && !current.dialling && self.model.quirks.has(Quirk::TextNotReplaced)
    }
}
