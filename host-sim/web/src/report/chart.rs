//! Charts as drawings (SVG) in the page. What differs in colour differs in its dashes, too; each chart has a title and
//! a description for those who do not see it, and the tables beside the charts have the numbers.

use maud::{Markup, html};

mod axis;
mod bar_chart;
mod column_chart;
mod step_chart;

pub use bar_chart::{Bar, BarChart};
pub use column_chart::{Column, ColumnChart};
pub(super) use step_chart::{Series, StepChart};

/// Width of every drawing, in its own units.
const WIDTH: u32 = 640;

/// Renders a drawing of a height, with the title and the description of its content.
fn drawing(id: &str, height: u32, title: &str, description: &str, content: &Markup) -> Markup {
    html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-labelledby={ (id) "-title " (id) "-desc" } {
            title id={ (id) "-title" } { (title) }
            desc id={ (id) "-desc" } { (description) }
            (content)
        }
    }
}
