//! Card reader (读卡器) of a terminal, as the terminal sees it: a command to the card before it, and the card's answer.

use crate::link::NoAnswerError;

/// Reader with at most one card before it.
pub trait CardReader {
    /// Sends one command to the card; returns data and two octets of status word.
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, NoAnswerError>;
}
