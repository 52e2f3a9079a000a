//! The project's own programs, for tests that run them as people do.
//!
//! `cargo test --workspace` has built them before it starts a test. To ask cargo for one package alone would choose
//! other features of the same dependencies and compile them all again, so cargo is asked only for a program that is
//! absent or older than what it is made of.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

/// Program of a package.
#[derive(Clone, Copy)]
pub enum Program<'a> {
    /// Binary with the name of its package.
    Binary(&'a str),
    /// Example of a package.
    Example {
        /// Package.
        package: &'a str,
        /// Name of the example.
        name: &'a str,
    },
}

impl Program<'_> {
    /// Returns its path in the profile that the tests run in, and builds it if it is not there as its sources are now.
    pub fn built(self) -> PathBuf {
        let test = std::env::current_exe().unwrap();
        let folder = test.parent().and_then(Path::parent).expect("tests stand in target/PROFILE/deps");
        let (package, kind, name, path) = match self {
            Self::Binary(package) => (package, "--bin", package, folder.to_owned()),
            Self::Example { package, name } => (package, "--example", name, folder.join("examples")),
        };
        let program = path.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        if !is_current(&program, Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))) {
            let mut build = Command::new(env!("CARGO"));
            build.args(["build", "--quiet", "--locked", "--package", package, kind, name]);
            build.arg("--manifest-path").arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"));
            build.arg("--target-dir").arg(folder.parent().expect("target"));
            if folder.ends_with("release") {
                build.arg("--release");
            }
            assert!(build.status().unwrap().success(), "{name} does not build");
        }
        program
    }
}

/// Sources of the programs, in the folder of the workspace.
const SOURCES: [&str; 4] = ["Cargo.toml", "Cargo.lock", "applet", "host-sim"];

/// Folders without a source of a program.
const OTHERS: [&str; 4] = ["tests", "benches", "python", "target"];

/// Tells whether a program is there and no source is newer. Cargo lists the sources of a program that it was asked for,
/// and not of one that it has built for tests; so all of them are looked at.
fn is_current(program: &Path, workspace: &Path) -> bool {
    let Some(made) = changed(program) else { return false };
    SOURCES.iter().all(|source| is_older(&workspace.join(source), made))
}

/// Returns when a file or folder was changed.
fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|it| it.modified()).ok()
}

/// Tells whether a source, and all below it, was changed no later than then. A folder changes with its list of files.
fn is_older(source: &Path, made: SystemTime) -> bool {
    if changed(source).is_none_or(|time| time > made) {
        return false;
    }
    let Ok(entries) = fs::read_dir(source) else { return true };
    let paths = entries.map(|entry| entry.expect("a folder of sources can be read").path());
    let is_other = |path: &PathBuf| OTHERS.iter().any(|name| path.ends_with(name));
    paths.filter(|path| !is_other(path)).all(|path| is_older(&path, made))
}

/// Returns the path of the program `rfid-sim` in the profile that the tests run in.
pub fn rfid_sim() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| Program::Binary("rfid-sim").built())
}

#[test]
fn program_older_than_a_source_is_not_current() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path();
    let [program, source, test] =
        ["program", "host-sim/src/a.rs", "host-sim/tests/a.rs"].map(|name| workspace.join(name));
    for path in ["applet", "host-sim/src", "host-sim/tests"] {
        fs::create_dir_all(workspace.join(path)).unwrap();
    }
    for path in ["Cargo.toml", "Cargo.lock", "host-sim/src/a.rs", "host-sim/tests/a.rs"] {
        fs::write(workspace.join(path), "").unwrap();
    }
    let hour = std::time::Duration::from_secs(3600);
    let at = |path: &Path, time| fs::File::open(path).unwrap().set_modified(time).unwrap();
    assert!(!is_current(&program, workspace));
    fs::write(&program, "").unwrap();
    at(&program, SystemTime::now() + hour);
    assert!(is_current(&program, workspace));
    at(&test, SystemTime::now() + 2 * hour);
    assert!(is_current(&program, workspace));
    at(&source, SystemTime::now() + 2 * hour);
    assert!(!is_current(&program, workspace));
    fs::remove_file(&source).unwrap();
    at(&program, SystemTime::now());
    at(&workspace.join("host-sim/src"), SystemTime::now() + hour);
    assert!(!is_current(&program, workspace));
}
