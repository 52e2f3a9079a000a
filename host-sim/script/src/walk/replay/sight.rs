//! Failures of expectations about the handset.

use crate::trace::outcome::{FailureKind, MismatchAdvice, MismatchSubject, ScreenMismatch, SightContent};
use crate::walk::picture::difference;
use sim_device::handset::Screen;

/// Failure about the handset, under construction.
pub(super) struct Sight(Box<ScreenMismatch>);

impl Sight {
    /// Creates a failure on this screen.
    pub(super) fn of(screen: &Screen) -> Sight {
        Sight(Box::new(ScreenMismatch {
            what: MismatchSubject::default(),
            expected: SightContent::default(),
            actual: SightContent::default(),
            marks: None,
            screen: screen.clone(),
            help: None,
        }))
    }

    /// Sets the subject of the expectation.
    pub(super) fn what(mut self, what: MismatchSubject) -> Sight {
        self.0.what = what;
        self
    }

    /// Sets what should have been seen.
    pub(super) fn expected(mut self, expected: impl Into<SightContent>) -> Sight {
        self.0.expected = expected.into();
        self
    }

    /// Sets the advice.
    pub(super) fn help(mut self, help: MismatchAdvice) -> Sight {
        self.0.help = Some(help);
        self
    }

    /// Returns the failure with what is seen instead.
    pub(super) fn but(mut self, actual: impl Into<SightContent>) -> Box<FailureKind> {
        self.0.actual = actual.into();
        self.0.marks = difference(&self.0.expected.to_string(), &self.0.actual.to_string());
        Box::new(FailureKind::Screen(self.0))
    }
}
