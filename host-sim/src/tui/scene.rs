//! The input and output of drawing: everything that a frame depends on, and the places of a frame that can be hit and
//! scrolled.

use applet::CardState;
use ratatui::layout::{Position, Rect};

use super::app::calling;
use super::command::{Focus, Pane, PhoneCommand};
use super::form::InputForm;
use super::home::Home;
use sim_device::handset::{Handset, Screen};
use sim_device::mobile_station::Exchange;
use sim_device::pos::load_slip::LoadSlip;
use sim_i18n::phone::IdleUse;
use sim_i18n::{Language, Word};
use sim_world::action::PosPlace;
use sim_world::actor::Performed;
use sim_world::line::LineCall;
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

    /// Returns the call of the phone's owner to a service line; `None` if there is none.
    pub(super) fn call(&self) -> Option<&LineCall> {
        calling::call_of(self.home)
    }

    /// Returns the use of the idle screen.
    pub(super) fn idle_use(&self) -> IdleUse {
        IdleUse::of(self.call(), &self.ui.dialled)
    }

    pub(super) fn is_focused(&self, focus: Focus) -> bool {
        self.ui.focus == focus
    }
}

/// State of the app that is neither handset nor card.
#[derive(Clone, Debug)]
pub(super) struct Ui {
    pub(super) language: Language,
    pub(super) focus: Focus,
    /// Pane that is shown where there is room for one.
    pub(super) pane: Pane,
    /// Pane that is shown in the frame that the panes of the world share.
    pub(super) around: Pane,
    /// Marked line of a menu, counted from 0.
    pub(super) marked: usize,
    /// Digits that are dialled on the idle screen.
    pub(super) dialled: String,
    /// First visible line of a text, counted from 0.
    pub(super) text_top: usize,
    /// First visible line of each pane, counted from 0.
    pub(super) pane_top: [usize; Pane::COUNT],
    /// Selected exchange, counted from 0; `None` means the newest.
    pub(super) selected: Option<usize>,
    /// First visible line of the explanation of the selected exchange, counted from 0.
    pub(super) words_top: usize,
    /// Selected message under way; `None` means the first.
    pub(super) message: Option<MessageId>,
    /// Selected terminal.
    pub(super) pos: PosPlace,
    /// Balance or records that a terminal shows; `None` if it shows neither.
    pub(super) reading: Option<Performed>,
    /// Slip of the last load at the hall; `None` if there was none.
    pub(super) load_slip: Option<LoadSlip>,
    /// Number of messages in the inbox when the person last looked at them.
    pub(super) messages_read: usize,
    /// Form that is being filled in; `None` while there is none.
    pub(super) form: Option<InputForm>,
    pub(super) notice: Option<String>,
    /// Set if the last action outside the phone was refused or failed.
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
            around: Pane::Platform,
            marked: 0,
            dialled: String::new(),
            text_top: 0,
            pane_top: [0; Pane::COUNT],
            selected: None,
            words_top: 0,
            message: None,
            pos: PosPlace::FIRST,
            reading: None,
            load_slip: None,
            messages_read: 0,
            form: None,
            notice: None,
            failed: false,
            keys_shown: false,
            keys_top: 0,
        }
    }
}

/// Extent of scrolling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Greatest first line, counted from 0.
    pub most: usize,
    /// Number of lines that are visible at once.
    pub page: usize,
}

impl Extent {
    /// Returns the extent of `lines` lines in a window of `page` lines.
    pub const fn of(lines: usize, page: usize) -> Extent {
        Extent { most: lines.saturating_sub(page), page }
    }
}

/// Report of a frame: the places that can be hit, and the extents of scrolling.
#[derive(Clone, Debug, Default)]
pub struct FrameLayout {
    /// Commands of clicks by area; the last area that holds the place counts.
    clicks: Vec<(Rect, PhoneCommand)>,
    /// Parts that the wheel turns by area; the last area that holds the place counts.
    wheels: Vec<(Rect, Focus)>,
    pub(super) text: Extent,
    pub(super) items: usize,
    pub(super) panes: [Extent; Pane::COUNT],
    pub(super) words: Extent,
    pub(super) keys: Extent,
}

impl FrameLayout {
    /// Makes a click in an area give a command.
    pub(super) fn click(&mut self, area: Rect, command: PhoneCommand) {
        self.clicks.push((area, command));
    }

    /// Makes the wheel in an area turn a part.
    pub(super) fn wheel(&mut self, area: Rect, focus: Focus) {
        self.wheels.push((area, focus));
    }

    /// Takes all places drawn so far off the report, since something covers them.
    pub(super) fn covered(&mut self) {
        self.clicks.clear();
        self.wheels.clear();
    }

    /// Returns the command of a click at a place; `None` if there is nothing to hit.
    pub fn clicked(&self, column: u16, row: u16) -> Option<&PhoneCommand> {
        let at = Position { x: column, y: row };
        self.clicks.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, command)| command)
    }

    /// Returns the part that the wheel turns at a place; `None` if there is none.
    pub fn wheeled(&self, column: u16, row: u16) -> Option<Focus> {
        let at = Position { x: column, y: row };
        self.wheels.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, focus)| *focus)
    }
}
