//! Tests of replay: the failures of walks that do not hold, and replays of recorded walks.

use proptest::prelude::*;

use super::replay;
use crate::trace::Options;
use crate::trace::outcome::FailureKind;
use crate::walk::syntax::{ActionStep, Phone, Setting};
use crate::walk::{Recorder, Step, parse};
use sim_device::handset::{Act, Screen, ScreenBody};
use sim_device::link::{Chance, InProcess};
use sim_device::memory::Eeprom;
use sim_device::memory::manufactured;
use sim_device::mobile_station::MobileStation;
use sim_device::profile::Profile;

fn trouble(text: &str) -> Option<String> {
    let walk = parse("test", text).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(*error)));
    let failure = replay(&walk, &Options::default()).results.remove(0).failure?;
    let help = match &failure.trouble {
        FailureKind::Screen(seen) => seen.help.clone().map(|help| format!(" ({help})")).unwrap_or_default(),
        _ => String::new(),
    };
    Some(format!("{}: {}{help}", failure.place.line(), failure.trouble.summary()))
}

#[test]
fn failed_expectation_is_reported_with_line() {
    let told = [
        (
            "choose 我的钱包 > 钱包暂亭\n",
            "1: a line of the menu: expected 钱包暂亭, got 注销钱包 | 钱包充值 | 钱包余额查询 | 钱包明细查询 | 钱包暂停 (did you mean `钱包暂停`?)",
        ),
        (
            "choose 我的钱包 > line 6\n",
            "1: a line of the menu: expected line 6, got 注销钱包 | 钱包充值 | 钱包余额查询 | 钱包明细查询 | 钱包暂停",
        ),
        ("choose 我的钱包 > 钱包余额查询 > x\n", "1: the way to `x`: expected a menu, got text"),
        (
            "choose 我的钱包 > 钱包余额查询\nchoose 我的钱包\n",
            "2: the main menu: expected a handset that can open it, got text",
        ),
        (
            "type \"1\"\n",
            "1: `type \"1\"`: expected a screen where that means something, got idle (there is no field here in which something could be typed)",
        ),
        (
            "choose 我要缴费 > 缴他人话费\ntype \"12345678901234\"\n",
            "2: `type \"12345678901234\"`: expected a screen where that means something, got field (there is room for 11 more, and this is 14)",
        ),
        (
            "choose 我要缴费 > 缴他人话费\ntype secret \"1\"\n",
            "2: `type secret`: expected a field that hides what is typed, got field",
        ),
        ("press menu -> refused\n", "1: `press menu`: expected that the handset does not take it, got it took it"),
        ("answer yes\n", "1: an answer: expected a question of yes or no, got idle"),
        (
            "wait out\n",
            "1: `wait out`: expected a screen that waits for the person, got the handset waits for nothing here (say how long: wait 30 s)",
        ),
        ("undo\n", "1: nothing was done that could be taken back"),
        ("call off\n", "1: no call can ring, be answered or end so here"),
        ("expect sms\n", "1: a short message: expected sms, got none that was not looked at"),
        ("choose 我的钱包 > 钱包暂停\nexpect sms 2\n", "2: the handset: expected sms 2, got sms 1"),
        ("expect left 1\n", "1: the handset: expected left 1, got idle, which has none"),
        ("expect item 我的钱包 > 钱包恢复\n", "1: the menu: expected item 我的钱包 > 钱包恢复, got no such line"),
        ("expect no item 我的钱包 > 钱包暂停\n", "1: the menu: expected no item 我的钱包 > 钱包暂停, got such a line"),
        (
            "expect no item 我的 > 钱包暂停\n",
            "1: a line of the menu: expected 我的, got 我的钱包 | 我的支付账户 | 我要缴费 | 业务管理",
        ),
        (
            "card balance 1 yuan\ntap purchase 2.00 yuan -> refused: suspended\n",
            "2: the tap: expected refused: suspended, got refused: insufficient balance",
        ),
        ("apdu > 00840000 04 < 9000\n", "1: expected 9000, got"),
        ("deliver 1\n", "1: 0 messages were delivered, and then none was under way that arrives now"),
        (
            "lose next message\n",
            "1: nothing is under way; of a message that is yet to come, say whose: `next message of the phone`, `next message of the platform`, `next report`",
        ),
        (
            "choose 我的钱包 > 钱包暂停\nswap next message\n",
            "2: one such message is under way, and none that could overtake it",
        ),
        ("replay packet 1 of the card\n", "1: 0 such packets were seen"),
        ("account cash 1 yuan\nexpect cash 2 yuan\n", "2: the platform: expected cash 2.00 yuan, got cash 1.00 yuan"),
        ("expect account open\n", "1: the platform: expected account open, got account none"),
        (
            "write 10658888 \"CX\"\nexpect nothing under way\n",
            "2: the platform: expected nothing under way, got under way 1",
        ),
        ("expect message\n", "1: a message in the inbox: expected message, got none that was not looked at"),
        (
            "account none\nwrite 10658888 \"CX\"\ndeliver\nexpect message \"余额\"\n",
            "4: a message in the inbox: expected \"余额\", got \"您尚未开通手机支付账户,请发送KT到10658888开通。\"",
        ),
        ("account none\nhall deposits 1.00 yuan\n", "2: what the hall does: expected done, got refused: no account: "),
        (
            "account cash 1 yuan\nhall deposits 1.00 yuan -> refused\n",
            "2: what the hall does: expected refused, got done",
        ),
        ("expect screen matching /^x/\n", "1: the screen: expected matching /^x/, got \"\""),
        (
            "card pin on\ncut at write 1\nchoose 我的钱包\ntype \"1111\"\npress OK\npress OK\n",
            "6: the power failed, and the handset shows nothing more; `restart` comes first",
        ),
    ];
    for (text, expected) in told {
        let actual = trouble(text).unwrap_or_else(|| panic!("{text} holds"));
        assert!(
            actual.starts_with(expected) && (actual == expected || text.starts_with("apdu") || text.contains("hall")),
            "{text}\n{actual}\n{expected}"
        );
    }
}

/// Expecting a line of the menu takes no PIN try and erases no typed digit.
#[test]
fn menu_expectation_changes_no_state() {
    let walk = "card balance 5.00 yuan, open, pin on\nchoose 我的钱包\ntype secret \"1111\"\npress OK\ntype secret \"12\"\n\
                expect item 我的钱包 > 钱包暂停, pin tries 2, typed \"12\"\ntype \"34\"\npress OK\nexpect menu\n";
    assert_eq!(trouble(walk), None);
}

#[test]
fn undo_reverts_one_action_and_no_expectation() {
    let walk = "choose 我要缴费 > 缴他人话费\ntype \"1\"\ntype \"2\"\nexpect typed \"12\"\nundo\nexpect typed \"1\"\nundo\n\
                expect typed \"\"\nundo\nexpect idle\n";
    assert_eq!(trouble(walk), None);
}

#[test]
fn commands_of_undone_steps_are_counted() {
    let counted = |text: &str| {
        let walk = parse("test", text).unwrap();
        let options = Options { keeps_transcript: true, ..Options::default() };
        let [plain, told] = [Options::default(), options].map(|options| replay(&walk, &options).results.remove(0));
        assert_eq!((plain.failure.is_none(), plain.commands), (true, told.commands), "{text}");
        plain.commands
    };
    let (opened, left) = (counted("choose 我的钱包\n"), counted("choose 我的钱包\npress back\n"));
    assert!(left > opened);
    let twice = counted("choose 我的钱包\npress back\nundo\npress back\n");
    assert_eq!(twice, left + (left - opened));
}

/// Walk up to a top-up whose request has just left.
const TOP_UP: &str = "card balance 20 yuan, open\naccount cash 200 yuan\nchoose 我的钱包 > 钱包充值\ntype \"50\"\npress OK\n\
                      answer yes\ntype secret \"123456\"\npress OK\npress OK\n";

#[test]
fn deliver_moves_message_and_undo_reverts_it() {
    let walk = "wait 24 h\nexpect under way 1, cash 200 yuan, nothing in flight\ndeliver\nexpect cash 150 yuan, message 1\n\
                undo\nexpect cash 200 yuan, balance 20 yuan, no message, under way 1\n\
                deliver\nexpect balance 70 yuan, cash 150 yuan, books hold\n";
    assert_eq!(trouble(&format!("{TOP_UP}{walk}")), None);
}

#[test]
fn matched_message_is_not_expected_again() {
    let walk = "deliver\nexpect message \"充值\", idle\n";
    let told = trouble(&format!("{TOP_UP}{walk}"));
    assert_eq!(told.as_deref(), Some("11: the handset: expected idle, got text"));
    let walk =
        "deliver\nwrite 10658888 \"CX\"\ndeliver\nexpect message from 10658888 \"充值\"\nexpect message from 10086\n";
    let told = trouble(&format!("{TOP_UP}{walk}")).unwrap();
    assert!(
        told.starts_with("14: a message in the inbox: expected message from 10086, got message from 10658888 \"现金")
    );
}

#[test]
fn books_out_of_balance_are_reported_with_finding() {
    let walk =
        format!("platform refunds too early\n{TOP_UP}lose next report\ndeliver\nwait 6 min\nexpect books hold\n");
    let told = trouble(&walk).unwrap();
    assert!(told.starts_with("14: the platform: expected books hold, got books do not hold ("), "{told}");
    assert!(told.contains("13807310001"), "{told}");
}

#[test]
fn platform_walk_needs_issuable_card() {
    let mut profile = Profile::default();
    profile.card.ota_keys.clear();
    let options = Options { profile: Some(profile), ..Options::default() };
    let told = |text: &str| {
        let failure = replay(&parse("test", text).unwrap(), &options).results.remove(0).failure;
        failure.map(|failure| failure.trouble.summary())
    };
    assert_eq!(told("choose 我的钱包 > 钱包余额查询\nexpect text\n"), None);
    let why = "the platform does not issue the card: the profile has no key set for secured packets ([[ota_key]])";
    assert_eq!(told("account cash 1 yuan\nexpect idle\n").as_deref(), Some(why));
    let told = trouble("clock 1969-12-31 10:30:00\nexpect idle\n");
    assert_eq!(told.as_deref(), Some("1: the clock of a walk begins in 1970 at the earliest"));
}

#[test]
fn heal_leaves_world_quiet_or_fails() {
    let lost = "lose next message of the phone\nlose next message of the platform\nlose next report\nheal\nexpect quiet, cash 200 yuan\n";
    assert_eq!(trouble(&format!("{TOP_UP}{lost}")), None);
    let told = trouble(&format!("{TOP_UP}deliver 1\nnetwork off\nheal\n"));
    assert_eq!(told.as_deref(), Some("12: 14 days later something is still under way"));
}

/// Returns the acts that a person may try at a screen.
fn act(screen: &Screen) -> Vec<Act> {
    let mut acts = vec![Act::Ok, Act::Back, Act::End, Act::Nothing, Act::No, Act::Erase, Act::TakeScreen, Act::Home];
    match &screen.body {
        ScreenBody::Items { items, .. } => {
            acts.extend(items.iter().flat_map(|item| [Act::Choose(item.id), Act::Help(Some(item.id))]));
            acts.extend(items.iter().map(|item| Act::Choose(item.id)));
        }
        ScreenBody::Input(_) => {
            acts.extend(["1234", "13800138000", "5", "0.5", "123456"].map(|text| Act::Type(text.into())))
        }
        _ => acts.extend([Act::Open, Act::Open, Act::Open]),
    }
    acts
}

fn station() -> MobileStation<InProcess<Eeprom>> {
    let memory = manufactured(&Profile::default().to_personalisation()).unwrap();
    MobileStation::switch_on(InProcess::new(memory, Chance::seeded(1)), Phone::default().handset()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn recorded_walk_replays(choices in prop::collection::vec((0_usize..100, 0_u32..40_000), 1..60)) {
        let mut station = station();
        let mut recorder = Recorder::new(vec![Setting::Phone(Phone::default())]);
        for (choice, ms) in choices {
            let before = station.screen();
            if choice == 0 {
                station.restart().unwrap();
                recorder.record_step(Step::Action(ActionStep::restart()), &before, &station.screen());
            } else {
                let acts = act(&before);
                let act = &acts[choice % acts.len()];
                let state = station.state();
                if station.act(act).unwrap() {
                    recorder.record_act(act, &before, &station.screen());
                } else {
                    // What is not written down must have changed nothing.
                    prop_assert_eq!(station.state(), state, "{:?}", act);
                }
            }
            // Short times pass in pieces, and some of them are not written down.
            if ms % 3 == 0 {
                let before = station.screen();
                station.wait(ms).unwrap();
                recorder.record_wait(ms, &before, &station.screen());
            }
        }
        let text = recorder.text();
        let walk = parse("recorded", &text).unwrap();
        prop_assert_eq!(&walk.lines, &recorder.walk().lines);
        let outcome = replay(&walk, &Options::default());
        let told = outcome.results[0].failure.as_ref().map(|failure| (failure.place.line(), failure.trouble.summary()));
        prop_assert_eq!(told, None, "{}", text);
    }
}

#[test]
fn failure_tells_what_plays_its_line() {
    let text = "procedure look text\nexpect  item {text}\nend\nrepeat 2\ncall look 我的钱包\ncall look 天气\nend\n";
    let walk = parse("test", text).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(*error)));
    let failure = replay(&walk, &Options::default()).results.remove(0).failure.unwrap();
    let origins: Vec<String> = failure.place.origins().map(ToString::to_string).collect();
    assert_eq!(origins, ["test:6: call look 天气", "test:4: repeat 2, round 1"]);
}

#[test]
fn tap_that_is_done_has_no_reason() {
    let failed = |text: &str| {
        let walk = parse("test", text).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(*error)));
        replay(&walk, &Options::default()).results.remove(0).failure.unwrap()
    };
    let done = failed("card balance 5.00 yuan, open\ntap purchase 1.00 yuan -> refused\n");
    assert_eq!((done.trouble.actual().as_deref(), done.reason), (Some("done"), None));
    let refused = failed("card balance 0.50 yuan, open\ntap purchase 1.00 yuan -> done\n");
    assert!(refused.reason.is_some(), "{refused:?}");
}
