//! Diagnosis of a wrong cryptogram of authentication in words.

use super::{DerivationFact, challenge_name, key_name, other_key, unexplained};
use sim_device::sam::diagnosis::{CryptogramDiagnosis, CryptogramInput, CryptogramMistake, CryptogramTerms, MacKey};

/// Returns how a cryptogram is computed, as facts in order.
pub fn derivation_facts(terms: &CryptogramTerms) -> Vec<DerivationFact> {
    let (value, input) = match &terms.input {
        CryptogramInput::Challenge(challenge) => ("cryptogram of EXTERNAL AUTHENTICATE", challenge_name(*challenge)),
        CryptogramInput::Data(data) => {
            ("cryptogram of INTERNAL AUTHENTICATE", hex::encode_upper(data) + ", the terminal's data")
        }
    };
    vec![
        ("value", value.to_owned()),
        ("key", key_name(&terms.key)),
        ("input", input),
        ("right", hex::encode_upper(terms.cryptogram())),
    ]
}

/// Returns a diagnosis as facts in order.
pub(super) fn facts(diagnosis: &CryptogramDiagnosis) -> Vec<DerivationFact> {
    let mut facts = derivation_facts(&diagnosis.terms);
    facts.push(("wrong", hex::encode_upper(&diagnosis.found)));
    let cause = diagnosis.mistake.map_or_else(unexplained, |mistake| cause(&diagnosis.terms.key, mistake));
    facts.push(("cause", cause));
    facts
}

fn cause(key: &MacKey, mistake: CryptogramMistake) -> String {
    match mistake {
        CryptogramMistake::Key(entry) => other_key(key, &entry),
        CryptogramMistake::EarlierChallenge(challenge) => {
            format!("right for the earlier challenge {}", challenge_name(challenge))
        }
        CryptogramMistake::NoChallenge => "made of zeros, not of the card's challenge".to_owned(),
        CryptogramMistake::Filling(block) => format!("right for the block {}", hex::encode_upper(block)),
        CryptogramMistake::SingleDes => "made with single DES under the left half of the key".to_owned(),
        CryptogramMistake::Deciphered => "deciphered, where it should be enciphered".to_owned(),
        CryptogramMistake::SwappedHalves => "made under the halves of the key in the other order".to_owned(),
        CryptogramMistake::Reversed => "its octets are in reverse order".to_owned(),
        CryptogramMistake::FlippedBit(bit) => format!("bit {} of octet {} is wrong", 8 - bit % 8, bit / 8 + 1),
    }
}
