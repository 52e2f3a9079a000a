//! Parts of a world, borrowed together for work that needs several of them.

use super::counter::Counter;
use super::hall_line::HallLine;
use super::mail::Mail;
use super::phones::Phones;
use super::platform_mail::PlatformMail;
use super::{World, WorldError};

impl World {
    /// Handles a message by hand, which counts as a step.
    pub(super) fn handle<T>(
        &mut self,
        handle: impl FnOnce(&mut Mail<'_>) -> Result<T, WorldError>,
    ) -> Result<T, WorldError> {
        let done = handle(&mut self.mail())?;
        self.scheduler.count_step();
        Ok(done)
    }

    pub(super) fn mail(&mut self) -> Mail<'_> {
        Mail { now: self.scheduler.now, centre: &mut self.centre, esmes: &mut self.esmes, log: &mut self.log }
    }

    pub(super) fn phones(&mut self) -> Phones<'_> {
        let World { scheduler, people, centre, esmes, log, shown, flows, .. } = self;
        let mail = Mail { now: scheduler.now, centre, esmes, log };
        Phones { scheduler, people, mail, shown: *shown, flows: *flows }
    }

    pub(super) fn platform_mail(&mut self) -> PlatformMail<'_> {
        let World {
            scheduler,
            people,
            loose_cards: _,
            centre,
            esmes,
            platform,
            calls: _,
            radio_field: _,
            shops: _,
            log,
            faults,
            shown,
            flows,
        } = self;
        let mail = Mail { now: scheduler.now, centre, esmes, log };
        PlatformMail { phones: Phones { scheduler, people, mail, shown: *shown, flows: *flows }, platform, faults }
    }

    pub(super) fn hall_line(&mut self) -> HallLine<'_> {
        let World { scheduler, people, platform, log, faults, .. } = self;
        HallLine { scheduler, people, platform, log, faults }
    }

    pub(super) fn counter(&mut self) -> Counter<'_> {
        let World { scheduler, people, platform, log, .. } = self;
        Counter { scheduler, people, platform, log }
    }
}
