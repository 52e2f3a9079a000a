//! Whether two cards are alike, for whoever walks every path of a card and must not walk one twice. Compared is what is
//! held, PIN and dialog too; nothing of it is shown.

use super::{Card, Powered, Session};

impl<M, E> Card<M, E> {
    /// Whether both keep the same wallet, or both are without power. Where the slot of memory lies that holds it, and how
    /// often it was written, is history.
    pub fn keeps_like(&self, other: &Card<M, E>) -> bool {
        match (&self.power, &other.power) {
            (Some(one), Some(other)) => one.wallet == other.wallet && one.identity == other.identity,
            (None, None) => true,
            _ => false,
        }
    }

    /// Whether both say the same to a handset from here on, whatever it brings, as long as they draw the same random
    /// numbers: they keep the same, and they remember the same. Two things make no difference: the number of the last
    /// command, which only ties an answer to it, and the reason of the last refusal, which no handset asks for.
    pub fn goes_on_like(&self, other: &Card<M, E>) -> bool {
        let remembered = match (&self.power, &other.power) {
            (Some(one), Some(other)) => remember_alike(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        remembered && self.keeps_like(other)
    }
}

/// Whether both have the same of what a reset forgets. Everything that a powered card has is named, so that what it comes
/// to have besides must be thought of here.
fn remember_alike(one: &Powered, other: &Powered) -> bool {
    let Powered { identity: _, slot: _, wallet: _, session, toolkit, waiting } = one;
    let told = Session { last_refusal: None, ..*session };
    toolkit.goes_on_like(&other.toolkit)
        && told == Session { last_refusal: None, ..other.session }
        && *waiting == other.waiting
}
