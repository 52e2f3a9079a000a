//! Radio of a simulated card: from beyond its reach no exchange gets to the card. The card's front end says the reach.

use super::{InProcess, LinkContext, PoweredMemory, Transport};

impl<M: PoweredMemory> InProcess<M> {
    /// Returns the greatest distance of a reader that the card's radio answers, in centimetres; `None` while the radio
    /// is off.
    pub fn radio_reach_cm(&self) -> Option<u16> {
        self.card().radio_reach_cm()
    }

    /// Ends the session over the radio, because the card has left the reader's field.
    pub fn leave_field(&mut self) {
        self.card_mut().leave_field();
    }

    /// Returns whether a command in this situation gets to a card that has power.
    pub fn is_reached(&self, situation: LinkContext) -> bool {
        let reach_cm = self.radio_reach_cm();
        match situation.way {
            Transport::Contacts => reach_cm.is_some(),
            Transport::Air { distance_cm } => reach_cm.is_some_and(|reach_cm| distance_cm <= reach_cm),
        }
    }
}

#[cfg(test)]
mod tests {
    use applet::{Calibration, KeyUsage, MEMORY_SIZE, Nvm as _};
    use sim_wire::apdu::Header;

    use super::*;
    use crate::link::{Link as _, LinkError};
    use crate::memory::Eeprom;
    use crate::mobile_station::card;
    use crate::profile::Profile;
    use crate::sam::command;
    use crate::sam::secure_messaging::{self, Challenge};

    fn contacts() -> LinkContext {
        LinkContext::default()
    }

    fn air(distance_cm: u16) -> LinkContext {
        LinkContext { way: Transport::Air { distance_cm }, uptime_s: 0 }
    }

    fn powered() -> InProcess<Eeprom> {
        let mut link = card(&Profile::default(), 1).unwrap();
        link.power_on().unwrap();
        link
    }

    /// Returns the data of an answer with status 9000.
    fn ask(link: &mut InProcess<Eeprom>, command: &[u8]) -> Vec<u8> {
        let answer = link.exchange(contacts(), command).unwrap();
        answer.strip_suffix(&[0x90, 0x00]).unwrap_or_else(|| panic!("{answer:02X?}")).to_vec()
    }

    /// Calibrates a card as a hall does, over the contacts.
    fn calibrate(link: &mut InProcess<Eeprom>, reach_cm: u8) {
        let profile = Profile::default();
        let key = profile.only_key(KeyUsage::Maintenance).unwrap().key;
        link.exchange(contacts(), &command::select_application(&profile.card.aid).unwrap()).unwrap();
        let challenge = Challenge::of(&ask(link, &command::get_challenge(4))).unwrap();
        let header = Header { cla: 0x84, ins: 0xDA, p1: 0xDF, p2: 0x22 };
        let data = Calibration { reach_cm, imei: [0x3A; 8] }.emit();
        ask(link, &secure_messaging::protect(&key, challenge, header, &data).unwrap());
    }

    #[test]
    fn reach_follows_calibration_and_power() {
        let mut link = powered();
        assert_eq!(link.radio_reach_cm(), Some(1000));
        for reach_cm in 2..=5 {
            calibrate(&mut link, reach_cm);
            assert_eq!(link.radio_reach_cm(), Some(reach_cm.into()));
        }
        link.power_off();
        assert_eq!(link.radio_reach_cm(), None);
        link.power_on().unwrap();
        assert_eq!(link.radio_reach_cm(), Some(5), "the calibration is kept");
        link.card_mut().memory_mut().write(0, &[0xFF; MEMORY_SIZE]).unwrap();
        assert_eq!((link.power_on(), link.radio_reach_cm()), (Err(LinkError::Silent), None), "an unsound card");
    }

    #[test]
    fn command_from_beyond_reach_leaves_card_alone() {
        let mut link = powered();
        let select = command::select_application(&Profile::default().card.aid).unwrap();
        assert!(link.exchange(air(1000), &select).unwrap().ends_with(&[0x90, 0x00]));
        calibrate(&mut link, 4);
        let before = link.card().clone();
        assert_eq!(link.exchange(air(5), &[0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00]), Err(LinkError::Silent));
        assert_eq!(link.card().session(), before.session());
        assert!(link.card().has_same_wallet(&before));
        assert!(link.exchange(air(4), &select).unwrap().ends_with(&[0x90, 0x00]));
    }

    #[test]
    fn radio_session_ends_with_field() {
        let mut link = powered();
        let select = command::select_application(&Profile::default().card.aid).unwrap();
        let balance = command::get_balance(command::PurseApplication::Purse);
        for way in [air(3), contacts()] {
            link.exchange(way, &select).unwrap();
            assert!(link.exchange(way, &balance).unwrap().ends_with(&[0x90, 0x00]));
        }
        let before = link.card().clone();
        link.leave_field();
        assert!(!link.exchange(air(3), &balance).unwrap().ends_with(&[0x90, 0x00]), "nothing is selected");
        assert!(link.exchange(contacts(), &balance).unwrap().ends_with(&[0x90, 0x00]), "the phone notices nothing");
        assert!(link.card().has_same_wallet(&before));
    }

    #[test]
    fn unpowered_card_is_reached_by_nothing() {
        let mut link = powered();
        for situation in [contacts(), air(3)] {
            assert!(link.is_reached(situation));
        }
        assert!(!link.is_reached(air(1001)));
        link.power_off();
        for situation in [contacts(), air(0)] {
            assert!(!link.is_reached(situation));
        }
    }
}
