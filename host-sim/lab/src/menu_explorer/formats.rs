//! Formats of a map: tree, flowchart, drawing, data.

mod book;
mod json;
mod mermaid;
mod sheet;
mod svg;
mod tree;

pub use book::book;
pub use json::json;
pub use mermaid::mermaid;
pub use sheet::{contact_sheet, proof, stories};
pub use svg::{covered_svg, phone_picture, phone_picture_in, svg};
pub use tree::tree;

use super::claims::Claim;
use super::map::Map;
use super::starts::StartPoint;
use sim_wire::count::Counted;

/// Walk with its proof.
#[derive(Debug)]
pub struct ExploredMenu {
    /// Start of the walk.
    pub start: StartPoint,
    /// Map of the walk.
    pub map: Map,
    /// Claims that were checked on the map.
    pub claims: Vec<Claim>,
}

impl ExploredMenu {
    /// Returns `true` if every claim holds.
    pub fn is_held(&self) -> bool {
        self.claims.iter().all(Claim::is_held)
    }
}

/// Returns a count with its noun, such as `1 state` or `2 states`.
fn counted(count: usize, one: &str) -> String {
    Counted(count, one).to_string()
}
