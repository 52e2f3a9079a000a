//! Our handset before a card that is not in its process: it walks the menu through pcscd, screen by screen as with the
//! card beside it.

use sim_device::handset::{Act, Handset, Model, ScreenBody, Speech, Surroundings};
use sim_device::link::Link;
use sim_device::mobile_station::{MobileStation, card};
use sim_device::profile::Profile;
use sim_device::start_up::StartUp;

use super::desk;
use super::traces::Relayed;

/// Deepest menu that is walked.
const DEPTH_MAX: usize = 4;

fn handset(speech: Speech) -> Handset {
    Handset::new(Model::feature_phone(), speech, Surroundings::default())
}

/// Walks every line of every menu; notes the screens on the way, in order.
fn walk<L: Link>(station: &mut MobileStation<L>, path: &mut Vec<u8>, seen: &mut Vec<String>) {
    let screen = station.screen();
    seen.push(format!("{path:?} {screen:?}"));
    let ScreenBody::Items { items, .. } = screen.body else {
        // Whatever it asks, one confirmation further is far enough.
        let meant = station.act(&Act::Ok).unwrap();
        seen.push(format!("{path:?} {meant} {:?}", station.screen()));
        return;
    };
    if path.len() < DEPTH_MAX {
        for item in items {
            path.push(item.id);
            // What was done on the way may have taken a line from the menu.
            match enter(station, path) {
                true => walk(station, path, seen),
                false => seen.push(format!("{path:?} is gone")),
            }
            path.pop();
        }
    }
}

/// Switches the station off and on, and goes along the path from the idle screen; returns whether it is there.
fn enter<L: Link>(station: &mut MobileStation<L>, path: &[u8]) -> bool {
    station.restart().unwrap();
    station.act(&Act::Open).unwrap() && path.iter().all(|line| station.act(&Act::Choose(*line)).unwrap())
}

/// Walks the whole menu of a card.
fn screens<L: Link>(link: L, speech: Speech) -> Vec<String> {
    let mut station = MobileStation::switch_on(link, handset(speech)).unwrap();
    let mut seen = Vec::new();
    assert!(enter(&mut station, &[]));
    walk(&mut station, &mut Vec::new(), &mut seen);
    seen
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and python3-pyscard; .ci/run system installs them"]
fn handset_walks_the_menu_through_pcscd() {
    let desk = desk();
    for speech in [Speech::Gsm, Speech::Uicc] {
        let reader = desk.reader(&["--quiet"]);
        let mut relay = desk.relay();
        let through = screens(Relayed(&mut relay), speech);
        let beside = screens(card(&Profile::default(), 1).unwrap(), speech);
        assert!(beside.len() > 30, "{} screens", beside.len());
        assert_eq!(through, beside);
        // pcscd may lose a reader whose card goes while a client that was killed still has it.
        relay.expect("off");
        drop(relay);
        reader.end();
        desk.wait_for_no_card();
    }
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and python3-pyscard; .ci/run system installs them"]
fn start_of_a_phone_goes_through_pcscd() {
    let desk = desk();
    let reader = desk.reader(&["--quiet"]);
    let mut relay = desk.relay();
    let mut through = Relayed(&mut relay);
    let mut beside = card(&Profile::default(), 1).unwrap();
    assert_eq!(through.power_on(), beside.power_on());
    let (through, beside) =
        (StartUp::run(&mut through, Speech::Gsm, None), StartUp::run(&mut beside, Speech::Gsm, None));
    assert_eq!(through, beside);
    assert_eq!(beside.unwrap().iccid, Profile::default().card.iccid);
    drop(relay);
    reader.end();
}
