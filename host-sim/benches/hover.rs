//! Cost of a hover in a trace of 10,000 lines: an editor waits for less than ten milliseconds.

#![allow(missing_docs, reason = "criterion's macros make a public function")]

use criterion::{Criterion, criterion_group, criterion_main};
use sim_script::analysis::{Document, PlayedDocument};
use sim_script::kind::TextKind;
use sim_script::trace::files::Texts;

/// Returns a trace of 10,000 lines.
fn trace() -> String {
    let mut text = "card balance 50.00 yuan\n> 00A40400 10 D1560001018003800000000100000000\n".to_owned();
    while text.lines().count() < 10_000 {
        text.push_str("> 805C0002 04                                     # GET BALANCE\n< money:4 9000\n");
        text.push_str("again = {money}\n> 80500102 0B 03 {1.00 yuan} 112233445566 0F\n< {again} .. 9000\n");
    }
    text
}

fn hover(criterion: &mut Criterion) {
    let document = Document::new(TextKind::Trace, "long.trace", trace());
    let played = PlayedDocument::of(&document, &Texts::new()).map(|(played, _)| played);
    let last = document.text().rfind("> 8050").unwrap_or_default();
    criterion.bench_function("hover of a command in 10,000 lines", |bencher| {
        bencher.iter(|| document.hover(last + 20, played.as_ref()));
    });
    criterion.bench_function("hover of a name in 10,000 lines", |bencher| {
        bencher.iter(|| document.hover(document.text().rfind("again}").unwrap_or_default() + 2, played.as_ref()));
    });
    criterion.bench_function("typing in 10,000 lines", |bencher| {
        bencher.iter(|| Document::new(TextKind::Trace, "long.trace", document.text()));
    });
}

criterion_group!(benches, hover);
criterion_main!(benches);
