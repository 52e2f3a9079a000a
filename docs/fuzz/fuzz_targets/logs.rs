//! Any text, read as another tool's log or script. Nothing panics; what was read is told in words; and it is printed and
//! read again as the same session.
#![no_main]

use rfid_sim::trace::formats::{Format, Notes, Session, Source, apdutool, json_lines, literal, log, scriptor};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = rfid_sim::trace::formats::InputFormat::by_content(text);
    if let Some(log) = log::read(text) {
        assert!(!log.to_string().is_empty());
        printed_and_read_again(&log.session);
    }
    let source = Source { name: "fuzz", text };
    let mut notes = Notes::default();
    for read in [
        scriptor::parse(source, &mut notes),
        apdutool::parse(source, &mut |_| Err("nothing is included".to_owned()), &mut notes),
    ] {
        match read {
            Ok(session) => printed_and_read_again(&session),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
});

/// Every format prints what it can hold, and reads back the same: JSON lines all, a trace the octets that it has.
fn printed_and_read_again(session: &Session) {
    let held = Format::JsonLines.narrow(session, &mut Notes::default());
    let printed = json_lines::print(&held);
    let again = json_lines::parse(Source { name: "again", text: &printed });
    assert_eq!(again.ok().as_ref(), Some(&held), "printed as\n{printed}");
    let held = Format::Trace.narrow(session, &mut Notes::default());
    let printed = literal::print(&held);
    // A setting is any line of a header, and one that no header has is refused when it is read.
    let Ok(trace) = rfid_sim::trace::parse("again", &printed) else {
        assert!(held.steps.iter().any(|step| matches!(step, rfid_sim::trace::formats::Step::Setting(_))), "{printed}");
        return;
    };
    let again = literal::read(&trace, &mut Notes::default());
    assert_eq!(again.as_ref(), Some(&held), "printed as\n{printed}");
}
