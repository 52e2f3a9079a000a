//! Values of objects, and one table from the tag of an object to the coding of its value.

use sim_wire::proactive::{CommandDetails, DeviceIdentities, ObjectTag};
use sim_wire::tlv::{Emitter, Tag};

use super::channel::{ChannelStatus, RemoteEntity};
use super::content::{
    Address, ApduOctets, BearerDescription, Channels, Characters, CommandResult, Digits, Duration, Empty, FileList,
    Icon, Icons, Item, Octets, OtherAddress, ResponseLength, Size, TimerValue, TransportLevel,
};
use super::message::ToolkitMessageKind;
use super::place::{AccessName, CellPage, Location, MobileIdentity, RoutingArea, TimingAdvance, TrackingArea};
use super::texts::{Alpha, Text, Ussd};
use super::{EncodeError, written};
use crate::sms::{Direction, Timestamp, Tpdu};

/// Value that is read from the octets of an object and written into them.
pub trait ObjectValue: Sized {
    /// Reads the value; `None` where the octets do not follow the coding.
    fn read(octets: &[u8]) -> Option<Self>;

    /// Writes the value.
    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError>;
}

impl ObjectValue for u8 {
    fn read(octets: &[u8]) -> Option<u8> {
        match octets {
            [octet] => Some(*octet),
            _ => None,
        }
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        Ok(into.octet(*self)?)
    }
}

impl ObjectValue for CommandDetails {
    fn read(octets: &[u8]) -> Option<CommandDetails> {
        CommandDetails::parse(octets)
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        Ok(into.octets(&self.emit())?)
    }
}

impl ObjectValue for DeviceIdentities {
    fn read(octets: &[u8]) -> Option<DeviceIdentities> {
        DeviceIdentities::parse(octets)
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        Ok(into.octets(&self.emit())?)
    }
}

macro_rules! values {
    ($($(#[doc = $doc:literal])* $variant:ident($type:ty),)+) => {
        /// Value of an object.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Value { $($(#[doc = $doc])* $variant($type),)+ }

        impl Value {
            fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
                match self { $(Value::$variant(value) => value.write(into),)+ }
            }
        }

        $(
            impl From<$type> for Value {
                fn from(value: $type) -> Value {
                    Value::$variant(value)
                }
            }

            impl TryFrom<Value> for $type {
                type Error = Value;

                fn try_from(value: Value) -> Result<$type, Value> {
                    match value {
                        Value::$variant(value) => Ok(value),
                        other => Err(other),
                    }
                }
            }
        )+
    };
}

values! {
    /// Number, type and qualifier of the command.
    Details(CommandDetails),
    /// Source and destination.
    Devices(DeviceIdentities),
    /// Result of the command.
    Outcome(CommandResult),
    /// Duration in a unit of its own.
    Duration(Duration),
    /// Alpha identifier: a title.
    Alpha(Alpha),
    /// Text string.
    Text(Text),
    /// USSD string.
    Ussd(Ussd),
    /// Dialling number or SS string.
    Address(Address),
    /// Short message.
    Sms(Tpdu),
    /// Page of a cell broadcast message.
    Page(CellPage),
    /// Code of one octet.
    Code(u8),
    /// Number in two octets.
    Size(Size),
    /// Item of a menu.
    Item(Item),
    /// Length that an answer may have.
    ResponseLength(ResponseLength),
    /// Files by their full paths.
    Files(FileList),
    /// Location of the terminal.
    Location(Location),
    /// IMEI or IMEISV.
    Identity(MobileIdentity),
    /// No octets: the presence of the object is all its meaning.
    Empty(Empty),
    /// Channels of neighbouring cells.
    Channels(Channels),
    /// Icon of a text.
    Icon(Icon),
    /// Icons of the items of a menu.
    Icons(Icons),
    /// Hours, minutes and seconds of a timer.
    Timer(TimerValue),
    /// Date and time of day.
    DateTime(Timestamp),
    /// Characters of ASCII: a language, a URL, an AT command.
    Characters(Characters),
    /// Digits without a type of number.
    Digits(Digits),
    /// Bearer and its parameters.
    Bearer(BearerDescription),
    /// Protocol and port.
    Transport(TransportLevel),
    /// Internet address.
    Other(OtherAddress),
    /// Network access name.
    AccessName(AccessName),
    /// Tracking area.
    TrackingArea(TrackingArea),
    /// Routing area.
    RoutingArea(RoutingArea),
    /// Timing advance.
    TimingAdvance(TimingAdvance),
    /// Status of a channel.
    Channel(ChannelStatus),
    /// Device at the other end of a local connection.
    RemoteEntity(RemoteEntity),
    /// Command APDU for another card.
    Apdu(ApduOctets),
    /// Octets that are not parsed, or that do not follow their coding.
    Octets(Octets),
}

fn of<T: ObjectValue + Into<Value>>(octets: &[u8]) -> Option<Value> {
    T::read(octets).map(Into::into)
}

impl Value {
    /// Reads the value of an object; octets, where they do not follow its coding or the tag is not known.
    pub fn read(tag: Tag, octets: &[u8], kind: ToolkitMessageKind) -> Value {
        let known = u8::try_from(tag.number).ok().and_then(ObjectTag::from_code);
        let read = known.and_then(|known| Value::of_tag(known, octets, kind));
        read.unwrap_or_else(|| Value::Octets(Octets(octets.to_vec())))
    }

    fn of_tag(tag: ObjectTag, octets: &[u8], kind: ToolkitMessageKind) -> Option<Value> {
        use ObjectTag as T;
        match tag {
            T::CommandDetails => of::<CommandDetails>(octets),
            T::DeviceIdentities => of::<DeviceIdentities>(octets),
            T::Result => of::<CommandResult>(octets),
            T::Duration => of::<Duration>(octets),
            T::AlphaIdentifier => of::<Alpha>(octets),
            T::TextString | T::DefaultText => of::<Text>(octets),
            T::UssdString => of::<Ussd>(octets),
            T::Address | T::SsString => of::<Address>(octets),
            T::SmsTpdu => Tpdu::parse(direction(kind), octets).map(Value::Sms),
            T::CellBroadcastPage => of::<CellPage>(octets),
            T::Item => of::<Item>(octets),
            T::ResponseLength => of::<ResponseLength>(octets),
            T::FileList => of::<FileList>(octets),
            T::Location => of::<Location>(octets),
            T::Imei | T::Imeisv => of::<MobileIdentity>(octets),
            T::BcchChannels => of::<Channels>(octets),
            T::Icon => of::<Icon>(octets),
            T::ItemIcons => of::<Icons>(octets),
            T::TimerValue => of::<TimerValue>(octets),
            T::DateTime => of::<Timestamp>(octets),
            T::Dtmf => of::<Digits>(octets),
            T::BearerDescription => of::<BearerDescription>(octets),
            T::BufferSize => of::<Size>(octets),
            T::TransportLevel => of::<TransportLevel>(octets),
            T::OtherAddress => of::<OtherAddress>(octets),
            T::NetworkAccessName => of::<AccessName>(octets),
            T::TrackingArea => of::<TrackingArea>(octets),
            T::RoutingArea => of::<RoutingArea>(octets),
            T::TimingAdvance => of::<TimingAdvance>(octets),
            T::ChannelStatus => of::<ChannelStatus>(octets),
            T::RemoteEntity => of::<RemoteEntity>(octets),
            T::CommandApdu => of::<ApduOctets>(octets),
            _ => Value::simple(tag, octets),
        }
    }

    /// Reads a value of one octet, of characters, or of nothing.
    fn simple(tag: ObjectTag, octets: &[u8]) -> Option<Value> {
        use ObjectTag as T;
        match tag {
            T::AtCommand | T::AtResponse | T::Language | T::Url => of::<Characters>(octets),
            T::HelpRequest | T::ImmediateResponse => of::<Empty>(octets),
            T::Tone | T::ItemIdentifier | T::LocationStatus | T::CardReaderStatus | T::TimerIdentifier => {
                of::<u8>(octets)
            }
            T::BrowserIdentity | T::BrowserTerminationCause | T::ChannelDataLength | T::AccessTechnology => {
                of::<u8>(octets)
            }
            T::BatteryState | T::SearchMode | T::FrameIdentifier | T::UpdateAttachType | T::RejectionCause => {
                of::<u8>(octets)
            }
            T::CallControlAction | T::BcRepeat | T::CardReaderIdentifier | T::IWlanAccessStatus => of::<u8>(octets),
            _ => None,
        }
    }

    /// Encodes the value.
    pub fn octets(&self) -> Result<Vec<u8>, EncodeError> {
        written(|into| self.write(into))
    }
}

/// Returns the direction of a short message inside a message of that kind.
pub const fn direction(kind: ToolkitMessageKind) -> Direction {
    match kind {
        ToolkitMessageKind::Command => Direction::ToNetwork,
        ToolkitMessageKind::Response | ToolkitMessageKind::Envelope(_) => Direction::FromNetwork,
    }
}
