//! Vectors of key diversification.

use serde_json::Value;

use super::given::{Given, exactly, octets};
use super::{Computed, Wrong};
use crate::des::Block;
use crate::terminal::diversification::{asn_factor, diversify as diversify_key};

/// `diversify-N`: N factors, as `levels`, or one as `factor` or only as the card number it comes from.
pub(super) fn diversify(given: &Given) -> Result<Computed, Wrong> {
    let factors = factors(given)?;
    let announced = given.kind.strip_prefix("diversify-").and_then(|count| count.parse().ok());
    if announced != Some(factors.len()) {
        return Err(format!("{} with {} levels", given.kind, factors.len()));
    }
    let key = diversify_key(&given.only_key()?, &factors).to_vec();
    // The card's key is called by its own name: DPK, DLK, DTK, ...
    const NAMES: [&str; 9] = ["DPK", "DLK", "DTK", "DULK", "DUK", "DAMK", "DPUK", "DRPK", "key"];
    Ok(NAMES.into_iter().map(|name| (name, key.clone())).collect())
}

fn factors(given: &Given) -> Result<Vec<Block>, Wrong> {
    if let Some(Value::Array(levels)) = given.inputs.get("levels") {
        let level = |level: &Value| exactly("level", &octets("level", level.as_str().unwrap_or_default())?);
        return levels.iter().map(level).collect();
    }
    let own = given.maybe("asn")?.map(|asn| asn_factor(&asn));
    let stated = given.maybe("factor")?;
    match (own, stated) {
        (Some(own), Some(stated)) if own != stated => Err("the factor is not the ASN's".to_owned()),
        (own, stated) => Ok(vec![own.or(stated).ok_or("there is no factor")?]),
    }
}
