//! Commands that the handset carries out without the person, and what it keeps of them.

use serde::{Deserialize, Serialize};

use sim_wire::proactive::{GeneralResult, ObjectTag};

use super::answer::Reply;
use super::current::milliseconds;
use super::screen::{text, title};
use super::{Body, Handset, Quirk, Screen, TIMERS, object};
use sim_codec::cat::ProactiveCommand;
use sim_codec::cat::command::{Action, PollInterval, SetupEventList, TimerManagement};
use sim_codec::cat::content::{Address, Characters, Duration, Outcome};
use sim_codec::cat::texts::Ussd;
use sim_codec::sms::Tpdu;

/// What went out of the handset because the card asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// A short message, to the service centre that the card names or the handset's own.
    Sms(Option<Address>, Box<Tpdu>),
    /// An SS request.
    Ss(Address),
    /// A USSD request.
    Ussd(Ussd),
    /// DTMF tones.
    Dtmf(String),
    /// A call.
    Call(Address),
    /// A page in the browser; an empty address is the browser's own.
    Page(String),
}

/// What the card has set up in the handset, and what it had it do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The main menu.
    pub menu: Option<Screen>,
    /// What an idle screen shows.
    pub idle: Option<Screen>,
    /// Events that the card wants to hear of.
    pub events: Vec<u8>,
    /// How often the card is asked for something to do.
    pub poll_ms: Option<u32>,
    /// The language that the card says it speaks.
    pub language: Option<String>,
    /// Qualifiers of the REFRESH commands that were carried out. History: it is not kept.
    #[serde(skip)]
    pub refreshed: Vec<u8>,
    /// What went out. History: it is not kept.
    #[serde(skip)]
    pub sent: Vec<Sent>,
}

impl Handset {
    /// Carries out a command that needs nobody; `None` where it needs the person.
    pub(super) fn answers_alone(&mut self, command: &ProactiveCommand) -> Option<Reply> {
        let qualifier = command.details.value.qualifier;
        Some(match &command.action {
            Action::DisplayText(_) | Action::GetInkey(_) | Action::GetInput(_) => return None,
            Action::SelectItem(_) | Action::PlayTone(_) | Action::SetupCall(_) | Action::LaunchBrowser(_) => {
                return None;
            }
            Action::PollInterval(asked) => self.polls(asked),
            Action::TimerManagement(asked) => self.sets_timer(qualifier, asked),
            Action::ProvideLocalInfo(_) => self.location_reply(qualifier),
            Action::Refresh(_) if qualifier > 0x06 => Reply::of(GeneralResult::NotCapable),
            Action::RunAtCommand(asked) => {
                let line = asked.command.as_ref().map_or("", |line| line.value.0.as_str());
                let answer = Characters(self.model.at_answer(line));
                self.tell_person(title(&asked.alpha));
                self.success(command, vec![object(ObjectTag::AtResponse, answer)])
            }
            Action::SetupEventList(asked) if !self.has_events(asked) => Reply::of(GeneralResult::NotCapable),
            Action::SendSms(_) | Action::SendSs(_) | Action::SendUssd(_) | Action::SendDtmf(_) => self.go_out(command),
            Action::PollingOff(_) | Action::SetupMenu(_) | Action::SetupEventList(_) | Action::MoreTime(_) => {
                self.keep(command)
            }
            Action::SetupIdleModeText(_) | Action::LanguageNotification(_) | Action::Refresh(_) => self.keep(command),
            _ => Reply::of(GeneralResult::NotCapable),
        })
    }

    /// Whether the handset can tell of every event in the list; of one that it cannot, it takes none (TS 102 223
    /// §6.4.16).
    fn has_events(&self, asked: &SetupEventList) -> bool {
        let codes = asked.events.as_ref().map_or(&[][..], |events| &events.value.0);
        codes.iter().all(|code| self.model.events().any(|event| event.code() == *code))
    }

    /// Commands that set something up.
    fn keep(&mut self, command: &ProactiveCommand) -> Reply {
        let standing = &mut self.standing;
        match &command.action {
            Action::PollingOff(_) => standing.poll_ms = None,
            Action::SetupMenu(_) => {
                let is_filled = |menu: &Screen| matches!(&menu.body, Body::Items { items, .. } if !items.is_empty());
                let menu = Screen::of(command).filter(is_filled).map(|menu| self.with_soft_keys(menu));
                let icons = [ObjectTag::Icon, ObjectTag::ItemIcons];
                let has_icons = icons.iter().any(|tag| command.message().values(*tag).next().is_some());
                let is_lost = has_icons && self.model.quirks.has(Quirk::IconLosesMenu);
                self.standing.menu = menu.filter(|_| !is_lost);
            }
            Action::SetupEventList(list) => {
                standing.events = list.events.as_ref().map(|events| events.value.0.clone()).unwrap_or_default();
            }
            Action::SetupIdleModeText(idle) => {
                let shown = text(&idle.text);
                let screen = Screen {
                    attribute: idle.text_attribute.as_ref().map(|object| object.value.0.clone()).unwrap_or_default(),
                    icon: idle.icon.as_ref().map(|object| object.value),
                    ..Screen::plain(Body::Idle, shown)
                };
                standing.idle = (!shown.is_empty()).then_some(screen);
            }
            Action::LanguageNotification(notified) => {
                standing.language = notified.language.as_ref().map(|language| language.value.0.clone());
            }
            Action::Refresh(refresh) => {
                standing.refreshed.push(command.details.value.qualifier);
                if self.model.quirks.has(Quirk::MenuLostOnRefresh) {
                    standing.menu = None;
                }
                self.tell_person(title(&refresh.alpha));
            }
            _ => {}
        }
        self.success(command, Vec::new())
    }

    /// POLL INTERVAL: the answer says the interval that is kept.
    fn polls(&mut self, asked: &PollInterval) -> Reply {
        let Some(asked) = asked.duration.as_ref().map(|duration| duration.value).filter(|asked| asked.unit <= 0x02)
        else {
            return Reply::of(GeneralResult::DataNotUnderstood);
        };
        let (least, greatest) = self.model.poll_s;
        let ms = match asked.unit {
            0x02 if self.model.quirks.has(Quirk::TenthsTooLong) => u32::from(asked.interval) * 10_000,
            _ => milliseconds(asked),
        };
        let kept = ms.clamp(u32::from(least) * 1000, u32::from(greatest) * 1000);
        let used = if kept == ms {
            asked
        } else {
            let seconds = u8::try_from(kept / 1000);
            let minutes = u8::try_from(kept / 60_000).unwrap_or(u8::MAX);
            seconds.map_or(Duration { unit: 0x00, interval: minutes }, |interval| Duration { unit: 0x01, interval })
        };
        self.standing.poll_ms = Some(kept);
        self.since_poll_ms = 0;
        Reply::with(object(ObjectTag::Duration, used))
    }

    /// TIMER MANAGEMENT: 00 starts, 01 stops, 02 asks.
    fn sets_timer(&mut self, qualifier: u8, asked: &TimerManagement) -> Reply {
        let timer = asked.timer.as_ref().map(|timer| timer.value).filter(|timer| (1..=TIMERS).contains(timer));
        let Some(timer) = timer else { return Reply::of(GeneralResult::DataNotUnderstood) };
        let mut data = vec![object(ObjectTag::TimerIdentifier, timer)];
        let left = match (qualifier & 0x03, &asked.value) {
            (0x00, Some(value)) => {
                self.timers.start(timer, value.value);
                return Reply { outcome: Outcome::of(GeneralResult::Success), data };
            }
            (0x01, _) => self.timers.stop(timer),
            (0x02, _) => self.timers.left(timer),
            _ => return Reply::of(GeneralResult::DataNotUnderstood),
        };
        let result = if left.is_some() { GeneralResult::Success } else { GeneralResult::TimerConflict };
        data.extend(left.map(|left| object(ObjectTag::TimerValue, left)));
        Reply { outcome: Outcome::of(result), data }
    }
}
