//! Another name for a captured value, a column or a parameter, everywhere in a text.

use std::path::Path;

use super::names::is_name;
use super::{Document, names};
use crate::check::check;
use crate::lang::Span;
use crate::trace::files::Texts;

/// Reason for which a name is not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// No name stands under the cursor.
    #[error("nothing that has a name stands here")]
    Nothing,
    /// Text that cannot be a name.
    #[error("`{0}` is no name: a name is a small letter, then small letters, digits and `_`, and not `now`")]
    Invalid(String),
    /// Name that means something else in the text.
    #[error("something else is called `{0}` already")]
    Taken(String),
    /// Text that would have a mistake under the new name.
    #[error("with that name the text would have a mistake: {0}")]
    Mistake(String),
}

impl Document {
    /// Returns the place of the name under the cursor; `None` if there is none.
    pub fn renamed_at(&self, at: usize) -> Option<Span> {
        self.name_at(at).map(|found| found.span)
    }

    /// Returns the places at which the name under the cursor is to be replaced by `new`; `texts` stand in the place of
    /// other files.
    pub fn rename(&self, at: usize, new: &str, texts: &Texts) -> Result<Vec<Span>, RenameError> {
        let old = self.name_at(at).ok_or(RenameError::Nothing)?.name;
        if !is_name(new) || new == "now" {
            return Err(RenameError::Invalid(new.to_owned()));
        }
        let all = self.all_names();
        if new != old && all.iter().any(|found| found.name == new) {
            return Err(RenameError::Taken(new.to_owned()));
        }
        let places: Vec<Span> = all.into_iter().filter(|found| found.name == old).map(|found| found.span).collect();
        let changed = self.with_name(&places, new);
        let path = Path::new(&self.name);
        let mistakes_of = |text: &str| {
            let mut texts = texts.clone();
            texts.insert(self.name.clone(), text.to_owned());
            check(path, self.kind, &texts).err().map(|error| error.to_string())
        };
        match (mistakes_of(&self.text), mistakes_of(&changed)) {
            (None, Some(mistake)) => Err(RenameError::Mistake(mistake)),
            _ => Ok(places),
        }
    }

    /// Returns the text with another name at some places, which are in order.
    fn with_name(&self, places: &[Span], new: &str) -> String {
        let mut changed = String::with_capacity(self.text.len());
        let mut from = 0;
        for place in places {
            changed.push_str(self.text.get(from..place.start).unwrap_or_default());
            changed.push_str(new);
            from = place.end;
        }
        changed + self.text.get(from..).unwrap_or_default()
    }
}

impl names::NameUse {
    /// Returns whether the place gives a value to this name.
    pub(super) fn defines(&self, name: &str) -> bool {
        self.is_definition && self.name == name
    }
}
