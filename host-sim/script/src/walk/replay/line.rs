//! Expectations of a call to a service line.

use super::expect;
use super::player::{Player, StepResult};
use super::sight::Sight;
use crate::trace::outcome::{MismatchSubject, SightContent};
use crate::walk::syntax::{Expectation, Wording};
use sim_codec::quotation::quote;

impl Player {
    /// Returns what the person heard last: the prompt of the call, or the last words of a call that is over.
    pub(super) fn prompt(&self) -> Option<String> {
        let call = self.now.world.call_of(&self.number);
        call.map(|call| call.prompt().to_owned()).or_else(|| self.now.prompt.clone())
    }

    /// Checks what the service line said last.
    pub(super) fn check_prompt(&self, wanted: &Wording) -> StepResult {
        let sight = Sight::of(&self.screen()).what(MismatchSubject::ServiceLine);
        match self.prompt() {
            None => Err(sight.expected(wanted.to_string()).but(SightContent::NoWords)),
            Some(prompt) if expect::is_worded(wanted, &prompt, &prompt) => Ok(()),
            Some(prompt) => Err(match wanted {
                // Side by side, the first difference can be marked.
                Wording::Exactly(text) | Wording::Contains(text) => sight.expected(quote(text)).but(quote(&prompt)),
                Wording::Matching(_) => sight.expected(wanted.to_string()).but(quote(&prompt)),
            }),
        }
    }

    /// Checks that the person is in no call to a service line.
    pub(super) fn check_no_call(&self) -> StepResult {
        match self.now.world.call_of(&self.number) {
            None => Ok(()),
            Some(call) => {
                let sight = Sight::of(&self.screen()).what(MismatchSubject::Phone).expected(SightContent::NoCall);
                Err(sight.but(SightContent::CallTo(call.line().to_string())))
            }
        }
    }

    /// Returns the expectation that the last prompt meets; `None` for a pattern, or if nothing was said.
    pub(super) fn heard_as_it_is(&self, wanted: &Wording) -> Option<Expectation> {
        let prompt = self.prompt()?;
        match wanted {
            // What a pattern leaves open, a text would pin.
            Wording::Matching(_) => None,
            Wording::Exactly(_) => Some(Expectation::Hears(Wording::Exactly(prompt))),
            Wording::Contains(_) => Some(Expectation::Hears(Wording::Contains(prompt))),
        }
    }
}
