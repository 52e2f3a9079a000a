//! Address of a slot of vpcd.

use std::fmt;
use std::io;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::str::FromStr;
use std::time::Duration;

use sim_device::vpcd::PORT;

/// Longest time in which a host must take a connection.
const CONNECT_MAX: Duration = Duration::from_secs(2);

/// Host and TCP port at which vpcd waits for the card of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VpcdAddress {
    host: String,
    port: u16,
}

/// Error of a text that is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no address: one is written HOST or HOST:PORT, with an IPv6 address in brackets")]
pub(super) struct VpcdAddressError(String);

impl VpcdAddress {
    /// Returns the address of the slot behind this one; `None` if there is no such port.
    pub(super) fn next(&self) -> Option<VpcdAddress> {
        Some(VpcdAddress { host: self.host.clone(), port: self.port.checked_add(1)? })
    }

    /// Returns the port.
    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    /// Connects to the slot.
    pub(super) fn connect(&self) -> io::Result<TcpStream> {
        let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for address in (self.host.as_str(), self.port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, CONNECT_MAX) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    return Ok(stream);
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

impl Default for VpcdAddress {
    fn default() -> VpcdAddress {
        VpcdAddress { host: "127.0.0.1".to_owned(), port: PORT }
    }
}

impl FromStr for VpcdAddress {
    type Err = VpcdAddressError;

    fn from_str(text: &str) -> Result<VpcdAddress, VpcdAddressError> {
        let wrong = || VpcdAddressError(text.to_owned());
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (host, behind) = rest.split_once(']').ok_or_else(wrong)?;
                let port = if behind.is_empty() { None } else { Some(behind.strip_prefix(':').ok_or_else(wrong)?) };
                (host, port)
            }
            None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
        };
        if host.is_empty() || host.contains(char::is_whitespace) || port.is_some_and(|port| port.contains(':')) {
            return Err(wrong());
        }
        let port = port.map(|port| port.parse().ok().filter(|port| *port > 0).ok_or_else(wrong)).transpose()?;
        Ok(VpcdAddress { host: host.to_owned(), port: port.unwrap_or(PORT) })
    }
}

impl fmt::Display for VpcdAddress {
    /// Prints the address such as `127.0.0.1:35963`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port),
            false => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_is_read_and_has_a_neighbour() {
        for (text, printed, next) in [
            ("127.0.0.1", "127.0.0.1:35963", Some("127.0.0.1:35964")),
            ("localhost:5000", "localhost:5000", Some("localhost:5001")),
            ("[::1]:65535", "[::1]:65535", None),
            ("[::1]", "[::1]:35963", Some("[::1]:35964")),
        ] {
            let address: VpcdAddress = text.parse().unwrap();
            assert_eq!(address.to_string(), printed);
            assert_eq!(address.next().map(|next| next.to_string()).as_deref(), next);
        }
        for text in ["", ":1", "host:", "host:0", "host:65536", "::1", "[::1", "[::1]1", "a b", "h:1:2"] {
            assert!(text.parse::<VpcdAddress>().is_err(), "{text}");
        }
    }
}
