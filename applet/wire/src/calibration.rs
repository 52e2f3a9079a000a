//! A distance calibration (刷卡距离校准) as PUT DATA and GET DATA carry it.

use crate::concat;

/// Distance calibration: the greatest distance of a reader, and the handset with which it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calibration {
    /// Greatest distance of a reader that the radio answers, in centimetres.
    pub reach_cm: u8,
    /// IMEI of the handset, eight octets of BCD.
    pub imei: [u8; 8],
}

impl Calibration {
    /// Encodes the calibration as nine octets: reach, IMEI.
    pub fn emit(&self) -> [u8; 9] {
        concat(&[&[self.reach_cm], &self.imei])
    }

    /// Parses nine octets. Any nine octets are a calibration; the wallet decides whether its reach may be set.
    pub const fn parse([reach_cm, imei @ ..]: [u8; 9]) -> Calibration {
        Calibration { reach_cm, imei }
    }
}
