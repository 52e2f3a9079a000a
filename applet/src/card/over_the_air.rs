//! Secured packets at the card: put together, believed or refused, their counter committed, their script run, their
//! receipt proved. The script speaks in a session of its own: the terminal's, with what it has selected, begun and
//! shown, is as it was before.

use crate::doors::command::{Command, Expected, Parsed};
use crate::doors::ota::carriage::{Address, Message, UserData, submit};
use crate::doors::ota::packet::{self, Believed};
use crate::doors::ota::proof;
use crate::doors::ota::reassembly::{Packet, Taken};
use crate::doors::ota::script::{self, Commands, ScriptAnswer, answer, may_continue, unknown_form};
use crate::doors::toolkit::Brought;
use crate::entropy::Entropy;
use crate::nvm::{MemoryFault, Nvm};
use crate::refusal::Refusal;
use crate::request::{ExchangeContext, Interface};
use crate::session::{Directory, Session};
use crate::wallet::change::Change;
use crate::wallet::decision::Data;
use sim_wire::addressee;
use sim_wire::secured_packet::{CommandHeader, ProofCarriage, ResponseStatus};
use sim_wire::status::StatusWord;

use super::{Answer, Powered, Stop, count};

/// What came of a packet, with the proof for the answer to ENVELOPE; `None` where no proof goes there.
enum Received {
    /// The packet was refused before its check was right.
    Doubted(Option<UserData>),
    /// The packet was carried out, or refused for another reason.
    Proven(Option<UserData>),
}

impl Powered {
    /// The answer to an ENVELOPE that brings a short message for the card; `None` to anything else. A packet that is
    /// refused is answered as one that is carried out: 9000, and the proof if one is wanted.
    pub(super) fn download(
        &mut self,
        cla: u8,
        parsed: Parsed<'_>,
        surroundings: ExchangeContext,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<Option<Answer>, Stop> {
        let Command::Brings(Brought::Envelope(octets)) = parsed.command else { return Ok(None) };
        let Some(message) = Message::brought(octets)? else { return Ok(None) };
        let sender = message.sender.clone();
        let proof = match self.session.reassembly.take(message, surroundings.uptime_s)? {
            Taken::Waiting => None,
            Taken::TooMany(header) => {
                header.and_then(|header| proof::refused(header, ResponseStatus::INSUFFICIENT_MEMORY))
            }
            Taken::Whole(mut packet) => match self.receive(&mut packet, &sender, surroundings, memory, entropy)? {
                Received::Proven(proof) | Received::Doubted(proof) => proof,
            },
            Taken::Joined(packet) => self.receive_joined(packet, &sender, surroundings, memory, entropy)?,
        };
        let data = Data::from_slice(&proof.unwrap_or_default()).unwrap_or_default();
        // What was done cannot be done again, so another Le is no reason to refuse: the answer is there to be fetched.
        let expected = match parsed.expected {
            Expected::AtMost(le) if le != 0 && le != count(data.len()) => Expected::Fetched,
            expected => expected,
        };
        let answer = Answer { data, status: StatusWord::SUCCESS };
        Ok(Some(self.session.channels.deliver(cla, surroundings.interface, expected, answer)))
    }

    /// Receives a packet that was put together. Where its check fails, its parts may be of two packets: the other copy
    /// of a part is tried, and nothing is answered, since nobody knows whether the packet is whole.
    fn receive_joined(
        &mut self,
        mut packet: Packet,
        sender: &Address,
        surroundings: ExchangeContext,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<Option<UserData>, Stop> {
        loop {
            match self.receive(&mut packet, sender, surroundings, memory, entropy) {
                Ok(Received::Doubted(_)) | Err(Stop::Refused(_)) => match self.session.reassembly.doubt() {
                    Some(other) => packet = other,
                    None => return Ok(None),
                },
                Ok(Received::Proven(proof)) => {
                    self.session.reassembly.clear();
                    return Ok(proof);
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    /// Receives a whole packet: believes it or refuses it, and carries it out.
    fn receive(
        &mut self,
        octets: &mut Packet,
        sender: &Address,
        surroundings: ExchangeContext,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<Received, Stop> {
        // Whoever is not even named cannot be answered.
        let header = CommandHeader::glimpse(octets).ok_or(Refusal::WrongData)?;
        let remote = self.wallet.remote;
        let believed = match packet::open(octets, &self.identity, &remote.accepted) {
            Ok(believed) => believed,
            Err(status) => {
                let proof = proof::refused(header, status);
                return Ok(if packet::is_of_check(status) {
                    Received::Doubted(proof)
                } else {
                    Received::Proven(proof)
                });
            }
        };
        let asn = self.wallet.files.asn();
        let (named, script) = believed.data.map(addressee::split).unwrap_or_default();
        if named.is_some_and(|named| named != asn) {
            // Another card's: nothing is done, nothing counts, and nothing is said under a key.
            return Ok(Received::Proven(proof::refused(header, ResponseStatus::UNIDENTIFIED_ERROR)));
        }
        if believed.keeps_counter {
            let remote = remote.accepting(believed.place, believed.counter);
            self.commit(self.wallet.after(&Change::Remote(remote)), memory)?;
        }
        if believed.data.is_none() {
            return Ok(Received::Proven(proof::refused(header, ResponseStatus::UNIDENTIFIED_ERROR)));
        }
        let surroundings = ExchangeContext { interface: Interface::OverTheAir, ..surroundings };
        let answer = self.script(script, believed.is_authentic(), surroundings, memory, entropy)?;
        let answer = if named.is_some() { script::named(&asn, &answer) } else { answer };
        Ok(Received::Proven(self.prove(&believed, &answer, sender)))
    }

    /// The proof of what was carried out, unless it leaves by a message of its own: that only goes to whoever has shown
    /// the key, or anybody could have the card send messages.
    fn prove(&mut self, believed: &Believed<'_>, answer: &ScriptAnswer, sender: &Address) -> Option<UserData> {
        let tar = believed.header.tar;
        let proof = proof::carried_out(tar, believed.counter_to_prove(), answer, &believed.proof_security()?)?;
        let by_submit = believed.header.spi.proof_carriage() == ProofCarriage::Submit && believed.is_authentic();
        let sent = by_submit && submit(sender, &proof).is_some_and(|message| self.session.toolkit.reports(message));
        (!sent).then_some(proof)
    }

    /// Runs a script with the wallet selected, with the issuer's authority if the packet was authentic, and never with
    /// what the holder has shown. A packet without a script is only to be proved.
    fn script(
        &mut self,
        octets: &[u8],
        is_authentic: bool,
        surroundings: ExchangeContext,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<ScriptAnswer, MemoryFault> {
        if octets.is_empty() {
            return Ok(ScriptAnswer::new());
        }
        if let Some(answer) = unknown_form(octets) {
            return Ok(answer);
        }
        let session = Session { directory: Directory::Wallet, authenticated: is_authentic, ..Session::default() };
        *self.session.channels.of(Interface::OverTheAir) = session;
        let (before, last_refusal) = (self.wallet.clone(), self.session.last_refusal);
        let answer = self.runs(octets, surroundings, memory, entropy);
        self.session.toolkit.learn(&before, &self.wallet);
        *self.session.channels.of(Interface::OverTheAir) = Session::default();
        self.session.channels.forget_waiting(Interface::OverTheAir);
        self.session.last_refusal = last_refusal;
        answer
    }

    /// One command after the other, until one fails; that one counts.
    fn runs(
        &mut self,
        octets: &[u8],
        surroundings: ExchangeContext,
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
            if !may_continue(last.status) {
                break;
            }
        }
        Ok(answer(done, last.status, &last.data))
    }
}
