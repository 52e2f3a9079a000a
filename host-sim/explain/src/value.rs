//! Typed values of the tree's nodes: numbers, octets, texts, money, dates, codes of a table, and the values of the
//! toolkit, of short messages and of packets. The words for a value are made elsewhere ([`crate::render`]).

use std::borrow::Cow;

use jiff::civil::{Date, Time};
use sim_wire::Fen;
use sim_wire::proactive::{CommandDetails, Device, DeviceIdentities, ObjectTag};
use sim_wire::secured_packet::{Counter, KeyReference, Spi};
use sim_wire::text::AlphaCoding;
use sim_wire::tlv::Tag;

use super::Title;
use super::coding::Coding;
use super::toolkit::secured_packet::Packet;
use sim_codec::cat::Object;
use sim_codec::cat::content::TimerValue;
use sim_codec::cat::place::Cell;
use sim_codec::ota::carriage::PacketKind;
use sim_codec::sms::{Body, Element, SmsAddress, Timestamp, TpduFields};

/// What a node says.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// Nothing by itself: what it says stands in its children.
    Group,
    /// Nothing, said by octets that stand for nothing.
    Nothing,
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(u64),
    /// An octet whose digits are read as they are.
    Octet(u8),
    /// Octets that mean nothing by themselves.
    Octets(Cow<'a, [u8]>),
    /// Octets that do not follow their coding, and what they are not.
    Odd(&'a [u8], &'static str),
    /// Characters.
    Text(Cow<'a, str>),
    /// Characters that somebody wrote, shown between quotation marks.
    Quoted(String),
    /// Decimal digits.
    Digits(String),
    /// An amount of money.
    Amount(Fen),
    /// A limit of money; `None` where there is none.
    Limit(Option<Fen>),
    /// A day of the calendar.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A PIN as the card takes it; `None` where the octets are not digits.
    Pin(Option<String>, &'a [u8]),
    /// So many octets that nobody should read off a screen.
    Secret(usize, &'a [u8]),
    /// 00 off, 01 on.
    Switch(u8),
    /// A number that stands for a word of a table.
    Code(Coding, u8),
    /// A status word.
    StatusWord(u16),
    /// The name of an application.
    Aid(&'a [u8]),
    /// The identifier of a file.
    File([u8; 2]),
    /// The short identifier of a file; `None` where it has none.
    ShortFile(Option<u8>),
    /// A number in the high five bits of an octet.
    HighBits(u8),
    /// File identifiers one behind the other.
    Path(&'a [u8]),
    /// The descriptor of a file.
    FileDescriptor(&'a [u8]),
    /// What a terminal can do, a bit each.
    Abilities(&'a [u8]),
    /// The class of a command.
    Class(u8),
    /// The instruction of a command, and its name.
    Instruction(u8, Cow<'static, str>),
    /// Lc: the number of octets of data.
    DataLength(u16),
    /// Le as it is coded, and the most octets that it lets the answer have.
    AskedLength(u16, u32),
    /// Octets that a table has words for.
    Coded(CodeTable, Cow<'a, [u8]>),
    /// Octets of an object whose tag is reserved, and the tag.
    Reserved(u8, Cow<'a, [u8]>),
    /// A number with a name for machines; `None` where the table has none.
    Named(u8, Option<&'static str>),
    /// A value of the toolkit.
    Toolkit(ToolkitValue),
    /// A value of short messages.
    Sms(SmsValue),
    /// A value of secured packets.
    Packet(PacketValue),
    /// The newest transaction of a card: a transaction type, an amount, a counter; the amount is left out of a proof.
    Transaction(&'static str, Option<Fen>, u16),
}

/// A value of the toolkit.
#[derive(Clone, Debug)]
pub enum ToolkitValue {
    /// Number and type of a command.
    Details(CommandDetails),
    /// The qualifier of a command.
    Qualifier(CommandDetails),
    /// From whom to whom.
    Devices(DeviceIdentities),
    /// One of the two ends.
    Device(Device),
    /// An object as the toolkit reads it.
    Object(ObjectTag, Box<Object>),
    /// An address behind a length octet that the standard does not have: its type and number.
    LongAddress(u8, String),
    /// A text whose coding is not read: the coding, and the octets.
    Unread(ObjectTag, u8, Vec<u8>),
    /// A USSD text behind a header: the coding, the header, the text.
    UssdBehindHeader(u8, Vec<Element>, String),
    /// Hidden input of so many characters.
    Hidden(usize),
    /// Yes or no, as an answer to a question has it.
    Choice(bool),
    /// An object as it is spelt: its tag, and whether its value is not to be shown.
    Spelt(Tag, bool),
    /// Hours, minutes, seconds.
    Clock(TimerValue),
    /// The octet of a channel's state, of which the low three bits are the channel.
    Channel(u8),
    /// A cell of a network.
    Cell(Cell),
    /// How an alpha field is coded.
    AlphaCoding(AlphaCoding),
}

/// A value of short messages and of cell broadcast.
#[derive(Clone, Debug)]
pub enum SmsValue {
    /// The service centre that the card names.
    OwnCentre,
    /// An address.
    Address(SmsAddress),
    /// A time stamp.
    Timestamp(Timestamp),
    /// A validity period: the first octet of the message, which says its form, and the period.
    Validity(u8, Vec<u8>),
    /// An element of a user data header.
    Element(Element),
    /// A message in one line.
    Message(Box<TpduFields>),
    /// All parts of a long message joined, and how many they are.
    Whole(Body, usize),
    /// Which page of how many.
    PageNumber(u8, u8),
    /// The number of an address alone, with a plus sign where it is international.
    Number(bool, String),
}

/// A value of secured packets.
#[derive(Clone, Debug)]
pub enum PacketValue {
    /// A packet, which a reader with keys may open.
    Whole(Box<Packet>),
    /// A part of a packet of several: which part of how many.
    Part(PacketKind, u8, u8),
    /// Octets of the packet, of which the first two are this length.
    Length(usize),
    /// Octets of the header, and how many of them are the check; `None` where that is no header.
    HeaderLength(u8, Option<usize>),
    /// How a command is secured.
    Security(Spi),
    /// What proof of receipt is wanted, and how it is to be secured.
    Proof(Spi),
    /// A key reference: which set, and the name of the algorithm.
    Key(KeyReference, &'static str),
    /// Octets, and what is to be said of them.
    Noted(Vec<u8>, &'static str),
    /// The counter.
    Counter(Counter),
    /// So many octets of padding.
    Padding(u8),
    /// So many octets of data that are not shown, and why or what they are.
    Withheld(usize, &'static str),
    /// A request to the platform: its code and name, its number, and the card that it is of.
    Request(u8, &'static str, u16, [u8; 10]),
    /// So many digits that are not shown.
    Hidden(usize),
    /// An amount of money that is asked for.
    Amount(Fen),
    /// The card's answer to its own INITIALIZE FOR LOAD.
    LoadAnswer(Box<sim_wire::message::LoadAnswer>),
    /// A command of a script, and its name.
    Command(Vec<u8>, Title),
    /// The answer to a command of a script.
    Answer(Vec<u8>),
    /// How many commands of a script were done, and the status word of the last.
    Done(Option<u64>, Option<u16>),
    /// What became of a command.
    Status(sim_wire::secured_packet::ResponseStatus),
}

impl CodeTable {
    /// Returns whether the table is about answers to reset, or about fields that stand by themselves.
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

/// A table with words for octets.
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
    /// Category indicator of historical octets that a reader made up.
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
    /// Octets that the table says nothing of.
    Plain,
}
