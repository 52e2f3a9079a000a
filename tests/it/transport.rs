//! The transport as real cards do it: ATR, 61xx and 9Fxx with GET RESPONSE, 6Cxx, P3 = 00, and lengths that do not fit.
//! Then class octets, the two interfaces, and the state that a reset forgets.

use applet::{Interface, KeyUsage, Refusal};
use sim_wire::instruction::{Instruction, InstructionMatch};
use sim_wire::lifecycle::LifeCycle;

use crate::stand::*;

/// Returns a reply without data.
fn status(status: u16) -> Reply {
    Reply { data: Vec::new(), status }
}

fn over_the_air(fen: u32) -> Stand {
    let mut stand = Stand::holding(fen);
    stand.surroundings.interface = Interface::Contactless;
    stand.send(&select_aid());
    stand
}

/// Removes the last octet of a command, which is Le.
fn without_le(mut command: Vec<u8>) -> Vec<u8> {
    command.pop();
    command
}

fn get_response(cla: u8, length: u8) -> Vec<u8> {
    vec![cla, 0xC0, 0x00, 0x00, length]
}

#[test]
fn atr_is_personalised_and_unpowered_card_mute() {
    let mut stand = Stand::holding(0);
    stand.card.power_off();
    assert_eq!(stand.try_send(&select_aid()), None);
    assert_eq!((stand.card.state(), stand.card.last_refusal()), (None, None));
    assert_eq!(stand.card.power_on().unwrap().as_slice(), [0x3B, 0x02, 0x14, 0x50]);
    assert_eq!(stand.card.power_on().unwrap().as_slice(), [0x3B, 0x02, 0x14, 0x50], "a warm reset");
}

#[test]
fn answer_is_announced_and_fetched_once() {
    let mut stand = Stand::holding(500);
    assert_eq!(stand.send(&without_le(initialize_purchase(100))), status(0x610F));
    let fetched = stand.send(&get_response(0x00, 0x0F));
    assert_eq!((fetched.data.len(), fetched.status), (15, 0x9000));
    assert_eq!(fetched.data[..6], [0, 0, 0x01, 0xF4, 0, 0], "balance and counter");
    assert_eq!(stand.refused(&get_response(0x00, 0x0F)), Refusal::NoAnswerWaiting);
    assert_eq!(stand.send(&initialize_purchase(100)).data.len(), 15, "with Le it comes at once");
}

/// GET CHALLENGE in its place abandons the transaction.
#[test]
fn get_response_keeps_the_begun_transaction() {
    let mut stand = Stand::holding(500);
    let mut other = stand.clone();
    for fetches in [true, false] {
        let mut ahead = stand.clone();
        let debit = ahead.debit_for(100);
        stand.send(&without_le(initialize_purchase(100)));
        if fetches {
            stand.send(&get_response(0x80, 0x0F));
        } else {
            stand.send(&[0x00, 0x84, 0x00, 0x00, 0x04]);
        }
        assert_eq!(stand.send(&debit).status, if fetches { 0x9000 } else { 0x6901 });
        std::mem::swap(&mut stand, &mut other);
    }
}

/// Any other command discards the answer.
#[test]
fn get_response_with_wrong_length_keeps_answer() {
    let mut stand = Stand::holding(500);
    stand.send(&without_le(initialize_load(100)));
    for wrong in [0x00, 0x0F, 0x11, 0xFF] {
        assert_eq!(stand.send(&get_response(0x00, wrong)), status(0x6C10), "Le {wrong:02X}");
    }
    assert_eq!(stand.send(&[0x00, 0xC0, 0x00, 0x01, 0x10]), status(0x6A86));
    assert_eq!(stand.send(&get_response(0x00, 0x10)).data.len(), 16);
    stand.send(&without_le(initialize_load(100)));
    stand.send(&[0x80, 0x5C, 0x00, 0x02, 0x04]);
    assert_eq!(stand.refused(&get_response(0x00, 0x10)), Refusal::NoAnswerWaiting, "another command came between");
}

#[test]
fn gsm_class_announces_an_answer_by_9f() {
    let mut stand = Stand::holding(0);
    let select = [0xA0, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00];
    let announced = stand.send(&select).status;
    assert_eq!(announced >> 8, 0x9F);
    let status_block = stand.send(&get_response(0xA0, announced as u8));
    assert_eq!((status_block.status, status_block.data.len()), (0x9000, usize::from(announced as u8)));
    assert_eq!(status_block.data[4..6], [0x3F, 0x00], "GSM 11.11 §9.2.1: the identifier");
    assert_eq!(stand.send(&[0xA0, 0xA4, 0x00, 0x00, 0x02, 0x12, 0x34]), status(0x9404), "GSM's word for no such file");
    let iccid = stand.send(&[0xA0, 0xA4, 0x00, 0x00, 0x02, 0x2F, 0xE2]).status;
    assert_eq!(iccid >> 8, 0x9F);
    assert_eq!(stand.send(&[0xA0, 0xB0, 0x00, 0x00, 0x0A]).data, personalisation().iccid);
}

#[test]
fn wrong_le_gets_6cxx_and_changes_nothing() {
    let mut stand = Stand::holding(500);
    let mut ahead = stand.clone();
    let debit = ahead.debit_for(100);
    let before = stand.state();
    for wrong in [0x00, 0x03, 0x05, 0xFF] {
        assert_eq!(stand.send(&[0x80, 0x5C, 0x00, 0x02, wrong]), status(0x6C04), "GET BALANCE, Le {wrong:02X}");
    }
    assert_eq!(stand.send(&[0x80, 0x5C, 0x00, 0x02]), status(0x6C04), "P3 left out is P3 = 00, which asks for 256");
    stand.send(&initialize_purchase(100));
    let mut wrong = debit.clone();
    *wrong.last_mut().unwrap() = 0x07;
    assert_eq!(stand.send(&wrong), status(0x6C08), "DEBIT");
    assert_eq!(stand.state(), before, "nothing was debited");
    let mut wrong = initialize_purchase(100);
    *wrong.last_mut().unwrap() = 0x10;
    assert_eq!(stand.send(&wrong), status(0x6C0F));
    assert_eq!(stand.send(&debit), status(0x6901), "and nothing was begun");
}

/// P3 of zero asks for 256 octets at the contacts, for everything over the air, and for the rest of a file.
#[test]
fn p3_of_zero_depends_on_interface_and_file() {
    let mut stand = Stand::holding(500);
    assert_eq!(stand.send_hex("00B0950000").data.len(), 30);
    assert_eq!(stand.send_hex("00B0951900").data.len(), 5);
    assert_eq!(stand.send_hex("00B0950800").data.len(), 22);
    assert_eq!(stand.send_hex("00B0951906"), status(0x6C05));
    assert_eq!(stand.send_hex("00B0951E00"), status(0x6B00));
    assert_eq!(stand.send_hex("80CADF2000"), status(0x6C04));
    stand.purchase(1);
    assert_eq!(stand.send_hex("00B201C400"), status(0x6C17));
    let mut stand = over_the_air(500);
    assert_eq!(stand.send_hex("805C000200").data, [0, 0, 0x01, 0xF4]);
    assert_eq!(stand.send_hex("80CADF2000").data, [0xFF; 4]);
    let mut initialize = initialize_purchase(1);
    *initialize.last_mut().unwrap() = 0x00;
    assert_eq!(stand.send(&initialize).data.len(), 15);
}

#[test]
fn over_the_air_an_answer_comes_at_once() {
    let mut stand = over_the_air(500);
    let answer = stand.send(&without_le(initialize_purchase(100)));
    assert_eq!((answer.data.len(), answer.status), (15, 0x9000));
    assert_eq!(stand.refused(&get_response(0x00, 0x0F)), Refusal::NoAnswerWaiting);
}

/// Every command of the suite in its right form, and in every form that is one octet to nine too short or too long.
/// There the data does not fit Lc, so the answer is 6700 and nothing happens.
#[test]
fn data_not_fitting_lc_is_refused() {
    let mut checked = 0;
    let ready = Stand::holding(500);
    let commands = [
        select_aid(),
        initialize_load(1),
        ready.clone().credit_for(1),
        initialize_purchase(1),
        ready.clone().debit_for(1),
        initialize_unload(1),
        ready.clone().unload_for(1),
        prove(sim_wire::record::TransactionKind::Load, 1),
        verify("1234"),
        change_pin("1234", "5678"),
        reload_pin("1234"),
        set_limit(Some(1)),
        set_status(LifeCycle::Suspended),
        ready.clone().external_authenticate(),
        ready.clone().secured(KeyUsage::Maintenance, [0x04, 0xD6, 0x95, 0x00], &[1, 2, 3]),
    ];
    for command in commands {
        let lc = usize::from(command[4]);
        for present in (0..lc + 9).filter(|present| *present != lc && *present != lc + 1) {
            let mut wrong = command.clone();
            wrong.resize(5 + present, 0xEE);
            let mut stand = ready.clone();
            let image = stand.card.memory().image().to_vec();
            assert_eq!(stand.send(&wrong), status(0x6700), "{}", hex::encode_upper(&wrong));
            assert_eq!(stand.card.memory().image(), image);
            checked += 1;
        }
    }
    println!("{checked} commands whose data does not fit Lc");
}

#[test]
fn fewer_octets_than_a_header_are_no_command() {
    let mut stand = Stand::holding(0);
    for length in 0..4 {
        assert_eq!(stand.send(&[0x80, 0x5C, 0x00][..length.min(3)]), status(0x6700));
    }
    assert_eq!(stand.refused(&[]), Refusal::MalformedCommand);
}

/// Every class octet with every instruction octet: the card accepts those of its table. For any other it answers
/// whether class or instruction is unknown.
#[test]
fn unknown_class_and_instruction_are_told_apart() {
    let ready = Stand::holding(0);
    let mut known = 0;
    for [cla, ins] in (0..=u16::MAX).map(u16::to_be_bytes) {
        let mut stand = ready.clone();
        let reply = stand.send(&[cla, ins, 0x7F, 0x7F]);
        let is_known = matches!(Instruction::find(cla, ins), InstructionMatch::Instruction(_));
        assert_eq!(is_known, ![0x6D00, 0x6E00].contains(&reply.status), "{cla:02X} {ins:02X}: {reply:?}");
        known += usize::from(is_known);
        if !is_known {
            let is_class = Instruction::ALL.iter().any(|instruction| instruction.classes().contains(&cla));
            let is_instruction = Instruction::ALL.iter().any(|instruction| instruction.ins() == ins);
            let expected = if is_class && !is_instruction { 0x6D00 } else { 0x6E00 };
            assert_eq!(reply.status, expected, "{cla:02X} {ins:02X}");
        }
    }
    println!("{known} pairs of class and instruction are commands");
}

/// The table of interfaces, written out once more as the handbook's tap needs it, and asked of the card itself.
#[test]
fn each_interface_allows_what_the_table_says() {
    use Instruction::*;
    let over_the_air_too = [
        Select,
        ReadBinary,
        ReadRecord,
        GetResponse,
        GetData,
        Verify,
        GetChallenge,
        InternalAuthenticate,
        Initialize,
        CreditForLoad,
        Debit,
        GetBalance,
        GetTransactionProve,
    ];
    for instruction in Instruction::ALL {
        for cla in instruction.classes() {
            for interface in [Interface::Contact, Interface::Contactless] {
                let mut stand = Stand::holding(0);
                stand.surroundings.interface = interface;
                stand.send(&[*cla, instruction.ins(), 0x7F, 0x7F]);
                let is_forbidden = stand.card.last_refusal() == Some(Refusal::InterfaceForbids);
                let is_allowed = interface == Interface::Contact || over_the_air_too.contains(instruction);
                assert_eq!(is_forbidden, !is_allowed, "{} over {interface:?}", instruction.name());
            }
        }
    }
}

#[test]
fn reset_forgets_pin_challenge_authentication_and_step() {
    let mut stand = Stand::holding(500);
    let credit = stand.clone().credit_for(1);
    stand.send(&initialize_load(1));
    stand.restart();
    assert_eq!(stand.refused(&credit), Refusal::NoTransactionStep);

    let proof = stand.external_authenticate();
    stand.restart();
    assert_eq!(stand.refused(&proof), Refusal::NoChallenge);

    stand.authenticate();
    stand.restart();
    assert_eq!(stand.refused(&set_status(LifeCycle::Suspended)), Refusal::NotAuthorised);

    stand.pin_on();
    stand.verify();
    assert_eq!(stand.send_hex("00200000").status, 0x9000, "verified");
    stand.restart();
    assert_eq!(stand.send_hex("00200000").status, 0x63C3, "not verified, three tries left");
    assert_eq!(stand.refused(&set_limit(Some(1))), Refusal::PinNotVerified);

    stand.card.power_on().unwrap();
    assert_eq!(stand.refused(&[0x80, 0x5C, 0x00, 0x02, 0x04]), Refusal::ApplicationNotSelected);
    assert_eq!(stand.state().balance.0, 500);
}

#[test]
fn reset_discards_the_waiting_answer() {
    let mut stand = Stand::holding(500);
    stand.send(&without_le(initialize_purchase(100)));
    stand.restart();
    stand.send_hex("805C000204");
    assert_eq!(stand.refused(&get_response(0x00, 0x0F)), Refusal::NoAnswerWaiting);
}

#[test]
fn challenge_serves_only_the_next_command() {
    let mut stand = Stand::holding(0);
    let proof = stand.external_authenticate();
    stand.send_hex("805C000204");
    assert_eq!(stand.refused(&proof), Refusal::NoChallenge);
    let proof = stand.external_authenticate();
    assert_eq!(stand.send(&proof).status, 0x9000);
    assert_eq!(stand.refused(&proof), Refusal::NoChallenge, "nor is it good twice");
}

/// Balance and proof may be asked between the two steps: the vendor's card allows it, and the terminals rely on it. A
/// handset sends its commands at any time. Every other command abandons the first step, whether it succeeds or not.
#[test]
fn first_step_survives_only_allowed_commands() {
    let mut commands: Vec<Vec<u8>> = Instruction::ALL
        .iter()
        .flat_map(|instruction| instruction.classes().iter().map(|cla| vec![*cla, instruction.ins(), 0x00, 0x00]))
        .collect();
    commands.extend([
        vec![0x80, 0x5C, 0x00, 0x02, 0x04],
        vec![0x80, 0x5A, 0x00, 0x06, 0x02, 0, 0, 0x08],
        vec![0xFF; 4],
    ]);
    let ready = Stand::holding(500);
    for between in commands {
        let mut stand = ready.clone();
        let debit = stand.debit_for(100);
        stand.send(&between);
        let is_toolkit = Instruction::ALL.iter().any(|known| known.is_toolkit() && known.ins() == between[1]);
        let leaves_it = is_toolkit || matches!(between[1], 0x5C | 0x5A | 0xC0);
        let selects_another = matches!(between[..], [0x00 | 0xA0, 0xA4, 0x00, 0x00]);
        let expected = match (leaves_it, selects_another) {
            (true, _) => 0x9000,
            (false, false) => 0x6901,
            (false, true) => 0x6985,
        };
        assert_eq!(stand.send(&debit).status, expected, "after {}", hex::encode_upper(&between));
        assert_eq!(stand.state().balance.0, if leaves_it { 400 } else { 500 });
    }
}
