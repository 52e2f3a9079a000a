//! Exchanges as a program asked for them: what a T=0 reader did on the way to the answer is folded away. A command that
//! was answered 61xx (under class A0 9Fxx) is one exchange with each GET RESPONSE behind it. A command that was
//! answered 6Cxx is one exchange with the same command with that Le (ISO 7816-3 §12.2.1).

use crate::trace::formats::{Reply, Session, SessionExchange, SessionStep};

/// INS of GET RESPONSE.
const GET_RESPONSE: u8 = 0xC0;

/// Returns the session with its exchanges folded.
pub(in crate::trace) fn fold(session: &Session) -> Session {
    Session { steps: folded(session).into_iter().map(|(_, step)| step).collect() }
}

/// Returns the exchanges of a session, folded, each with the number of its first one in the session, counted from 1.
pub(in crate::trace) fn numbered(session: &Session) -> Vec<(usize, SessionExchange)> {
    let exchange = |(number, step)| match step {
        SessionStep::Exchange(exchange) => Some((number, exchange)),
        _ => None,
    };
    folded(session).into_iter().filter_map(exchange).collect()
}

/// Returns the steps of a session, folded, each with the number of exchanges up to its first one.
fn folded(session: &Session) -> Vec<(usize, SessionStep)> {
    let mut steps: Vec<(usize, SessionStep)> = Vec::new();
    let mut number = 0_usize;
    for step in &session.steps {
        number = number.saturating_add(usize::from(matches!(step, SessionStep::Exchange(_))));
        match (steps.last_mut(), step) {
            (Some((_, SessionStep::Exchange(before))), SessionStep::Exchange(next))
                if is_continuation(before, next) =>
            {
                join(before, next)
            }
            _ => steps.push((number, step.clone())),
        }
    }
    steps
}

/// Returns the status word of an answer that is not the last; `None` for the last.
fn promised(exchange: &SessionExchange) -> Option<[u8; 2]> {
    let Some(Reply::Octets(octets)) = &exchange.answer else { return None };
    let status = *octets.last_chunk::<2>()?;
    let is_old = exchange.command.first() == Some(&0xA0);
    match status {
        [0x61, _] | [0x6C, _] => Some(status),
        [0x9F, _] if is_old => Some(status),
        _ => None,
    }
}

/// Returns whether an exchange fetches what the one before promised.
fn is_continuation(before: &SessionExchange, next: &SessionExchange) -> bool {
    match promised(before) {
        Some([0x6C, length]) => {
            let header = before.command.get(..4);
            header.is_some() && next.command.get(..4) == header && next.command.last() == Some(&length)
        }
        Some(_) => next.command.get(1) == Some(&GET_RESPONSE) && next.command.len() == 5,
        None => false,
    }
}

fn join(before: &mut SessionExchange, next: &SessionExchange) {
    let is_again = matches!(promised(before), Some([0x6C, _]));
    if is_again {
        before.command.clone_from(&next.command);
        before.answer.clone_from(&next.answer);
        return;
    }
    // In place, for a chain of any length costs no more than its octets.
    before.answer = match (before.answer.take(), &next.answer) {
        (Some(Reply::Octets(mut octets)), Some(Reply::Octets(more))) => {
            octets.truncate(octets.len().saturating_sub(2));
            octets.extend_from_slice(more);
            Some(Reply::Octets(octets))
        }
        (_, answer) => answer.clone(),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(exchanges: &[(&str, &str)]) -> Session {
        let octets = |hex: &str| hex::decode(hex.replace(' ', "")).unwrap();
        let step = |(command, answer): &(&str, &str)| {
            let answer = match *answer {
                "?" => None,
                "-" => Some(Reply::Silence),
                hex => Some(Reply::Octets(octets(hex))),
            };
            SessionStep::Exchange(SessionExchange { command: octets(command), answer, remark: None })
        };
        Session { steps: exchanges.iter().map(step).collect() }
    }

    #[test]
    fn fetched_answer_is_folded_into_its_command() {
        for (long, short) in [
            (
                &[("00A4040002 3F00", "6104"), ("00C0000004", "11223344 9000")][..],
                &[("00A40400023F00", "112233449000")][..],
            ),
            (&[("A0A4000002 7F20", "9F02"), ("A0C0000002", "1122 9000")], &[("A0A40000027F20", "11229000")]),
            (&[("80CA9F7900", "6C02"), ("80CA9F7902", "1122 9000")], &[("80CA9F7902", "11229000")]),
            (
                &[("00CB3FFF00", "6102"), ("00C0000002", "1122 6101"), ("00C0000001", "33 9000")],
                &[("00CB3FFF00", "1122339000")],
            ),
            (&[("00A40400023F00", "6104"), ("00C0000004", "?")], &[("00A40400023F00", "?")]),
            (&[("00A40400023F00", "6104"), ("00C0000004", "-")], &[("00A40400023F00", "-")]),
        ] {
            assert_eq!(fold(&session(long)), session(short), "{long:?}");
        }
    }

    /// Takes hours if the answer is copied for each piece.
    #[test]
    fn answer_in_a_million_pieces_is_folded() {
        let Session { steps } = fold(&session(&[("00C0000001", "11 6101")].repeat(1_000_000)));
        let [SessionStep::Exchange(SessionExchange { answer: Some(Reply::Octets(octets)), .. })] = steps.as_slice()
        else {
            panic!()
        };
        assert_eq!((octets.len(), &octets[999_999..]), (1_000_002, &[0x11, 0x61, 0x01][..]));
    }

    #[test]
    fn other_commands_are_left_as_they_are() {
        for alone in [
            &[("00A4040002 3F00", "6104"), ("805C000204", "000000009000")][..],
            &[("00A40000023F00", "9F02"), ("A0C0000002", "11229000")],
            &[("80CA9F7900", "6C02"), ("80CA9F7903", "1122339000")],
            &[("00C0000004", "112233449000")],
            &[("00A4040002 3F00", "6104"), ("00C0000002 1122", "9000")],
        ] {
            assert_eq!(fold(&session(alone)), session(alone), "{alone:?}");
        }
    }
}
