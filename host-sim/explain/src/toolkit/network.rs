//! Parts of objects about networks and channels.

use super::objects::{derived, number, octets, part};
use crate::tree::{Members, Span};
use crate::value::ToolkitValue;
use crate::{Node, Value};
use sim_codec::cat::Value as Content;
use sim_codec::cat::place::{Network, ServingCell};

/// Returns the nodes of an object about a network or a channel; `None` of any other.
pub(super) fn parts<'a>(content: &Content, span: Span<'a>) -> Option<Vec<Node<'a>>> {
    let mut left = span;
    Some(match content {
        Content::Location(given) => {
            let mut parts = vec![network(&given.network, left.take(3)), number("area", left.take(2))];
            if given.cell != ServingCell::Unsaid {
                parts.push(part("cell", Value::Toolkit(ToolkitValue::Cell(given.cell)), left));
            }
            parts
        }
        Content::TrackingArea(area) => vec![network(&area.network, left.take(3)), number("code", left)],
        Content::RoutingArea(area) => {
            vec![network(&area.network, left.take(3)), number("area", left.take(2)), number("code", left)]
        }
        Content::TimingAdvance(_) => vec![number("status", left.take(1)), number("advance", left)],
        Content::Bearer(_) => vec![number("type", left.take(1)), octets("parameters", left)],
        Content::Transport(_) => vec![number("protocol", left.take(1)), number("port", left)],
        Content::Other(other) => {
            let kind = left.take(1);
            let kind = if other.kind.is_some() { number("type", kind) } else { derived("type", Value::Nothing) };
            vec![kind, octets("hex", left)]
        }
        Content::Channel(status) => vec![
            part("id", Value::Toolkit(ToolkitValue::Channel(status.state)), left.take(1)),
            part("dropped", Value::Flag(status.is_dropped()), left),
            derived("state", Value::Text(status.words().into())),
        ],
        Content::RemoteEntity(_) => vec![number("coding", left.take(1)), octets("address", left)],
        _ => return None,
    })
}

/// Makes the node of a network, whose digits are mixed in three octets.
fn network<'a>(network: &Network, span: Span<'a>) -> Node<'a> {
    let code = |key, digits: &str| derived(key, Value::Digits(digits.to_owned()));
    let codes = vec![code("mcc", &network.mcc), code("mnc", &network.mnc)];
    part("network", Value::Group, span).placed(Members::Flat).with(codes)
}
