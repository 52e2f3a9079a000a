//! Merchants (商户) and their contracts with the acquirer (收单): the commission that a merchant pays, and the terminals
//! that may speak for it.
//!
//! ```
//! use sim_wire::Fen;
//! use sim_world::platform::merchant::CommissionRate;
//!
//! let rate = CommissionRate::new(50)?;
//! assert_eq!(rate.to_string(), "0.50%");
//! assert_eq!(rate.of(Fen(9_99)), Fen(5), "4.995 fen, and half a fen is rounded up");
//! # Ok::<(), sim_world::platform::merchant::CommissionRateError>(())
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};
use sim_device::pos::line::LineSender;
use sim_device::pos::merchant_name::MerchantName;
use sim_device::pos::number::{MerchantNumber, PosNumber};
use sim_device::tracked_map::TrackedMap;
use sim_wire::Fen;

/// Whole of which a commission is a part.
const WHOLE: u16 = 10_000;

/// Rate of a merchant's commission in parts of ten thousand (万分之), at most the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "u16", try_from = "u16")]
pub struct CommissionRate(u16);

/// Error of a rate that is more than the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a commission of {0} in 10,000 is more than the whole amount")]
pub struct CommissionRateError(u16);

impl CommissionRate {
    /// Creates a rate of so many parts of ten thousand.
    pub const fn new(permyriad: u16) -> Result<CommissionRate, CommissionRateError> {
        if permyriad > WHOLE { Err(CommissionRateError(permyriad)) } else { Ok(CommissionRate(permyriad)) }
    }

    /// Returns the commission on an amount, rounded to the nearest fen; half a fen is rounded up.
    pub fn of(self, amount: Fen) -> Fen {
        let parts = u64::from(amount.0).saturating_mul(self.0.into()).saturating_add(u64::from(WHOLE / 2));
        Fen(u32::try_from(parts / u64::from(WHOLE)).unwrap_or(u32::MAX))
    }
}

impl TryFrom<u16> for CommissionRate {
    type Error = CommissionRateError;

    fn try_from(permyriad: u16) -> Result<CommissionRate, CommissionRateError> {
        CommissionRate::new(permyriad)
    }
}

impl From<CommissionRate> for u16 {
    fn from(rate: CommissionRate) -> u16 {
        rate.0
    }
}

impl fmt::Display for CommissionRate {
    /// Writes the rate in percent, as `0.50%`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

/// Terminal of a merchant, with the terminal number of its security module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MerchantTerminal {
    /// Number of the terminal.
    pub pos: PosNumber,
    /// Terminal number of the security module.
    #[serde(with = "hex::serde")]
    pub terminal: [u8; 6],
}

/// Contract of a merchant with the acquirer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MerchantContract {
    /// Number of the merchant.
    pub number: MerchantNumber,
    /// Name of the merchant, as it stands on receipts.
    pub name: MerchantName,
    /// Rate of the commission.
    pub commission: CommissionRate,
    /// Terminals of the merchant.
    pub terminals: Vec<MerchantTerminal>,
}

/// Reason for which a contract is not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContractError {
    /// The number of zeros belongs to no merchant.
    #[error("{0} is the number of no merchant")]
    NoNumber(MerchantNumber),
    /// Two terminals have the same number.
    #[error("terminal number {0} is taken")]
    PosTaken(PosNumber),
    /// Two security modules have the same number.
    #[error("the security module of terminal {0} has a number that is taken")]
    TerminalTaken(PosNumber),
}

impl MerchantContract {
    /// Returns whether the contract covers a terminal.
    pub(super) fn is_covering(&self, sender: &LineSender) -> bool {
        let own = MerchantTerminal { pos: sender.pos, terminal: sender.terminal };
        self.number == sender.merchant && self.terminals.contains(&own)
    }
}

/// Checks a contract against those with other merchants. Numbers of terminals and of security modules are unique.
pub(super) fn check(
    contract: &MerchantContract,
    contracts: &TrackedMap<MerchantNumber, MerchantContract>,
) -> Result<(), ContractError> {
    if contract.number == MerchantNumber::default() {
        return Err(ContractError::NoNumber(contract.number));
    }
    let others = contracts.rows().values().filter(|other| other.number != contract.number);
    let mut taken: Vec<MerchantTerminal> = others.flat_map(|other| &other.terminals).copied().collect();
    for new in &contract.terminals {
        if taken.iter().any(|known| known.pos == new.pos) {
            return Err(ContractError::PosTaken(new.pos));
        }
        if taken.iter().any(|known| known.terminal == new.terminal) {
            return Err(ContractError::TerminalTaken(new.pos));
        }
        taken.push(*new);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commission_is_rounded_half_up() {
        let rate = |permyriad| CommissionRate::new(permyriad).unwrap();
        for (permyriad, amount, commission) in [
            (0, u32::MAX, 0),
            (10_000, u32::MAX, u32::MAX),
            (100, 49, 0),
            (100, 50, 1),
            (100, 149, 1),
            (100, 150, 2),
            (1, 4_999, 0),
            (1, 5_000, 1),
        ] {
            assert_eq!(rate(permyriad).of(Fen(amount)), Fen(commission), "{permyriad} of {amount}");
        }
        assert_eq!(CommissionRate::new(10_001), Err(CommissionRateError(10_001)));
        assert!(serde_json::from_str::<CommissionRate>("10001").is_err());
        assert_eq!(serde_json::from_str::<CommissionRate>("38").unwrap().to_string(), "0.38%");
    }

    #[test]
    fn contract_with_a_taken_terminal_is_refused() {
        let contract = |number: &str, terminals: &[(&str, u8)]| MerchantContract {
            number: number.parse().unwrap(),
            name: "永辉超市".parse().unwrap(),
            commission: CommissionRate::default(),
            terminals: terminals
                .iter()
                .map(|(pos, terminal)| MerchantTerminal { pos: pos.parse().unwrap(), terminal: [*terminal; 6] })
                .collect(),
        };
        let first = contract("898430154110001", &[("00000001", 1)]);
        let mut signed = TrackedMap::default();
        signed.insert(first.number, first);
        let pos = |text: &str| text.parse().unwrap();
        for (terminals, refused) in [
            (&[("00000001", 2)][..], ContractError::PosTaken(pos("00000001"))),
            (&[("00000002", 1)], ContractError::TerminalTaken(pos("00000002"))),
            (&[("00000002", 2), ("00000002", 3)], ContractError::PosTaken(pos("00000002"))),
        ] {
            assert_eq!(check(&contract("898430154110002", terminals), &signed), Err(refused));
        }
        assert_eq!(check(&contract("898430154110002", &[("00000002", 2)]), &signed), Ok(()));
        assert_eq!(check(&contract("898430154110001", &[("00000001", 1), ("00000003", 3)]), &signed), Ok(()));
        let nobody = check(&contract("000000000000000", &[]), &signed);
        assert_eq!(nobody, Err(ContractError::NoNumber(MerchantNumber::default())));
    }
}
