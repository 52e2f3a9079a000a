//! Shards of a corpus: `--shard K/N` plays the part of machine K of N. The parts of all machines together are the
//! whole, and no two have anything in common.

use std::fmt;
use std::num::NonZeroU32;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use miette::{IntoDiagnostic as _, WrapErr as _};

/// Variable of the environment that says what `--shard` does not.
const VARIABLE: &str = "RFID_SIM_SHARD";

/// Option that chooses a shard.
#[derive(clap::Args)]
pub(super) struct ShardOption {
    /// Part to play of a corpus that is divided over N machines, K from 1 to N. Together the parts are the whole
    /// [env: RFID_SIM_SHARD].
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,
}

impl ShardOption {
    /// Returns the shard of the option, else of the environment, else the whole.
    pub(super) fn chosen(&self) -> miette::Result<Shard> {
        if let Some(shard) = self.shard {
            return Ok(shard);
        }
        match std::env::var(VARIABLE) {
            Ok(text) => text.parse().into_diagnostic().wrap_err_with(|| format!("{VARIABLE} is {text:?}")),
            Err(std::env::VarError::NotPresent) => Ok(Shard::WHOLE),
            Err(std::env::VarError::NotUnicode(text)) => {
                Err(ShardError).into_diagnostic().wrap_err_with(|| format!("{VARIABLE} is {}", text.display()))
            }
        }
    }
}

/// Part of a corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shard {
    /// Number of the part, from 1.
    index: NonZeroU32,
    /// Number of all parts.
    count: NonZeroU32,
}

impl Shard {
    /// The only part of one.
    pub(super) const WHOLE: Shard = Shard { index: NonZeroU32::MIN, count: NonZeroU32::MIN };

    /// Returns whether this part is everything.
    pub(super) fn is_whole(self) -> bool {
        self.count == NonZeroU32::MIN
    }

    /// Returns the number of the part, from 1.
    pub(super) const fn index(self) -> u32 {
        self.index.get()
    }

    /// Returns the number of all parts.
    pub(super) const fn count(self) -> u32 {
        self.count.get()
    }

    /// Returns whether what has this name is in the part. Nothing but the name decides, by its CRC-32 (ISO 3309): what
    /// is added to a corpus moves nothing else to another part.
    pub(super) fn has_name(self, name: &str) -> bool {
        self.has_rest(crc32fast::hash(name.as_bytes()) % self.count)
    }

    /// Returns whether a run, counted from 1, is in the part. Runs are dealt in turn, so that all parts are equal.
    pub(super) fn has_run(self, run: u64) -> bool {
        let rest = run.saturating_sub(1) % u64::from(self.count.get());
        u32::try_from(rest).is_ok_and(|rest| self.has_rest(rest))
    }

    fn has_rest(self, rest: u32) -> bool {
        rest == self.index.get().saturating_sub(1)
    }

    /// Returns whether a file is in the part. Its name is its path in the named folder that holds it, so that a corpus
    /// is divided in the same way wherever it lies.
    pub(super) fn has_file(self, file: &Path, named: &[PathBuf]) -> bool {
        self.is_whole() || self.has_name(&name_within(file, named))
    }
}

/// Returns the name of a file within the first named path that holds it, with slashes on every system.
fn name_within(file: &Path, named: &[PathBuf]) -> String {
    let within = named.iter().find_map(|folder| file.strip_prefix(folder).ok());
    let within = within.filter(|within| !within.as_os_str().is_empty());
    let within = within.or_else(|| file.file_name().map(Path::new)).unwrap_or(file);
    let parts = within.components().filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

/// Error of a shard that is no K/N.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a shard is K/N, such as 2/4, with K from 1 to N")]
pub(super) struct ShardError;

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Shard, ShardError> {
        let number = |text: &str| -> Option<NonZeroU32> {
            text.bytes().all(|octet| octet.is_ascii_digit()).then(|| text.parse().ok()).flatten()
        };
        let (index, count) = text.split_once('/').ok_or(ShardError)?;
        let (index, count) = number(index).zip(number(count)).ok_or(ShardError)?;
        if index > count {
            return Err(ShardError);
        }
        Ok(Shard { index, count })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns all parts of a number of parts.
    fn all(count: u32) -> Vec<Shard> {
        (1..=count).map(|index| format!("{index}/{count}").parse().unwrap()).collect()
    }

    proptest! {
        #[test]
        fn every_name_and_run_is_in_one_shard(name in ".*", run in 1_u64.., count in 1_u32..50) {
            let shards = all(count);
            prop_assert_eq!(shards.iter().filter(|shard| shard.has_name(&name)).count(), 1);
            prop_assert_eq!(shards.iter().filter(|shard| shard.has_run(run)).count(), 1);
        }

        #[test]
        fn shards_of_runs_differ_by_one_at_most(runs in 0_u64..1000, count in 1_u32..50) {
            let sizes: Vec<usize> =
                all(count).iter().map(|shard| (1..=runs).filter(|run| shard.has_run(*run)).count()).collect();
            let (least, most) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
            prop_assert!(most - least <= 1, "{sizes:?}");
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[0-9/ +-]{0,12}|.*") {
            if let Ok(shard) = text.parse::<Shard>() {
                prop_assert_eq!(shard.to_string().parse(), Ok(shard));
            }
        }
    }

    #[test]
    fn wrong_shards_are_refused() {
        for text in ["", "1", "/", "0/4", "5/4", "1/0", "+1/4", " 1/4", "1/4 ", "1/2/3", "1/4294967296", "一/四"] {
            assert_eq!(text.parse::<Shard>(), Err(ShardError), "{text}");
        }
    }

    #[test]
    fn file_has_the_same_shard_wherever_its_folder_lies() {
        let name = |file: &str, named: &[&str]| {
            name_within(Path::new(file), &named.iter().map(PathBuf::from).collect::<Vec<_>>())
        };
        assert_eq!(name("traces/purse/a.trace", &["traces"]), "purse/a.trace");
        assert_eq!(name("/builds/7/traces/purse/a.trace", &["other", "/builds/7/traces/"]), "purse/a.trace");
        assert_eq!(name("./traces/purse/a.trace", &["./traces"]), "purse/a.trace");
        assert_eq!(name("../a.trace", &["../a.trace"]), "a.trace");
        assert_eq!(name("./purse/a.trace", &["."]), "purse/a.trace");
    }

    #[test]
    fn names_are_divided_by_their_checksum() {
        // CRC-32 of "123456789" is CBF43926, in every catalogue of checksums.
        assert_eq!(0xCBF4_3926_u32 % 7, 5);
        let has: Vec<bool> = all(7).iter().map(|shard| shard.has_name("123456789")).collect();
        assert_eq!(has.iter().position(|has| *has), Some(5));
    }
}
