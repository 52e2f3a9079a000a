//! Sessions that go from one format into another and back: what the other format holds comes back, and what it does not
//! hold is a note.

use super::*;

/// Generates commands that the tables know, with the answers of a card.
fn known_exchange() -> impl Strategy<Value = SessionStep> {
    let known = [
        ("805C000204", "000013889000"),
        ("00A40400023F00", "6F009000"),
        ("00A40004023F00", "612F"),
        ("00C0000002", "62009000"),
        ("805001020B030000006411223344556600", "000013889000"),
        ("A0A40000023F00", "9F16"),
        ("00440000", "9000"),
        ("0044000000", "9000"),
        ("00B20104", "6700"),
        ("A0120000FF", "6F00"),
    ];
    let exchange = (prop::sample::select(known.to_vec()), prop::option::of(text()));
    exchange.prop_map(|((command, reply), remark)| {
        let SessionStep::Exchange(exchange) = answered(command, reply) else { unreachable!() };
        SessionStep::Exchange(SessionExchange { remark, ..exchange })
    })
}

/// Returns whether a step is nothing in a trace: a blank line, or no time at all.
fn is_nothing(step: &SessionStep) -> bool {
    match step {
        SessionStep::Setting(text) => text.trim().is_empty(),
        SessionStep::Delay { ms } => *ms == 0,
        _ => false,
    }
}

/// Generates sessions, half of whose commands are known.
fn any_session() -> impl Strategy<Value = Session> {
    let steps = prop::collection::vec(prop_oneof![step(), known_exchange()], 0..12);
    steps.prop_map(|steps| Session { steps: steps.into_iter().filter(|step| !is_nothing(step)).collect() })
}

/// Returns the commands of a session as T=0 sends them, with P3 always, which scripts write out.
fn commands(session: &Session) -> Vec<Vec<u8>> {
    let exchanges = session.steps.iter().filter_map(|step| match step {
        SessionStep::Exchange(SessionExchange { command, .. }) => {
            Some(if command.len() == 4 { [command, &[0][..]].concat() } else { command.clone() })
        }
        _ => None,
    });
    exchanges.collect()
}

/// Reads a file of that format.
fn read(format: Format, octets: &[u8]) -> Session {
    if format == Format::Pcapng {
        return capture::read(octets).unwrap().session;
    }
    let text = std::str::from_utf8(octets).unwrap();
    match format {
        Format::Trace => literal::read(&crate::trace::parse("input", text).unwrap(), &mut Notes::default()).unwrap(),
        Format::Apdutool => super::apdutool(text).unwrap().0,
        Format::Scriptor => super::scriptor(text).unwrap().0,
        Format::JsonLines => json_lines::parse(source(text)).unwrap(),
        Format::Pcapng => unreachable!(),
    }
}

proptest! {
    #[test]
    fn capture_session_round_trips(session in any_session()) {
        let held = Format::Pcapng.narrow(&session, &mut Notes::default());
        let log = capture::read(&Format::Pcapng.encode(&held)).unwrap();
        prop_assert_eq!(&log.session, &held);
        prop_assert!(log.foreign.is_empty() && log.remarks.is_empty() && log.uncertain == 0, "{}", log);
    }

    #[test]
    fn damaged_capture_is_refused_or_round_trips(
        session in any_session(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut file = Format::Pcapng.encode(&Format::Pcapng.narrow(&session, &mut Notes::default()));
        for (place, octet) in damage {
            let place = place.index(file.len());
            file[place] = octet;
        }
        match capture::read(&file) {
            Ok(log) => {
                let held = Format::Pcapng.narrow(&log.session, &mut Notes::default());
                let again = capture::read(&Format::Pcapng.encode(&held)).unwrap();
                prop_assert_eq!(again.session, held);
            }
            Err(error) => prop_assert!(error.offset <= file.len() && !error.to_string().is_empty()),
        }
    }

    #[test]
    fn formats_exchange_what_both_hold(session in any_session()) {
        for from in Format::ALL {
            let held = from.narrow(&session, &mut Notes::default());
            for to in Format::ALL {
                let mut notes = Notes::default();
                let through = read(to, &to.encode(&to.narrow(&held, &mut notes)));
                let is_script = matches!(to, Format::Apdutool | Format::Scriptor);
                // JSON lines hold everything; of any other what is lost stands in the notes.
                prop_assert!(to != Format::JsonLines || notes.is_empty(), "{}", notes);
                match (notes.is_empty(), is_script) {
                    (true, false) => {
                        let back = from.narrow(&through, &mut Notes::default());
                        prop_assert_eq!(&back, &held, "{} through {}", from.name(), to.name());
                    }
                    // A script has its remarks on lines of their own.
                    (true, true) => prop_assert_eq!(commands(&through), commands(&held), "{}", to.name()),
                    (false, _) => {}
                }
            }
        }
    }
}
