//! Proof in words, stories of breaches, and every screen as a picture.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::{ExploredMenu, counted};
use crate::menu_explorer::claims::story;
use crate::menu_explorer::map::Destination;
use crate::menu_explorer::picture;

/// Number of pictures beside each other.
const ABREAST: usize = 3;

/// Greatest number of breaches of a claim that are told; the others are counted.
const STORIES_MAX: usize = 1;

/// Returns the counts of a walk, and every claim in a line.
pub fn proof(walked: &ExploredMenu) -> String {
    let map = &walked.map;
    let tried_only = map.edges.iter().filter(|edge| matches!(edge.to, Destination::Tried(_))).count();
    let mut printed = format!(
        "{}: {}\n  {}, {}, {} ({} tried, {tried_only} not walked on), {} APDUs\n",
        walked.start.name,
        walked.start.about,
        counted(map.states.len(), "state"),
        counted(map.screens.len(), "screen"),
        counted(map.edges.len(), "step"),
        map.tried,
        map.apdus,
    );
    for claim in &walked.claims {
        let held = match claim.broken.len() {
            0 => format!("ok    {}", claim.promise),
            broken => format!("WRONG {} ({broken} of {})", claim.promise, claim.checked),
        };
        // Writing into a string does not fail.
        writeln!(printed, "  {held}: {} {}", claim.checked, claim.counted).unwrap_or(());
    }
    printed
}

/// Returns the story of the first breach of each claim that does not hold.
pub fn stories(walked: &ExploredMenu) -> String {
    let mut printed = String::new();
    for claim in walked.claims.iter().filter(|claim| !claim.is_held()) {
        writeln!(printed, "\nWRONG {}", claim.promise).unwrap_or(());
        for breach in claim.broken.iter().take(STORIES_MAX) {
            printed += &story(&walked.map, breach);
        }
    }
    printed
}

/// Returns every screen once, as a picture, in the order of being found.
pub fn contact_sheet(walked: &ExploredMenu) -> String {
    let pictures: Vec<Vec<String>> = walked
        .map
        .screens
        .iter()
        .map(|shown| {
            let mut lines = vec![format!("{} {}", shown.number, picture::kind(&shown.screen))];
            lines.extend(picture::lines(&shown.screen));
            lines
        })
        .collect();
    pictures.chunks(ABREAST).map(row).collect()
}

/// Returns pictures side by side.
fn row(pictures: &[Vec<String>]) -> String {
    let width = pictures.iter().flatten().map(|line| line.width()).max().unwrap_or(0);
    let height = pictures.iter().map(Vec::len).max().unwrap_or(0);
    let mut printed = String::new();
    for at in 0..height {
        let mut line = String::new();
        for picture in pictures {
            let part = picture.get(at).map_or("", String::as_str);
            line += part;
            line += &" ".repeat(width.saturating_sub(part.width()) + 2);
        }
        printed += line.trim_end();
        printed.push('\n');
    }
    printed.push('\n');
    printed
}
