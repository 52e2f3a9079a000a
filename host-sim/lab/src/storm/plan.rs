//! What is done in a run, drawn by chance. Every run draws first which kinds of doings there are in it at all, and how likely
//! each is (swarm testing, after A. Groce and others): a run with few kinds goes where an even mixture never does.

use std::fmt;
use std::str::FromStr;

use sim_wire::Fen;

use super::Script;
use super::draw::Draw;
use sim_codec::time::{HOUR, MINUTE, SECOND};
use sim_device::memory::{Broken, Tear};
use sim_world::doing::cast::{CardKeys, Cast, Player};
use sim_world::doing::{Attack, Deed, Doing, PayDigits};
use sim_world::platform::Plant;
use sim_world::platform::number::Msisdn;
use sim_world::smsc::{Fate, Kind as Way, Rule};
use sim_world::world::Fault;

/// A fault that is planted, to see that storms find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plants {
    /// In the platform.
    Platform(Plant),
    /// In every card.
    Card(Broken),
}

/// A word that names no plant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is no fault that can be planted; there are {}", Plants::words().join(", "))]
pub struct PlantError {
    word: String,
}

impl FromStr for Plants {
    type Err = PlantError;

    fn from_str(word: &str) -> Result<Plants, PlantError> {
        match Plant::of_word(word) {
            Some(plant) => Ok(Plants::Platform(plant)),
            None => word.parse().map(Plants::Card).map_err(|_| PlantError { word: word.to_owned() }),
        }
    }
}

impl fmt::Display for Plants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Plants::Platform(plant) => f.write_str(plant.word()),
            Plants::Card(broken) => write!(f, "{broken}"),
        }
    }
}

impl Plants {
    /// Returns the word of every plant, those of the platform first.
    pub fn words() -> Vec<&'static str> {
        let platform = Plant::ALL.iter().map(|(_, word)| *word);
        platform.chain(Broken::ALL.iter().map(|broken| broken.word())).collect()
    }

    /// Plants it in a world that is to be made.
    pub const fn into_cast(self, cast: &mut Cast) {
        match self {
            Plants::Platform(plant) => cast.plant = Some(plant),
            Plants::Card(broken) => cast.broken = Some(broken),
        }
    }

    /// What is planted in a world that is to be made.
    pub fn of_cast(cast: &Cast) -> impl Iterator<Item = Plants> {
        cast.plant.map(Plants::Platform).into_iter().chain(cast.broken.map(Plants::Card))
    }
}

/// The pay password that people change the initial one to, and others that they try.
const PASSWORD: &str = "654321";
const OTHERS: [&str; 2] = ["123456", "111111"];

/// Handsets that people have.
const MODELS: [&str; 3] = ["feature-phone", "android", "feature-2009"];

/// Amounts in fen, the usual and the odd ones.
const AMOUNTS: [u32; 10] = [1, 100, 1250, 2000, 5000, 10_000, 10_001, 20_000, 50_000, 50_001];

/// Amounts that people spend.
const SPENT: [u32; 6] = [1, 100, 500, 1250, 2000, 5001];

/// Amounts of bills: a scratch card that was sold is over 50 yuan and has room for all of them but the last.
const BILLS: [u32; 5] = [1, 100, 1250, 5000, 5001];

/// Shares of wrong pay passwords, in a hundred. One is drawn for each run: people who know theirs get far, and of people who
/// do not it is seen whether anybody asks.
const FORGETFUL: [u32; 4] = [4, 8, 20, 50];

/// Which message an attacker takes, counted back from the last one seen: a fresh one more often than others, for an old one
/// has a counter that has been accepted.
const SEEN: [u32; 12] = [1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 12];

/// Texts that people write: orders that move money more often than others.
const TEXTS: [&str; 13] =
    ["KT", "A", "KT A", "CX", "CXLS", "20091101", "HF 10", "HF 10", "HF 5", "CZK {card 1}", "CZK {card 2}", "Y", "Y"];

/// A kind of doing. Whoever is drawn does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Opens,
    Closes,
    Suspends,
    Resumes,
    TopsUp,
    Asks,
    Recharges,
    PaysOwnBill,
    PaysBill,
    ChangesPayPassword,
    Pin,
    Looks,
    Limits,
    Dawdles,
    Writes,
    Taps,
    Power,
    MovesCard,
    Network,
    HallTakes,
    HallLoads,
    HallSells,
    Uploads,
    Care,
    Website,
    Replays,
    Damages,
    Reflects,
    Misdirects,
    Forges,
    Rule,
    Mix,
    Spread,
    Cut,
    Dies,
    Heal,
}

/// Every kind and how likely it is beside the others.
const KINDS: [(Kind, u32); 36] = [
    (Kind::Opens, 4),
    (Kind::Closes, 5),
    (Kind::Suspends, 5),
    (Kind::Resumes, 5),
    (Kind::TopsUp, 16),
    (Kind::Asks, 2),
    (Kind::Recharges, 3),
    (Kind::PaysOwnBill, 3),
    (Kind::PaysBill, 6),
    (Kind::ChangesPayPassword, 2),
    (Kind::Pin, 3),
    (Kind::Looks, 2),
    (Kind::Limits, 1),
    (Kind::Dawdles, 2),
    (Kind::Writes, 8),
    (Kind::Taps, 8),
    (Kind::Power, 4),
    (Kind::MovesCard, 2),
    (Kind::Network, 3),
    (Kind::HallTakes, 4),
    (Kind::HallLoads, 4),
    (Kind::HallSells, 2),
    (Kind::Uploads, 4),
    (Kind::Care, 3),
    (Kind::Website, 8),
    (Kind::Replays, 6),
    (Kind::Damages, 4),
    (Kind::Reflects, 2),
    (Kind::Misdirects, 10),
    (Kind::Forges, 3),
    (Kind::Rule, 20),
    (Kind::Mix, 6),
    (Kind::Spread, 2),
    (Kind::Cut, 16),
    (Kind::Dies, 8),
    (Kind::Heal, 1),
];

/// How long it is until the next doing: milliseconds and weight.
const PAUSES: [(u64, u32); 8] = [
    (0, 35),
    (3 * SECOND, 20),
    (8 * SECOND, 15),
    (40 * SECOND, 12),
    (7 * MINUTE, 8),
    (70 * MINUTE, 5),
    (5 * HOUR, 3),
    (26 * HOUR, 2),
];

/// The script of a seed's run.
pub fn plan(seed: u64, run: u64, plants: Option<Plants>) -> Script {
    let mut draw = Draw::of(seed, run);
    let people = (1..=draw.up_to(3)).filter_map(|place| {
        let number = format!("1380731000{place}").parse().ok()?;
        let model = draw.one(&MODELS)?;
        Some(Player { number, model: (*model).to_owned() })
    });
    let people = people.collect();
    let seed = draw.any();
    // Taken from the seed, so that what is drawn behind it stays what it was.
    let keys = if seed.is_multiple_of(2) { CardKeys::Own } else { CardKeys::Shared };
    let mut cast = Cast { seed, people, plant: None, broken: None, keys };
    plants.into_iter().for_each(|plants| plants.into_cast(&mut cast));
    let numbers: Vec<_> = cast.people.iter().map(|player| player.number).collect();
    let forgetful = draw.one(&FORGETFUL).copied().unwrap_or(0);
    let mut planner = Planner { draw, numbers, forgetful, doings: Vec::new() };
    planner.begins();
    planner.goes_on();
    planner.doings.push(Doing::Heal);
    Script { cast, doings: planner.doings }
}

struct Planner {
    draw: Draw,
    numbers: Vec<Msisdn>,
    /// The share of wrong pay passwords, in a hundred.
    forgetful: u32,
    doings: Vec<Doing>,
}

impl Planner {
    /// Most people have an open wallet, a pay password that works, and cash.
    fn begins(&mut self) {
        for number in self.numbers.clone() {
            if self.draw.percent(15) {
                continue;
            }
            let change = Deed::ChangesPayPassword(PayDigits::Initial, PayDigits::These(PASSWORD.to_owned()));
            let cash = Fen(10_000_u32.saturating_mul(self.draw.up_to(6)));
            self.doings.extend([
                Doing::Person(number, Deed::Opens),
                Doing::Time(20 * SECOND),
                Doing::Person(number, change),
                Doing::Time(10 * SECOND),
            ]);
            // Wallet and account close only without money in them.
            if self.draw.percent(15) {
                let closes = Deed::Closes(self.password());
                self.doings.extend([Doing::Person(number, closes), Doing::Time(20 * SECOND)]);
            }
            self.doings.push(Doing::HallTakes(number, cash));
        }
        let sold = self.draw.up_to(3);
        self.doings.extend((0..sold).map(|_| Doing::HallSells(Fen(5000))));
        // A bill of another's is paid from this sub-account alone: without it nobody ever pays one.
        for place in 1..=sold {
            if let Some(who) = self.who().filter(|_| self.draw.percent(60)) {
                self.doings.extend([Doing::Person(who, Deed::Recharges(place)), Doing::Time(10 * SECOND)]);
            }
        }
    }

    fn goes_on(&mut self) {
        let mut kinds = Vec::new();
        for (kind, weight) in KINDS {
            // Half of the kinds are not there, and of the others some are more usual than they are elsewhere.
            let factor = self.draw.one(&[0, 0, 0, 1, 1, 4]).copied().unwrap_or(1);
            if factor > 0 {
                kinds.push((kind, weight.saturating_mul(factor)));
            }
        }
        for _ in 0..self.draw.below(40).saturating_add(10) {
            let doing = self.draw.weighted(&kinds).and_then(|kind| self.doing(kind));
            self.add(doing);
            let pause = self.draw.weighted(&PAUSES).filter(|pause| *pause > 0);
            self.doings.extend(pause.map(Doing::Time));
        }
    }

    /// Adds a doing, and now and then just what is most likely to go wrong with it: an order that the network brings
    /// twice, or a script for the card that goes to another one's too.
    fn add(&mut self, doing: Option<Doing>) {
        let goes_wrong = self.draw.percent(20);
        let other = self.who();
        match &doing {
            Some(Doing::Person(who, Deed::Writes(_))) if goes_wrong => {
                let rule = Rule { fate: Fate::Twice, nth: 1, kind: Way::Submit, person: Some(*who) };
                self.doings.extend([Doing::Network(rule)].into_iter().chain(doing));
            }
            Some(Doing::Person(who, Deed::Opens | Deed::Suspends | Deed::Resumes))
                if goes_wrong && other != Some(*who) =>
            {
                // By then the platform has answered with a script.
                let attack = other.map(|other| Doing::Attack(Attack::Misdirects(1, other)));
                self.doings.extend(doing.into_iter().chain([Doing::Time(3 * SECOND)]).chain(attack));
            }
            _ => self.doings.extend(doing),
        }
    }

    fn who(&mut self) -> Option<Msisdn> {
        self.draw.one(&self.numbers).copied()
    }

    fn amount(&mut self) -> Fen {
        Fen(self.draw.one(&AMOUNTS).copied().unwrap_or(1))
    }

    fn bill(&mut self) -> Fen {
        Fen(self.draw.one(&BILLS).copied().unwrap_or(1))
    }

    fn password(&mut self) -> PayDigits {
        let other = self.draw.percent(self.forgetful).then(|| self.draw.one(&OTHERS)).flatten();
        PayDigits::These(other.copied().unwrap_or(PASSWORD).to_owned())
    }

    fn doing(&mut self, kind: Kind) -> Option<Doing> {
        let who = self.who()?;
        Some(match kind {
            Kind::HallTakes => Doing::HallTakes(who, self.amount()),
            Kind::HallLoads => Doing::HallLoads(who, self.amount()),
            Kind::HallSells => Doing::HallSells(self.amount()),
            Kind::Uploads => Doing::MerchantUploads(who),
            Kind::Care => Doing::CareResetsPin(who, self.password()),
            Kind::Website => Doing::WebsiteTopsUp(who, self.amount(), self.password()),
            Kind::Replays | Kind::Damages | Kind::Reflects | Kind::Misdirects | Kind::Forges => {
                Doing::Attack(self.attack(kind, who))
            }
            Kind::Rule => Doing::Network(self.rule(who)?),
            Kind::Mix => Doing::Mix(self.draw.below(200).into()),
            Kind::Spread => Doing::Spread(u64::from(self.draw.below(20)).saturating_mul(SECOND)),
            Kind::Cut => Doing::PowerFails { who, write: self.draw.up_to(5), tear: self.tear()? },
            Kind::Dies => Doing::PlatformDies(self.draw.one(&Fault::ALL).copied()?, self.draw.up_to(3)),
            Kind::Heal => Doing::Heal,
            deed => Doing::Person(who, self.deed(deed)?),
        })
    }

    fn deed(&mut self, kind: Kind) -> Option<Deed> {
        let coin = self.draw.percent(50);
        Some(match kind {
            Kind::Opens => Deed::Opens,
            Kind::Closes => Deed::Closes(self.password()),
            Kind::Suspends => Deed::Suspends,
            Kind::Resumes => Deed::Resumes,
            Kind::TopsUp => Deed::TopsUp(self.amount(), self.password()),
            Kind::Asks if coin => Deed::AsksBalance,
            Kind::Asks => Deed::AsksTransactions,
            Kind::Recharges => Deed::Recharges(self.draw.up_to(3)),
            Kind::PaysOwnBill => Deed::PaysOwnBill(self.bill()),
            Kind::PaysBill => Deed::PaysBill(self.who()?, self.bill(), self.password()),
            Kind::ChangesPayPassword if coin => Deed::ChangesPayPassword(self.password(), self.password()),
            Kind::ChangesPayPassword => Deed::ChangesPayPassword(PayDigits::Initial, self.password()),
            Kind::Pin => match self.draw.below(3) {
                0 => Deed::SwitchesPin(true),
                1 => Deed::SwitchesPin(false),
                _ => Deed::ChangesPin("1234".to_owned(), "2580".to_owned()),
            },
            Kind::Looks if coin => Deed::LooksAtBalance,
            Kind::Looks => Deed::LooksAtRecords,
            Kind::Limits => Deed::Limits(self.amount()),
            Kind::Dawdles => Deed::Dawdles,
            Kind::Writes => Deed::Writes((*self.draw.one(&TEXTS)?).to_owned()),
            Kind::Taps => Deed::Taps(Fen(self.draw.one(&SPENT).copied()?)),
            Kind::Power => Deed::Goes(coin),
            Kind::MovesCard => Deed::MovesCard((*self.draw.one(&MODELS)?).to_owned(), self.draw.up_to(9)),
            Kind::Network => Deed::HasNetwork(coin),
            _ => return None,
        })
    }

    fn attack(&mut self, kind: Kind, who: Msisdn) -> Attack {
        let which = self.draw.one(&SEEN).copied().unwrap_or(1);
        match (kind, self.draw.percent(50)) {
            (Kind::Damages, true) => Attack::Cuts(which, self.draw.up_to(40)),
            (Kind::Damages, false) => Attack::Flips(which, self.draw.below(1400)),
            (Kind::Reflects, _) => Attack::Reflects(which),
            (Kind::Misdirects, _) => Attack::Misdirects(which, who),
            (Kind::Forges, true) => Attack::ForgesTo(who, self.draw.below(160)),
            (Kind::Forges, false) => Attack::ForgesFrom(who, self.draw.below(160)),
            _ => Attack::Replays(which),
        }
    }

    fn rule(&mut self, who: Msisdn) -> Option<Rule> {
        let late = self.draw.one(&[20, 400, 4000, 30_000, 100_000, 300_000]).copied()?;
        let fates = [Fate::Lost, Fate::Twice, Fate::Late(SECOND.saturating_mul(late)), Fate::Swapped];
        let fate = *self.draw.one(&fates)?;
        let kind = *self.draw.one(&Way::ALL)?;
        let person = self.draw.percent(30).then_some(who);
        Some(Rule { fate, nth: self.draw.up_to(4), kind, person })
    }

    fn tear(&mut self) -> Option<Tear> {
        let seed = self.draw.any() % 100;
        let tears =
            [Tear::Nothing, Tear::Nothing, Tear::All, Tear::All, Tear::Half, Tear::Octets(seed), Tear::Bits(seed)];
        self.draw.one(&tears).copied()
    }
}
