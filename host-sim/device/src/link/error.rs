//! Reasons for which a card behind a link gives no answer.

use serde::{Deserialize, Serialize};

/// Reason for which nothing came back from a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum LinkError {
    /// The card is off, mute or out of reach.
    #[error("the card does not answer")]
    Silent,
    /// The card is not in the reader, or was taken out since its last answer.
    #[error("the card was removed from the reader")]
    Removed,
    /// There is no reader of that name, or it was unplugged.
    #[error("there is no such reader")]
    NoReader,
    /// The program that has the readers, pcscd, does not run.
    #[error("the PC/SC service does not run")]
    NoService,
    /// Another program has the card to itself.
    #[error("another program has the card to itself")]
    Exclusive,
    /// The card does not speak T=0.
    #[error("the card does not speak T=0, the protocol of a SIM")]
    WrongProtocol,
    /// The command was not sent, since it may cost something on a real card and nobody allowed it.
    #[error("the command was not sent, since it may cost something on a real card")]
    Withheld,
    /// Any other fault of the reader, with its number in PC/SC.
    #[error("the reader reports the fault {0:08X}")]
    Fault(u32),
}

impl LinkError {
    /// Returns an error of every kind.
    pub const ALL: [LinkError; 8] = [
        LinkError::Silent,
        LinkError::Removed,
        LinkError::NoReader,
        LinkError::NoService,
        LinkError::Exclusive,
        LinkError::WrongProtocol,
        LinkError::Withheld,
        LinkError::Fault(0x8010_002F),
    ];
}

/// Absence of an answer, as a merchant's terminal knows it: a terminal learns no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the card does not answer")]
pub struct NoAnswerError;

impl From<LinkError> for NoAnswerError {
    fn from(_: LinkError) -> NoAnswerError {
        NoAnswerError
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_reason_has_a_sentence_of_its_own() {
        let sentences: BTreeSet<String> = LinkError::ALL.iter().map(ToString::to_string).collect();
        assert_eq!(sentences.len(), LinkError::ALL.len());
    }
}
