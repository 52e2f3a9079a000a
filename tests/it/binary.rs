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
        if !is_current(&program) {
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

/// Tells whether a program is there and no source of it is newer. Cargo lists the sources beside the program.
fn is_current(program: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|it| it.modified()).ok();
    let Some(made) = changed(program) else { return false };
    let Ok(list) = fs::read_to_string(program.with_extension("d")) else { return false };
    let Some((_, sources)) = list.split_once(": ") else { return false };
    let lock = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock"));
    // A space within a path is written with a backslash; such a path is not found, and cargo is asked.
    let is_older = |time: Option<SystemTime>| time.is_some_and(|time| time <= made);
    sources.split_whitespace().all(|source| is_older(changed(Path::new(source)))) && is_older(changed(lock))
}

/// Returns the path of the program `rfid-sim` in the profile that the tests run in.
pub fn rfid_sim() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| Program::Binary("rfid-sim").built())
}

#[test]
fn program_older_than_a_source_is_not_current() {
    let folder = tempfile::tempdir().unwrap();
    let [program, list, source] = ["a", "a.d", "a.rs"].map(|name| folder.path().join(name));
    assert!(!is_current(&program));
    fs::write(&source, "").unwrap();
    fs::write(&program, "").unwrap();
    assert!(!is_current(&program));
    fs::write(&list, format!("{}: {}\n", program.display(), source.display())).unwrap();
    let hour = std::time::Duration::from_secs(3600);
    let at = |path: &Path, time| fs::File::open(path).unwrap().set_modified(time).unwrap();
    at(&program, SystemTime::now() + hour);
    assert!(is_current(&program));
    at(&source, SystemTime::now() + 2 * hour);
    assert!(!is_current(&program));
    fs::remove_file(&source).unwrap();
    assert!(!is_current(&program));
}
