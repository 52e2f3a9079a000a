//! Serde form of a list of octet strings: each as hexadecimal digits.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes each element in hexadecimal.
pub(super) fn serialize<T: AsRef<[u8]>, S: Serializer>(list: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    list.iter().map(hex::encode_upper).collect::<Vec<_>>().serialize(serializer)
}

/// Reads each element from hexadecimal, in the length of the type.
pub(super) fn deserialize<'de, T: TryFrom<Vec<u8>>, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let element = |text: String| {
        let octets = hex::decode(&text).ok().and_then(|octets| octets.try_into().ok());
        octets.ok_or_else(|| D::Error::custom(format!("{text:?} is not the hexadecimal form of such octets")))
    };
    Vec::<String>::deserialize(deserializer)?.into_iter().map(element).collect()
}
