//! Claims about what the card keeps: a request changes nothing visible, a refused input changes nothing at all, and
//! only the card's own items change the wallet.

use applet::{CardState, RemoteState};
use sim_wire::proactive::CommandType;

use super::Claim;
use crate::menu_explorer::book;
use crate::menu_explorer::items;
use crate::menu_explorer::map::{Edge, Map};
use crate::menu_explorer::step::{MapStep, Obstacle};
use sim_device::handset::{Field, ScreenBody};

pub(super) fn all(map: &Map) -> Vec<Claim> {
    vec![requests(map), own_items(map), refusals(map)]
}

/// Returns the visible wallet before and after a step.
fn seen<'a>(map: &'a Map, edge: &'a Edge) -> Option<(&'a CardState, &'a CardState)> {
    Some((map.from(edge)?.card.as_deref()?, edge.card.as_deref()?))
}

/// Returns `true` if the card handed a short message to the handset in the step.
fn has_request(edge: &Edge) -> bool {
    edge.commands.iter().any(|command| command.kind() == Some(CommandType::SendSms))
}

fn requests(map: &Map) -> Claim {
    let promise = "a request is counted and changes nothing else of the wallet: the platform's answer does";
    let mut claim = Claim::new("request", promise, "requests");
    for edge in map.edges.iter().filter(|edge| edge.from.is_some() && has_request(edge)) {
        let Some((before, after)) = seen(map, edge) else { continue };
        let same = CardState { remote: before.remote, ..after.clone() } == *before;
        let changed = (!same).then(|| format!("the wallet changes: {}", difference(before, after)));
        claim.on(edge, changed.or_else(|| miscounted(&before.remote, &after.remote).map(str::to_owned)));
    }
    claim
}

/// Returns the fault in the counts of requests after a step with a request. A step may send a message that was made and
/// counted before.
fn miscounted(before: &RemoteState, after: &RemoteState) -> Option<&'static str> {
    let RemoteState { accepted, sent, request, pending, credited } = after;
    let counted = (sent.value().checked_sub(before.sent.value()), request.checked_sub(before.request));
    match counted {
        _ if (accepted, credited) != (&before.accepted, &before.credited) => {
            Some("it changes what came from the platform")
        }
        (Some(0), Some(0)) if *pending != before.pending => Some("a load waits that was not counted"),
        (Some(0), Some(0)) | (Some(1), Some(1)) => None,
        _ => Some("one request is not counted once"),
    }
}

/// Checks that nothing changes the wallet but these: the card's own items, a guess at a PIN in its tries, and a request
/// in its unseen counts.
fn own_items(map: &Map) -> Claim {
    let promise =
        "nothing else changes the wallet but the items for the operation PIN and the limit, and guesses the tries";
    let mut claim = Claim::new("own-items", promise, "steps");
    for edge in &map.edges {
        let Some(from) = map.from(edge) else { continue };
        let Some((before, after)) = seen(map, edge) else { continue };
        let mut path = from.path();
        let line = crate::menu_explorer::map::line(&from.shown.screen, &edge.step);
        path.extend(line.as_ref().map(|(_, line)| line.as_str()));
        let is_hidden = matches!(&from.shown.screen.body, ScreenBody::Input(Field { hidden: true, .. }));
        let tries = CardState { pin_tries_left: before.pin_tries_left, ..after.clone() };
        let guessed = is_hidden && tries == *before;
        let may_change = edge.kept || items::may_change(&path) || has_request(edge) || guessed;
        let wrong = (!may_change).then(|| format!("the wallet changes: {}", difference(before, after)));
        claim.on(edge, wrong);
    }
    claim
}

/// Checks that an input that is right nowhere sends nothing, and changes nothing but the tries of a guess.
fn refusals(map: &Map) -> Claim {
    let mut claim =
        Claim::new("refusal", "a refused input changes nothing (a wrong PIN costs a try) and sends nothing", "inputs");
    for edge in map.edges.iter().filter(|edge| is_refused(edge)) {
        let changed = seen(map, edge).and_then(|(before, after)| {
            let spent = after.pin_tries_left <= before.pin_tries_left;
            let tries = CardState { pin_tries_left: before.pin_tries_left, ..after.clone() };
            let only_a_try = spent && tries == *before;
            let same = only_a_try && (edge.kept || after != before);
            (!same).then(|| format!("the wallet changes: {}", difference(before, after)))
        });
        let sent = (edge.sent > 0).then(|| "something goes out".to_owned());
        claim.on(edge, changed.or(sent));
    }
    claim
}

/// Returns `true` if a step gives the card an input that it must refuse.
fn is_refused(edge: &Edge) -> bool {
    match &edge.step {
        MapStep::Enter(text) => book::is_never_right(text),
        MapStep::Despite(Obstacle::Answer(None, answer), _) => answer.data.is_some(),
        _ => false,
    }
}

fn difference(before: &CardState, after: &CardState) -> String {
    let mut changes = Vec::new();
    let mut compare = |what: &str, before: String, after: String| {
        if before != after {
            changes.push(format!("{what} from {before} to {after}"));
        }
    };
    compare("balance", format!("{:?}", before.balance), format!("{:?}", after.balance));
    compare("state", before.lifecycle.name().to_owned(), after.lifecycle.name().to_owned());
    compare("limit", format!("{:?}", before.limit), format!("{:?}", after.limit));
    compare("PIN on", before.pin_on.to_string(), after.pin_on.to_string());
    compare("PIN tries", before.pin_tries_left.to_string(), after.pin_tries_left.to_string());
    if changes.is_empty() {
        return "in something that is not shown".to_owned();
    }
    changes.join(", ")
}
