//! The extension for Visual Studio Code: its files name each other, and its grammars colour every line of our texts.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the whole target is tests, their helpers too, and a panic is how a test speaks"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn extension() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../editors/vscode")
}

fn json(path: &str) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(extension().join(path)).unwrap()).unwrap()
}

#[test]
fn extension_names_files_that_are_there() {
    let package = json("package.json");
    assert!(extension().join(package["main"].as_str().unwrap()).is_file());
    for grammar in package["contributes"]["grammars"].as_array().unwrap() {
        let path = grammar["path"].as_str().unwrap();
        assert_eq!(json(path)["scopeName"], grammar["scopeName"], "{path}");
    }
    let languages = package["contributes"]["languages"].as_array().unwrap();
    let mut extensions: Vec<&str> = Vec::new();
    for language in languages {
        json(language["configuration"].as_str().unwrap());
        extensions.extend(language["extensions"].as_array().unwrap().iter().filter_map(serde_json::Value::as_str));
    }
    let known = sim_script::kind::TextKind::SCRIPT_EXTENSIONS.map(|extension| format!(".{extension}"));
    let mut extensions: Vec<String> = extensions.into_iter().map(str::to_owned).collect();
    let mut known = known.to_vec();
    extensions.sort();
    known.sort();
    assert_eq!(extensions, known);
    assert!(package.get("dependencies").is_none(), "the extension needs no package");
}

#[test]
#[ignore = "needs node and npm, which bring vscode-textmate"]
fn grammars_colour_every_text() {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/ci-tools/textmate");
    std::fs::create_dir_all(tools.join("test")).unwrap();
    let copied = Command::new("cp").arg("-r").arg(extension().join(".")).arg(&tools).status().unwrap();
    assert!(copied.success());
    let packages = ["install", "--no-save", "--no-audit", "--no-fund", "vscode-textmate@9", "vscode-oniguruma@2"];
    let installed = Command::new("npm").args(packages).current_dir(&tools).output().unwrap();
    assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
    let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../apdu-traces");
    let tried = Command::new("node").arg("test/grammar.mjs").arg(texts).current_dir(&tools).output().unwrap();
    assert!(tried.status.success(), "{}", String::from_utf8_lossy(&tried.stderr));
}
