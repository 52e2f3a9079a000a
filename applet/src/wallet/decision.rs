//! What comes of a request before anything is written: a decision to commit and answer, or a guess that costs a try
//! before it may be compared.

use heapless::Vec;

use crate::crypto::same;
use crate::refusal::Refusal;
use crate::session::Session;
use crate::wallet::Wallet;
use crate::wallet::change::Change;
use crate::wallet::tries::Guess;
use sim_wire::status::StatusWord;

/// Data of an answer: 256 octets at most (ISO 7816-3, short length fields).
pub(crate) type Data = Vec<u8, 256>;

/// What to do next.
pub(crate) enum Step {
    /// Commit and answer.
    Decided(Decision),
    /// Spend a try, then compare.
    Attempt(Attempt),
}

/// What a command comes to.
pub(crate) struct Decision {
    /// What is committed before the answer leaves.
    pub(crate) change: Change,
    /// What a reset forgets, from now on.
    pub(crate) session: Session,
    /// The answer.
    pub(crate) data: Data,
    /// 9000, but for the selection of a blocked application.
    pub(crate) status: StatusWord,
}

/// A guess as data: what is compared with what, which tries it costs, and what follows if it is right.
///
/// The card commits the spent try first and compares afterwards. Were it the other way round, pulling the card between
/// the two would give tries for nothing.
pub(crate) struct Attempt {
    /// Whose tries it costs.
    pub(crate) guess: Guess,
    /// What was offered, padded with zeros.
    pub(crate) given: [u8; 8],
    /// What it has to be.
    pub(crate) expected: [u8; 8],
    /// What follows if it is right; its change gives the tries back.
    pub(crate) right: Decision,
}

impl Decision {
    /// An answer that changes nothing that survives.
    pub(crate) fn answering(session: Session, octets: &[u8]) -> Decision {
        Decision { change: Change::Nothing, session, data: data(octets), status: StatusWord::SUCCESS }
    }

    /// 9000 and nothing else, once the change is committed.
    pub(crate) fn committing(session: Session, change: Change) -> Decision {
        Decision { change, session, data: Data::new(), status: StatusWord::SUCCESS }
    }

    /// The same with an answer.
    pub(crate) fn with_data(self, octets: &[u8]) -> Decision {
        Decision { data: data(octets), ..self }
    }
}

impl Attempt {
    /// The outcome of the comparison, after `wallet` has been committed with the try spent.
    pub(crate) fn compare(self, spent: &Wallet) -> Result<Decision, Refusal> {
        if same(&self.given, &self.expected) { Ok(self.right) } else { Err(self.guess.wrong(spent)) }
    }
}

/// Octets as answer data. No caller has more than 256; were one to, the answer would be empty rather than cut short.
fn data(octets: &[u8]) -> Data {
    join(&[octets])
}

/// Parts as answer data, under the same rule.
pub(crate) fn join(parts: &[&[u8]]) -> Data {
    let mut whole = Data::new();
    for part in parts {
        if whole.extend_from_slice(part).is_err() {
            return Data::new();
        }
    }
    whole
}
