//! Texts that are small and expand to much: replayed in seconds, or refused with the limit that they exceed.

use std::time::Instant;

use super::{folder, run};

/// Most seconds of a busy test machine; without limits these tests take hours.
const SECONDS: u64 = 120;

/// Replays the first file; returns exit status and output, after asserting that the time was not exceeded.
#[expect(clippy::disallowed_methods, reason = "that it ends in time is what is tested")]
fn said(files: &[(&str, &str)]) -> (i32, String) {
    let folder = folder(files);
    let began = Instant::now();
    let ended = run(folder.path(), &[files[0].0]);
    assert!(began.elapsed().as_secs() < SECONDS, "{} took {:?}", files[0].0, began.elapsed());
    (ended.status, ended.printed + &ended.error)
}

/// Asserts that the files are refused with their limit.
fn refused(files: &[(&str, &str)], limit: &str) {
    let (status, told) = said(files);
    let told: String = told.replace(['\u{2502}', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert_ne!(status, 0);
    assert!(told.contains(limit), "{limit}: {told}");
}

#[test]
fn value_that_doubles_forty_times_is_refused() {
    let doubled = format!("a = 01\n{}> 805C0002 04\n", "a = {a}{a}\n".repeat(40));
    refused(&[("a.trace", &doubled)], "a value has at most 65544 octets");
    let many: String = (0..20_000).map(|at| format!("b{at} = {{a}}\n")).collect();
    let many = format!("a = 01\n{}{many}", "a = {a}{a}\n".repeat(16));
    refused(&[("a.trace", &many)], "at most 256 MiB together");
}

#[test]
fn exponential_includes_are_refused() {
    let tens: Vec<(String, String)> =
        (0..14).map(|at| (format!("ix{at}.trace"), format!("include \"ix{}.trace\"\n", at + 1).repeat(10))).collect();
    let mut files: Vec<(&str, &str)> = tens.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files.push(("ix14.trace", "> 805C0002 04\n"));
    refused(&files, "has more than 16 MiB");
}

#[cfg(unix)]
#[test]
fn endless_file_is_refused() {
    refused(&[("a.trace", "include \"/dev/zero\"\n")], "it has more than 256 MiB, the most that is read");
    refused(&[("a.trace", "profile \"/dev/zero\"\n")], "it has more than 4 MiB, the most that is read");
}

#[test]
fn oversized_case_table_is_refused() {
    let table = format!("cases a\n|a|\n{}{}end\n", "|0|\n".repeat(40_000), "contact\n".repeat(40_000));
    refused(&[("a.trace", &table)], "have more than 64 MiB");
    let wide = format!("cases a\n{}|\n{}|\nend\n", "|a".repeat(100), "|0".repeat(100));
    refused(&[("a.trace", &wide)], "100 columns, and 64 is the most");
}

#[test]
fn walk_beyond_wait_or_pattern_limit_is_refused() {
    refused(&[("a.walk", &format!("card open\n{}", "wait 24 h\n".repeat(3000)))], "waits 60 d at most");
    let pattern = "expect screen matching /(a?){500}a{500}|\\w{1000}/\n".repeat(20_000);
    refused(&[("a.walk", &pattern)], "too large: 256 KiB is the most");
    refused(&[("a.walk", &format!("card open\n{}", "restart\n".repeat(20_001)))], "a walk has 20000 steps at most");
    let many: String = (0..600).map(|at| format!("expect screen matching /{at}/\n")).collect();
    refused(&[("a.walk", &many)], "at most 500 different patterns");
}

#[test]
fn long_or_faulty_files_are_read_in_time() {
    assert_eq!(said(&[("a.trace", &format!("{}\n", "> 805C0002 04 \\\n".repeat(60_000)))]).0, 2);
    let (status, told) = said(&[("a.trace", &"nonsense\n".repeat(100_000))]);
    assert_eq!((status, told.matches("nonsense").count() < 100), (2, true));
    let uses: String = format!("cases a\n|a|\n{}{}end\n", "|zz|\n".repeat(30_000), "> {a}\n".repeat(30_000));
    assert_eq!(said(&[("a.trace", &uses)]).0, 2);
    let open = format!("> 805C0002 04\n< {}\n", ".. ".repeat(200_000));
    assert_eq!(said(&[("a.trace", &open)]).0, 0);
    let waits = format!("card open\n{}", "wait 1 min\n".repeat(3_000));
    assert_eq!(said(&[("a.walk", &waits)]).0, 0);
}

#[test]
fn profile_with_excess_factors_is_refused() {
    let factors = format!(
        "[master]\nfactors = [{}]\n[[master.key]]\nusage = \"load\"\nindex = 1\nvalue = \"{}\"\n",
        "\"asn\",".repeat(9),
        "00".repeat(16)
    );
    refused(
        &[("a.trace", "profile \"mine.toml\"\n"), ("mine.toml", &factors)],
        "9 factors are more than keys are made by",
    );
}
