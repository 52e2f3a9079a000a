//! Limit of the submissions a second on one connection.

/// Units of a permit: one submission at a rate of one a second is worth so many milliseconds.
const PERMIT: u64 = 1000;

/// Limit of submissions a second. As many submissions as fit into a second may come at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// Submissions a second; `None` for any number.
    rate: Option<u32>,
    /// Thousandths of the submissions that may come now.
    left: u64,
    /// Moment of the last look, in milliseconds.
    looked_at: u64,
}

impl Throttle {
    /// Creates the limit at a moment.
    pub fn new(rate: Option<u32>, now: u64) -> Throttle {
        Throttle { rate, left: u64::from(rate.unwrap_or_default()).saturating_mul(PERMIT), looked_at: now }
    }

    /// Counts a submission. Returns `false` if there are too many.
    pub fn permit(&mut self, now: u64) -> bool {
        let Some(rate) = self.rate else { return true };
        let most = u64::from(rate).saturating_mul(PERMIT);
        let passed = now.saturating_sub(self.looked_at);
        self.looked_at = now;
        self.left = self.left.saturating_add(passed.saturating_mul(rate.into())).min(most);
        let permits = self.left >= PERMIT;
        if permits {
            self.left = self.left.saturating_sub(PERMIT);
        }
        permits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_is_kept_over_time() {
        let mut throttle = Throttle::new(Some(10), 0);
        let taken = |throttle: &mut Throttle, now| (0..100).filter(|_| throttle.permit(now)).count();
        assert_eq!(taken(&mut throttle, 0), 10);
        assert_eq!(taken(&mut throttle, 99), 0);
        assert_eq!(taken(&mut throttle, 300), 3);
        assert_eq!(taken(&mut throttle, 60_000), 10, "what was not used is lost");
    }

    #[test]
    fn no_rate_permits_everything() {
        let mut throttle = Throttle::new(None, 0);
        assert!((0..1000).all(|_| throttle.permit(0)));
    }
}
