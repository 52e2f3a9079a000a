//! The card in every handset: all models, both classes, and every quirk that a handset may have.

use sim_device::handset::{Act, End, Handset, Model, Quirk, Quirks, ScreenBody, Speech, Surroundings};
use sim_device::link::InProcess;
use sim_device::memory::Eeprom;
use sim_device::mobile_station::{MobileStation, StationState, card};
use sim_device::profile::Profile;

type Station = MobileStation<InProcess<Eeprom>>;

fn station(model: Model, speech: Speech, language: &str) -> Station {
    let surroundings = Surroundings { language: language.to_owned(), ..Surroundings::default() };
    let handset = Handset::new(model, speech, surroundings);
    MobileStation::switch_on(card(&Profile::default(), 1).unwrap(), handset).unwrap()
}

/// Returns the title and the items of the main menu; `None` if it does not open.
fn main_menu(station: &mut Station) -> Option<(String, Vec<u8>)> {
    station.act(&Act::Open).unwrap();
    let screen = station.screen();
    let ScreenBody::Items { items, main: true, .. } = screen.body else { return None };
    station.act(&Act::End).unwrap();
    Some((screen.text, items.into_iter().map(|item| item.id).collect()))
}

#[test]
fn every_handset_gets_menu_in_its_language() {
    for name in Model::ALL_NAMES {
        for speech in [Speech::Gsm, Speech::Uicc] {
            for (language, title) in [("zh", "手机钱包"), ("en", "Mobile wallet")] {
                let mut station = station(Model::named(name).unwrap(), speech, language);
                let menu = main_menu(&mut station);
                assert_eq!(menu, Some((title.to_owned(), vec![1, 2, 3, 4])), "{name}, {speech:?}, {language}");
            }
        }
    }
}

#[test]
fn menu_follows_the_chosen_language() {
    let mut station = station(Model::feature_phone(), Speech::Gsm, "zh");
    station.handset_mut().choose_language("en");
    station.settle().unwrap();
    assert_eq!(main_menu(&mut station).map(|(title, _)| title).as_deref(), Some("Mobile wallet"));
}

/// Chooses an act of the person, by a number and the screen.
fn doing(number: u64, station: &Station) -> Act {
    let screen = station.screen();
    match (number % 16, &screen.body) {
        (0..=6, ScreenBody::Items { items, .. }) if !items.is_empty() => {
            let place = usize::try_from(number / 16).unwrap_or(0) % items.len();
            Act::Choose(items[place].id)
        }
        (0..=3, ScreenBody::Input(_) | ScreenBody::Key { .. }) => Act::Type((number / 16 % 10).to_string()),
        (_, ScreenBody::Idle) => Act::Open,
        (7 | 8, _) => Act::Ok,
        (9, _) => Act::No,
        (10, _) => Act::Back,
        (11, _) => Act::End,
        (12, _) => Act::Help(None),
        (13, _) => Act::Nothing,
        (14, _) => Act::Home,
        (15, _) => Act::Outside,
        _ => Act::Ok,
    }
}

/// Lets a person do `times` acts, which follow from the seed.
fn fumble(station: &mut Station, seed: u64, times: u32) {
    let mut number = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for _ in 0..times {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let chosen = number >> 33;
        let act = doing(chosen, station);
        station.act(&act).unwrap();
        if chosen.is_multiple_of(5) {
            station.wait(31_000).unwrap();
        }
        station.handset_mut().surroundings.in_background = chosen.is_multiple_of(7);
        station.handset_mut().surroundings.in_call = chosen.is_multiple_of(11);
    }
}

/// Makes a station anew of another's state: the card's memory and entropy, and the rest through JSON.
fn resumed(station: &Station) -> Station {
    let kept = serde_json::to_string(&station.state()).unwrap();
    let state: StationState = serde_json::from_str(&kept).unwrap();
    assert_eq!(state, station.state(), "{kept}");
    let (memory, chance) = station.link().card().clone().into_parts();
    MobileStation::resume(InProcess::new(memory, chance), state).unwrap()
}

/// SMS-DELIVER: a text, the two parts of another, and one for the card that holds no packet.
const DELIVERED: [&str; 4] = [
    "0404A18091000090118101300023 02 C834",
    "4404A18091000090118101300023 08 050003070201 C2",
    "4404A18091000090118101300023 08 050003070202 C2",
    "4404A180917FF690118101300023 05 0270000000",
];

/// Lets an event of the network reach the handset, or the person write or change the language, by a number.
fn befall(number: u64, station: &mut Station) {
    let handset = station.handset_mut();
    let centre = handset.surroundings.service_centre.clone();
    match number % 8 {
        0..=3 => {
            let tpdu = DELIVERED[usize::try_from(number % 4).unwrap()].replace(' ', "");
            assert!(handset.receive_message(&hex::decode(tpdu).unwrap(), &centre).is_ok());
        }
        4 => assert!(handset.write_message("13800138000", "好").is_ok() || !handset.surroundings.service),
        5 => assert!(handset.receive_call(None) || handset.call().is_some()),
        6 => assert!(handset.end_call(End::Far) || handset.call().is_none()),
        _ => handset.choose_language(if (number / 8).is_multiple_of(2) { "en" } else { "zh" }),
    }
    station.settle().unwrap();
    station.wait(u32::try_from(number % 4000).unwrap()).unwrap();
}

#[test]
fn station_resumed_before_each_act_behaves_alike() {
    let alone = Quirk::ALL.iter().map(|quirk| Quirks::from_iter([*quirk]));
    let mut crossed = 0;
    for (seed, quirks) in alone.chain([Quirks::NONE, Quirks::NONE, Quirks::NONE]).enumerate() {
        let name = Model::ALL_NAMES[seed % Model::ALL_NAMES.len()];
        let model = Model::named(name).unwrap().with_quirks(quirks);
        let mut whole = station(model.clone(), model.usual_speech(), "zh");
        let mut parts = resumed(&whole);
        whole.take_exchanges();
        let mut number = u64::try_from(seed).unwrap().wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        for _ in 0..60 {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            parts = resumed(&parts);
            let act = doing(number >> 33, &whole);
            assert_eq!(whole.act(&act), parts.act(&act), "{name} {seed} {act:?}");
            assert_eq!(whole.exchanges(), parts.exchanges(), "{name} {seed} {act:?}");
            crossed += whole.take_exchanges().len();
            parts = resumed(&parts);
            [&mut whole, &mut parts].into_iter().for_each(|station| befall(number >> 40, station));
            assert_eq!((whole.screen(), whole.state()), (parts.screen(), parts.state()), "{name} {seed} {act:?}");
            let exchanges = whole.take_exchanges();
            crossed += exchanges.len();
            assert_eq!(exchanges, parts.take_exchanges(), "{name} {seed} {act:?}");
            let reports = whole.handset_mut().take_reports();
            assert_eq!(reports, parts.handset_mut().take_reports());
        }
    }
    println!("{crossed} exchanges");
    assert!(crossed > 3000);
}

#[test]
fn card_survives_every_handset_quirk() {
    let alone = Quirk::ALL.iter().map(|quirk| Quirks::from_iter([*quirk]));
    let all = Quirk::ALL.iter().copied().collect::<Quirks>();
    for (seed, quirks) in alone.chain([all, Quirks::NONE]).enumerate() {
        for speech in [Speech::Gsm, Speech::Uicc] {
            let names: Vec<_> = quirks.iter().map(Quirk::name).collect();
            let mut station = station(Model::android().with_quirks(quirks), speech, "zh");
            let balance = station.card_state().unwrap().balance;
            fumble(&mut station, u64::try_from(seed).unwrap(), 120);
            // Another handset, without the bugs.
            let handset = station.handset_mut();
            handset.model_mut().quirks = Quirks::NONE;
            (handset.surroundings.in_background, handset.surroundings.in_call) = (false, false);
            station.restart().unwrap();
            assert_eq!(main_menu(&mut station), Some(("手机钱包".to_owned(), vec![1, 2, 3, 4])), "{names:?}");
            station.act(&Act::Open).unwrap();
            assert!(station.act(&Act::Choose(1)).unwrap());
            // The branch, or the operation PIN where the fumbling switched it on.
            let screen = station.screen();
            let goes_on = matches!(
                screen.body,
                ScreenBody::Items { main: false, .. } | ScreenBody::Input(_) | ScreenBody::Text { .. }
            );
            assert!(goes_on, "{names:?}: {screen:?}");
            assert_eq!(station.card_state().unwrap().balance, balance, "{names:?}: the money moved");
        }
    }
}
