//! A distance calibration (刷卡距离校准) as PUT DATA and GET DATA carry it.

use crate::concat;

/// How near a reader must be, and for which handset that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calibration {
    /// The radio answers readers at most this far away, in centimetres.
    pub reach_cm: u8,
    /// The handset's IMEI, eight octets of BCD.
    pub imei: [u8; 8],
}

impl Calibration {
    /// The nine octets: reach, IMEI.
    pub fn emit(&self) -> [u8; 9] {
        concat(&[&[self.reach_cm], &self.imei])
    }

    /// Reads the nine octets. Every nine octets are a calibration; whether its reach may be set is the wallet's affair.
    pub const fn parse([reach_cm, imei @ ..]: [u8; 9]) -> Calibration {
        Calibration { reach_cm, imei }
    }
}
