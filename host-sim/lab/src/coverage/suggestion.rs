//! Suggestions: a trace or a walk that covers an item which nothing covered. A suggestion is played before it is made,
//! so that it is never wrong about the card.

use super::collector::collect;
use super::command_outcome::CommandOutcome;
use super::command_state::CommandState;
use super::item::CoverageItem;
use super::whole::WholeCoverage;
use sim_device::profile::Profile;
use sim_script::trace::{self, Options};
use sim_script::walk;

mod draft;
mod menu_walk;
mod message_drafts;
mod recipe;
mod spoiling;
mod state_drafts;

/// Name of the file of a profile with few keys.
pub const FEW_KEYS_NAME: &str = "few-keys.toml";

/// Profile of a card with the keys of the first steps of a transaction alone, as the text of a file.
pub const FEW_KEYS: &str = include_str!("suggestion/few-keys.toml");

/// Trace or walk that covers an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageSuggestion {
    /// Kind of the text.
    pub kind: SuggestionKind,
    /// Text of the file, or the line.
    pub text: String,
    /// Profile that the trace names as `FEW_KEYS_NAME`, as the text of a file; `None` if it names none.
    pub profile: Option<&'static str>,
}

/// Kind of a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestionKind {
    /// Text of a trace.
    Trace,
    /// Text of a walk.
    Walk,
    /// Line for the header of the traces and walks that show what the item is about.
    Line,
}

impl SuggestionKind {
    /// Returns the word for the kind.
    pub const fn name(self) -> &'static str {
        match self {
            SuggestionKind::Trace => "trace",
            SuggestionKind::Walk => "walk",
            SuggestionKind::Line => "line",
        }
    }
}

impl CoverageSuggestion {
    /// Creates a walk.
    fn walk(text: String) -> CoverageSuggestion {
        CoverageSuggestion { kind: SuggestionKind::Walk, text, profile: None }
    }

    /// Creates a trace.
    fn trace(text: String) -> CoverageSuggestion {
        CoverageSuggestion { kind: SuggestionKind::Trace, text, profile: None }
    }

    /// Returns `true` if playing the suggestion holds and covers an item. A line covers where it is written.
    pub fn is_covering(&self, item: &CoverageItem) -> bool {
        let profile =
            self.profile.and_then(|text| Profile::parse(FEW_KEYS_NAME, text).ok()).into_iter().flatten().next();
        let options = Options { keeps_transcript: true, profile, ..Options::default() };
        let outcome = match self.kind {
            SuggestionKind::Trace => {
                trace::parse("suggestion.trace", &self.text).map(|trace| trace::replay(&trace, &options))
            }
            SuggestionKind::Walk => {
                walk::parse("suggestion.walk", &self.text).map(|walk| walk::replay(&walk, &options))
            }
            SuggestionKind::Line => return true,
        };
        outcome.is_ok_and(|outcome| outcome.held() && collect(&outcome.transcript).items.contains(item))
    }
}

/// Returns a trace or a walk that covers an item; `None` if none is known.
pub(super) fn suggestion(whole: &WholeCoverage, item: &CoverageItem) -> Option<CoverageSuggestion> {
    candidates(whole, item).into_iter().find(|candidate| candidate.is_covering(item))
}

/// Returns what might cover an item, the simplest first.
fn candidates(whole: &WholeCoverage, item: &CoverageItem) -> Vec<CoverageSuggestion> {
    match item {
        CoverageItem::Command(outcome) => spoiling::drafts(outcome),
        CoverageItem::StatusWord(pattern) => {
            let answers = |outcome: &CommandOutcome| spoiling::is_answered_by(outcome, pattern);
            let outcomes = CommandOutcome::all();
            let drafts = outcomes.iter().filter(|outcome| answers(outcome)).flat_map(spoiling::drafts);
            announcements().into_iter().chain(drafts.take(CANDIDATES_MAX)).collect()
        }
        CoverageItem::Refusal(name) => {
            let outcomes = CommandOutcome::all();
            let named = outcomes.iter().filter(|outcome| spoiling::is_refused_for(outcome, name));
            let drafts = named.flat_map(spoiling::drafts).take(CANDIDATES_MAX).collect::<Vec<_>>();
            if drafts.is_empty() { spoiling::without_command(name) } else { drafts }
        }
        CoverageItem::State(CommandState::Sent { command, state }) => state_drafts::sent(command, *state),
        CoverageItem::State(CommandState::Change { from, to }) => vec![state_drafts::change(*from, *to)],
        CoverageItem::MenuItem(path) => menu_walk::to_item(path),
        CoverageItem::Screen(_) | CoverageItem::Edge(_) => {
            whole.places(item).into_iter().flat_map(|(start, map, edge)| menu_walk::to_edge(start, map, edge)).collect()
        }
        CoverageItem::Message(kind) => message_drafts::drafts(*kind),
        CoverageItem::Section(section) => {
            vec![CoverageSuggestion { kind: SuggestionKind::Line, text: format!("covers {section}"), profile: None }]
        }
    }
}

/// Returns traces in which the card announces what waits: an answer, under both classes, and a proactive command.
fn announcements() -> Vec<CoverageSuggestion> {
    let commands = [
        "> 00A40400 Lc D1560001018003800000000100000000\n< 61??",
        "> A0A40000 Lc 3F00\n< 9F??",
        "> 80100000 Lc FFFFFFFFFFFFFFFFFF\n< 91??",
    ];
    commands
        .map(|lines| CoverageSuggestion::trace(format!("# The card announces what waits.\nreader raw\n{lines}\n")))
        .to_vec()
}

/// Greatest number of candidates that are played for one item.
const CANDIDATES_MAX: usize = 24;
