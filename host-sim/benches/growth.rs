//! One figure for each kind of work on a long session: the ratio of the time a command takes in a session eight times
//! as long. 1 is linear; quadratic work would show 8. Both lengths are measured in turns. Then the cost of a step of a
//! world by the size of the world ([`worlds`]), and of the upload of a batch by its entries ([`batches`]). Arguments
//! choose the groups by parts of their names: `cargo bench --bench growth -- upload`.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench that cannot run says so and stops")]
#![allow(clippy::disallowed_methods, reason = "measuring is asking the clock")]

#[path = "growth/batches.rs"]
mod batches;
#[path = "growth/worlds.rs"]
mod worlds;

use std::hint::black_box;
use std::time::Instant;

use sim_explain::render::text;
use sim_explain::script;
use sim_script::trace::diff::Comparison;
use sim_script::trace::formats::{
    Format, NamedText, Notes, Reply, Session, SessionExchange, SessionStep, json_lines, log,
};
use sim_script::trace::{Options, entries, parse, replay};

const TURNS: usize = if cfg!(debug_assertions) { 1 } else { 11 };
const COMMANDS: usize = if cfg!(debug_assertions) { 250 } else { 10_000 };
const LONGER: usize = 8;

/// Returns a session of GET BALANCE whose answers depend on the place.
fn session(commands: usize, answer: impl Fn(usize) -> Vec<u8>) -> Session {
    let step = |place| {
        let command = vec![0x80, 0x5C, 0, 2, 4];
        SessionStep::Exchange(SessionExchange { command, answer: Some(Reply::Octets(answer(place))), remark: None })
    };
    Session { steps: (0..commands).map(step).collect() }
}

fn same(commands: usize) -> Session {
    session(commands, |_| vec![0, 0, 0x13, 0x88, 0x90, 0])
}

fn numbered(commands: usize) -> Session {
    session(commands, |place| [&u32::try_from(place).expect("few").to_be_bytes()[..], &[0x90, 0]].concat())
}

/// Returns a session that is one answer, fetched octet by octet.
fn fetched(commands: usize) -> Session {
    let mut session = session(commands, |_| vec![0x11, 0x61, 0x01]);
    for step in &mut session.steps {
        if let SessionStep::Exchange(exchange) = step {
            exchange.command = vec![0, 0xC0, 0, 0, 1];
        }
    }
    session
}

fn compared(left: &Session, right: &Session) -> usize {
    Comparison::of(left, right, &[]).summary().same
}

/// Name of a piece of work and the work, which returns a number that depends on all of the result.
type Work = (&'static str, Box<dyn Fn() -> usize>);

/// Returns the work on a session of `commands` commands; the preparations are not measured.
fn works(commands: usize) -> Vec<Work> {
    let lines = json_lines::print(&same(commands));
    let logged = "A>> T=0 (4+0000) 805C0002 04\nA<< (0004+2) (14ms) 00001388 9000\n".repeat(commands);
    let traced = format!(
        "> 00A40400 Lc D1560001018003800000000100000000\n{}",
        "> 805C0002 04\n< {0 yuan} 9000\n".repeat(commands)
    );
    let entries = entries::of_session(&same(commands));
    let (equal, other) = (same(commands), numbered(commands));
    let mut inserted = other.clone();
    inserted.steps.insert(0, SessionStep::Reset { atr: None });
    let fetched = fetched(commands);
    let parsed = |text: &str| json_lines::parse(NamedText { name: "a", text }).expect("it is read").steps.len();
    let played = |text: &str| {
        let trace = parse("a", text).expect("it is read");
        replay(&trace, &Options::default()).results.iter().map(|result| result.commands).sum()
    };
    vec![
        ("read JSON lines", Box::new(move || parsed(&lines)) as Box<dyn Fn() -> usize>),
        ("read a log", Box::new(move || log::read(&logged).map_or(0, |log| log.session.steps.len()))),
        ("run a trace", Box::new(move || played(&traced))),
        ("explain", Box::new(move || script::explanations(&entries).map(|page| text::page(&page, false).len()).sum())),
        ("write a script", {
            let equal = equal.clone();
            Box::new(move || {
                let narrowed = Format::Scriptor.narrow(&equal, &mut Notes::default());
                Format::Scriptor.encode(&narrowed).len()
            })
        }),
        ("diff, equal", {
            let equal = equal.clone();
            Box::new(move || compared(&equal, &equal))
        }),
        ("diff, different everywhere", {
            let other = other.clone();
            Box::new(move || compared(&equal, &other))
        }),
        ("diff, one inserted in front", Box::new(move || compared(&other, &inserted))),
        ("diff, one answer fetched in pieces", Box::new(move || compared(&fetched, &fetched))),
    ]
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Groups of measurements, by name.
const GROUPS: [(&str, fn()); 3] = [("upload", batches::run), ("worlds", worlds::run), ("sessions", sessions)];

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|part| name.contains(part.as_str()));
    GROUPS.iter().filter(|(name, _)| is_asked(name)).for_each(|(_, measure)| measure());
}

fn sessions() {
    let (short, long) = (works(COMMANDS), works(COMMANDS * LONGER));
    for ((name, short), (_, long)) in short.iter().zip(&long) {
        let each_ns = |work: &dyn Fn() -> usize, commands: usize| {
            let began = Instant::now();
            black_box(work());
            began.elapsed().as_secs_f64() * 1e9 / commands as f64
        };
        let turns = (0..TURNS).map(|_| (each_ns(short, COMMANDS), each_ns(long, COMMANDS * LONGER)));
        let turns: Vec<(f64, f64)> = turns.collect();
        let each = median(turns.iter().map(|turn| turn.1).collect());
        let ratio = median(turns.iter().map(|turn| turn.1 / turn.0).collect());
        println!("{name}: {each:.0} ns a command of {}, ratio {ratio:.2}", COMMANDS * LONGER);
    }
}
