//! Desk of the shell: a card, the reader before it and the terminal behind that, as one value.

use std::rc::Rc;

use applet::{CardState, Refusal};

use super::super::formats::{Reply, SessionStep, literal};
use super::super::outcome::Failure;
use super::super::replay::player::{Awaiting, Player};
use super::super::replay::replay_card::ReplayCard as _;
use super::super::syntax;
use super::journal::Journal;
use super::shell_card::ShellCard;
use super::starting_card::StartingCard;
use super::{evaluate, say};
use crate::lang::procedure::Procedures;
use sim_device::link::Transport;
use sim_device::profile::Profile;

/// Settings that a card is made from: its profile, and those after it.
#[derive(Clone, Debug)]
pub(super) struct DeskSettings {
    /// Profile that the card is made from, with the terminal's keys.
    pub(super) profile: Rc<Profile>,
    /// Lines that stand before the settings; the one that chooses the profile is among them.
    pub(super) first: Rc<Vec<String>>,
    /// Settings that were typed.
    pub(super) typed: Rc<Vec<String>>,
    /// Seed of the card's random numbers; `None` for a card that draws its own.
    pub(super) seed: Option<u64>,
}

impl DeskSettings {
    /// Creates the settings with which the shell starts.
    pub(super) fn new(profile: &Profile, lines: &[String], seed: Option<u64>) -> DeskSettings {
        let (profile, first) = (Rc::new(profile.clone()), Rc::new(lines.to_vec()));
        DeskSettings { profile, first, typed: Rc::default(), seed }
    }

    /// Returns whether a line gives a key.
    pub(super) fn has_key(&self) -> bool {
        self.first.iter().chain(self.typed.iter()).any(|line| line.starts_with("key "))
    }

    /// Returns the header of a trace with these settings.
    fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.first.iter().chain(self.typed.iter()).cloned().collect();
        lines.extend(self.seed.map(|seed| format!("seed {seed}")));
        lines
    }
}

/// Card, reader and terminal, with the lines of the journal that tell how they came to be so.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    pub(super) player: Player<'static, ShellCard>,
    pub(super) is_powered: bool,
    pub(super) settings: DeskSettings,
    /// Position of the first line of the desk's trace in the journal.
    pub(super) first: usize,
    /// Position after the last line of the desk's trace in the journal.
    pub(super) end: usize,
    /// Number of lines of the trace with which the card begins: settings, and the power-on of a card behind a link.
    pub(super) header: usize,
    /// Number of lines of the script that were performed.
    pub(super) at: usize,
    /// Number of the step that led here.
    pub(super) step: u64,
    /// Last question and its answer, to be compared with an expected one; `None` if it was compared.
    pub(super) asked: Option<Awaiting>,
    /// Position of the journal's line with the last answer, written out; `None` if an expectation took its place.
    pub(super) answer_line: Option<usize>,
    /// Position and text of a line of the journal, as this desk had it before a later step wrote another in its place.
    pub(super) replaced: Option<(usize, String)>,
    /// Procedures that lines may call.
    pub(super) procedures: Rc<Procedures>,
    /// Last thing that did not hold; `None` if everything did.
    pub(super) trouble: Option<Rc<Failure>>,
}

impl Desk {
    /// Creates a desk with a card under power, and adds the first lines of its trace to the journal.
    pub(super) fn new(card: &StartingCard, settings: DeskSettings, journal: &mut Journal) -> Result<Desk, String> {
        let lines = settings.lines();
        let setup = evaluate::header(&lines, &settings.profile)?;
        let player = Player::new(card.on_desk(&setup)?, &setup).map_err(|why| evaluate::sentence(&why))?;
        let first = journal.len();
        lines.into_iter().for_each(|line| journal.add_setting(line));
        if card.linked().is_some() {
            // Whoever reads the trace learns which card it was.
            let power_on = SessionStep::PowerOn { atr: Some(player.atr().to_vec()) };
            journal.add(literal::step_lines(&power_on), Some(power_on));
        }
        let end = journal.len();
        Ok(Desk {
            player,
            is_powered: true,
            settings,
            first,
            end,
            header: end.saturating_sub(first),
            at: 0,
            step: 0,
            asked: None,
            answer_line: None,
            replaced: None,
            procedures: Rc::default(),
            trouble: None,
        })
    }

    pub(super) fn has_begun(&self) -> bool {
        self.end - self.first > self.header
    }

    /// Plays a step. What the card answered is kept, to be compared with an expected answer.
    pub(super) fn play(&mut self, step: &syntax::TraceStep) -> Result<Option<Vec<u8>>, Box<Failure>> {
        self.player.begun = true;
        if matches!(step, syntax::TraceStep::Answer(_)) {
            self.player.awaiting = self.asked.take();
        }
        let played = evaluate::play(&mut self.player, step);
        // What came back is shown to a person, who may expect it or not.
        let asked = self.player.awaiting.take();
        let answer = asked.as_ref().and_then(|asked| asked.answer.clone());
        // Lines may be typed between a command of a script and the answer that it expects.
        if asked.is_some() {
            self.asked = asked;
        } else if self.answer_line.is_none() {
            self.asked = None;
        }
        played?;
        match step {
            syntax::TraceStep::Reset | syntax::TraceStep::PowerOn => self.is_powered = answer.is_some(),
            syntax::TraceStep::PowerOff => self.is_powered = false,
            _ => {}
        }
        Ok(answer)
    }

    pub(super) fn state(&self) -> Option<CardState> {
        self.player.link.simulated().and_then(applet::Card::state)
    }

    pub(super) fn refusal(&self) -> Option<Refusal> {
        self.player.link.simulated().and_then(applet::Card::last_refusal)
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
                (true, _) => match (self.player.link.simulated(), self.player.silence) {
                    (None, Some(why)) => return format!("\n  {why}; `reset` begins with it anew"),
                    _ => "the card is mute; `reset` brings it back",
                },
            };
            return format!("\n  {why}");
        }
        let mut text = String::new();
        if let Some(refusal) = self.refusal().filter(|refusal| reply.octets().ends_with(&refusal.status().to_bytes())) {
            let more = if self.player.last_diagnosis().is_some() { "; `why` finds the cause" } else { "" };
            text.push_str(&format!("\n  refused: {}{more}", refusal.words()));
        }
        if let (Some(before), Some(after)) = (before, self.state()) {
            text.push_str(&say::changes(before, &after));
        }
        text
    }
}
