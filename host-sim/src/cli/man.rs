//! `rfid-sim man`: manual pages, one for each subcommand.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;
use miette::miette;

use super::output::{self, print};
use super::{CliResult, Ending};

/// Arguments of `rfid-sim man`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Folder for the pages of all subcommands, such as ~/.local/share/man/man1; made if it does not exist.
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
}

/// Page of the manual.
struct ManualPage {
    /// Name of its file, as `rfid-sim-world-new.1`.
    name: String,
    /// Text in roff.
    text: Vec<u8>,
}

/// Runs `rfid-sim man`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let mut pages = Vec::new();
    add_pages(super::command(), "", &mut pages)?;
    match &arguments.to {
        Some(folder) => write_pages(folder, &pages)?,
        None => {
            let text = pages.first().map(|page| String::from_utf8_lossy(&page.text).into_owned());
            output::write(&text.unwrap_or_default());
        }
    }
    Ok(Ending::Held)
}

/// Writes the pages into a folder, and prints how many there are.
fn write_pages(folder: &Path, pages: &[ManualPage]) -> miette::Result<()> {
    let wrong = |path: &Path, why: std::io::Error| miette!("{} cannot be written: {why}.", path.display());
    fs::create_dir_all(folder).map_err(|why| wrong(folder, why))?;
    for page in pages {
        let path = folder.join(&page.name);
        fs::write(&path, &page.text).map_err(|why| wrong(&path, why))?;
    }
    print(&format!("{} manual pages are in {}", pages.len(), folder.display()));
    Ok(())
}

/// Adds the page of a command and, after it, those of its subcommands. `before` is the words of the command above.
fn add_pages(command: Command, before: &str, pages: &mut Vec<ManualPage>) -> miette::Result<()> {
    let words = format!("{before} {}", command.get_name()).trim().to_owned();
    let name = words.replace(' ', "-");
    let command = command.display_name(name.clone()).bin_name(words.clone()).disable_help_subcommand(true);
    let subcommands: Vec<Command> = command.get_subcommands().cloned().collect();
    let mut text = Vec::new();
    let page = Man::new(command).title(name.clone()).manual("rfid-sim");
    page.render(&mut text).map_err(|why| miette!("The page of {words} cannot be made: {why}."))?;
    pages.push(ManualPage { name: format!("{name}.1"), text });
    for subcommand in subcommands {
        add_pages(subcommand, &words, pages)?;
    }
    Ok(())
}
