//! Marks of coverage in a drawing: what is covered and what is not.

use crate::coverage::{Coverage, CoverageItem, ScreenClass, ScreenStep};
use sim_device::handset::Screen;

/// Style of the marks. What is missing is dashed, so that the colour alone does not tell.
const STYLE: &str = "\
.hit,.hit .glass{stroke:#1f8a5b;stroke-width:2.5}.miss,.miss .glass{stroke:#c4501b;stroke-width:2.5;stroke-dasharray:5 4}\
.next.hit,.next.miss{stroke-width:2}.hit text,.miss text{stroke:none}.hit .field,.miss .field{stroke-width:.8;stroke-dasharray:none}\
@media(prefers-color-scheme:dark){.hit,.hit .glass{stroke:#4fd19a}.miss,.miss .glass{stroke:#ff9a5c}}";

/// Marks of a drawing; `None` leaves everything unmarked.
#[derive(Clone, Copy)]
pub(super) struct CoverageMarks<'c>(pub(super) Option<&'c Coverage>);

impl CoverageMarks<'_> {
    /// Returns the style that the marks need.
    pub(super) const fn style(self) -> &'static str {
        if self.0.is_some() { STYLE } else { "" }
    }

    /// Returns the class of an item of the menu, with a blank before it; empty without marks.
    pub(super) fn of_item(self, path: &[&str]) -> &'static str {
        self.of(|| CoverageItem::MenuItem(path.iter().map(|name| (*name).to_owned()).collect()))
    }

    /// Returns the class of a screen.
    pub(super) fn of_screen(self, screen: &Screen) -> &'static str {
        self.of(|| CoverageItem::Screen(ScreenClass::of(screen)))
    }

    /// Returns the class of a step between screens.
    pub(super) fn of_step(self, from: &Screen, to: &Screen) -> &'static str {
        self.of(|| CoverageItem::Edge(ScreenStep { from: ScreenClass::of(from), to: ScreenClass::of(to) }))
    }

    fn of(self, item: impl FnOnce() -> CoverageItem) -> &'static str {
        match self.0 {
            None => "",
            Some(coverage) if coverage.items.contains(&item()) => " hit",
            Some(_) => " miss",
        }
    }
}
