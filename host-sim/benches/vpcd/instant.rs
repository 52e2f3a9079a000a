//! Card that answers at once: octets of the right number, chosen by the instruction, and no card behind them. It runs
//! as a process of its own, as `rfid-sim reader` does.

use std::net::TcpStream;
use std::process::{Child, Command};

use super::stream::VpcdSocket;
use sim_device::vpcd::{SlotReply, VpcdMessage, serve};

/// First argument of this program where it is to be the card.
pub const ARGUMENT: &str = "--be-the-card-at";

/// Answer to reset of a card that speaks T=0.
const ATR: [u8; 4] = [0x3B, 0x02, 0x00, 0x00];

/// Returns the answer to a command.
fn answer(command: &[u8]) -> Vec<u8> {
    match command {
        [_, 0xC0, _, _, le] => [vec![0; usize::from(*le)], vec![0x90, 0x00]].concat(),
        [_, 0x5C, ..] => vec![0, 0, 0, 0, 0x90, 0x00],
        [_, 0x50, ..] => vec![0x61, 0x0F],
        [_, 0x54, ..] => vec![0x61, 0x08],
        _ => vec![0x61, 0x20],
    }
}

/// Plays the card until the reader goes away.
pub fn be(address: &str) {
    let mut socket = VpcdSocket::new(TcpStream::connect(address).unwrap());
    let mut answered = |message: &VpcdMessage| match message {
        VpcdMessage::AskAtr => SlotReply::Answer(ATR.to_vec()),
        VpcdMessage::Command(command) => SlotReply::Answer(answer(command)),
        VpcdMessage::PowerOn | VpcdMessage::PowerOff | VpcdMessage::Reset => SlotReply::Nothing,
    };
    drop(serve(&mut socket, &mut answered));
}

/// Process of a card, which ends with this value.
pub struct Running(pub Child);

impl Running {
    /// Starts a process.
    pub fn start(command: &mut Command) -> Running {
        Running(command.spawn().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
