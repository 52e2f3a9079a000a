//! What a browser does in the lab: keys of phones, messages by hand, time, counters, and any action by its line.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::marks::{MarkMove, PhoneMarks};
use super::view::LabView;
use super::{LabPass, phone};
use crate::form::SentForm;
use crate::notice::{Notice, Tone};
use crate::pages::{PageError, PageResult, go};
use crate::visit::Visit;
use sim_device::handset::ScreenBody;
use sim_i18n::phone::keys::{KeyMeaning, Keypad, PhoneKey};
use sim_i18n::{Language, Word, outcome, refusal};
use sim_world::action::Action;
use sim_world::line::{LineKey, LineKeys, ServiceLine};
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::number::Msisdn;
use sim_world::world::{Power, World, WorldError};

/// Time by which a message is delayed, as an action has it.
const DELAY: &str = "1 min";

/// Input of a person on a phone.
enum PhoneInput {
    /// Key of the phone.
    Key(PhoneKey),
    /// Text, as from a keyboard.
    Text(String),
    /// Move of the menu's mark.
    Mark(MarkMove),
    /// The switch.
    Power,
}

/// Answers a form: a script gets the sentence, and a browser without scripts the page again.
fn answer(visit: &Visit, form: &SentForm, notice: Option<Notice>) -> Response {
    if !form.text("live").is_empty() {
        let status = match &notice {
            Some(notice) if notice.tone == Tone::Failure => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::OK,
        };
        let text = notice.map(|notice| notice.text(visit.language()).to_owned()).unwrap_or_default();
        return (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response();
    }
    if let Some(notice) = notice {
        visit.leave(notice);
    }
    go(&format!("/lab?from={}", LabView::place_in(form)))
}

/// Makes a sentence about something that was not done, from a fixed word.
fn refused(word: Word) -> Notice {
    Notice::failure(word.in_language(Language::Chinese), word.in_language(Language::English))
}

fn number(form: &SentForm) -> Result<Msisdn, PageError> {
    form.text("number").parse().map_err(|_| PageError::Unreadable)
}

/// Performs the action of a line that this program wrote, or a person.
async fn perform(visit: &Visit, form: &SentForm, line: &str) -> PageResult {
    let notice = match line.parse::<Action>() {
        Ok(action) => match visit.site().keeper.perform(action).await {
            Err(error) => PageError::from(error).notice(),
            Ok(Ok(performed)) => {
                let told = |language| outcome::performed(language, &performed);
                Notice::success(told(Language::Chinese), told(Language::English))
            }
            Ok(Err(why)) => {
                let told = |language| refusal::action(language, &why);
                Notice::failure(told(Language::Chinese), told(Language::English))
            }
        },
        Err(error) => Notice::failure("这一行不是动作,请参照列出的写法。", error.to_string()),
    };
    Ok(answer(visit, form, Some(notice)))
}

/// Presses a key, or types a text, on a phone.
pub(super) async fn press(visit: Visit, _pass: LabPass, form: SentForm) -> PageResult {
    let number = number(&form)?;
    let input = match form.text("key") {
        "up" => PhoneInput::Mark(MarkMove::Up),
        "down" => PhoneInput::Mark(MarkMove::Down),
        "power" => PhoneInput::Power,
        "text" => PhoneInput::Text(form.text("text").to_owned()),
        key => PhoneInput::Key(phone::parse_key(key).ok_or(PageError::Unreadable)?),
    };
    let (marks, language) = (visit.site().lab_marks.clone(), visit.language());
    let told = match input {
        PhoneInput::Mark(by) => visit.read(move |world| mark(world, &marks, number, by)).await,
        input => visit.step(move |world| act(world, (&marks, language), number, &input)).await,
    };
    let notice = match told {
        Ok(told) => told.map(|told| Notice::failure(told.clone(), told)),
        Err(error) => Some(PageError::from(error).notice()),
    };
    Ok(answer(&visit, &form, notice))
}

/// Moves the mark of a phone's menu.
fn mark(world: &World, marks: &PhoneMarks, number: Msisdn, by: MarkMove) -> Option<String> {
    let person = world.person(&number)?;
    marks.step(number, &person.station().screen(), by);
    None
}

/// Does something on a phone; returns a sentence if the phone did not do it.
fn act(
    world: &mut World,
    (marks, language): (&PhoneMarks, Language),
    number: Msisdn,
    input: &PhoneInput,
) -> Option<String> {
    match input {
        PhoneInput::Power => {
            let is_off = world.person(&number)?.power() == Power::Off;
            let switched = if is_off { world.switch_on(&number) } else { world.switch_off(&number) };
            switched.err().map(|why| refusal::world(language, &why))
        }
        PhoneInput::Key(key) => press_key(world, (marks, language), number, *key),
        PhoneInput::Text(text) if world.call_of(&number).is_some_and(|call| call.step().is_spoken()) => {
            world.say(&number, text).err().map(|why| refusal::world(language, &why))
        }
        PhoneInput::Text(text) => {
            let person = world.person(&number)?;
            let screen = person.station().screen();
            let handset = person.station().handset();
            let keypad = Keypad { language, handset, screen: &screen, marked: marks.marked(&number, &screen) };
            match keypad.paste(text) {
                Ok(characters) => characters
                    .into_iter()
                    .find_map(|character| press_key(world, (marks, language), number, PhoneKey::Character(character))),
                Err(why) => Some(why.to_string()),
            }
        }
        PhoneInput::Mark(by) => mark(world, marks, number, *by),
    }
}

/// Presses a key of a phone; returns a sentence if the key had no meaning.
fn press_key(
    world: &mut World,
    (marks, language): (&PhoneMarks, Language),
    number: Msisdn,
    key: PhoneKey,
) -> Option<String> {
    let person = world.person(&number)?;
    let screen = person.station().screen();
    let handset = person.station().handset();
    let keypad = Keypad { language, handset, screen: &screen, marked: marks.marked(&number, &screen) };
    let (complaint, meaning) = (keypad.complaint(key), keypad.meaning(key));
    if screen.body == ScreenBody::Idle
        && let Some(called) = call(world, (marks, language), number, key)
    {
        return called.err();
    }
    match meaning {
        KeyMeaning::Act(act) => match world.act(&number, &act) {
            Ok(true) => None,
            Ok(false) => Some(complaint),
            Err(why) => Some(refusal::world(language, &why)),
        },
        KeyMeaning::Complaint(sentence) => Some(sentence),
        KeyMeaning::Nothing => None,
    }
}

/// Largest number of digits that are dialled.
const DIALLED_MOST: usize = 20;

/// Dials on an idle phone, or presses a key in its call. Returns `None` if the key means something else, and a sentence
/// as the error if the call came to nothing.
fn call(
    world: &mut World,
    (marks, language): (&PhoneMarks, Language),
    number: Msisdn,
    key: PhoneKey,
) -> Option<Result<(), String>> {
    let refused = |why: WorldError| refusal::world(language, &why);
    if world.call_of(&number).is_some() {
        return Some(match key {
            PhoneKey::End => world.hang_up(&number).map_err(refused),
            PhoneKey::Character(key) => match key.to_string().parse::<LineKeys>() {
                Ok(keys) => world.press(&number, &keys).map(drop).map_err(refused),
                Err(_) => return None,
            },
            _ => return None,
        });
    }
    let mut dialled = marks.dialled(&number);
    match key {
        PhoneKey::Character(key) if LineKey::try_from(key).is_ok() && dialled.len() < DIALLED_MOST => dialled.push(key),
        PhoneKey::Erase if !dialled.is_empty() => drop(dialled.pop()),
        PhoneKey::Back | PhoneKey::End if !dialled.is_empty() => dialled.clear(),
        PhoneKey::Ok if !dialled.is_empty() => {
            marks.dial(number, String::new());
            let nobody = || Word::NobodyAnswers.in_language(language).to_owned();
            let line = ServiceLine::of_number(&dialled);
            return Some(
                line.map_or_else(|| Err(nobody()), |line| world.dial(&number, line).map(drop).map_err(refused)),
            );
        }
        _ => return None,
    }
    marks.dial(number, dialled);
    Some(Ok(()))
}

/// Does something to a message under way.
pub(super) async fn handle_message(visit: Visit, _pass: LabPass, form: SentForm) -> PageResult {
    let message: u64 = form.text("message").parse().map_err(|_| PageError::Unreadable)?;
    let line = match form.text("handling") {
        "hold" => format!("network holds message {message}"),
        "release" => format!("network releases message {message}"),
        "drop" => format!("network drops message {message}"),
        "repeat" => format!("network repeats message {message}"),
        "delay" => format!("network delays message {message} by {DELAY}"),
        _ => return Err(PageError::Unreadable),
    };
    perform(&visit, &form, &line).await
}

/// Lets time pass.
pub(super) async fn pass_time(visit: Visit, _pass: LabPass, form: SentForm) -> PageResult {
    let span = form.text("pass");
    if !["1 s", "1 min", "1 h", "1 d"].contains(&span) {
        return Err(PageError::Unreadable);
    }
    perform(&visit, &form, &format!("time {span}")).await
}

/// Returns the amount of a form as an action's line has it.
fn amount(form: &SentForm) -> Result<&str, Notice> {
    let text = form.text("amount");
    parse_yuan(text).map(|_| text).map_err(|_| refused(Word::AmountForm))
}

/// Lets a person pay at a terminal, or the terminal upload its batch.
pub(super) async fn use_shop(visit: Visit, _pass: LabPass, form: SentForm) -> PageResult {
    let pos: u32 = form.text("pos").parse().map_err(|_| PageError::Unreadable)?;
    let line = match form.text("at") {
        "tap" => match amount(&form) {
            Ok(amount) => format!("{} taps {amount} at pos {pos}", number(&form)?),
            Err(notice) => return Ok(answer(&visit, &form, Some(notice))),
        },
        "upload" => format!("pos {pos} uploads"),
        _ => return Err(PageError::Unreadable),
    };
    perform(&visit, &form, &line).await
}

/// Lets the hall serve a person.
pub(super) async fn serve_at_hall(visit: Visit, _pass: LabPass, form: SentForm) -> PageResult {
    let number = number(&form)?;
    let service = form.text("service");
    let line = match service {
        "deposit" | "load" => match amount(&form) {
            Ok(amount) if service == "deposit" => format!("hall takes {amount} from {number}"),
            Ok(amount) => format!("hall loads {amount} onto {number}"),
            Err(notice) => return Ok(answer(&visit, &form, Some(notice))),
        },
        "open" => format!("hall opens account of {number}"),
        "register" => format!("hall registers card of {number}"),
        "issue" => format!("hall issues card to {number}"),
        "reload" => format!("hall reloads card of {number}"),
        "close" => format!("hall closes wallet of {number}"),
        "data" => format!("hall completes data of {number}"),
        "calibrate" => format!("hall calibrates {number}"),
        _ => return Err(PageError::Unreadable),
    };
    perform(&visit, &form, &line).await
}

/// Lets a person write a text message.
pub(super) async fn write_text(visit: Visit, _pass: LabPass, form: SentForm) -> PageResult {
    let (number, text) = (number(&form)?, form.text("text").to_owned());
    let to = Some(form.text("to")).filter(|to| !to.is_empty()).unwrap_or(sim_world::platform::NUMBER).to_owned();
    let notice = match visit.step(move |world| world.write_text(&number, &to, &text)).await {
        Err(error) => PageError::from(error).notice(),
        Ok(Ok(_)) => Notice::success(
            Word::MessageSent.in_language(Language::Chinese),
            Word::MessageSent.in_language(Language::English),
        ),
        Ok(Err(why)) => Notice::refused(&why),
    };
    Ok(answer(&visit, &form, Some(notice)))
}

/// Performs the action of a line.
pub(super) async fn perform_line(visit: Visit, _pass: LabPass, form: SentForm) -> PageResult {
    let line = form.text("line").to_owned();
    perform(&visit, &form, &line).await
}
