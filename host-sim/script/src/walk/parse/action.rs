//! Parser of steps that are actions of somebody in the world.

use super::payments;
use super::shop;
use super::steps::take_refused;
use super::world::{PASSWORD, digits};
use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::LineError;
use crate::lang::values::{self, string};
use crate::trace::parse::steps as trace_steps;
use crate::trace::syntax::{Cut, TraceStep as SessionStep};
use crate::walk::syntax::{ActionEnding, ActionStep, SecretDigits};
use crate::walk::words::{self, world};
use sim_world::action::{
    Action, AttackerAction, CardLoss, CareAction, HolderAction, LineAction, NetworkAction, PacketMaker,
    PayPasswordInput, SiteUserAction, SiteUserActionError, Tampering, are_keys,
};
use sim_world::platform::number::Msisdn;
use sim_world::smsc::Fate;

/// First words of actions that are not the handset's alone.
pub(super) const FIRST_WORDS: [&str; 21] = [
    "write", "lose", "repeat", "swap", "delay", "replay", "forge", "shorten", "care", "website", "hall", "registry",
    "platform", "heal", "dial", "keys", "say", "silence", "hang", "bank", "merchant",
];

/// Longest time that one step waits, in milliseconds.
const LONGEST_MS: u64 = 24 * 3_600_000;

/// Reads an action after its first word; `None` if the word begins no action.
pub(super) fn step(word: &str, cursor: &mut Cursor<'_>) -> Option<ParseResult<ActionStep>> {
    if let Some((_, tampering)) = world::TAMPERING.iter().find(|(written, _)| *written == word) {
        return Some(attack(cursor, *tampering).map(ActionStep::new));
    }
    if let Some(step) = shop::step(word, cursor) {
        return Some(step);
    }
    Some(match word {
        "care" | "website" | "bank" | "merchant" | "registry" => channel(word, cursor),
        "platform" => platform(cursor).map(ActionStep::new),
        "cut" => parse_cut(cursor).map(ActionStep::new),
        "wait" => duration(cursor, "a duration such as `30 s`, or `out`").map(|ms| ActionStep::new(Action::Wait(ms))),
        "heal" => Ok(ActionStep::new(Action::Heal)),
        "restart" => Ok(ActionStep::restart()),
        "lose" if cursor.eat_words("card") => Ok(ActionStep::of_holder(HolderAction::LoseCard(CardLoss::Lost))),
        "lose" => next(cursor, Fate::Lost).map(ActionStep::new),
        "repeat" => next(cursor, Fate::Twice).map(ActionStep::new),
        "swap" => next(cursor, Fate::Swapped).map(ActionStep::new),
        "delay" => next(cursor, Fate::Late(0)).map(ActionStep::new),
        "messages" => submissions(cursor).map(ActionStep::new),
        "dial" | "keys" | "say" => {
            let action = holder(word, cursor)?;
            action.and_then(|action| {
                let ending = if take_refused(cursor)? { ActionEnding::Refused(None) } else { ActionEnding::Done };
                Ok(ActionStep { ending, ..ActionStep::of_holder(action) })
            })
        }
        _ => return holder(word, cursor).map(|action| action.map(ActionStep::of_holder)),
    })
}

/// Reads an action of the person, or an event around the handset; `None` if the word begins neither.
fn holder(word: &str, cursor: &mut Cursor<'_>) -> Option<ParseResult<HolderAction>> {
    Some(match word {
        "write" => write(cursor),
        "break" => cursor.demand_words("card").map(|()| HolderAction::LoseCard(CardLoss::Broken)),
        "network" => cursor.one_of(&words::SWITCHES, "`on` or `off`").map(HolderAction::Network),
        "screen" => cursor.one_of(&words::SCREENS, "`busy` or `free`").map(HolderAction::OccupyScreen),
        "call" => cursor.one_of(&words::CALLS, "what happens to a call").map(HolderAction::Call),
        "dial" | "keys" | "say" | "silence" | "hang" => line(word, cursor).map(HolderAction::Line),
        "language" => super::phone::language(cursor).map(HolderAction::ChooseLanguage),
        _ => return None,
    })
}

/// Reads an action of a caller on a service line.
fn line(word: &str, cursor: &mut Cursor<'_>) -> ParseResult<LineAction> {
    Ok(match word {
        "dial" => LineAction::Dial(cursor.one_of(&words::LINES, "the number of a service line")?),
        "keys" => {
            let mut before = *cursor;
            let keys = string(cursor, "keys, between quotation marks")?;
            if !are_keys(&keys) {
                return Err(LineError::new(before.word().1, "these are no keys", "digits, `*` and `#`"));
            }
            LineAction::Press(keys)
        }
        "say" => LineAction::Say(string(cursor, "what is said, between quotation marks")?),
        "silence" => LineAction::KeepSilent,
        _ => {
            cursor.demand_words("up")?;
            LineAction::HangUp
        }
    })
}

/// Reads a duration of at most [`LONGEST_MS`], in milliseconds; `what` gives an example.
fn duration(cursor: &mut Cursor<'_>, what: &str) -> ParseResult<u64> {
    values::duration(cursor, what, LONGEST_MS)
}

fn write(cursor: &mut Cursor<'_>) -> ParseResult<HolderAction> {
    let to = Some(values::telephone(cursor)?);
    Ok(HolderAction::Write { to, text: string(cursor, "what is written, between quotation marks")? })
}

fn next(cursor: &mut Cursor<'_>, fate: Fate) -> ParseResult<Action> {
    cursor.demand_words("next")?;
    let kind = cursor.one_of(&world::NEXT_MESSAGES, "which message")?;
    if !matches!(fate, Fate::Late(_)) {
        return Ok(Action::Network(NetworkAction::Next(fate, kind)));
    }
    cursor.demand_words("by")?;
    let late = Fate::Late(duration(cursor, "a duration such as `10 min`")?);
    Ok(Action::Network(NetworkAction::Next(late, kind)))
}

fn submissions(cursor: &mut Cursor<'_>) -> ParseResult<Action> {
    let reply = cursor.one_of(&words::MESSAGES, "what becomes of short messages")?;
    Ok(Action::Network(NetworkAction::Submissions(Msisdn::SOLE, reply)))
}

fn attack(cursor: &mut Cursor<'_>, tampering: Tampering) -> ParseResult<Action> {
    cursor.demand_words("packet")?;
    let mut number = *cursor;
    let packet: usize = cursor.decimal("the packet's number, counted from 1")?;
    if packet == 0 {
        return Err(LineError::new(number.word().1, "packets are counted from 1", "1 or more"));
    }
    cursor.demand_words("of the")?;
    let maker: PacketMaker = cursor.one_of(&world::MAKERS, "who made it")?;
    let packet = u32::try_from(packet).unwrap_or(u32::MAX);
    Ok(Action::Attacker(AttackerAction::Packet(tampering, maker, packet)))
}

/// Reads an action through another channel to the platform: customer care, website, banks, merchants,
/// registry.
fn channel(word: &str, cursor: &mut Cursor<'_>) -> ParseResult<ActionStep> {
    let action = match word {
        "care" => care(cursor)?,
        "website" if cursor.eat_words("user") => Action::SiteUser(Msisdn::SOLE, Box::new(site(cursor)?)),
        "website" if cursor.peek_word() != "tops" => payments::read(word, cursor)?,
        "bank" | "merchant" => payments::read(word, cursor)?,
        "website" => {
            cursor.demand_words("tops up")?;
            let amount = values::amount(cursor)?;
            cursor.demand_words("with")?;
            Action::WebsiteTopUp(Msisdn::SOLE, amount, password(cursor)?)
        }
        _ => {
            cursor.demand_words("says")?;
            Action::Registry(Msisdn::SOLE, cursor.one_of(&world::NUMBERS, "a state of the number")?)
        }
    };
    let ending = if take_refused(cursor)? { ActionEnding::Refused(None) } else { ActionEnding::Done };
    Ok(ActionStep { action, ending })
}

/// Reads the action of a user at the website, up to an arrow.
fn site(cursor: &mut Cursor<'_>) -> ParseResult<SiteUserAction> {
    cursor.skip_blanks();
    let rest = cursor.rest();
    let (words, span) = cursor.take(rest.find("->").unwrap_or(rest.len()));
    words.parse().map_err(|why: SiteUserActionError| {
        LineError::new(span, why.to_string(), "a request such as `signs in with initial`")
    })
}

fn care(cursor: &mut Cursor<'_>) -> ParseResult<Action> {
    cursor.demand_words("resets")?;
    let care = if cursor.one_of(&[("operation PIN", true), ("pay password", false)], "what is reset")? {
        cursor.demand_words("with")?;
        CareAction::ResetPin(password(cursor)?)
    } else {
        CareAction::ResetPayPassword
    };
    Ok(Action::Care(Msisdn::SOLE, care))
}

fn password(cursor: &mut Cursor<'_>) -> ParseResult<PayPasswordInput> {
    let SecretDigits(digits) = digits(cursor, PASSWORD)?;
    Ok(PayPasswordInput::Digits(digits))
}

fn platform(cursor: &mut Cursor<'_>) -> ParseResult<Action> {
    cursor.demand_words("stops")?;
    Ok(Action::PlatformStop(cursor.one_of(&world::FAULTS, "where it stops")?, 1))
}

fn parse_cut(cursor: &mut Cursor<'_>) -> ParseResult<Action> {
    match trace_steps::step("cut", cursor) {
        Some(Ok(SessionStep::Cut(Cut { write, tear }))) => {
            Ok(Action::PowerFailure { number: Msisdn::SOLE, write, tear })
        }
        Some(Err(mistake)) => Err(mistake),
        _ => Err(cursor.unexpected("`at write`")),
    }
}
