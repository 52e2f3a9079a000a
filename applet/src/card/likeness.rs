//! Whether two cards are alike, for whoever walks every path of a card and must not walk one twice. Compared is what is
//! held, PIN and dialog too; nothing of it is shown.
//!
//! What the card told the platform makes no difference here: its counters count on and on and are only seen in packets,
//! which say the same under every counter. Of a load that was asked for, its amount is compared and since when it
//! waits: the menu tells that a top-up is under way.

use crate::wallet::Wallet;
use crate::wallet::remote::Remote;

use super::{Card, CardSession, Powered};

impl<M, E> Card<M, E> {
    /// Whether both keep the same wallet, or both are without power; what they asked of the platform aside. Where the
    /// slot of memory lies that holds it, and how often it was written, is history.
    pub fn has_same_wallet(&self, other: &Card<M, E>) -> bool {
        match (&self.power, &other.power) {
            (Some(one), Some(other)) => keep_alike(&one.wallet, &other.wallet) && one.identity == other.identity,
            (None, None) => true,
            _ => false,
        }
    }

    /// Whether both say the same to a handset from here on, whatever it brings but packets of the platform, as long as
    /// they draw the same random numbers: they keep the same, and they remember the same. Three things make no
    /// difference: the number of the last command, which only ties an answer to it; the counters in what is sent to
    /// the platform; and the reason of the last refusal, which no handset asks for.
    pub fn has_same_future(&self, other: &Card<M, E>) -> bool {
        let remembered = match (&self.power, &other.power) {
            (Some(one), Some(other)) => remember_alike(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        remembered && self.has_same_wallet(other)
    }
}

/// Whether both keep the same. Everything that a wallet has is named, so that what it comes to have besides must be
/// thought of here.
fn keep_alike(one: &Wallet, other: &Wallet) -> bool {
    let Wallet { purse, lifecycle, block, limit, pin, tries, calibration, proof, remote, history, files } = one;
    let Remote { accepted, sent: _, request: _, pending: _, credited } = remote;
    let under_way = |wallet: &Wallet| wallet.awaited_load().map(|load| load.amount);
    (purse, lifecycle, block, limit, pin, tries)
        == (&other.purse, &other.lifecycle, &other.block, &other.limit, &other.pin, &other.tries)
        && (calibration, proof, history, files) == (&other.calibration, &other.proof, &other.history, &other.files)
        && (accepted, credited) == (&other.remote.accepted, &other.remote.credited)
        && under_way(one) == under_way(other)
}

/// Whether both have the same of what a reset forgets, everything named likewise.
fn remember_alike(one: &Powered, other: &Powered) -> bool {
    let Powered { identity: _, slot: _, wallet, session } = one;
    let CardSession { channels, toolkit, load_begun_s, last_refusal: _, reassembly } = session;
    let (waits, other) = (wallet.awaited_load().is_some(), &other.session);
    toolkit.has_same_future(&other.toolkit)
        && channels.go_on_like(&other.channels)
        && *reassembly == other.reassembly
        && (!waits || *load_begun_s == other.load_begun_s)
}
