//! Card reader (读卡器) of a terminal, as the terminal sees it: a command to the card before it, and the card's answer.

use crate::link::NoAnswerError;
use crate::reader::fetch_rest;

/// Reader with at most one card before it.
pub trait CardReader {
    /// Sends one command to the card; returns data and two octets of status word.
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, NoAnswerError>;
}

/// Sends one command; returns the whole answer. By radio a card answers at once. A reader of contacts may pass 61xx and
/// 6Cxx on, and then the rest is fetched here.
pub(super) fn transmit(reader: &mut dyn CardReader, command: &[u8]) -> Result<Vec<u8>, NoAnswerError> {
    let answer = reader.exchange(command)?;
    fetch_rest(command.to_vec(), answer, |next| reader.exchange(next))
}
