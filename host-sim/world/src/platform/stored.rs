//! How values of the card stand in a file, where they have no form of their own: octets in hexadecimal, states by name.
//! For `#[serde(with = "…")]`.

/// Eight octets, or none.
pub mod octets_or_none {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    /// Writes them.
    pub fn serialize<S: Serializer>(octets: &Option<[u8; 8]>, serializer: S) -> Result<S::Ok, S::Error> {
        octets.map(hex::encode_upper).serialize(serializer)
    }

    /// Reads them.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<[u8; 8]>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let octets = hex::decode(&text).ok().and_then(|octets| octets.try_into().ok());
        octets.map(Some).ok_or_else(|| Error::custom(format!("{text:?} is not eight octets")))
    }
}

/// A wallet's state.
pub mod life_cycle {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use sim_wire::lifecycle::LifeCycle;

    /// Writes its name.
    pub fn serialize<S: Serializer>(state: &LifeCycle, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(state.name())
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<LifeCycle, D::Error> {
        let name = String::deserialize(deserializer)?;
        let found = LifeCycle::ALL.into_iter().find(|state| state.name() == name);
        found.ok_or_else(|| Error::custom(format!("there is no state {name:?}")))
    }
}
