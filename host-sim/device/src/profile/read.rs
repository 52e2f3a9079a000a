//! From a profile as written to cards: each value is parsed, checked, and written over what the base profile has there.

mod files;
mod keys;
mod over_the_air;

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::path::Path;

use sim_wire::lifecycle::LifeCycle;
use toml::Spanned;

use super::atr::Atr;
use super::document::{CardTable, Document, Number, PinTable, PurseTable, StartTable, Text};
use super::error::Source;
use super::value::{self, Expected};
use super::{Profile, ProfileError};
use crate::sam::pin::Pin;

/// Parses the cards of a text over `base`.
pub(super) fn cards(source: Source<'_>, base: &Profile) -> Result<Vec<Profile>, ProfileError> {
    let document: Document = toml::from_str(source.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        source.mistake(span, first_line(error.message()), "a profile as default.toml explains it")
    })?;
    let common = common(source, base, &document)?;
    if document.card.is_empty() {
        return Ok(vec![finished(source, common, &document, None)?]);
    }
    let mut names = HashSet::new();
    let mut cards: Vec<Profile> = Vec::new();
    for card in &document.card {
        let own = own(source, &common, card, cards.len())?;
        if !names.insert(own.name.clone())
            && let Some(name) = &card.name
        {
            return Err(source.mistake(name.span(), "two cards have the same name", "a name of its own for each card"));
        }
        cards.push(finished(source, own, &document, Some(card))?);
    }
    Ok(cards)
}

/// Returns the first line of a message of TOML; the further lines repeat the first.
fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

/// Returns the profile that all cards of the file share, from `base` and the tables outside of `[[card]]`.
fn common(source: Source<'_>, base: &Profile, document: &Document) -> Result<Profile, ProfileError> {
    let mut profile = base.clone();
    profile.name = document.name.clone().unwrap_or_else(|| stem(source.file));
    let card = &mut profile.card;
    if let Some(text) = &document.aid {
        let octets = source.read(text, "AID", value::octets)?;
        if !(5..=16).contains(&octets.len()) {
            return Err(source.mistake(text.span(), "not an AID", "5 to 16 octets"));
        }
        card.aid = octets.into_iter().collect();
    }
    if let Some(text) = &document.iccid {
        card.iccid = source.read(text, "ICCID", value::iccid)?;
    }
    if let Some(text) = &document.atr {
        card.atr = source.atr(text)?;
    }
    purse_and_pin(source, &mut profile, &document.purse, &document.pin)?;
    start(source, &mut profile, &document.start)?;
    files::apply(source, &mut profile, document)?;
    Ok(profile)
}

/// Returns a file's name without folder and extension.
fn stem(file: &str) -> String {
    Path::new(file).file_stem().map_or_else(|| file.to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// Applies `[purse]` and `[pin]`.
fn purse_and_pin(
    source: Source<'_>,
    profile: &mut Profile,
    purse: &PurseTable,
    pin: &PinTable,
) -> Result<(), ProfileError> {
    let card = &mut profile.card;
    if let Some(text) = &purse.balance_max {
        card.balance_max = source.read(text, "amount", value::money)?;
    }
    if let Some(tries) = &pin.tries {
        card.pin_tries = source.number(tries, 1..=15, "1 to 15 tries")?;
    }
    if let Some(text) = &pin.initial {
        let pin = Pin::from_digits(text.get_ref())
            .map_err(|error| source.mistake(text.span(), error.to_string(), "4 to 12 decimal digits"))?;
        card.pin_initial = pin.octets().iter().copied().collect();
    }
    Ok(())
}

/// Applies `[start]`, of the file or of one card.
fn start(source: Source<'_>, profile: &mut Profile, table: &StartTable) -> Result<(), ProfileError> {
    let start = &mut profile.card.start;
    if let Some(text) = &table.state {
        start.lifecycle = source.read(text, "state", state)?;
    }
    if let Some(text) = &table.balance {
        start.balance = source.read(text, "amount", value::money)?;
    }
    if let Some(text) = &table.limit {
        start.limit = match text.get_ref().as_str() {
            "none" => None,
            _ => Some(source.read(text, "limit", value::money)?),
        };
    }
    if let Some(number) = &table.online_counter {
        start.online_counter = source.number(number, 0..=0xFFFF, "0 to 65535")?;
    }
    if let Some(number) = &table.offline_counter {
        start.offline_counter = source.number(number, 0..=0xFFFF, "0 to 65535")?;
    }
    start.pin_on = table.pin_on.unwrap_or(start.pin_on);
    Ok(())
}

/// Parses the name of a life-cycle state.
fn state(name: &str) -> Result<LifeCycle, Expected> {
    let mut states = LifeCycle::ALL.into_iter();
    states.find(|state| state.name() == name).ok_or("unopened, open, suspended, closing or closed")
}

/// Returns one card of a `[[card]]` list, without its keys.
fn own(source: Source<'_>, common: &Profile, card: &CardTable, number: usize) -> Result<Profile, ProfileError> {
    let mut profile = common.clone();
    profile.name = match &card.name {
        Some(name) => name.get_ref().clone(),
        None => format!("{} {}", common.name, number.saturating_add(1)),
    };
    profile.set_asn(source.read(&card.asn, "ASN", files::asn)?);
    if let Some(text) = &card.iccid {
        profile.card.iccid = source.read(text, "ICCID", value::iccid)?;
    }
    start(source, &mut profile, &card.start)?;
    Ok(profile)
}

/// Adds the keys, which need the card's ASN, and checks balance, ceiling and state against each other.
fn finished(
    source: Source<'_>,
    mut profile: Profile,
    document: &Document,
    card: Option<&CardTable>,
) -> Result<Profile, ProfileError> {
    keys::apply_levels(source, &mut profile, document.master.factors.as_deref())?;
    keys::apply(source, &mut profile, document)?;
    over_the_air::apply(source, &mut profile, document)?;
    let start = &profile.card.start;
    let own = card.and_then(|card| card.start.balance.as_ref());
    let balance = own.or(document.start.balance.as_ref());
    let ceiling = document.purse.balance_max.as_ref();
    let span = balance.or(ceiling).map_or(0..0, Spanned::span);
    if start.balance > profile.card.balance_max {
        let what = format!("the card starts with {}, more than its ceiling", start.balance);
        return Err(source.mistake(span, what, &format!("at most {}", profile.card.balance_max)));
    }
    if start.lifecycle == LifeCycle::Closed && start.balance != sim_wire::Fen::ZERO {
        let what = format!("the card is closed and starts with {}", start.balance);
        return Err(source.mistake(span, what, "a balance of 0.00 yuan: only an empty wallet is ever closed"));
    }
    Ok(profile)
}

impl Source<'_> {
    /// Parses a text with `read`; the error states what was expected.
    fn read<T>(&self, text: &Text, name: &str, read: fn(&str) -> Result<T, Expected>) -> Result<T, ProfileError> {
        read(text.get_ref())
            .map_err(|expected| self.mistake(text.span(), format!("\"{}\" is no {name}", text.get_ref()), expected))
    }

    /// Checks that a number is in its range.
    fn number<T: TryFrom<i64>>(
        &self,
        number: &Number,
        range: RangeInclusive<i64>,
        expected: Expected,
    ) -> Result<T, ProfileError> {
        let found = *number.get_ref();
        match T::try_from(found) {
            Ok(value) if range.contains(&found) => Ok(value),
            _ => Err(self.mistake(number.span(), format!("{found} is out of range"), expected)),
        }
    }

    /// Parses an answer to reset that a reader would accept.
    fn atr(&self, text: &Text) -> Result<heapless::Vec<u8, 33>, ProfileError> {
        let octets = self.read(text, "answer to reset", value::octets)?;
        let wrong = |what: String| self.mistake(text.span(), what, "an answer to reset of ISO 7816-3 with T=0 first");
        Atr::parse(&octets).map_err(|error| wrong(error.to_string()))?;
        Ok(octets.into_iter().collect())
    }
}
