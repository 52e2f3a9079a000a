//! Outcome of a request before anything is written: a decision to commit and answer, or a guess. A guess costs a try
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

/// Next step of a request.
pub(crate) enum Step {
    /// A decision: commit and answer.
    Decided(Decision),
    /// A guess: spend a try, then compare.
    Attempt(Attempt),
}

/// Outcome of a command.
pub(crate) struct Decision {
    /// Change that is committed before the answer leaves.
    pub(crate) change: Change,
    /// Session after the command.
    pub(crate) session: Session,
    /// Data of the answer.
    pub(crate) data: Data,
    /// Status word of the answer: 9000, but for the selection of a blocked application.
    pub(crate) status: StatusWord,
}

/// A guess as data: the two values to compare, the tries that it costs, and the decision if it is right.
///
/// The card commits the spent try first and compares afterwards. In the other order, pulling the card between the two
/// would make tries free.
pub(crate) struct Attempt {
    /// Secret that is guessed at, whose tries the guess costs.
    pub(crate) guess: Guess,
    /// Value offered, padded with zeros.
    pub(crate) given: [u8; 8],
    /// Value that is right.
    pub(crate) expected: [u8; 8],
    /// Decision if the guess is right; its change restores the tries.
    pub(crate) right: Decision,
}

impl Decision {
    /// Creates a decision that answers with data and changes nothing that survives.
    pub(crate) fn answering(session: Session, octets: &[u8]) -> Decision {
        Decision { change: Change::Nothing, session, data: data(octets), status: StatusWord::SUCCESS }
    }

    /// Creates a decision that commits a change and answers 9000 without data.
    pub(crate) fn committing(session: Session, change: Change) -> Decision {
        Decision { change, session, data: Data::new(), status: StatusWord::SUCCESS }
    }

    /// Returns the decision with data in its answer.
    pub(crate) fn with_data(self, octets: &[u8]) -> Decision {
        Decision { data: data(octets), ..self }
    }
}

impl Attempt {
    /// Compares, and returns the decision of a right guess or the refusal of a wrong one. `spent` is the wallet as
    /// committed, with the try spent.
    pub(crate) fn compare(self, spent: &Wallet) -> Result<Decision, Refusal> {
        if same(&self.given, &self.expected) { Ok(self.right) } else { Err(self.guess.wrong(spent)) }
    }
}

/// Copies octets into answer data. No caller has more than 256; were one to, the answer would be empty rather than cut
/// short.
fn data(octets: &[u8]) -> Data {
    join(&[octets])
}

/// Joins parts as answer data; more than 256 octets would become an empty answer, as in `data`.
pub(crate) fn join(parts: &[&[u8]]) -> Data {
    let mut whole = Data::new();
    for part in parts {
        if whole.extend_from_slice(part).is_err() {
            return Data::new();
        }
    }
    whole
}
