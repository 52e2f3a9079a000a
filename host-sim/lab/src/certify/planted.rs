//! Planted defects: our card behind a decorator that changes one thing. They show that the suite finds what it is made
//! for.

mod answers;
mod card;
mod counter;

use std::fmt;
use std::str::FromStr;

use super::check::SuiteChapter;
use sim_codec::suggest::nearest;

pub use card::PlantedCard;

/// Writes each defect once: variant, word, chapter that must name it, and what the card does.
macro_rules! defects {
    ($($name:ident = $word:literal, $chapter:ident, $doc:literal;)+) => {
        /// Defect of a card.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum PlantedDefect { $(#[doc = $doc] $name,)+ }

        impl PlantedDefect {
            /// Every defect.
            pub const ALL: &'static [PlantedDefect] = &[$(PlantedDefect::$name,)+];

            /// Returns the word of the defect on the command line.
            pub const fn word(self) -> &'static str {
                match self { $(PlantedDefect::$name => $word,)+ }
            }

            /// Returns the chapter whose checks find the defect.
            pub const fn chapter(self) -> SuiteChapter {
                match self { $(PlantedDefect::$name => SuiteChapter::$chapter,)+ }
            }

            /// Returns what a card with the defect does, in words.
            pub const fn words(self) -> &'static str {
                match self { $(PlantedDefect::$name => $doc,)+ }
            }
        }
    };
}

defects! {
    PurchaseTac = "purchase-tac", Purse, "The TAC of a purchase is over other data.";
    PurchaseMac2 = "purchase-mac2", Purse, "MAC2 of a purchase is wrong.";
    LoadMac1 = "load-mac1", Purse, "MAC1 of a load is wrong.";
    LoadTac = "load-tac", Purse, "The TAC of a load is over other data.";
    UnloadMac3 = "unload-mac3", Purse, "MAC3 of an unload is wrong.";
    BalanceShort = "balance-short", Purse, "After a purchase the balance is one fen less than it should be.";
    CounterStands = "counter-stands", Purse, "The offline counter that INITIALIZE tells does not advance.";
    ProofForgotten = "proof-forgotten", Purse, "GET TRANSACTION PROVE knows no transaction.";
    RandomRepeats = "random-repeats", Purse, "The random number is always the same.";
    LogReversed = "log-reversed", Log, "Record 1 of the log is the oldest.";
    LogEleven = "log-eleven", Log, "The log has eleven records.";
    LogNine = "log-nine", Log, "The log has nine records.";
    TriesUncounted = "tries-uncounted", Pin, "Wrong PINs cost no try.";
    BlockLate = "block-late", Pin, "The PIN is blocked one try late.";
    TryBack = "try-back", Pin, "A power cut in VERIFY gives the try back.";
    LimitIgnored = "limit-ignored", Limit, "The limit is told, and purchases over it pass.";
    SuspendedPays = "suspended-pays", LifeCycle, "A suspended wallet pays.";
    LengthWord = "length-word", Refusals, "A wrong length is answered with 6F00.";
    MacUnchecked = "mac-unchecked", SecureMessaging, "A command under a wrong MAC is carried out.";
    MenuItemMissing = "menu-item-missing", Toolkit, "The menu has no item 钱包明细查询.";
    RadioChanges = "radio-changes", Radio, "The radio carries PUT DATA, which changes the card.";
    TornByCut = "torn-by-cut", PowerCuts, "After a power cut in a purchase the balance is neither the old nor the new one.";
}

impl fmt::Display for PlantedDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Word that names no defect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is no planted defect{suggestion}; there are {known}")]
pub struct UnknownDefectError {
    word: String,
    suggestion: String,
    known: String,
}

impl FromStr for PlantedDefect {
    type Err = UnknownDefectError;

    fn from_str(word: &str) -> Result<PlantedDefect, UnknownDefectError> {
        let words = || PlantedDefect::ALL.iter().map(|defect| defect.word());
        PlantedDefect::ALL.iter().copied().find(|defect| defect.word() == word).ok_or_else(|| UnknownDefectError {
            word: word.to_owned(),
            suggestion: nearest(word, words()).map(|near| format!("; did you mean {near}?")).unwrap_or_default(),
            known: words().collect::<Vec<_>>().join(", "),
        })
    }
}
