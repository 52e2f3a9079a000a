//! Item that can be covered.

use std::fmt;

use super::command_outcome::CommandOutcome;
use super::command_state::CommandState;
use super::covered_message::CoveredMessage;
use super::dimension::Dimension;
use super::screen_class::{ScreenClass, ScreenStep};
use super::status_pattern::StatusPattern;
use sim_script::lang::handbook::HandbookSection;

/// Item of one of the dimensions. Its words are unique in its dimension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoverageItem {
    /// Command with the way in which it ended.
    Command(CommandOutcome),
    /// Status word.
    StatusWord(StatusPattern),
    /// Name of a reason to refuse.
    Refusal(&'static str),
    /// Command in a state of the wallet, or a change of state.
    State(CommandState),
    /// Item of the menu: its names from below the title on, in Chinese.
    MenuItem(Vec<String>),
    /// Screen.
    Screen(ScreenClass),
    /// Step from one screen to another.
    Edge(ScreenStep),
    /// Message.
    Message(CoveredMessage),
    /// Section of the handbook.
    Section(HandbookSection),
}

impl CoverageItem {
    /// Returns the dimension of the item.
    pub const fn dimension(&self) -> Dimension {
        match self {
            CoverageItem::Command(_) => Dimension::Commands,
            CoverageItem::StatusWord(_) => Dimension::StatusWords,
            CoverageItem::Refusal(_) => Dimension::Refusals,
            CoverageItem::State(_) => Dimension::States,
            CoverageItem::MenuItem(_) => Dimension::Menu,
            CoverageItem::Screen(_) => Dimension::Screens,
            CoverageItem::Edge(_) => Dimension::Edges,
            CoverageItem::Message(_) => Dimension::Messages,
            CoverageItem::Section(_) => Dimension::Handbook,
        }
    }
}

impl fmt::Display for CoverageItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CoverageItem::Command(outcome) => outcome.fmt(f),
            CoverageItem::StatusWord(pattern) => pattern.fmt(f),
            CoverageItem::Refusal(name) => f.write_str(name),
            CoverageItem::State(state) => state.fmt(f),
            CoverageItem::MenuItem(path) => f.write_str(&path.join(" > ")),
            CoverageItem::Screen(screen) => screen.fmt(f),
            CoverageItem::Edge(step) => step.fmt(f),
            CoverageItem::Message(kind) => kind.fmt(f),
            CoverageItem::Section(section) => write!(f, "{section} {}", section.heading()),
        }
    }
}
