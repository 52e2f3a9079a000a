//! Rules about the source, held by a machine instead of by goodwill. An exception of a rule stands in a list here with
//! its reason.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

mod floors;
mod handbook;
mod names;
mod prose;
mod source;

use source::{SourceFile, blanked};

/// Most lines of a file, tests aside.
const FILE_LINES_MAX: usize = 400;

/// Most lines of a function, tests aside.
const FUNCTION_LINES_MAX: usize = 50;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns every file below a folder, by path relative to the workspace. Build results and files of git are left out.
fn files_below(folder: &str) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_result = ["target", ".git", "corpus-grown", "artifacts"].contains(&name.as_str());
            if is_result {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((relative.trim_start_matches("./").to_owned(), path));
            }
        }
    }
    found.sort();
    found
}

/// Returns every Rust file of the repository.
fn sources() -> Vec<SourceFile> {
    let folders = ["applet", "host-sim", "tests", "docs"];
    let files = folders.iter().flat_map(|folder| files_below(folder));
    files
        .filter(|(name, _)| name.ends_with(".rs"))
        .map(|(name, path)| SourceFile::new(name, std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// Fails with all complaints at once.
fn none(complaints: impl IntoIterator<Item = String>) {
    let complaints: Vec<_> = complaints.into_iter().collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_file_opens_with_a_module_doc() {
    let silent = sources().into_iter().filter(|file| !file.text.starts_with("//! "));
    none(silent.map(|file| format!("{} does not open with `//!`", file.name)));
}

#[test]
fn no_file_exceeds_the_line_limit() {
    let long = sources().into_iter().filter(|file| !file.is_test() && file.code_lines() > FILE_LINES_MAX);
    none(long.map(|file| format!("{}: {} lines, over {FILE_LINES_MAX}", file.name, file.code_lines())));
}

#[test]
fn no_function_exceeds_the_line_limit() {
    let files: Vec<_> = sources().into_iter().filter(|file| !file.is_test()).collect();
    let functions = files.iter().flat_map(|file| file.functions().into_iter().map(move |function| (file, function)));
    let long = functions.filter(|(_, function)| function.lines > FUNCTION_LINES_MAX);
    none(long.map(|(file, f)| {
        format!("{}:{}: fn {} has {} lines, over {FUNCTION_LINES_MAX}", file.name, f.line, f.name, f.lines)
    }));
}

#[test]
fn function_lengths_are_measured() {
    let file = SourceFile::new(
        "x.rs".to_owned(),
        "//! X.\nfn a<'a>(_: [u8; 3]) {\n    let _ = \"}\"; // }\n}\nfn b() { '}' ; }\n".to_owned(),
    );
    let measured: Vec<_> = file.functions().iter().map(|f| (f.name.clone(), f.line, f.lines)).collect();
    assert_eq!(measured, [("a".to_owned(), 2, 3), ("b".to_owned(), 5, 1)]);
}

/// File whose exports keep their names only by the attribute `unsafe(no_mangle)`.
const EXPORTS: &str = "applet/targets/wasm/src/lib.rs";

#[test]
fn only_the_freestanding_card_uses_unsafe() {
    let elsewhere = sources().into_iter().filter(|file| !file.name.starts_with("tests/freestanding/"));
    none(elsewhere.filter(uses_unsafe).map(|file| format!("{} says `unsafe`", file.name)));
}

/// Returns whether a file has unsafe code; the attribute of an export is none in the file of the exports.
fn uses_unsafe(file: &SourceFile) -> bool {
    if file.name != EXPORTS {
        return file.has_word("unsafe");
    }
    let others = file.code.lines().filter(|line| line.trim() != "#[unsafe(no_mangle)]");
    SourceFile::new(file.name.clone(), others.collect::<Vec<_>>().join("\n")).has_word("unsafe")
}

#[test]
fn unsafe_code_beside_exports_is_noticed() {
    let file = |name: &str, code: &str| SourceFile::new(name.to_owned(), code.to_owned());
    let export = "#[unsafe(no_mangle)]\npub extern \"C\" fn put() {}\n";
    assert!(!uses_unsafe(&file(EXPORTS, export)));
    assert!(uses_unsafe(&file("applet/src/lib.rs", export)));
    assert!(uses_unsafe(&file(EXPORTS, &format!("{export}fn more() {{ unsafe {{ }} }}\n"))));
}

#[test]
fn no_test_or_example_is_silently_ignored() {
    let lines = sources().into_iter().flat_map(|file| {
        let name = file.name.clone();
        let found = file.text.lines().enumerate().filter(|(_, line)| {
            let line = line.trim();
            line == concat!("#[", "ignore]") || (line.starts_with("//") && line.contains(concat!("```", "ignore")))
        });
        found.map(|(at, line)| format!("{name}:{}: {}", at + 1, line.trim())).collect::<Vec<_>>()
    });
    none(lines);
}

#[test]
fn no_result_is_swallowed() {
    let files = sources().into_iter().filter(|file| !file.is_test());
    let swallowed = files.flat_map(|file| {
        let found: Vec<_> =
            file.code.lines().enumerate().filter(|(_, line)| line.trim_end().ends_with(".ok();")).collect();
        // `let x = y.ok();` keeps what it was given; a statement of its own throws it away.
        let lost =
            found.into_iter().filter(|(_, line)| !line.contains('=') && !line.trim_start().starts_with("return"));
        lost.map(|(at, line)| format!("{}:{}: {}", file.name, at + 1, line.trim())).collect::<Vec<_>>()
    });
    none(swallowed);
}

#[test]
fn applet_is_no_std_without_public_modules() {
    let text = std::fs::read_to_string(root().join("applet/src/lib.rs")).unwrap();
    let code = blanked(&text);
    let public: Vec<_> = code.lines().filter(|line| line.starts_with("pub mod ")).collect();
    assert_eq!(public, <[&str; 0]>::default());
    assert!(text.contains("#![no_std]"));
}

#[test]
fn applet_has_no_features_or_build_script() {
    let manifest = std::fs::read_to_string(root().join("applet/Cargo.toml")).unwrap();
    assert!(!manifest.contains("[features]") && !root().join("applet/build.rs").exists());
}

#[test]
fn changelog_has_an_entry_for_this_version() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let version =
        manifest.lines().find_map(|line| line.strip_prefix("version = ")).unwrap().trim_matches('"').to_owned();
    let changelog = std::fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    assert!(
        changelog.contains("## [Unreleased]") || changelog.contains(&format!("## [{version}]")),
        "nothing about {version}"
    );
}

#[test]
fn no_text_names_a_machine_path() {
    let places = [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Use", "rs/"), concat!("/wo", "rk/")];
    let mut complaints = Vec::new();
    for (name, path) in files_below("") {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let naming = text.lines().enumerate().filter(|(_, line)| places.iter().any(|place| line.contains(place)));
        complaints.extend(naming.map(|(at, line)| format!("{name}:{}: {line}", at + 1)));
    }
    none(complaints);
}

#[test]
fn no_source_has_a_todo_mark() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
    let marked = sources().into_iter().flat_map(|file| {
        let found = file.text.lines().enumerate().filter(|(_, line)| marks.iter().any(|mark| line.contains(mark)));
        found.map(|(at, line)| format!("{}:{}: {}", file.name, at + 1, line.trim())).collect::<Vec<_>>()
    });
    none(marked);
}

/// Returns name and versions of every package in a lock file.
fn locked(path: &str) -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(root().join(path)).unwrap();
    let mut packages = BTreeMap::<String, Vec<String>>::new();
    let value = |line: &str, key: &str| line.strip_prefix(key).map(|value| value.trim_matches('"').to_owned());
    let mut name = String::new();
    for line in text.lines() {
        if let Some(found) = value(line, "name = ") {
            name = found;
        } else if let Some(version) = value(line, "version = ") {
            packages.entry(name.clone()).or_default().push(version);
        }
    }
    packages
}

/// Lock files of other workspaces with the card, each with the packages that the workspace does not have.
const OTHER_LOCKS: &[(&str, &[&str])] = &[
    ("tests/freestanding/Cargo.lock", &["freestanding", "memory-functions"]),
    ("applet/targets/Cargo.lock", &["card-cortex-m4", "card-wasm", "cortex-m-rt", "cortex-m-rt-macros", "semihosting"]),
    (
        "host-sim/python/Cargo.lock",
        &[
            "rfid-sim-python",
            "pyo3",
            "pyo3-build-config",
            "pyo3-ffi",
            "pyo3-macros",
            "pyo3-macros-backend",
            "target-lexicon",
        ],
    ),
];

#[test]
fn card_has_the_same_dependencies_everywhere() {
    let workspace = locked("Cargo.lock");
    let mut complaints = Vec::new();
    for (lock, own) in OTHER_LOCKS {
        let others = locked(lock).into_iter().filter(|(name, _)| !own.contains(&name.as_str()));
        let differ = others.filter(|(name, versions)| {
            !versions.iter().all(|version| workspace.get(name).is_some_and(|known| known.contains(version)))
        });
        complaints.extend(differ.map(|(name, versions)| {
            format!("{lock}: {name} {versions:?} is not what the workspace has: {:?}", workspace.get(&name))
        }));
    }
    none(complaints);
}
