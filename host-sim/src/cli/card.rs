//! The card that `--profile`, `--card` and `--seed` choose, and the lines of a trace's header that bring it back.

use std::fs;
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic, miette};

use crate::memory::file::Durability;
use crate::memory::{Eeprom, FileMemory};
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

/// A card, and the file that keeps it, which no other process has meanwhile.
pub(super) struct Chosen {
    /// The card as it stands before the first command.
    pub(super) card: Card,
    /// The file that `--card` names; `None` without it.
    pub(super) file: Option<KeptCard>,
}

/// A card file and the image in it, so that only a changed memory is written.
pub(super) struct KeptCard {
    file: FileMemory,
    image: Vec<u8>,
}

impl KeptCard {
    /// Replaces the memory in the file if the card's differs.
    pub(super) fn keep(&mut self, image: &[u8]) -> miette::Result<()> {
        if self.image != image {
            self.file.replace(image).into_diagnostic()?;
            self.image = image.to_vec();
        }
        Ok(())
    }
}

/// Takes the card from the file, if there is one; else a new card from the profile, which is put there.
pub(super) fn choose(arguments: &CardArguments) -> miette::Result<Chosen> {
    let seed = arguments.seed;
    if let Some(path) = arguments.file().filter(|path| path.exists()) {
        let file = FileMemory::open(path, Durability::Machine).into_diagnostic()?;
        let image = file.image().into_diagnostic()?;
        let memory = Eeprom::from_image(&image).into_diagnostic()?;
        let prose = format!("# On the card of {}, as it was before: replay it with --card and a copy.", path.display());
        let card = Card { memory, seed, settings: vec![prose] };
        return Ok(Chosen { card, file: Some(KeptCard { file, image }) });
    }
    let choice = arguments.profile();
    let profile = Profile::choose(choice).into_diagnostic()?;
    let mut memory = Eeprom::blank();
    applet::manufacture(&mut memory, &profile.to_personalisation())
        .map_err(|fault| miette!("No card can be made from the profile {choice}: {fault:?}."))?;
    let image = memory.image().to_vec();
    let made = arguments.file().map(|path| FileMemory::create(path, &image, Durability::Machine)).transpose();
    let file = made.into_diagnostic()?.map(|file| KeptCard { file, image });
    Ok(Chosen { card: Card { memory, seed, settings: vec![setting(choice)] }, file })
}

/// The line of a trace that chooses a profile; a file by its whole path, for the trace may be saved anywhere.
fn setting(choice: &str) -> String {
    if choice == "default" {
        return "profile default".to_owned();
    }
    let whole = fs::canonicalize(choice).unwrap_or_else(|_| PathBuf::from(choice));
    format!("profile \"{}\"", whole.display())
}
