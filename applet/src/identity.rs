//! Identity of the card: what personalisation wrote and no command changes. Keys are found here by usage and index.

use heapless::Vec;

use crate::nvm::{IDENTITY_SIZE, IMAGE_VERSION, MemoryError, Nvm};
use crate::personalisation::{
    KEYS_MAX, KeyEntry, KeyUsage, OTA_APPLICATIONS_MAX, OTA_KEY_SETS_MAX, OtaApplication, OtaKey, OtaKeySet,
    Personalisation, serving_key,
};
use sim_wire::Fen;
use sim_wire::fields::Fields;
use sim_wire::secured_packet::{Counter, Tar};

/// First octets of a card's memory.
const MAGIC: [u8; 8] = *b"RFID-SIM";

/// Octets before the body: magic, version, length of the body.
const HEADER_LENGTH: usize = 11;

/// Identity of the card: the part of the personalisation that no command changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) atr: Vec<u8, 33>,
    pub(crate) aid: Vec<u8, 16>,
    pub(crate) iccid: [u8; 10],
    pub(crate) balance_max: Fen,
    pub(crate) pin_tries: u8,
    pub(crate) pin_initial: Vec<u8, 6>,
    pub(crate) keys: Vec<KeyEntry, KEYS_MAX>,
    pub(crate) ota_keys: Vec<OtaKeySet, OTA_KEY_SETS_MAX>,
    pub(crate) ota_applications: Vec<OtaApplication, OTA_APPLICATIONS_MAX>,
}

/// Reason for which no identity can be read.
pub(crate) enum IdentityError {
    Memory(MemoryError),
    NoCard,
    UnknownVersion(u8),
}

impl From<MemoryError> for IdentityError {
    fn from(fault: MemoryError) -> Self {
        IdentityError::Memory(fault)
    }
}

impl Identity {
    /// Creates the identity from the lasting part of a personalisation.
    pub(crate) fn of(personalisation: &Personalisation) -> Identity {
        let Personalisation { atr, aid, iccid, keys, ota_keys, ota_applications, .. } = personalisation;
        let Personalisation { balance_max, pin_tries, pin_initial, start: _, .. } = personalisation;
        Identity {
            atr: atr.clone(),
            aid: aid.clone(),
            iccid: *iccid,
            balance_max: *balance_max,
            pin_tries: *pin_tries,
            pin_initial: pin_initial.clone(),
            keys: keys.clone(),
            ota_keys: ota_keys.clone(),
            ota_applications: ota_applications.clone(),
        }
    }

    /// Returns the key of a usage and index, as [`serving_key`] chooses it.
    pub(crate) fn key(&self, usage: KeyUsage, index: u8) -> Option<&KeyEntry> {
        serving_key(&self.keys, usage, Some(index))
    }

    /// Returns the key of a usage whose commands name no index, as [`serving_key`] chooses it.
    pub(crate) fn any_key(&self, usage: KeyUsage) -> Option<&KeyEntry> {
        serving_key(&self.keys, usage, None)
    }

    /// Returns the key of a usage, or the maintenance key if the card has none of that usage.
    pub(crate) fn key_or_maintenance(&self, usage: KeyUsage) -> Option<&KeyEntry> {
        self.any_key(usage).or_else(|| self.any_key(KeyUsage::Maintenance))
    }

    /// Returns the maintenance key of an index. If the card has none of that index, returns the one that serves without
    /// an index.
    pub(crate) fn maintenance_key(&self, index: u8) -> Option<&KeyEntry> {
        self.key(KeyUsage::Maintenance, index).or_else(|| self.any_key(KeyUsage::Maintenance))
    }

    /// Writes the identity into blank memory.
    pub(crate) fn write(&self, memory: &mut impl Nvm) -> Result<(), MemoryError> {
        let body = self.emit().ok_or(MemoryError)?;
        let length = u16::try_from(body.len()).map_err(|_| MemoryError)?;
        let seal = crc32fast::hash(&body).to_be_bytes();
        let mut image = Vec::<u8, IDENTITY_SIZE>::new();
        for part in [&MAGIC, [IMAGE_VERSION].as_slice(), &length.to_be_bytes(), &body, &seal] {
            image.extend_from_slice(part).map_err(|_| MemoryError)?;
        }
        memory.write(0, &image)
    }

    /// Reads the identity from memory.
    pub(crate) fn read(memory: &impl Nvm) -> Result<Identity, IdentityError> {
        let mut image = [0; IDENTITY_SIZE];
        memory.read(0, &mut image)?;
        let Some((header, rest)) = image.split_first_chunk::<HEADER_LENGTH>() else {
            return Err(IdentityError::NoCard);
        };
        let [magic @ .., version, l0, l1] = *header;
        if magic != MAGIC {
            return Err(IdentityError::NoCard);
        }
        if version != IMAGE_VERSION {
            return Err(IdentityError::UnknownVersion(version));
        }
        let length = usize::from(u16::from_be_bytes([l0, l1]));
        sealed(rest, length).and_then(Identity::parse).ok_or(IdentityError::NoCard)
    }

    fn emit(&self) -> Option<Vec<u8, IDENTITY_SIZE>> {
        let mut body = Vec::new();
        for field in [&*self.atr, &*self.aid, &*self.pin_initial] {
            body.push(u8::try_from(field.len()).unwrap_or(u8::MAX)).ok()?;
            body.extend_from_slice(field).ok()?;
        }
        body.extend_from_slice(&self.iccid).ok()?;
        body.extend_from_slice(&self.balance_max.to_bytes()).ok()?;
        body.push(self.pin_tries).ok()?;
        body.push(u8::try_from(self.keys.len()).unwrap_or(u8::MAX)).ok()?;
        for KeyEntry { usage, index, version, algorithm, key } in &self.keys {
            body.extend_from_slice(&[usage.code(), *index, *version, *algorithm]).ok()?;
            body.extend_from_slice(key).ok()?;
        }
        body.push(u8::try_from(self.ota_keys.len()).unwrap_or(u8::MAX)).ok()?;
        for OtaKeySet { number, kic, kid, checksum_length, counter } in &self.ota_keys {
            body.extend_from_slice(&[*number, *checksum_length, kic.code()]).ok()?;
            body.extend_from_slice(kic.octets()).ok()?;
            body.push(kid.code()).ok()?;
            body.extend_from_slice(kid.octets()).ok()?;
            body.extend_from_slice(&counter.to_bytes()).ok()?;
        }
        body.push(u8::try_from(self.ota_applications.len()).unwrap_or(u8::MAX)).ok()?;
        for OtaApplication { tar, least } in &self.ota_applications {
            body.extend_from_slice(&tar.0).ok()?;
            body.push(*least).ok()?;
        }
        Some(body)
    }

    fn parse(body: &[u8]) -> Option<Identity> {
        let mut fields = Fields(body);
        let atr = read_counted(&mut fields)?;
        let aid = read_counted(&mut fields)?;
        let pin_initial = read_counted(&mut fields)?;
        let iccid = fields.take()?;
        let balance_max = Fen::from_bytes(fields.take()?);
        let pin_tries = fields.octet()?;
        let mut keys = Vec::new();
        for _ in 0..fields.octet()? {
            let [usage, index, version, algorithm] = fields.take()?;
            let usage = KeyUsage::from_code(usage)?;
            keys.push(KeyEntry { usage, index, version, algorithm, key: fields.take()? }).ok()?;
        }
        let mut ota_keys = Vec::new();
        for _ in 0..fields.octet()? {
            let [number, checksum_length] = fields.take()?;
            let (kic, kid) = (ota_key(&mut fields)?, ota_key(&mut fields)?);
            let counter = Counter::from_bytes(fields.take()?);
            ota_keys.push(OtaKeySet { number, kic, kid, checksum_length, counter }).ok()?;
        }
        let mut ota_applications = Vec::new();
        for _ in 0..fields.octet()? {
            let (tar, least) = (Tar(fields.take()?), fields.octet()?);
            ota_applications.push(OtaApplication { tar, least }).ok()?;
        }
        Some(Identity { atr, aid, iccid, balance_max, pin_tries, pin_initial, keys, ota_keys, ota_applications })
    }
}

/// Reads a key of secured packets: the code of its cipher, and its octets.
fn ota_key(fields: &mut Fields<'_>) -> Option<OtaKey> {
    Some(match fields.octet()? {
        0 => OtaKey::TripleDes2(fields.take()?),
        1 => OtaKey::TripleDes3(fields.take()?),
        2 => OtaKey::Aes128(fields.take()?),
        3 => OtaKey::Aes192(fields.take()?),
        4 => OtaKey::Aes256(fields.take()?),
        _ => return None,
    })
}

/// Reads a length octet and that many octets.
fn read_counted<const N: usize>(fields: &mut Fields<'_>) -> Option<Vec<u8, N>> {
    let length = fields.octet()?;
    Vec::from_slice(fields.slice(usize::from(length))?).ok()
}

/// Returns the body if the checksum behind it is right.
fn sealed(rest: &[u8], length: usize) -> Option<&[u8]> {
    let (body, rest) = rest.split_at_checked(length)?;
    let (seal, _) = rest.split_first_chunk::<4>()?;
    (crc32fast::hash(body).to_be_bytes() == *seal).then_some(body)
}
