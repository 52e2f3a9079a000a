//! Settings of a platform: the waits for cards, the handsets that it calibrates, the terms of the business, and its
//! rules.

use serde::{Deserialize, Serialize};

use super::books::Terms;
use super::calibration::ListedModel;
use super::rules::Rulebook;
use sim_codec::time::{HOUR, MINUTE};

/// Settings of a platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlatformSettings {
    /// Wait for a card's first proof, in milliseconds. Each further wait is twice as long.
    pub patience_first: u64,
    /// Longest wait for a card's proof, in milliseconds.
    pub patience_most: u64,
    /// Time after which a website's invitation to load lapses, in milliseconds.
    pub invitation_lapses: u64,
    /// Time after which the question for the handset's model no longer accepts a `Y`, in milliseconds.
    pub confirmation_lapses: u64,
    /// Reach that a calibration sets, in centimetres (handbook: 2 to 5).
    pub reach_cm: u8,
    /// Handsets that are calibrated by short message (红名单).
    pub red_list: Vec<ListedModel>,
    /// Names of the handset models that take no RFID-SIM (手机型号黑名单, 3.1).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub model_black_list: Vec<String>,
    /// Terms of the business.
    pub terms: Terms,
    /// Rules that the platform decides by. A file has null here, under the name of what once stood in this place.
    #[serde(rename = "plant")]
    pub rules: Rulebook,
}

impl Default for PlatformSettings {
    fn default() -> PlatformSettings {
        PlatformSettings {
            patience_first: 5 * MINUTE,
            patience_most: 6 * HOUR,
            invitation_lapses: HOUR,
            confirmation_lapses: HOUR,
            reach_cm: 4,
            red_list: Vec::new(),
            model_black_list: Vec::new(),
            terms: Terms::default(),
            rules: Rulebook::default(),
        }
    }
}

impl PlatformSettings {
    /// Returns the wait after the given try, counted from 1, in milliseconds.
    pub(super) fn patience(&self, tries: u32) -> u64 {
        let doubled = 1_u64.checked_shl(tries.saturating_sub(1)).unwrap_or(u64::MAX);
        self.patience_first.saturating_mul(doubled).min(self.patience_most.max(self.patience_first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_null_in_a_file() {
        let mut written = serde_json::to_value(PlatformSettings::default()).unwrap();
        assert_eq!(written.get("plant"), Some(&serde_json::Value::Null));
        written["plant"] = "refund-before-cancel".into();
        assert!(serde_json::from_value::<PlatformSettings>(written).is_err(), "a file has no rules");
    }

    #[test]
    fn patience_doubles_up_to_its_maximum() {
        let settings = PlatformSettings::default();
        assert_eq!([1, 2, 3, 7, 8, 70].map(|tries| settings.patience(tries) / MINUTE), [5, 10, 20, 320, 360, 360]);
    }
}
