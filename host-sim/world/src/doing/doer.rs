//! Does doings in a world, one after the other, and has the watchers look after each step of it. What people, halls and
//! merchants would remember of their doings, it remembers for them.

use std::collections::BTreeMap;

use sim_wire::Fen;

use super::cast::Cast;
use super::seen::Seen;
use super::terminal::Ending;
use super::{Attack, Counts, Deed, Doing, PayDigits, attacker, network, terminal};
use crate::invariant::orders::Order;
use crate::invariant::{By, Violation, Watch};
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use crate::world::{CannotDo, World};
use sim_device::memory::PowerCut;
use sim_device::profile::Profile;

mod ordering;
mod people;

/// What came of a doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Did {
    /// It was done; of a walk through the menu the last text on the screen.
    Done(String),
    /// It could not be done where things stood, and why.
    NotDone(String),
}

/// What a person remembers.
#[derive(Clone, Debug)]
struct Memory {
    profile: Profile,
    /// The operation PIN that was set last.
    pin: String,
    /// Purchases at the merchant's terminal.
    purchases: u32,
}

/// A world in which things are done.
#[derive(Clone, Debug)]
pub struct Doer {
    world: World,
    people: BTreeMap<Msisdn, Memory>,
    /// Scratch cards that were sold.
    cards: Vec<CardDigits>,
    seen: Seen,
    watch: Watch,
    counts: Counts,
    /// A profile that is nobody's, with keys that are wrong.
    wrong_keys: Profile,
}

impl Doer {
    /// The people of a cast, in their world.
    pub fn new(cast: &Cast) -> Result<Doer, CannotDo> {
        let world = cast.world()?;
        let remembered = cast.people.iter().filter_map(|player| {
            let profile = cast.profile(&player.number)?;
            let pin = first_pin(&profile);
            Some((player.number, Memory { profile, pin, purchases: 0 }))
        });
        let people = remembered.collect();
        let (seen, watch, counts) = (Seen::default(), Watch::with_orders(&world), Counts::default());
        Ok(Doer { world, people, cards: Vec::new(), seen, watch, counts, wrong_keys: Profile::default() })
    }

    /// The world as it is now.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// The world, to order a fault in it.
    pub const fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// What the watchers remember.
    pub const fn watch(&self) -> &Watch {
        &self.watch
    }

    /// What it came to so far.
    pub fn counts(&self) -> Counts {
        let mut counts = self.counts;
        network::counts(&self.world, &mut counts);
        counts
    }

    /// Does one thing and lets the world do what is due by it. A violation ends it.
    pub fn perform(&mut self, doing: &Doing) -> Result<Did, Violation> {
        let did = self.tries(doing)?;
        match did {
            Did::Done(_) => self.counts.done = self.counts.done.saturating_add(1),
            Did::NotDone(_) => self.counts.not_done = self.counts.not_done.saturating_add(1),
        }
        self.passes(0)?;
        Ok(did)
    }

    fn tries(&mut self, doing: &Doing) -> Result<Did, Violation> {
        self.notes_order(doing);
        let done = Did::Done(String::new());
        let did = match doing {
            Doing::Person(who, deed) => return self.person(*who, deed),
            Doing::HallTakes(who, amount) => said(self.world.deposit(who, *amount)),
            Doing::HallLoads(who, amount) => return self.hall_loads(*who, *amount),
            Doing::HallSells(value) => self.hall_sells(*value),
            Doing::MerchantUploads(who) => self.uploads(who),
            Doing::CareResetsPin(who, password) => match self.password(who, password) {
                Ok(password) => said(self.world.care_resets_operation_pin(who, &password)),
                Err(why) => Did::NotDone(why),
            },
            Doing::WebsiteTopsUp(who, amount, password) => match self.password(who, password) {
                Ok(password) => said(self.world.web_top_up(who, *amount, &password)),
                Err(why) => Did::NotDone(why),
            },
            Doing::Attack(attack) => self.attacks(attack),
            Doing::PowerFails { who, write, tear } => match self.world.person_mut(who) {
                Some(person) => {
                    let cut = PowerCut::at_write(u64::from(write.saturating_sub(1)), *tear);
                    person.station_mut().link_mut().card_mut().memory_mut().arm(cut);
                    done
                }
                None => said(Err(CannotDo::NoSuchPerson(*who))),
            },
            Doing::Time(ms) => {
                self.passes(*ms)?;
                done
            }
            Doing::Heal => {
                self.heals()?;
                done
            }
            Doing::Network(_) | Doing::Mix(_) | Doing::Spread(_) | Doing::PlatformDies(..) => {
                network::orders(&mut self.world, doing);
                done
            }
        };
        self.check(By::World)?;
        Ok(did)
    }

    /// Time passes; the watchers look after each step.
    fn passes(&mut self, ms: u64) -> Result<(), Violation> {
        let Doer { world, seen, watch, counts, .. } = self;
        world.pass_keeping(ms, &mut |world: &mut World| {
            seen.note(world.centre());
            counts.looks = counts.looks.saturating_add(1);
            watch.check(world, By::World)
        })
    }

    fn check(&mut self, by: By) -> Result<(), Violation> {
        self.seen.note(self.world.centre());
        self.counts.looks = self.counts.looks.saturating_add(1);
        self.watch.check(&self.world, by)
    }

    /// Everything is repaired, and time passes until nothing is under way.
    fn heals(&mut self) -> Result<(), Violation> {
        self.world.heals();
        self.check(By::World)?;
        let until = self.world.now().later(network::HEALED_WITHIN);
        self.passes(0)?;
        while !self.world.is_quiet() && self.world.now() < until {
            let due = self.world.next_due().unwrap_or(until).min(until);
            self.passes(due.since(self.world.now()).max(1))?;
        }
        crate::invariant::at_rest(&self.watch, &self.world)
    }

    fn attacks(&mut self, attack: &Attack) -> Did {
        let Some(cargo) = attacker::makes(&self.world, &self.seen, attack, &self.wrong_keys) else {
            return Did::NotDone("the attacker has not seen such a message, or can make nothing of it".to_owned());
        };
        // Nothing secures a text: whoever can send one in a subscriber's name gives an order in that name.
        if let (Some((number, text)), Some(orders)) = (ordering::text_of(&cargo), &mut self.watch.orders) {
            orders.give(number, Order::Text(text));
        }
        let id = self.world.smuggles(cargo);
        // What is replayed as it was has the centre's old time stamp on it, too.
        if let Attack::Replays(which) = attack
            && let Some(taken) = self.seen.taken(*which)
        {
            self.world.centre_mut().stamp_submit(id, taken);
        }
        Did::Done(String::new())
    }

    /// A hall takes the amount from the account and loads it onto the card; what the card proves ends the transfer.
    fn hall_loads(&mut self, who: Msisdn, amount: Fen) -> Result<Did, Violation> {
        let Some(profile) = self.people.get(&who).map(|memory| memory.profile.clone()) else {
            return Ok(said(Err(CannotDo::NoSuchPerson(who))));
        };
        let transfer = match self.world.hall_reserves(&who, amount) {
            Ok(transfer) => transfer,
            Err(why) => return Ok(Did::NotDone(why.to_string())),
        };
        let ending = terminal::loads(&mut self.world, (who, &profile), amount);
        let ended = self.world.hall_ends(transfer, ending == Ending::Done);
        self.ended(who, ending, ended)
    }

    /// What a transaction at a terminal came to.
    fn ended(&mut self, number: Msisdn, ending: Ending, ended: Result<(), CannotDo>) -> Result<Did, Violation> {
        let did = match (ending, ended) {
            (Ending::Wrong(why), _) => return Err(Violation::Terminal { number, why }),
            (_, Err(why)) => return Err(Violation::Terminal { number, why: why.to_string() }),
            (Ending::Done, Ok(())) => Did::Done(String::new()),
            (Ending::NotDone(why), Ok(())) => Did::NotDone(why),
        };
        self.check(By::Terminal)?;
        Ok(did)
    }

    fn hall_sells(&mut self, value: Fen) -> Did {
        match self.world.issue_scratch_card(value, Province::Hunan) {
            Ok(digits) => {
                self.cards.push(digits);
                Did::Done(format!("card {}", self.cards.len()))
            }
            Err(why) => Did::NotDone(why.to_string()),
        }
    }

    /// The merchant is paid for what the card spent.
    fn uploads(&mut self, who: &Msisdn) -> Did {
        let spent = self.watch.spent_by(who);
        if spent == Fen::ZERO {
            return Did::NotDone("the card spent nothing that was not uploaded".to_owned());
        }
        let uploaded = self.world.uploads(who, spent);
        if uploaded.is_ok() {
            self.watch.spent.remove(who);
        }
        said(uploaded)
    }

    /// The digits of a pay password.
    fn digits(&self, who: &Msisdn, password: &PayDigits) -> Result<String, String> {
        match password {
            PayDigits::These(digits) => Ok(digits.clone()),
            PayDigits::Initial => {
                people::initial_password(&self.world, who).ok_or_else(|| "no text brought a pay password".to_owned())
            }
        }
    }

    fn password(&self, who: &Msisdn, password: &PayDigits) -> Result<PayPassword, String> {
        self.digits(who, password)?.parse().map_err(|why: crate::platform::password::PasswordError| why.to_string())
    }

    /// The digits of the how manieth scratch card that was sold.
    fn scratch_card(&self, place: u32) -> Result<String, String> {
        let place = usize::try_from(place).ok().and_then(|place| place.checked_sub(1));
        let card = place.and_then(|place| self.cards.get(place));
        card.map(CardDigits::reveal).ok_or_else(|| "no such scratch card was sold".to_owned())
    }

    /// A person does something.
    fn person(&mut self, who: Msisdn, deed: &Deed) -> Result<Did, Violation> {
        if !self.people.contains_key(&who) {
            return Ok(said(Err(CannotDo::NoSuchPerson(who))));
        }
        if let Deed::Taps(amount) = deed {
            return self.taps(who, *amount);
        }
        let did = people::perform(self, who, deed).unwrap_or_else(Did::NotDone);
        self.check(By::Person)?;
        Ok(did)
    }

    fn taps(&mut self, who: Msisdn, amount: Fen) -> Result<Did, Violation> {
        let Some(memory) = self.people.get_mut(&who) else { return Ok(said(Err(CannotDo::NoSuchPerson(who)))) };
        memory.purchases = memory.purchases.saturating_add(1);
        let (profile, purchases) = (memory.profile.clone(), memory.purchases);
        let ending = terminal::buys(&mut self.world, (who, &profile), amount, purchases);
        if ending == Ending::Done {
            let spent = self.watch.spent_by(&who).0.saturating_add(amount.0);
            self.watch.spent.insert(who, Fen(spent));
        }
        self.ended(who, ending, Ok(()))
    }
}

/// What came of it where it is only granted or not.
fn said(outcome: Result<(), CannotDo>) -> Did {
    outcome.map_or_else(|why| Did::NotDone(why.to_string()), |()| Did::Done(String::new()))
}

/// The operation PIN that a card is issued with.
fn first_pin(profile: &Profile) -> String {
    hex::encode(&profile.card.pin_initial).trim_end_matches('f').to_owned()
}
