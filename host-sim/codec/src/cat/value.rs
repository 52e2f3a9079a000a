//! What an object can say, and which objects say it in which way: one table from tag to coding.

use sim_wire::proactive::{CommandDetails, DeviceIdentities, ObjectTag};
use sim_wire::tlv::{Emitter, Tag};

use super::channel::{ChannelStatus, RemoteEntity};
use super::content::{
    Address, ApduOctets, BearerDescription, Channels, Characters, Digits, Duration, Empty, FileList, Icon, Icons, Item,
    Octets, OtherAddress, Outcome, ResponseLength, Size, TimerValue, TransportLevel,
};
use super::message::Kind;
use super::place::{AccessName, CellPage, Location, MobileIdentity, RoutingArea, TimingAdvance, TrackingArea};
use super::texts::{Alpha, Text, Ussd};
use super::{EncodeError, written};
use crate::sms::{Direction, Timestamp, Tpdu};

/// A value that is read from the octets of an object and written into them.
pub trait Content: Sized {
    /// Reads it; `None` where the octets do not follow the coding.
    fn read(octets: &[u8]) -> Option<Self>;

    /// Writes it.
    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError>;
}

impl Content for u8 {
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

impl Content for CommandDetails {
    fn read(octets: &[u8]) -> Option<CommandDetails> {
        CommandDetails::parse(octets)
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        Ok(into.octets(&self.emit())?)
    }
}

impl Content for DeviceIdentities {
    fn read(octets: &[u8]) -> Option<DeviceIdentities> {
        DeviceIdentities::parse(octets)
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        Ok(into.octets(&self.emit())?)
    }
}

macro_rules! values {
    ($($(#[doc = $doc:literal])* $variant:ident($type:ty),)+) => {
        /// What an object says.
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
    /// From whom to whom.
    Devices(DeviceIdentities),
    /// How the command ended.
    Outcome(Outcome),
    /// A time.
    Duration(Duration),
    /// A title.
    Alpha(Alpha),
    /// A text.
    Text(Text),
    /// A USSD string.
    Ussd(Ussd),
    /// A dialling number or an SS string.
    Address(Address),
    /// A short message.
    Sms(Tpdu),
    /// A page of a cell broadcast message.
    Page(CellPage),
    /// One octet.
    Code(u8),
    /// Two octets as a number.
    Size(Size),
    /// An item of a menu.
    Item(Item),
    /// How long an answer may be.
    ResponseLength(ResponseLength),
    /// Files by their paths.
    Files(FileList),
    /// Where the terminal is.
    Location(Location),
    /// IMEI or IMEISV.
    Identity(MobileIdentity),
    /// No octets: that the object is there says all.
    Empty(Empty),
    /// Channels of neighbouring cells.
    Channels(Channels),
    /// An icon.
    Icon(Icon),
    /// An icon for each item.
    Icons(Icons),
    /// Hours, minutes, seconds.
    Timer(TimerValue),
    /// A date and a time of day.
    DateTime(Timestamp),
    /// Characters of ASCII: a language, a URL, an AT command.
    Characters(Characters),
    /// Digits without a type of number.
    Digits(Digits),
    /// A bearer and its parameters.
    Bearer(BearerDescription),
    /// Protocol and port.
    Transport(TransportLevel),
    /// An address of the internet.
    Other(OtherAddress),
    /// A network access name.
    AccessName(AccessName),
    /// A tracking area.
    TrackingArea(TrackingArea),
    /// A routing area.
    RoutingArea(RoutingArea),
    /// Timing advance.
    TimingAdvance(TimingAdvance),
    /// How a channel stands.
    Channel(ChannelStatus),
    /// The device at the other end of a local connection.
    RemoteEntity(RemoteEntity),
    /// A command APDU for another card.
    Apdu(ApduOctets),
    /// Octets that are not looked into, or that do not follow their coding.
    Octets(Octets),
}

fn of<T: Content + Into<Value>>(octets: &[u8]) -> Option<Value> {
    T::read(octets).map(Into::into)
}

impl Value {
    /// What the octets of an object say; octets, where they do not follow its coding or nothing is known of it.
    pub fn read(tag: Tag, octets: &[u8], kind: Kind) -> Value {
        let known = u8::try_from(tag.number).ok().and_then(ObjectTag::from_code);
        let read = known.and_then(|known| Value::of_tag(known, octets, kind));
        read.unwrap_or_else(|| Value::Octets(Octets(octets.to_vec())))
    }

    fn of_tag(tag: ObjectTag, octets: &[u8], kind: Kind) -> Option<Value> {
        use ObjectTag as T;
        match tag {
            T::CommandDetails => of::<CommandDetails>(octets),
            T::DeviceIdentities => of::<DeviceIdentities>(octets),
            T::Result => of::<Outcome>(octets),
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

    /// One octet, characters, or nothing.
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

    /// The octets of the value.
    pub fn octets(&self) -> Result<Vec<u8>, EncodeError> {
        written(|into| self.write(into))
    }
}

/// Which way a short message goes that stands in such a message.
pub const fn direction(kind: Kind) -> Direction {
    match kind {
        Kind::Command => Direction::ToNetwork,
        Kind::Response | Kind::Envelope(_) => Direction::FromNetwork,
    }
}
