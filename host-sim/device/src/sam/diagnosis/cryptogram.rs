//! Why a cryptogram of EXTERNAL or INTERNAL AUTHENTICATE is wrong.

use applet::KeyEntry;

use super::MacKey;
use super::mistake::nearest;
use crate::sam::authentication;
use crate::sam::secure_messaging::Challenge;
use sim_codec::crypto::des::{self, DesBlock, DoubleKey};

/// Input of a cryptogram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CryptogramInput {
    /// Challenge of the card, for EXTERNAL AUTHENTICATE.
    Challenge(Challenge),
    /// Data of the terminal, for INTERNAL AUTHENTICATE.
    Data(Vec<u8>),
}

/// Terms from which a cryptogram is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CryptogramTerms {
    /// Key of authentication.
    pub key: MacKey,
    /// Input that is enciphered.
    pub input: CryptogramInput,
}

/// One deviation from the specification that explains a wrong cryptogram: it is right for this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CryptogramMistake {
    /// Another key of the card.
    Key(KeyEntry),
    /// An earlier challenge.
    EarlierChallenge(Challenge),
    /// A challenge of zeros.
    NoChallenge,
    /// Another filling of the block: these octets.
    Filling(DesBlock),
    /// Single DES under the left half of the key.
    SingleDes,
    /// Deciphered, not enciphered.
    Deciphered,
    /// The halves of the key in the other order.
    SwappedHalves,
    /// The octets of the cryptogram in reverse order.
    Reversed,
    /// One bit differs, counted from 0 at the left.
    FlippedBit(usize),
}

/// Diagnosis of a wrong cryptogram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CryptogramDiagnosis {
    /// Terms from which the right cryptogram is computed.
    pub terms: CryptogramTerms,
    /// Right cryptogram.
    pub expected: Vec<u8>,
    /// Wrong cryptogram.
    pub found: Vec<u8>,
    /// Mistake that explains the wrong cryptogram; `None` if no single one does.
    pub mistake: Option<CryptogramMistake>,
}

impl CryptogramDiagnosis {
    /// Diagnoses a cryptogram. `earlier` are challenges that the card gave before, `keys` the card's keys. `None` if
    /// the cryptogram is right.
    pub fn of(terms: CryptogramTerms, found: &[u8], keys: &[KeyEntry], earlier: &[Challenge]) -> Option<Self> {
        let expected = terms.cryptogram();
        if expected == found {
            return None;
        }
        let mistake = terms.mistake(&expected, found, keys, earlier);
        Some(CryptogramDiagnosis { terms, expected, found: found.to_vec(), mistake })
    }
}

impl CryptogramTerms {
    /// Computes the cryptogram.
    pub fn cryptogram(&self) -> Vec<u8> {
        self.under(self.key.octets())
    }

    fn under(&self, key: &DoubleKey) -> Vec<u8> {
        match &self.input {
            CryptogramInput::Challenge(challenge) => authentication::external(key, *challenge).to_vec(),
            CryptogramInput::Data(data) => authentication::internal(key, data),
        }
    }

    /// Returns the blocks that are enciphered.
    fn blocks(&self) -> Vec<DesBlock> {
        match &self.input {
            CryptogramInput::Challenge(challenge) => vec![challenge.block()],
            CryptogramInput::Data(data) if data.len().is_multiple_of(8) => des::whole_blocks(data),
            CryptogramInput::Data(data) => des::padded_blocks(data),
        }
    }

    fn mistake(
        &self,
        expected: &[u8],
        found: &[u8],
        keys: &[KeyEntry],
        earlier: &[Challenge],
    ) -> Option<CryptogramMistake> {
        let mut others = nearest(&self.key, keys).into_iter();
        if let Some(entry) = others.find(|entry| self.under(&entry.key) == found) {
            return Some(CryptogramMistake::Key(entry));
        }
        let key = self.key.octets();
        if matches!(self.input, CryptogramInput::Challenge(_)) {
            let made_of = |challenge: &Challenge| authentication::external(key, *challenge) == found;
            if let Some(challenge) = earlier.iter().find(|challenge| made_of(challenge)) {
                return Some(CryptogramMistake::EarlierChallenge(*challenge));
            }
            if made_of(&Challenge::Eight([0; 8])) {
                return Some(CryptogramMistake::NoChallenge);
            }
        }
        let filled = self.fillings().into_iter().find(|block| des::encrypt_double(key, *block) == found);
        filled.map(CryptogramMistake::Filling).or_else(|| self.arithmetic(expected, found))
    }

    /// Returns the blocks that others make of a part of a block.
    fn fillings(&self) -> Vec<DesBlock> {
        let octets: &[u8] = match &self.input {
            CryptogramInput::Challenge(Challenge::Four(octets)) => octets,
            CryptogramInput::Challenge(Challenge::Eight(_)) => return Vec::new(),
            CryptogramInput::Data(data) => data,
        };
        if octets.len() >= 8 {
            return Vec::new();
        }
        let zeros = vec![0; 8 - octets.len()];
        let repeated = octets.iter().copied().cycle().take(8).collect();
        let mut marked = [octets, &[0x80]].concat();
        marked.resize(8, 0);
        let candidates = [[octets, &zeros].concat(), [&zeros, octets].concat(), repeated, marked];
        candidates.into_iter().filter_map(|block| block.try_into().ok()).collect()
    }

    fn arithmetic(&self, expected: &[u8], found: &[u8]) -> Option<CryptogramMistake> {
        let key = self.key.octets();
        let (left, right) = des::halves(key);
        let swapped: Vec<u8> = [right, left].concat();
        let swapped: &DoubleKey = swapped.first_chunk()?;
        let each =
            |step: &dyn Fn(DesBlock) -> DesBlock| -> Vec<u8> { self.blocks().into_iter().flat_map(step).collect() };
        let deciphered = |block| des::decrypt_double(key, block);
        let methods: [(CryptogramMistake, Vec<u8>); 3] = [
            (CryptogramMistake::SingleDes, each(&|block| des::encrypt(&left, block))),
            (CryptogramMistake::Deciphered, each(&deciphered)),
            (CryptogramMistake::SwappedHalves, each(&|block| des::encrypt_double(swapped, block))),
        ];
        if let Some((mistake, _)) = methods.into_iter().find(|(_, made)| made == found) {
            return Some(mistake);
        }
        if expected.iter().rev().eq(found) {
            return Some(CryptogramMistake::Reversed);
        }
        let differing: Vec<u8> = expected.iter().zip(found).map(|(one, other)| one ^ other).collect();
        let is_one =
            expected.len() == found.len() && differing.iter().map(|octet| octet.count_ones()).sum::<u32>() == 1;
        let octet = differing.iter().position(|octet| *octet != 0).filter(|_| is_one)?;
        let bit = usize::try_from(differing.get(octet)?.leading_zeros()).ok()?;
        Some(CryptogramMistake::FlippedBit(octet * 8 + bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use applet::KeyUsage;

    const KEY: DoubleKey = [0x10, 0x32, 0x54, 0x76, 0x98, 0xBA, 0xDC, 0xFE, 1, 2, 3, 4, 5, 6, 7, 8];

    fn entry(index: u8, key: DoubleKey) -> KeyEntry {
        KeyEntry { usage: KeyUsage::ExternalAuthentication, index, version: 1, algorithm: 0, key }
    }

    fn terms(input: CryptogramInput) -> CryptogramTerms {
        CryptogramTerms { key: MacKey::Card(entry(1, KEY)), input }
    }

    /// Diagnoses a cryptogram over a challenge, with one earlier challenge and one other key.
    fn cause(challenge: Challenge, found: &[u8]) -> Option<CryptogramMistake> {
        let keys = [entry(1, KEY), entry(2, [0x77; 16])];
        let earlier = [Challenge::Four([9, 8, 7, 6])];
        CryptogramDiagnosis::of(terms(CryptogramInput::Challenge(challenge)), found, &keys, &earlier)
            .and_then(|diagnosis| diagnosis.mistake)
    }

    #[test]
    fn each_wrong_cryptogram_has_its_cause() {
        let challenge = Challenge::Four([1, 2, 3, 4]);
        let block = challenge.block();
        let (left, right) = des::halves(&KEY);
        let swapped: DoubleKey = [right, left].concat().try_into().unwrap();
        let expected = des::encrypt_double(&KEY, block);
        let mut flipped = expected;
        flipped[3] ^= 0x10;
        let mut reversed = expected;
        reversed.reverse();
        let twice = [1, 2, 3, 4, 1, 2, 3, 4];
        let behind = [0, 0, 0, 0, 1, 2, 3, 4];
        let marked = [1, 2, 3, 4, 0x80, 0, 0, 0];
        let made = |block| des::encrypt_double(&KEY, block);
        let cases = [
            (des::encrypt_double(&[0x77; 16], block), CryptogramMistake::Key(entry(2, [0x77; 16]))),
            (made([9, 8, 7, 6, 0, 0, 0, 0]), CryptogramMistake::EarlierChallenge(Challenge::Four([9, 8, 7, 6]))),
            (made([0; 8]), CryptogramMistake::NoChallenge),
            (made(twice), CryptogramMistake::Filling(twice)),
            (made(behind), CryptogramMistake::Filling(behind)),
            (made(marked), CryptogramMistake::Filling(marked)),
            (des::encrypt(&left, block), CryptogramMistake::SingleDes),
            (des::decrypt_double(&KEY, block), CryptogramMistake::Deciphered),
            (des::encrypt_double(&swapped, block), CryptogramMistake::SwappedHalves),
            (reversed, CryptogramMistake::Reversed),
            (flipped, CryptogramMistake::FlippedBit(27)),
        ];
        for (found, mistake) in cases {
            assert_eq!(cause(challenge, &found), Some(mistake));
        }
        assert_eq!(cause(challenge, &[0x55; 8]), None);
        let right = terms(CryptogramInput::Challenge(challenge));
        assert_eq!(CryptogramDiagnosis::of(right, &expected, &[], &[]), None);
    }

    #[test]
    fn internal_cryptogram_is_diagnosed_block_by_block() {
        let data: Vec<u8> = (0..16).collect();
        let input = || CryptogramInput::Data(data.clone());
        let (left, _) = des::halves(&KEY);
        let single: Vec<u8> =
            des::whole_blocks(&data).into_iter().flat_map(|block| des::encrypt(&left, block)).collect();
        let found = CryptogramDiagnosis::of(terms(input()), &single, &[], &[]).unwrap();
        assert_eq!(found.mistake, Some(CryptogramMistake::SingleDes));
        assert_eq!(found.expected, authentication::internal(&KEY, &data));
        let short = CryptogramDiagnosis::of(terms(input()), &[], &[], &[]).unwrap();
        assert_eq!(short.mistake, None);
    }
}
