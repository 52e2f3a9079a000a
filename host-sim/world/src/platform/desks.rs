//! The desks of the platform, each made of the parts that it borrows.

use super::Platform;
use super::account_desk::AccountDesk;
use super::acquiring::AcquirerDesk;
use super::calibration::CalibrationDesk;
use super::care::CareDesk;
use super::courier::Courier;
use super::hall::HallDesk;
use super::life_cycle::LifeCycleDesk;
use super::orders::TextDesk;
use super::top_up::TopUpDesk;
use super::website::Website;
use sim_codec::time::Moment;

impl Platform {
    pub(super) fn courier(&mut self, now: Moment) -> Courier<'_> {
        Courier { now, settings: &self.settings, cards: &mut self.cards, outbox: &mut self.outbox }
    }

    pub(super) fn life_cycle_desk(&mut self, now: Moment) -> LifeCycleDesk<'_> {
        let Platform { settings, books, cards, outbox, entropy, swaps, .. } = self;
        LifeCycleDesk { courier: Courier { now, settings, cards, outbox }, books, entropy, swaps }
    }

    pub(super) fn top_up_desk(&mut self, now: Moment) -> TopUpDesk<'_> {
        let Platform { settings, books, cards, outbox, top_ups, .. } = self;
        TopUpDesk { courier: Courier { now, settings, cards, outbox }, books, top_ups }
    }

    pub(super) fn hall_desk(&mut self, now: Moment) -> HallDesk<'_> {
        let Platform { settings, books, cards, current, outbox, top_ups, unloads, swaps, .. } = self;
        let top_ups = TopUpDesk { courier: Courier { now, settings, cards, outbox }, books, top_ups };
        HallDesk { top_ups, unloads, swaps, current }
    }

    pub(super) fn website(&mut self, now: Moment) -> Website<'_> {
        Website { top_ups: self.top_up_desk(now) }
    }

    pub(super) fn calibration_desk(&mut self, now: Moment) -> CalibrationDesk<'_> {
        let Platform { settings, books, cards, outbox, .. } = self;
        CalibrationDesk { courier: Courier { now, settings, cards, outbox }, dialogs: &mut books.dialogs }
    }

    pub(super) fn care_desk(&mut self, now: Moment) -> CareDesk<'_> {
        let Platform { settings, books, cards, outbox, .. } = self;
        CareDesk { courier: Courier { now, settings, cards, outbox }, books }
    }

    pub(super) fn account_desk(&mut self, now: Moment) -> AccountDesk<'_> {
        let Platform { books, outbox, entropy, .. } = self;
        AccountDesk { now, books, entropy, outbox }
    }

    pub(super) fn acquirer_desk(&mut self, now: Moment) -> AcquirerDesk<'_> {
        let Platform { books, cards, current, outbox, acquiring, .. } = self;
        AcquirerDesk { now, books, cards, current, outbox, acquiring }
    }

    pub(super) fn text_desk(&mut self, now: Moment) -> TextDesk<'_> {
        let Platform { settings, books, cards, outbox, entropy, submissions, .. } = self;
        TextDesk { courier: Courier { now, settings, cards, outbox }, books, entropy, submissions }
    }
}
