//! Exhaustive power cuts: every memory write of every command that writes. Each is torn in every way that a single
//! octet can make a difference to, and in a sample of the rest. A second cut follows in the next start. There is no
//! state in between, no free try at a PIN or key, no lost proof.

use applet::{BlockState, CardState, KeyUsage};
use sim_device::memory::{PowerCut, Tear};
use sim_lab::tear::{TearCounts, Thoroughness, search};
use sim_wire::lifecycle::LifeCycle;
use sim_wire::proactive::CommandType;
use sim_wire::record::TransactionKind;

use crate::over_the_air::{Sender, bring, money};
use crate::stand::*;
use crate::toolkit::{Hand, typed};

/// Command that writes, and its preparation.
struct Story {
    name: &'static str,
    /// Preparation of the card, in a session of its own.
    setup: fn(&mut Stand),
    /// Beginning of the command's session; returns the command, which is not sent yet.
    command: fn(&mut Stand) -> Vec<u8>,
    /// Number of memory writes of the command itself.
    writes: u64,
}

fn nothing(_: &mut Stand) {}

fn eleven_transactions(stand: &mut Stand) {
    (0..11).for_each(|fen| drop(stand.purchase(100 + fen)));
}

fn wrong_pins(stand: &mut Stand, count: usize) {
    stand.pin_on();
    for _ in 0..count {
        stand.refused(&verify("9999"));
    }
}

fn secured_wallet_command(stand: &mut Stand, header: [u8; 4], data: &[u8]) -> Vec<u8> {
    stand.secured(KeyUsage::Maintenance, header, data)
}

fn block_temporarily(stand: &mut Stand) {
    let command = secured_wallet_command(stand, [0x84, 0x1E, 0x00, 0x00], &[]);
    stand.done(&command);
}

fn unblock(stand: &mut Stand) -> Vec<u8> {
    secured_wallet_command(stand, [0x84, 0x18, 0x00, 0x00], &[])
}

fn status_after_authentication(stand: &mut Stand, state: LifeCycle) -> Vec<u8> {
    stand.authenticate();
    set_status(state)
}

/// Stories of money.
const MONEY: &[Story] = &[
    Story { name: "load", setup: nothing, command: |s| s.credit_for(1_000), writes: 1 },
    Story { name: "load into a full log", setup: eleven_transactions, command: |s| s.credit_for(1), writes: 1 },
    Story { name: "purchase", setup: nothing, command: |s| s.debit_for(1_234), writes: 1 },
    Story { name: "purchase of nothing", setup: nothing, command: |s| s.debit_for(0), writes: 1 },
    Story { name: "purchase into a full log", setup: eleven_transactions, command: |s| s.debit_for(77), writes: 1 },
    Story { name: "purchase after a load", setup: |s| drop(s.load(5)), command: |s| s.debit_for(5), writes: 1 },
    Story {
        name: "purchase that closes a closing wallet",
        setup: |s| s.set_status(LifeCycle::Closing),
        command: |s| s.debit_for(50_000),
        writes: 1,
    },
    Story { name: "unload", setup: nothing, command: |s| s.unload_for(50_000), writes: 1 },
    Story {
        name: "unload that closes a closing wallet",
        setup: |s| s.set_status(LifeCycle::Closing),
        command: |s| s.unload_for(50_000),
        writes: 1,
    },
];

/// Stories of the life cycle, the parameters and the files.
const PARAMETERS: &[Story] = &[
    Story { name: "set the limit", setup: nothing, command: |_| set_limit(Some(5_000)), writes: 1 },
    Story {
        name: "lift the limit",
        setup: |s| drop(s.done(&set_limit(Some(5_000)))),
        command: |_| set_limit(None),
        writes: 1,
    },
    Story {
        name: "suspend",
        setup: nothing,
        command: |s| status_after_authentication(s, LifeCycle::Suspended),
        writes: 1,
    },
    Story {
        name: "resume",
        setup: |s| s.set_status(LifeCycle::Suspended),
        command: |s| status_after_authentication(s, LifeCycle::Open),
        writes: 1,
    },
    Story {
        name: "suspend under secure messaging",
        setup: nothing,
        command: |s| secured_wallet_command(s, [0x84, 0xF0, 0x40, LifeCycle::Suspended.code()], &AID),
        writes: 1,
    },
    Story {
        name: "close",
        setup: |s| drop(s.unload(50_000)),
        command: |s| status_after_authentication(s, LifeCycle::Closed),
        writes: 1,
    },
    Story {
        name: "begin closing with money left",
        setup: nothing,
        command: |s| status_after_authentication(s, LifeCycle::Closing),
        writes: 1,
    },
    Story {
        name: "open what is open",
        setup: nothing,
        command: |s| status_after_authentication(s, LifeCycle::Open),
        writes: 0,
    },
    Story {
        name: "calibrate",
        setup: nothing,
        command: |s| {
            s.authenticate();
            hex::decode("80DADF2209031234567890123456").unwrap()
        },
        writes: 1,
    },
    Story {
        name: "update file 15",
        setup: nothing,
        command: |s| secured_wallet_command(s, [0x04, 0xD6, 0x95, 0x02], &[0xAA; 20]),
        writes: 1,
    },
    Story {
        name: "update file 16",
        setup: nothing,
        command: |s| secured_wallet_command(s, [0x04, 0xD6, 0x96, 0x00], &[0x5A; 55]),
        writes: 1,
    },
    Story {
        name: "update a record of file 17",
        setup: nothing,
        command: |s| secured_wallet_command(s, [0x04, 0xDC, 0x07, 0xBC], &[0x77; 24]),
        writes: 1,
    },
    Story {
        name: "block the application",
        setup: nothing,
        command: |s| secured_wallet_command(s, [0x84, 0x1E, 0x00, 0x00], &[]),
        writes: 1,
    },
    Story {
        name: "block the application for ever",
        setup: nothing,
        command: |s| secured_wallet_command(s, [0x84, 0x1E, 0x00, 0x01], &[]),
        writes: 1,
    },
    Story {
        name: "block the card",
        setup: nothing,
        command: |s| secured_wallet_command(s, [0x84, 0x16, 0x00, 0x00], &[]),
        writes: 1,
    },
    Story { name: "switch the PIN on", setup: nothing, command: |_| vec![0x80, 0xDA, 0xDF, 0x21, 1, 1], writes: 1 },
    Story {
        name: "switch the PIN off",
        setup: Stand::pin_on,
        command: |s| {
            s.verify();
            vec![0x80, 0xDA, 0xDF, 0x21, 1, 0]
        },
        writes: 1,
    },
];

/// Secret that can be guessed: the same command with the right guess and with a wrong one. A right guess writes twice,
/// first the spent try and then what follows; a wrong one writes once.
struct Guess {
    name: &'static str,
    setup: fn(&mut Stand),
    right: fn(&mut Stand) -> Vec<u8>,
    wrong: fn(&mut Stand) -> Vec<u8>,
}

const GUESSES: &[Guess] = &[
    Guess { name: "VERIFY", setup: Stand::pin_on, right: |_| verify("1234"), wrong: |_| verify("9999") },
    Guess {
        name: "VERIFY with one try left",
        setup: |s| wrong_pins(s, 2),
        right: |_| verify("1234"),
        wrong: |_| verify("123456"),
    },
    Guess {
        name: "PIN CHANGE",
        setup: Stand::pin_on,
        right: |_| change_pin("1234", "5678"),
        wrong: |_| change_pin("1235", "5678"),
    },
    Guess {
        name: "PIN CHANGE with one try left",
        setup: |s| wrong_pins(s, 2),
        right: |_| change_pin("1234", "123456"),
        wrong: |_| change_pin("0000", "123456"),
    },
    Guess {
        name: "RELOAD PIN of a blocked PIN",
        setup: |s| wrong_pins(s, 3),
        right: |_| reload_pin("5678"),
        wrong: |_| reload_pin_wrong("5678"),
    },
    Guess {
        name: "RELOAD PIN with one try left",
        setup: |s| {
            s.refused(&reload_pin_wrong("5678"));
            s.refused(&reload_pin_wrong("5678"));
        },
        right: |_| reload_pin("5678"),
        wrong: |_| reload_pin_wrong("5678"),
    },
    Guess {
        name: "PIN UNBLOCK",
        setup: |s| wrong_pins(s, 3),
        right: |s| s.pin_unblock("1234"),
        wrong: |s| s.pin_unblock("4321"),
    },
    Guess {
        name: "EXTERNAL AUTHENTICATE",
        setup: nothing,
        right: Stand::external_authenticate,
        wrong: |s| with_last_octet_wrong(s.external_authenticate()),
    },
    Guess {
        name: "APPLICATION UNBLOCK",
        setup: block_temporarily,
        right: unblock,
        wrong: |s| with_last_octet_wrong(unblock(s)),
    },
];

const EXHAUSTIVE: Thoroughness =
    Thoroughness { each_octet: true, samples: 24, seed: 1, only_write: None, only_tear: None };

/// Returns a card with 500 yuan after the preparation, at the start of a session.
fn ready(setup: fn(&mut Stand)) -> Stand {
    let mut stand = Stand::holding(50_000);
    setup(&mut stand);
    stand.restart();
    stand
}

/// Searches the whole session of a command: everything that leads to the command, and the command.
fn search_story(name: &str, setup: fn(&mut Stand), command: fn(&mut Stand) -> Vec<u8>, writes: u64) -> TearCounts {
    let mut stand = ready(setup);
    let at_start = stand.card.memory().write_count();
    stand.record();
    let command = command(&mut stand);
    let before = stand.card.memory().write_count();
    stand.send(&command);
    assert_eq!(stand.card.memory().write_count() - before, writes, "{name}: writes of the command itself");
    let session = stand.recording.take().unwrap();
    let counts = search(&session, &EXHAUSTIVE).unwrap_or_else(|finding| panic!("{name}: {finding}"));
    assert_eq!(
        counts.writes,
        stand.card.memory().write_count() - at_start,
        "{name}: every write of the session is cut"
    );
    assert_eq!(counts.writes_in_start, 0, "{name}: a start writes nothing");
    assert_eq!(counts.before + counts.after + counts.try_spent + counts.begun, counts.tears, "{name}");
    counts
}

fn search_stories(title: &str, stories: &[Story]) {
    let mut total = TearCounts::default();
    for Story { name, setup, command, writes } in stories {
        let counts = search_story(name, *setup, *command, *writes);
        assert_eq!(
            counts.before > 0 && counts.after > 0,
            counts.writes > 0,
            "{name}: both states came out: {counts:?}"
        );
        total.add(&counts);
    }
    println!("{title}: {} stories, {}", stories.len(), describe(&total));
}

fn describe(counts: &TearCounts) -> String {
    let TearCounts { writes, tears, restarts, before, after, try_spent, begun, answers, .. } = counts;
    format!(
        "{writes} writes, {tears} torn writes, {restarts} starts, {before} before, {after} after, \
         {try_spent} with a try spent, {begun} with a packet begun, {answers} proofs asked for, 0 between"
    )
}

#[test]
fn cut_transaction_leaves_state_before_or_after() {
    search_stories("money", MONEY);
}

/// Parameters are life cycle, limit, files and blocks.
#[test]
fn cut_parameter_change_leaves_state_before_or_after() {
    search_stories("parameters", PARAMETERS);
}

/// After the cut the wallet is the one before or after, or the one before with a try less.
#[test]
fn cut_guess_may_only_cost_a_try() {
    let mut total = TearCounts::default();
    for Guess { name, setup, right, wrong } in GUESSES {
        let counts = search_story(&format!("{name}, right"), *setup, *right, 2);
        assert!(counts.after > 0, "{name}: {counts:?}");
        total.add(&counts);
        total.add(&search_story(&format!("{name}, wrong"), *setup, *wrong, 1));
    }
    println!("guesses: {} stories, {}", GUESSES.len() * 2, describe(&total));
}

/// Returns the TERMINAL RESPONSE with the typed text, at the end of a walk through the menu.
fn in_the_menu(stand: &mut Stand, answer: &str, walk: impl FnOnce(&mut Hand)) -> Vec<u8> {
    let mut hand = Hand::ready(stand.clone());
    walk(&mut hand);
    hand.fetch();
    *stand = hand.stand.clone();
    hand.response(0x00, answer)
}

/// Walks the menu up to the operation PIN's list, and types the PIN.
fn to_the_pin_s_list(hand: &mut Hand) {
    hand.pick(0x04);
    hand.type_text("1234");
    hand.choose(0x06);
}

fn pin_in_the_menu(stand: &mut Stand, pin: &str) -> Vec<u8> {
    in_the_menu(stand, &typed(pin), |hand| {
        hand.pick(0x01);
    })
}

fn pin_change_in_the_menu(stand: &mut Stand, old: &str) -> Vec<u8> {
    in_the_menu(stand, &typed("567890"), |hand| {
        to_the_pin_s_list(hand);
        hand.choose(0x43);
        hand.type_text(old);
        hand.type_text("567890");
    })
}

fn top_up_in_the_menu(stand: &mut Stand, amount: &str) -> Vec<u8> {
    in_the_menu(stand, &typed("123456"), |hand| {
        hand.pick(0x01);
        hand.choose(0x13);
        let mut asked = hand.fetch();
        if asked == Some(CommandType::GetInkey) {
            // A top-up is under way: this person does not wait for it.
            hand.answer(0x00, "8D020400");
            asked = hand.fetch();
        }
        assert_eq!(asked, Some(CommandType::GetInput));
        hand.answer(0x00, &typed(amount));
        hand.fetch();
        hand.answer(0x00, "8D020401");
    })
}

/// Stories of the menu: the preparation, the answer that changes the wallet, and its writes.
const MENU: &[Story] = &[
    Story {
        name: "a top-up asked of the platform",
        setup: nothing,
        command: |s| top_up_in_the_menu(s, "50"),
        writes: 1,
    },
    Story {
        name: "a second top-up, while one waits",
        setup: |s| {
            let command = top_up_in_the_menu(s, "50");
            s.send(&command);
        },
        command: |s| top_up_in_the_menu(s, "20"),
        writes: 1,
    },
    Story {
        name: "a suspension asked of the platform",
        setup: nothing,
        command: |s| {
            in_the_menu(s, "900116", |hand| {
                hand.pick(0x01);
            })
        },
        writes: 1,
    },
    Story {
        name: "the limit",
        setup: nothing,
        command: |s| {
            in_the_menu(s, &typed("2.5"), |hand| {
                hand.pick(0x04);
                hand.choose(0x45);
            })
        },
        writes: 1,
    },
    Story {
        name: "PIN on",
        setup: nothing,
        command: |s| {
            in_the_menu(s, "8D020401", |hand| {
                hand.pick(0x04);
                hand.choose(0x06);
                hand.choose(0x41);
            })
        },
        writes: 1,
    },
    Story {
        name: "PIN off",
        setup: Stand::pin_on,
        command: |s| {
            in_the_menu(s, "8D020401", |hand| {
                to_the_pin_s_list(hand);
                hand.choose(0x42);
            })
        },
        writes: 1,
    },
    Story { name: "the PIN at the entrance", setup: Stand::pin_on, command: |s| pin_in_the_menu(s, "1234"), writes: 2 },
    Story { name: "a wrong PIN", setup: Stand::pin_on, command: |s| pin_in_the_menu(s, "9999"), writes: 1 },
    Story { name: "the last try", setup: |s| wrong_pins(s, 2), command: |s| pin_in_the_menu(s, "9999"), writes: 1 },
    Story { name: "a new PIN", setup: Stand::pin_on, command: |s| pin_change_in_the_menu(s, "1234"), writes: 2 },
    Story {
        name: "a new PIN by a wrong old one",
        setup: Stand::pin_on,
        command: |s| pin_change_in_the_menu(s, "4321"),
        writes: 1,
    },
];

/// After the cut the wallet is the one before or after, or the one before with a try less.
#[test]
fn cut_menu_action_may_only_cost_a_try() {
    let mut total = TearCounts::default();
    for Story { name, setup, command, writes } in MENU {
        total.add(&search_story(name, *setup, *command, *writes));
    }
    println!("menu: {} stories, {}", MENU.len(), describe(&total));
    for tear in [Tear::Nothing, Tear::All, Tear::Octets(1), Tear::Bits(2)] {
        let right = cut_in_first_write(Stand::pin_on, |s| pin_in_the_menu(s, "1234"), tear);
        let wrong = cut_in_first_write(Stand::pin_on, |s| pin_in_the_menu(s, "9999"), tear);
        assert_eq!(right.card.memory().image(), wrong.card.memory().image(), "a cut tells nothing, torn {tear}");
    }
}

/// A request that was cut is not on its way, so nothing may have been counted for it alone. A request that may be on
/// its way is counted, and its load waits. The next request has another counter than any that may have left.
#[test]
fn cut_request_counts_with_load_or_never() {
    let mut seen = [0, 0];
    let ready = ready(nothing);
    for tear in (0..=607).map(Tear::Octets).chain([Tear::Nothing, Tear::All]) {
        let mut stand = ready.clone();
        let command = top_up_in_the_menu(&mut stand, "50");
        stand.card.memory_mut().arm(PowerCut::at_write(0, tear));
        assert_eq!(stand.try_send(&command), None, "no message is announced by a card without power");
        stand.restart();
        let remote = stand.state().remote;
        let counted = u16::from(remote.pending.is_some());
        assert_eq!((remote.sent.value(), remote.request), (u64::from(counted), counted), "torn {tear}");
        seen[usize::from(counted)] += 1;
        let again = top_up_in_the_menu(&mut stand, "20");
        assert_eq!(stand.send(&again).status >> 8, 0x91);
        let remote = stand.state().remote;
        assert_eq!((remote.sent.value(), remote.request), (u64::from(counted) + 1, counted + 1));
        assert_eq!(remote.pending.map(|load| load.amount.0), Some(2_000));
    }
    assert!(seen[0] > 500 && seen[1] > 0, "{seen:?}");
}

/// Returns a secured packet with that script, under the platform's next counter.
fn over_the_air(stand: &mut Stand, script: &[u8]) -> Vec<u8> {
    let counter = stand.state().remote.accepted[0].value();
    Sender { counter, ..Sender::platform() }.script(script).remove(0)
}

/// Returns the script that credits a load which was invited just before.
fn credit_over_the_air(stand: &mut Stand) -> Vec<u8> {
    let counter = stand.state().remote.accepted[0].value();
    let mut sender = Sender { counter, ..Sender::platform() };
    let begun = money::invites(&mut sender, stand, 5_000);
    stand.restart();
    let script = money::credit(begun, 5_000);
    over_the_air(stand, &hex::decode(script.replace(' ', "")).unwrap())
}

/// Stories of the platform: the preparation, the packet that changes the wallet, and its writes. These are the counter,
/// and the changes of the script.
const OVER_THE_AIR: &[Story] = &[
    Story { name: "a packet that only reads", setup: nothing, command: |s| over_the_air(s, &READ), writes: 1 },
    Story {
        name: "suspend",
        setup: nothing,
        command: |s| over_the_air(s, &set_status(LifeCycle::Suspended)),
        writes: 2,
    },
    Story {
        name: "resume and set the limit",
        setup: |s| s.set_status(LifeCycle::Suspended),
        command: |s| over_the_air(s, &[set_status(LifeCycle::Open), set_limit(Some(1))].concat()),
        writes: 3,
    },
    Story {
        name: "an invitation",
        setup: nothing,
        command: |s| over_the_air(s, &hex::decode("805000020B0100001388106588880001").unwrap()),
        writes: 2,
    },
    Story { name: "a credit", setup: nothing, command: credit_over_the_air, writes: 2 },
    Story {
        name: "a cancel",
        setup: |s| {
            let invitation = over_the_air(s, &hex::decode("805000020B0100001388106588880001").unwrap());
            s.send(&invitation);
        },
        command: |s| {
            let random = s.state().remote.pending.expect("it waits").random;
            over_the_air(s, &[&[0x80, 0xDA, 0xDF, 0x25, 0x06, 0x00, 0x00][..], &random].concat())
        },
        writes: 2,
    },
    Story { name: "a new PIN", setup: Stand::pin_on, command: |s| over_the_air(s, &reload_pin("567890")), writes: 3 },
    Story {
        name: "a new PIN under a wrong key",
        setup: Stand::pin_on,
        command: |s| over_the_air(s, &reload_pin_wrong("567890")),
        writes: 2,
    },
    Story {
        name: "a packet that is forged",
        setup: nothing,
        command: |s| with_last_octet_wrong(over_the_air(s, &set_status(LifeCycle::Suspended))),
        writes: 0,
    },
];

const READ: [u8; 5] = [0x80, 0x5C, 0x00, 0x02, 0x04];

/// After the cut the wallet is the one before or after, or the one before with the packet's counter stored.
#[test]
fn cut_packet_may_only_store_its_counter() {
    let mut total = TearCounts::default();
    for Story { name, setup, command, writes } in OVER_THE_AIR {
        let counts = search_story(name, *setup, *command, *writes);
        assert_eq!(counts.before > 0 && counts.after > 0, counts.writes > 0, "{name}: {counts:?}");
        total.add(&counts);
    }
    println!("over the air: {} stories, {}", OVER_THE_AIR.len(), describe(&total));
}

/// If a script has done anything before a power cut in its packet, the script can never run again.
#[test]
fn script_runs_only_after_storing_its_counter() {
    let mut cuts = 0;
    for Story { name, setup, command, writes } in OVER_THE_AIR {
        for write in 0..*writes {
            for tear in (0..64).map(Tear::Octets).chain([Tear::Nothing, Tear::All]) {
                let mut stand = ready(*setup);
                let command = command(&mut stand);
                let before = stand.state();
                stand.card.memory_mut().arm(PowerCut::at_write(write, tear));
                assert_eq!(stand.try_send(&command), None, "{name}");
                stand.restart();
                let after = stand.state();
                let is_stored = after.remote.accepted > before.remote.accepted;
                assert!(is_stored || after == before, "{name}: write {write} torn {tear}");
                let again = stand.send(&command);
                if is_stored {
                    assert_eq!(stand.state(), after, "{name}: {again:?}");
                }
                cuts += 1;
            }
        }
    }
    println!("packets: {cuts} cuts, none done without its counter");
}

/// A platform that gets no answer asks, withdraws or sends again. The money has come exactly once or not at all, and
/// the platform knows which.
#[test]
fn platform_learns_the_fate_of_cut_load() {
    let (mut done, mut withdrawn) = (0, 0);
    for write in 0..2 {
        for tear in (0..100).map(Tear::Octets).chain([Tear::Nothing, Tear::All]) {
            let mut stand = Stand::holding(50_000);
            let credit = credit_over_the_air(&mut stand);
            stand.card.memory_mut().arm(PowerCut::at_write(write, tear));
            assert_eq!(stand.try_send(&credit), None);
            stand.restart();
            // The packets' counter on the platform's side has gone on.
            let mut sender = Sender { counter: 100, ..Sender::platform() };
            let proof = sender.run(&mut stand, "805A0002020001 00C0000008");
            if proof.status == 0x9000 {
                done += 1;
            } else {
                assert_eq!((proof.count, proof.status), (1, 0x9406));
                let random = stand.state().remote.pending.expect("it waits").random;
                let cancel = format!("80DADF25060000{}", hex::encode(random));
                assert_eq!(sender.run(&mut stand, &cancel).status, 0x9000, "withdrawn");
                withdrawn += 1;
            }
            assert!(bring(&mut stand, &[credit]).data.ends_with(&[0x02]), "the late credit");
            let balance = if proof.status == 0x9000 { 55_000 } else { 50_000 };
            assert_eq!((stand.state().balance.0, stand.state().remote.pending), (balance, None));
        }
    }
    assert!(done > 0 && withdrawn > 0);
    println!("platform: {done} loads proved, {withdrawn} withdrawn");
}

/// Cuts the power in the first write of a guess; returns the card with power restored but not yet started.
fn cut_in_first_write(setup: fn(&mut Stand), command: fn(&mut Stand) -> Vec<u8>, tear: Tear) -> Stand {
    let mut stand = ready(setup);
    let command = command(&mut stand);
    stand.card.memory_mut().arm(PowerCut::at_write(0, tear));
    assert_eq!(stand.try_send(&command), None, "no answer leaves a card without power");
    stand
}

/// A card that is pulled during a guess shows in its memory no more than after a wrong guess. The try is spent by the
/// same write, to the octet, whether the guess is right or wrong.
#[test]
fn guess_spends_its_try_before_comparison() {
    for Guess { name, setup, right, wrong } in GUESSES {
        for tear in [Tear::Nothing, Tear::All, Tear::Octets(1), Tear::Bits(2)] {
            let right = cut_in_first_write(*setup, *right, tear);
            let wrong = cut_in_first_write(*setup, *wrong, tear);
            assert_eq!(right.card.memory().image(), wrong.card.memory().image(), "{name}, torn {tear}");
        }
        let mut tried = cut_in_first_write(*setup, *right, Tear::All);
        tried.restart();
        let (before, after) = (guesses_left(&ready(*setup), *wrong), guesses_left(&tried, *wrong));
        assert_eq!(after, before - 1, "{name}: the cut guess has cost its try");
    }
}

/// Returns the number of wrong guesses that the card still compares. These are those that it answers otherwise than "no
/// tries left", and the one that uses the last try up.
fn guesses_left(stand: &Stand, wrong: fn(&mut Stand) -> Vec<u8>) -> usize {
    let mut stand = stand.clone();
    (0..10)
        .take_while(|_| {
            let writes = stand.card.memory().write_count();
            let command = match stand.state().block {
                BlockState::Permanent => return false,
                _ => wrong(&mut stand),
            };
            stand.refused(&command);
            stand.card.memory().write_count() > writes
        })
        .count()
}

/// Cuts in the writes of a guess at the PIN never leave more tries than before. A wrong guess that was written whole
/// has cost one.
#[test]
fn no_cut_gives_a_pin_try_back() {
    let mut cuts = 0;
    for wrong_before in 0..3 {
        for (command, writes) in
            [(verify("1234"), 2), (verify("9999"), 1), (change_pin("1234", "5678"), 2), (change_pin("9999", "5678"), 1)]
        {
            let mut ready = Stand::holding(0);
            wrong_pins(&mut ready, wrong_before);
            ready.restart();
            let tries = ready.state().pin_tries_left;
            assert_eq!(usize::from(tries), 3 - wrong_before);
            for write in 0..writes {
                for tear in (0..64).map(Tear::Octets).chain([Tear::Nothing, Tear::All]) {
                    let mut stand = ready.clone();
                    stand.card.memory_mut().arm(PowerCut::at_write(write, tear));
                    assert_eq!(stand.try_send(&command), None);
                    stand.restart();
                    let left = stand.state().pin_tries_left;
                    // The second write follows a right guess only, and gives every try back.
                    let is_given_back = left == 3 && write == 1;
                    assert!(left == tries || left == tries - 1 || is_given_back, "{tries} tries became {left}");
                    assert!(write == 0 || left == tries - 1 || is_given_back, "the second write takes no try back");
                    cuts += 1;
                }
            }
        }
    }
    println!("PIN tries: {cuts} cuts, no try given back");
}

/// An attacker who cuts the power in every guess gets as many guesses as one who does not. These are three with the
/// writes done; without the writes done there is no comparison.
#[test]
fn cutting_every_guess_still_blocks_the_pin() {
    let mut stand = Stand::holding(0);
    stand.pin_on();
    for left in [2, 1, 0] {
        stand.restart();
        stand.card.memory_mut().arm(PowerCut::at_write(0, Tear::All));
        assert_eq!(stand.try_send(&verify("9999")), None);
        stand.restart();
        assert_eq!(stand.state().pin_tries_left, left);
    }
    assert_eq!(stand.send(&verify("1234")).status, 0x6983);
}

/// A terminal asks for the proof after a cut in the second step (JR/T 0025.2); where there is none, it repeats the
/// transaction. The purse must have moved exactly once, and the proof must be the one the terminal computes itself.
#[test]
fn proof_or_repetition_moves_money_exactly_once() {
    let mut proofs = 0;
    let mut repeats = 0;
    for tear in (0..200).map(Tear::Octets).chain((0..100).map(Tear::Bits)).chain([Tear::Nothing, Tear::All]) {
        let mut stand = Stand::holding(50_000);
        let debit = stand.debit_for(1_234);
        stand.card.memory_mut().arm(PowerCut::at_write(0, tear));
        assert_eq!(stand.try_send(&debit), None);
        stand.restart();
        let proof = stand.send(&prove(TransactionKind::Purchase, 1));
        if proof.status == 0x9000 {
            let tac = tac_key().mac(&dated(1_234, TransactionKind::Purchase).purchase_tac(1));
            assert_eq!(proof.data[4..], tac);
            proofs += 1;
        } else {
            assert_eq!((proof.data.as_slice(), proof.status), (&[][..], 0x9406));
            stand.purchase(1_234);
            repeats += 1;
        }
        let state = stand.state();
        assert_eq!((state.balance.0, state.offline_counter, state.log.len()), (50_000 - 1_234, 1, 1));
    }
    assert!(proofs > 0 && repeats > 0);
    println!("terminal: {proofs} proofs fetched, {repeats} purchases repeated, each moved the money once");
}

/// A proof is only ever replaced by the next transaction's: no other command loses it, cut or not.
#[test]
fn no_other_command_loses_the_proof() {
    for Story { name, setup, command, writes } in PARAMETERS {
        for tear in [None, Some(Tear::Nothing), Some(Tear::All), Some(Tear::Octets(3))] {
            let mut stand = ready(*setup);
            let Some(proof) = proof_after_purchase(&mut stand) else { continue };
            let command = command(&mut stand);
            if let (Some(tear), 1..) = (tear, *writes) {
                stand.card.memory_mut().arm(PowerCut::at_write(0, tear));
            }
            stand.try_send(&command);
            stand.restart();
            assert_eq!(stand.state().proof, Some(proof), "{name}");
        }
    }
}

/// Makes a purchase, if the wallet allows one; returns its proof.
fn proof_after_purchase(stand: &mut Stand) -> Option<applet::TransactionProof> {
    if stand.state().lifecycle != LifeCycle::Open || stand.state().balance.0 == 0 {
        return None;
    }
    stand.purchase(100);
    stand.restart();
    stand.state().proof
}

/// Five cuts in a row in the same command, with a start after each: every torn commit leaves the card able to make the
/// next one. In the end the outcome is that of the command without cuts. (What one tear leaves half written the next
/// may complete: they write the same octets to the same slot.)
#[test]
fn repeatedly_cut_command_completes_when_repeated() {
    for Story { name, setup, command, writes } in MONEY.iter().chain(PARAMETERS) {
        let mut uncut = ready(*setup);
        let whole = command(&mut uncut);
        uncut.send(&whole);
        for first_seed in (0..20).map(|series| series * 100) {
            let mut stand = ready(*setup);
            let before = stand.state();
            for seed in first_seed..first_seed + 5 {
                if stand.state() != before {
                    break;
                }
                let torn = command(&mut stand);
                stand.card.memory_mut().arm(PowerCut::at_write(0, Tear::Octets(seed)));
                assert_eq!(stand.try_send(&torn).is_none(), *writes > 0, "{name}");
                stand.card.memory_mut().disarm();
                stand.restart();
            }
            if stand.state() == before {
                let whole = command(&mut stand);
                stand.send(&whole);
            }
            assert_eq!(but_for_chance(stand.state()), but_for_chance(uncut.state()), "{name}");
        }
    }
}

/// Returns the state without the MAC and TAC of the proof, which depend on entropy and the terminal's counter.
fn but_for_chance(mut state: CardState) -> CardState {
    if let Some(proof) = &mut state.proof {
        (proof.mac, proof.tac) = ([0; 4], [0; 4]);
    }
    state
}

/// The argument in `docs/POWER-LOSS.md` names the tests that hold its sentences: each of them exists.
#[test]
fn every_test_named_by_the_argument_exists() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let argument = std::fs::read_to_string(root.join("docs/POWER-LOSS.md")).unwrap();
    let files =
        ["power_cuts", "state_machine", "transport", "images", "over_the_air/money", "random_apdus", "interfaces"];
    let files = files.map(|name| format!("tests/it/{name}.rs"));
    let units = ["host-sim/device/src/memory/tests.rs", "host-sim/device/src/memory/file/tests.rs"].map(str::to_owned);
    let sources: String =
        files.iter().chain(&units).map(|file| std::fs::read_to_string(root.join(file)).unwrap()).collect();
    let is_test_name = |word: &&str| word.matches('_').count() >= 4 && !word.contains([' ', ':', '/']);
    let named: std::collections::BTreeSet<&str> = argument.split('`').skip(1).step_by(2).filter(is_test_name).collect();
    assert!(named.len() > 15, "{named:?}");
    for name in named {
        assert!(sources.contains(&format!("fn {name}(")), "docs/POWER-LOSS.md names {name}, which is no test");
    }
}
