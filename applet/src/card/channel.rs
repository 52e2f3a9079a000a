//! Sessions of the interfaces, and the answer that waits for GET RESPONSE. A handset on the contacts and a reader on
//! the radio do not know of each other. What one of them selected, drew, began or proved therefore does not count for
//! the other.
//!
//! | part of a session | effect on the other interface |
//! |---|---|
//! | selected application and file, answer that waits, challenge, authentication, last refusal | nothing |
//! | PIN verified | nothing; a PIN that is changed, switched, reloaded or blocked is verified nowhere |
//! | purchase begun | goes on, unless another purchase was completed meanwhile: then 6901, as after a power cut |
//! | load or unload begun | goes on, unless another transaction was completed meanwhile: then 6901 |
//!
//! The session over the radio ends when the card leaves the reader's field, as the session over the contacts ends with
//! the power.
//!
//! A begun transaction is void once the answer of INITIALIZE no longer holds. MACs and receipts cover the counters and
//! the balance of that answer.

use serde::{Deserialize, Serialize};

use crate::doors::command::Expected;
use crate::refusal::Refusal;
use crate::request::Interface;
use crate::session::Session;
use sim_wire::apdu::{CommandApdu, CommandBody};
use sim_wire::status::StatusWord;

use super::{Answer, count, deliverable};

/// Sessions of all interfaces, and the answer that waits for GET RESPONSE. A script over the air has a new session each
/// time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Channels {
    contact: Session,
    radio: Session,
    air: Session,
    /// Answer that GET RESPONSE fetches, and its interface; `None` while none waits. By radio no answer ever waits, and
    /// a script runs inside a command over the contacts, so that one place is enough.
    waiting: Option<(Interface, Answer)>,
}

impl Channels {
    /// Returns the session of an interface.
    pub(super) const fn of(&mut self, interface: Interface) -> &mut Session {
        match interface {
            Interface::Contact => &mut self.contact,
            Interface::Contactless => &mut self.radio,
            Interface::OverTheAir => &mut self.air,
        }
    }

    /// Forgets on every interface that the PIN was verified.
    pub(super) const fn forget_pin(&mut self) {
        self.contact.pin_verified = false;
        self.radio.pin_verified = false;
        self.air.pin_verified = false;
    }

    /// Forgets the answer that waits on an interface.
    pub(super) fn forget_waiting(&mut self, interface: Interface) {
        self.waiting.take_if(|(of, _)| *of == interface);
    }

    /// Leaves the answer as it is, or keeps it for GET RESPONSE and puts the status word that announces it in its
    /// place.
    pub(super) fn deliver(&mut self, cla: u8, interface: Interface, expected: Expected, answer: &mut Answer) {
        let fetched = expected == Expected::Fetched && interface.is_t0() && !answer.data.is_empty();
        if !fetched {
            return;
        }
        let length = count(answer.data.len());
        self.waiting = Some((interface, answer.clone()));
        answer.data.clear();
        answer.status =
            if cla == 0xA0 { StatusWord::gsm_bytes_waiting(length) } else { StatusWord::bytes_waiting(length) };
    }

    /// Carries out GET RESPONSE: returns the answer that waits, once, if asked for by its right length.
    pub(super) fn get_response(&mut self, interface: Interface, apdu: &CommandApdu<'_>) -> Result<Answer, Refusal> {
        if (apdu.header.p1, apdu.header.p2) != (0, 0) {
            return Err(Refusal::WrongParameters);
        }
        let le = match apdu.body {
            CommandBody::Empty => 0,
            CommandBody::P3(le) => le,
            CommandBody::Data(_) | CommandBody::DataLe(..) => return Err(Refusal::WrongLength),
        };
        let waiting = self.waiting.as_ref().filter(|(of, _)| *of == interface);
        let (_, answer) = waiting.ok_or(Refusal::NoAnswerWaiting)?;
        deliverable(Expected::Le(le), interface, answer.data.len())?;
        let answer = answer.clone();
        self.waiting = None;
        Ok(answer)
    }

    /// Returns whether two values behave the same from here on, apart from the reason of the last refusal.
    pub(super) fn go_on_like(&self, other: &Channels) -> bool {
        let Channels { contact, radio, air, waiting } = self;
        let told = |session: &Session| Session { last_refusal: None, ..*session };
        (told(contact), told(radio), told(air)) == (told(&other.contact), told(&other.radio), told(&other.air))
            && *waiting == other.waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wallet::decision::Data;

    fn changed(change: impl Fn(&mut Channels)) -> Channels {
        let mut channels = Channels::default();
        change(&mut channels);
        channels
    }

    #[test]
    fn channel_state_but_last_refusal_is_compared() {
        let same = Channels::default();
        let waiting = Answer { data: Data::new(), status: StatusWord::SUCCESS };
        for other in [
            changed(|channels| channels.contact.pin_verified = true),
            changed(|channels| channels.radio.pin_verified = true),
            changed(|channels| channels.air.pin_verified = true),
            changed(|channels| channels.waiting = Some((Interface::Contact, waiting.clone()))),
        ] {
            assert!(other.go_on_like(&other) && !same.go_on_like(&other) && !other.go_on_like(&same), "{other:?}");
        }
        for refused in [
            changed(|channels| channels.contact.last_refusal = Some(Refusal::WrongData)),
            changed(|channels| channels.radio.last_refusal = Some(Refusal::WrongData)),
            changed(|channels| channels.air.last_refusal = Some(Refusal::WrongData)),
        ] {
            assert!(same.go_on_like(&refused), "no handset asks for the reason of a refusal");
        }
    }
}
