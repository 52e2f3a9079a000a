//! No panic of ours is in the card. The optimised, linked image of a program that holds nothing but the card is
//! searched for every reachable panic. Each leaves a `core::panic::Location`, the file, line and column that a panic
//! handler would print. Panics that the optimiser has proved unreachable are gone from the image. The rest must stand
//! on a short list of lines in dependencies, each with the reason why no input gets there.
//!
//! The same program is run, and its size is held under a ceiling.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use applet::{Card, Entropy, MemoryError, Nvm};
use object::{Object, ObjectSection, SectionKind};

/// Line of a dependency whose panic stays in the image though nothing can reach it.
struct Allowed {
    /// End of the file's path: crate, version, file.
    file: &'static str,
    /// Line in that version.
    line: u32,
    /// Reason for which no input reaches the line.
    reason: &'static str,
}

/// Every panic that may stay.
const ALLOWED: &[Allowed] = &[
    Allowed {
        file: "aes-0.9.4/src/backends/fixslice/utils.rs",
        line: 86,
        reason: "indices of `xor_columns`: only the key schedules call it, with offsets of 8 to 112 that follow from the cipher, into 88 to 120 words, and never with a key's octets",
    },
    Allowed {
        file: "aes-0.9.4/src/backends/fixslice/utils.rs",
        line: 98,
        reason: "`src_offset + 8` in `memshift32`: the same offsets",
    },
    Allowed {
        file: "aes-0.9.4/src/backends/fixslice/utils.rs",
        line: 102,
        reason: "indices of `memshift32`: the same offsets, each eight words before the one that is written next",
    },
    Allowed {
        file: "heapless-0.9.3/src/vec/mod.rs",
        line: 664,
        reason: "`len + other.len()` in `extend_from_slice`: a slice of octets and a capacity are each at most isize::MAX",
    },
    Allowed {
        file: "heapless-0.9.3/src/vec/mod.rs",
        line: 672,
        reason: "`len += 1` in `extend_from_slice`: the line above has made sure that the sum is at most the capacity",
    },
];

/// Ceiling of the freestanding program's code, in octets.
const CODE_OCTETS_MAX: u64 = 152 * 1024;

/// Ceiling of the freestanding program's constants, in octets. Of these, 16 KiB are the table of the checksum, and most
/// of the rest are the texts of the menu in two languages.
const CONSTANT_OCTETS_MAX: u64 = 58 * 1024;

/// Ceiling of the card's working memory in octets, without the memory and the entropy that it is given.
const CARD_OCTETS_MAX: usize = 4096;

/// Place that a panic would report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Location {
    file: String,
    line: u32,
    column: u32,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Folder with the linked programs, built once for all tests.
static PROGRAMS: LazyLock<PathBuf> = LazyLock::new(|| {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("freestanding");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("freestanding");
    let machine = Command::new("rustc").args(["--print", "host-tuple"]).output().unwrap();
    let machine = String::from_utf8(machine.stdout).unwrap();
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--release", "--bins", "--locked", "--offline", "--quiet"])
        // Named, so that the compiler's own plug-ins are not built with the flags of the programs.
        .args(["--target", machine.trim()])
        // The linker arguments and the code model stand in that folder's own configuration.
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET")
        .status()
        .unwrap();
    assert!(status.success(), "the freestanding programs do not link");
    target.join(machine.trim()).join("release")
});

/// Image in memory as the kernel would lay it out.
struct Image<'a> {
    sections: Vec<(u64, &'a [u8])>,
}

impl<'a> Image<'a> {
    fn parse(file: &object::File<'a>) -> Image<'a> {
        let kinds = [
            SectionKind::ReadOnlyData,
            SectionKind::ReadOnlyDataWithRel,
            SectionKind::Data,
            SectionKind::ReadOnlyString,
            SectionKind::Text,
        ];
        let sections = file.sections().filter(|section| kinds.contains(&section.kind()));
        Image { sections: sections.map(|section| (section.address(), section.data().unwrap())).collect() }
    }

    /// Returns `length` octets at an address; `None` outside of the image.
    fn at(&self, address: u64, length: u64) -> Option<&'a [u8]> {
        self.sections.iter().find_map(|(start, octets)| {
            let from = usize::try_from(address.checked_sub(*start)?).ok()?;
            octets.get(from..from.checked_add(usize::try_from(length).ok()?)?)
        })
    }

    /// Returns every place that reads as a `Location`: a pointer to a file name, its length, a line and a column. The
    /// layout is the compiler's own business; `scan_finds_a_real_panic` notices if it changes.
    fn locations(&self) -> BTreeSet<Location> {
        let windows = self.sections.iter().flat_map(|(_, octets)| octets.windows(24).step_by(8));
        windows.filter_map(|window| self.location(window)).collect()
    }

    fn location(&self, window: &[u8]) -> Option<Location> {
        let long = |at: usize| Some(u64::from_le_bytes(window.get(at..at + 8)?.try_into().ok()?));
        let short = |at: usize| Some(u32::from_le_bytes(window.get(at..at + 4)?.try_into().ok()?));
        let (pointer, length, line, column) = (long(0)?, long(8)?, short(16)?, short(20)?);
        if !(4..4096).contains(&length) || line == 0 || column == 0 {
            return None;
        }
        let name = std::str::from_utf8(self.at(pointer, length)?).ok()?.trim_end_matches('\0');
        let is_path = name.ends_with(".rs") && !name.contains(|character: char| character.is_control());
        is_path.then(|| Location { file: name.to_owned(), line, column })
    }
}

fn with_image<T>(program: &str, examine: impl FnOnce(&object::File<'_>) -> T) -> T {
    let bytes = std::fs::read(PROGRAMS.join(program)).unwrap();
    examine(&object::File::parse(&*bytes).unwrap())
}

fn locations(program: &str) -> BTreeSet<Location> {
    with_image(program, |file| Image::parse(file).locations())
}

#[test]
fn scan_finds_a_real_panic() {
    let source = include_str!("../freestanding/src/bin/panics.rs");
    let line = 1 + source.lines().position(|line| line.contains("octets[at]")).unwrap();
    let found = locations("panics");
    let found: Vec<_> = found.iter().map(|at| (at.file.as_str(), at.line)).collect();
    assert_eq!(found, [("src/bin/panics.rs", u32::try_from(line).unwrap())]);
    assert_eq!(Command::new(PROGRAMS.join("panics")).status().unwrap().code(), Some(101), "the panic is real");
}

#[test]
fn image_reaches_only_allowed_panics() {
    let found = locations("card");
    let allowed = |at: &&Location| ALLOWED.iter().any(|entry| at.file.ends_with(entry.file) && at.line == entry.line);
    let (expected, unexpected): (Vec<_>, Vec<_>) = found.iter().partition(allowed);
    let unexpected: Vec<_> = unexpected.iter().map(ToString::to_string).collect();
    assert!(unexpected.is_empty(), "panics that the image still reaches:\n{}", unexpected.join("\n"));
    for entry in ALLOWED {
        let is_needed = expected.iter().any(|at| at.file.ends_with(entry.file) && at.line == entry.line);
        assert!(
            is_needed,
            "{}:{} is gone from the image; take it off the list ({})",
            entry.file, entry.line, entry.reason
        );
    }
}

#[test]
fn freestanding_card_completes_its_session() {
    let status = Command::new(PROGRAMS.join("card")).status().unwrap();
    assert_eq!(status.code(), Some(0), "the number of the step of its session that went wrong");
}

#[test]
fn code_and_working_memory_stay_under_their_ceilings() {
    let octets = |file: &object::File<'_>, kinds: &[SectionKind]| -> u64 {
        file.sections().filter(|section| kinds.contains(&section.kind())).map(|section| section.size()).sum()
    };
    let (code, constants) = with_image("card", |file| {
        let constants = [SectionKind::ReadOnlyData, SectionKind::ReadOnlyDataWithRel, SectionKind::ReadOnlyString];
        (octets(file, &[SectionKind::Text]), octets(file, &constants))
    });
    let card = size_of::<Card<NoMemory, NoChance>>();
    println!("freestanding card: {code} octets of code, {constants} of constants; a Card is {card} octets");
    assert!(code > 4096, "the program does not hold the card at all");
    assert!(code <= CODE_OCTETS_MAX, "{code} octets of code, over {CODE_OCTETS_MAX}");
    assert!(constants <= CONSTANT_OCTETS_MAX, "{constants} octets of constants, over {CONSTANT_OCTETS_MAX}");
    assert!(card <= CARD_OCTETS_MAX, "{card} octets, over {CARD_OCTETS_MAX}");
}

/// Memory of size zero, so that the size of a card is its own.
struct NoMemory;

impl Nvm for NoMemory {
    fn read(&self, _: usize, _: &mut [u8]) -> Result<(), MemoryError> {
        Err(MemoryError)
    }

    fn write(&mut self, _: usize, _: &[u8]) -> Result<(), MemoryError> {
        Err(MemoryError)
    }
}

/// Entropy of size zero.
struct NoChance;

impl Entropy for NoChance {
    fn fill(&mut self, _: &mut [u8]) {}
}
