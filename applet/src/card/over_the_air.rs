//! Secured packets at the card: put together, believed or refused, their counter committed, their script run, their receipt
//! proved. The script speaks in a session of its own: the terminal's, with what it has selected, begun and shown, is as it
//! was before.

use core::mem;

use crate::doors::command::{Command, Expected, Parsed};
use crate::doors::ota::carriage::{Address, Message, UserData, submit};
use crate::doors::ota::packet::{self, Believed};
use crate::doors::ota::proof;
use crate::doors::ota::reassembly::{Packet, Taken};
use crate::doors::ota::script::{Commands, ScriptAnswer, answer, goes_on, unknown_form};
use crate::doors::toolkit::Brought;
use crate::entropy::Entropy;
use crate::nvm::{MemoryFault, Nvm};
use crate::refusal::Refusal;
use crate::request::{Interface, Surroundings};
use crate::session::{Directory, Session};
use crate::wallet::change::Change;
use crate::wallet::decision::{Data, Decision};
use crate::wire::secured_packet::{CommandHeader, ProofCarriage, ResponseStatus};
use crate::wire::status::StatusWord;

use super::{Answer, Powered, Stop, count};

impl Powered {
    /// The answer to an ENVELOPE that brings a short message for the card; `None` to anything else. A packet that is refused
    /// is answered as one that is carried out: 9000, and the proof if one is wanted.
    pub(super) fn downloads(
        &mut self,
        cla: u8,
        parsed: Parsed<'_>,
        surroundings: Surroundings,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<Option<Answer>, Stop> {
        let Command::Brings(Brought::Envelope(octets)) = parsed.command else { return Ok(None) };
        let Some(message) = Message::brought(octets)? else { return Ok(None) };
        let sender = message.sender.clone();
        let proof = match self.reassembly.take(message)? {
            Taken::Waiting => None,
            Taken::TooMany(header) => {
                header.and_then(|header| proof::refused(header, ResponseStatus::INSUFFICIENT_MEMORY))
            }
            Taken::Whole(packet) => self.receives(packet, &sender, surroundings, memory, entropy)?,
        };
        let data = Data::from_slice(&proof.unwrap_or_default()).unwrap_or_default();
        // What was done cannot be done again, so another Le is no reason to refuse: the answer is there to be fetched.
        let expected = match parsed.expected {
            Expected::AtMost(le) if le != 0 && le != count(data.len()) => Expected::Fetched,
            expected => expected,
        };
        let decision = Decision { data, ..Decision::answering(self.session, &[]) };
        Ok(Some(self.deliver(cla, surroundings.interface, expected, decision)))
    }

    /// A whole packet: the proof that goes into the answer to ENVELOPE.
    fn receives(
        &mut self,
        mut octets: Packet,
        sender: &Address,
        surroundings: Surroundings,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<Option<UserData>, Stop> {
        // Whoever is not even named cannot be answered.
        let header = CommandHeader::glimpse(&octets).ok_or(Refusal::WrongData)?;
        let remote = self.wallet.remote;
        let believed = match packet::open(&mut octets, &self.identity, &remote.accepted) {
            Ok(believed) => believed,
            Err(status) => return Ok(proof::refused(header, status)),
        };
        if believed.keeps_counter {
            let remote = remote.accepting(believed.place, believed.counter);
            self.commit(self.wallet.after(&Change::Remote(remote)), memory)?;
        }
        let Some(script) = believed.data else {
            return Ok(proof::refused(header, ResponseStatus::UNIDENTIFIED_ERROR));
        };
        let surroundings = Surroundings { interface: Interface::OverTheAir, ..surroundings };
        let answer = self.script(script, believed.is_authentic(), surroundings, memory, entropy)?;
        Ok(self.proves(&believed, &answer, sender))
    }

    /// The proof of what was carried out, unless it leaves by a message of its own: that only goes to whoever has shown the
    /// key, or anybody could have the card send messages.
    fn proves(&mut self, believed: &Believed<'_>, answer: &ScriptAnswer, sender: &Address) -> Option<UserData> {
        let tar = believed.header.tar;
        let proof = proof::carried_out(tar, believed.counter_to_prove(), answer, &believed.proof_security()?)?;
        let by_submit = believed.header.spi.proof_carriage() == ProofCarriage::Submit && believed.is_authentic();
        let sent = by_submit && submit(sender, &proof).is_some_and(|message| self.toolkit.reports(message));
        (!sent).then_some(proof)
    }

    /// Runs a script with the wallet selected, with the issuer's authority if the packet was authentic, and never with what
    /// the holder has shown. A packet without a script is only to be proved.
    fn script(
        &mut self,
        octets: &[u8],
        is_authentic: bool,
        surroundings: Surroundings,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<ScriptAnswer, MemoryFault> {
        if octets.is_empty() {
            return Ok(ScriptAnswer::new());
        }
        if let Some(answer) = unknown_form(octets) {
            return Ok(answer);
        }
        let own = Session { directory: Directory::Wallet, authenticated: is_authentic, ..Session::default() };
        let terminals = mem::replace(&mut self.session, own);
        let before = self.wallet.clone();
        let answer = self.runs(octets, surroundings, memory, entropy);
        self.toolkit.learns(&before, &self.wallet);
        self.session = terminals;
        self.waiting = None;
        answer
    }

    /// One command after the other, until one fails; that one counts.
    fn runs(
        &mut self,
        octets: &[u8],
        surroundings: Surroundings,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<ScriptAnswer, MemoryFault> {
        let (mut done, mut last) = (0_u8, Answer { data: Data::new(), status: StatusWord::SUCCESS });
        for command in Commands(octets) {
            done = done.saturating_add(1);
            last = match command {
                Ok(command) => self.tell(surroundings, command, memory, entropy)?,
                Err(refusal) => Answer { data: Data::new(), status: refusal.status() },
            };
            if !goes_on(last.status) {
                break;
            }
        }
        Ok(answer(done, last.status, &last.data))
    }
}
