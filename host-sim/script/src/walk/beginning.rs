//! Beginning of a walk: a fresh card in a new world that the header describes, or a world in a file.

use super::syntax::{Line, Setting, Walk, WalkContent, WalkInclude, WorldChoice};
use crate::lang::error::LineError;
use crate::trace::syntax::TraceSetting;

/// Returns the world of a file with which a walk goes on; `None` for one that begins with a fresh card.
pub(super) fn world(walk: &Walk) -> Option<WorldChoice> {
    walk.settings().into_iter().find_map(|setting| match setting {
        Setting::World(choice) => Some(choice),
        _ => None,
    })
}

/// Returns the error at the first line that describes what a world in a file has already; `None` if there is none.
pub(super) fn check(walk: &Walk) -> Option<LineError> {
    world(walk)?;
    let line = walk.lines.iter().find(|line| settings(line).iter().any(describes_world))?;
    let what = "the world of the file has a card, a phone and a platform already";
    Some(LineError::new(line.span, what, "no setting beside `world`, `covers` and `text`"))
}

/// Returns the settings of a line, of an inclusion those of the fragment.
fn settings(line: &Line) -> Vec<Setting> {
    match &line.content {
        WalkContent::Setting(setting) => vec![setting.clone()],
        WalkContent::Include(WalkInclude { walk: Some(walk), .. }) => walk.settings(),
        _ => Vec::new(),
    }
}

/// Returns whether a setting describes a card, a phone or a platform.
const fn describes_world(setting: &Setting) -> bool {
    !matches!(setting, Setting::World(_) | Setting::Text(_) | Setting::Card(TraceSetting::Covers(_)))
}
