//! One figure: the ratio of a whole purchase to the ciphers that it needs. Both are measured in turns in one run, so
//! that the load of the machine affects both; the median of the turns is printed.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench that cannot run says so and stops")]
#![allow(clippy::disallowed_methods, reason = "measuring is asking the clock")]

#[allow(dead_code, reason = "this bench needs purchases alone")]
mod bench;
#[path = "bench/ciphers.rs"]
mod ciphers;

use bench::Work;

const TURNS: usize = if cfg!(debug_assertions) { 3 } else { 101 };

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let work = Work::new(bench::purchase, || bench::selected(bench::fresh_memory(false)));
    let count = u64::from(bench::TRANSACTIONS);
    let per_purchase_ns = |time: std::time::Duration| time.as_secs_f64() * 1e9 / f64::from(bench::TRANSACTIONS);
    let turns = (0..TURNS).map(|_| (per_purchase_ns(work.time(count)), per_purchase_ns(ciphers::time(count))));
    let turns: Vec<(f64, f64)> = turns.collect();
    let whole = median(turns.iter().map(|turn| turn.0).collect());
    let bare = median(turns.iter().map(|turn| turn.1).collect());
    let ratio = median(turns.iter().map(|turn| turn.0 / turn.1).collect());
    println!(
        "purchase {whole:.0} ns, bare ciphers {bare:.0} ns, ratio {ratio:.2} (median of {TURNS} turns of {count})"
    );
}
