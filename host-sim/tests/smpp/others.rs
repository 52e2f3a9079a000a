//! Clients of others: PyPI's smpplib and npm's `smpp`, whose connections break off in the middle.

use std::process::Output;

use serde_json::Value;

use super::*;

/// Number of texts that a client sends, and of breaks in the middle. `SMPP_COUNT` chooses another number of texts.
const COUNT: usize = 2000;
const BREAKS: usize = 3;

/// Returns the folder for what npm and pip install.
fn tools() -> PathBuf {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/ci-tools/smpp");
    std::fs::create_dir_all(&tools).unwrap();
    tools
}

/// Runs a program that must succeed.
fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|why| panic!("{command:?}: {why}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Lets a client send its texts, and compares its counts with the world's.
fn count(program: &Path, script: &str) {
    let (folder, path) = world();
    let count = std::env::var("SMPP_COUNT").map_or(COUNT, |count| count.parse().unwrap());
    let server = Server::start(folder.path(), &["--queue", "200000"]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/smpp").join(script);
    let began = Instant::now();
    let mut client = Command::new(program);
    client.arg(script).args([server.port.to_string(), count.to_string(), "2".to_owned(), BREAKS.to_string()]);
    let printed = succeed(client.env("NODE_PATH", tools().join("node_modules")).current_dir(folder.path()));
    println!("{count} texts in {:?}", began.elapsed());
    server.kill();
    let counts: Value = serde_json::from_slice(&printed.stdout).unwrap();
    let accepted = counts["accepted"].as_object().unwrap();
    let unanswered: BTreeSet<&str> =
        counts["unanswered"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(accepted.len() + unanswered.len(), count);
    let world = look(&path);
    let all: Vec<String> = inbox(&world, 1).into_iter().chain(inbox(&world, 2)).collect();
    let arrived: BTreeSet<&str> = all.iter().map(String::as_str).collect();
    assert_eq!(arrived.len(), all.len(), "a text arrived twice");
    for (text, id) in accepted {
        assert!(arrived.contains(text.as_str()), "{text}, accepted as {id}, is lost");
        assert!(
            counts["receipts"][id.as_str().unwrap()].as_u64() >= Some(1),
            "{text}, accepted as {id}, has no receipt"
        );
    }
    let known = |text: &&str| accepted.contains_key(*text) || unanswered.contains(*text);
    assert!(arrived.iter().all(known), "a text arrived that was never sent");
}

#[test]
#[ignore = "needs python3-venv and PyPI's smpplib"]
fn smpplib_loses_and_doubles_nothing() {
    let venv = tools().join("venv");
    if !venv.join("bin/pip").exists() {
        succeed(Command::new("python3").args(["-m", "venv"]).arg(&venv));
    }
    let packages = ["install", "--quiet", "--disable-pip-version-check", "smpplib==2.2.4"];
    succeed(Command::new(venv.join("bin/pip")).args(packages));
    count(&venv.join("bin/python"), "smpplib_client.py");
}

#[test]
#[ignore = "needs node, npm and npm's smpp"]
fn node_smpp_loses_and_doubles_nothing() {
    let packages = ["install", "--no-save", "--no-audit", "--no-fund", "smpp@0.6.0-rc.4"];
    succeed(Command::new("npm").args(packages).current_dir(tools()));
    count(Path::new("node"), "node_client.js");
}
