//! The proof of the last transaction: its MAC and TAC, kept in the image so that an answer which a power cut swallowed
//! can be asked for again (GET TRANSACTION PROVE, JR/T 0025.2).

use crate::refusal::Refusal;
use crate::request::Interface;
use crate::wallet::Context;
use crate::wallet::decision::Decision;
use crate::wallet::remote::Credited;
use crate::wire::concat;
use crate::wire::record::TransactionKind;

/// One slot: only a completed transaction writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What kind of transaction.
    pub kind: TransactionKind,
    /// The transaction counter after the transaction, as the log has it.
    pub counter: u16,
    /// MAC2 of a purchase, MAC3 of an unload, zero for a load.
    pub mac: [u8; 4],
    /// TAC of a load or purchase, zero for an unload.
    pub tac: [u8; 4],
}

/// Gives the proof if kind and counter are exactly those of the last transaction; to the platform also that of the last load
/// which it credited itself, since the holder may have paid before it could ask.
pub(crate) fn prove(context: Context<'_>, kind: u8, counter: u16) -> Result<Decision, Refusal> {
    let is_asked_for = |proof: &Proof| proof.kind.code() == kind && proof.counter == counter;
    let is_platform = context.surroundings.interface == Interface::OverTheAir;
    let credited =
        context.wallet.remote.credited.map(Credited::proof).filter(|proof| is_platform && is_asked_for(proof));
    let proof = context.wallet.proof.filter(is_asked_for).or(credited).ok_or(Refusal::ProofNotAvailable)?;
    Ok(Decision::answering(context.next, &concat::<8>(&[&proof.mac, &proof.tac])))
}
