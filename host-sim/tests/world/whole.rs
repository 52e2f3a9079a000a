//! A world's file is whole or absent, a torn copy of it is no world, and it is readable by its owner alone.

use super::*;

/// Returns the names of the files in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn killed_new_leaves_whole_world_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, path) = (folder.path(), folder.path().join("a.world"));
    let new = ["new", "a.world", "--people", "3", "--cash", "5"];
    let begun = Instant::now();
    done(folder, &new);
    let longest = u64::try_from(begun.elapsed().as_micros()).unwrap() * 5 / 4;
    let (mut dice, mut whole) = (Dice(11), 0);
    for round in 0..30 {
        std::fs::remove_file(&path).unwrap();
        // Most near the end, where the file comes to be; every third at any time, however slow the first one was.
        let least = if round % 3 == 0 { 0 } else { longest / 2 };
        killed(folder, &new, Duration::from_micros(least + dice.below(longest - least)));
        if path.exists() {
            whole += 1;
            assert_eq!(WorldFile::look(&path).unwrap().people().len(), 3, "round {round}");
        } else {
            // What is half made stands beside, and goes with the next.
            done(folder, &new);
        }
        done(folder, &["clock", "a.world", "+1s"]);
        assert_eq!(names(folder), ["a.world"], "round {round}");
    }
    assert!(whole < 30, "none was killed before its end");
}

/// Copies of the file alone, made while a command writes to it, are past worlds or are refused. The tests of the file
/// prove page by page that mixtures are refused; here real ones are caught, as many as come.
#[test]
fn torn_copy_is_past_world_or_refused() {
    let (folder, path) = world_of(2);
    let folder = folder.path();
    let copy = folder.join("a.copy");
    let mut last = WorldFile::look(&path).unwrap();
    for _ in 0..4 {
        let mut copies = std::collections::BTreeSet::new();
        let mut child = start(folder, &["text", "a.world", &number(1), "CX"]);
        while child.try_wait().unwrap().is_none() {
            copies.insert(std::fs::read(&path).unwrap());
        }
        assert!(child.wait().unwrap().success());
        done(folder, &["clock", "a.world", "+10s"]);
        for content in copies {
            std::fs::write(&copy, content).unwrap();
            match WorldFile::look(&copy) {
                Ok(world) => {
                    assert_eq!(world.audit(), Ok(()));
                    assert!(world.steps() >= last.steps(), "a step from before");
                    let entries = world.platform().books.ledger.entries();
                    assert_eq!(entries, last.platform().books.ledger.entries());
                }
                Err(why) => assert!(why.to_string().contains("is damaged"), "{why}"),
            }
        }
        last = WorldFile::look(&path).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn world_file_is_private_under_any_umask() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let program = ["-c", "umask 000; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_rfid-sim"), "world", "new", "a.world"];
    assert!(
        Command::new("sh").args(program).current_dir(folder.path()).stdout(Stdio::null()).status().unwrap().success()
    );
    let mode = std::fs::metadata(folder.path().join("a.world")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
