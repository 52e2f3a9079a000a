//! Comparison of two walked menus, as `rfid-sim menu --format json` writes them. It tells which screens, texts, lines
//! and steps changed between two builds of a card, or between two profiles, phones or languages of one.
//!
//! Screens are matched by their content first. A screen whose content changed is matched by its place in the graph:
//! the same step at a matched screen leads to both. What is left is matched by the likeness of its words. Each match
//! says by what it was found ([`MatchGround`]).
//!
//! Numbers of screens and states depend on the order of a walk and are not compared. A step at a screen is compared
//! with the same step at the matched screen: by the text of its line in a menu, then by the line's number.

mod comparison;
pub mod formats;
mod lines;
mod matching;
mod record;
mod screen_graph;

pub use comparison::{ChangedClaim, ChangedScreen, ChangedSteps, MenuComparison, MenuDiffCounts, compare};
pub use lines::LineChange;
pub use matching::{MatchGround, ScreenMatch};
pub use record::{MenuRecord, MenuRecordError, RecordedField, RecordedLine, RecordedScreen, is_menu_record, read};
pub use screen_graph::{ScreenGraph, ScreenNode, StepTarget, TargetScreen};
