//! Settings of a server.

use std::net::SocketAddr;

use sim_world::esme::SystemId;

/// Most octets of a password, by SMPP's `password`.
pub const PASSWORD_MAX: usize = 8;

/// Settings of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmppSettings {
    /// Address and port at which the server listens; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Name of the entity that may bind.
    pub system_id: SystemId,
    /// Password of the entity.
    pub password: String,
    /// Addresses of the entity as digits.
    pub addresses: Vec<String>,
    /// Most unanswered requests on a connection in either direction.
    pub window: usize,
    /// Most submissions a second on a connection; `None` for any number.
    pub rate: Option<u32>,
    /// Most submissions under way.
    pub queue: usize,
    /// Silence of a client after which the server sends `enquire_link`, in milliseconds.
    pub silence_ms: u64,
}

impl SmppSettings {
    /// Unanswered requests, unless another number is chosen.
    pub const WINDOW: usize = 32;

    /// Submissions under way, unless another number is chosen.
    pub const QUEUE: usize = 10_000;

    /// Seconds of silence before `enquire_link`, unless another number is chosen.
    pub const SILENCE_S: u64 = 60;

    /// Creates settings with the usual limits.
    pub fn new(listen: SocketAddr, system_id: SystemId, password: &str, addresses: Vec<String>) -> SmppSettings {
        SmppSettings {
            listen,
            system_id,
            password: password.to_owned(),
            addresses,
            window: SmppSettings::WINDOW,
            rate: None,
            queue: SmppSettings::QUEUE,
            silence_ms: SmppSettings::SILENCE_S * 1000,
        }
    }
}
