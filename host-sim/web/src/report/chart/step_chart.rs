//! Chart of amounts that stay until they change: a line of steps for each series.

use std::fmt::Write as _;

use maud::{Markup, html};
use sim_codec::time::Moment;

use super::axis::{AmountAxis, TimeAxis};
use super::{WIDTH, drawing};

/// Edges of the plot in the drawing.
const LEFT: u32 = 84;
const RIGHT: u32 = WIDTH - 16;
const TOP: u32 = 16;
const BOTTOM: u32 = 216;
const HEIGHT: u32 = 248;

/// Columns of the plot. Changes that fall into one column are drawn as one: to the lowest, the highest and the last.
const COLUMNS: u32 = 250;

/// Amount over time.
#[derive(Clone, Debug)]
pub(in crate::report) struct Series {
    /// Name of the series.
    pub(in crate::report) name: String,
    /// Amount before the first change, in fen.
    pub(in crate::report) opening: i64,
    /// Moments of the changes, in order, with the amounts after them in fen.
    pub(in crate::report) changes: Vec<(Moment, i64)>,
}

/// Chart of some series over the same time.
#[derive(Clone, Debug)]
pub(in crate::report) struct StepChart<'a> {
    /// Identifier of the drawing in the page.
    pub(in crate::report) id: &'a str,
    /// Title of the drawing.
    pub(in crate::report) title: &'a str,
    /// Description for those who do not see the drawing.
    pub(in crate::report) description: &'a str,
    /// First moment of the chart.
    pub(in crate::report) from: Moment,
    /// Last moment of the chart.
    pub(in crate::report) to: Moment,
    /// Series of the chart; more than four share their dashes.
    pub(in crate::report) series: Vec<Series>,
}

/// Frame in which a line is drawn.
struct Frame {
    time: TimeAxis,
    amount: AmountAxis,
}

impl Frame {
    fn column(&self, at: Moment) -> u32 {
        self.time.place(at).saturating_mul(COLUMNS) / 1000
    }

    /// Returns the distance of a column from the left of the drawing.
    fn x(column: u32) -> u32 {
        LEFT + (RIGHT - LEFT).saturating_mul(column) / COLUMNS
    }

    /// Returns the distance of an amount from the top of the drawing.
    fn y(&self, fen: i64) -> u32 {
        BOTTOM.saturating_sub((BOTTOM - TOP).saturating_mul(self.amount.place(fen)) / 1000)
    }

    /// Returns the path of a series. The path has a few points for each column, however many changes there are.
    fn path(&self, series: &Series) -> String {
        let mut path = format!("M{} {}", Frame::x(0), self.y(series.opening));
        let mut changes = series.changes.iter().map(|(at, fen)| (self.column(*at), *fen)).peekable();
        let mut before = series.opening;
        while let Some((column, first)) = changes.next() {
            let (mut low, mut high, mut last) = (before.min(first), before.max(first), first);
            while let Some((_, fen)) = changes.next_if(|(next, _)| *next == column) {
                (low, high, last) = (low.min(fen), high.max(fen), fen);
            }
            let (low, high, end) = (self.y(low), self.y(high), self.y(last));
            // A line to the lowest and the highest, then to the last.
            write!(path, "H{}V{low}V{high}V{end}", Frame::x(column)).unwrap_or(());
            before = last;
        }
        write!(path, "H{RIGHT}").unwrap_or(());
        path
    }
}

impl StepChart<'_> {
    /// Renders the chart with its key.
    pub(in crate::report) fn render(&self) -> Markup {
        let all = || self.series.iter().flat_map(|one| one.changes.iter().map(|(_, fen)| *fen).chain([one.opening]));
        let amount = AmountAxis::new(all().min().unwrap_or(0), all().max().unwrap_or(0));
        let frame = Frame { time: TimeAxis::new(self.from, self.to), amount };
        let content = html! {
            (grid(&frame))
            @for (nth, series) in self.series.iter().enumerate() {
                path class={ "line line-" (nth % 4) } d=(frame.path(series)) {}
            }
        };
        html! {
            (drawing(self.id, HEIGHT, self.title, self.description, &content))
            ul.key aria-hidden="true" {
                @for (nth, series) in self.series.iter().enumerate() { li {
                    svg.sample viewBox="0 0 40 12" { path class={ "line line-" (nth % 4) } d="M0 6H40" {} }
                    (series.name)
                } }
            }
        }
    }
}

/// Draws the marks of both axes.
fn grid(frame: &Frame) -> Markup {
    html! {
        g.grid {
            @for fen in &frame.amount.marks {
                @let y = frame.y(*fen);
                path.zero[*fen == 0] d={ "M" (LEFT) " " (y) "H" (RIGHT) } {}
                text x=(LEFT - 8) y=(y + 4) text-anchor="end" { (fen / 100) }
            }
            @for (at, label) in &frame.time.marks {
                @let x = Frame::x(frame.column(*at));
                path d={ "M" (x) " " (BOTTOM) "v6" } {}
                text x=(x) y=(BOTTOM + 22) text-anchor="middle" { (label) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_stays_short_and_keeps_extremes() {
        let changes: Vec<_> = (0..100_000_i64).map(|n| (Moment(n.unsigned_abs()), (n % 50) * 100)).collect();
        let series = Series { name: String::new(), opening: 0, changes };
        let frame = Frame { time: TimeAxis::new(Moment(0), Moment(100_000)), amount: AmountAxis::new(0, 5000) };
        let path = frame.path(&series);
        assert!(path.len() < 30 * 251, "{}", path.len());
        let highest = format!("V{}", frame.y(4900));
        assert!(path.contains(&highest), "{path}");
    }

    #[test]
    fn amount_stays_until_it_changes() {
        let changes = vec![(Moment(30_000), 1000)];
        let series = Series { name: String::new(), opening: 0, changes };
        let frame = Frame { time: TimeAxis::new(Moment(0), Moment(60_000)), amount: AmountAxis::new(0, 1000) };
        assert_eq!(frame.path(&series), "M84 216H354V216V16V16H624");
    }
}
