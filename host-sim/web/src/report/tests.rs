//! Tests of the report: a picture of a small one, figures that equal the ledger's, well-formed pages of any world, long
//! lists that say what they leave out, and no secrets.

use std::collections::BTreeMap;
use std::convert::Infallible;

use proptest::prelude::*;
use sim_codec::time::DAY;
use sim_wire::Fen;
use sim_world::actor::Actors;
use sim_world::actor::cast::{CardKeys, Cast, CastMember};
use sim_world::platform::entry::{Book, EntryReason};
use sim_world::platform::number::Msisdn;
use sim_world::platform::rules::Rulebook;
use sim_world::world::WorldSettings;

use super::*;

fn number(person: u32) -> Msisdn {
    format!("1380731000{person}").parse().unwrap()
}

/// Plays lines of actions in a world of people; refusals are part of the play.
fn played(people: u32, lines: &[&str]) -> World {
    let member = |person| CastMember { number: number(person), model: "feature-phone".to_owned() };
    let cast = Cast { seed: 7, people: (1..=people).map(member).collect(), broken: None, keys: CardKeys::Own };
    let mut world = cast.world(Rulebook::default()).unwrap();
    let mut actors = Actors::of_cast(&cast);
    for line in lines {
        let action = line.parse().unwrap_or_else(|error| panic!("{line}: {error}"));
        let Ok(result) = actors.perform(&mut world, &action, &mut |_| Ok::<(), Infallible>(()));
        drop(result);
    }
    world
}

const OPENING: [&str; 8] = [
    r#"13807310001 writes "KT""#,
    "time 10 s",
    r#"13807310001 writes "A""#,
    "time 10 s",
    "hall takes 100 from 13807310001",
    "13807310001 opens",
    "time 30 s",
    "time 1 h",
];

/// Returns a world with a top-up that arrives, a lost message, a late one, and a purchase.
fn small() -> World {
    let more = [
        "13807310001 changes pay password from initial to 654321",
        "time 30 s",
        "13807310001 tops up 12.5 with 654321",
        "time 1 h",
        "network lost 1 deliver",
        "13807310001 tops up 20 with 654321",
        "time 1 h",
        "13807310001 tops up 500 with 654321",
        "time 1 h",
        "13807310001 taps 5",
        "pos 1 uploads",
        r#"13807310002 writes "PASS word""#,
        "time 10 s",
        "13807310002 goes off",
        r#"13807310001 writes "secret98765" to 13807310002"#,
        "time 10 min",
    ];
    played(2, &[&OPENING[..], &more[..]].concat())
}

fn rendered(world: &World, period: ReportPeriod, language: Language) -> String {
    page(&ReportSource { name: "town.world", world, events: world.events() }, period, language)
}

/// Returns the names of elements without an end tag.
const VOID: [&str; 3] = ["meta", "br", "hr"];

/// Checks that all tags are closed in order, and returns the text of the page, a line for each element with text.
fn text_of(page: &str) -> String {
    let (mut open, mut text, mut rest) = (Vec::new(), Vec::new(), page.strip_prefix("<!DOCTYPE html>").unwrap());
    while let Some((before, behind)) = rest.split_once('<') {
        assert!(open.last() == Some(&"style") || !before.contains('>'), "{before}");
        if !["style", "svg", "path"].contains(open.last().unwrap_or(&"")) && !before.trim().is_empty() {
            text.push(before.trim().to_owned());
        }
        let (tag, after) = behind.split_once('>').unwrap();
        let name = tag.split_whitespace().next().unwrap().trim_start_matches('/');
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{name} ends before {after:.80}"),
            None if VOID.contains(&name) => {}
            None => open.push(name),
        }
        rest = after;
    }
    assert!(open.is_empty() && rest.is_empty(), "{open:?}");
    text.join("\n")
}

#[test]
fn small_report_reads_well() {
    let world = small();
    for language in [Language::Chinese, Language::English] {
        let page = rendered(&world, ReportPeriod::Day(world.now().day()), language);
        insta::assert_snapshot!(format!("small_{}", language.code()), text_of(&page));
    }
}

#[test]
fn chart_is_drawn_with_its_key() {
    let world = small();
    let page = rendered(&world, ReportPeriod::Everything, Language::English);
    let chart = page.split_once("<figure>").unwrap().1.split_once("</figure>").unwrap().0;
    insta::assert_snapshot!(chart.replace("><", ">\n<"));
}

/// Returns a person's balances at the end of the period, as a report in English has them.
fn end_balances(text: &str, person: u32) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.iter().position(|line| *line == "Balances of each at the end").unwrap();
    let at = lines[from..].iter().position(|line| *line == number(person).to_string()).unwrap() + from;
    lines[at + 1..at + 5].join(" | ")
}

#[test]
fn figures_equal_the_ledger() {
    let world = small();
    let ledger = &world.platform().books.ledger;
    let mut books = BTreeMap::<Book, i64>::new();
    for (book, fen) in ledger.entries().iter().flat_map(|entry| &entry.legs) {
        *books.entry(*book).or_default() += fen;
    }
    let text = text_of(&rendered(&world, ReportPeriod::Everything, Language::English));
    let lines: Vec<&str> = text.lines().collect();
    let of_person = [Book::Cash, Book::RechargeCard, Book::Wallet, Book::InFlight].map(|book: fn(Msisdn) -> Book| {
        sim_i18n::amount(Language::English, books.get(&book(number(1))).copied().unwrap_or(0))
    });
    assert_eq!(end_balances(&text, 1), of_person.join(" | "));
    assert!(of_person[2] != "0.00 yuan", "{of_person:?}");
    let settled: i64 = ledger
        .entries()
        .iter()
        .filter(|entry| matches!(entry.why, EntryReason::LoadSettled { .. }))
        .map(sim_i18n::entry::moved)
        .sum();
    let at = lines.iter().position(|line| *line == "Top-ups arrived").unwrap();
    assert_eq!(lines[at + 1..at + 3], [sim_i18n::amount(Language::English, settled), "1×".to_owned()]);
    assert!(text.contains("total\n") && text.contains("✓ Money is conserved"), "{text}");
}

#[test]
fn requests_are_counted_by_channel() {
    let more =
        ["hall loads 20 onto 13807310001", "hall loads 900 onto 13807310001", "13807310001 tops up 10 with initial"];
    let world = played(1, &[&OPENING[..], &more[..], &["time 1 h"]].concat());
    let text = text_of(&rendered(&world, ReportPeriod::Everything, Language::English));
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.iter().position(|line| *line == "Requests by channel").unwrap() + 5;
    let rows: Vec<String> = lines[from..from + 12].chunks(4).map(|row| row.join(" ")).collect();
    assert_eq!(rows, ["over the air 1 0 1", "website 0 0 0", "hall 1 1 0"]);
}

#[test]
fn calls_are_listed_with_their_services() {
    let calls = [
        "13807310001 dials 10086",
        r#"13807310001 presses "111""#,
        r#"13807310001 presses "3951753#846173#846173#""#,
        "13807310001 hangs up",
        "13807310001 dials 13800137000",
    ];
    let world = played(1, &[&OPENING[..], &calls[..]].concat());
    let text = text_of(&rendered(&world, ReportPeriod::Everything, Language::English));
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.iter().position(|line| *line == "Calls to the service lines").unwrap() + 6;
    let row = |nth: usize| lines[from + 5 * nth..from + 5 * (nth + 1)].to_vec();
    let (first, second) = (row(0), row(1));
    assert_eq!((first[0], first[1]), ("13807310001", "care"), "{first:?}");
    assert!(first[4].contains("balance") && first[4].contains("refused"), "{first:?}");
    assert_eq!((second[0], second[1], second[3]), ("13807310001", "voice line", "goes on"), "{second:?}");
    assert!(!text.contains("951753") && !text.contains("846173"), "what was typed stays");
}

#[test]
fn report_of_a_day_has_that_day_alone() {
    let mut world = small();
    let first = world.now().day();
    world.pass(DAY);
    world.deposit(&number(1), Fen(777)).unwrap();
    let day = |day| text_of(&rendered(&world, ReportPeriod::Day(day), Language::English));
    let (before, after) = (day(first), day(world.now().day()));
    let has = |text: &str, line: &str| text.lines().any(|own| own == line);
    assert!(!has(&before, "7.77 yuan") && has(&before, "12.50 yuan"), "{before}");
    assert!(has(&after, "7.77 yuan") && !after.contains("top-up set aside"), "{after}");
    // What was there before the day stands at its beginning.
    let (cash, _) = world.platform().books.account_balances(&number(1));
    let cash = sim_i18n::amount(Language::English, cash);
    assert!(end_balances(&after, 1).starts_with(&format!("{cash} | 0.00 yuan | ")), "{after}");
}

#[test]
fn page_is_of_one_language() {
    let world = small();
    let english = text_of(&rendered(&world, ReportPeriod::Everything, Language::English));
    let is_han = |one: char| ('\u{3400}'..='\u{9FFF}').contains(&one);
    let shops: Vec<String> = world.shops().all().map(|(_, shop)| shop.terminal().merchant_name().to_string()).collect();
    let mixed = english.lines().filter(|line| line.contains(is_han) && !shops.iter().any(|shop| line.contains(shop)));
    assert_eq!(mixed.collect::<Vec<_>>(), <[&str; 0]>::default());
    let chinese = text_of(&rendered(&world, ReportPeriod::Everything, Language::Chinese));
    let words = chinese.lines().filter(|line| line.contains(|one: char| one.is_ascii_alphabetic()));
    let known = ["rfid-sim", "town.world", "POS", "feature-phone", "KT", "TP-FCS"];
    let foreign = words.filter(|line| !known.iter().any(|word| line.contains(word)));
    assert_eq!(foreign.filter(|line| !line.ends_with(" A")).collect::<Vec<_>>(), <[&str; 0]>::default());
}

#[test]
fn secrets_are_not_in_the_page() {
    let world = small();
    for language in [Language::Chinese, Language::English] {
        let page = rendered(&world, ReportPeriod::Everything, language);
        for secret in ["654321", "98765", "SECR", "PASS", "secret"] {
            assert!(!page.contains(secret), "{secret}");
        }
    }
}

#[test]
fn page_asks_for_nothing() {
    let page = rendered(&small(), ReportPeriod::Everything, Language::Chinese);
    for way in ["http://", "https://", "src=", "url(", "@import", "<script", "<link", "<form", "<iframe"] {
        assert!(!page.contains(way), "{way}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn empty_world_has_a_report() {
    let mut settings = WorldSettings::of_seed(1);
    settings.merchants.clear();
    let world = World::new(settings);
    let text = text_of(&rendered(&world, ReportPeriod::Everything, Language::English));
    assert!(
        text.contains("Every movement, the newest first\n: none.")
            || text.contains("Every movement, the newest first: none."),
        "{text}"
    );
}

#[test]
fn long_lists_say_what_they_leave_out() {
    let mut world = played(2, &OPENING);
    for fen in 1..=10_000 {
        world.deposit(&number(1), Fen(fen)).unwrap();
        if fen % 100 == 0 {
            world.pass(1000);
        }
    }
    let page = rendered(&world, ReportPeriod::Everything, Language::English);
    let text = text_of(&page);
    let entries = world.platform().books.ledger.entries().len();
    assert!(text.contains(&format!("{} more rows are not listed.", entries - table::ROWS_MAX)), "{entries}");
    assert!(page.len() < 400_000, "{}", page.len());
    let missing = page_of_last(&world, 50);
    assert!(missing.contains(&format!("The oldest {} events are missing", world.happened() - 50)));
}

/// Renders a report that has the last events only.
fn page_of_last(world: &World, count: usize) -> String {
    let events = &world.events()[world.events().len() - count..];
    let source = ReportSource { name: "a", world, events };
    page(&source, ReportPeriod::Everything, Language::English)
}

#[test]
fn name_of_world_is_escaped() {
    let world = World::new(WorldSettings::of_seed(1));
    let source = ReportSource { name: "<script>\"&.world", world: &world, events: &[] };
    let page = page(&source, ReportPeriod::Everything, Language::Chinese);
    assert!(page.contains("&lt;script&gt;&quot;&amp;.world") && !page.contains("<script"));
}

/// Lines of which random plays are made.
const LINES: [&str; 22] = [
    r#"13807310001 writes "CX""#,
    "13807310001 asks balance",
    "13807310001 tops up 10 with initial",
    "13807310001 tops up 900 with initial",
    "13807310001 taps 3",
    "13807310001 taps 7 leaving before command 3",
    "pos 1 uploads",
    "pos 1 takes back voucher 1 of batch 1",
    r#"13807310002 writes "KT""#,
    r#"13807310002 writes "A""#,
    "hall takes 50 from 13807310002",
    "hall loads 20 onto 13807310001",
    "hall closes wallet of 13807310001",
    "13807310001 goes off",
    "13807310001 goes on",
    "13807310001 loses card",
    "network mix 3",
    "network lost 1 report",
    "website draws 10 from 招商银行 for 13807310001",
    "platform dies after-keeping",
    "time 1 min",
    "time 1 d",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_world_has_a_well_formed_report(play in prop::collection::vec(prop::sample::select(&LINES[..]), 0..25), day: bool) {
        let world = played(2, &[&OPENING[..], &play].concat());
        let period = if day { ReportPeriod::Day(world.now().day()) } else { ReportPeriod::Everything };
        for language in [Language::Chinese, Language::English] {
            let text = text_of(&rendered(&world, period, language));
            prop_assert!(text.lines().count() > 50);
        }
    }
}
