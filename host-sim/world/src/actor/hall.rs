//! Business hall: loads cards over the contacts, and sells scratch cards.

use sim_wire::Fen;
use sim_wire::record::TerminalTime;

use super::result::{Performed, RefusedError};
use super::terminal::TerminalError;
use crate::action::{CardLoss, DocumentInput, HallService};
use crate::platform::card_file::Asn;
use crate::platform::hall::{HallError, HallFunds, OpenTransaction, ReturnPurpose};
use crate::platform::identity::{DocumentKind, Identity, IdentityError};
use crate::platform::number::Msisdn;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use crate::world::{Readability, World, WorldError};
use sim_device::pos::load_slip::{LoadSlip, LoadSlipKind};
use sim_device::profile::Profile;
use sim_device::sam::Mac;
use sim_device::sam::transaction::TransferDirection;

pub mod counter;
mod terminal;

use terminal::HallTerminal;

/// Business hall, with the scratch cards that it sold.
#[derive(Clone, Debug, Default)]
pub(super) struct Hall {
    sold: Vec<CardDigits>,
}

/// Loads an amount onto a person's card, from cash that is paid in or from the account. The card's TAC settles the
/// load, and the terminal prints a slip. A load of this amount that an earlier try left without an answer, and that did
/// take place, is completed in place of another.
pub fn load(world: &mut World, number: Msisdn, (funds, amount): (HallFunds, Fen)) -> Result<Performed, RefusedError> {
    world.check_hall_load(number, funds, amount)?;
    let mut terminal = HallTerminal { world, number };
    let asn = terminal.select()?;
    let is_asked = |(done, _): &(OpenTransaction, _)| {
        (done.online.direction, done.online.dated.request.amount) == (TransferDirection::Load, amount)
    };
    let slip = |(load, tac)| Ok(Performed::Loaded(Box::new(load_slip((number, asn), funds, (load, tac)))));
    if let Some(arrived) = terminal.resolve_earlier(asn)?.into_iter().find(is_asked) {
        return slip(arrived);
    }
    let begun = terminal.initialize(asn, TransferDirection::Load, amount)?;
    let host = terminal.ask(|world| world.begin_hall_load((number, asn), funds, &begun));
    let host = host.map_err(not_begun)?;
    let tac = terminal.complete(&begun, host)?;
    slip((OpenTransaction { id: host.id, online: begun.online(TerminalTime(host.at)) }, tac))
}

/// Ends the transactions that halls left open with a person's card, who comes back for it. Without one nothing is done.
pub(super) fn end_open(world: &mut World, number: Msisdn) -> Result<(), RefusedError> {
    let present = world.platform().card_of(&number).map(|card| card.asn);
    if present.is_some_and(|asn| !world.open_at_platform(asn).is_empty()) {
        let mut terminal = HallTerminal { world, number };
        let asn = terminal.select()?;
        terminal.resolve_earlier(asn)?;
    }
    Ok(())
}

/// Makes the slip of a load that the card has credited.
fn load_slip((number, asn): (Msisdn, Asn), funds: HallFunds, (load, tac): (OpenTransaction, Option<Mac>)) -> LoadSlip {
    let OpenTransaction { id, online } = load;
    let (request, card) = (online.dated.request, online.card);
    let digits = number.to_string();
    let (first, last) = (digits.get(..3).unwrap_or_default(), digits.get(7..).unwrap_or_default());
    LoadSlip {
        kind: match funds {
            HallFunds::Cash => LoadSlipKind::Cash,
            HallFunds::Account => LoadSlipKind::Transfer,
        },
        terminal: request.terminal,
        masked_number: format!("{first}****{last}"),
        masked_asn: LoadSlip::masked_asn(&asn.0),
        transfer: id.0,
        card_counter: card.counter.saturating_add(1),
        at: online.dated.at.0,
        tac,
        amount: request.amount,
        balance: Fen(card.balance.0.saturating_add(request.amount.0)),
    }
}

/// Serves a person at the counter, who has the card and shows a document. Without a document in the action the holder
/// shows the right one.
pub(super) fn serve(
    world: &mut World,
    number: Msisdn,
    service: HallService,
    shown: Option<&DocumentInput>,
) -> Result<Performed, RefusedError> {
    let shown = document(world, number, shown)?;
    if service != HallService::OpenAccount {
        world.check_card_there(&number)?;
        world.check_identity(number, &shown)?;
    }
    match service {
        HallService::OpenAccount => world.open_at_hall(number, &shown)?,
        HallService::RegisterSwap => {
            counter::take_card_back(world, number, (ReturnPurpose::Swap, &shown))?;
        }
        HallService::LoadSwap => {
            counter::load_swap(world, number)?;
        }
        HallService::CloseWallet => {
            counter::take_card_back(world, number, (ReturnPurpose::Closing, &shown))?;
        }
        HallService::CompleteData => world.complete_data(number, &shown)?,
        HallService::Calibrate => {
            counter::calibrate(world, number)?;
        }
        // Another card needs a profile, so that the actors issue it.
        HallService::IssueCard => {}
    }
    Ok(Performed::Done)
}

/// Issues another card to a person (补卡, 换卡), and puts it into the handset. Before that the hall looks at its
/// terminal whether the balance of the old card can be read; a balance that can be is registered first (3.6.1).
pub(super) fn issue(
    world: &mut World,
    number: Msisdn,
    profile: &Profile,
    shown: Option<&DocumentInput>,
) -> Result<(), RefusedError> {
    let shown = document(world, number, shown)?;
    world.check_identity(number, &shown)?;
    if let Some(rest) = counter::readable_rest(world, number).filter(|rest| *rest != Fen::ZERO) {
        return Err(WorldError::Refused(HallError::NotRegistered { rest }.into()).into());
    }
    let person = world.person(&number).ok_or(WorldError::NoSuchPerson(number))?;
    let (choice, loss) = (person.profile().to_owned(), person.loss());
    let old = if loss == Some(CardLoss::Broken) { Readability::Unreadable } else { Readability::Readable };
    Ok(world.replace_card(number, (&choice, profile), old)?)
}

/// Returns the document that is shown: the one in the action, else the holder's own.
fn document(world: &World, number: Msisdn, shown: Option<&DocumentInput>) -> Result<Identity, RefusedError> {
    let refuse = |why: IdentityError| RefusedError::World(WorldError::Refused(HallError::from(why).into()));
    if let Some(DocumentInput { name, number }) = shown {
        let card = Identity::new(name, DocumentKind::IdentityCard, number);
        return card.or_else(|_| Identity::new(name, DocumentKind::Passport, number)).map_err(refuse);
    }
    match world.platform().books.accounts.subscriber(&number).holder {
        Some(holder) => Ok(holder),
        None => Identity::new("本人", DocumentKind::Passport, &format!("G{number}")).map_err(refuse),
    }
}

/// Takes the refusal of the platform to begin a transaction out of the terminal's error.
fn not_begun(why: TerminalError) -> RefusedError {
    match why {
        TerminalError::World(why) => RefusedError::World(why),
        other => RefusedError::Terminal(other),
    }
}

impl Hall {
    /// Prints and sells a scratch card.
    pub(super) fn sell(
        &mut self,
        world: &mut World,
        value: Fen,
        province: Province,
    ) -> Result<Performed, RefusedError> {
        let digits = world.issue_scratch_card(value, province)?;
        self.sold.push(digits.clone());
        Ok(Performed::Sold(u32::try_from(self.sold.len()).unwrap_or(u32::MAX), digits))
    }

    /// Returns the digits of the n-th scratch card that was sold, counted from 1.
    pub(super) fn digits(&self, nth: u32) -> Result<String, RefusedError> {
        let place = usize::try_from(nth).ok().and_then(|nth| nth.checked_sub(1));
        let card = place.and_then(|place| self.sold.get(place));
        card.map(CardDigits::reveal).ok_or(RefusedError::NoScratchCard(nth))
    }

    /// Returns a text in which each `{card N}` is replaced by the digits of that scratch card.
    pub(super) fn with_cards(&self, text: &str) -> Result<String, RefusedError> {
        let Some((before, rest)) = text.split_once("{card ") else { return Ok(text.to_owned()) };
        let wrong = |part: &str| RefusedError::Placeholder(part.to_owned());
        let (nth, after) = rest.split_once('}').ok_or_else(|| wrong(rest))?;
        let digits = self.digits(nth.parse().map_err(|_| wrong(nth))?)?;
        Ok(format!("{before}{digits}{}", self.with_cards(after)?))
    }
}

#[cfg(test)]
mod tests;
