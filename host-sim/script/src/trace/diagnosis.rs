//! Diagnosis of a wrong MAC, TAC, cryptogram or secured packet in words.

use std::collections::BTreeMap;

use applet::KeyEntry;
use sim_codec::ota::PacketDiagnosis;
use sim_device::profile::usage_name;
use sim_device::sam::diagnosis::{
    CryptogramDiagnosis, KeyMisuse, MacDerivation, MacDiagnosis, MacKey, MacMistake, MacPadding, MacSlip,
    ScriptMacDiagnosis, ScriptMacTerms, ScriptMistake,
};
use sim_device::sam::secure_messaging::Challenge;

mod cryptogram;
mod packet;

pub use cryptogram::derivation_facts as cryptogram_derivation_facts;
pub(super) use packet::right as right_packet;

/// DerivationFact of a derivation or diagnosis: its name, and what it is.
pub type DerivationFact = (&'static str, String);

/// Diagnosis of a value that the card refused, or that is not what the terminal computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diagnosis {
    /// MAC or TAC of a transaction.
    Transaction(MacDiagnosis),
    /// MAC of a secured command.
    Script(ScriptMacDiagnosis),
    /// Cryptogram of EXTERNAL or INTERNAL AUTHENTICATE.
    Cryptogram(CryptogramDiagnosis),
    /// Secured packet that was brought over the air.
    Packet(PacketDiagnosis),
}

impl Diagnosis {
    /// Returns the diagnosis as facts in order, each with its name: how the right value is computed, both values, and
    /// the cause.
    pub fn facts(&self) -> Vec<DerivationFact> {
        match self {
            Diagnosis::Transaction(diagnosis) => transaction_facts(diagnosis),
            Diagnosis::Script(diagnosis) => script_facts(diagnosis),
            Diagnosis::Cryptogram(diagnosis) => cryptogram::facts(diagnosis),
            Diagnosis::Packet(diagnosis) => packet::facts(diagnosis),
        }
    }

    /// Returns the facts as aligned lines.
    pub fn lines(&self) -> Vec<String> {
        aligned(&self.facts())
    }
}

/// Returns facts by their names, in the form of JSON members.
pub fn members(facts: Vec<DerivationFact>) -> BTreeMap<String, String> {
    facts.into_iter().map(|(name, fact)| (name.to_lowercase().replace(' ', "_"), fact)).collect()
}

/// Returns facts as aligned lines.
pub fn aligned(facts: &[DerivationFact]) -> Vec<String> {
    let width = facts.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    facts.iter().map(|(name, fact)| format!("{name:width$}  {fact}")).collect()
}

/// Returns how a value is computed, as facts in order, each with its name.
pub fn derivation_facts(derivation: &MacDerivation) -> Vec<DerivationFact> {
    let (terms, value) = (&derivation.terms, derivation.terms.value);
    let mut facts = vec![("value", value.name().to_owned()), ("key", key_name(&terms.key))];
    if let Some(session) = &derivation.session {
        let fields = match value.is_of_purchase() {
            true => "card's random number 4, counter 2, terminal counter 2",
            false => "card's random number 4, counter 2, constant 2",
        };
        facts.push(("session key input", described(&session.input, fields)));
        facts.push(("session key", hex::encode_upper(session.key)));
    }
    facts.push((if value.is_tac() { "TAC input" } else { "MAC input" }, described(&derivation.input, value.fields())));
    facts.push(("right", hex::encode_upper(derivation.mac)));
    facts
}

fn transaction_facts(diagnosis: &MacDiagnosis) -> Vec<DerivationFact> {
    let mut facts = derivation_facts(&diagnosis.right);
    facts.push(("wrong", hex::encode_upper(diagnosis.found)));
    let key = &diagnosis.right.terms.key;
    let cause = diagnosis.mistake.as_ref().map_or_else(unexplained, |mistake| transaction_cause(key, mistake));
    facts.push(("cause", cause));
    facts
}

fn transaction_cause(key: &MacKey, mistake: &MacMistake) -> String {
    let right_for = |what: String| format!("right for {what}");
    match *mistake {
        MacMistake::Key(entry) => other_key(key, &entry),
        MacMistake::KeyMisuse(KeyMisuse::NoSessionKey) => "made under the card's key, without a session key".to_owned(),
        MacMistake::KeyMisuse(KeyMisuse::LeftHalf) => {
            "made under the left half of the TAC key, not under left xor right".to_owned()
        }
        MacMistake::KeyMisuse(KeyMisuse::DoubleLength) => {
            "made under the TAC key of double length, not under left xor right".to_owned()
        }
        MacMistake::Counter(counter) => right_for(format!("counter {counter:04X} of the card")),
        MacMistake::TerminalCounter(counter) => right_for(format!("terminal counter {counter}")),
        MacMistake::Random(random) => right_for(format!("random number {}", hex::encode_upper(random))),
        MacMistake::Amount(amount) => right_for(format!("amount {amount}")),
        MacMistake::Kind(kind) => right_for(format!("type {:02X}, {}", kind.code(), kind.name())),
        MacMistake::Terminal(terminal) => right_for(format!("terminal {}", hex::encode_upper(terminal))),
        MacMistake::At(at) => right_for(format!("date and time {}", hex::encode_upper(at.0))),
        MacMistake::Balance(balance) => right_for(format!("balance {balance} before the transaction")),
        MacMistake::Value(value) => format!("it is the {}", value.name()),
        MacMistake::AsComputed => {
            "right for several values other than the card's, for which the trace computed it".to_owned()
        }
        MacMistake::ForeignKey => "made under the key that the trace gives, which the card does not have".to_owned(),
        MacMistake::EarlierTransaction => right_for("the transaction before this one".to_owned()),
        MacMistake::Padding(padding) => wrong_padding(padding).to_owned(),
        MacMistake::InitialValue => "made with the card's random number as initial value, which is zero".to_owned(),
        MacMistake::OtherHalf => other_half(),
        MacMistake::Slip(slip) => slipped(slip),
    }
}

/// Returns how the MAC of a secured command is computed, as facts in order.
pub fn script_derivation_facts(terms: &ScriptMacTerms) -> Vec<DerivationFact> {
    let fields = format!("header 4, Lc 1, data {}", terms.message.len().saturating_sub(5));
    vec![
        ("value", "MAC of a secured command".to_owned()),
        ("key", key_name(&terms.key)),
        ("initial value", challenge_name(terms.challenge)),
        ("MAC input", described(&terms.message, &fields)),
        ("right", hex::encode_upper(terms.mac())),
    ]
}

fn script_facts(diagnosis: &ScriptMacDiagnosis) -> Vec<DerivationFact> {
    let mut facts = script_derivation_facts(&diagnosis.terms);
    facts.push(("wrong", hex::encode_upper(diagnosis.found)));
    let key = &diagnosis.terms.key;
    facts.push(("cause", diagnosis.mistake.map_or_else(unexplained, |mistake| script_cause(key, mistake))));
    facts
}

fn script_cause(key: &MacKey, mistake: ScriptMistake) -> String {
    match mistake {
        ScriptMistake::Key(entry) => other_key(key, &entry),
        ScriptMistake::NoChallenge => "made with zero as initial value, not with the card's challenge".to_owned(),
        ScriptMistake::EarlierChallenge(challenge) => {
            format!("right for the earlier challenge {}", challenge_name(challenge))
        }
        ScriptMistake::LcWithoutMac => "made with an Lc that does not count the MAC's four octets".to_owned(),
        ScriptMistake::PlainClass => "made with a class without secure messaging".to_owned(),
        ScriptMistake::NoHeader => "made over the data alone, without header and Lc".to_owned(),
        ScriptMistake::SingleDes => "made with single DES, without the last step under the right half".to_owned(),
        ScriptMistake::TripleDes => "made with 3DES in every block, not in the last one alone".to_owned(),
        ScriptMistake::Padding(padding) => wrong_padding(padding).to_owned(),
        ScriptMistake::OtherHalf => other_half(),
        ScriptMistake::Slip(slip) => slipped(slip),
    }
}

fn key_name(key: &MacKey) -> String {
    key.entry().map_or_else(|| "as given".to_owned(), entry_name)
}

fn entry_name(entry: &KeyEntry) -> String {
    format!("{} {:02X} version {:02X}", usage_name(entry.usage), entry.index, entry.version)
}

/// Names the key with which the value was made, by what is different about it.
fn other_key(right: &MacKey, used: &KeyEntry) -> String {
    let differs = match right.entry() {
        None => "a key of the card",
        Some(right) if right.usage != used.usage => "a key of another usage",
        Some(right) if right.index != used.index => "another key index",
        Some(_) => "another version",
    };
    format!("right for key {}, {differs}", entry_name(used))
}

fn challenge_name(challenge: Challenge) -> String {
    match challenge {
        Challenge::Four(octets) => hex::encode_upper(octets) + " 00000000, the card's challenge",
        Challenge::Eight(octets) => hex::encode_upper(octets) + ", the card's challenge",
    }
}

const fn wrong_padding(padding: MacPadding) -> &'static str {
    match padding {
        MacPadding::Always => "made with the right padding",
        MacPadding::IfNeeded => "made without padding, which also whole blocks need: 80 00..",
        MacPadding::Zeros => "padded with 00.., not with 80 00..",
    }
}

fn other_half() -> String {
    "the rightmost four octets of the last block, not the leftmost".to_owned()
}

fn slipped(slip: MacSlip) -> String {
    match slip {
        MacSlip::Reversed => "the four octets are in reverse order".to_owned(),
        MacSlip::FlippedBit(bit) => format!("bit {} of octet {} is wrong", 8 - bit % 8, bit / 8 + 1),
    }
}

fn unexplained() -> String {
    "no single deviation explains it".to_owned()
}

/// Prints octets, field by field, with the names of the fields behind them. Each field ends in its length.
fn described(octets: &[u8], fields: &str) -> String {
    let mut rest = octets;
    let mut groups = Vec::new();
    for field in fields.split(", ") {
        let length = field.rsplit(' ').next().and_then(|length| length.parse().ok()).unwrap_or(rest.len());
        let (group, behind) = rest.split_at(length.min(rest.len()));
        groups.push(hex::encode_upper(group));
        rest = behind;
    }
    groups.retain(|group| !group.is_empty());
    format!("{} ({fields})", groups.join(" "))
}

#[cfg(test)]
mod tests;
