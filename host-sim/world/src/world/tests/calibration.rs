//! Calibration in a handset that sends data messages only after the person has pressed OK (3.1.2).

use super::*;
use crate::platform::calibration::ListedModel;
use sim_device::handset::{Model, Quirk, ScreenBody};
use sim_wire::lifecycle::LifeCycle;

const ASKED: &str = "您的手机型号为诺基亚6300,如正确请回复Y,将为您进行刷卡距离校准。";

/// Returns the number of data messages that the person's phone has sent.
fn sent(world: &World) -> usize {
    let is_data = |event: &&Event| {
        let is_packet =
            matches!(event.kind, EventKind::Handed { content: MessageContent::Packet { .. }, letter: None, .. });
        event.from == Party::Person(number(1)) && is_packet
    };
    world.events().iter().filter(is_data).count()
}

fn has_calibration(world: &World) -> bool {
    world.people()[0].card_state().unwrap().calibration.is_some()
}

#[test]
fn asking_handset_sends_hello_after_ok() {
    let mut settings = WorldSettings::of_seed(7);
    settings.platform.terms = Terms::light();
    let tac = Model::feature_phone().tac().to_owned();
    settings.platform.red_list = vec![ListedModel { tac, name: "诺基亚6300".to_owned() }];
    let mut world = World::new(settings);
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Unopened;
    world.add_person(number(1), "feature-phone", "default", &profile).unwrap();
    go_on(&mut world);
    assert_eq!((sent(&world), inbox(&world, 1)), (1, vec![ASKED.to_owned()]), "the usual handset asks nobody");
    let handset = world.person_mut(&number(1)).unwrap().station_mut().handset_mut();
    handset.model_mut().quirks.set(Quirk::DataMessageAsks, true);
    // The person says no, or leaves the question unanswered: nothing goes out.
    for act in [Some(Act::No), None] {
        world.switch_on(&number(1)).unwrap();
        world.pass(SECOND);
        assert_eq!(world.people()[0].station().screen().body, ScreenBody::Confirm);
        if let Some(act) = act {
            assert!(world.act(&number(1), &act).unwrap());
        }
        world.pass(5 * MINUTE);
        assert_eq!((sent(&world), inbox(&world, 1).len()), (1, 1));
    }
    world.switch_on(&number(1)).unwrap();
    world.pass(SECOND);
    assert_eq!(sent(&world), 1);
    assert!(world.act(&number(1), &Act::Ok).unwrap());
    go_on(&mut world);
    assert_eq!((sent(&world), inbox(&world, 1)), (2, vec![ASKED.to_owned(); 2]));
    assert!(!has_calibration(&world));
    world.write_text(&number(1), "10658888", "Y").unwrap();
    go_on(&mut world);
    assert!(has_calibration(&world));
    assert_eq!(inbox(&world, 1).last().unwrap(), "刷卡距离校准成功。");
}
