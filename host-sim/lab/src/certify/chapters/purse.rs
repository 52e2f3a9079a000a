//! Chapter "Purse": load, purchase and unload. The MACs and TACs of both sides are computed by the host.

use applet::KeyUsage;
use sim_device::sam::command::{self, Initialize, InitializeStep, PurseApplication};
use sim_device::sam::transaction::TransferDirection;
use sim_wire::Fen;
use sim_wire::record::TransactionKind;

use crate::certify::bench::{Bench, TERMINAL, is_amount, is_counter, is_equal, is_octets, is_status};
use crate::certify::check::{CardCheck, check};
use crate::certify::transactions::name_of;
use crate::certify::verdict::CheckError;

use TransferDirection::{Load, Unload};

const BALANCE: (&str, &str) =
    ("JR/T 0025.2 GET BALANCE; handbook 3.4.1", "Anybody reads the balance; no PIN is needed.");
const LOAD_ANSWER: (&str, &str) = (
    "JR/T 0025.2 INITIALIZE FOR LOAD",
    "Answer: balance, online counter, key version, algorithm, random number, MAC1 over balance, amount, type, terminal.",
);
const LOAD_TAC: (&str, &str) = (
    "JR/T 0025.2 CREDIT FOR LOAD",
    "The TAC is over new balance, counter, amount, type, terminal, date and time, under the TAC key.",
);
const LOAD_MONEY: (&str, &str) =
    ("JR/T 0025.2 CREDIT FOR LOAD", "A load adds its amount and counts one online transaction.");
const WRONG_MAC2: (&str, &str) =
    ("JR/T 0025.2 CREDIT FOR LOAD", "A wrong MAC2 answers 9302, moves nothing, and ends the transaction.");
const CEILING: (&str, &str) = ("JR/T 0025.2 INITIALIZE FOR LOAD", "A load over the balance maximum answers 6985.");
const PAY_ANSWER: (&str, &str) = (
    "JR/T 0025.2 INITIALIZE FOR PURCHASE",
    "Answer: balance, offline counter, overdraw limit, key version, algorithm, random number.",
);
const PAY_TAC: (&str, &str) = (
    "JR/T 0025.2 DEBIT FOR PURCHASE",
    "The TAC is over amount, type, terminal, terminal counter, date and time, under the TAC key.",
);
const PAY_MAC2: (&str, &str) =
    ("JR/T 0025.2 DEBIT FOR PURCHASE", "MAC2 is over the amount, under the session key of the purchase.");
const PAY_MONEY: (&str, &str) =
    ("JR/T 0025.2 DEBIT FOR PURCHASE", "A purchase takes its amount and counts one offline transaction.");
const WRONG_MAC1: (&str, &str) =
    ("JR/T 0025.2 DEBIT FOR PURCHASE", "A wrong MAC1 answers 9302, moves nothing, and ends the transaction.");
const INSUFFICIENT: (&str, &str) = ("JR/T 0025.2 INITIALIZE FOR PURCHASE", "An amount over the balance answers 9401.");
const STEP: (&str, &str) =
    ("JR/T 0025.2 §5.2.1 (states of the purse)", "A second step without its INITIALIZE answers 6901.");
const ABANDON: (&str, &str) = (
    "JR/T 0025.2 §5.2.1 (states of the purse)",
    "Every command but GET BALANCE and GET TRANSACTION PROVE abandons the transaction.",
);
const RANDOM: (&str, &str) = ("JR/T 0025.2 INITIALIZE FOR PURCHASE", "Each INITIALIZE draws a new random number.");
const PROVE: (&str, &str) =
    ("JR/T 0025.2 GET TRANSACTION PROVE", "The card repeats MAC and TAC of its last transaction, also after a reset.");
const UNLOAD_ANSWER: (&str, &str) =
    ("JR/T 0025.2 INITIALIZE FOR UNLOAD", "The answer has the form of a load's, under DULK.");
const UNLOAD_MAC3: (&str, &str) = (
    "JR/T 0025.2 DEBIT FOR UNLOAD",
    "MAC3 is over new balance, counter, amount, type, terminal, date and time, under the session key.",
);
const UNLOAD_MONEY: (&str, &str) =
    ("JR/T 0025.2 DEBIT FOR UNLOAD; handbook 3.6.1", "An unload takes its amount and counts one online transaction.");
const INDEX: (&str, &str) = ("JR/T 0025.2 INITIALIZE FOR PURCHASE", "An index without a key answers 9403.");

/// Checks of the chapter.
pub(in crate::certify) const CHECKS: &[CardCheck] = &[
    check("balance", "GET BALANCE and INITIALIZE state the same balance.", BALANCE, balance),
    check("load-answer", "The answer to INITIALIZE FOR LOAD has its fields and MAC1.", LOAD_ANSWER, load_answer),
    check("load-tac", "The TAC of a load is right.", LOAD_TAC, load_tac),
    check("load-money", "A load adds its amount, and its counter advances.", LOAD_MONEY, load_money),
    check("load-wrong-mac2", "A load with a wrong MAC2 moves nothing.", WRONG_MAC2, load_wrong_mac2),
    check("load-over-maximum", "A load over the balance maximum is refused.", CEILING, load_over_maximum),
    check("purchase-answer", "The answer to INITIALIZE FOR PURCHASE has its fields.", PAY_ANSWER, purchase_answer),
    check("purchase-tac", "The TAC of a purchase is right.", PAY_TAC, purchase_tac),
    check("purchase-mac2", "MAC2 of a purchase is right.", PAY_MAC2, purchase_mac2),
    check("purchase-money", "A purchase takes its amount to the fen.", PAY_MONEY, purchase_money),
    check("purchase-counter", "The offline counter advances by one.", PAY_MONEY, purchase_counter),
    check("purchase-wrong-mac1", "A purchase with a wrong MAC1 moves nothing.", WRONG_MAC1, purchase_wrong_mac1),
    check("purchase-over-balance", "One fen more than the balance is refused.", INSUFFICIENT, over_balance),
    check("whole-balance", "The whole balance can be begun to spend.", INSUFFICIENT, whole_balance),
    check("second-step-alone", "A second step alone is refused.", STEP, second_step_alone),
    check("reset-cancels", "A reset between the steps cancels the transaction.", ABANDON, reset_cancels),
    check("other-command-cancels", "Another command cancels the transaction.", ABANDON, other_command_cancels),
    check("balance-between", "GET BALANCE between the steps cancels nothing.", ABANDON, balance_between),
    check("newer-initialize", "A second INITIALIZE takes the place of the first.", ABANDON, newer_initialize),
    check("fresh-random-number", "Random numbers do not repeat.", RANDOM, fresh_random),
    check("prove-purchase", "The proof of a purchase can be asked for again.", PROVE, prove_purchase),
    check("prove-load", "The proof of a load can be asked for again.", PROVE, prove_load),
    check("prove-unload", "The proof of an unload can be asked for again.", PROVE, prove_unload),
    check(
        "unload-answer",
        "The answer to INITIALIZE FOR UNLOAD has its fields and MAC1.",
        UNLOAD_ANSWER,
        unload_answer,
    ),
    check("unload-mac3", "MAC3 of an unload is right.", UNLOAD_MAC3, unload_mac3),
    check("unload-money", "An unload takes its amount, and its counter advances.", UNLOAD_MONEY, unload_money),
    check("unload-wrong-mac2", "An unload with a wrong MAC2 moves nothing.", WRONG_MAC2, unload_wrong_mac2),
    check("unknown-key-index", "An index without a key is refused.", INDEX, unknown_index),
];

fn balance(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(1)?;
    let balance = bench.balance()?;
    let begun = bench.begin_purchase(Fen(1))?;
    is_amount("the balance in INITIALIZE FOR PURCHASE", balance, begun.purchase.card.balance)
}

fn online_answer(bench: &mut Bench<'_>, direction: TransferDirection) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let balance = bench.balance()?;
    let begun = bench.begin_transfer(direction, Fen(100))?;
    is_amount("the balance in the answer", balance, begun.online.card.balance)?;
    is_octets(name_of(direction), &begun.online.initialize_answer(begun.label(), &begun.session), &begun.answer)
}

/// Loads or unloads 1.00 yuan; returns the proof of the card and the one of the host.
fn online_proof(bench: &mut Bench<'_>, direction: TransferDirection) -> Result<([u8; 4], [u8; 4]), CheckError> {
    bench.prepare(100)?;
    let (begun, proof) = bench.transfer(direction, Fen(100))?;
    let own = match direction {
        Load => begun.online.tac(&bench.tac_key()?),
        Unload => begun.online.mac3(&begun.session),
    };
    let own = own.ok_or_else(|| CheckError::differs("the balance", "one that the amount leaves", "none"))?;
    Ok((own, proof))
}

fn online_money(bench: &mut Bench<'_>, direction: TransferDirection) -> Result<(), CheckError> {
    let before = bench.prepare(100)?;
    let (begun, _) = bench.transfer(direction, Fen(37))?;
    let after = match direction {
        Load => before.checked_add(Fen(37)),
        Unload => before.checked_sub(Fen(37)),
    };
    is_amount("the balance afterwards", after.unwrap_or_default(), bench.balance()?)?;
    let next = bench.begin_transfer(direction, Fen(1))?;
    let counter = begun.online.card.counter.saturating_add(1);
    is_counter("the online counter afterwards", counter, next.online.card.counter)
}

fn online_wrong_mac2(bench: &mut Bench<'_>, direction: TransferDirection) -> Result<(), CheckError> {
    let before = bench.prepare(100)?;
    let begun = bench.begin_transfer(direction, Fen(10))?;
    // MAC2 stands before Le.
    let wrong = with_flipped_octet(begun.complete(), 1);
    is_status("the second step with a wrong MAC2", 0x9302, bench.send(&wrong)?.status)?;
    is_status("the second step once more", 0x6901, bench.send(&begun.complete())?.status)?;
    is_amount("the balance afterwards", before, bench.balance()?)?;
    let next = bench.begin_transfer(direction, Fen(10))?;
    is_counter("the online counter afterwards", begun.online.card.counter, next.online.card.counter)
}

/// Returns a command with one octet changed, counted from the end: 0 is the last.
fn with_flipped_octet(mut command: Vec<u8>, from_end: usize) -> Vec<u8> {
    if let Some(octet) = command.iter_mut().rev().nth(from_end) {
        *octet ^= 0x01;
    }
    command
}

fn load_answer(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    online_answer(bench, Load)
}

fn load_tac(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let (own, tac) = online_proof(bench, Load)?;
    is_octets("the TAC", &own, &tac)
}

fn load_money(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    online_money(bench, Load)
}

fn load_wrong_mac2(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    online_wrong_mac2(bench, Load)
}

fn load_over_maximum(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let balance = bench.prepare(0)?;
    let room = bench.profile.card.balance_max.checked_sub(balance).unwrap_or_default();
    let initialize = bench.initialize_transfer(Load, room)?;
    is_status("INITIALIZE FOR LOAD up to the maximum", 0x9000, bench.send(&initialize)?.status)?;
    let Some(over) = room.checked_add(Fen(1)) else { return Ok(()) };
    let initialize = bench.initialize_transfer(Load, over)?;
    is_status("INITIALIZE FOR LOAD of one fen more", 0x6985, bench.send(&initialize)?.status)
}

fn purchase_answer(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(1)?;
    let begun = bench.begin_purchase(Fen(1))?;
    is_octets("INITIALIZE FOR PURCHASE", &begun.purchase.initialize_answer(begun.label()), &begun.answer)
}

fn purchase_tac(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let (begun, [tac @ .., _, _, _, _]) = bench.pay(Fen(99))?;
    is_octets("the TAC", &begun.purchase.tac(&bench.tac_key()?), &tac)
}

fn purchase_mac2(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let (begun, [_, _, _, _, mac2 @ ..]) = bench.pay(Fen(98))?;
    is_octets("MAC2", &begun.purchase.mac2(&begun.session), &mac2)
}

fn purchase_money(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let before = bench.prepare(100)?;
    bench.pay(Fen(37))?;
    let after = before.checked_sub(Fen(37)).unwrap_or_default();
    is_amount("the balance afterwards", after, bench.balance()?)?;
    bench.select()?;
    is_amount("the balance after a reset", after, bench.balance()?)
}

fn purchase_counter(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let (begun, _) = bench.pay(Fen(2))?;
    let next = bench.begin_purchase(Fen(1))?;
    let counter = begun.purchase.card.counter.saturating_add(1);
    is_counter("the offline counter afterwards", counter, next.purchase.card.counter)
}

fn purchase_wrong_mac1(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let before = bench.prepare(100)?;
    let begun = bench.begin_purchase(Fen(10))?;
    // MAC1 stands before Le.
    let wrong = with_flipped_octet(begun.debit(), 1);
    is_status("DEBIT with a wrong MAC1", 0x9302, bench.send(&wrong)?.status)?;
    is_status("DEBIT once more", 0x6901, bench.send(&begun.debit())?.status)?;
    is_amount("the balance afterwards", before, bench.balance()?)?;
    let next = bench.begin_purchase(Fen(10))?;
    is_counter("the offline counter afterwards", begun.purchase.card.counter, next.purchase.card.counter)
}

fn over_balance(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let balance = bench.prepare(1)?;
    let over = balance.checked_add(Fen(1)).unwrap_or(balance);
    let initialize = bench.initialize_purchase(over)?;
    is_status("INITIALIZE FOR PURCHASE of one fen more", 0x9401, bench.send(&initialize)?.status)?;
    let key = bench.transfer_key(Unload)?;
    let step = InitializeStep::Unload;
    let application = PurseApplication::Purse;
    let unload = Initialize { step, application, key_index: key.index, amount: over, terminal: TERMINAL }.emit();
    is_status("INITIALIZE FOR UNLOAD of one fen more", 0x9401, bench.send(&unload)?.status)
}

fn whole_balance(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let balance = bench.prepare(1)?;
    bench.begin_purchase(balance).map(drop)
}

fn second_step_alone(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let (at, mac) = (bench.at, [0; 4]);
    let steps = [
        ("CREDIT FOR LOAD", command::credit_for_load(at, mac)),
        ("DEBIT FOR PURCHASE", command::debit_for_purchase(1, at, mac)),
        ("DEBIT FOR UNLOAD", command::debit_for_unload(at, mac)),
    ];
    steps.into_iter().try_for_each(|(about, command)| bench.expect(about, &command, 0x6901).map(drop))
}

fn reset_cancels(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let before = bench.prepare(100)?;
    let begun = bench.begin_purchase(Fen(10))?;
    bench.select()?;
    bench.expect("DEBIT after a reset", &begun.debit(), 0x6901)?;
    is_amount("the balance afterwards", before, bench.balance()?)
}

fn other_command_cancels(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let before = bench.prepare(100)?;
    let begun = bench.begin_purchase(Fen(10))?;
    bench.challenge()?;
    bench.expect("DEBIT after GET CHALLENGE", &begun.debit(), 0x6901)?;
    is_amount("the balance afterwards", before, bench.balance()?)
}

fn balance_between(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let begun = bench.begin_purchase(Fen(10))?;
    bench.balance()?;
    bench.complete_purchase(&begun).map(drop)
}

fn newer_initialize(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let first = bench.begin_purchase(Fen(10))?;
    let second = bench.begin_purchase(Fen(11))?;
    bench.complete_purchase(&second)?;
    bench.expect("DEBIT of the first INITIALIZE", &first.debit(), 0x6901).map(drop)
}

fn fresh_random(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(1)?;
    let mut seen = Vec::new();
    for _ in 0..8 {
        let random = bench.begin_purchase(Fen(1))?.purchase.card.random;
        let is_new = !seen.contains(&random);
        is_equal("the random number", "one not drawn before", hex::encode_upper(random), is_new)?;
        seen.push(random);
    }
    Ok(())
}

/// Asks for a proof, for the proof of the next counter, and for the proof again after a reset.
fn prove(bench: &mut Bench<'_>, kind: TransactionKind, counter: u16, expected: &[u8]) -> Result<(), CheckError> {
    let ask = command::get_transaction_prove(kind, counter);
    bench.expect_data("GET TRANSACTION PROVE", &ask, expected)?;
    let next = command::get_transaction_prove(kind, counter.wrapping_add(1));
    bench.expect("GET TRANSACTION PROVE of the next counter", &next, 0x9406)?;
    bench.select()?;
    bench.expect_data("GET TRANSACTION PROVE after a reset", &ask, expected)
}

fn prove_purchase(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let (begun, _) = bench.pay(Fen(3))?;
    let expected = begun.purchase.prove_answer(&begun.session, &bench.tac_key()?);
    prove(bench, TransactionKind::Purchase, begun.purchase.card.counter.wrapping_add(1), &expected)
}

fn prove_transfer(bench: &mut Bench<'_>, direction: TransferDirection) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let (begun, proof) = bench.transfer(direction, Fen(3))?;
    let kind = begun.online.dated.request.kind;
    prove(bench, kind, begun.online.card.counter.wrapping_add(1), &begun.online.prove_answer(proof))
}

fn prove_load(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    prove_transfer(bench, Load)
}

fn prove_unload(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    prove_transfer(bench, Unload)
}

fn unload_answer(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    online_answer(bench, Unload)
}

fn unload_mac3(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let (own, mac3) = online_proof(bench, Unload)?;
    is_octets("MAC3", &own, &mac3)
}

fn unload_money(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    online_money(bench, Unload)
}

fn unload_wrong_mac2(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    online_wrong_mac2(bench, Unload)
}

fn unknown_index(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(1)?;
    let kinds = [
        (KeyUsage::Purchase, InitializeStep::Purchase),
        (KeyUsage::Load, InitializeStep::Load),
        (KeyUsage::Unload, InitializeStep::Unload),
    ];
    for (usage, step) in kinds {
        let (key_index, application) = (bench.unknown_index(usage), PurseApplication::Purse);
        let command = Initialize { step, application, key_index, amount: Fen(1), terminal: TERMINAL }.emit();
        bench.expect("INITIALIZE with an unknown index", &command, 0x9403)?;
    }
    Ok(())
}
