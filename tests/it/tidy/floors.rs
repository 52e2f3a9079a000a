//! Layers of the workspace: what each crate and each module of the card may use, and the files that may touch the
//! outside world.

use std::process::Command;

use serde_json::Value;

use super::{none, root, sources};

/// Crates, from the ground up. A crate may use those below it; crates of one floor do not know each other.
const FLOORS: &[&[&str]] = &[
    &["sim-wire"],
    &["applet"],
    &["card-line", "sim-codec"],
    &["sim-device"],
    &["sim-explain", "sim-world"],
    &["sim-i18n", "sim-script"],
    &["sim-lab", "sim-smpp", "sim-web"],
    &["rfid-sim"],
];

/// Packages for tests alone, on which other crates depend for their tests only.
const TEST_PACKAGES: &[&str] = &["tests", "vector-files", "website-account"];

/// Libraries, each with the only crates that may use it.
const RESERVED: &[(&str, &[&str])] = &[
    ("clap", &["rfid-sim"]),
    ("ratatui", &["rfid-sim"]),
    ("crossterm", &["rfid-sim"]),
    ("reedline", &["rfid-sim"]),
    ("indicatif", &["rfid-sim"]),
    ("pcsc", &["sim-device"]),
    ("rusqlite", &["sim-lab", "sim-world"]),
    ("axum", &["sim-web"]),
    ("maud", &["sim-web", "rfid-sim"]),
    ("fantoccini", &["rfid-sim"]),
    ("rusmpp", &["sim-smpp", "rfid-sim"]),
    ("tokio", &["sim-smpp", "sim-web", "rfid-sim"]),
];

/// Returns the packages of the workspace, as cargo sees them.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn floor(package: &str) -> Option<usize> {
    FLOORS.iter().position(|packages| packages.contains(&package))
}

/// Returns the complaints about the dependencies of one package.
fn complaints(package: &Value) -> Vec<String> {
    let name = package["name"].as_str().unwrap();
    if TEST_PACKAGES.contains(&name) {
        return Vec::new();
    }
    let Some(own) = floor(name) else { return vec![format!("{name} is on no floor; say which in this test")] };
    let mut complaints = Vec::new();
    for dependency in package["dependencies"].as_array().unwrap() {
        let used = dependency["name"].as_str().unwrap();
        let for_tests = dependency["kind"] == "dev";
        if floor(used).is_some_and(|used| used >= own) {
            complaints.push(format!("{name} uses {used}, which is not below it"));
        }
        if TEST_PACKAGES.contains(&used) && !for_tests {
            complaints.push(format!("{name} uses {used}, which is for tests alone"));
        }
        let reserved = RESERVED.iter().find(|(library, _)| *library == used);
        if reserved.is_some_and(|(_, crates)| !crates.contains(&name)) {
            complaints.push(format!("{name} uses {used}, which it must not need"));
        }
    }
    complaints
}

#[test]
fn crates_use_only_crates_below() {
    none(packages().iter().flat_map(complaints));
}

#[test]
fn upward_dependency_is_a_complaint() {
    let mut packages = packages();
    let codec = packages.iter_mut().find(|package| package["name"] == "sim-codec").unwrap();
    assert_eq!(complaints(codec), <[String; 0]>::default());
    let planted = ["sim-script", "rusqlite", "vector-files"];
    let planted = planted.map(|name| serde_json::json!({"name": name, "kind": null}));
    codec["dependencies"].as_array_mut().unwrap().extend(planted);
    assert_eq!(complaints(codec).len(), 3);
}

#[test]
fn every_package_takes_workspace_lints() {
    for package in packages() {
        let manifest = package["manifest_path"].as_str().unwrap();
        let text = std::fs::read_to_string(manifest).unwrap();
        assert!(text.contains("[lints]\nworkspace = true"), "{manifest} does not take the workspace's lints");
    }
}

#[test]
fn every_crate_has_a_doc_with_compiled_code() {
    let silent = packages().into_iter().filter_map(|package| {
        let name = package["name"].as_str().unwrap().to_owned();
        let library = package["targets"]
            .as_array()
            .unwrap()
            .iter()
            .find(|target| target["kind"] == serde_json::json!(["lib"]))?;
        let text = std::fs::read_to_string(library["src_path"].as_str().unwrap()).unwrap();
        let doc = text.lines().take_while(|line| line.starts_with("//!")).collect::<Vec<_>>().join("\n");
        let is_shown = doc.contains("//! ```\n") || doc.contains("//! ```rust\n") || doc.contains("//! ```no_run\n");
        (!TEST_PACKAGES.contains(&name.as_str()) && !is_shown).then_some(name)
    });
    none(silent.map(|name| format!("the doc of {name} shows no use of it in code that is compiled")));
}

/// Floors of the card's modules, from the ground up. A module may use its own floor and those below it.
const APPLET_FLOORS: &[&[&str]] = &[
    &["crypto", "nvm", "entropy"],
    &["refusal", "request", "personalisation", "identity", "session"],
    &["wallet"],
    &["doors"],
    &["state", "manufacture", "card"],
    &["lib"],
];

#[test]
fn applet_imports_point_down() {
    let floor = |module: &str| APPLET_FLOORS.iter().position(|modules| modules.contains(&module));
    let mut complaints = Vec::new();
    for file in sources().into_iter().filter(|file| file.name.starts_with("applet/src/") && !file.is_test()) {
        let module = file.top_module("applet/src/");
        let Some(own) = floor(&module) else {
            complaints.push(format!("{} is on no floor; say which in this test", file.name));
            continue;
        };
        let used = file.paths_from("crate").into_iter().filter_map(|used| floor(&used).map(|floor| (used, floor)));
        complaints.extend(
            used.filter(|(_, floor)| *floor > own)
                .map(|(used, _)| format!("{} uses crate::{used}, a floor above", file.name)),
        );
    }
    none(complaints);
}

/// Names that only some files of `host-sim` may use, each with these files.
const HOST_PRIVILEGES: &[(&str, &[&str])] = &[
    ("clap", &["src/cli.rs", "src/cli/"]),
    (
        "std::fs",
        &[
            "src/cli.rs",
            "src/cli/",
            "device/src/bounded.rs",
            "device/src/memory/file.rs",
            "device/src/memory/file/",
            "device/src/private_file.rs",
            "device/src/profile/file.rs",
            "lab/src/fleet/file.rs",
            "world/src/store/sqlite.rs",
            "world/src/store/sqlite/",
        ],
    ),
    (
        "rusqlite",
        &["lab/src/fleet/file.rs", "lab/src/fleet/file/", "world/src/store/sqlite.rs", "world/src/store/sqlite/"],
    ),
    (
        "std::net",
        &[
            "src/cli/certify/vpcd_slot.rs",
            "src/cli/gsmtap.rs",
            "src/cli/modem/",
            "src/cli/reader/",
            "src/cli/smpp.rs",
            "src/cli/web.rs",
            "smpp/src/",
            "web/src/",
        ],
    ),
    ("Instant::now", &["src/cli.rs", "src/cli/"]),
    ("SystemTime::now", &["src/cli.rs", "src/cli/"]),
    ("thread::sleep", &["src/cli/reader/journal_thread.rs", "world/src/store/sqlite/connection.rs"]),
];

#[test]
fn only_the_faces_touch_the_outside_world() {
    let mut complaints = Vec::new();
    for file in sources()
        .into_iter()
        .filter(|file| file.name.starts_with("host-sim/") && file.name.contains("/src/") && !file.is_test())
    {
        let name = file.name.trim_start_matches("host-sim/").to_owned();
        for (privilege, holders) in HOST_PRIVILEGES {
            let may =
                holders.iter().any(|holder| name == *holder || (holder.ends_with('/') && name.starts_with(holder)));
            if !may && file.has_word(privilege) {
                complaints.push(format!("{} says `{privilege}`", file.name));
            }
        }
    }
    none(complaints);
}
