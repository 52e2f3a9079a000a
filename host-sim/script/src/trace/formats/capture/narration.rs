//! What `explain` says of each step of a session, as a packet's comment.

use super::super::super::entries;
use super::super::{Session, SessionStep};
use sim_explain::script;

/// Returns one line for each step; `None` for a step without octets.
pub(super) fn of(session: &Session) -> Vec<Option<String>> {
    let entries = entries::of_session(session);
    let mut explanations = script::explanations(&entries);
    let mut line = |step| if has_octets(step) { explanations.next().map(|said| said.summary()) } else { None };
    session.steps.iter().map(&mut line).collect()
}

/// Returns whether a step has octets to explain.
const fn has_octets(step: &SessionStep) -> bool {
    matches!(
        step,
        SessionStep::PowerOn { atr: Some(_) }
            | SessionStep::Reset { atr: Some(_) }
            | SessionStep::Exchange(_)
            | SessionStep::Message(_)
    )
}
