//! The invariants of a world at rest, long after the last fault: nothing is under way, and card and platform agree.

use super::{Violation, wallet_book};
use crate::platform::entry::Book;
use crate::world::World;
use sim_codec::amount::in_english;

/// Checks a world that was healed and then left alone until it was quiet.
pub fn at_rest(world: &World) -> Result<(), Violation> {
    let (centre, platform) = (world.centre(), world.platform());
    if let Some(carried) = centre.carried().next() {
        return Err(Violation::Unrest(format!("message {} is under way", carried.id)));
    }
    if !platform.is_quiet() {
        return Err(Violation::Unrest("the platform has something under way".to_owned()));
    }
    for (person, truth) in world.people().iter().zip(world.card_truths()) {
        let number = person.number();
        let in_flight = platform.books.ledger.balance(&Book::InFlight(number));
        if in_flight != 0 {
            return Err(Violation::Unrest(format!("{} are in flight to {number}", in_english(in_flight))));
        }
        let frozen = platform.books.ledger.balance(&Book::Frozen(number));
        if frozen != 0 {
            return Err(Violation::Unrest(format!("{} of {number} are frozen", in_english(frozen))));
        }
        let (Some(state), Some(file), Some(truth)) = (person.card_state(), platform.card_of(&number), truth) else {
            return Err(Violation::NoCard(number));
        };
        if state.lifecycle != file.state {
            return Err(Violation::State { number, card: state.lifecycle.name(), platform: file.state.name() });
        }
        let book = wallet_book(world, number);
        if !truth.is_consistent_with(book) {
            let card = i64::from(truth.balance.0).saturating_add(i64::from(truth.spent.0));
            return Err(Violation::Apart { number, card, book });
        }
    }
    Ok(())
}
