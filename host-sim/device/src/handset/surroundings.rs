//! Surroundings of the handset, which may change at any time: the network, the person's other doings, the time of day.

use serde::{Deserialize, Serialize};

use sim_wire::bcd::TonNpi;

use sim_codec::cat::content::Address;
use sim_codec::cat::place::{Location, Network, ServingCell};
use sim_codec::sms::Timestamp;

/// Outcome of a short message that the card or the person has sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sending {
    /// The service centre takes the message.
    #[default]
    Accepted,
    /// The service centre refuses the message with that RP cause (3GPP TS 24.011 §8.2.5.4): answered 35 and the cause.
    CentreRefuses(u8),
    /// The network cannot take the message now, with that cause of 3GPP TS 24.008: answered 21 and the cause with bit
    /// 8.
    NetworkUnable(u8),
}

/// Outcome of a call that is set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallBehaviour {
    /// The other side answers at once.
    #[default]
    Connects,
    /// The call rings for that many milliseconds, and then the other side answers. Meanwhile the person may clear the
    /// call down.
    RingsFor(u32),
    /// The network cannot set the call up now, with that cause of 3GPP TS 24.008: answered 21 and the cause with bit 8.
    NetworkUnable(u8),
}

/// Surroundings of the handset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surroundings {
    /// `true` while something else has the screen, so that a text of normal priority is not shown.
    pub screen_busy: bool,
    /// `true` while the screen is dark, or another application is before the toolkit's. A handset as it should be
    /// brings the toolkit to the front.
    pub in_background: bool,
    /// `true` while a call goes on.
    pub in_call: bool,
    /// `true` while the network serves the handset.
    pub service: bool,
    /// Outcome of a short message.
    pub sending: Sending,
    /// Outcome of a call.
    pub calling: CallBehaviour,
    /// Service centre of the handset, for a short message of the card's that names none.
    pub service_centre: Address,
    /// Error code with which the network answers an SS request; `None` means success.
    pub ss_error: Option<u8>,
    /// Network's answer to a USSD request; `None` means an error of the network's.
    pub ussd_answer: Option<String>,
    /// Location of the handset.
    pub location: Location,
    /// Access technology: 00 GSM, 03 UTRAN, 08 E-UTRAN (TS 102 223 §8.61).
    pub access_technology: u8,
    /// Timing advance, in steps of about 550 m.
    pub timing_advance: u8,
    /// Time of day, which [`super::Handset::wait`] advances; seven octets of FF mean a clock that was never set.
    pub now: Timestamp,
    /// Language in two letters. [`super::Handset::choose_language`] changes it and reports the change to the card.
    pub language: String,
    /// Battery state, 00 empty to 04 full.
    pub battery: u8,
}

impl Default for Surroundings {
    fn default() -> Surroundings {
        let network = Network { mcc: "460".to_owned(), mnc: "00".to_owned() };
        Surroundings {
            screen_busy: false,
            in_background: false,
            in_call: false,
            service: true,
            sending: Sending::Accepted,
            calling: CallBehaviour::Connects,
            service_centre: Address { ton_npi: TonNpi(0x91), number: "8613800100500".to_owned() },
            ss_error: None,
            ussd_answer: None,
            location: Location { network, area: 1, cell: ServingCell::Gsm(1) },
            access_technology: 0x00,
            timing_advance: 0,
            now: Timestamp([0xFF; 7]),
            language: "zh".to_owned(),
            battery: 4,
        }
    }
}
