//! The person's texts, and the other ways to the platform: hotline, website, business hall, registry.

use super::player::{Done, Player, impossible};
use crate::trace::outcome::Trouble;
use crate::walk::syntax::{Channel, Digits, Elsewhere, Written};
use sim_world::platform::password::PayPassword;

impl Player {
    /// The person writes a short message and sends it.
    pub(super) fn write_text(&mut self, written: &Written) -> Done {
        let sent = self.now.world.texts(&self.number, &written.to, &written.text);
        self.settled(sent).map(drop)
    }

    /// Something is done on another way to the platform, which does it or must refuse it.
    pub(super) fn elsewhere(&mut self, elsewhere: &Elsewhere) -> Done {
        let number = self.number;
        let asked = match &elsewhere.what {
            Channel::ResetsPin(digits) => {
                let password = password(digits)?;
                self.now.world.care_resets_operation_pin(&number, &password)
            }
            Channel::ResetsPayPassword => self.now.world.care_resets_pay_password(&number),
            Channel::TopsUp(amount, digits) => {
                let password = password(digits)?;
                self.now.world.web_top_up(&number, *amount, &password)
            }
            Channel::Deposits(amount) => self.now.world.deposit(&number, *amount),
            Channel::Registry(state) => self.now.world.number_becomes(&number, *state),
        };
        self.answered(asked, elsewhere.refused)?;
        self.runs(0)
    }
}

fn password(Digits(digits): &Digits) -> Result<PayPassword, Box<Trouble>> {
    digits.parse().map_err(|wrong: sim_world::platform::password::PasswordError| impossible(&wrong.to_string()))
}
