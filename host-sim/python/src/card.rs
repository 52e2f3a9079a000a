//! The card as a Python object, in a reader that has power as long as the card has.

use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::errors::{self, CardError, CardFileError, NoAnswerError};
use crate::kept_memory::KeptMemory;
use crate::octets::Octets;
use sim_device::link::{Chance, InProcess, Link, LinkContext, PoweredMemory as _, Transport};
use sim_device::memory::file::Durability;
use sim_device::memory::{Eeprom, FileMemory, PowerCut, Tear, manufactured};
use sim_device::profile::Profile;
use sim_device::reader::{self, ReaderMode};

/// Simulated card, under power in a T=0 reader.
///
/// `profile` is `default`, a TOML file, or `FILE#NAME` for one card of it. `file` is a card file: alone it must exist,
/// and with `profile` it is made. Every change of the card is in the file before the card answers, and nobody else can
/// open the file meanwhile. `random` gives the numbers that the card draws first; then those of `seed` come.
#[pyclass(frozen, module = "rfid_sim")]
pub(crate) struct Card {
    desk: Mutex<Desk>,
}

/// Card on the desk, with what a reader knows about it.
struct Desk {
    link: InProcess<KeptMemory>,
    /// Answer to the last reset; `None` without power.
    atr: Option<Vec<u8>>,
    /// Time since power-on, in seconds.
    uptime_s: u32,
    /// Set once the card was closed.
    is_closed: bool,
}

impl Desk {
    /// Switches the power on; returns the answer to reset.
    fn power_on(&mut self) -> PyResult<Vec<u8>> {
        if self.is_closed {
            return Err(no_answer("the card has been closed"));
        }
        self.atr = None;
        self.uptime_s = 0;
        let atr = self.link.power_on().map_err(|error| self.file_fault().unwrap_or_else(|| no_answer(error)))?;
        self.atr = Some(atr.clone());
        Ok(atr)
    }

    fn power_off(&mut self) {
        self.link.power_off();
        self.atr = None;
    }

    /// Returns the exception of a card file that could not be written; `None` while it could.
    fn file_fault(&self) -> Option<PyErr> {
        let fault = self.link.card().memory().fault()?;
        Some(CardFileError::new_err(format!("the card file cannot be written: {fault}; open it again")))
    }

    /// Returns the reason for which the card said nothing.
    fn silence(&self) -> PyErr {
        if let Some(fault) = self.file_fault() {
            return fault;
        }
        no_answer(match (self.is_closed, self.atr.is_some(), self.link.card().session().is_some()) {
            (true, ..) => "the card has been closed",
            (false, false, _) => "the card has no power",
            (false, true, false) => "the card does not answer: its memory or its power failed; reset it",
            (false, true, true) => "the card does not answer: the reader is out of its radio's reach",
        })
    }

    fn transmit(&mut self, mode: ReaderMode, way: Transport, command: &[u8]) -> PyResult<Vec<u8>> {
        let context = LinkContext { way, uptime_s: self.uptime_s };
        let answer = reader::transmit(&mut self.link, mode, context, command);
        if let Some(fault) = self.link.card_mut().entropy_mut().take_fault() {
            return Err(CardError::new_err(fault.to_string()));
        }
        answer.map_err(|_| self.silence())
    }
}

/// Returns the exception of a card that does not answer.
fn no_answer(why: impl ToString) -> PyErr {
    NoAnswerError::new_err(why.to_string())
}

/// Makes the memory of a card.
fn memory(profile: Option<&str>, file: Option<PathBuf>) -> PyResult<KeptMemory> {
    let (profile, path) = match (profile, file) {
        (None, Some(path)) => {
            let file = FileMemory::open(&path, Durability::Process).map_err(errors::card_file)?;
            let image = file.image().map_err(errors::card_file)?;
            let part = Eeprom::from_image(&image).map_err(errors::card_file)?;
            return Ok(KeptMemory::new(part, Some(file)));
        }
        (profile, path) => (profile.unwrap_or("default"), path),
    };
    let profile = Profile::choose(profile).map_err(errors::profile)?;
    let part = manufactured(&profile.to_personalisation()).map_err(errors::profile)?;
    let file = path.map(|path| FileMemory::create(&path, part.image(), Durability::Process)).transpose();
    Ok(KeptMemory::new(part, file.map_err(errors::card_file)?))
}

impl Card {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Card {
    /// Makes or opens a card, and switches its power on.
    #[new]
    #[pyo3(signature = (profile = None, *, file = None, seed = 1, random = None))]
    fn new(
        profile: Option<&str>,
        file: Option<PathBuf>,
        seed: Option<u64>,
        random: Option<Vec<Octets>>,
    ) -> PyResult<Card> {
        let given = random.unwrap_or_default().into_iter().map(|number| number.0).collect();
        let link = InProcess::new(memory(profile, file)?, Chance::new(given, seed));
        let mut desk = Desk { link, atr: None, uptime_s: 0, is_closed: false };
        desk.power_on()?;
        Ok(Card { desk: Mutex::new(desk) })
    }

    /// Returns the answer to the last reset; `None` without power.
    #[getter]
    fn atr<'py>(&self, python: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.desk().atr.as_deref().map(|atr| PyBytes::new(python, atr))
    }

    /// Returns every octet of the card's memory, as a card file holds it.
    #[getter]
    fn memory<'py>(&self, python: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(python, self.desk().link.card().memory().image())
    }

    /// Switches the power on, or resets the card; returns the answer to reset.
    fn reset<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let mut desk = self.desk();
        desk.power_off();
        desk.power_on().map(|atr| PyBytes::new(python, &atr))
    }

    /// Switches the power off. What a reset forgets is forgotten.
    fn power_off(&self) {
        self.desk().power_off();
    }

    /// Sends one command; returns the data, SW1 and SW2 of the answer.
    ///
    /// The reader fetches what waits (61xx, 9Fxx) and repeats a command with the right length (6Cxx); with `raw` it
    /// does neither, as a PC/SC reader. With `distance_cm` the command goes over the radio from so far away.
    #[pyo3(signature = (apdu, *, raw = false, distance_cm = None))]
    fn transmit<'py>(
        &self,
        python: Python<'py>,
        apdu: Octets,
        raw: bool,
        distance_cm: Option<u16>,
    ) -> PyResult<(Bound<'py, PyBytes>, u8, u8)> {
        let mode = if raw { ReaderMode::Raw } else { ReaderMode::Auto };
        let way = distance_cm.map_or(Transport::Contacts, |distance_cm| Transport::Air { distance_cm });
        let answer = self.desk().transmit(mode, way, &apdu.0)?;
        match answer.split_last_chunk() {
            Some((data, [sw1, sw2])) => Ok((PyBytes::new(python, data), *sw1, *sw2)),
            None => Err(no_answer("the card answered without a status word")),
        }
    }

    /// Takes the card out of the field of a radio reader: what the reader selected or began is forgotten.
    fn leave_field(&self) {
        self.desk().link.leave_field();
    }

    /// Lets time pass, in seconds. The card owns no clock.
    fn wait(&self, seconds: u32) {
        let mut desk = self.desk();
        desk.uptime_s = desk.uptime_s.saturating_add(seconds);
    }

    /// Gives the numbers that the card draws next, before those that it has.
    fn give_random(&self, numbers: Vec<Octets>) {
        self.desk().link.card_mut().entropy_mut().give(numbers.into_iter().map(|number| number.0));
    }

    /// Arms a power failure in the write of that number from now on, counted from 1. `tear` says what the write leaves:
    /// `nothing`, `all`, `half`, `only:N`, `all-but:N`, `first:N`, `octets:SEED`, `bits:SEED`.
    #[pyo3(signature = (write = 1, tear = "nothing"))]
    fn cut_power(&self, write: u64, tear: &str) -> PyResult<()> {
        let before = write.checked_sub(1).ok_or_else(|| PyValueError::new_err("writes are counted from 1"))?;
        let tear = Tear::from_str(tear).map_err(|error| PyValueError::new_err(error.to_string()))?;
        self.desk().link.card_mut().memory_mut().arm(PowerCut::at_write(before, tear));
        Ok(())
    }

    /// Writes the card's memory into a new card file. With `replace` an existing card file is replaced.
    #[pyo3(signature = (path, *, replace = false))]
    fn save(&self, path: PathBuf, replace: bool) -> PyResult<()> {
        let desk = self.desk();
        let image = desk.link.card().memory().image();
        if replace && path.exists() {
            let mut file = FileMemory::open(&path, Durability::Machine).map_err(errors::card_file)?;
            return file.replace(image).map_err(errors::card_file);
        }
        FileMemory::create(&path, image, Durability::Machine).map(drop).map_err(errors::card_file)
    }

    /// Switches the power off and closes the card file, for good.
    fn close(&self) {
        let mut desk = self.desk();
        desk.power_off();
        desk.is_closed = true;
        desk.link.card_mut().memory_mut().close_file();
    }

    fn __enter__(card: PyRef<'_, Self>) -> PyRef<'_, Self> {
        card
    }

    #[pyo3(signature = (*_reason))]
    fn __exit__(&self, _reason: &Bound<'_, pyo3::types::PyTuple>) {
        self.close();
    }

    fn __repr__(&self) -> String {
        let desk = self.desk();
        match (desk.is_closed, &desk.atr) {
            (true, _) => "<Card closed>".to_owned(),
            (false, None) => "<Card without power>".to_owned(),
            (false, Some(atr)) => {
                let atr: String = atr.iter().map(|octet| format!("{octet:02X}")).collect();
                format!("<Card ATR {atr}>")
            }
        }
    }
}
