//! Walked menus as they are read back from JSON.

use serde::Deserialize;
use serde_json::Value;
use sim_wire::count::Counted;

/// Reason why a text is no walked menu.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MenuRecordError {
    /// The text is no JSON.
    #[error("it is no JSON: {0}")]
    NoJson(String),
    /// A member is missing or of another type.
    #[error("the walked menu number {number} has not the members that `rfid-sim menu --format json` writes: {why}")]
    Member {
        /// Place of the walk in the text, counted from 1.
        number: usize,
        /// Reason, with the member's name.
        why: String,
    },
    /// A number leads nowhere.
    #[error("in the walked menu of the start {start}, {whose} names the {what} {number}, and there are {count}")]
    Number {
        /// Name of the start.
        start: String,
        /// State or edge that has the number.
        whose: String,
        /// Kind of thing that is numbered.
        what: &'static str,
        /// Number that leads nowhere.
        number: usize,
        /// Number of such things.
        count: usize,
    },
    /// Two walks are of one start, so that it is open which of them is meant.
    #[error("there are two walked menus of the start {0}")]
    Twice(String),
}

/// Walk of a menu.
#[derive(Clone, Debug, Deserialize)]
pub struct MenuRecord {
    /// Start of the walk.
    pub start: RecordedStart,
    /// Reason why the walk was stopped; `None` if it ended by itself.
    #[serde(default)]
    pub bound: Option<String>,
    /// Claims that were checked.
    pub proof: Vec<RecordedClaim>,
    /// Screens by number.
    pub screens: Vec<RecordedScreen>,
    /// States by number.
    pub states: Vec<RecordedState>,
    /// Steps by number.
    pub edges: Vec<RecordedEdge>,
}

/// Start of a walk.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RecordedStart {
    /// Name of the start.
    pub name: String,
    /// Description of the start.
    pub about: String,
    /// Name of the phone's model.
    pub phone: String,
    /// Language of the handset.
    pub language: String,
}

/// Claim with the number of its breaches.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RecordedClaim {
    /// Name of the claim.
    pub claim: String,
    /// Claim in a sentence.
    pub promise: String,
    /// Number of breaches; 0 if the claim holds.
    pub broken: usize,
}

/// Screen that a person sees.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct RecordedScreen {
    /// Kind of the screen in a few words.
    pub kind: String,
    /// Text or title.
    pub text: String,
    /// Set if help is offered.
    pub help: bool,
    /// Lines of a menu; `None` if the screen is no menu.
    #[serde(default)]
    pub items: Option<Vec<RecordedLine>>,
    /// Field for input; `None` if there is none.
    #[serde(default)]
    pub field: Option<RecordedField>,
}

/// Line of a menu.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct RecordedLine {
    /// Identifier by which the card knows the line.
    pub identifier: u8,
    /// Text of the line.
    pub text: String,
}

/// Field for input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct RecordedField {
    /// Least number of characters.
    pub min: u8,
    /// Greatest number of characters; FF is no limit.
    pub max: u8,
    /// Set if the input is shown as dots.
    pub hidden: bool,
}

/// State of handset and card.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RecordedState {
    /// Number of the screen.
    pub screen: usize,
    /// Texts of the lines that were chosen on the way.
    pub path: Vec<String>,
}

/// Step from a state.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RecordedEdge {
    /// Number of the state; `None` for a handset that is off.
    pub from: Option<usize>,
    /// Step in words.
    pub step: String,
    /// Number of the state to which the step leads; `None` if it is not walked on.
    pub to: Option<usize>,
    /// Number of the screen to which the step leads if it is not walked on.
    pub tried: Option<usize>,
    /// Reason why the step leads to no screen; `None` if it leads to one.
    pub unrest: Option<String>,
    /// Number of messages that the step sends.
    pub sent: usize,
}

/// Returns whether a text looks like walked menus, so that [`read`] is worth a try.
pub fn is_menu_record(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['{', '[']) && ["\"screens\"", "\"states\"", "\"edges\""].iter().all(|key| text.contains(key))
}

/// Reads the walks in a text: one object, or a list of them, each of another start.
pub fn read(text: &str) -> Result<Vec<MenuRecord>, MenuRecordError> {
    let value: Value = serde_json::from_str(text).map_err(|error| MenuRecordError::NoJson(error.to_string()))?;
    let walks = match value {
        Value::Array(walks) => walks,
        one => vec![one],
    };
    let mut records: Vec<MenuRecord> = Vec::new();
    for (walk, number) in walks.into_iter().zip(1..) {
        let record = MenuRecord::deserialize(walk)
            .map_err(|error| MenuRecordError::Member { number, why: error.to_string() })?;
        record.check()?;
        if records.iter().any(|known| known.start.name == record.start.name) {
            return Err(MenuRecordError::Twice(record.start.name));
        }
        records.push(record);
    }
    Ok(records)
}

impl MenuRecord {
    /// Checks that every number leads to something.
    fn check(&self) -> Result<(), MenuRecordError> {
        let (states, screens) = (self.states.len(), self.screens.len());
        let known = |whose: String, what: &'static str, number: Option<usize>, count: usize| match number {
            Some(number) if number >= count => {
                Err(MenuRecordError::Number { start: self.start.name.clone(), whose, what, number, count })
            }
            _ => Ok(()),
        };
        for (number, state) in self.states.iter().enumerate() {
            known(format!("state {number}"), "screen", Some(state.screen), screens)?;
        }
        for (number, edge) in self.edges.iter().enumerate() {
            let whose = || format!("edge {number}");
            known(whose(), "state", edge.from, states)?;
            known(whose(), "state", edge.to, states)?;
            known(whose(), "screen", edge.tried, screens)?;
        }
        Ok(())
    }
}

impl RecordedScreen {
    /// Returns the screen as lines of text: its words, the lines of its menu, its field, and whether it offers help.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = match self.text.is_empty() {
            true => vec![format!("({})", self.kind)],
            false => self.text.split(['\n', '\r']).map(str::to_owned).collect(),
        };
        lines.extend(self.items.iter().flatten().zip(1..).map(|(item, place)| format!("{place} {}", item.text)));
        lines.extend(self.field.as_ref().map(RecordedField::words));
        if self.help {
            lines.push("(help)".to_owned());
        }
        lines
    }

    /// Returns the first words of the screen, for a heading.
    pub fn title(&self) -> &str {
        match self.text.split(['\n', '\r']).next() {
            Some("") | None => &self.kind,
            Some(line) => line,
        }
    }
}

impl RecordedField {
    /// Returns the limits of the field in words.
    fn words(&self) -> String {
        let hidden = if self.hidden { ", hidden" } else { "" };
        match (self.min, self.max) {
            (min, 0xFF) => format!("[{} or more{hidden}]", Counted(usize::from(min), "character")),
            (min, max) if min == max => format!("[{}{hidden}]", Counted(usize::from(min), "character")),
            (min, max) => format!("[{min} to {max} characters{hidden}]"),
        }
    }
}
