//! Desk of the shell: a card, the reader before it and the terminal behind that, as one value.

use std::rc::Rc;

use applet::{CardState, Refusal};

use super::super::formats::Reply;
use super::super::replay::player::Player;
use super::super::syntax;
use super::journal::Journal;
use super::{DeskCard, evaluate, say};
use sim_device::link::Transport;
use sim_device::memory::Eeprom;

/// Card, reader and terminal, with the lines of the journal that tell how they came to be so.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    pub(super) player: Player<'static, Eeprom>,
    pub(super) is_powered: bool,
    pub(super) seed: u64,
    /// Settings that were typed.
    pub(super) settings: Rc<Vec<String>>,
    /// Position of the first line of the desk's trace in the journal.
    pub(super) first: usize,
    /// Position after the last line of the desk's trace in the journal.
    pub(super) end: usize,
    /// Number of lines of the trace that are settings.
    pub(super) header: usize,
    /// Number of the step that led here.
    pub(super) step: u64,
}

impl Desk {
    /// Creates a desk with a card under power, and adds the first lines of its trace to the journal.
    pub(super) fn new(
        card: &DeskCard,
        seed: u64,
        settings: Rc<Vec<String>>,
        journal: &mut Journal,
    ) -> Result<Desk, String> {
        let mut lines: Vec<String> = card.settings.iter().chain(settings.iter()).cloned().collect();
        lines.push(format!("seed {seed}"));
        let (setup, made) = evaluate::header(&lines, &card.profile)?;
        let memory = if card.is_used { card.memory.clone() } else { made };
        let player = Player::new(memory, &setup)?;
        let (first, header) = (journal.len(), lines.len());
        lines.into_iter().for_each(|line| journal.add_setting(line));
        Ok(Desk { player, is_powered: true, seed, settings, first, end: first + header, header, step: 0 })
    }

    pub(super) fn has_begun(&self) -> bool {
        self.end - self.first > self.header
    }

    /// Plays a step, and returns what the card answered, where the step makes the card answer.
    pub(super) fn play(&mut self, step: &syntax::TraceStep) -> Result<Option<Vec<u8>>, String> {
        self.player.begun = true;
        let answer = evaluate::play(&mut self.player, step)?;
        match step {
            syntax::TraceStep::Reset | syntax::TraceStep::PowerOn => self.is_powered = answer.is_some(),
            syntax::TraceStep::PowerOff => self.is_powered = false,
            _ => {}
        }
        Ok(answer)
    }

    pub(super) fn state(&self) -> Option<CardState> {
        self.player.link.card().state()
    }

    pub(super) fn refusal(&self) -> Option<Refusal> {
        self.player.link.card().last_refusal()
    }

    /// Returns why a command was refused, and what the command changed.
    pub(super) fn consequences(&self, reply: &Reply, before: Option<&CardState>) -> String {
        if *reply == Reply::Silence {
            let why = match (self.is_powered, self.player.way) {
                (false, _) => "the card is off; `power on` gives it power",
                (true, Transport::Air { distance_cm })
                    if self.player.link.radio_reach_cm().is_some_and(|reach_cm| distance_cm > reach_cm) =>
                {
                    "the card is out of reach"
                }
                (true, _) => "the card is mute; `reset` brings it back",
            };
            return format!("\n  {why}");
        }
        let mut text = String::new();
        if let Some(refusal) = self.refusal().filter(|refusal| reply.octets().ends_with(&refusal.status().to_bytes())) {
            text.push_str(&format!("\n  refused: {}", refusal.words()));
        }
        if let (Some(before), Some(after)) = (before, self.state()) {
            text.push_str(&say::changes(before, &after));
        }
        text
    }
}
