//! The ways in. A door translates what came over its wire into what the wallet understands, and decides nothing.

pub(crate) mod apdu;
pub(crate) mod command;
pub(crate) mod files;
pub(crate) mod menu;
pub(crate) mod ota;
pub(crate) mod parameters;
pub(crate) mod secure_messaging;
pub(crate) mod select;
pub(crate) mod toolkit;
