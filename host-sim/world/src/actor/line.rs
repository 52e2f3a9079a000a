//! Caller on a service line: the keys that are pressed, with the digits of cards and passwords in their places.

use super::Actors;
use super::result::{ActionResult, Performed, RefusedError};
use crate::action::{LineAction, PayPasswordInput};
use crate::line::LineKeys;
use crate::platform::number::Msisdn;
use crate::world::World;

impl Actors {
    /// Performs an action of a caller. Returns what the line says.
    pub(super) fn line(&self, world: &mut World, who: Msisdn, action: &LineAction) -> ActionResult {
        Ok(Performed::Heard(match action {
            LineAction::Dial(line) => world.dial(&who, *line)?,
            LineAction::Press(keys) => {
                let keys = self.keys(world, &who, keys)?;
                world.press(&who, &keys)?
            }
            LineAction::Say(text) => world.say(&who, text)?,
            LineAction::KeepSilent => world.keep_silent(&who)?,
            LineAction::HangUp => return Ok(world.hang_up(&who).map(|()| Performed::Done)?),
        }))
    }

    /// Returns keys as they are pressed: the digits of cards and of the initial pay password in their places.
    pub(crate) fn keys(&self, world: &World, who: &Msisdn, text: &str) -> Result<LineKeys, RefusedError> {
        let text = if text.contains("{initial}") {
            text.replace("{initial}", &self.password_digits(world, who, &PayPasswordInput::Initial)?)
        } else {
            text.to_owned()
        };
        let keys: String = self.order_text(&text)?.split_whitespace().collect();
        Ok(keys.parse()?)
    }
}
