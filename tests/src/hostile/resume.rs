//! Card that is taken apart and made again of what it leaves behind.

use applet::{Card, CardSession};
use sim_device::memory::Eeprom;

use super::{Counting, Reader, Script, Tally};

/// Runs a script as [`super::run`] does, and before each exchange replaces the card in its reader. Its memory, its
/// random numbers, and its session as JSON make another card, which goes on in its place. Panics if the two differ.
pub fn run(script: &[u8]) -> Tally {
    let mut reader = Reader { resumes: true, ..Reader::new() };
    let mut script = Script { rest: script };
    while reader.step(&mut script).is_some() {}
    reader.tally
}

/// Returns the card as a script leaves it.
pub fn card_after(script: &[u8]) -> Card<Eeprom, Counting> {
    let mut reader = Reader::new();
    let mut script = Script { rest: script };
    while reader.step(&mut script).is_some() {}
    reader.card
}

/// Creates a card of what another one leaves behind: memory, random numbers, and the session through JSON.
pub(super) fn resumed(card: &Card<Eeprom, Counting>) -> Card<Eeprom, Counting> {
    let kept = serde_json::to_string(&card.session()).expect("a session is written");
    let session: Option<CardSession> = serde_json::from_str(&kept).expect("a session that was written is read");
    let (memory, entropy) = card.clone().into_parts();
    let mut resumed = Card::new(memory, entropy);
    assert_eq!(resumed.resume(session.expect("a card with power has a session")), Ok(()), "{kept}");
    assert_eq!(&resumed, card, "{kept}");
    resumed
}
