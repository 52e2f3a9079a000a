//! Every check is seen to fail: it is played once for each of its exchanges, with that one answer wrong. An answer that
//! a check gets and does not look at is found, too.

use sim_device::link::{InProcess, Link, LinkContext, LinkError};
use sim_device::memory::{Eeprom, PowerCut};
use sim_device::mobile_station::card;
use sim_device::profile::Profile;

use super::*;

/// Most exchanges of a check whose answers are made wrong; of more, some along the way are.
const PLACES_MAX: usize = 60;

/// Checks that judge by status words alone; every other compares octets of answers.
const BY_STATUS_ALONE: &[&str] = &[
    "identity/select-by-prefix",
    "identity/unknown-name",
    "identity/begins-in-master-file",
    "purse/purchase-over-balance",
    "purse/second-step-alone",
    "purse/unknown-key-index",
    "pin/off",
    "pin/switching-off-needs-pin",
    "pin/guards-load-and-unload",
    "pin/reset-forgets",
    "pin/selection-forgets",
    "pin/change",
    "pin/reload",
    "pin/unblock-needs-block",
    "pin/reload-lifts-block",
    "pin/reload-wrong-mac",
    "limit/over-is-refused",
    "limit/zero",
    "limit/loads-pass",
    "life-cycle/unknown-state",
    "refusals/class",
    "refusals/instruction",
    "refusals/parameters",
    "refusals/reference",
    "refusals/length",
    "refusals/expected-length",
    "refusals/wrong-le-begins-nothing",
    "refusals/files",
    "refusals/file-structure",
    "refusals/current-file",
    "refusals/selection",
    "refusals/read-only",
    "refusals/data",
    "refusals/get-response",
    "refusals/gsm-words",
    "toolkit/terminal-profile",
    "toolkit/announced-by-success",
    "toolkit/nothing-to-fetch",
    "toolkit/one-at-a-time",
    "toolkit/other-details",
    "radio/selection-apart",
    "radio/verification-apart",
    "radio/field-ends-session",
];

/// Change of one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Flaw {
    /// A success is a refusal, and a refusal a success.
    Status,
    /// One bit of the first octet of data.
    First,
    /// One bit of the last octet of data.
    Last,
}

impl Flaw {
    /// Returns the answer with the flaw; `None` if the answer has no place for it.
    fn spoil(self, own: &[u8]) -> Option<Vec<u8>> {
        let (data, status) = own.split_last_chunk::<2>()?;
        let mut spoiled = own.to_vec();
        match self {
            Flaw::Status if matches!(status[0], 0x90 | 0x91 | 0x61 | 0x9F) => return Some(vec![0x69, 0x8F]),
            Flaw::Status => return Some(vec![0x90, 0x00]),
            Flaw::First => *spoiled.first_mut().filter(|_| !data.is_empty())? ^= 0x01,
            Flaw::Last => *spoiled.get_mut(data.len().checked_sub(1)?)? ^= 0x01,
        }
        Some(spoiled)
    }
}

/// Our card, one of whose answers is wrong.
struct FlawedCard {
    card: InProcess<Eeprom>,
    flaw: Flaw,
    /// Place of the wrong answer among all; the answer to reset is the first.
    place: usize,
    count: usize,
    /// Set once the flaw was seen from outside.
    is_spoiled: bool,
    /// Places of the answers to reset.
    resets: Vec<usize>,
}

impl FlawedCard {
    fn new(flaw: Flaw, place: usize) -> FlawedCard {
        FlawedCard {
            card: card(&Profile::default(), 1).unwrap(),
            flaw,
            place,
            count: 0,
            is_spoiled: false,
            resets: Vec::new(),
        }
    }

    fn pass(&mut self, own: Vec<u8>) -> Vec<u8> {
        let is_it = self.count == self.place;
        self.count += 1;
        match self.flaw.spoil(&own).filter(|_| is_it) {
            Some(spoiled) => {
                self.is_spoiled = true;
                spoiled
            }
            None => own,
        }
    }
}

impl Link for FlawedCard {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        let atr = self.card.power_on()?;
        self.resets.push(self.count);
        Ok(self.pass(atr))
    }

    fn power_off(&mut self) {
        self.card.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        let own = self.card.exchange(situation, command)?;
        Ok(self.pass(own))
    }
}

impl TestedCard for FlawedCard {
    fn arm(&mut self, cut: PowerCut) -> bool {
        self.card.arm(cut)
    }

    fn disarm(&mut self) {
        self.card.disarm();
    }

    fn has_radio(&self) -> bool {
        true
    }

    fn leave_field(&mut self) {
        self.card.leave_field();
    }
}

/// Plays one check by itself; returns its report.
fn play(card: &mut FlawedCard, chapter: SuiteChapter, check: &'static CardCheck) -> CheckReport {
    let profile = Profile::default();
    let plan = CertificationPlan::default();
    report(&mut Bench::new(card, &profile, plan.at), chapter, check, plan.risk)
}

/// Plays a check with one flaw in one answer; returns the verdict, or `None` where the answer has no place for it.
fn verdict(flaw: Flaw, place: usize, chapter: SuiteChapter, check: &'static CardCheck) -> Option<CheckVerdict> {
    let mut card = FlawedCard::new(flaw, place);
    let report = play(&mut card, chapter, check);
    card.is_spoiled.then_some(report.verdict)
}

/// Returns the places of the answers of a check, the last first; of many, some along the way.
fn places(chapter: SuiteChapter, check: &'static CardCheck) -> Vec<usize> {
    let mut right = FlawedCard::new(Flaw::Status, usize::MAX);
    let report = play(&mut right, chapter, check);
    assert_eq!(report.verdict, CheckVerdict::Holds, "{}", report.name());
    let is_judged = |place: &usize| right.count == 1 || !right.resets.contains(place);
    let places: Vec<usize> = (0..right.count).filter(is_judged).rev().collect();
    let most = if chapter == SuiteChapter::PowerCuts { 9 } else { PLACES_MAX };
    let step = places.len().div_ceil(most).max(1);
    places.into_iter().step_by(step).collect()
}

fn every_check() -> impl Iterator<Item = (SuiteChapter, &'static CardCheck)> {
    SuiteChapter::ALL.into_iter().flat_map(|chapter| chapter.checks().iter().map(move |check| (chapter, check)))
}

#[test]
fn wrong_status_word_is_seen_by_every_check() {
    let (mut blind, mut green) = (Vec::new(), Vec::new());
    for (chapter, check) in every_check() {
        let name = format!("{}/{}", chapter.word(), check.name);
        let mut differs = 0;
        for place in places(chapter, check) {
            match verdict(Flaw::Status, place, chapter, check) {
                Some(CheckVerdict::Differs(_)) => differs += 1,
                // A handset goes on after a poll that was refused, and tries other ways.
                Some(CheckVerdict::Holds) if chapter != SuiteChapter::Toolkit => blind.push(format!("{name}: {place}")),
                _ => {}
            }
        }
        if differs == 0 {
            green.push(name);
        }
    }
    assert_eq!(green, <[String; 0]>::default(), "checks that no wrong status word makes fail");
    assert_eq!(blind, <[String; 0]>::default(), "answers whose status word no check looks at");
}

#[test]
fn wrong_octet_is_seen_where_octets_are_compared() {
    let is_seen = |chapter, check| {
        let differs = |verdict| matches!(verdict, Some(CheckVerdict::Differs(_)));
        let mut flaws =
            places(chapter, check).into_iter().flat_map(|place| [(Flaw::First, place), (Flaw::Last, place)]);
        flaws.any(|(flaw, place)| differs(verdict(flaw, place, chapter, check)))
    };
    let by_status: Vec<String> = every_check()
        .filter(|(chapter, check)| !is_seen(*chapter, check))
        .map(|(chapter, check)| format!("{}/{}", chapter.word(), check.name))
        .collect();
    assert_eq!(by_status, BY_STATUS_ALONE);
}
