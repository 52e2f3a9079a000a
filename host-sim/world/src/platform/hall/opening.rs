//! Opening at a hall (2.2, 3.1.1), opening of a new card's wallet over the contacts, and calibration on site (3.1.2).

use sim_wire::lifecycle::LifeCycle;

use super::HallError;
use crate::platform::Platform;
use crate::platform::card_file::Asn;
use crate::platform::errand::Purpose;
use crate::platform::identity::Identity;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::script::CardScript;
use crate::platform::texts;
use sim_codec::time::Moment;

impl Platform {
    /// Opens mobile payment for a number at a hall. A number that holds an RFID-SIM gets its wallet opened at the same
    /// time, by an errand to the card. The document that is shown must be the holder's; where the registry has no
    /// holder, the hall enters it.
    pub fn open_at_desk(&mut self, now: Moment, number: Msisdn, shown: &Identity) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        self.hall_desk(now).identify(number, shown)?;
        let asn = self.current.get(&number).copied();
        let is_open = |asn: &Asn| self.cards.get(asn).is_some_and(|card| card.state == LifeCycle::Open);
        match asn.filter(|asn| !is_open(asn)) {
            Some(asn) => self.life_cycle_desk(now).open(asn),
            None => {
                let initials = self.books.open_account(now, &number, &mut self.entropy)?;
                self.outbox.text(now, number, &texts::account_opened(&initials));
                Ok(())
            }
        }
    }

    /// Completes the data of a number in the registry by the document that is shown (补齐基本资料, 2.2.1). The account
    /// becomes a real-name account when its user asks for the upgrade.
    pub fn complete_data(&mut self, now: Moment, number: Msisdn, shown: &Identity) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        Ok(self.hall_desk(now).identify(number, shown)?)
    }

    /// Begins the opening of the wallet on a number's new card at a hall. The card gets an errand, which opens the
    /// wallet over the air if the hall does not come to the end.
    pub fn begin_opening(&mut self, now: Moment, number: Msisdn, asn: Asn) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        self.hall_desk(now).own_card(number, asn)?;
        self.life_cycle_desk(now).open_at_hall(asn)
    }

    /// Notes that a hall has opened the wallet on a number's new card over the contacts. A repetition changes nothing.
    pub fn confirm_opened(&mut self, now: Moment, number: Msisdn, asn: Asn) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        let desk = self.hall_desk(now);
        let card = desk.own_card(number, asn)?;
        if card.state == LifeCycle::Open {
            return Ok(());
        }
        if card.errands.heading() != Some(LifeCycle::Open) {
            return Err(DeclinedError::NotOpened);
        }
        if let Some(card) = self.cards.get_mut(&asn) {
            card.state = LifeCycle::Open;
            card.errands.withdraw(|errand| errand.purpose == Purpose::State(LifeCycle::Open));
        }
        let mut courier = self.courier(now);
        courier.start(asn);
        courier.say(number, &texts::wallet_opened());
        Ok(())
    }

    /// Returns PUT DATA by which a hall calibrates a card in this handset.
    pub fn calibration_on_site(&self, asn: Asn, imei: [u8; 8]) -> Result<Vec<u8>, DeclinedError> {
        let card = self.cards.get(&asn).ok_or(DeclinedError::NoCard)?;
        let script = CardScript::Calibrate { reach_cm: self.settings.reach_cm, imei };
        script.commands(card).ok_or_else(|| HallError::NoKey.into())
    }

    /// Notes that a hall has calibrated a card on site. A calibration by short message is no longer needed.
    pub fn confirm_calibrated(&mut self, now: Moment, asn: Asn, imei: [u8; 8]) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        let card = self.cards.get_mut(&asn).ok_or(DeclinedError::NoCard)?;
        (card.calibrated, card.asked) = (Some(imei), None);
        card.errands.withdraw(|errand| errand.purpose == Purpose::Calibration);
        let number = card.number;
        let mut courier = self.courier(now);
        courier.start(asn);
        courier.say(number, &texts::calibrated());
        Ok(())
    }
}
