//! Actors: all parties that can act in a world, each once. [`Actors::perform`] performs an [`Action`] in the name of
//! its actor; scenarios, walks, the phone and the command line all go through it.
//!
//! The memory of each actor between two actions stands here: a holder's operation PIN, the terminal counter of the
//! merchant, the scratch cards that the hall sold, the messages that an attacker saw.

use std::collections::BTreeMap;

use crate::action::{Action, CardLoss, HallAction, HallService, HolderAction, PayPasswordInput, TapAction, TapPurpose};
use crate::platform::hall::HallFunds;
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::radio_field::CardPlace;
use crate::smsc::Cargo;
use crate::world::{Person, World, WorldError};
use sim_codec::time::DAY;
use sim_device::memory::PowerCut;
use sim_device::profile::Profile;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

pub mod attacker;
pub mod cast;
pub mod hall;
mod holder;
mod line;
mod menu;
mod network;
mod payments;
mod result;
mod seen;
mod shop;
mod site;
mod surroundings;
mod terminal;

use attacker::Attacker;
use cast::Cast;
use hall::Hall;
use holder::Holder;
pub use holder::initial_password;
pub use menu::MenuError;
pub use result::{ActionResult, Performed, RefusedError};
pub use site::{initial_login, last_code};
pub use terminal::{CardFaultError, TerminalError};

/// Longest time until a healed world is quiet, in milliseconds. The centre keeps a message for two days, the platform
/// asks a card every six hours, and the longest delays are some days.
const HEALED_WITHIN: u64 = 14 * DAY;

/// All actors of a world, with the memory of each.
#[derive(Clone, Debug, Default)]
pub struct Actors {
    /// Holders whose cards and PINs are known, by number.
    holders: BTreeMap<Msisdn, Holder>,
    hall: Hall,
    attacker: Attacker,
    texts: TextReading,
}

/// Treatment of `{card 1}` in the text that a holder writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum TextReading {
    /// The text is sent as written.
    #[default]
    Literal,
    /// `{card 1}` stands for the digits of the first scratch card that was sold.
    WithCards,
}

impl Actors {
    /// Creates the actors of a cast. Each holder knows the PIN that the card was issued with.
    pub fn of_cast(cast: &Cast) -> Actors {
        let holders = cast.people.iter().filter_map(|player| {
            let profile = cast.profile(&player.number)?;
            Some((player.number, Holder::new(profile)))
        });
        Actors { holders: holders.collect(), texts: TextReading::WithCards, ..Actors::default() }
    }

    /// Adds a holder with a card of `profile`, so that terminals know the card's keys and the holder its PIN.
    pub fn introduce(&mut self, number: Msisdn, profile: Profile) {
        self.holders.insert(number, Holder::new(profile));
    }

    /// Performs an action. `observe` is called after each step of an action that lets time pass, and an error of
    /// `observe` ends the action. What any other action makes due has not happened yet when this returns.
    pub fn perform<E>(
        &mut self,
        world: &mut World,
        action: &Action,
        observe: &mut (impl FnMut(&World) -> Result<(), E> + ?Sized),
    ) -> Result<ActionResult, E> {
        match action {
            Action::Wait(ms) => self.pass(world, *ms, observe).map(|()| Ok(Performed::Done)),
            Action::Heal => self.heal(world, observe).map(|()| Ok(Performed::Done)),
            action => {
                let result = self.act(world, action);
                self.attacker.see(world.centre());
                Ok(result)
            }
        }
    }

    /// Lets `ms` milliseconds pass while the attacker watches.
    pub fn pass<E>(
        &mut self,
        world: &mut World,
        ms: u64,
        observe: &mut (impl FnMut(&World) -> Result<(), E> + ?Sized),
    ) -> Result<(), E> {
        let attacker = &mut self.attacker;
        world.pass_keeping(ms, &mut |world: &mut World| {
            attacker.see(world.centre());
            observe(world)
        })
    }

    /// Repairs everything, has the halls end what they left open, and lets time pass until nothing is under way.
    fn heal<E>(
        &mut self,
        world: &mut World,
        observe: &mut (impl FnMut(&World) -> Result<(), E> + ?Sized),
    ) -> Result<(), E> {
        world.heal();
        for number in world.people().iter().map(Person::number).collect::<Vec<_>>() {
            // A card that does not answer leaves its transaction open.
            drop(hall::end_open(world, number));
        }
        self.attacker.see(world.centre());
        observe(world)?;
        let until = world.now().later(HEALED_WITHIN);
        self.pass(world, 0, observe)?;
        while !world.is_quiet() && world.now() < until {
            let due = world.next_due().unwrap_or(until).min(until);
            self.pass(world, due.since(world.now()).max(1), observe)?;
        }
        Ok(())
    }

    /// Shows the attacker the messages that came under way without an action of these actors.
    pub fn look_on(&mut self, world: &World) {
        self.attacker.see(world.centre());
    }

    /// Performs an action that takes no time.
    fn act(&mut self, world: &mut World, action: &Action) -> ActionResult {
        let done = |()| Performed::Done;
        Ok(match action {
            Action::Holder(who, action) => return self.holder(world, *who, action),
            Action::Hall(HallAction::Deposit(who, amount)) => world.deposit(who, *amount).map(done)?,
            Action::Hall(HallAction::Load(who, amount)) => hall::load(world, *who, (HallFunds::Account, *amount))?,
            Action::Hall(HallAction::LoadCash(who, amount)) => hall::load(world, *who, (HallFunds::Cash, *amount))?,
            Action::Hall(HallAction::Advise(who)) => Performed::Advised(world.advise_at_hall(who)?),
            Action::Hall(HallAction::SellScratchCard(value, province)) => self.hall.sell(world, *value, *province)?,
            Action::Hall(HallAction::Serve(who, HallService::IssueCard, shown)) => {
                let profile = self.next_card(world, who)?;
                hall::issue(world, *who, &profile, shown.as_ref())?;
                self.introduce(*who, profile);
                Performed::Done
            }
            Action::Hall(HallAction::Serve(who, service, shown)) => hall::serve(world, *who, *service, shown.as_ref())?,
            Action::Pos(pos, action) => shop::perform(world, *pos, action)?,
            Action::Finder(who, tap) => shop::tap(world, shop::finder_of(world, who)?, tap)?,
            Action::PosCeilings(purchase_most, batch_most) => {
                world.set_pos_ceilings(*purchase_most, *batch_most);
                Performed::Done
            }
            Action::BlackList(who, switch) => world.black_list(who, *switch).map(done)?,
            Action::Care(who, action) => self.care(world, who, action)?,
            Action::WebsiteTopUp(who, amount, password) => {
                let password = self.pay_password(world, who, password)?;
                world.web_top_up(who, *amount, &password).map(done)?
            }
            Action::BankTopUp(who, payment) => Performed::Numbered(world.draw_from_bank(who, *payment)?.0),
            Action::Site(who, action) => payments::site(self, world, who, action)?,
            Action::Bank(action) => payments::bank(world, *action)?,
            Action::Merchant(place, action) => payments::merchant(world, *place, action)?,
            Action::SiteUser(who, action) => self.at_website(world, *who, action)?,
            Action::Registry(who, state) => world.set_number_state(who, *state).map(done)?,
            Action::Attacker(action) => self.attacker.perform(world, action)?,
            Action::Network(action) => network::perform(world, action)?,
            Action::PowerFailure { number, write, tear } => {
                let person = world.person_mut(number).ok_or(WorldError::NoSuchPerson(*number))?;
                let cut = PowerCut::at_write(u64::from(write.saturating_sub(1)), *tear);
                person.station_mut().link_mut().card_mut().memory_mut().arm(cut);
                Performed::Done
            }
            Action::PlatformStop(fault, nth) => {
                world.fail(*fault, *nth);
                Performed::Done
            }
            // These take time, and are performed in `perform`.
            Action::Wait(_) | Action::Heal => Performed::Done,
        })
    }

    fn holder(&mut self, world: &mut World, who: Msisdn, action: &HolderAction) -> ActionResult {
        let person = world.person(&who).ok_or(WorldError::NoSuchPerson(who))?;
        if let Some(loss @ CardLoss::Lost) = person.loss() {
            // The phone is where the holder is not.
            return Err(WorldError::CardGone(who, loss).into());
        }
        match action {
            HolderAction::Tap(TapAction { purpose: TapPurpose::Load(amount), .. }) => {
                let profile = self.profile(world, &who)?;
                terminal::load_by_air(world, (who, &profile), *amount)
            }
            HolderAction::Tap(tap) => shop::tap(world, CardPlace::Person(who), tap),
            HolderAction::StandAt(pos, distance_cm) => shop::stand_at(world, who, *pos, *distance_cm),
            HolderAction::GoAway => shop::go_away(world, who),
            HolderAction::LoseCard(loss) => Ok(world.lose_card(&who, *loss).map(|()| Performed::Done)?),
            HolderAction::Write { to, text } => {
                let text = self.order_text(text)?;
                let to = to.as_deref().unwrap_or(crate::platform::NUMBER);
                Ok(Performed::Sent(world.write_text(&who, to, &text)?))
            }
            HolderAction::Line(action) => self.line(world, who, action),
            action => holder::perform(self, world, who, action),
        }
    }

    fn care(
        &self,
        world: &mut World,
        who: &Msisdn,
        action: &crate::action::CareAction,
    ) -> Result<Performed, RefusedError> {
        use crate::action::CareAction;
        match action {
            CareAction::ResetPin(password) => {
                let password = self.pay_password(world, who, password)?;
                world.reset_operation_pin(who, &password)?;
            }
            CareAction::ResetPayPassword => world.reset_pay_password(who)?,
        }
        Ok(Performed::Done)
    }

    /// Returns the profile of a holder's present card; `None` if the actors do not know the holder.
    pub fn card_profile(&self, number: &Msisdn) -> Option<&Profile> {
        self.holders.get(number).map(Holder::profile)
    }

    /// Returns the profile of a holder's card, with the keys that a terminal has.
    fn profile(&self, world: &World, who: &Msisdn) -> Result<Profile, RefusedError> {
        if world.person(who).is_none() {
            return Err(WorldError::NoSuchPerson(*who).into());
        }
        let holder = self.holders.get(who).ok_or(RefusedError::UnknownCard(*who))?;
        Ok(holder.profile().clone())
    }

    /// Returns the profile of the next card of a number, as it is issued: unopened and empty, with the operation PIN
    /// off and no limit, under the next card number.
    fn next_card(&self, world: &World, who: &Msisdn) -> Result<Profile, RefusedError> {
        let person = world.person(who).ok_or(WorldError::NoSuchPerson(*who))?;
        let known = self.holders.get(who).map(|holder| holder.profile().clone());
        let base = known.or_else(|| Profile::choose(person.profile()).ok()).ok_or(RefusedError::UnknownCard(*who))?;
        let mut profile = base.of_series(world.next_card_number(&base));
        let start = &mut profile.card.start;
        (start.lifecycle, start.balance) = (LifeCycle::Unopened, Fen::ZERO);
        (start.online_counter, start.offline_counter) = (0, 0);
        (start.pin_on, start.limit) = (false, None);
        Ok(profile)
    }

    /// Returns the digits that a holder gives as the pay password.
    pub fn password_digits(
        &self,
        world: &World,
        who: &Msisdn,
        password: &PayPasswordInput,
    ) -> Result<String, RefusedError> {
        match password {
            PayPasswordInput::Digits(digits) => Ok(digits.clone()),
            PayPasswordInput::Initial => initial_password(world, who).ok_or(RefusedError::NoInitialPassword),
        }
    }

    fn pay_password(
        &self,
        world: &World,
        who: &Msisdn,
        password: &PayPasswordInput,
    ) -> Result<PayPassword, RefusedError> {
        Ok(self.password_digits(world, who, password)?.parse::<PayPassword>()?)
    }

    /// Returns `text` as a holder sends it. In a cast, scratch cards that the text names become their digits.
    pub fn order_text(&self, text: &str) -> Result<String, RefusedError> {
        match self.texts {
            TextReading::Literal => Ok(text.to_owned()),
            TextReading::WithCards => self.hall.with_cards(text),
        }
    }

    /// Returns the digits of the n-th scratch card that was sold, counted from 1.
    fn scratch_card(&self, nth: u32) -> Result<String, RefusedError> {
        self.hall.digits(nth)
    }

    /// Returns the message that an attack would send now; `None` if none can be made.
    pub fn attack_message(&self, world: &World, action: &crate::action::AttackerAction) -> Option<Cargo> {
        self.attacker.message(world, action)
    }
}

#[cfg(test)]
mod tests;
