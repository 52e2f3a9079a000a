//! Random days of two terminals and two cards, with lost cards, broken lines and power failures; at the end everything
//! works again, and the books must agree.

use proptest::prelude::*;
use sim_wire::Fen;

use super::desk::{CardOnDesk, Loss, Platform, START, at, terminal};
use crate::pos::fault::PosFault;
use crate::pos::sale::{SaleError, SaleKind};
use crate::pos::terminal::PosTerminal;
use crate::sam::psam::WriteCut;

/// Step of a random day. Cards and terminals are named by 0 and 1.
#[derive(Clone, Debug)]
enum Step {
    Sell { pos: usize, card: usize, amount: u32, lost: Option<(usize, Loss)>, broken: bool },
    Arm { pos: usize, fault: PosFault },
    RestartCard(usize),
    RestartTerminal(usize),
    TakeBack { pos: usize, place: prop::sample::Index, broken: Option<Loss> },
    Upload { pos: usize, broken: Option<(usize, Loss)> },
}

fn steps() -> impl Strategy<Value = Step> {
    let loss = || prop_oneof![Just(Loss::Request), Just(Loss::Answer)];
    let cut = prop_oneof![Just(WriteCut::Before), Just(WriteCut::After)];
    let lost = prop::option::weighted(0.6, (3_usize..9, loss()));
    prop_oneof![
        8 => (0_usize..2, 0_usize..2, 1_u32..200, lost, prop::bool::weighted(0.2))
            .prop_map(|(pos, card, amount, lost, broken)| Step::Sell { pos, card, amount, lost, broken }),
        2 => (0_usize..2, 1_u32..5, cut).prop_map(|(pos, nth, cut)| Step::Arm { pos, fault: PosFault { nth, cut } }),
        1 => (0_usize..2).prop_map(Step::RestartCard),
        1 => (0_usize..2).prop_map(Step::RestartTerminal),
        2 => (0_usize..2, any::<prop::sample::Index>(), prop::option::of(loss()))
            .prop_map(|(pos, place, broken)| Step::TakeBack { pos, place, broken }),
        1 => (0_usize..2, prop::option::of((0_usize..4, loss())))
            .prop_map(|(pos, broken)| Step::Upload { pos, broken }),
    ]
}

/// Two terminals, two cards and their platform.
struct Day {
    desks: [PosTerminal; 2],
    cards: [CardOnDesk; 2],
    platform: Platform,
    minute: u8,
}

impl Day {
    fn new() -> Day {
        let cards = [0x56, 0x57].map(CardOnDesk::with_number);
        let desks = [1, 2].map(|number| terminal(number, &[&cards[0], &cards[1]]));
        let platform = Platform { decides_counters: true, ..Platform::of(&[&cards[0], &cards[1]]) };
        Day { desks, cards, platform, minute: 0 }
    }

    fn sell(&mut self, pos: usize, card: usize, amount: Fen) -> Result<SaleKind, SaleError> {
        self.minute = (self.minute + 1) % 60;
        let before = self.cards[card].balance();
        let now = at(self.minute);
        let sale = self.desks[pos].sell(&mut self.cards[card], &mut self.platform, amount, now)?;
        let charged = before.0 - self.cards[card].balance().0;
        let expected = if sale.kind == SaleKind::Made { amount.0 } else { 0 };
        assert_eq!(charged, expected, "a sale charges what it says");
        Ok(sale.kind)
    }

    fn step(&mut self, step: &Step) {
        self.platform.repaired();
        match *step {
            Step::Sell { pos, card, amount, lost, broken } => {
                self.cards[card].tap().lost_at = lost;
                if broken {
                    self.platform.breaking_at(0, Loss::Answer);
                }
                drop(self.sell(pos, card, Fen(amount)));
            }
            Step::Arm { pos, fault } => self.desks[pos].arm(fault),
            Step::RestartCard(card) => self.cards[card].restart(),
            Step::RestartTerminal(pos) => self.desks[pos].restart(),
            Step::TakeBack { pos, place, broken } => {
                if let Some(loss) = broken {
                    self.platform.breaking_at(0, loss);
                }
                let vouchers: Vec<u32> = self.desks[pos].entries().keys().copied().collect();
                if !vouchers.is_empty() {
                    let receipt = self.desks[pos].receipt(*place.get(&vouchers)).unwrap();
                    drop(self.desks[pos].take_back(&mut self.platform, &receipt));
                }
            }
            Step::Upload { pos, broken } => {
                self.platform.breaks_at = broken;
                drop(self.desks[pos].upload(&mut self.platform));
            }
        }
    }

    /// Returns what all batches have of a card, voided or not, in fen.
    fn entered(&self, card: usize) -> u32 {
        let asn = self.cards[card].profile.asn();
        // A batch whose close was answered by the platform alone is still at the terminal too.
        let open = self.desks.iter().flat_map(|pos| pos.entries().values());
        let settled = self.platform.settled.iter();
        let both: std::collections::BTreeMap<_, _> = settled.chain(open).map(|entry| (entry.id, entry)).collect();
        both.values().filter(|entry| entry.asn == asn).map(|entry| entry.amount.0).sum()
    }

    /// Checks that a card has paid for what the batches have of it, and for nothing but a purchase that is pending.
    fn check(&self) {
        for (place, card) in self.cards.iter().enumerate() {
            let unpaid = (START.0 - card.balance().0).checked_sub(self.entered(place));
            let unpaid = unpaid.expect("no entry without a charge");
            let asn = card.profile.asn();
            let pending = self.desks.iter().flat_map(|pos| pos.pending()).filter(|pending| pending.asn == asn);
            let amounts: Vec<u32> = pending.map(|pending| pending.amount.0).collect();
            let sums = [0, amounts.iter().sum()].into_iter().chain(amounts.iter().copied());
            assert!(sums.into_iter().any(|sum| sum == unpaid), "{unpaid} of {amounts:?}");
        }
    }

    /// Repairs everything, and has each terminal decide about what is pending.
    fn heal(&mut self) {
        self.platform.repaired();
        self.desks.iter_mut().for_each(PosTerminal::disarm);
        for _ in 0..2 {
            for pos in 0..2 {
                self.desks[pos].upload(&mut self.platform).unwrap();
                for card in 0..2 {
                    self.cards[card].tap();
                    drop(self.sell(pos, card, Fen(1)));
                }
            }
        }
        for pos in &mut self.desks {
            pos.upload(&mut self.platform).unwrap();
            assert!(pos.pending().is_empty(), "everything is decided in the end");
            assert!(pos.refused().is_empty() && pos.entries().is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn books_agree_after_random_days(steps in prop::collection::vec(steps(), 1..40)) {
        let mut day = Day::new();
        for step in &steps {
            day.step(step);
            day.check();
        }
        day.heal();
        for card in 0..2 {
            let charged = START.0 - day.cards[card].balance().0;
            prop_assert_eq!(charged, day.entered(card), "card {}", card);
        }
    }
}
