//! Chapter "Refusals": the exact status word of every wrong command, and which of several reasons is told.

use applet::KeyUsage;
use sim_device::sam::command::{Initialize, InitializeStep, PurseApplication};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use crate::certify::bench::{Bench, TERMINAL, is_status};
use crate::certify::chapters::identity::READ_FILE_15;
use crate::certify::check::{CardCheck, check};
use crate::certify::verdict::CheckError;

const CLASS: (&str, &str) = ("ISO 7816-4 §5.6", "A command under a class that it does not have answers 6E00.");
const INSTRUCTION: (&str, &str) = ("ISO 7816-4 §5.6", "An instruction that does not exist answers 6D00.");
const PARAMETERS: (&str, &str) = ("ISO 7816-4 §5.6; JR/T 0025.2", "A wrong P1 or P2 answers 6A86.");
const REFERENCE: (&str, &str) = ("ISO 7816-4 §5.6", "A PIN or data object that does not exist answers 6A88.");
const LENGTH: (&str, &str) = ("ISO 7816-4 §5.6; ISO 7816-3 §12.1", "A wrong Lc answers 6700.");
const EXPECTED: (&str, &str) = ("ISO 7816-3 §12.2", "A wrong Le answers 6Cxx with the right one, and nothing happens.");
const FILES: (&str, &str) = ("ISO 7816-4 §5.6", "A missing file answers 6A82, a record 6A83, an offset 6B00.");
const STRUCTURE: (&str, &str) = ("ISO 7816-4 §5.6", "A command that does not fit the file answers 6981.");
const CURRENT: (&str, &str) = ("ISO 7816-4 §5.6", "Without a current file READ answers 6986.");
const SELECTED: (&str, &str) =
    ("JR/T 0025.2 GET BALANCE, INITIALIZE", "Without the wallet selected its commands answer 6985.");
const READ_ONLY: (&str, &str) = ("ISO 7816-4 §5.6", "What PUT DATA cannot write answers 6982.");
const DATA: (&str, &str) = ("ISO 7816-4 §5.6", "Data that the command cannot use answers 6A80.");
const WAITING: (&str, &str) = ("ISO 7816-4 §11.7.1", "GET RESPONSE without a waiting answer answers 6985.");
const ORDER: (&str, &str) = (
    "docs/APDUS.md, Refusals",
    "The command itself is judged first, then the card, files, keys, state, authority, money.",
);
const REASON: (&str, &str) = ("docs/APDUS.md, GET DATA of DF23", "The card tells the reason of its last refusal.");
const GSM: (&str, &str) = ("GSM 11.11 §9.4", "Under class A0 the words are 94xx.");

/// Checks of the chapter.
pub(in crate::certify) const CHECKS: &[CardCheck] = &[
    check("class", "A wrong class is refused.", CLASS, class),
    check("instruction", "An unknown instruction is refused.", INSTRUCTION, instruction),
    check("parameters", "Wrong parameters are refused.", PARAMETERS, parameters),
    check("reference", "An unknown reference is refused.", REFERENCE, reference),
    check("length", "A wrong length of the data is refused.", LENGTH, length),
    check("expected-length", "A wrong Le is answered with the right one.", EXPECTED, expected_length),
    check("wrong-le-begins-nothing", "INITIALIZE with a wrong Le begins nothing.", EXPECTED, wrong_le_begins_nothing),
    check("files", "What is not in a file is not read.", FILES, files),
    check("file-structure", "A file is read as it is built.", STRUCTURE, structure),
    check("current-file", "Without a current file nothing is read.", CURRENT, current_file),
    check("selection", "The purse needs its selection.", SELECTED, selection),
    check("read-only", "Some parameters are only read.", READ_ONLY, read_only),
    check("data", "Data without sense is refused.", DATA, data),
    check("get-response", "GET RESPONSE alone answers nothing.", WAITING, get_response),
    check("precedence", "Of several reasons the first is told.", ORDER, precedence),
    check("last-refusal", "The reason can be asked for.", REASON, last_refusal),
    check("gsm-words", "Class A0 has the words of GSM 11.11.", GSM, gsm_words),
];

/// Selects the wallet in the known state, then sends commands as they stand and compares the status words.
fn refuse(bench: &mut Bench<'_>, rows: &[(&str, u16)]) -> Result<(), CheckError> {
    bench.prepare(1)?;
    send_rows(bench, rows)
}

fn send_rows(bench: &mut Bench<'_>, rows: &[(&str, u16)]) -> Result<(), CheckError> {
    rows.iter().try_for_each(|(octets, status)| {
        let compact: String = octets.split_whitespace().collect();
        let command = hex::decode(&compact).map_err(|_| CheckError::untried("the check has no octets"))?;
        is_status(&format!("the command {compact}"), *status, bench.send_raw(&command)?.status)
    })
}

fn class(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    refuse(
        bench,
        &[
            ("B05C0002 04", 0x6E00),
            ("005C0002 04", 0x6E00),
            ("A0500102 0B 03 00000064 112233445566", 0x6E00),
            ("04B09500 1E", 0x6E00),
            ("80DC0000", 0x6E00),
            ("A0200000 02 1234", 0x6E00),
        ],
    )
}

fn instruction(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    refuse(bench, &[("80FE0000", 0x6D00), ("80580000", 0x6D00), ("00FC0000", 0x6D00)])
}

fn parameters(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    refuse(
        bench,
        &[
            ("80500101 0B 03 00000064 112233445566", 0x6A86),
            ("80500202 0B 03 00000064 112233445566", 0x6A86),
            ("80500302 0B 03 00000064 112233445566", 0x6A86),
            ("805C0102 04", 0x6A86),
            ("80540200 0F 00000001 20091118103000 00000000", 0x6A86),
            ("00200100 02 1234", 0x6A86),
            ("80F0800F 10 D1560001018003800000000100000000", 0x6A86),
            ("00B201C6 17", 0x6A86),
            ("00840100 04", 0x6A86),
        ],
    )
}

fn reference(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    refuse(bench, &[("00200003 02 1234", 0x6A88), ("80CADF99 01", 0x6A88), ("80DADF99 01 00", 0x6A88)])
}

fn length(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    refuse(
        bench,
        &[
            ("80500102 0B 03 00000064 1122334455", 0x6700),
            ("80500102 0B 03 00000064 112233445566 0F 00", 0x6700),
            ("80500102 0A 03 00000064 1122334455 0F", 0x6700),
            ("80500002 0A 01 00000000 1122334455", 0x6700),
            ("80540100 0E 000000012009111810300000000000", 0x6700),
            ("00840000 05", 0x6700),
            ("00A4040C 04 D1560001", 0x6700),
            ("00820001 07 00000000000000", 0x6700),
            ("841E0000 03 000000", 0x6700),
            ("80F0408F", 0x6700),
        ],
    )
}

fn expected_length(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    refuse(
        bench,
        &[
            ("805C0002 03", 0x6C04),
            ("805C0002 00", 0x6C04),
            ("80CADF20 05", 0x6C04),
            ("00B09500 FF", 0x6C1E),
            ("00B0951A FF", 0x6C04),
            ("805C0002 04", 0x9000),
        ],
    )
}

fn wrong_le_begins_nothing(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    let mut initialize = bench.initialize_purchase(Fen(1))?;
    initialize.iter_mut().next_back().into_iter().for_each(|le| *le = 0x10);
    is_status("INITIALIZE FOR PURCHASE with Le 10", 0x6C0F, bench.send_raw(&initialize)?.status)?;
    send_rows(bench, &[("80540100 0F 00000001 20091118103000 00000000 08", 0x6901)])
}

fn files(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    refuse(
        bench,
        &[
            ("00B09500 1E", 0x9000),
            ("00B0951D 01", 0x9000),
            ("00B0951E 00", 0x6B00),
            ("00B208BC 18", 0x9000),
            ("00B209BC 18", 0x6A83),
            ("00B200BC 18", 0x6A83),
            ("00B09900 00", 0x6A82),
            ("00A4000C 02 7777", 0x6A82),
        ],
    )
}

fn structure(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    refuse(bench, &[("00B09700 18", 0x6981), ("00B201AC 1E", 0x6981)])
}

fn current_file(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    refuse(
        bench,
        &[("00B00000 1E", 0x6986), ("00B20104 18", 0x6986), ("00A4000C 02 0015", 0x9000), ("00B00000 1E", 0x9000)],
    )
}

fn selection(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.power_on()?;
    send_rows(
        bench,
        &[
            ("805C0002 04", 0x6985),
            ("80500102 0B 03 00000064 112233445566", 0x6985),
            ("80CADF20 04", 0x6985),
            ("00200000 02 1234", 0x6985),
            ("00A4000C 02 0018", 0x6A82),
        ],
    )
}

fn read_only(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    refuse(bench, &[("80DADF24 01 8F", 0x6982), ("80DADF23 03 000000", 0x6982), ("80CADF24 01", 0x9000)])
}

fn data(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    refuse(bench, &[("80DADF21 01 02", 0x6A80), ("805E0100 05 1234 56 7890", 0x6A80)])
}

fn get_response(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    refuse(bench, &[("805C0002 04", 0x9000), ("00C00000 04", 0x6985)])
}

/// Sends loads that are wrong in every way. Each command takes the first reason of the one before away.
fn precedence(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(1)?;
    bench.move_to(LifeCycle::Suspended)?;
    bench.power_on()?;
    let wrong = bench.unknown_index(KeyUsage::Load);
    let row = |head: &str, amount: &str| format!("{head} {wrong:02X} {amount}");
    let rows = [
        (row("80500002 0B", "FFFFFFFF 1122334455"), 0x6700),
        (row("B0500009 0B", "FFFFFFFF 112233445566 0F"), 0x6E00),
        (row("80500009 0A", "FFFFFFFF 1122334455 0F"), 0x6A86),
        (row("80500002 0A", "FFFFFFFF 1122334455 0F"), 0x6700),
        (row("80500002 0B", "FFFFFFFF 112233445566 0F"), 0x6C10),
        (row("80500002 0B", "FFFFFFFF 112233445566 10"), 0x6985),
    ];
    rows.iter().try_for_each(|(octets, status)| send_rows(bench, &[(octets, *status)]))?;
    bench.select()?;
    let last = row("80500002 0B", "FFFFFFFF 112233445566 10");
    send_rows(bench, &[(&last, 0x9403)])?;
    let key_index = bench.transfer_key(sim_device::sam::transaction::TransferDirection::Load)?.index;
    let (step, application) = (InitializeStep::Load, PurseApplication::Purse);
    let load = Initialize { step, application, key_index, amount: Fen(u32::MAX), terminal: TERMINAL }.emit();
    is_status("INITIALIZE FOR LOAD of a suspended wallet", 0x6985, bench.send(&load)?.status)
}

fn last_refusal(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(1)?;
    bench.expect("READ BINARY behind the file", &[0x00, 0xB0, 0x95, 0x1E, 0x00], 0x6B00)?;
    bench.expect_data("GET DATA of the last refusal", &[0x80, 0xCA, 0xDF, 0x23, 0x03], &[0x17, 0x6B, 0x00])?;
    bench.expect("READ BINARY of file 15", &READ_FILE_15, 0x9000).map(drop)
}

fn gsm_words(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.power_on()?;
    send_rows(
        bench,
        &[
            ("A0A40000 02 3F00", 0x9F16),
            ("A0A40000 02 6F07", 0x9404),
            ("A0B00000 0A", 0x9400),
            ("A0A40000 02 2FE2", 0x9F0F),
            ("A0B20104 0A", 0x9408),
            ("A0B0000A 01", 0x6B00),
        ],
    )
}
