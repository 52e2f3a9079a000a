//! Whether to believe a command packet (ETSI TS 102 225 §5.1, 3GPP TS 31.115 §4.2): every check in its order. What
//! secures a packet the stored keys say, and never the packet: otherwise a stranger would choose the weakest cipher and
//! the shortest checksum. The counter is looked at only behind the checksum, so that nobody can ask for it.

use crate::crypto::{Security, same};
use crate::identity::Identity;
use crate::personalisation::{OTA_KEY_SETS_MAX, OtaKeySet};
use sim_wire::secured_packet::{
    Check, CommandHeader, CommandPacket, Counter, Counting, Form, IN_FRONT_OF_CHECK, KeyReference, ProofWanted,
    ResponseStatus, SecuredCommand, Spi,
};

/// Where the secured part begins.
const SECURED_AT: usize = IN_FRONT_OF_CHECK - SecuredCommand::BEFORE_CHECK;

type Result<T> = core::result::Result<T, ResponseStatus>;

/// A packet that is authentic, with a counter that may be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Believed<'a> {
    /// What it says in clear.
    pub(crate) header: CommandHeader,
    /// The key set, and its place among the card's.
    pub(crate) keys: OtaKeySet,
    pub(crate) place: usize,
    pub(crate) counter: Counter,
    /// Whether the counter is to be kept: it must be one that counts, and a key must vouch for it. Anybody can write a
    /// counter into a packet that has no checksum, and would use up the counter for those who have the keys.
    pub(crate) keeps_counter: bool,
    /// The data without its padding; `None` where PCNTR does not fit.
    pub(crate) data: Option<&'a [u8]>,
}

impl Believed<'_> {
    /// Whether the sender has shown that he has the key.
    pub(crate) const fn is_authentic(&self) -> bool {
        matches!(self.header.spi.check(), Check::Cryptographic)
    }

    /// The counter as the proof of receipt repeats it: zeros where it was deciphered and nothing checked, or the card
    /// would decipher for anybody.
    pub(crate) fn counter_to_prove(&self) -> Counter {
        let spi = self.header.spi;
        if spi.ciphered() && spi.check() == Check::None { Counter::default() } else { self.counter }
    }

    /// What secures the proof of receipt; `None` where none is wanted of a packet that was carried out.
    pub(crate) fn proof_security(&self) -> Option<Security<'_>> {
        let spi = self.header.spi;
        let is_wanted = spi.proof_wanted() == ProofWanted::Always;
        is_wanted
            .then(|| crate::crypto::security(&self.keys, spi.proof_check(), spi.proof_ciphered(), self.header.kid))
            .flatten()
    }
}

/// Makes every check of a whole packet, and leaves it deciphered. `accepted` are the highest counters accepted before,
/// in the order of the key sets.
pub(crate) fn open<'a>(octets: &'a mut [u8], identity: &Identity, accepted: &[Counter]) -> Result<Believed<'a>> {
    let packet = CommandPacket::parse(Form::ShortMessage, octets).map_err(|_| ResponseStatus::UNIDENTIFIED_ERROR)?;
    let header = packet.header;
    if header.spi.proof_wanted() == ProofWanted::Reserved {
        return Err(ResponseStatus::UNIDENTIFIED_ERROR);
    }
    admitted(header, identity)?;
    let (place, keys) = key_set(header, identity).ok_or(ResponseStatus::UNIDENTIFIED_ERROR)?;
    let security = security(header, keys)?;
    let check_length = security.check.length();
    if packet.check_length() != Some(check_length) {
        return Err(ResponseStatus::UNIDENTIFIED_ERROR);
    }
    if !security.is_whole(packet.secured.len()) {
        return Err(ResponseStatus::CIPHERING_ERROR);
    }
    let secured = authentic(octets, &security).ok_or(ResponseStatus::CHECK_FAILED)?;
    let counter = secured.counter;
    let counts = counted(header.spi, counter, accepted.get(place).copied().unwrap_or(Counter::MAX))?;
    let is_vouched_for = header.spi.check() == Check::Cryptographic || is_secret(header.spi);
    let unpadded = secured.without_padding().filter(|_| security.may_pad(secured.padding));
    let data = unpadded.map(|(data, _)| data);
    Ok(Believed { header, keys: *keys, place, counter, keeps_counter: counts && is_vouched_for, data })
}

/// Whether a packet refused with that status failed a check of its octets as a whole: lengths, blocks, checksum. Octets
/// of two packets mixed together fail so.
pub(crate) fn is_of_check(status: ResponseStatus) -> bool {
    matches!(
        status,
        ResponseStatus::UNIDENTIFIED_ERROR | ResponseStatus::CIPHERING_ERROR | ResponseStatus::CHECK_FAILED
    )
}

/// Whether the application exists and asks for no more security than the header promises, each field for itself. A
/// signature is nothing that anybody here can check.
fn admitted(header: CommandHeader, identity: &Identity) -> Result<()> {
    let application = identity.ota_applications.iter().find(|application| application.tar == header.tar);
    let least = Spi { first: application.ok_or(ResponseStatus::TAR_UNKNOWN)?.least, second: 0 };
    let spi = header.spi;
    if spi.check() == Check::Signature {
        return Err(ResponseStatus::UNIDENTIFIED_ERROR);
    }
    let is_weaker = spi.check() < least.check()
        || (least.ciphered() && !spi.ciphered())
        || spi.counting() < least.counting()
        || is_excessive(spi);
    if is_weaker { Err(ResponseStatus::INSUFFICIENT_SECURITY) } else { Ok(()) }
}

/// Whether the proof is to be made with a key that the sender does not show to have: with no checksum in front of it, a
/// proof under a key would be an answer to anybody.
fn is_excessive(spi: Spi) -> bool {
    let is_wanted = spi.proof_wanted() != ProofWanted::Never;
    let with_kid = spi.proof_check() == Check::Cryptographic;
    let with_kic = spi.proof_ciphered() && !is_secret(spi);
    is_wanted && spi.check() != Check::Cryptographic && (with_kid || with_kic)
}

/// Whether whoever made the packet must have had the key for ciphering.
fn is_secret(spi: Spi) -> bool {
    spi.ciphered() && spi.check() == Check::Redundancy
}

/// The key set that KIc and KID name, both the same unless one leaves it open; the first where both do.
fn key_set(header: CommandHeader, identity: &Identity) -> Option<(usize, &OtaKeySet)> {
    let (kic, kid) = (header.kic, header.kid);
    let number = kic.set().max(kid.set());
    let mut sets = (0..OTA_KEY_SETS_MAX).zip(&identity.ota_keys);
    sets.find(|(_, set)| number == 0 || set.number == number).filter(|_| kic.is_compatible(kid))
}

/// What secures a packet, if KIc and KID name the algorithms of these keys wherever one of the keys is used, for the
/// packet or for its proof.
fn security(header: CommandHeader, keys: &OtaKeySet) -> Result<Security<'_>> {
    let CommandHeader { spi, kic, kid, .. } = header;
    let names = |given: KeyReference, own: KeyReference| given.is_implicit() || given.algorithm() == own.algorithm();
    let proves = spi.proof_wanted() != ProofWanted::Never;
    let uses_kic = spi.ciphered() || (proves && spi.proof_ciphered());
    let uses_kid = spi.check() == Check::Cryptographic || (proves && spi.proof_check() == Check::Cryptographic);
    let fits = (!uses_kic || names(kic, keys.kic_octet())) && (!uses_kid || names(kid, keys.kid_octet()));
    let can_prove = !proves || crate::crypto::security(keys, spi.proof_check(), spi.proof_ciphered(), kid).is_some();
    let security = crate::crypto::security(keys, spi.check(), spi.ciphered(), kid).filter(|_| fits && can_prove);
    security.ok_or(ResponseStatus::UNIDENTIFIED_ERROR)
}

/// Deciphers the packet and holds its check to it, in a time that does not depend on where they differ. A packet that
/// ends inside its check has none that could be right.
fn authentic<'a>(octets: &'a mut [u8], security: &Security<'_>) -> Option<SecuredCommand<'a>> {
    let length = security.check.length();
    security.open(octets.get_mut(SECURED_AT..)?);
    let octets = &*octets;
    let secured = SecuredCommand::split(octets.get(SECURED_AT..)?, length)?;
    let expected = security.check.over(&[octets.get(..IN_FRONT_OF_CHECK)?, secured.data]);
    same(secured.check, &expected).then_some(secured)
}

/// Whether the counter may be accepted, and whether it is one that is kept then: a counter that is not compared could
/// only move the stored one to where it should not be.
fn counted(spi: Spi, counter: Counter, accepted: Counter) -> Result<bool> {
    match spi.counting() {
        Counting::None | Counting::Available => Ok(false),
        _ if accepted == Counter::MAX => Err(ResponseStatus::COUNTER_BLOCKED),
        _ if counter <= accepted => Err(ResponseStatus::COUNTER_LOW),
        Counting::Next if Some(counter) != accepted.next() => Err(ResponseStatus::COUNTER_HIGH),
        Counting::Higher | Counting::Next => Ok(true),
    }
}
