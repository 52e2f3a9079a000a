//! Drawing of the tree from left to right, with a colour for each branch. Beside each leaf stand the screens of a way
//! through it as small phones. The file needs nothing from outside, and can be read on light and on dark paper.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::{ExploredMenu, counted};
use crate::coverage::Coverage;
use crate::menu_explorer::outline::{Leaf, MenuLine, outline};
use crate::menu_explorer::picture;
use marks::CoverageMarks;
use sim_device::handset::Screen;
use sim_script::walk::picture::{EnglishPicture, PictureWords};

mod marks;
mod phone;

/// Style sheet for light paper, and then for dark, without variables, which some programs do not know. The colours of
/// the branches have the same contrast on both.
const STYLE: &str = "\
text{font-family:'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif;fill:#1c1e26}\
.paper{fill:#fbfbfd}.head{font-size:24px;font-weight:600}.sub{font-size:13px;fill:#5c6172}\
.item{font-size:14px}.id{font-size:10px;fill:#5c6172}.pill{fill:#fff;stroke-width:1.5}\
.line{fill:none;stroke-width:2;stroke-linecap:round}.more{font-size:13px;fill:#5c6172}\
.bezel{fill:#3b3f4c}.glass{fill:#eef3ea}.lcd{font-size:10.5px;fill:#20301c}.key{font-size:8.5px;fill:#4c5a48}\
.field{fill:none;stroke:#4c5a48;stroke-width:.8}.next{stroke:#5c6172;stroke-width:1.4;fill:none}\
.c0{stroke:#7a7f90}.c1{stroke:#2f8f6b}.c2{stroke:#3d78d6}.c3{stroke:#c2762a}.c4{stroke:#a553b5}\
@media(prefers-color-scheme:dark){text{fill:#e9ebf1}.paper{fill:#14161c}.sub,.id,.more{fill:#a3abbc}.pill{fill:#20232c}\
.bezel{fill:#59607a}.glass{fill:#22301f}.lcd{fill:#dcebd6}.key{fill:#a9bda2}.field{stroke:#a9bda2}.next{stroke:#a3abbc}}";

/// Left edge of each level of the tree, and of the phones, in pixels.
const COLUMNS: [f64; 4] = [28.0, 190.0, 372.0, 554.0];
const PHONES: f64 = 736.0;

/// Greatest number of phones beside a leaf; the last ones of a longer way are counted.
const PHONES_MAX: usize = 5;

/// Height of a row, a leaf with its phones, in pixels.
const ROW: f64 = 112.0;

/// Top of the first row, in pixels.
const TOP: f64 = 96.0;

/// Line of the tree with its place in the drawing.
struct Node<'a> {
    line: &'a MenuLine,
    level: usize,
    /// Number of the branch of the main menu, from 1; 0 for the title.
    branch: usize,
    /// Names of the items above the line and of the line, from below the title on.
    path: Vec<&'a str>,
    y: f64,
    below: Vec<Node<'a>>,
}

/// Returns the drawing of a walk's menu.
pub fn svg(walked: &ExploredMenu) -> String {
    drawn(walked, CoverageMarks(None))
}

/// Returns the drawing of a walk's menu, in which items, screens and the steps between them are marked as covered or
/// not.
pub fn covered_svg(walked: &ExploredMenu, coverage: &Coverage) -> String {
    drawn(walked, CoverageMarks(Some(coverage)))
}

fn drawn(walked: &ExploredMenu, marks: CoverageMarks<'_>) -> String {
    let root = outline(&walked.map);
    let mut rows = 0.0;
    let root = root.as_ref().map(|root| placed(root, &[], 0, &mut rows));
    let phones = root.as_ref().map_or(0, most_phones);
    let width = PHONES + phones as f64 * phone::STEP + 44.0;
    let height = TOP + rows * ROW + 28.0;
    let mut drawing = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">{}</title>\n\
         <desc id=\"d\">Every item of the card's menu, and beside each the screens of a way through it.</desc>\n\
         <style>{STYLE}{}</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\" rx=\"12\"/>\n",
        escaped(root.as_ref().map_or("", |root| &root.line.text)),
        marks.style()
    );
    // Writing into a string does not fail.
    head(&mut drawing, walked, root.as_ref(), marks).unwrap_or(());
    if let Some(root) = &root {
        lines(&mut drawing, root).unwrap_or(());
        items(&mut drawing, root, marks).unwrap_or(());
    }
    drawing + "</svg>\n"
}

/// Returns a drawing of a screen as a phone, for a page that has the style of the classes `bezel`, `glass`, `lcd`,
/// `key` and `field`.
pub fn phone_picture(screen: &Screen) -> String {
    phone::alone(&EnglishPicture, picture::kind(screen), screen)
}

/// Draws a screen as a phone with the words of a language; `kind` names a screen without words.
pub fn phone_picture_in<W: PictureWords>(words: &W, kind: &str, screen: &Screen) -> String {
    phone::alone(words, kind, screen)
}

/// Returns a line with its place: every leaf gets a row, every menu the middle of its lines.
fn placed<'a>(line: &'a MenuLine, path: &[&'a str], branch: usize, rows: &mut f64) -> Node<'a> {
    let level = path.len();
    let lines = line.lines.iter().enumerate();
    let below: Vec<Node<'a>> = lines
        .map(|(at, below)| {
            let path = [path, &[below.text.as_str()]].concat();
            placed(below, &path, if level == 0 { at + 1 } else { branch }, rows)
        })
        .collect();
    let y = match (below.first(), below.last()) {
        (Some(first), Some(last)) => f64::midpoint(first.y, last.y),
        _ => {
            *rows += 1.0;
            TOP + (*rows - 0.5) * ROW
        }
    };
    Node { line, level, branch, path: path.to_vec(), y, below }
}

fn most_phones(node: &Node<'_>) -> usize {
    let own = node.line.leaf.as_ref().map_or(0, |leaf| leaf.way.len().min(PHONES_MAX));
    node.below.iter().map(most_phones).max().unwrap_or(0).max(own)
}

fn head(
    drawing: &mut String,
    walked: &ExploredMenu,
    root: Option<&Node<'_>>,
    marks: CoverageMarks<'_>,
) -> std::fmt::Result {
    let map = &walked.map;
    let title = root.map_or("", |root| &root.line.text);
    writeln!(drawing, "<text class=\"head\" x=\"28\" y=\"44\">{}</text>", escaped(title))?;
    if marks.0.is_some() {
        return writeln!(
            drawing,
            "<text class=\"sub\" x=\"28\" y=\"68\">{}: what is covered has a green line, what is not an orange, dashed one</text>",
            escaped(walked.start.about)
        );
    }
    let proved = walked.claims.iter().filter(|claim| claim.is_held()).count();
    writeln!(
        drawing,
        "<text class=\"sub\" x=\"28\" y=\"68\">{}: {}, {}, {}; {proved} of {} hold</text>",
        escaped(walked.start.about),
        counted(map.states.len(), "state"),
        counted(map.screens.len(), "screen"),
        counted(map.edges.len(), "step"),
        counted(walked.claims.len(), "claim"),
    )
}

/// Returns the left edge of a level.
fn column(level: usize) -> f64 {
    COLUMNS.get(level).copied().unwrap_or(PHONES)
}

/// Returns the words of an item: its place in its menu, and its text; the title has no place.
fn label(node: &Node<'_>) -> String {
    if node.level == 0 { node.line.text.clone() } else { format!("{} {}", node.line.place, node.line.text) }
}

/// Returns the width of an item, by its words.
fn pill(node: &Node<'_>) -> f64 {
    label(node).width() as f64 * 7.1 + 26.0
}

fn lines(drawing: &mut String, node: &Node<'_>) -> std::fmt::Result {
    let from = column(node.level) + pill(node);
    for below in &node.below {
        let to = column(below.level);
        let bend = f64::midpoint(from, to);
        writeln!(
            drawing,
            "<path class=\"line c{}\" d=\"M{from:.1} {:.1}C{bend:.1} {:.1} {bend:.1} {:.1} {to:.1} {:.1}\"/>",
            colour(below),
            node.y,
            node.y,
            below.y,
            below.y
        )?;
        lines(drawing, below)?;
    }
    if node.line.leaf.is_some() {
        let to = PHONES - 6.0;
        writeln!(
            drawing,
            "<path class=\"line c{}\" opacity=\".35\" d=\"M{from:.1} {:.1}H{to:.1}\"/>",
            colour(node),
            node.y
        )?;
    }
    Ok(())
}

/// Returns the colour of a branch, 1 to 4 in turn; 0, grey, for the title.
const fn colour(node: &Node<'_>) -> usize {
    if node.branch == 0 { 0 } else { (node.branch - 1) % 4 + 1 }
}

fn items(drawing: &mut String, node: &Node<'_>, marks: CoverageMarks<'_>) -> std::fmt::Result {
    let (x, y) = (column(node.level), node.y);
    writeln!(
        drawing,
        "<rect class=\"pill c{}{}\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"32\" rx=\"16\"/>\
         <text class=\"item\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
        colour(node),
        if node.level == 0 { "" } else { marks.of_item(&node.path) },
        y - 16.0,
        pill(node),
        x + 13.0,
        y + 5.0,
        escaped(&label(node))
    )?;
    if node.level > 0 {
        writeln!(
            drawing,
            "<text class=\"id\" x=\"{:.1}\" y=\"{:.1}\">identifier {:02X}</text>",
            x + 14.0,
            y + 28.0,
            node.line.identifier
        )?;
    }
    if let Some(leaf) = &node.line.leaf {
        phones(drawing, leaf, y, marks)?;
    }
    node.below.iter().try_for_each(|below| items(drawing, below, marks))
}

/// Draws the screens of a way through a leaf, with arrows between them.
fn phones(drawing: &mut String, leaf: &Leaf, y: f64, marks: CoverageMarks<'_>) -> std::fmt::Result {
    for (at, shown) in leaf.way.iter().take(PHONES_MAX).enumerate() {
        let left = PHONES + at as f64 * phone::STEP;
        let is_last = at + 1 == leaf.way.len();
        let class = marks.of_screen(&shown.screen).trim_start();
        phone::draw(drawing, &shown.screen, (left, y), is_last && leaf.sends, class)?;
        if let Some(after) = leaf.way.get(at + 1) {
            let class = marks.of_step(&shown.screen, &after.screen);
            let (from, to) = (left + phone::WIDTH + 3.0, left + phone::STEP - 3.0);
            let (up, down, barb) = (y - 3.0, y + 3.0, to - 3.5);
            writeln!(
                drawing,
                "<path class=\"next{class}\" d=\"M{from:.1} {y:.1}H{to:.1}M{barb:.1} {up:.1}L{to:.1} {y:.1}L{barb:.1} {down:.1}\"/>"
            )?;
        }
    }
    let more = leaf.way.len().saturating_sub(PHONES_MAX);
    if more > 0 {
        let left = PHONES + PHONES_MAX as f64 * phone::STEP + 4.0;
        writeln!(drawing, "<text class=\"more\" x=\"{left:.1}\" y=\"{:.1}\">+{more}</text>", y + 4.5)?;
    }
    Ok(())
}

/// Returns a text with the escapes of XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
