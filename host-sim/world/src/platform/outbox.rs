//! Letters that the platform has not yet handed to the short message centre. The outbox is part of the same value as
//! the ledger, so that a decision and the letters about it are kept or lost together.

use sim_wire::count::Counted;
use std::collections::VecDeque;
use std::fmt;

use serde::{Deserialize, Serialize};
use sim_wire::bcd::TonNpi;
use sim_wire::message::ACCESS_CODE;
use sim_wire::udh::USER_DATA_MAX;

use super::card_file::Asn;
use super::number::Msisdn;
use sim_codec::ota::carriage::{self, PacketKind};
use sim_codec::sms::{Element, MessageBody, SmsAddress, SmsDeliver, Tpdu, UserData};
use sim_codec::time::Moment;
use sim_device::tracked_map::{ChangedKeys, TrackedMap};

/// Largest number of UCS2 characters in one short message.
const CHARACTERS_MAX: usize = 70;

/// Largest number of UCS2 characters in each part of a long message.
const CHARACTERS_OF_A_PART: usize = 67;

/// Data coding scheme of a text in UCS2.
const DCS_UCS2: u8 = 0x08;

/// Number of a letter, never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LetterId(pub u64);

impl fmt::Display for LetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Content of a letter, for people to read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LetterKind {
    /// A text for the subscriber. Each part of a long one has the whole text.
    Text(String),
    /// A secured packet for the card, or a part of such a packet.
    Packet {
        /// Number of the card.
        asn: Asn,
        /// Counter of the packet.
        counter: u64,
    },
}

impl fmt::Debug for LetterKind {
    /// Writes the content without the text, in which an initial password may stand.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LetterKind::Text(text) => write!(f, "Text({})", Counted(text.chars().count(), "character")),
            LetterKind::Packet { asn, counter } => write!(f, "Packet({asn}, counter {counter})"),
        }
    }
}

/// Short message to a subscriber, as the platform sends it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Number of the letter.
    pub id: LetterId,
    /// Number of the recipient.
    pub to: Msisdn,
    /// SMS-DELIVER as octets.
    #[serde(with = "hex::serde")]
    pub tpdu: Vec<u8>,
    /// Content of the letter.
    pub kind: LetterKind,
    /// Number of this part of the message, counted from 1.
    pub part: u8,
    /// Number of parts of the message.
    pub parts: u8,
}

impl fmt::Debug for Letter {
    /// Writes the letter without its octets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Letter { id, to, kind, part, parts, .. } = self;
        write!(f, "Letter({id} to {to}: {kind:?}, {part} of {parts})")
    }
}

/// Letters that changed. Two outboxes with the same letters are equal, whatever was stored of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Letters(pub(super) ChangedKeys<LetterId>);

impl PartialEq for Letters {
    fn eq(&self, _: &Letters) -> bool {
        true
    }
}

impl Eq for Letters {}

/// Letters in the order in which they are to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    pub(super) letters: VecDeque<Letter>,
    /// Letters that are new or gone since the platform was last stored.
    #[serde(skip)]
    pub(super) changed: Letters,
    written: u64,
    /// Reference of each subscriber's last message of several parts. References are counted for each subscriber apart,
    /// so that one is reused only after 256 such messages to the same subscriber.
    #[serde(default)]
    pub(super) references: TrackedMap<Msisdn, u8>,
}

impl Outbox {
    /// Returns the letters, the next one first.
    pub const fn letters(&self) -> &VecDeque<Letter> {
        &self.letters
    }

    /// Returns the number of letters that were ever written.
    pub(super) const fn written(&self) -> u64 {
        self.written
    }

    /// Sets the number of letters ever written, to continue from a stored outbox.
    pub(super) const fn set_written(&mut self, written: u64) {
        self.written = written;
    }

    /// Returns a letter by its number, in whose order the letters stand.
    pub(super) fn get(&self, id: LetterId) -> Option<&Letter> {
        let place = self.letters.binary_search_by_key(&id, |letter| letter.id).ok()?;
        self.letters.get(place)
    }

    /// Replaces a letter that another process changed in the file.
    pub(super) fn restore(&mut self, id: LetterId, letter: Option<Letter>) {
        match (self.letters.binary_search_by_key(&id, |letter| letter.id), letter) {
            (Ok(place), None) => drop(self.letters.remove(place)),
            (Err(place), Some(letter)) => self.letters.insert(place, letter),
            (Ok(place), Some(letter)) => {
                self.letters.iter_mut().skip(place).take(1).for_each(|old| *old = letter.clone())
            }
            (Err(_), None) => {}
        }
    }

    /// Removes a letter that the short message centre has taken.
    pub(super) fn forget(&mut self, id: LetterId) {
        if self.letters.front().is_some_and(|letter| letter.id == id) {
            self.letters.pop_front();
        } else {
            self.letters.retain(|letter| letter.id != id);
        }
        self.changed.0.mark(id);
    }

    /// Posts a text for a subscriber, in as many parts as it needs.
    pub(super) fn text(&mut self, now: Moment, to: Msisdn, text: &str) {
        let parts = pages(text);
        let total = u8::try_from(parts.len()).unwrap_or(u8::MAX);
        let reference = self.refer(to, total);
        for (number, octets) in (1..=total).zip(parts) {
            let place = Element { id: 0x00, data: vec![reference, total, number] };
            let header = (total > 1).then(|| vec![place]);
            let first = if header.is_some() { 0x40 } else { 0x00 };
            let in_front = if header.is_some() { 6 } else { 0 };
            let length = u8::try_from(octets.len() + in_front).unwrap_or(u8::MAX);
            let user = UserData { length, header, body: MessageBody::Octets(octets), kept: None };
            let (originator, time) = (sender(), now.stamp());
            let message = Tpdu::Deliver(SmsDeliver { first, originator, pid: 0x00, dcs: DCS_UCS2, time, user });
            self.post(to, &message, LetterKind::Text(text.to_owned()), (number, total));
        }
    }

    /// Posts a packet for a card, in as many parts as it needs. Returns the letters' numbers.
    pub(super) fn packet(
        &mut self,
        now: Moment,
        to: Msisdn,
        asn: Asn,
        (counter, packet): (u64, &[u8]),
    ) -> Vec<LetterId> {
        let reference = self.refer(to, if packet.len() > USER_DATA_MAX - 3 { 2 } else { 1 });
        let parts = carriage::cut(PacketKind::Command, packet, reference).unwrap_or_default();
        let total = u8::try_from(parts.len()).unwrap_or(u8::MAX);
        let numbered = (1..=total).zip(parts);
        let posted = numbered.map(|(number, user)| {
            let message = carriage::deliver(sender(), now.stamp(), user);
            self.post(to, &message, LetterKind::Packet { asn, counter }, (number, total))
        });
        posted.flatten().collect()
    }

    /// Returns the reference of a subscriber's message, the next one if the message has several parts.
    fn refer(&mut self, to: Msisdn, parts: u8) -> u8 {
        let reference = self.references.get(&to).copied().unwrap_or_default();
        if parts <= 1 {
            return reference;
        }
        let next = reference.wrapping_add(1);
        self.references.insert(to, next);
        next
    }

    /// Posts a message behind the others. A message that cannot be encoded is dropped; the platform writes none such.
    fn post(&mut self, to: Msisdn, message: &Tpdu, kind: LetterKind, (part, parts): (u8, u8)) -> Option<LetterId> {
        let tpdu = message.encode().ok()?;
        self.written = self.written.saturating_add(1);
        let id = LetterId(self.written);
        self.letters.push_back(Letter { id, to, tpdu, kind, part, parts });
        self.changed.0.mark(id);
        Some(id)
    }
}

/// Returns the platform's address as a sender.
fn sender() -> SmsAddress {
    SmsAddress::new(TonNpi::UNKNOWN, ACCESS_CODE)
}

/// Splits a text into pages of UCS2 that fit a short message each. No character is cut in two.
fn pages(text: &str) -> Vec<Vec<u8>> {
    let units = |character: char| character.len_utf16();
    let whole: usize = text.chars().map(units).sum();
    let most = if whole <= CHARACTERS_MAX { CHARACTERS_MAX } else { CHARACTERS_OF_A_PART };
    let mut pages = vec![Vec::new()];
    for character in text.chars() {
        let is_full = pages.last().is_none_or(|page: &Vec<u8>| page.len() / 2 + units(character) > most);
        if is_full {
            pages.push(Vec::new());
        }
        let mut buffer = [0; 2];
        let octets = character.encode_utf16(&mut buffer).iter().flat_map(|unit| unit.to_be_bytes());
        pages.last_mut().into_iter().for_each(|page| page.extend(octets.clone()));
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_codec::sms::Direction;

    fn number() -> Msisdn {
        "13807310001".parse().unwrap()
    }

    fn read(letter: &Letter) -> SmsDeliver {
        match Tpdu::parse(Direction::FromNetwork, &letter.tpdu) {
            Some(Tpdu::Deliver(message)) => message,
            other => panic!("{other:?} is no SMS-DELIVER"),
        }
    }

    fn said(letter: &Letter) -> String {
        match read(letter).user.body {
            MessageBody::Text(text) => text,
            MessageBody::Octets(octets) => panic!("{octets:02X?}"),
        }
    }

    #[test]
    fn text_over_seventy_characters_takes_two_messages() {
        let mut outbox = Outbox::default();
        outbox.text(Moment(0), number(), &"钱".repeat(70));
        outbox.text(Moment(0), number(), &"包".repeat(71));
        let letters: Vec<_> = outbox.letters().iter().collect();
        let parts: Vec<_> = letters.iter().map(|letter| (letter.id.0, letter.part, letter.parts)).collect();
        assert_eq!(parts, [(1, 1, 1), (2, 1, 2), (3, 2, 2)]);
        assert_eq!(said(letters[0]), "钱".repeat(70));
        assert_eq!(said(letters[1]) + &said(letters[2]), "包".repeat(71));
        let header = read(letters[2]).user.header.unwrap();
        assert_eq!(header, [Element { id: 0, data: vec![1, 2, 2] }]);
        assert!(letters.iter().all(|letter| usize::from(read(letter).user.length) <= USER_DATA_MAX));
    }

    #[test]
    fn surrogate_pair_is_not_cut() {
        let mut outbox = Outbox::default();
        let text = format!("{}😀{}", "a".repeat(66), "b".repeat(10));
        outbox.text(Moment(0), number(), &text);
        let said: Vec<_> = outbox.letters().iter().map(said).collect();
        assert_eq!(said.concat(), text);
    }

    /// Returns the concatenation reference of each part of a message; `None` for a whole message.
    fn references(letters: &[Letter]) -> Vec<Option<u8>> {
        let place = |letter: &Letter| {
            let header = read(letter).user.header?;
            header.iter().find(|element| element.id == 0).map(|element| element.data[0])
        };
        letters.iter().map(place).collect()
    }

    #[test]
    fn messages_of_several_parts_alone_use_references() {
        let mut outbox = Outbox::default();
        let packet = |outbox: &mut Outbox, length| {
            let before = outbox.letters().len();
            outbox.packet(Moment(0), number(), Asn([1; 10]), (7, &vec![0; length]));
            references(&outbox.letters().iter().skip(before).cloned().collect::<Vec<_>>())
        };
        // What a header of three octets leaves of 140 is 137.
        assert_eq!(packet(&mut outbox, 1), [None]);
        assert_eq!(packet(&mut outbox, 137), [None]);
        assert_eq!(packet(&mut outbox, 138), [Some(1), Some(1)]);
        assert_eq!(packet(&mut outbox, 137), [None]);
        assert_eq!(packet(&mut outbox, 138), [Some(2), Some(2)]);
        assert_eq!(packet(&mut outbox, 400), [Some(3); 3]);
        // Texts count on in the same row.
        outbox.text(Moment(0), number(), &"钱".repeat(70));
        outbox.text(Moment(0), number(), &"包".repeat(71));
        let texts: Vec<_> = outbox.letters().iter().skip(outbox.letters().len() - 3).cloned().collect();
        assert_eq!(references(&texts), [None, Some(4), Some(4)]);
    }

    #[test]
    fn letters_keep_order_and_print_no_content() {
        let mut outbox = Outbox::default();
        outbox.text(Moment(0), number(), "初始支付密码123456");
        outbox.packet(Moment(0), number(), Asn([1; 10]), (7, &[0; 200]));
        let ids: Vec<_> = outbox.letters().iter().map(|letter| letter.id.0).collect();
        assert_eq!(ids, [1, 2, 3]);
        let shown = [
            "Letter(1 to 13807310001: Text(12 characters), 1 of 1)",
            "Letter(2 to 13807310001: Packet(01010101010101010101, counter 7), 1 of 2)",
            "Letter(3 to 13807310001: Packet(01010101010101010101, counter 7), 2 of 2)",
        ];
        assert_eq!(outbox.letters().iter().map(|letter| format!("{letter:?}")).collect::<Vec<_>>(), shown);
        outbox.forget(LetterId(1));
        outbox.forget(LetterId(1));
        assert_eq!(outbox.letters().len(), 2);
        assert!(!format!("{:?}", outbox).contains("123456"));
        outbox.text(Moment(0), number(), "x");
        assert_eq!(outbox.letters().back().unwrap().id, LetterId(4));
    }
}
