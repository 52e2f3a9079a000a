//! Chart of counts: a bar for each, with its name above and its count beside.

use maud::{Markup, html};

use super::{WIDTH, drawing};

/// Height of a bar with its name, and of the space around the chart.
const ROW: u32 = 40;
const MARGIN: u32 = 6;

/// Width of the longest bar.
const LONGEST: u32 = WIDTH - 12;

/// Bar of a chart.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Name of the bar.
    pub name: String,
    /// Length of the bar.
    pub value: u64,
    /// Text beside the name.
    pub text: String,
}

/// Chart of bars.
#[derive(Clone, Debug)]
pub struct BarChart<'a> {
    /// Identifier of the drawing in the page.
    pub id: &'a str,
    /// Title of the drawing.
    pub title: &'a str,
    /// Bars from top to bottom.
    pub bars: Vec<Bar>,
}

impl BarChart<'_> {
    /// Renders the chart; nothing without bars.
    pub fn render(&self) -> Markup {
        if self.bars.is_empty() {
            return html! {};
        }
        let most = self.bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
        let rows = u32::try_from(self.bars.len()).unwrap_or(u32::MAX);
        let description: Vec<String> = self.bars.iter().map(|bar| format!("{} {}", bar.name, bar.text)).collect();
        let content = html! {
            @for (nth, bar) in (0..).zip(&self.bars) {
                @let top = MARGIN + ROW.saturating_mul(nth);
                text x="6" y=(top + 13) { (bar.name) }
                text.value x=(WIDTH - 6) y=(top + 13) text-anchor="end" { (bar.text) }
                rect.ground x="6" y=(top + 20) width=(LONGEST) height="10" rx="2" {}
                rect.bar x="6" y=(top + 20) width=(length(bar.value, most)) height="10" rx="2" {}
            }
        };
        let height = ROW.saturating_mul(rows).saturating_add(2 * MARGIN);
        drawing(self.id, height, self.title, &description.join("; "), &content)
    }
}

/// Returns the length of a bar. What is more than zero can be seen.
fn length(value: u64, most: u64) -> u32 {
    let length = u128::from(value).saturating_mul(u128::from(LONGEST)) / u128::from(most.max(1));
    let length = u32::try_from(length).unwrap_or(LONGEST);
    if value > 0 { length.max(3) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bar_has_length_of_its_share() {
        assert_eq!([0, 1, 50, 100].map(|value| length(value, 100)), [0, 6, 314, LONGEST]);
        assert_eq!(length(1, u64::MAX), 3);
    }
}
