//! Tests of the detection of repeated texts, and of the time for which texts are remembered.

use super::*;
use sim_codec::sms::{MessageBody, SmsAddress, UserData};
use sim_codec::time::HOUR;
use sim_wire::bcd::TonNpi;

const NOW: Moment = Moment(1_258_540_200_000);

fn number(last: u8) -> Msisdn {
    format!("1380731000{last}").parse().unwrap()
}

fn text(reference: u8) -> SmsSubmit {
    let user = UserData { length: 0, header: None, body: MessageBody::Text(String::new()), kept: None };
    let destination = SmsAddress::new(TonNpi::UNKNOWN, "10658888");
    SmsSubmit { first: 0x01, reference, destination, pid: 0, dcs: 0x08, validity: Vec::new(), user }
}

/// Submits a text of the first number, and returns its standing.
fn receive(submissions: &mut Submissions, now: Moment, at: Moment, reference: u8) -> SubmissionKind {
    submissions.hear(now, Submission { from: number(1), at }, (&text(reference), "CX"), Rulebook::default())
}

fn new() -> SubmissionKind {
    SubmissionKind::New("CX".to_owned())
}

#[test]
fn text_is_new_once() {
    let mut submissions = Submissions::default();
    assert_eq!(receive(&mut submissions, NOW, NOW, 7), new());
    for later in [0, 1, HOUR, REMEMBERED_MS] {
        assert_eq!(receive(&mut submissions, NOW.later(later), NOW, 7), SubmissionKind::Repeated, "{later} ms later");
    }
    assert_eq!(receive(&mut submissions, NOW.later(REMEMBERED_MS + SECOND), NOW, 7), SubmissionKind::Forgotten);
}

#[test]
fn text_is_remembered_for_a_week() {
    let week = 7 * 24 * HOUR;
    for reference in [0, 7] {
        let mut submissions = Submissions::default();
        assert_eq!(receive(&mut submissions, NOW, NOW, reference), new());
        assert_eq!(receive(&mut submissions, NOW.later(week), NOW, reference), SubmissionKind::Repeated);
        assert_eq!(receive(&mut submissions, NOW.later(week + SECOND), NOW, reference), SubmissionKind::Forgotten);
    }
}

#[test]
fn another_reference_time_or_sender_is_another_text() {
    let mut submissions = Submissions::default();
    assert_eq!(receive(&mut submissions, NOW, NOW, 0), new());
    assert_eq!(receive(&mut submissions, NOW, NOW, 1), new(), "the next reference");
    assert_eq!(receive(&mut submissions, NOW, NOW.later(SECOND), 0), new(), "the reference came round again");
    assert_eq!(
        receive(&mut submissions, NOW, NOW.later(SECOND + 1), 0),
        SubmissionKind::Repeated,
        "stamps have seconds"
    );
    let other = Submission { from: number(2), at: NOW };
    assert_eq!(submissions.hear(NOW, other, (&text(0), "CX"), Rulebook::default()), new(), "another sender");
}

#[test]
fn texts_are_new_in_any_order() {
    let mut submissions = Submissions::default();
    for minutes in [9, 3, 7, 0, 8] {
        assert_eq!(receive(&mut submissions, NOW.minutes_later(9), NOW.minutes_later(minutes), 0), new(), "{minutes}");
    }
    assert_eq!(receive(&mut submissions, NOW.minutes_later(9), NOW.minutes_later(3), 0), SubmissionKind::Repeated);
}

#[test]
fn forgotten_text_is_not_obeyed() {
    let mut submissions = Submissions::default();
    let count = 3 * REMEMBERED_MAX as u64;
    for seconds in 0..count {
        assert_eq!(receive(&mut submissions, NOW, NOW.seconds_later(seconds), 0), new());
    }
    assert_eq!(submissions.recent.get(&number(1)).unwrap().heard.len(), REMEMBERED_MAX);
    for seconds in 0..count {
        let again = receive(&mut submissions, NOW, NOW.seconds_later(seconds), 0);
        assert!(matches!(again, SubmissionKind::Repeated | SubmissionKind::Forgotten), "{seconds}: {again:?}");
    }
    assert_eq!(receive(&mut submissions, NOW, NOW.seconds_later(count), 0), new());
}

#[test]
fn heard_text_survives_a_round_trip() {
    let mut submissions = Submissions::default();
    receive(&mut submissions, NOW, NOW, 7);
    let written = serde_json::to_string(&submissions).unwrap();
    let mut again: Submissions = serde_json::from_str(&written).unwrap();
    assert_eq!(receive(&mut again, NOW, NOW, 7), SubmissionKind::Repeated);
}
