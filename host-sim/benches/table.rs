//! The table of the book's page on speed: each row's rate, the ratio to its own floor, taken in turns in the same run,
//! and how its time grows. Arguments choose rows by parts of their names; `--peers DIR` measures other programs beside:
//! `cargo bench -p rfid-sim --bench table -- packets --peers /srv/peers`.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench that cannot run says so and stops")]
#![allow(clippy::disallowed_methods, reason = "measuring is asking the clock")]

#[allow(dead_code, reason = "this bench needs no sessions")]
mod bench;
#[path = "bench/ciphers.rs"]
mod ciphers;
#[path = "table/on_disk.rs"]
mod on_disk;
#[path = "table/peers.rs"]
mod peers;
#[path = "table/process.rs"]
mod process;
#[path = "table/purse.rs"]
mod purse;
#[path = "table/words.rs"]
mod words;

use std::time::{Duration, Instant};

use peers::Peers;

/// Turns of a row whose work takes less than a slice of the processor: one that another program interrupts stands out.
const MANY_TURNS: usize = if cfg!(debug_assertions) { 1 } else { 201 };

/// Turns of a row whose work takes longer.
const FEW_TURNS: usize = if cfg!(debug_assertions) { 1 } else { 9 };

/// Ratio of the two sizes of a row.
const LONGER: u64 = 8;

/// Greatest exponent of growth that is well: 1 is linear.
const EXPONENT_MAX: f64 = 1.1;

/// Work that is done a number of times; returns the time that it took.
type Work = Box<dyn Fn(u64) -> Duration>;

/// The least that a piece of work could take: what it cannot do without, alone.
struct Floor {
    name: &'static str,
    work: Work,
    /// Greatest ratio of the row to the floor that is well; `None` where none was set.
    ratio_max: Option<f64>,
}

/// Row of the table.
struct Row {
    /// Name by which the row is chosen, and the name of its peer.
    name: &'static str,
    /// Piece of work that is counted.
    unit: &'static str,
    /// Number of measurements, of which the median counts.
    turns: usize,
    /// Pieces of work of the smaller size.
    count: u64,
    work: Work,
    floor: Option<Floor>,
    /// Greatest time of a piece of work that is well, in nanoseconds; `None` where none was set.
    each_ns_max: Option<f64>,
}

/// Measurement of a row.
struct Measured {
    each_ns: f64,
    /// Ratio to the floor; `None` without one.
    ratio: Option<f64>,
    exponent: f64,
}

/// Returns a work that measures the repetitions of an act, which is given its number.
fn repeated(act: impl Fn(u64) + 'static) -> Work {
    Box::new(move |count| {
        let began = Instant::now();
        (0..count).for_each(&act);
        began.elapsed()
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

impl Row {
    fn measure(&self) -> Measured {
        let each = |work: &Work, count: u64| work(count).as_secs_f64() * 1e9 / count as f64;
        let turn = |_| {
            let (short, long) = (each(&self.work, self.count), each(&self.work, self.count * LONGER));
            let floor = self.floor.as_ref().map(|floor| each(&floor.work, self.count * LONGER));
            (short, long, floor)
        };
        let turns: Vec<(f64, f64, Option<f64>)> = (0..self.turns).map(turn).collect();
        let ratios: Vec<f64> = turns.iter().filter_map(|(_, long, floor)| floor.map(|floor| long / floor)).collect();
        let growth = turns.iter().map(|(short, long, _)| 1.0 + (long / short).ln() / (LONGER as f64).ln());
        Measured {
            each_ns: median(turns.iter().map(|turn| turn.1).collect()),
            ratio: (!ratios.is_empty()).then(|| median(ratios)),
            exponent: median(growth.collect()),
        }
    }

    /// Returns what of the measurement is not as it should be.
    fn missed(&self, measured: &Measured) -> Vec<String> {
        let mut missed = Vec::new();
        if let (Some(ratio), Some(max)) = (measured.ratio, self.floor.as_ref().and_then(|floor| floor.ratio_max))
            && ratio > max
        {
            missed.push(format!("ratio over {max}"));
        }
        if let Some(max) = self.each_ns_max.filter(|max| measured.each_ns > *max) {
            missed.push(format!("over {}", each(max)));
        }
        if measured.exponent > EXPONENT_MAX {
            missed.push(format!("exponent over {EXPONENT_MAX}"));
        }
        missed
    }

    /// Measures the row, and prints it with its peer.
    fn print(&self, peers: Option<&Peers>) {
        let measured = self.measure();
        let floor = match (&self.floor, measured.ratio) {
            (Some(floor), Some(ratio)) => format!("{ratio:.2} × {}", floor.name),
            _ => "–".to_owned(),
        };
        let missed = self.missed(&measured);
        let verdict = if missed.is_empty() { String::new() } else { format!(" missed: {}", missed.join(", ")) };
        println!(
            "{:<13} {:>9} a {:<10} {:>9}/s   {floor:<38} exponent {:.2}{verdict}",
            self.name,
            each(measured.each_ns),
            self.unit,
            rate(1e9 / measured.each_ns),
            measured.exponent,
        );
        if let Some(peers) = peers {
            println!("{:<13} {}", "", peers.beside(self.name, self.count, measured.each_ns));
        }
    }
}

/// Prints a time of so many nanoseconds.
fn each(ns: f64) -> String {
    match ns {
        ns if ns < 1e3 => format!("{ns:.0} ns"),
        ns if ns < 1e6 => format!("{:.2} µs", ns / 1e3),
        ns => format!("{:.2} ms", ns / 1e6),
    }
}

/// Prints a number of so many a second.
fn rate(a_second: f64) -> String {
    match a_second {
        a_second if a_second < 1e3 => format!("{a_second:.0}"),
        a_second if a_second < 1e6 => format!("{:.1} k", a_second / 1e3),
        a_second => format!("{:.2} M", a_second / 1e6),
    }
}

fn rows() -> Vec<Row> {
    [purse::rows(), on_disk::rows(), words::rows(), process::rows()].into_iter().flatten().collect()
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (mut asked, mut peers) = (Vec::new(), None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--peers" => peers = Some(Peers::in_folder(arguments.next().expect("--peers DIR"))),
            name => asked.push(name.to_owned()),
        }
    }
    let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|part| name.contains(part.as_str()));
    println!("medians of turns; ratios are to a floor in the same turn, exponents from {LONGER} times the work");
    rows().iter().filter(|row| is_asked(row.name)).for_each(|row| row.print(peers.as_ref()));
    if is_asked("memory") {
        process::print_memory();
    }
}
