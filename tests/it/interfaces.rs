//! The contacts and the radio side by side: the session of one interface counts for nothing on the other. Then the
//! effect of a transaction completed on one of them on a step that was begun on the other.

use applet::{Interface, KeyUsage, Refusal};
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::TransactionKind;

use crate::over_the_air::{DOWN, Sender, bring};
use crate::stand::*;

const BALANCE: [u8; 5] = [0x80, 0x5C, 0x00, 0x02, 0x04];

impl Stand {
    /// Switches to the radio from here on.
    fn by_radio(&mut self) -> &mut Stand {
        self.surroundings.interface = Interface::Contactless;
        self
    }

    /// Switches to the contacts from here on.
    fn by_contacts(&mut self) -> &mut Stand {
        self.surroundings.interface = Interface::Contact;
        self
    }
}

/// Returns a card with 500 fen, the wallet selected on both interfaces.
fn stand() -> Stand {
    both(Stand::holding(500))
}

fn both(mut stand: Stand) -> Stand {
    stand.by_radio().done(&select_aid());
    stand.by_contacts();
    stand
}

#[test]
fn selection_counts_on_its_own_interface() {
    let mut stand = Stand::holding(500);
    assert_eq!(stand.by_radio().refused(&BALANCE), Refusal::ApplicationNotSelected);
    stand.done(&select_aid());
    stand.done(&BALANCE);
    // The current file too: READ BINARY of the current file by radio, selected over the contacts.
    stand.by_contacts().done(&[0x00, 0xA4, 0x00, 0x00, 0x02, 0x00, 0x15]);
    assert_eq!(stand.send(&[0x00, 0xB0, 0x00, 0x00, 0x1E]).status, 0x9000);
    assert_eq!(stand.by_radio().refused(&[0x00, 0xB0, 0x00, 0x00, 0x1E]), Refusal::NoCurrentFile);
    stand.by_contacts().done(&[0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00]);
    stand.by_radio().done(&BALANCE);
}

#[test]
fn waiting_answer_is_fetched_where_it_was_asked() {
    let mut stand = stand();
    let mut command = initialize_purchase(100);
    command.pop();
    assert_eq!(stand.send(&command).status, 0x610F);
    assert_eq!(stand.by_radio().refused(&[0x00, 0xC0, 0x00, 0x00, 0x0F]), Refusal::NoAnswerWaiting);
    stand.done(&BALANCE);
    let fetched = stand.by_contacts().send(&[0x00, 0xC0, 0x00, 0x00, 0x0F]);
    assert_eq!((fetched.status, fetched.data.len()), (0x9000, 15), "the radio took nothing away");
}

#[test]
fn verified_pin_counts_on_its_own_interface() {
    let with_pin = || {
        both(Stand::with(|card| {
            card.start.balance = sim_wire::Fen(500);
            card.start.pin_on = true;
        }))
    };
    let mut stand = with_pin();
    stand.verify();
    assert_eq!(stand.by_radio().refused(&initialize_unload(100)), Refusal::PinNotVerified);
    stand.by_contacts().done(&initialize_unload(100));
    let mut stand = with_pin();
    stand.by_radio().verify();
    stand.done(&initialize_load(100));
    assert_eq!(stand.by_contacts().refused(&initialize_load(100)), Refusal::PinNotVerified);
    assert_eq!(stand.refused(&set_limit(Some(1))), Refusal::PinNotVerified);
}

#[test]
fn changed_pin_is_verified_nowhere_else() {
    type Change = fn(&mut Stand);
    let changes: [(&str, Change); 5] = [
        ("PIN CHANGE", |stand| drop(stand.done(&change_pin("1234", "2580")))),
        ("RELOAD PIN", |stand| drop(stand.done(&reload_pin("1234")))),
        ("RELOAD PIN to another", |stand| drop(stand.done(&reload_pin("2580")))),
        ("switched off and on", |stand| {
            stand.done(&[0x80, 0xDA, 0xDF, 0x21, 0x01, 0x00]);
            stand.pin_on();
        }),
        ("blocked", |stand| {
            for _ in 0..3 {
                stand.send(&verify("9999"));
            }
        }),
    ];
    for (name, change) in changes {
        let mut stand = both(Stand::with(|card| {
            card.start.balance = sim_wire::Fen(500);
            card.start.pin_on = true;
        }));
        stand.by_radio().verify();
        stand.by_contacts().verify();
        change(&mut stand);
        if name != "PIN CHANGE" {
            assert_eq!(stand.refused(&initialize_load(100)), Refusal::PinNotVerified, "{name}, where it was done");
        }
        if name == "RELOAD PIN" {
            // The same digits: the PIN is not another one.
            continue;
        }
        assert_eq!(stand.by_radio().refused(&initialize_load(100)), Refusal::PinNotVerified, "{name}, by radio");
    }
}

#[test]
fn reload_over_the_air_unverifies_the_pin() {
    let mut stand = both(Stand::with(|card| card.start.pin_on = true));
    stand.verify();
    stand.done(&change_pin("1234", "2580"));
    stand.by_radio().done(&verify("2580"));
    stand.by_contacts();
    let mut sender = Sender::platform();
    let envelopes = sender.script(&reload_pin("1234"));
    assert_eq!(sender.opened(DOWN, &bring(&mut stand, &envelopes).data).data[1..], [0x90, 0x00]);
    assert_eq!(stand.refused(&initialize_load(100)), Refusal::PinNotVerified);
    assert_eq!(stand.by_radio().refused(&initialize_load(100)), Refusal::PinNotVerified);
}

#[test]
fn wrong_pin_by_radio_leaves_the_contacts_verified() {
    let mut stand = both(Stand::with(|card| card.start.pin_on = true));
    stand.verify();
    stand.by_radio().send(&verify("9999"));
    assert_eq!(stand.state().pin_tries_left, 2);
    stand.by_contacts().done(&initialize_load(100));
}

#[test]
fn challenge_and_authentication_count_on_their_interface() {
    let mut stand = stand();
    stand.by_radio().challenge();
    let secured = [0x84, 0x1E, 0x00, 0x00, 0x04, 0, 0, 0, 0];
    assert_eq!(stand.by_contacts().refused(&secured), Refusal::NoChallenge);
    // A command by radio does not use up the challenge of the contacts.
    let command = stand.external_authenticate();
    stand.by_radio().done(&BALANCE);
    stand.by_contacts().done(&command);
    stand.done(&set_status(LifeCycle::Suspended));
    assert_eq!(stand.state().lifecycle, LifeCycle::Suspended);
}

#[test]
fn last_refusal_is_told_on_its_interface() {
    let mut stand = stand();
    stand.send(&initialize_purchase(501));
    let told = |stand: &mut Stand| stand.send(&[0x80, 0xCA, 0xDF, 0x24, 0x00]).data;
    let here = told(&mut stand);
    assert_ne!(told(stand.by_radio()), here);
    assert_eq!(told(stand.by_contacts()), here);
}

#[test]
fn step_survives_commands_on_the_other_interface() {
    for (interface, other) in
        [(Interface::Contact, Interface::Contactless), (Interface::Contactless, Interface::Contact)]
    {
        let mut stand = stand();
        stand.surroundings.interface = interface;
        let debit = stand.debit_for(100);
        stand.surroundings.interface = other;
        stand.done(&select_aid());
        stand.challenge();
        stand.done(&BALANCE);
        assert_eq!(stand.refused(&debit), Refusal::NoTransactionStep, "not here");
        stand.done(&initialize_purchase(7));
        stand.surroundings.interface = interface;
        stand.done(&debit);
        assert_eq!((stand.state().balance.0, stand.state().offline_counter), (400, 1));
    }
}

#[test]
fn first_debit_of_two_purchases_counts() {
    let mut stand = stand();
    let here = stand.debit_for(100);
    let there = stand.by_radio().debit_for(30);
    stand.done(&there);
    let state = stand.state();
    assert_eq!((state.balance.0, state.offline_counter), (470, 1));
    assert_eq!(stand.by_contacts().refused(&here), Refusal::NoTransactionStep);
    assert_eq!(stand.state(), state, "nothing was taken a second time");
    stand.purchase(100);
    assert_eq!((stand.state().balance.0, stand.state().offline_counter), (370, 2));
}

#[test]
fn load_step_is_void_once_something_was_bought() {
    let mut stand = stand();
    let credit = stand.credit_for(1_000);
    stand.by_radio().purchase(100);
    assert_eq!(stand.by_contacts().refused(&credit), Refusal::NoTransactionStep);
    assert_eq!((stand.state().balance.0, stand.state().online_counter), (400, 0));
    let unload = stand.unload_for(400);
    stand.by_radio().purchase(100);
    assert_eq!(stand.by_contacts().refused(&unload), Refusal::NoTransactionStep);
    assert_eq!((stand.state().balance.0, stand.state().online_counter), (300, 0));
    assert_eq!(stand.load(1_000).len(), 4);
    assert_eq!(stand.state().balance.0, 1_300);
}

#[test]
fn purchase_step_goes_on_after_a_load() {
    let mut stand = stand();
    let debit = stand.by_radio().debit_for(100);
    stand.by_contacts().load(1_000);
    stand.by_radio().done(&debit);
    assert_eq!((stand.state().balance.0, stand.state().log.len()), (1_400, 2));
    // But not over what an unload has left, nor beyond a limit that was lowered.
    let debit = stand.debit_for(1_000);
    stand.by_contacts().unload(1_000);
    assert_eq!(stand.by_radio().refused(&debit), Refusal::InsufficientBalance);
    let debit = stand.debit_for(100);
    stand.by_contacts().done(&set_limit(Some(99)));
    assert_eq!(stand.by_radio().refused(&debit), Refusal::OverLimit);
    assert_eq!(stand.state().balance.0, 400);
}

#[test]
fn suspended_or_blocked_wallet_refuses_second_step() {
    let mut stand = stand();
    let debit = stand.by_radio().debit_for(100);
    stand.by_contacts().set_status(LifeCycle::Suspended);
    assert_eq!(stand.by_radio().refused(&debit), Refusal::Suspended);
    let mut stand = self::stand();
    let debit = stand.by_radio().debit_for(100);
    let block = stand.by_contacts().secured(KeyUsage::ApplicationBlock, [0x84, 0x1E, 0x00, 0x00], &[]);
    stand.done(&block);
    assert_eq!(stand.by_radio().refused(&debit), Refusal::ApplicationBlocked);
    assert_eq!(stand.state().balance.0, 500);
}

#[test]
fn suspension_between_load_steps_refuses_the_credit() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    let credit = stand.by_radio().credit_for(100);
    let envelopes = sender.script(&set_status(LifeCycle::Suspended));
    bring(stand.by_contacts(), &envelopes);
    assert_eq!(stand.by_radio().refused(&credit), Refusal::Suspended);
    assert_eq!((stand.state().balance.0, stand.state().online_counter), (500, 0));
}

#[test]
fn transaction_proof_is_given_on_both_interfaces() {
    let mut stand = stand();
    let answer = stand.by_radio().purchase(100);
    let proof = stand.by_contacts().done(&prove(TransactionKind::Purchase, 1));
    assert_eq!((&proof[..4], &proof[4..]), (&answer[4..], &answer[..4]), "MAC2 and TAC, whoever asks");
}

#[test]
fn reset_forgets_both_interfaces() {
    let mut stand = stand();
    let debit = stand.by_radio().debit_for(100);
    stand.by_contacts().restart();
    assert_eq!(stand.by_radio().refused(&debit), Refusal::ApplicationNotSelected);
    stand.done(&select_aid());
    assert_eq!(stand.refused(&debit), Refusal::NoTransactionStep);
}
