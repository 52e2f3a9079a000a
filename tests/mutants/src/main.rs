//! Mutation tests with one build. All mutants that cargo-mutants lists are written into a copy of the tree, each behind
//! a switch. The tests that reach a mutant are run against it.
//!
//! ```text
//! mutants LIST TREE RESULTS KNOWN [--jobs N]
//! ```
//!
//! `LIST` is the output of `cargo mutants --list --json`, and `TREE` a copy of the tree that may be changed. `RESULTS`
//! gets a line a mutant: verdict, test, name. Lines that already stand there are kept, and their mutants not tried
//! again. `KNOWN` lists survivors with the reason why no test fails. The exit status is 1 if another mutant survives,
//! or one of these does not any more.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

mod graft;
mod known;
mod mutant;
mod site;
mod tests;
mod tree;

use tests::Verdict;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let jobs = arguments
        .iter()
        .position(|word| word == "--jobs")
        .and_then(|at| arguments.get(at + 1)?.parse().ok())
        .unwrap_or(1);
    let [list, tree, results, known, ..] = arguments.as_slice() else {
        eprintln!("usage: mutants LIST TREE RESULTS KNOWN [--jobs N]");
        return ExitCode::from(2);
    };
    let run = run(Path::new(list), Path::new(tree), Path::new(results), jobs);
    match run.and_then(|()| told(Path::new(results), Path::new(known))) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Prints the number of mutants by verdict, and the survivors that are not known. Returns whether all are known.
fn told(results: &Path, known: &Path) -> Result<bool, String> {
    let results = std::fs::read_to_string(results).map_err(|error| format!("{}: {error}", results.display()))?;
    let mut counts = BTreeMap::new();
    for verdict in results.lines().filter_map(|line| line.split('\t').next()) {
        *counts.entry(verdict).or_insert(0_usize) += 1;
    }
    let comparison = known::compare(&results, known)?;
    println!("{}", counts.iter().map(|(verdict, count)| format!("{count} {verdict}")).collect::<Vec<_>>().join(", "));
    comparison.unexplained.iter().for_each(|name| println!("not explained: {name}"));
    comparison.outlived.iter().for_each(|name| println!("explained, and does not survive: {name}"));
    Ok(comparison == known::Comparison::default())
}

fn run(list: &Path, root: &Path, results: &Path, jobs: usize) -> Result<(), String> {
    let began = Instant::now();
    let mutants = mutant::read(list)?;
    let known: BTreeSet<String> = std::fs::read_to_string(results)
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.splitn(3, '\t').nth(2).map(str::to_owned))
        .collect();
    let mut tree = tree::Tree::new(root, &mutants)?;
    tree.plant(&mutants)?;
    let binaries = tree.build()?;
    eprintln!(
        "{} mutants, {} of them not built; built after {} s",
        mutants.len(),
        tree.unbuilt.len(),
        began.elapsed().as_secs()
    );
    // Each test runs in the folder of its package.
    let scratch = root.canonicalize().map_err(|error| format!("{}: {error}", root.display()))?.join("target");
    let tests = tests::survey(&binaries, &scratch, jobs)?;
    eprintln!("all tests looked at after {} s", began.elapsed().as_secs());
    let file = std::fs::File::options().create(true).append(true).open(results).map_err(|error| error.to_string())?;
    let file = Mutex::new(file);
    let todo: Vec<(u32, &mutant::Mutant)> =
        (1..).zip(&mutants).filter(|(_, mutant)| !known.contains(&mutant.name)).collect();
    let count = todo.len();
    tests::each(jobs, todo, |at, (number, mutant)| {
        let (verdict, test) = if tree.unbuilt.contains(&number) {
            ("unbuilt", String::new())
        } else {
            match tests::judge(number, &tests, Duration::from_secs(5)) {
                Verdict::Caught(test) => ("caught", test),
                Verdict::Hangs(test) => ("hangs", test),
                Verdict::Survived => ("SURVIVED", String::new()),
                Verdict::Unreached => ("UNREACHED", String::new()),
            }
        };
        if let Ok(mut file) = file.lock() {
            let _ = writeln!(file, "{verdict}\t{test}\t{}", mutant.name);
        }
        if at % 50 == 0 {
            eprintln!("{at} of {count} after {} s", began.elapsed().as_secs());
        }
    });
    eprintln!("done after {} s", began.elapsed().as_secs());
    Ok(())
}
