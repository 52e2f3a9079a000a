//! A vector's keys and inputs, read by name; what is absent is `None`, what is no hexadecimal is a failure.

use serde_json::{Map, Value};
use sim_wire::Fen;
use sim_wire::record::{TerminalNumber, TerminalTime, TransactionKind};

use super::Wrong;
use crate::sam::TacKey;
use sim_codec::crypto::des::DoubleKey;

/// The names of inputs that are read, by whichever kind.
const INPUTS: [&str; 45] = [
    "algorithm",
    "amount",
    "apdu",
    "apdu_header",
    "apdus",
    "asn",
    "asn8",
    "bank8",
    "card_random",
    "challenge",
    "commands",
    "data",
    "datetime",
    "dpk_version",
    "factor",
    "file_15",
    "flow",
    "init_response",
    "issuer8",
    "iv",
    "iv_random",
    "key_index",
    "key_version",
    "levels",
    "moc_auth_code",
    "new_limit",
    "new_pin",
    "note",
    "offline_seq",
    "old_balance",
    "old_limit",
    "old_pin",
    "online_seq",
    "overdraft",
    "padding",
    "pin",
    "plain",
    "precondition",
    "psam_terminal_no",
    "psam_terminal_seq",
    "random",
    "steps",
    "terminal",
    "terminal_seq",
    "tx_type",
];

/// The names of keys that are read.
const KEYS: [&str; 19] = [
    "DAMK", "DEAK", "DIAK", "DLK", "DPK", "DPUK", "DRPK", "DTK", "DUK", "DULK", "GMPK", "MLK", "MPK", "MPUK", "MRPK",
    "MTK", "MUK", "key", "key_name",
];

pub(super) struct Given<'v> {
    pub(super) kind: &'v str,
    keys: &'v Map<String, Value>,
    pub(super) inputs: &'v Map<String, Value>,
    pub(super) expected: &'v Map<String, Value>,
}

impl<'v> Given<'v> {
    pub(super) fn of(vector: &'v Value) -> Result<Given<'v>, Wrong> {
        let object = |name: &str| vector[name].as_object().ok_or_else(|| format!("it has no {name}"));
        let kind = vector["kind"].as_str().ok_or("it has no kind")?;
        Ok(Given { kind, keys: object("keys")?, inputs: object("inputs")?, expected: object("expected")? })
    }

    /// Fails where an input or a key has a name that nobody here asks for: what is passed over is not compared.
    pub(super) fn check_names(&self) -> Result<(), Wrong> {
        let unknown =
            |names: &[&str], map: &Map<String, Value>| map.keys().find(|name| !names.contains(&name.as_str())).cloned();
        match (unknown(&INPUTS, self.inputs), unknown(&KEYS, self.keys)) {
            (Some(name), _) => Err(format!("the input {name} is not known here")),
            (None, Some(name)) => Err(format!("the key {name} is not known here")),
            (None, None) => Ok(()),
        }
    }

    /// Whether no key is left out as `null`.
    pub(super) fn has_all_keys(&self) -> bool {
        !self.keys.is_empty() && self.keys.values().all(|key| !key.is_null())
    }

    /// A text among the inputs; an empty one is as good as absent.
    pub(super) fn text(&self, name: &str) -> Option<&'v str> {
        self.inputs.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// An input's octets. Words may follow them after a space.
    pub(super) fn octets(&self, name: &str) -> Result<Option<Vec<u8>>, Wrong> {
        match self.inputs.get(name).map(|value| value.as_str().ok_or_else(|| format!("{name} is no text"))) {
            None => Ok(None),
            Some(text) => octets(name, text?).map(Some),
        }
    }

    /// An input of `N` octets, if it is there.
    pub(super) fn maybe<const N: usize>(&self, name: &str) -> Result<Option<[u8; N]>, Wrong> {
        match self.text(name) {
            None => Ok(None),
            Some(text) => exactly(name, &octets(name, text)?).map(Some),
        }
    }

    /// An input of `N` octets.
    pub(super) fn array<const N: usize>(&self, name: &str) -> Result<[u8; N], Wrong> {
        self.maybe(name)?.ok_or_else(|| format!("the input {name} is missing"))
    }

    /// An amount.
    pub(super) fn fen(&self, name: &str) -> Result<Fen, Wrong> {
        self.array(name).map(Fen::from_bytes)
    }

    /// A counter of two octets.
    pub(super) fn counter(&self, name: &str) -> Result<u16, Wrong> {
        self.array(name).map(u16::from_be_bytes)
    }

    /// The transaction type.
    pub(super) fn transaction_kind(&self) -> Result<TransactionKind, Wrong> {
        let [code] = self.array("tx_type")?;
        Ok(TransactionKind::from_code(code))
    }

    /// The terminal's number.
    pub(super) fn terminal(&self) -> Result<TerminalNumber, Wrong> {
        self.array("terminal")
    }

    /// Date and time.
    pub(super) fn at(&self) -> Result<TerminalTime, Wrong> {
        self.array("datetime").map(TerminalTime)
    }

    /// A key's octets by its name, if it is there.
    pub(super) fn key_octets(&self, name: &str) -> Result<Option<Vec<u8>>, Wrong> {
        self.keys.get(name).and_then(Value::as_str).map(|text| octets(name, text)).transpose()
    }

    /// A key by its name. One of single length does the same as one of double length with equal halves.
    pub(super) fn key(&self, name: &str) -> Result<DoubleKey, Wrong> {
        let octets = self.key_octets(name)?.ok_or_else(|| format!("the key {name} is missing"))?;
        double(name, &octets)
    }

    /// The only key, whatever it is called; `key_name` is what the log called it and no key.
    pub(super) fn only_key(&self) -> Result<DoubleKey, Wrong> {
        let names: Vec<&String> = self.keys.keys().filter(|name| *name != "key_name").collect();
        match names.as_slice() {
            [name] => self.key(name),
            _ => Err(format!("one key was expected, not {names:?}")),
        }
    }

    /// The TAC key, if DTK is there. A DTK of single length is the TAC key itself.
    pub(super) fn tac_key(&self) -> Result<Option<TacKey>, Wrong> {
        match self.key_octets("DTK")? {
            None => Ok(None),
            Some(single) if single.len() == 8 => Ok(Some(TacKey(exactly("DTK", &single)?))),
            Some(octets) => Ok(Some(TacKey::of(&exactly("DTK", &octets)?))),
        }
    }

    /// What the inputs leave open and only the expected command shows: one octet of it (a key index, a P2).
    pub(super) fn octet_of_expected(&self, command: &str, position: usize) -> Result<Option<u8>, Wrong> {
        let Some(text) = self.expected.get(command).and_then(Value::as_str) else {
            return Ok(None);
        };
        Ok(octets(command, text)?.get(position).copied())
    }
}

/// A key of sixteen octets, or of eight twice.
fn double(name: &str, octets: &[u8]) -> Result<DoubleKey, Wrong> {
    match octets.len() {
        8 => exactly(name, &[octets, octets].concat()),
        _ => exactly(name, octets),
    }
}

/// Hexadecimal digits up to the first space.
pub(super) fn octets(name: &str, text: &str) -> Result<Vec<u8>, Wrong> {
    let digits = text.split_whitespace().next().unwrap_or_default();
    hex::decode(digits).map_err(|error| format!("{name} is {text}: {error}"))
}

/// So many octets.
pub(super) fn exactly<const N: usize>(name: &str, octets: &[u8]) -> Result<[u8; N], Wrong> {
    octets.try_into().map_err(|_| format!("{name} has {} octets and not {N}", octets.len()))
}
