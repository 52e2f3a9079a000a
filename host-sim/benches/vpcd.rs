//! Exchanges with the card of `rfid-sim reader`, beside those with a card that answers at once: ratios, each of one
//! run in which both cards take turns. Measured are a vpcd that this bench plays, where nothing but the card and a
//! loopback socket counts, and a program of PC/SC before pcscd, which is what a user of the card waits for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a bench measures, and a panic is how it fails"
)]
#![allow(dead_code, reason = "the desk is that of the tests of PC/SC")]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[path = "../../tests/it/pcsc/desk.rs"]
mod desk;
#[path = "vpcd/instant.rs"]
mod instant;
#[path = "vpcd/purse.rs"]
mod purse;
#[path = "../src/cli/reader/stream.rs"]
mod stream;
#[path = "vpcd/through.rs"]
mod through;

use instant::Running;
use purse::{BALANCE, CARD, SELECT, TimedCard, pay};
use through::Stopwatch;

/// Most passes over the rounds until each card has had one that nothing disturbed.
const PASSES_MAX: usize = 20;

/// Ratio that must not be exceeded.
const RATIO_MAX: f64 = 1.10;

/// Folder of the programs beside the tests of PC/SC.
const BESIDE: &str = "../tests/it/pcsc";

/// Slot of a vpcd that this bench plays.
struct OwnSlot(TcpStream);

impl OwnSlot {
    /// Waits for a card, and gives it power.
    fn accept(listener: &TcpListener) -> OwnSlot {
        let stream = listener.accept().unwrap().0;
        stream.set_nodelay(true).unwrap();
        let mut slot = OwnSlot(stream);
        slot.send(&[0x01]);
        slot
    }

    /// Sends a message as vpcd does: the length, and then the octets.
    fn send(&mut self, message: &[u8]) {
        self.0.write_all(&u16::try_from(message.len()).unwrap().to_be_bytes()).unwrap();
        self.0.write_all(message).unwrap();
    }

    fn exchange(&mut self, command: &[u8]) -> Vec<u8> {
        self.send(command);
        let mut length = [0; 2];
        self.0.read_exact(&mut length).unwrap();
        let mut octets = vec![0; u16::from_be_bytes(length).into()];
        self.0.read_exact(&mut octets).unwrap();
        octets
    }
}

impl TimedCard for OwnSlot {
    fn ask(&mut self, command: &[u8], count: u32) -> (Duration, Vec<u8>) {
        let began = Instant::now();
        let mut answer = Vec::new();
        for _ in 0..count {
            answer = self.exchange(command);
        }
        (began.elapsed(), answer)
    }
}

/// Extent of a measurement.
#[derive(Clone, Copy)]
struct Extent {
    rounds: usize,
    exchanges: u32,
}

/// Returns the time of one exchange of a kind.
fn once(card: &mut impl TimedCard, kind: &str, exchanges: u32) -> Duration {
    match kind {
        "SELECT" => card.ask(&SELECT, exchanges).0 / exchanges,
        "GET BALANCE" => card.ask(&BALANCE, exchanges).0 / exchanges,
        _ => {
            let purchases = exchanges.div_ceil(8);
            (0..purchases).map(|_| pay(card)).sum::<Duration>() / purchases
        }
    }
}

/// Measures both cards in turns; prints the least times and returns their ratio for each kind of exchange. The least is
/// that of the round which other programs disturbed least; a busy machine takes more rounds to have one.
fn compare(way: &str, extent: Extent, mut once_of: impl FnMut(usize, &str, u32) -> Duration) -> Vec<f64> {
    ["SELECT", "GET BALANCE", "purchase"]
        .into_iter()
        .map(|kind| {
            // A card counts 65,535 purchases.
            let rounds = if kind == "purchase" { extent.rounds.div_ceil(2) } else { extent.rounds };
            let (mut own, mut others) = (Duration::MAX, Duration::MAX);
            let mut ratio = f64::INFINITY;
            for _ in 0..PASSES_MAX {
                for _ in 0..rounds {
                    own = own.min(once_of(0, kind, extent.exchanges));
                    others = others.min(once_of(1, kind, extent.exchanges));
                }
                ratio = own.as_secs_f64() / others.as_secs_f64();
                if ratio < RATIO_MAX {
                    break;
                }
            }
            let (own, others) = (own.as_secs_f64() * 1e6, others.as_secs_f64() * 1e6);
            println!("{way}, {kind}: {own:.1} µs an exchange, {others:.1} µs of an instant card: ratio {ratio:.3}");
            ratio
        })
        .collect()
}

/// Measures over a loopback socket.
fn over_loopback(program: &Path, extent: Extent) -> Vec<f64> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("money.trace"), CARD).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let mut reader = Command::new(program);
    reader.args(["reader", "--trace", "money.trace", "--vpcd", &address]).current_dir(folder.path());
    let _reader = Running::start(reader.stdin(Stdio::null()).stdout(Stdio::null()));
    let mut card = OwnSlot::accept(&listener);
    let mut instant = Command::new(std::env::current_exe().unwrap());
    let _instant = Running::start(instant.args([instant::ARGUMENT, &address]));
    let mut instant = OwnSlot::accept(&listener);
    compare("loopback", extent, |slot, kind, exchanges| match slot {
        0 => once(&mut card, kind, exchanges),
        _ => once(&mut instant, kind, exchanges),
    })
}

/// Requires that no exchange takes longer than allowed.
fn judge(ratios: &[f64]) {
    assert!(ratios.iter().all(|ratio| *ratio < RATIO_MAX), "the card takes too long");
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, argument, address] = arguments.as_slice()
        && argument == instant::ARGUMENT
    {
        return instant::be(address);
    }
    let is_measured = arguments.iter().any(|argument| argument == "--bench");
    let program = Path::new(env!("CARGO_BIN_EXE_rfid-sim"));
    let extent = if is_measured { Extent { rounds: 4000, exchanges: 8 } } else { Extent { rounds: 1, exchanges: 20 } };
    let mut ratios = over_loopback(program, extent);
    if !is_measured {
        return;
    }
    let Some(mut stopwatch) = Stopwatch::start(program) else {
        println!("pcscd, vpcd, opensc or pyscard is not installed: nothing is measured through pcscd");
        return judge(&ratios);
    };
    ratios.extend(compare("pcscd", Extent { rounds: 2000, exchanges: 8 }, |slot, kind, exchanges| {
        once(&mut stopwatch.slot(slot as u8), kind, exchanges)
    }));
    judge(&ratios);
}
