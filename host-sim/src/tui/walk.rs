//! What a person did as a walk that does it again and expects to see the same ([`crate::walk`]).

use super::journal::{Doing, Entry};
use crate::handset::Screen;
use crate::walk::Recorder;
use crate::walk::syntax::{Phone, Setting, Step};

/// The walk of a journal that began with that screen. `header`: lines that bring the same card back, as a walk has them.
///
/// # Errors
/// A line of the header that no walk knows.
pub fn text(header: &[String], phone: Phone, first: &Screen, journal: &[Entry]) -> Result<String, String> {
    let (prose, settings): (Vec<&String>, Vec<&String>) = header.iter().partition(|line| line.starts_with('#'));
    let lines: String = settings.iter().map(|line| format!("{line}\n")).collect();
    let mut settings = crate::walk::parse("header", &lines).map_err(|error| error.to_string())?.settings();
    settings.push(Setting::Phone(phone));
    let mut recorder = Recorder::new(settings);
    let mut before = first;
    for entry in journal {
        match &entry.doing {
            Doing::Act(act) => recorder.acted(act, before, &entry.screen),
            Doing::Wait(ms) => recorder.waited(*ms, before, &entry.screen),
            Doing::Restart => recorder.did(Step::Restart, before, &entry.screen),
        }
        before = &entry.screen;
    }
    let prose: String = prose.iter().map(|line| format!("{line}\n")).collect();
    Ok(prose + &recorder.text())
}
