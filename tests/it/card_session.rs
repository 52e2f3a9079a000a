//! The card session as a value: a card that resumes it answers as the one that was never interrupted, whatever was
//! under way. A session that no card comes to is refused.

use applet::{CardSession, ExchangeContext, Interface, ResumeError};
use serde_json::{Value, json};
use tests::hostile::{self, Tally, resume};

use crate::random_apdus::{Chance, corpus};

#[test]
fn card_resumed_before_each_command_answers_the_same() {
    let corpus = corpus();
    let mut chance = Chance(3);
    let mut tally = Tally::default();
    let mut compare = |script: &[u8]| {
        let resumed = resume::run(script);
        assert_eq!(resumed, hostile::run(script));
        tally.add(resumed);
    };
    corpus.iter().for_each(|script| compare(script));
    for _ in 0..300 {
        let mut script = corpus[chance.below(corpus.len())].clone();
        script.extend_from_slice(&corpus[chance.below(corpus.len())]);
        for _ in 0..chance.below(4) {
            let at = chance.below(script.len());
            script[at] = chance.octets(1)[0];
        }
        compare(&script);
    }
    let Tally { exchanges, cuts, transactions, packets, .. } = &tally;
    println!("{exchanges} exchanges, {cuts} cuts, {transactions} transactions, {packets} packets believed");
    assert!(*cuts > 20 && *transactions > 100 && *packets > 50, "{tally:?}");
}

/// Returns the session that a script leaves.
fn session_after(script: &[u8]) -> Value {
    serde_json::to_value(resume::card_after(script).session().unwrap()).unwrap()
}

/// TERMINAL PROFILE: the card announces its first proactive command.
const PROFILE: &[u8] = &[1, 0, 0, 0];

#[test]
fn inconsistent_session_is_refused() {
    let resume = |change: fn(&mut Value)| {
        let mut session = session_after(PROFILE);
        change(&mut session);
        let session: CardSession = serde_json::from_value(session).unwrap();
        resume::card_after(PROFILE).resume(session)
    };
    assert_eq!(resume(|_| {}), Ok(()));
    let changes: [fn(&mut Value); 4] = [
        |session| session["toolkit"]["number"] = json!(255),
        |session| session["toolkit"]["outstanding"]["details"]["number"] = json!(9),
        |session| session["toolkit"]["outstanding"]["command"]["kind"] = json!("DisplayText"),
        |session| session["toolkit"]["outstanding"]["command"]["octets"] = json!([]),
    ];
    for change in changes {
        assert_eq!(resume(change), Err(ResumeError::UnsoundSession));
    }
}

#[test]
fn damaged_session_is_refused_or_answers() {
    let mut chance = Chance(4);
    let (mut unread, mut unsound, mut answered) = (0, 0, 0);
    for script in corpus() {
        let kept = session_after(&script).to_string();
        for _ in 0..40 {
            let mut damaged = kept.clone().into_bytes();
            let at = chance.below(damaged.len());
            damaged[at] = b"0123456789,:]}n"[chance.below(15)];
            let Ok(session) = serde_json::from_slice::<CardSession>(&damaged) else {
                unread += 1;
                continue;
            };
            let mut card = resume::card_after(&script);
            match card.resume(session) {
                Err(_) => unsound += 1,
                Ok(()) => answered += 1,
            }
            for command in hostile::corpus::KNOWN {
                let surroundings = ExchangeContext { interface: Interface::Contact, uptime_s: 60 };
                assert_eq!(card.transmit(surroundings, command).is_ok(), card.session().is_some());
            }
        }
    }
    assert!(unread > 100 && unsound > 0 && answered > 100, "{unread} {unsound} {answered}");
}
