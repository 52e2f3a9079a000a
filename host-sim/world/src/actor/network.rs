//! Network, and a person at the SMS centre: they decide the fates of messages.

use super::result::{Performed, RefusedError};
use super::surroundings;
use crate::action::{CentreAction, NetworkAction};
use crate::smsc::{CargoKind, CarriedMessage, Fate, MessageId, Mix, Rule, State};
use crate::world::World;

/// Performs an action of the network.
pub(super) fn perform(world: &mut World, action: &NetworkAction) -> Result<Performed, RefusedError> {
    let centre = world.centre_mut();
    match action {
        NetworkAction::Rule(rule) => centre.add_rule(rule.clone()),
        NetworkAction::Mix(0) => centre.mix = Mix::default(),
        NetworkAction::Mix(seed) => centre.mix = Mix::swarm(*seed),
        NetworkAction::Spread(ms) => centre.settings.spread_ms = *ms,
        NetworkAction::Next(fate, kind) => strike_next(world, *fate, *kind)?,
        NetworkAction::ByHand(id, hand) => return handle_message(world, *id, *hand),
        NetworkAction::Submissions(whose, reply) => return surroundings::reply_to_submissions(world, *whose, *reply),
    }
    Ok(Performed::Done)
}

fn handle_message(world: &mut World, id: MessageId, hand: CentreAction) -> Result<Performed, RefusedError> {
    let done = |()| Performed::Done;
    Ok(match hand {
        CentreAction::Hold => world.hold(id).map(done),
        CentreAction::Release => world.release(id).map(done),
        CentreAction::Drop => world.lose(id).map(done),
        CentreAction::Repeat => world.repeat(id).map(Performed::Copied),
        CentreAction::Delay(ms) => world.delay(id, ms).map(Performed::Delayed),
    }?)
}

/// Applies a fate to the first message of a kind that is under way, or else to the next one that comes.
fn strike_next(world: &mut World, fate: Fate, kind: Option<CargoKind>) -> Result<(), RefusedError> {
    let under_way = under_way(world, kind);
    let Some(first) = under_way.first() else {
        let kind = kind.ok_or(RefusedError::NothingUnderWay)?;
        world.centre_mut().add_rule(Rule { fate, nth: 1, kind, person: None });
        return Ok(());
    };
    match fate {
        Fate::Lost => world.lose(first.id)?,
        Fate::Twice => world.repeat(first.id).map(drop)?,
        Fate::Late(ms) => world.delay(first.id, ms).map(drop)?,
        Fate::Swapped => {
            let mut behind = under_way.iter().skip(1);
            let second = behind.find(|second| second.cargo.has_same_way(&first.cargo));
            let second = second.ok_or(RefusedError::NothingOvertakes)?;
            world.delay(first.id, second.due.since(first.due).saturating_add(1)).map(drop)?;
        }
    }
    Ok(())
}

/// Returns the messages of a kind that are under way and not yet at a handset, in order of arrival; `None` is any kind.
fn under_way(world: &World, kind: Option<CargoKind>) -> Vec<CarriedMessage> {
    let at_centre = |carried: &&CarriedMessage| !matches!(carried.state, State::AtHandset(_));
    let is_meant = |carried: &&CarriedMessage| kind.is_none_or(|kind| carried.cargo.kind() == kind);
    let mut list: Vec<CarriedMessage> = world.centre().carried().filter(at_centre).filter(is_meant).cloned().collect();
    list.sort_by_key(|carried| (carried.due, carried.id));
    list
}
