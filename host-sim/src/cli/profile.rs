//! `rfid-sim profile`: profiles of cards, made, shown and checked.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use miette::{IntoDiagnostic, WrapErr, miette};
use serde_json::{Value, json};

use super::table::{row, table};
use super::{CliResult, Ending, output, print, told};
use sim_device::memory::manufactured;
use sim_device::profile::{DEFAULT_TEXT, Profile, usage_name};
use sim_wire::Fen;
use sim_wire::count::Counted;

/// Arguments of `rfid-sim profile`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write a new profile: the default one, whose comments explain every field.
    New {
        /// File to write [default: standard output].
        file: Option<PathBuf>,
    },
    /// Show the cards of a profile: identity, wallet, PIN, and its keys without their values.
    Show {
        /// Profile: `default`, a TOML file, or FILE#NAME for one card of it.
        #[arg(default_value = "default")]
        profile: String,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Find the mistakes of profiles, and make every card of them.
    Check {
        /// Profiles in TOML.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// Runs `rfid-sim profile`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    match &arguments.command {
        Command::New { file: None } => output::write(DEFAULT_TEXT),
        Command::New { file: Some(file) } => write(file)?,
        Command::Show { profile, json } => show(profile, *json)?,
        Command::Check { files } => return Ok(check(files)),
    }
    Ok(Ending::Held)
}

/// Writes the default profile into a new file.
fn write(path: &Path) -> miette::Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = match file {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(miette!("{} is already there; a new profile needs a new file.", path.display()));
        }
        Err(error) => {
            return Err(error).into_diagnostic().wrap_err_with(|| format!("{} cannot be written.", path.display()));
        }
    };
    file.write_all(DEFAULT_TEXT.as_bytes()).into_diagnostic()?;
    print(&format!("{} is the default profile; its comments explain every field.", path.display()));
    Ok(())
}

/// Shows the cards that a name of a profile stands for: all of a file, or the one behind the `#`.
fn show(choice: &str, is_json: bool) -> miette::Result<()> {
    let cards = match Path::new(choice).is_file() {
        true => Profile::load_all(Path::new(choice)),
        false => Profile::choose(choice).map(|card| vec![card]),
    };
    let cards = cards.map_err(miette::Report::new)?;
    if is_json {
        let cards: Vec<Value> = cards.iter().map(report).collect();
        print(&json!({ "cards": cards }).to_string());
        return Ok(());
    }
    for (at, card) in cards.iter().enumerate() {
        if at > 0 {
            print("");
        }
        tell(card);
    }
    Ok(())
}

/// Prints a card for people.
fn tell(profile: &Profile) {
    let card = &profile.card;
    let start = &card.start;
    let limit = start.limit.map_or("none".to_owned(), |limit| limit.to_string());
    let facts = [
        ("name", profile.name.clone()),
        ("aid", hex::encode_upper(&card.aid)),
        ("card number (ASN)", hex::encode_upper(profile.asn())),
        ("ICCID", hex::encode_upper(card.iccid)),
        ("answer to reset", hex::encode_upper(&card.atr)),
        ("state", start.lifecycle.name().to_owned()),
        ("balance", format!("{}, at most {}", start.balance, card.balance_max)),
        ("limit", limit),
        ("counters", format!("online {:04X}, offline {:04X}", start.online_counter, start.offline_counter)),
        ("operation PIN", format!("{}, {}", on_or_off(start.pin_on), Counted(usize::from(card.pin_tries), "try"))),
    ];
    table(&facts.map(|(name, value)| row([name, value.as_str()])));
    let keys = card.keys.iter().map(|key| {
        let name = format!("{} {:02X}", usage_name(key.usage), key.index);
        row(["key", &name, &format!("version {:02X}, algorithm {:02X}", key.version, key.algorithm)])
    });
    let sets = card.ota_keys.iter().map(|set| {
        let length = format!("checksums of {} octets", set.checksum_length);
        row(["key", &format!("over the air, set {}", set.number), &length])
    });
    table(&keys.chain(sets).collect::<Vec<_>>());
}

const fn on_or_off(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}

/// Returns a card for programs. Keys and the PIN are secrets and left out.
fn report(profile: &Profile) -> Value {
    let card = &profile.card;
    let start = &card.start;
    let keys = card.keys.iter().map(|key| {
        json!({
            "usage": usage_name(key.usage),
            "index": key.index,
            "version": key.version,
            "algorithm": key.algorithm,
        })
    });
    json!({
        "name": profile.name,
        "aid": hex::encode_upper(&card.aid),
        "asn": hex::encode_upper(profile.asn()),
        "iccid": hex::encode_upper(card.iccid),
        "atr": hex::encode_upper(&card.atr),
        "state": start.lifecycle.name(),
        "balance_fen": start.balance.0,
        "balance_max_fen": card.balance_max.0,
        "limit_fen": start.limit.map(|Fen(fen)| fen),
        "online_counter": start.online_counter,
        "offline_counter": start.offline_counter,
        "pin_on": start.pin_on,
        "pin_tries": card.pin_tries,
        "keys": keys.collect::<Vec<_>>(),
        "ota_key_sets": card.ota_keys.iter().map(|set| set.number).collect::<Vec<_>>(),
    })
}

/// Checks profiles, and makes every card of them.
fn check(files: &[PathBuf]) -> Ending {
    let (mut is_wrong, mut is_unreadable) = (false, false);
    for file in files {
        let cards = match Profile::load_all(file) {
            Ok(cards) => cards,
            Err(error) => {
                is_unreadable |= matches!(error, sim_device::profile::ProfileError::Unreadable { .. });
                is_wrong = true;
                output::warn(&told::told(&miette::Report::new(error)));
                continue;
            }
        };
        let unmade = cards.iter().filter_map(|card| Some((card, manufactured(&card.to_personalisation()).err()?)));
        let unmade: Vec<_> = unmade.collect();
        for (card, why) in &unmade {
            output::warn(&format!("{}: no card can be made of \"{}\": {why}.", file.display(), card.name));
        }
        is_wrong |= !unmade.is_empty();
        if unmade.is_empty() {
            print(&format!("{}: {}", file.display(), Counted(cards.len(), "card")));
        }
    }
    match (is_unreadable, is_wrong) {
        (true, _) => Ending::Undone,
        (false, true) => Ending::Failed,
        (false, false) => Ending::Held,
    }
}
