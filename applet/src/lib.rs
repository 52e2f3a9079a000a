//! The RFID-SIM mobile wallet card.
#![no_std]

mod card;
mod money;
mod nvm;
mod personalisation;
mod refusal;
mod request;
pub mod wire;

pub use card::{Answer, Block, Calibration, Card, CardState, Entropy, Mute, PowerOnFault, Proof, manufacture};
pub use money::Fen;
pub use nvm::{MEMORY_SIZE, MemoryFault, Nvm};
pub use personalisation::{KEYS_MAX, Key, KeyEntry, KeyUsage, Personalisation, Start};
pub use refusal::Refusal;
pub use request::{Interface, Surroundings};
