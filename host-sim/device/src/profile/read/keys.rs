//! `[[key]]` and `[[master.key]]`: the card's keys, given or made from master keys.

use applet::KeyEntry;
use toml::Spanned;

use super::{Source, value};
use crate::profile::document::{Document, KeyTable, Text};
use crate::profile::masters::LevelFactor;
use crate::profile::usage::{usage_of_name, usages_in_words};
use crate::profile::{Profile, ProfileError, same_place};

/// Applies the keys, in the order of the file. A profile that names any key has no others.
pub(super) fn apply(source: Source<'_>, profile: &mut Profile, document: &Document) -> Result<(), ProfileError> {
    let master = &document.master;
    if document.key.is_empty() && master.key.is_empty() {
        return Ok(());
    }
    profile.card.keys.clear();
    profile.masters.keys.clear();
    let given = document.key.iter().map(|table| (table, false));
    let mut tables: Vec<_> = given.chain(master.key.iter().map(|table| (table, true))).collect();
    tables.sort_by_key(|(table, _)| table.span().start);
    for (table, is_master) in tables {
        let mut entry = entry(source, table.get_ref())?;
        if is_master {
            profile.masters.keys.push(entry);
            entry = profile.masters.key(&entry, profile.asn());
        }
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

/// Form of a factor, for error messages.
const FACTOR: &str = "8 octets: 16 hexadecimal digits, or \"asn\"";

/// Applies the levels of diversification, in the order in which their factors are applied.
pub(super) fn apply_levels(
    source: Source<'_>,
    profile: &mut Profile,
    texts: Option<&[Text]>,
) -> Result<(), ProfileError> {
    let Some(texts) = texts else {
        return Ok(());
    };
    let level = |text: &Text| match text.get_ref().as_str() {
        "asn" => Ok(LevelFactor::Asn),
        _ => source.read(text, "factor", |text| value::exactly(text, FACTOR)).map(LevelFactor::Fixed),
    };
    if let Some(surplus) = texts.get(FACTORS_MAX) {
        let what = format!("{} factors are more than keys are made by", texts.len());
        return Err(source.mistake(surplus.span(), what, &format!("{FACTORS_MAX} factors at most")));
    }
    profile.masters.levels = texts.iter().map(level).collect::<Result<_, _>>()?;
    Ok(())
}
