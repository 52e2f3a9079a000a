//! Observations of a terminal in a session: the INITIALIZE that succeeded, the date and counter of what followed, and
//! the last challenge. The terminal sees the commands and answers of the trace, so under a raw reader it follows GET
//! RESPONSE too.

use sim_wire::Fen;
use sim_wire::apdu::{CommandApdu, CommandBody};
use sim_wire::record::TerminalTime;

use super::KnownTransaction;
use crate::trace::syntax::Transaction;

/// Session as the terminal has observed it.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch {
    transaction: Option<KnownTransaction>,
    /// Transaction before; `None` if there was none.
    earlier: Option<KnownTransaction>,
    /// Command whose answer is still to be fetched; `None` if there is none.
    waiting: Option<Vec<u8>>,
    /// The last challenges, the newest first.
    challenges: Vec<Vec<u8>>,
}

/// Number of challenges that are remembered.
const CHALLENGES_MAX: usize = 8;

impl Watch {
    /// Returns the details of the last transaction.
    pub(super) fn seen(&self) -> Option<KnownTransaction> {
        self.transaction.clone()
    }

    /// Returns the details of the transaction before the last one.
    pub(super) fn earlier(&self) -> Option<KnownTransaction> {
        self.earlier.clone()
    }

    /// Returns the last challenge.
    pub(super) fn challenge(&self) -> Option<Vec<u8>> {
        self.challenges.first().cloned()
    }

    /// Returns the last challenges, the newest first.
    pub(super) fn challenges(&self) -> &[Vec<u8>] {
        &self.challenges
    }

    /// Observes a command and its answer, and returns whether a new transaction began.
    pub(super) fn observe(&mut self, command: &[u8], answer: &[u8]) -> bool {
        let Some((data, status)) = answer.split_last_chunk::<2>() else {
            return false;
        };
        let fetched = matches!(command, [_, 0xC0, 0, 0, ..]);
        let command = if fetched { self.waiting.take().unwrap_or_default() } else { command.to_vec() };
        match status {
            [0x61, _] => self.waiting = Some(command),
            [0x90, 0x00] => return self.note_success(&command, data),
            _ => {}
        }
        false
    }

    fn note_success(&mut self, command: &[u8], answer: &[u8]) -> bool {
        let Ok(apdu) = CommandApdu::parse(command) else {
            return false;
        };
        let header = apdu.header;
        match (header.cla, header.ins, header.p1) {
            (0x80, 0x50, p1) => {
                let begun = initialized(p1, apdu.data(), answer);
                let is_new = begun.is_some();
                if is_new {
                    self.earlier = std::mem::replace(&mut self.transaction, begun);
                }
                return is_new;
            }
            (0x80, 0x54, 0x01) => {
                if let Some(([counter @ .., _, _, _, _, _, _, _], _)) = apdu.data().split_first_chunk::<11>() {
                    self.note_date(apdu.data().get(4..11), Some(u32::from_be_bytes(*counter)));
                }
            }
            (0x80, 0x52, _) | (0x80, 0x54, 0x03) => self.note_date(apdu.data().get(..7), None),
            (0x00, 0x84, _) if matches!(apdu.body, CommandBody::P3(_)) => {
                self.challenges.insert(0, answer.to_vec());
                self.challenges.truncate(CHALLENGES_MAX);
            }
            _ => {}
        }
        false
    }

    /// Notes the date of the second command, and the terminal's counter of a purchase.
    fn note_date(&mut self, at: Option<&[u8]>, terminal_counter: Option<u32>) {
        if let Some(transaction) = &mut self.transaction {
            transaction.at = at.and_then(|at| at.first_chunk()).copied().map(TerminalTime);
            transaction.terminal_counter = terminal_counter.or(transaction.terminal_counter);
        }
    }
}

/// Returns what INITIALIZE and its answer say of a transaction.
fn initialized(p1: u8, request: &[u8], answer: &[u8]) -> Option<KnownTransaction> {
    let kind = match p1 {
        0x00 => Transaction::Load,
        0x01 => Transaction::Purchase,
        0x05 => Transaction::Unload,
        _ => return None,
    };
    let [index, a0, a1, a2, a3, terminal @ ..] = *request.first_chunk::<11>()?;
    let ([b0, b1, b2, b3, c0, c1], rest) = answer.split_first_chunk::<6>()?;
    // Between counter and key version a purchase has the overdraw limit.
    let rest = if kind == Transaction::Purchase { rest.get(3..)? } else { rest };
    let [version, _algorithm, random @ ..] = *rest.first_chunk::<6>()?;
    Some(KnownTransaction {
        kind: Some(kind),
        amount: Some(Fen::from_bytes([a0, a1, a2, a3])),
        terminal: Some(terminal),
        counter: Some(u16::from_be_bytes([*c0, *c1])),
        random: Some(random),
        balance: Some(Fen::from_bytes([*b0, *b1, *b2, *b3])),
        index: Some(index),
        version: Some(version),
        ..KnownTransaction::default()
    })
}
