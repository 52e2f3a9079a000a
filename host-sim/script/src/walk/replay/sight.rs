//! What is seen on the handset where something else was expected.

use crate::trace::outcome::{FailureKind, Sighting};
use crate::walk::picture::{difference, picture};
use sim_device::handset::Screen;

/// A trouble with what is seen, being put together.
pub(super) struct Sight(Box<Sighting>);

impl Sight {
    /// On this screen.
    pub(super) fn of(screen: &Screen) -> Sight {
        Sight(Box::new(Sighting { picture: picture(screen), ..Sighting::default() }))
    }

    /// Of which thing.
    pub(super) fn what(mut self, what: impl Into<String>) -> Sight {
        self.0.what = what.into();
        self
    }

    /// What should have been seen.
    pub(super) fn expected(mut self, expected: impl Into<String>) -> Sight {
        self.0.expected = expected.into();
        self
    }

    /// What might help.
    pub(super) fn help(mut self, help: impl Into<String>) -> Sight {
        self.0.help = Some(help.into());
        self
    }

    /// What is seen.
    pub(super) fn but(mut self, actual: &str) -> Box<FailureKind> {
        self.0.marks = difference(&self.0.expected, actual);
        actual.clone_into(&mut self.0.actual);
        Box::new(FailureKind::Screen(self.0))
    }
}
