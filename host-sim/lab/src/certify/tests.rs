//! Tests of the suite: our card is clean under every profile, and every planted defect is named.

use std::collections::BTreeSet;

use sim_device::link::Link as _;
use sim_device::mobile_station::card;
use sim_device::profile::{DEFAULT_TEXT, Profile};
use sim_wire::lifecycle::LifeCycle;

use super::planted::{PlantedCard, PlantedDefect};
use super::*;

/// Profile of a card that has come to the ends of its ranges: little room, one try, a limit, the PIN on, suspended.
const EDGES: &str = "name = \"edges\"\n[purse]\nbalance_max = \"20.00 yuan\"\n[pin]\ntries = 1\ninitial = \"864200\"\n\
    [start]\nstate = \"suspended\"\nbalance = \"20.00 yuan\"\nlimit = \"0.05 yuan\"\npin_on = true\n\
    online_counter = 40000\noffline_counter = 50000\n";

/// Profile of a card that has not been opened.
const UNOPENED: &str = "name = \"unopened\"\n[start]\nstate = \"unopened\"\n[pin]\ntries = 15\n";

/// Profile of a card with an empty closed wallet.
const CLOSED: &str = "name = \"closed\"\n[start]\nstate = \"closed\"\n";

/// Profile of a card with another AID and keys of other indexes and versions.
const OTHER_KEYS: &str = "name = \"other keys\"\naid = \"A000000386980701\"\n\
    [[key]]\nusage = \"purchase\"\nindex = 1\nversion = 2\nvalue = \"000102030405060708090A0B0C0D0E0F\"\n\
    [[key]]\nusage = \"load\"\nindex = 2\nvalue = \"101112131415161718191A1B1C1D1E1F\"\n\
    [[key]]\nusage = \"unload\"\nindex = 5\nvalue = \"202122232425262728292A2B2C2D2E2F\"\n\
    [[key]]\nusage = \"TAC\"\nindex = 3\nvalue = \"303132333435363738393A3B3C3D3E3F\"\n\
    [[key]]\nusage = \"maintenance\"\nindex = 1\nvalue = \"404142434445464748494A4B4C4D4E4F\"\n\
    [[key]]\nusage = \"application block\"\nindex = 0\nvalue = \"505152535455565758595A5B5C5D5E5F\"\n\
    [[key]]\nusage = \"application unblock\"\nindex = 0\nvalue = \"606162636465666768696A6B6C6D6E6F\"\n";

/// Profile of a card with the purchase key alone.
const FEW_KEYS: &str = "name = \"few keys\"\n[start]\nbalance = \"50.00 yuan\"\n\
    [[key]]\nusage = \"purchase\"\nindex = 3\nvalue = \"000102030405060708090A0B0C0D0E0F\"\n";

/// Returns the profiles of the repository, and profiles at the ends of the ranges.
fn profiles() -> Vec<Profile> {
    let old_card = include_str!("../../../../apdu-traces/imported/old-card.toml");
    let series = "[[card]]\nname = \"alice\"\nasn = \"00001234567890123457\"\n[[card]]\nname = \"bob\"\n\
        asn = \"00001234567890123458\"\nstart = { balance = \"50.00 yuan\", state = \"suspended\" }\n";
    let texts = [DEFAULT_TEXT, old_card, series, EDGES, UNOPENED, CLOSED, OTHER_KEYS, FEW_KEYS];
    texts.into_iter().flat_map(|text| Profile::parse("test.toml", text).unwrap()).collect()
}

fn certified(profile: &Profile, seed: u64) -> Certification {
    certify(&mut card(profile, seed).unwrap(), profile, &CertificationPlan::default())
}

fn words_of<'c>(reports: impl Iterator<Item = &'c CheckReport>) -> Vec<String> {
    reports.map(|report| format!("{}: {:?}", report.name(), report.verdict)).collect()
}

fn untried(certification: &Certification) -> Vec<String> {
    let is_untried = |report: &&CheckReport| matches!(report.verdict, CheckVerdict::Untried(_));
    words_of(certification.reports.iter().filter(is_untried))
}

#[test]
fn own_card_of_every_profile_is_clean() {
    for profile in profiles() {
        let certification = certified(&profile, 1);
        assert_eq!(words_of(certification.differing()), <[String; 0]>::default(), "{}", profile.name);
        let is_whole = ["default", "old card", "alice", "bob", "unopened", "closed"].contains(&profile.name.as_str());
        if is_whole {
            assert_eq!(untried(&certification), <[String; 0]>::default(), "{}", profile.name);
        }
    }
}

#[test]
fn missing_keys_leave_checks_untried() {
    let few = profiles().into_iter().find(|profile| profile.name == "few keys").unwrap();
    let certification = certified(&few, 1);
    let untried = untried(&certification);
    assert!(untried.iter().any(|words| words.contains("the profile has no TAC key")), "{untried:?}");
    assert!(untried.iter().any(|words| words.contains("the profile has no maintenance key")), "{untried:?}");
    let held = certification.reports.iter().filter(|report| report.verdict == CheckVerdict::Holds).count();
    assert!(held > 15, "{held}");
}

#[test]
fn every_seed_gives_a_clean_report() {
    for seed in 2..12 {
        let certification = certified(&Profile::default(), seed);
        assert_eq!(words_of(certification.differing()), <[String; 0]>::default(), "{seed}");
    }
}

#[test]
fn planted_defect_is_named_in_its_chapter() {
    let profile = Profile::default();
    for defect in PlantedDefect::ALL {
        let mut card = PlantedCard::new(&profile, 1, *defect).unwrap();
        let certification = certify(&mut card, &profile, &CertificationPlan::default());
        let found: BTreeSet<SuiteChapter> = certification.differing().map(|report| report.chapter).collect();
        assert!(found.contains(&defect.chapter()), "{defect}: {:?}", words_of(certification.differing()));
        let names: Vec<String> = certification.differing().map(CheckReport::name).collect();
        println!("{defect}: {}", names.join(" "));
    }
    assert!(PlantedDefect::ALL.len() >= 12);
}

#[test]
fn names_are_unique_and_claims_are_sentences() {
    for chapter in SuiteChapter::ALL {
        let names: BTreeSet<&str> = chapter.checks().iter().map(|check| check.name).collect();
        assert_eq!(names.len(), chapter.checks().len(), "{chapter:?}");
        for check in chapter.checks() {
            assert!(check.claim.ends_with('.') && check.clause.rule.ends_with('.'), "{}", check.name);
            assert!(!check.clause.source.is_empty());
        }
    }
}

#[test]
fn card_is_left_as_it_was_found() {
    for profile in profiles().into_iter().filter(|profile| profile.name != "few keys") {
        let mut card = card(&profile, 1).unwrap();
        card.power_on().unwrap();
        let before = card.card().state().unwrap();
        certify(&mut card, &profile, &CertificationPlan::default());
        let after = card.card().state().unwrap();
        let kept =
            |state: &applet::CardState| (state.balance, state.limit, state.pin_on, state.pin_tries_left, state.block);
        assert_eq!(kept(&before), kept(&after), "{}", profile.name);
        let expected = if before.lifecycle == LifeCycle::Unopened { LifeCycle::Open } else { before.lifecycle };
        assert_eq!(after.lifecycle, expected, "{}", profile.name);
    }
}

#[test]
fn checks_of_forbidden_risk_are_not_played() {
    let profile = Profile::default();
    let plan = CertificationPlan { risk: CheckRisk::Nothing, ..CertificationPlan::default() };
    let mut card = card(&profile, 1).unwrap();
    let certification = certify(&mut card, &profile, &plan);
    let risky = certification.reports.iter().filter(|report| report.check.risk == CheckRisk::SpendsTries);
    let mut count = 0;
    for report in risky {
        assert!(matches!(&report.verdict, CheckVerdict::Untried(why) if why.contains("permission")));
        assert_eq!(report.steps, <[BenchStep; 0]>::default());
        count += 1;
    }
    assert!(count > 10, "{count}");
    assert!(certification.is_clean());
}

/// Card in a reader: its power cannot be cut at a write.
#[test]
fn link_without_cuts_leaves_power_cuts_untried() {
    let profile = Profile::default();
    let mut foreign = ForeignCard(Box::new(card(&profile, 1).unwrap()));
    let certification = certify(&mut foreign, &profile, &CertificationPlan::default());
    assert!(certification.is_clean());
    let untried = certification.reports.iter().filter(|report| matches!(report.verdict, CheckVerdict::Untried(_)));
    let names: Vec<String> = untried.map(CheckReport::name).collect();
    let (cuts, radio) = (SuiteChapter::PowerCuts.checks().len(), SuiteChapter::Radio.checks().len());
    assert_eq!(names.len(), cuts + radio + 1, "{names:?}");
    assert!(names.contains(&"pin/spent-before-comparison".to_owned()), "{names:?}");
}

/// Link that never answers.
struct Mute;

impl sim_device::link::Link for Mute {
    fn power_on(&mut self) -> Result<Vec<u8>, sim_device::link::LinkError> {
        Err(sim_device::link::LinkError::Silent)
    }

    fn power_off(&mut self) {}

    fn exchange(
        &mut self,
        _situation: sim_device::link::LinkContext,
        _command: &[u8],
    ) -> Result<Vec<u8>, sim_device::link::LinkError> {
        Err(sim_device::link::LinkError::Silent)
    }
}

impl TestedCard for Mute {}

#[test]
fn mute_card_never_holds() {
    let certification = certify(&mut Mute, &Profile::default(), &CertificationPlan::default());
    assert_eq!(certification.atr, None);
    assert!(certification.reports.iter().all(|report| report.verdict != CheckVerdict::Holds));
    assert!(!certification.is_clean());
}

/// Link that answers every command alike.
struct Parrot(Vec<u8>);

impl sim_device::link::Link for Parrot {
    fn power_on(&mut self) -> Result<Vec<u8>, sim_device::link::LinkError> {
        Ok(self.0.clone())
    }

    fn power_off(&mut self) {}

    fn exchange(
        &mut self,
        _situation: sim_device::link::LinkContext,
        _command: &[u8],
    ) -> Result<Vec<u8>, sim_device::link::LinkError> {
        Ok(self.0.clone())
    }
}

impl TestedCard for Parrot {}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(40))]

    #[test]
    fn any_answers_end_in_a_report(answer in proptest::collection::vec(proptest::num::u8::ANY, 0..64)) {
        for end in [vec![], vec![0x90, 0x00], vec![0x91, 0x20], vec![0x61, 0x10]] {
            let mut card = Parrot([answer.clone(), end].concat());
            let certification = certify(&mut card, &Profile::default(), &CertificationPlan::default());
            proptest::prop_assert!(!certification.is_clean());
        }
    }
}

mod flaws;
