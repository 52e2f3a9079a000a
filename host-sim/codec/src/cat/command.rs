//! Proactive commands: one variant for each type of command, with the objects that TS 102 223 §6.6 gives it. Objects of
//! one tag come in their order. In SET UP CALL the first alpha identifier asks for confirmation and the second is shown
//! during the call. In OPEN CHANNEL the first text is the login and the second the password.

use sim_wire::proactive::{CommandDetails, CommandType, Device, DeviceIdentities, ObjectTag};
use sim_wire::tlv::LengthForm;

use super::content::{
    Address, ApduOctets, BearerDescription, Characters, Digits, Duration, Empty, FileList, Icon, Icons, Item, Octets,
    OtherAddress, ResponseLength, Size, TimerValue, TransportLevel,
};
use super::fields::{Give, bodies, field, many, one};
use super::message::{Message, Object, ToolkitMessageKind};
use super::place::AccessName;
use super::texts::{Alpha, Text, Ussd};
use super::{EncodeError, ToolkitError};
use crate::sms::Tpdu;

bodies! {
    /// Objects of a command, by its type.
    Action by CommandType;
    DisplayText {
        text: one TextString Text, icon: one Icon Icon, immediate_response: one ImmediateResponse Empty,
        duration: one Duration Duration, text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    GetInkey {
        text: one TextString Text, icon: one Icon Icon, duration: one Duration Duration,
        text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    GetInput {
        text: one TextString Text, length: one ResponseLength ResponseLength, default: one DefaultText Text,
        icon: one Icon Icon, duration: one Duration Duration, text_attribute: one TextAttribute Octets,
        frame: one FrameIdentifier u8,
    }
    MoreTime {}
    PlayTone {
        alpha: one AlphaIdentifier Alpha, tone: one Tone u8, duration: one Duration Duration, icon: one Icon Icon,
        text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    PollInterval { duration: one Duration Duration }
    SetupMenu {
        alpha: one AlphaIdentifier Alpha, items: many Item Item, next_actions: one NextActions Octets,
        icon: one Icon Icon, item_icons: one ItemIcons Icons, text_attribute: one TextAttribute Octets,
        item_text_attributes: one ItemTextAttributes Octets,
    }
    SelectItem {
        alpha: one AlphaIdentifier Alpha, items: many Item Item, next_actions: one NextActions Octets,
        default_item: one ItemIdentifier u8, icon: one Icon Icon, item_icons: one ItemIcons Icons,
        text_attribute: one TextAttribute Octets, item_text_attributes: one ItemTextAttributes Octets,
        frame: one FrameIdentifier u8,
    }
    SendSms {
        alpha: one AlphaIdentifier Alpha, service_centre: one Address Address, message: one SmsTpdu Tpdu,
        cdma_message: one CdmaSmsTpdu Octets, icon: one Icon Icon, text_attribute: one TextAttribute Octets,
        frame: one FrameIdentifier u8,
    }
    SendSs {
        alpha: one AlphaIdentifier Alpha, request: one SsString Address, icon: one Icon Icon,
        text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    SendUssd {
        alpha: one AlphaIdentifier Alpha, request: one UssdString Ussd, icon: one Icon Icon,
        text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    SetupCall {
        confirmation: one AlphaIdentifier Alpha, address: one Address Address,
        capability: one CapabilityConfiguration Octets, subaddress: one Subaddress Octets,
        duration: one Duration Duration, confirmation_icon: one Icon Icon, call_alpha: one AlphaIdentifier Alpha,
        call_icon: one Icon Icon, confirmation_attribute: one TextAttribute Octets,
        call_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    Refresh {
        files: one FileList FileList, aid: one Aid Octets, alpha: one AlphaIdentifier Alpha, icon: one Icon Icon,
        text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    PollingOff {}
    ProvideLocalInfo {}
    SetupEventList { events: one EventList Octets }
    PerformCardApdu { apdu: one CommandApdu ApduOctets }
    PowerOnCard {}
    PowerOffCard {}
    GetReaderStatus {}
    TimerManagement { timer: one TimerIdentifier u8, value: one TimerValue TimerValue }
    SetupIdleModeText {
        text: one TextString Text, icon: one Icon Icon, text_attribute: one TextAttribute Octets,
        frame: one FrameIdentifier u8,
    }
    RunAtCommand {
        alpha: one AlphaIdentifier Alpha, command: one AtCommand Characters, icon: one Icon Icon,
        text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    SendDtmf {
        alpha: one AlphaIdentifier Alpha, digits: one Dtmf Digits, icon: one Icon Icon,
        text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    LanguageNotification { language: one Language Characters }
    LaunchBrowser {
        browser: one BrowserIdentity u8, url: one Url Characters, bearer: one Bearer Octets,
        provisioning: many ProvisioningFile Octets, gateway: one TextString Text, alpha: one AlphaIdentifier Alpha,
        icon: one Icon Icon, text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
        access_name: one NetworkAccessName AccessName, login: one TextString Text, password: one TextString Text,
    }
    OpenChannel {
        alpha: one AlphaIdentifier Alpha, icon: one Icon Icon, address: one Address Address,
        subaddress: one Subaddress Octets, duration: many Duration Duration,
        bearer: one BearerDescription BearerDescription, buffer: one BufferSize Size,
        access_name: one NetworkAccessName AccessName, other_address: many OtherAddress OtherAddress,
        login: one TextString Text, password: one TextString Text, transport: one TransportLevel TransportLevel,
        text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    CloseChannel {
        alpha: one AlphaIdentifier Alpha, icon: one Icon Icon, text_attribute: one TextAttribute Octets,
        frame: one FrameIdentifier u8,
    }
    ReceiveData {
        alpha: one AlphaIdentifier Alpha, icon: one Icon Icon, length: one ChannelDataLength u8,
        text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    SendData {
        alpha: one AlphaIdentifier Alpha, icon: one Icon Icon, data: one ChannelData Octets,
        text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    GetChannelStatus {}
    ServiceSearch {
        alpha: one AlphaIdentifier Alpha, icon: one Icon Icon, search: one ServiceSearch Octets,
        filter: one DeviceFilter Octets, text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    GetServiceInfo {
        alpha: one AlphaIdentifier Alpha, icon: one Icon Icon, attributes: one AttributeInformation Octets,
        text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    DeclareService { record: one ServiceRecord Octets, transport: one TransportLevel TransportLevel }
    SetFrames { frame: one FrameIdentifier u8, layout: one FrameLayout Octets, default_frame: one FrameIdentifier u8 }
    GetFramesStatus {}
    RetrieveMms {
        alpha: one AlphaIdentifier Alpha, icon: one Icon Icon, reference: one MmsReference Octets,
        files: one FileList FileList, content: one MmsContentIdentifier Octets, message: one MmsIdentifier Octets,
        text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    SubmitMms {
        alpha: one AlphaIdentifier Alpha, icon: one Icon Icon, files: one FileList FileList,
        message: one MmsIdentifier Octets, text_attribute: one TextAttribute Octets, frame: one FrameIdentifier u8,
    }
    DisplayMms {
        files: one FileList FileList, message: one MmsIdentifier Octets,
        immediate_response: one ImmediateResponse Empty, frame: one FrameIdentifier u8,
    }
    Activate { descriptor: one ActivateDescriptor Octets }
}

/// Proactive command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProactiveCommand {
    /// Number, type and qualifier.
    pub details: Object<CommandDetails>,
    /// Source and destination; `None` where they are missing, which a handset refuses.
    pub devices: Option<Object<DeviceIdentities>>,
    /// Objects that the type of the command has.
    pub action: Action,
    /// Objects that the type of the command does not have, or whose octets do not follow their coding.
    pub others: Vec<Object>,
    /// Form of the length around the objects.
    pub form: LengthForm,
}

/// Parses a proactive command: `D0` and its objects.
pub fn parse(octets: &[u8]) -> Result<ProactiveCommand, ToolkitError> {
    ProactiveCommand::of(&Message::parse(octets)?)
}

impl ProactiveCommand {
    /// Makes a command of the card, with tags that require comprehension.
    pub fn new(number: u8, qualifier: u8, destination: Device, action: Action) -> ProactiveCommand {
        let kind = action.code().map_or(0, CommandType::code);
        let details = Object::new(ObjectTag::CommandDetails, CommandDetails { number, kind, qualifier });
        let devices = DeviceIdentities { source: Device::Uicc, destination };
        let devices = Some(Object::new(ObjectTag::DeviceIdentities, devices));
        ProactiveCommand { details, devices, action, others: Vec::new(), form: LengthForm::Short }
    }

    /// Converts a message of objects.
    pub fn of(message: &Message) -> Result<ProactiveCommand, ToolkitError> {
        if message.kind != ToolkitMessageKind::Command {
            return Err(ToolkitError::Missing("outer tag D0"));
        }
        let mut objects = message.objects.clone();
        let details: Object<CommandDetails> =
            one(&mut objects, ObjectTag::CommandDetails).ok_or(ToolkitError::Missing("command details"))?;
        let devices = one(&mut objects, ObjectTag::DeviceIdentities);
        let action = Action::take(details.value.command(), &mut objects);
        Ok(ProactiveCommand { details, devices, action, others: objects, form: message.form })
    }

    /// Returns the objects in their order.
    pub fn message(&self) -> Message {
        let mut objects = Vec::new();
        Some(self.details.clone()).give(&mut objects);
        self.devices.give(&mut objects);
        self.action.give(&mut objects);
        objects.extend(self.others.iter().cloned());
        Message::new(ToolkitMessageKind::Command, self.form, objects)
    }

    /// Encodes the command.
    pub fn emit(&self) -> Result<Vec<u8>, EncodeError> {
        self.message().emit()
    }
}
