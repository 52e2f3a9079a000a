//! `rfid-sim run --bless`: expectations that are rewritten, expectations that are left, and files that stay what they
//! were.

use super::{SELECT, content, folder, run};

#[test]
fn blessed_trace_holds_on_next_run() {
    let wrong = format!(
        "card balance 1 yuan\n{SELECT}> 805C0002 04   # ask\n< {{2 yuan}} 9000   # kept\n> 00840000 04\n< drawn:4 6A8?\n"
    );
    let folder = folder(&[("a.trace", &wrong), ("b.trace", "reset\n")]);
    let ended = run(folder.path(), &[".", "--bless"]);
    assert!(
        ended.printed.contains("./a.trace ... blessed (3 commands, 2 expectations rewritten)"),
        "{}",
        ended.printed
    );
    let new = std::fs::read_to_string(folder.path().join("a.trace")).unwrap();
    assert_eq!(new, wrong.replace("{2 yuan}", "{1.00 yuan}").replace("6A8?", "9000"));
    assert_eq!(std::fs::read_to_string(folder.path().join("b.trace")).unwrap(), "reset\n");
    assert_eq!(run(folder.path(), &["."]).status, 0);
}

#[test]
fn bless_show_prints_difference_without_writing() {
    let wrong = format!("{SELECT}> 805C0002 04\n< {{2 yuan}} 9000\n");
    let folder = folder(&[("a.trace", &wrong), ("b.trace", "reset\n")]);
    let before = content(folder.path());
    let ended = run(folder.path(), &[".", "--bless=show"]);
    insta::assert_snapshot!(ended.printed, @r"
    ./a.trace ... would be blessed (2 commands, 1 expectation to rewrite)
    ./b.trace ... ok (0 commands)

    --- ./a.trace
    +++ ./a.trace
    @@ -1,3 +1,3 @@
     > 00A40400 Lc D1560001018003800000000100000000
     > 805C0002 04
    -< {2 yuan} 9000
    +< {0.00 yuan} 9000

    2 traces, 2 results, 2 commands: 2 held, 1 to rewrite
    ");
    assert_eq!(ended.status, 1);
    assert_eq!(content(folder.path()), before);
    let report = run(folder.path(), &[".", "--bless=show", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report.printed).unwrap();
    assert!(report["differences"][0]["difference"].as_str().unwrap().contains("+< {0.00 yuan} 9000"), "{report}");
    assert_eq!(report["traces"][0]["rewritten"], 1);
    assert_eq!(report["traces"][0]["held"], false);
}

#[test]
fn unblessable_expectation_is_left_and_reported() {
    let flips = format!(
        "card pin on\ncases pins\n| pin |\n| 1111 |\n| 1234 |\n{SELECT}> 00200000 Lc {{pin}}\n< 6985\nend\n> 805C0102 04\n< a:4 9000\n"
    );
    let folder = folder(&[("a.trace", &flips)]);
    let ended = run(folder.path(), &["a.trace", "--bless"]);
    for part in [
        "a.trace ... FAILED (3 cases, 5 commands, 2 left)\n",
        "a.trace:8\n  left      it is played more than once and would have to be `63C2` and `9000`\n",
        "a.trace:11\n  left      the answer 6A86 has no place for what is captured as `a`\n",
        "1 trace, 3 results, 5 commands: 0 held, 3 failed\n",
    ] {
        assert!(ended.printed.contains(part), "{part}\n{}", ended.printed);
    }
    assert_eq!(ended.status, 1);
    assert_eq!(std::fs::read_to_string(folder.path().join("a.trace")).unwrap(), flips);
    let report = run(folder.path(), &["a.trace", "--bless", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report.printed).unwrap();
    assert_eq!(report["traces"][0]["left"][0]["line"], 8);
}

#[test]
fn shared_include_is_rewritten_only_if_unanimous() {
    let folder = folder(&[
        ("common.trace", "> 805C0002 04\n< {1 yuan} 9000\n"),
        ("a.trace", &format!("card balance 5 yuan\n{SELECT}include \"common.trace\"\n")),
        ("b.trace", &format!("card balance 5 yuan\n{SELECT}include \"common.trace\"\n")),
    ]);
    let both = run(folder.path(), &["a.trace", "b.trace", "--bless"]);
    assert!(
        both.printed.contains("a.trace ... blessed (2 commands, 1 expectation of common.trace rewritten)"),
        "{}",
        both.printed
    );
    assert_eq!(both.status, 0);
    let common = folder.path().join("common.trace");
    assert_eq!(std::fs::read_to_string(&common).unwrap(), "> 805C0002 04\n< {5.00 yuan} 9000\n");
    std::fs::write(folder.path().join("b.trace"), format!("card balance 6 yuan\n{SELECT}include \"common.trace\"\n"))
        .unwrap();
    let apart = run(folder.path(), &["a.trace", "b.trace", "--bless"]);
    assert!(
        apart.printed.contains("./common.trace:2\n  left") || apart.printed.contains("common.trace:2\n  left"),
        "{}",
        apart.printed
    );
    assert_eq!(apart.status, 1);
    assert_eq!(std::fs::read_to_string(&common).unwrap(), "> 805C0002 04\n< {5.00 yuan} 9000\n");
}

#[cfg(unix)]
#[test]
fn blessed_file_keeps_links_and_permissions() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let wrong = format!("{SELECT}> 805C0002 04\n< {{2 yuan}} 9000\n");
    let folder = folder(&[("real.trace", &wrong), ("hard.trace", &wrong)]);
    let at = |name: &str| folder.path().join(name);
    symlink("real.trace", at("link.trace")).unwrap();
    std::fs::set_permissions(at("real.trace"), std::fs::Permissions::from_mode(0o640)).unwrap();
    std::fs::hard_link(at("hard.trace"), at("other")).unwrap();
    assert_eq!(run(folder.path(), &["link.trace", "hard.trace", "--bless"]).status, 0);
    assert!(at("link.trace").is_symlink());
    assert_eq!(std::fs::metadata(at("real.trace")).unwrap().mode() & 0o7777, 0o640);
    assert_eq!(std::fs::read(at("hard.trace")).unwrap(), std::fs::read(at("other")).unwrap());
    assert!(std::fs::read_to_string(at("other")).unwrap().contains("{0.00 yuan} 9000"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4, "nothing else is left behind");
}

#[test]
fn file_under_two_names_is_blessed_consistently() {
    let folder = folder(&[
        ("x/common.trace", "> 805C0002 04\n< {1 yuan} 9000\n"),
        ("a.trace", &format!("{SELECT}include \"x/common.trace\"\ninclude \"x/../x/common.trace\"\n")),
    ]);
    let ended = run(folder.path(), &["a.trace", "--bless"]);
    assert_eq!(run(folder.path(), &["a.trace"]).status, ended.status, "{}", ended.printed);
}
