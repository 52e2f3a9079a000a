//! Chapter "Identity": the answer to reset, the selection of the wallet, and the files that name the card.

use sim_device::sam::command;

use crate::certify::bench::{Bench, SUCCESS, is_octets, is_status};
use crate::certify::check::{CardCheck, check};
use crate::certify::verdict::CheckError;

/// READ BINARY of the whole of file 15.
pub(super) const READ_FILE_15: [u8; 5] = [0x00, 0xB0, 0x95, 0x00, 0x1E];

const ATR: (&str, &str) = ("ISO 7816-3 §8", "The card answers the reset with the ATR of its personalisation.");
const SELECT: (&str, &str) =
    ("ISO 7816-4 §11.1.1; JR/T 0025.2 SELECT", "SELECT by AID answers 6F with 84 AID and A5 9F08 9F0C, file 15 in it.");
const PREFIX: (&str, &str) =
    ("ISO 7816-4 §11.1.1", "The first octets of an AID select the application that it begins.");
const UNKNOWN: (&str, &str) = ("ISO 7816-4 §11.1.1", "A name that the card does not have answers 6A82.");
const MASTER: (&str, &str) =
    ("JR/T 0025 directory 1PAY.SYS.DDF01", "The card begins in its master file, 1PAY.SYS.DDF01, where no purse is.");
const ICCID: (&str, &str) = ("GSM 11.11 §10.1.1", "EF 2FE2 under the master file holds the ICCID.");
const FILE_15: (&str, &str) =
    ("JR/T 0025 file 15", "File 15 holds issuer, application type, ASN and days of validity.");

/// Checks of the chapter.
pub(in crate::certify) const CHECKS: &[CardCheck] = &[
    check("answer-to-reset", "The answer to reset is the profile's.", ATR, atr),
    check("select-by-aid", "SELECT answers the file control information.", SELECT, select),
    check("select-by-prefix", "Five octets of the AID select the wallet.", PREFIX, prefix),
    check("unknown-name", "An unknown name selects nothing.", UNKNOWN, unknown),
    check("begins-in-master-file", "After a reset no wallet is selected.", MASTER, master),
    check("iccid", "EF ICCID holds the profile's number.", ICCID, iccid),
    check("file-15", "File 15 holds the profile's data.", FILE_15, file_15),
];

fn atr(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let answer = bench.power_on()?;
    is_octets("the answer to reset", &bench.profile.card.atr, &answer)
}

fn select(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let answer = bench.select()?;
    let (aid, file) = (&bench.profile.card.aid, &bench.profile.card.start.file_15);
    let name = [&[0x84, u8::try_from(aid.len()).unwrap_or_default()], aid.as_slice()].concat();
    let proprietary = [&[0xA5, 0x25, 0x9F, 0x08, 0x01, 0x02, 0x9F, 0x0C, 0x1E], file.as_slice()].concat();
    let length = u8::try_from(name.len() + proprietary.len()).unwrap_or_default();
    is_octets("the file control information", &[&[0x6F, length], &name[..], &proprietary].concat(), &answer)
}

fn prefix(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.power_on()?;
    let prefix = bench.profile.card.aid.get(..5).unwrap_or_default().to_vec();
    let select = command::select_application(&prefix);
    let select = select.ok_or_else(|| CheckError::untried("the prefix is too long for a command"))?;
    bench.expect("SELECT by the first five octets", &select, SUCCESS)?;
    bench.balance().map(drop)
}

fn unknown(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.select()?;
    let mut aid = bench.profile.card.aid.to_vec();
    aid.iter_mut().for_each(|octet| *octet ^= 0xFF);
    let select = command::select_application(&aid);
    let select = select.ok_or_else(|| CheckError::untried("the profile's AID is too long for a command"))?;
    bench.expect("SELECT of an unknown name", &select, 0x6A82)?;
    bench.balance().map(drop)
}

fn master(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.power_on()?;
    let status = bench.send(&[0x80, 0x5C, 0x00, 0x02, 0x04])?.status;
    is_status("GET BALANCE before SELECT", 0x6985, status)?;
    let name = command::select_application(b"1PAY.SYS.DDF01").unwrap_or_default();
    bench.expect("SELECT of 1PAY.SYS.DDF01", &name, SUCCESS).map(drop)
}

fn iccid(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.power_on()?;
    bench.expect("SELECT of 3F00", &[0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00], SUCCESS)?;
    bench.expect("SELECT of 2FE2", &[0x00, 0xA4, 0x00, 0x0C, 0x02, 0x2F, 0xE2], SUCCESS)?;
    let iccid = bench.profile.card.iccid;
    bench.expect_data("EF ICCID", &[0x00, 0xB0, 0x00, 0x00, 0x0A], &iccid)
}

fn file_15(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.select()?;
    let file = bench.profile.card.start.file_15;
    bench.expect_data("file 15", &READ_FILE_15, &file)
}
