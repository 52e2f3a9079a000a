//! Desk for the tests: cards before a reader that may lose them, and a platform at the end of a line that may break.

use std::collections::{BTreeMap, BTreeSet};

use applet::KeyUsage;
use sim_wire::Fen;
use sim_wire::record::TerminalTime;

use crate::link::{Chance, InProcess, Link, LinkContext, NoAnswerError, Transport};
use crate::memory::{Eeprom, manufactured};
use crate::pos::entry::{BatchTotals, EntryState, PurchaseEntry, PurchaseId};
use crate::pos::line::{
    AcquirerError, AcquirerLine, AcquirerRequest, BatchEntryError, BatchResult, CarriedProof, LineAnswer,
    LineBrokenError, LineRequest, LineSender, PosParameters,
};
use crate::pos::reader::CardReader;
use crate::pos::terminal::PosTerminal;
use crate::profile::Profile;
use crate::sam::TacKey;
use crate::sam::diversification::asn_factor;
use crate::sam::psam::{KeyScope, MasterKey};

/// Money that every card of the tests has at first.
pub(super) const START: Fen = Fen(10_000);

/// Moment at which a card or a line is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// The message does not arrive.
    Request,
    /// The message arrives and its answer does not.
    Answer,
}

/// Card before a reader.
#[derive(Clone)]
pub(super) struct CardOnDesk {
    pub(super) profile: Profile,
    pub(super) link: InProcess<Eeprom>,
    /// Exchange from which on the card is gone, counted from 0; `None` if it stays.
    pub(super) lost_at: Option<(usize, Loss)>,
    /// Loss of the card once it has carried out a debit, if `true`.
    is_lost_at_debit: bool,
    pub(super) exchanges: usize,
}

impl CardOnDesk {
    pub(super) fn new(profile: Profile) -> CardOnDesk {
        let memory = manufactured(&profile.to_personalisation()).unwrap();
        let mut link = InProcess::new(memory, Chance::seeded(7));
        link.power_on().unwrap();
        CardOnDesk { profile, link, lost_at: None, is_lost_at_debit: false, exchanges: 0 }
    }

    /// Returns a card of the default profile with money and this last digit of its number.
    pub(super) fn with_number(last: u8) -> CardOnDesk {
        let mut asn = Profile::default().asn();
        asn[9] = last;
        let mut profile = Profile::default().of_series(asn);
        profile.card.start.balance = START;
        CardOnDesk::new(profile)
    }

    pub(super) fn balance(&self) -> Fen {
        self.link.card().state().unwrap().balance
    }

    pub(super) fn tac_key(&self) -> TacKey {
        TacKey::of(&self.profile.only_key(KeyUsage::Tac).unwrap().key)
    }

    /// Lays the card before the reader again.
    pub(super) fn tap(&mut self) -> &mut CardOnDesk {
        (self.lost_at, self.is_lost_at_debit, self.exchanges) = (None, false, 0);
        self
    }

    /// Lays the card before the reader, to be lost before the answer to a debit arrives.
    pub(super) fn tap_lost_at_debit(&mut self) -> &mut CardOnDesk {
        self.tap().is_lost_at_debit = true;
        self
    }

    /// Lays the card before the reader, to be lost at an exchange.
    pub(super) fn tap_lost_at(&mut self, exchange: usize, loss: Loss) -> &mut CardOnDesk {
        self.tap().lost_at = Some((exchange, loss));
        self
    }

    /// Takes the card's power away for a moment.
    pub(super) fn restart(&mut self) {
        self.link.power_off();
        self.link.power_on().unwrap();
    }
}

impl CardReader for CardOnDesk {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, NoAnswerError> {
        let place = self.exchanges;
        self.exchanges += 1;
        let by_radio = LinkContext { way: Transport::Air { distance_cm: 3 }, uptime_s: 0 };
        if self.is_lost_at_debit && command[1] == 0x54 {
            self.lost_at = Some((place, Loss::Answer));
        }
        match self.lost_at {
            Some((at, Loss::Request)) if place >= at => Err(NoAnswerError),
            Some((at, Loss::Answer)) if place > at => Err(NoAnswerError),
            Some((at, Loss::Answer)) if place == at => {
                self.link.exchange(by_radio, command).unwrap();
                Err(NoAnswerError)
            }
            _ => Ok(self.link.exchange(by_radio, command)?),
        }
    }
}

/// Purchase at the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Booking {
    Voided,
    Settled(Fen),
    Returned,
}

/// Platform that remembers what it is told, on a line that may break.
#[derive(Clone, Default)]
pub(super) struct Platform {
    pub(super) tac_keys: BTreeMap<[u8; 10], TacKey>,
    pub(super) parameters: Option<PosParameters>,
    pub(super) carried: Vec<CarriedProof>,
    pub(super) bookings: BTreeMap<PurchaseId, Booking>,
    /// Batch under upload of each terminal, with its entries so far.
    pub(super) open: BTreeMap<[u8; 6], (u32, Vec<PurchaseEntry>)>,
    pub(super) settled: Vec<PurchaseEntry>,
    /// Results of closed batches of each terminal, with their totals.
    pub(super) closed: BTreeMap<([u8; 6], u32), (BatchTotals, BatchResult)>,
    pub(super) refused: BTreeSet<PurchaseId>,
    /// Refusal of the next close of a batch that is under upload.
    pub(super) refused_close: Option<AcquirerError>,
    /// Refusal to fetch a purchase whose counter the card used for another, if `true`.
    pub(super) decides_counters: bool,
    /// Message at which the line breaks, counted from 0; `None` if it holds.
    pub(super) breaks_at: Option<(usize, Loss)>,
    pub(super) messages: usize,
    pub(super) asked: Vec<&'static str>,
}

impl Platform {
    pub(super) fn of(cards: &[&CardOnDesk]) -> Platform {
        let tac_keys = cards.iter().map(|card| (card.profile.asn(), card.tac_key())).collect();
        Platform { tac_keys, ..Platform::default() }
    }

    /// Returns what the platform has settled of a card's purchases, in fen.
    pub(super) fn settled_of(&self, asn: [u8; 10]) -> u32 {
        let settled = self.settled.iter().filter(|entry| entry.asn == asn && entry.state == EntryState::Sold);
        settled.map(|entry| entry.amount.0).sum()
    }

    /// Repairs the line.
    pub(super) fn repaired(&mut self) -> &mut Platform {
        (self.breaks_at, self.messages) = (None, 0);
        self
    }

    /// Breaks the line at a message.
    pub(super) fn breaking_at(&mut self, message: usize, loss: Loss) -> &mut Platform {
        (self.breaks_at, self.messages) = (Some((message, loss)), 0);
        self
    }

    fn is_right(&self, entry: &PurchaseEntry) -> bool {
        self.tac_keys.get(&entry.asn).is_some_and(|key| entry.expected_tac(key) == entry.tac)
    }

    fn answer(&mut self, from: &LineSender, content: &AcquirerRequest) -> LineAnswer {
        match content {
            AcquirerRequest::Parameters { version } => {
                let newer = self.parameters.clone().filter(|parameters| parameters.version > *version);
                LineAnswer::Parameters(newer)
            }
            AcquirerRequest::Verify(entry) if self.is_right(entry) => LineAnswer::Done,
            AcquirerRequest::Verify(_) => LineAnswer::Refused(AcquirerError::WrongTac),
            AcquirerRequest::Fetch(pending) => {
                let carried = self.carried.iter().map(|proof| (proof.asn, proof.card_counter, proof.tac));
                let settled = self.settled.iter().map(|entry| (entry.asn, entry.card_counter, entry.tac));
                let of_counter = carried
                    .chain(settled)
                    .filter(|(asn, counter, _)| (*asn, *counter) == (pending.asn, pending.card_counter));
                let tacs: Vec<_> = of_counter.map(|(.., tac)| tac).collect();
                let tac = tacs.iter().find(|tac| self.is_right(&pending.proved(1, **tac))).copied();
                match tac.is_none() && !tacs.is_empty() && self.decides_counters {
                    true => LineAnswer::Refused(AcquirerError::UnknownPurchase),
                    false => LineAnswer::Fetched(tac),
                }
            }
            AcquirerRequest::Void { entry, .. } if self.refused.contains(&entry.id) => {
                LineAnswer::Refused(AcquirerError::NoAccount)
            }
            AcquirerRequest::Void { entry, .. } => {
                self.bookings.insert(entry.id, Booking::Voided);
                LineAnswer::Done
            }
            AcquirerRequest::Return(receipt) => match self.bookings.get_mut(&receipt.purchase()) {
                Some(booking @ (Booking::Settled(_) | Booking::Returned)) => {
                    *booking = Booking::Returned;
                    LineAnswer::Done
                }
                _ => LineAnswer::Refused(AcquirerError::UnknownPurchase),
            },
            AcquirerRequest::OpenBatch { batch, .. } => {
                self.open.insert(from.terminal, (*batch, Vec::new()));
                LineAnswer::Done
            }
            AcquirerRequest::Entries { batch, entries } => {
                let (open, staged) = self.open.get_mut(&from.terminal).unwrap();
                assert_eq!(open, batch);
                staged.extend(entries);
                LineAnswer::Done
            }
            AcquirerRequest::Proofs(proofs) => {
                self.carried.extend(proofs);
                LineAnswer::Done
            }
            AcquirerRequest::CloseBatch { batch, totals } => self.close((from.terminal, *batch), *totals),
        }
    }

    fn close(&mut self, of_terminal: ([u8; 6], u32), totals: BatchTotals) -> LineAnswer {
        let (terminal, batch) = of_terminal;
        match self.closed.get(&of_terminal) {
            Some((same, result)) if *same == totals => return LineAnswer::Settled(result.clone()),
            Some(_) => return LineAnswer::Refused(AcquirerError::BatchSettled(batch)),
            None => {}
        }
        let Some((_, staged)) = self.open.get(&terminal).filter(|(open, _)| *open == batch).cloned() else {
            return LineAnswer::Refused(AcquirerError::BatchNotOpen(batch));
        };
        if let Some(refusal) = self.refused_close.take() {
            return LineAnswer::Refused(refusal);
        }
        let vouchers: Vec<u32> = staged.iter().map(|entry| entry.voucher).collect();
        assert_eq!(vouchers, (1..=totals.count()).collect::<Vec<_>>());
        assert_eq!(BatchTotals::of(&staged), totals);
        let (mut settled, mut refused) = (BatchTotals::default(), Vec::new());
        for entry in staged {
            let is_voided = self.bookings.get(&entry.id) == Some(&Booking::Voided);
            if is_voided != (entry.state == EntryState::Voided) {
                refused.push((entry.voucher, BatchEntryError::VoidUnknown));
            } else if !self.is_right(&entry) || self.refused.contains(&entry.id) {
                refused.push((entry.voucher, BatchEntryError::WrongTac));
            } else {
                settled = settled.with(&entry);
                self.settled.push(entry);
                if !is_voided {
                    let before = self.bookings.insert(entry.id, Booking::Settled(entry.amount));
                    assert_eq!(before, None, "a purchase settles once");
                }
            }
        }
        let result = BatchResult { settled, refused, commission: 0 };
        self.open.remove(&terminal);
        self.closed.insert(of_terminal, (totals, result.clone()));
        LineAnswer::Settled(result)
    }
}

/// Returns the name of a request.
fn name(content: &AcquirerRequest) -> &'static str {
    match content {
        AcquirerRequest::Parameters { .. } => "parameters",
        AcquirerRequest::Verify(_) => "verify",
        AcquirerRequest::Fetch(_) => "fetch",
        AcquirerRequest::Void { .. } => "void",
        AcquirerRequest::Return(_) => "return",
        AcquirerRequest::OpenBatch { .. } => "open",
        AcquirerRequest::Entries { .. } => "entries",
        AcquirerRequest::Proofs(_) => "proofs",
        AcquirerRequest::CloseBatch { .. } => "close",
    }
}

impl AcquirerLine for Platform {
    fn ask(&mut self, request: &LineRequest) -> Result<LineAnswer, LineBrokenError> {
        let place = self.messages;
        self.messages += 1;
        match self.breaks_at {
            Some((at, Loss::Request)) if place >= at => return Err(LineBrokenError),
            Some((at, Loss::Answer)) if place > at => return Err(LineBrokenError),
            _ => {}
        }
        self.asked.push(name(&request.content));
        let answer = self.answer(&request.from, &request.content);
        if self.breaks_at == Some((place, Loss::Answer)) { Err(LineBrokenError) } else { Ok(answer) }
    }
}

/// Line that nobody may use.
pub(super) struct NoLine;

impl AcquirerLine for NoLine {
    fn ask(&mut self, request: &LineRequest) -> Result<LineAnswer, LineBrokenError> {
        panic!("offline, and the terminal asks {request:?}");
    }
}

/// Returns a terminal with this last digit of its numbers, with the keys of these cards.
pub(super) fn terminal(last: u8, cards: &[&CardOnDesk]) -> PosTerminal {
    let sender = LineSender {
        merchant: "898430154110001".parse().unwrap(),
        pos: format!("{last:08}").parse().unwrap(),
        terminal: [0x66, 0x55, 0x44, 0x33, 0x22, last],
    };
    let aids = vec![vec![0xA0, 0, 0, 0, 1], Profile::default().card.aid.to_vec()];
    let mut terminal = PosTerminal::new("永辉超市".parse().unwrap(), sender, aids);
    terminal.give_keys(cards.iter().map(|card| own_key(&card.profile)).collect());
    terminal
}

/// Returns the purchase key of a card as a key of its own.
pub(super) fn own_key(profile: &Profile) -> MasterKey {
    let entry = profile.key(KeyUsage::Purchase, 3).unwrap();
    MasterKey { version: entry.version, scope: KeyScope::Card(asn_factor(&profile.asn())), key: entry.key }
}

/// Returns a moment of a day, in minutes after ten o'clock.
pub(super) fn at(minute: u8) -> TerminalTime {
    TerminalTime([0x20, 0x09, 0x11, 0x18, 0x10, minute / 10 * 16 + minute % 10, 0x00])
}
