//! Vectors of other projects, for tests: their folder, and an account of their members, so that no member is passed
//! over in silence.
//!
//! ```
//! use serde_json::json;
//! use vector_files::Members;
//!
//! let members = Members { compared: &["sum"], inputs: &["terms[]"], silent: &[("source", "where it is from")] };
//! assert_eq!(members.count(&json!({"terms": [1, 2], "sum": 3, "source": "a book"})), Ok(1));
//! let unknown = members.count(&json!({"sum": 3, "colour": "red"}));
//! assert_eq!(unknown, Err("nobody here knows the member colour".to_owned()));
//! ```

#![allow(clippy::panic, reason = "a test speaks by a panic")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;

/// Environment variable that names the folder of the vectors.
const VARIABLE: &str = "RFID_SIM_VECTORS";

/// Returns the folder of the vectors: the one that `RFID_SIM_VECTORS` names, else `../shared/vectors` beside the
/// workspace. `None` where the folder is absent, which is printed on the standard error stream.
///
/// # Panics
///
/// Where `RFID_SIM_VECTORS` names a folder that is not there.
pub fn folder() -> Option<PathBuf> {
    let named = env::var_os(VARIABLE).map(PathBuf::from);
    let is_named = named.is_some();
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"));
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(!is_named, "{VARIABLE} is set, but {} is no folder", folder.display());
    eprintln!("THE VECTORS ARE ABSENT, NOTHING WAS COMPARED: {} is no folder; {VARIABLE} names one", folder.display());
    None
}

/// Returns the vectors of a file; `None` where their folder is absent.
///
/// # Panics
///
/// Where the folder is there and the file is not, or is no list in JSON.
pub fn read(file: &str) -> Option<Vec<Value>> {
    let path = folder()?.join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()));
    match serde_json::from_str(&text) {
        Ok(vectors) => Some(vectors),
        Err(error) => panic!("{} is no list of vectors: {error}", path.display()),
    }
}

/// Account of the members of a test's vectors. A path is names between dots, with `[]` for the elements of a list. A
/// path that ends in `*` stands for all paths that begin so.
#[derive(Clone, Copy, Debug)]
pub struct Members {
    /// Values that the test compares with its own.
    pub compared: &'static [&'static str],
    /// Values that are the input of the test.
    pub inputs: &'static [&'static str],
    /// Members that are no values of the card or the platform, each with the reason.
    pub silent: &'static [(&'static str, &'static str)],
}

/// Single value of a vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Path of the value in the words of [`Members`].
    pub path: String,
    /// JSON pointer to the value.
    pub pointer: String,
}

impl Members {
    /// Returns the values that are to be compared.
    ///
    /// # Errors
    ///
    /// Names the first member that stands in none of the lists.
    pub fn compared(&self, vector: &Value) -> Result<Vec<Leaf>, String> {
        let mut leaves = Vec::new();
        gather(vector, String::new(), String::new(), &mut leaves);
        let unknown = leaves.iter().find(|leaf| !self.is_known(&leaf.path));
        if let Some(Leaf { path, .. }) = unknown {
            return Err(format!("nobody here knows the member {path}"));
        }
        leaves.retain(|leaf| self.compared.iter().any(|pattern| is_fit(pattern, &leaf.path)));
        Ok(leaves)
    }

    /// Returns the number of values that are to be compared.
    ///
    /// # Errors
    ///
    /// Names the first member that stands in none of the lists.
    pub fn count(&self, vector: &Value) -> Result<usize, String> {
        self.compared(vector).map(|leaves| leaves.len())
    }

    /// Changes each value that is to be compared, one after the other, except those for which `is_input` is true.
    /// Returns the number of changes that `hold` refuses, and a line for each that it accepts. A panic is a refusal.
    ///
    /// # Panics
    ///
    /// Where a member stands in none of the lists.
    pub fn change_each(
        &self,
        vectors: &[Value],
        is_input: impl Fn(&Value, &Leaf) -> bool,
        hold: impl Fn(&Value) -> Result<(), String>,
    ) -> (usize, Vec<String>) {
        let (mut seen, mut missed) = (0, Vec::new());
        for vector in vectors {
            let leaves = self.compared(vector).unwrap_or_else(|error| panic!("{}: {error}", vector["name"]));
            for leaf in leaves.iter().filter(|leaf| !is_input(vector, leaf)) {
                let changed = changed(vector, leaf);
                match catch_unwind(AssertUnwindSafe(|| hold(&changed))) {
                    Ok(Ok(())) => missed.push(format!("{}: {} may be anything", vector["name"], leaf.pointer)),
                    _ => seen += 1,
                }
            }
        }
        (seen, missed)
    }

    fn is_known(&self, path: &str) -> bool {
        let silent = self.silent.iter().map(|(pattern, _)| pattern);
        self.compared.iter().chain(self.inputs).chain(silent).any(|pattern| is_fit(pattern, path))
    }
}

fn is_fit(pattern: &str, path: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == path, |beginning| path.starts_with(beginning))
}

/// Collects every value that is no list and no object; an empty list and an empty object are values of their own.
fn gather(value: &Value, path: String, pointer: String, leaves: &mut Vec<Leaf>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                gather(value, below, format!("{pointer}/{name}"), leaves);
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            for (place, element) in elements.iter().enumerate() {
                gather(element, format!("{path}[]"), format!("{pointer}/{place}"), leaves);
            }
        }
        _ => leaves.push(Leaf { path, pointer }),
    }
}

/// Returns the vector with one value changed. The last character of a text changes (of octets, the last digit), a
/// number by one, a flag to its opposite, and null to 1.
fn changed(vector: &Value, leaf: &Leaf) -> Value {
    let mut other = vector.clone();
    let Some(value) = other.pointer_mut(&leaf.pointer) else { panic!("nothing is at {}", leaf.pointer) };
    *value = match value {
        Value::String(text) => {
            let mut text = text.clone();
            let last = text.pop();
            text.push(if last == Some('0') { '1' } else { '0' });
            text.into()
        }
        Value::Number(number) => number.as_u64().map_or(Value::Null, |number| number.wrapping_add(1).into()),
        Value::Bool(flag) => (!*flag).into(),
        _ => 1.into(),
    };
    other
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const MEMBERS: Members =
        Members { compared: &["a.b", "list[].c"], inputs: &["in.*", "empty"], silent: &[("note", "words")] };

    #[test]
    fn compared_members_give_their_leaves() {
        let vector =
            json!({"a": {"b": 1}, "list": [{"c": 2}, {"c": 3}], "in": {"x": {"y": 4}}, "empty": [], "note": "n"});
        let pointers: Vec<_> = MEMBERS.compared(&vector).unwrap().into_iter().map(|leaf| leaf.pointer).collect();
        assert_eq!(pointers, ["/a/b", "/list/0/c", "/list/1/c"]);
    }

    #[test]
    fn unknown_member_is_named() {
        let named = |vector: Value| MEMBERS.count(&vector).unwrap_err();
        assert!(named(json!({"a": {"b": 1, "d": 2}})).ends_with("a.d"));
        assert!(named(json!({"list": [{"c": 1, "e": 2}]})).ends_with("list[].e"));
        assert!(named(json!({"notes": "n"})).ends_with("notes"));
    }

    #[test]
    fn uncompared_value_is_reported() {
        let vector = json!({"name": "own", "a": {"b": 1}, "list": [{"c": 2}], "note": "n"});
        let members = Members { inputs: &["name"], ..MEMBERS };
        let hold = |vector: &Value| if vector["a"]["b"] == 1 { Ok(()) } else { Err("b".to_owned()) };
        let (seen, missed) = members.change_each(&[vector], |_, _| false, hold);
        assert_eq!((seen, missed), (1, vec!["\"own\": /list/0/c may be anything".to_owned()]));
    }

    #[test]
    fn changed_value_always_differs() {
        for (value, other) in [
            (json!("AB"), json!("A0")),
            (json!("A0"), json!("A1")),
            (json!(""), json!("0")),
            (json!(7), json!(8)),
            (json!(true), json!(false)),
            (json!(null), json!(1)),
        ] {
            let leaf = Leaf { path: "v".to_owned(), pointer: "/v".to_owned() };
            assert_eq!(changed(&json!({"v": value}), &leaf), json!({"v": other}));
        }
    }
}
