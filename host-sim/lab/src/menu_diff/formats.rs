//! Formats of a comparison: text side by side, and data.

mod json;
mod text;
mod words;

pub use json::json;
pub use text::text;
pub use words::{
    alike_words, change_words, claim_words, ground_words, node_words, other_targets, screen_lines, start_words,
    step_list, summary_words, target_lines,
};
