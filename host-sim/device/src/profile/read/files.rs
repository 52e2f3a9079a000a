//! `[files]`: the elementary files as the card has them at manufacture.

use super::{Source, value};
use crate::profile::document::{Document, Text};
use crate::profile::value::Expected;
use crate::profile::{Profile, ProfileError};
use sim_wire::count::Counted;

/// Applies `[files]`, and the ASN to file 15.
pub(super) fn apply(source: Source<'_>, profile: &mut Profile, document: &Document) -> Result<(), ProfileError> {
    let files = &document.files;
    if let Some(text) = &files.file_15 {
        profile.card.start.file_15 = source.read(text, "file 15", file_15)?;
    }
    let mut field = |offset: usize, octets: &[u8]| {
        let place = profile.card.start.file_15.iter_mut().skip(offset);
        place.zip(octets).for_each(|(to, from)| *to = *from);
    };
    if let Some(text) = &files.issuer {
        field(0, &source.read(text, "issuer", |text| value::exactly::<8>(text, "8 octets"))?);
    }
    if let Some(text) = &files.application_type {
        field(8, &source.read(text, "application type", |text| value::exactly::<1>(text, "one octet"))?);
    }
    if let Some(text) = &files.application_version {
        field(9, &source.read(text, "application version", |text| value::exactly::<1>(text, "one octet"))?);
    }
    if let Some(text) = &files.valid_from {
        field(20, &source.read(text, "day", value::day)?);
    }
    if let Some(text) = &files.valid_to {
        field(24, &source.read(text, "day", value::day)?);
    }
    if let Some(text) = &files.issuer_data {
        field(28, &source.read(text, "issuer data", |text| value::exactly::<2>(text, "two octets"))?);
    }
    if let Some(text) = &document.asn {
        serial_number(source, profile, text, files.file_15.is_some())?;
    }
    if let Some(text) = &files.file_16 {
        profile.card.start.file_16 = source.read(text, "file 16", |text| value::filled(text, "up to 55 octets"))?;
    }
    if let Some(records) = &files.file_17 {
        profile.card.start.file_17 = file_17(source, records.span(), records.get_ref())?;
    }
    Ok(())
}

/// Applies the ASN, which must not contradict a whole file 15.
fn serial_number(source: Source<'_>, profile: &mut Profile, text: &Text, whole: bool) -> Result<(), ProfileError> {
    let asn = source.read(text, "ASN", asn)?;
    if whole && profile.asn() != asn {
        let expected = format!("{} as in file_15, or no asn", hex::encode_upper(profile.asn()));
        return Err(source.mistake(text.span(), "the ASN is not the one in file_15", &expected));
    }
    profile.set_asn(asn);
    Ok(())
}

/// Parses an ASN of twenty digits.
pub(super) fn asn(text: &str) -> Result<[u8; 10], Expected> {
    value::digits(text, "20 decimal digits")
}

fn file_15(text: &str) -> Result<[u8; 30], Expected> {
    value::exactly(text, "30 octets")
}

/// Parses file 17: up to eight records of up to 24 octets; the rest is 00.
fn file_17(source: Source<'_>, span: std::ops::Range<usize>, records: &[Text]) -> Result<[[u8; 24]; 8], ProfileError> {
    let mut file = [[0; 24]; 8];
    if records.len() > file.len() {
        return Err(source.mistake(
            span,
            format!("file 17 has {}", Counted(records.len(), "record")),
            "8 records at most",
        ));
    }
    for (to, text) in file.iter_mut().zip(records) {
        *to = source.read(text, "record", |text| value::filled(text, "up to 24 octets"))?;
    }
    Ok(file)
}
