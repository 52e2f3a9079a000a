//! Input of each transaction MAC and TAC, in order (JR/T 0025.2 and the real-card logs that confirm it). Each method
//! returns the octets; [`SessionKey::mac`](super::SessionKey::mac) or [`TacKey::mac`](super::TacKey::mac) makes four
//! octets of them.
//!
//! In a TAC and in MAC3 the balance is the new one, the counter the online counter before.
//!
//! | value | input | key |
//! |---|---|---|
//! | load, unload MAC1 | old balance 4, amount 4, type 1, terminal 6 | SESLK, SESULK |
//! | load, unload MAC2 | amount 4, type 1, terminal 6, date 4, time 3 | SESLK, SESULK |
//! | load TAC, unload MAC3 | balance 4, counter 2, amount 4, type 1, terminal 6, date 4, time 3 | TAC key, SESULK |
//! | purchase MAC1 | amount 4, type 1, terminal 6, date 4, time 3 [, authentication code 9] | SESPK |
//! | purchase MAC2 | amount 4 | SESPK |
//! | purchase TAC | amount 4, type 1, terminal 6, terminal counter 4, date 4, time 3 | TAC key |
//! | overdraw MAC1 | balance 4, old limit 3, type 1, terminal 6 | SESUK |
//! | overdraw MAC2 | new limit 3, type 1, terminal 6, date 4, time 3 | SESUK |
//! | overdraw TAC | balance 4, counter 2, new limit 3, type 1, terminal 6, date 4, time 3 | TAC key |

use sim_wire::Fen;
use sim_wire::record::{TerminalNumber, TerminalTime, TransactionKind};

/// Authentication code of nine octets that the card of the Ministry of Construction (住建部, MoC) gives to `80 CA`.
/// It then also enters MAC1 of the purchase, but not its TAC.
pub type AuthenticationCode = [u8; 9];

/// Request of the terminal to the card, as INITIALIZE states it: enough for MAC1 of load and unload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransactionRequest {
    /// Amount moved, in fen.
    pub amount: Fen,
    /// Transaction type.
    pub kind: TransactionKind,
    /// Number of the terminal, six octets.
    pub terminal: TerminalNumber,
}

impl TransactionRequest {
    /// Returns amount 4, type 1, terminal 6.
    fn octets(&self) -> Vec<u8> {
        [&self.amount.to_bytes()[..], &[self.kind.code()], &self.terminal].concat()
    }

    /// Returns the input of load and unload MAC1, which the card makes: old balance 4, amount 4, type 1, terminal 6.
    pub fn mac1_of_the_card(&self, old_balance: Fen) -> Vec<u8> {
        [&old_balance.to_bytes()[..], &self.octets()].concat()
    }

    /// Adds the terminal's date and time, which the second command states.
    pub fn at(self, at: TerminalTime) -> DatedRequest {
        DatedRequest { request: self, at }
    }
}

/// [`TransactionRequest`] with the terminal's date and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedRequest {
    /// Request of the terminal.
    pub request: TransactionRequest,
    /// Date and time, by the terminal's clock.
    pub at: TerminalTime,
}

impl DatedRequest {
    /// Returns the input of load and unload MAC2, which the host makes: amount 4, type 1, terminal 6, date 4, time 3.
    pub fn mac2_of_the_host(&self) -> Vec<u8> {
        [self.request.octets(), self.at.0.to_vec()].concat()
    }

    /// Returns the input of purchase MAC1, which the PSAM makes: amount 4, type 1, terminal 6, date 4, time 3. The
    /// authentication code 9 follows if the card gave one.
    pub fn purchase_mac1(&self, code: Option<AuthenticationCode>) -> Vec<u8> {
        let code = code.as_ref().map_or(&[][..], |code| code);
        [&self.mac2_of_the_host(), code].concat()
    }

    /// Returns the input of purchase MAC2, which the card makes: amount 4.
    pub fn purchase_mac2(&self) -> Vec<u8> {
        self.request.amount.to_bytes().to_vec()
    }

    /// Returns the input of purchase TAC: amount 4, type 1, terminal 6, terminal counter 4, date 4, time 3.
    pub fn purchase_tac(&self, terminal_counter: u32) -> Vec<u8> {
        [&self.request.octets(), &terminal_counter.to_be_bytes()[..], &self.at.0].concat()
    }

    /// Returns the input of load TAC and unload MAC3: new balance 4, online counter 2, amount 4, type 1, terminal 6,
    /// date 4, time 3. The counter is the one before the transaction.
    pub fn online_proof(&self, new_balance: Fen, online_counter: u16) -> Vec<u8> {
        let counter = online_counter.to_be_bytes();
        [&new_balance.to_bytes()[..], &counter, &self.mac2_of_the_host()].concat()
    }
}

/// Overdraw limit: three octets of fen.
pub type Limit = [u8; 3];

/// Change of the overdraw limit, as far as both sides know it. This wallet has no overdraw; hosts of other purses do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitRequest {
    /// Transaction type: 07, or 11 in China Mobile's form.
    pub kind: TransactionKind,
    /// Number of the terminal, six octets.
    pub terminal: TerminalNumber,
}

impl LimitRequest {
    /// Returns the input of overdraw MAC1, which the card makes: balance 4, old limit 3, type 1, terminal 6.
    pub fn mac1_of_the_card(&self, balance: Fen, old_limit: Limit) -> Vec<u8> {
        [&balance.to_bytes()[..], &old_limit, &[self.kind.code()], &self.terminal].concat()
    }

    /// Returns the input of overdraw MAC2, which the host makes: new limit 3, type 1, terminal 6, date 4, time 3.
    pub fn mac2_of_the_host(&self, new_limit: Limit, at: TerminalTime) -> Vec<u8> {
        [&new_limit[..], &[self.kind.code()], &self.terminal, &at.0].concat()
    }
}

/// Returns the input of overdraw TAC: new balance 4, online counter before the transaction 2, then the input of MAC2.
pub fn overdraw_tac(new_balance: Fen, online_counter: u16, mac2_input: &[u8]) -> Vec<u8> {
    [&new_balance.to_bytes()[..], &online_counter.to_be_bytes(), mac2_input].concat()
}
