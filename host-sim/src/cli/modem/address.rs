//! Address of the modem: a socket of the network, of the file system, or of Linux's abstract names.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

/// Address at which programs reach the modem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ModemAddress {
    /// Address and port over TCP.
    Tcp(SocketAddr),
    /// Path of a Unix socket.
    Unix(PathBuf),
    /// Abstract name of a Unix socket, behind `abstract:`, which is part of the name: ModemManager's tests connect so.
    Abstract(String),
}

/// Error of a text that is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no address: one is written ADDR:PORT as 127.0.0.1:12345, unix:PATH, or abstract:NAME")]
pub(super) struct ModemAddressError(String);

impl FromStr for ModemAddress {
    type Err = ModemAddressError;

    fn from_str(text: &str) -> Result<ModemAddress, ModemAddressError> {
        let wrong = || ModemAddressError(text.to_owned());
        let address = match text.split_once(':') {
            Some(("unix", path)) => ModemAddress::Unix(PathBuf::from(path)),
            Some(("abstract", name)) => ModemAddress::Abstract(name.to_owned()),
            _ => return text.parse().map(ModemAddress::Tcp).map_err(|_| wrong()),
        };
        let is_named = text.split_once(':').is_some_and(|(_, name)| !name.is_empty());
        if is_named { Ok(address) } else { Err(wrong()) }
    }
}

impl fmt::Display for ModemAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ModemAddress::Tcp(address) => write!(f, "{address}"),
            ModemAddress::Unix(path) => write!(f, "unix:{}", path.display()),
            ModemAddress::Abstract(name) => write!(f, "abstract:{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_round_trips() {
        for text in ["127.0.0.1:12345", "[::1]:0", "unix:/tmp/modem", "abstract:modem"] {
            assert_eq!(text.parse::<ModemAddress>().unwrap().to_string(), text);
        }
        for text in ["", "127.0.0.1", "localhost:1", "unix:", "abstract:", "12345", "127.0.0.1:65536"] {
            assert!(text.parse::<ModemAddress>().is_err(), "{text}");
        }
    }
}
