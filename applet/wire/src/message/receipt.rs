//! The card's receipt of a load over the air.

use crate::Fen;
use crate::concat;

/// Octets of a receipt.
pub const LOAD_RECEIPT_LENGTH: usize = 8;

/// The card's receipt of a load over the air: the answer to CREDIT FOR LOAD and GET TRANSACTION PROVE in a script. A
/// terminal holds the card; there the same commands answer the TAC alone, and zeros in the balance's place (JR/T
/// 0025.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadReceipt {
    /// Balance after the load, in fen; the TAC covers it.
    pub balance: Fen,
    /// TAC.
    pub tac: [u8; 4],
}

impl LoadReceipt {
    /// Encodes the receipt as eight octets.
    pub fn emit(&self) -> [u8; LOAD_RECEIPT_LENGTH] {
        concat(&[&self.balance.to_bytes(), &self.tac])
    }

    /// Parses eight octets. Any eight octets are a receipt; the platform decides whether the TAC is right.
    pub const fn parse(octets: &[u8; LOAD_RECEIPT_LENGTH]) -> LoadReceipt {
        let [b0, b1, b2, b3, t0, t1, t2, t3] = *octets;
        LoadReceipt { balance: Fen::from_bytes([b0, b1, b2, b3]), tac: [t0, t1, t2, t3] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipt_is_balance_and_tac() {
        let receipt = LoadReceipt { balance: Fen(0x0102_0304), tac: [5, 6, 7, 8] };
        assert_eq!(receipt.emit(), [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(LoadReceipt::parse(&receipt.emit()), receipt);
    }
}
