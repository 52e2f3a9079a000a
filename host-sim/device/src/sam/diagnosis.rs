//! Why a MAC or TAC is wrong: the right one, with every octet from which it is computed, and the mistake that explains
//! the wrong one.
//!
//! A mistake is one deviation from the specification. It is found by computing the value with the deviation: four
//! octets that then agree are no chance, as there are some thousand deviations and 2^32 values. Two mistakes at once
//! are not searched for.

mod cryptogram;
mod method;
mod mistake;
mod script;
mod slip;
mod terms;

use applet::KeyEntry;

use super::Mac;
use sim_codec::crypto::des::{DesBlock, SingleKey};

pub use cryptogram::{CryptogramDiagnosis, CryptogramInput, CryptogramMistake, CryptogramTerms};
pub use method::{MacMethod, MacPadding, MacSide};
pub use mistake::{KeyMisuse, MacMistake};
pub use script::{ScriptMacDiagnosis, ScriptMacTerms, ScriptMistake};
pub use slip::MacSlip;
pub use terms::{MacKey, MacTerms, MacValue};

/// Knowledge beside the terms of a value, in which a mistake may have its cause.
#[derive(Clone, Copy, Debug, Default)]
pub struct MacSurroundings<'s> {
    /// Keys of the card.
    pub keys: &'s [KeyEntry],
    /// Terms of the same value in the transaction before; `None` if there was none.
    pub earlier: Option<&'s MacTerms>,
    /// Terms for which the value was computed, as far as that is known; `None` if nobody has said.
    pub computed: Option<&'s MacTerms>,
}

/// Derivation of a session key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionDerivation {
    /// Block that is enciphered under the card's key.
    pub input: DesBlock,
    /// Session key.
    pub key: SingleKey,
}

/// Derivation of a MAC or TAC of a transaction, step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MacDerivation {
    /// Terms from which the value is computed.
    pub terms: MacTerms,
    /// Derivation of the session key; `None` for a TAC, which has none.
    pub session: Option<SessionDerivation>,
    /// Octets that the value covers, without padding.
    pub input: Vec<u8>,
    /// Value.
    pub mac: Mac,
}

impl MacDerivation {
    /// Derives a value. `None` if there is none, such as that of a new balance below zero.
    pub fn of(terms: &MacTerms) -> Option<MacDerivation> {
        let session = terms.session_input().map(|input| SessionDerivation { input, key: terms.single_key() });
        Some(MacDerivation { terms: *terms, session, input: terms.input()?, mac: terms.mac(MacMethod::default())? })
    }
}

/// Diagnosis of a wrong MAC or TAC of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MacDiagnosis {
    /// Derivation of the right value.
    pub right: MacDerivation,
    /// Wrong value.
    pub found: Mac,
    /// Mistake that explains the wrong value; `None` if no single one does.
    pub mistake: Option<MacMistake>,
}

impl MacDiagnosis {
    /// Diagnoses a value. `None` if the value is right, or if no right one exists.
    pub fn of(terms: &MacTerms, found: Mac, surroundings: MacSurroundings<'_>) -> Option<MacDiagnosis> {
        let right = MacDerivation::of(terms)?;
        if right.mac == found {
            return None;
        }
        let mistake = mistake::explaining(terms, right.mac, found, surroundings);
        Some(MacDiagnosis { right, found, mistake })
    }
}

#[cfg(test)]
mod tests;
