//! Terminal responses: the result of a command, and the data that it brought.

use sim_wire::proactive::{CommandDetails, Device, DeviceIdentities, ObjectTag};
use sim_wire::tlv::LengthForm;

use super::content::CommandResult;
use super::fields::{Give, many, one};
use super::message::{Message, Object, ToolkitMessageKind};
use super::{EncodeError, ToolkitError};

/// Data of TERMINAL RESPONSE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalResponse {
    /// Number, type and qualifier of the command.
    pub details: Object<CommandDetails>,
    /// Source and destination; `None` where they are missing, which TS 31.111 §6.8 lets a card accept.
    pub devices: Option<Object<DeviceIdentities>>,
    /// Results of the command, one at least. A second one is that of the action that call control put in the place of
    /// the command.
    pub results: Vec<Object<CommandResult>>,
    /// Further objects, in the order of the octets.
    pub data: Vec<Object>,
}

/// Parses the data of a TERMINAL RESPONSE.
pub fn parse(octets: &[u8]) -> Result<TerminalResponse, ToolkitError> {
    TerminalResponse::of(&Message::parse_response(octets)?)
}

impl TerminalResponse {
    /// Makes the answer of a terminal to a command.
    pub fn new(details: CommandDetails, result: CommandResult, data: Vec<Object>) -> TerminalResponse {
        let devices = DeviceIdentities { source: Device::Terminal, destination: Device::Uicc };
        TerminalResponse {
            details: Object::new(ObjectTag::CommandDetails, details),
            devices: Some(Object::new(ObjectTag::DeviceIdentities, devices)),
            results: vec![Object::new(ObjectTag::Result, result)],
            data,
        }
    }

    /// Converts a message of objects.
    pub fn of(message: &Message) -> Result<TerminalResponse, ToolkitError> {
        let mut objects = message.objects.clone();
        let details = one(&mut objects, ObjectTag::CommandDetails).ok_or(ToolkitError::Missing("command details"))?;
        let devices = one(&mut objects, ObjectTag::DeviceIdentities);
        let results = many(&mut objects, ObjectTag::Result);
        if results.is_empty() {
            return Err(ToolkitError::Missing("result"));
        }
        Ok(TerminalResponse { details, devices, results, data: objects })
    }

    /// Returns the first result.
    pub fn result(&self) -> Option<&CommandResult> {
        self.results.first().map(|object| &object.value)
    }

    /// Returns the objects in their order.
    pub fn message(&self) -> Message {
        let mut objects = Vec::new();
        Some(self.details.clone()).give(&mut objects);
        self.devices.give(&mut objects);
        self.results.give(&mut objects);
        objects.extend(self.data.iter().cloned());
        Message::new(ToolkitMessageKind::Response, LengthForm::Short, objects)
    }

    /// Encodes the response.
    pub fn emit(&self) -> Result<Vec<u8>, EncodeError> {
        self.message().emit()
    }
}
