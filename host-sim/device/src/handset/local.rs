//! PROVIDE LOCAL INFORMATION: where the handset is, which it is, what time it has.

use sim_wire::proactive::{GeneralResult, ObjectTag};

use super::answer::Reply;
use super::{Handset, Quirk, object};
use sim_codec::cat::content::{Characters, Octets};
use sim_codec::cat::place::MobileIdentity;

impl Handset {
    /// What a qualifier asks for (TS 102 223 §8.6); what the handset does not measure is beyond it.
    pub(super) fn location_reply(&self, qualifier: u8) -> Reply {
        let around = &self.surroundings;
        let (empty, refused) = (Quirk::LocalInformationEmpty, Quirk::LocalInformationRefused);
        match qualifier {
            0x03 | 0x04 => {}
            _ if self.model.quirks.has(empty) => return Reply::of(GeneralResult::Success),
            _ if self.model.quirks.has(refused) => return Reply::of(GeneralResult::NotCapable),
            _ => {}
        }
        let said = match qualifier {
            0x00 if !around.service => return Reply::because(GeneralResult::TerminalBusy, 0x04),
            0x00 => object(ObjectTag::Location, around.location.clone()),
            0x01 => object(ObjectTag::Imei, MobileIdentity { kind: 2, digits: self.model.imei.clone() }),
            0x03 => object(ObjectTag::DateTime, around.now),
            0x04 => object(ObjectTag::Language, Characters(around.language.clone())),
            0x05 => object(ObjectTag::TimingAdvance, Octets(vec![u8::from(around.in_call), around.timing_advance])),
            0x06 => object(ObjectTag::AccessTechnology, around.access_technology),
            0x08 => {
                let type_and_serial: String = self.model.imei.chars().take(14).collect();
                let digits = type_and_serial + &self.model.software;
                object(ObjectTag::Imeisv, MobileIdentity { kind: 3, digits })
            }
            0x09 => object(ObjectTag::SearchMode, 0x01_u8),
            0x0A => object(ObjectTag::BatteryState, around.battery),
            _ => return Reply::of(GeneralResult::NotCapable),
        };
        Reply::with(said)
    }
}
