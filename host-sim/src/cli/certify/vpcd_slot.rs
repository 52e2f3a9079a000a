//! Reader for a card program that connects to vpcd: it listens in vpcd's place, and is a link to the card.
//!
//! The messages are those of [`sim_device::vpcd`], whose card end connects to such a slot.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use miette::miette;
use sim_device::link::{Link, LinkContext, LinkError};
use sim_device::vpcd::VpcdMessage;

use crate::cli::output;

/// Longest wait for an answer of the card program.
const PATIENCE: Duration = Duration::from_secs(10);

/// Slot with a card program in it.
pub(super) struct VpcdSlot {
    stream: TcpStream,
    peer: SocketAddr,
    /// Set once an answer was late or cut off, so that later octets could belong to it.
    is_broken: bool,
}

impl VpcdSlot {
    /// Listens on an address, and waits for a card program to connect.
    pub(super) fn listen(address: &str) -> miette::Result<VpcdSlot> {
        let bound = TcpListener::bind(address).and_then(|listener| listener.local_addr().map(|own| (listener, own)));
        let (listener, own) = bound.map_err(|error| miette!("{address} cannot be listened on: {error}."))?;
        output::warn(&format!("Waiting at {own} for a card program that connects to vpcd."));
        let accepted = listener.accept();
        let (stream, peer) = accepted.map_err(|error| miette!("no card program could connect: {error}."))?;
        let set = stream.set_nodelay(true).and_then(|()| stream.set_read_timeout(Some(PATIENCE)));
        set.map_err(|error| miette!("the connection of the card program cannot be set up: {error}."))?;
        Ok(VpcdSlot { stream, peer, is_broken: false })
    }

    /// Returns the address of the card program.
    pub(super) const fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Sends a message in one write.
    fn send(&mut self, message: &VpcdMessage) -> io::Result<()> {
        self.stream.write_all(&message.encode())
    }

    /// Receives an answer. An empty one says that the card was removed.
    fn receive(&mut self) -> io::Result<Vec<u8>> {
        let mut length = [0; 2];
        self.stream.read_exact(&mut length)?;
        let mut octets = vec![0; usize::from(u16::from_be_bytes(length))];
        self.stream.read_exact(&mut octets)?;
        Ok(octets)
    }

    fn ask(&mut self, message: &VpcdMessage) -> Result<Vec<u8>, LinkError> {
        if self.is_broken {
            return Err(LinkError::Removed);
        }
        match self.send(message).and_then(|()| self.receive()) {
            Ok(answer) if !answer.is_empty() => Ok(answer),
            Ok(_) => Err(LinkError::Removed),
            Err(error) => {
                self.is_broken = true;
                let is_late = matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut);
                Err(if is_late { LinkError::Silent } else { LinkError::Removed })
            }
        }
    }
}

impl Link for VpcdSlot {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.send(&VpcdMessage::PowerOn).map_err(|_| LinkError::Removed)?;
        self.ask(&VpcdMessage::AskAtr)
    }

    fn power_off(&mut self) {
        // A program that is gone has no power to switch off.
        drop(self.send(&VpcdMessage::PowerOff));
    }

    fn exchange(&mut self, _situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        self.ask(&VpcdMessage::Command(command.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays a card program that answers from a list, and returns what it was sent.
    fn program(address: SocketAddr, answers: Vec<Option<Vec<u8>>>) -> std::thread::JoinHandle<Vec<Vec<u8>>> {
        std::thread::spawn(move || {
            let stream = TcpStream::connect(address).unwrap();
            let mut slot = VpcdSlot { peer: stream.peer_addr().unwrap(), stream, is_broken: false };
            let mut sent = Vec::new();
            for answer in answers {
                sent.push(slot.receive().unwrap());
                if let Some(answer) = answer {
                    slot.stream.write_all(&sim_device::vpcd::frame(&answer)).unwrap();
                }
            }
            sent
        })
    }

    #[test]
    fn slot_speaks_as_vpcd_does() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let answers = vec![None, None, Some(vec![0x3B, 0x00]), Some(vec![0x90, 0x00]), Some(vec![])];
        let program = program(listener.local_addr().unwrap(), answers);
        let (stream, peer) = listener.accept().unwrap();
        let mut slot = VpcdSlot { stream, peer, is_broken: false };
        slot.power_off();
        assert_eq!(slot.power_on(), Ok(vec![0x3B, 0x00]));
        let select = [0xA0, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00];
        assert_eq!(slot.exchange(LinkContext::default(), &select), Ok(vec![0x90, 0x00]));
        assert!(slot.exchange(LinkContext::default(), &select).is_err(), "an empty answer is a card removed");
        assert_eq!(program.join().unwrap(), [vec![0x00], vec![0x01], vec![0x04], select.to_vec(), select.to_vec()]);
        assert!(slot.power_on().is_err(), "the program is gone");
    }
}
