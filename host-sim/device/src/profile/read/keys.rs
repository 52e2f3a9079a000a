//! `[[key]]` and `[[master.key]]`: the card's keys, given or made from master keys.

use applet::KeyEntry;
use toml::Spanned;

use super::{Source, value};
use crate::profile::document::{Document, KeyTable, Text};
use crate::profile::usage::{usage_of_name, usages_in_words};
use crate::profile::{Profile, ProfileError, same_place};
use crate::sam::diversification;
use sim_codec::crypto::des::DesBlock;

/// Applies the keys. A profile that names any key has no others.
pub(super) fn apply(source: Source<'_>, profile: &mut Profile, document: &Document) -> Result<(), ProfileError> {
    let master = &document.master;
    if document.key.is_empty() && master.key.is_empty() {
        return Ok(());
    }
    profile.card.keys.clear();
    for table in &document.key {
        let entry = entry(source, table.get_ref())?;
        add(source, profile, table, entry)?;
    }
    let factors = factors(source, master.factors.as_deref(), profile.asn())?;
    for table in &master.key {
        let mut entry = entry(source, table.get_ref())?;
        entry.key = diversification::diversify(&entry.key, &factors);
        add(source, profile, table, entry)?;
    }
    Ok(())
}

/// Parses one key.
fn entry(source: Source<'_>, table: &KeyTable) -> Result<KeyEntry, ProfileError> {
    let octet = |number: &Spanned<i64>| source.number(number, 0..=0xFF, "0 to 255, one octet");
    let usage = usage_of_name(table.usage.get_ref()).ok_or_else(|| {
        let what = format!("\"{}\" is no usage of a key", table.usage.get_ref());
        source.mistake(table.usage.span(), what, &usages_in_words())
    })?;
    // The key itself is not repeated in a message.
    let key = value::exactly(table.value.get_ref(), "16 octets: 32 hexadecimal digits")
        .map_err(|expected| source.mistake(table.value.span(), "not a double-length key", expected))?;
    Ok(KeyEntry {
        usage,
        index: octet(&table.index)?,
        version: table.version.as_ref().map_or(Ok(0x01), octet)?,
        algorithm: table.algorithm.as_ref().map_or(Ok(0x00), octet)?,
        key,
    })
}

/// Adds a key; an error if its usage, index and version are taken, or the card is full.
fn add(
    source: Source<'_>,
    profile: &mut Profile,
    table: &Spanned<KeyTable>,
    entry: KeyEntry,
) -> Result<(), ProfileError> {
    if profile.card.keys.iter().any(|known| same_place(known, &entry)) {
        let usage = table.get_ref().usage.get_ref();
        let what =
            format!("there is already a {usage} key of index {:02X} and version {:02X}", entry.index, entry.version);
        return Err(source.mistake(table.span(), what, "another index or version"));
    }
    let full = |_| {
        let what = format!("more than {} keys", applet::KEYS_MAX);
        source.mistake(table.span(), what, &format!("{} keys at most, as many as a card holds", applet::KEYS_MAX))
    };
    profile.card.keys.push(entry).map_err(full)
}

/// Most levels of diversification. PBOC's cards have two or three.
const FACTORS_MAX: usize = 8;

/// Parses the factors of diversification, in the order in which they are applied.
pub(super) fn factors(
    source: Source<'_>,
    texts: Option<&[Text]>,
    asn: [u8; 10],
) -> Result<Vec<DesBlock>, ProfileError> {
    let own = diversification::asn_factor(&asn);
    let Some(texts) = texts else {
        return Ok(vec![own]);
    };
    let factor = |text: &Text| match text.get_ref().as_str() {
        "asn" => Ok(own),
        _ => source.read(text, "factor", |text| value::exactly(text, "8 octets: 16 hexadecimal digits, or \"asn\"")),
    };
    if let Some(surplus) = texts.get(FACTORS_MAX) {
        let what = format!("{} factors are more than keys are made by", texts.len());
        return Err(source.mistake(surplus.span(), what, &format!("{FACTORS_MAX} factors at most")));
    }
    texts.iter().map(factor).collect()
}
