//! Floors of coverage: `90` for everything together, `commands=90,menu=70` for single dimensions.

use std::fmt;
use std::str::FromStr;

use super::dimension::{Dimension, UnknownDimensionError};
use super::report::{CoverageReport, CoverageShare};

/// Least coverage that a run must have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverageFloor {
    /// Least permille of everything together; `None` without a floor.
    all: Option<u32>,
    /// Least permille of single dimensions.
    dimensions: Vec<(Dimension, u32)>,
}

/// Error of a text that is no floor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FloorError {
    /// The part names no dimension.
    #[error(transparent)]
    Dimension(#[from] UnknownDimensionError),
    /// The part has no percentage.
    #[error("{0:?} is no percentage; 0 to 100 with at most one decimal is accepted, such as 92.5")]
    Percentage(String),
    /// The text sets the same floor twice.
    #[error("{0} has two floors; one is accepted")]
    Twice(String),
}

/// Coverage below its floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// Dimension that is covered too little; `None` for everything together.
    pub dimension: Option<Dimension>,
    /// Coverage that there is.
    pub share: CoverageShare,
    /// Least permille.
    pub floor: u32,
}

impl Shortfall {
    /// Returns the floor in percent with one decimal.
    pub fn floor_percent(&self) -> String {
        percent(self.floor)
    }
}

impl CoverageFloor {
    /// Returns what is covered too little. A dimension of which the report says nothing has no shortfall.
    pub fn shortfalls(&self, report: &CoverageReport) -> Vec<Shortfall> {
        let all = self.all.map(|floor| Shortfall { dimension: None, share: report.share(), floor });
        let dimensions = self.dimensions.iter().filter_map(|(dimension, floor)| {
            let share = report.of(*dimension)?.share();
            Some(Shortfall { dimension: Some(*dimension), share, floor: *floor })
        });
        all.into_iter().chain(dimensions).filter(|one| one.share.permille() < one.floor).collect()
    }
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.dimension.map_or("everything together", Dimension::key);
        let CoverageShare { covered, all } = self.share;
        let floor = self.floor_percent();
        write!(f, "{name}: {covered} of {all} are covered, {} %, and the floor is {floor} %", self.share.percent())
    }
}

/// Prints a permille as a percentage with one decimal.
pub(super) fn percent(permille: u32) -> String {
    format!("{}.{}", permille / 10, permille % 10)
}

impl FromStr for CoverageFloor {
    type Err = FloorError;

    fn from_str(text: &str) -> Result<CoverageFloor, FloorError> {
        let mut floor = CoverageFloor::default();
        for part in text.split(',').map(str::trim) {
            let (name, percentage) =
                part.split_once('=').map_or((None, part), |(name, rest)| (Some(name.trim()), rest));
            let permille = parse_permille(percentage.trim())?;
            let before = match name {
                None => floor.all.replace(permille).is_some(),
                Some(name) => {
                    let dimension: Dimension = name.parse()?;
                    let is_there = floor.dimensions.iter().any(|(known, _)| *known == dimension);
                    floor.dimensions.push((dimension, permille));
                    is_there
                }
            };
            if before {
                return Err(FloorError::Twice(name.unwrap_or("everything together").to_owned()));
            }
        }
        Ok(floor)
    }
}

/// Parses a percentage with at most one decimal.
fn parse_permille(text: &str) -> Result<u32, FloorError> {
    let wrong = || FloorError::Percentage(text.to_owned());
    let plain = text.strip_suffix('%').unwrap_or(text).trim_end();
    let (whole, tenth) = plain.split_once('.').unwrap_or((plain, "0"));
    let is_number = |digits: &str, most: usize| {
        (1..=most).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    if !is_number(whole, 3) || !is_number(tenth, 1) {
        return Err(wrong());
    }
    let permille: u32 = format!("{whole}{tenth}").parse().map_err(|_| wrong())?;
    if permille <= 1_000 { Ok(permille) } else { Err(wrong()) }
}
