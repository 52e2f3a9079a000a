//! Commands to the card beside the handset's own.

use super::player::{Player, StepResult};
use crate::trace::outcome::FailureKind;
use crate::trace::pattern::Segment;
use crate::trace::replay::values::whole;
use crate::trace::syntax::ExpectedAnswer;
use crate::walk::syntax::Apdu;
use sim_device::link::Transport;
use sim_device::mobile_station::StationError;
use sim_world::world::WorldError;

impl Player {
    /// Sends a command over the contacts, beside the handset's own, and checks the answer.
    pub(super) fn apdu(&mut self, apdu: &Apdu) -> StepResult {
        let impossible = |why| Box::new(FailureKind::Impossible(why));
        let command = self.now.values.command(&apdu.command).map_err(impossible)?;
        let answer = match self.now.world.transmit(&self.number, Transport::Contacts, &command) {
            Err(WorldError::Unrest { unrest: StationError::Card(_), .. })
                if apdu.answer == Some(ExpectedAnswer::NoAnswer) =>
            {
                None
            }
            answered => self.settle(answered)?,
        };
        let (segments, expected) = match &apdu.answer {
            None => {
                let succeeded = answer
                    .as_deref()
                    .and_then(<[u8]>::last_chunk)
                    .is_some_and(|word| matches!(word, [0x90, 0x00] | [0x91, _]));
                if succeeded {
                    return Ok(());
                }
                (
                    vec![vec![Segment::Any], vec![Segment::literal(&[0x90, 0x00])]],
                    ".. 9000 (no answer is written)".to_owned(),
                )
            }
            Some(ExpectedAnswer::NoAnswer) if answer.is_none() => return Ok(()),
            Some(ExpectedAnswer::NoAnswer) => (Vec::new(), "no answer".to_owned()),
            Some(ExpectedAnswer::Answer(parts)) => {
                let written = parts.iter().map(|part| part.piece.to_string()).collect::<Vec<_>>().join(" ");
                (self.now.values.pattern(parts).map_err(impossible)?, written)
            }
        };
        if !segments.is_empty()
            && let Some(captures) = answer.as_deref().and_then(|answer| whole(&segments).captures(answer))
        {
            captures.into_iter().for_each(|(name, octets)| self.now.values.set(name, octets));
            return Ok(());
        }
        let expects_answer = !segments.is_empty();
        let groups = match &answer {
            Some(answer) if expects_answer => whole(&segments).beside(answer),
            _ => Vec::new(),
        };
        Err(Box::new(FailureKind::Answer { expected, is_implied: false, groups, expects_answer, actual: answer }))
    }
}
