//! The wallet as octets: the body of a slot of memory, between header and checksum.

use crate::nvm::{BODY_LENGTH, SlotContent};
use crate::personalisation::Personalisation;
use sim_wire::Fen;
use sim_wire::calibration::Calibration;
use sim_wire::fields::Fields;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::pin::PinDigits;
use sim_wire::record::TransactionKind;
use sim_wire::{concat, fill};

use super::Wallet;
use super::files::Files;
use super::history::History;
use super::lifecycle::BlockState;
use super::pin::Pin;
use super::proof::TransactionProof;
use super::purse::Purse;
use super::remote::{REMOTE_LENGTH, RemoteState};
use super::tries::KeyTries;

/// Purse 8, state and block 2, limit 5, PIN 9, tries 4, calibration 10, proof 12, remote 44, log 231, files 277.
const _: () = assert!(BODY_LENGTH == 8 + 2 + 5 + 9 + 4 + 10 + 12 + REMOTE_LENGTH + 231 + 277);

impl SlotContent for Wallet {
    fn emit(&self, body: &mut [u8; BODY_LENGTH]) {
        let Wallet { purse, pin, tries, history, files, .. } = self;
        fill(
            body,
            &[
                &purse.balance.to_bytes(),
                &purse.online.to_be_bytes(),
                &purse.offline.to_be_bytes(),
                &[self.lifecycle.code(), block_code(self.block)],
                &emit_limit(self.limit),
                &[u8::from(pin.on), pin.digits.length],
                &pin.digits.octets,
                &[pin.tries_left],
                &[tries.external_authentication, tries.pin_reload, tries.pin_unblock, tries.application_unblock],
                &emit_calibration(self.calibration),
                &emit_proof(self.proof),
                &self.remote.emit(),
                &[history.written],
                history.records.as_flattened(),
                &files.public_data,
                &files.holder,
                files.records.as_flattened(),
            ],
        );
    }
}

impl Wallet {
    /// Creates the wallet of a new card; `None` if the initial PIN is not a PIN.
    pub(crate) fn newborn(identity: &Personalisation) -> Option<Wallet> {
        let start = &identity.start;
        let digits = PinDigits::parse(&identity.pin_initial)?;
        Some(Wallet {
            purse: Purse { balance: start.balance, online: start.online_counter, offline: start.offline_counter },
            lifecycle: start.lifecycle,
            block: BlockState::None,
            limit: start.limit,
            pin: Pin { on: start.pin_on, digits, tries_left: identity.pin_tries },
            tries: KeyTries::FULL,
            calibration: None,
            proof: None,
            remote: RemoteState::newborn(&identity.ota_keys),
            history: History::EMPTY,
            files: Files { public_data: start.file_15, holder: start.file_16, records: start.file_17 },
        })
    }

    /// Parses a wallet; `None` if the octets are none that [`Wallet::emit`] writes.
    pub(crate) fn parse(octets: &[u8; BODY_LENGTH]) -> Option<Wallet> {
        let mut octets = Fields(octets);
        Some(Wallet {
            purse: Purse {
                balance: Fen::from_bytes(octets.take()?),
                online: u16::from_be_bytes(octets.take()?),
                offline: u16::from_be_bytes(octets.take()?),
            },
            lifecycle: LifeCycle::from_code(octets.octet()?)?,
            block: block_of(octets.octet()?)?,
            limit: parse_limit(octets.take()?),
            pin: Pin {
                on: octets.octet()? != 0,
                digits: PinDigits { length: octets.octet()?, octets: octets.take()? },
                tries_left: octets.octet()?,
            },
            tries: KeyTries {
                external_authentication: octets.octet()?,
                pin_reload: octets.octet()?,
                pin_unblock: octets.octet()?,
                application_unblock: octets.octet()?,
            },
            calibration: parse_calibration(octets.take()?),
            proof: parse_proof(octets.take()?),
            remote: RemoteState::parse(octets.take()?)?,
            history: History { written: octets.octet()?, records: octets.rows()? },
            files: Files { public_data: octets.take()?, holder: octets.take()?, records: octets.rows()? },
        })
    }
}

const fn block_code(block: BlockState) -> u8 {
    match block {
        BlockState::None => 0,
        BlockState::Temporary => 1,
        BlockState::Permanent => 2,
        BlockState::Card => 3,
    }
}

const fn block_of(code: u8) -> Option<BlockState> {
    match code {
        0 => Some(BlockState::None),
        1 => Some(BlockState::Temporary),
        2 => Some(BlockState::Permanent),
        3 => Some(BlockState::Card),
        _ => None,
    }
}

fn emit_limit(limit: Option<Fen>) -> [u8; 5] {
    concat(&[&[u8::from(limit.is_some())], &limit.unwrap_or_default().to_bytes()])
}

fn parse_limit([is_set, fen @ ..]: [u8; 5]) -> Option<Fen> {
    (is_set != 0).then_some(Fen::from_bytes(fen))
}

fn emit_calibration(calibration: Option<Calibration>) -> [u8; 10] {
    match calibration {
        Some(calibration) => concat(&[&[1], &calibration.emit()]),
        None => [0; 10],
    }
}

fn parse_calibration([is_set, octets @ ..]: [u8; 10]) -> Option<Calibration> {
    (is_set != 0).then_some(Calibration::parse(octets))
}

fn emit_proof(proof: Option<TransactionProof>) -> [u8; 12] {
    match proof {
        Some(TransactionProof { kind, counter, mac, tac }) => {
            concat(&[&[1, kind.code()], &counter.to_be_bytes(), &mac, &tac])
        }
        None => [0; 12],
    }
}

fn parse_proof(octets: [u8; 12]) -> Option<TransactionProof> {
    let [is_set, kind, c0, c1, m0, m1, m2, m3, tac @ ..] = octets;
    (is_set != 0).then_some(TransactionProof {
        kind: TransactionKind::from_code(kind),
        counter: u16::from_be_bytes([c0, c1]),
        mac: [m0, m1, m2, m3],
        tac,
    })
}
