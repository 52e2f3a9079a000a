//! Comparison of conversations, for a search that follows every path of the menu. The number of a command is ignored:
//! it only ties an answer to the command, and rises. The counter in a message to the platform rises too, and changes
//! all the octets that are ciphered. The message is therefore ignored: the conversation tells which request it carries.

use sim_wire::proactive::CommandType;

use super::proactive::Command;
use super::{Outstanding, Toolkit};

/// Returns the offset of the command number in a command. It follows the outer tag, its length of one or two octets,
/// and the tag and length of the command details.
const fn number_place(octets: &[u8]) -> usize {
    match octets {
        [_, 0x81, ..] => 5,
        _ => 4,
    }
}

impl Toolkit {
    /// Returns whether both toolkits behave the same on the same input, apart from the numbers of their commands.
    pub(crate) fn has_same_future(&self, other: &Toolkit) -> bool {
        // Every field is named, so that the compiler asks about each field that is added.
        let Toolkit {
            abilities,
            tongue,
            number: _,
            outstanding,
            put_off,
            asking,
            letter: _,
            waiting,
            report,
            is_top_up_unsent,
        } = self;
        (abilities, tongue, put_off, asking, waiting, report)
            == (&other.abilities, &other.tongue, &other.put_off, &other.asking, &other.waiting, &other.report)
            && *is_top_up_unsent == other.is_top_up_unsent
            && match (outstanding, &other.outstanding) {
                (Some(one), Some(other)) => one.is_like(other),
                (None, None) => true,
                _ => false,
            }
    }
}

impl Outstanding {
    fn is_like(&self, other: &Outstanding) -> bool {
        let Outstanding { purpose, details, command, fetched, picks, polls } = self;
        (details.kind, details.qualifier) == (other.details.kind, other.details.qualifier)
            && (purpose, fetched, picks, polls) == (&other.purpose, &other.fetched, &other.picks, &other.polls)
            && command.is_like(&other.command)
    }
}

impl Command {
    fn is_like(&self, other: &Command) -> bool {
        let place = number_place(&self.octets);
        let mut pairs = self.octets.iter().zip(&other.octets).enumerate();
        let is_message = self.kind == CommandType::SendSms;
        (self.kind, self.form, self.octets.len()) == (other.kind, other.form, other.octets.len())
            && (is_message || pairs.all(|(at, (one, other))| at == place || one == other))
    }
}
