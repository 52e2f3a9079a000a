//! Exceptions of the rules of names. Each list may only become shorter: an exception that is needed no more is a
//! failure.

/// Names of `is_` and `has_` methods that change something.
pub(super) const CHANGING_QUESTIONS: &[&str] = &[];

/// Names of errors that do not end in `Error`.
pub(super) const ERRORS_OF_OTHER_NAMES: &[&str] = &["Violation"];

/// Names of public functions that fail with a text.
pub(super) const ERRORS_OF_TEXT: &[&str] = &[];

/// Names that several public types share.
pub(super) const SHARED_TYPE_NAMES: &[&str] = &[];
