//! What the person does outside the phone: forms are filled in, a message under way is held or lost, the network goes.

use super::App;
use crate::tui::action::{Action, Focus, Move, Pane};
use crate::tui::deed::{Deed, Done, Hand};
use crate::tui::form::{Form, FormKind};
use crate::tui::ground::Ground;
use crate::tui::labels::Word;
use crate::tui::saying;
use sim_codec::time::MINUTE;
use sim_world::smsc::MessageId;

/// What a letter does while a pane has the focus.
const LETTERS: [(char, &[Pane], Action); 13] = {
    const MESSAGES: &[Pane] = &[Pane::Messages, Pane::Platform];
    const PLATFORM: &[Pane] = &[Pane::Platform];
    const NETWORK: &[Pane] = &[Pane::Handset, Pane::Platform];
    [
        ('s', MESSAGES, Action::Open(FormKind::Text)),
        ('n', NETWORK, Action::Serve),
        ('h', PLATFORM, Action::Hand(Hand::Hold)),
        ('l', PLATFORM, Action::Hand(Hand::Release)),
        ('x', PLATFORM, Action::Hand(Hand::Drop)),
        ('t', PLATFORM, Action::Hand(Hand::Repeat)),
        ('d', PLATFORM, Action::Hand(Hand::Delay(MINUTE))),
        ('D', PLATFORM, Action::Hand(Hand::Delay(10 * MINUTE))),
        ('H', PLATFORM, Action::HoldAll),
        ('c', PLATFORM, Action::Open(FormKind::Deposit)),
        ('k', PLATFORM, Action::Open(FormKind::ScratchCard)),
        ('r', PLATFORM, Action::Open(FormKind::ResetPin)),
        ('w', PLATFORM, Action::Open(FormKind::WebTopUp)),
    ]
};

impl<G: Ground> App<G> {
    /// What a letter means by the pane that has the focus; everything else means what it did.
    pub(super) fn in_pane(&self, action: Action) -> Action {
        let (Action::Character(letter), Focus::Pane(pane), None) = (&action, self.ui.focus, &self.ui.form) else {
            return action;
        };
        let meant = LETTERS.iter().find(|(of, panes, _)| of == letter && panes.contains(&pane));
        meant.map_or(action, |(_, _, meant)| meant.clone())
    }

    /// Does something outside the phone.
    pub(super) fn outside(&mut self, action: Action) {
        match action {
            Action::SelectMessage(id) => {
                self.ui.message = Some(id);
                self.focus_on(Focus::Pane(Pane::Platform));
            }
            Action::Hand(hand) => match self.selected_message() {
                Some(id) => self.do_deed(&Deed::Hand(hand, id)),
                None => self.notes(Word::NothingSelected),
            },
            Action::HoldAll => {
                let holds = self.desk.home().is_some_and(|home| home.is_holding_all());
                self.do_deed(&Deed::HoldAll(!holds));
            }
            Action::Serve => {
                let serves = self.desk.station().handset().surroundings.service;
                self.do_deed(&Deed::Serve(!serves));
            }
            Action::Open(_) if self.desk.home().is_none() => self.notes(Word::NoPlatform),
            Action::Open(kind) => self.ui.form = Some(Form::new(kind)),
            Action::Do(deed) => self.do_deed(&deed),
            _ => {}
        }
    }

    /// The message under way that is selected: the first, unless another was chosen that is still there.
    fn selected_message(&self) -> Option<MessageId> {
        let home = self.desk.home()?;
        home.selected(self.ui.message).map(|carried| carried.id)
    }

    /// Selects another message; gives whether there is any.
    pub(super) fn select_message(&mut self, by: Move) -> bool {
        let Some(home) = self.desk.home() else { return false };
        let ids: Vec<MessageId> = home.carried().into_iter().map(|carried| carried.id).collect();
        let chosen = home.selected(self.ui.message).map(|carried| carried.id);
        let place = ids.iter().position(|id| Some(*id) == chosen);
        let next = match (by, place) {
            (Move::Up, Some(place)) => place.saturating_sub(1),
            (Move::Down, Some(place)) => place.saturating_add(1),
            _ => return false,
        };
        self.ui.message = ids.get(next).copied().or(chosen);
        true
    }

    /// Does a deed and says what came of it.
    fn do_deed(&mut self, deed: &Deed) {
        let mut done = None;
        self.changes(|desk, mark| done = Some(desk.do_deed(deed, mark)));
        let language = self.ui.language;
        self.ui.failed = matches!(done, Some(Err(_)));
        let said = match (done, deed) {
            (Some(Err(why)), _) => saying::not_done(language, &why),
            (Some(Ok(Done::Done)), Deed::HoldAll(true)) => Word::HoldsAll.in_language(language).to_owned(),
            (Some(Ok(Done::Done)), Deed::HoldAll(false)) => Word::HoldsNone.in_language(language).to_owned(),
            (Some(Ok(Done::Done)), Deed::Serve(true)) => Word::NetworkOn.in_language(language).to_owned(),
            (Some(Ok(Done::Done)), Deed::Serve(false)) => Word::NetworkOff.in_language(language).to_owned(),
            (Some(Ok(done)), _) => saying::done(language, &done),
            (None, _) => return,
        };
        self.ui.notice = Some(said);
    }

    /// Fills in the form that is open.
    pub(super) fn fills(&mut self, action: Action) {
        let Some(form) = &mut self.ui.form else { return };
        match action {
            Action::Character(character) => form.type_text(&character.to_string()),
            Action::Paste(text) => form.type_text(&text),
            Action::Erase => form.erase(),
            Action::Move(by) => form.go(by),
            Action::Next | Action::Previous => form.turn(),
            Action::Ok if !form.is_at_end() => form.turn(),
            Action::Ok => self.hand_in(),
            Action::Back | Action::End => self.ui.form = None,
            Action::Quit => self.leaving = true,
            _ => {}
        }
    }

    /// The form is filled in: it is done, or says what is wrong with it and stays.
    fn hand_in(&mut self) {
        let Some(form) = self.ui.form.take() else { return };
        let deed = match form.deed() {
            Ok(deed) => deed,
            Err(wrong) => {
                let complaint = Some(wrong.sentence(self.ui.language).to_owned());
                self.ui.form = Some(Form { complaint, ..form });
                return;
            }
        };
        let mut done = None;
        self.changes(|desk, mark| done = Some(desk.do_deed(&deed, mark)));
        let language = self.ui.language;
        match done {
            Some(Ok(done)) => self.ui.notice = Some(saying::done(language, &done)),
            Some(Err(why)) => {
                let complaint = Some(saying::not_done(language, &why));
                self.ui.form = Some(Form { complaint, ..form });
            }
            None => {}
        }
    }
}
