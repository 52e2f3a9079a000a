//! Reading an action from a line of text.

use std::str::FromStr;

use super::words::{
    CALLS, FAULTS, LINES, MAKERS, NEXT, NUMBER_STATES, Read, SUBMISSIONS, WordError, duration, language, model, number,
    one_of, ordinal, part, password, pin, yuan,
};
use super::{
    Action, ActionError, AttackerAction, CardLoss, CareAction, CentreAction, HolderAction, LineAction, NetworkAction,
    SiteUserActionError, Switch, Tampering, forms,
};
use crate::platform::number::{Msisdn, recipient};
use crate::smsc::{Fate, MessageId};
use sim_codec::quotation;

mod counter;
mod line;
mod payments;

/// Name of a subscriber's number in errors.
const A_NUMBER: &str = "a mobile number";

impl FromStr for Action {
    type Err = ActionError;

    fn from_str(line: &str) -> Result<Action, ActionError> {
        let content = line.trim();
        let words: Vec<&str> = content.split_whitespace().collect();
        let read = match words.as_slice() {
            [who, "writes", ..] => write(content, who).map(Some),
            [who, verb @ ("presses" | "says"), ..] if is_number(who) => line::spoken(content, (who, verb)).map(Some),
            words => action(words),
        };
        let unknown = || {
            let error = WordError::new(content, format!("unknown action `{content}`"), "an action");
            match forms::near(&words) {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None => error,
            }
        };
        let read = read.and_then(|action| action.ok_or_else(unknown));
        read.map_err(|error| ActionError::in_line(line, error))
    }
}

/// Reads an action from the words of its line; `None` if no form fits.
fn action<'l>(words: &'l [&'l str]) -> Read<'l, Option<Action>> {
    Ok(Some(match words {
        ["heal"] => Action::Heal,
        ["time", count, unit] => Action::Wait(duration(count, unit)?),
        ["network", rest @ ..] => return Ok(network(rest)?.map(Action::Network)),
        ["platform", "dies", fault] => Action::PlatformStop(one_of(fault, &FAULTS)?, 1),
        ["platform", "dies", fault, "at", nth] => Action::PlatformStop(one_of(fault, &FAULTS)?, ordinal(nth)?),
        ["power", "of", who, "fails", "at", "write", write, tear] => Action::PowerFailure {
            number: msisdn(who)?,
            write: ordinal(write)?,
            tear: part(tear, "a way to tear a write")?,
        },
        ["hall", rest @ ..] => return Ok(counter::hall(rest)?.map(Action::Hall)),
        ["platform", "caps", "purchases", "at", amount, "and", "batches", "at", count] => {
            Action::PosCeilings(yuan(amount)?, number(count)?)
        }
        ["platform", "lists", "card", "of", who] => Action::BlackList(msisdn(who)?, Switch::On),
        ["platform", "unlists", "card", "of", who] => Action::BlackList(msisdn(who)?, Switch::Off),
        ["pos", place, rest @ ..] => {
            let pos = counter::pos(place)?;
            return Ok(counter::at_pos(pos, rest)?.map(|action| Action::Pos(pos, action)));
        }
        ["finder", "of", who, "taps", rest @ ..] => {
            let who = msisdn(who)?;
            return Ok(counter::tap(rest)?.map(|tap| Action::Finder(who, tap)));
        }
        ["care", "resets", "pin", "of", who, "with", pay] => {
            Action::Care(msisdn(who)?, CareAction::ResetPin(password(pay)?))
        }
        ["care", "resets", "pay", "password", "of", who] => Action::Care(msisdn(who)?, CareAction::ResetPayPassword),
        ["website", "tops", "up", who, "by", amount, "with", pay] => {
            Action::WebsiteTopUp(msisdn(who)?, yuan(amount)?, password(pay)?)
        }
        ["website", "user", who, rest @ ..] => return site(who, rest).map(Some),
        ["website", rest @ ..] => return payments::website(rest),
        ["bank", rest @ ..] => return Ok(payments::bank(rest)?.map(Action::Bank)),
        ["merchant", place, rest @ ..] => {
            let shop = counter::pos(place)?;
            return Ok(payments::merchant(rest)?.map(|action| Action::Merchant(shop, action)));
        }
        ["registry", "says", who, "is", state] => Action::Registry(msisdn(who)?, one_of(state, &NUMBER_STATES)?),
        ["attacker", rest @ ..] => return Ok(attacker(rest)?.map(Action::Attacker)),
        [who, rest @ ..] if is_number(who) => {
            let who = msisdn(who)?;
            return Ok(holder(rest)?.map(|action| Action::Holder(who, action)));
        }
        _ => return Ok(None),
    }))
}

/// Reads the action of a user at the website, behind the number.
fn site<'l>(who: &'l str, words: &[&'l str]) -> Read<'l, Action> {
    let action = words.join(" ").parse().map_err(|why: SiteUserActionError| {
        let place = match &why {
            SiteUserActionError::Word { word, .. } => words.iter().copied().find(|read| read == word),
            SiteUserActionError::Form => words.first().copied(),
        };
        WordError::new(place.unwrap_or(who), why.to_string(), "a request such as `signs in with initial`")
    })?;
    Ok(Action::SiteUser(msisdn(who)?, Box::new(action)))
}

fn holder<'l>(words: &'l [&'l str]) -> Read<'l, Option<HolderAction>> {
    Ok(Some(match words {
        ["opens"] => HolderAction::OpenWallet,
        ["closes", "with", pay] => HolderAction::CloseWallet(password(pay)?),
        ["suspends"] => HolderAction::SuspendWallet,
        ["resumes"] => HolderAction::ResumeWallet,
        ["tops", "up", amount, "with", pay] => HolderAction::TopUp(yuan(amount)?, password(pay)?),
        ["asks", "balance"] => HolderAction::QueryBalance,
        ["asks", "transactions"] => HolderAction::QueryTransactions,
        ["recharges", "by", "card", nth] => HolderAction::Recharge(ordinal(nth)?),
        ["pays", "own", "bill", amount] => HolderAction::PayOwnBill(yuan(amount)?),
        ["pays", "bill", "of", whose, amount, "with", pay] => {
            HolderAction::PayOtherBill(msisdn(whose)?, yuan(amount)?, password(pay)?)
        }
        ["changes", "pay", "password", "from", old, "to", new] => {
            HolderAction::ChangePayPassword(password(old)?, password(new)?)
        }
        ["switches", "pin", switch @ ("on" | "off")] => HolderAction::SwitchPin(Switch::from_bool(*switch == "on")),
        ["changes", "pin", "from", old, "to", new] => HolderAction::ChangePin(pin(old)?, pin(new)?),
        ["looks", "at", "balance"] => HolderAction::ViewBalance,
        ["looks", "at", "records"] => HolderAction::ViewRecords,
        ["limits", "purchases", "to", amount] => HolderAction::SetLimit(yuan(amount)?),
        ["dawdles"] => HolderAction::OpenMenu,
        ["taps", rest @ ..] => return Ok(counter::tap(rest)?.map(HolderAction::Tap)),
        ["stands", distance, "cm", "from", "pos", place] => {
            HolderAction::StandAt(counter::pos(place)?, number(distance)?)
        }
        ["walks", "away"] => HolderAction::GoAway,
        ["loses", "card"] => HolderAction::LoseCard(CardLoss::Lost),
        ["breaks", "card"] => HolderAction::LoseCard(CardLoss::Broken),
        ["goes", switch @ ("on" | "off")] => HolderAction::SwitchPhone(Switch::from_bool(*switch == "on")),
        ["moves", "card", "to", name, serial] => HolderAction::MoveCard(model(name)?, number(serial)?),
        ["finds", "network"] => HolderAction::Network(Switch::On),
        ["loses", "network"] => HolderAction::Network(Switch::Off),
        ["occupies", "screen"] => HolderAction::OccupyScreen(Switch::On),
        ["frees", "screen"] => HolderAction::OccupyScreen(Switch::Off),
        [event @ ("gets" | "takes" | "loses"), "call"] => HolderAction::Call(one_of(event, &CALLS)?),
        ["dials", line] => HolderAction::Line(LineAction::Dial(one_of(line, &LINES)?)),
        ["keeps", "silent"] => HolderAction::Line(LineAction::KeepSilent),
        ["hangs", "up"] => HolderAction::Line(LineAction::HangUp),
        ["chooses", "language", name] => HolderAction::ChooseLanguage(language(name)?),
        _ => return Ok(None),
    }))
}

/// Reads `NUMBER writes "TEXT"`, with or without `to TELEPHONE` behind it.
fn write<'l>(line: &'l str, who: &'l str) -> Read<'l, Action> {
    let number = msisdn(who)?;
    let (text, rest) = quoted(line, "writes")?;
    let to = match rest.split_whitespace().collect::<Vec<_>>().as_slice() {
        [] => None,
        ["to", telephone] => Some(telephone_number(telephone)?),
        _ => return Err(WordError::new(rest, format!("{rest:?} follows the text"), "`to` and a telephone number")),
    };
    Ok(Action::Holder(number, HolderAction::Write { to, text }))
}

/// Reads the text between quotation marks behind a verb. Returns the text, and the rest of the line.
fn quoted<'l>(line: &'l str, verb: &str) -> Read<'l, (String, &'l str)> {
    let unquoted =
        |word| WordError::new(word, "what is written stands between quotation marks", "a text such as `\"CX\"`");
    let behind = line.split_once(verb).map_or("", |(_, behind)| behind.trim());
    let Some(opened) = behind.strip_prefix('"') else { return Err(unquoted(behind)) };
    let Some((inside, rest)) = opened.split_once('"') else { return Err(unquoted(behind)) };
    if inside.is_empty() {
        return Err(WordError::new(behind, "an empty text is no message", "a text such as `\"CX\"`"));
    }
    let text = quotation::unquote(inside).map_err(|error| {
        let escape = inside.get(error.at..).unwrap_or(inside);
        WordError::new(escape, error.to_string(), "\\n, \\\\ or a character such as \\u{22}")
    })?;
    Ok((text, rest.trim()))
}

/// Reads the telephone number of a message's receiver.
fn telephone_number(word: &str) -> Read<'_, String> {
    let is_number = word.chars().all(|letter| letter.is_ascii_digit() || "+*#".contains(letter));
    let wrong = |what: String| WordError::new(word, what, "a telephone number");
    match recipient(word) {
        Ok(number) if is_number => Ok(number),
        Ok(_) => Err(wrong(format!("{word:?} is no telephone number"))),
        Err(why) => Err(wrong(why.to_string())),
    }
}

fn attacker<'l>(words: &'l [&'l str]) -> Read<'l, Option<AttackerAction>> {
    Ok(Some(match words {
        ["replays", which] => AttackerAction::Replay(ordinal(which)?),
        ["cuts", which, "by", octets] => AttackerAction::Cut(ordinal(which)?, ordinal(octets)?),
        ["flips", which, "at", bit] => AttackerAction::Flip(ordinal(which)?, number(bit)?),
        ["reflects", which] => AttackerAction::Reflect(ordinal(which)?),
        ["misdirects", which, "to", whom] => AttackerAction::Misdirect(ordinal(which)?, msisdn(whom)?),
        ["forges", how, "to", whom] => AttackerAction::ForgeTo(msisdn(whom)?, number(how)?),
        ["forges", how, "from", whom] => AttackerAction::ForgeFrom(msisdn(whom)?, number(how)?),
        [verb @ ("replays" | "forges" | "shortens"), "packet", nth, "of", maker] => {
            let tampering = match *verb {
                "replays" => Tampering::None,
                "forges" => Tampering::BitInverted,
                _ => Tampering::LastBlockCut,
            };
            AttackerAction::Packet(tampering, one_of(maker, &MAKERS)?, ordinal(nth)?)
        }
        _ => return Ok(None),
    }))
}

fn network<'l>(words: &'l [&'l str]) -> Read<'l, Option<NetworkAction>> {
    let message = |id| number(id).map(MessageId);
    Ok(Some(match words {
        ["mix", seed] => NetworkAction::Mix(number(seed)?),
        ["spread", count, unit] => NetworkAction::Spread(duration(count, unit)?),
        [reply @ ("takes" | "refuses" | "stalls"), "messages", "of", whose] => {
            NetworkAction::Submissions(msisdn(whose)?, one_of(reply, &SUBMISSIONS)?)
        }
        ["holds", "message", id] => NetworkAction::ByHand(message(id)?, CentreAction::Hold),
        ["releases", "message", id] => NetworkAction::ByHand(message(id)?, CentreAction::Release),
        ["drops", "message", id] => NetworkAction::ByHand(message(id)?, CentreAction::Drop),
        ["repeats", "message", id] => NetworkAction::ByHand(message(id)?, CentreAction::Repeat),
        ["delays", "message", id, "by", count, unit] => {
            NetworkAction::ByHand(message(id)?, CentreAction::Delay(duration(count, unit)?))
        }
        [word, "next", kind] => NetworkAction::Next(fate(word)?, one_of(kind, &NEXT)?),
        [word, rest @ ..] if !rest.is_empty() => {
            let rule = words.join(" ");
            NetworkAction::Rule(rule.parse().map_err(|why: crate::smsc::RuleError| {
                // The wrong part is one of the words.
                let place = words.iter().copied().find(|word| *word == why.part).unwrap_or(word);
                WordError::new(place, why.to_string(), "a rule such as `lost 1 report`")
            })?)
        }
        _ => return Ok(None),
    }))
}

/// Reads the fate of a message.
fn fate(word: &str) -> Read<'_, Fate> {
    let wrong = || format!("{word:?} is nothing that becomes of a message: it is lost, twice, swapped or late:SECONDS");
    Fate::from_word(word).ok_or_else(|| WordError::new(word, wrong(), "lost, twice, swapped or late:SECONDS"))
}

/// Returns whether a word is meant as a number.
fn is_number(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
}

fn msisdn(word: &str) -> Read<'_, Msisdn> {
    part(word, A_NUMBER)
}
