//! Envelopes, in which the handset brings data to the card unasked.

use sim_wire::proactive::{Device, DeviceIdentities, EnvelopeTag, ObjectTag};
use sim_wire::tlv::LengthForm;

use super::channel::{ChannelStatus, RemoteEntity};
use super::content::{
    Address, BearerDescription, Characters, Empty, FileList, Octets, OtherAddress, TimerValue, TransportLevel,
};
use super::fields::{Give, bodies, field, many, one};
use super::message::{Message, Object, ToolkitMessageKind};
use super::place::{CellPage, Location, RoutingArea, TrackingArea};
use super::texts::{Alpha, Ussd};
use super::{EncodeError, ToolkitError};
use crate::sms::Tpdu;

bodies! {
    /// Objects of an envelope, by its tag.
    Body by EnvelopeTag;
    SmsPpDownload { service_centre: one Address Address, message: one SmsTpdu Tpdu }
    CbsPpDownload { page: one CellBroadcastPage CellPage }
    MenuSelection { item: one ItemIdentifier u8, help: one HelpRequest Empty }
    CallControl {
        address: one Address Address, ss: one SsString Address, ussd: one UssdString Ussd,
        pdp_context: one PdpContext Octets, eps_pdn: one EpsPdnConnection Octets,
        capability: many CapabilityConfiguration Octets, subaddress: one Subaddress Octets,
        location: one Location Location, alpha: one AlphaIdentifier Alpha, bc_repeat: one BcRepeat u8,
    }
    MoSmsControl {
        service_centre: one Address Address, destination: one Address Address, location: one Location Location,
    }
    EventDownload {
        events: one EventList Octets, transactions: one TransactionIdentifier Octets, address: one Address Address,
        subaddress: one Subaddress Octets, cause: one Cause Octets, status: one LocationStatus u8,
        location: one Location Location, reader: one CardReaderStatus u8, channel: one ChannelStatus ChannelStatus,
        length: one ChannelDataLength u8, bearer: one BearerDescription BearerDescription,
        other_address: many OtherAddress OtherAddress, routing_area: one RoutingArea RoutingArea,
        area: one TrackingArea TrackingArea, access: many AccessTechnology u8,
        attach: one UpdateAttachType u8, rejection: one RejectionCause u8, language: one Language Characters,
        browser: one BrowserTerminationCause u8, display: one DisplayParameters Octets,
        record: one ServiceRecord Octets, remote_entity: one RemoteEntity RemoteEntity,
        transport: one TransportLevel TransportLevel, search_mode: one SearchMode u8,
        browsing: one BrowsingStatus Octets, frames: one FramesInformation Octets,
        i_wlan: one IWlanAccessStatus u8,
    }
    TimerExpiration { timer: one TimerIdentifier u8, value: one TimerValue TimerValue }
    UssdDownload { ussd: one UssdString Ussd }
    MmsTransferStatus {
        file: one FileList FileList, message: one MmsIdentifier Octets, status: one MmsTransferStatus Octets,
    }
    MmsNotification { notification: one MmsNotification Octets, last: one LastEnvelope Octets }
    TerminalApplication { applications: many RegistryApplication Octets, last: one LastEnvelope Octets }
}

/// Envelope from the handset to the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Outer tag; [`EnvelopeTag`] names those that are known.
    pub tag: u8,
    /// Source and destination; `None` where they are missing.
    pub devices: Option<Object<DeviceIdentities>>,
    /// Objects that the type of the envelope has.
    pub body: Body,
    /// Objects that the type of the envelope does not have, or whose octets do not follow their coding.
    pub others: Vec<Object>,
    /// Form of the length around the objects.
    pub form: LengthForm,
}

/// Parses an envelope: `D1` to `DF` and its objects.
pub fn parse(octets: &[u8]) -> Result<Envelope, ToolkitError> {
    Envelope::of(&Message::parse(octets)?)
}

impl Envelope {
    /// Makes an envelope from a device to the card, with tags that require comprehension.
    pub fn new(source: Device, body: Body) -> Envelope {
        let devices = DeviceIdentities { source, destination: Device::Uicc };
        Envelope {
            tag: body.code().map_or(0xD0, EnvelopeTag::code),
            devices: Some(Object::new(ObjectTag::DeviceIdentities, devices)),
            body,
            others: Vec::new(),
            form: LengthForm::Short,
        }
    }

    /// Converts a message of objects.
    pub fn of(message: &Message) -> Result<Envelope, ToolkitError> {
        let ToolkitMessageKind::Envelope(tag) = message.kind else {
            return Err(ToolkitError::Missing("outer tag D1 to DF"));
        };
        let mut objects = message.objects.clone();
        let devices = one(&mut objects, ObjectTag::DeviceIdentities);
        let body = Body::take(EnvelopeTag::from_code(tag), &mut objects);
        Ok(Envelope { tag, devices, body, others: objects, form: message.form })
    }

    /// Returns the objects in their order. A new event download has its event before its devices, as the standard
    /// orders them.
    pub fn message(&self) -> Message {
        let mut objects = Vec::new();
        self.body.give(&mut objects);
        let at = usize::from(matches!(self.body, Body::EventDownload(_)) && !objects.is_empty());
        let mut devices = Vec::new();
        self.devices.give(&mut devices);
        objects.splice(at..at, devices);
        objects.extend(self.others.iter().cloned());
        Message::new(ToolkitMessageKind::Envelope(self.tag), self.form, objects)
    }

    /// Encodes the envelope.
    pub fn emit(&self) -> Result<Vec<u8>, EncodeError> {
        self.message().emit()
    }
}
