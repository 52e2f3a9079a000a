//! Cost of explaining, replaying and reading: one APDU in words and in JSON, the whole folder of traces, and logs of
//! other tools. The time for each exchange of a log must not grow with its length.
#![allow(missing_docs, reason = "criterion's macros make a public function")]
#![allow(clippy::expect_used, reason = "a bench that cannot run says so and stops")]

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sim_explain::guess;
use sim_explain::render::text;
use sim_script::trace::formats::log;
use sim_script::trace::{self, Options, Trace, files, replay};

/// INITIALIZE FOR PURCHASE of one yuan.
const APDU: [u8; 17] = [0x80, 0x50, 0x01, 0x02, 0x0B, 0x03, 0, 0, 0, 0x64, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x0F];

fn explaining(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("explain one APDU");
    group.throughput(Throughput::Elements(1));
    group.bench_function("to a value", |bencher| bencher.iter(|| black_box(guess::explain(black_box(&APDU))).kind));
    group.bench_function("to words", |bencher| {
        bencher.iter(|| text::page(&guess::explain(black_box(&APDU)), false));
    });
    group.bench_function("to JSON", |bencher| bencher.iter(|| sim_explain::json(&guess::explain(black_box(&APDU)))));
    group.finish();
}

/// Returns the path of every trace in the folder.
fn paths() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../apdu-traces");
    files::find(&[folder]).expect("the folder of traces")
}

fn replaying(criterion: &mut Criterion) {
    let paths = paths();
    let parsed: Vec<Trace> = paths.iter().map(|path| files::load(path).expect("it loads")).collect();
    let outcomes: Vec<_> = parsed.iter().map(|trace| replay(trace, &Options::default())).collect();
    let commands: usize = outcomes.iter().flat_map(|outcome| &outcome.results).map(|result| result.commands).sum();
    assert!(commands > 0, "the folder of traces holds some");
    println!("{} traces, {commands} commands", parsed.len());
    assert!(outcomes.iter().all(trace::TraceOutcome::held), "every trace holds");
    let mut group = criterion.benchmark_group("folder of traces");
    group.throughput(Throughput::Elements(commands as u64));
    group.sample_size(20);
    group.bench_function("replay", |bencher| {
        bencher.iter(|| parsed.iter().filter(|trace| replay(trace, &Options::default()).held()).count());
    });
    group.bench_function("read", |bencher| {
        bencher.iter(|| paths.iter().filter(|path| files::load(path).is_ok()).count())
    });
    group.finish();
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("log of another tool");
    group.sample_size(10);
    for exchanges in [1_000, 10_000] {
        let text = "A>> T=0 (4+0000) 805C0002 04\nA<< (0004+2) (14ms) 00001388 9000\n".repeat(exchanges);
        group.throughput(Throughput::Elements(exchanges as u64));
        group.bench_function(format!("{exchanges} exchanges"), |bencher| {
            bencher.iter(|| log::read(black_box(&text)).map(|log| log.session.steps.len()));
        });
    }
    group.finish();
}

criterion_group!(benches, explaining, replaying, reading);
criterion_main!(benches);
