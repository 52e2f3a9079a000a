//! Doors of the card. A door translates the octets of its wire into requests to the wallet, and decides nothing.

pub(crate) mod apdu;
pub(crate) mod command;
pub(crate) mod files;
pub(crate) mod menu;
pub(crate) mod ota;
pub(crate) mod parameters;
pub(crate) mod secure_messaging;
pub(crate) mod select;
pub(crate) mod toolkit;
