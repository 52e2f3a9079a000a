//! Comparison of cards, for a search that follows every path of a card and must follow none twice. Compared is all
//! state, PIN and dialog too; none of it is returned.
//!
//! Messages to the platform are left out: their counters only rise, and are only seen in packets, which say the same
//! under every counter. Of a load that was asked for, the amount and the time of its beginning are compared, since the
//! menu shows it.

use crate::wallet::Wallet;
use crate::wallet::remote::RemoteState;

use super::{Card, CardSession, Powered};

impl<M, E> Card<M, E> {
    /// Returns whether both cards hold the same wallet, or both are without power. Requests to the platform are left
    /// out, and so are the place of the current slot and the number of writes.
    pub fn has_same_wallet(&self, other: &Card<M, E>) -> bool {
        match (&self.power, &other.power) {
            (Some(one), Some(other)) => keep_alike(&one.wallet, &other.wallet) && one.identity == other.identity,
            (None, None) => true,
            _ => false,
        }
    }

    /// Returns whether both cards behave the same towards a handset from here on: they hold the same wallet and
    /// remember the same session.
    ///
    /// The handset may send anything but packets of the platform, and both cards must draw the same random numbers.
    /// Three differences are ignored. The number of the last command only ties an answer to it. The counters in packets
    /// to the platform only rise. No handset asks for the reason of the last refusal.
    pub fn has_same_future(&self, other: &Card<M, E>) -> bool {
        let remembered = match (&self.power, &other.power) {
            (Some(one), Some(other)) => remember_alike(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        remembered && self.has_same_wallet(other)
    }
}

/// Returns whether both wallets are alike. Every field is named, so that the compiler asks about each field that is
/// added.
fn keep_alike(one: &Wallet, other: &Wallet) -> bool {
    let Wallet { purse, lifecycle, block, limit, pin, tries, calibration, proof, remote, history, files } = one;
    let RemoteState { accepted, sent: _, request: _, pending: _, credited } = remote;
    let under_way = |wallet: &Wallet| wallet.awaited_load().map(|load| load.amount);
    (purse, lifecycle, block, limit, pin, tries)
        == (&other.purse, &other.lifecycle, &other.block, &other.limit, &other.pin, &other.tries)
        && (calibration, proof, history, files) == (&other.calibration, &other.proof, &other.history, &other.files)
        && (accepted, credited) == (&other.remote.accepted, &other.remote.credited)
        && under_way(one) == under_way(other)
}

/// Returns whether both cards remember the same of what a reset forgets. Every field is named here too.
fn remember_alike(one: &Powered, other: &Powered) -> bool {
    let Powered { identity: _, slot: _, wallet, session } = one;
    let CardSession { channels, toolkit, load_begun_s, last_refusal: _, reassembly } = session;
    let (waits, other) = (wallet.awaited_load().is_some(), &other.session);
    toolkit.has_same_future(&other.toolkit)
        && channels.go_on_like(&other.channels)
        && *reassembly == other.reassembly
        && (!waits || *load_begun_s == other.load_begun_s)
}
