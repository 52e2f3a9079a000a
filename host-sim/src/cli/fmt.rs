//! `rfid-sim fmt`: lays out traces, fragments, walks and scenarios. The meaning of a text never changes, nor do the
//! words of its comments.

use std::path::Path;

use miette::{IntoDiagnostic, miette};
use similar::TextDiff;

use super::rewrite::rewrite;
use super::scripts::{FoundFile, ScriptFiles};
use super::{CliResult, Ending, output, print, reading, told};
use sim_script::kind::TextKind;
use sim_script::layout;
use sim_script::trace::files;
use sim_wire::count::Counted;

/// Arguments of `rfid-sim fmt`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    files: ScriptFiles,
    /// Write nothing; print the differences, and end with status 1 if there are any.
    #[arg(long)]
    check: bool,
}

/// Runs `rfid-sim fmt`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let found = arguments.files.find()?;
    if let Some(profile) = found.iter().find(|file| file.kind == TextKind::Profile) {
        return Err(miette!("{} is a profile: TOML has tools of its own for its layout.", profile.path.display()));
    }
    let (mut changed, mut is_undone) = (0_usize, false);
    for file in &found {
        match arrange(file) {
            Ok((before, after)) => {
                let differs = before != after;
                changed = changed.saturating_add(usize::from(differs));
                show(file, &before, &after, arguments.check)?;
            }
            Err(report) => {
                output::warn(&told::told(&report));
                is_undone = true;
            }
        }
    }
    let is_printed = !arguments.check && found.iter().any(|file| file.is_input);
    if !is_printed {
        let files = Counted(found.len(), "file");
        let what = if arguments.check { "to lay out" } else { "laid out" };
        print(&format!("{files}: {changed} {what}"));
    }
    Ok(match (is_undone, arguments.check && changed > 0) {
        (true, _) => Ending::Undone,
        (false, true) => Ending::Failed,
        (false, false) => Ending::Held,
    })
}

/// Returns the text of a file before and after.
fn arrange(file: &FoundFile) -> miette::Result<(String, String)> {
    let name = file.path.display().to_string();
    let before = match file.is_input {
        true => reading::text(Path::new("-"))?,
        false => files::read(&file.path).map_err(|error| miette!("{name} cannot be read: {error}"))?,
    };
    let after = layout::arrange(file.kind, &name, &before).map_err(|error| miette::Report::new(*error))?;
    Ok((before, after))
}

/// Writes a new text into its file, standard input to standard output, or the difference of the two.
fn show(file: &FoundFile, before: &str, after: &str, is_check: bool) -> miette::Result<()> {
    let name = file.path.display().to_string();
    if is_check {
        output::write(&TextDiff::from_lines(before, after).unified_diff().header(&name, &name).to_string());
    } else if file.is_input {
        output::write(after);
    } else if before != after {
        rewrite(&name, before, after).into_diagnostic()?;
        print(&name);
    }
    Ok(())
}
