//! Outlook of a person with a phone: what messages, wallet and account are now, as expectations that a walk checks.

use applet::CardState;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::syntax::{CardFact, Expectation, Step};
use super::world_view::{self, WorldView};
use crate::trace::replay::facts;
use crate::trace::syntax::ValueOrColumn;
use sim_device::handset::ReceivedMessage;
use sim_world::platform::number::Msisdn;
use sim_world::world::World;

/// Things that a person can see beside the screen.
#[derive(Clone, Copy)]
pub struct Outlook<'o> {
    /// Visible state of the wallet; `None` if it cannot be seen.
    pub card: Option<&'o CardState>,
    /// Messages that came since the person last looked.
    pub messages: &'o [ReceivedMessage],
    /// World with the person's number; `None` for a phone by itself.
    pub world: Option<(&'o World, Msisdn)>,
}

impl Outlook<'_> {
    /// Returns the steps that expect all of this: the messages one by one, then wallet and account.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps: Vec<Step> =
            self.messages.iter().map(|message| Step::Expect(vec![world_view::expected(message)])).collect();
        let mut facts = Vec::new();
        if self.messages.is_empty() {
            facts.push(Expectation::MessageCount(0));
        }
        let card = self.card.into_iter().flat_map(|state| {
            let known = [
                CardFact::Balance(ValueOrColumn::Is(Fen(0))),
                CardFact::State(ValueOrColumn::Is(LifeCycle::Open)),
                CardFact::LogEntries(ValueOrColumn::Is(0)),
                CardFact::PinOn(false),
                CardFact::Limit(ValueOrColumn::Is(None)),
            ];
            known.map(|fact| Expectation::Card(facts::actual(&fact, state, None)))
        });
        facts.extend(card);
        steps.extend((!facts.is_empty()).then_some(Step::Expect(facts)));
        let world = self.world.map(|(world, number)| WorldView { world, number }.expectations());
        steps.extend(world.map(Step::Expect));
        steps
    }
}
