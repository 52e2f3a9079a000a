//! Chapter "Secure messaging": commands under a MAC, authentication of both sides, and the temporary block of the
//! application. What cannot be undone, the permanent block and CARD BLOCK, is not part of the suite.

use applet::{KeyEntry, KeyUsage};
use sim_device::sam::authentication;
use sim_device::sam::secure_messaging::{self, Challenge};
use sim_wire::Fen;
use sim_wire::apdu::Header;

use crate::certify::bench::{Bench, SUCCESS, is_octets, is_status};
use crate::certify::chapters::identity::READ_FILE_15;
use crate::certify::check::{CardCheck, check, risky};
use crate::certify::issuer::{LIMIT, NO_LIMIT, is_limit, put_data, put_limit};
use crate::certify::verdict::CheckError;

const MAC: (&str, &str) = (
    "JR/T 0025 secure messaging",
    "The MAC is ISO 9797-1 algorithm 3 over header, Lc and data, from the challenge; a wrong one answers 6988.",
);
const FRESH: (&str, &str) =
    ("JR/T 0025 secure messaging; ISO 7816-4 §11.5.3", "A challenge serves the next command, and no other.");
const FILE: (&str, &str) = ("JR/T 0025 secure messaging", "Files are written under class 04 with a MAC, else 6900.");
const EXTERNAL: (&str, &str) = (
    "ISO 7816-4 §11.5.4; JR/T 0025.2 EXTERNAL AUTHENTICATION",
    "The terminal proves its key by 3DES of the challenge; each wrong proof costs a try.",
);
const INTERNAL: (&str, &str) = ("ISO 7816-4 §11.5.2", "The card proves its key by 3DES of the terminal's data.");
const SESSION: (&str, &str) = ("ISO 7816-4 §11.5.4", "The authority of a terminal ends with the reset.");
const BLOCK: (&str, &str) = (
    "JR/T 0025.2 APPLICATION BLOCK",
    "A blocked application answers SELECT with 6A81 and the purse's commands with 6985.",
);
const UNBLOCK: (&str, &str) =
    ("JR/T 0025.2 APPLICATION UNBLOCK", "The issuer's MAC lifts the block; a wrong one costs a try of the key.");

/// Checks of the chapter.
pub(in crate::certify) const CHECKS: &[CardCheck] = &[
    check("right-mac", "A command under the right MAC is carried out.", MAC, right_mac),
    check("wrong-mac", "A command under a wrong MAC is refused and changes nothing.", MAC, wrong_mac),
    check("mac-of-other-data", "The MAC of other data is refused.", MAC, mac_of_other_data),
    check("mac-of-other-key", "The MAC of another key is refused.", MAC, mac_of_other_key),
    check("eight-octets", "A challenge of eight octets serves as well.", MAC, eight_octets),
    check("no-challenge", "Without a challenge there is no authority.", FRESH, no_challenge),
    check("challenge-serves-once", "A command that comes again is refused.", FRESH, sent_twice),
    check("challenge-just-before", "Another command between makes the challenge void.", FRESH, just_before),
    check("file-under-mac", "File 15 is written under a MAC.", FILE, file_under_mac),
    check("file-without-mac", "File 15 is not written without a MAC.", FILE, file_without_mac),
    check("internal-authenticate", "INTERNAL AUTHENTICATE answers the right cryptogram.", INTERNAL, internal),
    check("external-authenticate", "EXTERNAL AUTHENTICATE gives authority.", EXTERNAL, external),
    check("reset-ends-authority", "A reset ends the authority.", SESSION, reset_ends),
    risky("wrong-cryptogram", "A wrong cryptogram costs a try; a right one restores it.", EXTERNAL, wrong_cryptogram),
    risky("blocked-application", "A blocked application does nothing until it is unblocked.", BLOCK, blocked),
    risky("unblock-wrong-mac", "APPLICATION UNBLOCK with a wrong MAC unblocks nothing.", UNBLOCK, unblock_wrong_mac),
];

const BLOCK_HEADER: Header = Header { cla: 0x84, ins: 0x1E, p1: 0x00, p2: 0x00 };
const UNBLOCK_HEADER: Header = Header { cla: 0x84, ins: 0x18, p1: 0x00, p2: 0x00 };

/// Returns PUT DATA of the limit under a MAC.
fn sealed_limit(key: &KeyEntry, challenge: Challenge, limit: Fen) -> Vec<u8> {
    secure_messaging::protect(&key.key, challenge, put_data(0x84, LIMIT), &limit.to_bytes()).unwrap_or_default()
}

fn limit_is(bench: &mut Bench<'_>, expected: Fen) -> Result<(), CheckError> {
    is_limit("the limit afterwards", expected, bench.limit()?)
}

/// Sends PUT DATA of a limit that the card must refuse, and looks that nothing has changed.
fn refuse_limit(bench: &mut Bench<'_>, about: &str, command: &[u8], status: u16) -> Result<(), CheckError> {
    bench.expect(about, command, status)?;
    limit_is(bench, NO_LIMIT)
}

fn right_mac(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let (key, challenge) = (bench.maintenance()?, bench.challenge()?);
    bench.expect("PUT DATA under the right MAC", &sealed_limit(&key, challenge, Fen(70)), SUCCESS)?;
    limit_is(bench, Fen(70))
}

fn wrong_mac(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let (key, challenge) = (bench.maintenance()?, bench.challenge()?);
    let mut command = sealed_limit(&key, challenge, Fen(71));
    command.iter_mut().next_back().into_iter().for_each(|octet| *octet ^= 0x01);
    refuse_limit(bench, "PUT DATA under a wrong MAC", &command, 0x6988)
}

fn mac_of_other_data(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let (key, challenge) = (bench.maintenance()?, bench.challenge()?);
    let mut command = sealed_limit(&key, challenge, Fen(72));
    // The last octet of the limit stands before the MAC of four octets.
    command.iter_mut().rev().nth(4).into_iter().for_each(|octet| *octet ^= 0x01);
    refuse_limit(bench, "PUT DATA under the MAC of other data", &command, 0x6988)
}

fn mac_of_other_key(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let key = bench.maintenance()?;
    let other = KeyEntry { key: key.key.map(|octet| octet ^ 0x5A), ..key };
    let challenge = bench.challenge()?;
    let command = sealed_limit(&other, challenge, Fen(73));
    refuse_limit(bench, "PUT DATA under the MAC of another key", &command, 0x6988)
}

fn eight_octets(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let (key, challenge) = (bench.maintenance()?, bench.challenge_of(8)?);
    bench.expect("PUT DATA after a challenge of eight octets", &sealed_limit(&key, challenge, Fen(74)), SUCCESS)?;
    limit_is(bench, Fen(74))
}

fn no_challenge(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let key = bench.maintenance()?;
    let command = sealed_limit(&key, Challenge::Four([0; 4]), Fen(75));
    refuse_limit(bench, "PUT DATA without a challenge", &command, 0x6984)
}

fn sent_twice(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let (key, challenge) = (bench.maintenance()?, bench.challenge()?);
    let command = sealed_limit(&key, challenge, Fen(76));
    bench.expect("PUT DATA under the right MAC", &command, SUCCESS)?;
    bench.expect("the command once more", &command, 0x6984)?;
    bench.challenge()?;
    bench.expect("the command after another challenge", &command, 0x6988).map(drop)
}

fn just_before(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let (key, challenge) = (bench.maintenance()?, bench.challenge()?);
    bench.balance()?;
    refuse_limit(bench, "PUT DATA after another command", &sealed_limit(&key, challenge, Fen(77)), 0x6984)
}

fn file_under_mac(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let content = bench.expect("file 15", &READ_FILE_15, SUCCESS)?;
    let key = bench.maintenance()?;
    let header = Header { cla: 0x04, ins: 0xD6, p1: 0x95, p2: 0x00 };
    let reply = bench.send_sealed(&key, header, &content)?;
    is_status("UPDATE BINARY of file 15 with its own content", SUCCESS, reply.status)?;
    bench.expect_data("file 15 afterwards", &READ_FILE_15, &content)
}

fn file_without_mac(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let content = bench.expect("file 15", &READ_FILE_15, SUCCESS)?;
    bench.challenge()?;
    bench.expect("UPDATE BINARY under class 00", &[0x00, 0xD6, 0x95, 0x00, 0x01, 0xFF], 0x6900)?;
    bench.expect_data("file 15 afterwards", &READ_FILE_15, &content)
}

fn internal(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let key = bench.key(KeyUsage::InternalAuthentication, 0)?;
    for data in [&[1, 2, 3, 4, 5, 6, 7, 8][..], &[0xA5; 3], &[0x3C; 16]] {
        let command = authentication::internal_command(key.index, data).unwrap_or_default();
        bench.expect_data("INTERNAL AUTHENTICATE", &command, &authentication::internal(&key.key, data))?;
    }
    Ok(())
}

/// Sends EXTERNAL AUTHENTICATE, whose cryptogram has one bit changed if it is to be wrong; returns the status word.
fn authenticate(bench: &mut Bench<'_>, flip: u8) -> Result<u16, CheckError> {
    let key = bench.key(KeyUsage::ExternalAuthentication, 1)?;
    let challenge = bench.challenge()?;
    let mut command = authentication::external_command(key.index, authentication::external(&key.key, challenge));
    command.iter_mut().next_back().into_iter().for_each(|octet| *octet ^= flip);
    Ok(bench.send(&command)?.status)
}

fn external(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    bench.maintenance()?;
    bench.switch_pin(1)?;
    is_status("EXTERNAL AUTHENTICATE", SUCCESS, authenticate(bench, 0)?)?;
    bench.expect("PUT DATA of the limit afterwards", &put_limit(Fen(79)), SUCCESS)?;
    limit_is(bench, Fen(79))
}

fn reset_ends(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    bench.maintenance()?;
    bench.switch_pin(1)?;
    is_status("EXTERNAL AUTHENTICATE", SUCCESS, authenticate(bench, 0)?)?;
    bench.select()?;
    refuse_limit(bench, "PUT DATA of the limit after a reset", &put_limit(Fen(80)), 0x6982)
}

fn wrong_cryptogram(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    is_status("EXTERNAL AUTHENTICATE with a wrong cryptogram", 0x63C2, authenticate(bench, 1)?)?;
    is_status("EXTERNAL AUTHENTICATE with a wrong cryptogram", 0x63C1, authenticate(bench, 1)?)?;
    is_status("EXTERNAL AUTHENTICATE with the right cryptogram", SUCCESS, authenticate(bench, 0)?)?;
    is_status("EXTERNAL AUTHENTICATE with a wrong cryptogram", 0x63C2, authenticate(bench, 1)?)?;
    is_status("EXTERNAL AUTHENTICATE with the right cryptogram", SUCCESS, authenticate(bench, 0)?)
}

fn block(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    // A block that the issuer cannot lift is not begun.
    bench.blocking(KeyUsage::ApplicationUnblock)?;
    let key = bench.blocking(KeyUsage::ApplicationBlock)?;
    let reply = bench.send_sealed(&key, BLOCK_HEADER, &[])?;
    is_status("APPLICATION BLOCK", SUCCESS, reply.status)
}

fn blocked(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    block(bench)?;
    bench.expect("GET BALANCE of a blocked application", &[0x80, 0x5C, 0x00, 0x02, 0x04], 0x6985)?;
    bench.expect("READ BINARY of a blocked application", &READ_FILE_15, 0x6985)?;
    bench.power_on()?;
    let select = sim_device::sam::command::select_application(&bench.profile.card.aid).unwrap_or_default();
    let fci = bench.expect("SELECT of a blocked application", &select, 0x6A81)?;
    is_octets("the first octet of its answer", &[0x6F], fci.get(..1).unwrap_or_default())?;
    let key = bench.blocking(KeyUsage::ApplicationUnblock)?;
    let reply = bench.send_sealed(&key, UNBLOCK_HEADER, &[])?;
    is_status("APPLICATION UNBLOCK", SUCCESS, reply.status)?;
    bench.balance().map(drop)
}

fn unblock_wrong_mac(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    block(bench)?;
    let key = bench.blocking(KeyUsage::ApplicationUnblock)?;
    let other = KeyEntry { key: key.key.map(|octet| octet ^ 0xA5), ..key };
    let reply = bench.send_sealed(&other, UNBLOCK_HEADER, &[])?;
    is_status("APPLICATION UNBLOCK with a wrong MAC", 0x6988, reply.status)?;
    bench.expect("GET BALANCE afterwards", &[0x80, 0x5C, 0x00, 0x02, 0x04], 0x6985)?;
    let reply = bench.send_sealed(&key, UNBLOCK_HEADER, &[])?;
    is_status("APPLICATION UNBLOCK with the right MAC", SUCCESS, reply.status)?;
    bench.balance().map(drop)
}
