//! `rfid-sim smpp`: the SMS centre of a world for programs outside, over SMPP 3.4. The machine's clock, the password's
//! file and signals are here; what the server says is in [`sim_smpp`].

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use miette::{IntoDiagnostic as _, miette};

use super::signals::{self, Signal};
use super::{CliResult, Ending, output, print, secret};
use sim_smpp::server::{SmppClock, SmppServer, SmppServerError, SmppStopper, stopper};
use sim_smpp::settings::{PASSWORD_MAX, SmppSettings};
use sim_world::esme::SystemId;

/// Arguments of `rfid-sim smpp`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// File of the world, as `rfid-sim world new FILE` makes it. Phones and commands may use it at the same time.
    file: PathBuf,
    /// Address and port at which the server listens; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:2775", value_name = "ADDR:PORT")]
    listen: SocketAddr,
    /// Name with which a client binds, of at most 15 characters.
    #[arg(long, value_name = "NAME")]
    system_id: SystemId,
    /// File whose first line is the password of the client, of at most 8 characters; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    password_file: String,
    /// Address of the client, 3 to 20 digits: sender of its messages, and receiver of answers. May be repeated; the
    /// first is the sender of a message without a source address.
    #[arg(long, value_name = "DIGITS", required = true)]
    address: Vec<String>,
    /// Most unanswered requests on a connection, in either direction.
    #[arg(long, value_name = "N", default_value_t = SmppSettings::WINDOW, value_parser = at_least_one::<usize>)]
    window: usize,
    /// Most submissions a second on a connection; more are answered by `ESME_RTHROTTLED` [default: any number].
    #[arg(long, value_name = "N", value_parser = at_least_one::<u32>)]
    rate: Option<u32>,
    /// Most submissions under way; more are answered by `ESME_RMSGQFUL`.
    #[arg(long, value_name = "N", default_value_t = SmppSettings::QUEUE, value_parser = at_least_one::<usize>)]
    queue: usize,
    /// Seconds of silence after which the server asks with `enquire_link` whether the client is still there.
    #[arg(long, value_name = "SECONDS", default_value_t = SmppSettings::SILENCE_S, value_parser = at_least_one::<u64>)]
    enquire_link: u64,
    /// End when standard input ends, for scripts.
    #[arg(long)]
    until_input_ends: bool,
}

/// Parses a number that is not 0.
fn at_least_one<T: std::str::FromStr + PartialEq + Default>(text: &str) -> Result<T, String> {
    let number = text.parse().ok().filter(|number| *number != T::default());
    number.ok_or_else(|| "a whole number from 1 on is expected".to_owned())
}

/// Returns the machine's clock, which counts from now on.
#[allow(clippy::disallowed_methods, reason = "programs that speak SMPP live in the machine's time")]
fn machine_clock() -> SmppClock {
    let began = Instant::now();
    Arc::new(move || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX))
}

/// Runs `rfid-sim smpp` until a signal ends it.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let complain = Box::new(|told: &str| output::warn(&format!("rfid-sim: {told}")));
    let settings = arguments.settings()?;
    let server = SmppServer::bind(settings, &arguments.file, machine_clock(), complain);
    let server = server.map_err(|error| match error {
        SmppServerError::InUse(_) => {
            miette!(help = "--listen ADDR:PORT chooses another; port 0 takes any free one.", "{error}.")
        }
        SmppServerError::Desk(sim_smpp::server::DeskError::File(error)) => error.into(),
        error => miette!("{error}."),
    })?;
    let (stopper, stopped) = stopper();
    end_by_signals(stopper.clone()).into_diagnostic()?;
    if arguments.until_input_ends {
        end_with_input(stopper.clone()).into_diagnostic()?;
    }
    arguments.announce(&server);
    if !output::is_whole() {
        // Nobody knows the address, and nobody could come.
        stopper.stop();
    }
    server.run(stopped).map_err(|error| miette!("{error}."))?;
    Ok(Ending::Held)
}

impl Arguments {
    fn settings(&self) -> miette::Result<SmppSettings> {
        let password = secret::read("--password-file", &format!("@{}", self.password_file))?;
        if password.len() > PASSWORD_MAX || !password.bytes().all(|octet| octet.is_ascii_graphic()) {
            return Err(miette!(
                "--password-file: a password of SMPP has 1 to {PASSWORD_MAX} letters, digits and signs of ASCII."
            ));
        }
        let addresses = self.address.clone();
        Ok(SmppSettings {
            window: self.window,
            rate: self.rate,
            queue: self.queue,
            silence_ms: self.enquire_link.saturating_mul(1000),
            ..SmppSettings::new(self.listen, self.system_id.clone(), &password, addresses)
        })
    }

    /// Prints the address, and who can reach it, in one piece.
    fn announce(&self, server: &SmppServer) {
        let address = server.address();
        let mut lines =
            vec![format!("smpp     {address}"), format!("client   {}, {}", self.system_id, self.address.join(", "))];
        if !address.ip().is_loopback() {
            lines.push(format!(
                "Everybody who reaches {address} over the network can try passwords. Passwords and messages cross it \
                 without encryption."
            ));
        }
        lines.push("Ctrl-C ends the server.".to_owned());
        print(&lines.join("\n"));
    }
}

/// Stops the server at a signal that asks for it.
fn end_by_signals(stopper: SmppStopper) -> io::Result<()> {
    signals::listen(move |signal| match signal {
        Signal::End(_) => stopper.stop(),
        // A process that cannot stop goes on.
        Signal::Stop => drop(signals::stop()),
        Signal::EndAtOnce(_) | Signal::Continue => {}
    })
}

/// Stops the server at the end of standard input.
fn end_with_input(stopper: SmppStopper) -> io::Result<()> {
    std::thread::Builder::new().name("input".to_owned()).spawn(move || {
        // An input that cannot be read has ended, too.
        drop(io::copy(&mut io::stdin().lock(), &mut io::sink()));
        stopper.stop();
    })?;
    Ok(())
}
