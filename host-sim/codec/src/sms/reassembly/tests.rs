//! Tests of parts in every order, lost, repeated, of two messages at once, and under a reference used again.

use proptest::prelude::*;

use super::*;
use crate::time::{HOUR, SECOND};

const NOW: Moment = Moment(1_258_540_200_000);

fn part(reference: u16, (number, total): (u8, u8), seconds: u64, content: &str) -> MessagePart<String> {
    MessagePart {
        peer: "13800000001".to_owned(),
        place: Concatenation { reference, total, part: number, wide: false },
        sent: Some(NOW.seconds_later(seconds)),
        content: content.to_owned(),
    }
}

fn whole(contents: &[&str]) -> Progress<String> {
    Progress::Whole(contents.iter().map(|content| (*content).to_owned()).collect())
}

/// Returns the progress after each part, where all arrive at `NOW`.
fn taken(parts: impl IntoIterator<Item = MessagePart<String>>) -> (Vec<Progress<String>>, MessageReassembly<String>) {
    let mut waiting = MessageReassembly::default();
    let progress = parts.into_iter().map(|part| waiting.take(NOW, part)).collect();
    (progress, waiting)
}

#[test]
fn parts_in_any_order_make_the_message() {
    let [a, b, c] = [part(7, (1, 3), 0, "a"), part(7, (2, 3), 4, "b"), part(7, (3, 3), 9, "c")];
    let orders = [[&a, &b, &c], [&a, &c, &b], [&b, &a, &c], [&b, &c, &a], [&c, &a, &b], [&c, &b, &a]];
    for order in orders {
        let (progress, waiting) = taken(order.map(Clone::clone));
        assert_eq!(progress, [Progress::Waiting, Progress::Waiting, whole(&["a", "b", "c"])]);
        assert_eq!(waiting.waiting(), 0);
    }
}

#[test]
fn repeated_parts_count_once_before_and_after_completion() {
    let [a, b] = [part(7, (1, 2), 0, "a"), part(7, (2, 2), 4, "b")];
    let (progress, waiting) = taken([a.clone(), a.clone(), b.clone(), a.clone(), b, a]);
    let repeated = Progress::Repeated;
    assert_eq!(progress[..3], [Progress::Waiting, repeated.clone(), whole(&["a", "b"])]);
    assert_eq!(progress[3..], [repeated.clone(), repeated.clone(), repeated]);
    assert_eq!(waiting.waiting(), 0, "nothing of a complete message waits");
}

#[test]
fn two_messages_interleave_without_mixing() {
    let other = |part: MessagePart<String>| MessagePart { peer: "13800000002".to_owned(), ..part };
    let wide = |part: MessagePart<String>| MessagePart { place: Concatenation { wide: true, ..part.place }, ..part };
    let seconds: [&dyn Fn(MessagePart<String>) -> MessagePart<String>; 3] =
        [&other, &wide, &|part| MessagePart { place: Concatenation { reference: 8, ..part.place }, ..part }];
    for second in seconds {
        let (progress, _) = taken([
            part(7, (1, 2), 0, "a1"),
            second(part(7, (2, 2), 0, "b2")),
            second(part(7, (1, 2), 0, "b1")),
            part(7, (2, 2), 0, "a2"),
        ]);
        assert_eq!(progress[2..], [whole(&["b1", "b2"]), whole(&["a1", "a2"])]);
    }
}

#[test]
fn same_reference_with_other_total_is_another_message() {
    let (progress, waiting) = taken([part(7, (1, 3), 0, "a1"), part(7, (1, 2), 1, "b1"), part(7, (2, 2), 1, "b2")]);
    assert_eq!(progress[2], whole(&["b1", "b2"]));
    assert_eq!(waiting.waiting(), 1);
}

#[test]
fn returning_part_with_other_content_begins_anew() {
    let (progress, _) = taken([part(7, (1, 2), 0, "a1"), part(7, (1, 2), 60, "b1"), part(7, (2, 2), 61, "b2")]);
    assert_eq!(progress[2], whole(&["b1", "b2"]));
    let (progress, _) = taken([part(7, (1, 2), 0, "a1"), part(7, (1, 2), 0, "b1"), part(7, (2, 2), 0, "b2")]);
    assert_eq!(progress[2], whole(&["b1", "b2"]), "of two that fit the newer is completed");
    let (progress, _) = taken([part(7, (1, 2), 0, "a1"), part(7, (1, 2), 60, "a1"), part(7, (2, 2), 1, "a2")]);
    assert_eq!(progress[1], Progress::Waiting, "the same words at another time are another message");
    assert_eq!(progress[2], whole(&["a1", "a2"]), "each part goes where it fits");
}

#[test]
fn leftover_is_not_joined_with_later_message() {
    // The first message lost its first part, or its second; the second message comes a minute or an hour later.
    for seconds in [60, 3600] {
        let (progress, _) =
            taken([part(7, (2, 2), 0, "a2"), part(7, (1, 2), seconds, "b1"), part(7, (2, 2), seconds, "b2")]);
        assert_eq!(progress[1..], [Progress::Waiting, whole(&["b1", "b2"])], "{seconds} s");
    }
    let (progress, _) = taken([part(7, (1, 2), 0, "a1"), part(7, (2, 2), 3600, "b2"), part(7, (1, 2), 3600, "b1")]);
    assert_eq!(progress[1..], [Progress::Waiting, whole(&["b1", "b2"])]);
}

#[test]
fn delayed_part_still_completes_its_message() {
    let mut waiting = MessageReassembly::default();
    assert_eq!(waiting.take(NOW, part(7, (1, 2), 0, "a1")), Progress::Waiting);
    let late = NOW.later(LAPSE_MS - 1);
    assert_eq!(waiting.take(late, part(7, (2, 2), 1, "a2")), whole(&["a1", "a2"]));
}

#[test]
fn leftovers_lapse_after_a_week() {
    let mut waiting = MessageReassembly::default();
    waiting.take(NOW, part(7, (1, 2), 0, "a1"));
    assert_eq!(waiting.take(NOW.later(LAPSE_MS), part(7, (2, 2), 1, "a2")), Progress::Waiting);
    assert_eq!(waiting.waiting(), 1);
    waiting.lapse(NOW.later(2 * LAPSE_MS));
    assert!(waiting.is_empty());
}

#[test]
fn flood_of_parts_stays_within_limits() {
    let mut waiting = MessageReassembly::default();
    for reference in 0..2000 {
        for number in 1..=20 {
            waiting.take(NOW, part(reference, (number, 255), 0, "x"));
        }
    }
    assert!(waiting.waiting() <= PARTS_MAX && waiting.assemblies.len() <= MESSAGES_MAX);
    waiting.take(NOW, part(9999, (1, 2), 0, "a"));
    assert_eq!(waiting.take(NOW, part(9999, (2, 2), 0, "b")), whole(&["a", "b"]));
}

#[test]
fn longest_message_has_255_parts() {
    let contents: Vec<String> = (1..=255_u8).map(|number| number.to_string()).collect();
    let parts = (1..=255_u8).rev().map(|number| part(7, (number, 255), 0, &number.to_string()));
    let (progress, _) = taken(parts);
    assert_eq!(progress.last(), Some(&Progress::Whole(contents)));
}

#[test]
fn undated_parts_are_joined_by_number() {
    let undated = |part: MessagePart<String>| MessagePart { sent: None, ..part };
    let (progress, _) = taken([undated(part(7, (2, 2), 0, "b")), undated(part(7, (1, 2), 0, "a"))]);
    assert_eq!(progress[1], whole(&["a", "b"]));
}

#[test]
fn impossible_places_are_ignored_and_the_last_counts() {
    let element = |id: u8, data: &[u8]| Element { id, data: data.to_vec() };
    for data in [[9, 0, 0], [9, 0, 1], [9, 2, 0], [9, 2, 3], [9, 1, 1]] {
        assert_eq!(place(&[element(0, &data)]), None, "{data:?}");
    }
    let second = Concatenation { reference: 0x1234, total: 2, part: 2, wide: true };
    let header = [element(0, &[9, 2, 1]), element(5, &[1]), element(8, &[0x12, 0x34, 2, 2]), element(0, &[9, 2, 0])];
    assert_eq!(place(&header), Some(second));
    assert_eq!(place(&[element(0, &[9, 2])]), None, "an element of another length");
}

#[test]
fn waiting_parts_survive_serialisation() {
    let (_, waiting) = taken([part(7, (1, 2), 0, "a"), part(8, (1, 2), 0, "b"), part(8, (2, 2), 0, "c")]);
    let text = serde_json::to_string(&waiting).unwrap();
    assert!(!text.contains("\"b\""), "of a complete message the content is gone: {text}");
    let mut again: MessageReassembly<String> = serde_json::from_str(&text).unwrap();
    assert_eq!(again, waiting);
    assert_eq!(again.take(NOW, part(7, (2, 2), 0, "z")), whole(&["a", "z"]));
}

proptest! {
    /// Several messages of one sender under one reference, an hour apart, in any order and with repetitions: each comes
    /// out once and as it was.
    #[test]
    fn messages_come_out_once_in_any_order(
        totals in prop::collection::vec(2_u8..6, 1..4),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..60),
    ) {
        let mut parts: Vec<MessagePart<String>> = Vec::new();
        for (message, total) in (0_u64..).zip(&totals) {
            parts.extend((1..=*total).map(|number| {
                let seconds = message * HOUR / SECOND + u64::from(number);
                part(7, (number, *total), seconds, &format!("{message}.{number}"))
            }));
        }
        let repeated: Vec<_> = order.iter().map(|index| index.get(&parts).clone()).collect();
        let all = repeated.into_iter().chain(parts.into_iter().rev());
        let (progress, waiting) = taken(all);
        let mut found: Vec<Vec<String>> =
            progress.into_iter().filter_map(|one| if let Progress::Whole(all) = one { Some(all) } else { None }).collect();
        found.sort();
        let expected: Vec<Vec<String>> = (0..).zip(&totals).map(|(message, total): (u64, &u8)| {
            (1..=*total).map(|number| format!("{message}.{number}")).collect()
        }).collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(waiting.waiting(), 0);
    }
}
