//! Agenda of a day: what each person of a block does, and when. Every person has a chance of their own, so that the
//! agenda of one depends on nobody else, on no thread and on no shard.

use sim_codec::time::{HOUR, MINUTE, Moment, SECOND};
use sim_device::memory::Tear;
use sim_wire::Fen;
use sim_world::action::{FaultSide, NthFault, PosPlace};
use sim_world::platform::number::{Msisdn, MsisdnError};

use super::day_scenario::{Activity, DayScenario, HOURS};
use super::settings::{BlockNumber, FleetSettings};
use crate::draw::Draw;

/// Time from the recharge with a scratch card to the payment of a bill, in milliseconds.
const BILL_AFTER: u64 = 10 * MINUTE;

/// Number of commands that a terminal sends for a purchase, up to the debit.
const COMMANDS: u32 = 6;

/// Power cut in a card: the write at which it comes, counted from 1, the next one; and what the write leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ErrandPowerCut {
    pub(super) write: u32,
    pub(super) tear: Tear,
}

/// Act of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ErrandAct {
    /// Buys at a terminal.
    Buy { pos: PosPlace, leaves: Option<NthFault>, power: Option<ErrandPowerCut> },
    /// Tops up over the air.
    TopUp { power: Option<ErrandPowerCut> },
    /// Has a hall load cash.
    LoadAtHall,
    /// Buys a scratch card and recharges the account with it.
    Recharge,
    /// Pays the own phone bill.
    PayBill,
}

/// Act of a person at a moment, for an amount in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Errand {
    pub(super) at: Moment,
    pub(super) who: Msisdn,
    pub(super) amount: Fen,
    pub(super) act: ErrandAct,
}

/// Day for which an agenda is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct AgendaDay {
    /// Number of the day in the fleet's life, from 1.
    pub(super) number: u32,
    /// First moment of the day.
    pub(super) begins: Moment,
}

/// Draws the agenda of a block's day, in the order of time.
pub(super) fn agenda(
    settings: &FleetSettings,
    scenario: &DayScenario,
    block: BlockNumber,
    day: AgendaDay,
) -> Result<Vec<Errand>, MsisdnError> {
    let mut errands = Vec::new();
    for person in settings.people_of(block) {
        let who = settings.number(person)?;
        let stream = u64::from(day.number) << 32 | u64::from(person);
        let mut drawn = Draw::of(settings.seed, stream);
        PersonDay { settings, scenario, begins: day.begins, who, errands: &mut errands }.draw(&mut drawn);
    }
    // Stable, so that acts of one moment stay in the order of the people.
    errands.sort_by_key(|errand| errand.at);
    Ok(errands)
}

/// Day of one person.
struct PersonDay<'a> {
    settings: &'a FleetSettings,
    scenario: &'a DayScenario,
    begins: Moment,
    who: Msisdn,
    errands: &'a mut Vec<Errand>,
}

impl PersonDay<'_> {
    fn draw(&mut self, drawn: &mut Draw) {
        let scenario = self.scenario;
        let (leaves_early, power_cuts) = (scenario.cards.leaves_early, scenario.cards.power_cuts);
        let shops = self.settings.shops;
        self.draw_acts(drawn, scenario.purchases.as_ref(), |drawn| ErrandAct::Buy {
            pos: PosPlace(drawn.up_to(shops)),
            leaves: drawn.thousandths(leaves_early).then(|| departure(drawn)),
            power: drawn.thousandths(power_cuts).then(|| power_cut(drawn)),
        });
        self.draw_acts(drawn, scenario.top_ups.as_ref(), |drawn| ErrandAct::TopUp {
            power: drawn.thousandths(power_cuts).then(|| power_cut(drawn)),
        });
        self.draw_acts(drawn, scenario.hall_loads.as_ref(), |_| ErrandAct::LoadAtHall);
        let before = self.errands.len();
        self.draw_acts(drawn, scenario.bills.as_ref(), |_| ErrandAct::Recharge);
        let bills: Vec<Errand> = self.errands.iter().skip(before).copied().collect();
        let later = bills.into_iter().map(|errand| Errand {
            at: errand.at.later(BILL_AFTER),
            act: ErrandAct::PayBill,
            ..errand
        });
        self.errands.extend(later);
    }

    /// Draws the acts of one activity.
    fn draw_acts(
        &mut self,
        drawn: &mut Draw,
        activity: Option<&Activity>,
        mut act: impl FnMut(&mut Draw) -> ErrandAct,
    ) {
        let Some(activity) = activity else { return };
        for _ in 0..number_of_acts(drawn, activity.per_thousand) {
            let at = self.begins.later(time_of_day(drawn, &activity.hours));
            let amount = drawn.one(&activity.yuan).map(|amount| amount.0).unwrap_or_default();
            let act = act(drawn);
            self.errands.push(Errand { at, who: self.who, amount, act });
        }
    }
}

/// Draws the number of acts whose mean is so many thousandths: that of successes in twice as many trials.
fn number_of_acts(drawn: &mut Draw, per_thousand: u32) -> usize {
    let trials = per_thousand.saturating_mul(2).div_ceil(1000);
    let share_of = trials.saturating_mul(1000);
    (0..trials).filter(|_| drawn.below(share_of) < per_thousand).count()
}

/// Draws a time since midnight, in milliseconds, to the second.
fn time_of_day(drawn: &mut Draw, hours: &[u32; HOURS]) -> u64 {
    let weights: Vec<(u64, u32)> = (0_u64..).zip(hours.iter().copied()).collect();
    let hour = drawn.draw_weighted(&weights).unwrap_or(0);
    hour.saturating_mul(HOUR).saturating_add(u64::from(drawn.below(3600)).saturating_mul(SECOND))
}

fn departure(drawn: &mut Draw) -> NthFault {
    let side = if drawn.percent(50) { FaultSide::Before } else { FaultSide::After };
    NthFault { nth: drawn.up_to(COMMANDS), side }
}

fn power_cut(drawn: &mut Draw) -> ErrandPowerCut {
    let write = drawn.up_to(3);
    let tear = match drawn.below(4) {
        0 => Tear::Nothing,
        1 => Tear::All,
        2 => Tear::Half,
        _ => Tear::Bits(drawn.any()),
    };
    ErrandPowerCut { write, tear }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::day_scenario::KNOWN_SCENARIOS;
    use crate::fleet::tests::settings;

    fn day(number: u32) -> AgendaDay {
        AgendaDay { number, begins: Moment(0) }
    }

    #[test]
    fn agenda_of_person_depends_on_no_block() {
        let scenario = DayScenario::parse(KNOWN_SCENARIOS[0].1).unwrap();
        let whole = settings(90);
        let parts = FleetSettings { block_people: 30, ..whole.clone() };
        let whole = agenda(&whole, &scenario, BlockNumber(1), day(3)).unwrap();
        let mut joined: Vec<Errand> =
            (1..=3).flat_map(|block| agenda(&parts, &scenario, BlockNumber(block), day(3)).unwrap()).collect();
        joined.sort_by_key(|errand| errand.at);
        assert!(whole.len() > 90 && whole == joined);
        assert_ne!(agenda(&settings(90), &scenario, BlockNumber(1), day(4)).unwrap(), whole);
    }

    #[test]
    fn mean_number_of_acts_is_as_asked() {
        for per_thousand in [0, 10, 150, 1000, 1100, 2000, 100_000] {
            let mut drawn = Draw::of(1, 1);
            let acts: usize = (0..4000).map(|_| number_of_acts(&mut drawn, per_thousand)).sum();
            let mean = acts as f64 / 4.0;
            let is_near = (mean - f64::from(per_thousand)).abs() <= 0.1 * f64::from(per_thousand) + 5.0;
            assert!(is_near, "{per_thousand}: {mean}");
        }
    }

    #[test]
    fn acts_keep_to_their_hours() {
        let mut hours = [0; HOURS];
        hours[7] = 1;
        let mut drawn = Draw::of(1, 2);
        assert!((0..500).all(|_| (7 * HOUR..8 * HOUR).contains(&time_of_day(&mut drawn, &hours))));
    }
}
