//! The line editor of the shell: history, completion with Tab, hints in grey.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use miette::{IntoDiagnostic, WrapErr};
use nu_ansi_term::{Color, Style};
use reedline::{
    Completer, CompletionResult, DescriptionMode, Emacs, FileBackedHistory, Hinter, History, IdeMenu, KeyCode,
    KeyModifiers, MenuBuilder, Prompt, PromptEditMode, PromptHistorySearch, Reedline, ReedlineEvent, ReedlineMenu,
    Signal, Span, Suggestion, default_emacs_keybindings,
};

use super::{Desk, Next, print};
use crate::cli::reading::{self, Line};
use sim_device::private_file;
use sim_script::trace::record::{self, CardWords};

/// Number of lines that the history keeps.
const HISTORY_LINES: usize = 1000;

const MENU: &str = "commands";

/// Runs the shell on a terminal until the person leaves.
pub(super) fn interact(desk: &mut Desk<'_>, history: Option<&Path>) -> miette::Result<()> {
    print(&desk.shell.greeting())?;
    let words = Arc::new(Mutex::new(desk.shell.words()));
    let mut editor = editor(history, words.clone())?;
    loop {
        *words.lock().unwrap_or_else(PoisonError::into_inner) = desk.shell.words();
        match editor.read_line(&CardPrompt(desk.shell.prompt())) {
            Ok(Signal::Success(line)) if desk.line(&line)? == Next::Leave => break,
            // Ctrl-C gives the line up, as in every shell.
            Ok(Signal::Success(_) | Signal::CtrlC) => {}
            Ok(_) => break,
            // A terminal that does not answer the editor's questions still has lines.
            Err(error) => {
                let told = format!("This terminal cannot edit lines ({error}); lines are read plainly.");
                crate::cli::output::warn(&told);
                return super::from_pipe(desk);
            }
        }
    }
    desk.leave(ask_name)
}

/// Asks where to save; `None` for an empty answer, Ctrl-D or a line that is not UTF-8.
fn ask_name() -> Option<String> {
    let mut out = io::stdout().lock();
    write!(out, "Save the session as (Enter to throw it away): ").and_then(|()| out.flush()).ok()?;
    match reading::line(&mut io::stdin().lock()) {
        Ok(Some(Line::Text(name))) => Some(name),
        _ => None,
    }
}

fn editor(history: Option<&Path>, words: Arc<Mutex<CardWords>>) -> miette::Result<Reedline> {
    let history = match history {
        Some(path) => private_history(path)
            .and_then(|()| FileBackedHistory::with_file(HISTORY_LINES, path.to_owned()).into_diagnostic())
            .wrap_err_with(|| format!("The history {} cannot be used.", path.display()))?,
        None => FileBackedHistory::new(HISTORY_LINES).into_diagnostic()?,
    };
    let mut keys = default_emacs_keybindings();
    let complete = [ReedlineEvent::Menu(MENU.to_owned()), ReedlineEvent::MenuNext];
    keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, ReedlineEvent::UntilFound(complete.to_vec()));
    keys.add_binding(KeyModifiers::SHIFT, KeyCode::BackTab, ReedlineEvent::MenuPrevious);
    let menu = IdeMenu::default().with_name(MENU).with_description_mode(DescriptionMode::PreferRight);
    Ok(Reedline::create()
        .with_history(Box::new(history))
        .with_completer(Box::new(CardCompleter(words)))
        .with_hinter(Box::new(CardHinter))
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)))
        .with_quick_completions(true)
        .with_edit_mode(Box::new(Emacs::new(keys))))
}

/// Creates the file of a history for its owner alone, since PINs and keys are typed.
fn private_history(path: &Path) -> miette::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).into_diagnostic()?;
    }
    private_file::create_or_append(path).map(drop).into_diagnostic()
}

/// Prompt of the shell: `card> `, `tap 3 cm> `, `off> `.
struct CardPrompt(String);

impl Prompt for CardPrompt {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, _mode: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed("> ")
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed(". ")
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        Cow::Owned(format!(" (search: {}) ", search.term))
    }
}

/// Completer with the words of the card on the desk.
struct CardCompleter(Arc<Mutex<CardWords>>);

impl Completer for CardCompleter {
    fn complete(&mut self, line: &str, position: usize) -> CompletionResult {
        let typed = line.get(..position).unwrap_or(line);
        let words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let suggestions = words.suggestions(typed).into_iter().map(|found| Suggestion {
            value: found.line,
            description: Some(found.description),
            span: Span { start: 0, end: position },
            ..Suggestion::default()
        });
        CompletionResult::fresh(suggestions.collect::<Vec<_>>())
    }
}

struct CardHinter;

impl Hinter for CardHinter {
    fn handle(
        &mut self,
        line: &str,
        _position: usize,
        _history: &dyn History,
        coloured: bool,
        _folder: &str,
    ) -> String {
        let hint = record::hint(line).unwrap_or_default();
        if coloured { Style::new().fg(Color::DarkGray).paint(hint).to_string() } else { hint }
    }

    /// Returns nothing: a hint explains, and holds nothing to accept.
    fn complete_hint(&self) -> String {
        String::new()
    }

    fn next_hint_token(&self) -> String {
        String::new()
    }
}
