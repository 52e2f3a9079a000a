//! The card that `--profile`, `--card` and `--seed` choose, and the lines of a trace's header that bring it back.

use std::fs;
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic, miette};

use crate::memory::{self, Eeprom};
use crate::profile::Profile;
use crate::trace::record::Card;

/// The arguments that choose a card.
#[derive(clap::Args)]
pub(super) struct CardArguments {
    /// What the card is made from: `default`, a file, or `FILE#NAME` for one card of a file of many.
    #[arg(long, conflicts_with = "card")]
    profile: Option<String>,
    /// Where the card's random numbers start.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A card in a file: its memory comes from there and is kept there. A new card if there is no such file.
    #[arg(long)]
    card: Option<PathBuf>,
}

impl CardArguments {
    /// What the card is made from, if it is a new one.
    pub(super) fn profile(&self) -> &str {
        self.profile.as_deref().unwrap_or("default")
    }

    /// The file that keeps the card's memory.
    pub(super) fn file(&self) -> Option<&Path> {
        self.card.as_deref()
    }
}

/// The card in the file, if there is one; else a new card from the profile.
pub(super) fn choose(arguments: &CardArguments) -> miette::Result<Card> {
    let seed = arguments.seed;
    if let Some(path) = arguments.file().filter(|path| path.exists()) {
        let image = memory::file::load(path).into_diagnostic()?;
        let memory = Eeprom::from_image(&image).into_diagnostic()?;
        let prose = format!("# On the card of {}, as it was before: replay it with --card and a copy.", path.display());
        return Ok(Card { memory, seed, settings: vec![prose] });
    }
    let choice = arguments.profile();
    let profile = Profile::choose(choice).into_diagnostic()?;
    let mut memory = Eeprom::blank();
    applet::manufacture(&mut memory, &profile.to_personalisation())
        .map_err(|fault| miette!("No card can be made from the profile {choice}: {fault:?}."))?;
    Ok(Card { memory, seed, settings: vec![setting(choice)] })
}

/// The line of a trace that chooses a profile; a file by its whole path, for the trace may be saved anywhere.
fn setting(choice: &str) -> String {
    if choice == "default" {
        return "profile default".to_owned();
    }
    let whole = fs::canonicalize(choice).unwrap_or_else(|_| PathBuf::from(choice));
    format!("profile \"{}\"", whole.display())
}
