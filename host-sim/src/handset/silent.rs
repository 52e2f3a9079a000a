//! Commands that the handset carries out without the person, and what it keeps of them.

use applet::wire::proactive::{GeneralResult, ObjectTag};

use super::act::{Reply, milliseconds};
use super::screen::{text, title};
use super::{Body, Handset, Lingering, Screen, TIMERS, object};
use crate::sms::Tpdu;
use crate::stk::ProactiveCommand;
use crate::stk::command::{Action, PollInterval, TimerManagement};
use crate::stk::content::{Address, Duration, Outcome};
use crate::stk::texts::{Text, Ussd};

/// What went out of the handset because the card asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// A short message, to the service centre that the card names or the handset's own.
    Sms(Option<Address>, Tpdu),
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// Qualifiers of the REFRESH commands that were carried out.
    pub refreshed: Vec<u8>,
    /// What went out.
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
            Action::ProvideLocalInfo(_) => self.says_where(qualifier),
            Action::Refresh(_) if qualifier > 0x06 => Reply::of(GeneralResult::NotCapable),
            Action::SendSms(_) | Action::SendSs(_) | Action::SendUssd(_) | Action::SendDtmf(_) => {
                self.goes_out(command)
            }
            Action::PollingOff(_) | Action::SetupMenu(_) | Action::SetupEventList(_) | Action::MoreTime(_) => {
                self.keeps(command)
            }
            Action::SetupIdleModeText(_) | Action::LanguageNotification(_) | Action::Refresh(_) => self.keeps(command),
            _ => Reply::of(GeneralResult::NotCapable),
        })
    }

    /// Commands that set something up.
    fn keeps(&mut self, command: &ProactiveCommand) -> Reply {
        let standing = &mut self.standing;
        match &command.action {
            Action::PollingOff(_) => standing.poll_ms = None,
            Action::SetupMenu(_) => {
                let menu = Screen::of(command);
                let is_filled = |menu: &Screen| matches!(&menu.body, Body::Items { items, .. } if !items.is_empty());
                standing.menu = menu.filter(is_filled);
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
            Action::Refresh(_) => standing.refreshed.push(command.details.value.qualifier),
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
        let ms = milliseconds(asked);
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
        let data = vec![object(ObjectTag::Duration, used)];
        Reply { outcome: Outcome::of(GeneralResult::Success), data }
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

    /// What goes to the network without a question, and the title shown meanwhile.
    fn goes_out(&mut self, command: &ProactiveCommand) -> Reply {
        if !self.surroundings.service {
            return Reply::because(GeneralResult::TerminalBusy, 0x04);
        }
        let (sent, shown) = match &command.action {
            Action::SendSms(sms) => {
                let Some(message) = &sms.message else { return Reply::of(GeneralResult::NotCapable) };
                let centre = sms.service_centre.as_ref().map(|centre| centre.value.clone());
                (Sent::Sms(centre, message.value.clone()), title(&sms.alpha))
            }
            Action::SendSs(ss) => {
                let Some(request) = &ss.request else { return Reply::of(GeneralResult::MinimumNotMet) };
                (Sent::Ss(request.value.clone()), title(&ss.alpha))
            }
            Action::SendUssd(ussd) => {
                let Some(request) = &ussd.request else { return Reply::of(GeneralResult::MinimumNotMet) };
                (Sent::Ussd(request.value.clone()), title(&ussd.alpha))
            }
            Action::SendDtmf(_) if !self.surroundings.in_call => {
                return Reply::because(GeneralResult::TerminalBusy, 0x07);
            }
            Action::SendDtmf(dtmf) => {
                let digits = dtmf.digits.as_ref().map(|digits| digits.value.0.clone()).unwrap_or_default();
                (Sent::Dtmf(digits), title(&dtmf.alpha))
            }
            _ => return Reply::of(GeneralResult::NotCapable),
        };
        if !shown.is_empty() {
            let screen = Screen::plain(Body::Text { stays: false }, shown);
            self.lingering = Some(Lingering { screen, left_ms: Some(self.model.patience.lingering) });
        }
        let is_ussd = matches!(sent, Sent::Ussd(_));
        self.standing.sent.push(sent);
        if is_ussd { self.network_answers(command) } else { self.success(command, Vec::new()) }
    }

    /// What the network says to a USSD request.
    fn network_answers(&self, command: &ProactiveCommand) -> Reply {
        let Some(answer) = &self.surroundings.ussd_answer else {
            return Reply::because(GeneralResult::UssdReturnError, 0x00);
        };
        let gsm = answer.chars().all(|character| applet::wire::text::spelling(character).is_some());
        let text = Text { dcs: Some(if gsm { 0x04 } else { 0x08 }), text: answer.clone() };
        self.success(command, vec![object(ObjectTag::TextString, text)])
    }

    /// Why no call can be set up now, asked before the person is.
    pub(super) fn no_call(&self, qualifier: u8) -> Option<Reply> {
        if !self.surroundings.service {
            return Some(Reply::because(GeneralResult::TerminalBusy, 0x04));
        }
        let only_if_idle = qualifier <= 0x01;
        (self.surroundings.in_call && only_if_idle).then(|| Reply::because(GeneralResult::TerminalBusy, 0x02))
    }

    /// The person lets the handset do what the command asks for.
    pub(super) fn granted(&mut self, command: &ProactiveCommand) -> Reply {
        match &command.action {
            Action::SetupCall(call) => {
                self.standing.sent.extend(call.address.as_ref().map(|address| Sent::Call(address.value.clone())));
                self.surroundings.in_call = true;
            }
            Action::LaunchBrowser(page) => {
                let url = page.url.as_ref().map(|url| url.value.0.clone()).unwrap_or_default();
                self.standing.sent.push(Sent::Page(url));
            }
            _ => return Reply::of(GeneralResult::NotCapable),
        }
        self.success(command, Vec::new())
    }
}
