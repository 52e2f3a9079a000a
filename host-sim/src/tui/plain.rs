//! The phone line by line, for pipes and screen readers: each screen is printed as text, each line that is read is a
//! command. Time stands still but for `wait`.

use super::action::Action;
use super::app::App;
use super::desk::Held;
use super::labels::{Language, Word};
use super::panes::{card, messages, words as exchanged};
use crate::handset::Body;

mod screen;
mod words;

use words::Command;

/// How many exchanges `apdus` shows.
const APDUS: usize = 10;

/// What is on the screen, as text.
pub fn screen<L: Held>(app: &App<L>, language: Language) -> String {
    let has_menu = app.desk().station().handset().has_menu();
    screen::text(&app.desk().screen(), has_menu, language)
}

/// Does what a line says and gives what to print. [`App::is_leaving`] says whether it was the last.
pub fn line<L: Held>(app: &mut App<L>, language: Language, line: &str) -> String {
    let line = line.trim();
    match words::parse(line, &app.desk().screen().body) {
        Ok(Command::Screen) => screen(app, language),
        Ok(Command::Help) => words::help(language),
        Ok(Command::State) => state(app, language),
        Ok(Command::Messages) => messages(app, language),
        Ok(Command::Apdus(count)) => apdus(app, count.unwrap_or(APDUS)),
        Ok(Command::Do(action)) => does(app, language, action),
        Err(why) => words::unknown(language, &why, &app.desk().screen()),
    }
}

fn does<L: Held>(app: &mut App<L>, language: Language, action: Action) -> String {
    app.update(action);
    if app.is_leaving() {
        return String::new();
    }
    let notice = app.notice().map(|notice| format!("! {notice}\n")).unwrap_or_default();
    notice + &screen(app, language)
}

fn state<L: Held>(app: &App<L>, language: Language) -> String {
    let Some(state) = app.desk().card() else {
        return format!("{}\n", Word::NoPower.in_language(language));
    };
    let mut text = String::new();
    for (name, value) in card::rows(language, &state) {
        text.push_str(&format!("{name}: {value}\n"));
    }
    for (record, number) in state.log.iter().zip(1..) {
        text.push_str(&format!("{number}. {}\n", card::record(language, record)));
    }
    text
}

fn messages<L: Held>(app: &App<L>, language: Language) -> String {
    let handset = app.desk().station().handset();
    let inbox = handset.inbox().messages();
    let sent = &handset.standing().sent;
    let mut text = String::new();
    let mut list = |title: Word, all: Vec<Vec<(String, String)>>| {
        text.push_str(&format!("{}: {}\n", title.in_language(language), all.len()));
        for (rows, number) in all.iter().zip(1..) {
            for ((name, value), place) in rows.iter().zip(0..) {
                let line = if place == 0 { format!("{number}. {name} {value}") } else { format!("   {name}: {value}") };
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
    };
    list(Word::Inbox, inbox.iter().map(messages::received).collect());
    list(Word::Outbox, sent.iter().map(messages::rows).collect());
    text
}

fn apdus<L: Held>(app: &App<L>, count: usize) -> String {
    let all = app.desk().exchanges();
    let mut text = String::new();
    for exchange in all.iter().skip(all.len().saturating_sub(count)) {
        let (command, answer) = exchanged::of(exchange);
        let octets = exchange.answer.as_deref().map(hex::encode_upper).unwrap_or_default();
        text.push_str(&format!("> {}\n  {command}\n", hex::encode_upper(&exchange.command)));
        text.push_str(&format!("< {octets}\n  {answer}\n"));
    }
    text
}

/// Whether lines are typed into something on a screen of this kind.
const fn takes_text(body: &Body) -> bool {
    matches!(body, Body::Input(_) | Body::Key { .. })
}
