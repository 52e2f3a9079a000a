//! Cards that a slot can hold, each with what keeps it: a card of its own or of a file, and a security module.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use miette::miette;

use crate::cli::card::{Chosen, KeptCard};
use crate::cli::reading;
use sim_device::link::{Chance, InProcess, Link, LinkContext, LinkError};
use sim_device::memory::{Eeprom, PowerCut, Tear};
use sim_device::private_file;
use sim_device::profile::Profile;
use sim_device::sam::psam::Psam;
use sim_device::sam::psam_card::PsamCard;
use sim_script::trace::replay::FirstCard;
use sim_wire::record::TerminalNumber;

/// Memory write at which the power is to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WriteCut {
    /// Number of the write from now on, counted from 1.
    pub(super) write: u64,
    /// State in which the write is left.
    pub(super) tear: Tear,
}

/// Card in a slot, with what keeps it.
pub(super) trait Inserted: Link + Send {
    /// Prepares a power failure. Returns `false` if the card has no memory whose power can fail.
    fn cut(&mut self, cut: WriteCut) -> bool;

    /// Replaces the card by a new one that is like it was at the start. Returns `false` if that cannot be, since a file
    /// keeps the card.
    fn renew(&mut self) -> bool {
        false
    }

    /// Gives the card random numbers, which it draws next. Returns `false` if the card takes none.
    fn give_random(&mut self, _numbers: Vec<Vec<u8>>) -> bool {
        false
    }

    /// Returns what there is to say of the last command beside its answer, or why there was no answer; and forgets it.
    fn take_remark(&mut self) -> Option<String>;

    /// Returns why the card cannot be kept any more, so that it must not go on; `None` if all is well.
    fn trouble(&self) -> Option<&str>;

    /// Returns the card to where it was taken from.
    fn put_back(&mut self) -> miette::Result<()> {
        Ok(())
    }
}

/// Any card in a slot.
pub(super) type AnyCard = Box<dyn Inserted>;

impl Link for AnyCard {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.as_mut().power_on()
    }

    fn power_off(&mut self) {
        self.as_mut().power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        self.as_mut().exchange(situation, command)
    }
}

/// Simulated card, with the file that keeps it.
pub(super) struct OwnCard {
    link: InProcess<Eeprom>,
    /// File of the card; `None` for a card that is gone at the end.
    file: Option<KeptCard>,
    /// Card as it was at the start, without a file.
    new: InProcess<Eeprom>,
    trouble: Option<String>,
    remark: Option<String>,
}

impl OwnCard {
    /// Puts a card into the slot that `--profile` or `--card` chose.
    pub(super) fn new(chosen: Chosen) -> OwnCard {
        let Chosen { card, file } = chosen;
        let link = InProcess::new(card.memory, Chance::seeded(card.seed));
        OwnCard { new: link.clone(), link, file, trouble: None, remark: None }
    }

    /// Puts the card with which a trace begins into the slot.
    pub(super) fn of_trace(card: FirstCard) -> OwnCard {
        let link = InProcess::new(card.memory, card.chance);
        OwnCard { new: link.clone(), link, file: None, trouble: None, remark: None }
    }

    /// Keeps the card as a command left it, before anybody hears of it.
    fn keep(&mut self) -> Result<(), LinkError> {
        let image = self.link.card().memory().image();
        let kept = self.file.as_mut().map_or(Ok(()), |file| file.keep(image));
        kept.map_err(|why| {
            self.trouble = Some(format!("The card cannot be kept: {why}"));
            LinkError::Removed
        })
    }
}

impl Link for OwnCard {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.link.power_on()
    }

    fn power_off(&mut self) {
        self.link.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        let answer = self.link.exchange(situation, command);
        self.keep()?;
        if self.link.card().memory().power_failed() {
            self.remark = Some("the power failed at a memory write".to_owned());
        } else if let Some(fault) = self.link.card_mut().entropy_mut().take_fault() {
            self.remark = Some(fault.to_string());
        }
        answer
    }
}

impl Inserted for OwnCard {
    fn cut(&mut self, cut: WriteCut) -> bool {
        let at = PowerCut::at_write(cut.write.saturating_sub(1), cut.tear);
        self.link.card_mut().memory_mut().arm(at);
        true
    }

    fn renew(&mut self) -> bool {
        if self.file.is_none() {
            self.link = self.new.clone();
        }
        self.file.is_none()
    }

    fn give_random(&mut self, numbers: Vec<Vec<u8>>) -> bool {
        self.link.card_mut().entropy_mut().give(numbers);
        true
    }

    fn take_remark(&mut self) -> Option<String> {
        self.remark.take()
    }

    fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }
}

/// Security module, with the file that keeps its terminal counter.
pub(super) struct KeptPsam {
    card: PsamCard,
    path: PathBuf,
    /// Counter that the file has.
    kept: u32,
    trouble: Option<String>,
}

impl KeptPsam {
    /// Opens the module of a file, or makes a new one with a terminal number. Its keys are those of a profile.
    pub(super) fn open(path: &Path, number: TerminalNumber, profile: &Profile) -> miette::Result<KeptPsam> {
        let mut psam = match path.exists() {
            true => {
                let text = reading::text(path)?;
                serde_json::from_str(&text).map_err(|why| miette!("{} is no PSAM: {why}", path.display()))?
            }
            false => Psam::new(number, Vec::new(), 1),
        };
        let keys = profile.purchase_masters();
        if keys.is_empty() {
            return Err(miette!("The profile has no purchase key, which a PSAM needs."));
        }
        psam.give_keys(keys);
        let kept = psam.next_counter();
        let made = KeptPsam { card: PsamCard::new(psam), path: path.to_owned(), kept, trouble: None };
        if !path.exists() {
            made.write().map_err(|why| miette!("{} cannot be written: {why}.", path.display()))?;
        }
        Ok(made)
    }

    /// Returns the terminal number.
    pub(super) fn number(&self) -> String {
        hex::encode_upper(self.card.psam().terminal())
    }

    /// Writes the module into its file, whole or not at all.
    fn write(&self) -> io::Result<()> {
        let mut psam = self.card.psam().clone();
        psam.power_off();
        let text = serde_json::to_string(&psam)?;
        let beside = private_file::name_beside(&self.path);
        private_file::remove_unless_locked(&beside);
        let mut file = private_file::create_beside(&beside)?;
        file.write_all(format!("{text}\n").as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)?;
        private_file::sync_folder(&self.path)
    }
}

impl Link for KeptPsam {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.card.power_on()
    }

    fn power_off(&mut self) {
        self.card.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        let answer = self.card.exchange(situation, command);
        let next = self.card.psam().next_counter();
        if next != self.kept {
            // A counter that was given out must not come again.
            if let Err(why) = self.write() {
                self.trouble = Some(format!("{} cannot be written: {why}", self.path.display()));
                return Err(LinkError::Removed);
            }
            self.kept = next;
        }
        answer
    }
}

impl Inserted for KeptPsam {
    fn cut(&mut self, _cut: WriteCut) -> bool {
        false
    }

    fn take_remark(&mut self) -> Option<String> {
        None
    }

    fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }
}
