//! PROVIDE LOCAL INFORMATION: location and identity of the handset, its time, and more.

use sim_wire::proactive::{GeneralResult, ObjectTag};

use super::reply::Reply;
use super::{Model, Quirk, Surroundings, object};
use sim_codec::cat::content::{Characters, Octets};
use sim_codec::cat::place::MobileIdentity;

impl Surroundings {
    /// Returns the answer of a handset of that model to a qualifier (TS 102 223 §8.6). A value that it does not
    /// measure is refused as beyond its capabilities.
    pub(super) fn local_information(&self, qualifier: u8, model: &Model) -> Reply {
        let (empty, refused) = (Quirk::LocalInformationEmpty, Quirk::LocalInformationRefused);
        match qualifier {
            0x03 | 0x04 => {}
            _ if model.quirks.has(empty) => return Reply::of(GeneralResult::Success),
            _ if model.quirks.has(refused) => return Reply::of(GeneralResult::NotCapable),
            _ => {}
        }
        let said = match qualifier {
            0x00 if !self.service => return Reply::because(GeneralResult::TerminalBusy, 0x04),
            0x00 => object(ObjectTag::Location, self.location.clone()),
            0x01 => object(ObjectTag::Imei, MobileIdentity { kind: 2, digits: model.imei.clone() }),
            0x03 => object(ObjectTag::DateTime, self.now),
            0x04 => object(ObjectTag::Language, Characters(self.language.clone())),
            0x05 => object(ObjectTag::TimingAdvance, Octets(vec![u8::from(self.in_call), self.timing_advance])),
            0x06 => object(ObjectTag::AccessTechnology, self.access_technology),
            0x08 => {
                let type_and_serial: String = model.imei.chars().take(14).collect();
                let digits = type_and_serial + &model.software;
                object(ObjectTag::Imeisv, MobileIdentity { kind: 3, digits })
            }
            0x09 => object(ObjectTag::SearchMode, 0x01_u8),
            0x0A => object(ObjectTag::BatteryState, self.battery),
            _ => return Reply::of(GeneralResult::NotCapable),
        };
        Reply::with(said)
    }
}
