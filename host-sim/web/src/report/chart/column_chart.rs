//! Chart of counts in a row, such as hours: a column for each, with its name below and the largest count at the side.

use maud::{Markup, html};

use super::{WIDTH, drawing};

/// Height of the drawing, of the tallest column, and of the space above the columns.
const HEIGHT: u32 = 200;
const TALLEST: u32 = 150;
const TOP: u32 = 24;

/// Space at either side.
const MARGIN: u32 = 6;

/// Column of a chart.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name of the column.
    pub name: String,
    /// Height of the column.
    pub value: u64,
}

/// Chart of columns.
#[derive(Clone, Debug)]
pub struct ColumnChart<'a> {
    /// Identifier of the drawing in the page.
    pub id: &'a str,
    /// Title of the drawing.
    pub title: &'a str,
    /// Columns from left to right.
    pub columns: Vec<Column>,
}

impl ColumnChart<'_> {
    /// Renders the chart; nothing without columns.
    pub fn render(&self) -> Markup {
        let Some(most) = self.columns.iter().map(|column| column.value).max() else { return html! {} };
        let count = u32::try_from(self.columns.len()).unwrap_or(u32::MAX);
        let step = WIDTH.saturating_sub(2 * MARGIN) / count.max(1);
        let described: Vec<String> =
            self.columns.iter().map(|column| format!("{} {}", column.name, column.value)).collect();
        let foot = TOP + TALLEST;
        let content = html! {
            text.value x=(MARGIN) y="14" { (most) }
            line.axis x1=(MARGIN) x2=(WIDTH - MARGIN) y1=(TOP) y2=(TOP) {}
            line.axis x1=(MARGIN) x2=(WIDTH - MARGIN) y1=(foot) y2=(foot) {}
            @for (nth, column) in (0..).zip(&self.columns) {
                @let left = MARGIN.saturating_add(step.saturating_mul(nth));
                @let tall = height(column.value, most);
                rect.bar x=(left + 2) y=(foot - tall) width=(step.saturating_sub(4).max(1)) height=(tall) {
                    title { (column.name) ": " (column.value) }
                }
                text x=(left + step / 2) y=(foot + 18) text-anchor="middle" { (column.name) }
            }
        };
        drawing(self.id, HEIGHT, self.title, &described.join("; "), &content)
    }
}

/// Returns the height of a column. What is more than zero can be seen.
fn height(value: u64, most: u64) -> u32 {
    let height = u128::from(value).saturating_mul(TALLEST.into()) / u128::from(most.max(1));
    let height = u32::try_from(height).unwrap_or(TALLEST);
    if value > 0 { height.max(1) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn column_has_height_of_its_share() {
        assert_eq!([0, 1, 50, 100].map(|value| height(value, 100)), [0, 1, 75, TALLEST]);
        assert_eq!(height(1, u64::MAX), 1);
        assert_eq!(height(0, 0), 0);
    }
}
