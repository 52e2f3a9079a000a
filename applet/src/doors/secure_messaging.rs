//! Secure messaging of JR/T 0025: the last four octets of a command are a MAC over header and data. The MAC is made
//! under the issuer's key and with the challenge that the card has just drawn.

use crate::crypto::{Mac, PurseKey, same, script_mac};
use crate::refusal::Refusal;
use crate::session::{Challenge, Session};
use sim_wire::apdu::Header;

/// MAC of a command, and the octets that it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seal<'a> {
    /// CLA INS P1 P2 Lc.
    header: [u8; 5],
    /// Data without the MAC.
    pub(crate) data: &'a [u8],
    /// MAC as received.
    pub(crate) mac: Mac,
}

impl<'a> Seal<'a> {
    /// Splits the MAC off the data of a command.
    pub(crate) fn of(header: Header, data: &'a [u8]) -> Result<Seal<'a>, Refusal> {
        let (before, mac) = data.split_last_chunk::<4>().ok_or(Refusal::WrongLength)?;
        let Header { cla, ins, p1, p2 } = header;
        let lc = u8::try_from(data.len()).map_err(|_| Refusal::WrongLength)?;
        Ok(Seal { header: [cla, ins, p1, p2, lc], data: before, mac: *mac })
    }

    /// Computes the MAC that is right under a key.
    pub(crate) fn expected(&self, session: &Session, key: &PurseKey) -> Result<Mac, Refusal> {
        let Challenge(challenge) = session.challenge.ok_or(Refusal::NoChallenge)?;
        Ok(script_mac(key, challenge, &self.header, self.data))
    }

    /// Refuses unless the MAC is right.
    pub(crate) fn check(&self, session: &Session, key: &PurseKey) -> Result<(), Refusal> {
        if same(&self.mac, &self.expected(session, key)?) { Ok(()) } else { Err(Refusal::SecureMessagingMacWrong) }
    }
}
