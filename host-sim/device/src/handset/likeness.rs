//! Comparison of two handsets, for a search that walks every path of a card's menu and must not walk one twice.

use super::Handset;

impl Handset {
    /// Returns whether both behave and show the same from now on, whatever comes. What was done already does not count,
    /// nor the number of the command that waits. Where the card is not polled, the time since a poll does not count.
    pub fn has_same_future(&self, other: &Handset) -> bool {
        // Named one by one, so that what a handset comes to have besides must be thought of here.
        let Handset {
            surroundings,
            model,
            speech,
            standing,
            timers,
            queue,
            session,
            display,
            polling,
            second,
            calls,
            browser,
            inbox,
            outbox: _,
            downloads,
            host,
            log: _,
        } = self;
        session.has_same_future(&other.session)
            && polling.has_same_future(&other.polling)
            && (second, browser) == (&other.second, &other.browser)
            && (queue, timers, display) == (&other.queue, &other.timers, &other.display)
            && (calls, inbox) == (&other.calls, &other.inbox)
            && downloads.has_same_future(&other.downloads)
            && host.has_same_future(&other.host)
            && standing.has_same_future(&other.standing)
            && (surroundings, model, speech) == (&other.surroundings, &other.model, &other.speech)
    }
}
