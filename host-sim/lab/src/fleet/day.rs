//! A day in the life of a block: the people run their errands in the order of time, the shops upload their batches, and
//! the day ends at midnight, whatever is under way then.

use std::convert::Infallible;

use sim_codec::time::{DAY, Day, HOUR, Moment, SECOND};
use sim_device::pos::sale::SaleKind;
use sim_wire::Fen;
use sim_world::action::{
    Action, HallAction, HolderAction, PayPasswordInput, PosAction, PosPlace, TapAction, TapPurpose,
};
use sim_world::actor::{ActionResult, Performed};
use sim_world::platform::entry::{EntryReason, LoadChannel};
use sim_world::platform::number::Msisdn;
use sim_world::platform::province::Province;
use sim_world::smsc::Mix;
use sim_world::world::EventKind;

use super::agenda::{AgendaDay, Errand, ErrandAct, ErrandPowerCut, agenda};
use super::block::{Block, PAY_PASSWORD};
use super::day_scenario::DayScenario;
use super::error::BlockLifeError;
use super::histogram::LATENCY_BOUNDS;
use super::settings::FleetSettings;
use super::tally::{DayTally, TallyKind};

/// Time after which a person holds the handset to the terminal again, in milliseconds.
const AGAIN_AFTER: u64 = 5 * SECOND;

/// Day that is played in a block.
struct PlayedDay<'b> {
    block: &'b mut Block,
    tally: DayTally,
}

impl Block {
    /// Plays a day, whose number counts from 1. The day ends at midnight; what is under way then goes on tomorrow.
    pub fn play(
        &mut self,
        settings: &FleetSettings,
        scenario: &DayScenario,
        number: u32,
    ) -> Result<DayTally, BlockLifeError> {
        let Day(first) = settings.begins;
        let begins = Day(first.saturating_add(number.saturating_sub(1).into())).start();
        let errands = agenda(settings, scenario, self.number, AgendaDay { number, begins })?;
        let (events, entries) = (self.world.happened(), self.world.platform().books.ledger.entries().len());
        self.world.centre_mut().mix = scenario.network.mix();
        let mut day = PlayedDay { block: self, tally: DayTally::default() };
        let closing = begins.later(u64::from(scenario.upload_hour).saturating_mul(HOUR));
        let (before, after) = errands.split_at(errands.partition_point(|errand| errand.at < closing));
        before.iter().for_each(|errand| day.run(errand));
        day.pass_to(closing);
        (1..=settings.shops).for_each(|pos| day.upload(PosPlace(pos)));
        after.iter().for_each(|errand| day.run(errand));
        day.pass_to(begins.later(DAY));
        let mut tally = day.tally;
        self.world.centre_mut().mix = Mix::default();
        self.count_events(events, &mut tally);
        self.count_entries(entries, &mut tally);
        Ok(tally)
    }

    /// Ends all faults, and lets time pass until nothing is under way.
    pub fn settle(&mut self) -> DayTally {
        let (events, entries) = (self.world.happened(), self.world.platform().books.ledger.entries().len());
        let Ok(_) = self.actors.perform(&mut self.world, &Action::Heal, &mut |_| Ok::<(), Infallible>(()));
        let mut tally = DayTally::default();
        self.count_events(events, &mut tally);
        self.count_entries(entries, &mut tally);
        tally
    }

    /// Counts the events after the first so many.
    fn count_events(&self, before: u64, tally: &mut DayTally) {
        for event in self.world.events_after(before) {
            match &event.kind {
                EventKind::Handed { fate, .. } => {
                    tally.count(TallyKind::Message, event.at, 0);
                    if fate.is_some() {
                        tally.count(TallyKind::MessageFate, event.at, 0);
                    }
                }
                EventKind::Fell => tally.count(TallyKind::PowerCut, event.at, 0),
                _ => {}
            }
        }
    }

    /// Counts the ledger's entries after the first so many.
    fn count_entries(&self, before: usize, tally: &mut DayTally) {
        let platform = self.world.platform();
        let over_the_air = |transfer: u64| {
            let of_it = platform.transfer(transfer);
            of_it.filter(|top_up| top_up.channel == LoadChannel::OverTheAir)
        };
        for entry in platform.books.ledger.entries().iter().skip(before) {
            let gains = entry.legs.iter().filter_map(|(_, amount)| u64::try_from(*amount).ok());
            let fen = gains.fold(0_u64, u64::saturating_add);
            match entry.why {
                EntryReason::LoadReserved { channel: LoadChannel::OverTheAir, .. } => {
                    tally.count(TallyKind::TopUpReserved, entry.at, fen);
                }
                EntryReason::LoadSettled { transfer, .. } => {
                    let Some(top_up) = over_the_air(transfer) else { continue };
                    tally.count(TallyKind::TopUpSettled, entry.at, fen);
                    if let Some(reserved) = Moment::from_record(sim_wire::record::TerminalTime(top_up.at)) {
                        tally.latencies.count(entry.at.since(reserved), LATENCY_BOUNDS);
                    }
                }
                EntryReason::LoadRefunded { transfer, .. } if over_the_air(transfer).is_some() => {
                    tally.count(TallyKind::TopUpRefunded, entry.at, fen);
                }
                EntryReason::ScratchCard { .. } => tally.count(TallyKind::Recharge, entry.at, fen),
                EntryReason::OwnBill { .. } => tally.count(TallyKind::Bill, entry.at, fen),
                EntryReason::Purchase(_) => tally.count(TallyKind::PurchaseSettled, entry.at, fen),
                _ => {}
            }
        }
    }
}

impl PlayedDay<'_> {
    fn pass_to(&mut self, moment: Moment) {
        let world = &mut self.block.world;
        world.pass(moment.since(world.now()));
    }

    fn perform(&mut self, action: &Action) -> ActionResult {
        let Block { world, actors, .. } = &mut *self.block;
        let Ok(result) = actors.perform(world, action, &mut |_| Ok::<(), Infallible>(()));
        result
    }

    fn run(&mut self, errand: &Errand) {
        self.pass_to(errand.at);
        let Errand { who, amount, .. } = *errand;
        match errand.act {
            ErrandAct::Buy { pos, leaves, power } => {
                self.arm(who, power);
                let tap = TapAction { purpose: TapPurpose::Purchase(amount), pos, leaves };
                if !self.buy(who, tap) && (leaves.is_some() || power.is_some()) {
                    self.block.world.pass(AGAIN_AFTER);
                    self.buy(who, TapAction { leaves: None, ..tap });
                }
            }
            ErrandAct::TopUp { power } => {
                self.arm(who, power);
                let password = PayPasswordInput::Digits(PAY_PASSWORD.to_owned());
                let asked = HolderAction::TopUp(amount, password);
                self.at_menu(who, asked, amount, (Some(TallyKind::TopUpAsked), TallyKind::TopUpRefused));
            }
            ErrandAct::LoadAtHall => {
                let done = self.perform(&Action::Hall(HallAction::LoadCash(who, amount)));
                self.count(done, amount, (Some(TallyKind::HallLoad), TallyKind::HallLoadRefused));
            }
            ErrandAct::Recharge => {
                let sold = self.perform(&Action::Hall(HallAction::SellScratchCard(amount, Province::Hunan)));
                if let Ok(Performed::Sold(card, _)) = sold {
                    self.at_menu(who, HolderAction::Recharge(card), amount, (None, TallyKind::BillRefused));
                }
            }
            ErrandAct::PayBill => {
                self.at_menu(who, HolderAction::PayOwnBill(amount), amount, (None, TallyKind::BillRefused));
            }
        }
    }

    /// Arms a power cut in a card, at one of its next writes.
    fn arm(&mut self, number: Msisdn, power: Option<ErrandPowerCut>) {
        if let Some(ErrandPowerCut { write, tear }) = power {
            // The card is there, so that the cut is always armed.
            drop(self.perform(&Action::PowerFailure { number, write, tear }));
        }
    }

    /// Holds a handset to a terminal; returns whether the purchase was made.
    fn buy(&mut self, who: Msisdn, tap: TapAction) -> bool {
        let now = self.block.world.now();
        match self.perform(&Action::Holder(who, HolderAction::Tap(tap))) {
            Ok(Performed::Paid(sale)) => {
                let kind = match sale.kind {
                    SaleKind::Made => TallyKind::Purchase,
                    SaleKind::Completed { .. } => TallyKind::PurchaseCompleted,
                };
                self.tally.count(kind, now, sale.receipt.amount.0.into());
                true
            }
            Ok(_) => false,
            Err(why) => {
                self.tally.count(TallyKind::PurchaseRefused, now, 0);
                self.tally.count_reason(&why);
                false
            }
        }
    }

    fn at_menu(&mut self, who: Msisdn, act: HolderAction, amount: Fen, kinds: (Option<TallyKind>, TallyKind)) {
        let done = self.perform(&Action::Holder(who, act));
        self.count(done, amount, kinds);
    }

    /// Counts an act under the first kind, or its refusal under the second. Without a first kind the books tell.
    fn count(&mut self, done: ActionResult, amount: Fen, (kind, refused): (Option<TallyKind>, TallyKind)) {
        let now = self.block.world.now();
        match (done, kind) {
            (Ok(_), Some(kind)) => self.tally.count(kind, now, amount.0.into()),
            (Ok(_), None) => {}
            (Err(why), _) => {
                self.tally.count(refused, now, 0);
                self.tally.count_reason(&why);
            }
        }
    }

    fn upload(&mut self, pos: PosPlace) {
        let now = self.block.world.now();
        if let Err(why) = self.perform(&Action::Pos(pos, PosAction::Upload)) {
            self.tally.count(TallyKind::UploadRefused, now, 0);
            self.tally.count_reason(&why);
        }
    }
}
