//! `[[ota_key]]`, `[[master.ota_key]]` and `[[ota_application]]`: key sets for secured packets, given or made from
//! master keys, and the applications that take packets.

use applet::{OTA_APPLICATIONS_MAX, OTA_KEY_SETS_MAX, OtaApplication};
use sim_wire::secured_packet::{Counter, Tar};
use sim_wire::{OtaKey, OtaKeySet};
use toml::Spanned;

use super::{Source, value};
use crate::profile::document::{Document, OtaApplicationTable, OtaKeyTable, Text};
use crate::profile::{Profile, ProfileError};
use sim_codec::ota::{GivenKey, KeyMaterial};

/// Form of a key for packets, for error messages.
const KEY: &str = "3des: or aes: and the key in hexadecimal: 3DES has 16 or 24 octets, AES 16, 24 or 32";

/// Applies key sets and applications. A profile that names any has no others.
pub(super) fn apply(source: Source<'_>, profile: &mut Profile, document: &Document) -> Result<(), ProfileError> {
    let master = &document.master;
    if !document.ota_key.is_empty() || !master.ota_key.is_empty() {
        profile.card.ota_keys.clear();
        profile.masters.ota_keys.clear();
    }
    let given = document.ota_key.iter().map(|table| (table, false));
    for (table, is_master) in given.chain(master.ota_key.iter().map(|table| (table, true))) {
        let mut set = key_set(source, table.get_ref())?;
        if is_master {
            profile.masters.ota_keys.push(set);
            set = profile.masters.ota_key(&set, profile.asn());
        }
        if profile.card.ota_keys.iter().any(|known| known.number == set.number) {
            let what = format!("there is already a key set {}", set.number);
            return Err(source.mistake(table.span(), what, "another number"));
        }
        full(source, table, profile.card.ota_keys.push(set).is_err(), "key sets", OTA_KEY_SETS_MAX)?;
    }
    if !document.ota_application.is_empty() {
        profile.card.ota_applications.clear();
    }
    for table in &document.ota_application {
        let application = application(source, table.get_ref())?;
        if profile.card.ota_applications.iter().any(|known| known.tar == application.tar) {
            return Err(source.mistake(table.span(), "two applications have the same TAR", "another TAR"));
        }
        let is_full = profile.card.ota_applications.push(application).is_err();
        full(source, table, is_full, "applications", OTA_APPLICATIONS_MAX)?;
    }
    Ok(())
}

fn full<T>(source: Source<'_>, table: &Spanned<T>, is_full: bool, what: &str, most: usize) -> Result<(), ProfileError> {
    match is_full {
        true => Err(source.mistake(table.span(), format!("more than {most} {what}"), "as many as a card holds")),
        false => Ok(()),
    }
}

fn key_set(source: Source<'_>, table: &OtaKeyTable) -> Result<OtaKeySet, ProfileError> {
    let kid = key(source, &table.kid)?;
    let is_aes = kid.block_length() == 16;
    let checksum_length = match &table.checksum_length {
        None => 8,
        Some(number) => match (number.get_ref(), is_aes) {
            (8, _) => 8,
            (4, true) => 4,
            _ => {
                let what = format!("{} octets is no length of this key's checksum", number.get_ref());
                return Err(source.mistake(number.span(), what, "8; with AES also 4"));
            }
        },
    };
    let counter = match &table.counter {
        None => Counter::default(),
        Some(number) => source
            .number::<u64>(number, 0..=0xFF_FFFF_FFFF, "0 to 1099511627775")
            .map(Counter::new)?
            .unwrap_or_default(),
    };
    let number = source.number(&table.set, 1..=15, "1 to 15")?;
    Ok(OtaKeySet { number, kic: key(source, &table.kic)?, kid, checksum_length, counter })
}

/// Parses a key. Error messages do not repeat the key.
fn key(source: Source<'_>, text: &Text) -> Result<OtaKey, ProfileError> {
    let wrong = || source.mistake(text.span(), "this is no key for secured packets", KEY);
    let given: GivenKey = text.get_ref().parse().map_err(|_| wrong())?;
    match given.key().map_err(|_| wrong())? {
        KeyMaterial::Des(_) => Err(wrong()),
        KeyMaterial::TwoKeys(octets) => Ok(OtaKey::TripleDes2(octets)),
        KeyMaterial::ThreeKeys(octets) => Ok(OtaKey::TripleDes3(octets)),
        KeyMaterial::Aes128(octets) => Ok(OtaKey::Aes128(octets)),
        KeyMaterial::Aes192(octets) => Ok(OtaKey::Aes192(octets)),
        KeyMaterial::Aes256(octets) => Ok(OtaKey::Aes256(octets)),
    }
}

fn application(source: Source<'_>, table: &OtaApplicationTable) -> Result<OtaApplication, ProfileError> {
    let tar = source.read(&table.tar, "TAR", |text| value::exactly(text, "three octets: 6 hexadecimal digits"))?;
    let least = source.read(&table.least, "security level", level)?;
    Ok(OtaApplication { tar: Tar(tar), least })
}

/// Parses a minimum security level: the first octet of an SPI, without its reserved bits.
fn level(text: &str) -> Result<u8, value::Expected> {
    const EXPECTED: &str =
        "one octet as the first of an SPI, bits 8 to 6 being 0: 16 is checksum, ciphered, counter higher";
    match value::exactly(text, EXPECTED)? {
        [level @ ..0x20] => Ok(level),
        _ => Err(EXPECTED),
    }
}
