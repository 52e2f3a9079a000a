//! Why the MAC of a secured command (安全报文) is wrong.

use applet::KeyEntry;

use super::mistake::nearest;
use super::{MacKey, MacMethod, MacPadding, MacSide, MacSlip};
use crate::sam::Mac;
use crate::sam::secure_messaging::{self, Challenge};
use sim_codec::crypto::des;

/// Terms of the MAC of a secured command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptMacTerms {
    /// Maintenance key, or that of the command.
    pub key: MacKey,
    /// Last challenge of the card, which is the initial value.
    pub challenge: Challenge,
    /// Octets that the MAC covers: CLA INS P1 P2, Lc that counts the MAC too, and the data without the MAC.
    pub message: Vec<u8>,
}

/// One deviation from the specification that explains a wrong MAC: it is right for this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptMistake {
    /// Another key of the card.
    Key(KeyEntry),
    /// No challenge: an initial value of zero.
    NoChallenge,
    /// An earlier challenge.
    EarlierChallenge(Challenge),
    /// An Lc that does not count the MAC.
    LcWithoutMac,
    /// A class without the bits of secure messaging.
    PlainClass,
    /// The data alone, without the header.
    NoHeader,
    /// Single DES under the left half of the key, without the last step of ISO 9797-1 algorithm 3.
    SingleDes,
    /// 3DES in every block, not in the last one alone.
    TripleDes,
    /// Another padding.
    Padding(MacPadding),
    /// The other half of the last block.
    OtherHalf,
    /// A slip after the making.
    Slip(MacSlip),
}

/// Diagnosis of the wrong MAC of a secured command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptMacDiagnosis {
    /// Terms from which the right MAC is computed.
    pub terms: ScriptMacTerms,
    /// Right MAC.
    pub expected: Mac,
    /// Wrong MAC.
    pub found: Mac,
    /// Mistake that explains the wrong MAC; `None` if no single one does.
    pub mistake: Option<ScriptMistake>,
}

impl ScriptMacDiagnosis {
    /// Diagnoses a MAC. `earlier` are challenges that the card gave before, `keys` the card's keys. `None` if the MAC
    /// is right.
    pub fn of(terms: ScriptMacTerms, found: Mac, keys: &[KeyEntry], earlier: &[Challenge]) -> Option<Self> {
        let expected = terms.mac();
        if expected == found {
            return None;
        }
        let mistake = terms.mistake(expected, found, keys, earlier);
        Some(ScriptMacDiagnosis { terms, expected, found, mistake })
    }
}

impl ScriptMacTerms {
    /// Computes the MAC.
    pub fn mac(&self) -> Mac {
        secure_messaging::mac(self.key.octets(), self.challenge, &self.message)
    }

    fn mistake(&self, expected: Mac, found: Mac, keys: &[KeyEntry], earlier: &[Challenge]) -> Option<ScriptMistake> {
        let with_key = |entry: &KeyEntry| secure_messaging::mac(&entry.key, self.challenge, &self.message) == found;
        if let Some(entry) = nearest(&self.key, keys).into_iter().find(with_key) {
            return Some(ScriptMistake::Key(entry));
        }
        let none = Challenge::Four([0; 4]);
        let with_challenge = |challenge| secure_messaging::mac(self.key.octets(), challenge, &self.message) == found;
        if with_challenge(none) {
            return Some(ScriptMistake::NoChallenge);
        }
        if let Some(challenge) = earlier.iter().find(|challenge| with_challenge(**challenge)) {
            return Some(ScriptMistake::EarlierChallenge(*challenge));
        }
        let mut messages = self.messages().into_iter();
        let with_message = |message: &[u8]| secure_messaging::mac(self.key.octets(), self.challenge, message) == found;
        let message = messages.find(|(_, message)| with_message(message));
        message.map(|(mistake, _)| mistake).or_else(|| self.arithmetic(expected, found))
    }

    /// Returns the messages that a host takes for this one.
    fn messages(&self) -> Vec<(ScriptMistake, Vec<u8>)> {
        let [class, instruction, p1, p2, lc, data @ ..] = self.message.as_slice() else { return Vec::new() };
        let with_header = |class, lc| [&[class, *instruction, *p1, *p2, lc][..], data].concat();
        vec![
            (ScriptMistake::LcWithoutMac, with_header(*class, lc.wrapping_sub(4))),
            (ScriptMistake::PlainClass, with_header(class & !0x0C, *lc)),
            (ScriptMistake::NoHeader, data.to_vec()),
        ]
    }

    fn arithmetic(&self, expected: Mac, found: Mac) -> Option<ScriptMistake> {
        if let Some(slip) = MacSlip::between(expected, found) {
            return Some(ScriptMistake::Slip(slip));
        }
        let (key, initial) = (self.key.octets(), self.challenge.block());
        if MacSide::Right.of(secure_messaging::mac_block(key, self.challenge, &self.message)) == found {
            return Some(ScriptMistake::OtherHalf);
        }
        let (left, right) = des::halves(key);
        let single = MacMethod { initial, ..MacMethod::default() };
        if single.mac(&left, &self.message) == found {
            return Some(ScriptMistake::SingleDes);
        }
        let chained = |padding: MacPadding, step: &dyn Fn(des::DesBlock) -> des::DesBlock| {
            let blocks = padding.padded(&self.message).into_iter();
            blocks.fold(initial, |chain, block| step(des::xor(chain, block)))
        };
        if MacSide::Left.of(chained(MacPadding::Always, &|block| des::encrypt_double(key, block))) == found {
            return Some(ScriptMistake::TripleDes);
        }
        [MacPadding::IfNeeded, MacPadding::Zeros].into_iter().find_map(|padding| {
            let last = chained(padding, &|block| des::encrypt(&left, block));
            let retail = des::encrypt(&left, des::decrypt(&right, last));
            (MacSide::Left.of(retail) == found).then_some(ScriptMistake::Padding(padding))
        })
    }
}
