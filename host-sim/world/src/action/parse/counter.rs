//! Reading the actions at the counters of shops and halls.

use super::super::words::{HALL_SERVICES, Read, SIDES, TAMPERINGS, WordError, one_of, ordinal, part, yuan};
use super::super::{
    DocumentInput, HallAction, HallService, NthFault, PosAction, PosPlace, ReceiptPlace, TapAction, TapPurpose,
};
use super::msisdn;
use crate::platform::province::Province;

/// Province of a scratch card whose line names none.
const USUAL_PROVINCE: Province = Province::Hunan;

/// Reads the place of a terminal, counted from 1.
pub(super) fn pos(word: &str) -> Read<'_, PosPlace> {
    ordinal(word).map(PosPlace)
}

/// Reads the part of a tap after `taps`.
pub(super) fn tap<'l>(words: &'l [&'l str]) -> Read<'l, Option<TapAction>> {
    let (purpose, rest) = match words {
        ["load", amount, rest @ ..] => (TapPurpose::Load(yuan(amount)?), rest),
        ["for", "balance", rest @ ..] => (TapPurpose::Balance, rest),
        ["for", "records", rest @ ..] => (TapPurpose::Records, rest),
        [amount, rest @ ..] => (TapPurpose::Purchase(yuan(amount)?), rest),
        [] => return Ok(None),
    };
    let (place, rest) = match rest {
        ["at", "pos", place, rest @ ..] => (pos(place)?, rest),
        rest => (PosPlace::FIRST, rest),
    };
    let leaves = match rest {
        [] => None,
        ["leaving", side, "command", nth] => Some(NthFault { nth: ordinal(nth)?, side: one_of(side, &SIDES)? }),
        _ => return Ok(None),
    };
    Ok(Some(TapAction { purpose, pos: place, leaves }))
}

/// Reads the action of a cashier, or a fault of a terminal, after `pos N`.
pub(super) fn at_pos<'l>(at: PosPlace, words: &'l [&'l str]) -> Read<'l, Option<PosAction>> {
    let fault = |side: &'l str, nth: &'l str| -> Read<'l, NthFault> {
        Ok(NthFault { side: one_of(side, &SIDES)?, nth: ordinal(nth)? })
    };
    Ok(Some(match words {
        ["uploads"] => PosAction::Upload,
        ["asks", "parameters"] => PosAction::AskParameters,
        ["takes", "back", "voucher", voucher, "of", "batch", batch, rest @ ..] => {
            let receipt = ReceiptPlace { pos: at, batch: ordinal(batch)?, voucher: ordinal(voucher)? };
            match rest {
                [] => PosAction::TakeBack(receipt),
                ["of", "pos", other] => PosAction::TakeBack(ReceiptPlace { pos: pos(other)?, ..receipt }),
                ["altered", "to", amount] => PosAction::TakeBackAltered(receipt, yuan(amount)?),
                _ => return Ok(None),
            }
        }
        ["loses", "power", side, "write", nth] => PosAction::PowerFailure(fault(side, nth)?),
        ["loses", "line", side, "message", nth] => PosAction::LineBreak(fault(side, nth)?),
        [tampering, "entry", nth] => PosAction::TamperEntry(one_of(tampering, &TAMPERINGS)?, ordinal(nth)?),
        _ => return Ok(None),
    }))
}

/// Reads the action of a hall after `hall`.
pub(super) fn hall<'l>(words: &'l [&'l str]) -> Read<'l, Option<HallAction>> {
    Ok(Some(match words {
        ["takes", amount, "from", who] => HallAction::Deposit(msisdn(who)?, yuan(amount)?),
        ["loads", amount, "onto", who] => HallAction::Load(msisdn(who)?, yuan(amount)?),
        ["loads", amount, "of", "cash", "onto", who] => HallAction::LoadCash(msisdn(who)?, yuan(amount)?),
        ["advises", who] => HallAction::Advise(msisdn(who)?),
        ["sells", "card", "of", value] => HallAction::SellScratchCard(yuan(value)?, USUAL_PROVINCE),
        ["sells", "card", "of", value, "in", province] => {
            HallAction::SellScratchCard(yuan(value)?, part(province, "a province")?)
        }
        _ => match service(words) {
            Some((service, [who])) => HallAction::Serve(msisdn(who)?, service, None),
            Some((service, [who, "as", name, document])) => {
                let document = DocumentInput { name: (*name).to_owned(), number: document_number(document)? };
                HallAction::Serve(msisdn(who)?, service, Some(document))
            }
            _ => return Ok(None),
        },
    }))
}

/// Returns the service that the first words name, and the words behind it.
fn service<'w, 'l>(words: &'w [&'l str]) -> Option<(HallService, &'w [&'l str])> {
    HALL_SERVICES.iter().find_map(|(form, service)| {
        let count = form.split(' ').count();
        let (named, rest) = words.split_at_checked(count)?;
        form.split(' ').eq(named.iter().copied()).then_some((*service, rest))
    })
}

/// Reads the number of an identity document: letters and digits.
fn document_number(word: &str) -> Read<'_, String> {
    let is_number = word.bytes().all(|octet| octet.is_ascii_alphanumeric());
    let wrong = || format!("{word:?} is no document number, which has letters and digits only");
    if is_number { Ok(word.to_owned()) } else { Err(WordError::new(word, wrong(), "letters and digits")) }
}
