//! Proofs of receipt (response packets, 3GPP TS 31.115 §4.4, ETSI TS 102 225 §5.2). A refusal is proved in clear,
//! without a check and with a counter of zeros. Its length and form do not depend on what the packet asks for. Nothing
//! in it comes from a key or from a ciphered part of the packet.

use crate::crypto::{PacketCheck, Security};
use sim_wire::concat;
use sim_wire::secured_packet::{
    CommandHeader, Counter, Form, IN_FRONT_OF_CHECK, ProofWanted, ResponsePacket, ResponseStatus, SecuredResponse, Tar,
};
use sim_wire::tlv::Emitter;
use sim_wire::udh::USER_DATA_MAX;

use super::carriage::UserData;

/// Most octets that the answer to ENVELOPE brings to the network (3GPP TS 31.111 §7.1.1.2).
const ENVELOPE_MAX: usize = 128;

/// Octets of the largest block, and of the largest check.
const BLOCK_MAX: usize = 16;
const CHECK_MAX: usize = 8;

/// Most octets of data in a proof, so that it fits into the answer to ENVELOPE under any security.
pub(crate) const DATA_MAX: usize = ENVELOPE_MAX - IN_FRONT_OF_CHECK - CHECK_MAX - (BLOCK_MAX - 1);

/// Octets of user data header, in front of the packet.
const HEADER_LENGTH: usize = ResponsePacket::USER_DATA_HEADER.len();

/// Offsets of check and secured part in the packet.
const CHECK_AT: usize = IN_FRONT_OF_CHECK - HEADER_LENGTH;
const SECURED_AT: usize = CHECK_AT - SecuredResponse::BEFORE_CHECK;

/// Creates the proof that a packet was refused; `None` if the packet asks for none.
pub(crate) fn refused(header: CommandHeader, status: ResponseStatus) -> Option<UserData> {
    let is_wanted = matches!(header.spi.proof_wanted(), ProofWanted::Always | ProofWanted::OnError);
    let clear = Security { cipher: None, check: PacketCheck::Nothing };
    is_wanted.then(|| made(header.tar, Counter::default(), status, &[], &clear)).flatten()
}

/// Creates the proof that a packet was carried out, with the answer to its script.
pub(crate) fn carried_out(tar: Tar, counter: Counter, answer: &[u8], security: &Security<'_>) -> Option<UserData> {
    made(tar, counter, ResponseStatus::OK, answer, security)
}

fn made(
    tar: Tar,
    counter: Counter,
    status: ResponseStatus,
    answer: &[u8],
    security: &Security<'_>,
) -> Option<UserData> {
    let check = security.check.length();
    let secured = SecuredResponse::BEFORE_CHECK.checked_add(check)?.checked_add(answer.len())?;
    let padding = security.padding(secured);
    let padded: [u8; DATA_MAX + BLOCK_MAX] = concat(&[answer]);
    let data = padded.get(..answer.len().checked_add(usize::from(padding))?)?;
    let zeros = [0; CHECK_MAX];
    let secured = SecuredResponse { counter, padding, status, check: zeros.get(..check)?, data };
    let mut buffer = [0; USER_DATA_MAX];
    let mut whole = Emitter::new(&mut buffer);
    whole.octets(&ResponsePacket::USER_DATA_HEADER).ok()?;
    ResponsePacket::emit(Form::ShortMessage, tar, &secured, &mut whole).ok()?;
    let mut user_data = UserData::from_slice(whole.written()).ok()?;
    let packet = user_data.get_mut(HEADER_LENGTH..)?;
    security.seal(&ResponsePacket::USER_DATA_HEADER, packet, SECURED_AT, CHECK_AT);
    Some(user_data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_wire::OtaKey;

    #[test]
    fn longest_secured_proof_fits_the_envelope_answer() {
        for key in [OtaKey::TripleDes2([1; 16]), OtaKey::Aes256([2; 32])] {
            for (cipher, check) in [
                (None, PacketCheck::Nothing),
                (Some(&key), PacketCheck::Nothing),
                (Some(&key), PacketCheck::Checksum(&key, 8)),
            ] {
                let security = Security { cipher, check };
                let proof = carried_out(Tar([1, 2, 3]), Counter::MAX, &[7; DATA_MAX], &security).unwrap();
                assert!(proof.len() <= ENVELOPE_MAX, "{}", proof.len());
                assert_eq!(carried_out(Tar([1, 2, 3]), Counter::MAX, &[7; DATA_MAX + 17], &security), None);
            }
        }
    }
}
