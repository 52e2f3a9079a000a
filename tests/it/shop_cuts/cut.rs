//! Cuts: every place at which a procedure can be interrupted, tried one after another until the procedure runs through.

use std::fmt;

use sim_device::memory::{PowerCut, Tear};
use sim_device::pos::sale::SaleError;
use sim_device::pos::take_back::TakeBackError;
use sim_device::pos::terminal::OnlineError;
use sim_world::action::{FaultSide, NthFault, PosPlace};
use sim_world::actor::RefusedError;
use sim_world::world::{EventKind, Fault, ShopError};

use super::town::{A, Town, number};

/// One tear of each kind.
const TEARS: [Tear; 8] = [
    Tear::Nothing,
    Tear::All,
    Tear::Only(0),
    Tear::AllBut(0),
    Tear::First(1),
    Tear::Half,
    Tear::Octets(3),
    Tear::Bits(5),
];

const SIDES: [FaultSide; 2] = [FaultSide::Before, FaultSide::After];

/// Number of times that a hall asks a platform that does not answer.
const HALL_TRIES: u32 = 4;

/// Places that are more than any procedure has.
const MOST: u32 = 200;

/// Kind of interruption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The handset leaves the reader at an APDU, and the card keeps its power.
    Departure,
    /// The card is pulled at an APDU.
    Pull,
    /// The card loses its power in a memory write.
    Write,
    /// The terminal or its security module loses power at a write.
    Terminal,
    /// A message between terminal and platform, or its answer, is lost.
    Message,
    /// The platform stops.
    Stop,
}

impl Kind {
    pub const ALL: [Kind; 6] = [Kind::Departure, Kind::Pull, Kind::Write, Kind::Terminal, Kind::Message, Kind::Stop];

    const fn word(self) -> &'static str {
        match self {
            Kind::Departure => "departures",
            Kind::Pull => "pulls",
            Kind::Write => "cuts at writes of the card",
            Kind::Terminal => "cuts at writes of the terminal",
            Kind::Message => "messages lost",
            Kind::Stop => "stops of the platform",
        }
    }

    /// Returns the interruptions of the kind at its n-th place, counted from 1.
    fn cuts(self, nth: u32) -> Vec<Cut> {
        let place = u64::from(nth) - 1;
        let sides = SIDES.map(|side| NthFault { nth, side });
        match self {
            Kind::Departure => sides.map(Cut::Departure).to_vec(),
            Kind::Pull => [PowerCut::at_command(place), PowerCut::at_answer(place)].map(Cut::Card).to_vec(),
            Kind::Write => TEARS.map(|tear| Cut::Card(PowerCut::at_write(place, tear))).to_vec(),
            Kind::Terminal => sides.map(Cut::Terminal).to_vec(),
            Kind::Message => sides.map(Cut::Message).to_vec(),
            Kind::Stop => {
                let times = [1, HALL_TRIES].into_iter();
                times.flat_map(|times| Fault::ALL.map(|fault| Cut::Stop { fault, nth, times })).collect()
            }
        }
    }
}

/// Interruption of a procedure.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    Departure(NthFault),
    Card(PowerCut),
    Terminal(NthFault),
    Message(NthFault),
    /// The platform stops that many times in a row.
    Stop {
        fault: Fault,
        nth: u32,
        times: u32,
    },
}

/// Returns how often a card of the town has lost its power.
fn falls(town: &Town) -> usize {
    town.world.events().iter().filter(|event| event.kind == EventKind::Fell).count()
}

fn is_power_failure(refused: &RefusedError) -> bool {
    let RefusedError::Shop(refused) = refused else { return false };
    matches!(
        refused,
        ShopError::Sale(SaleError::PowerFailed(_))
            | ShopError::TakeBack(TakeBackError::PowerFailed(_))
            | ShopError::Online(OnlineError::PowerFailed(_))
    )
}

impl Cut {
    /// Arms the interruption, which concerns the card of the first holder and the first terminal.
    fn arm(self, town: &mut Town) {
        let pos = PosPlace::FIRST;
        match self {
            Cut::Departure(fault) => town.leaves = Some(fault),
            Cut::Card(cut) => {
                let person = town.world.person_mut(&number(A)).unwrap();
                person.station_mut().link_mut().card_mut().memory_mut().arm(cut);
            }
            Cut::Terminal(fault) => town.world.cut_terminal_power(pos, fault).unwrap(),
            Cut::Message(fault) => town.world.break_line(pos, fault).unwrap(),
            Cut::Stop { fault, nth, times } => (0..times).for_each(|_| town.world.fail(fault, nth)),
        }
    }

    /// Returns whether the interruption came, by the town before and after the try.
    fn has_come(self, before: &Town, after: &Town, tried: &Result<(), RefusedError>) -> bool {
        match self {
            Cut::Departure(_) | Cut::Message(_) => tried.is_err(),
            Cut::Card(_) => falls(after) > falls(before),
            Cut::Terminal(_) => tried.as_ref().is_err_and(is_power_failure),
            Cut::Stop { times, .. } => (after.world.faults().len() as u32) < times,
        }
    }
}

/// Event between the try that is interrupted and the next, with its name.
pub type Between = (&'static str, fn(&mut Town));

/// Procedure that is interrupted at every place.
pub struct Procedure {
    pub name: &'static str,
    /// Preparations, which are not interrupted.
    pub prepare: fn(&mut Town),
    /// One try.
    pub once: fn(&mut Town) -> Result<(), RefusedError>,
    pub between: &'static [Between],
    /// Further acts of the people after a try, which may have failed, until they have what they want.
    pub resume: fn(&mut Town, &Result<(), RefusedError>),
    /// Checks the end of a story.
    pub judge: fn(&Town, &str),
    /// Least numbers of interruptions, in the order of [`Kind::ALL`].
    pub least: [usize; 6],
}

/// Numbers of interruptions of each kind, in the order of [`Kind::ALL`], and of the stories that they began.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub cuts: [usize; 6],
    pub stories: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, count) in Kind::ALL.into_iter().zip(self.cuts) {
            write!(f, "{count} {}, ", kind.word())?;
        }
        write!(f, "{} stories", self.stories)
    }
}

impl Procedure {
    /// Interrupts the procedure at every place of every kind, and goes on from each in every way. Prints the counts.
    pub fn interrupt_everywhere(&self) {
        let mut prepared = Town::new();
        (self.prepare)(&mut prepared);
        let mut counts = Counts::default();
        for (kind, count) in Kind::ALL.into_iter().zip(&mut counts.cuts) {
            for nth in 1..=MOST {
                let came: Vec<usize> = kind.cuts(nth).into_iter().map(|cut| self.interrupt(&prepared, cut)).collect();
                *count += came.iter().filter(|stories| **stories > 0).count();
                counts.stories += came.iter().sum::<usize>();
                if came.iter().all(|stories| *stories == 0) {
                    break;
                }
                assert!(nth < MOST, "{}: {kind:?} has no end", self.name);
            }
        }
        println!("{}: {counts}", self.name);
        let is_enough = counts.cuts.iter().zip(self.least).all(|(count, least)| *count >= least);
        assert!(is_enough, "{}: {:?} are less than {:?}", self.name, counts.cuts, self.least);
    }

    /// Interrupts the procedure once, and goes on in every way. Returns the number of ways; 0 if the procedure ran
    /// through without the interruption.
    fn interrupt(&self, prepared: &Town, cut: Cut) -> usize {
        let mut town = prepared.clone();
        cut.arm(&mut town);
        let tried = (self.once)(&mut town);
        if !cut.has_come(prepared, &town, &tried) {
            assert!(tried.is_ok(), "{}, {cut:?}: {tried:?} without a cut", self.name);
            return 0;
        }
        town.audit(&format!("{}, {cut:?}: {tried:?}", self.name));
        for (between, act) in self.between {
            let story = format!("{}, {cut:?}: {tried:?}; then {between}", self.name);
            let mut town = town.clone();
            town.world.forgive();
            act(&mut town);
            town.audit(&story);
            (self.resume)(&mut town, &tried);
            town.finish(&story);
            (self.judge)(&town, &story);
        }
        self.between.len()
    }
}
