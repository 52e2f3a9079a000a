//! Secured packets at the card: put together, accepted or refused, their counter committed, their script run, their
//! receipt proved. The script runs in a session of its own; the terminal's session stays as it was before.

use crate::doors::command::{Command, Expected, ParsedCommand};
use crate::doors::ota::carriage::{Address, Message, UserData, submit};
use crate::doors::ota::packet::{self, AuthenticPacket};
use crate::doors::ota::proof;
use crate::doors::ota::reassembly::{Packet, ReassemblyResult};
use crate::doors::ota::script::{self, Commands, ScriptAnswer, answer, may_continue, unknown_form};
use crate::doors::toolkit::ToolkitInput;
use crate::entropy::Entropy;
use crate::nvm::{MemoryError, Nvm};
use crate::refusal::Refusal;
use crate::request::{ExchangeContext, Interface};
use crate::session::{Directory, Session};
use crate::wallet::change::Change;
use crate::wallet::decision::Data;
use sim_wire::addressee;
use sim_wire::secured_packet::{CommandHeader, ProofCarriage, ResponseStatus};

use super::{Answer, Powered, Stop, count};

/// Outcome of a packet, with the proof of receipt for the answer to ENVELOPE; `None` if no proof goes there.
enum PacketOutcome {
    /// Packet that was refused before its check was right.
    Doubted(Option<UserData>),
    /// Packet that was carried out, or refused for another reason.
    Proven(Option<UserData>),
}

impl Powered {
    /// Answers an ENVELOPE that brings a short message for the card; returns `false` for any other command. A refused
    /// packet is answered like one that is carried out: 9000, and the proof of receipt if one is wanted.
    pub(super) fn download(
        &mut self,
        cla: u8,
        parsed: ParsedCommand<'_>,
        surroundings: ExchangeContext,
        answer: &mut Answer,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<bool, Stop> {
        let Command::Brings(ToolkitInput::Envelope(octets)) = parsed.command else { return Ok(false) };
        let Some(message) = Message::brought(octets)? else { return Ok(false) };
        let sender = message.sender.clone();
        let proof = match self.session.reassembly.take(message, surroundings.uptime_s)? {
            ReassemblyResult::Waiting => None,
            ReassemblyResult::TooMany(header) => {
                header.and_then(|header| proof::refused(header, ResponseStatus::INSUFFICIENT_MEMORY))
            }
            ReassemblyResult::Whole(mut packet) => {
                match self.receive(&mut packet, &sender, surroundings, memory, entropy)? {
                    PacketOutcome::Proven(proof) | PacketOutcome::Doubted(proof) => proof,
                }
            }
            ReassemblyResult::Joined(packet) => self.receive_joined(packet, &sender, surroundings, memory, entropy)?,
        };
        answer.data = Data::from_slice(&proof.unwrap_or_default()).unwrap_or_default();
        // What was done cannot be done again, so another Le is no reason to refuse: the answer is there to be fetched.
        let expected = match parsed.expected {
            Expected::AtMost(le) if le != 0 && le != count(answer.data.len()) => Expected::Fetched,
            expected => expected,
        };
        self.session.channels.deliver(cla, surroundings.interface, expected, answer);
        Ok(true)
    }

    /// Receives a packet that was put together from parts. If its check fails, its parts may be of two packets. The
    /// other copy of a part is tried, and nothing is answered, since nobody knows whether the packet is whole.
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
                Ok(PacketOutcome::Doubted(_)) | Err(Stop::Refused(_)) => match self.session.reassembly.doubt() {
                    Some(other) => packet = other,
                    None => return Ok(None),
                },
                Ok(PacketOutcome::Proven(proof)) => {
                    self.session.reassembly.clear();
                    return Ok(proof);
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    /// Receives a whole packet: accepts or refuses it, and carries it out.
    fn receive(
        &mut self,
        octets: &mut Packet,
        sender: &Address,
        surroundings: ExchangeContext,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<PacketOutcome, Stop> {
        // Without a whole header there is no application to answer as.
        let header = CommandHeader::glimpse(octets).ok_or(Refusal::WrongData)?;
        let remote = self.wallet.remote;
        let believed = match packet::open(octets, &self.identity, &remote.accepted) {
            Ok(believed) => believed,
            Err(status) => {
                let proof = proof::refused(header, status);
                return Ok(if packet::is_of_check(status) {
                    PacketOutcome::Doubted(proof)
                } else {
                    PacketOutcome::Proven(proof)
                });
            }
        };
        let asn = self.wallet.files.asn();
        let (named, script) = believed.data.map(addressee::split).unwrap_or_default();
        if named.is_some_and(|named| named != asn) {
            // The packet is another card's: nothing is done, nothing counts, and nothing is answered under a key.
            return Ok(PacketOutcome::Proven(proof::refused(header, ResponseStatus::UNIDENTIFIED_ERROR)));
        }
        if believed.keeps_counter {
            let remote = remote.accepting(believed.place, believed.counter);
            self.commit(self.wallet.after(&Change::Remote(remote)), memory)?;
        }
        if believed.data.is_none() {
            return Ok(PacketOutcome::Proven(proof::refused(header, ResponseStatus::UNIDENTIFIED_ERROR)));
        }
        let surroundings = ExchangeContext { interface: Interface::OverTheAir, ..surroundings };
        let answer = self.script(script, believed.is_authentic(), surroundings, memory, entropy)?;
        let answer = if named.is_some() { script::named(&asn, &answer) } else { answer };
        Ok(PacketOutcome::Proven(self.prove(&believed, &answer, sender)))
    }

    /// Returns the proof of what was carried out; `None` if it leaves by a message of its own. Such a message is only
    /// sent if the packet was authentic; otherwise anybody could have the card send messages.
    fn prove(&mut self, believed: &AuthenticPacket<'_>, answer: &ScriptAnswer, sender: &Address) -> Option<UserData> {
        let tar = believed.header.tar;
        let proof = proof::carried_out(tar, believed.counter_to_prove(), answer, &believed.proof_security()?)?;
        let by_submit = believed.header.spi.proof_carriage() == ProofCarriage::Submit && believed.is_authentic();
        let sent = by_submit && submit(sender, &proof).is_some_and(|message| self.session.toolkit.reports(message));
        (!sent).then_some(proof)
    }

    /// Runs a script with the wallet selected. It has the issuer's authority if the packet was authentic, and never the
    /// holder's. A packet without a script only asks for its proof of receipt.
    fn script(
        &mut self,
        octets: &[u8],
        is_authentic: bool,
        surroundings: ExchangeContext,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<ScriptAnswer, MemoryError> {
        if octets.is_empty() {
            return Ok(ScriptAnswer::new());
        }
        if let Some(answer) = unknown_form(octets) {
            return Ok(answer);
        }
        let session = Session { directory: Directory::Wallet, authenticated: is_authentic, ..Session::default() };
        *self.session.channels.of(Interface::OverTheAir) = session;
        let (before, last_refusal) = (self.wallet.clone(), self.session.last_refusal);
        let answer = self.run(octets, surroundings, memory, entropy);
        self.session.toolkit.learn(&before, &self.wallet);
        *self.session.channels.of(Interface::OverTheAir) = Session::default();
        self.session.channels.forget_waiting(Interface::OverTheAir);
        self.session.last_refusal = last_refusal;
        answer
    }

    /// Carries out one command after the other until one fails. The count of commands in the answer includes the failed
    /// one.
    fn run(
        &mut self,
        octets: &[u8],
        surroundings: ExchangeContext,
        memory: &mut impl Nvm,
        entropy: &mut impl Entropy,
    ) -> Result<ScriptAnswer, MemoryError> {
        let (mut done, mut last) = (0_u8, Answer::empty());
        for command in Commands(octets) {
            done = done.saturating_add(1);
            last = Answer::empty();
            match command {
                Ok(command) => self.tell(surroundings, command, &mut last, memory, entropy)?,
                Err(refusal) => last.status = refusal.status(),
            }
            if !may_continue(last.status) {
                break;
            }
        }
        Ok(answer(done, last.status, &last.data))
    }
}
