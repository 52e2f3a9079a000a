//! Failures of expectations about the handset.

use crate::trace::outcome::{FailureKind, ScreenMismatch};
use crate::walk::picture::{difference, picture};
use sim_device::handset::Screen;

/// Failure about the handset, under construction.
pub(super) struct Sight(Box<ScreenMismatch>);

impl Sight {
    /// Creates a failure with a drawing of this screen.
    pub(super) fn of(screen: &Screen) -> Sight {
        Sight(Box::new(ScreenMismatch { picture: picture(screen), ..ScreenMismatch::default() }))
    }

    /// Sets the subject of the expectation.
    pub(super) fn what(mut self, what: impl Into<String>) -> Sight {
        self.0.what = what.into();
        self
    }

    /// Sets what should have been seen.
    pub(super) fn expected(mut self, expected: impl Into<String>) -> Sight {
        self.0.expected = expected.into();
        self
    }

    /// Sets the advice.
    pub(super) fn help(mut self, help: impl Into<String>) -> Sight {
        self.0.help = Some(help.into());
        self
    }

    /// Returns the failure with what is seen instead.
    pub(super) fn but(mut self, actual: &str) -> Box<FailureKind> {
        self.0.marks = difference(&self.0.expected, actual);
        actual.clone_into(&mut self.0.actual);
        Box::new(FailureKind::Screen(self.0))
    }
}
