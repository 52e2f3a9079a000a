//! Keys and inputs of a vector, read by name. An absent value is `None`; a value that is no hexadecimal is a failure.

use serde_json::{Map, Value};
use sim_wire::Fen;
use sim_wire::record::{TerminalNumber, TerminalTime, TransactionKind};

use super::Mismatch;
use crate::sam::TacKey;
use sim_codec::crypto::des::DoubleKey;

/// Names of the inputs that are read, for all kinds together.
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

/// Names of the keys that are read.
const KEYS: [&str; 19] = [
    "DAMK", "DEAK", "DIAK", "DLK", "DPK", "DPUK", "DRPK", "DTK", "DUK", "DULK", "GMPK", "MLK", "MPK", "MPUK", "MRPK",
    "MTK", "MUK", "key", "key_name",
];

pub(super) struct VectorFields<'v> {
    pub(super) kind: &'v str,
    keys: &'v Map<String, Value>,
    pub(super) inputs: &'v Map<String, Value>,
    pub(super) expected: &'v Map<String, Value>,
}

impl<'v> VectorFields<'v> {
    pub(super) fn of(vector: &'v Value) -> Result<VectorFields<'v>, Mismatch> {
        let object = |name: &str| vector[name].as_object().ok_or_else(|| format!("it has no {name}"));
        let kind = vector["kind"].as_str().ok_or("it has no kind")?;
        Ok(VectorFields { kind, keys: object("keys")?, inputs: object("inputs")?, expected: object("expected")? })
    }

    /// Fails if an input or a key has a name that no kind reads: what is passed over is not compared.
    pub(super) fn check_names(&self) -> Result<(), Mismatch> {
        let unknown =
            |names: &[&str], map: &Map<String, Value>| map.keys().find(|name| !names.contains(&name.as_str())).cloned();
        match (unknown(&INPUTS, self.inputs), unknown(&KEYS, self.keys)) {
            (Some(name), _) => Err(format!("the input {name} is not known here")),
            (None, Some(name)) => Err(format!("the key {name} is not known here")),
            (None, None) => Ok(()),
        }
    }

    /// Returns whether no key is left out as `null`.
    pub(super) fn has_all_keys(&self) -> bool {
        !self.keys.is_empty() && self.keys.values().all(|key| !key.is_null())
    }

    /// Returns a text among the inputs; `None` if it is empty or absent.
    pub(super) fn text(&self, name: &str) -> Option<&'v str> {
        self.inputs.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// Returns an input's octets; `None` if it is absent. Words may follow the octets after a space.
    pub(super) fn octets(&self, name: &str) -> Result<Option<Vec<u8>>, Mismatch> {
        match self.inputs.get(name).map(|value| value.as_str().ok_or_else(|| format!("{name} is no text"))) {
            None => Ok(None),
            Some(text) => octets(name, text?).map(Some),
        }
    }

    /// Returns an input of `N` octets; `None` if it is absent.
    pub(super) fn maybe<const N: usize>(&self, name: &str) -> Result<Option<[u8; N]>, Mismatch> {
        match self.text(name) {
            None => Ok(None),
            Some(text) => exactly(name, &octets(name, text)?).map(Some),
        }
    }

    /// Returns an input of `N` octets; an error if it is absent.
    pub(super) fn array<const N: usize>(&self, name: &str) -> Result<[u8; N], Mismatch> {
        self.maybe(name)?.ok_or_else(|| format!("the input {name} is missing"))
    }

    /// Returns an amount among the inputs.
    pub(super) fn fen(&self, name: &str) -> Result<Fen, Mismatch> {
        self.array(name).map(Fen::from_bytes)
    }

    /// Returns a counter of two octets among the inputs.
    pub(super) fn counter(&self, name: &str) -> Result<u16, Mismatch> {
        self.array(name).map(u16::from_be_bytes)
    }

    /// Returns the transaction type.
    pub(super) fn transaction_kind(&self) -> Result<TransactionKind, Mismatch> {
        let [code] = self.array("tx_type")?;
        Ok(TransactionKind::from_code(code))
    }

    /// Returns the terminal's number.
    pub(super) fn terminal(&self) -> Result<TerminalNumber, Mismatch> {
        self.array("terminal")
    }

    /// Returns date and time.
    pub(super) fn at(&self) -> Result<TerminalTime, Mismatch> {
        self.array("datetime").map(TerminalTime)
    }

    /// Returns a key's octets by its name; `None` if it is absent.
    pub(super) fn key_octets(&self, name: &str) -> Result<Option<Vec<u8>>, Mismatch> {
        self.keys.get(name).and_then(Value::as_str).map(|text| octets(name, text)).transpose()
    }

    /// Returns a key by its name. A key of single length does the same as one of double length with equal halves.
    pub(super) fn key(&self, name: &str) -> Result<DoubleKey, Mismatch> {
        let octets = self.key_octets(name)?.ok_or_else(|| format!("the key {name} is missing"))?;
        double(name, &octets)
    }

    /// Returns the only key, whatever its name; `key_name` is the log's name of the key and no key.
    pub(super) fn only_key(&self) -> Result<DoubleKey, Mismatch> {
        let names: Vec<&String> = self.keys.keys().filter(|name| *name != "key_name").collect();
        match names.as_slice() {
            [name] => self.key(name),
            _ => Err(format!("one key was expected, not {names:?}")),
        }
    }

    /// Returns the TAC key; `None` if DTK is absent. A DTK of single length is the TAC key itself.
    pub(super) fn tac_key(&self) -> Result<Option<TacKey>, Mismatch> {
        match self.key_octets("DTK")? {
            None => Ok(None),
            Some(single) if single.len() == 8 => Ok(Some(TacKey(exactly("DTK", &single)?))),
            Some(octets) => Ok(Some(TacKey::of(&exactly("DTK", &octets)?))),
        }
    }

    /// Returns one octet of the expected command, such as a key index or P2, which the inputs leave open.
    pub(super) fn octet_of_expected(&self, command: &str, position: usize) -> Result<Option<u8>, Mismatch> {
        let Some(text) = self.expected.get(command).and_then(Value::as_str) else {
            return Ok(None);
        };
        Ok(octets(command, text)?.get(position).copied())
    }
}

/// Returns a key of sixteen octets, or of eight octets twice.
fn double(name: &str, octets: &[u8]) -> Result<DoubleKey, Mismatch> {
    match octets.len() {
        8 => exactly(name, &[octets, octets].concat()),
        _ => exactly(name, octets),
    }
}

/// Parses hexadecimal digits up to the first space.
pub(super) fn octets(name: &str, text: &str) -> Result<Vec<u8>, Mismatch> {
    let digits = text.split_whitespace().next().unwrap_or_default();
    hex::decode(digits).map_err(|error| format!("{name} is {text}: {error}"))
}

/// Returns exactly `N` octets; an error for another length.
pub(super) fn exactly<const N: usize>(name: &str, octets: &[u8]) -> Result<[u8; N], Mismatch> {
    octets.try_into().map_err(|_| format!("{name} has {} octets and not {N}", octets.len()))
}
