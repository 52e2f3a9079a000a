//! Line between the terminals of the business halls and the platform. The platform may be stopped while it is asked:
//! then the hall has no answer and asks again, and every request is one that may be repeated.

use sim_wire::Fen;

use super::event_log::EventLog;
use super::fault::PendingFaults;
use super::people::People;
use super::scheduler::Scheduler;
use super::{DeskService, EventKind, Fault, Party, ServiceRequest, World, WorldError};
use crate::platform::Platform;
use crate::platform::advice::Advice;
use crate::platform::card_file::Asn;
use crate::platform::hall::{
    BegunTransaction, CardTestimony, HallError, HallFunds, HostAnswer, OpenTransaction, ReturnPurpose, UnloadAnswer,
};
use crate::platform::identity::{Identity, IdentityError};
use crate::platform::load::TransferState;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use sim_codec::time::Moment;
use sim_device::sam::Mac;
use sim_device::sam::transaction::TransferDirection;

/// Line to the platform, with the log in which requests are noted.
pub(super) struct HallLine<'a> {
    pub(super) scheduler: &'a mut Scheduler,
    pub(super) people: &'a mut People,
    pub(super) platform: &'a mut Platform,
    pub(super) log: &'a mut EventLog,
    pub(super) faults: &'a mut PendingFaults,
}

impl HallLine<'_> {
    /// Asks the platform. A fault may stop it before it keeps its decision, or before the answer leaves.
    fn ask<T>(
        &mut self,
        request: impl FnOnce(&mut Platform, Moment) -> Result<T, DeclinedError>,
    ) -> Result<Result<T, DeclinedError>, WorldError> {
        let before = self.faults.fire(Fault::BeforeKeeping).then(|| self.platform.clone());
        let answer = request(self.platform, self.scheduler.now);
        if let Some(before) = before {
            *self.platform = before;
            return Err(self.stopped(Fault::BeforeKeeping));
        }
        if self.faults.fire(Fault::AfterKeeping) {
            return Err(self.stopped(Fault::AfterKeeping));
        }
        Ok(answer)
    }

    fn stopped(&mut self, at: Fault) -> WorldError {
        self.log.note(self.scheduler.now, (Party::Platform, None), EventKind::Stopped { at });
        WorldError::LineBroken
    }

    /// Asks the platform for a service, and notes the service and its result.
    pub(super) fn serve<T>(
        &mut self,
        number: Msisdn,
        service: ServiceRequest,
        request: impl FnOnce(&mut Platform, Moment) -> Result<T, DeclinedError>,
    ) -> Result<T, WorldError> {
        self.people.find(&number)?;
        self.scheduler.count_step();
        let answer = self.ask(request)?;
        self.note(number, service, answer.as_ref().err().cloned());
        answer.map_err(WorldError::Refused)
    }

    /// Asks the platform in the middle of a service. Only a refusal is noted.
    fn pass_on<T>(
        &mut self,
        number: Msisdn,
        service: DeskService,
        request: impl FnOnce(&mut Platform, Moment) -> Result<T, DeclinedError>,
    ) -> Result<T, WorldError> {
        let answer = self.ask(request)?;
        if let Err(refused) = &answer {
            self.note(number, ServiceRequest::Hall(service), Some(refused.clone()));
        }
        answer.map_err(WorldError::Refused)
    }

    fn note(&mut self, number: Msisdn, request: ServiceRequest, refused: Option<DeclinedError>) {
        let kind = EventKind::Asked { request, refused };
        self.log.note(self.scheduler.now, (Party::Hall, Some(Party::Person(number))), kind);
    }

    /// Notes the end of a transfer, as the books have it now.
    fn note_end(&mut self, OpenTransaction { id, online }: OpenTransaction) {
        let Some(transfer) = self.platform.books.transfer(id.0) else { return };
        let request = match (online.direction, transfer.state) {
            (TransferDirection::Load, TransferState::Settled) => ServiceRequest::TerminalLoad,
            (TransferDirection::Load, TransferState::Refunded) => ServiceRequest::TerminalLoadUndone,
            (TransferDirection::Unload, TransferState::Settled) => ServiceRequest::Hall(DeskService::Unload),
            (TransferDirection::Unload, TransferState::Refunded) => ServiceRequest::Hall(DeskService::UnloadUndone),
            (_, TransferState::Reserved | TransferState::Stranded) => return,
        };
        let number = transfer.number;
        self.note(number, request, None);
    }

    /// Ends a transfer by what the card said, and notes the end.
    fn end(
        &mut self,
        open: OpenTransaction,
        request: impl FnOnce(&mut Platform, Moment) -> Result<(), DeclinedError>,
    ) -> Result<(), WorldError> {
        let answer = self.ask(request)?;
        self.scheduler.count_step();
        answer.map_err(WorldError::Refused)?;
        self.note_end(open);
        Ok(())
    }
}

impl World {
    /// Opens mobile payment for a number at a hall, and the wallet with it if the number holds an RFID-SIM.
    pub fn open_at_hall(&mut self, number: Msisdn, shown: &Identity) -> Result<(), WorldError> {
        let service = ServiceRequest::Hall(DeskService::Opening);
        self.hall_line().serve(number, service, |platform, now| platform.open_at_desk(now, number, shown))
    }

    /// Advises a person at a business hall, face to face (咨询帮助, 4.2).
    pub fn advise_at_hall(&mut self, number: &Msisdn) -> Result<Vec<Advice>, WorldError> {
        self.counter().advise(number)
    }

    /// Checks the document that somebody shows against the holder of a number; where the registry has none, the holder
    /// is entered.
    pub fn check_identity(&mut self, number: Msisdn, shown: &Identity) -> Result<(), WorldError> {
        let refused = |why: IdentityError| WorldError::Refused(HallError::from(why).into());
        self.platform.books.accounts.identify(number, shown).map_err(refused)
    }

    /// Completes the data of a number in the registry at a hall, by the document that is shown (2.2.1). A holder who is
    /// there already must be the one of the document.
    pub fn complete_data(&mut self, number: Msisdn, shown: &Identity) -> Result<(), WorldError> {
        let service = ServiceRequest::Hall(DeskService::DataCompletion);
        self.hall_line().serve(number, service, |platform, now| platform.complete_data(now, number, shown))
    }

    /// Checks whether an account could pay a load at a hall now. Nothing is set aside.
    pub fn check_hall_load(&mut self, number: Msisdn, funds: HallFunds, amount: Fen) -> Result<(), WorldError> {
        self.people.find(&number)?;
        self.platform.check_hall_load(&number, funds, amount).map_err(WorldError::Refused)?;
        self.scheduler.count_step();
        Ok(())
    }

    /// Brings the platform a load that a card has begun before a hall's terminal.
    pub fn begin_hall_load(
        &mut self,
        card: (Msisdn, Asn),
        funds: HallFunds,
        begun: &BegunTransaction,
    ) -> Result<HostAnswer, WorldError> {
        let request = |platform: &mut Platform, now| platform.begin_hall_load(now, card, funds, begun);
        self.hall_line().pass_on(card.0, DeskService::Load, request)
    }

    /// Brings the platform the load of a swap's amount that the new card has begun (换卡圈存).
    pub fn begin_swap_load(&mut self, card: (Msisdn, Asn), begun: &BegunTransaction) -> Result<HostAnswer, WorldError> {
        let request = |platform: &mut Platform, now| platform.begin_swap_load(now, card, begun);
        self.hall_line().serve(card.0, ServiceRequest::Hall(DeskService::SwapLoad), request)
    }

    /// Brings the platform an unload of the whole purse that a card has begun before a hall's terminal, for a closing
    /// or a swap.
    pub fn begin_hall_unload(
        &mut self,
        card: (Msisdn, Asn),
        (purpose, shown): (ReturnPurpose, &Identity),
        begun: &BegunTransaction,
    ) -> Result<UnloadAnswer, WorldError> {
        let service = match purpose {
            ReturnPurpose::Closing => DeskService::Closing,
            ReturnPurpose::Swap => DeskService::SwapRegistration,
        };
        let request = |platform: &mut Platform, now| platform.begin_hall_unload(now, card, (purpose, shown), begun);
        self.hall_line().serve(card.0, ServiceRequest::Hall(service), request)
    }

    /// Brings the platform the card's TAC of a load or its MAC3 of an unload.
    pub fn settle_at_hall(&mut self, open: OpenTransaction, receipt: Mac) -> Result<(), WorldError> {
        let which = (open.id, open.online.direction);
        self.hall_line().end(open, |platform, now| platform.settle_at_hall(now, which, receipt))
    }

    /// Brings the platform what a card answers about a load or unload whose proof it no longer has.
    pub fn conclude_at_hall(&mut self, open: OpenTransaction, testimony: &CardTestimony) -> Result<(), WorldError> {
        let which = (open.id, open.online.direction);
        self.hall_line().end(open, |platform, now| platform.conclude_at_hall(now, which, testimony))
    }

    /// Reports to the platform that a hall has closed the wallet on a card that it takes back.
    pub fn confirm_closed(&mut self, number: Msisdn, asn: Asn) -> Result<(), WorldError> {
        let service = ServiceRequest::Hall(DeskService::CardClosed);
        self.hall_line().serve(number, service, |platform, now| platform.confirm_closed(now, number, asn))
    }

    /// Asks the platform whether a hall may open the wallet on a number's new card.
    pub fn begin_opening(&mut self, number: Msisdn, asn: Asn) -> Result<(), WorldError> {
        let service = ServiceRequest::Hall(DeskService::CardOpening);
        self.hall_line().serve(number, service, |platform, now| platform.begin_opening(now, number, asn))
    }

    /// Reports to the platform that a hall has opened the wallet on a new card.
    pub fn confirm_opened(&mut self, number: Msisdn, asn: Asn) -> Result<(), WorldError> {
        let service = ServiceRequest::Hall(DeskService::CardOpened);
        self.hall_line().serve(number, service, |platform, now| platform.confirm_opened(now, number, asn))
    }

    /// Reports to the platform that a hall has calibrated a card on site.
    pub fn confirm_calibrated(&mut self, number: Msisdn, asn: Asn, imei: [u8; 8]) -> Result<(), WorldError> {
        let service = ServiceRequest::Hall(DeskService::Calibration);
        self.hall_line().serve(number, service, |platform, now| platform.confirm_calibrated(now, asn, imei))
    }

    /// Returns the transactions of a card at halls whose outcome the platform does not know.
    pub fn open_at_platform(&mut self, asn: Asn) -> Vec<OpenTransaction> {
        self.platform.open_at_hall(asn)
    }
}
