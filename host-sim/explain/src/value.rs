//! Typed values of the tree's nodes: numbers, octets, texts, money, dates, codes of a table, and values of the toolkit,
//! of short messages and packets. The words for a value are made elsewhere ([`crate::render`]).

mod packet;

pub use packet::{NamedAlgorithm, PacketRemark, PacketValue, WithheldData};

use std::borrow::Cow;

use jiff::civil::{Date, Time};
use sim_wire::Fen;
use sim_wire::proactive::{CommandDetails, Device, DeviceIdentities, ObjectTag};
use sim_wire::record::TransactionKind;
use sim_wire::text::AlphaCoding;
use sim_wire::tlv::Tag;

use super::coding::Coding;
use sim_codec::cat::Object;
use sim_codec::cat::content::TimerValue;
use sim_codec::cat::place::ServingCell;
use sim_codec::sms::{Element, MessageBody, SmsAddress, Timestamp, TpduFields};

/// Value of a node.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// No value of its own; the children have the values.
    Group,
    /// No value: the octets stand for nothing.
    Nothing,
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(u64),
    /// Octet whose digits are shown as they are.
    Octet(u8),
    /// Octets without a meaning of their own.
    Octets(Cow<'a, [u8]>),
    /// Octets that do not follow their coding, and the words for what they are not.
    Odd(&'a [u8], &'static str),
    /// Characters.
    Text(Cow<'a, str>),
    /// Word of a table.
    Word(&'static str),
    /// Characters that a person wrote, shown between quotation marks.
    Quoted(String),
    /// Decimal digits.
    Digits(String),
    /// Amount of money.
    Amount(Fen),
    /// Limit of money; `None` where there is none.
    Limit(Option<Fen>),
    /// Day of the calendar.
    Date(Date),
    /// Time of day.
    Time(Time),
    /// PIN as the card takes it, and its octets; the digits are `None` where a nibble is no digit.
    Pin(Option<String>, &'a [u8]),
    /// Octets that nobody should read off a screen, and their number.
    Secret(usize, &'a [u8]),
    /// 00 off, 01 on.
    Switch(u8),
    /// Number that stands for a word of a table.
    Code(Coding, u8),
    /// Status word.
    StatusWord(u16),
    /// Identifier of an application (AID).
    Aid(&'a [u8]),
    /// Identifier of a file.
    File([u8; 2]),
    /// Short identifier of a file; `None` where the file has none.
    ShortFile(Option<u8>),
    /// Number in the high five bits of an octet.
    HighBits(u8),
    /// File identifiers one behind the other.
    Path(&'a [u8]),
    /// Descriptor of a file.
    FileDescriptor(&'a [u8]),
    /// Abilities of a terminal, a bit each.
    Abilities(&'a [u8]),
    /// Class of a command.
    Class(u8),
    /// Instruction of a command, and its name.
    Instruction(u8, &'static str),
    /// Lc: the number of octets of data.
    DataLength(u16),
    /// Le as coded, and the most octets of data that it allows.
    AskedLength(u16, u32),
    /// Octets that a table has words for.
    Coded(CodeTable, Cow<'a, [u8]>),
    /// Tag of a reserved object, and its octets.
    Reserved(u8, Cow<'a, [u8]>),
    /// Number with a name for machines; `None` where the table has none.
    Named(u8, Option<&'static str>),
    /// Value of the toolkit.
    Toolkit(ToolkitValue),
    /// Value of short messages.
    Sms(SmsValue),
    /// Value of secured packets.
    Packet(PacketValue),
    /// Newest transaction of a card: a transaction type, an amount, a counter. The amount of a proof is `None`.
    Transaction(TransactionKind, Option<Fen>, u16),
}

/// Value of the toolkit.
#[derive(Clone, Debug)]
pub enum ToolkitValue {
    /// Number and type of a command.
    Details(CommandDetails),
    /// Qualifier of a command.
    Qualifier(CommandDetails),
    /// Source and destination.
    Devices(DeviceIdentities),
    /// Source or destination alone.
    Device(Device),
    /// Object as the toolkit reads it.
    Object(ObjectTag, Box<Object>),
    /// Address behind a length octet that the standard does not have: its type and number.
    LongAddress(u8, String),
    /// Text whose coding is not read: the tag, the coding, and the octets.
    Unread(ObjectTag, u8, Vec<u8>),
    /// USSD text behind a header: the coding, the header, the text.
    UssdBehindHeader(u8, Vec<Element>, String),
    /// Number of characters of hidden input.
    Hidden(usize),
    /// Answer to a question: `true` for yes.
    Choice(bool),
    /// Object as it is spelt: its tag, and `true` if its value is not to be shown.
    Spelt(Tag, bool),
    /// Hours, minutes and seconds.
    Clock(TimerValue),
    /// Octet of a channel's state, of which the low three bits are the channel.
    Channel(u8),
    /// Cell of a network.
    Cell(ServingCell),
    /// Coding of an alpha field.
    AlphaCoding(AlphaCoding),
}

/// Value of short messages and of cell broadcast.
#[derive(Clone, Debug)]
pub enum SmsValue {
    /// Service centre that the card names.
    OwnCentre,
    /// Address of a short message.
    Address(SmsAddress),
    /// Time stamp.
    Timestamp(Timestamp),
    /// Validity period: the first octet of the message, which gives its format, and the octets of the period.
    Validity(u8, Vec<u8>),
    /// Element of a user data header.
    Element(Element),
    /// Message in one line.
    Message(Box<TpduFields>),
    /// Parts of a long message joined, and their number.
    Whole(MessageBody, usize),
    /// Number of a page, and number of pages.
    PageNumber(u8, u8),
    /// Number of an address alone; `true` puts a plus sign before an international one.
    Number(bool, String),
}

impl CodeTable {
    /// Returns whether the table is about answers to reset, or about fields by themselves.
    pub(super) const fn is_of_resets(self) -> bool {
        !matches!(
            self,
            CodeTable::SmsCause
                | CodeTable::SmsCommand
                | CodeTable::SmsProtocol
                | CodeTable::SmsCoding
                | CodeTable::SmsStatus
                | CodeTable::RecordStatus
                | CodeTable::BroadcastIdentifier
                | CodeTable::BroadcastSerial
                | CodeTable::BroadcastCoding
        )
    }
}

/// Table with words for octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeTable {
    /// TP-FCS.
    SmsCause,
    /// TP-CT.
    SmsCommand,
    /// TP-PID.
    SmsProtocol,
    /// TP-DCS.
    SmsCoding,
    /// TP-ST.
    SmsStatus,
    /// Status of a record of EF SMS.
    RecordStatus,
    /// Message identifier of cell broadcast.
    BroadcastIdentifier,
    /// Serial number of cell broadcast.
    BroadcastSerial,
    /// Data coding scheme of cell broadcast.
    BroadcastCoding,
    /// Type of number and numbering plan.
    NumberType,
    /// Category indicator of historical octets.
    ResetCategory,
    /// Category indicator of historical octets that a card reader made up.
    ReaderCategory,
    /// Category indicator 10, and the reference behind it.
    DirReference,
    /// Standard of a storage card.
    StorageStandard,
    /// Name of a storage card.
    StorageName,
    /// Country code.
    Country,
    /// Issuer identification number.
    Issuer,
    /// Card service data.
    Services,
    /// Initial access data.
    InitialAccess,
    /// Card capabilities.
    Capabilities,
    /// Life cycle status.
    LifeCycle,
    /// Status word of an ATR.
    ResetStatus,
    /// Application identifier in an ATR.
    Application,
    /// Octets that the table has no words for.
    Plain,
}
