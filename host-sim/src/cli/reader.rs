//! `rfid-sim reader`: a card in a virtual reader of PC/SC, for every program that speaks to cards. Sockets, threads,
//! signals and files are here; what vpcd says is in [`sim_device::vpcd`].

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use miette::{IntoDiagnostic as _, miette};

use super::card::CardArguments;
use super::gsmtap::GsmtapDestination;
use super::reading::{self, Line};
use super::signals::{self, OrderSignal, Signal};
use super::{CliResult, Ending, card, output, print};
use sim_device::profile::Profile;
use sim_device::reader::ReaderMode;
use sim_device::vpcd::CardSlot;
use sim_script::trace::formats::SessionStep;
use sim_script::trace::replay::FirstCard;
use sim_script::trace::{Options, files};
use sim_world::platform::number::Msisdn;

mod address;
mod inserted;
mod journal;
mod journal_thread;
mod order;
mod setup;
mod slot;
mod stream;
mod world_card;

use address::VpcdAddress;
use inserted::{AnyCard, KeptPsam, OwnCard, WriteCut};
use journal::{Journal, SlotName, Verbosity};
use journal_thread::JournalThread;
use order::{Order, TypedLine};
use slot::Slot;
use world_card::WorldCard;

/// Returns the text below the arguments in `--help`.
fn orders() -> String {
    format!("Orders, a line each:\n{}", order::HELP)
}

/// Arguments of `rfid-sim reader`.
#[derive(clap::Args)]
#[command(after_long_help = orders())]
pub(super) struct Arguments {
    #[command(flatten)]
    card: CardArguments,
    /// File of a world, as `rfid-sim world new FILE` makes it. The card is one person's, whose phone is off meanwhile;
    /// every command is kept in the world before it is answered.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["profile", "card", "seed"])]
    world: Option<PathBuf>,
    /// Number of the card's owner, in a world of several people.
    #[arg(long, value_name = "NUMBER", requires = "world")]
    person: Option<Msisdn>,
    /// Trace whose header makes the card: profile, settings and random numbers. Nothing of the trace is played.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["world", "profile", "card", "seed"])]
    trace: Option<PathBuf>,
    /// Address of vpcd's first slot.
    #[arg(long, value_name = "HOST[:PORT]", default_value_t)]
    vpcd: VpcdAddress,
    /// File with a merchant's security module (PSAM) for the second slot, which keeps its terminal counter; made if it
    /// does not exist. It has the purchase keys of the card's profile.
    #[arg(long, value_name = "FILE")]
    psam: Option<PathBuf>,
    /// Terminal number of a new PSAM, twelve digits.
    #[arg(long, value_name = "NUMBER", requires = "psam", default_value = "112233445566", value_parser = terminal)]
    psam_number: [u8; 6],
    /// Address of the PSAM's slot [default: the port behind the first slot's].
    #[arg(long, value_name = "HOST[:PORT]", requires = "psam")]
    psam_vpcd: Option<VpcdAddress>,
    /// Fetch answers (61xx) and repeat commands (6Cxx) in the slot, as readers with an APDU interface do.
    #[arg(long)]
    apdu: bool,
    /// Memory write at which the power is cut, counted from the insertion, with the way in which the write tears.
    #[arg(long, value_name = "N[:TEAR]", value_parser = order::cut)]
    cut: Option<WriteCut>,
    /// New file for the session of the card: a trace, or a capture for Wireshark if its name ends in `.pcapng`.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Overwrite an existing record or configuration.
    #[arg(long)]
    force: bool,
    /// Send what crosses the card's line as GSMTAP over UDP, for Wireshark [default port: 4729].
    #[arg(long, value_name = "HOST[:PORT]")]
    gsmtap: Option<GsmtapDestination>,
    /// Print no line for each exchange.
    #[arg(long, conflicts_with = "octets")]
    quiet: bool,
    /// Print the octets below the line of each exchange.
    #[arg(long)]
    octets: bool,
    /// End when standard input ends, for scripts.
    #[arg(long)]
    until_input_ends: bool,
    /// Write a configuration of pcscd into this folder, print the commands that start it, and end.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["card", "profile", "world", "psam", "record", "gsmtap"])]
    setup: Option<PathBuf>,
}

/// Parses a terminal number.
fn terminal(text: &str) -> Result<[u8; 6], String> {
    let octets = hex::decode(text).ok().and_then(|octets| octets.try_into().ok());
    octets.ok_or_else(|| "a terminal number has twelve hexadecimal digits".to_owned())
}

/// Runs `rfid-sim reader` until a signal or `quit` ends it.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    if let Some(folder) = &arguments.setup {
        return setup::run(folder, &arguments.vpcd, arguments.force);
    }
    let ending = Arc::new(EndSign::default());
    let Desk { slots, journal } = Desk::new(arguments, &ending)?;
    let by_signal = arguments.cut.unwrap_or(WriteCut { write: 1, tear: sim_device::memory::Tear::Half });
    hear_signals(&slots, by_signal, &ending).into_diagnostic()?;
    read_orders(&slots, arguments.until_input_ends, &ending).into_diagnostic()?;
    let threads: Vec<JoinHandle<()>> = slots
        .iter()
        .map(|slot| {
            let (slot, ending) = (Arc::clone(slot), Arc::clone(&ending));
            let work = move || ending.end(slot.run().err());
            thread::Builder::new().name("slot".to_owned()).spawn(work).into_diagnostic()
        })
        .collect::<miette::Result<_>>()?;
    let trouble = ending.wait();
    slots.iter().for_each(|slot| slot.end());
    let whole = threads.into_iter().all(|thread| thread.join().is_ok());
    // Whatever ended it, what was done is not lost.
    let put_back = slots.iter().map(|slot| slot.put_back()).fold(Ok(()), miette::Result::and);
    let finished = journal.finish();
    match trouble {
        Some(why) => Err(miette!("{why}.")),
        None if !whole => Err(miette!("A slot has failed.")),
        None => put_back.and(finished).map(|()| Ending::Held),
    }
}

/// Slots with their cards, and what is written about them.
struct Desk {
    slots: Vec<Arc<Slot>>,
    journal: JournalThread,
}

impl Desk {
    /// Takes the cards, and opens the files that the arguments name. A record that cannot be written gives the sign to
    /// end.
    fn new(arguments: &Arguments, ending: &Arc<EndSign>) -> miette::Result<Desk> {
        let (mut card, header, profile) = arguments.chosen()?;
        let psam = arguments.psam.as_deref().map(|path| KeptPsam::open(path, arguments.psam_number, &profile));
        let psam = psam.transpose()?;
        if let Some(cut) = arguments.cut {
            card.cut(cut);
        }
        let record = arguments.record.as_deref().map(|path| (path, arguments.force));
        let journal = Journal::begin(arguments.shown(), record, arguments.gsmtap.as_ref(), header)?;
        let ending = Arc::clone(ending);
        let journal = JournalThread::start(journal, move |why| ending.end(Some(why)))?;
        let slot = |name, address, card| {
            let slot = CardSlot::new(card).with_mode(arguments.mode());
            Arc::new(Slot::new(name, address, slot, journal.sender()))
        };
        let mut slots = vec![slot(SlotName::Card, arguments.vpcd.clone(), card)];
        if let Some(psam) = psam {
            let address = arguments.psam_vpcd.clone().or_else(|| arguments.vpcd.next());
            let address = address.ok_or_else(|| miette!("There is no port behind that of {}.", arguments.vpcd))?;
            print(&format!("PSAM: terminal {}", psam.number()));
            slots.push(slot(SlotName::Psam, address, Box::new(psam) as AnyCard));
        }
        Ok(Desk { slots, journal })
    }
}

impl Arguments {
    const fn mode(&self) -> ReaderMode {
        if self.apdu { ReaderMode::Auto } else { ReaderMode::Raw }
    }

    const fn shown(&self) -> Verbosity {
        match (self.quiet, self.octets) {
            (true, _) => Verbosity::Nothing,
            (false, true) => Verbosity::Octets,
            (false, false) => Verbosity::Lines,
        }
    }

    /// Returns the card, the steps of a record that bring the same card back, and its profile.
    fn chosen(&self) -> miette::Result<(AnyCard, Vec<SessionStep>, Profile)> {
        let mut header: Vec<SessionStep>;
        let (card, profile): (AnyCard, Profile) = if let Some(path) = &self.world {
            let card = WorldCard::take(path, self.person)?;
            print(&format!("the card of {}", card.number()));
            let prose = format!("The card of {} in {}, as it was before.", card.number(), path.display());
            header = vec![SessionStep::Comment(prose)];
            let choice = card.profile().to_owned();
            self.place_profile(&mut header, &choice);
            let profile = Profile::choose(&choice).into_diagnostic()?;
            (Box::new(card), profile)
        } else if let Some(path) = &self.trace {
            let trace = files::load(path)?;
            let card =
                FirstCard::of(&trace, &Options::default()).map_err(|why| miette!("No card can be made: {why}."))?;
            header = card.settings.iter().map(|line| setting(line)).collect();
            let profile = card.profile.clone();
            (Box::new(OwnCard::of_trace(card)), profile)
        } else {
            let chosen = card::choose(&self.card)?;
            header = chosen.card.settings.iter().map(|line| setting(line)).collect();
            header.push(SessionStep::Setting(format!("seed {}", chosen.card.seed)));
            let profile = chosen.card.profile.clone();
            self.place_profile(&mut header, self.card.profile());
            (Box::new(OwnCard::new(chosen)), profile)
        };
        let is_mode = |step: &SessionStep| matches!(step, SessionStep::Setting(line) if line.starts_with("reader "));
        header.retain(|step| !is_mode(step));
        if !self.apdu {
            header.push(SessionStep::Setting("reader raw".to_owned()));
        }
        Ok((card, header, profile))
    }

    /// Names the profile in a header as it is found from where the record stands.
    fn place_profile(&self, header: &mut Vec<SessionStep>, choice: &str) {
        let is_profile =
            |step: &SessionStep| matches!(step, SessionStep::Setting(line) if line.starts_with("profile "));
        header.retain(|step| !is_profile(step));
        let folder = self.record.as_deref().and_then(Path::parent);
        header.insert(0, SessionStep::Setting(card::setting(choice, folder)));
    }
}

/// Returns a line of a trace's header as a step.
fn setting(line: &str) -> SessionStep {
    match line.strip_prefix('#') {
        Some(prose) => SessionStep::Comment(prose.trim().to_owned()),
        None => SessionStep::Setting(line.to_owned()),
    }
}

/// Sign to end, with the reason if something has failed.
#[derive(Default)]
struct EndSign {
    sign: Mutex<Option<Option<String>>>,
    given: Condvar,
}

impl EndSign {
    /// Gives the sign; the first one counts.
    fn end(&self, trouble: Option<String>) {
        self.sign.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(trouble);
        self.given.notify_all();
    }

    /// Waits for the sign.
    fn wait(&self) -> Option<String> {
        let sign = self.sign.lock().unwrap_or_else(PoisonError::into_inner);
        let given = self.given.wait_while(sign, |sign| sign.is_none());
        given.unwrap_or_else(PoisonError::into_inner).take().flatten()
    }
}

/// Carries out the orders that signals give, and ends the reader at a signal that asks for it.
fn hear_signals(slots: &[Arc<Slot>], cut: WriteCut, ending: &Arc<EndSign>) -> io::Result<()> {
    let (card, ending) = (slots.first().cloned(), Arc::clone(ending));
    let order = move |signal| {
        let order = match signal {
            OrderSignal::First => Order::Toggle,
            OrderSignal::Second => Order::Reset,
            OrderSignal::Third => Order::Cut(cut),
        };
        card.iter().for_each(|card| card.order(order.clone()));
    };
    signals::listen_with_orders(order, move |signal| match signal {
        Signal::End(_) => ending.end(None),
        // A process that cannot stop goes on.
        Signal::Stop => drop(signals::stop()),
        Signal::EndAtOnce(_) | Signal::Continue => {}
    })
}

/// Reads orders from standard input on a thread of its own.
fn read_orders(slots: &[Arc<Slot>], until_input_ends: bool, ending: &Arc<EndSign>) -> io::Result<()> {
    let (slots, ending) = (slots.to_vec(), Arc::clone(ending));
    thread::Builder::new().name("orders".to_owned()).spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            match reading::line(&mut input) {
                Ok(Some(Line::Text(line))) => match order::parse(&line) {
                    Ok(TypedLine::Quit) => return ending.end(None),
                    Ok(TypedLine::Help) => print(order::HELP),
                    Ok(TypedLine::Nothing) => {}
                    Ok(TypedLine::Order(name, order)) => match slots.get(name as usize) {
                        Some(slot) => slot.order(order),
                        None => output::warn("There is no security module; --psam FILE inserts one."),
                    },
                    Err(why) => output::warn(&format!("{why}.")),
                },
                Ok(Some(Line::NotUtf8)) => output::warn("The line is no text in UTF-8; nothing was done."),
                Ok(None) if until_input_ends => return ending.end(None),
                Ok(None) => return,
                Err(why) => return output::warn(&format!("{why}.")),
            }
        }
    })?;
    Ok(())
}
