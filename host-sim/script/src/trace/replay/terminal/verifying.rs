//! Verification of the values in a session whose keys are known: every MAC, TAC and cryptogram is computed again.

use applet::KeyUsage;
use sim_wire::apdu::CommandApdu;

use super::diagnosing::{stated, terms_under};
use super::{KnownTransaction, Terminal};
use crate::trace::diagnosis::{
    DerivationFact, Diagnosis, cryptogram_derivation_facts, derivation_facts, script_derivation_facts,
};
use crate::trace::replay::verified::VerifiedValue;
use crate::trace::syntax::{Transaction, TransactionPart};
use sim_device::sam::Mac;
use sim_device::sam::diagnosis::{
    CryptogramDiagnosis, CryptogramInput, CryptogramTerms, MacDerivation, MacKey, MacTerms, ScriptMacDiagnosis,
};
use sim_device::sam::secure_messaging::Challenge;

const NO_PAST: &str = "the session does not have the INITIALIZE of this transaction";
const NO_CHALLENGE: &str = "no challenge was asked for before";
const NO_KEY: &str = "the profile has no key for it";

impl Terminal {
    /// Verifies the values of an exchange that was observed.
    pub(in crate::trace::replay) fn verify(&self, command: &[u8], answer: &[u8]) -> Vec<VerifiedValue> {
        let Ok(apdu) = CommandApdu::parse(command) else { return Vec::new() };
        let made = answer.strip_suffix(&[0x90, 0x00]).unwrap_or_default();
        let (header, data) = (apdu.header, apdu.data());
        let sent = |part| data.last_chunk::<4>().map(|mac| (part, *mac));
        let first = |part| made.first_chunk::<4>().map(|mac| (part, *mac));
        let parts = match (header.cla, header.ins, header.p1) {
            (0x80, 0x50, 0x00 | 0x05) => vec![made.last_chunk::<4>().map(|mac| (TransactionPart::Mac1, *mac))],
            (0x80, 0x54, 0x01) => {
                let mac2 = made.get(4..8).and_then(|mac| mac.try_into().ok());
                vec![
                    sent(TransactionPart::Mac1),
                    first(TransactionPart::Tac),
                    mac2.map(|mac| (TransactionPart::Mac2, mac)),
                ]
            }
            (0x80, 0x52, _) => vec![sent(TransactionPart::Mac2), first(TransactionPart::Tac)],
            (0x80, 0x54, 0x03) => vec![sent(TransactionPart::Mac2), first(TransactionPart::Mac3)],
            (0x80, 0x5A, _) => proved(self.watch.seen().and_then(|known| known.kind), made),
            (0x00, 0x82, _) => return vec![self.verify_external(&apdu)],
            (0x00, 0x88, _) if !made.is_empty() => return vec![self.verify_internal(&apdu, made)],
            (0x80 | 0xA0, 0xC2, _) => return self.verify_packet().into_iter().collect(),
            (cla, ..) if cla & 0x0C == 0x04 => return self.verify_script(command, data).into_iter().collect(),
            _ => return Vec::new(),
        };
        let before = data.len().checked_sub(4).and_then(|length| data.get(..length)).unwrap_or_default();
        let known = match header.ins {
            0x50 => self.watch.seen(),
            // A proof is asked for by the counter after its transaction. What was seen tells the last one's alone.
            0x5A => {
                let after = |counter: u16| counter.wrapping_add(1).to_be_bytes();
                self.watch.seen().filter(|seen| seen.counter.is_some_and(|counter| after(counter) == data))
            }
            _ => {
                let part =
                    if header.p1 == 0x01 && header.ins == 0x54 { TransactionPart::Mac1 } else { TransactionPart::Mac2 };
                stated(part, before).map(|stated| stated.or(self.watch.seen()))
            }
        };
        let verify = |(part, found)| match &known {
            Some(known) => self.verify_part(known, part, found),
            None => VerifiedValue::unknown(name(part), &found, NO_PAST),
        };
        parts.into_iter().flatten().map(verify).collect()
    }

    fn verify_part(&self, known: &KnownTransaction, part: TransactionPart, found: Mac) -> VerifiedValue {
        let unknown = |missing: &str| VerifiedValue::unknown(name(part), &found, missing);
        if let Some(terms) = self.terms(known, part) {
            return match (self.diagnose(known, part, found), MacDerivation::of(&terms)) {
                (Some(diagnosis), _) => VerifiedValue::wrong(Diagnosis::Transaction(diagnosis).facts()),
                (None, Some(derivation)) => VerifiedValue::right(derivation_facts(&derivation)),
                (None, None) => unknown(NO_PAST),
            };
        }
        // The card has no key of the index that the command names: perhaps one of the others was meant.
        let under = |key: MacKey| -> Option<MacTerms> { terms_under(known, part, key) };
        if under(MacKey::Given([0; 16])).is_none() {
            return unknown(NO_PAST);
        }
        let index = known.index.filter(|_| part != TransactionPart::Tac);
        let index = index.map_or(String::new(), |index| format!("; the command names index {index:02X}"));
        let mut tried =
            self.profile.card.keys.iter().filter_map(|entry| MacDerivation::of(&under(MacKey::Card(*entry))?));
        let Some(derived) = tried.find(|derived| derived.mac == found) else {
            return unknown(&format!("no key of the profile gives it{index}"));
        };
        let mut facts = derivation_facts(&derived);
        facts.push(("remark", format!("the key was found by trying all of the profile{index}")));
        VerifiedValue::right(facts)
    }

    fn verify_script(&self, command: &[u8], data: &[u8]) -> Option<VerifiedValue> {
        let message = command.get(..data.len().checked_add(1)?)?.to_vec();
        let found = *data.last_chunk::<4>()?;
        let Some((terms, earlier)) = self.script_terms(message) else {
            let missing = if self.watch.challenges().is_empty() { NO_CHALLENGE } else { NO_KEY };
            return Some(VerifiedValue::unknown("MAC of a secured command", &found, missing));
        };
        let facts = script_derivation_facts(&terms);
        Some(match ScriptMacDiagnosis::of(terms, found, &self.profile.card.keys, &earlier) {
            Some(diagnosis) => VerifiedValue::wrong(Diagnosis::Script(diagnosis).facts()),
            None => VerifiedValue::right(facts),
        })
    }

    fn verify_external(&self, apdu: &CommandApdu<'_>) -> VerifiedValue {
        let mut challenges = self.watch.challenges().iter().filter_map(|octets| Challenge::of(octets));
        let Some(challenge) = challenges.next() else {
            return VerifiedValue::unknown("cryptogram of EXTERNAL AUTHENTICATE", apdu.data(), NO_CHALLENGE);
        };
        let (input, earlier) = (CryptogramInput::Challenge(challenge), challenges.collect::<Vec<_>>());
        self.verify_cryptogram(KeyUsage::ExternalAuthentication, apdu, input, (apdu.data(), &earlier))
    }

    fn verify_internal(&self, apdu: &CommandApdu<'_>, made: &[u8]) -> VerifiedValue {
        let input = CryptogramInput::Data(apdu.data().to_vec());
        self.verify_cryptogram(KeyUsage::InternalAuthentication, apdu, input, (made, &[]))
    }

    fn verify_cryptogram(
        &self,
        usage: KeyUsage,
        apdu: &CommandApdu<'_>,
        input: CryptogramInput,
        (found, earlier): (&[u8], &[Challenge]),
    ) -> VerifiedValue {
        let Some(key) = self.entry(usage, apdu.header.p2, None).or(self.profile.only_key(usage).copied()) else {
            let name = match usage {
                KeyUsage::ExternalAuthentication => "cryptogram of EXTERNAL AUTHENTICATE",
                _ => "cryptogram of INTERNAL AUTHENTICATE",
            };
            return VerifiedValue::unknown(name, found, NO_KEY);
        };
        let terms = CryptogramTerms { key: MacKey::Card(key), input };
        let facts: Vec<DerivationFact> = cryptogram_derivation_facts(&terms);
        match CryptogramDiagnosis::of(terms, found, &self.profile.card.keys, earlier) {
            Some(diagnosis) => VerifiedValue::wrong(Diagnosis::Cryptogram(diagnosis).facts()),
            None => VerifiedValue::right(facts),
        }
    }
}

/// Returns the parts of a transaction in the answer to GET TRANSACTION PROVE: a MAC, which a load does not have, and
/// the TAC, which an unload does not have.
fn proved(kind: Option<Transaction>, made: &[u8]) -> Vec<Option<(TransactionPart, Mac)>> {
    let (first, last) = (made.first_chunk::<4>(), made.get(4..8).and_then(<[u8]>::first_chunk::<4>));
    let mac = first.map(|mac| match kind {
        Some(Transaction::Unload) => (TransactionPart::Mac3, *mac),
        _ => (TransactionPart::Mac2, *mac),
    });
    let tac = last.map(|tac| (TransactionPart::Tac, *tac));
    match kind {
        Some(Transaction::Load) => vec![tac],
        Some(Transaction::Unload) => vec![mac],
        _ => vec![mac, tac],
    }
}

/// Returns the name of a value of which no more is known.
const fn name(part: TransactionPart) -> &'static str {
    match part {
        TransactionPart::SessionKey => "session key",
        TransactionPart::Mac1 => "MAC1",
        TransactionPart::Mac2 => "MAC2",
        TransactionPart::Mac3 => "MAC3",
        TransactionPart::Tac => "TAC",
    }
}
