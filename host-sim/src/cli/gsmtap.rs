//! `--gsmtap`: what crosses the card's line, as datagrams to Wireshark and whoever else listens. Nothing waits for
//! them: a destination that cannot be reached is told once, and the session goes on.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _, UdpSocket};
use std::str::FromStr;
use std::time::Duration;

use super::output;
use sim_codec::gsmtap;
use sim_script::trace::formats::capture::LiveMessage;
use sim_wire::count::{Counted, CountedVerb};

/// Longest time that a datagram may wait for room in the system.
const WAIT_MAX: Duration = Duration::from_millis(50);

/// Destination of datagrams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GsmtapDestination {
    /// Name or address of the host.
    host: String,
    /// UDP port.
    port: u16,
}

/// Error of a text that is no destination.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no destination: one is written HOST or HOST:PORT, with an IPv6 address in brackets")]
pub(super) struct GsmtapDestinationError(String);

impl FromStr for GsmtapDestination {
    type Err = GsmtapDestinationError;

    fn from_str(text: &str) -> Result<GsmtapDestination, GsmtapDestinationError> {
        let wrong = || GsmtapDestinationError(text.to_owned());
        let to = |host: &str, port| GsmtapDestination { host: host.to_owned(), port };
        if let Some(inner) = text.strip_prefix('[') {
            let (host, behind) = inner.split_once(']').ok_or_else(wrong)?;
            host.parse::<Ipv6Addr>().map_err(|_| wrong())?;
            return match behind.strip_prefix(':') {
                Some(port) => Ok(to(host, port.parse().map_err(|_| wrong())?)),
                None if behind.is_empty() => Ok(to(host, gsmtap::PORT)),
                None => Err(wrong()),
            };
        }
        match text.split_once(':') {
            _ if text.is_empty() || text.contains(char::is_whitespace) => Err(wrong()),
            None => Ok(to(text, gsmtap::PORT)),
            Some((host, port)) if !host.is_empty() => Ok(to(host, port.parse().map_err(|_| wrong())?)),
            Some(_) => Err(wrong()),
        }
    }
}

impl fmt::Display for GsmtapDestination {
    /// Prints the destination such as `127.0.0.1:4729`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port),
            false => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

/// Socket with the address of the other end.
type Open = (UdpSocket, SocketAddr);

/// Sender of a session that grows, and whose last steps may be taken back.
#[derive(Debug)]
pub(super) struct GsmtapSender<T> {
    /// Destination; `None` if nothing is sent.
    destination: Option<GsmtapDestination>,
    /// Socket; `None` if there is none to send with.
    open: Option<Open>,
    /// Steps of the session that were sent.
    sent: Vec<T>,
    /// Number of exchanges that GSMTAP has no form for.
    unsendable: usize,
    /// Reason for which something was not sent, which is yet to be told; `None` if there is none.
    trouble: Option<String>,
    /// Set once a reason was told.
    is_told: bool,
}

impl<T: Clone + PartialEq> GsmtapSender<T> {
    /// Creates a sender; without a destination one that sends nothing.
    pub(super) fn new(destination: Option<&GsmtapDestination>) -> GsmtapSender<T> {
        let (open, trouble) = match destination.map(open) {
            Some(Ok(open)) => (Some(open), None),
            Some(Err(error)) => (None, Some(error.to_string())),
            None => (None, None),
        };
        let destination = destination.cloned();
        GsmtapSender { destination, open, sent: Vec::new(), unsendable: 0, trouble, is_told: false }
    }

    /// Sends the steps of a session that were not sent yet. Steps that were taken back stay sent.
    pub(super) fn follow(&mut self, steps: &[T], messages: impl Fn(&T) -> Vec<LiveMessage>) {
        if self.destination.is_none() {
            return;
        }
        let mut same = self.sent.len().min(steps.len());
        while same > 0 && self.sent.get(same - 1) != steps.get(same - 1) {
            same -= 1;
        }
        self.sent.truncate(same);
        for step in steps.get(same..).unwrap_or_default() {
            messages(step).iter().for_each(|message| self.send(message));
            self.sent.push(step.clone());
        }
    }

    /// Takes steps for sent, since they were before others of a session that was taken back.
    pub(super) fn pass_over(&mut self, steps: Vec<T>) {
        self.sent = steps;
    }

    /// Forgets what was sent, since another session begins.
    pub(super) fn forget(&mut self) {
        self.sent.clear();
    }

    /// Sends steps that belong to no session before.
    pub(super) fn send_all(&mut self, steps: &[T], messages: impl Fn(&T) -> Vec<LiveMessage>) {
        steps.iter().flat_map(messages).for_each(|message| self.send(&message));
    }

    /// Sends one message.
    fn send(&mut self, message: &LiveMessage) {
        match (message, &self.open) {
            (LiveMessage::Unsendable, _) => self.unsendable = self.unsendable.saturating_add(1),
            (LiveMessage::Datagram(datagram), Some((socket, address))) => {
                if let Err(error) = socket.send_to(datagram, address) {
                    self.trouble.get_or_insert(error.to_string());
                }
            }
            (LiveMessage::Datagram(_) | LiveMessage::Nothing, _) => {}
        }
    }

    /// Prints on standard error why something was not sent, the first time.
    pub(super) fn tell(&mut self) {
        if let (Some(trouble), Some(to), false) = (&self.trouble, &self.destination, self.is_told) {
            output::warn(&format!("--gsmtap: {to} cannot be sent to: {trouble}. The session goes on."));
            self.is_told = true;
        }
    }

    /// Prints on standard error what was not sent, at the end of a session.
    pub(super) fn finish(&mut self) {
        self.tell();
        if self.destination.is_some() && self.unsendable > 0 {
            let exchanges = Counted(self.unsendable, "exchange");
            let were = CountedVerb(self.unsendable, "was", "were");
            output::warn(&format!(
                "--gsmtap: {exchanges} without an answer {were} not sent; GSMTAP has no form for that."
            ));
            self.unsendable = 0;
        }
    }
}

/// Opens a socket. It is not connected, since a host that nobody listens on is no error: Wireshark
/// reads along on the way.
fn open(destination: &GsmtapDestination) -> std::io::Result<Open> {
    let mut addresses = (destination.host.as_str(), destination.port).to_socket_addrs()?;
    let address = addresses.next().ok_or_else(|| std::io::Error::other("the name has no address"))?;
    let any = match address {
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
    };
    let socket = UdpSocket::bind(any)?;
    socket.set_write_timeout(Some(WAIT_MAX))?;
    Ok((socket, address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destination_has_port_4729_unless_told() {
        for (text, expected) in [
            ("127.0.0.1", "127.0.0.1:4729"),
            ("localhost:5000", "localhost:5000"),
            ("[::1]", "[::1]:4729"),
            ("[::1]:1", "[::1]:1"),
        ] {
            assert_eq!(text.parse::<GsmtapDestination>().unwrap().to_string(), expected);
        }
        for text in ["", ":4729", "host:", "host:port", "host:65536", "::1", "[::1", "[host]", "[::1]1", "a b"] {
            assert!(text.parse::<GsmtapDestination>().is_err(), "{text}");
        }
    }

    #[test]
    fn steps_are_sent_once_and_new_ones_after_undo() {
        let listener = UdpSocket::bind("127.0.0.1:0").unwrap();
        listener.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let destination = listener.local_addr().unwrap().to_string().parse().unwrap();
        let mut sender = GsmtapSender::new(Some(&destination));
        let message =
            |step: &u8| vec![if *step == 0 { LiveMessage::Unsendable } else { LiveMessage::Datagram(vec![*step]) }];
        for steps in [&[1][..], &[1, 2, 0], &[1, 2, 0], &[1], &[1, 3]] {
            sender.follow(steps, message);
        }
        let received = [(); 3].map(|()| {
            let mut octets = [0; 4];
            let length = listener.recv(&mut octets).unwrap();
            octets[..length].to_vec()
        });
        assert_eq!(received, [vec![1], vec![2], vec![3]]);
        assert_eq!((sender.unsendable, sender.trouble), (1, None));
    }

    #[test]
    fn unreachable_destination_is_trouble_of_the_first_time() {
        let mut sender = GsmtapSender::new(Some(&"no-such-host.invalid".parse().unwrap()));
        assert!(sender.trouble.is_some());
        sender.follow(&[1_u8], |_| vec![LiveMessage::Datagram(vec![1])]);
        sender.tell();
        assert!(sender.is_told);
        assert_eq!(sender.sent, [1]);
    }
}
