//! Distance calibration (刷卡距离校准, handbook 3.1.2): the greatest distance of a reader, for this handset.

use crate::refusal::Refusal;
use crate::request::Authority;
use crate::wallet::change::Change;
use crate::wallet::decision::Decision;
use crate::wallet::{Context, Wallet};
use sim_wire::calibration::Calibration;

/// Seconds after power-on within which the card accepts a calibration.
pub(crate) const WINDOW_S: u32 = 3600;

/// Range of the reach that a calibration may set, in centimetres (handbook: 2 to 5 cm).
const REACH_CM: core::ops::RangeInclusive<u8> = 2..=5;

/// Reach of a radio that was never calibrated, in centimetres: ten metres, the 2.4 GHz radio at full power.
const REACH_UNCALIBRATED_CM: u16 = 1000;

impl Wallet {
    /// Returns the greatest distance of a reader that the radio answers, in centimetres.
    pub(crate) fn reach_cm(&self) -> u16 {
        self.calibration.map_or(REACH_UNCALIBRATED_CM, |calibration| calibration.reach_cm.into())
    }
}

/// Returns whether the reach is one that a calibration may set.
pub(crate) fn is_in_range(calibration: &Calibration) -> bool {
    REACH_CM.contains(&calibration.reach_cm)
}

/// Sets the calibration. The issuer or the hall may do so, within the first hour after power-on.
pub(crate) fn calibrate(
    context: Context<'_>,
    authority: Authority,
    calibration: Calibration,
) -> Result<Decision, Refusal> {
    Refusal::first([
        (!authority.issuer, Refusal::NotAuthorised),
        (context.surroundings.uptime_s > WINDOW_S, Refusal::CalibrationWindowClosed),
    ])?;
    Ok(Decision::committing(context.next, Change::Calibration(calibration)))
}
