//! Screens as a handset with quirks draws them: cut, incomplete, or understood otherwise than the card meant them.

use super::{Model, Quirk, Screen, ScreenBody};

/// Most characters of a title or a line, and of a prompt, that some handsets show.
const TITLE_MAX: usize = 10;
const PROMPT_MAX: usize = 16;

fn shorten(text: &mut String, most: usize) {
    if text.chars().count() > most {
        *text = text.chars().take(most).chain(['…']).collect();
    }
}

impl Model {
    /// Returns a screen as this model understands it from a command.
    pub(super) fn misread(&self, mut screen: Screen) -> Screen {
        let quirks = self.quirks;
        if let ScreenBody::Input(field) = &mut screen.body {
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
        if matches!(screen.body, ScreenBody::Input(_) | ScreenBody::Key { .. } | ScreenBody::YesNo)
            && quirks.has(Quirk::PromptCut)
        {
            shorten(&mut screen.text, PROMPT_MAX);
        }
        self.misdraw(screen)
    }

    /// Returns a screen as this model draws it.
    pub(super) fn misdraw(&self, mut screen: Screen) -> Screen {
        if let ScreenBody::Items { items, main, .. } = &mut screen.body {
            if *main && self.quirks.has(Quirk::EmptyPanel) {
                items.clear();
            }
            if self.quirks.has(Quirk::TitlesCut) {
                shorten(&mut screen.text, TITLE_MAX);
                items.iter_mut().for_each(|item| shorten(&mut item.text, TITLE_MAX));
            }
        }
        screen
    }

    /// Returns a screen with the menu on soft keys if the card asks so and the model has enough keys (TS 102 223
    /// §6.4.9).
    pub(super) fn place_on_soft_keys(&self, mut screen: Screen) -> Screen {
        let lines = match &screen.body {
            ScreenBody::Items { items, .. } => items.len(),
            _ => 0,
        };
        screen.soft_keys = screen.soft_keys && lines <= usize::from(self.soft_keys);
        screen
    }
}
