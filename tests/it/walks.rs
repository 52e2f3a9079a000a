//! The walks of `apdu-traces/walks/`: each replays, is named by its own first sentence and stands in the guide.
//! Together they choose every item of the menu. Falsifying them, one expectation at a time, shows that a walk can fail.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sim_script::trace::TraceOutcome;
use sim_script::trace::outcome::FailureKind;
use sim_script::trace::syntax::{Fact, ValueOrColumn};
use sim_script::walk::syntax::{
    Detail, Expectation, ExpectedMessage, ExpectedSms, Line, Name, PayPasswordState, RequestKind, SmsContent,
    WalkContent, Wording, WorldFact,
};
use sim_script::walk::{Options, Step, Walk, files, parse, replay};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_world::platform::account::AccountState;

use crate::traces;

/// Every item of the menu (the tree of the handbook), by its name.
const TREE: [&str; 24] = [
    "我的钱包",
    "开通钱包",
    "注销钱包",
    "钱包充值",
    "钱包余额查询",
    "钱包明细查询",
    "钱包暂停",
    "钱包恢复",
    "我的支付账户",
    "账户查询",
    "账户余额查询",
    "账户明细查询",
    "充值卡充值",
    "我要缴费",
    "缴本机话费",
    "缴他人话费",
    "业务管理",
    "操作密码设置",
    "启用操作密码",
    "停用操作密码",
    "修改操作密码",
    "支付密码设置",
    "修改支付密码",
    "单次消费限额",
];

/// Returns every walk, by its path below the folder of the traces.
fn walks() -> BTreeMap<String, Walk> {
    let folder = traces::folder();
    let found = files::find(&[folder.join("walks")]).unwrap();
    let named = found.into_iter().map(|path| {
        let name = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        (name, files::load(&path).unwrap_or_else(|error| panic!("{error:?}")))
    });
    named.collect()
}

fn trouble(outcome: &TraceOutcome) -> Option<String> {
    let failure = outcome.results.iter().find_map(|result| result.failure.as_ref())?;
    Some(format!("{}: {}", failure.place, failure.trouble.summary()))
}

fn steps(walk: &Walk) -> impl Iterator<Item = (&Line, &Step)> {
    walk.lines.iter().filter_map(|line| match &line.content {
        WalkContent::Step(step) => Some((line, step)),
        _ => None,
    })
}

#[test]
fn every_walk_holds() {
    let walks = walks();
    assert!(walks.len() >= 145, "only {} walks", walks.len());
    let mut wrong = Vec::new();
    for (name, walk) in &walks {
        let outcome = replay(walk, &Options::default());
        let looks = steps(walk).filter(|(_, step)| matches!(step, Step::Expect(_))).count();
        assert!(looks >= 2, "{name} looks {looks} times: that is no walk");
        wrong.extend(trouble(&outcome));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_walk_opens_with_its_file_name() {
    for (name, walk) in walks() {
        let stem = name.rsplit('/').next().and_then(|file| file.strip_suffix(".walk")).unwrap();
        assert!(stem.split('-').count() >= 4, "{name} is too short for a sentence");
        let first = walk.lines.first().unwrap();
        assert_eq!(first.content, WalkContent::Blank, "{name} does not open with a comment");
        let said = traces::in_kebab_case(first.comment.as_deref().unwrap_or_default());
        assert!(said.starts_with(stem), "{name} opens with another sentence: {said}");
    }
}

#[test]
fn guide_links_every_walk_exactly_once() {
    let guide = std::fs::read_to_string(traces::folder().join("README.md")).unwrap();
    let links = guide.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let linked: Vec<&str> = links.filter(|link| link.ends_with(".walk")).collect();
    let walks = walks();
    for name in walks.keys() {
        assert_eq!(linked.iter().filter(|link| *link == name).count(), 1, "times that the guide names {name}");
    }
    assert_eq!(linked.len(), walks.len(), "the guide names walks that are not there");
}

#[test]
fn walks_choose_every_menu_line() {
    let mut chosen = BTreeSet::new();
    for walk in walks().values() {
        assert_eq!(trouble(&replay(walk, &Options::default())), None, "a line counts only where it was there");
        for (_, step) in steps(walk) {
            if let Step::Choose(path) = step {
                chosen.extend(path.iter().filter_map(|name| match name {
                    Name::Text(text) => Some(text.clone()),
                    Name::Line(_) => None,
                }));
            }
        }
    }
    let missing: Vec<&str> = TREE.into_iter().filter(|name| !chosen.contains(*name)).collect();
    assert_eq!(missing, [""; 0], "lines that no walk chooses");
    let other = chosen.iter().find(|name| !name.is_ascii() && !TREE.contains(&name.as_str()));
    assert_eq!(other, None, "a line that is not in the tree");
}

#[test]
fn walks_hold_under_another_seed() {
    for (name, walk) in walks() {
        let outcome = replay(&walk, &Options { seed: Some(0xC0FFEE), ..Options::default() });
        assert_eq!(trouble(&outcome), None, "{name} under another seed");
    }
}

#[test]
fn every_walk_round_trips_through_text() {
    for (name, walk) in walks() {
        let again = parse(&name, &walk.to_string()).unwrap_or_else(|error| panic!("{error:?}"));
        // What a fragment says is not in the text.
        let printed = |walk: &Walk| walk.to_string();
        assert_eq!(printed(&again), printed(&walk), "{name}");
    }
}

/// Returns an expectation made false; `None` if that is not possible.
fn falsified(expectation: &Expectation) -> Option<Expectation> {
    Some(match expectation {
        Expectation::Screen(Wording::Contains(text)) => Expectation::Screen(Wording::Contains(format!("{text}~"))),
        Expectation::Screen(Wording::Exactly(text)) => Expectation::Screen(Wording::Exactly(format!("{text}~"))),
        Expectation::Lines(lines) => Expectation::Lines(lines.iter().skip(1).cloned().collect()),
        Expectation::Item { path, there } => Expectation::Item { path: path.clone(), there: !there },
        Expectation::SmsCount(count) => Expectation::SmsCount(count + 1),
        Expectation::Left(left) => Expectation::Left(left + 1),
        Expectation::Typed(text) => Expectation::Typed(format!("{text}~")),
        Expectation::Help(offered) => Expectation::Help(!offered),
        Expectation::Kind(kind) => {
            let other =
                [sim_script::walk::syntax::ScreenKind::Tone, sim_script::walk::syntax::ScreenKind::Confirmation];
            Expectation::Kind(other.into_iter().find(|other| other != kind)?)
        }
        Expectation::Sms(ExpectedSms { to, content: Some(SmsContent::Request(request)) }) => {
            let mut other = request.clone();
            match other.details.first_mut() {
                None if request.asked == RequestKind::Open => other.asked = RequestKind::Close,
                None => other.asked = RequestKind::Open,
                Some(Detail::Amount(amount)) => amount.0 += 1,
                Some(
                    Detail::Of(digits)
                    | Detail::Password(digits)
                    | Detail::Old(digits)
                    | Detail::New(digits)
                    | Detail::Card(digits)
                    | Detail::Imei(digits),
                ) => digits.push('0'),
            }
            Expectation::Sms(ExpectedSms { to: to.clone(), content: Some(SmsContent::Request(other)) })
        }
        Expectation::Sms(ExpectedSms { to: Some(number), content }) => {
            Expectation::Sms(ExpectedSms { to: Some(format!("{number}0")), content: content.clone() })
        }
        Expectation::Message(ExpectedMessage { from, wording: Some(wording) }) => {
            let (Wording::Contains(text) | Wording::Exactly(text)) = wording else { return None };
            let wording = Some(Wording::Exactly(format!("{text}~")));
            Expectation::Message(ExpectedMessage { from: from.clone(), wording })
        }
        Expectation::MessageCount(count) => Expectation::MessageCount(count + 1),
        Expectation::Card(Fact::Balance(ValueOrColumn::Is(Fen(fen)))) => {
            Expectation::Card(Fact::Balance(ValueOrColumn::Is(Fen(fen + 1))))
        }
        Expectation::Card(Fact::State(ValueOrColumn::Is(state))) => {
            Expectation::Card(Fact::State(ValueOrColumn::Is(another(LifeCycle::ALL, *state)?)))
        }
        Expectation::Receipt(Wording::Contains(text)) => Expectation::Receipt(Wording::Contains(format!("{text}~"))),
        Expectation::Receipt(Wording::Exactly(text)) => Expectation::Receipt(Wording::Exactly(format!("{text}~"))),
        Expectation::NoReceipt => Expectation::Receipt(Wording::Exactly("~".to_owned())),
        Expectation::World(fact) => Expectation::World(falsified_fact(*fact)?),
        _ => return None,
    })
}

/// Returns a fact of the world made false; `None` if that is not possible.
fn falsified_fact(fact: WorldFact) -> Option<WorldFact> {
    Some(match fact {
        WorldFact::Book(purse, Fen(fen)) => WorldFact::Book(purse, Fen(fen + 1)),
        WorldFact::BooksHold(hold) => WorldFact::BooksHold(!hold),
        WorldFact::Account(state) => {
            let states = [None, Some(AccountState::Open), Some(AccountState::Closed)];
            WorldFact::Account(another(states, state)?)
        }
        WorldFact::PayPassword(state) => {
            let states = [PayPasswordState::Initial, PayPasswordState::Set, PayPasswordState::Locked];
            WorldFact::PayPassword(another(states, state)?)
        }
        WorldFact::Believes(state) => WorldFact::Believes(another(LifeCycle::ALL, state)?),
        WorldFact::UnderWay(count) => WorldFact::UnderWay(count + 1),
        WorldFact::Quiet(quiet) => WorldFact::Quiet(!quiet),
        WorldFact::Merchant(pos, fen) => WorldFact::Merchant(pos, fen + 1),
        WorldFact::Batch(pos, sold, sum) => WorldFact::Batch(pos, sold + 1, sum),
        WorldFact::Pending(pos, count) => WorldFact::Pending(pos, count + 1),
        WorldFact::EntriesRefused(pos, count) => WorldFact::EntriesRefused(pos, count + 1),
        WorldFact::Charges(Fen(fen)) => WorldFact::Charges(Fen(fen + 1)),
        WorldFact::HallRecords(count, Fen(fen)) => WorldFact::HallRecords(count, Fen(fen + 1)),
    })
}

/// Returns another one of these; `None` if there is none.
fn another<T: PartialEq>(all: impl IntoIterator<Item = T>, than: T) -> Option<T> {
    all.into_iter().find(|other| *other != than)
}

#[test]
fn every_falsified_expectation_is_noticed() {
    let mut lies = 0;
    for (name, walk) in walks() {
        for at in 0..walk.lines.len() {
            let WalkContent::Step(Step::Expect(list)) = &walk.lines[at].content else { continue };
            for place in 0..list.len() {
                let Some(falsified) = falsified(&list[place]) else { continue };
                let mut list = list.clone();
                list[place] = falsified;
                let mut lie = walk.clone();
                lie.lines[at].content = WalkContent::Step(Step::Expect(list));
                let outcome = replay(&lie, &Options::default());
                let failure = outcome.results[0].failure.as_ref();
                let failure = failure.unwrap_or_else(|| panic!("{name}: {} went unseen", lie.lines[at]));
                assert_eq!(failure.place.span.start, walk.lines[at].span.start, "{name}: {}", lie.lines[at]);
                lies += 1;
            }
        }
    }
    println!("expectations made false one by one: {lies}");
    assert!(lies > 900, "only {lies} expectations were made false");
}

/// Replays a wrong walk; returns the report of its failure.
fn told(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("wrong.walk"), text).unwrap();
    let walk = files::load(&folder.path().join("wrong.walk")).unwrap();
    let outcome = replay(&walk, &Options::default());
    let failure = outcome.results[0].failure.clone().expect("it fails");
    match failure.trouble {
        FailureKind::Screen(seen) => {
            let mut lines = vec![format!("line {}", failure.place.line()), format!("of {}", seen.what)];
            lines.extend([format!("expected {}", seen.expected), format!("actual   {}", seen.actual)]);
            lines.extend(seen.marks.as_ref().map(|marks| format!("         {marks}")));
            lines.extend(seen.picture());
            lines.extend(seen.help.map(|help| help.to_string()));
            lines.join("\n")
        }
        other => format!("line {}\n{}", failure.place.line(), other.summary()),
    }
}

#[test]
fn broken_expectation_shows_the_screen() {
    insta::assert_snapshot!(
        "wrong_text",
        told(
            "card balance 5.00 yuan, open\nchoose 我的钱包 > 钱包余额查询\nexpect screen exactly \"钱包余额:6.00元\"\n"
        )
    );
    insta::assert_snapshot!("wrong_name", told("choose 我的钱包 > 钱包暂亭\n"));
    insta::assert_snapshot!("nowhere_to_type", told("choose 我的钱包 > 钱包余额查询\ntype \"1\"\n"));
    insta::assert_snapshot!("does_not_fit", told("choose 我要缴费 > 缴他人话费\ntype \"1380013800x\"\n"));
    insta::assert_snapshot!("wrong_ending", told("card balance 1 yuan\ntap purchase 2.00 yuan -> done\n"));
    insta::assert_snapshot!("wrong_message", told("choose 我的钱包 > 钱包暂停\nexpect sms to 10086\n"));
    let closes = "card balance 0 yuan, open\nchoose 我的钱包 > 注销钱包\nanswer yes\ntype secret \"123456\"\npress OK\n\
                  expect sms request close password 111111\n";
    insta::assert_snapshot!("wrong_password", told(closes));
}

#[test]
fn walks_stand_in_no_other_folder() {
    let all = files::find(&[traces::folder()]).unwrap();
    assert!(all.iter().all(|path| path.starts_with(traces::folder().join("walks"))));
    assert!(Path::new(&traces::folder()).join("walks").is_dir());
}
