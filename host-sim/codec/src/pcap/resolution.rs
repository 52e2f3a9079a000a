//! Resolution of time stamps.

/// Nanoseconds of a second.
const SECOND_NS: u128 = 1_000_000_000;

/// Number of ticks in a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Resolution(u128);

impl Default for Resolution {
    /// Returns microseconds, which hold where a file says nothing.
    fn default() -> Resolution {
        Resolution::MICROSECONDS
    }
}

impl Resolution {
    /// Microseconds.
    pub(super) const MICROSECONDS: Resolution = Resolution(1_000_000);
    /// Nanoseconds.
    pub(super) const NANOSECONDS: Resolution = Resolution(SECOND_NS);

    /// Returns the resolution of pcapng's `if_tsresol`: a power of 10, or of 2 with the highest bit set.
    pub(super) fn from_option(octet: u8) -> Resolution {
        let base: u128 = if octet & 0x80 == 0 { 10 } else { 2 };
        // A tick shorter than any that can be counted is as good as none.
        Resolution(base.checked_pow(u32::from(octet & 0x7F)).unwrap_or(u128::MAX))
    }

    /// Returns ticks as nanoseconds, with whole seconds added.
    pub(super) fn nanoseconds(self, ticks: u64, offset_s: i64) -> u64 {
        let since = u128::from(ticks).saturating_mul(SECOND_NS).checked_div(self.0).unwrap_or_default();
        let offset = i128::from(offset_s).saturating_mul(1_000_000_000);
        let whole = i128::try_from(since).unwrap_or(i128::MAX).saturating_add(offset);
        u64::try_from(whole.max(0)).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_of_each_resolution_become_nanoseconds() {
        for (octet, ticks, offset_s, expected) in [
            (6, 1_500_000, 0, 1_500_000_000),
            (9, 7, 0, 7),
            (0, 3, -1, 2_000_000_000),
            (3, 1, 1, 1_001_000_000),
            (0x8A, 1024, 0, 1_000_000_000),
            (0x81, 1, 0, 500_000_000),
            (0x7F, u64::MAX, 0, 0),
            (0, u64::MAX, i64::MAX, u64::MAX),
            (0, 1, i64::MIN, 0),
        ] {
            let found = Resolution::from_option(octet).nanoseconds(ticks, offset_s);
            assert_eq!(found, expected, "{octet:02X} {ticks} {offset_s}");
        }
    }
}
