//! Checks of a command packet, in their order (ETSI TS 102 225 §5.1, 3GPP TS 31.115 §4.2). The stored keys, and never
//! the packet, decide its security: otherwise a stranger could choose the weakest cipher and the shortest checksum. The
//! counter is checked only behind the checksum, so that nobody can find it out by trying.

use crate::crypto::{Security, same};
use crate::identity::Identity;
use crate::personalisation::{OTA_KEY_SETS_MAX, OtaKeySet};
use sim_wire::secured_packet::{
    Check, CommandHeader, CommandPacket, Counter, Counting, Form, IN_FRONT_OF_CHECK, KeyReference, ProofWanted,
    ResponseStatus, SecuredCommand, Spi,
};

/// Offset of the secured part in the packet.
const SECURED_AT: usize = IN_FRONT_OF_CHECK - SecuredCommand::BEFORE_CHECK;

type Result<T> = core::result::Result<T, ResponseStatus>;

/// A packet that passed every check of its security, with a counter that may be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AuthenticPacket<'a> {
    /// Header in clear.
    pub(crate) header: CommandHeader,
    /// Key set of the packet, and its place among the card's.
    pub(crate) keys: OtaKeySet,
    pub(crate) place: usize,
    pub(crate) counter: Counter,
    /// `true` if the counter is to be kept: it is compared, and a key vouches for it. Anybody can write a counter into
    /// a packet without a checksum, and would use up the counter for those who have the keys.
    pub(crate) keeps_counter: bool,
    /// Data without its padding; `None` if PCNTR does not fit.
    pub(crate) data: Option<&'a [u8]>,
}

impl AuthenticPacket<'_> {
    /// Returns whether the sender has proved that he has the key.
    pub(crate) const fn is_authentic(&self) -> bool {
        matches!(self.header.spi.check(), Check::Cryptographic)
    }

    /// Returns the counter that the proof of receipt repeats. It is zero if the counter was deciphered and nothing was
    /// checked; otherwise the card would decipher for anybody.
    pub(crate) fn counter_to_prove(&self) -> Counter {
        let spi = self.header.spi;
        if spi.ciphered() && spi.check() == Check::None { Counter::default() } else { self.counter }
    }

    /// Returns the security of the proof of receipt; `None` if none is wanted of a packet that was carried out.
    pub(crate) fn proof_security(&self) -> Option<Security<'_>> {
        let spi = self.header.spi;
        let is_wanted = spi.proof_wanted() == ProofWanted::Always;
        is_wanted
            .then(|| crate::crypto::security(&self.keys, spi.proof_check(), spi.proof_ciphered(), self.header.kid))
            .flatten()
    }
}

/// Checks a whole packet in every respect, and leaves it deciphered. `accepted` are the highest counters accepted
/// before, in the order of the key sets.
pub(crate) fn open<'a>(octets: &'a mut [u8], identity: &Identity, accepted: &[Counter]) -> Result<AuthenticPacket<'a>> {
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
    Ok(AuthenticPacket { header, keys: *keys, place, counter, keeps_counter: counts && is_vouched_for, data })
}

/// Returns whether the status is that of a failed check of the octets as a whole: lengths, blocks, checksum. Octets of
/// two packets mixed together fail so.
pub(crate) fn is_of_check(status: ResponseStatus) -> bool {
    matches!(
        status,
        ResponseStatus::UNIDENTIFIED_ERROR | ResponseStatus::CIPHERING_ERROR | ResponseStatus::CHECK_FAILED
    )
}

/// Refuses unless the application exists and asks for no more security than the header promises, each field by itself.
/// The card cannot check a signature.
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

/// Returns whether the proof would be made with a key that the sender does not prove to have. Without a checksum in
/// front, such a proof would answer anybody.
fn is_excessive(spi: Spi) -> bool {
    let is_wanted = spi.proof_wanted() != ProofWanted::Never;
    let with_kid = spi.proof_check() == Check::Cryptographic;
    let with_kic = spi.proof_ciphered() && !is_secret(spi);
    is_wanted && spi.check() != Check::Cryptographic && (with_kid || with_kic)
}

/// Returns whether only somebody with the key for ciphering can have made the packet.
fn is_secret(spi: Spi) -> bool {
    spi.ciphered() && spi.check() == Check::Redundancy
}

/// Returns the key set that KIc and KID name, with its place. Both name the same set, unless one leaves it open; if
/// both do, the first set is meant.
fn key_set(header: CommandHeader, identity: &Identity) -> Option<(usize, &OtaKeySet)> {
    let (kic, kid) = (header.kic, header.kid);
    let number = kic.set().max(kid.set());
    let mut sets = (0..OTA_KEY_SETS_MAX).zip(&identity.ota_keys);
    sets.find(|(_, set)| number == 0 || set.number == number).filter(|_| kic.is_compatible(kid))
}

/// Returns the security of a packet. KIc and KID must name the algorithms of these keys wherever one of the keys is
/// used, for the packet or for its proof.
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

/// Deciphers the packet and compares its check, in a time that does not depend on where they differ. Returns `None` if
/// the check is wrong, or if the packet ends inside it.
fn authentic<'a>(octets: &'a mut [u8], security: &Security<'_>) -> Option<SecuredCommand<'a>> {
    let length = security.check.length();
    security.open(octets.get_mut(SECURED_AT..)?);
    let octets = &*octets;
    let secured = SecuredCommand::split(octets.get(SECURED_AT..)?, length)?;
    let expected = security.check.over(&[octets.get(..IN_FRONT_OF_CHECK)?, secured.data]);
    same(secured.check, &expected).then_some(secured)
}

/// Refuses a counter that may not be accepted, and returns whether it is to be kept. A counter that is not compared is
/// not kept: it could move the stored one to a wrong place.
fn counted(spi: Spi, counter: Counter, accepted: Counter) -> Result<bool> {
    match spi.counting() {
        Counting::None | Counting::Available => Ok(false),
        _ if accepted == Counter::MAX => Err(ResponseStatus::COUNTER_BLOCKED),
        _ if counter <= accepted => Err(ResponseStatus::COUNTER_LOW),
        Counting::Next if Some(counter) != accepted.next() => Err(ResponseStatus::COUNTER_HIGH),
        Counting::Higher | Counting::Next => Ok(true),
    }
}
