//! Judgement of command packets (ETSI TS 102 225, 3GPP TS 31.115): the checks in the order that a receiver must keep,
//! and a reason for the first that fails. The order matters. An answer that depends on a key or on the counter, given
//! before the checksum was found right, would tell a stranger about them.

use serde::{Deserialize, Serialize};
use sim_wire::OtaKeySet;
use sim_wire::count::{Counted, CountedVerb};
use sim_wire::secured_packet::{
    Check, Ciphering, CommandHeader, CommandPacket, Counter, Counting, Form, KeyReference, PacketFormatError,
    ProofWanted, ResponsePacket, ResponseStatus, Spi, Tar,
};

use super::command::{Command, Opened};
use super::key::{ChainingMode, ChecksumKey, CipherKey, KeyMaterial};
use super::response::{Response, ResponseSecurity};
use super::security::{Keys, SecureError, Security};

/// Application that packets may be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetApplication {
    /// TAR of the application.
    pub tar: Tar,
    /// Least security of a packet for the application, as the first octet of an SPI; each field counts for itself.
    pub least: Spi,
}

/// Key set and its number, 1 to 15.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySet {
    /// Number by which KIc and KID name the set, 1 to 15.
    pub number: u8,
    /// Keys of the set.
    pub keys: Keys,
}

impl KeySet {
    /// Returns a card's key set, as its profile has it.
    pub fn of(set: &OtaKeySet) -> KeySet {
        let kic = CipherKey { key: KeyMaterial::from(&set.kic), mode: ChainingMode::Chained };
        let kid = ChecksumKey { key: KeyMaterial::from(&set.kid), length: usize::from(set.checksum_length) };
        KeySet { number: set.number, keys: Keys { kic: Some(kic), kid: Some(kid), redundancy: None } }
    }

    /// Returns the KIc and KID by which packets name this set and the algorithms of its keys.
    pub fn references(&self) -> (KeyReference, KeyReference) {
        let cipher = self.keys.kic.as_ref().and_then(CipherKey::algorithm).map_or(0, Ciphering::code);
        let checksum = self.keys.kid.as_ref().map_or(0, |kid| kid.algorithm().code());
        (KeyReference::new(self.number, cipher), KeyReference::new(self.number, checksum))
    }
}

/// Receiver of packets: its applications and its keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receiver {
    /// Applications that packets may be for.
    pub applications: Vec<TargetApplication>,
    /// Key sets. The first is meant where a packet names none.
    pub key_sets: Vec<KeySet>,
}

/// Reason for which a packet is refused, in the order of the checks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum RejectionError {
    /// The lengths of the packet disagree, or it ends inside its header.
    #[error("this is no command packet: {0}")]
    Malformed(PacketFormatError),
    /// The kind of proof that the SPI asks for is reserved.
    #[error("SPI {:02X}{:02X} asks for a proof of receipt in a way that is reserved", .0.first, .0.second)]
    ProofReserved(Spi),
    /// The receiver has no such application.
    #[error("there is no application {}", hex::encode_upper(.0.0))]
    TarUnknown(Tar),
    /// The packet has a digital signature, which nobody can check.
    #[error("it has a digital signature, which nobody here can check")]
    Signature,
    /// The first check, of the packet, is of less worth than the second, which the application asks for.
    #[error("it has {}, the application asks for a {}", .0.name(), .1.name())]
    CheckTooWeak(Check, Check),
    /// The packet is not ciphered, and the application asks for ciphering.
    #[error("it is not ciphered, and the application asks for that")]
    NotCiphered,
    /// The first counter mode, of the packet, is of less worth than the second, which the application asks for.
    #[error("its counter: {}; the application asks for: {}", .0.name(), .1.name())]
    CountingTooWeak(Counting, Counting),
    /// KIc and KID name different key sets.
    #[error("KIc names key set {0} and KID key set {1}")]
    KeySetsDiffer(u8, u8),
    /// The receiver has no key set of this number.
    #[error("there is no key set {0}")]
    NoKeySet(u8),
    /// The key is missing or of another algorithm.
    #[error("{0}")]
    Keys(SecureError),
    /// The key is of single DES, which is reserved since Release 8 and broken long since.
    #[error("its key is of single DES, which is not to be used any more")]
    SingleDes,
    /// The header has the first length (CHL); the check of that key makes it the second, in octets.
    #[error("its header has {} (CHL), with this key's check it has {}", Counted(*.0, "octet"), .1)]
    HeaderLength(u8, usize),
    /// The ciphered octets (the first number) are not whole blocks (of the second).
    #[error("{} {} ciphered, not whole blocks of {}", Counted(*.0, "octet"), CountedVerb(*.0, "is", "are"), .1)]
    NotBlocks(usize, usize),
    /// The check is wrong: another key, or another packet.
    #[error("the {} is wrong: it was made with another key, or the packet was changed", .0.name())]
    CheckWrong(Check),
    /// The stored counter has no higher value left.
    #[error("the counter is blocked: it has reached its highest value")]
    CounterBlocked,
    /// The counter (the first) is not higher than the stored one (the second).
    #[error("the counter is {}, the last one was {}: this packet was here before", .0.value(), .1.value())]
    CounterLow(Counter, Counter),
    /// The counter (the first) is more than one higher than the stored one (the second).
    #[error("the counter is {}, the last one was {}: one must be the other's next", .0.value(), .1.value())]
    CounterHigh(Counter, Counter),
    /// PCNTR, this many octets, does not fit.
    #[error("PCNTR announces {} of padding, which cannot stand there", Counted(*.0, "octet"))]
    Padding(u8),
}

/// Step of the judgement, in the order of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckStep {
    /// Lengths and header.
    Layout,
    /// Application.
    Application,
    /// Least security of the application.
    SecurityLevel,
    /// Keys and their algorithms.
    Keys,
    /// Whole blocks.
    Blocks,
    /// Redundancy check or checksum.
    Check,
    /// Counter.
    Counter,
    /// Padding.
    Padding,
}

impl CheckStep {
    /// Returns the name of the check for people.
    pub const fn name(self) -> &'static str {
        match self {
            CheckStep::Layout => "lengths and header",
            CheckStep::Application => "application (TAR)",
            CheckStep::SecurityLevel => "security level",
            CheckStep::Keys => "keys and algorithms",
            CheckStep::Blocks => "whole blocks",
            CheckStep::Check => "checksum",
            CheckStep::Counter => "counter",
            CheckStep::Padding => "padding",
        }
    }

    /// Returns the name of the check for machines.
    pub const fn key(self) -> &'static str {
        match self {
            CheckStep::Layout => "LAYOUT",
            CheckStep::Application => "APPLICATION",
            CheckStep::SecurityLevel => "SECURITY_LEVEL",
            CheckStep::Keys => "KEYS",
            CheckStep::Blocks => "BLOCKS",
            CheckStep::Check => "CHECK",
            CheckStep::Counter => "COUNTER",
            CheckStep::Padding => "PADDING",
        }
    }
}

impl RejectionError {
    /// Returns the check that failed.
    pub const fn step(&self) -> CheckStep {
        match self {
            RejectionError::Malformed(_) | RejectionError::ProofReserved(_) => CheckStep::Layout,
            RejectionError::TarUnknown(_) => CheckStep::Application,
            RejectionError::Signature
            | RejectionError::CheckTooWeak(..)
            | RejectionError::NotCiphered
            | RejectionError::CountingTooWeak(..) => CheckStep::SecurityLevel,
            RejectionError::KeySetsDiffer(..)
            | RejectionError::NoKeySet(_)
            | RejectionError::Keys(_)
            | RejectionError::SingleDes
            | RejectionError::HeaderLength(..) => CheckStep::Keys,
            RejectionError::NotBlocks(..) => CheckStep::Blocks,
            RejectionError::CheckWrong(_) => CheckStep::Check,
            RejectionError::CounterBlocked | RejectionError::CounterLow(..) | RejectionError::CounterHigh(..) => {
                CheckStep::Counter
            }
            RejectionError::Padding(_) => CheckStep::Padding,
        }
    }

    /// Returns the response status of a proof of receipt for this reason.
    pub const fn status(&self) -> ResponseStatus {
        match self {
            RejectionError::Malformed(_)
            | RejectionError::ProofReserved(_)
            | RejectionError::Signature
            | RejectionError::KeySetsDiffer(..)
            | RejectionError::NoKeySet(_)
            | RejectionError::Keys(_)
            | RejectionError::SingleDes
            | RejectionError::HeaderLength(..)
            | RejectionError::Padding(_) => ResponseStatus::UNIDENTIFIED_ERROR,
            RejectionError::TarUnknown(_) => ResponseStatus::TAR_UNKNOWN,
            RejectionError::CheckTooWeak(..) | RejectionError::NotCiphered | RejectionError::CountingTooWeak(..) => {
                ResponseStatus::INSUFFICIENT_SECURITY
            }
            RejectionError::NotBlocks(..) => ResponseStatus::CIPHERING_ERROR,
            RejectionError::CheckWrong(_) => ResponseStatus::CHECK_FAILED,
            RejectionError::CounterBlocked => ResponseStatus::COUNTER_BLOCKED,
            RejectionError::CounterLow(..) => ResponseStatus::COUNTER_LOW,
            RejectionError::CounterHigh(..) => ResponseStatus::COUNTER_HIGH,
        }
    }
}

/// Packet that is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedPacket {
    /// Reason of the refusal.
    pub reason: RejectionError,
    /// Header of the packet; `None` where too little of it is there to answer.
    pub header: Option<CommandHeader>,
    /// Counter to be stored all the same: that of a packet which was authentic and had another fault. `None` where no
    /// counter is to be stored.
    pub store: Option<Counter>,
}

impl RejectedPacket {
    /// Returns the response status; `None` where no header says whom to answer.
    pub fn status(&self) -> Option<ResponseStatus> {
        self.header.map(|_| self.reason.status())
    }

    /// Returns the proof of receipt, if the packet asks for one.
    ///
    /// The proof is in clear, unsigned, and has a counter of zeros, whatever the packet asks for. So nothing in it
    /// comes from a key.
    pub fn proof(&self) -> Option<Vec<u8>> {
        let header = self
            .header
            .filter(|header| matches!(header.spi.proof_wanted(), ProofWanted::Always | ProofWanted::OnError))?;
        let (tar, status) = (header.tar, self.reason.status());
        let proof = Response { form: Form::ShortMessage, tar, counter: Counter::default(), status, data: Vec::new() };
        let packet = proof.wrap(ResponseSecurity::CLEAR, &Keys::default()).ok()?;
        Some([&ResponsePacket::USER_DATA_HEADER[..], &packet].concat())
    }
}

/// Packet that is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedPacket {
    /// Contents of the packet.
    pub command: Command,
    /// Number of the key set that secured the packet; `None` where no key was needed.
    pub key_set: Option<u8>,
    /// Counter to be stored before anything is done; `None` where the packet's counter is not checked.
    pub store: Option<Counter>,
}

/// Judges a command packet as it came in a short message, without the header of the user data. `stored` is the highest
/// counter that was ever accepted.
pub fn judge(packet: &[u8], receiver: &Receiver, stored: Counter) -> Result<AcceptedPacket, RejectedPacket> {
    let header = CommandHeader::glimpse(packet);
    let refused = |reason| RejectedPacket { reason, header, store: None };
    let parsed =
        CommandPacket::parse(Form::ShortMessage, packet).map_err(|error| refused(RejectionError::Malformed(error)))?;
    receiver.check_application(parsed.header).map_err(refused)?;
    let set = receiver.key_set(parsed.header).map_err(refused)?;
    let security = secured_by(&parsed, set.map_or(&Keys::default(), |set| &set.keys)).map_err(refused)?;
    let opened = authentic(packet, &parsed, &security).map_err(refused)?;
    let store = count(opened.packet.header.spi, opened.packet.counter, stored).map_err(refused)?;
    if opened.padding.is_none() {
        return Err(RejectedPacket { reason: RejectionError::Padding(opened.padding_count), header, store });
    }
    Ok(AcceptedPacket { command: opened.packet, key_set: set.map(|set| set.number), store })
}

impl Receiver {
    /// Checks that the application exists and asks for no more security than the header promises.
    fn check_application(&self, header: CommandHeader) -> Result<(), RejectionError> {
        let spi = header.spi;
        if spi.proof_wanted() == ProofWanted::Reserved {
            return Err(RejectionError::ProofReserved(spi));
        }
        let application = self.applications.iter().find(|application| application.tar == header.tar);
        let least = application.ok_or(RejectionError::TarUnknown(header.tar))?.least;
        if spi.check() == Check::Signature {
            return Err(RejectionError::Signature);
        }
        if spi.check() < least.check() {
            return Err(RejectionError::CheckTooWeak(spi.check(), least.check()));
        }
        if least.ciphered() && !spi.ciphered() {
            return Err(RejectionError::NotCiphered);
        }
        if spi.counting() < least.counting() {
            return Err(RejectionError::CountingTooWeak(spi.counting(), least.counting()));
        }
        Ok(())
    }

    /// Returns the key set that KIc and KID name; `None` where no key is needed.
    fn key_set(&self, header: CommandHeader) -> Result<Option<&KeySet>, RejectionError> {
        let (kic, kid) = (header.kic, header.kid);
        if !kic.is_compatible(kid) {
            return Err(RejectionError::KeySetsDiffer(kic.set(), kid.set()));
        }
        if !header.spi.ciphered() && header.spi.check() != Check::Cryptographic {
            return Ok(None);
        }
        let number = kic.set().max(kid.set());
        let found = self.key_sets.iter().find(|set| number == 0 || set.number == number);
        found.map(Some).ok_or(RejectionError::NoKeySet(number))
    }
}

/// Returns the security of the packet, by the receiver's keys and not by the packet's word.
fn secured_by(packet: &CommandPacket<'_>, keys: &Keys) -> Result<Security, RejectionError> {
    let security = Command::security(packet.header, keys).map_err(RejectionError::Keys)?;
    if security.is_single_des() {
        return Err(RejectionError::SingleDes);
    }
    let length = security.check.length();
    if packet.check_length() != Some(length) {
        return Err(RejectionError::HeaderLength(packet.header_length, CommandPacket::HEADER_LENGTH + length));
    }
    Ok(security)
}

/// Deciphers the packet and verifies its check.
fn authentic(
    octets: &[u8],
    packet: &CommandPacket<'_>,
    security: &Security,
) -> Result<Opened<Command>, RejectionError> {
    let secured = packet.secured.len();
    let clear =
        security.deciphered(octets, secured).map_err(|error| RejectionError::NotBlocks(error.length, error.block))?;
    // A packet that ends inside its check has none that could be right.
    let wrong = RejectionError::CheckWrong(packet.header.spi.check());
    Command::read(packet.form, &clear, security).filter(|opened| opened.check_holds).ok_or(wrong)
}

/// Checks the counter of a packet, and returns the counter to be stored.
///
/// A counter that is not checked is not stored either: it could only let a stranger move the stored one.
pub fn count(spi: Spi, counter: Counter, stored: Counter) -> Result<Option<Counter>, RejectionError> {
    match spi.counting() {
        Counting::None | Counting::Available => Ok(None),
        _ if stored == Counter::MAX => Err(RejectionError::CounterBlocked),
        _ if counter <= stored => Err(RejectionError::CounterLow(counter, stored)),
        Counting::Next if Some(counter) != stored.next() => Err(RejectionError::CounterHigh(counter, stored)),
        Counting::Higher | Counting::Next => Ok(Some(counter)),
    }
}
