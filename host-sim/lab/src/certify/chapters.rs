//! Checks of the suite, a file a chapter. Each file is a table of its checks and a function for each.

pub(super) mod identity;
pub(super) mod life_cycle;
pub(super) mod limit;
pub(super) mod log;
pub(super) mod pin;
pub(super) mod power_cuts;
pub(super) mod purse;
pub(super) mod radio;
pub(super) mod refusals;
pub(super) mod secure_messaging;
pub(super) mod toolkit;
