//! Diagnoses of a terminal: what is wrong with a MAC that the card refused, or with one that the card made.

use applet::{KeyEntry, KeyUsage};
use sim_wire::apdu::CommandApdu;
use sim_wire::record::TerminalTime;

use super::{KnownTransaction, Terminal, code, is_of_tac};
use crate::trace::diagnosis::{
    DerivationFact, Diagnosis, cryptogram_derivation_facts, derivation_facts, script_derivation_facts,
};
use crate::trace::replay::values::{Valued, Values};
use crate::trace::syntax::{KeyChoice, TerminalValue, Transaction, TransactionPart};
use sim_device::sam::Mac;
use sim_device::sam::diagnosis::{
    CryptogramDiagnosis, CryptogramInput, CryptogramTerms, MacDerivation, MacDiagnosis, MacKey, MacSurroundings,
    MacTerms, MacValue, ScriptMacDiagnosis, ScriptMacTerms,
};
use sim_device::sam::secure_messaging::Challenge;

/// Status words of a card that found a MAC wrong: of a transaction, and of secure messaging.
const TRANSACTION_MAC_WRONG: [u8; 2] = [0x93, 0x02];
const SECURE_MESSAGING_WRONG: [u8; 2] = [0x69, 0x88];

impl Terminal {
    /// Diagnoses the MAC in a command that the card refused with a status word. `None` if the status word does not
    /// complain of a MAC, or if too little is known.
    pub(in crate::trace::replay) fn diagnose_refused(&self, command: &[u8], status: [u8; 2]) -> Option<Diagnosis> {
        let apdu = CommandApdu::parse(command).ok()?;
        if let (0xC2, Some(diagnosis)) | (0xC0, Some(diagnosis)) = (apdu.header.ins, self.diagnose_packet()) {
            return Some(diagnosis);
        }
        if matches!((apdu.header.cla, apdu.header.ins, status), (0x00, 0x82, [0x63, _])) {
            return self.diagnose_external(&apdu);
        }
        let (data, found) = apdu.data().split_last_chunk::<4>()?;
        match status {
            TRANSACTION_MAC_WRONG => {
                let header = apdu.header;
                let part = match (header.cla, header.ins, header.p1) {
                    (0x80, 0x54, 0x01) => TransactionPart::Mac1,
                    (0x80, 0x52, _) | (0x80, 0x54, 0x03) => TransactionPart::Mac2,
                    _ => return None,
                };
                let stated = stated(part, data)?;
                let diagnosis = self.diagnose(&stated.or(self.watch.seen()), part, *found)?;
                Some(Diagnosis::Transaction(diagnosis))
            }
            SECURE_MESSAGING_WRONG => {
                let message = command.get(..command.len().checked_sub(4)?)?.to_vec();
                self.diagnose_script(message, *found).map(Diagnosis::Script)
            }
            _ => None,
        }
    }

    /// Diagnoses a value that should be that part of the transaction. `None` if it is right, or too little is known.
    pub(in crate::trace::replay) fn diagnose_part(&self, part: TransactionPart, found: &[u8]) -> Option<Diagnosis> {
        let known = self.said.clone().unwrap_or_default().or(self.watch.seen());
        let diagnosis = self.diagnose(&known, part, found.try_into().ok()?)?;
        Some(Diagnosis::Transaction(diagnosis))
    }

    /// Returns how a value is computed, and, if another one was found, why that is wrong.
    pub(in crate::trace::replay) fn facts(
        &self,
        value: &TerminalValue,
        values: &Values<'_>,
        right: &[u8],
        found: Option<&[u8]>,
    ) -> Valued<Vec<DerivationFact>> {
        let found = found.filter(|found| *found != right);
        let derived = match value {
            TerminalValue::Transaction(said) => self.transaction_facts(&self.known(said, values)?, said.value, found),
            TerminalValue::SecureMessagingMac(keyed) => {
                let challenge = self.challenge(keyed.challenge.as_ref(), values)?;
                let key = self.keyed(keyed.key.as_ref(), KeyUsage::Maintenance);
                let message = values.octets(&keyed.data)?;
                key.map(|key| self.script_facts(ScriptMacTerms { key, challenge, message }, found))
            }
            TerminalValue::ExternalCryptogram(keyed) => {
                let input = CryptogramInput::Challenge(self.challenge(keyed.challenge.as_ref(), values)?);
                let key = self.keyed(keyed.key.as_ref(), KeyUsage::ExternalAuthentication);
                key.map(|key| self.cryptogram_facts(CryptogramTerms { key, input }, found))
            }
            TerminalValue::InternalCryptogram(keyed) => {
                let input = CryptogramInput::Data(values.octets(&keyed.data)?);
                let key = self.keyed(keyed.key.as_ref(), KeyUsage::InternalAuthentication);
                key.map(|key| self.cryptogram_facts(CryptogramTerms { key, input }, found))
            }
            _ => None,
        };
        let plain = || {
            let wrong = found.map(|found| ("wrong", hex::encode_upper(found)));
            [("right", hex::encode_upper(right))].into_iter().chain(wrong).collect()
        };
        Ok(derived.unwrap_or_else(plain))
    }

    fn transaction_facts(
        &self,
        known: &KnownTransaction,
        part: TransactionPart,
        found: Option<&[u8]>,
    ) -> Option<Vec<DerivationFact>> {
        let found = found.and_then(|found| self.diagnose(known, part, found.try_into().ok()?));
        match found {
            Some(diagnosis) => Some(Diagnosis::Transaction(diagnosis).facts()),
            None => MacDerivation::of(&self.terms(known, part)?).map(|derivation| derivation_facts(&derivation)),
        }
    }

    fn script_facts(&self, terms: ScriptMacTerms, found: Option<&[u8]>) -> Vec<DerivationFact> {
        let keys = &self.profile.card.keys;
        let found = found.and_then(|found| found.try_into().ok());
        let found = found.and_then(|found| ScriptMacDiagnosis::of(terms.clone(), found, keys, &[]));
        match found {
            Some(diagnosis) => Diagnosis::Script(diagnosis).facts(),
            None => script_derivation_facts(&terms),
        }
    }

    /// Returns the key that a value names; without a name, the one that serves its usage. `None` if the card has none.
    fn keyed(&self, choice: Option<&KeyChoice>, usual: KeyUsage) -> Option<MacKey> {
        match choice {
            Some(KeyChoice::Octets(key)) => Some(MacKey::Given(*key)),
            Some(KeyChoice::Named { usage, index, version }) => {
                self.entry(usage.unwrap_or(usual), *index, *version).map(MacKey::Card)
            }
            None => self.profile.only_key(usual).copied().map(MacKey::Card),
        }
    }

    fn cryptogram_facts(&self, terms: CryptogramTerms, found: Option<&[u8]>) -> Vec<DerivationFact> {
        let found = found.and_then(|found| CryptogramDiagnosis::of(terms.clone(), found, &self.profile.card.keys, &[]));
        match found {
            Some(diagnosis) => Diagnosis::Cryptogram(diagnosis).facts(),
            None => cryptogram_derivation_facts(&terms),
        }
    }

    /// Diagnoses the terminal's cryptogram in an EXTERNAL AUTHENTICATE that the card refused.
    fn diagnose_external(&self, apdu: &CommandApdu<'_>) -> Option<Diagnosis> {
        let usage = KeyUsage::ExternalAuthentication;
        let key = self.entry(usage, apdu.header.p2, None).or(self.profile.only_key(usage).copied())?;
        let mut challenges = self.watch.challenges().iter().filter_map(|octets| Challenge::of(octets));
        let input = CryptogramInput::Challenge(challenges.next()?);
        let terms = CryptogramTerms { key: MacKey::Card(key), input };
        let earlier: Vec<Challenge> = challenges.collect();
        CryptogramDiagnosis::of(terms, apdu.data(), &self.profile.card.keys, &earlier).map(Diagnosis::Cryptogram)
    }

    /// Diagnoses the answer to INTERNAL AUTHENTICATE, or what was expected of it: whichever of the two is not what the
    /// terminal computes. `None` for any other command.
    pub(in crate::trace::replay) fn diagnose_internal(
        &self,
        command: &[u8],
        answer: &[u8],
        expected: &[u8],
    ) -> Option<Diagnosis> {
        let apdu = CommandApdu::parse(command).ok().filter(|apdu| (apdu.header.cla, apdu.header.ins) == (0, 0x88))?;
        let answer = answer.strip_suffix(&[0x90, 0x00])?;
        let expected = expected.get(..answer.len())?;
        let usage = KeyUsage::InternalAuthentication;
        let key = self.entry(usage, apdu.header.p2, None).or(self.profile.only_key(usage).copied())?;
        let terms = CryptogramTerms { key: MacKey::Card(key), input: CryptogramInput::Data(apdu.data().to_vec()) };
        let found = if terms.cryptogram() == answer { expected } else { answer };
        CryptogramDiagnosis::of(terms, found, &self.profile.card.keys, &[]).map(Diagnosis::Cryptogram)
    }

    pub(super) fn diagnose(&self, known: &KnownTransaction, part: TransactionPart, found: Mac) -> Option<MacDiagnosis> {
        let terms = self.terms(known, part)?;
        let earlier = self.watch.earlier().filter(|earlier| earlier.kind == known.kind);
        // Date and terminal counter are the second command's; before it they are those of this transaction.
        let earlier = earlier.and_then(|earlier| self.terms(&earlier.or(Some(known.clone())), part));
        let computed = self.said.as_ref().and_then(|said| self.terms(&said.clone().or(Some(known.clone())), part));
        let surroundings =
            MacSurroundings { keys: &self.profile.card.keys, earlier: earlier.as_ref(), computed: computed.as_ref() };
        MacDiagnosis::of(&terms, found, surroundings)
    }

    /// Returns the terms of a value; `None` if one that it needs is not known. What plays no part is zero.
    pub(super) fn terms(&self, known: &KnownTransaction, part: TransactionPart) -> Option<MacTerms> {
        terms_under(known, part, self.mac_key(known, mac_value(known.kind?, part)?)?)
    }

    /// Returns the key for a value; `None` if the card has none.
    fn mac_key(&self, known: &KnownTransaction, value: MacValue) -> Option<MacKey> {
        let usage = value.usage();
        let choice = known.key.as_ref().filter(|choice| !value.is_tac() || is_of_tac(choice));
        let entry = match (choice, known.index, known.version) {
            (Some(KeyChoice::Octets(key)), ..) => return Some(MacKey::Given(*key)),
            (Some(KeyChoice::Named { usage: named, index, version }), ..) => {
                self.entry(named.unwrap_or(usage), *index, *version)
            }
            (None, Some(index), version) if !value.is_tac() => self.entry(usage, index, version),
            (None, ..) => self.profile.only_key(usage).copied(),
        };
        entry.map(MacKey::Card)
    }

    pub(super) fn entry(&self, usage: KeyUsage, index: u8, version: Option<u8>) -> Option<KeyEntry> {
        let entry = match version {
            Some(version) => self.profile.key_version(usage, index, version),
            None => self.profile.key(usage, index),
        };
        entry.copied()
    }

    fn diagnose_script(&self, message: Vec<u8>, found: Mac) -> Option<ScriptMacDiagnosis> {
        let (terms, earlier) = self.script_terms(message)?;
        ScriptMacDiagnosis::of(terms, found, &self.profile.card.keys, &earlier)
    }

    /// Returns the terms of the MAC of a secured command, and the challenges before the last. `None` if too little is
    /// known.
    pub(super) fn script_terms(&self, message: Vec<u8>) -> Option<(ScriptMacTerms, Vec<Challenge>)> {
        let (keys, instruction) = (&self.profile, message.get(1)?);
        let key = match instruction {
            0x1E => keys.blocking_key(KeyUsage::ApplicationBlock),
            0x18 => keys.blocking_key(KeyUsage::ApplicationUnblock),
            0x16 => keys.blocking_key(KeyUsage::CardBlock),
            0x24 => keys.only_key(KeyUsage::PinUnblock),
            // The MAC of RELOAD PIN has neither a challenge nor a header.
            0x5E => None,
            _ => keys.only_key(KeyUsage::Maintenance),
        };
        let mut challenges = self.watch.challenges().iter().filter_map(|octets| Challenge::of(octets));
        let (challenge, key) = (challenges.next()?, *key?);
        let earlier: Vec<Challenge> = challenges.collect();
        Some((ScriptMacTerms { key: MacKey::Card(key), challenge, message }, earlier))
    }
}

/// Returns the terms of a value under a key; `None` if too little is known of the transaction.
pub(super) fn terms_under(known: &KnownTransaction, part: TransactionPart, key: MacKey) -> Option<MacTerms> {
    let kind = known.kind?;
    let value = mac_value(kind, part)?;
    let is_dated = !matches!(value, MacValue::PurchaseMac2 | MacValue::LoadMac1 | MacValue::UnloadMac1);
    let covers_balance =
        matches!(value, MacValue::LoadMac1 | MacValue::LoadTac | MacValue::UnloadMac1 | MacValue::UnloadMac3);
    let has_counter = value != MacValue::PurchaseTac;
    Some(MacTerms {
        value,
        key,
        random: unless(value.is_tac(), known.random)?,
        counter: unless(!has_counter, known.counter)?,
        terminal_counter: unless(kind != Transaction::Purchase, known.terminal_counter)?,
        balance: unless(!covers_balance, known.balance)?,
        amount: known.amount?,
        kind: code(kind),
        terminal: unless(value == MacValue::PurchaseMac2, known.terminal)?,
        at: unless(!is_dated, known.at)?,
    })
}

/// Returns what is known; if it plays no part and is not known, zero.
fn unless<T: Default>(plays_no_part: bool, known: Option<T>) -> Option<T> {
    known.or_else(|| plays_no_part.then(T::default))
}

/// Returns the value of a transaction's part; `None` if there is none, or if it is a session key.
const fn mac_value(kind: Transaction, part: TransactionPart) -> Option<MacValue> {
    Some(match (kind, part) {
        (Transaction::Purchase, TransactionPart::Mac1) => MacValue::PurchaseMac1,
        (Transaction::Purchase, TransactionPart::Mac2) => MacValue::PurchaseMac2,
        (Transaction::Purchase, TransactionPart::Tac) => MacValue::PurchaseTac,
        (Transaction::Load, TransactionPart::Mac1) => MacValue::LoadMac1,
        (Transaction::Load, TransactionPart::Mac2) => MacValue::LoadMac2,
        (Transaction::Load, TransactionPart::Tac) => MacValue::LoadTac,
        (Transaction::Unload, TransactionPart::Mac1) => MacValue::UnloadMac1,
        (Transaction::Unload, TransactionPart::Mac2) => MacValue::UnloadMac2,
        (Transaction::Unload, TransactionPart::Mac3) => MacValue::UnloadMac3,
        _ => return None,
    })
}

/// Returns what the second command of a transaction states before its MAC: date and time, before them the terminal's
/// counter of a purchase.
pub(super) fn stated(part: TransactionPart, data: &[u8]) -> Option<KnownTransaction> {
    let (counter, at) = match part {
        TransactionPart::Mac1 => data.split_first_chunk::<4>().map(|(counter, at)| (Some(*counter), at))?,
        _ => (None, data),
    };
    let at = TerminalTime(at.try_into().ok()?);
    Some(KnownTransaction {
        at: Some(at),
        terminal_counter: counter.map(u32::from_be_bytes),
        ..KnownTransaction::default()
    })
}
