//! Octets as read for one kind. The reading that weighs octets is also explained, so that nothing is read twice.

use sim_codec::cat::place::CellPage;
use sim_codec::cat::value::ObjectValue as _;
use sim_codec::ota::carriage::PacketKind;
use sim_codec::sms::{Direction, Pdu, Timestamp};

use super::layout::LayoutField;
use super::remark::AnswerRemark;
use super::title::Subject;
use super::toolkit::{self, secured_packet};
use super::tree::Span;
use super::{ContentKind, Explanation, Title, answer, atr, bare, command, control, files, joined, names};

/// Octets as read for one kind.
pub(super) enum ParsedContent<'a> {
    /// Finished explanation, as far as the octets go.
    Explained(Box<Explanation<'a>>),
    /// Command and answer; `None` where no lengths agree.
    Exchange(Option<(&'a [u8], &'a [u8])>),
    /// Message of the toolkit.
    Message(ContentKind, Box<toolkit::ParsedMessage>),
    /// Short message of that direction.
    ShortMessage(Direction, Box<Pdu>),
    /// Record of EF SMS; `None` where there is no octet.
    SmsRecord(Option<Box<toolkit::Record>>),
    /// Page of a cell broadcast message; `None` where the octets are too few.
    CellBroadcast(Option<CellPage>),
    /// Secured packet of that kind.
    Packet(PacketKind, Box<secured_packet::FoundPacket>),
    /// Address; `None` where the lengths do not agree.
    Address(Option<bare::Read>),
    /// Time stamp; `None` where the octets are not seven.
    TimeStamp(Option<Timestamp>),
    /// Octets of a kind that is weighed without being read.
    Octets(ContentKind),
}

impl<'a> ParsedContent<'a> {
    /// Reads octets as the given kind.
    pub(super) fn read(kind: ContentKind, octets: &'a [u8]) -> ParsedContent<'a> {
        match kind {
            ContentKind::Command => ParsedContent::Explained(Box::new(command::command(octets))),
            ContentKind::Atr => ParsedContent::Explained(Box::new(atr::atr(octets))),
            ContentKind::Exchange => ParsedContent::Exchange(joined::split(octets)),
            ContentKind::ProactiveCommand => ParsedContent::Message(kind, Box::new(toolkit::parse(kind, octets))),
            // The whole command around the message is accepted too.
            ContentKind::TerminalResponse if matches!(octets, [0xA0 | 0x80, 0x14, ..]) => {
                ParsedContent::read(ContentKind::Command, octets)
            }
            ContentKind::Envelope if matches!(octets, [0xA0 | 0x80, 0xC2, ..]) => {
                ParsedContent::read(ContentKind::Command, octets)
            }
            ContentKind::TerminalResponse | ContentKind::Envelope => {
                ParsedContent::Message(kind, Box::new(toolkit::parse(kind, octets)))
            }
            ContentKind::SmsToHandset => ParsedContent::of_short_message(Direction::FromNetwork, octets),
            ContentKind::SmsFromHandset => ParsedContent::of_short_message(Direction::ToNetwork, octets),
            ContentKind::SmsRecord => ParsedContent::SmsRecord(toolkit::Record::read(octets).map(Box::new)),
            ContentKind::CellBroadcast => ParsedContent::CellBroadcast(CellPage::read(octets)),
            ContentKind::CommandPacket => ParsedContent::of_packet(PacketKind::Command, octets),
            ContentKind::ResponsePacket => ParsedContent::of_packet(PacketKind::Response, octets),
            ContentKind::Address => ParsedContent::Address(bare::read_address(octets)),
            ContentKind::TimeStamp => ParsedContent::TimeStamp(Timestamp::read(octets)),
            kind => ParsedContent::Octets(kind),
        }
    }

    fn of_short_message(direction: Direction, octets: &[u8]) -> ParsedContent<'a> {
        ParsedContent::ShortMessage(direction, Box::new(Pdu::read(direction, octets)))
    }

    fn of_packet(kind: PacketKind, octets: &[u8]) -> ParsedContent<'a> {
        ParsedContent::Packet(kind, Box::new(secured_packet::FoundPacket::read(octets)))
    }

    /// Explains what has been read.
    pub(super) fn explain(self, octets: &'a [u8]) -> Explanation<'a> {
        match self {
            ParsedContent::Explained(explanation) => *explanation,
            ParsedContent::Exchange(cut) => joined::explain(cut, octets),
            ParsedContent::Message(kind, parsed) => toolkit::explain(kind, *parsed, octets),
            ParsedContent::ShortMessage(direction, pdu) => toolkit::explain_pdu(direction, *pdu, octets),
            ParsedContent::SmsRecord(record) => toolkit::explain_record(record.map(|record| *record), octets),
            ParsedContent::CellBroadcast(page) => toolkit::explain_page(page, octets),
            ParsedContent::Packet(kind, found) => secured_packet::explain(kind, *found, octets),
            ParsedContent::Address(read) => bare::address(read, octets),
            ParsedContent::TimeStamp(read) => bare::time_stamp(read, octets),
            ParsedContent::Octets(kind) => explain_octets(kind, octets),
        }
    }
}

fn explain_octets(kind: ContentKind, octets: &[u8]) -> Explanation<'_> {
    match kind {
        ContentKind::Answer => answer::answer(None, octets),
        ContentKind::Status => answer::status_word(octets),
        ContentKind::Record => laid_out(kind, "record of the log", files::LOG_RECORD, octets),
        ContentKind::File15 => laid_out(kind, "file 15, public application data", files::FILE_15, octets),
        ContentKind::File16 => laid_out(kind, "file 16, holder's data", files::FILE_16, octets),
        ContentKind::Fci => control::control(octets),
        ContentKind::FileIdentifier => file_identifier(octets),
        ContentKind::Card => super::image::card(octets),
        ContentKind::Alpha => bare::alpha(octets),
        ContentKind::PackedText => bare::packed_text(octets),
        ContentKind::Ucs2Text => bare::ucs2_text(octets),
        _ => undecided(octets, Vec::new()),
    }
}

fn laid_out<'a>(
    kind: ContentKind,
    name: &'static str,
    parts: &'static [LayoutField],
    octets: &'a [u8],
) -> Explanation<'a> {
    let mut explanation = Explanation::new(kind, name, octets);
    answer::laid_out(parts, Span::whole(octets), &mut explanation);
    explanation.covered()
}

fn file_identifier(octets: &[u8]) -> Explanation<'_> {
    let name = octets.try_into().ok().and_then(names::file).unwrap_or("no file of the wallet");
    Explanation::new(ContentKind::FileIdentifier, name, octets).covered()
}

/// Explains octets that look like no one kind: names the kinds that they could be, none of them as a fact.
pub(super) fn undecided(octets: &[u8], kinds: Vec<ContentKind>) -> Explanation<'_> {
    let name = Title::from(Subject::CouldBe(kinds.clone()));
    let mut explanation = Explanation::new(ContentKind::Unknown, name, octets);
    explanation.could_also_be = kinds;
    explanation.problems.push(AnswerRemark::Unclear(octets.len()).into());
    explanation.covered()
}
