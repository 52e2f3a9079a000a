//! `rfid-sim world new`: a world with people in it.

use std::path::Path;

use miette::{IntoDiagnostic as _, miette};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::{OPENING_MS, WorldArgument};
use crate::cli::{CliResult, Ending, print};
use sim_codec::time::{Moment, SECOND};
use sim_device::handset::Model;
use sim_device::pos::merchant_name::MerchantName;
use sim_device::profile::Profile;
use sim_i18n::Language;
use sim_i18n::world::opening::{self, OpeningError};
use sim_world::platform;
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::number::Msisdn;
use sim_world::smsc::{Mix, Rule};
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{BEGINNING, Quiet, World, WorldSettings, following_asn, red_list};

/// Arguments of `rfid-sim world new`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: WorldArgument,
    /// Number of people, 0 to 10000.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=10_000))]
    people: u32,
    /// Number of the first person; the others follow.
    #[arg(long, default_value = "13800000001", value_name = "NUMBER")]
    number: Msisdn,
    /// Seed of all random choices.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Profile of the cards: `default`, which is not opened yet; a TOML file; or FILE#NAME for one card of it. Each
    /// card has a card number of its own; from a file with a list of cards each person gets one.
    #[arg(long, default_value = "default")]
    profile: String,
    /// Model of the phones.
    #[arg(long, default_value = "feature-phone", value_name = "KIND", value_parser = Model::ALL_NAMES.to_vec())]
    phone: String,
    /// Amount in yuan that everybody pays in at a hall, after opening an account by text message.
    #[arg(long, value_name = "AMOUNT", value_parser = parse_yuan)]
    cash: Option<Fen>,
    /// Clock at the start, for example `2009-11-18 10:30`.
    #[arg(long, default_value_t = BEGINNING, value_name = "TIME")]
    clock: Moment,
    /// Seed of a random mix of lost, repeated, late and swapped messages.
    #[arg(long, value_name = "SEED")]
    swarm: Option<u64>,
    /// Name of a shop with one POS terminal; may be given several times [default: 利民便利店, 春风书店].
    #[arg(long = "shop", value_name = "NAME")]
    shops: Vec<MerchantName>,
    /// Fault of the network for one message, for example `lost 1 report` or `late:90 2 deliver 13800000001`; may be
    /// given several times.
    #[arg(long = "rule", value_name = "RULE")]
    rules: Vec<Rule>,
}

/// Runs `rfid-sim world new`.
pub(super) fn run(arguments: &Arguments, language: Language) -> CliResult {
    let path = &arguments.at.file;
    if path.exists() {
        return Err(miette!("{} is already there; nothing was written.", path.display()));
    }
    let mut settings = settings(arguments.seed);
    settings.now = arguments.clock;
    if !arguments.shops.is_empty() {
        settings.merchants.clone_from(&arguments.shops);
    }
    let cards = cards(arguments, language)?;
    let made = peopled(settings, &arguments.phone, &cards, arguments.cash);
    let mut world = made.map_err(|why| miette!("{}", opening::failed(language, &why)))?;
    let centre = world.centre_mut();
    centre.mix = arguments.swarm.map(Mix::swarm).unwrap_or_default();
    arguments.rules.iter().for_each(|rule| centre.add_rule(rule.clone()));
    WorldFile::create(path, &world)?;
    print(&opening::made(language, path.display(), &world));
    Ok(Ending::Held)
}

/// Returns the settings of a world whose platform calibrates every model by short message.
pub(super) fn settings(seed: u64) -> WorldSettings {
    let mut settings = WorldSettings::of_seed(seed);
    settings.platform.red_list = red_list(Model::ALL_NAMES.iter().copied());
    settings
}

/// Person to come: the number, the name that finds the card's profile again, and the profile.
pub(super) type Newcomer = (Msisdn, String, Profile);

/// Makes a world with people, whose cards have said hello to the platform.
pub(super) fn peopled(
    settings: WorldSettings,
    phone: &str,
    people: &[Newcomer],
    cash: Option<Fen>,
) -> Result<World, OpeningError> {
    let mut world = World::new(settings);
    for (number, choice, profile) in people {
        world.register(*number);
        world.add_person(*number, phone, choice, profile)?;
    }
    if let Some(cash) = cash {
        pay_in(&mut world, cash)?;
    }
    if world.until_quiet(OPENING_MS) == Quiet::Busy {
        return Err(OpeningError::Busy(OPENING_MS / SECOND));
    }
    Ok(world)
}

/// Returns everybody's number, with the name of the card's profile and the profile.
fn cards(arguments: &Arguments, language: Language) -> miette::Result<Vec<(Msisdn, String, Profile)>> {
    let count = usize::try_from(arguments.people).unwrap_or(usize::MAX);
    let first: u64 = arguments.number.to_string().parse().into_diagnostic()?;
    let numbers = (0..u64::from(arguments.people)).map(|further| {
        let number = first.saturating_add(further).to_string();
        number.parse::<Msisdn>().map_err(|why| miette!("{why}"))
    });
    let numbers: Vec<Msisdn> = numbers.collect::<miette::Result<_>>()?;
    let profiles = profiles(&arguments.profile, count, language)?;
    Ok(numbers.into_iter().zip(profiles).map(|(number, (choice, profile))| (number, choice, profile)).collect())
}

/// Returns `count` profiles, each with the name that finds it again.
pub(super) fn profiles(choice: &str, count: usize, language: Language) -> miette::Result<Vec<(String, Profile)>> {
    let (choice, listed) = match choice {
        "default" => (choice.to_owned(), Vec::new()),
        file if Path::new(file).exists() => {
            let whole = Path::new(file).canonicalize().into_diagnostic()?.display().to_string();
            let listed = Profile::load_all(Path::new(file)).into_diagnostic()?;
            (whole, listed)
        }
        named => (named.to_owned(), Vec::new()),
    };
    if listed.len() > 1 {
        if listed.len() < count {
            let why = OpeningError::TooFewCards { list: choice, cards: listed.len(), people: count };
            return Err(miette!("{}", opening::failed(language, &why)));
        }
        return Ok(listed
            .into_iter()
            .map(|profile| (format!("{choice}#{}", profile.name), profile))
            .take(count)
            .collect());
    }
    let mut first = Profile::choose(&choice).into_diagnostic()?;
    if choice == "default" {
        first.card.start.lifecycle = LifeCycle::Unopened;
    }
    let asn = first.asn();
    let following = (0_u64..).map(|further| (choice.clone(), first.of_series(following_asn(asn, further))));
    Ok(following.take(count).collect())
}

/// Opens an account for everybody by text message, and pays in.
fn pay_in(world: &mut World, cash: Fen) -> Result<(), OpeningError> {
    let numbers: Vec<Msisdn> = world.people().iter().map(|person| person.number()).collect();
    // What is asked for, and the answer to the question whether it is meant.
    for order in ["KT", "A"] {
        for number in &numbers {
            world.write_text(number, platform::NUMBER, order)?;
        }
        if world.until_quiet(OPENING_MS) == Quiet::Busy {
            return Err(OpeningError::AccountsNotOpen(OPENING_MS / SECOND));
        }
    }
    for number in &numbers {
        world.deposit(number, cash).map_err(|why| OpeningError::Deposit(*number, why))?;
    }
    Ok(())
}
