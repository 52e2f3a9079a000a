//! Cost of the card: the balance, a session, a purchase and a load, in memory and with every commit durable in a file.
//! Beside the purchase stand the bare ciphers that it needs.
#![allow(missing_docs, reason = "criterion's macros make a public function")]
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench that cannot run says so and stops")]
#![allow(clippy::disallowed_methods, reason = "measuring is asking the clock")]

use std::hint::black_box;

use applet::{Card, ExchangeContext, Interface};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sim_device::memory::file::{Durability, FileMemory};
use tempfile::TempDir;

mod bench;
#[path = "bench/ciphers.rs"]
mod ciphers;

use bench::{Constant, Plain, Work};

fn fresh() -> Card<Plain, Constant> {
    bench::selected(bench::fresh_memory(false))
}

fn fresh_with_pin() -> Card<Plain, Constant> {
    bench::selected(bench::fresh_memory(true))
}

/// Returns a maker of cards whose memory is a file in a temporary folder.
fn in_file(folder: &TempDir, durability: Durability) -> impl Fn() -> Card<FileMemory, Constant> + 'static {
    let path = folder.path().join(format!("{durability:?}.card"));
    let image = bench::fresh_memory(false).0;
    move || {
        // The card of the bench before this one has its file no more.
        drop(std::fs::remove_file(&path));
        bench::selected(FileMemory::create(&path, &image, durability).expect("a card file can be written"))
    }
}

fn balance(criterion: &mut Criterion) {
    let mut card = fresh();
    let surroundings = ExchangeContext { interface: Interface::Contact, uptime_s: 1 };
    criterion.bench_function("GET BALANCE", |bencher| {
        bencher.iter(|| card.transmit(surroundings, black_box(&[0x80, 0x5C, 0x00, 0x02, 0x04])));
    });
}

fn session(criterion: &mut Criterion) {
    let work = Work::new(bench::session, fresh_with_pin);
    let mut group = criterion.benchmark_group("session");
    group.throughput(Throughput::Elements(7));
    group.bench_function("VERIFY, load, balance, purchase, balance", |bencher| bencher.iter_custom(|n| work.time(n)));
    group.finish();
}

fn purchase(criterion: &mut Criterion) {
    let work = Work::new(bench::purchase, fresh);
    let mut group = criterion.benchmark_group("purchase");
    group.bench_function("whole", |bencher| bencher.iter_custom(|n| work.time(n)));
    group.bench_function("bare ciphers", |bencher| bencher.iter_custom(ciphers::time));
    group.finish();
}

fn load(criterion: &mut Criterion) {
    let work = Work::new(bench::load, fresh);
    criterion.bench_function("load", |bencher| bencher.iter_custom(|n| work.time(n)));
}

/// Measures cards in a file, with each commit handed to the operating system, and with each commit on the disk
/// (`fdatasync`).
fn durable(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut group = criterion.benchmark_group("durable");
    for (name, durability) in [("in a file", Durability::Process), ("on the disk", Durability::Machine)] {
        let purchase = Work::new(bench::purchase, in_file(&folder, durability));
        group.bench_function(format!("purchase {name}"), |bencher| bencher.iter_custom(|n| purchase.time(n)));
        let load = Work::new(bench::load, in_file(&folder, durability));
        group.bench_function(format!("load {name}"), |bencher| bencher.iter_custom(|n| load.time(n)));
    }
    group.finish();
}

criterion_group!(benches, balance, session, purchase, load, durable);
criterion_main!(benches);
