//! What is around the handset and may change at any time: the network, the person's other doings, the time of day.

use crate::sms::Timestamp;
use crate::stk::place::{Cell, Location, Network};

/// What is around the handset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// Something else has the screen: a text of normal priority is not shown.
    pub screen_busy: bool,
    /// A call is going on.
    pub in_call: bool,
    /// The network serves.
    pub service: bool,
    /// What the network answers to a USSD request; `None` is an error of the network's.
    pub ussd_answer: Option<String>,
    /// Where the handset is.
    pub location: Location,
    /// Timing advance; a step is about 550 m.
    pub timing_advance: u8,
    /// Time of day; seven octets of FF are a clock that was never set.
    pub now: Timestamp,
    /// Language in two letters.
    pub language: String,
    /// Battery, 00 empty to 04 full.
    pub battery: u8,
}

impl Default for Surroundings {
    fn default() -> Surroundings {
        let network = Network { mcc: "460".to_owned(), mnc: "00".to_owned() };
        Surroundings {
            screen_busy: false,
            in_call: false,
            service: true,
            ussd_answer: None,
            location: Location { network, area: 1, cell: Cell::Gsm(1) },
            timing_advance: 0,
            now: Timestamp([0xFF; 7]),
            language: "zh".to_owned(),
            battery: 4,
        }
    }
}
