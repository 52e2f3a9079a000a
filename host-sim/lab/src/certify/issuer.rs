//! The issuer's commands: under a MAC of secure messaging, made fresh by the card's challenge.

use applet::{KeyEntry, KeyUsage};
use sim_device::sam::command;
use sim_device::sam::secure_messaging::{self, Challenge};
use sim_wire::Fen;
use sim_wire::apdu::Header;
use sim_wire::lifecycle::LifeCycle;

use super::bench::{Bench, Reply, SUCCESS, is_equal};
use super::verdict::CheckError;

/// Tag of the single-transaction limit.
pub(super) const LIMIT: [u8; 2] = [0xDF, 0x20];

/// Tag of the operation PIN's switch.
pub(super) const PIN_SWITCH: [u8; 2] = [0xDF, 0x21];

/// Value of the limit that stands for none.
pub(super) const NO_LIMIT: Fen = Fen(u32::MAX);

impl Bench<'_> {
    /// Draws a challenge of four octets.
    pub(super) fn challenge(&mut self) -> Result<Challenge, CheckError> {
        self.challenge_of(4)
    }

    /// Draws a challenge of four or eight octets.
    pub(super) fn challenge_of(&mut self, length: u8) -> Result<Challenge, CheckError> {
        let drawn = self.expect("GET CHALLENGE", &command::get_challenge(length), SUCCESS)?;
        let challenge = Challenge::of(&drawn).filter(|_| drawn.len() == usize::from(length));
        challenge.ok_or_else(|| {
            CheckError::differs("GET CHALLENGE", format_args!("{length} octets"), hex::encode_upper(&drawn))
        })
    }

    /// Returns the key of secure messaging.
    pub(super) fn maintenance(&self) -> Result<KeyEntry, CheckError> {
        let key = self.profile.only_key(KeyUsage::Maintenance).copied();
        key.ok_or_else(|| CheckError::untried("the profile has no maintenance key"))
    }

    /// Returns the key that blocks or unblocks the application.
    pub(super) fn blocking(&self, usage: KeyUsage) -> Result<KeyEntry, CheckError> {
        let key = self.profile.blocking_key(usage).copied();
        key.ok_or_else(|| CheckError::untried("the profile has neither a key for blocks nor a maintenance key"))
    }

    /// Sends a command under a MAC of a key over a fresh challenge.
    pub(super) fn send_sealed(&mut self, key: &KeyEntry, header: Header, data: &[u8]) -> Result<Reply, CheckError> {
        let challenge = self.challenge()?;
        self.send_sealed_by(key, challenge, header, data)
    }

    /// Sends a command under a MAC of a key over a given challenge.
    pub(super) fn send_sealed_by(
        &mut self,
        key: &KeyEntry,
        challenge: Challenge,
        header: Header,
        data: &[u8],
    ) -> Result<Reply, CheckError> {
        let command = secure_messaging::protect(&key.key, challenge, header, data);
        let command = command.ok_or_else(|| CheckError::untried("the data is too long for a command"))?;
        self.send(&command)
    }

    /// Sends PUT DATA under the issuer's MAC.
    pub(super) fn issue(&mut self, tag: [u8; 2], data: &[u8]) -> Result<Reply, CheckError> {
        let key = self.maintenance()?;
        self.send_sealed(&key, put_data(0x84, tag), data)
    }

    /// Sends SET STATUS under the issuer's MAC.
    pub(super) fn set_state(&mut self, state: LifeCycle) -> Result<Reply, CheckError> {
        let key = self.maintenance()?;
        let aid = self.profile.card.aid.clone();
        self.send_sealed(&key, set_status(0x84, state.code()), &aid)
    }

    /// Moves the wallet to a state that it must accept.
    pub(super) fn move_to(&mut self, state: LifeCycle) -> Result<(), CheckError> {
        let reply = self.set_state(state)?;
        super::bench::is_status(&format!("SET STATUS to {}", state.name()), SUCCESS, reply.status)
    }

    /// Sets the limit as anybody may while the PIN is off.
    pub(super) fn set_limit(&mut self, limit: Fen) -> Result<(), CheckError> {
        let command = put_limit(limit);
        self.expect("PUT DATA of the limit", &command, SUCCESS).map(drop)
    }

    /// Switches the PIN as anybody may who has verified it.
    pub(super) fn switch_pin(&mut self, on: u8) -> Result<(), CheckError> {
        let command = [&put_data(0x80, PIN_SWITCH).to_bytes()[..], &[1, on]].concat();
        self.expect("PUT DATA of the PIN switch", &command, SUCCESS).map(drop)
    }
}

/// Returns the header of PUT DATA.
pub(super) const fn put_data(cla: u8, [p1, p2]: [u8; 2]) -> Header {
    Header { cla, ins: 0xDA, p1, p2 }
}

/// Returns PUT DATA of the limit without a MAC.
pub(super) fn put_limit(limit: Fen) -> Vec<u8> {
    [&put_data(0x80, LIMIT).to_bytes()[..], &[4], &limit.to_bytes()].concat()
}

/// Returns the header of SET STATUS for an application.
pub(super) const fn set_status(cla: u8, state: u8) -> Header {
    Header { cla, ins: 0xF0, p1: 0x40, p2: state }
}

/// Returns GET DATA of a tag.
pub(super) fn get_data([p1, p2]: [u8; 2], length: u8) -> Vec<u8> {
    vec![0x80, 0xCA, p1, p2, length]
}

/// Refuses unless two limits are the same.
pub(super) fn is_limit(about: &str, expected: Fen, got: Fen) -> Result<(), CheckError> {
    let words = |limit: Fen| if limit == NO_LIMIT { "none".to_owned() } else { limit.to_string() };
    is_equal(about, words(expected), words(got), expected == got)
}
