//! What there was before anything is watched: an account that has been open for a while, a card that was in use.

use applet::CardState;
use sim_wire::Fen;

use super::Platform;
use super::number::Msisdn;
use super::password::PayPassword;
use super::refused::Refused;
use sim_codec::time::Moment;

impl Platform {
    /// Opens an account (开户) whose owner has set that pay password already and has paid in so much cash. Nobody is
    /// told.
    pub fn open_with_account(
        &mut self,
        now: Moment,
        number: &Msisdn,
        password: &PayPassword,
        cash: Fen,
    ) -> Result<(), Refused> {
        let now = self.next_wake(now);
        // Whole or not at all.
        let mut books = self.books.clone();
        let initials = books.open_account(now, number, &mut self.lot)?;
        books.change_pay_password(now, number, (&initials.pay, password), &mut self.lot)?;
        if cash != Fen::ZERO {
            books.hall_deposit(now, number, cash)?;
        }
        self.books = books;
        Ok(())
    }

    /// The number's card was in use before it came to this platform: its counters go on from where they are, and what
    /// it says of itself is believed.
    pub fn take_up(&mut self, number: &Msisdn, state: &CardState) {
        let Some(card) = self.current.get(number).and_then(|asn| self.cards.get_mut(asn)) else { return };
        let [accepted, ..] = state.remote.accepted;
        card.heard = card.heard.max(state.remote.sent.value());
        card.sent = card.sent.max(accepted.value());
        card.request = (state.remote.request > 0).then_some(state.remote.request);
        (card.state, card.purse) = (state.lifecycle, state.balance);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::Settings;
    use crate::platform::books::Terms;
    use sim_device::profile::Profile;

    fn platform() -> Platform {
        Platform::new(Settings { terms: Terms::light(), ..Settings::default() }, 1)
    }

    #[test]
    fn an_account_that_was_there_has_its_cash_and_its_password_works_and_nobody_is_told() {
        let mut platform = platform();
        let number: Msisdn = "13807310001".parse().unwrap();
        let (right, wrong) = ("123456".parse().unwrap(), "654321".parse().unwrap());
        platform.open_with_account(Moment(5), &number, &right, Fen(50_000)).unwrap();
        assert_eq!(platform.books.account_balances(&number), (50_000, 0));
        assert_eq!(platform.books.check_pay_password(Moment(6), &number, &right), Ok(()));
        let refused = platform.books.check_pay_password(Moment(6), &number, &wrong);
        assert_eq!(refused, Err(Refused::PasswordWrong { left: 4 }));
        assert!(platform.outbox().is_empty());
        let again = platform.open_with_account(Moment(7), &number, &right, Fen(1));
        assert_eq!((again, platform.books.account_balances(&number)), (Err(Refused::AlreadyOpen), (50_000, 0)));
    }

    /// A platform that has issued one card, the card's number, and what the card says of itself.
    fn issued() -> (Platform, Msisdn, CardState) {
        let mut platform = platform();
        let number: Msisdn = "13807310001".parse().unwrap();
        let profile = Profile::default();
        platform.add_card(number, &profile).unwrap();
        let link = sim_device::mobile_station::card(&profile, 1).unwrap();
        let card = sim_device::memory::image::card(link.card().memory().image()).unwrap();
        (platform, number, card.state().unwrap())
    }

    #[test]
    fn a_card_that_was_in_use_is_taken_up_where_it_stands() {
        let (mut platform, number, mut state) = issued();
        state.remote.accepted[0] = sim_wire::secured_packet::Counter::new(7).unwrap();
        state.remote.request = 3;
        state.balance = Fen(1234);
        platform.take_up(&number, &state);
        let card = platform.card_of(&number).unwrap();
        assert_eq!((card.sent, card.request, card.purse), (7, Some(3), Fen(1234)));
    }

    #[test]
    fn card_that_never_asked_has_no_last_request() {
        let (mut platform, number, state) = issued();
        assert_eq!(state.remote.request, 0);
        platform.take_up(&number, &state);
        assert_eq!(platform.card_of(&number).unwrap().request, None);
    }
}
