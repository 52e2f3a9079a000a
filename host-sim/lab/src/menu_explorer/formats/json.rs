//! Whole map as JSON: screens, states, edges, proof.

use serde_json::{Value, json as object};

use super::ExploredMenu;
use crate::menu_explorer::claims::{Breach, Claim, MapPlace, story};
use crate::menu_explorer::map::{Destination, Edge, Map, MapState};
use crate::menu_explorer::outline::{MenuLine, outline};
use crate::menu_explorer::picture;
use sim_device::handset::{Choice, Screen, ScreenBody};

/// Returns a walk and its proof as one JSON object.
pub fn json(walked: &ExploredMenu) -> Value {
    let map = &walked.map;
    let ExploredMenu { start, claims, .. } = walked;
    object!({
        "start": { "name": start.name, "about": start.about, "phone": start.model.name, "language": start.language },
        "counts": {
            "states": map.states.len(), "screens": map.screens.len(), "edges": map.edges.len(), "tried": map.tried,
            "apdus": map.apdus, "commands": map.commands.len(),
        },
        "holds": walked.is_held(),
        "bound": map.bound.map(|bound| bound.to_string()),
        "tree": outline(map).as_ref().map(line),
        "proof": claims.iter().map(|claim| claimed(map, claim)).collect::<Vec<_>>(),
        "screens": map.screens.iter().map(|shown| screen(&shown.screen)).collect::<Vec<_>>(),
        "states": map.states.iter().map(state).collect::<Vec<_>>(),
        "edges": map.edges.iter().map(edge).collect::<Vec<_>>(),
    })
}

fn line(item: &MenuLine) -> Value {
    object!({
        "place": item.place, "identifier": item.identifier, "text": item.text,
        "lines": item.lines.iter().map(line).collect::<Vec<_>>(),
        "screens": item.leaf.as_ref().map(|leaf| leaf.screens.iter().map(|shown| shown.number).collect::<Vec<_>>()),
    })
}

fn claimed(map: &Map, claim: &Claim) -> Value {
    let broken = claim.broken.first().map(|breach| broken(map, breach));
    object!({
        "claim": claim.key, "promise": claim.promise, "counted": claim.counted, "checked": claim.checked,
        "broken": claim.broken.len(), "first": broken,
    })
}

fn broken(map: &Map, breach: &Breach) -> Value {
    let (state, edge) = match breach.place {
        MapPlace::State(number) => (Some(number), None),
        MapPlace::Edge(number) => (None, Some(number)),
        MapPlace::Nowhere => (None, None),
    };
    object!({ "words": breach.words, "state": state, "edge": edge, "story": story(map, breach) })
}

fn screen(screen: &Screen) -> Value {
    let items = match &screen.body {
        ScreenBody::Items { items, .. } => {
            let lines = items.iter().zip(1_usize..);
            let line =
                |(item, place): (&Choice, usize)| object!({ "place": place, "identifier": item.id, "text": item.text });
            Some(lines.map(line).collect::<Vec<_>>())
        }
        _ => None,
    };
    let field = match &screen.body {
        ScreenBody::Input(field) => {
            Some(object!({ "min": field.limits.min, "max": field.limits.max, "hidden": field.hidden }))
        }
        _ => None,
    };
    object!({
        "kind": picture::kind(screen), "text": screen.text, "help": screen.help, "items": items, "field": field,
    })
}

fn state(state: &MapState) -> Value {
    object!({
        "screen": state.shown.number, "depth": state.depth, "by": state.by, "path": state.path(),
        "walked": state.walked,
    })
}

fn edge(edge: &Edge) -> Value {
    let (to, tried, unrest) = match &edge.to {
        Destination::State(number) => (Some(*number), None, None),
        Destination::Tried(shown) => (None, Some(shown.number), None),
        Destination::Unrest(unrest) => (None, None, Some(unrest.to_string())),
    };
    object!({
        "from": edge.from, "step": edge.step.to_string(), "to": to, "tried": tried, "unrest": unrest,
        "commands": edge.commands.iter().map(|command| hex::encode_upper(&command.octets)).collect::<Vec<_>>(),
        "sent": edge.sent, "kept": edge.kept,
    })
}
