//! The report on the command line: written whole or not at all, never over another file, and from a world that is used.

use super::*;

/// Runs `rfid-sim report` in a folder; returns the exit status and standard error.
fn report(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    command.arg("report").args(arguments).current_dir(folder).env("NO_COLOR", "1").stdin(Stdio::null());
    let output = command.output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// Returns the names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn report_is_written_and_never_over_another() {
    let (folder, _) = world_of(1);
    let folder = folder.path();
    assert_eq!(report(folder, &["--world", "a.world", "-o", "a.html"]), (0, String::new()));
    let page = std::fs::read_to_string(folder.join("a.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"zh-CN\">") && page.ends_with("</html>"));
    let (status, told) = report(folder, &["--world", "a.world", "-o", "a.html", "--lang", "en"]);
    assert_eq!((status, told.as_str()), (2, "rfid-sim: a.html is already there; --force writes over it.\n"));
    assert_eq!(std::fs::read_to_string(folder.join("a.html")).unwrap(), page);
    assert_eq!(report(folder, &["--world", "a.world", "-o", "a.html", "--lang", "en", "--force"]), (0, String::new()));
    assert!(std::fs::read_to_string(folder.join("a.html")).unwrap().contains("lang=\"en\""));
    assert_eq!(names(folder), ["a.html", "a.world"]);
}

#[test]
fn report_that_fails_leaves_no_file() {
    let (folder, _) = world_of(1);
    let folder = folder.path();
    std::fs::write(folder.join("no.world"), "nothing of a world").unwrap();
    for arguments in [
        ["--world", "missing.world", "-o", "b.html", "--day", "all"],
        ["--world", "no.world", "-o", "b.html", "--day", "all"],
        ["--world", "a.world", "-o", "no/b.html", "--day", "all"],
        ["--world", "a.world", "-o", "b.html", "--day", "2009-02-30"],
        ["--world", "a.world", "-o", "b.html", "--day", "1969-12-31"],
        ["--world", "a.world", "-o", "b.html", "--lang", "fr"],
    ] {
        let (status, told) = report(folder, &arguments);
        assert!(status == 2 && !told.is_empty() && !told.contains("panicked"), "{arguments:?}: {told}");
    }
    assert_eq!(names(folder), ["a.world", "no.world"]);
}

#[test]
fn report_reads_a_world_in_use() {
    let (folder, path) = world_of(1);
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    file.begin(&mut world).unwrap();
    world.deposit(&number(1).parse().unwrap(), sim_wire::Fen(777)).unwrap();
    let read = |name: &str| {
        assert_eq!(report(folder.path(), &["--world", "a.world", "-o", name]), (0, String::new()));
        std::fs::read_to_string(folder.path().join(name)).unwrap()
    };
    assert!(!read("before.html").contains("7.77 元"));
    file.keep(&mut world).unwrap();
    assert!(read("after.html").contains("7.77 元"));
}
