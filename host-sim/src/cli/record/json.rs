//! `--json`: an object a line in, an object a line out, for programs.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Desk, print};
use crate::cli::reading::{self, Line};
use sim_script::trace::record::{LineReport, LineResult, ShellEffect};

/// Line of a program.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    /// Line as it would be typed.
    line: String,
    /// Any value, which comes back with the result; `null` if there is none.
    #[serde(default)]
    id: serde_json::Value,
}

/// Result of a line, with what the program gave to know it again.
#[derive(Serialize)]
struct Response {
    id: serde_json::Value,
    #[serde(flatten)]
    report: LineReport,
}

/// Performs lines until the input ends or one of them is `quit`.
pub(super) fn serve(desk: &mut Desk<'_>) -> miette::Result<()> {
    let mut input = io::stdin().lock();
    while let Some(line) = reading::line(&mut input)? {
        let request = match &line {
            Line::Text(text) if text.trim().is_empty() => continue,
            Line::Text(text) => serde_json::from_str::<Request>(text).map_err(|error| error.to_string()),
            Line::NotUtf8 => Err("the line is no text in UTF-8".to_owned()),
        };
        let Request { line, id } = match request {
            Ok(request) => request,
            Err(why) => {
                let why = format!("No object such as {{\"line\": \"get balance\"}}: {why}.");
                let result = LineResult { text: format!("{why}\n"), error: Some(why), ..LineResult::default() };
                answer(desk, &result, None)?;
                continue;
            }
        };
        let (mut result, kept) = desk.perform(&line);
        match result.effect.take() {
            Some(ShellEffect::Save(name)) => save(desk, name, &mut result),
            Some(ShellEffect::Quit) => {
                answer(desk, &result, Some(id))?;
                break;
            }
            None => {}
        }
        answer(desk, &result, Some(id))?;
        kept?;
    }
    desk.leave(|| None)
}

/// Saves the session, and tells the result of the line where.
fn save(desk: &mut Desk<'_>, name: Option<String>, result: &mut LineResult) {
    let path = name.map(PathBuf::from).or_else(|| desk.written.clone()).or_else(|| desk.save.clone());
    let saved = match path {
        Some(path) => desk.save(&path).map_err(|error| error.to_string()),
        None => Err("No file to save to; `save FILE` names one.".to_owned()),
    };
    match saved {
        Ok(told) => result.text = told,
        Err(why) => *result = LineResult { text: format!("{why}\n"), error: Some(why), ..LineResult::default() },
    }
}

/// Prints the result of a line.
pub(super) fn answer(desk: &Desk<'_>, result: &LineResult, id: Option<serde_json::Value>) -> miette::Result<()> {
    let response = Response { id: id.unwrap_or_default(), report: desk.shell.report(result) };
    let mut text = serde_json::to_string(&response).unwrap_or_default();
    text.push('\n');
    print(&text)
}
