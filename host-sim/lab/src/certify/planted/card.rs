//! Card with a planted defect: our card, whose commands and answers are changed on their way.

use std::borrow::Cow;

use applet::KeyUsage;
use sim_device::link::{Chance, InProcess, Link, LinkContext, LinkError, Transport};
use sim_device::memory::{Eeprom, ManufactureError, PowerCut};
use sim_device::mobile_station::card;
use sim_device::profile::Profile;
use sim_device::sam::secure_messaging::{self, Challenge};
use sim_wire::apdu::Header;
use sim_wire::instruction::Instruction;
use sim_wire::lifecycle::LifeCycle;

use super::PlantedDefect;
use super::answers::{flipped_octet, one_fen_less, without_records_item};
use super::counter::StandingCounter;
use crate::certify::TestedCard;

/// Status word of success.
const SUCCESS: [u8; 2] = [0x90, 0x00];

/// P2 of READ RECORD of the log.
const LOG: u8 = 0xC4;

/// Card with a planted defect.
pub struct PlantedCard {
    card: InProcess<Eeprom>,
    defect: PlantedDefect,
    /// Key of secured commands; `None` if the card has none.
    maintenance: Option<[u8; 16]>,
    /// Last command that was no GET RESPONSE.
    asked: Vec<u8>,
    challenge: Option<Challenge>,
    /// Limit that the card tells and does not keep; `None` if it tells the real one.
    told_limit: Option<[u8; 4]>,
    is_suspended: bool,
    /// Set once the defect that comes after an event has its event.
    is_ripe: bool,
    counter: StandingCounter,
    profile: Profile,
}

impl PlantedCard {
    /// Makes the card of a profile with a defect.
    pub fn new(profile: &Profile, seed: u64, defect: PlantedDefect) -> Result<PlantedCard, ManufactureError> {
        let mut card = card(profile, seed)?;
        if defect == PlantedDefect::RandomRepeats {
            *card.card_mut().entropy_mut() = Chance::new(Vec::new(), None);
        }
        let maintenance = profile.only_key(KeyUsage::Maintenance).map(|entry| entry.key);
        Ok(PlantedCard {
            card,
            defect,
            maintenance,
            asked: Vec::new(),
            challenge: None,
            told_limit: None,
            is_suspended: false,
            is_ripe: false,
            counter: StandingCounter::default(),
            profile: profile.clone(),
        })
    }

    fn is(&self, defect: PlantedDefect) -> bool {
        self.defect == defect
    }

    /// Returns the answer to a command that the card never gets; `None` if it gets the command.
    fn answer_alone(&mut self, command: &[u8]) -> Option<Vec<u8>> {
        let [cla, ins, p1, p2, ..] = *command else { return None };
        let is_log = ins == Instruction::ReadRecord.ins() && p2 == LOG;
        match self.defect {
            PlantedDefect::LogNine if is_log && p1 == 10 => Some(vec![0x6A, 0x83]),
            PlantedDefect::ProofForgotten if ins == Instruction::GetTransactionProve.ins() => Some(vec![0x94, 0x06]),
            PlantedDefect::SuspendedPays if (cla, ins) == (0x84, Instruction::SetStatus.ins()) => {
                self.is_suspended = p2 == LifeCycle::Suspended.code();
                self.is_suspended.then(|| SUCCESS.to_vec())
            }
            _ => None,
        }
    }

    /// Returns the command that the card gets in place of a command.
    fn substitute<'c>(&mut self, command: &'c [u8]) -> Cow<'c, [u8]> {
        if self.is(PlantedDefect::CounterStands) && matches!(command, [_, 0x54, 0x01, ..]) {
            return Cow::Owned(self.counter.repair(command));
        }
        let [cla, ins, record, LOG, ..] = *command else { return Cow::Borrowed(command) };
        if ins != Instruction::ReadRecord.ins() {
            return Cow::Borrowed(command);
        }
        let number = match self.defect {
            PlantedDefect::LogEleven if record == 11 => 10,
            PlantedDefect::LogReversed => {
                let count = self.card.card().state().map_or(0, |state| state.log.len());
                u8::try_from(count + 1).ok().and_then(|behind| behind.checked_sub(record)).unwrap_or(record)
            }
            _ => record,
        };
        Cow::Owned([&[cla, ins, number, LOG], command.get(4..).unwrap_or_default()].concat())
    }

    /// Notes that the power failed in a command.
    fn fail(&mut self, command: &[u8], before: InProcess<Eeprom>) {
        let ins = command.get(1).copied().unwrap_or_default();
        match self.defect {
            PlantedDefect::TornByCut if ins == Instruction::Debit.ins() => self.is_ripe = true,
            PlantedDefect::TryBack if ins == Instruction::Verify.ins() => {
                self.card = before;
                self.card.power_off();
            }
            _ => {}
        }
    }

    /// Returns the answer that leaves the card in place of its own.
    fn rewrite(&mut self, situation: LinkContext, command: &[u8], own: Vec<u8>, before: InProcess<Eeprom>) -> Vec<u8> {
        let Some((data, status)) = own.split_last_chunk::<2>() else { return own };
        let [cla, ins, p1, p2, ..] = *command else { return own };
        if ins == Instruction::GetChallenge.ins() {
            self.challenge = Challenge::of(data);
        }
        match self.defect {
            PlantedDefect::LengthWord if *status == [0x67, 0x00] => vec![0x6F, 0x00],
            PlantedDefect::TriesUncounted | PlantedDefect::BlockLate if ins == Instruction::Verify.ins() => {
                self.forgive(*status, before)
            }
            PlantedDefect::MacUnchecked if *status == [0x69, 0x88] && matches!(cla, 0x04 | 0x84) => {
                self.carry_out(situation, command, own, before)
            }
            PlantedDefect::LimitIgnored if (cla, ins, p1, p2) == (0x80, Instruction::PutData.ins(), 0xDF, 0x20) => {
                self.lift_limit(situation, command, own)
            }
            PlantedDefect::LimitIgnored if (ins, p1, p2, data.len()) == (Instruction::GetData.ins(), 0xDF, 0x20, 4) => {
                self.told_limit.map_or(own.clone(), |limit| [&limit[..], &SUCCESS].concat())
            }
            PlantedDefect::SuspendedPays
                if (ins, p1, p2, data.len()) == (Instruction::GetData.ins(), 0xDF, 0x24, 1) =>
            {
                let code = LifeCycle::Suspended.code();
                if self.is_suspended { [&[code], &SUCCESS[..]].concat() } else { own }
            }
            PlantedDefect::MenuItemMissing if ins == Instruction::Fetch.ins() => {
                [&without_records_item(data)[..], status].concat()
            }
            _ => self.rewrite_purse(command, data, *status),
        }
    }

    /// Rewrites the answers of the purse's commands.
    fn rewrite_purse(&mut self, command: &[u8], data: &[u8], status: [u8; 2]) -> Vec<u8> {
        let ins = command.get(1).copied().unwrap_or_default();
        let mut data = data.to_vec();
        let is_debited = ins == Instruction::Debit.ins() && matches!(status, SUCCESS | [0x61, _]);
        self.is_ripe |= is_debited && self.is(PlantedDefect::BalanceShort);
        let is_short = self.is_ripe && matches!(self.defect, PlantedDefect::BalanceShort | PlantedDefect::TornByCut);
        if is_short && ins == Instruction::GetBalance.ins() {
            data = one_fen_less(&data);
        }
        if let Some(octet) = flipped_octet(self.defect, &self.asked, data.len()).and_then(|at| data.get_mut(at)) {
            *octet ^= 0x01;
        }
        match (self.defect, &*self.asked) {
            (PlantedDefect::CounterStands, [_, 0x50, 0x01, ..]) => {
                self.counter.tell(&self.profile, &self.asked, &mut data);
            }
            (PlantedDefect::CounterStands, [_, 0x54, 0x01, ..]) => self.counter.sign(&mut data),
            _ => {}
        }
        data.extend_from_slice(&status);
        data
    }

    /// Takes a wrong guess back, always or once at the last try; returns the answer.
    fn forgive(&mut self, status: [u8; 2], before: InProcess<Eeprom>) -> Vec<u8> {
        let had_tries = before.card().state().is_some_and(|state| state.pin_tries_left > 0);
        match (self.defect, status) {
            (PlantedDefect::TriesUncounted, [0x63, _] | [0x69, 0x83]) => self.card = before,
            (PlantedDefect::BlockLate, [0x69, 0x83]) if had_tries && !self.is_ripe => {
                self.is_ripe = true;
                self.card = before;
                return vec![0x63, 0xC0];
            }
            (PlantedDefect::BlockLate, SUCCESS) => self.is_ripe = false,
            _ => {}
        }
        status.to_vec()
    }

    /// Carries out a command whose MAC was wrong, under the right MAC; returns the answer.
    fn carry_out(
        &mut self,
        situation: LinkContext,
        command: &[u8],
        own: Vec<u8>,
        before: InProcess<Eeprom>,
    ) -> Vec<u8> {
        let parts = command.split_first_chunk::<4>().zip(self.challenge).zip(self.maintenance);
        let Some(((([cla, ins, p1, p2], body), challenge), key)) = parts else { return own };
        let data = body.get(1..).and_then(|rest| rest.split_last_chunk::<4>()).map_or(&[][..], |(data, _)| data);
        let header = Header { cla: *cla, ins: *ins, p1: *p1, p2: *p2 };
        let Some(right) = secure_messaging::protect(&key, challenge, header, data) else { return own };
        self.card = before;
        self.card.exchange(situation, &right).unwrap_or(own)
    }

    /// Lifts the limit that was set, and remembers it to be told; returns the answer.
    fn lift_limit(&mut self, situation: LinkContext, command: &[u8], own: Vec<u8>) -> Vec<u8> {
        let limit = command.get(5..).and_then(|data| data.first_chunk::<4>());
        if let Some(limit) = limit.filter(|_| own == SUCCESS) {
            self.told_limit = Some(*limit);
            // The card took the limit just now, so it takes its end, too.
            drop(self.card.exchange(situation, &[0x80, 0xDA, 0xDF, 0x20, 0x04, 0xFF, 0xFF, 0xFF, 0xFF]));
        }
        own
    }
}

impl Link for PlantedCard {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.card.power_on()
    }

    fn power_off(&mut self) {
        self.card.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        if command.get(1) != Some(&Instruction::GetResponse.ins()) {
            self.asked = command.to_vec();
        }
        if let Some(answer) = self.answer_alone(command) {
            return Ok(answer);
        }
        let is_by_radio = matches!(situation.way, Transport::Air { .. });
        let is_change = command.get(1) == Some(&Instruction::PutData.ins());
        let situation = match self.is(PlantedDefect::RadioChanges) && is_by_radio && is_change {
            true => LinkContext { way: Transport::Contacts, ..situation },
            false => situation,
        };
        let before = self.card.clone();
        let substitute = self.substitute(command);
        match self.card.exchange(situation, &substitute) {
            Ok(own) => Ok(self.rewrite(situation, command, own, before)),
            Err(error) => {
                self.fail(command, before);
                Err(error)
            }
        }
    }
}

impl TestedCard for PlantedCard {
    fn arm(&mut self, cut: PowerCut) -> bool {
        self.card.arm(cut)
    }

    fn disarm(&mut self) {
        self.card.disarm();
    }

    fn has_radio(&self) -> bool {
        true
    }

    fn leave_field(&mut self) {
        self.card.leave_field();
    }
}
