//! The payment platform's word on the wallet's state, by secure messaging under the maintenance key. The card hears it over
//! the contacts, and the handset what the card announces by it.

use applet::KeyUsage;
use applet::wire::apdu::Header;
use applet::wire::lifecycle::LifeCycle;

use super::player::{Done, Player};
use super::pos::impossible;
use crate::link::{Supplied, Way};
use crate::terminal::command::{get_challenge, select_application};
use crate::terminal::secure_messaging::{Challenge, protect};
use crate::trace::outcome::Trouble;

/// Octets of the challenge.
const CHALLENGE: u8 = 4;

/// SET STATUS of an application (GlobalPlatform Card Specification §11.10), under secure messaging.
const SET_STATUS: [u8; 3] = [0x84, 0xF0, 0x40];

impl<M: Supplied + Clone> Player<M> {
    /// SET STATUS: the card must take it.
    pub(super) fn platform(&mut self, state: LifeCycle) -> Done {
        let aid = self.profile.card.aid.clone();
        let select = select_application(&aid).ok_or_else(|| impossible("the profile's AID is too long"))?;
        self.told(&select)?;
        let challenge = Challenge::of(&self.told(&get_challenge(CHALLENGE))?);
        let challenge = challenge.ok_or_else(|| impossible("the card gives no challenge"))?;
        let key = self.only_key(KeyUsage::Maintenance)?;
        let [cla, ins, p1] = SET_STATUS;
        let header = Header { cla, ins, p1, p2: state.code() };
        let command = protect(&key, challenge, header, &aid);
        self.told(&command.ok_or_else(|| impossible("the profile's AID is too long"))?).map(drop)
    }

    /// A command that must succeed; the data of its answer.
    fn told(&mut self, command: &[u8]) -> Result<Vec<u8>, Box<Trouble>> {
        let done = self.now.station.transmit(Way::Contacts, command);
        let answer = self.settled(done)?.ok_or_else(|| impossible("the power failed while the platform spoke"))?;
        match answer.split_last_chunk() {
            Some((data, [0x90, 0x00] | [0x91, _])) => Ok(data.to_vec()),
            _ => {
                let what = "the card's answer to the platform".to_owned();
                let actual = hex::encode_upper(&answer);
                Err(Box::new(Trouble::Value { what, expected: "9000".to_owned(), actual }))
            }
        }
    }
}
