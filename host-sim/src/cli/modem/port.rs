//! Port of the modem: threads that wait for a program, read what it says, and hear signals. One program is served at a
//! time, as by a serial port; another is told so and sent away.

use std::convert::Infallible;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use miette::miette;

use super::Arguments;
use super::address::ModemAddress;
use crate::cli::signals::{self, Signal};

/// Octets that are read at once. Each may be answered by many.
const CHUNK: usize = 512;

/// Pieces that may wait for the modem; then the program has to.
const WAITING_MAX: usize = 4;

/// Longest time that a program may leave unread what the modem says.
const WRITE_MAX: Duration = Duration::from_secs(5);

/// Time in which a program may still leave before the next one is sent away: programs close a port and open it again.
const LEAVING: Duration = Duration::from_secs(1);

/// Words to a program that comes while another is served, in the form of an error in words (+CMEE=2).
const IN_USE: &[u8] = b"\r\n+CME ERROR: the modem is in use by another program\r\n";

/// Input of the server.
pub(super) enum Incoming {
    /// Program that connected, and its name.
    Program(Box<dyn Connection>, String),
    /// Octets of the program.
    Octets(Vec<u8>),
    /// The program left.
    Left,
    /// Program that was sent away, since another is served.
    Refused(String),
    /// No program can come any more, for that reason.
    Failed(io::Error),
    /// End of the modem.
    End,
}

/// Way back to a program.
pub(super) trait Connection: Write + Send {
    /// Ends the connection, so that nothing more is read from it.
    fn close(&self);
}

impl Connection for TcpStream {
    fn close(&self) {
        // One that is gone already is closed.
        drop(self.shutdown(std::net::Shutdown::Both));
    }
}

#[cfg(unix)]
impl Connection for std::os::unix::net::UnixStream {
    fn close(&self) {
        drop(self.shutdown(std::net::Shutdown::Both));
    }
}

/// Place where programs come in.
enum Entrance {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixListener),
    #[cfg(unix)]
    Pty(super::pty::Pty),
}

/// Socket in the file system, which is removed with the value.
pub(super) struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Somebody may have removed it.
        drop(std::fs::remove_file(&self.0));
    }
}

/// Port that was opened.
pub(super) struct Port {
    entrance: Entrance,
    /// Name by which programs find the port.
    name: String,
    warning: Option<String>,
    file: Option<SocketFile>,
    sender: SyncSender<Incoming>,
    receiver: Receiver<Incoming>,
}

impl Port {
    /// Opens the port that the arguments name.
    pub(super) fn open(arguments: &Arguments) -> miette::Result<Port> {
        let (entrance, name, warning) = match arguments.pty {
            true => pty()?,
            false => listen(&arguments.listen)?,
        };
        let file = match &arguments.listen {
            ModemAddress::Unix(path) if !arguments.pty => Some(SocketFile(path.clone())),
            _ => None,
        };
        let (sender, receiver) = sync_channel(WAITING_MAX);
        Ok(Port { entrance, name, warning, file, sender, receiver })
    }

    /// Returns the name by which programs find the port.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Returns a warning about who can reach the port; `None` if only programs of this machine can.
    pub(super) fn warning(&self) -> Option<String> {
        self.warning.clone()
    }

    /// Ends the modem at a signal that asks for it.
    pub(super) fn hear_signals(&self) -> io::Result<()> {
        let sender = self.sender.clone();
        signals::listen(move |signal| match signal {
            Signal::End(_) => end(&sender),
            // A process that cannot stop goes on.
            Signal::Stop => drop(signals::stop()),
            Signal::EndAtOnce(_) | Signal::Continue => {}
        })
    }

    /// Ends the modem at the end of standard input.
    pub(super) fn hear_input(&self) -> io::Result<()> {
        let sender = self.sender.clone();
        thread::Builder::new().name("input".to_owned()).spawn(move || {
            // An input that cannot be read has ended, too.
            drop(io::copy(&mut io::stdin().lock(), &mut io::sink()));
            end(&sender);
        })?;
        Ok(())
    }

    /// Waits for programs on a thread of its own; returns what comes in, and the socket to be removed at the end.
    pub(super) fn serve(self) -> io::Result<(Receiver<Incoming>, Option<SocketFile>)> {
        let Port { entrance, file, sender, receiver, .. } = self;
        thread::Builder::new().name("port".to_owned()).spawn(move || {
            let ended = match entrance {
                Entrance::Tcp(listener) => tcp(&listener, &sender),
                #[cfg(unix)]
                Entrance::Unix(listener) => unix(&listener, &sender),
                #[cfg(unix)]
                Entrance::Pty(pty) => pty.serve(&sender),
            };
            if let Err(error) = ended {
                drop(sender.send(Incoming::Failed(error)));
            }
        })?;
        Ok((receiver, file))
    }
}

/// Asks the server to end. If the channel is full, the signal waits for its turn behind what came before.
fn end(sender: &SyncSender<Incoming>) {
    // A server that has ended needs no word.
    drop(sender.send(Incoming::End));
}

/// Opens a pseudo-terminal.
#[cfg(unix)]
fn pty() -> miette::Result<(Entrance, String, Option<String>)> {
    let (pty, path) = super::pty::Pty::open().map_err(|why| miette!("A pseudo-terminal cannot be opened: {why}."))?;
    Ok((Entrance::Pty(pty), path, None))
}

#[cfg(not(unix))]
fn pty() -> miette::Result<(Entrance, String, Option<String>)> {
    Err(miette!("There are no pseudo-terminals on this system."))
}

/// Listens at an address.
fn listen(address: &ModemAddress) -> miette::Result<(Entrance, String, Option<String>)> {
    let unreachable = |why: io::Error| match why.kind() {
        io::ErrorKind::AddrInUse => miette!(
            help = "--listen ADDR:PORT chooses another address; port 0 takes any free one.",
            "{address} is in use already."
        ),
        _ => miette!("The modem cannot listen at {address}: {why}."),
    };
    match address {
        ModemAddress::Tcp(address) => {
            let listener = TcpListener::bind(address).map_err(unreachable)?;
            let own = listener.local_addr().map_err(unreachable)?;
            let warning = (!own.ip().is_loopback()).then(|| {
                format!(
                    "Everybody who reaches {own} over the network can use the phone and its card, without encryption \
                     and without a password."
                )
            });
            Ok((Entrance::Tcp(listener), own.to_string(), warning))
        }
        #[cfg(unix)]
        ModemAddress::Unix(path) => {
            let listener = std::os::unix::net::UnixListener::bind(path).map_err(unreachable)?;
            Ok((Entrance::Unix(listener), address.to_string(), None))
        }
        #[cfg(target_os = "linux")]
        ModemAddress::Abstract(_) => {
            use std::os::linux::net::SocketAddrExt as _;
            let named = std::os::unix::net::SocketAddr::from_abstract_name(address.to_string()).map_err(unreachable)?;
            let listener = std::os::unix::net::UnixListener::bind_addr(&named).map_err(unreachable)?;
            let warning = format!("Every user of this machine can use the phone and its card at {address}.");
            Ok((Entrance::Unix(listener), address.to_string(), Some(warning)))
        }
        #[cfg(not(target_os = "linux"))]
        address => Err(miette!("There are no sockets like {address} on this system.")),
    }
}

/// Stream to a program.
trait ProgramStream: Read + Connection + Sized + 'static {
    /// Returns the stream once more, to write to.
    fn duplicate(&self) -> io::Result<Self>;
}

impl ProgramStream for TcpStream {
    fn duplicate(&self) -> io::Result<TcpStream> {
        self.try_clone()
    }
}

#[cfg(unix)]
impl ProgramStream for std::os::unix::net::UnixStream {
    fn duplicate(&self) -> io::Result<Self> {
        self.try_clone()
    }
}

/// Serves programs over TCP.
fn tcp(listener: &TcpListener, sender: &SyncSender<Incoming>) -> io::Result<()> {
    serve_one_of_all(sender, || {
        let (stream, peer) = listener.accept()?;
        stream.set_write_timeout(Some(WRITE_MAX))?;
        // An answer is small, and a program waits for it.
        stream.set_nodelay(true)?;
        Ok((stream, peer.to_string()))
    })
}

/// Serves programs over a Unix socket.
#[cfg(unix)]
fn unix(listener: &std::os::unix::net::UnixListener, sender: &SyncSender<Incoming>) -> io::Result<()> {
    serve_one_of_all(sender, || {
        let (stream, _) = listener.accept()?;
        stream.set_write_timeout(Some(WRITE_MAX))?;
        Ok((stream, "a program".to_owned()))
    })
}

/// Serves one program at a time on a thread of its own, and sends away whoever comes meanwhile.
fn serve_one_of_all<S: ProgramStream>(
    sender: &SyncSender<Incoming>,
    accept: impl Fn() -> io::Result<(S, String)>,
) -> io::Result<()> {
    // The thread of the program that is served has the other end, and sends nothing.
    let mut served: Option<Receiver<Infallible>> = None;
    loop {
        let (mut stream, name) = match accept() {
            Err(error) if is_of_program(&error) => continue,
            accepted => accepted?,
        };
        if served.as_ref().is_some_and(|served| !await_leaving(served)) {
            // One that does not take the words is gone.
            drop(stream.write_all(IN_USE));
            stream.close();
            if sender.send(Incoming::Refused(name)).is_err() {
                return Ok(());
            }
            continue;
        }
        let (back, sender) = (stream.duplicate()?, sender.clone());
        let (is_served, leaves) = sync_channel(0);
        thread::Builder::new().name("program".to_owned()).spawn(move || {
            serve_program(stream, Box::new(back), &name, &sender);
            drop(is_served);
        })?;
        served = Some(leaves);
    }
}

/// Waits a little for a program to leave; returns whether it has left.
fn await_leaving(served: &Receiver<Infallible>) -> bool {
    served.recv_timeout(LEAVING) == Err(RecvTimeoutError::Disconnected)
}

/// Returns whether only the program that wanted to connect failed.
fn is_of_program(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::Interrupted)
}

/// Reads what a program says until it leaves; returns `false` if the server has ended.
pub(super) fn serve_program(
    mut stream: impl Read,
    back: Box<dyn Connection>,
    name: &str,
    sender: &SyncSender<Incoming>,
) -> bool {
    if sender.send(Incoming::Program(back, name.to_owned())).is_err() {
        return false;
    }
    let mut octets = [0; CHUNK];
    loop {
        match stream.read(&mut octets) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(0) | Err(_) => return sender.send(Incoming::Left).is_ok(),
            Ok(count) => {
                let read = octets.get(..count).unwrap_or_default().to_vec();
                if sender.send(Incoming::Octets(read)).is_err() {
                    return false;
                }
            }
        }
    }
}
