//! Serde forms of the card's values that have none of their own: octets in hexadecimal, states by name. For
//! `#[serde(with = "…")]`.

/// Serde form of eight octets or none: hexadecimal digits.
pub mod octets_or_none {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    /// Writes the octets as hexadecimal digits.
    pub fn serialize<S: Serializer>(octets: &Option<[u8; 8]>, serializer: S) -> Result<S::Ok, S::Error> {
        octets.map(hex::encode_upper).serialize(serializer)
    }

    /// Reads the octets from hexadecimal digits.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<[u8; 8]>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let octets = hex::decode(&text).ok().and_then(|octets| octets.try_into().ok());
        octets.map(Some).ok_or_else(|| Error::custom(format!("{text:?} is not eight octets")))
    }
}

/// Serde form of a wallet's state: its name.
pub mod life_cycle {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use sim_wire::lifecycle::LifeCycle;

    /// Writes a state's name.
    pub fn serialize<S: Serializer>(state: &LifeCycle, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(state.name())
    }

    /// Reads a state from its name.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<LifeCycle, D::Error> {
        let name = String::deserialize(deserializer)?;
        let found = LifeCycle::ALL.into_iter().find(|state| state.name() == name);
        found.ok_or_else(|| Error::custom(format!("there is no state {name:?}")))
    }
}
