//! Vectors of MACs by themselves and of the issuer's commands.

use sim_wire::apdu::Header;

use super::given::VectorFields;
use super::{Mismatch, Results};
use crate::sam::secure_messaging::{self, Challenge};
use crate::sam::{authentication, leftmost, pin};
use sim_codec::crypto::des;

/// Computes MACs of any data under a single-length key.
pub(super) fn des_mac(given: &VectorFields) -> Result<Results, Mismatch> {
    let key = des::halves(&given.only_key()?).0;
    let data = given.octets("data")?.unwrap_or_default();
    let block = des::mac(&key, given.maybe("iv")?.unwrap_or_default(), &data);
    Ok([("full_block", block.to_vec()), ("MAC", leftmost(block).to_vec())].into())
}

/// Computes the MAC of a message that is whole but for its MAC.
pub(super) fn sm_mac(given: &VectorFields) -> Result<Results, Mismatch> {
    let data = given.octets("data")?.unwrap_or_default();
    let block = secure_messaging::mac_block(&given.only_key()?, challenge(given, "iv_random")?, &data);
    let mac = leftmost(block).to_vec();
    let command = [data, mac.clone()].concat();
    Ok([("full_block", block.to_vec()), ("MAC", mac), ("apdu", command)].into())
}

/// Computes UPDATE BINARY and UPDATE RECORD under a MAC. The header's fifth octet, Lc, follows from the data.
pub(super) fn sm_mac_update(given: &VectorFields) -> Result<Results, Mismatch> {
    let header = header(given)?.ok_or("there is no header")?;
    let data = given.octets("data")?.unwrap_or_default();
    let command = secure_messaging::protect(&given.only_key()?, challenge(given, "iv_random")?, header, &data);
    protected(command)
}

/// Computes WRITE KEY, whose data is enciphered. A missing header is the one of load key 01, as in the expected
/// command.
pub(super) fn write_key(given: &VectorFields) -> Result<Results, Mismatch> {
    let header = header(given)?.unwrap_or(Header { cla: 0x84, ins: 0xD4, p1: 0x07, p2: 0x01 });
    let (key, challenge) = (given.only_key()?, challenge(given, "iv_random")?);
    let plain = given.octets("plain")?.unwrap_or_default();
    let cipher = secure_messaging::encipher(&key, &plain).ok_or("the plain text is not whole blocks")?;
    let mut computed = protected(secure_messaging::protect_enciphered(&key, challenge, header, &plain))?;
    computed.insert("cipher", cipher);
    // What is enciphered is a key with its header, its length before it and padding behind it.
    let (length, rest) = plain.split_first().ok_or("the plain text is empty")?;
    let inner = rest.get(..usize::from(*length)).ok_or("the plain text is shorter than its length")?;
    match secure_messaging::plain_blocks(inner) {
        Some(again) if again == plain => Ok(computed),
        again => Err(format!("the plain text {plain:02X?} would be made {again:02X?}")),
    }
}

/// Computes RELOAD PIN.
pub(super) fn reload_pin(given: &VectorFields) -> Result<Results, Mismatch> {
    let key = given.only_key()?;
    let digits = given.octets("pin")?.unwrap_or_default();
    let command = pin::reload_command(&key, &digits).ok_or("too long")?;
    let mac = pin::reload_mac(&key, &digits).to_vec();
    Ok([("mac_key", pin::reload_mac_key(&key).to_vec()), ("MAC", mac), ("apdu", command)].into())
}

/// Computes PIN UNBLOCK.
pub(super) fn pin_unblock(given: &VectorFields) -> Result<Results, Mismatch> {
    let (key, challenge) = (given.only_key()?, challenge(given, "iv_random")?);
    let digits = given.octets("pin")?.unwrap_or_default();
    let plain = pin::unblock_plain(&digits).ok_or("the PIN does not fit")?;
    if given.maybe("plain")?.is_some_and(|stated| stated != plain) {
        return Err(format!("the plain text is made {plain:02X?}"));
    }
    let cipher = pin::unblock_cipher(&key, &digits).ok_or("the PIN does not fit")?;
    let mut computed = protected(pin::unblock_command(&key, challenge, &digits))?;
    computed.insert("cipher", cipher.to_vec());
    Ok(computed)
}

/// Computes EXTERNAL AUTHENTICATE. The key index may be known from the expected command only.
pub(super) fn external_authenticate(given: &VectorFields) -> Result<Results, Mismatch> {
    let proof = authentication::external(&given.only_key()?, challenge(given, "challenge")?);
    external(given, proof)
}

/// Computes EXTERNAL AUTHENTICATE under a single-length key.
pub(super) fn external_authenticate_des(given: &VectorFields) -> Result<Results, Mismatch> {
    let key = des::halves(&given.only_key()?).0;
    external(given, authentication::external_single(&key, challenge(given, "challenge")?))
}

fn external(given: &VectorFields, proof: des::DesBlock) -> Result<Results, Mismatch> {
    let index = match given.maybe("key_index")? {
        Some([index]) => index,
        None => given.octet_of_expected("apdu", 3)?.unwrap_or(0x00),
    };
    Ok([("cipher", proof.to_vec()), ("apdu", authentication::external_command(index, proof))].into())
}

/// Returns a challenge of four or eight octets among the inputs.
fn challenge(given: &VectorFields, name: &str) -> Result<Challenge, Mismatch> {
    let octets = given.octets(name)?.unwrap_or_default();
    Challenge::of(&octets).ok_or_else(|| format!("{name} has {} octets", octets.len()))
}

/// Returns CLA INS P1 P2 among the inputs; a fifth octet, Lc, is dropped, as the builder must compute it. `None` if
/// absent.
fn header(given: &VectorFields) -> Result<Option<Header>, Mismatch> {
    match given.octets("apdu_header")?.as_deref() {
        None => Ok(None),
        Some(&[cla, ins, p1, p2] | &[cla, ins, p1, p2, _]) => Ok(Some(Header { cla, ins, p1, p2 })),
        Some(other) => Err(format!("the header has {} octets", other.len())),
    }
}

/// Returns a command under a MAC, and the MAC at its end.
fn protected(command: Option<Vec<u8>>) -> Result<Results, Mismatch> {
    let command = command.ok_or("too long for one length octet")?;
    let mac = command.last_chunk::<4>().ok_or("no MAC")?.to_vec();
    Ok([("MAC", mac), ("apdu", command)].into())
}
