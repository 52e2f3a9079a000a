//! Distance calibration (刷卡距离校准, handbook 3.1.2): how near a reader must be, for this handset.

use crate::refusal::Refusal;
use crate::request::Authority;
use crate::wallet::Context;
use crate::wallet::change::Change;
use crate::wallet::decision::Decision;
use sim_wire::calibration::Calibration;

/// The card takes a calibration only so long after power-on.
pub(crate) const WINDOW_S: u32 = 3600;

/// Nearest and farthest reach that a calibration may set, in centimetres (handbook: 2 to 5 cm).
const REACH_CM: core::ops::RangeInclusive<u8> = 2..=5;

/// Whether the reach is one that a calibration may set.
pub(crate) fn is_in_range(calibration: &Calibration) -> bool {
    REACH_CM.contains(&calibration.reach_cm)
}

/// Takes a calibration: the issuer's or the hall's, within the first hour after power-on.
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
