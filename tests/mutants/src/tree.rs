//! Copy of the tree with all mutants in it, and its build.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::graft::{self, Grafted};
use crate::mutant::Mutant;

/// Source of the switch that each crate with a mutant in it gets.
const SWITCH: &str = include_str!("switch.rs.in");

/// Binary of tests that was built.
#[derive(Clone, Debug)]
pub struct TestBinary {
    pub path: PathBuf,
    /// Folder in which the tests expect to be run.
    pub folder: PathBuf,
}

/// Copy of the tree, and the texts that it is made from.
pub struct Tree {
    pub root: PathBuf,
    originals: BTreeMap<String, String>,
    /// Mutants that do not compile, or that have no place for a switch.
    pub unbuilt: BTreeSet<u32>,
}

impl Tree {
    /// Opens the copy at `root`, in which the files of the mutants are still unchanged.
    pub fn new(root: &Path, mutants: &[Mutant]) -> Result<Tree, String> {
        let mut originals = BTreeMap::new();
        let libraries = mutants.iter().map(|mutant| format!("{}/src/lib.rs", folder(&mutant.file)));
        for file in mutants.iter().map(|mutant| mutant.file.clone()).chain(libraries) {
            let text = std::fs::read_to_string(root.join(&file)).map_err(|error| format!("{file}: {error}"))?;
            originals.insert(file, text);
        }
        Ok(Tree { root: root.to_owned(), originals, unbuilt: BTreeSet::new() })
    }

    /// Grafts all mutants that can be built. Those that the compiler refuses are left out, until it accepts the rest.
    pub fn plant(&mut self, mutants: &[Mutant]) -> Result<(), String> {
        for round in 1.. {
            let grafted = self.write(mutants)?;
            let faults = self.faults()?;
            if faults.is_empty() {
                return Ok(());
            }
            let before = self.unbuilt.len();
            for fault in &faults {
                self.unbuilt.extend(blame(fault, &grafted));
            }
            eprintln!("round {round}: {} faults, {} mutants left out", faults.len(), self.unbuilt.len());
            if self.unbuilt.len() == before {
                return Err(format!("the compiler refuses what no mutant explains: {:#?}", faults.first()));
            }
        }
        Ok(())
    }

    fn write(&mut self, mutants: &[Mutant]) -> Result<BTreeMap<String, Grafted>, String> {
        let mut by_file: BTreeMap<&str, Vec<(u32, &Mutant)>> = BTreeMap::new();
        for (number, mutant) in (1..).zip(mutants) {
            if !self.unbuilt.contains(&number) {
                by_file.entry(&mutant.file).or_default().push((number, mutant));
            }
        }
        let mut all = BTreeMap::new();
        for (file, text) in &self.originals {
            let of_file = by_file.get(file.as_str()).map(Vec::as_slice).unwrap_or_default();
            let mut grafted = graft::graft(text, of_file).map_err(|error| format!("{file}: {error}"))?;
            self.unbuilt.extend(grafted.left.iter().copied());
            if file.ends_with("src/lib.rs") {
                grafted.text.push_str(SWITCH);
            }
            let path = self.root.join(file);
            // What is as it was is not built again.
            if std::fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))? != grafted.text {
                std::fs::write(&path, &grafted.text).map_err(|error| format!("{file}: {error}"))?;
            }
            all.insert(file.clone(), grafted);
        }
        Ok(all)
    }

    fn faults(&self) -> Result<Vec<Fault>, String> {
        let lines = self.cargo(&["check", "--workspace", "--lib", "--keep-going"])?;
        let messages = lines.iter().filter(|line| line["reason"] == "compiler-message").map(|line| &line["message"]);
        Ok(messages.filter(|message| message["level"] == "error").map(Fault::new).collect())
    }

    /// Builds the tests and returns their binaries.
    pub fn build(&self) -> Result<Vec<TestBinary>, String> {
        // Tests that run the program build it if it is not there, and would be timed with that.
        self.cargo(&["build", "--workspace"])?;
        let lines = self.cargo(&["test", "--workspace", "--no-run"])?;
        let built: Vec<TestBinary> = lines
            .iter()
            .filter(|line| line["reason"] == "compiler-artifact" && line["profile"]["test"] == true)
            .filter_map(|line| {
                let manifest = Path::new(line["manifest_path"].as_str()?);
                let path = PathBuf::from(line["executable"].as_str()?);
                Some(TestBinary { path, folder: manifest.parent()?.to_owned() })
            })
            .collect();
        if built.is_empty() { Err("the tests do not build".to_owned()) } else { Ok(built) }
    }

    fn cargo(&self, arguments: &[&str]) -> Result<Vec<Value>, String> {
        let output = Command::new("cargo")
            .args(arguments)
            .arg("--message-format=json")
            .current_dir(&self.root)
            .stderr(Stdio::null())
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }
}

/// Returns the folder of the package that a file belongs to.
fn folder(file: &str) -> &str {
    file.split("/src/").next().unwrap_or(file)
}

/// Error of the compiler, and its places.
#[derive(Debug)]
struct Fault {
    message: String,
    /// Files and ranges in octets, the primary place first.
    places: Vec<(String, Range<usize>)>,
}

impl Fault {
    fn new(message: &Value) -> Fault {
        let spans = |message: &Value| message["spans"].as_array().cloned().unwrap_or_default();
        // The place where it was found goes before those that explain it.
        let (primary, others): (Vec<Value>, Vec<Value>) =
            spans(message).into_iter().partition(|span| span["is_primary"] == true);
        let children = message["children"].as_array().cloned().unwrap_or_default();
        let places = primary
            .into_iter()
            .chain(others)
            .chain(children.iter().flat_map(spans))
            .filter_map(|span| {
                let file = span["file_name"].as_str()?.to_owned();
                let octet = |name: &str| usize::try_from(span[name].as_u64()?).ok();
                Some((file, octet("byte_start")?..octet("byte_end")?))
            })
            .collect();
        Fault { message: message["message"].as_str().unwrap_or_default().to_owned(), places }
    }
}

/// Returns the mutants that a fault comes from.
///
/// First comes the mutant in whose own code the fault is, then those of a function that is not `const` any more. Else
/// they are those of the innermost switch, `match` or function around the fault.
fn blame(fault: &Fault, grafted: &BTreeMap<String, Grafted>) -> Vec<u32> {
    let inside = |outer: &Range<usize>, inner: &Range<usize>| outer.start <= inner.start && inner.end <= outer.end;
    let places = || fault.places.iter().filter_map(|(file, place)| Some((grafted.get(file)?, place)));
    let own = places().find_map(|(grafted, place)| {
        grafted.own.iter().find(|(_, range)| inside(range, place)).map(|(number, _)| vec![*number])
    });
    let no_longer_const = || {
        let mut functions = grafted.values().flat_map(|grafted| &grafted.no_longer_const);
        let is_meant = |name: &str| fault.message.contains("const") && fault.message.contains(&format!("::{name}`"));
        functions.find(|(name, _)| is_meant(name)).map(|(_, mutants)| mutants.clone())
    };
    let around = || {
        places().find_map(|(grafted, place)| {
            let shared = grafted.shared.iter().filter(|(numbers, range)| !numbers.is_empty() && inside(range, place));
            shared.min_by_key(|(_, range)| range.len()).map(|(numbers, _)| numbers.clone())
        })
    };
    own.or_else(no_longer_const).or_else(around).unwrap_or_default()
}
