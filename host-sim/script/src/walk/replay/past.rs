//! World that the header of a walk describes: the handset with its card, the platform that issued the card, and what
//! the number has there.

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::secured_packet::Counter;

use super::kept;
use super::player::Player;
use super::{CardStorage, header};
use crate::trace::outcome::FailureKind;
use crate::trace::place::TracePlace;
use crate::trace::replay::setup::Setup;
use crate::trace::replay::values::Values;
use crate::walk::syntax::{AccountFact, Phone, PlatformFact, Scratch, SecretDigits, SecretWords, Setting};
use crate::walk::{EarlyRefund, Options, Walk, beginning, words};
use sim_codec::time::{DAY, Moment};
use sim_device::link::{Chance, InProcess};
use sim_device::memory::{Eeprom, image};
use sim_device::mobile_station::MobileStation;
use sim_world::action::DocumentInput;
use sim_world::actor::{Actors, cast};
use sim_world::platform::PlatformSettings;
use sim_world::platform::books::{Books, Terms};
use sim_world::platform::error::PlatformError;
use sim_world::platform::identity::{DocumentKind, Identity};
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::{Initials, PasswordError, PayPassword, Salt};
use sim_world::platform::province::Province;
use sim_world::platform::rules::Rulebook;
use sim_world::platform::scratch_card::CardDigits;
use sim_world::platform::security_questions::{QUESTIONS, SecurityAnswer, SecurityAnswers};
use sim_world::smsc::{self, MessageId};
use sim_world::world::{Power, World, WorldSettings, red_list};

/// Pay password of an account for which the header names none.
const PAY_PASSWORD: &str = "123456";

/// Login password, which no walk uses.
const LOGIN_PASSWORD: &str = "abc12345";

/// Salts of the passwords, fixed so that a walk is the same each time.
const SALTS: (Salt, Salt) = ([0x15; 16], [0x51; 16]);

/// Serial number of the neighbour's card.
const NEIGHBOURS_SERIAL: u32 = 1;

/// Seed of the world's chance if the header has none.
const SEED: u64 = 1;

/// Settings of the header about the world.
#[derive(Default)]
struct WorldHeader {
    phone: Phone,
    account: Vec<AccountFact>,
    scratch_cards: Vec<Scratch>,
    platform: Vec<PlatformFact>,
    /// Balance of the neighbour's card in fen; `None` if there is no neighbour.
    neighbour: Option<Fen>,
    /// Set if a setting needs a card that the platform has issued.
    needs_card: bool,
}

impl WorldHeader {
    fn of(walk: &Walk) -> WorldHeader {
        let mut past = WorldHeader::default();
        for setting in walk.settings() {
            match setting {
                Setting::Card(_) | Setting::Text(_) | Setting::World(_) => continue,
                Setting::Neighbour(balance) => {
                    past.neighbour = Some(balance);
                    continue;
                }
                Setting::Phone(phone) => {
                    past.phone = phone;
                    continue;
                }
                Setting::Account(facts) => past.account.extend(facts),
                Setting::Scratch(scratch) => past.scratch_cards.push(scratch),
                Setting::Platform(facts) => past.platform.extend(facts),
            }
            past.needs_card = true;
        }
        past
    }

    /// Returns whether the platform calibrates handsets by short message.
    fn has_red_list(&self) -> bool {
        self.platform.iter().any(|fact| matches!(fact, PlatformFact::RedList(_)))
    }

    fn settings(&self, setup: &Setup, began: Moment) -> WorldSettings {
        let mut platform = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
        platform.red_list.clear();
        for fact in &self.platform {
            match fact {
                PlatformFact::RefundsTooEarly => platform.rules = Rulebook::new(&EarlyRefund),
                PlatformFact::RedList(model) => platform.red_list.extend(red_list([*model])),
            }
        }
        let centre = smsc::CentreSettings::quick();
        WorldSettings { now: began, centre, platform, ..WorldSettings::of_seed(setup.seed().unwrap_or(SEED)) }
    }
}

/// Creates the player at the beginning of a walk: a fresh card in a handset that was just switched on, both at rest.
pub(super) fn player(
    walk: &Walk,
    options: &Options,
    (choice, make): (&str, &mut super::Maker<'_>),
    keeps: CardStorage,
) -> Result<Player, (TracePlace, FailureKind)> {
    if let Some(choice) = beginning::world(walk) {
        let place = TracePlace::beginning(walk.source.clone());
        return kept::player(walk, &choice, keeps).map_err(|why| (place, FailureKind::NoCard(why)));
    }
    let setup = Setup::of(&header(walk), options)?;
    let place = TracePlace::beginning(walk.source.clone());
    let no_card = |why: String| (place.clone(), FailureKind::NoCard(why));
    let memory = make(&setup.personalisation()).map_err(no_card)?;
    begun(walk, &setup, (choice, memory), keeps).map_err(no_card)
}

/// Returns the state of a walk before its first step.
pub(super) fn state(setup: &Setup, world: World, began: Moment) -> super::player::WalkState {
    super::player::WalkState {
        world,
        values: Values::new(setup.clock()),
        began,
        read: 0,
        heard: 0,
        counter: Counter::default(),
        known: MessageId(0),
        actors: Actors::default(),
        profiles: vec![setup.profile.clone()],
        printed: None,
        slip: None,
        has_printed: false,
        prompt: None,
        secret: None,
        cut_armed: false,
        dark: false,
        last: None,
    }
}

fn begun(walk: &Walk, setup: &Setup, (choice, memory): (&str, Eeprom), keeps: CardStorage) -> Result<Player, String> {
    let past = WorldHeader::of(walk);
    let number = Msisdn::SOLE;
    let began = began(setup)?;
    let mut world = World::new(past.settings(setup, began));
    world.shown = Some(number);
    let before = Moment(began.0.saturating_sub(DAY));
    furnish(&mut world.platform_mut().books, before, number, &past).map_err(|refused| refused.to_string())?;
    set_questions(&mut world, before, number, &past.account)?;
    // A card out of a file was in use before.
    let issued = match image::card(memory.image()).ok().and_then(|card| card.state()) {
        Some(state) => world.platform_mut().add_used_card(number, &setup.profile, &state),
        None => world.platform_mut().add_card(number, &setup.profile),
    };
    if past.needs_card {
        issued.map_err(|why| format!("the platform does not issue the card: {why}"))?;
    }
    let station = MobileStation::switched_off(InProcess::new(memory, setup.chance()), past.phone.handset());
    world.welcome(number, choice, station, &setup.profile).map_err(|cannot| cannot.to_string())?;
    if world.person(&number).is_some_and(|person| person.power() == Power::Fallen) {
        return Err(sim_device::link::LinkError::Silent.to_string());
    }
    let now = state(setup, world, began);
    let (undone, first_profile) = (super::player::undone(walk), setup.profile.clone());
    let mut player = Player {
        now,
        number,
        first_profile,
        keeps,
        counted: 0,
        before: Vec::new(),
        undone,
        crossed: None,
        transcript: None,
    };
    player.now.actors.introduce(number, setup.profile.clone());
    if let Some(balance) = past.neighbour {
        player.welcome_neighbour(balance)?;
    }
    player.now.read = player.sent().len();
    if past.has_red_list() {
        player.hold_new();
    } else {
        player.drop_all();
    }
    Ok(player)
}

impl Player {
    /// Adds the neighbour, whose card was never calibrated.
    fn welcome_neighbour(&mut self, balance: Fen) -> Result<(), String> {
        let mut profile = cast::profile(NEIGHBOURS_SERIAL);
        (profile.card.start.lifecycle, profile.card.start.balance) = (LifeCycle::Open, balance);
        let added = self.now.world.add_person(words::neighbour(), Phone::default().model, "default", &profile);
        added.map_err(|why| why.to_string())?;
        self.now.actors.introduce(words::neighbour(), profile.clone());
        self.now.profiles.push(profile);
        Ok(())
    }
}

/// Returns the moment at which the header's clock begins.
fn began(setup: &Setup) -> Result<Moment, String> {
    Moment::from_record(setup.clock().now()?)
        .ok_or_else(|| "the clock of a walk begins in 1970 at the earliest".to_owned())
}

/// Furnishes a number with what the header says that it has, as if it had come by it the day before.
fn furnish(books: &mut Books, before: Moment, number: Msisdn, past: &WorldHeader) -> Result<(), PlatformError> {
    for Scratch { digits: SecretDigits(digits), value, province } in &past.scratch_cards {
        if let Ok(digits) = digits.parse::<CardDigits>() {
            books.scratch_cards.issue(&digits, *value, *province)?;
        }
    }
    if past.account.is_empty() || past.account.contains(&AccountFact::None) {
        return Ok(());
    }
    for fact in &past.account {
        if let AccountFact::Holder(DocumentInput { name, number: document }) = fact
            && let Ok(holder) = Identity::new(name, DocumentKind::IdentityCard, document)
        {
            books.accounts.register_holder(number, holder);
        }
    }
    open(books, before, number, &past.account)?;
    for fact in &past.account {
        match fact {
            AccountFact::Cash(sim_wire::Fen::ZERO) | AccountFact::RechargeCard(sim_wire::Fen::ZERO) => {}
            AccountFact::Cash(cash) => books.hall_deposit(before, &number, *cash)?,
            AccountFact::RechargeCard(value) => {
                let digits = CardDigits::draw(&mut Chance::seeded(SEED));
                books.scratch_cards.issue(&digits, *value, Province::Hunan)?;
                books.scratch_card_recharge(before, &number, &digits)?;
            }
            AccountFact::None
            | AccountFact::PayPassword(_)
            | AccountFact::InitialPayPassword(_)
            | AccountFact::Holder(_)
            | AccountFact::Question(..) => {}
        }
    }
    Ok(())
}

/// Sets the security questions of the header, three or none.
fn set_questions(world: &mut World, before: Moment, number: Msisdn, facts: &[AccountFact]) -> Result<(), String> {
    let asked = facts.iter().filter_map(|fact| match fact {
        AccountFact::Question(question, SecretWords(answer)) => Some((*question, answer.parse::<SecurityAnswer>())),
        _ => None,
    });
    let mut answers = Vec::new();
    for (question, answer) in asked {
        answers.push((question, answer.map_err(|why| why.to_string())?));
    }
    if answers.is_empty() {
        return Ok(());
    }
    let answers: SecurityAnswers =
        answers.try_into().map_err(|_| format!("an account has {QUESTIONS} security questions"))?;
    let password = pay_password(facts).0.parse().map_err(|why: PasswordError| why.to_string())?;
    let set = world.platform_mut().set_security_answers(before, &number, &password, &answers);
    set.map_err(|refused| refused.to_string())
}

/// Returns the digits of the header's pay password, or of the usual one, and whether it is an initial one.
fn pay_password(facts: &[AccountFact]) -> (&str, bool) {
    let said = facts.iter().rev().find_map(|fact| match fact {
        AccountFact::PayPassword(SecretDigits(digits)) => Some((digits.as_str(), false)),
        AccountFact::InitialPayPassword(SecretDigits(digits)) => Some((digits.as_str(), true)),
        _ => None,
    });
    said.unwrap_or((PAY_PASSWORD, false))
}

/// Opens the account with the header's pay password, or with the usual one.
fn open(books: &mut Books, before: Moment, number: Msisdn, facts: &[AccountFact]) -> Result<(), PlatformError> {
    let (digits, is_initial) = pay_password(facts);
    let other = if digits == "000000" { "111111" } else { "000000" };
    let (Ok(password), Ok(other), Ok(login)) =
        (digits.parse::<PayPassword>(), other.parse::<PayPassword>(), LOGIN_PASSWORD.parse())
    else {
        return Err(PlatformError::PasswordHash);
    };
    let cost = books.terms.password_cost;
    let pay = if is_initial { password.clone() } else { other.clone() };
    books.accounts.open(before, number, &Initials { login, pay }, SALTS, cost)?;
    if !is_initial {
        books.accounts.change_pay_password(before, &number, (&other, &password), SALTS.1, cost)?;
    }
    Ok(())
}
