//! Profiles in files, for the command line and for the header of a trace. No other module of profiles reads files.

use std::path::Path;

use super::{Profile, ProfileError};
use crate::bounded::read_text;

/// Most octets of a profile, 4 MiB; ten thousand cards take a tenth of that.
const TEXT_MAX: u64 = 4 << 20;

impl Profile {
    /// Reads all cards of a file.
    pub fn load_all(path: &Path) -> Result<Vec<Profile>, ProfileError> {
        let file = path.display().to_string();
        match read_text(path, TEXT_MAX) {
            Ok(text) => Profile::parse(&file, &text),
            Err(reason) => Err(ProfileError::Unreadable { file, reason }),
        }
    }

    /// Reads the card of a file; of a file with a `[[card]]` list, the first.
    pub fn load(path: &Path) -> Result<Profile, ProfileError> {
        let first = Profile::load_all(path)?.into_iter().next();
        // A file without a [[card]] list is one card, and an empty list is no list.
        Ok(first.unwrap_or_default())
    }

    /// Reads the profile that a command line names: `default`, a file, or `FILE#NAME` for one card of its `[[card]]`
    /// list. A file with a `#` in its own name is found too.
    pub fn choose(argument: &str) -> Result<Profile, ProfileError> {
        if argument == "default" {
            return Ok(Profile::default());
        }
        match argument.rsplit_once('#') {
            Some((file, name)) if !Path::new(argument).exists() => Profile::choose_card(file, name),
            _ => Profile::load(Path::new(argument)),
        }
    }

    fn choose_card(file: &str, name: &str) -> Result<Profile, ProfileError> {
        let cards = Profile::load_all(Path::new(file))?;
        let known: Vec<String> = cards.iter().map(|card| format!("\"{}\"", card.name)).collect();
        cards.into_iter().find(|card| card.name == name).ok_or_else(|| ProfileError::NoSuchCard {
            file: file.to_owned(),
            name: name.to_owned(),
            known: known.join(", "),
        })
    }
}
