//! The JSON report against its published schema, `docs/run.schema.json`: every kind of report is valid, every member of
//! the schema occurs, and reports that were tampered with are invalid.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::{SELECT, folder, run};

/// Validator of a subset of JSON Schema (2020-12). A keyword that it does not know is a panic, so that no rule of the
/// schema is passed over.
struct Validator {
    schema: Value,
    /// Members of the schema that occurred in a report.
    seen: BTreeSet<String>,
}

impl Validator {
    fn new() -> Validator {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/run.schema.json");
        let schema = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        Validator { schema, seen: BTreeSet::new() }
    }

    /// Returns the first violation; `None` if the value is valid.
    fn violation(&mut self, value: &Value) -> Option<String> {
        let schema = self.schema.clone();
        self.check(&schema, value, "#").err()
    }

    fn check(&mut self, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
        for (keyword, rule) in schema.as_object().unwrap() {
            match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" => {}
                "$ref" => {
                    let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                    let referred = self.schema["$defs"][name].clone();
                    assert!(referred.is_object(), "{rule}");
                    self.check(&referred, value, &format!("#/$defs/{name}"))?;
                }
                "properties" => self.check_members(rule, value, place)?,
                "additionalProperties" => self.check_others(schema, value, place)?,
                "items" => {
                    for item in value.as_array().into_iter().flatten() {
                        self.check(rule, item, &format!("{place}/items"))?;
                    }
                }
                keyword => check_alone(keyword, rule, value).map_err(|what| format!("{place}: {what}: {value}"))?,
            }
        }
        Ok(())
    }

    fn check_members(&mut self, rules: &Value, value: &Value, place: &str) -> Result<(), String> {
        for (name, rule) in rules.as_object().unwrap() {
            let Some(member) = value.get(name) else { continue };
            self.seen.insert(format!("{place}/properties/{name}"));
            self.check(rule, member, &format!("{place}/properties/{name}"))?;
        }
        Ok(())
    }

    /// Checks the members that the schema does not name.
    fn check_others(&mut self, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
        let known = schema["properties"].as_object();
        let is_other = |name: &String| known.is_none_or(|known| !known.contains_key(name));
        for (name, member) in value.as_object().into_iter().flatten().filter(|(name, _)| is_other(name)) {
            match &schema["additionalProperties"] {
                Value::Bool(false) => return Err(format!("{place}: has {name} in excess: {value}")),
                rule => self.check(rule, member, &format!("{place}/{name}"))?,
            }
        }
        Ok(())
    }
}

/// Checks a keyword that looks at the value alone; the error says what the value is not.
fn check_alone(keyword: &str, rule: &Value, value: &Value) -> Result<(), String> {
    let holds = match keyword {
        "type" => {
            let types = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
            types.iter().any(|name| is_type(value, name.as_str().unwrap()))
        }
        // A value that is no object has no members to lack.
        "required" if !value.is_object() => true,
        "required" => rule.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
        "maximum" => value.as_f64().is_none_or(|number| number <= rule.as_f64().unwrap()),
        "enum" => rule.as_array().unwrap().contains(value),
        "minimum" => value.as_f64().is_none_or(|number| number >= rule.as_f64().unwrap()),
        "pattern" => {
            assert_eq!(rule, "^([0-9A-F]{2})*$", "a pattern that this validator does not know");
            let is_hex = |text: &str| {
                text.len().is_multiple_of(2) && text.chars().all(|digit| "0123456789ABCDEF".contains(digit))
            };
            value.as_str().is_none_or(is_hex)
        }
        keyword => panic!("the validator does not know {keyword}"),
    };
    if holds { Ok(()) } else { Err(format!("breaks {keyword} {rule}")) }
}

fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("the validator does not know the type {other}"),
    }
}

/// Returns the places of all members that a schema has.
fn members(schema: &Value, place: &str, found: &mut BTreeSet<String>) {
    for (name, rule) in schema["properties"].as_object().into_iter().flatten() {
        found.insert(format!("{place}/properties/{name}"));
        members(rule, &format!("{place}/properties/{name}"), found);
    }
    if let Some(items) = schema.get("items") {
        members(items, &format!("{place}/items"), found);
    }
    for (name, rule) in schema["$defs"].as_object().into_iter().flatten() {
        members(rule, &format!("#/$defs/{name}"), found);
    }
}

/// Change of a report, and a part of the violation that it must cause.
type Tampering = (&'static str, fn(&mut Value));

/// Files of every ending that a replay has.
fn files() -> Vec<(&'static str, String)> {
    let mac = "random 653027F6\ncard balance 50.00 yuan\n> 80500102 0B 03 {1.00 yuan} 112233445566 0F\n\
               > 80540100 0F 00000001 20091118103000 01020304 08\n";
    vec![
        ("good.trace", format!("# Fine.\n{SELECT}")),
        ("answer.trace", format!("{SELECT}> 805C0002 04\n< 00000001 9000\n")),
        ("value.trace", "expect balance 1.00 yuan\n".to_owned()),
        ("called.trace", "procedure look money\nexpect balance {money}\nend\ncall look 1.00 yuan\n".to_owned()),
        ("mac.trace", mac.replacen("> 8050", &format!("{SELECT}> 8050"), 1)),
        ("mute.trace", "power off\n> 805C0002 04\n< 9000\n".to_owned()),
        ("impossible.trace", "a = {b}\n".to_owned().replace("{b}", "purchase MAC1")),
        ("no-card.trace", "card balance 12.34 yuan, balance max 1 yuan\n".to_owned()),
        ("mistake.trace", "reset\nexpct\n".to_owned()),
        ("part.inc", "reset\nexpct\n".to_owned()),
        ("included.trace", "include \"part.inc\"\n".to_owned()),
        ("nothing.trace", "# Nothing.\n".to_owned()),
        ("table.trace", format!("cases of two\n| a |\n| 6700 |\n| 9000 |\n{SELECT}> 805C0002 04\n< {{a}}\nend\n")),
        ("left.trace", format!("{SELECT}> 805C0002 04\n< a:4 9000\n> 805C0002 04\n< {{a + 1.00 yuan}} 9000\n")),
        ("good.walk", "choose 我的钱包 > 开通钱包\n".to_owned()),
        ("screen.walk", "expect screen \"充值\"\n".to_owned()),
    ]
}

#[test]
fn every_report_is_valid_and_every_member_occurs() {
    let files = files();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = folder(&files);
    let mut validator = Validator::new();
    for arguments in [
        ["."].as_slice(),
        &[".", "--shard", "1/3"],
        &[".", "--bless=show"],
        &[".", "--against", "default"],
        &[".", "--against-build", "./nowhere"],
        &["good.trace", "--power-cut", "all"],
        &["good.trace", "--filter", "good"],
        &["mistake.trace"],
        &["good.trace", "--coverage", "--coverage-min", "90"],
    ] {
        let ended = run(folder.path(), &[arguments, &["--format", "json"]].concat());
        let report: Value = serde_json::from_str(&ended.printed).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
        assert_eq!(validator.violation(&report), None, "{arguments:?}");
    }
    let mut all = BTreeSet::new();
    members(&validator.schema, "#", &mut all);
    let unseen: Vec<_> = all.difference(&validator.seen).collect();
    assert!(all.len() > 40 && unseen.is_empty(), "never in a report: {unseen:?}");
}

#[test]
fn report_that_was_tampered_with_is_invalid() {
    let folder = folder(&[("a.trace", "> 805C0002 04\n< 9000\n")]);
    let printed = run(folder.path(), &["a.trace", "--format", "json"]).printed;
    let report: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(Validator::new().violation(&report), None);
    let tampered = |change: fn(&mut Value)| {
        let mut report = report.clone();
        change(&mut report);
        Validator::new().violation(&report)
    };
    let changes: [Tampering; 8] = [
        ("breaks required", |report| drop(report.as_object_mut().unwrap().remove("summary"))),
        ("has more in excess", |report| report["summary"]["more"] = 1.into()),
        ("breaks type \"integer\"", |report| report["summary"]["failed"] = "1".into()),
        ("breaks type \"integer\"", |report| report["summary"]["failed"] = 0.5.into()),
        ("breaks minimum", |report| report["traces"][0]["results"][0]["line"] = 0.into()),
        ("breaks required", |report| report["traces"][0]["second_card"] = serde_json::json!({"same": true})),
        ("breaks pattern", |report| report["traces"][0]["results"][0]["failure"]["answer"] = "9".into()),
        ("breaks type \"boolean\"", |report| report["traces"][0]["held"] = Value::Null),
    ];
    for (told, change) in changes {
        let violation = tampered(change).unwrap_or_else(|| panic!("{told} is not found"));
        assert!(violation.contains(told), "{violation}");
    }
}

#[test]
fn junit_has_time_place_expected_and_actual() {
    let files = files();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = folder(&files);
    let junit = run(folder.path(), &[".", "--format", "junit"]).printed;
    let case = |name: &str| {
        let start = format!("<testcase name=\"./{name}\"");
        let (_, rest) = junit.split_once(&start).unwrap_or_else(|| panic!("{name} in {junit}"));
        rest.split("</testcase>").next().unwrap_or_default()
    };
    for (name, file, line, expected, actual) in [
        ("answer.trace", "./answer.trace", 3, "00000001 9000", "00000000 9000"),
        ("value.trace", "./value.trace", 1, "balance 1.00 yuan", "balance 0.00 yuan"),
        ("mute.trace", "./mute.trace", 3, "9000", "no answer"),
        ("screen.walk", "./screen.walk", 1, "充值", ""),
    ] {
        let case = case(name);
        let has = |text: &str| assert!(case.contains(text), "{text} is not in {case}");
        has(&format!("file=\"{file}\" line=\"{line}\""));
        has(" time=\"0.");
        has("expected: ");
        has(expected);
        has(&format!("actual:   {actual}"));
    }
}
