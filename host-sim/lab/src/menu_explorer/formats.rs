//! A map on paper: as a tree, as a flowchart, as a drawing, as data.

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
pub use svg::svg;
pub use tree::tree;

use super::claims::Claim;
use super::map::Map;
use super::starts::StartPoint;
use sim_wire::count::Counted;

/// A walk and what was proved of it.
#[derive(Debug)]
pub struct Walked {
    /// Where it began.
    pub start: StartPoint,
    /// What it found.
    pub map: Map,
    /// What holds of it.
    pub claims: Vec<Claim>,
}

impl Walked {
    /// Whether every claim holds.
    pub fn is_held(&self) -> bool {
        self.claims.iter().all(Claim::is_held)
    }
}

/// `1 state`, `2 states`.
fn counted(count: usize, one: &str) -> String {
    Counted(count, one).to_string()
}
