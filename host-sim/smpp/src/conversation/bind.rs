//! Binding: the kinds of sessions, and the check of name and password.

use rusmpp::pdus::{BindReceiver, BindTransceiver, BindTransmitter};
use subtle::ConstantTimeEq as _;

use super::*;

/// Kind of a bound session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BindKind {
    Transmitter,
    Receiver,
    Transceiver,
}

impl BindKind {
    /// Returns the kind that a request asks for; `None` for another request.
    pub(super) const fn of(id: CommandId) -> Option<BindKind> {
        match id {
            CommandId::BindTransmitter => Some(BindKind::Transmitter),
            CommandId::BindReceiver => Some(BindKind::Receiver),
            CommandId::BindTransceiver => Some(BindKind::Transceiver),
            _ => None,
        }
    }

    /// Returns `true` if the client may submit messages.
    pub(super) const fn is_transmitter(self) -> bool {
        matches!(self, BindKind::Transmitter | BindKind::Transceiver)
    }

    /// Returns `true` if the client receives messages.
    pub(super) const fn is_receiver(self) -> bool {
        matches!(self, BindKind::Receiver | BindKind::Transceiver)
    }
}

impl SmppConversation {
    /// Binds the client, or refuses it and ends the connection.
    pub(super) fn bind(&mut self, kind: BindKind, frame: &SmppFrame) -> Result<Vec<ConversationStep>, CommandStatus> {
        if self.state != SessionState::Open {
            return Err(CommandStatus::EsmeRalybnd);
        }
        if let Err(status) = self.check_bind(frame) {
            return Ok(vec![refuse(frame, status), ConversationStep::Close]);
        }
        self.state = SessionState::Bound(kind);
        let answer = BindTransceiverResp::builder().system_id(c_string(self.settings.system_id.to_string())).build();
        let mut tlvs = Tlvs::default();
        tlvs.add(tag::SC_INTERFACE_VERSION, &[VERSION]);
        let mut octets = frame::encode(&Command::new(CommandStatus::EsmeRok, frame.sequence, answer), &tlvs);
        // The three responses differ by their identifiers alone.
        for (octet, own) in octets.iter_mut().skip(4).zip((frame.id | RESPONSE).to_be_bytes()) {
            *octet = own;
        }
        Ok(vec![ConversationStep::Send(octets)])
    }

    /// Checks name and password.
    fn check_bind(&self, frame: &SmppFrame) -> Result<(), CommandStatus> {
        let command = frame.command()?;
        let (system_id, password) = match command.pdu() {
            Some(Pdu::BindTransmitter(BindTransmitter { system_id, password, .. })) => (system_id, password),
            Some(Pdu::BindReceiver(BindReceiver { system_id, password, .. })) => (system_id, password),
            Some(Pdu::BindTransceiver(BindTransceiver { system_id, password, .. })) => (system_id, password),
            _ => return Err(CommandStatus::EsmeRinvcmdlen),
        };
        if system_id.as_str() != self.settings.system_id.as_str() {
            return Err(CommandStatus::EsmeRinvsysid);
        }
        let is_right: bool = password.as_str().as_bytes().ct_eq(self.settings.password.as_bytes()).into();
        if is_right { Ok(()) } else { Err(CommandStatus::EsmeRinvpaswd) }
    }
}
