//! Report: what of the whole is covered, dimension by dimension.

use super::dimension::Dimension;
use super::floor::percent;
use super::item::CoverageItem;

/// Report of what is covered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverageReport {
    /// Dimensions in the order of [`Dimension::ALL`]; those of which the whole has nothing are left out.
    pub dimensions: Vec<DimensionReport>,
}

/// Report about one dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DimensionReport {
    /// Dimension of the items.
    pub dimension: Dimension,
    /// Items that are covered, in order.
    pub covered: Vec<CoverageItem>,
    /// Items that are not covered, in order.
    pub missing: Vec<CoverageItem>,
}

/// Number of items that are covered, and of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CoverageShare {
    /// Number of covered items.
    pub covered: usize,
    /// Number of all items.
    pub all: usize,
}

impl CoverageShare {
    /// Returns the share in permille, rounded down so that only what is whole is 1,000. Nothing of nothing is whole.
    pub fn permille(self) -> u32 {
        let permille = self.covered.saturating_mul(1_000).checked_div(self.all).unwrap_or(1_000);
        u32::try_from(permille).unwrap_or(1_000)
    }

    /// Returns the share in percent with one decimal, rounded down.
    pub fn percent(self) -> String {
        percent(self.permille())
    }
}

impl DimensionReport {
    /// Returns how much is covered.
    pub const fn share(&self) -> CoverageShare {
        let covered = self.covered.len();
        CoverageShare { covered, all: covered.saturating_add(self.missing.len()) }
    }
}

impl CoverageReport {
    /// Returns the report about a dimension; `None` if the whole has nothing of it.
    pub fn of(&self, dimension: Dimension) -> Option<&DimensionReport> {
        self.dimensions.iter().find(|report| report.dimension == dimension)
    }

    /// Returns how much is covered of everything together.
    pub fn share(&self) -> CoverageShare {
        self.dimensions.iter().map(DimensionReport::share).fold(CoverageShare::default(), |sum, share| CoverageShare {
            covered: sum.covered.saturating_add(share.covered),
            all: sum.all.saturating_add(share.all),
        })
    }
}
