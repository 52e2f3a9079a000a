//! Card that the hostile reader meets, with its keys, and the honest terminal's arithmetic by the host's own DES.

use applet::{KeyEntry, KeyUsage, OtaApplication, Personalisation, PurseKey, Start};
use sim_codec::crypto::des::{self, DesBlock};
use sim_wire::secured_packet::{Counter, Tar};
use sim_wire::{Fen, OtaKey, OtaKeySet};

/// Most that the purse holds, in fen: low, so that scripts reach it.
pub const BALANCE_MAX: Fen = Fen(100_000);

/// Number of wrong tries of the PIN before it is blocked.
pub const PIN_TRIES: u8 = 3;

/// Number of the terminal.
pub const TERMINAL: [u8; 6] = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66];

/// Date and time of the terminal.
const MOMENT: [u8; 7] = [0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00];

/// AID of the wallet.
pub const AID: [u8; 16] = [0xD1, 0x56, 0x00, 0x01, 0x01, 0x80, 0x03, 0x80, 0, 0, 0, 0x01, 0, 0, 0, 0];

/// Purchase key, DPK.
pub const PURCHASE: PurseKey = *b"purchase key 03!";
/// Load key, DLK.
pub const LOAD: PurseKey = *b"load key, 01....";
/// Unload key, DULK.
pub const UNLOAD: PurseKey = *b"unload key 01...";
/// Maintenance key, DAMK.
pub const MAINTENANCE: PurseKey = *b"maintenance key0";
/// PIN unblock key, DPUK.
pub const PIN_UNBLOCK: PurseKey = *b"pin unblock key.";
/// PIN reload key, DRPK.
pub const PIN_RELOAD: PurseKey = *b"reload-pin key..";
/// Key of EXTERNAL AUTHENTICATE.
pub const EXTERNAL: PurseKey = *b"external authent";
/// Ciphering key of secured packets.
pub const OTA_CIPHERING: PurseKey = *b"ota ciphering 01";
/// Checksum key of secured packets.
pub const OTA_CHECKSUM: PurseKey = *b"ota checksum 001";
/// TAR of the wallet in secured packets.
pub const TAR: Tar = Tar([0xBF, 0xFF, 0x01]);
/// DTK and key of INTERNAL AUTHENTICATE; nothing that the reader sends is made with them.
const OTHER: PurseKey = *b"tac and internal";

/// Returns an open wallet with 50 yuan and the PIN off.
pub fn personalisation() -> Personalisation {
    let entries = [
        (KeyUsage::Purchase, 3, PURCHASE),
        (KeyUsage::Load, 1, LOAD),
        (KeyUsage::Unload, 1, UNLOAD),
        (KeyUsage::Tac, 0, OTHER),
        (KeyUsage::Maintenance, 0, MAINTENANCE),
        (KeyUsage::PinUnblock, 0, PIN_UNBLOCK),
        (KeyUsage::PinReload, 0, PIN_RELOAD),
        (KeyUsage::ExternalAuthentication, 1, EXTERNAL),
        (KeyUsage::InternalAuthentication, 0, OTHER),
    ];
    Personalisation {
        keys: entries
            .into_iter()
            .map(|(usage, index, key)| KeyEntry { usage, index, version: 1, algorithm: 0, key })
            .collect(),
        ota_keys: [ota_keys()].into_iter().collect(),
        ota_applications: [OtaApplication { tar: TAR, least: 0x16 }].into_iter().collect(),
        balance_max: BALANCE_MAX,
        pin_tries: PIN_TRIES,
        start: Start { balance: Fen(5_000), ..Start::default() },
        ..Personalisation::default()
    }
}

/// Returns key set 1.
pub fn ota_keys() -> OtaKeySet {
    OtaKeySet {
        number: 1,
        kic: OtaKey::TripleDes2(OTA_CIPHERING),
        kid: OtaKey::TripleDes2(OTA_CHECKSUM),
        checksum_length: 8,
        counter: Counter::default(),
    }
}

/// Joins octets.
fn join(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// Returns the first `N` octets from `at` on; `None` if there are not so many.
fn part<const N: usize>(octets: &[u8], at: usize) -> Option<[u8; N]> {
    octets.get(at..)?.first_chunk().copied()
}

/// Returns the second step of a transaction, from the INITIALIZE that was sent and its answer.
pub fn completion(command: &[u8], answer: &[u8]) -> Option<Vec<u8>> {
    let amount: [u8; 4] = part(command, 6)?;
    let terminal: [u8; 6] = part(command, 10)?;
    let counter: [u8; 2] = part(answer, 4)?;
    match command.get(2)? {
        0x00 => {
            let mac = transaction_mac(&LOAD, part(answer, 8)?, counter, [0x80, 0x00], amount, 0x02, terminal)?;
            Some(join(&[&[0x80, 0x52, 0x00, 0x00, 0x0B], &MOMENT, &mac, &[0x04]]))
        }
        0x01 => {
            let mac = transaction_mac(&PURCHASE, part(answer, 11)?, counter, [0x00, 0x01], amount, 0x06, terminal)?;
            Some(join(&[&[0x80, 0x54, 0x01, 0x00, 0x0F, 0x00, 0x00, 0x00, 0x01], &MOMENT, &mac, &[0x08]]))
        }
        _ => {
            let mac = transaction_mac(&UNLOAD, part(answer, 8)?, counter, [0x80, 0x00], amount, 0x03, terminal)?;
            Some(join(&[&[0x80, 0x54, 0x03, 0x00, 0x0B], &MOMENT, &mac, &[0x04]]))
        }
    }
}

/// Returns the terminal's MAC of amount, type, terminal, date and time. The session key is that of this card random and
/// counter.
fn transaction_mac(
    key: &PurseKey,
    random: [u8; 4],
    counter: [u8; 2],
    tail: [u8; 2],
    amount: [u8; 4],
    kind: u8,
    terminal: [u8; 6],
) -> Option<[u8; 4]> {
    let session = des::encrypt_double(key, part(&join(&[&random, &counter, &tail]), 0)?);
    part(&des::mac(&session, [0; 8], &join(&[&amount, &[kind], &terminal, &MOMENT])), 0)
}

/// Returns a command under secure messaging: its MAC counts in Lc and covers header, Lc and data.
pub fn secured(challenge: DesBlock, header: [u8; 4], data: &[u8]) -> Vec<u8> {
    under(&MAINTENANCE, challenge, header, data)
}

fn under(key: &PurseKey, challenge: DesBlock, header: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len() + 4).unwrap_or(u8::MAX);
    let covered = join(&[&header, &[length], data]);
    let mac = des::retail_mac(key, challenge, &covered);
    join(&[&covered, mac.first_chunk::<4>().map_or(&[], |mac| mac.as_slice())])
}

/// Returns RELOAD PIN with its MAC under the exclusive-or of both halves of DRPK.
pub fn reload_pin(pin: &[u8]) -> Vec<u8> {
    let (left, right) = des::halves(&PIN_RELOAD);
    let mac = des::mac(&des::xor(left, right), [0; 8], pin);
    let length = u8::try_from(pin.len() + 4).unwrap_or(u8::MAX);
    join(&[&[0x80, 0x5E, 0x00, 0x00, length], pin, mac.first_chunk::<4>().map_or(&[], |mac| mac.as_slice())])
}

/// Returns PIN UNBLOCK of a PIN of two octets.
pub fn unblock_pin(challenge: DesBlock, pin: &[u8; 2]) -> Vec<u8> {
    let [first, second] = *pin;
    let cipher = des::encrypt_double(&PIN_UNBLOCK, [0x02, first, second, 0x80, 0, 0, 0, 0]);
    under(&PIN_UNBLOCK, challenge, [0x84, 0x24, 0x00, 0x00], &cipher)
}
