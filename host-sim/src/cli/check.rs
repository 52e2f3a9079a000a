//! `rfid-sim check`: finds every mistake of traces, fragments, walks, scenarios and profiles without playing them.

use clap::ValueEnum;
use serde_json::{Value, json};

use super::scripts::{FoundFile, ScriptFiles};
use super::{CliResult, Ending, output, print, told};
use sim_script::check::{FileMistake, ScriptCheckError, TextPosition, check};
use sim_wire::count::{Counted, CountedVerb};

/// Arguments of `rfid-sim check`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    files: ScriptFiles,
    /// Format of the report.
    #[arg(long, value_enum, default_value_t)]
    format: CheckFormat,
}

/// Format of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// Every mistake at its place in the text.
    #[default]
    Human,
    /// One line for each mistake: FILE:LINE:COLUMN: what is wrong.
    Line,
    /// One JSON object.
    Json,
}

/// Runs `rfid-sim check`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let mut checked = Vec::new();
    for file in arguments.files.find()? {
        let texts = file.texts()?;
        let error = check(&file.path, file.kind, &texts).err();
        checked.push(CheckedFile { file, error });
    }
    match arguments.format {
        CheckFormat::Human => checked.iter().for_each(CheckedFile::tell),
        CheckFormat::Line => checked.iter().for_each(CheckedFile::print_lines),
        CheckFormat::Json => print(&report(&checked).to_string()),
    }
    if arguments.format != CheckFormat::Json {
        print(&summary(&checked));
    }
    let is_unreadable = checked.iter().any(|checked| checked.unreadable().is_some());
    Ok(match checked.iter().all(|checked| checked.error.is_none()) {
        true => Ending::Held,
        false if is_unreadable => Ending::Undone,
        false => Ending::Failed,
    })
}

/// File with the result of its check.
struct CheckedFile {
    file: FoundFile,
    /// Error of the file; `None` if it passed.
    error: Option<ScriptCheckError>,
}

impl CheckedFile {
    /// Returns the mistakes of the file.
    fn mistakes(&self) -> Vec<FileMistake> {
        self.error.as_ref().map(ScriptCheckError::mistakes).unwrap_or_default()
    }

    /// Returns the error of a file that could not be checked.
    fn unreadable(&self) -> Option<&ScriptCheckError> {
        self.error.as_ref().filter(|error| error.mistakes().is_empty() && !matches!(error, ScriptCheckError::NoCard(_)))
    }

    /// Returns the sentence about a file that has no mistake at a place and does not pass.
    fn reason(&self) -> Option<String> {
        let error = self.error.as_ref().filter(|error| error.mistakes().is_empty())?;
        Some(error.to_string().trim_end_matches('.').to_owned())
    }

    /// Draws the mistakes on standard error, where the mistakes of every subcommand are.
    fn tell(&self) {
        match &self.error {
            None => {}
            Some(ScriptCheckError::File(error)) if !self.mistakes().is_empty() => {
                output::warn(&told::told_error(error))
            }
            Some(ScriptCheckError::Profile(error)) if !self.mistakes().is_empty() => {
                output::warn(&told::told_error(error))
            }
            Some(_) => output::warn(&format!("{}: {}.", self.path(), self.reason().unwrap_or_default())),
        }
    }

    fn path(&self) -> String {
        self.file.path.display().to_string()
    }

    fn print_lines(&self) {
        for mistake in self.mistakes() {
            let advice = mistake.advice.map(|advice| format!(" ({advice})")).unwrap_or_default();
            let TextPosition { line, column } = mistake.start;
            print(&format!("{}:{line}:{column}: {}{}", mistake.file, mistake.what, advice.replace('\n', "; ")));
        }
        self.reason().into_iter().for_each(|reason| print(&format!("{}:1:1: {reason}", self.path())));
    }

    fn report(&self) -> Value {
        let mistakes: Vec<Value> = self.mistakes().iter().map(mistake_report).collect();
        json!({ "path": self.path(), "mistakes": mistakes, "error": self.reason() })
    }
}

fn mistake_report(mistake: &FileMistake) -> Value {
    json!({
        "file": mistake.file,
        "line": mistake.start.line,
        "column": mistake.start.column,
        "end_line": mistake.end.line,
        "end_column": mistake.end.column,
        "what": mistake.what,
        "expected": mistake.expected,
        "advice": mistake.advice,
    })
}

fn report(checked: &[CheckedFile]) -> Value {
    let files: Vec<Value> = checked.iter().map(CheckedFile::report).collect();
    let mistakes: usize = checked.iter().map(|checked| checked.mistakes().len()).sum();
    let errors = checked.iter().filter(|checked| checked.reason().is_some()).count();
    json!({ "files": files, "summary": { "files": checked.len(), "mistakes": mistakes, "errors": errors } })
}

fn summary(checked: &[CheckedFile]) -> String {
    let mistakes: usize = checked.iter().map(|checked| checked.mistakes().len()).sum();
    let wrong = checked.iter().filter(|checked| checked.error.is_some()).count();
    let files = Counted(checked.len(), "file");
    if wrong == 0 {
        return format!("{files}: no mistake");
    }
    format!("{files}: {wrong} {} wrong, with {}", CountedVerb(wrong, "is", "are"), Counted(mistakes, "mistake"))
}
