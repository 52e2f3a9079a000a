//! Lock-out by address: an address from which too many wrong tries came is refused for a while. The platform locks an
//! account after five wrong passwords; this holds off whoever tries many accounts, codes or keys.
//!
//! Tries that are under way could all be wrong. An address has no more of them at a time than it has left, and the
//! others wait, so that a burst gets no more guesses than a sequence.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Wrong tries from one address in [`WINDOW_MS`] after which it is refused.
pub(crate) const TRIES: u32 = 30;

/// Milliseconds in which wrong tries count, and for which an address is refused.
pub(crate) const WINDOW_MS: u64 = 10 * 60 * 1000;

/// Most addresses that are remembered.
const ADDRESSES_MOST: usize = 10_000;

/// Tries of one address.
#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    /// Wrong tries of the window.
    wrong: u32,
    /// Tries whose result is not known yet.
    under_way: u32,
    /// Moment of the first wrong one, in milliseconds.
    since: u64,
}

impl Tries {
    /// Returns the seconds for which no further try is taken; `None` if one is.
    fn locked_for(&self, now: u64) -> Option<u64> {
        let left = self.since.saturating_add(WINDOW_MS).saturating_sub(now);
        (self.wrong >= TRIES && left > 0).then(|| left.div_ceil(1000))
    }

    /// Forgets the wrong tries of a window that is over.
    fn forget(&mut self, now: u64) {
        if now.saturating_sub(self.since) >= WINDOW_MS {
            self.wrong = 0;
        }
    }

    /// Counts a wrong try.
    fn count(&mut self, now: u64) {
        self.forget(now);
        if self.wrong == 0 {
            self.since = now;
        }
        self.wrong = self.wrong.saturating_add(1);
        if self.wrong == TRIES {
            // The wait begins with the last try.
            self.since = now;
        }
    }
}

/// Returns the address by which tries are counted. One subscriber has 2^64 addresses of IPv6, of which only the first
/// half tells subscribers apart.
fn counted_address(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    }
}

/// Tries by address.
#[derive(Debug, Default)]
pub(crate) struct AddressLocks {
    table: Mutex<HashMap<IpAddr, Tries>>,
    /// Wakes those who wait for the end of a try.
    ended: Notify,
}

impl AddressLocks {
    fn table(&self) -> MutexGuard<'_, HashMap<IpAddr, Tries>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the tries of an address.
    fn with<T>(&self, address: IpAddr, now: u64, change: impl FnOnce(&mut Tries) -> T) -> T {
        let mut table = self.table();
        if table.len() >= ADDRESSES_MOST {
            table.retain(|_, tries| tries.under_way > 0 || now.saturating_sub(tries.since) < WINDOW_MS);
        }
        change(table.entry(counted_address(address)).or_default())
    }

    /// Returns the seconds for which an address is refused; `None` if it is not.
    pub(crate) fn locked_for(&self, address: &IpAddr, now: u64) -> Option<u64> {
        self.table().get(&counted_address(*address))?.locked_for(now)
    }

    /// Counts a wrong try from an address.
    pub(crate) fn count(&self, address: IpAddr, now: u64) {
        self.with(address, now, |tries| tries.count(now));
    }

    /// Begins a try. Waits while those under way could use up what the address has left; returns the seconds for which
    /// it is refused if it has none.
    pub(crate) async fn begin(self: &Arc<Self>, address: IpAddr, clock: impl Fn() -> u64) -> Result<AddressTry, u64> {
        loop {
            let ended = self.ended.notified();
            tokio::pin!(ended);
            // Before the look, so that no end between look and wait is missed.
            ended.as_mut().enable();
            let now = clock();
            let has_begun = self.with(address, now, |tries| {
                if let Some(seconds) = tries.locked_for(now) {
                    return Err(seconds);
                }
                tries.forget(now);
                let is_free = tries.wrong.saturating_add(tries.under_way) < TRIES;
                tries.under_way = tries.under_way.saturating_add(u32::from(is_free));
                Ok(is_free)
            })?;
            if has_begun {
                return Ok(AddressTry { locks: Arc::clone(self), address });
            }
            ended.await;
        }
    }
}

/// Try that is under way, until it is dropped.
#[derive(Debug)]
pub(crate) struct AddressTry {
    locks: Arc<AddressLocks>,
    address: IpAddr,
}

impl AddressTry {
    /// Counts the try as a wrong one.
    pub(crate) fn count(&self, now: u64) {
        self.locks.count(self.address, now);
    }
}

impl Drop for AddressTry {
    fn drop(&mut self) {
        if let Some(tries) = self.locks.table().get_mut(&counted_address(self.address)) {
            tries.under_way = tries.under_way.saturating_sub(1);
        }
        self.locks.ended.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
