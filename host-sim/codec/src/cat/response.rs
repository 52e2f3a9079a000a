//! Terminal responses: how a command ended, and what it brought.

use sim_wire::proactive::{CommandDetails, Device, DeviceIdentities, ObjectTag};
use sim_wire::tlv::LengthForm;

use super::content::Outcome;
use super::fields::{Give, many, one};
use super::message::{Kind, Message, Object};
use super::{EncodeError, Fault};

/// The data of TERMINAL RESPONSE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalResponse {
    /// Those of the command.
    pub details: Object<CommandDetails>,
    /// From whom to whom; TS 31.111 §6.8 lets a card do without.
    pub devices: Option<Object<DeviceIdentities>>,
    /// How it ended. A second result says how the action ended that call control put in the place of the command.
    pub results: Vec<Object<Outcome>>,
    /// What it brought, in the order of the octets.
    pub data: Vec<Object>,
}

/// Reads the data of a TERMINAL RESPONSE.
pub fn parse(octets: &[u8]) -> Result<TerminalResponse, Fault> {
    TerminalResponse::of(&Message::parse_response(octets)?)
}

impl TerminalResponse {
    /// The answer of a terminal to a command.
    pub fn new(details: CommandDetails, result: Outcome, data: Vec<Object>) -> TerminalResponse {
        let devices = DeviceIdentities { source: Device::Terminal, destination: Device::Uicc };
        TerminalResponse {
            details: Object::new(ObjectTag::CommandDetails, details),
            devices: Some(Object::new(ObjectTag::DeviceIdentities, devices)),
            results: vec![Object::new(ObjectTag::Result, result)],
            data,
        }
    }

    /// What a message of objects means.
    pub fn of(message: &Message) -> Result<TerminalResponse, Fault> {
        let mut objects = message.objects.clone();
        let details = one(&mut objects, ObjectTag::CommandDetails).ok_or(Fault::Missing("command details"))?;
        let devices = one(&mut objects, ObjectTag::DeviceIdentities);
        let results = many(&mut objects, ObjectTag::Result);
        if results.is_empty() {
            return Err(Fault::Missing("result"));
        }
        Ok(TerminalResponse { details, devices, results, data: objects })
    }

    /// The first result.
    pub fn result(&self) -> Option<&Outcome> {
        self.results.first().map(|object| &object.value)
    }

    /// The objects in their order.
    pub fn message(&self) -> Message {
        let mut objects = Vec::new();
        Some(self.details.clone()).give(&mut objects);
        self.devices.give(&mut objects);
        self.results.give(&mut objects);
        objects.extend(self.data.iter().cloned());
        Message::new(Kind::Response, LengthForm::Short, objects)
    }

    /// The octets.
    pub fn emit(&self) -> Result<Vec<u8>, EncodeError> {
        self.message().emit()
    }
}
