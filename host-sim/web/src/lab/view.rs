//! View of one browser on the lab: its language, its token, and the people whose phones it shows.

use maud::{Markup, html};

use crate::form::{SentForm, TOKEN_FIELD};
use crate::visit::Visit;
use sim_i18n::Language;
use sim_world::world::{Person, World};

/// Number of phones on a page.
pub(super) const PHONES: usize = 6;

/// View of a browser.
#[derive(Clone, Debug)]
pub(super) struct LabView {
    pub(super) language: Language,
    /// Token that the browser's forms carry.
    token: String,
    /// Place of the first person who is shown, counted from 0.
    pub(super) from: usize,
}

impl LabView {
    /// Makes the view of a visit, which shows the people from a place on.
    pub(super) fn new(visit: &Visit, from: usize) -> LabView {
        LabView { language: visit.language(), token: visit.form_token(), from }
    }

    /// Returns the place of the first person as a form carries it.
    pub(super) fn place_in(form: &SentForm) -> usize {
        form.text("from").parse().unwrap_or(0)
    }

    /// Returns the one of two texts that is in the view's language.
    pub(super) const fn say<'a>(&self, chinese: &'a str, english: &'a str) -> &'a str {
        self.language.of(chinese, english)
    }

    /// Returns the people who are shown.
    pub(super) fn people<'w>(&self, world: &'w World) -> impl Iterator<Item = &'w Person> {
        world.people().iter().skip(self.from).take(PHONES)
    }

    /// Renders the fields that every form of the lab carries.
    pub(super) fn hidden(&self) -> Markup {
        html! {
            input type="hidden" name=(TOKEN_FIELD) value=(self.token);
            input type="hidden" name="from" value=(self.from);
        }
    }

    /// Renders an amount in fen.
    pub(super) fn amount(&self, fen: i64) -> String {
        sim_i18n::amount(self.language, fen)
    }
}
