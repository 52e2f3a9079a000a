//! Command that waits for the person, with its screen and the time that the handset still waits.

use serde::{Deserialize, Serialize};

use sim_wire::proactive::{CommandDetails, ObjectTag};

use super::{Field, Model, Quirk, Screen, ScreenBody};
use sim_codec::cat::command::Action;
use sim_codec::cat::content::Duration;
use sim_codec::cat::{Object, ProactiveCommand, Value};

/// Stage of a command that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum PendingStage {
    /// The person has to act.
    Asking,
    /// The person let the handset call, and the call rings at the other side.
    Ringing,
}

/// Command that waits for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PendingCommand {
    /// The command; kept as the octets that were fetched.
    #[serde(with = "as_octets")]
    pub(super) command: ProactiveCommand,
    pub(super) screen: Screen,
    /// Milliseconds since the command was shown.
    shown_ms: u32,
    /// Milliseconds since the last key.
    idle_ms: u32,
    /// Milliseconds of waiting after a key.
    patience_ms: u32,
    /// Time that the card asked for; `None` if it asked for none or a quirk ignores it.
    asked: Option<Duration>,
    /// Set when something was typed or deleted.
    pub(super) touched: bool,
    /// `true` if each key restarts the wait.
    rearms: bool,
    stage: PendingStage,
}

/// Wait of a handset with [`Quirk::ShortPatience`], in milliseconds.
const SHORT_PATIENCE_MS: u32 = 14_000;

/// Returns a duration in milliseconds; an unknown unit counts as seconds.
pub(super) fn milliseconds(duration: Duration) -> u32 {
    let unit = match duration.unit {
        0x00 => 60_000,
        0x02 => 100,
        _ => 1000,
    };
    u32::from(duration.interval) * unit
}

impl PendingCommand {
    pub(super) fn new(command: ProactiveCommand, screen: Screen, model: &Model) -> PendingCommand {
        let (patience, quirks) = (&model.patience, model.quirks);
        let asked = match &command.action {
            Action::DisplayText(text) if !quirks.has(Quirk::DurationIgnored) => text.duration.as_ref(),
            Action::GetInkey(key) if !quirks.has(Quirk::DurationIgnored) => key.duration.as_ref(),
            Action::GetInput(input) if !quirks.has(Quirk::InputDurationIgnored) => input.duration.as_ref(),
            Action::PlayTone(tone) => tone.duration.as_ref(),
            _ => None,
        };
        let own = match screen.body {
            ScreenBody::Text { stays: true } => patience.text,
            ScreenBody::Text { stays: false } => patience.passing_text,
            ScreenBody::Input(_) => patience.input,
            ScreenBody::Tone(_) => patience.tone,
            _ => patience.choice,
        };
        let asked = asked.map(|duration| duration.value);
        let patience_ms = match asked.map_or(own, milliseconds) {
            waits if quirks.has(Quirk::ShortPatience) => waits.min(SHORT_PATIENCE_MS),
            waits => waits,
        };
        PendingCommand {
            command,
            screen,
            shown_ms: 0,
            idle_ms: 0,
            patience_ms,
            asked,
            touched: false,
            rearms: model.rearms,
            stage: PendingStage::Asking,
        }
    }

    /// Begins to ring at the other side for that many milliseconds, since the person let the handset call.
    pub(super) fn ring(&mut self, screen: Screen, ms: u32) {
        (self.screen, self.stage, self.idle_ms, self.patience_ms) = (screen, PendingStage::Ringing, 0, ms);
    }

    /// Returns whether a call of the command rings at the other side.
    pub(super) const fn is_ringing(&self) -> bool {
        matches!(self.stage, PendingStage::Ringing)
    }

    /// Returns the milliseconds that the handset still waits.
    pub(super) const fn left_ms(&self) -> u32 {
        self.patience_ms.saturating_sub(self.idle_ms)
    }

    /// Lets time pass; returns whether the wait is over.
    pub(super) const fn pass(&mut self, ms: u32) -> bool {
        self.shown_ms = self.shown_ms.saturating_add(ms);
        self.idle_ms = self.idle_ms.saturating_add(ms);
        self.idle_ms > self.patience_ms
    }

    /// Returns whether both go on alike. The number of the command does not count, as the answer only repeats it.
    pub(super) fn has_same_future(&self, other: &PendingCommand) -> bool {
        let PendingCommand { command, screen, shown_ms, idle_ms, patience_ms, asked, touched, rearms, stage } = self;
        let times = (*shown_ms, *idle_ms, *patience_ms) == (other.shown_ms, other.idle_ms, other.patience_ms);
        let habits = (*touched, *rearms, *stage) == (other.touched, other.rearms, other.stage);
        times && habits && *asked == other.asked && *screen == other.screen && has_same_command(command, &other.command)
    }

    /// Restarts the wait if the model does so at each key that changed something.
    pub(super) const fn rearm(&mut self) {
        if self.rearms {
            self.idle_ms = 0;
        }
    }

    /// Returns the time that GET INKEY or GET INPUT took, in seconds rounded up; nothing if the card asked for no time
    /// of its own.
    pub(super) fn took(&self) -> Vec<Object> {
        let waits = matches!(self.command.action, Action::GetInkey(_) | Action::GetInput(_));
        let interval = u8::try_from(self.shown_ms.div_ceil(1000)).unwrap_or(u8::MAX);
        let duration = Object::new(ObjectTag::Duration, Value::from(Duration { unit: 0x01, interval })).optional();
        self.asked.filter(|_| waits).map(|_| duration).into_iter().collect()
    }

    pub(super) fn field(&mut self) -> Option<&mut Field> {
        match &mut self.screen.body {
            ScreenBody::Input(field) => Some(field),
            _ => None,
        }
    }

    pub(super) fn has_item(&self, id: u8) -> bool {
        matches!(&self.screen.body, ScreenBody::Items { items, .. } if items.iter().any(|item| item.id == id))
    }

    /// Returns the line that is marked at first: the default line, else the first one.
    pub(super) fn marked(&self) -> Option<u8> {
        let ScreenBody::Items { items, default, .. } = &self.screen.body else { return None };
        default.filter(|id| self.has_item(*id)).or_else(|| items.first().map(|item| item.id))
    }
}

fn has_same_command(one: &ProactiveCommand, other: &ProactiveCommand) -> bool {
    let ProactiveCommand { details, devices, action, others, form } = one;
    let kinds = |details: &Object<CommandDetails>| (details.tag, details.value.kind, details.value.qualifier);
    kinds(details) == kinds(&other.details)
        && (devices, action, others, form) == (&other.devices, &other.action, &other.others, &other.form)
}

/// Serialises a proactive command as the hexadecimal digits of its octets.
mod as_octets {
    use serde::{Deserialize as _, Deserializer, Serializer, de, ser};

    use sim_codec::cat::{ProactiveCommand, command};

    pub(super) fn serialize<S: Serializer>(command: &ProactiveCommand, into: S) -> Result<S::Ok, S::Error> {
        let octets = command.emit().map_err(ser::Error::custom)?;
        into.serialize_str(&hex::encode_upper(octets))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<ProactiveCommand, D::Error> {
        let digits = String::deserialize(from)?;
        let octets = hex::decode(&digits).map_err(de::Error::custom)?;
        command::parse(&octets).map_err(|why| de::Error::custom(format!("{digits} is no command: {why}")))
    }
}
