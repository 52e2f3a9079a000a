//! Keys as a person gives them: hexadecimal digits, after `des:`, `3des:` or `aes:` where the packet leaves the cipher
//! open. An error about a key does not show the key.

use sim_wire::count::Counted;
use std::fmt;
use std::str::FromStr;

use sim_wire::secured_packet::{
    Check, Checksum, Ciphering, CommandHeader, Form, KeyReference, Redundancy, ResponsePacket, ResponseStatus, Spi,
};
use sim_wire::{OtaKey, OtaKeySet};

use super::command::{OpenError, Opened};
use super::key::{ChainingMode, ChecksumKey, CipherKey, Family, KeyLengthError, KeyMaterial};
use super::response::{Response, ResponseSecurity};
use super::security::Keys;

/// Key as a person gives it; its cipher may be open.
#[derive(Clone, PartialEq, Eq)]
pub struct GivenKey {
    family: Option<Family>,
    octets: Vec<u8>,
}

impl fmt::Debug for GivenKey {
    /// Writes the length of the key, and not the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GivenKey({})", Counted(self.octets.len(), "octet"))
    }
}

/// Reason for which a text is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A character that is no hexadecimal digit, at this position counted from 1.
    #[error("the key has something else than hexadecimal digits at position {0}")]
    Digit(usize),
    /// An odd number of digits.
    #[error("the key has {0} hexadecimal digits, an odd count")]
    Odd(usize),
    /// A cipher other than `des`, `3des` and `aes`.
    #[error("the key is of \"{0}\"; there are des:, 3des: and aes:")]
    Cipher(String),
    /// A length that no cipher has.
    #[error("{0}")]
    Length(#[from] KeyLengthError),
}

impl FromStr for GivenKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<GivenKey, KeyError> {
        let (family, digits) = match text.split_once(':') {
            None => (None, text),
            Some((name, digits)) => match name.to_ascii_lowercase().as_str() {
                "des" | "3des" => (Some(Family::Des), digits),
                "aes" => (Some(Family::Aes), digits),
                _ => return Err(KeyError::Cipher(name.to_owned())),
            },
        };
        if let Some((place, _)) =
            text.char_indices().skip(text.len() - digits.len()).find(|(_, c)| !c.is_ascii_hexdigit())
        {
            return Err(KeyError::Digit(place + 1));
        }
        let octets = hex::decode(digits).map_err(|_| KeyError::Odd(digits.len()))?;
        let key = GivenKey { family, octets };
        // A length that no cipher has is wrong whatever the packet says.
        if key.readings().is_empty() {
            KeyMaterial::new(key.family(None), &key.octets)?;
        }
        Ok(key)
    }
}

impl GivenKey {
    /// Returns the ciphers that the key may be for, the most likely one first.
    fn families(&self) -> Vec<Family> {
        match self.family {
            Some(family) => vec![family],
            None if self.octets.len() == 32 => vec![Family::Aes],
            None => vec![Family::Des, Family::Aes],
        }
    }

    fn family(&self, named: Option<Family>) -> Family {
        self.family.or(named).or(self.families().first().copied()).unwrap_or(Family::Des)
    }

    /// Returns the key for ciphering under `kic`.
    pub fn for_ciphering(&self, kic: KeyReference) -> Result<CipherKey, KeyLengthError> {
        let named = Ciphering::from_code(kic.algorithm());
        match named.filter(|_| self.family.is_none()) {
            Some(algorithm) => CipherKey::new(algorithm, &self.octets),
            None => {
                let mode = if named == Some(Ciphering::DesEcb) { ChainingMode::Apart } else { ChainingMode::Chained };
                Ok(CipherKey { key: KeyMaterial::new(self.family(None), &self.octets)?, mode })
            }
        }
    }

    /// Returns the key for checksums of `length` octets under `kid`.
    pub fn for_checksum(&self, kid: KeyReference, length: usize) -> Result<ChecksumKey, KeyLengthError> {
        let named = Checksum::from_code(kid.algorithm()).filter(|_| self.family.is_none());
        let key = match named {
            Some(algorithm) => ChecksumKey::new(algorithm, &self.octets)?.key,
            None => KeyMaterial::new(self.family(None), &self.octets)?,
        };
        Ok(ChecksumKey { key, length })
    }

    /// Returns the key with the cipher that it names, or else with the most likely one for its length.
    pub fn key(&self) -> Result<KeyMaterial, KeyLengthError> {
        KeyMaterial::new(self.family(None), &self.octets)
    }

    /// Returns every key that these octets may be.
    fn readings(&self) -> Vec<KeyMaterial> {
        self.families().into_iter().filter_map(|family| KeyMaterial::new(family, &self.octets).ok()).collect()
    }
}

/// Keys that a person gives for packets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenKeys {
    /// Key for ciphering; `None` where none is given.
    pub kic: Option<GivenKey>,
    /// Key for checksums; `None` where none is given.
    pub kid: Option<GivenKey>,
    /// Octets of a checksum; `None` for eight.
    pub checksum_length: Option<usize>,
}

impl GivenKeys {
    /// Returns the keys of a card's key set.
    pub fn of(set: &OtaKeySet) -> GivenKeys {
        let given = |key: &OtaKey| {
            let family = match key {
                OtaKey::TripleDes2(_) | OtaKey::TripleDes3(_) => Family::Des,
                OtaKey::Aes128(_) | OtaKey::Aes192(_) | OtaKey::Aes256(_) => Family::Aes,
            };
            GivenKey { family: Some(family), octets: key.octets().to_vec() }
        };
        let checksum_length = Some(usize::from(set.checksum_length));
        GivenKeys { kic: Some(given(&set.kic)), kid: Some(given(&set.kid)), checksum_length }
    }

    /// Returns `true` if neither key is given.
    pub const fn is_empty(&self) -> bool {
        self.kic.is_none() && self.kid.is_none()
    }

    /// Returns the keys under the KIc and KID of a command; a key that the command does not use is left out.
    pub fn for_command(&self, header: CommandHeader) -> Result<Keys, KeyLengthError> {
        let kic = self.kic.as_ref().filter(|_| header.spi.ciphered());
        let kid = self.kid.as_ref().filter(|_| header.spi.check() == Check::Cryptographic);
        self.under(kic, header.kic, kid, header.kid)
    }

    /// Returns the keys under KIc and KID, each where it is given.
    pub fn for_both(&self, kic: KeyReference, kid: KeyReference) -> Result<Keys, KeyLengthError> {
        self.under(self.kic.as_ref(), kic, self.kid.as_ref(), kid)
    }

    fn under(
        &self,
        kic: Option<&GivenKey>,
        kic_octet: KeyReference,
        kid: Option<&GivenKey>,
        kid_octet: KeyReference,
    ) -> Result<Keys, KeyLengthError> {
        let length = self.checksum_length.unwrap_or(8);
        Ok(Keys {
            kic: kic.map(|key| key.for_ciphering(kic_octet)).transpose()?,
            kid: kid.map(|key| key.for_checksum(kid_octet, length)).transpose()?,
            redundancy: None,
        })
    }

    /// Opens a proof of receipt without its command; `None` where no reading holds. The proof does not say how it is
    /// secured. The length of its header tells the check, and for the rest every reading is tried.
    pub fn open_response(&self, form: Form, packet: &[u8]) -> Result<Option<Opened<Response>>, OpenError> {
        let parsed = ResponsePacket::parse(form, packet)?;
        let length = parsed.check_length();
        let announced = parsed.header_length;
        let header = OpenError::HeaderLength { announced, wanted: ResponsePacket::HEADER_LENGTH };
        let checks = checks(length.ok_or(header)?);
        let attempts = [false, true].into_iter().flat_map(|ciphered| {
            let checks = checks.clone();
            checks.into_iter().flat_map(move |(check, kid)| self.attempts(ciphered, check, kid, length.unwrap_or(0)))
        });
        let mut readings = attempts.filter_map(|(asked, keys)| Response::open(form, packet, asked, &keys).ok());
        Ok(readings.find(|opened| opened.check_holds && opened.padding.is_some() && is_likely(opened)))
    }

    /// Returns each security that the command may have asked for, with the keys for it.
    fn attempts(
        &self,
        ciphered: bool,
        check: Check,
        kid: KeyReference,
        length: usize,
    ) -> Vec<(ResponseSecurity, Keys)> {
        let spi = Spi { first: 0, second: check.bits() << 2 | u8::from(ciphered) << 4 };
        let asked = ResponseSecurity { spi, kic: KeyReference(0), kid };
        let choices = |needed: bool, key: &Option<GivenKey>| match key {
            Some(key) if needed => key.readings().into_iter().map(Some).collect(),
            _ => vec![None],
        };
        let kics = choices(ciphered, &self.kic);
        let kids = choices(check == Check::Cryptographic, &self.kid);
        let pairs = kics.into_iter().flat_map(|kic| kids.clone().into_iter().map(move |kid| (kic.clone(), kid)));
        pairs
            .map(|(kic, kid)| {
                let kic = kic.map(|key| CipherKey { key, mode: ChainingMode::Chained });
                let kid = kid.map(|key| ChecksumKey { key, length });
                (asked, Keys { kic, kid, redundancy: None })
            })
            .collect()
    }
}

/// Returns the checks of that length, each with the KID that names it.
fn checks(length: usize) -> Vec<(Check, KeyReference)> {
    match length {
        0 => vec![(Check::None, KeyReference(0))],
        2 => vec![(Check::Redundancy, KeyReference(Redundancy::Crc16.code()))],
        4 => vec![(Check::Redundancy, KeyReference(Redundancy::Crc32.code())), (Check::Cryptographic, KeyReference(0))],
        _ => vec![(Check::Cryptographic, KeyReference(0))],
    }
}

/// Returns whether an opened proof has a plausible status: without a check nothing else tells whether it is in clear.
fn is_likely(opened: &Opened<Response>) -> bool {
    let status = opened.packet.status;
    ResponseStatus::ALL.contains(&status) || (0xC0..=0xFE).contains(&status.0)
}
