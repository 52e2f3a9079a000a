//! One fault in every place, in whole worlds. For each flow, each of its messages is lost, duplicated, late past every
//! time-out, and swapped with the next. Each write of the card's memory meets a power cut, torn in three ways; each
//! step of the platform is stopped in three ways. The invariants are checked after every step. When all is repaired
//! nothing is in flight and both sides agree.

use sim_lab::storm::begin;
use sim_script::scenario::{Scenario, parse};
use sim_world::action::Action;
use sim_world::invariant::{self, WatchedWorld};
use sim_world::world::{Event, EventKind, Party, World};

mod flows;

/// Number of the person whose wallet is tested.
const WHO: &str = "13807310001";

/// Seconds by which a late message is late: the centre keeps messages for two days, the platform asks every six hours.
const LATE_S: u64 = 300_000;

/// Parts of a write that a power cut leaves: nothing, a part, or all of it without an answer.
const TEARS: [&str; 3] = ["nothing", "half", "all"];

/// Stage of a wallet before a flow.
#[derive(Clone, Copy)]
enum Stage {
    /// Phone that was switched on for the first time.
    New,
    /// Open wallet, with an account whose pay password was changed from the initial one.
    Open,
    /// Open wallet with cash in the account.
    Rich,
}

impl Stage {
    fn lines(self) -> &'static [&'static str] {
        const ALL: [&str; 6] = [
            "WHO opens",
            "time 20 s",
            "WHO changes pay password from initial to 654321",
            "time 20 s",
            "hall takes 300 from WHO",
            "time 10 s",
        ];
        match self {
            Stage::New => &[],
            Stage::Open => &ALL[..4],
            Stage::Rich => &ALL,
        }
    }
}

/// Flow, with what is done before it, as lines with `WHO` for the person.
struct Flow {
    name: &'static str,
    stage: Stage,
    before: &'static [&'static str],
    lines: &'static [&'static str],
}

/// Numbers of places that a fault can meet.
#[derive(Debug, Default, PartialEq, Eq)]
struct Places {
    submits: u32,
    delivers: u32,
    reports: u32,
    writes: u32,
    /// Number of messages that the platform takes in.
    taken_in: u32,
    /// Number of letters that the platform hands over.
    handed_over: u32,
}

fn actions(lines: &[&str]) -> Vec<Action> {
    lines.iter().map(|line| line.replace("WHO", WHO).parse().unwrap_or_else(|why| panic!("{line}: {why}"))).collect()
}

/// Returns the world before a flow, after asserting that every action up to there is done.
fn beginning(flow: &Flow, plant: &str) -> (Scenario, WatchedWorld) {
    let header = format!("seed 9\nperson {WHO} feature-phone\nperson 13807310002 android\n{plant}\n");
    let mut scenario = parse("beginning", &header).unwrap();
    let mut watched = begin(&scenario).unwrap();
    for action in actions(&[flow.stage.lines(), flow.before].concat()) {
        match watched.perform(&action) {
            Ok(Ok(_)) => {}
            other => panic!("{}: before it, `{action}`: {other:?}", flow.name),
        }
        scenario.actions.push(action);
    }
    (scenario, watched)
}

fn write(world: &World) -> u64 {
    world.person(&WHO.parse().unwrap()).unwrap().station().link().card().memory().write_count()
}

fn count(events: &[Event], is: impl Fn(&Event) -> bool) -> u32 {
    u32::try_from(events.iter().filter(|event| is(event)).count()).unwrap()
}

/// Plays a flow without a fault, in which every line must be done; returns the places that a fault can meet, and the
/// world.
fn counted(flow: &Flow, beginning: &WatchedWorld) -> (Places, WatchedWorld) {
    let mut watched = beginning.clone();
    let (wrote, happened) = (write(watched.world()), watched.world().events().len());
    for action in actions(flow.lines) {
        match watched.perform(&action) {
            Ok(Ok(_)) => {}
            other => panic!("{}: `{action}`: {other:?}", flow.name),
        }
    }
    let events = &watched.world().events()[happened..];
    let handed = |event: &Event| matches!(event.kind, EventKind::Handed { .. });
    let is_report = |event: &Event| matches!(event.kind, EventKind::Handed { letter: Some(_), .. });
    let by_platform = |event: &Event| event.from == Party::Platform;
    let places = Places {
        submits: count(events, |it| handed(it) && !by_platform(it) && !is_report(it)),
        delivers: count(events, |it| handed(it) && by_platform(it)),
        reports: count(events, |it| handed(it) && !by_platform(it) && is_report(it)),
        writes: u32::try_from(write(watched.world()) - wrote).unwrap(),
        taken_in: count(events, |it| {
            let to_platform = it.to == Some(Party::Platform);
            to_platform && matches!(it.kind, EventKind::Delivered { .. } | EventKind::Reported { .. })
        }),
        handed_over: count(events, |it| handed(it) && by_platform(it)),
    };
    (places, watched)
}

/// Returns every single fault of a flow, as a line.
fn faults(places: &Places) -> Vec<String> {
    let mut faults = Vec::new();
    for (kind, messages) in [("submit", places.submits), ("deliver", places.delivers), ("report", places.reports)] {
        for nth in 1..=messages {
            for fate in ["lost", "twice", "swapped", &format!("late:{LATE_S}")] {
                faults.push(format!("network {fate} {nth} {kind}"));
            }
        }
    }
    for write in 1..=places.writes {
        faults.extend(TEARS.map(|tear| format!("power of {WHO} fails at write {write} {tear}")));
    }
    for (fault, steps) in [
        ("before-keeping", places.taken_in),
        ("after-keeping", places.taken_in),
        ("after-handing-over", places.handed_over),
    ] {
        faults.extend((1..=steps).map(|nth| format!("platform dies {fault} at {nth}")));
    }
    faults
}

/// Runs a flow under one fault, and repairs everything. An error holds the scenario that replays the violation.
fn survives(flow: &Flow, beginning: &(Scenario, WatchedWorld), fault: &str) -> Result<(), String> {
    let (mut scenario, mut watched) = beginning.clone();
    let met = |watched: &WatchedWorld| watched.counts().fates + watched.counts().cuts + watched.counts().stops;
    let met_before = met(&watched);
    let rest = [&[fault][..], flow.lines, &["heal"]].concat();
    for action in actions(&rest) {
        scenario.actions.push(action.clone());
        watched
            .perform(&action)
            .map(drop)
            .map_err(|violation| format!("{} under `{fault}`: {violation}\n\n{scenario}", flow.name))?;
    }
    assert_eq!(met(&watched), met_before + 1, "{} under `{fault}`: it was met once\n\n{scenario}", flow.name);
    Ok(())
}

/// Runs a flow under every single fault, with a plant in the world; returns the number of faults and the violations.
fn wrong(flow: &Flow, plant: &str) -> (usize, Vec<String>) {
    let beginning = beginning(flow, plant);
    let (places, done) = counted(flow, &beginning.1);
    let at_rest = invariant::at_rest(done.world());
    assert_eq!(at_rest.map_err(|violation| violation.to_string()), Ok(()), "{} without a fault", flow.name);
    let faults = faults(&places);
    println!("{}: {places:?}, {} faults", flow.name, faults.len());
    let wrong = faults.iter().filter_map(|fault| survives(flow, &beginning, fault).err()).collect();
    (faults.len(), wrong)
}

/// Asserts that a flow survives every single fault.
fn check(flow: &Flow) {
    let (faults, wrong) = wrong(flow, "");
    assert!(faults > 0, "{} has nothing that a fault could meet", flow.name);
    assert!(wrong.is_empty(), "{} of {faults}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn planted_fault_is_found() {
    let flow = Flow {
        name: "a top-up",
        stage: Stage::Rich,
        before: &[],
        lines: &["WHO tops up 20 with 654321", "time 1 min"],
    };
    for (plant, part) in [
        ("plant refund-before-cancel", "was refunded, and no cancel of it was under way"),
        ("plant counter-after-script", "changed, and its counter of accepted packets is still"),
    ] {
        let (faults, wrong) = wrong(&flow, plant);
        assert!(!wrong.is_empty() && wrong.len() < faults, "{plant}: {} of {faults}", wrong.len());
        assert!(wrong.iter().all(|wrong| wrong.contains(part)), "{}", wrong.join("\n"));
    }
}
