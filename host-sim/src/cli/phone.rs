//! `rfid-sim phone`: a phone with the card in it, on the whole terminal or line by line. Files, real time and signals are
//! here; what is done and shown is in [`crate::tui`].

use std::io::{self, IsTerminal as _};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;

use jiff::civil::DateTime;
use miette::miette;

use super::card::CardArguments;
use super::{Ending, Outcome, card};
use crate::handset::{Handset, Model, Quirk, Speech};
use crate::link::{Chance, InProcess};
use crate::memory::Eeprom;
use crate::mobile_station::MobileStation;
use crate::tui::{App, Desk, Language, clock};
use crate::walk::syntax::Phone;

mod files;
mod full_screen;
mod plain;

use files::Files;

/// The phone as it stands on the terminal.
type Desktop = App<InProcess<Eeprom>>;

/// Language of the phone and of what the card says.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// How the phone speaks to the card.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Spoken {
    /// As GSM phones do (3GPP TS 51.011): class A0.
    #[value(name = "2g", alias = "gsm")]
    Gsm,
    /// As UMTS phones do (ETSI TS 102 221): class 80.
    #[value(name = "3g", alias = "uicc")]
    Uicc,
}

/// A quirk by its name.
fn quirk(name: &str) -> Result<Quirk, String> {
    let names = || Quirk::ALL.iter().map(|quirk| quirk.name()).collect::<Vec<_>>().join(", ");
    Quirk::named(name).ok_or_else(|| format!("there is no such quirk; there are {}", names()))
}

/// Arguments of `rfid-sim phone`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    card: CardArguments,
    /// Language of the phone and of what the card says.
    #[arg(long, value_enum, default_value = "zh")]
    lang: Lang,
    /// What kind of phone it is.
    #[arg(long, default_value = "feature-phone", value_name = "KIND", value_parser = Model::ALL_NAMES.to_vec())]
    phone: String,
    /// How the phone speaks to the card; as phones of its kind do if nothing is said.
    #[arg(long, value_enum)]
    speech: Option<Spoken>,
    /// A bug that the phone has; may be given several times. A name that does not exist lists them all.
    #[arg(long = "quirk", value_name = "NAME", value_parser = quirk)]
    quirks: Vec<Quirk>,
    /// The phone's clock at the start, as `2009-11-18 10:30`. On the whole terminal it is the computer's if none is given;
    /// with `--still` and `--plain` it was never set.
    #[arg(long, value_name = "TIME")]
    clock: Option<DateTime>,
    /// Time stands still but for the keys that let it go by.
    #[arg(long)]
    still: bool,
    /// Line by line instead of the whole terminal: for pipes and screen readers. Time stands still but for `wait`.
    #[arg(long)]
    plain: bool,
    /// Where to write what was done when the phone is left: what crossed as FILE.trace, which `rfid-sim run`
    /// replays, and what the person did as FILE.walk.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Write over a record that is already there.
    #[arg(long)]
    force: bool,
}

/// Runs `rfid-sim phone`.
pub(super) fn run(arguments: &Arguments) -> Outcome {
    let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    if !arguments.plain && !is_terminal {
        return Err(miette!(
            help = "With --plain the phone is read and answered line by line.",
            "The phone takes a whole terminal, and standard input or output is none."
        ));
    }
    let chosen = card::choose(&arguments.card)?;
    let mut files = Files::new(arguments, &chosen)?;
    let link = InProcess::new(chosen.memory, Chance::seeded(chosen.seed));
    let station = MobileStation::switch_on(link, arguments.handset())
        .map_err(|unrest| miette!("The phone does not come up with this card: {unrest}."))?;
    let mut phone = App::new(Desk::new(station), arguments.language());
    files.keep_card(&phone)?;
    let work = AssertUnwindSafe(|| match arguments.plain {
        true => plain::run(&mut phone, &mut files, arguments.language()),
        false => full_screen::run(&mut phone, &mut files, arguments.still),
    });
    let done = catch_unwind(work);
    // Whatever ended it, what was done is not lost.
    let left = files.leave(&phone);
    match done {
        Ok(done) => done.and(left).map(|()| Ending::Held),
        Err(panic) => resume_unwind(panic),
    }
}

impl Arguments {
    const fn language(&self) -> Language {
        match self.lang {
            Lang::Zh => Language::Chinese,
            Lang::En => Language::English,
        }
    }

    /// The phone as a walk names it.
    fn walked(&self) -> Phone {
        let model = Model::ALL_NAMES.iter().find(|name| **name == self.phone).copied();
        Phone {
            model: model.unwrap_or(Phone::default().model),
            language: Some(self.language().code().to_owned()),
            speech: self.speech.map(|spoken| match spoken {
                Spoken::Gsm => Speech::Gsm,
                Spoken::Uicc => Speech::Uicc,
            }),
            quirks: self.quirks.iter().copied().collect(),
        }
    }

    fn handset(&self) -> Handset {
        let mut handset = self.walked().handset();
        let surroundings = &mut handset.surroundings;
        if let Some(at) = self.clock {
            // China's time, as the network's.
            surroundings.now = clock::timestamp(at, 32);
        } else if !self.still && !self.plain {
            let now = jiff::Zoned::now();
            let quarters = i8::try_from(now.offset().seconds() / 900).unwrap_or(0);
            surroundings.now = clock::timestamp(now.datetime(), quarters);
        }
        handset
    }
}
