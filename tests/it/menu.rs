//! The walk of the card's menu: every claim holds from every start. A card that is broken on purpose is caught, each
//! time with the story that leads to the fault.

use std::collections::BTreeSet;
use std::process::Command;

use applet::CardState;
use sim_codec::cat::content::Octets;
use sim_codec::cat::message::Message;
use sim_codec::cat::{Object, Value, command};
use sim_device::handset::{Quirk, Quirks};
use sim_device::link::{InProcess, Link, LinkContext, LinkError};
use sim_device::memory::Eeprom;
use sim_lab::menu_explorer::claims::{Claim, ExpectedMenu, prove, story};
use sim_lab::menu_explorer::formats::{self, ExploredMenu};
use sim_lab::menu_explorer::starts::{self, StartPoint};
use sim_lab::menu_explorer::{Bound, Bounds, Map, MenuCard, Reach, explore, items, outline};
use sim_wire::proactive::{CommandType, ObjectTag};

use crate::binary::rfid_sim;

/// Fault with which a card is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// The short message is asked for again and again.
    Endless,
    /// An item is missing in 我的钱包.
    LineMissing,
    /// The field for the scratch card is asked again, whatever the answer is.
    DeadEnd,
    /// The card takes an end for an OK.
    GoesOnAfterEnd,
    /// The balance is cut in the middle of a character.
    TextCut,
    /// The choice in the main menu is put off for ever.
    Busy,
    /// A request sets the limit.
    RequestChanges,
    /// A refused amount sets the limit.
    RefusalChanges,
    /// The balance takes more octets than there can be.
    TooLong,
    /// The balance is shown in a browser that the phone does not have.
    Unpromised,
    /// Help is taken for going back.
    NoHelp,
    /// Back is taken for doing nothing.
    BackEnds,
    /// A time-out is taken for an OK.
    TimeOutGoesOn,
}

/// Card behind a link that breaks it.
#[derive(Clone, Debug)]
struct Broken {
    card: InProcess<Eeprom>,
    fault: Fault,
    /// Command that was fetched last; empty before the first.
    fetched: Vec<u8>,
}

impl Broken {
    fn of(start: &str, fault: Fault) -> Broken {
        Broken { card: StartPoint::named(start).unwrap().card(None).unwrap(), fault, fetched: Vec::new() }
    }

    fn is_last(&self, words: &str) -> bool {
        let octets: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        self.fetched.windows(octets.len()).any(|window| window == octets)
    }

    fn is_last_kind(&self, kind: CommandType) -> bool {
        command::parse(&self.fetched).is_ok_and(|command| command.details.value.command() == Some(kind))
    }

    /// Returns the status word with which the card asks for its last command again, as if that was not answered.
    fn again(&self) -> Vec<u8> {
        vec![0x91, u8::try_from(self.fetched.len() % 256).unwrap()]
    }

    fn respond(&mut self, situation: LinkContext, apdu: &[u8]) -> Result<Vec<u8>, LinkError> {
        let mut apdu = apdu.to_vec();
        let result = apdu.windows(2).position(|window| window == [0x83, 0x01]).map(|at| at + 2);
        let is = |octet: u8| result.is_some_and(|at| apdu[at] == octet);
        let becomes = match self.fault {
            Fault::Endless if self.is_last_kind(CommandType::SendSms) => return Ok(self.again()),
            Fault::DeadEnd if self.is_last("位充值卡密码") => return Ok(self.again()),
            Fault::GoesOnAfterEnd if is(0x10) && self.is_last_kind(CommandType::DisplayText) => Some(0x00),
            Fault::TimeOutGoesOn if is(0x12) && self.is_last_kind(CommandType::DisplayText) => Some(0x00),
            Fault::NoHelp if is(0x13) => Some(0x11),
            Fault::BackEnds if is(0x11) => Some(0x10),
            _ => None,
        };
        if let (Some(at), Some(octet)) = (result, becomes) {
            apdu[at] = octet;
        }
        let amount_refused = self.fault == Fault::RefusalChanges && self.is_last("充值金额") && apdu.ends_with(b"1#34");
        let sent = self.fault == Fault::RequestChanges && self.is_last_kind(CommandType::SendSms);
        let answer = self.card.exchange(situation, &apdu);
        if amount_refused || sent {
            for harm in ["00A4040010D1560001018003800000000100000000", "80DADF20040000029A"] {
                self.card.exchange(situation, &hex::decode(harm).unwrap())?;
            }
        }
        answer
    }

    fn fetches(&mut self, answer: Vec<u8>) -> Vec<u8> {
        let (octets, status) = answer.split_at(answer.len() - 2);
        self.fetched = octets.to_vec();
        let mut message = Message::parse(octets).unwrap();
        match self.fault {
            Fault::LineMissing => message.objects.retain(|object| {
                object.known() != Some(ObjectTag::Item) || object.octets().unwrap().first() != Some(&0x14)
            }),
            Fault::TextCut if self.is_last("钱包余额:") => {
                with_text(&mut message, |text| text.truncate(text.len() - 1))
            }
            Fault::TooLong if self.is_last("钱包余额:") => with_text(&mut message, |text| text.resize(257, 0x4E)),
            Fault::Unpromised if self.is_last("钱包余额:") => {
                message.objects[0].kept = Some(vec![1, CommandType::LaunchBrowser.code(), 0]);
            }
            _ => return answer,
        }
        [message.emit().unwrap().as_slice(), status].concat()
    }
}

fn with_text(message: &mut Message, change: impl Fn(&mut Vec<u8>)) {
    let is_text = |object: &&mut Object<Value>| object.known() == Some(ObjectTag::TextString);
    let text = message.objects.iter_mut().find(is_text).unwrap();
    let mut octets = text.octets().unwrap();
    change(&mut octets);
    (text.value, text.kept) = (Octets(octets).into(), None);
}

impl Link for Broken {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.card.power_on()
    }

    fn power_off(&mut self) {
        self.card.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        match command {
            [_, 0xC2, ..] if self.fault == Fault::Busy => Ok(vec![0x93, 0x00]),
            [_, 0x14, ..] => self.respond(situation, command),
            // A command of another length than announced is asked for once more, and comes as it is.
            [_, 0x12, ..] => self.card.exchange(situation, command).map(|answer| match answer.as_slice() {
                [0x6C, _] => answer,
                _ => self.fetches(answer),
            }),
            _ => self.card.exchange(situation, command),
        }
    }
}

impl MenuCard for Broken {
    fn has_same_future(&self, other: &Self) -> bool {
        self.card.has_same_future(&other.card)
    }

    fn has_same_wallet(&self, other: &Self) -> bool {
        self.card.has_same_wallet(&other.card)
    }

    fn seen(&self) -> Option<CardState> {
        self.card.seen()
    }

    fn steady(&mut self) {
        self.card.steady();
    }
}

const TREE: ExpectedMenu<'static> = ExpectedMenu { title: items::TITLE.0, items: items::ITEMS, english: false };

/// Returns the claims that do not hold of a broken card, and the story of the first breach of `claim`.
fn caught(start: &str, fault: Fault, claim: &str) -> (BTreeSet<&'static str>, String) {
    // A handset that does not name itself, so that what is wrong with a message is wrong with one that the person
    // sends.
    let begun = StartPoint::named(start).unwrap();
    let unnamed = begun.model.clone().with_quirks(Quirks::from_iter([Quirk::LocalInformationRefused]));
    let map = explore(Broken::of(start, fault), begun.on(unnamed).handset(), Bounds::default());
    let claims = prove(&map, Some(TREE));
    let meant = claims.iter().find(|known| known.key == claim).unwrap();
    let breach = meant.broken.first().unwrap_or_else(|| panic!("{fault:?} does not break the claim {claim}"));
    let broken = claims.iter().filter(|claim| !claim.is_held()).map(|claim| claim.key).collect();
    (broken, story(&map, breach))
}

/// Start with few states.
const START: &str = "unopened";

#[test]
fn endless_item_is_caught() {
    let (broken, story) = caught(START, Fault::Endless, "rest");
    assert!(broken.contains("rest"), "{broken:?}");
    insta::assert_snapshot!(story);
}

#[test]
fn missing_line_is_caught() {
    let (broken, story) = caught(START, Fault::LineMissing, "reached");
    assert_eq!(broken, BTreeSet::from(["reached"]));
    insta::assert_snapshot!(story);
}

#[test]
fn dead_end_screen_is_caught() {
    let (broken, story) = caught(START, Fault::DeadEnd, "no-dead-end");
    assert!(broken.is_superset(&BTreeSet::from(["no-dead-end", "time-out-ends", "end", "back"])), "{broken:?}");
    insta::assert_snapshot!(story);
}

#[test]
fn session_going_on_after_end_is_caught() {
    let (broken, story) = caught("open", Fault::GoesOnAfterEnd, "end");
    assert!(broken.contains("end"), "{broken:?}");
    insta::assert_snapshot!(story);
}

#[test]
fn half_a_character_is_caught() {
    let (broken, story) = caught(START, Fault::TextCut, "text");
    assert_eq!(broken, BTreeSet::from(["text"]));
    insta::assert_snapshot!(story);
}

#[test]
fn card_busy_forever_is_caught() {
    let (broken, story) = caught(START, Fault::Busy, "line");
    assert!(broken.is_superset(&BTreeSet::from(["line", "taken", "reached"])), "{broken:?}");
    insta::assert_snapshot!(story);
}

#[test]
fn request_changing_the_wallet_is_caught() {
    let (broken, story) = caught(START, Fault::RequestChanges, "request");
    assert!(broken.contains("request"), "{broken:?}");
    insta::assert_snapshot!(story);
}

#[test]
fn refused_input_changing_the_wallet_is_caught() {
    let (broken, story) = caught("empty", Fault::RefusalChanges, "refusal");
    assert!(broken.contains("refusal"), "{broken:?}");
    insta::assert_snapshot!(story);
}

#[test]
fn overlong_command_is_caught() {
    let (broken, story) = caught(START, Fault::TooLong, "length");
    assert!(broken.contains("length"), "{broken:?}");
    assert!(story.starts_with("a command has 27"), "{story}");
}

#[test]
fn command_outside_terminal_profile_is_caught() {
    let (broken, story) = caught(START, Fault::Unpromised, "profile");
    assert!(broken.contains("profile"), "{broken:?}");
    assert!(story.starts_with("LAUNCH BROWSER is not promised (octet 9 bit 7)"), "{story}");
}

#[test]
fn help_that_shows_nothing_is_caught() {
    let (broken, story) = caught(START, Fault::NoHelp, "help");
    assert_eq!(broken, BTreeSet::from(["help"]));
    insta::assert_snapshot!(story);
}

#[test]
fn back_ending_the_session_is_caught() {
    let (broken, _) = caught(START, Fault::BackEnds, "back");
    assert!(broken.contains("back"), "{broken:?}");
}

#[test]
fn session_going_on_after_timeout_is_caught() {
    let (broken, story) = caught("open", Fault::TimeOutGoesOn, "time-out-ends");
    assert!(broken.contains("time-out-ends"), "{broken:?}");
    insta::assert_snapshot!(story);
}

#[test]
fn walk_stopped_by_bound_is_not_whole() {
    let start = StartPoint::named("open").unwrap();
    let map = start.walk(None, Bounds { states: 20, ..Bounds::default() }).unwrap();
    assert_eq!(map.bound, Some(Bound::States(20)));
    let claims = prove(&map, None);
    assert!(!claims.iter().find(|claim| claim.key == "whole").unwrap().is_held());
}

fn walked(start: &StartPoint) -> (Map, Vec<Claim>) {
    let ExploredMenu { map, claims, .. } = start.proved(None, Bounds::default()).unwrap();
    (map, claims)
}

#[test]
fn two_walks_from_one_start_find_the_same() {
    let start = StartPoint::named("pin-last-try").unwrap();
    let walks = [(); 2].map(|()| {
        let map = start.walk(None, Bounds::default()).unwrap();
        let steps: Vec<String> =
            map.edges.iter().map(|edge| format!("{:?} {} {:?}", edge.from, edge.step, edge.to)).collect();
        (steps, map.states.len(), map.apdus)
    });
    assert_eq!(walks[0], walks[1]);
}

#[test]
fn wrong_pin_at_last_try_blocks_menu() {
    let (map, _) = walked(&StartPoint::named("pin-last-try").unwrap());
    let blocked = map.states.iter().filter(|state| state.card.as_ref().is_some_and(|card| card.pin_tries_left == 0));
    let blocked: Vec<_> = blocked.collect();
    assert!(!blocked.is_empty());
    let first = map.path(blocked[0]).last().unwrap().step.to_string();
    assert_eq!(first, "type 5678, OK");
    assert!(blocked.iter().all(|state| state.menu().is_none_or(|menu| menu.main)), "a blocked PIN opens no menu");
}

#[test]
fn blocked_pin_closes_every_menu_branch() {
    let start = StartPoint::named("pin-blocked").unwrap();
    let map = start.walk(None, Bounds { reach: Reach::Everything, ..Bounds::default() }).unwrap();
    assert_eq!(map.bound, None);
    let broken: Vec<_> = prove(&map, Some(TREE)).into_iter().filter(|claim| !claim.is_held()).collect();
    assert!(broken.is_empty(), "{broken:?}");
    let root = outline(&map).unwrap();
    assert!(root.lines.iter().all(|line| line.lines.is_empty()), "nothing stands behind a blocked PIN");
}

fn typed(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(rfid_sim()).arg("menu").args(arguments).output().unwrap();
    let words = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    (output.status.code().unwrap(), words(output.stdout), words(output.stderr))
}

#[test]
fn tree_and_proof_are_printed() {
    let (status, printed, _) = typed(&["--start", "pin-blocked", "--screens"]);
    assert_eq!(status, 0);
    insta::assert_snapshot!(printed);
}

/// Mark in a page of the book, behind which the program writes.
const MARK: &str = "<!-- Generated below this line: BLESS=1 cargo test -p tests --test it the_map_in_the_book -->\n";

#[test]
fn menu_page_matches_the_walked_map() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let page = std::fs::read_to_string(docs.join("MENU.md")).unwrap();
    let (written, _) = page.split_once(MARK).unwrap();
    let walks: Vec<ExploredMenu> =
        starts::all().into_iter().map(|start| start.proved(None, Bounds::default()).unwrap()).collect();
    let made = format!("{written}{MARK}{}", formats::book(&walks));
    let drawn = formats::svg(&walks[0]);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(docs.join("MENU.md"), &made).unwrap();
        std::fs::write(docs.join("menu.svg"), &drawn).unwrap();
    }
    assert!(walks.iter().all(ExploredMenu::is_held));
    let same = std::fs::read_to_string(docs.join("MENU.md")).unwrap() == made;
    assert!(same, "docs/MENU.md is not what is walked: BLESS=1 writes it");
    let same = std::fs::read_to_string(docs.join("menu.svg")).unwrap() == drawn;
    assert!(same, "docs/menu.svg is not what is walked: BLESS=1 writes it");
}

#[test]
fn json_has_states_edges_and_proof() {
    let (status, printed, _) = typed(&["--start", "pin-last-try", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((status, &json["holds"], &json["tree"]["text"]), (0, &true.into(), &"手机钱包".into()));
    let count = |list: &str| json[list].as_array().unwrap().len();
    assert_eq!(json["counts"]["states"], count("states"));
    assert_eq!(json["counts"]["edges"], count("edges"));
    assert_eq!(count("proof"), 19);
}

#[test]
fn bad_arguments_are_refused_with_reason() {
    for (arguments, sentence) in [
        (vec!["--start", "nowhere"], "There is no start \"nowhere\"; there are open, empty,"),
        (
            vec!["--phone", "brick"],
            "There is no phone \"brick\"; there are feature-phone, feature-2009, android, ofono-like.",
        ),
        (
            vec!["--start", "all", "--format", "svg", "--states", "5"],
            "A drawing shows one start, and --start chooses 22.",
        ),
        (vec!["--profile", "no-such.toml"], "no-such.toml"),
    ] {
        let (status, printed, error) = typed(&arguments);
        assert!(error.contains(sentence), "{arguments:?}: {error}");
        assert_eq!((status, printed.as_str()), (2, ""), "{arguments:?}");
    }
}
