//! A session written and read again.

use sim_script::trace::formats::{Format, NamedText, Notes, Session, SessionStep, json_lines, literal};

/// Asserts that each format reads back what it printed: JSON lines everything, a trace the octets that it has.
pub fn printed_and_read_again(session: &Session) {
    let held = Format::JsonLines.narrow(session, &mut Notes::default());
    let printed = json_lines::print(&held);
    let again = json_lines::parse(NamedText { name: "again", text: &printed });
    assert_eq!(again.ok().as_ref(), Some(&held), "printed as\n{printed}");
    let held = Format::Trace.narrow(session, &mut Notes::default());
    let printed = literal::print(&held);
    // A setting is any line of a header, and one that no header has is refused when it is read.
    let Ok(trace) = sim_script::trace::parse("again", &printed) else {
        assert!(held.steps.iter().any(|step| matches!(step, SessionStep::Setting(_))), "{printed}");
        return;
    };
    let again = literal::read(&trace, &mut Notes::default());
    assert_eq!(again.as_ref(), Some(&held), "printed as\n{printed}");
}
