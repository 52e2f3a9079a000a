//! Reminders on an idle phone: where something waits for its owner.

use super::home::Home;
use super::scene::Scene;
use sim_i18n::{Language, counter};
use sim_world::world::Person;

/// Returns the reminders of the world around the phone: a card that is gone, errands of the platform for its card, and
/// purchases that a terminal has not completed.
pub(super) fn of_world(language: Language, home: &Home) -> Vec<String> {
    let (world, number) = (home.world(), home.number());
    let gone = world.person(&number).and_then(Person::loss).map(|loss| counter::card_gone(language, loss).to_owned());
    let card_number = world.person(&number).map(Person::asn).unwrap_or_default();
    let file = world.platform().card_of(&number);
    let errand = file.and_then(|file| file.errands.first().map(|first| (first, file.errands.len())));
    let errand = errand.map(|(first, count)| counter::errands(language, first, count));
    let pending = world.shops().all().flat_map(|(place, shop)| {
        let own = shop.terminal().pending().iter().filter(|one| hex::encode_upper(one.asn) == card_number);
        own.map(move |one| counter::tap_again(language, place, one))
    });
    gone.into_iter().chain(errand).chain(pending).collect()
}

/// Returns all reminders of a frame, first that of messages that came since the owner looked at them.
pub(super) fn of(scene: &Scene<'_>) -> Vec<String> {
    let language = scene.ui.language;
    let count = scene.handset.inbox().messages().len().saturating_sub(scene.ui.messages_read);
    let unread = (count > 0).then(|| counter::unread(language, count));
    let world = scene.home.map(|home| of_world(language, home)).unwrap_or_default();
    unread.into_iter().chain(world).collect()
}
