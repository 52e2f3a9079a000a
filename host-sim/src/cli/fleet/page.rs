//! Report about a fleet as one HTML page: transactions by the hour, times of top-ups, balances, failures and
//! recoveries, the money, and the commands that make every figure again.

use maud::{Markup, html};
use sim_codec::amount::in_english;
use sim_lab::fleet::{
    BALANCE_BOUNDS, DayTally, FleetError, FleetFile, FleetState, Histogram, HistogramBounds, LATENCY_BOUNDS, TallyKind,
};
use sim_web::report::{Bar, BarChart, Column, ColumnChart, PageFrame, PageStyle};
use sim_wire::count::Counted;

use super::day::date;
use super::new::people_of;
use super::words::{kind_words, time_words};

/// Style sheet of the page.
const STYLE: &str = include_str!("page.css");

/// Kinds whose hours are drawn, with the identifiers of the drawings.
const BY_HOUR: [(TallyKind, &str); 4] = [
    (TallyKind::Purchase, "purchases"),
    (TallyKind::TopUpSettled, "top-ups"),
    (TallyKind::HallLoad, "hall-loads"),
    (TallyKind::Message, "messages"),
];

/// Kinds of failures, and of what made them good.
const FAILURES: [TallyKind; 10] = [
    TallyKind::MessageFate,
    TallyKind::PowerCut,
    TallyKind::PurchaseRefused,
    TallyKind::PurchaseCompleted,
    TallyKind::TopUpRefused,
    TallyKind::TopUpReserved,
    TallyKind::TopUpSettled,
    TallyKind::TopUpRefunded,
    TallyKind::HallLoadRefused,
    TallyKind::UploadRefused,
];

/// Content of the page.
struct FleetPage<'f> {
    file: &'f FleetFile,
    day: Option<u32>,
    lived: u32,
    tally: DayTally,
    state: FleetState,
    digest: u32,
}

/// Renders the page about one day, or about all.
pub(super) fn page(file: &FleetFile, day: Option<u32>, lived: u32) -> Result<String, FleetError> {
    let (tally, state, digest) = (file.tally(day)?, file.state()?, file.digest()?);
    Ok(FleetPage { file, day, lived, tally, state, digest }.render())
}

impl FleetPage<'_> {
    fn render(&self) -> String {
        let name = self.file.path().file_name().unwrap_or_default().to_string_lossy();
        let title = format!("Fleet {name}");
        let body = html! {
            header { h1 { (title) } (self.verdict()) (self.facts()) }
            main {
                section { h2 { "By the hour" } div .charts { @for (kind, id) in BY_HOUR { (self.hours(kind, id)) } } }
                section {
                    h2 { "Times and balances" }
                    div .charts {
                        (histogram("latencies", "From the reservation of a top-up to the card's proof", &self.tally.latencies, LATENCY_BOUNDS, &time_words))
                        (histogram("balances", "Purses by their balance", &self.state.balances, BALANCE_BOUNDS, &in_english))
                    }
                    (self.quantiles())
                }
                section { h2 { "Failures and recoveries" } (counts(&self.tally, &FAILURES)) (self.reasons()) }
                section { h2 { "Everything that was counted" } (counts(&self.tally, &TallyKind::ALL)) }
                section { h2 { "Money" } (self.money()) }
                section { h2 { "Again" } p { "These commands make the same fleet, and with it every figure of this page, on any machine and any number of threads." } pre { code { (self.again()) } } }
            }
            footer { p { "Made by rfid-sim " (env!("CARGO_PKG_VERSION")) "." } }
        };
        PageFrame { language: "en", title: &title, style: PageStyle::Inline(&[STYLE]) }.render(&body)
    }

    fn verdict(&self) -> Markup {
        html! {
            @if self.state.findings == 0 {
                p .verdict .good { "The audit finds that all books and all cards agree." }
            } @else {
                p .verdict .bad { "The audit has " (Counted(self.state.findings, "finding")) "." }
                ul { @for finding in &self.state.told { li { (finding) } } }
            }
        }
    }

    fn facts(&self) -> Markup {
        let settings = self.file.settings();
        let period = match self.day {
            Some(day) => format!("day {day}, {}", date(settings, day)),
            None if self.lived == 0 => "no day lived yet".to_owned(),
            None if self.lived == 1 => format!("1 day, {}", date(settings, 1)),
            None => format!("{}, {} to {}", Counted(self.lived, "day"), date(settings, 1), date(settings, self.lived)),
        };
        let each = |octets: u64| octets.checked_div(self.state.people).unwrap_or(0);
        html! {
            dl {
                dt { "People" } dd { (people_of(self.state.people)) " in " (Counted(self.state.blocks, "block")) }
                dt { "Time" } dd { (period) }
                dt { "Seed" } dd { (settings.seed) }
                dt { "At rest" } dd { (each(self.state.octets)) " octets a person, of which the memory of a card differs in " (each(self.state.card_octets)) }
                dt { "Digest" } dd { code { (format!("{:08X}", self.digest)) } }
            }
        }
    }

    fn hours(&self, kind: TallyKind, id: &str) -> Markup {
        let columns = (0_u32..).zip(self.tally.hours(kind));
        let columns = columns.map(|(hour, counted)| Column { name: hour.to_string(), value: counted.count }).collect();
        let title = kind_words(kind);
        html! { figure { figcaption { (title) } (ColumnChart { id, title, columns }.render()) } }
    }

    fn quantiles(&self) -> Markup {
        let shares = [(500, "half"), (900, "9 of 10"), (990, "99 of 100"), (999, "999 of 1000")];
        html! {
            @if self.tally.latencies.total() > 0 {
                p {
                    "Of the settled top-ups "
                    @for (place, (share, words)) in shares.iter().enumerate() {
                        @if place > 0 { ", " }
                        (words) " took " (self.tally.latencies.quantile(*share, LATENCY_BOUNDS).map_or_else(|| "longer than all classes".to_owned(), time_words)) " or less"
                    }
                    "."
                }
            }
        }
    }

    fn reasons(&self) -> Markup {
        html! {
            @if !self.tally.reasons.is_empty() {
                div .table tabindex="0" role="region" aria-label="Reasons of refusals" {
                    table {
                        caption { "Reasons of refusals; N stands for a number" }
                        thead { tr { th .number { "number" } th { "reason" } } }
                        tbody { @for (reason, count) in &self.tally.reasons { tr { td .number { (count) } td { (reason) } } } }
                    }
                }
            }
        }
    }

    fn money(&self) -> Markup {
        let row = |name: &str, fen: i128| html! { tr { th scope="row" { (name) } td .number { (in_english(fen)) } } };
        html! {
            div .table tabindex="0" role="region" aria-label="Money" {
                table {
                    thead { tr { th { "money" } th .number { "sum" } } }
                    tbody {
                        (row("purses on the cards", self.state.purses.into()))
                        @for (book, sum) in &self.state.books { (row(&format!("book {book}"), *sum)) }
                        (row("all books", self.state.sum_of_books()))
                    }
                }
            }
        }
    }

    /// Returns the commands that make the fleet again.
    fn again(&self) -> String {
        let settings = self.file.settings();
        let yuan = |fen: u32| format!("{}.{:02}", fen / 100, fen % 100);
        let mut lines = vec![format!(
            "rfid-sim fleet new FILE --people {} --block {} --number {} --seed {} --profile {} --phone {} --purse {} \
             --cash {} --shops {} --begins {}",
            settings.people,
            settings.block_people,
            settings.first,
            settings.seed,
            settings.profile,
            settings.phone,
            yuan(settings.purse.0),
            yuan(settings.cash.0),
            settings.shops,
            settings.begins
        )];
        lines.extend((1..=self.lived).map(|day| format!("rfid-sim fleet day FILE --scenario SCENARIO-OF-DAY-{day}")));
        lines.join("\n")
    }
}

/// Renders a histogram without the empty classes at its ends.
fn histogram(
    id: &str,
    title: &str,
    histogram: &Histogram,
    bounds: HistogramBounds,
    words: &dyn Fn(u64) -> String,
) -> Markup {
    let classes: Vec<(Option<u64>, u64)> = histogram.classes(bounds).collect();
    let first = classes.iter().position(|(_, count)| *count > 0).unwrap_or(0);
    let last = classes.iter().rposition(|(_, count)| *count > 0).unwrap_or(0);
    let shown = classes.iter().take(last.saturating_add(1)).skip(first);
    let bars = shown.map(|(bound, count)| Bar {
        name: bound.map_or_else(|| "more".to_owned(), |bound| format!("up to {}", words(bound))),
        value: *count,
        text: count.to_string(),
    });
    html! { figure { figcaption { (title) } (BarChart { id, title, bars: bars.collect() }.render()) } }
}

fn counts(tally: &DayTally, kinds: &[TallyKind]) -> Markup {
    html! {
        div .table tabindex="0" role="region" aria-label="Numbers and sums" {
            table {
                thead { tr { th { "what" } th .number { "number" } th .number { "sum" } } }
                tbody {
                    @for kind in kinds {
                        @let total = tally.total(*kind);
                        tr {
                            th scope="row" { (kind_words(*kind)) }
                            td .number { (total.count) }
                            td .number { @if total.fen > 0 { (in_english(total.fen)) } }
                        }
                    }
                }
            }
        }
    }
}
