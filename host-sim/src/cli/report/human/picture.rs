//! Pictures of screens in the language of the report.

use sim_device::handset::Screen;
use sim_i18n::{Language, Word};
use sim_lab::menu_explorer::formats;
use sim_script::walk::picture::{self, PictureKey, PictureWords};
use sim_script::walk::syntax::ScreenKind;

use super::mismatch;

/// Chinese words of a picture.
struct ChinesePicture;

impl PictureWords for ChinesePicture {
    fn key(&self, key: PictureKey) -> &'static str {
        let word = match key {
            PictureKey::Menu => Word::Menu,
            PictureKey::End => Word::End,
            PictureKey::Back => Word::Back,
            PictureKey::Ok => Word::Ok,
            PictureKey::Yes => Word::Yes,
            PictureKey::No => Word::No,
            PictureKey::Erase => Word::Clear,
            PictureKey::Help => Word::Help,
            PictureKey::Any => return "任一键",
        };
        word.in_language(Language::Chinese)
    }

    fn idle(&self) -> &'static str {
        "(待机)"
    }

    fn waiting(&self) -> &'static str {
        "(等待卡片)"
    }

    fn tone(&self, tone: u8) -> String {
        format!("(提示音 {tone:02X})")
    }

    fn room(&self, left: usize, missing: usize) -> String {
        match missing {
            0 => format!("还可输入 {left} 位"),
            missing => format!("还可输入 {left} 位,还差 {missing} 位"),
        }
    }
}

/// Draws a screen, line by line.
pub(in crate::cli) fn drawn(screen: &Screen, language: Language) -> Vec<String> {
    match language {
        Language::Chinese => picture::picture_in(&ChinesePicture, screen),
        Language::English => picture::picture(screen),
    }
}

/// Draws a screen as a phone, for a page.
pub(in crate::cli) fn phone(screen: &Screen, language: Language) -> String {
    match language {
        Language::Chinese => {
            formats::phone_picture_in(&ChinesePicture, mismatch::kind(ScreenKind::of(&screen.body)), screen)
        }
        Language::English => formats::phone_picture(screen),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_of_picture_has_chinese() {
        let words: BTreeSet<&str> = PictureKey::ALL.into_iter().map(|key| ChinesePicture.key(key)).collect();
        assert!(words.iter().all(|word| word.chars().all(|letter| !letter.is_ascii())), "{words:?}");
        assert_eq!(words.len(), PictureKey::ALL.len());
    }
}
