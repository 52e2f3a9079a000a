//! `rfid-sim web`: the business website (业务网站) and the lab page of a world, for browsers. The machine's clock and
//! chance, signals and standard input are here; everything else is in [`sim_web`].

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use miette::{IntoDiagnostic as _, miette};
use tempfile::TempDir;

use super::signals::{self, Signal};
use super::world::sample::sample as sample_world;
use super::{CliResult, Ending, output, print};
use sim_web::ServerSeed;
use sim_web::keeper::{MachineClock, WorldKeeper};
use sim_web::server::{ServerError, ServerSettings, Stopper, WebServer, stopper};
use sim_world::store::sqlite::WorldFile;

/// Arguments of `rfid-sim web`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// File of the world, as `rfid-sim world new FILE` makes it. Phones and commands may use it at the same time
    /// [default: a sample world of two people, which is gone at the end].
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// Address and port at which the server listens; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR:PORT")]
    listen: SocketAddr,
    /// Public origin, if another program passes requests on. With https the cookies are for HTTPS alone.
    #[arg(long, value_name = "URL", value_parser = origin)]
    origin: Option<String>,
    /// End when standard input ends, for scripts.
    #[arg(long)]
    until_input_ends: bool,
}

/// Sample world in a folder of its own, which is removed with the value.
struct SampleWorld(TempDir);

impl SampleWorld {
    fn new() -> miette::Result<SampleWorld> {
        let folder = tempfile::Builder::new().prefix("rfid-sim-").tempdir().into_diagnostic()?;
        let sample = SampleWorld(folder);
        WorldFile::create(&sample.path(), &sample_world()?)?;
        Ok(sample)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("sample.world")
    }
}

/// Parses an origin: scheme and host, without a path.
fn origin(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host.map(|host| host.trim_end_matches('/')) {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("an origin is like https://wallet.example, without a path".to_owned()),
    }
}

/// Returns the machine's clock, which counts from now on.
#[allow(clippy::disallowed_methods, reason = "browsers live in the machine's time")]
fn machine_clock() -> MachineClock {
    let began = Instant::now();
    Arc::new(move || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX))
}

/// Runs `rfid-sim web` until a signal ends it.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let clock = machine_clock();
    let complain = Box::new(|told: &str| output::warn(&format!("rfid-sim: {told}")));
    let sample = arguments.world.is_none().then(SampleWorld::new).transpose()?;
    let world = arguments.world.clone().or_else(|| sample.as_ref().map(SampleWorld::path)).unwrap_or_default();
    let keeper = WorldKeeper::open(&world, Arc::clone(&clock), complain)?;
    let mut seed = ServerSeed::default();
    getrandom::fill(&mut seed).map_err(|why| miette!("The operating system gives no random numbers: {why}."))?;
    let settings = ServerSettings { listen: arguments.listen, origin: arguments.origin.clone() };
    let server = WebServer::bind(settings, keeper, clock, seed).map_err(|error| match error {
        ServerError::InUse(_) => {
            miette!(help = "--listen ADDR:PORT chooses another; port 0 takes any free one.", "{error}.")
        }
        error => miette!("{error}."),
    })?;
    let (stopper, stopped) = stopper();
    end_by_signals(stopper.clone()).into_diagnostic()?;
    if arguments.until_input_ends {
        end_with_input(stopper.clone()).into_diagnostic()?;
    }
    announce(&world, &server, sample.as_ref());
    if !output::is_whole() {
        // Nobody knows the address, and nobody could come.
        stopper.stop();
    }
    server.run(stopped).map_err(|error| miette!("{error}."))?;
    Ok(Ending::Held)
}

/// Prints the addresses, and who can reach them: in one piece, so that a reader who leaves after the addresses has not
/// left before the end.
fn announce(world: &Path, server: &WebServer, sample: Option<&SampleWorld>) {
    let mut lines = vec![format!("website  {}", server.site_address()), format!("lab      {}", server.lab_address())];
    let address = server.address();
    if !address.ip().is_loopback() {
        let world = world.display();
        lines.push(format!(
            "Everybody who reaches {address} over the network can use the website of {world}, without encryption. \
             Whoever has the lab's address sees and changes everything in it."
        ));
    }
    if sample.is_some() {
        lines.push(format!("world    {}, a sample that is gone at the end", world.display()));
    }
    lines.push("Ctrl-C ends the server.".to_owned());
    print(&lines.join("\n"));
}

/// Stops the server at a signal that asks for it.
fn end_by_signals(stopper: Stopper) -> io::Result<()> {
    signals::listen(move |signal| match signal {
        Signal::End(_) => stopper.stop(),
        // A process that cannot stop goes on.
        Signal::Stop => drop(signals::stop()),
        Signal::EndAtOnce(_) | Signal::Continue => {}
    })
}

/// Stops the server at the end of standard input.
fn end_with_input(stopper: Stopper) -> io::Result<()> {
    std::thread::Builder::new().name("input".to_owned()).spawn(move || {
        // An input that cannot be read has ended, too.
        drop(io::copy(&mut io::stdin().lock(), &mut io::sink()));
        stopper.stop();
    })?;
    Ok(())
}
