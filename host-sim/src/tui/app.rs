//! The phone with its panes as a state: a [`PhoneCommand`] changes the state, which can be drawn at any time. Reads no
//! clock and no terminal.

use ratatui::Frame;

use super::ascii;
use super::command::{Focus, Pane, PhoneCommand};
use super::desk::Desk;
use super::ground::Ground;
use super::outcome;
use super::scene::{FrameLayout, Scene, Ui};
use super::view;
use sim_device::handset::{Screen, ScreenBody};
use sim_device::pos::load_slip::LoadSlip;
use sim_i18n::phone::keys::PhoneKey;
use sim_i18n::phone::{first_marked, is_same_page};
use sim_i18n::{Language, Word};

pub(super) mod calling;
pub(super) mod counter;
mod handset;
mod moving;
mod outside;

/// Phone and the panes beside it, with what the person has selected and scrolled.
#[derive(Debug)]
pub struct App<G> {
    desk: Desk<G>,
    ui: Ui,
    drawn: FrameLayout,
    leaving: bool,
    /// Set if frames have only ASCII and Chinese characters.
    ascii: bool,
}

/// View of the desk that a person has.
struct DeskView {
    screen: Screen,
    /// Number of messages in the handset's inbox.
    messages: usize,
}

impl<G: Ground> App<G> {
    /// Returns the digits that are dialled on the idle screen.
    pub(super) fn dialled(&self) -> &str {
        &self.ui.dialled
    }

    /// Creates the state around a phone on the desk that speaks `language` to the person.
    pub fn new(desk: Desk<G>, language: Language) -> App<G> {
        let mut app = App { desk, ui: Ui::new(language), drawn: FrameLayout::default(), leaving: false, ascii: false };
        app.ui.marked = first_marked(&app.desk.screen());
        app.ui.messages_read = app.received();
        app
    }

    /// Makes frames of ASCII and Chinese characters alone, for terminals without line drawing.
    pub const fn draw_in_ascii(&mut self) {
        self.ascii = true;
    }

    /// Draws frames with all characters again.
    #[cfg(test)]
    pub(super) const fn draw_in_unicode(&mut self) {
        self.ascii = false;
    }

    /// Returns the desk: the mobile station and what was done with it.
    pub const fn desk(&self) -> &Desk<G> {
        &self.desk
    }

    /// Returns `true` once the person wants to leave.
    pub const fn is_leaving(&self) -> bool {
        self.leaving
    }

    /// Returns what has the focus.
    pub const fn focus(&self) -> Focus {
        self.ui.focus
    }

    /// Returns the slip of the last load at the hall; `None` if there was none.
    pub(super) const fn load_slip(&self) -> Option<&LoadSlip> {
        self.ui.load_slip.as_ref()
    }

    /// Returns the sentence that the last command left; `None` if it left none.
    pub fn notice(&self) -> Option<&str> {
        self.ui.notice.as_deref()
    }

    /// Returns `false` if the last command was one outside the phone that was refused or failed.
    pub const fn went_well(&self) -> bool {
        !self.ui.failed
    }

    /// Returns what the last frame reports: where a click hits, and how far everything scrolls.
    pub const fn drawn(&self) -> &FrameLayout {
        &self.drawn
    }

    /// Returns `true` if a character is typed into something now, so that `?` is part of the text.
    pub fn is_typing(&self) -> bool {
        self.ui.form.is_some() || matches!(self.desk.screen().body, ScreenBody::Input(_) | ScreenBody::Key { .. })
    }

    /// Executes a command of the person.
    pub fn update(&mut self, command: PhoneCommand) {
        if command == PhoneCommand::Nothing {
            return;
        }
        if self.ui.keys_shown && self.leave_keys(&command) {
            return;
        }
        self.ui.notice = None;
        self.ui.failed = false;
        let command = self.in_pane(command);
        if self.ui.form.is_some() {
            return self.fill_form(command);
        }
        match command {
            PhoneCommand::Quit => self.leaving = true,
            PhoneCommand::Keys => {
                self.ui.keys_shown = true;
                self.ui.keys_top = 0;
            }
            PhoneCommand::Move(by) => self.move_by(self.ui.focus, by),
            PhoneCommand::Wheel(focus, by) => self.move_by(focus, by),
            PhoneCommand::Next => self.turn_focus(1),
            PhoneCommand::Previous => self.turn_focus(Pane::ALL.len()),
            PhoneCommand::Focus(focus) => self.focus_on(focus),
            PhoneCommand::Select(place) => self.select(place),
            PhoneCommand::Press(key) if self.is_way_to_phone(key) => self.focus_on(Focus::Phone),
            PhoneCommand::Undo => self.undo(),
            PhoneCommand::Redo => self.redo(),
            PhoneCommand::Expect => self.expect(),
            PhoneCommand::Pass(ms) => {
                let before = self.view();
                self.desk.let_pass(ms, self.ui.marked);
                self.follow(&before);
            }
            PhoneCommand::Restart => self.restart(),
            PhoneCommand::SelectMessage(_)
            | PhoneCommand::ByHand(_)
            | PhoneCommand::ToggleHolding
            | PhoneCommand::HoldAll(_)
            | PhoneCommand::Open(_)
            | PhoneCommand::Perform(_)
            | PhoneCommand::Serve => self.execute_outside(command),
            other if other.is_at_counter() => self.execute_at_counter(other),
            other => self.execute_on_phone(other),
        }
    }

    /// Expects of the recorded walk what messages, wallet and account are now.
    fn expect(&mut self) {
        let is_recorded = self.desk.look_for_record(self.ui.marked);
        self.ui.failed = !is_recorded;
        self.note(if is_recorded { Word::Expected } else { Word::NotRecorded });
    }

    /// Switches the phone off and on.
    fn restart(&mut self) {
        let before = self.view();
        self.desk.restart(self.ui.marked);
        self.follow(&before);
        self.ui.notice.get_or_insert_with(|| Word::Restarted.in_language(self.ui.language).to_owned());
    }

    /// Returns `true` if a key only takes the focus from a pane to the phone.
    fn is_way_to_phone(&self, key: PhoneKey) -> bool {
        self.ui.focus != Focus::Phone && matches!(key, PhoneKey::Ok | PhoneKey::Back)
    }

    /// Takes over what others did in the world around the phone.
    pub fn look_around(&mut self) {
        let before = self.view();
        self.desk.look_around();
        self.follow(&before);
    }

    /// Lets `ms` milliseconds pass of themselves, without a command of the person.
    pub fn tick(&mut self, ms: u32) {
        let before = self.view();
        self.desk.pass(ms);
        self.follow(&before);
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
            home: self.desk.home(),
            powered_ms: station.powered_ms(),
            ui: &self.ui,
        };
        self.drawn = view::draw(frame, &scene);
        if self.ascii {
            ascii::to_ascii(frame.buffer_mut());
        }
    }

    /// Moves the list of keys at an arrow, and closes the list at anything else; returns `true` if no more is to do.
    fn leave_keys(&mut self, command: &PhoneCommand) -> bool {
        match command {
            PhoneCommand::Move(by) | PhoneCommand::Wheel(_, by) => {
                self.ui.keys_top = moving::moved(self.ui.keys_top, *by, self.drawn.keys);
                true
            }
            PhoneCommand::Quit => false,
            _ => {
                self.ui.keys_shown = false;
                true
            }
        }
    }

    fn undo(&mut self) {
        if !self.desk.can_undo() {
            return self.note(Word::NotTakenBack);
        }
        let before = self.view();
        let marked = self.desk.undo(self.ui.marked);
        (self.ui.reading, self.ui.load_slip) = (None, None);
        self.follow(&before);
        self.ui.marked = marked.unwrap_or(self.ui.marked);
        self.note(if marked.is_some() { Word::Undone } else { Word::NothingUndone });
    }

    fn redo(&mut self) {
        let before = self.view();
        let marked = self.desk.redo();
        (self.ui.reading, self.ui.load_slip) = (None, None);
        self.follow(&before);
        self.ui.marked = marked.unwrap_or(self.ui.marked);
        self.note(if marked.is_some() { Word::Redone } else { Word::NothingRedone });
    }

    /// Returns what the person sees of the desk, to be held against it after a change.
    fn view(&self) -> DeskView {
        DeskView { screen: self.desk.screen(), messages: self.received() }
    }

    /// Brings marks, scrolling and notice up to date after a change of the desk.
    fn follow(&mut self, before: &DeskView) {
        let after = self.desk.screen();
        if !is_same_page(&before.screen, &after) {
            self.ui.marked = first_marked(&after);
            self.ui.text_top = 0;
        }
        if self.ui.selected.is_some_and(|place| place >= self.desk.exchanges().len()) {
            self.ui.selected = None;
        }
        if self.received() > before.messages {
            self.note(Word::NewMessage);
        }
        if self.ui.focus == Focus::Pane(Pane::Messages) || self.ui.messages_read > self.received() {
            self.ui.messages_read = self.received();
        }
        if let Some(trouble) = self.desk.trouble() {
            self.ui.notice = Some(outcome::ground(self.ui.language, trouble));
        }
    }

    /// Returns the number of messages in the handset's inbox.
    fn received(&self) -> usize {
        self.desk.station().handset().inbox().messages().len()
    }

    fn note(&mut self, word: Word) {
        self.ui.notice = Some(word.in_language(self.ui.language).to_owned());
    }
}
