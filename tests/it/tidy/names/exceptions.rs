//! What the rules of names except. Each list may only become shorter: an exception that is needed no more is a failure.

/// Questions that change something.
pub(super) const CHANGING_QUESTIONS: &[&str] = &["is_done"];

/// Errors that are called otherwise.
pub(super) const ERRORS_OF_OTHER_NAMES: &[&str] =
    &["Fault", "Finding", "NotFound", "Problem", "Refused", "TooLong", "Violation"];

/// Public functions that fail with a text.
pub(super) const ERRORS_OF_TEXT: &[&str] = &[];

/// Names that several public types share.
pub(super) const SHARED_TYPE_NAMES: &[&str] =
    &["Body", "Content", "Fault", "Kind", "Language", "Order", "Outcome", "Part", "Reassembly"];
