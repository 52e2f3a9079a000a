//! Whether two handsets are alike, for whoever walks every path of a card's menu and must not walk one twice.

use super::current::Current;
use super::{Handset, Standing};
use sim_codec::cat::ProactiveCommand;

impl Handset {
    /// Whether both do and show the same from here on, whatever comes. Three things make no difference: what was done
    /// already, the number of the command that waits, which the answer only repeats, and the time since a poll where
    /// nobody polls.
    pub fn has_same_future(&self, other: &Handset) -> bool {
        currents_alike(self.current.as_ref(), other.current.as_ref())
            && self.has_same_standing(other)
            && standings_alike(&self.standing, &other.standing)
    }

    fn has_same_standing(&self, other: &Handset) -> bool {
        // Named one by one, so that what a handset comes to have besides must be thought of here.
        let Handset {
            surroundings,
            model,
            speech,
            standing,
            timers,
            due,
            sent,
            current: _,
            lingering,
            menu_open,
            in_session,
            since_poll_ms,
            since_second_ms,
            stale_ms,
            menu_answered,
            comprehension_asked,
            reset_wanted,
            call,
            call_text,
            browsing,
            inbox,
            outbox: _,
            downloads,
            reports: _,
            received: _,
            log: _,
        } = self;
        let polled = standing.poll_ms.is_none() || *since_poll_ms == other.since_poll_ms;
        let times = (*since_second_ms, *stale_ms) == (other.since_second_ms, other.stale_ms);
        let session = (*menu_open, *in_session, *reset_wanted, *browsing);
        let habits = (*menu_answered, *comprehension_asked) == (other.menu_answered, other.comprehension_asked);
        polled
            && times
            && habits
            && session == (other.menu_open, other.in_session, other.reset_wanted, other.browsing)
            && (due, sent, timers, lingering) == (&other.due, &other.sent, &other.timers, &other.lingering)
            && (call, call_text, inbox, downloads) == (&other.call, &other.call_text, &other.inbox, &other.downloads)
            && (surroundings, model, speech) == (&other.surroundings, &other.model, &other.speech)
    }
}

fn currents_alike(one: Option<&Current>, other: Option<&Current>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            let (command, other_command) = (&one.command, &other.command);
            one.has_same_wait(other) && commands_alike(command, other_command)
        }
        _ => false,
    }
}

fn commands_alike(one: &ProactiveCommand, other: &ProactiveCommand) -> bool {
    let ProactiveCommand { details, devices, action, others, form } = one;
    let kinds = |details: &sim_codec::cat::Object<sim_wire::proactive::CommandDetails>| {
        (details.tag, details.value.kind, details.value.qualifier)
    };
    kinds(details) == kinds(&other.details)
        && (devices, action, others, form) == (&other.devices, &other.action, &other.others, &other.form)
}

fn standings_alike(one: &Standing, other: &Standing) -> bool {
    let Standing { menu, idle, events, poll_ms, language, refreshed: _, sent: _ } = one;
    (menu, idle, events, poll_ms, language)
        == (&other.menu, &other.idle, &other.events, &other.poll_ms, &other.language)
}
