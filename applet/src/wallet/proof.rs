//! The proof of the last transaction: its MAC and TAC, kept in the image. An answer that a power cut swallowed can thus
//! be asked for again (GET TRANSACTION PROVE, JR/T 0025.2).

use crate::refusal::Refusal;
use crate::request::Interface;
use crate::wallet::Context;
use crate::wallet::decision::Decision;
use crate::wallet::remote::CreditedLoad;
use sim_wire::concat;
use sim_wire::record::TransactionKind;

/// Proof of the last transaction, which only a completed transaction replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransactionProof {
    /// Kind of the transaction.
    pub kind: TransactionKind,
    /// Transaction counter after the transaction, as the log has it.
    pub counter: u16,
    /// MAC2 of a purchase, MAC3 of an unload, zero for a load.
    pub mac: [u8; 4],
    /// TAC of a load or purchase, zero for an unload.
    pub tac: [u8; 4],
}

/// Answers the proof if kind and counter are exactly those of the last transaction. The platform is answered the
/// receipt of the last load that it credited itself, even after the holder has paid.
pub(crate) fn prove(context: Context<'_>, kind: u8, counter: u16) -> Result<Decision, Refusal> {
    let is_asked_for = |proof: &TransactionProof| proof.kind.code() == kind && proof.counter == counter;
    let is_platform = context.surroundings.interface == Interface::OverTheAir;
    let is_load = |load: &CreditedLoad| TransactionKind::Load.code() == kind && load.counter == counter;
    if let Some(load) = context.wallet.remote.credited.filter(|load| is_platform && is_load(load)) {
        return Ok(Decision::answering(context.next, &load.receipt()));
    }
    let proof = context.wallet.proof.filter(is_asked_for).ok_or(Refusal::ProofNotAvailable)?;
    Ok(Decision::answering(context.next, &concat::<8>(&[&proof.mac, &proof.tac])))
}
