//! The payment platform (手机支付平台): its books, its conversations with cards, and its answers to subscribers.
//! One value without a clock and without a link: each call brings a message and the time, and the outbox holds the
//! letters to be sent.
//!
//! - [`books`] and below: ledger, accounts, passwords, allowances; the rules of the account.
//! - [`rules`]: the decisions of the business, which the desks ask for.
//! - [`code`]: verification codes by short message. [`registration`], `closing`: first and last day of an account.
//! - [`card_file`]: the platform's knowledge of a card. [`script`]: commands for the card. [`errand`], `courier`: their
//!   delivery, until the card has proved it.
//! - [`request`]: the requests of a card.
//! - `life_cycle`, [`top_up`], [`website`], [`calibration`], `care`, `account_desk`: the desks that perform them, each
//!   with the parts that it needs.
//! - [`advice`]: what staff and agents tell a subscriber who asks for help.
//! - [`merchant`], [`acquiring`]: the merchants, and the desk that answers their terminals.
//! - [`outbox`]: letters to be handed to the short message centre.

pub mod account;
mod account_desk;
pub mod acquiring;
pub mod advice;
pub mod allowance;
pub mod amount;
pub mod bank;
pub mod bank_card;
pub mod bank_order;
pub mod bill;
pub mod books;
pub mod calibration;
pub mod card_file;
mod cards;
mod care;
mod closing;
pub mod code;
mod courier;
mod daily_failures;
mod desks;
mod due_map;
mod entropy;
pub mod entry;
pub mod errand;
pub mod error;
pub mod goods_order;
pub mod hall;
pub mod identity;
mod issue;
pub mod kept;
pub mod ledger;
mod life_cycle;
mod line_desk;
pub mod load;
pub mod merchant;
pub mod notices;
pub mod number;
pub mod number_life;
pub mod orders;
pub mod outbox;
pub mod password;
pub mod payment_error;
pub mod province;
pub mod recharge;
pub mod registration;
pub mod request;
mod retirement;
pub mod rows;
pub mod rules;
pub mod scratch_card;
pub mod script;
pub mod security_questions;
pub mod self_service;
pub mod serial;
pub mod services;
pub mod settings;
mod stored;
mod stored_hashes;
pub mod texts;
pub mod top_up;
mod top_ups;
pub mod wallet_book;
pub mod website;
pub mod withdrawal;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use account::NumberState;
use acquiring::Acquiring;
use books::Books;
use card_file::UnbelievedError;
use card_file::{Asn, CardFile};
use cards::Cards;
use courier::ProvedAnswer;
use entropy::PlatformEntropy;
use errand::{Next, ProofResult, Purpose};
use error::PlatformError;
use hall::{CardSwap, Unloads};
use notices::DeclinedError;
use number::Msisdn;
use orders::{Submission, Submissions};
use outbox::{Letter, LetterId, Outbox};
use password::PayPassword;
use request::{IgnoredError, MessageResult};
use script::ScriptOutcome;
use sim_codec::ota::carriage::PacketKind;
use sim_codec::sms::{MessageBody, Tpdu};
use sim_codec::time::Moment;
use sim_device::tracked_map::TrackedMap;
use sim_wire::Fen;
use sim_wire::message::Operation;
use top_up::{TopUp, TransferId};
use top_ups::TopUps;

pub use settings::PlatformSettings;

/// Number of the platform: it receives text orders and the cards' requests, and sends everything.
pub const NUMBER: &str = sim_wire::message::ACCESS_CODE;

/// Payment platform: one value without a clock and without a link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Platform {
    settings: PlatformSettings,
    /// Books of the platform.
    pub books: Books,
    cards: Cards,
    current: TrackedMap<Msisdn, Asn>,
    #[serde(rename = "transfers")]
    top_ups: TopUps,
    acquiring: Acquiring,
    /// Unloads at halls.
    #[serde(default)]
    unloads: Unloads,
    /// Swaps of cards, by the card that was given up.
    #[serde(default)]
    swaps: TrackedMap<Asn, CardSwap>,
    outbox: Outbox,
    /// Text orders that were received, and parts of long texts.
    #[serde(default)]
    submissions: Submissions,
    #[serde(rename = "lot")]
    entropy: PlatformEntropy,
    now: Moment,
}

/// Packet of a card that came in a short message of its own.
enum OpenedPacket {
    /// Proof of receipt, still secured.
    Proof(Vec<u8>),
    /// Request that is the card's own and new.
    Request(Operation),
}

impl Platform {
    /// Creates a platform without customers.
    pub fn new(settings: PlatformSettings, seed: u64) -> Platform {
        let mut entropy = PlatformEntropy::seeded(seed);
        let mut books = Books::new(settings.terms.clone(), &mut entropy);
        books.rules = settings.rules;
        Platform {
            settings,
            books,
            cards: Cards::default(),
            current: TrackedMap::default(),
            top_ups: TopUps::default(),
            acquiring: Acquiring::default(),
            unloads: Unloads::default(),
            swaps: TrackedMap::default(),
            outbox: Outbox::default(),
            submissions: Submissions::default(),
            entropy,
            now: Moment::default(),
        }
    }

    /// Takes a short message from a subscriber: a secured packet of the card, or a text.
    pub fn receive(&mut self, now: Moment, submission: Submission, tpdu: &Tpdu) -> MessageResult {
        let now = self.advance_clock(now);
        match tpdu {
            Tpdu::Submit(message) if message.destination.number == NUMBER => match &message.user.body {
                MessageBody::Text(text) => self.receive_text(now, submission, message, text),
                MessageBody::Octets(_) => match self.open_packet(&submission.from, tpdu) {
                    Ok((asn, OpenedPacket::Proof(packet))) => {
                        MessageResult::Proof(self.receive_proof(now, asn, &packet))
                    }
                    Ok((asn, OpenedPacket::Request(operation))) => {
                        self.courier(now).hurry(asn);
                        self.perform(now, asn, &operation);
                        MessageResult::Request(operation.kind())
                    }
                    Err(IgnoredError::Unbelieved(UnbelievedError::Repeated(_))) => MessageResult::Repeated,
                    Err(reason) => MessageResult::Ignored(reason),
                },
            },
            _ => MessageResult::Ignored(IgnoredError::NotForPlatform),
        }
    }

    /// Opens a secured packet of a number's card. The counter and the request's number are used up by it.
    fn open_packet(&mut self, from: &Msisdn, tpdu: &Tpdu) -> Result<(Asn, OpenedPacket), IgnoredError> {
        let whole = request::packet(tpdu)?;
        let asn = *self.current.get(from).ok_or(IgnoredError::NoCard(*from))?;
        if whole.kind == PacketKind::Response {
            return Ok((asn, OpenedPacket::Proof(whole.packet)));
        }
        let card = self.cards.get_mut(&asn).ok_or(IgnoredError::NoCard(*from))?;
        let request = request::take(card, &whole.packet)?;
        Ok((asn, OpenedPacket::Request(request.operation)))
    }

    /// Performs a request. A request that is declined is answered with the reason as a text.
    fn perform(&mut self, now: Moment, asn: Asn, operation: &Operation) {
        let Some(number) = self.cards.get(&asn).map(|card| card.number) else { return };
        let (what, done) = match operation {
            Operation::Open => ("钱包开通", self.life_cycle_desk(now).open(asn)),
            Operation::Suspend => ("钱包暂停", self.life_cycle_desk(now).suspend(asn)),
            Operation::Resume => ("钱包恢复", self.life_cycle_desk(now).resume(asn)),
            Operation::Close { pay_password } => {
                let password = request::password(pay_password);
                ("钱包注销", password.and_then(|password| self.life_cycle_desk(now).close(asn, &password)))
            }
            Operation::TopUp { amount, pay_password, answer } => {
                let password = request::password(pay_password);
                return self.top_up_desk(now).request(asn, (*amount, password), answer);
            }
            Operation::Hello { imei } => return self.calibration_desk(now).greet(asn, *imei),
            other => ("操作", self.account_desk(now).serve(&number, other)),
        };
        if let Err(declined) = done {
            self.outbox.text(now, number, &notices::declined(what, &declined));
        }
    }

    /// Takes the delivery report of a letter, with the card's proof of receipt in the report if the letter was a
    /// packet. Whether the handset took the letter makes no difference: the card's proof counts, and without one the
    /// card is asked again.
    pub fn receive_report(&mut self, now: Moment, letter: LetterId, report: &Tpdu, acknowledged: bool) -> ProofResult {
        let now = self.advance_clock(now);
        let card = self.cards.of_letter(letter);
        let packet = report.user_data().and_then(|user| user.octets(report.dcs().unwrap_or(0xF6)).ok());
        let packet = packet.as_deref().and_then(sim_codec::ota::user_data);
        match (card, packet) {
            (Some(asn), Some(part)) if acknowledged || part.kind.is_some() => {
                self.receive_proof(now, asn, &part.octets)
            }
            _ => ProofResult::Nothing,
        }
    }

    /// Takes a proof of receipt from a card, which came in a delivery report or in a message of its own.
    fn receive_proof(&mut self, now: Moment, asn: Asn, packet: &[u8]) -> ProofResult {
        let ProvedAnswer { purpose, script, outcome } = match self.courier(now).open(asn, packet) {
            Ok(answer) => answer,
            Err(told) => return told,
        };
        let next = match purpose {
            Purpose::State(state) => self.take_state(now, asn, state, outcome),
            Purpose::TopUp(id) => self.top_up_desk(now).take_answer(id, (&script, outcome)),
            Purpose::Refusal if matches!(outcome, ScriptOutcome::Unclear) => Next::Waits,
            Purpose::Refusal => Next::Over,
            Purpose::Calibration => self.calibration_desk(now).take_answer(asn, (&script, outcome)),
            Purpose::OperationPin => self.care_desk(now).take_answer(asn, &outcome),
            Purpose::Invitation(invitation) => self.website(now).take_answer(asn, invitation, outcome),
        };
        self.courier(now).proceed(asn, next);
        ProofResult::Answered
    }

    /// Returns the moment at which an errand is tried again, a bank answers, or an order lapses; `None` while nothing
    /// waits.
    pub fn due(&self) -> Option<Moment> {
        [self.cards.next_try(), self.books.next_due()].into_iter().flatten().min()
    }

    /// Retries or gives up the errands that are due, and goes on with the withdrawals that are.
    pub fn wake(&mut self, now: Moment) {
        let now = self.advance_clock(now);
        self.advance_withdrawals(now);
        self.lapse_bank_orders(now);
        self.lapse_goods_orders(now);
        for asn in self.cards.due(now) {
            self.retry_or_give_up(now, asn);
        }
    }

    /// Asks a card again that has not answered in time, or continues with another script.
    fn retry_or_give_up(&mut self, now: Moment, asn: Asn) {
        let Some(errand) = self.cards.get(&asn).and_then(|card| card.errands.first()).cloned() else { return };
        let next = match errand.purpose {
            Purpose::TopUp(id) => self.top_up_desk(now).miss_answer(id, &errand.script),
            Purpose::Invitation(invitation) if now >= invitation.until => self.website(now).lapse(asn, invitation),
            _ => Next::Asks(errand.script),
        };
        self.courier(now).proceed(asn, next);
    }

    /// Takes cash that is paid in at a business hall (营业厅现金充值).
    pub fn hall_deposit(&mut self, now: Moment, number: &Msisdn, amount: Fen) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        self.account_desk(now).deposit(number, amount)
    }

    /// Replaces a forgotten or locked pay password by a new initial one, for customer care.
    pub fn reset_pay_password(&mut self, now: Moment, number: &Msisdn) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        self.account_desk(now).reset_pay_password(number)
    }

    /// Resets the operation PIN of a number's card if the pay password is right, for customer care.
    pub fn reset_operation_pin(
        &mut self,
        now: Moment,
        number: &Msisdn,
        password: &PayPassword,
    ) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        let asn = *self.current.get(number).ok_or(DeclinedError::NoCard)?;
        self.care_desk(now).reset_operation_pin(number, asn, password)
    }

    /// Takes a number's state from the registry.
    pub fn set_number_state(&mut self, now: Moment, number: &Msisdn, state: NumberState) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        self.account_desk(now).set_number_state(number, state)?;
        if let (NumberState::Cancelled, Some(asn)) = (state, self.current.get(number).copied()) {
            self.life_cycle_desk(now).retire(asn);
        }
        Ok(())
    }

    /// Opens an account (开户) with that pay password already set and so much cash paid in. No text is sent.
    pub fn open_with_account(
        &mut self,
        now: Moment,
        number: &Msisdn,
        password: &PayPassword,
        cash: Fen,
    ) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        self.books.open_funded(now, number, (password, cash), &mut self.entropy)
    }

    /// Returns the letters for the short message centre, in order.
    pub const fn outbox(&self) -> &VecDeque<Letter> {
        self.outbox.letters()
    }

    /// Removes a letter that the short message centre has taken. After a crash between the two the letter is handed
    /// over twice, which does no harm.
    pub fn confirm_handover(&mut self, id: LetterId) {
        self.outbox.forget(id);
    }

    /// Returns whether nothing is in flight: no errand, no transfer, no withdrawal, no bank
    /// that is asked, no letter.
    pub fn is_quiet(&self) -> bool {
        let is_waiting = self.books.next_payment().is_some();
        let is_moving = self.top_ups.are_under_way() || self.unloads.are_under_way() || is_waiting;
        self.outbox.letters().is_empty() && !self.cards.have_errands() && !is_moving
    }

    /// Returns the settings.
    pub const fn settings(&self) -> &PlatformSettings {
        &self.settings
    }

    /// Returns the files of all cards, in the order of the card numbers.
    pub fn cards(&self) -> impl Iterator<Item = &CardFile> {
        self.cards.values()
    }

    /// Returns the file of the card that a subscriber has now.
    pub fn card_of(&self, number: &Msisdn) -> Option<&CardFile> {
        self.cards.get(self.current.get(number)?)
    }

    /// Returns every top-up of a card, the oldest first.
    pub fn transfers(&self) -> impl Iterator<Item = &TopUp> {
        self.top_ups.values()
    }

    /// Returns the top-up or hall load with that number of a transfer.
    pub fn transfer(&self, number: u64) -> Option<&TopUp> {
        self.top_ups.get(&TransferId(number))
    }

    /// Advances the platform's clock to `now`, and returns its time. The clock never goes back, whatever `now` is.
    fn advance_clock(&mut self, now: Moment) -> Moment {
        self.now = self.now.max(now);
        self.cards.list();
        self.now
    }
}

#[cfg(test)]
mod tests;
