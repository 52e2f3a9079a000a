//! Every trace through pcscd, octet by octet as in-process.

use std::path::Path;
use std::time::Duration;

use sim_device::link::{Link, LinkContext, LinkError};
use sim_device::reader::{self, ReaderMode};
use sim_script::trace::recording::RecordedEvent;
use sim_script::trace::replay::FirstCard;
use sim_script::trace::syntax::{LineContent, TraceLine, TraceStep};
use sim_script::trace::{self, Options, Trace, files};

use super::desk;
use super::desk::{Reader, Relay};
use crate::captures::traces;

/// Traces that are left out: they tap, and a reader of contacts has no radio. Nothing else keeps a trace from a reader.
const LEFT_OUT: &[&str] = &[
    "blocks/a-day-of-purchases-by-procedures.trace",
    "first-steps/an-extended-length-crosses-the-contacts-as-a-short-one.trace",
    "first-steps/anyone-may-ask-for-the-balance.trace",
    "imported/a-tap-leaves-a-proof.trace",
    "log/the-log-outlives-power-and-is-read-by-a-tap.trace",
    "purchase/a-new-initialize-takes-the-place-of-the-old-one.trace",
    "purchase/a-newer-version-of-the-purchase-key-takes-over.trace",
    "purchase/a-purchase-of-one-yuan-by-a-tap.trace",
    "purchase/a-receipt-can-be-asked-for-again.trace",
    "purchase/a-terminal-with-the-wrong-key-gets-no-money.trace",
    "purchase/of-several-tac-keys-the-lowest-index-serves.trace",
    "purchase/the-whole-balance-can-be-spent-and-not-one-fen-more.trace",
    "refusals/a-calibration-is-taken-only-in-the-first-hour.trace",
    "refusals/each-interface-has-its-own-session.trace",
    "refusals/the-radio-does-not-take-every-command.trace",
    "refusals/what-changes-the-card-needs-the-contacts.trace",
    "suspend/a-suspended-wallet-neither-pays-nor-loads.trace",
    "toolkit/a-waiting-command-is-announced-by-every-success.trace",
];

/// Returns whether a trace taps.
fn taps(lines: &[TraceLine]) -> bool {
    lines.iter().any(|line| match &line.content {
        LineContent::Step(step) => matches!(step, TraceStep::Tap(_)),
        LineContent::Cases(cases) => taps(&cases.body),
        LineContent::Repeat(repeat) => taps(&repeat.body),
        LineContent::RowLine(line) => taps(&line.rows),
        content => content.inner().is_some_and(|trace| taps(&trace.lines)),
    })
}

/// Time within which pcscd has seen that a card went and came: it looks every 400 ms.
const LOOKS_WITHIN: Duration = Duration::from_millis(1000);

/// Returns the name of a trace in its folder.
fn name(path: &Path) -> String {
    let text = path.display().to_string();
    text.rsplit_once("apdu-traces/").unwrap().1.to_owned()
}

/// Card behind the relay.
pub(super) struct Relayed<'r>(pub(super) &'r mut Relay);

impl Link for Relayed<'_> {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        let atr = self.0.expect("reset");
        Ok(hex::decode(atr.strip_prefix("atr ").unwrap()).unwrap())
    }

    fn power_off(&mut self) {
        self.0.expect("off");
    }

    fn exchange(&mut self, _situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        hex::decode(self.0.ask(&hex::encode(command))).map_err(|_| LinkError::Silent)
    }
}

/// Plays the events of a recording through pcscd. Returns the number of commands.
fn play(trace: &Trace, mode: ReaderMode, reader: &mut Reader, relay: &mut Relay) -> usize {
    let outcome = trace::replay(trace, &Options::default());
    assert!(outcome.held(), "{}", trace.source.name);
    let (mut commands, mut is_cut) = (0, false);
    for event in &outcome.recording.events {
        let mut card = Relayed(relay);
        match event {
            RecordedEvent::NewCard { atr } => {
                reader.order("renew");
                reader.wait_for("a new card is in the slot");
                assert_eq!(card.power_on().as_ref(), Ok(atr), "{}", trace.source.name);
            }
            RecordedEvent::PowerOn(atr) | RecordedEvent::Reset(atr) => {
                assert_eq!(card.power_on().ok().as_ref(), atr.as_ref(), "{}", trace.source.name);
            }
            RecordedEvent::PowerOff => card.power_off(),
            RecordedEvent::Wait(seconds) => {
                reader.order(&format!("wait {seconds}"));
                reader.wait_for("on the card's clock");
            }
            RecordedEvent::Exchange(exchange) => {
                let answer = reader::transmit(&mut card, mode, LinkContext::default(), &exchange.command).ok();
                let show = |octets: &Option<Vec<u8>>| octets.as_ref().map(hex::encode_upper);
                let command = hex::encode_upper(&exchange.command);
                assert_eq!(show(&answer), show(&exchange.answer), "{} > {command}", exchange.place);
                commands += 1;
                if answer.is_none() && std::mem::take(&mut is_cut) {
                    reader.wait_for("connected to vpcd");
                    std::thread::sleep(LOOKS_WITHIN);
                }
            }
            RecordedEvent::Random(numbers) => {
                reader.order(&format!("random {}", numbers.iter().map(hex::encode).collect::<Vec<_>>().join(" ")));
                reader.wait_for("draws these numbers next");
            }
            RecordedEvent::Cut(cut) => {
                reader.order(&format!("cut {} {}", cut.write, cut.tear));
                reader.wait_for("the power fails at memory write");
                is_cut = true;
            }
            RecordedEvent::Contact => {}
            RecordedEvent::Tap(_) => panic!("{} taps", trace.source.name),
        }
    }
    commands
}

#[test]
fn traces_left_out_are_those_that_tap() {
    let taps: Vec<String> =
        traces().into_iter().filter(|path| taps(&files::load(path).unwrap().lines)).map(|path| name(&path)).collect();
    assert_eq!(LEFT_OUT, taps);
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and python3-pyscard; .ci/run system installs them"]
fn every_trace_is_the_same_through_pcscd() {
    let desk = desk();
    let (mut played, mut commands) = (0, 0);
    for path in traces() {
        if LEFT_OUT.contains(&name(&path).as_str()) {
            continue;
        }
        let trace = files::load(&path).unwrap();
        let mode = FirstCard::of(&trace, &Options::default()).unwrap().mode;
        let path = path.canonicalize().unwrap();
        let mut reader = desk.reader_without_wait(&["--quiet", "--trace", path.to_str().unwrap()]);
        reader.wait_for("connected to vpcd");
        let mut relay = desk.relay();
        relay.expect("on");
        commands += play(&trace, mode, &mut reader, &mut relay);
        relay.expect("off");
        drop(relay);
        reader.end();
        played += 1;
    }
    println!("{played} traces, {commands} commands through pcscd");
    assert!(played > 80 && commands > 900, "{played} traces, {commands} commands");
}
