//! Tests of the tree: their names, the duration of each, and the mutants that each reaches.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use crate::tree::TestBinary;

/// Tests that build something else or look at the source: they are not run against mutants.
const ASIDE: &[&str] = &["freestanding", "tidy", "readme"];

/// Test with the mutants that it reaches.
#[derive(Clone, Debug)]
pub struct Test {
    pub binary: TestBinary,
    pub name: String,
    /// Duration of the test in the unchanged tree.
    pub time: Duration,
    /// Mutants that the test reaches.
    pub reach: BTreeSet<u32>,
}

/// Runs every test by itself, without a mutant, and records what it reaches. A test that fails is named and left out:
/// it would seem to find every mutant.
pub fn survey(binaries: &[TestBinary], scratch: &Path, jobs: usize) -> Result<Vec<Test>, String> {
    let mut named = Vec::new();
    for binary in binaries {
        let output =
            command(binary).args(["--list", "--format", "terse"]).output().map_err(|error| error.to_string())?;
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Some(name) = line.strip_suffix(": test") else { continue };
            if !ASIDE.iter().any(|aside| name.starts_with(aside)) {
                named.push((binary.clone(), name.to_owned()));
            }
        }
    }
    eprintln!("{} tests", named.len());
    let results = each(jobs, named, |at, (binary, name)| {
        let file = scratch.join(format!("reach-{at}"));
        let began = Instant::now();
        let status =
            command(&binary).args(["--exact", &name]).env("MUTANT_REACH", &file).stdout(Stdio::null()).status();
        let time = began.elapsed();
        let reach = std::fs::read_to_string(&file).unwrap_or_default();
        let _ = std::fs::remove_file(&file);
        let reach = reach.lines().filter_map(|line| line.parse().ok()).collect();
        let holds = status.is_ok_and(|status| status.success());
        (Test { binary, name, time, reach }, holds)
    });
    for (test, _) in results.iter().filter(|(_, holds)| !holds) {
        eprintln!("left aside, for it fails with no mutant: {}", test.name);
    }
    Ok(results.into_iter().filter(|(_, holds)| *holds).map(|(test, _)| test).collect())
}

/// Makes the command that runs a binary in its folder, without input.
fn command(binary: &TestBinary) -> Command {
    let mut command = Command::new(&binary.path);
    command.current_dir(&binary.folder).stdin(Stdio::null()).stderr(Stdio::null()).env_remove("MUTANT");
    // A snapshot that differs is a failure and is not kept; a counterexample of one mutant is not tried on the next.
    command.env("INSTA_UPDATE", "no").env("INSTA_FORCE_PASS", "0").env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1");
    command.env("CARGO_MANIFEST_DIR", &binary.folder);
    command
}

/// Verdict of the tests on a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// This test fails.
    Caught(String),
    /// This test, or one before it, does not end.
    Hangs(String),
    /// No test fails.
    Survived,
    /// No test reaches the mutant.
    Unreached,
}

/// Runs the tests that reach a mutant, the quick and close ones first, until one fails.
pub fn judge(mutant: u32, tests: &[Test], limit: Duration) -> Verdict {
    let mut near: Vec<&Test> = tests.iter().filter(|test| test.reach.contains(&mutant)).collect();
    if near.is_empty() {
        return Verdict::Unreached;
    }
    // A test that reaches few mutants is about this one.
    near.sort_by_key(|test| (test.time > limit, test.time.as_millis() / 300, test.reach.len()));
    let mut rest = near.as_slice();
    let mut size = 4;
    while let Some(first) = rest.first() {
        let of_binary = rest.iter().take(size).take_while(|test| test.binary.path == first.binary.path).count();
        let (batch, others) = rest.split_at(of_binary);
        match run(mutant, batch) {
            Verdict::Survived => {}
            verdict => return verdict,
        }
        rest = others;
        size = 24;
    }
    Verdict::Survived
}

/// Runs one process with a mutant and some tests of one binary, until the first failure.
fn run(mutant: u32, batch: &[&Test]) -> Verdict {
    use std::io::{BufRead, BufReader};
    let Some(first) = batch.first() else { return Verdict::Survived };
    let usual: Duration = batch.iter().map(|test| test.time).sum();
    let patience = usual * 8 + Duration::from_secs(20);
    let mut command = command(&first.binary);
    command.args(["--exact", "--test-threads=1"]).args(batch.iter().map(|test| &test.name));
    command.env("MUTANT", mutant.to_string()).stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else { return Verdict::Survived };
    let Some(output) = child.stdout.take() else { return Verdict::Survived };
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let began = Instant::now();
    let mut under_way = first.name.clone();
    let verdict = loop {
        match receiver.recv_timeout(patience.saturating_sub(began.elapsed())) {
            Ok(line) => {
                let Some((name, how)) = line.strip_prefix("test ").and_then(|line| line.split_once(" ... ")) else {
                    continue;
                };
                under_way = name.to_owned();
                if how.starts_with("FAILED") {
                    break Verdict::Caught(under_way);
                }
            }
            Err(mpsc::RecvTimeoutError::Timeout) => break Verdict::Hangs(under_way),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let is_well = child.wait().is_ok_and(|status| status.success());
                break if is_well { Verdict::Survived } else { Verdict::Caught(format!("{under_way} or after it")) };
            }
        }
    };
    let _ = child.kill();
    let _ = child.wait();
    verdict
}

/// Works on each item in order of beginning, on that many threads, and returns the results.
pub fn each<T: Send, R: Send>(jobs: usize, things: Vec<T>, work: impl Fn(usize, T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let things: Vec<Mutex<Option<T>>> = things.into_iter().map(|thing| Mutex::new(Some(thing))).collect();
    let results: Vec<Mutex<Option<R>>> = things.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(slot) = things.get(at) else { break };
                    let Some(thing) = slot.lock().ok().and_then(|mut slot| slot.take()) else { break };
                    let result = work(at, thing);
                    if let Ok(mut slot) = results[at].lock() {
                        *slot = Some(result);
                    }
                }
            });
        }
    });
    results.into_iter().filter_map(|slot| slot.into_inner().ok().flatten()).collect()
}
