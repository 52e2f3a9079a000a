//! Scenario of a day, in TOML: how often people do what, at which hours, for which amounts, and what goes wrong. Shares
//! are thousandths, so that no float decides anything.

use serde::{Deserialize, Serialize};
use sim_codec::time::MINUTE;
use sim_wire::Fen;
use sim_world::platform::amount::{AmountError, parse_yuan};
use sim_world::smsc::Mix;

/// Number of hours of a day.
pub const HOURS: usize = 24;

/// Most acts of a kind of one person on one day.
const MOST_ACTS: u32 = 100;

/// Amount of money that a scenario names in yuan: `"5.50"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ScenarioAmount(pub Fen);

/// Error of a text that is no amount of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioAmountError {
    /// The text is no amount.
    #[error("{0:?}: {1}")]
    Amount(String, AmountError),
    /// The amount is zero.
    #[error("{0:?} is no amount to pay")]
    Zero(String),
}

impl TryFrom<String> for ScenarioAmount {
    type Error = ScenarioAmountError;

    fn try_from(text: String) -> Result<ScenarioAmount, ScenarioAmountError> {
        match parse_yuan(&text) {
            Ok(Fen::ZERO) => Err(ScenarioAmountError::Zero(text)),
            Ok(amount) => Ok(ScenarioAmount(amount)),
            Err(why) => Err(ScenarioAmountError::Amount(text, why)),
        }
    }
}

impl From<ScenarioAmount> for String {
    fn from(ScenarioAmount(amount): ScenarioAmount) -> String {
        format!("{}.{:02}", amount.0 / 100, amount.0 % 100)
    }
}

/// Acts of one kind on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// Number of acts of a thousand people.
    pub per_thousand: u32,
    /// Weights of the hours, from midnight on.
    pub hours: [u32; HOURS],
    /// Amounts, each as likely as the others.
    pub yuan: Vec<ScenarioAmount>,
}

/// Faults at the counter and in the cards, in thousandths of the taps and top-ups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CardFaults {
    /// Share of the purchases at which the handset leaves the field too early. The person holds it there again.
    pub leaves_early: u32,
    /// Share of the purchases and top-ups in which the card's power fails at one of its next memory writes.
    pub power_cuts: u32,
}

/// Faults of the network, in thousandths of the messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkFaults {
    /// Share of the messages that are lost.
    pub lost: u16,
    /// Share of the messages that arrive twice.
    pub twice: u16,
    /// Share of the messages that are late.
    pub late: u16,
    /// Share of the messages that the next one overtakes.
    pub swapped: u16,
    /// Longest delay of a late message, in minutes.
    pub late_minutes: u64,
}

impl NetworkFaults {
    /// Returns the faults as the SMS centre takes them.
    pub fn mix(&self) -> Mix {
        let NetworkFaults { lost, twice, late, swapped, late_minutes } = *self;
        Mix { lost, twice, late, swapped, late_ms: late_minutes.saturating_mul(MINUTE) }
    }
}

/// Scenario of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayScenario {
    /// Purchases at the shops (消费).
    pub purchases: Option<Activity>,
    /// Top-ups over the air (空中充值), by the menu.
    pub top_ups: Option<Activity>,
    /// Loads of cash at halls (营业厅POS现金充值).
    pub hall_loads: Option<Activity>,
    /// Payments of one's own phone bill (缴本机话费), by the menu. The person buys a scratch card for it before, and
    /// recharges the account (充值卡充值).
    pub bills: Option<Activity>,
    /// Faults at the counter and in the cards.
    #[serde(default)]
    pub cards: CardFaults,
    /// Faults of the network.
    #[serde(default)]
    pub network: NetworkFaults,
    /// Hour at whose beginning the shops upload their batches (批上送), 0 to 23.
    #[serde(default = "closing")]
    pub upload_hour: u32,
}

const fn closing() -> u32 {
    22
}

/// Error of a text that is no scenario of a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayScenarioError {
    /// The text is no TOML, or has other members.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A number is too large.
    #[error("{name} is {value}; it is {most} at most")]
    TooLarge {
        /// Name of the member.
        name: &'static str,
        /// Value of the member.
        value: u32,
        /// Largest value.
        most: u32,
    },
    /// The shares of the network's faults are over a thousand together.
    #[error("the shares of [network] are {0} thousandths together")]
    Shares(u32),
    /// An activity has no hour, or no amount, and is to happen.
    #[error("[{name}] has no {what}")]
    Nothing {
        /// Name of the activity.
        name: &'static str,
        /// Thing that is missing.
        what: &'static str,
    },
}

impl DayScenario {
    /// Parses a scenario.
    pub fn parse(text: &str) -> Result<DayScenario, DayScenarioError> {
        let scenario: DayScenario = toml::from_str(text)?;
        scenario.check()?;
        Ok(scenario)
    }

    fn check(&self) -> Result<(), DayScenarioError> {
        let bounded = |name, value, most| {
            if value > most { Err(DayScenarioError::TooLarge { name, value, most }) } else { Ok(()) }
        };
        bounded("upload_hour", self.upload_hour, 23)?;
        bounded("leaves_early", self.cards.leaves_early, 1000)?;
        bounded("power_cuts", self.cards.power_cuts, 1000)?;
        let NetworkFaults { lost, twice, late, swapped, .. } = self.network;
        let shares = [lost, twice, late, swapped].into_iter().map(u32::from).sum();
        if shares > 1000 {
            return Err(DayScenarioError::Shares(shares));
        }
        let activities = [
            ("purchases", &self.purchases),
            ("top_ups", &self.top_ups),
            ("hall_loads", &self.hall_loads),
            ("bills", &self.bills),
        ];
        for (name, activity) in activities {
            let Some(activity) = activity else { continue };
            bounded("per_thousand", activity.per_thousand, MOST_ACTS.saturating_mul(1000))?;
            for weight in activity.hours {
                bounded("a weight of an hour", weight, 1_000_000)?;
            }
            if activity.hours.iter().all(|weight| *weight == 0) {
                return Err(DayScenarioError::Nothing { name, what: "hour with a weight" });
            }
            if activity.yuan.is_empty() {
                return Err(DayScenarioError::Nothing { name, what: "amount" });
            }
        }
        Ok(())
    }
}

/// Scenarios that come with the program, by name.
pub const KNOWN_SCENARIOS: [(&str, &str); 2] =
    [("working-day", include_str!("working-day.toml")), ("campaign", include_str!("campaign.toml"))];

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the text of a known scenario with one line in place of another.
    fn changed(old: &str, new: &str) -> String {
        let text = KNOWN_SCENARIOS[0].1;
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    }

    #[test]
    fn known_scenarios_are_read() {
        for (name, text) in KNOWN_SCENARIOS {
            assert!(DayScenario::parse(text).is_ok(), "{name}");
        }
    }

    #[test]
    fn wrong_scenarios_are_refused() {
        let wrongs = [
            (changed("upload_hour = 22", "upload_hour = 24"), "upload_hour is 24; it is 23 at most"),
            (changed("lost = ", "lost = 990 #"), "the shares of [network] are 1006 thousandths"),
            (changed("\"0.50\"", "\"0.00\""), "\"0.00\" is no amount to pay"),
            (changed("\"0.50\"", "\"half\""), "an amount is yuan in digits"),
            (changed("[purchases]", "[purchase]"), "unknown field `purchase`"),
            (changed("per_thousand = ", "per_thousand = 100001 #"), "per_thousand is 100001; it is 100000 at most"),
        ];
        for (text, complaint) in wrongs {
            let error = DayScenario::parse(&text).unwrap_err().to_string();
            assert!(error.contains(complaint), "{complaint}: {error}");
        }
        let no_hour =
            "[bills]\nper_thousand = 1\nhours = [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]\nyuan = [\"1\"]";
        assert_eq!(DayScenario::parse(no_hour).unwrap_err().to_string(), "[bills] has no hour with a weight");
        let no_amount = no_hour.replacen("[0,", "[1,", 1).replace("\"1\"", "");
        assert_eq!(DayScenario::parse(&no_amount).unwrap_err().to_string(), "[bills] has no amount");
    }
}
