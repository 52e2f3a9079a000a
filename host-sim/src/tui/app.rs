//! The phone with its panes as a state: an [`Action`] goes in, the next state comes out, and it can be drawn at any time.
//! It reads no clock and no terminal.

use ratatui::Frame;

use super::action::{Action, Focus};
use super::desk::{Desk, Held};
use super::labels::{Language, Word};
use super::scene::{Drawn, Scene, Ui};
use super::view;
use crate::handset::{Body, Screen, Surroundings};
use crate::mobile_station::Unrest;

mod handset;
mod moving;
pub(super) mod refusal;

/// The phone with its panes.
#[derive(Clone, Debug)]
pub struct App<L> {
    desk: Desk<L>,
    ui: Ui,
    drawn: Drawn,
    leaving: bool,
}

/// Whether two screens are the same page, whatever was typed on it.
fn is_same_page(one: &Screen, other: &Screen) -> bool {
    let same_body = match (&one.body, &other.body) {
        (Body::Input(_), Body::Input(_)) => true,
        (one, other) => one == other,
    };
    same_body && one.text == other.text
}

/// The line of a menu that is marked at first.
pub(super) fn first_marked(screen: &Screen) -> usize {
    let Body::Items { items, default: Some(id), .. } = &screen.body else { return 0 };
    items.iter().position(|item| item.id == *id).unwrap_or(0)
}

impl<L: Held> App<L> {
    /// A phone on the desk, which speaks that language to the person.
    pub fn new(desk: Desk<L>, language: Language) -> App<L> {
        let mut app = App { desk, ui: Ui::new(language), drawn: Drawn::default(), leaving: false };
        app.ui.marked = first_marked(&app.desk.screen());
        app
    }

    /// The mobile station and its course.
    pub const fn desk(&self) -> &Desk<L> {
        &self.desk
    }

    /// Whether the person wants to leave.
    pub const fn is_leaving(&self) -> bool {
        self.leaving
    }

    /// What has the focus.
    pub const fn focus(&self) -> Focus {
        self.ui.focus
    }

    /// The sentence that the last action left, if it left one.
    pub fn notice(&self) -> Option<&str> {
        self.ui.notice.as_deref()
    }

    /// What the last frame tells: where a click hits.
    pub const fn drawn(&self) -> &Drawn {
        &self.drawn
    }

    /// Whether a character is typed into something now, which `?` may be part of.
    pub fn is_typing(&self) -> bool {
        matches!(self.desk.screen().body, Body::Input(_) | Body::Key { .. })
    }

    /// Does what the person wants.
    pub fn update(&mut self, action: Action) {
        if action == Action::Nothing {
            return;
        }
        if self.ui.keys_shown && self.leaves_keys(&action) {
            return;
        }
        self.ui.notice = None;
        match action {
            Action::Quit => self.leaving = true,
            Action::Keys => {
                self.ui.keys_shown = true;
                self.ui.keys_top = 0;
            }
            Action::Move(by) => self.moves(self.ui.focus, by),
            Action::Wheel(focus, by) => self.moves(focus, by),
            Action::Next => self.turn_focus(1),
            Action::Previous => self.turn_focus(4),
            Action::Focus(focus) => self.focus_on(focus),
            Action::Select(place) => self.select(place),
            Action::Ok | Action::Back if self.ui.focus != Focus::Phone => self.focus_on(Focus::Phone),
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::Pass(ms) => self.changes(|desk, mark| desk.let_pass(ms, mark)),
            Action::Restart => {
                self.changes(Desk::restart);
                self.ui.notice.get_or_insert_with(|| Word::Restarted.in_language(self.ui.language).to_owned());
            }
            other => self.handset_does(other),
        }
    }

    /// Time goes by of itself.
    pub fn tick(&mut self, ms: u32) {
        self.changes(|desk, _| desk.pass(ms));
    }

    /// Changes what is around the handset.
    pub fn around(&mut self, change: impl FnOnce(&mut Surroundings)) {
        self.changes(|desk, _| desk.around(change));
    }

    /// Draws the whole frame.
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        let screen = self.desk.screen();
        let card = self.desk.card();
        let station = self.desk.station();
        let scene = Scene {
            screen: &screen,
            handset: station.handset(),
            exchanges: self.desk.exchanges(),
            card: card.as_ref(),
            powered_ms: station.powered_ms(),
            ui: &self.ui,
        };
        self.drawn = view::draw(frame, &scene);
    }

    /// While the keys are shown, arrows move them and anything else puts them away; gives whether that was all.
    fn leaves_keys(&mut self, action: &Action) -> bool {
        match action {
            Action::Move(by) | Action::Wheel(_, by) => {
                self.ui.keys_top = moving::moved(self.ui.keys_top, *by, self.drawn.keys);
                true
            }
            Action::Quit => false,
            _ => {
                self.ui.keys_shown = false;
                true
            }
        }
    }

    fn undo(&mut self) {
        let mut marked = None;
        self.changes(|desk, mark| marked = desk.undo(mark));
        self.ui.marked = marked.unwrap_or(self.ui.marked);
        self.notes(if marked.is_some() { Word::Undone } else { Word::NothingUndone });
    }

    fn redo(&mut self) {
        let mut marked = None;
        self.changes(|desk, _| marked = desk.redo());
        self.ui.marked = marked.unwrap_or(self.ui.marked);
        self.notes(if marked.is_some() { Word::Redone } else { Word::NothingRedone });
    }

    /// Changes what is on the desk, and with it what is marked, scrolled and said.
    fn changes(&mut self, change: impl FnOnce(&mut Desk<L>, usize)) {
        let before = self.desk.screen();
        change(&mut self.desk, self.ui.marked);
        let after = self.desk.screen();
        if !is_same_page(&before, &after) {
            self.ui.marked = first_marked(&after);
            self.ui.text_top = 0;
        }
        if self.ui.selected.is_some_and(|place| place >= self.desk.exchanges().len()) {
            self.ui.selected = None;
        }
        match self.desk.trouble() {
            Some(Unrest::Mute) => self.notes(Word::Mute),
            Some(Unrest::Endless) => self.notes(Word::Endless),
            None => {}
        }
    }

    fn notes(&mut self, word: Word) {
        self.ui.notice = Some(word.in_language(self.ui.language).to_owned());
    }
}
