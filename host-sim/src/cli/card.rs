//! The card that `--profile`, `--card` and `--seed` choose, and the lines of a trace's header that bring the card back.

use std::fs;
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic, miette};

#[cfg(feature = "pcsc")]
use sim_device::link::SharedLink;
use sim_device::link::{Chance, InProcess, Link, LinkContext, Transport};
use sim_device::memory::file::Durability;
use sim_device::memory::manufactured;
use sim_device::memory::{Eeprom, FileMemory};
use sim_device::profile::Profile;
use sim_device::reader;
#[cfg(feature = "pcsc")]
use sim_script::trace::record::LinkedCard;
use sim_script::trace::record::{DeskCard, Script};

/// Arguments that choose a card.
#[derive(Default, clap::Args)]
pub(super) struct CardArguments {
    /// Profile of the card: `default`, a TOML file, or FILE#NAME for one card of it. For a card that --card finds in
    /// its file, only the terminal's keys come from the profile [default: default].
    #[arg(long, value_name = "FILE")]
    profile: Option<String>,
    /// Seed of the card's random numbers [default: 1].
    #[arg(long)]
    seed: Option<u64>,
    /// File with the card's memory, read at the start and kept up to date; made if it does not exist.
    #[arg(long)]
    card: Option<PathBuf>,
}

impl CardArguments {
    /// Creates arguments for a fresh card.
    pub(super) fn of(profile: Option<String>, seed: Option<u64>) -> CardArguments {
        CardArguments { profile, seed, card: None }
    }

    /// Returns the name of the profile that a new card is made from.
    pub(super) fn profile(&self) -> &str {
        self.profile.as_deref().unwrap_or("default")
    }

    /// Returns the seed of the card's random numbers; `None` without `--seed`.
    #[cfg(feature = "pcsc")]
    pub(super) const fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// Returns the file that keeps the card's memory; `None` without `--card`.
    pub(super) fn file(&self) -> Option<&Path> {
        self.card.as_deref()
    }
}

/// Card, and the file that keeps its memory, which no other process has meanwhile.
pub(super) struct Chosen {
    /// Card as it stands before the first command.
    pub(super) card: DeskCard,
    /// File that `--card` names; `None` without `--card`.
    pub(super) file: Option<KeptCard>,
}

/// Card file and the image in it, so that only a changed memory is written.
pub(super) struct KeptCard {
    file: FileMemory,
    image: Vec<u8>,
}

impl KeptCard {
    /// Replaces the memory in the file if the card's memory differs.
    pub(super) fn keep(&mut self, image: &[u8]) -> miette::Result<()> {
        if self.image != image {
            self.file.replace(image).into_diagnostic()?;
            self.image = image.to_vec();
        }
        Ok(())
    }
}

/// Takes the card from the file, if there is one; else makes a card from the profile and puts it there.
pub(super) fn choose(arguments: &CardArguments) -> miette::Result<Chosen> {
    choose_for(arguments, &Script::default())
}

/// Chooses the card with which a script begins; what the arguments say goes before what the script says.
pub(super) fn choose_for(arguments: &CardArguments, script: &Script) -> miette::Result<Chosen> {
    let seed = arguments.seed.or(script.seed).unwrap_or(1);
    let choice = arguments.profile();
    let (profile, line) = chosen_profile(arguments, script)?;
    let more = script.settings.iter().cloned();
    if let Some(path) = arguments.file().filter(|path| path.exists()) {
        let file = FileMemory::open(path, Durability::Machine).into_diagnostic()?;
        let image = file.image().into_diagnostic()?;
        let memory = Eeprom::from_image(&image).into_diagnostic()?;
        let keyless = stranger(&memory, &profile).map(|why| {
            format!(
                "{} is not the card of the profile {choice}: {why}. Choose its profile with --profile FILE.",
                path.display()
            )
        });
        if let (Some(why), Some(_)) = (&keyless, &arguments.profile) {
            return Err(miette!("{}", why.trim_end_matches(" Choose its profile with --profile FILE.")));
        }
        let prose = format!("# On the card of {}, as it was before: replay it with --card and a copy.", path.display());
        let settings = [prose, line].into_iter().chain(more).collect();
        let card = DeskCard { memory, seed, settings, profile, is_used: true, keyless };
        return Ok(Chosen { card, file: Some(KeptCard { file, image }) });
    }
    let memory = manufactured(&profile.to_personalisation())
        .map_err(|why| miette!("No card can be made from the profile {choice}: {why}."))?;
    let image = memory.image().to_vec();
    let made = arguments.file().map(|path| FileMemory::create(path, &image, Durability::Machine)).transpose();
    let file = made.into_diagnostic()?.map(|file| KeptCard { file, image });
    let settings = std::iter::once(line).chain(more).collect();
    let card = DeskCard { memory, seed, settings, profile, is_used: false, keyless: None };
    Ok(Chosen { card, file })
}

/// Returns the profile that the arguments choose, else the script's, and the line of a trace that chooses it.
fn chosen_profile(arguments: &CardArguments, script: &Script) -> miette::Result<(Profile, String)> {
    let choice = arguments.profile();
    Ok(match script.profile.clone().filter(|_| arguments.profile.is_none()) {
        Some(chosen) => chosen,
        None => (Profile::choose(choice)?, setting(choice, None)),
    })
}

/// Takes a card behind a link with the profile that the arguments choose. `place` says where the card is.
#[cfg(feature = "pcsc")]
pub(super) fn linked(
    arguments: &CardArguments,
    script: &Script,
    mut link: SharedLink,
    place: String,
) -> miette::Result<LinkedCard> {
    let (profile, line) = chosen_profile(arguments, script)?;
    let numbers = CardNumbers::ask(&mut link, &profile);
    let difference = numbers.as_ref().and_then(|numbers| numbers.difference(&profile));
    let keyless = match (difference, numbers, &arguments.profile) {
        (Some(why), _, Some(choice)) => {
            return Err(miette!("The card in {place} is not of the profile {choice}: {why}."));
        }
        (Some(why), _, None) => Some(why),
        // Whoever names the profile of a card that tells nothing knows better.
        (None, Some(CardNumbers { iccid: None, asn: None }), None) => {
            Some("it tells neither ICCID nor card number (ASN)".to_owned())
        }
        (None, ..) => None,
    };
    let advice = "--profile FILE gives them, or `key` before the first command.";
    let keyless = keyless.map(|why| format!("The keys of the card in {place} are not known: {why}. {advice}"));
    let prose = format!("# A card in {place}.");
    let settings = [prose, line].into_iter().chain(script.settings.iter().cloned()).collect();
    Ok(LinkedCard { place, link, settings, profile, keyless })
}

/// Numbers of a card that a reader can read.
struct CardNumbers {
    /// ICCID of the SIM; `None` if the card does not tell it.
    iccid: Option<Vec<u8>>,
    /// Card number (ASN) of the wallet; `None` if the wallet cannot be selected.
    asn: Option<Vec<u8>>,
}

impl CardNumbers {
    /// Asks a card for its numbers; `None` if it does not come up.
    fn ask<L: Link>(link: &mut L, profile: &Profile) -> Option<CardNumbers> {
        link.power_on().ok()?;
        let mut ask = |command: &[u8]| {
            let situation = LinkContext { way: Transport::Contacts, uptime_s: 0 };
            let answer = reader::transmit(link, reader::ReaderMode::Auto, situation, command).ok()?;
            answer.strip_suffix(&[0x90, 0x00]).map(<[u8]>::to_vec)
        };
        ask(&[0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00]);
        ask(&[0x00, 0xA4, 0x00, 0x00, 0x02, 0x2F, 0xE2]);
        let iccid = ask(&[0x00, 0xB0, 0x00, 0x00, 0x0A]);
        let length = u8::try_from(profile.card.aid.len()).unwrap_or_default();
        ask(&[&[0x00, 0xA4, 0x04, 0x00, length], profile.card.aid.as_slice()].concat());
        let asn = ask(&[0x00, 0xB0, 0x95, 0x0A, 0x0A]);
        Some(CardNumbers { iccid, asn })
    }

    /// Returns the reason for which the card is not of a profile; `None` if no number says so.
    fn difference(&self, profile: &Profile) -> Option<String> {
        let differs = |what: &str, own: Option<&Vec<u8>>, wanted: &[u8]| {
            let own = own.filter(|own| own.as_slice() != wanted)?;
            Some(format!("its {what} is {}, and the profile's {}", hex::encode_upper(own), hex::encode_upper(wanted)))
        };
        differs("ICCID", self.iccid.as_ref(), &profile.card.iccid)
            .or_else(|| differs("card number (ASN)", self.asn.as_ref(), &profile.asn()))
    }
}

/// Returns the reason for which a card in memory is not of a profile. A copy of the card is asked.
fn stranger(memory: &Eeprom, profile: &Profile) -> Option<String> {
    CardNumbers::ask(&mut InProcess::new(memory.clone(), Chance::seeded(1)), profile)?.difference(profile)
}

/// Returns the line of a trace that chooses a profile. The path of a file is relative to the folder where the trace is
/// saved. It is absolute if the folder is unknown or has no way to the file.
pub(super) fn setting(choice: &str, folder: Option<&Path>) -> String {
    if choice == "default" {
        return "profile default".to_owned();
    }
    let (file, name) = match choice.rsplit_once('#') {
        Some((file, name)) if !Path::new(choice).exists() => (file, format!("#{name}")),
        _ => (choice, String::new()),
    };
    let whole = fs::canonicalize(file).unwrap_or_else(|_| PathBuf::from(file));
    let from = folder.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let path = from.and_then(|from| fs::canonicalize(from).ok()).map_or(whole.clone(), |from| relative(&whole, &from));
    // A path that is no text stands in no trace; what was typed is one, and is right from where it was typed.
    format!("profile \"{}{name}\"", path.to_str().unwrap_or(file))
}

/// Returns a line of a trace that is to be saved in a folder. The path of a profile is made relative to the folder.
pub(super) fn line_in(line: &str, folder: Option<&Path>) -> String {
    let choice = line.strip_prefix("profile \"").and_then(|rest| rest.split_once('"'));
    match choice {
        Some((choice, rest)) => setting(choice, folder) + rest,
        None => line.to_owned(),
    }
}

/// Returns the way from a folder to a file, both given as absolute paths.
fn relative(file: &Path, folder: &Path) -> PathBuf {
    let shared = file.components().zip(folder.components()).take_while(|(one, other)| one == other).count();
    if shared == 0 {
        return file.to_owned();
    }
    let up = folder.components().skip(shared).map(|_| std::path::Component::ParentDir);
    up.chain(file.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_path_to_file_is_shortest() {
        let relative = |file: &str, folder: &str| relative(Path::new(file), Path::new(folder)).display().to_string();
        assert_eq!(relative("/a/b/mine.toml", "/a/b"), "mine.toml");
        assert_eq!(relative("/a/b/mine.toml", "/a/c/d"), "../../b/mine.toml");
        assert_eq!(relative("/mine.toml", "/a"), "../mine.toml");
    }

    #[test]
    fn card_of_other_profile_is_reported() {
        let own = Profile::default();
        let memory = manufactured(&own.to_personalisation()).unwrap();
        assert_eq!(stranger(&memory, &own), None);
        let mut other = own.clone();
        other.set_asn([0x11; 10]);
        assert!(stranger(&memory, &other).unwrap().contains("its card number (ASN) is 00001234567890123456"));
        other = own;
        other.card.iccid = [0x22; 10];
        assert!(stranger(&memory, &other).unwrap().contains("its ICCID is"));
    }

    /// Card that answers every command with the same status word.
    #[cfg(feature = "pcsc")]
    struct Same([u8; 2]);

    #[cfg(feature = "pcsc")]
    impl Link for Same {
        fn power_on(&mut self) -> Result<Vec<u8>, sim_device::link::LinkError> {
            Ok(vec![0x3B, 0x00])
        }

        fn power_off(&mut self) {}

        fn exchange(&mut self, _: LinkContext, _: &[u8]) -> Result<Vec<u8>, sim_device::link::LinkError> {
            Ok(self.0.to_vec())
        }
    }

    #[cfg(feature = "pcsc")]
    #[test]
    fn keys_are_unknown_of_a_card_that_tells_nothing() {
        let take = |arguments: &CardArguments| {
            let link = SharedLink::new(Same([0x6D, 0x00]));
            linked(arguments, &Script::default(), link, "the reader A".to_owned()).unwrap()
        };
        let unknown = take(&CardArguments::default());
        assert!(unknown.keyless.unwrap().contains("it tells neither ICCID nor card number"));
        assert_eq!(unknown.settings, ["# A card in the reader A.", "profile default"]);
        // Whoever names a profile knows better than a card that is silent about it.
        assert_eq!(take(&CardArguments::of(Some("default".to_owned()), None)).keyless, None);
        let own = SharedLink::new(InProcess::new(
            manufactured(&Profile::default().to_personalisation()).unwrap(),
            Chance::seeded(1),
        ));
        let known = linked(&CardArguments::default(), &Script::default(), own, "the reader A".to_owned()).unwrap();
        assert_eq!(known.keyless, None);
    }
}
