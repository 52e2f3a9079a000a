//! Distance of a phone from a terminal, as it is typed.

use std::str::FromStr;

/// Distance of a phone from a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Distance {
    /// The phone lies at this distance, in centimetres.
    Centimetres(u16),
    /// The phone lies near no terminal.
    None,
}

/// Error of a text that is no distance.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no distance, which is 0 to 65535 in centimetres, or `none`")]
pub(super) struct DistanceError(String);

impl FromStr for Distance {
    type Err = DistanceError;

    fn from_str(text: &str) -> Result<Distance, DistanceError> {
        match text {
            "none" => Ok(Distance::None),
            text => text.parse().map(Distance::Centimetres).map_err(|_| DistanceError(text.to_owned())),
        }
    }
}
