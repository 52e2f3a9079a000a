//! Tests that no secret leaves a world, however it is written.

use std::collections::BTreeSet;

use sim_wire::Fen;

use super::*;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use crate::world::WorldSettings;
use crate::world::tests::{inbox, number, world};
use sim_codec::time::MINUTE;
use sim_device::profile::Profile;

/// Creates a world with an account, in which one person sends another a scratch card's digits in every disguise.
fn telling(seed: u64) -> (World, CardDigits) {
    let mut world = World::new(WorldSettings::of_seed(seed));
    for person in [1, 2] {
        let mut profile = Profile::default();
        profile.card.start.lifecycle = sim_wire::lifecycle::LifeCycle::Unopened;
        profile.set_asn(crate::world::following_asn(profile.asn(), person));
        world.add_person(number(person), "feature-phone", "default", &profile).unwrap();
    }
    for order in ["KT", "A"] {
        world.write_text(&number(1), "10658888", order).unwrap();
        world.pass(MINUTE);
    }
    let card = world.issue_scratch_card(Fen(10_000), Province::Hunan).unwrap();
    for text in disguise(&card.reveal()) {
        world.write_text(&number(1), &number(2).to_string(), &text).unwrap();
        world.write_text(&number(1), "10658888", &text).unwrap();
        world.pass(MINUTE);
    }
    (world, card)
}

/// Returns digits in many ways of writing.
fn disguise(digits: &str) -> Vec<String> {
    let apart = |between: &str| digits.chars().map(|one| format!("{one}{between}")).collect::<String>();
    let moved = |zero: u32| -> String {
        digits.chars().filter_map(|one| char::from_u32(zero + one.to_digit(10).unwrap())).collect()
    };
    let words = |names: &str| -> String {
        let names: Vec<char> = names.chars().collect();
        digits.chars().map(|one| names[usize::try_from(one.to_digit(10).unwrap()).unwrap()]).collect()
    };
    let groups: Vec<&str> = digits.as_bytes().chunks(4).map(|group| std::str::from_utf8(group).unwrap()).collect();
    vec![
        digits.to_owned(),
        format!("card {}", groups.join(" ")),
        format!("{}元", groups.join("元")),
        apart("-"),
        apart("元"),
        apart("."),
        apart("\u{200B}"),
        format!("密码{}", moved(0xFF10)),
        moved(0x0660),
        words("零一二三四五六七八九"),
        words("〇壹贰叁肆伍陆柒捌玖"),
        digits.chars().rev().collect(),
        format!("CZK {digits}"),
        format!("CZK {}", apart(" ")),
    ]
}

/// Returns the digits of a text in any writing, and nothing else.
fn digits_of(text: &str) -> String {
    let digit = |one: char| {
        one.to_digit(10).or_else(|| match one {
            '\u{FF10}'..='\u{FF19}' => Some(u32::from(one) - 0xFF10),
            '\u{0660}'..='\u{0669}' => Some(u32::from(one) - 0x0660),
            _ => "零一二三四五六七八九".chars().position(|name| name == one).map(|at| u32::try_from(at).unwrap()),
        })
    };
    text.chars().filter_map(digit).map(|digit| char::from_digit(digit, 10).unwrap()).collect()
}

/// Returns every exported value, without its place.
fn values(world: &World) -> Vec<String> {
    let exported = lines(&document(world, world.events()).unwrap());
    exported.iter().map(|line| line.split_once(" = ").unwrap().1.to_owned()).collect()
}

#[test]
fn exported_world_hides_scratch_card_digits() {
    for seed in [7, 987_654_321] {
        let (world, card) = telling(seed);
        let (digits, exported) = (card.reveal(), values(&world));
        let backwards: String = digits.chars().rev().collect();
        for value in &exported {
            let found = digits_of(&without_times_and_numbers(value));
            for six in digits.as_bytes().windows(6).chain(backwards.as_bytes().windows(6)) {
                assert!(!found.as_bytes().windows(6).any(|shown| shown == six), "{value}");
            }
            for disguise in disguise(&digits) {
                assert!(!value.contains(&disguise), "{value}");
            }
        }
    }
}

/// Returns a value without times of 2009 and without the numbers of people and of the platform, which are no secrets.
fn without_times_and_numbers(value: &str) -> String {
    let times = regex::Regex::new(r"2009-\d\d-\d\d \d\d:\d\d:\d\d|1380000000\d|10658888").unwrap();
    times.replace_all(value, "").into_owned()
}

#[test]
fn export_makes_no_world_with_the_same_secrets() {
    let (world, _) = telling(987_654_321);
    let document = document(&world, world.events()).unwrap();
    assert!(document.get("seed").is_none() && document["centre"].get("seed").is_none());
    assert!(!values(&world).iter().any(|value| value.contains("987654321")));
}

#[test]
fn exported_world_hides_passwords_and_keys() {
    let mut world = world();
    world.write_text(&number(1), "10658888", "KT").unwrap();
    world.pass(MINUTE);
    world.write_text(&number(1), "10658888", "A").unwrap();
    world.pass(2001);
    let on_its_way = document(&world, world.events()).unwrap().to_string();
    world.pass(MINUTE);
    let exported = document(&world, world.events()).unwrap();
    let initial = inbox(&world, 1).concat();
    let runs = initial.split(|one: char| !one.is_ascii_alphanumeric());
    let passwords: Vec<_> = runs.filter(|run| run.len() >= 6).collect();
    assert!(passwords.len() >= 2, "{initial}");
    for text in [on_its_way, exported.to_string(), lines(&exported).concat()] {
        assert!(!passwords.iter().any(|password| text.contains(*password)));
        assert!(!text.contains("$argon2"));
        let coded: String = passwords[0].chars().map(|one| format!("00{:02x}", u32::from(one))).collect();
        assert!(!text.to_lowercase().contains(&coded), "the octets of a text");
        for key in Profile::default().card.keys {
            assert!(!text.to_lowercase().contains(&hex::encode(key.key)));
        }
    }
    assert_eq!(exported["people"][0]["card"]["state"], "closed");
    assert_eq!(exported["platform"]["accounts"]["13800000001"]["pay_password"]["is_initial"], true);
    let said = exported["people"][0]["texts"].to_string();
    assert!(said.contains("初始支付密码:██████") && !said.contains("CX"), "{said}");
    assert!(lines(&exported).contains(&"people.1.number = 13800000001".to_owned()));
}

#[test]
fn exported_world_hides_typed_addresses_and_words() {
    let mut world = world();
    world.write_text(&number(1), "135790", "PASS word").unwrap();
    world.write_text(&number(1), "10658888", "abcd").unwrap();
    world.write_text(&number(1), "10658888", "CX").unwrap();
    let under_way = document(&world, world.events()).unwrap().to_string();
    world.pass(MINUTE);
    for text in [under_way, document(&world, world.events()).unwrap().to_string()] {
        assert!(!text.contains("135790") && !text.contains("PASS") && !text.contains("ABCD"), "{text}");
        assert!(text.contains("a text CX") && text.contains("another number"), "{text}");
    }
}

/// Collects the names of all values in a document.
fn names(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                // People and transfers are found by their number.
                if name.parse::<u64>().is_err() {
                    names.insert(name.clone());
                }
                self::names(value, names);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| self::names(value, names)),
        _ => {}
    }
}

#[test]
fn export_uses_listed_field_names_alone() {
    let (mut world, card) = telling(7);
    world.deposit(&number(1), Fen(10_000)).unwrap();
    world.write_text(&number(1), "10658888", &format!("CZK{}", card.reveal())).unwrap();
    world.pass(MINUTE);
    world.reset_operation_pin(&number(1), &"135790".parse().unwrap()).unwrap_err();
    world.write_text(&number(1), "10658888", "CX").unwrap();
    let mut found = BTreeSet::new();
    names(&document(&world, world.events()).unwrap(), &mut found);
    let found: Vec<String> = found.into_iter().collect();
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn phone_that_is_off_is_shown_off() {
    let (mut world, _) = telling(1);
    let number = world.people()[0].number();
    let is_on = |world: &World| document(world, &[]).unwrap()["people"][0]["is_on"].clone();
    assert_eq!(is_on(&world), Value::Bool(true));
    world.switch_off(&number).unwrap();
    assert_eq!(is_on(&world), Value::Bool(false));
}

/// Creates a world that holds `secret` in every text of its state that no export lists.
fn planted(secret: &str) -> World {
    let mut settings = WorldSettings::of_seed(7);
    let model = crate::platform::calibration::ListedModel { tac: secret.to_owned(), name: secret.to_owned() };
    settings.platform.red_list.push(model);
    let mut world = World::new(settings);
    world.add_person(number(1), "feature-2009", secret, &Profile::default()).unwrap();
    let surroundings = &mut world.person_mut(&number(1)).unwrap().station_mut().handset_mut().surroundings;
    secret.clone_into(&mut surroundings.language);
    surroundings.ussd_answer = Some(secret.to_owned());
    world.write_text(&number(1), "10658888", secret).unwrap();
    // Letters are no address, and are refused.
    drop(world.write_text(&number(1), secret, "x"));
    world
}

#[test]
fn planted_secret_is_not_exported() {
    for secret in ["SECRETWORD", "246813579"] {
        let mut world = planted(secret);
        for _ in 0..20 {
            let exported = document(&world, world.events()).unwrap().to_string();
            assert!(!exported.contains(secret), "{exported}");
            world.pass(1000);
        }
    }
}

#[test]
fn shops_and_halls_are_exported() {
    let mut world = World::new(WorldSettings::of_seed(3));
    let mut profile = Profile::default();
    profile.card.start.lifecycle = sim_wire::lifecycle::LifeCycle::Open;
    profile.card.start.balance = Fen(5_000);
    world.add_person(number(1), "feature-phone", "default", &profile).unwrap();
    let mut actors = crate::actor::Actors::default();
    actors.introduce(number(1), profile);
    let lines = [
        "hall opens account of WHO",
        "WHO taps 12",
        "pos 1 takes back voucher 1 of batch 1",
        "WHO taps 3",
        "pos 1 uploads",
        "WHO taps 5 at pos 2",
        "hall registers card of WHO",
        "hall issues card to WHO",
        "hall reloads card of WHO",
    ];
    for line in lines {
        let action: crate::action::Action = line.replace("WHO", &number(1).to_string()).parse().unwrap();
        let Ok(done) = actors.perform(&mut world, &action, &mut |_| Ok::<(), std::convert::Infallible>(()));
        done.unwrap_or_else(|why| panic!("{line}: {why}"));
    }
    let document = document(&world, world.events()).unwrap();
    let platform = &document["platform"];
    assert_eq!(platform["merchants"].as_array().unwrap().len(), 2);
    let purchases: Vec<_> = platform["purchases"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert_eq!(purchases, ["voided", "settled"]);
    let batch = &platform["batches"][0];
    assert_eq!((&batch["sold"], &batch["sum"], &batch["voided"]), (&1.into(), &300.into(), &1.into()));
    assert_eq!(batch["is_settled"], true);
    assert_eq!((&platform["unloads"][0]["amount"], &platform["swaps"][0]["state"]), (&3_000.into(), &"loaded".into()));
    assert_eq!(platform["transfers"][0]["channel"], "hall");
    let terminals = document["terminals"].as_array().unwrap();
    assert_eq!(
        (&terminals[0]["sold"], &terminals[1]["sold"], &terminals[1]["sum"]),
        (&0.into(), &1.into(), &500.into())
    );
    assert!(!document.to_string().contains("便利店"), "names of shops stay");
}

#[test]
fn call_is_exported_without_what_was_typed() {
    let (mut world, card) = telling(7);
    world.dial(&number(1), crate::line::ServiceLine::Voice).unwrap();
    // Language, business, account, and all digits of the card but the last.
    let typed = format!("111{}", card.reveal().get(..17).unwrap());
    world.press(&number(1), &typed.parse().unwrap()).unwrap();
    let calls = document(&world, &[]).unwrap()["calls"].clone();
    let caller = number(1).to_string();
    for (name, value) in [("number", &*caller), ("line", "13800137000"), ("step", "card-digits")] {
        assert_eq!(calls[0][name], value, "{calls}");
    }
    assert_eq!(calls[0]["heard"], world.now().to_string());
    assert!(!calls.to_string().contains(card.reveal().get(..6).unwrap()), "{calls}");
    world.hang_up(&number(1)).unwrap();
    assert_eq!(document(&world, &[]).unwrap()["calls"], Value::Array(Vec::new()));
}
