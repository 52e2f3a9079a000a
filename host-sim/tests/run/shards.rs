//! Parts of a corpus: together the whole, whoever divides it.

use std::collections::BTreeSet;

use super::*;

/// Corpus of seven files in two folders, one of which fails.
fn corpus() -> TempDir {
    folder(&[
        ("traces/a.trace", SELECT),
        ("traces/b.trace", SELECT),
        ("traces/c.trace", SELECT),
        ("traces/purse/a.trace", SELECT),
        ("traces/purse/b.trace", SELECT),
        ("traces/purse/wrong.trace", "> 805C000204\n< 0000000A 9000\n"),
        ("traces/w.walk", "expect idle\n"),
    ])
}

/// Returns the files of a report in JSON.
fn files(ended: &Ended) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(&ended.printed).unwrap();
    let traces = report["traces"].as_array().unwrap().iter();
    traces.map(|trace| trace["path"].as_str().unwrap().to_owned()).collect()
}

/// Runs the binary with a variable for the shard.
fn run_with(folder: &Path, shard: &str, arguments: &[&str]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    let output = command.args(arguments).current_dir(folder).env("RFID_SIM_SHARD", shard).output().unwrap();
    let words = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    Ended { status: output.status.code().unwrap(), printed: words(output.stdout), error: words(output.stderr) }
}

#[test]
fn shards_together_are_the_whole() {
    let corpus = corpus();
    let whole = files(&run(corpus.path(), &["traces", "--format", "json"]));
    assert_eq!(whole.len(), 7);
    for count in 1..=9 {
        let mut parts = Vec::new();
        let mut statuses = Vec::new();
        for index in 1..=count {
            let shard = format!("{index}/{count}");
            let ended = run(corpus.path(), &["traces", "--format", "json", "--shard", &shard]);
            parts.extend(files(&ended));
            statuses.push(ended.status);
        }
        parts.sort();
        assert_eq!(parts, whole, "{count} shards");
        let failed: Vec<_> = statuses.iter().filter(|status| **status != 0).collect();
        assert_eq!(failed, [&1], "one shard has the failure, and the empty ones hold");
    }
}

#[test]
fn shard_is_the_same_wherever_the_corpus_lies() {
    let corpus = corpus();
    let path = corpus.path().join("traces");
    let path = path.to_str().unwrap();
    let named = |files: Vec<String>| -> BTreeSet<String> {
        files.iter().map(|file| file.rsplit("traces/").next().unwrap().to_owned()).collect()
    };
    let elsewhere = run(Path::new("/"), &[path, "--format", "json", "--shard", "2/3"]);
    let here = run(corpus.path(), &["./traces", "--format", "json", "--shard", "2/3"]);
    assert_eq!(named(files(&elsewhere)), named(files(&here)));
    assert!(!files(&here).is_empty());
}

#[test]
fn environment_chooses_a_shard_unless_option_does() {
    let corpus = corpus();
    let json = ["run", "traces", "--format", "json"];
    let by_option = run(corpus.path(), &["traces", "--format", "json", "--shard", "1/2"]);
    let by_variable = run_with(corpus.path(), "1/2", &json);
    assert_eq!(files(&by_variable), files(&by_option));
    let both = run_with(corpus.path(), "2/2", &[&json[..], &["--shard", "1/2"]].concat());
    assert_eq!(files(&both), files(&by_option));
}

#[test]
fn wrong_shard_is_refused_with_advice() {
    let corpus = corpus();
    let ended = run(corpus.path(), &["traces", "--shard", "5/4"]);
    assert_eq!(ended.status, 2);
    assert!(ended.error.contains("a shard is K/N, such as 2/4, with K from 1 to N"), "{}", ended.error);
    for command in [&["run", "traces"][..], &["storm", "--runs", "1"], &["menu", "--states", "1"]] {
        let ended = run_with(corpus.path(), "0/4", command);
        assert_eq!((ended.status, ended.printed.as_str()), (2, ""), "{command:?}");
        assert!(ended.error.contains("RFID_SIM_SHARD is \"0/4\""), "{}", ended.error);
        assert!(ended.error.contains("a shard is K/N"), "{}", ended.error);
    }
    let ended = run(corpus.path(), &["traces/a.trace", "--shard", "1/2", "--card", "a.card"]);
    assert_eq!(ended.status, 2);
    assert!(!corpus.path().join("a.card").exists());
}

#[test]
fn one_file_that_is_kept_knows_no_shards() {
    let corpus = corpus();
    for shard in ["1/2", "2/2"] {
        let ended = run_with(corpus.path(), shard, &["run", "traces/a.trace", "--card", "a.card"]);
        assert!(ended.status == 0 && ended.printed.contains("1 trace, 1 result"), "{}", ended.printed);
    }
}

#[test]
fn reports_say_which_shard_they_are_of() {
    let corpus = corpus();
    let ended = run(corpus.path(), &["traces", "--shard", "1/1"]);
    assert!(!ended.printed.contains("shard"), "one shard of one is the whole: {}", ended.printed);
    let counted: usize = ["1/2", "2/2"]
        .iter()
        .map(|shard| {
            let ended = run(corpus.path(), &["traces", "--shard", shard]);
            let last = ended.printed.trim_end().lines().last().unwrap().to_owned();
            let count =
                last.strip_prefix(&format!("shard {shard}: ")).and_then(|rest| rest.strip_suffix(" of 7 files"));
            count.unwrap_or_else(|| panic!("{last}")).parse::<usize>().unwrap()
        })
        .sum();
    assert_eq!(counted, 7);
    let report: serde_json::Value =
        serde_json::from_str(&run(corpus.path(), &["traces", "--format", "json", "--shard", "2/2"]).printed).unwrap();
    assert_eq!(report["shard"], serde_json::json!({ "index": 2, "count": 2, "files": 7 }));
    let junit = run(corpus.path(), &["traces", "--format", "junit", "--shard", "2/2"]).printed;
    assert!(junit.contains("name=\"rfid-sim run, shard 2/2\""), "{junit}");
}

#[test]
fn filter_is_judged_over_all_shards() {
    let corpus = corpus();
    let ended: Vec<Ended> = ["1/2", "2/2"]
        .iter()
        .map(|shard| run(corpus.path(), &["traces", "--filter", "wrong", "--format", "json", "--shard", shard]))
        .collect();
    assert_eq!(ended.iter().map(|ended| files(ended).len()).sum::<usize>(), 1);
    assert_eq!(ended.iter().map(|ended| ended.status).sum::<i32>(), 1);
    for shard in ["1/2", "2/2"] {
        let ended = run(corpus.path(), &["traces", "--filter", "absent", "--shard", shard]);
        assert!(ended.status == 2 && ended.error.contains("\"absent\""), "{}", ended.error);
    }
}

#[test]
fn shards_of_storms_and_starts_are_the_whole() {
    let corpus = corpus();
    let counts = |shard: &str, arguments: &[&str]| -> Vec<u64> {
        let ended = run_with(corpus.path(), shard, arguments);
        assert_eq!(ended.status, 0, "{}{}", ended.printed, ended.error);
        let line = ended.printed.lines().find(|line| line.contains("none wrong")).unwrap();
        let line = line.split(", in ").next().unwrap();
        line.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
    };
    for arguments in [&["storm", "--runs", "7"][..], &["menu", "--start", "open"]] {
        let sum: Vec<u64> = ["1/3", "2/3", "3/3"]
            .iter()
            .map(|shard| counts(shard, arguments))
            .reduce(|sum, part| sum.iter().zip(part).map(|(sum, part)| sum + part).collect())
            .unwrap();
        let whole = match arguments[0] {
            "storm" => counts("1/1", arguments),
            // A single start prints its tree; its counts are those of the only shard that has it.
            _ => sum.clone(),
        };
        assert_eq!(sum, whole, "{arguments:?}");
        assert!(sum[0] > 0);
    }
}

/// Returns the line of an example that calls the simulator, without what YAML has before it.
fn line_of(example: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/ci").join(example);
    let text = std::fs::read_to_string(path).unwrap();
    let found: Vec<&str> = text.lines().filter(|line| line.contains("--shard")).collect();
    let [line] = found[..] else { panic!("{example}: one line calls the simulator, not {found:?}") };
    line.trim_start().trim_start_matches("- run: ").trim_start_matches("- ").to_owned()
}

/// Runs a line in a shell, as an engine does on one of its machines, and returns what it leaves.
fn engine(folder: &Path, line: &str, variables: &[(&str, String)]) -> (Ended, String) {
    let binary = Path::new(env!("CARGO_BIN_EXE_rfid-sim")).parent().unwrap().to_owned();
    let rest = std::env::var_os("PATH").unwrap();
    let path = std::env::join_paths(std::iter::once(binary).chain(std::env::split_paths(&rest))).unwrap();
    let mut command = Command::new("/bin/sh");
    command.args(["-c", line]).current_dir(folder).env("PATH", path);
    let output = command.envs(variables.iter().map(|(name, value)| (name, value))).output().unwrap();
    let words = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    let ended =
        Ended { status: output.status.code().unwrap(), printed: words(output.stdout), error: words(output.stderr) };
    (ended, std::fs::read_to_string(folder.join("junit.xml")).unwrap_or_default())
}

#[test]
fn examples_for_engines_replay_everything_once() {
    let corpus = corpus();
    let line = line_of("github-actions.yml");
    let github = (1..=4).map(|shard| {
        let line = line.replace("${{ matrix.shard }}", &shard.to_string());
        engine(corpus.path(), &line, &[]).1
    });
    let line = line_of("gitlab-ci.yml");
    let gitlab = (1..=4).map(|shard: u32| {
        let variables = [("CI_NODE_INDEX", shard.to_string()), ("CI_NODE_TOTAL", "4".to_owned())];
        engine(corpus.path(), &line, &variables).1
    });
    for reports in [github.collect::<Vec<_>>(), gitlab.collect()] {
        let suites: usize = reports.iter().map(|report| report.matches("<testsuite ").count()).sum();
        assert_eq!(suites, 7, "{reports:?}");
    }
    // A hundredth of the runs of the example.
    let line = line_of("kubernetes-storm.yml").replace("--runs 100000", "--runs 20");
    let runs: usize = (0..16)
        .map(|index: u32| {
            let (ended, _) = engine(corpus.path(), &line, &[("JOB_COMPLETION_INDEX", index.to_string())]);
            let last = ended.printed.trim_end().lines().last().unwrap().to_owned();
            let count = last.strip_prefix(&format!("shard {}/16: ", index + 1)).unwrap_or_else(|| panic!("{last}"));
            count.split(' ').next().unwrap().parse::<usize>().unwrap()
        })
        .sum();
    assert_eq!(runs, 20);
}
