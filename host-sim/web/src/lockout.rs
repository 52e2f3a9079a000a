//! Lock-out by address: an address from which too many wrong tries came is refused for a while. The platform locks an
//! account after five wrong passwords; this holds off whoever tries many accounts, codes or keys.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Wrong tries from one address in [`WINDOW_MS`] after which it is refused.
pub(crate) const TRIES: u32 = 30;

/// Milliseconds in which wrong tries count, and for which an address is refused.
pub(crate) const WINDOW_MS: u64 = 10 * 60 * 1000;

/// Most addresses that are remembered.
const ADDRESSES_MOST: usize = 10_000;

/// Wrong tries of one address.
#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    count: u32,
    /// Moment of the first of them, in milliseconds.
    since: u64,
}

/// Wrong tries by address.
#[derive(Debug, Default)]
pub(crate) struct AddressLocks(Mutex<HashMap<IpAddr, Tries>>);

impl AddressLocks {
    /// Returns the seconds for which an address is refused; `None` if it is not.
    pub(crate) fn locked_for(&self, address: &IpAddr, now: u64) -> Option<u64> {
        let table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = table.get(address).filter(|tries| tries.count >= TRIES)?;
        let left = tries.since.saturating_add(WINDOW_MS).saturating_sub(now);
        (left > 0).then(|| left.div_ceil(1000))
    }

    /// Counts a wrong try from an address.
    pub(crate) fn count(&self, address: IpAddr, now: u64) {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if table.len() >= ADDRESSES_MOST {
            table.retain(|_, tries| now.saturating_sub(tries.since) < WINDOW_MS);
        }
        let tries = table.entry(address).or_default();
        if tries.count == 0 || now.saturating_sub(tries.since) >= WINDOW_MS {
            *tries = Tries { count: 0, since: now };
        }
        tries.count = tries.count.saturating_add(1);
        if tries.count == TRIES {
            // The wait begins with the last try.
            tries.since = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn address_is_locked_after_many_tries() {
        let locks = AddressLocks::default();
        for _ in 1..TRIES {
            locks.count(ADDRESS, 1000);
            assert_eq!(locks.locked_for(&ADDRESS, 1000), None);
        }
        locks.count(ADDRESS, 2000);
        assert_eq!(locks.locked_for(&ADDRESS, 2000), Some(600));
        assert_eq!(locks.locked_for(&ADDRESS, 2000 + WINDOW_MS), None);
        locks.count(ADDRESS, 2000 + WINDOW_MS);
        assert_eq!(locks.locked_for(&ADDRESS, 2000 + WINDOW_MS), None);
        assert_eq!(locks.locked_for(&IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1)), 2000), None);
    }

    #[test]
    fn old_tries_do_not_count() {
        let locks = AddressLocks::default();
        for at in 0..u64::from(TRIES) * 2 {
            locks.count(ADDRESS, at * WINDOW_MS / 20);
        }
        assert_eq!(locks.locked_for(&ADDRESS, u64::from(TRIES) * WINDOW_MS / 10), None);
    }
}
