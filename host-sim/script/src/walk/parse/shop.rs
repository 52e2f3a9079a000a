//! Parser of steps at the counters of shops and halls.

use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::LineError;
use crate::lang::values;
use crate::walk::syntax::{ActionEnding, ActionStep, RefusalReason, ShownReceipt, TakeBackStep};
use crate::walk::words::{self, shop};
use sim_device::pos::take_back::TakenBack;
use sim_world::action::{
    Action, DocumentInput, EntryTampering, HallAction, HolderAction, NthFault, PosAction, PosPlace, ReceiptPlace,
    Switch, TapAction, TapPurpose,
};
use sim_world::platform::number::Msisdn;

/// First words of steps at a counter, for advice on an unknown word.
pub(super) const FIRST_WORDS: [&str; 10] =
    ["void", "return", "upload", "parameters", "distance", "break", "finder", "neighbour", "pos", "entry"];

/// Second words of the steps of the platform that concern the terminals.
pub(super) const PLATFORM_WORDS: [&str; 3] = ["caps", "lists", "unlists"];

/// Ends that a sale can have.
const SALE_ENDINGS: [(&str, Ending); 3] =
    [("done", Ending::Done), ("refused", Ending::Refused), ("completed", Ending::Completed)];

/// Ends that other steps can have.
const USUAL_ENDINGS: [(&str, Ending); 2] = [("done", Ending::Done), ("refused", Ending::Refused)];

/// Ends that an upload can have.
const UPLOAD_ENDINGS: [(&str, Ending); 3] =
    [("done", Ending::Done), ("refused", Ending::Refused), ("settled", Ending::Settled)];

/// First word of an end.
#[derive(Clone, Copy)]
enum Ending {
    Done,
    Refused,
    Completed,
    Settled,
}

/// Reads a step after its first word; `None` if the word begins no step at a counter.
pub(super) fn step(word: &str, cursor: &mut Cursor<'_>) -> Option<ParseResult<ActionStep>> {
    let second = cursor.peek_word().to_ascii_lowercase();
    Some(match word {
        "tap" => tap(cursor),
        "finder" => read_tap(cursor, |tap| Action::Finder(Msisdn::SOLE, tap)),
        "neighbour" if second == "taps" => {
            read_tap(cursor, |tap| Action::Holder(words::neighbour(), HolderAction::Tap(tap)))
        }
        "neighbour" => neighbour(cursor),
        "upload" => upload(cursor),
        "parameters" => parameters(cursor),
        "distance" => place(cursor).map(ActionStep::of_holder),
        "pos" => fault(cursor).map(ActionStep::new),
        "entry" => tampering(cursor).map(ActionStep::new),
        "hall" => hall(cursor),
        "platform" if PLATFORM_WORDS.contains(&second.as_str()) => platform(cursor).map(ActionStep::new),
        _ => return None,
    })
}

/// Reads `tap purchase 1.00 yuan at pos 2 leaving after command 4 -> done` after its first word.
fn tap(cursor: &mut Cursor<'_>) -> ParseResult<ActionStep> {
    let purpose = match cursor.one_of(&words::TAPS, "a transaction")? {
        words::TapWord::Purchase => TapPurpose::Purchase(values::amount(cursor)?),
        words::TapWord::Load => TapPurpose::Load(values::amount(cursor)?),
        words::TapWord::Balance => TapPurpose::Balance,
        words::TapWord::Records => TapPurpose::Records,
    };
    let tap = match purpose {
        // A load of this kind comes from a terminal outside the world.
        TapPurpose::Load(_) => TapAction::new(purpose),
        _ => at_terminal(cursor, purpose)?,
    };
    let ending = tap_ending(cursor, &tap)?;
    Ok(ActionStep { ending, ..ActionStep::of_holder(HolderAction::Tap(tap)) })
}

/// Reads `taps 1.00 yuan -> done` after the word for another person.
fn read_tap(cursor: &mut Cursor<'_>, action: impl Fn(TapAction) -> Action) -> ParseResult<ActionStep> {
    cursor.demand_words("taps")?;
    let purpose = if cursor.eat_words("balance") {
        TapPurpose::Balance
    } else if cursor.eat_words("records") {
        TapPurpose::Records
    } else {
        TapPurpose::Purchase(values::amount(cursor)?)
    };
    let tap = at_terminal(cursor, purpose)?;
    let ending = tap_ending(cursor, &tap)?;
    Ok(ActionStep { action: action(tap), ending })
}

fn at_terminal(cursor: &mut Cursor<'_>, purpose: TapPurpose) -> ParseResult<TapAction> {
    let pos = pos_after(cursor, "at")?.unwrap_or(PosPlace::FIRST);
    let leaves = if cursor.eat_words("leaving") { Some(nth_fault(cursor, "command")?) } else { None };
    Ok(TapAction { purpose, pos, leaves })
}

fn tap_ending(cursor: &mut Cursor<'_>, tap: &TapAction) -> ParseResult<ActionEnding> {
    match tap.purpose {
        TapPurpose::Purchase(_) => ending(cursor, &SALE_ENDINGS),
        _ => ending(cursor, &USUAL_ENDINGS),
    }
}

/// Reads `-> refused: over limit` or another end if one comes next; without one, the step must be done.
fn ending(cursor: &mut Cursor<'_>, endings: &[(&str, Ending)]) -> ParseResult<ActionEnding> {
    if !cursor.eat("->") {
        return Ok(ActionEnding::Done);
    }
    let names: Vec<String> = endings.iter().map(|(word, _)| format!("`{word}`")).collect();
    match cursor.one_of(endings, &names.join(" or "))? {
        Ending::Done => return Ok(ActionEnding::Done),
        Ending::Completed => return Ok(ActionEnding::Completed),
        Ending::Settled => return values::amount(cursor).map(ActionEnding::Settled),
        Ending::Refused => {}
    }
    if !cursor.eat(":") {
        return Ok(ActionEnding::Refused(None));
    }
    let span = cursor.remainder();
    let written = cursor.between(span);
    words::refusal_reason(written).map(|reason| ActionEnding::Refused(Some(reason))).ok_or_else(|| {
        let mistake = LineError::new(span, format!("`{written}` is no reason to refuse"), "a reason to refuse");
        let mistake = mistake.help("the reasons are listed in docs/WALKS.md and docs/APDUS.md");
        let reasons: Vec<String> = words::refusal_reasons().map(|reason: RefusalReason| reason.to_string()).collect();
        mistake.nearest(written, reasons.iter().map(String::as_str))
    })
}

/// Reads a purchase that is taken back, after `void` or `return`.
pub(super) fn take_back(cursor: &mut Cursor<'_>, way: TakenBack) -> ParseResult<TakeBackStep> {
    let receipt = if cursor.eat_words("voucher") {
        let voucher = ordinal(cursor, "the number of a voucher, counted from 1")?;
        cursor.demand_words("of batch")?;
        let batch = ordinal(cursor, "the number of a batch, counted from 1")?;
        ShownReceipt::Named(ReceiptPlace { pos: pos_after(cursor, "of")?.unwrap_or(PosPlace::FIRST), batch, voucher })
    } else {
        pos_after(cursor, "of")?.map_or(ShownReceipt::Last, ShownReceipt::LastOf)
    };
    let at = pos_after(cursor, "at")?;
    let altered = if cursor.eat_words("altered to") { Some(values::amount(cursor)?) } else { None };
    Ok(TakeBackStep { way, receipt, at, altered, ending: ending(cursor, &USUAL_ENDINGS)? })
}

fn upload(cursor: &mut Cursor<'_>) -> ParseResult<ActionStep> {
    let pos = pos_after(cursor, "at")?.unwrap_or(PosPlace::FIRST);
    Ok(ActionStep { action: Action::Pos(pos, PosAction::Upload), ending: ending(cursor, &UPLOAD_ENDINGS)? })
}

fn parameters(cursor: &mut Cursor<'_>) -> ParseResult<ActionStep> {
    let pos = pos_after(cursor, "at")?.unwrap_or(PosPlace::FIRST);
    Ok(ActionStep { action: Action::Pos(pos, PosAction::AskParameters), ending: ending(cursor, &USUAL_ENDINGS)? })
}

fn neighbour(cursor: &mut Cursor<'_>) -> ParseResult<ActionStep> {
    if !cursor.eat_words("distance") {
        return Err(cursor.unexpected("`taps` or `distance`"));
    }
    place(cursor).map(|action| ActionStep::new(Action::Holder(words::neighbour(), action)))
}

/// Reads `8 m from pos 2`, `3 cm` or `none`.
fn place(cursor: &mut Cursor<'_>) -> ParseResult<HolderAction> {
    if cursor.eat_words("none") {
        return Ok(HolderAction::GoAway);
    }
    let before = *cursor;
    let length: u16 = cursor.decimal("a distance such as `8 m`, or `none`")?;
    let unit_cm: u16 = cursor.one_of(&[("cm", 1), ("m", 100)], "a unit of length")?;
    let distance_cm = length.checked_mul(unit_cm).ok_or_else(|| {
        let mut number = before;
        LineError::new(number.word().1, format!("{length} m is farther than a walk goes"), "at most 655 m")
    })?;
    Ok(HolderAction::StandAt(pos_after(cursor, "from")?.unwrap_or(PosPlace::FIRST), distance_cm))
}

/// Reads `2 loses power before write 2` or `loses line after message 3`.
fn fault(cursor: &mut Cursor<'_>) -> ParseResult<Action> {
    let is_named = cursor.peek().is_some_and(|letter| letter.is_ascii_digit());
    let pos = if is_named { pos(cursor)? } else { PosPlace::FIRST };
    cursor.demand_words("loses")?;
    let action = if cursor.one_of(&[("power", true), ("line", false)], "`power` or `line`")? {
        PosAction::PowerFailure(nth_fault(cursor, "write")?)
    } else {
        PosAction::LineBreak(nth_fault(cursor, "message")?)
    };
    Ok(Action::Pos(pos, action))
}

fn tampering(cursor: &mut Cursor<'_>) -> ParseResult<Action> {
    let entry = ordinal(cursor, "the place of an entry, counted from 1")?;
    let tampering: EntryTampering = cursor.one_of(&shop::TAMPERINGS, "what happens to the entry")?;
    let pos = pos_after(cursor, "at")?.unwrap_or(PosPlace::FIRST);
    Ok(Action::Pos(pos, PosAction::TamperEntry(tampering, entry)))
}

fn hall(cursor: &mut Cursor<'_>) -> ParseResult<ActionStep> {
    let number = Msisdn::SOLE;
    let action = if cursor.eat_words("deposits") {
        HallAction::Deposit(number, values::amount(cursor)?)
    } else if cursor.eat_words("loads cash") {
        HallAction::LoadCash(number, values::amount(cursor)?)
    } else if cursor.eat_words("loads") {
        HallAction::Load(number, values::amount(cursor)?)
    } else if cursor.eat_words("advises") {
        HallAction::Advise(number)
    } else {
        let before = *cursor;
        let service = cursor.eat_one_of(&shop::SERVICES).ok_or_else(|| {
            let known = shop::SERVICES.iter().map(|(words, _)| *words).chain(["deposits", "loads", "advises"]);
            let mistake = before.unexpected("what a hall does");
            let all = known.clone().map(|words| format!("`{words}`")).collect::<Vec<_>>().join(", ");
            mistake.help(format!("one of {all}")).nearest(before.peek_word(), known)
        })?;
        let document = if cursor.eat_words("as") { Some(document(cursor)?) } else { None };
        HallAction::Serve(number, service, document)
    };
    Ok(ActionStep { action: Action::Hall(action), ending: ending(cursor, &USUAL_ENDINGS)? })
}

/// Reads the name and the number of an identity document.
pub(super) fn document(cursor: &mut Cursor<'_>) -> ParseResult<DocumentInput> {
    let before = *cursor;
    cursor.skip_blanks();
    let (name, _) = cursor.take_while(|letter| !letter.is_whitespace());
    let (number, _) = cursor.word();
    if name.is_empty()
        || name == "->"
        || number.is_empty()
        || !number.bytes().all(|octet| octet.is_ascii_alphanumeric())
    {
        return Err(before.unexpected("a name and the number of an identity document"));
    }
    Ok(DocumentInput { name: name.to_owned(), number: number.to_owned() })
}

fn platform(cursor: &mut Cursor<'_>) -> ParseResult<Action> {
    if cursor.eat_words("lists card") {
        return Ok(Action::BlackList(Msisdn::SOLE, Switch::On));
    }
    if cursor.eat_words("unlists card") {
        return Ok(Action::BlackList(Msisdn::SOLE, Switch::Off));
    }
    cursor.demand_words("caps purchases at")?;
    let purchase_most = values::amount(cursor)?;
    cursor.demand_words("and batches at")?;
    Ok(Action::PosCeilings(purchase_most, cursor.decimal("a number of purchases")?))
}

/// Reads `at pos 2` or `of pos 2` if it comes next.
pub(super) fn pos_after(cursor: &mut Cursor<'_>, word: &str) -> ParseResult<Option<PosPlace>> {
    if cursor.eat_words(&format!("{word} pos")) { pos(cursor).map(Some) } else { Ok(None) }
}

fn pos(cursor: &mut Cursor<'_>) -> ParseResult<PosPlace> {
    ordinal(cursor, "the number of a terminal, counted from 1").map(PosPlace)
}

fn nth_fault(cursor: &mut Cursor<'_>, event: &str) -> ParseResult<NthFault> {
    let side = cursor.one_of(&shop::SIDES, "`before` or `after`")?;
    cursor.demand_words(event)?;
    Ok(NthFault { side, nth: ordinal(cursor, &format!("the number of a {event}, counted from 1"))? })
}

/// Reads a number of 1 or more.
fn ordinal(cursor: &mut Cursor<'_>, what: &str) -> ParseResult<u32> {
    let mut number = *cursor;
    match cursor.decimal(what)? {
        0 => Err(LineError::new(number.word().1, "what is counted here begins with 1", "1 or more")),
        counted => Ok(counted),
    }
}
