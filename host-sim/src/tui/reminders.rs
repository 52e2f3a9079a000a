//! Reminders on an idle phone: where something waits for its owner.

use super::scene::Scene;
use sim_i18n::{counter, phone};

/// Returns all reminders of a frame, first that of messages that came since the owner looked at them.
pub(super) fn of(scene: &Scene<'_>) -> Vec<String> {
    let language = scene.ui.language;
    let count = scene.handset.inbox().messages().len().saturating_sub(scene.ui.messages_read);
    let unread = (count > 0).then(|| counter::unread(language, count));
    let world = scene.home.map(|home| phone::reminders(language, home.world(), home.number())).unwrap_or_default();
    unread.into_iter().chain(world).collect()
}
