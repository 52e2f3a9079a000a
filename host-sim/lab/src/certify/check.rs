//! A check of the suite: its name, the clause that it holds, its risk, and the function that plays it.

use super::bench::Bench;
use super::chapters;
use super::verdict::CheckError;

/// Chapter of the suite, in the order of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuiteChapter {
    /// Answer to reset, selection, and the files that name the card.
    Identity,
    /// Load, purchase and unload with their MACs and TACs, balance, proof.
    Purse,
    /// Records of the last ten transactions.
    Log,
    /// Operation PIN.
    Pin,
    /// Single-transaction limit.
    Limit,
    /// Opened, suspended, resumed, closing, closed.
    LifeCycle,
    /// Status words of refused commands, and their precedence.
    Refusals,
    /// Commands under a MAC, authentication, and blocks of the application.
    SecureMessaging,
    /// SIM toolkit and the menu.
    Toolkit,
    /// Purse by a tap, and the session over the radio.
    Radio,
    /// Power cuts in memory writes.
    PowerCuts,
}

impl SuiteChapter {
    /// Every chapter, in the order of the report.
    pub const ALL: [SuiteChapter; 11] = [
        SuiteChapter::Identity,
        SuiteChapter::Purse,
        SuiteChapter::Log,
        SuiteChapter::Pin,
        SuiteChapter::Limit,
        SuiteChapter::LifeCycle,
        SuiteChapter::Refusals,
        SuiteChapter::SecureMessaging,
        SuiteChapter::Toolkit,
        SuiteChapter::Radio,
        SuiteChapter::PowerCuts,
    ];

    /// Returns the word of the chapter on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            SuiteChapter::Identity => "identity",
            SuiteChapter::Purse => "purse",
            SuiteChapter::Log => "log",
            SuiteChapter::Pin => "pin",
            SuiteChapter::Limit => "limit",
            SuiteChapter::LifeCycle => "life-cycle",
            SuiteChapter::Refusals => "refusals",
            SuiteChapter::SecureMessaging => "secure-messaging",
            SuiteChapter::Toolkit => "toolkit",
            SuiteChapter::Radio => "radio",
            SuiteChapter::PowerCuts => "power-cuts",
        }
    }

    /// Returns the heading of the chapter.
    pub const fn title(self) -> &'static str {
        match self {
            SuiteChapter::Identity => "Identity",
            SuiteChapter::Purse => "Purse",
            SuiteChapter::Log => "Log",
            SuiteChapter::Pin => "Operation PIN",
            SuiteChapter::Limit => "Single-transaction limit",
            SuiteChapter::LifeCycle => "Life cycle",
            SuiteChapter::Refusals => "Refusals",
            SuiteChapter::SecureMessaging => "Secure messaging",
            SuiteChapter::Toolkit => "SIM toolkit",
            SuiteChapter::Radio => "Radio",
            SuiteChapter::PowerCuts => "Power cuts",
        }
    }

    /// Returns the checks of the chapter.
    pub const fn checks(self) -> &'static [CardCheck] {
        match self {
            SuiteChapter::Identity => chapters::identity::CHECKS,
            SuiteChapter::Purse => chapters::purse::CHECKS,
            SuiteChapter::Log => chapters::log::CHECKS,
            SuiteChapter::Pin => chapters::pin::CHECKS,
            SuiteChapter::Limit => chapters::limit::CHECKS,
            SuiteChapter::LifeCycle => chapters::life_cycle::CHECKS,
            SuiteChapter::Refusals => chapters::refusals::CHECKS,
            SuiteChapter::SecureMessaging => chapters::secure_messaging::CHECKS,
            SuiteChapter::Toolkit => chapters::toolkit::CHECKS,
            SuiteChapter::Radio => chapters::radio::CHECKS,
            SuiteChapter::PowerCuts => chapters::power_cuts::CHECKS,
        }
    }
}

/// Rule that a check holds: the text that has the rule, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Standard or handbook, with the section or the command.
    pub source: &'static str,
    /// Rule in a sentence.
    pub rule: &'static str,
}

/// Risk of a check for the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckRisk {
    /// The check moves small amounts and changes settings, all of which are restored.
    Nothing,
    /// The check guesses wrong at a PIN or key, or blocks something, and restores the tries with the right one. A card
    /// that counts wrong may stay blocked.
    SpendsTries,
}

/// Check of the suite.
#[derive(Clone, Copy, Debug)]
pub struct CardCheck {
    /// Name, unique in its chapter.
    pub name: &'static str,
    /// Claim in a sentence.
    pub claim: &'static str,
    /// Clause that has the rule.
    pub clause: Clause,
    /// Risk for the card.
    pub risk: CheckRisk,
    /// Function that plays the check.
    pub(super) play: fn(&mut Bench<'_>) -> Result<(), CheckError>,
}

/// Creates a check without risk.
pub(super) const fn check(
    name: &'static str,
    claim: &'static str,
    (source, rule): (&'static str, &'static str),
    play: fn(&mut Bench<'_>) -> Result<(), CheckError>,
) -> CardCheck {
    CardCheck { name, claim, clause: Clause { source, rule }, risk: CheckRisk::Nothing, play }
}

/// Creates a check that spends tries.
pub(super) const fn risky(
    name: &'static str,
    claim: &'static str,
    clause: (&'static str, &'static str),
    play: fn(&mut Bench<'_>) -> Result<(), CheckError>,
) -> CardCheck {
    CardCheck { risk: CheckRisk::SpendsTries, ..check(name, claim, clause, play) }
}
