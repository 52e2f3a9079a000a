//! Vectors of key diversification.

use serde_json::Value;

use super::given::{VectorFields, exactly, octets};
use super::{Mismatch, Results};
use crate::sam::diversification::{asn_factor, diversify as diversify_key};
use sim_codec::crypto::des::DesBlock;

/// Computes `diversify-N`: N factors, given as `levels`, or one, given as `factor` or only as the card number it comes
/// from.
pub(super) fn diversify(given: &VectorFields) -> Result<Results, Mismatch> {
    let factors = factors(given)?;
    let announced = given.kind.strip_prefix("diversify-").and_then(|count| count.parse().ok());
    let announced = if given.kind.ends_with("two-level") { Some(2) } else { announced };
    if announced.is_some_and(|announced: usize| announced != factors.len()) {
        return Err(format!("{} with {} levels", given.kind, factors.len()));
    }
    let key = diversify_key(&given.only_key()?, &factors).to_vec();
    // The card's key is called by its own name: DPK, DLK, DTK, ...
    const NAMES: [&str; 11] = ["DPK", "DLK", "DTK", "DULK", "DUK", "DAMK", "DPUK", "DRPK", "DEAK", "DIAK", "key"];
    Ok(NAMES.into_iter().map(|name| (name, key.clone())).collect())
}

fn factors(given: &VectorFields) -> Result<Vec<DesBlock>, Mismatch> {
    if let Some(Value::Array(levels)) = given.inputs.get("levels") {
        let level = |level: &Value| exactly("level", &octets("level", level.as_str().unwrap_or_default())?);
        return levels.iter().map(level).collect();
    }
    // Two levels by their names, the issuer's first, as a PSAM has them.
    for issuer in ["bank8", "issuer8"] {
        if let Some(issuer) = given.maybe(issuer)? {
            let own = given.maybe("asn")?.map(|asn| asn_factor(&asn));
            let card = given.maybe("asn8")?.or(own).ok_or("the card's factor is missing")?;
            return Ok(vec![issuer, card]);
        }
    }
    let own = given.maybe("asn")?.map(|asn| asn_factor(&asn));
    let stated = given.maybe("factor")?;
    match (own, stated) {
        (Some(own), Some(stated)) if own != stated => Err("the factor is not the ASN's".to_owned()),
        (own, stated) => Ok(vec![own.or(stated).ok_or("there is no factor")?]),
    }
}
