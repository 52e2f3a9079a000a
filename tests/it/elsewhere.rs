//! The card on other machines: each trace of `apdu-traces/` is recorded at the card's contacts, and the recording is
//! played to the card at the end of a line of text. Answers to reset, answers, and every octet of memory after every
//! exchange are equal, on this machine, on a bare Cortex-M4 and as a WebAssembly module. Power cuts, taps by radio and
//! random numbers are among them; no trace is left out.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use applet::Personalisation;
use card_line::CardLine;
use object::{Object, ObjectSection, SectionKind};
use sim_script::trace::{Trace, files};

use crate::traces::folder;
use program_line::ProgramLine;
use tape::Tape;
use tape_player::{PlayReport, RequestLine, play};

mod program_line;
mod tape;
mod tape_player;

/// Ceiling of the Cortex-M4 program's code and constants in flash, in octets.
const CORTEX_OCTETS_MAX: u64 = 152 * 1024;

/// Ceiling of the WebAssembly module, in octets.
const WASM_OCTETS_MAX: u64 = 220 * 1024;

/// Target of the Cortex-M4 program.
const CORTEX_TARGET: &str = "thumbv7em-none-eabihf";

/// Target of the WebAssembly module.
const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Tapes of all traces, by the paths of these.
static TAPES: LazyLock<Vec<(String, Tape)>> = LazyLock::new(|| {
    let paths = files::find(&[folder()]).unwrap();
    let traces = paths.into_iter().map(|path| {
        let trace: Trace = files::load(&path).unwrap_or_else(|error| panic!("{error:?}"));
        (path.strip_prefix(folder()).unwrap().to_string_lossy().into_owned(), trace)
    });
    traces.map(|(name, trace)| (name, Tape::of(&trace))).collect()
});

/// Card at the end of a line in this process.
struct OwnLine(CardLine);

impl RequestLine for OwnLine {
    fn ask(&mut self, request: &str) -> String {
        let mut reply = card_line::TextLine::new();
        self.0.answer(request.as_bytes(), &mut reply);
        String::from_utf8(reply.to_vec()).unwrap()
    }
}

/// Plays every tape to a card; returns what was seen on the way.
fn play_all(line: &mut dyn RequestLine) -> PlayReport {
    let mut report = PlayReport::default();
    for (name, tape) in TAPES.iter() {
        let played = play(tape, line).unwrap_or_else(|difference| panic!("{name}: {difference}"));
        report = report + played;
    }
    report
}

/// Checks that a report is of everything that the traces show, so that nothing is equal because nothing was done.
fn assert_whole(report: &PlayReport) {
    let PlayReport { cards, power_ons, exchanges, by_radio, cuts, numbers } = *report;
    assert!(TAPES.len() >= 45, "only {} traces", TAPES.len());
    assert!(cards >= TAPES.len() && power_ons > cards, "{report:?}");
    assert!(exchanges > 1000 && by_radio > 50 && cuts > 10 && numbers > 100, "{report:?}");
}

#[test]
fn card_at_a_line_answers_every_trace() {
    let report = play_all(&mut OwnLine(CardLine::default()));
    println!("{} traces: {report:?}", TAPES.len());
    assert_whole(&report);
}

/// Line that falsifies one answer: the first that begins with a word, from a number of answers on.
struct FalseLine {
    line: OwnLine,
    /// Beginning of the answers that count.
    word: &'static str,
    /// Number of such answers before the false one.
    before: usize,
}

impl RequestLine for FalseLine {
    fn ask(&mut self, request: &str) -> String {
        let mut reply = self.line.ask(request);
        if reply.starts_with(self.word) {
            if self.before == 0 {
                let last = reply.pop();
                reply.push(if last == Some('0') { '1' } else { '0' });
            }
            self.before = self.before.wrapping_sub(1);
        }
        reply
    }
}

#[test]
fn one_wrong_digit_is_a_difference() {
    let (name, tape) = TAPES.iter().find(|(name, _)| name.starts_with("power-cuts/")).unwrap();
    for word in ["atr ", "answer ", "no answer", "octets ", "ok"] {
        let line = OwnLine(CardLine::default());
        let played = play(tape, &mut FalseLine { line, word, before: 0 });
        let difference = played.expect_err(word);
        assert!(difference.contains(word.trim()), "{name}: {difference}");
    }
}

#[test]
fn default_card_made_elsewhere_is_the_same() {
    let mut line = OwnLine(CardLine::default());
    assert_made_alike(&mut line);
}

/// Checks that the card that a machine makes has the memory of the one that is made here.
fn assert_made_alike(line: &mut dyn RequestLine) {
    let here = sim_device::memory::manufactured(&Personalisation::default()).unwrap();
    assert_eq!(line.ask("off"), "ok");
    assert_eq!(line.ask("manufacture"), "ok");
    let there = line.ask(&format!("read 0 {}", applet::MEMORY_SIZE));
    assert_eq!(there, format!("octets {}", hex::encode_upper(here.image())));
}

/// Builds the program of a machine; returns the folder with it.
fn build(package: &str, target: &str) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../applet/targets");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("targets");
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--release", "--locked", "--quiet", "--package", package, "--target", target])
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", &folder)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET")
        .status()
        .unwrap();
    assert!(status.success(), "{package} does not build; is the target there? (rustup target add {target})");
    folder.join(target).join("release")
}

#[test]
#[ignore = "needs qemu-system-arm and `rustup target add thumbv7em-none-eabihf`; .ci/run system brings both"]
fn cortex_m4_answers_every_trace() {
    let program = build("card-cortex-m4", CORTEX_TARGET).join("card-cortex-m4");
    let bytes = std::fs::read(&program).unwrap();
    let file = object::File::parse(&*bytes).unwrap();
    let octets = |kinds: &[SectionKind]| -> u64 {
        file.sections().filter(|section| kinds.contains(&section.kind())).map(|section| section.size()).sum()
    };
    let code = octets(&[SectionKind::Text]);
    let constants = octets(&[SectionKind::Data, SectionKind::ReadOnlyData, SectionKind::ReadOnlyString]);
    println!("Cortex-M4 card: {code} octets of code, {constants} of constants");
    assert!(code > 32 * 1024 && code + constants <= CORTEX_OCTETS_MAX, "{code} and {constants} octets");

    let mut command = Command::new("qemu-system-arm");
    command.args(["-machine", "mps2-an386", "-cpu", "cortex-m4", "-nographic", "-monitor", "none", "-serial", "none"]);
    command.args(["-semihosting-config", "enable=on,target=native", "-kernel"]).arg(&program);
    let mut line = ProgramLine::start(command);
    assert_made_alike(&mut line);
    let report = play_all(&mut line);
    assert_whole(&report);
    assert_eq!(line.ask("exchange"), OwnLine(CardLine::default()).ask("exchange"), "errors are the same too");
    assert!(line.end().success(), "the program ends with its input");
    println!("Cortex-M4 card: {} traces, {report:?}", TAPES.len());
}

#[test]
#[ignore = "needs nodejs and `rustup target add wasm32-unknown-unknown`; .ci/run system brings both"]
fn wasm_answers_every_trace() {
    let module = build("card-wasm", WASM_TARGET).join("card_wasm.wasm");
    let octets = std::fs::metadata(&module).unwrap().len();
    println!("WebAssembly card: {octets} octets");
    assert!(octets > 32 * 1024 && octets <= WASM_OCTETS_MAX, "{octets} octets");

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../applet/targets/wasm/serve.mjs");
    let mut command = Command::new("node");
    command.arg(script).arg(&module);
    let mut line = ProgramLine::start(command);
    assert_made_alike(&mut line);
    let report = play_all(&mut line);
    assert_whole(&report);
    assert_eq!(line.ask("exchange"), OwnLine(CardLine::default()).ask("exchange"), "errors are the same too");
    assert!(line.end().success(), "the program ends with its input");
    println!("WebAssembly card: {} traces, {report:?}", TAPES.len());
}
