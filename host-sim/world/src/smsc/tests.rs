//! The centre by itself: times, fates by rule and at random, tries, and handling by hand.

use super::*;

const NOW: Moment = Moment(1_000_000);

fn number(last: u8) -> Msisdn {
    format!("138000000{last:02}").parse().unwrap()
}

fn centre() -> SmsCentre {
    SmsCentre::new(CentreSettings::default(), 7)
}

fn deliver(person: u8, letter: u64) -> Cargo {
    Cargo::Deliver {
        from: "10658888".to_owned(),
        to: number(person),
        letter: Some(letter),
        submission: None,
        tpdu: vec![0x04, person],
    }
}

fn report(person: u8, letter: u64) -> Cargo {
    Cargo::Report { from: number(person), letter, tpdu: vec![0x00, 0x00], acknowledged: true }
}

/// Carries all messages to their ends. Returns each letter with the milliseconds after `NOW` at which it arrived.
fn arrivals(mut centre: SmsCentre) -> Vec<(u64, u64)> {
    let mut arrived = Vec::new();
    while let Some(due) = centre.due() {
        let next = centre.next(due).unwrap().clone();
        assert_eq!(next.due, due);
        let (Cargo::Deliver { letter: Some(letter), .. } | Cargo::Report { letter, .. }) = next.cargo else { continue };
        arrived.push((letter, due.since(NOW)));
        centre.finish(next.id);
    }
    arrived
}

#[test]
fn messages_arrive_later_in_order() {
    let mut centre = centre();
    for letter in 1..=3 {
        assert_eq!(centre.take(NOW.later(letter), deliver(1, letter)).fate, None);
    }
    assert_eq!(centre.next(NOW.later(2000)), None, "nothing is due yet");
    assert_eq!(arrivals(centre), [(1, 2001), (2, 2002), (3, 2003)]);
}

#[test]
fn each_fate_strikes_the_message_of_its_rule() {
    let cases: [(&str, &[(u64, u64)]); 6] = [
        ("lost 2 deliver", &[(1, 2000), (3, 2000)]),
        ("twice 1 deliver", &[(1, 2000), (2, 2000), (3, 2000), (1, 4000)]),
        ("late:10 1 deliver", &[(2, 2000), (3, 2000), (1, 12_000)]),
        ("swapped 1 deliver", &[(2, 2000), (3, 2000), (1, 2001)]),
        ("swapped 3 deliver", &[(1, 2000), (2, 2000), (3, 60_000)]),
        ("lost 1 report", &[(1, 2000), (2, 2000), (3, 2000)]),
    ];
    for (rule, expected) in cases {
        let mut centre = centre();
        centre.add_rule(rule.parse().unwrap());
        for letter in 1..=3 {
            centre.take(NOW, deliver(1, letter));
        }
        assert_eq!(centre.rules().len(), usize::from(rule.ends_with("report")), "a rule serves once");
        assert_eq!(arrivals(centre), expected, "{rule}");
    }
}

#[test]
fn rule_of_one_subscriber_spares_the_others() {
    let mut centre = centre();
    centre.add_rule(format!("lost 2 report {}", number(2)).parse().unwrap());
    let fates: Vec<_> = [1, 2, 1, 2, 2].iter().map(|person| centre.take(NOW, report(*person, 1)).fate).collect();
    assert_eq!(fates, [None, None, None, Some(Fate::Lost), None]);
}

#[test]
fn swap_needs_same_subscriber_and_kind() {
    let mut centre = centre();
    centre.add_rule("swapped 1 deliver".parse().unwrap());
    centre.take(NOW, deliver(1, 1));
    centre.take(NOW, deliver(2, 2));
    centre.take(NOW, report(1, 3));
    centre.take(NOW.later(500), deliver(1, 4));
    assert_eq!(arrivals(centre), [(2, 2000), (3, 2000), (4, 2500), (1, 2501)]);
}

#[test]
fn rules_round_trip_and_wrong_ones_are_refused() {
    for text in ["lost 1 submit", "twice 3 report 13800000001", "late:90 2 deliver", "swapped 1 deliver"] {
        assert_eq!(text.parse::<Rule>().unwrap().to_string(), text);
    }
    for (text, part) in [
        ("", ""),
        ("gone 1 report", "gone"),
        ("lost 0 report", "0"),
        ("lost 1 letter", "letter"),
        ("late:x 1 report", "late:x"),
        ("lost 1 report 1380", "1380"),
        ("lost 1 report 13800000001 now", "now"),
    ] {
        assert_eq!(text.parse::<Rule>().unwrap_err().part, part, "{text:?}");
    }
}

#[test]
fn same_seed_draws_same_fates_in_shares() {
    let mix = Mix { lost: 100, twice: 100, late: 100, swapped: 100, late_ms: 5000 };
    let fates = |seed: u64| {
        let mut centre = SmsCentre::new(CentreSettings::default(), seed);
        centre.mix = mix.clone();
        (0..2000).map(|letter| centre.take(NOW, deliver(1, letter)).fate).collect::<Vec<_>>()
    };
    let first = fates(1);
    assert_eq!(first, fates(1));
    assert_ne!(first, fates(2));
    for fate in ["lost", "twice", "late", "swapped"] {
        let count = first.iter().flatten().filter(|drawn| drawn.to_string().starts_with(fate)).count();
        assert!((120..280).contains(&count), "{fate}: {count} of 2000");
    }
    assert_eq!(first.iter().flatten().filter(|fate| matches!(fate, Fate::Late(ms) if *ms >= 5000)).count(), 0);
}

#[test]
fn each_fate_is_missing_from_some_swarms() {
    let swarms: Vec<_> = (0..64).map(Mix::swarm).collect();
    assert_eq!(swarms[3], Mix::swarm(3));
    let shares: [fn(&Mix) -> u16; 4] = [|mix| mix.lost, |mix| mix.twice, |mix| mix.late, |mix| mix.swapped];
    for share in shares {
        let with = swarms.iter().filter(|mix| share(mix) > 0).count();
        assert!((16..48).contains(&with), "{with} of 64");
    }
}

#[test]
fn spread_lets_messages_overtake_each_other() {
    let mut centre = SmsCentre::new(CentreSettings { spread_ms: 5000, ..CentreSettings::default() }, 7);
    for letter in 0..20 {
        centre.take(NOW, deliver(1, letter));
    }
    let order: Vec<_> = arrivals(centre).into_iter().collect();
    assert!(order.iter().all(|(_, after)| (2000..7000).contains(after)));
    assert!(!order.is_sorted_by_key(|(letter, _)| *letter));
}

#[test]
fn failed_message_is_retried_then_given_up() {
    let mut centre = centre();
    let id = centre.take(NOW, deliver(1, 1)).id;
    let mut now = NOW.later(2000);
    let mut waited = Vec::new();
    while let NextTry::At(at) = centre.retry_or_give_up(now, id) {
        assert_eq!((centre.next(now), centre.due()), (None, Some(at)));
        waited.push(at.since(now) / MINUTE);
        now = at;
    }
    assert_eq!(waited[..6], [1, 5, 15, 60, 60, 60]);
    assert!(centre.is_empty() && now.since(NOW) <= 48 * HOUR && now.since(NOW) > 46 * HOUR);
    assert_eq!(centre.retry_or_give_up(now, id), NextTry::GivenUp);
}

#[test]
fn alert_delivers_waiting_messages_at_once() {
    let mut centre = centre();
    let (tried, brought, fresh, other) = (
        centre.take(NOW, deliver(1, 1)).id,
        centre.take(NOW, deliver(1, 2)).id,
        centre.take(NOW, deliver(1, 3)).id,
        centre.take(NOW, deliver(2, 4)).id,
    );
    centre.retry_or_give_up(NOW, tried);
    centre.retry_or_give_up(NOW, other);
    centre.await_report(NOW, brought, 5);
    assert_eq!(centre.at_handset(&number(1), 5), Some(brought));
    assert_eq!(centre.at_handset(&number(2), 5), None);
    centre.retry_now(NOW.later(10), &number(1));
    let due: Vec<_> = [tried, brought, fresh, other].iter().map(|id| centre.get(*id).unwrap().due.since(NOW)).collect();
    assert_eq!(due, [10, 10, 2000, 60_000]);
    assert_eq!(centre.at_handset(&number(1), 5), None);
}

#[test]
fn message_is_handled_by_hand() {
    let mut centre = centre();
    let id = centre.take(NOW, deliver(1, 1)).id;
    centre.hold(id).unwrap();
    assert_eq!((centre.due(), centre.next(NOW.later(HOUR))), (None, None));
    assert_eq!(centre.hold(id), Err(HandlingError::Held(id)));
    centre.release(id).unwrap();
    assert_eq!(centre.release(id), Err(HandlingError::NotHeld(id)));
    assert_eq!(centre.delay(NOW, id, 7000), Ok(NOW.later(9000)));
    let copy = centre.repeat(NOW.later(100), id).unwrap();
    assert_eq!((copy, centre.get(copy).unwrap().due), (MessageId(2), NOW.later(2100)));
    assert_eq!(centre.lose(id).unwrap().id, id);
    for refused in [centre.hold(id), centre.release(id), centre.repeat(NOW, id).map(drop), centre.lose(id).map(drop)] {
        assert_eq!(refused, Err(HandlingError::NoSuchMessage(id)));
    }
    centre.await_report(NOW, copy, 1);
    assert_eq!(centre.lose(copy), Err(HandlingError::AtHandset(copy)));
    assert_eq!(centre.carried().count(), 1);
}
