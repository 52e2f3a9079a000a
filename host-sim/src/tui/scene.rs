//! What is drawn: everything a frame depends on, borrowed for the time of drawing; and what a frame tells back, so that
//! a click finds what it hit and scrolling knows its end.

use applet::CardState;
use ratatui::layout::{Position, Rect};

use super::command::{Focus, Pane, PhoneCommand};
use super::form::InputForm;
use super::home::Home;
use crate::i18n::{Language, Word};
use sim_device::handset::{Handset, Screen};
use sim_device::mobile_station::Exchange;
use sim_world::smsc::MessageId;

/// Everything that a frame shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'a> {
    pub(super) screen: &'a Screen,
    pub(super) handset: &'a Handset,
    pub(super) exchanges: &'a [Exchange],
    pub(super) card: Option<&'a CardState>,
    pub(super) home: Option<&'a Home>,
    pub(super) powered_ms: u64,
    pub(super) ui: &'a Ui,
}

impl Scene<'_> {
    pub(super) const fn say(&self, word: Word) -> &'static str {
        word.in_language(self.ui.language)
    }

    pub(super) fn is_focused(&self, focus: Focus) -> bool {
        self.ui.focus == focus
    }
}

/// What of the app is neither handset nor card.
#[derive(Clone, Debug)]
pub(super) struct Ui {
    pub(super) language: Language,
    pub(super) focus: Focus,
    /// The pane that is shown where there is room for one.
    pub(super) pane: Pane,
    /// The marked line of a menu, counted from 0.
    pub(super) marked: usize,
    /// First line of a text.
    pub(super) text_top: usize,
    /// First line of each pane, counted from its top.
    pub(super) pane_top: [usize; 5],
    /// The selected exchange; without one, the newest.
    pub(super) selected: Option<usize>,
    /// First line of the words about the selected exchange.
    pub(super) words_top: usize,
    /// The selected message under way; without one, the first.
    pub(super) message: Option<MessageId>,
    /// What is being filled in.
    pub(super) form: Option<InputForm>,
    pub(super) notice: Option<String>,
    /// Whether what was done outside the phone last came to nothing.
    pub(super) failed: bool,
    pub(super) keys_shown: bool,
    pub(super) keys_top: usize,
}

impl Ui {
    pub(super) const fn new(language: Language) -> Ui {
        Ui {
            language,
            focus: Focus::Phone,
            pane: Pane::Exchanges,
            marked: 0,
            text_top: 0,
            pane_top: [0; 5],
            selected: None,
            words_top: 0,
            message: None,
            form: None,
            notice: None,
            failed: false,
            keys_shown: false,
            keys_top: 0,
        }
    }
}

/// How far something can be scrolled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The greatest first line.
    pub most: usize,
    /// Lines that are seen at once.
    pub page: usize,
}

impl Extent {
    /// So many lines seen through a window of so many.
    pub const fn of(lines: usize, page: usize) -> Extent {
        Extent { most: lines.saturating_sub(page), page }
    }
}

/// What a frame tells back.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// What a click does, by place; the last that holds the place counts.
    clicks: Vec<(Rect, PhoneCommand)>,
    /// What the wheel turns, by place.
    wheels: Vec<(Rect, Focus)>,
    pub(super) text: Extent,
    pub(super) items: usize,
    pub(super) panes: [Extent; 5],
    pub(super) words: Extent,
    pub(super) keys: Extent,
}

impl Drawn {
    /// A click there does that.
    pub(super) fn click(&mut self, area: Rect, command: PhoneCommand) {
        self.clicks.push((area, command));
    }

    /// The wheel there turns that.
    pub(super) fn wheel(&mut self, area: Rect, focus: Focus) {
        self.wheels.push((area, focus));
    }

    /// Nothing drawn so far can be hit any more.
    pub(super) fn covered(&mut self) {
        self.clicks.clear();
        self.wheels.clear();
    }

    /// What a click at a place does.
    pub fn clicked(&self, column: u16, row: u16) -> Option<&PhoneCommand> {
        let at = Position { x: column, y: row };
        self.clicks.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, command)| command)
    }

    /// What the wheel turns at a place.
    pub fn wheeled(&self, column: u16, row: u16) -> Option<Focus> {
        let at = Position { x: column, y: row };
        self.wheels.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, focus)| *focus)
    }
}
