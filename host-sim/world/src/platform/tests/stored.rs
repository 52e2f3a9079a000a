//! A platform that stops and is read back continues where it stood.

use sim_wire::Fen;
use sim_wire::message::Operation;

use super::net::{Net, PASSWORD, number, settings, submission};
use crate::platform::card_file::UnbelievedError;
use crate::platform::request::{IgnoredError, MessageResult};
use crate::platform::{Platform, PlatformSettings};

fn written(platform: &Platform) -> String {
    serde_json::to_string(platform).unwrap()
}

#[test]
fn platform_restarted_during_top_up_goes_on() {
    let mut net = Net::new();
    let tpdu = net.card.tops_up(Fen(5_000), PASSWORD);
    let dies = |net: &mut Net| {
        net.platform = serde_json::from_str(&written(&net.platform)).unwrap();
        let profile = net.card.profile.clone();
        net.platform.give_keys(&[profile]).unwrap();
    };
    dies(&mut net);
    net.platform.receive(net.now, submission(number(), net.now), &tpdu);
    let before = net.platform.clone();
    dies(&mut net);
    assert_eq!(net.platform, before);
    // The platform handed its letter over and stopped before it recorded that: the letter goes twice.
    let letter = net.platform.outbox()[0].clone();
    net.card.receive_message(&letter.tpdu);
    net.until_quiet();
    dies(&mut net);
    assert_eq!(net.card.balance, Fen(5_000));
    net.check_agreement();
}

#[test]
fn restored_platform_without_keys_loses_nothing() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let text = written(&net.platform).to_uppercase();
    let keys = net.card.profile.card.keys.iter().map(|entry| entry.key.to_vec());
    let packets = net.card.profile.card.ota_keys.iter().flat_map(|set| [set.kic, set.kid]);
    for key in keys.chain(packets.map(|key| key.octets().to_vec())) {
        assert!(!text.contains(&hex::encode_upper(&key)));
    }
    assert!(!text.contains(PASSWORD));
    let mut keyless: Platform = serde_json::from_str(&written(&net.platform)).unwrap();
    let heard = keyless.receive(net.now, submission(number(), net.now), &net.card.ask(Operation::Suspend));
    assert_eq!(heard, MessageResult::Ignored(IgnoredError::Unbelieved(UnbelievedError::NoKeys)));
    keyless.wake(keyless.due().unwrap());
    assert!(!keyless.is_quiet() && !keyless.card_of(&number()).unwrap().has_keys());
    keyless.give_keys(&[net.card.profile.clone()]).unwrap();
    assert!(keyless.card_of(&number()).unwrap().has_keys());
    net.platform = keyless;
    net.until_quiet();
    net.check_agreement();
}

#[test]
fn settings_round_trip() {
    let made = PlatformSettings { reach_cm: 2, ..settings() };
    let platform = Platform::new(made.clone(), 7);
    assert_eq!(*platform.settings(), made);
    let again: Platform = serde_json::from_str(&written(&platform)).unwrap();
    assert_eq!(*again.settings(), made);
}
