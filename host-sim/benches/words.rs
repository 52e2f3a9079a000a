//! What explaining and replaying cost: one APDU in words and in JSON, and the whole folder of traces.
#![allow(missing_docs, reason = "criterion's macros make a public function")]
#![allow(clippy::expect_used, reason = "a bench that cannot run says so and stops")]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rfid_sim::explain::{self, guess, words};
use rfid_sim::trace::{self, Options, Trace, replay};
use walkdir::WalkDir;

/// INITIALIZE FOR PURCHASE of one yuan.
const APDU: [u8; 17] = [0x80, 0x50, 0x01, 0x02, 0x0B, 0x03, 0, 0, 0, 0x64, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x0F];

fn explaining(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("explain one APDU");
    group.throughput(Throughput::Elements(1));
    group.bench_function("to a value", |bencher| bencher.iter(|| black_box(guess::explain(black_box(&APDU))).kind));
    group.bench_function("to words", |bencher| {
        bencher.iter(|| words::page(&guess::explain(black_box(&APDU)), false));
    });
    group.bench_function("to JSON", |bencher| bencher.iter(|| explain::json(&guess::explain(black_box(&APDU)))));
    group.finish();
}

/// Every trace of the folder that stands by itself; those that include another need a file system.
fn traces() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../apdu-traces");
    let files = WalkDir::new(folder).into_iter().map(|entry| entry.expect("the folder of traces").into_path());
    let traces = files.filter(|path| path.extension().is_some_and(|extension| extension == "trace"));
    let texts = traces.map(|path| {
        let text = std::fs::read_to_string(&path).expect("a trace");
        (path.display().to_string(), text)
    });
    texts
        .filter(|(_, text)| !text.lines().any(|line| line.starts_with("include") || line.starts_with("profile ")))
        .collect()
}

fn replaying(criterion: &mut Criterion) {
    let traces = traces();
    let parsed: Vec<Trace> = traces.iter().map(|(name, text)| trace::parse(name, text).expect("it parses")).collect();
    let outcomes: Vec<_> = parsed.iter().map(|trace| replay(trace, &Options::default())).collect();
    let commands: usize = outcomes.iter().flat_map(|outcome| &outcome.results).map(|result| result.commands).sum();
    println!("{} traces, {commands} commands", parsed.len());
    assert!(outcomes.iter().all(trace::Outcome::held), "every trace holds");
    let mut group = criterion.benchmark_group("folder of traces");
    group.throughput(Throughput::Elements(commands as u64));
    group.sample_size(20);
    group.bench_function("replay", |bencher| {
        bencher.iter(|| parsed.iter().filter(|trace| replay(trace, &Options::default()).held()).count());
    });
    group.bench_function("read", |bencher| {
        bencher.iter(|| traces.iter().filter(|(name, text)| trace::parse(name, text).is_ok()).count());
    });
    group.finish();
}

criterion_group!(benches, explaining, replaying);
criterion_main!(benches);
